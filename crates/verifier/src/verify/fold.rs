//! Records: whether each is understood and was lawful, and the state that follows from them.

use super::log::Understood;
use crate::report::{Difference, Report, What};
use dienhong_core::{
    Event, NotUnderstood, State,
    count::Count,
    election::{AreaId, ElectionId},
    evidence, grouping,
    people::passkey::Signed,
    tally::{self, Field, Finding, Level, Shown, check, check_ballots, check_roll},
    units::UnitId,
};
use dienhong_journal::{Hash, checkpoint::Checkpoint};
use std::collections::BTreeMap;

/// Reports what breaks a rule, with the numbers concerned.
fn found(seq: u64, findings: &[Finding], fields: &[(Field, Count)], report: &mut Report) {
    for finding in findings.iter().filter(|finding| finding.level == Level::Error) {
        let concerned = fields.iter().filter(|(field, _)| {
            let field = field.to_string();
            let bare = field.split('.').next().unwrap_or_default();
            finding.fields.contains(&bare)
        });
        let said: Vec<String> = concerned.map(|(f, count)| format!("{f}: {count}")).collect();
        let differs = Difference::record(What::Check, seq).field(finding.code);
        report.differs(differs.values(said.join(", "), ""));
    }
}

/// A scan: the record that attached it, and how long that says it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scan {
    pub seq: u64,
    pub bytes: u64,
}

/// The record with which the standing version of minutes was published, by election and area.
pub type Seqs = BTreeMap<(ElectionId, AreaId), u64>;

#[derive(Default)]
pub(super) struct Fold {
    pub state: State,
    pub closed: u64,
    /// Only a part is read: records that rest on what lies elsewhere, and so could not be asked about, are
    /// counted.
    pub part: bool,
    pub rest_on_others: u64,
    pub minutes: Seqs,
    /// The records of each unit; under none, those that concern all.
    pub units: BTreeMap<Option<UnitId>, Vec<u64>>,
    /// Officers' own signatures, whose mathematics are still to be verified.
    pub assertions: Vec<(u64, Signed)>,
    /// The first record of a kind that this program does not know.
    unknown_kind: Option<(u64, String)>,
    attached: BTreeMap<Hash, Scan>,
    /// What a page was made from: the state after so many records.
    at: Option<u64>,
    then: Option<State>,
}

impl Fold {
    /// A fold that remembers the state after the first `at` records.
    pub fn new(at: Option<u64>) -> Fold {
        Fold { at, ..Fold::default() }
    }

    pub fn state(&self) -> &State {
        &self.state
    }

    /// The state that was to be remembered; all of it, when the journal is not longer.
    pub fn then(&self) -> &State {
        self.then.as_ref().unwrap_or(&self.state)
    }

    /// Those of published minutes and of evidence on which somebody found nothing private.
    pub fn scans(&self) -> BTreeMap<Hash, Scan> {
        self.state
            .shown_scans()
            .filter_map(|scan| Some((scan.blob, *self.attached.get(&scan.blob)?)))
            .collect()
    }

    pub fn unknown_kind(&self) -> Option<(u64, String)> {
        self.unknown_kind.clone()
    }

    /// Takes record `seq` with its kind; nothing is understood of a closed one.
    pub fn take(&mut self, seq: u64, understood: Option<(&str, Understood)>, report: &mut Report) {
        if self.at.is_some_and(|at| seq >= at) && self.then.is_none() {
            self.then = Some(self.state.clone());
        }
        let Some((kind, understood)) = understood else {
            self.closed += 1;
            self.units.entry(None).or_default().push(seq);
            return;
        };
        let (head, event) = match understood {
            Ok(understood) => understood,
            Err(NotUnderstood::Kind(kind)) => {
                self.unknown_kind.get_or_insert((seq, kind));
                return;
            }
            Err(why) => {
                let differs = Difference::record(What::NotUnderstood, seq).field(kind);
                report.differs(differs.values(why, ""));
                return;
            }
        };
        self.units.entry(head.unit.clone()).or_default().push(seq);
        match self.state.lawful(&head, &event) {
            Ok(()) => {}
            Err(_) if self.part && event.rests_on_others() => self.rest_on_others += 1,
            Err(refusal) => {
                let facts = refusal.facts.iter().map(|(name, fact)| format!("{name}: {fact}"));
                let facts = facts.collect::<Vec<_>>().join(", ");
                let differs = Difference::record(What::Unlawful, seq).field(refusal.code);
                report.differs(differs.values(kind, facts));
            }
        }
        if let Some(signed) = self.state.signed(&event) {
            self.assertions.push((seq, signed));
        }
        self.state.apply(&head, &event);
        if let Event::Briefing(event) = &event
            && let Some(file) = event.file()
        {
            self.attached.insert(file.blob, Scan { seq, bytes: file.bytes });
        }
        match event {
            Event::Tally(
                tally::Event::ScanAttached { blob, bytes, .. }
                | tally::Event::ScanRedacted { blob, bytes, .. },
            )
            | Event::Evidence(
                evidence::Event::Brought { blob, bytes, .. }
                | evidence::Event::Redacted { blob, bytes, .. },
            ) => {
                self.attached.insert(blob, Scan { seq, bytes });
            }
            Event::Tally(
                tally::Event::Published { election, area, .. }
                | tally::Event::PublishedInPart { election, area, .. },
            ) => {
                self.published(seq, &election, &area, report);
                self.minutes.insert((election, area), seq);
            }
            Event::Grouping(grouping::Event::Published {
                election, constituency, figures, ..
            }) => {
                let of = self.state.election.constituency(&election, constituency);
                let findings = of.map(|of| check(&figures, of.ballot())).unwrap_or_default();
                found(seq, &findings, &figures.fields().collect::<Vec<_>>(), report);
            }
            _ => {}
        }
    }

    /// Every check once more, apart from `lawful`, which stops at the first.
    fn published(&mut self, seq: u64, election: &ElectionId, area: &AreaId, report: &mut Report) {
        let Some(published) = self.state.tally.published(election, area) else { return };
        report.counted.minutes += 1;
        let known = self.state.election.area(area);
        let number = known.and_then(|area| area.constituency(election));
        let of = number.and_then(|number| self.state.election.constituency(election, number));
        let Some((known, of)) = known.zip(of) else { return };
        let roll = known.rolls.last();
        let findings = match (&published.shown, roll) {
            (Shown::Whole(figures), roll) => {
                let mut findings = check(figures, of.ballot());
                findings.extend(
                    roll.map(|roll| check_roll(figures, election, roll)).into_iter().flatten(),
                );
                findings
            }
            (Shown::Part(ballots), Some(roll)) => check_ballots(ballots, election, roll),
            (Shown::Part(_), None) => Vec::new(),
        };
        found(seq, &findings, &published.fields(), report);
    }

    /// How many published minutes lack signatures by keys of the officers' own.
    pub fn unasserted(&self) -> u64 {
        let state = &self.state;
        let lacks = |election: &ElectionId, minutes: &tally::Minutes| {
            let Some(published) = minutes.versions.last() else { return false };
            let called = state.election.get(election);
            let needed = called.and_then(|called| {
                let rules = state.node.rules_on(called.day)?;
                Some(usize::from(rules.election(&called.kind).ok()?.release.signatures))
            });
            let own = published.signatures.iter().filter(|s| s.asserted.is_some()).count();
            needed.is_none_or(|needed| own < needed)
        };
        let begun = state.tally.begun();
        begun.filter(|(election, _, minutes)| lacks(election, minutes)).count() as u64
    }

    /// What the first record says of the whole.
    pub fn conclude(&self, checkpoint: &Checkpoint, report: &mut Report) {
        if let Some((seq, kind)) = &self.unknown_kind {
            report.differs(Difference::record(What::NotUnderstood, *seq).field(kind));
        }
        let Some(started) = &self.state.node.started else { return };
        report.name.clone_from(&started.name);
        report.simulated = Some(started.simulated);
        if started.origin != checkpoint.origin {
            let differs = Difference::file(What::Origin, "checkpoint").field("origin");
            report.differs(differs.values(&checkpoint.origin, &started.origin));
        }
    }
}
