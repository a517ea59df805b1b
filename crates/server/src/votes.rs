//! Who sees what of a body's vote: every page, display, export and paper asks here.

use dienhong_core::{
    count::Count,
    people::{Body, BodyId, By, OfficerId, Place, Right},
    vote::{
        Answers, Audience, Base, Bases, Channel, ChannelId, Choice, Line, Opened, Outcome, Part,
        Question, Row, Sheet, Threshold, Vote, Voter,
    },
};
use dienhong_journal::{Opening, Seal};
use dienhong_node::View;
use std::collections::BTreeMap;

use crate::Speech;

/// Opens a sealed sheet; none where that cannot be done here.
pub(crate) type Opener<'a> = &'a dyn Fn(&Seal) -> Option<Opening<Sheet>>;

/// Opens nothing: what a page for everybody has.
pub(crate) const NOTHING: Opener<'static> = &|_| None;

/// Whether `officer` may call votes of this body and acts for it.
pub(crate) fn calls(view: &View, officer: &OfficerId, body: &BodyId) -> bool {
    let state = &view.state;
    let known = state.people.body(body);
    known.is_some_and(|known| acts_for(view, officer, known, Right::CallVotes))
}

/// Whether an officer has a right where this body of his acts.
pub(crate) fn acts_for(view: &View, officer: &OfficerId, body: &Body, right: Right) -> bool {
    let rules = view.state.rules_at(view.at);
    rules.is_ok_and(|rules| {
        view.state.may(rules, (officer, &body.id), right, Place::of(body.unit.as_ref()))
    })
}

/// In which capacity somebody sees a vote. None: for them it is not there.
pub(crate) fn audience(view: &View, officer: Option<&OfficerId>, vote: &Vote) -> Option<Audience> {
    let public = (!vote.call.closed).then_some(Audience::Public);
    let Some(officer) = officer else { return public };
    if vote.counts(&By::Officer(officer.clone())) || calls(view, officer, &vote.body) {
        return Some(Audience::Committee);
    }
    let mut seats = view.state.people.seats(officer);
    let sits =
        seats.any(|(body, _)| body.id == vote.body) || own_seats(vote, officer).next().is_some();
    if sits { Some(Audience::Body) } else { public }
}

/// The seats at which an officer of the node votes himself.
pub(crate) fn own_seats<'a>(
    vote: &'a Vote,
    officer: &'a OfficerId,
) -> impl Iterator<Item = u32> + 'a {
    let own = vote.voters.values().filter(move |voter| voter.officer.as_ref() == Some(officer));
    own.map(|voter| voter.seat)
}

/// The figures of a vote, channel by channel and together.
pub(crate) struct Figures {
    pub sheets: BTreeMap<ChannelId, Sheet>,
    pub total: Sheet,
    pub outcomes: Vec<Outcome>,
    pub bases: Bases,
}

/// What `audience` may see of the figures now.
pub(crate) fn figures(
    view: &View,
    vote: &Vote,
    audience: Audience,
    open: Opener,
) -> Option<Figures> {
    if !view.state.shows_figures(vote, audience) {
        return None;
    }
    let begun = vote.begun.as_ref()?;
    let bases =
        Bases { members: vote.call.members, summoned: begun.summoned, present: begun.present()? };
    if let Some(declared) = &vote.declared {
        let (sheets, total) = (declared.sheets.clone(), declared.total.clone());
        return Some(Figures { sheets, total, outcomes: declared.outcomes.clone(), bases });
    }
    let openings: Vec<Opened> = vote
        .call
        .channels
        .iter()
        .filter(|channel| channel.way.is_counted_by_hand())
        .map(|channel| {
            let signed = vote.counting.get(&channel.id)?.signed.as_ref()?;
            Some(Opened { channel: channel.id.clone(), entries: vec![open(&signed.sealed)?] })
        })
        .collect::<Option<_>>()?;
    let outcomes = view.state.vote_outcomes(vote, &openings).ok()?;
    let of = |channel: &Channel| {
        let opened = openings.iter().find(|opened| opened.channel == channel.id);
        let by_hand = || Some(opened?.entries.first()?.value.clone());
        Some((channel.id.clone(), vote.derived(channel).or_else(by_hand)?))
    };
    let sheets: BTreeMap<_, _> = vote.call.channels.iter().map(of).collect::<Option<_>>()?;
    let blank = Sheet::blank(&vote.call);
    let total = sheets.values().try_fold(blank, |sum, sheet| sum.plus(sheet))?;
    Some(Figures { sheets, total, outcomes, bases })
}

/// How many have a vote in: seats that answered, ballots in the box. What hands and papers say is not
/// known before it is counted.
pub(crate) fn voted(vote: &Vote) -> Count {
    let mut seats: Vec<u32> = vote
        .answers
        .iter()
        .filter(|(_, parts)| !parts.is_empty())
        .map(|((_, seat), _)| *seat)
        .collect();
    seats.sort_unstable();
    seats.dedup();
    let named = Count::try_from(seats.len() as u64).unwrap_or_default();
    Count::sum([named, vote.ballots.voted()]).unwrap_or_default()
}

/// What the boxes of a question are called.
pub(crate) fn boxes(speech: &Speech, question: &Question) -> Vec<String> {
    let names = |all: &[Choice]| all.iter().map(|choice| choice.name.clone()).collect();
    match &question.answers {
        Answers::YesNo { abstain } => {
            let mut all = vec![speech.t("vote.yes"), speech.t("vote.no")];
            if *abstain {
                all.push(speech.t("vote.abstain"));
            }
            all
        }
        Answers::Levels { levels, .. } => levels.iter().map(|id| level(speech, id)).collect(),
        Answers::Choose { options, .. } | Answers::Ranked { options, .. } => names(options),
    }
}

/// What a level is called: by the pack's word, or as the body itself has named it.
fn level(speech: &Speech, id: &str) -> String {
    match id {
        "high" | "confident" | "low" | "not_confident" => speech.t(&format!("vote.level_{id}")),
        own => own.to_owned(),
    }
}

/// What a line of the paper is called: the question, and the person on it.
pub(crate) fn line_name(question: &Question, row: &Row) -> String {
    match row.person {
        Some(person) => person.name.clone(),
        None => question.text.clone(),
    }
}

/// The threshold of a question: its own, or the rule's. Rankings have none.
pub(crate) fn threshold(view: &View, vote: &Vote, question: &Question) -> Option<Threshold> {
    if question.is_ranked() {
        return None;
    }
    let rule = view.state.vote_rule(&vote.call, vote.at).ok();
    question.passes.or(rule.and_then(|rule| rule.passes))
}

/// Over what the shares of a line are shown: the threshold's base, else the valid papers.
pub(crate) fn base(figures: &Figures, line: &Line, threshold: Option<Threshold>) -> (Base, Count) {
    let base = threshold.map_or(Base::Valid, |threshold| threshold.base);
    let Bases { members, summoned, present } = figures.bases;
    let turnout = figures.total.turnout(line, members, summoned, present);
    (base, turnout.base(base).unwrap_or_default())
}

/// «trên 1/2 tổng số thành viên», «từ 2/3 …».
pub(crate) fn said_threshold(speech: &Speech, threshold: Threshold) -> String {
    use dienhong_core::vote::Met;
    let key = match threshold.met {
        Met::Over => "vote.over",
        Met::From => "vote.from",
    };
    let base = speech.t(&format!("vote.base_{}", threshold.base.name()));
    speech.tell(key, &[("share", &threshold.share.to_string()), ("base", &base)])
}

/// What a purpose is called.
pub(crate) fn purpose(speech: &Speech, purpose: &str) -> String {
    let key = format!("vote.purpose_{purpose}");
    if speech.knows(&key) { speech.t(&key) } else { purpose.to_owned() }
}

/// Boxes by their numbers from 1, as people write them: «1 3 4». None: one of them is no box.
pub(crate) fn marks_of(text: &str, boxes: usize) -> Option<Vec<u16>> {
    let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let mark = |part: &str| {
        let mark = part.parse::<u16>().ok()?.checked_sub(1)?;
        (usize::from(mark) < boxes).then_some(mark)
    };
    parts.map(mark).collect()
}

/// What somebody answered, in words; of a split weight each part with its weight.
pub(crate) fn said_parts(
    speech: &Speech,
    boxes: &[String],
    parts: &[Part],
    voter: &Voter,
) -> String {
    let name = |mark: &u16| boxes.get(usize::from(*mark)).cloned().unwrap_or_default();
    let said = |part: &Part| {
        let marks: Vec<String> = part.marks.iter().map(name).collect();
        match part.weight == voter.weight {
            true => marks.join(", "),
            false => format!("{} ({})", marks.join(", "), speech.n(part.weight)),
        }
    };
    parts.iter().map(said).collect::<Vec<_>>().join("; ")
}

/// Where a threshold lies on a bar, in basis points: for drawing only.
pub(crate) fn share_bp(threshold: Threshold, whole: Count) -> Option<u32> {
    let (above, below) =
        String::from(threshold.share).split_once('/').and_then(|(above, below)| {
            Some((above.parse::<u64>().ok()?, below.parse::<u64>().ok()?))
        })?;
    if whole.is_zero() {
        return None;
    }
    u32::try_from((above * 10_000).checked_div(below)?).ok()
}

/// What a vote makes of a question, in words.
pub(crate) fn said_outcome(speech: &Speech, question: &Question, outcome: &Outcome) -> String {
    let names = boxes(speech, question);
    let list = |all: &[u16]| {
        let name = |at: &u16| names.get(usize::from(*at)).cloned().unwrap_or_default();
        all.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    let mut said = match (outcome.carried, &question.answers) {
        (Some(true), _) => speech.t("vote.carried"),
        (Some(false), _) => speech.t("vote.not_carried"),
        (None, Answers::Levels { .. }) => speech.t("vote.levels_stated"),
        (None, _) if outcome.elected.is_empty() => speech.t("vote.nobody_elected"),
        (None, _) => speech.tell("vote.elected", &[("names", &list(&outcome.elected))]),
    };
    if !outcome.tied.is_empty() {
        said.push(' ');
        said.push_str(&speech.tell("vote.tied", &[("names", &list(&outcome.tied))]));
    }
    said
}
