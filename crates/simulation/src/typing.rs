//! How two people type the paper, and what the team corrects afterwards.

use crate::{
    contest::Contest,
    model::{Candidate, Entry, Slip, SlipKind},
    paper::count,
    random::Random,
};
use dienhong_core::{
    count::Count,
    tally::{Ballot, Figures, Level, check},
};

const KINDS: [SlipKind; 5] = [
    SlipKind::DigitsTransposed,
    SlipKind::DigitWrong,
    SlipKind::DigitMissing,
    SlipKind::LineShifted,
    SlipKind::ValidAndInvalidSwapped,
];

/// What one of the two typed wrong, and the slip. `breaks`: whether a check of level error is to
/// notice it at once. None: this paper gives no room for such a slip.
pub(crate) fn slip(
    paper: &Figures,
    contest: &Contest,
    breaks: bool,
    random: &mut Random,
) -> Option<(Figures, Slip)> {
    let entry = if random.once_in(2) { Entry::First } else { Entry::Second };
    // The first kind that this paper gives room for.
    let mut kinds = KINDS;
    random.shuffle(&mut kinds);
    let mut tries = kinds.into_iter().flat_map(|kind| std::iter::repeat_n(kind, 40));
    let found = tries.find_map(|kind| {
        let typed = typed_wrong(paper, kind, random);
        (typed != *paper && is_broken(&typed, contest) == breaks).then_some((typed, kind))
    });
    let (typed, kind) = found?;
    Some((typed, Slip { entry, kind, breaks_a_check: breaks }))
}

fn is_broken(figures: &Figures, contest: &Contest) -> bool {
    let (seats, candidates) = (contest.seats as u16, contest.strengths.len());
    let findings = check(figures, Ballot { seats, candidates });
    findings.iter().any(|finding| finding.level == Level::Error)
}

fn typed_wrong(paper: &Figures, kind: SlipKind, random: &mut Random) -> Figures {
    let mut typed = paper.clone();
    match kind {
        SlipKind::ValidAndInvalidSwapped => {
            (typed.valid, typed.invalid) = (paper.invalid, paper.valid);
        }
        SlipKind::LineShifted => {
            let line = random.index(typed.votes.len().saturating_sub(1).max(1));
            if line + 1 < typed.votes.len() {
                typed.votes.swap(line, line + 1);
            }
        }
        SlipKind::DigitsTransposed | SlipKind::DigitWrong | SlipKind::DigitMissing => {
            let mut lines = lines(&mut typed);
            let line = random.index(lines.len());
            if let Some(figure) = lines.get_mut(line) {
                **figure = misread(**figure, kind, random);
            }
        }
    }
    typed
}

/// Every figure that a hand can miss by a digit: the head of the form and the candidates' lines.
fn lines(figures: &mut Figures) -> Vec<&mut Count> {
    let Figures { voters_total, took_part, issued, returned, valid, invalid, votes, .. } = figures;
    let mut lines = vec![voters_total, took_part, issued, returned, valid, invalid];
    lines.extend(votes);
    lines
}

fn misread(figure: Count, kind: SlipKind, random: &mut Random) -> Count {
    let mut digits: Vec<u8> = figure.to_string().bytes().map(|digit| digit - b'0').collect();
    let at = random.index(digits.len());
    match kind {
        SlipKind::DigitsTransposed if at + 1 < digits.len() => digits.swap(at, at + 1),
        SlipKind::DigitMissing if digits.len() > 1 => {
            digits.remove(at);
        }
        SlipKind::DigitWrong => digits[at] = random.below(10) as u8,
        _ => {}
    }
    count(digits.iter().fold(0, |n, &digit| n * 10 + u64::from(digit)))
}

/// The team counts two lines again: a few votes stood on the wrong one.
pub(crate) fn counted_again(
    paper: &Figures,
    candidates: &[Candidate],
    random: &mut Random,
) -> Option<(Figures, String)> {
    let from = random.index(paper.votes.len());
    let to = (from + 1) % paper.votes.len();
    let room = paper.valid.get() - paper.votes[to].get();
    let votes = random.between(1, 9).min(paper.votes[from].get()).min(room);
    if votes == 0 || from == to {
        return None;
    }
    let mut corrected = paper.clone();
    corrected.votes[from] = count(paper.votes[from].get() - votes);
    corrected.votes[to] = count(paper.votes[to].get() + votes);
    let (from, to) = (&candidates.get(from)?.name, &candidates.get(to)?.name);
    let reason = format!(
        "Tổ bầu cử cộng lại số phiếu: {votes} phiếu của «{to}» đã ghi nhầm vào dòng của «{from}» \
         (mô phỏng)."
    );
    Some((corrected, reason))
}
