//! The electronic box of a vote: what its ballots ask, and its archive against the records that it was made of.

use crate::{
    Files, NotRead,
    files::most,
    name::segment,
    report::{Difference, Report, What},
};
use belenios::{
    archive::Chain,
    election::Question,
    verify::{self, Options},
};
use dienhong_core::vote::{Answers, Call, Choice, Vote, VoteId};
use std::{io::Cursor, sync::Arc};

/// What browsers call the boxes of questions whose answers are fixed, and levels that the law knows.
const YES_NO: [&str; 3] = ["Tán thành", "Không tán thành", "Không biểu quyết"];
const LEVELS: [(&str, &str); 4] = [
    ("high", "Tín nhiệm cao"),
    ("confident", "Tín nhiệm"),
    ("low", "Tín nhiệm thấp"),
    ("not_confident", "Không tín nhiệm"),
];

/// Where the archive of a vote's box is published.
pub fn archive_path(vote: &VoteId) -> String {
    format!("votes/{}/archive.bel", segment(vote.as_str()))
}

/// What ballots are asked: each line of the paper is one question of the protocol.
pub fn asked(call: &Call) -> Vec<Question> {
    let level = |id: &String| {
        let known = LEVELS.iter().find(|(known, _)| known == id);
        known.map_or_else(|| id.clone(), |(_, name)| (*name).to_owned())
    };
    let one =
        |question: String, answers| Question { answers, blank: None, min: 1, max: 1, question };
    let mut all = Vec::new();
    for question in &call.questions {
        let text = &question.text;
        match &question.answers {
            Answers::YesNo { abstain } => {
                let names = YES_NO.iter().take(if *abstain { 3 } else { 2 });
                all.push(one(text.clone(), names.copied().map(str::to_owned).collect()));
            }
            Answers::Choose { options, at_least, at_most, .. } => all.push(Question {
                min: (*at_least).into(),
                max: (*at_most).into(),
                ..one(text.clone(), options.iter().map(Choice::titled).collect())
            }),
            Answers::Levels { people, levels } => all.extend(people.iter().map(|person| {
                one(format!("{text}: {}", person.titled()), levels.iter().map(level).collect())
            })),
            // No such vote has a box.
            Answers::Ranked { .. } => {}
        }
    }
    all
}

/// SHA-256 of the event with which the archive of these records ends. None: the box was never prepared.
fn last_event(vote: &Vote) -> Option<String> {
    let of = &vote.ballots;
    let prepared = of.prepared.as_ref()?;
    let (credentials, _) = of.credentials?;
    let mut chain = Chain::default();
    chain.setup([&prepared.election.0, &prepared.trustees.0, &credentials.0]);
    for tracker in &of.order {
        chain.ballot(&of.cast.get(tracker)?.blob.0);
    }
    if let Some((sum, ballots)) = of.summed {
        chain.end_ballots();
        chain.encrypted_tally(&sum.0, ballots.get(), ballots.get());
    }
    for (trustee, share) in &of.shares {
        chain.partial_decryption((*trustee).into(), &share.0);
    }
    if let Some((result, _)) = &of.opened {
        chain.result(&result.0);
    }
    chain.last().map(str::to_owned)
}

/// Threads that check ballots: a browser's worker is one.
fn options() -> Options {
    if cfg!(target_arch = "wasm32") { Options { threads: 1 } } else { Options::default() }
}

/// Every ballot, proof and sum of the boxes that are open.
pub(crate) async fn check<F: Files>(
    files: &F,
    votes: impl Iterator<Item = &Arc<Vote>>,
    report: &mut Report,
) -> Result<(), NotRead> {
    for vote in votes.filter(|vote| vote.ballots.opened.is_some()) {
        let path = archive_path(&vote.id);
        let Some(archive) = files.read(&path, most::ARCHIVE).await? else {
            report.differs(Difference::file(What::Missing, &path));
            continue;
        };
        report.counted.ballots += vote.ballots.order.len() as u64;
        differences(vote, &archive).into_iter().for_each(|found| report.differs(found));
    }
    Ok(())
}

/// What is wrong with an archive: its proofs, the records that name its parts, what was asked against the call, and the
/// result against the lines that figures are made of.
pub fn differences(vote: &Vote, archive: impl AsRef<[u8]>) -> Vec<Difference> {
    let path = archive_path(&vote.id);
    let differs = |what| Difference::file(what, &path);
    let found = match verify::verify(Cursor::new(archive), options()) {
        Err(why) => return vec![differs(What::BallotBox).values(why, "")],
        Ok(found) => found,
    };
    let mut all = Vec::new();
    let expected = last_event(vote).unwrap_or_default();
    if found.last_event != expected {
        all.push(differs(What::Content).values(&found.last_event, expected));
    }
    let of_call = asked(&vote.call);
    for (number, (question, due)) in (1..).zip(found.election.questions.iter().zip(&of_call)) {
        if question != due {
            let other = differs(What::Data).field(format!("question {number}"));
            let said = |of: &Question| format!("{} [{}]", of.question, of.answers.join("; "));
            all.push(other.values(said(question), said(due)));
        }
    }
    let asked = found.election.questions.len();
    if asked != of_call.len() {
        all.push(differs(What::Data).field("questions").values(asked, of_call.len()));
    }
    let lines = vote.ballots.opened.iter().flat_map(|(_, lines)| lines.iter());
    let recorded: Vec<Vec<u64>> =
        lines.map(|line| line.votes.iter().map(|votes| votes.get()).collect()).collect();
    let result = found.result.iter().flat_map(|result| &result.result);
    let counted: Vec<Vec<u64>> =
        result.map(|row| row.iter().map(|count| count.0).collect()).collect();
    if recorded != counted {
        let first =
            (0..).find(|line| recorded.get(*line) != counted.get(*line)).unwrap_or_default();
        let said = |rows: &[Vec<u64>]| {
            let row = rows.get(first).map(|row| row.iter().map(u64::to_string));
            row.map(|row| row.collect::<Vec<_>>().join(", ")).unwrap_or_default()
        };
        let line = differs(What::Figure).field(format!("line {}", first + 1));
        all.push(line.values(said(&recorded), said(&counted)));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{LEVELS, YES_NO};
    use dienhong_packs::words::Words;

    /// Papers, pages and ballots name the same boxes by the same words.
    #[test]
    fn the_boxes_of_ballots_are_called_what_the_pack_calls_them() {
        let words = Words::of("vi");
        let named = ["yes", "no", "abstain"].map(|id| words.say(&format!("vote.{id}"), &[]));
        assert_eq!(named, YES_NO);
        for (id, name) in LEVELS {
            assert_eq!(words.say(&format!("vote.level_{id}"), &[]), name);
        }
    }
}
