//! The electronic box of a vote: what its ballots ask, and its archive against the records that it was made of.

use crate::{
    Files,
    name::segment,
    report::{Difference, Report, What},
};
use belenios::{
    archive::Chain,
    credential::ALPHABET,
    election::Question,
    fingerprint_of,
    verify::{self, Options},
};
use dienhong_core::{
    State,
    count::Count,
    vote::{Answers, Call, Choice, Group, Line, Vote, VoteId},
};
use dienhong_journal::Hash;
use std::{io::Cursor, sync::Arc};

/// The largest archive that is read: twenty thousand ballots, each cast a few times.
pub const LARGEST: u64 = 512 << 20;

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

/// The protocol's identifier of a vote of the node of this origin: always the same, so that credentials can be made
/// before.
pub fn uuid(origin: &str, vote: &VoteId) -> String {
    let hash = Hash::of(format!("{origin}|{vote}").as_bytes());
    let sign = |byte: &u8| ALPHABET.get(usize::from(*byte) % 58).copied().map_or('1', char::from);
    hash.0.iter().take(22).map(sign).collect()
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
    state: &State,
    votes: impl Iterator<Item = &Arc<Vote>>,
    report: &mut Report,
) {
    let origin = state.node.started.as_ref().map_or("", |started| started.origin.as_str());
    for vote in votes.filter(|vote| vote.ballots.opened.is_some()) {
        let path = archive_path(&vote.id);
        let found = match files.read(&path, LARGEST).await {
            Ok(Some(archive)) => differences(origin, vote, &archive),
            Ok(None) => vec![Difference::file(What::Missing, &path)],
            // The rest of what is published is checked all the same.
            Err(why) => vec![Difference::file(What::Malformed, &path).values(why.why, "")],
        };
        if found.is_empty() {
            report.counted.ballots += vote.ballots.order.len() as u64;
        }
        found.into_iter().for_each(|found| report.differs(found));
    }
}

/// What is wrong with an archive: first what it says of itself against the records, then its proofs, then its result
/// against the lines that figures are made of.
pub fn differences(origin: &str, vote: &Vote, archive: &[u8]) -> Vec<Difference> {
    let mut all = said(origin, vote, archive);
    // What is not of these records is not worth the proofs, and may have been made to take for ever.
    if all.is_empty() {
        all = proved(vote, archive);
    }
    all
}

/// Texts of a stranger, short.
fn short(text: impl ToString) -> String {
    text.to_string().chars().take(200).collect()
}

fn said(origin: &str, vote: &Vote, archive: &[u8]) -> Vec<Difference> {
    let path = archive_path(&vote.id);
    let differs = |what| Difference::file(what, &path);
    let found = match verify::outline(Cursor::new(archive)) {
        Err(why) => return vec![differs(What::BallotBox).values(short(why), "")],
        Ok(found) => found,
    };
    let (of, election) = (&vote.ballots, &found.election);
    let mut all = Vec::new();
    let mut same = |field: String, published: String, recomputed: String| {
        if published != recomputed {
            let other = differs(What::Data).field(field);
            all.push(other.values(short(published), short(recomputed)));
        }
    };
    let of_call = asked(&vote.call);
    for (number, (question, due)) in (1..).zip(election.questions.iter().zip(&of_call)) {
        let said = |of: &Question| {
            format!(
                "{} [{}] {}-{} {:?}",
                of.question,
                of.answers.join("; "),
                of.min,
                of.max,
                of.blank
            )
        };
        same(format!("question {number}"), said(question), said(due));
    }
    let count = |n: usize| n.to_string();
    same("questions".into(), count(election.questions.len()), count(of_call.len()));
    same("uuid".into(), election.uuid.clone(), uuid(origin, &vote.id));
    same("name".into(), election.name.clone(), vote.call.title.clone());
    if let Some(trustees) = &of.trustees {
        same("group".into(), election.group.clone(), group(trustees.group).to_owned());
        same("trustees".into(), count(found.trustees), count(trustees.count().into()));
        same("needed".into(), count(found.needed), count(trustees.needed().into()));
    }
    if let Some(prepared) = &of.prepared {
        let print = fingerprint_of(&prepared.election.0);
        same("fingerprint".into(), prepared.fingerprint.clone(), print);
    }
    same("ballots".into(), count(found.credentials.len()), count(of.order.len()));
    for (tracker, credential) in of.order.iter().zip(&found.credentials) {
        let Some(cast) = of.cast.get(tracker) else { continue };
        same("tracker".into(), tracker.clone(), fingerprint_of(&cast.blob.0));
        same(format!("ballot {tracker}"), cast.credential.clone(), credential.clone());
    }
    let expected = last_event(vote).unwrap_or_default();
    if found.last_event != expected {
        all.push(differs(What::Content).values(&found.last_event, expected));
    }
    all
}

fn proved(vote: &Vote, archive: &[u8]) -> Vec<Difference> {
    let path = archive_path(&vote.id);
    let differs = |what| Difference::file(what, &path);
    let found = match verify::verify(Cursor::new(archive), options()) {
        Err(why) => return vec![differs(What::BallotBox).values(short(why), "")],
        Ok(found) => found,
    };
    let mut all = Vec::new();
    let stated = vote.ballots.credentials.map_or(0, |(_, count)| count.get());
    if found.voters as u64 != stated {
        all.push(differs(What::Data).field("credentials").values(stated, found.voters));
    }
    let recorded: Vec<&Line> =
        vote.ballots.opened.iter().flat_map(|(_, lines)| lines.iter()).collect();
    let result = found.result.iter().flat_map(|result| &result.result);
    // Nothing in a box is invalid, and nothing is ranked.
    let counted: Vec<Line> = result
        .map(|row| Line {
            votes: row.iter().filter_map(|count| Count::try_from(count.0).ok()).collect(),
            ..Line::default()
        })
        .collect();
    if !recorded.iter().copied().eq(&counted) {
        let differs_at = |line: &usize| recorded.get(*line).copied() != counted.get(*line);
        let first = (0..).find(differs_at).unwrap_or_default();
        let said = |line: Option<&Line>| {
            let votes = line.map(|line| line.votes.iter().map(ToString::to_string));
            let votes = votes.map(|votes| votes.collect::<Vec<_>>().join(", ")).unwrap_or_default();
            format!("{votes}; {}", line.map(|line| line.invalid).unwrap_or_default())
        };
        let line = differs(What::Figure).field(format!("line {}", first + 1));
        let (published, recomputed) = (recorded.get(first).copied(), counted.get(first));
        all.push(line.values(said(published), said(recomputed)));
    }
    all
}

/// The protocol's name of a group.
pub fn group(group: Group) -> &'static str {
    match group {
        Group::Ed25519 => "Ed25519",
        Group::Belenios2048 => "BELENIOS-2048",
    }
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
