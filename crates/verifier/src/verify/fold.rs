//! Records: whether each is understood and was lawful, and the state that follows from them.

use crate::report::{Difference, Report, What};
use dienhong_core::{
    Event, NotUnderstood, State,
    election::{AreaId, ElectionId},
    tally::{self, Level, check, check_roll},
    understand,
};
use dienhong_journal::{Hash, Record, checkpoint::Checkpoint};
use std::collections::BTreeMap;

/// A scan of published minutes: the record that attached it, and how long that says it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scan {
    pub seq: u64,
    pub bytes: u64,
}

#[derive(Default)]
pub(super) struct Fold {
    state: State,
    pub closed: u64,
    /// The first record of a kind that this program does not know.
    unknown_kind: Option<(u64, String)>,
    attached: BTreeMap<Hash, Scan>,
    /// Those of minutes that were published.
    scans: BTreeMap<Hash, Scan>,
}

impl Fold {
    pub fn state(&self) -> &State {
        &self.state
    }

    pub fn scans(&self) -> &BTreeMap<Hash, Scan> {
        &self.scans
    }

    pub fn unknown_kind(&self) -> Option<(u64, String)> {
        self.unknown_kind.clone()
    }

    pub fn take(&mut self, record: Option<Record>, report: &mut Report) {
        let Some(record) = record else {
            self.closed += 1;
            return;
        };
        let seq = record.seq;
        let (head, event) = match understand(&record) {
            Ok(understood) => understood,
            Err(NotUnderstood::Kind(kind)) => {
                self.unknown_kind.get_or_insert((seq, kind));
                return;
            }
            Err(why) => {
                let differs = Difference::record(What::NotUnderstood, seq).field(&record.kind);
                report.differs(differs.values(why, ""));
                return;
            }
        };
        if let Err(refusal) = self.state.lawful(&head, &event) {
            let facts = refusal.facts.iter().map(|(name, fact)| format!("{name}: {fact}"));
            let facts = facts.collect::<Vec<_>>().join(", ");
            let differs = Difference::record(What::Unlawful, seq).field(refusal.code);
            report.differs(differs.values(&record.kind, facts));
        }
        self.state.apply(&head, &event);
        match &event {
            Event::Tally(tally::Event::ScanAttached { blob, bytes, .. }) => {
                self.attached.insert(*blob, Scan { seq, bytes: *bytes });
            }
            Event::Tally(tally::Event::Published { election, area, .. }) => {
                self.published(seq, election, area, report);
            }
            _ => {}
        }
    }

    /// Every check once more, apart from `lawful`, which stops at the first.
    fn published(&mut self, seq: u64, election: &ElectionId, area: &AreaId, report: &mut Report) {
        let Some(published) = self.state.tally.published(election, area) else { return };
        report.counted.minutes += 1;
        for scan in &published.scans {
            if let Some(known) = self.attached.get(scan) {
                self.scans.insert(*scan, *known);
            }
        }
        let known = self.state.election.area(area);
        let number = known.and_then(|area| area.constituency(election));
        let of = number.and_then(|number| self.state.election.constituency(election, number));
        let Some((known, of)) = known.zip(of) else { return };
        let mut findings = check(&published.figures, of.ballot());
        if let Some(roll) = known.rolls.last() {
            findings.extend(check_roll(&published.figures, election, roll));
        }
        for finding in findings.iter().filter(|finding| finding.level == Level::Error) {
            let fields = published.figures.fields();
            let concerned = fields.filter(|(field, _)| {
                let field = field.to_string();
                let bare = field.split('.').next().unwrap_or_default();
                finding.fields.contains(&bare)
            });
            let said: Vec<String> = concerned.map(|(f, count)| format!("{f}: {count}")).collect();
            let differs = Difference::record(What::Check, seq).field(finding.code);
            report.differs(differs.values(said.join(", "), ""));
        }
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
