//! One unit, constituency or area: its records and those of what lies above it, each proved to be in the log.

use super::{
    Progress, Scope, Unreadable, copies,
    fold::{Fold, Scan},
    log::Ahead,
};
use crate::{
    Files, ballot_box,
    figures::Subject,
    files::most,
    name::{segment, unsegment},
    report::{Difference, Report, What},
};
use dienhong_core::{State, election::AreaId, units::UnitId, vote::Vote};
use dienhong_journal::{Hash, Leaf, Millis, checkpoint::Checkpoint, part::Part};
use std::{collections::BTreeSet, sync::Arc};

/// The folder of parts.
const FOLDER: &str = "part";

/// The part with what concerns all.
pub const PART_OF_ALL: &str = "part/all";

/// The path of a unit's part; without a unit, of what concerns all.
pub fn part_path(unit: Option<&UnitId>) -> String {
    unit.map_or_else(
        || PART_OF_ALL.to_owned(),
        |unit| format!("{FOLDER}/unit-{}", segment(unit.as_str())),
    )
}

/// Whose part it is that a name in the folder of parts means; the outer none: nobody's.
pub fn part_of(name: &str) -> Option<Option<UnitId>> {
    if name == "all" {
        return Some(None);
    }
    let unit = unsegment(name.strip_prefix("unit-")?)?;
    Some(Some(UnitId::from(unit.as_str())))
}

/// What a running node is asked: the part as it was when the log had so many records.
fn asked(unit: Option<&UnitId>, checkpoint: &Checkpoint) -> String {
    format!("{}?size={}", part_path(unit), checkpoint.size)
}

pub(super) async fn check<F: Files>(
    files: &F,
    checkpoint: &Checkpoint,
    scope: &Scope,
    fold: &mut Fold,
    report: &mut Report,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), Unreadable> {
    fold.part = true;
    let mut read = Parts { files, checkpoint, entries: Vec::new() };
    // Which units there are is in the records that concern all.
    read.part(None, report).await?;
    let mut known = State::default();
    read.entries.iter().filter_map(|entry| entry.ahead.event()).for_each(|(head, event)| {
        known.apply(head, event);
    });
    let (wanted, above) = units(&known, scope, &mut read, report).await?;
    let wanted: Vec<UnitId> = above.into_iter().chain(wanted).collect();
    for (place, unit) in wanted.iter().enumerate() {
        if let Some(next) = wanted.get(place + 12) {
            files.soon(&asked(Some(next), checkpoint), most::PART);
        }
        if !read.has(unit) {
            read.part(Some(unit), report).await?;
        }
    }
    let Parts { mut entries, .. } = read;
    entries.sort_by_key(|entry| entry.number);
    let all = entries.len() as u64;
    let mut last = Millis::default();
    for (done, entry) in (0u64..).zip(entries) {
        if done.is_multiple_of(256) {
            progress(Progress::Records(done, all));
        }
        last = last.max(entry.take(fold, last, report));
    }
    report.at = last;
    progress(Progress::Records(all, all));
    if let Some((seq, kind)) = fold.unknown_kind()
        && report.agrees()
    {
        return Err(Unreadable::Older { seq, kind });
    }
    if matches!(scope, Scope::Unit(_)) {
        let state = fold.state();
        // Of bodies that belong to no unit the whole check speaks.
        let mine = |vote: &&Arc<Vote>| {
            state.body_of(vote).is_some_and(|body| body.unit.is_some())
                && covers(state, scope, &Subject::Vote(Arc::clone(vote)))
        };
        progress(Progress::Copies);
        ballot_box::check(files, state, state.vote.all().filter(mine), report).await;
    }
    if let Scope::Area { area, .. } = scope {
        progress(Progress::Copies);
        let published: BTreeSet<Hash> = fold
            .state
            .election
            .all()
            .flat_map(|election| {
                let minutes = fold.state.tally.minutes(&election.id, area);
                minutes.shown_scans().map(|scan| scan.blob)
            })
            .collect();
        let mut scans: Vec<(Hash, Scan)> = fold.scans().into_iter().collect();
        scans.retain(|(name, _)| published.contains(name));
        copies::blobs(files, &scans, report).await?;
    }
    Ok(())
}

/// The units that a scope names with all that lies in them, and what lies above them.
async fn units<F: Files>(
    known: &State,
    scope: &Scope,
    read: &mut Parts<'_, F>,
    report: &mut Report,
) -> Result<(Vec<UnitId>, Vec<UnitId>), Unreadable> {
    let roots: Vec<UnitId> = match scope {
        Scope::Whole => Vec::new(),
        Scope::Unit(unit) | Scope::Area { unit, .. } => vec![unit.clone()],
        Scope::Constituency { unit, election, number } => {
            read.part(Some(unit), report).await?;
            let mut state = known.clone();
            let own = read.entries.iter().filter(|entry| entry.unit.is_some());
            own.filter_map(|entry| entry.ahead.event()).for_each(|(head, event)| {
                state.apply(head, event);
            });
            let of = state.election.constituency(election, *number);
            let Some(of) = of else {
                if !report.agrees() {
                    return Ok((Vec::new(), Vec::new()));
                }
                let what = format!("constituency {number} of {election} in {unit}");
                return Err(Unreadable::NoSuch(what));
            };
            of.members.iter().map(|member| member.unit.clone()).collect()
        }
    };
    let mut within: Vec<UnitId> = Vec::new();
    let mut above: BTreeSet<UnitId> = BTreeSet::new();
    let mut below = roots;
    while let Some(unit) = below.pop() {
        if known.units.get(&unit).is_none() {
            // Where what concerns all was tampered with, that is what is said.
            if !report.agrees() {
                return Ok((Vec::new(), Vec::new()));
            }
            return Err(Unreadable::NoSuch(format!("unit {unit}")));
        }
        above.extend(known.units.upwards(&unit).skip(1).map(|unit| unit.id.clone()));
        below.extend(known.units.children(&unit).map(|unit| unit.id.clone()));
        if !within.contains(&unit) {
            within.push(unit);
        }
    }
    above.retain(|unit| !within.contains(unit));
    Ok((within, above.into_iter().collect()))
}

/// Whether all that a figure rests on lies within the scope.
pub(super) fn covers(state: &State, scope: &Scope, subject: &Subject) -> bool {
    let roots: Vec<UnitId> = match scope {
        Scope::Whole => return true,
        Scope::Unit(unit) | Scope::Area { unit, .. } => vec![unit.clone()],
        Scope::Constituency { election, number, .. } => {
            let of = state.election.constituency(election, *number);
            let members = of.into_iter().flat_map(|of| &of.members);
            members.map(|member| member.unit.clone()).collect()
        }
    };
    let inside = |unit: &UnitId| roots.iter().any(|root| state.units.lies_in(unit, root));
    match subject {
        Subject::Election(election) => inside(&election.unit),
        Subject::Constituency(_, of) => of.members.iter().all(|member| inside(&member.unit)),
        Subject::Group(_, _, group) => {
            let known = |area: &AreaId| state.election.area(area);
            group.areas.iter().all(|area| known(area).is_some_and(|area| inside(&area.unit)))
        }
        Subject::Unit(_, unit) => inside(unit),
        Subject::Area(_, area) => inside(&area.unit),
        Subject::Vote(vote) => {
            let unit = state.body_of(vote).and_then(|body| body.unit.as_ref());
            unit.is_none_or(inside)
        }
    }
}

/// An entry that was proved, and the unit in whose part it came.
struct Entry {
    number: u64,
    unit: Option<UnitId>,
    ahead: Ahead,
}

impl Entry {
    /// Folds it; answers its time.
    fn take(self, fold: &mut Fold, last: Millis, report: &mut Report) -> Millis {
        let number = self.number;
        let (read, understood) = self.ahead.into_parts();
        let broken = Difference::record(What::Broken, number);
        let leaf = match &read {
            Ok(read) => read.leaf(),
            Err(why) => {
                report.differs(broken.values(why, ""));
                return last;
            }
        };
        if leaf.seq() != number {
            report.differs(broken.field("seq").values(leaf.seq(), number));
            return last;
        }
        if leaf.at() < last {
            report.differs(broken.field("at").values(leaf.at(), last));
        }
        let (unit, kind) = match leaf {
            Leaf::Open(record) => (record.unit.as_deref(), Some(record.kind.as_str())),
            Leaf::Closed(_) => (None, None),
        };
        if unit != self.unit.as_ref().map(UnitId::as_str) {
            let path = part_path(self.unit.as_ref());
            let other = Difference::file(What::Unexpected, &path).field(format!("record {number}"));
            report.differs(other.values(unit.unwrap_or("–"), ""));
            return last;
        }
        report.counted.records += 1;
        fold.take(number, kind.zip(understood), report);
        leaf.at()
    }
}

struct Parts<'a, F> {
    files: &'a F,
    checkpoint: &'a Checkpoint,
    entries: Vec<Entry>,
}

impl<F: Files> Parts<'_, F> {
    fn has(&self, unit: &UnitId) -> bool {
        self.entries.iter().any(|entry| entry.unit.as_ref() == Some(unit))
    }

    /// Reads a part and keeps its entries, once they are proved. A unit without records has none.
    async fn part(&mut self, unit: Option<&UnitId>, report: &mut Report) -> Result<(), Unreadable> {
        let path = part_path(unit);
        let Some(bytes) = self.files.read(&asked(unit, self.checkpoint), most::PART).await? else {
            if unit.is_none() {
                report.differs(Difference::file(What::Missing, &path));
            }
            return Ok(());
        };
        let part = match Part::decode(&bytes) {
            Ok(part) => part,
            Err(why) => {
                report.differs(Difference::file(What::Malformed, &path).values(why, ""));
                return Ok(());
            }
        };
        drop(bytes);
        if part.unit.as_deref() != unit.map(UnitId::as_str) {
            let other = Difference::file(What::Content, &path);
            report.differs(other.values(part.unit.unwrap_or_default(), ""));
            return Ok(());
        }
        if let Err(why) = part.verify(self.checkpoint.size, &self.checkpoint.root) {
            report.differs(Difference::file(What::NotProved, &path).values(why, ""));
            return Ok(());
        }
        report.counted.tiles += 1;
        let entries = part.entries.into_iter().map(|(number, bytes)| Entry {
            number,
            unit: unit.cloned(),
            ahead: Ahead::of(&bytes),
        });
        self.entries.extend(entries);
        Ok(())
    }
}
