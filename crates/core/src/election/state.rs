use super::{Event, Stage};
use crate::{
    Date, Head,
    count::Count,
    ids::id,
    people::By,
    rules::{Clock, Vacancy},
    tally::{Ballot, Figures},
    units::UnitId,
};
use dienhong_journal::Millis;
use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

id! {
    /// One election: `na-2026`.
    ElectionId
}

id! {
    /// One polling area, shared by the elections of a day: `14758-003`.
    AreaId
}

/// How a fact came to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// A document says it.
    Stated,
    /// It follows from what documents say.
    Inferred,
    /// Worked out from other data.
    Derived,
    /// Nobody says it: we chose it.
    Assumed,
}

/// Where a fact comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    pub how: How,
    /// The document, or why it is thought so.
    pub text: String,
}

/// A unit that votes in a constituency, or a part of it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    pub unit: UnitId,
    pub basis: Basis,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    Female,
    Male,
}

/// Who stands, as the official list says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    pub name: String,
    /// Unknown: then no rule of age can place this candidate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// The other fields of the pack's biography.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub biography: BTreeMap<String, String>,
}

/// How a candidate left the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Withdrawn {
    Withdrew,
    Died,
    Removed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    pub how: Withdrawn,
    pub document: String,
    pub reason: String,
}

/// A candidate's place on the list; the first has number 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub candidate: Arc<Candidate>,
    pub withdrawn: Option<Arc<Withdrawal>>,
    /// Whether the status was confirmed, with the document.
    pub confirmed: Option<(bool, String)>,
}

/// The result of a constituency as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub at: Millis,
    pub by: By,
    pub figures: Figures,
    /// Numbers on the list.
    pub elected: Vec<u16>,
    pub reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TieDecision {
    pub decided_by: String,
    pub document: String,
    pub reason: String,
    pub between: Vec<u16>,
    pub elected: Vec<u16>,
}

/// The board's report that a constituency must vote once more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FurtherReport {
    pub at: Millis,
    pub stage: Stage,
    /// Those that shall vote again. None named: all.
    pub areas: Vec<AreaId>,
    pub document: String,
}

/// A paper that decides something, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    pub at: Millis,
    pub document: String,
    pub reason: String,
}

#[derive(Debug, Clone)]
pub struct Constituency {
    pub number: u16,
    pub seats: u16,
    pub seats_basis: Basis,
    pub members: Vec<Member>,
    pub candidates: Vec<Listed>,
    /// The document that made the list official.
    pub announced: Option<String>,
    pub waiver: Option<String>,
    pub areas: OrdSet<AreaId>,
    pub tie: Option<Arc<TieDecision>>,
    /// Every version, the latest last.
    pub results: Vec<Arc<Recorded>>,
    /// What the board reported of further polls, the latest last.
    pub reports: Vec<Arc<FurtherReport>>,
    /// The decision to hold no supplementary poll.
    pub declined: Option<Arc<Decided>>,
}

impl Constituency {
    /// What its ballot paper allows.
    pub fn ballot(&self) -> Ballot {
        Ballot { seats: self.seats, candidates: self.candidates.len() }
    }

    pub fn result(&self) -> Option<&Arc<Recorded>> {
        self.results.last()
    }
}

/// The result of an election, made known by a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announced {
    pub at: Millis,
    pub document: String,
}

#[derive(Debug, Clone)]
pub struct Election {
    pub id: ElectionId,
    pub kind: String,
    pub name: String,
    pub day: Date,
    pub unit: UnitId,
    pub stage: Stage,
    pub parent: Option<ElectionId>,
    pub basis: Basis,
    pub constituencies: OrdMap<u16, Arc<Constituency>>,
    /// How many areas vote in it, and how many of them have closed.
    pub areas: u32,
    pub closed: u32,
    /// No area may still vote.
    pub ended: Option<Millis>,
    /// Areas whose result is void, and by what.
    pub annulled: OrdMap<AreaId, Arc<Decided>>,
    /// Re-elections and supplementary elections that name this one as their parent.
    pub children: Vec<ElectionId>,
    /// The last announcement of the result.
    pub announced: Option<Announced>,
    /// What was vacant in mid-term. None: no by-election.
    pub vacancy: Option<Vacancy>,
}

impl Election {
    /// Whether it is one of those that complete or replace a part of another: a re-election, a
    /// supplementary election, a by-election. They have a calendar of their own.
    pub fn is_further(&self) -> bool {
        self.stage != Stage::First || self.vacancy.is_some()
    }
}

/// Voting on another day than the others, by a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Early {
    pub day: Date,
    pub document: String,
}

/// What kind of polling area it is: the law sets another size for each.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum AreaKind {
    #[default]
    Ordinary,
    /// Mountains, islands, scattered settlement.
    Mountain,
    /// A hospital, a maternity home, a sanatorium, a care home.
    Hospital,
    ArmedForces,
    /// Temporary detention, compulsory education or detoxification.
    Detention,
}

impl AreaKind {
    pub const ALL: [AreaKind; 5] = [
        AreaKind::Ordinary,
        AreaKind::Mountain,
        AreaKind::Hospital,
        AreaKind::ArmedForces,
        AreaKind::Detention,
    ];

    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            AreaKind::Ordinary => "ordinary",
            AreaKind::Mountain => "mountain",
            AreaKind::Hospital => "hospital",
            AreaKind::ArmedForces => "armed_forces",
            AreaKind::Detention => "detention",
        }
    }
}

/// A time in which an area could not vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interruption {
    pub at: Millis,
    pub reason: String,
    pub seals: String,
    /// When the vote went on, with the document if there is one. None: it has not.
    pub resumed: Option<(Millis, Option<String>)>,
}

/// One version of an area's roll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roll {
    pub at: Millis,
    pub voters: BTreeMap<ElectionId, Count>,
    pub men: Count,
    pub women: Count,
    pub added_on_day: Count,
    pub reason: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Area {
    pub id: AreaId,
    pub unit: UnitId,
    pub name: String,
    pub constituencies: BTreeMap<ElectionId, u16>,
    pub early: Option<Early>,
    /// Every version, the latest last.
    pub rolls: Vec<Arc<Roll>>,
    pub opened: Option<Millis>,
    pub closed: Option<Millis>,
    pub kind: AreaKind,
    pub mobile_boxes: u16,
    /// Where one goes to vote.
    pub place: Option<String>,
    pub interruptions: Vec<Arc<Interruption>>,
    /// Why it closed late, as far as anybody had to say.
    pub closed_because: Option<String>,
}

impl Area {
    /// The interruption that has not ended.
    pub fn interrupted(&self) -> Option<&Arc<Interruption>> {
        self.interruptions.last().filter(|last| last.resumed.is_none())
    }

    /// Who may vote here in the election in which most may, by the latest roll.
    pub fn most_voters(&self) -> Option<Count> {
        self.rolls.last()?.voters.values().max().copied()
    }

    pub fn constituency(&self, election: &ElectionId) -> Option<u16> {
        self.constituencies.get(election).copied()
    }

    /// Entitled to vote here in `election`, by the latest roll.
    ///
    /// Once its poll has ended, a later roll restates the same number or says who corrected it.
    pub fn voters(&self, election: &ElectionId) -> Option<Count> {
        self.rolls.last()?.voters.get(election).copied()
    }
}

/// One report of turnout, with the voters of the roll on which it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub at: Millis,
    pub hour: Clock,
    pub voted: Count,
    pub voters: Count,
    pub roll: u32,
    pub reason: Option<String>,
}

/// All elections and polling areas.
#[derive(Debug, Default, Clone)]
pub struct Elections {
    elections: OrdMap<ElectionId, Arc<Election>>,
    areas: OrdMap<AreaId, Arc<Area>>,
    by_unit: OrdMap<UnitId, UnitAreas>,
    turnout: OrdMap<(ElectionId, UnitId), Arc<Vec<Report>>>,
}

/// The areas of a unit, and what their rolls add up to.
#[derive(Debug, Default, Clone)]
struct UnitAreas {
    areas: OrdSet<AreaId>,
    /// How often a roll was stated.
    roll: u32,
    voters: BTreeMap<ElectionId, Count>,
}

impl Elections {
    pub fn get(&self, id: &ElectionId) -> Option<&Arc<Election>> {
        self.elections.get(id)
    }

    pub fn all(&self) -> impl Iterator<Item = &Arc<Election>> {
        self.elections.values()
    }

    pub fn constituency(&self, id: &ElectionId, number: u16) -> Option<&Arc<Constituency>> {
        self.get(id)?.constituencies.get(&number)
    }

    pub fn area(&self, id: &AreaId) -> Option<&Arc<Area>> {
        self.areas.get(id)
    }

    pub fn areas(&self) -> impl Iterator<Item = &Arc<Area>> {
        self.areas.values()
    }

    pub fn areas_of(&self, unit: &UnitId) -> impl Iterator<Item = &Arc<Area>> {
        let areas = self.by_unit.get(unit).into_iter().flat_map(|unit| &unit.areas);
        areas.filter_map(|id| self.area(id))
    }

    /// How many statements of rolls the unit has made.
    pub fn roll_of(&self, unit: &UnitId) -> u32 {
        self.by_unit.get(unit).map_or(0, |unit| unit.roll)
    }

    /// Entitled to vote in the unit in `election`, by the latest rolls of its areas.
    pub fn voters_of(&self, unit: &UnitId, election: &ElectionId) -> Option<Count> {
        self.by_unit.get(unit)?.voters.get(election).copied()
    }

    /// The units that reported turnout, each with its reports.
    pub fn reporting<'a>(
        &'a self,
        election: &'a ElectionId,
    ) -> impl Iterator<Item = (&'a UnitId, &'a [Report])> {
        let from = (election.clone(), UnitId::from(""));
        let reports = self.turnout.range(from..).take_while(move |((e, _), _)| e == election);
        reports.map(|((_, unit), reports)| (unit, reports.as_slice()))
    }

    /// The turnout reported by a unit, earliest first.
    pub fn turnout(&self, election: &ElectionId, unit: &UnitId) -> &[Report] {
        let reports = self.turnout.get(&(election.clone(), unit.clone()));
        reports.map_or(&[], |reports| reports.as_slice())
    }

    pub fn apply(&mut self, head: &Head, event: &Event) {
        match event {
            Event::Called {
                election,
                election_kind,
                name,
                day,
                unit,
                stage,
                parent,
                vacancy,
                basis,
            } => {
                // What was not lawful makes no circle: `lawful` reports it.
                if self.elections.contains_key(election) {
                    return;
                }
                let first = |id: &&ElectionId| self.get(id).is_some_and(|p| p.parent.is_none());
                let parent = parent.as_ref().filter(first).cloned();
                let called = Election {
                    id: election.clone(),
                    kind: election_kind.clone(),
                    name: name.clone(),
                    day: *day,
                    unit: unit.clone(),
                    stage: *stage,
                    parent: parent.clone(),
                    basis: basis.clone(),
                    constituencies: OrdMap::new(),
                    areas: 0,
                    closed: 0,
                    ended: None,
                    annulled: OrdMap::new(),
                    children: Vec::new(),
                    announced: None,
                    vacancy: *vacancy,
                };
                self.elections.insert(election.clone(), Arc::new(called));
                if let Some(parent) = parent {
                    self.change(&parent, |parent| parent.children.push(election.clone()));
                }
            }
            Event::ConstituencySet { election, constituency, seats, seats_basis, members } => {
                let set = Constituency {
                    number: *constituency,
                    seats: *seats,
                    seats_basis: seats_basis.clone(),
                    members: members.clone(),
                    candidates: Vec::new(),
                    announced: None,
                    waiver: None,
                    areas: OrdSet::new(),
                    tie: None,
                    results: Vec::new(),
                    reports: Vec::new(),
                    declined: None,
                };
                self.change(election, |election| {
                    election.constituencies.insert(*constituency, Arc::new(set));
                });
            }
            Event::CandidateListed { election, constituency, candidate, .. } => {
                let candidate = Arc::new((**candidate).clone());
                let listed = Listed { candidate, withdrawn: None, confirmed: None };
                self.amend(election, *constituency, |c| c.candidates.push(listed));
            }
            Event::ListAnnounced { election, constituency, document, waiver } => {
                self.amend(election, *constituency, |c| {
                    (c.announced, c.waiver) = (Some(document.clone()), waiver.clone());
                });
            }
            Event::CandidateWithdrawn { election, constituency, number, how, document, reason } => {
                let (document, reason) = (document.clone(), reason.clone());
                let withdrawal = Arc::new(Withdrawal { how: *how, document, reason });
                self.relist(election, *constituency, *number, |listed| {
                    listed.withdrawn = Some(withdrawal);
                });
            }
            Event::AreaSet { area, unit, name, constituencies, early } => {
                let set = Area {
                    id: area.clone(),
                    unit: unit.clone(),
                    name: name.clone(),
                    constituencies: constituencies.clone(),
                    early: early.clone(),
                    rolls: Vec::new(),
                    opened: None,
                    closed: None,
                    kind: AreaKind::default(),
                    mobile_boxes: 0,
                    place: None,
                    interruptions: Vec::new(),
                    closed_because: None,
                };
                self.areas.insert(area.clone(), Arc::new(set));
                self.by_unit.entry(unit.clone()).or_default().areas.insert(area.clone());
                for (election, constituency) in constituencies {
                    self.assign(area, election, *constituency);
                }
            }
            Event::AreaAssigned { area, election, constituency } => {
                if let Some(known) = self.areas.get_mut(area) {
                    let known = Arc::make_mut(known);
                    known.constituencies.insert(election.clone(), *constituency);
                    // It votes again, on the day of that election: it is open until it closes again.
                    (known.early, known.opened, known.closed) = (None, None, None);
                }
                self.assign(area, election, *constituency);
            }
            Event::RollStated { area, voters, men, women, added_on_day, reason, .. } => {
                let roll = Roll {
                    at: head.at,
                    voters: voters.clone(),
                    men: *men,
                    women: *women,
                    added_on_day: *added_on_day,
                    reason: reason.clone(),
                };
                self.state_roll(area, roll);
            }
            Event::AreaOpened { area, happened } => {
                if let Some(area) = self.areas.get_mut(area) {
                    Arc::make_mut(area).opened = Some(happened.unwrap_or(head.at));
                }
            }
            Event::AreaDescribed { area, area_kind, mobile_boxes, place } => {
                if let Some(area) = self.areas.get_mut(area) {
                    let area = Arc::make_mut(area);
                    (area.kind, area.mobile_boxes) = (*area_kind, *mobile_boxes);
                    area.place.clone_from(place);
                }
            }
            Event::VotingInterrupted { area, happened, reason, seals } => {
                if let Some(area) = self.areas.get_mut(area) {
                    let (reason, seals) = (reason.clone(), seals.clone());
                    let at = happened.unwrap_or(head.at);
                    let interruption = Interruption { at, reason, seals, resumed: None };
                    Arc::make_mut(area).interruptions.push(Arc::new(interruption));
                }
            }
            Event::VotingResumed { area, happened, document } => {
                let area = self.areas.get_mut(area).map(Arc::make_mut);
                if let Some(last) = area.and_then(|area| area.interruptions.last_mut()) {
                    let at = happened.unwrap_or(head.at);
                    Arc::make_mut(last).resumed = Some((at, document.clone()));
                }
            }
            Event::AreaClosed { area, happened, reason } => {
                let Some(area) = self.areas.get_mut(area) else { return };
                let area = Arc::make_mut(area);
                area.closed_because.clone_from(reason);
                area.closed = Some(happened.unwrap_or(head.at));
                for election in area.constituencies.keys().cloned().collect::<Vec<_>>() {
                    self.change(&election, |election| {
                        if election.ended.is_none() {
                            election.closed += 1;
                        }
                    });
                }
            }
            Event::TurnoutReported { election, unit, hour, voted, roll, reason } => {
                let voters = self.voters_of(unit, election).unwrap_or_default();
                let (hour, voted, roll, reason) = (*hour, *voted, *roll, reason.clone());
                let report = Report { at: head.at, hour, voted, voters, roll, reason };
                let reports = self.turnout.entry((election.clone(), unit.clone())).or_default();
                let reports = Arc::make_mut(reports);
                reports.push(report);
                reports.sort_by_key(|report| report.hour);
            }
            Event::PollEnded { election } => {
                self.change(election, |election| election.ended = Some(head.at));
            }
            Event::ResultRecorded { election, constituency, figures, elected, reason, .. } => {
                let recorded = Arc::new(Recorded {
                    at: head.at,
                    by: head.by.clone(),
                    figures: (**figures).clone(),
                    elected: elected.clone(),
                    reason: reason.clone(),
                });
                self.amend(election, *constituency, |c| c.results.push(recorded));
            }
            Event::TieDecided {
                election,
                constituency,
                decided_by,
                document,
                reason,
                between,
                elected,
            } => {
                let tie = Arc::new(TieDecision {
                    decided_by: decided_by.clone(),
                    document: document.clone(),
                    reason: reason.clone(),
                    between: between.clone(),
                    elected: elected.clone(),
                });
                self.amend(election, *constituency, |c| c.tie = Some(tie));
            }
            Event::ResultAnnounced { election, document } => {
                let announced = Announced { at: head.at, document: document.clone() };
                self.change(election, |election| election.announced = Some(announced));
            }
            Event::StatusConfirmed {
                election, constituency, number, confirmed, document, ..
            } => {
                self.relist(election, *constituency, *number, |listed| {
                    listed.confirmed = Some((*confirmed, document.clone()));
                });
            }
            Event::AreaAnnulled { election, area, document, reason } => {
                let decided = decided(head, document, reason);
                self.change(election, |election| {
                    election.annulled.insert(area.clone(), decided);
                });
            }
            Event::FurtherPollReported { election, constituency, stage, areas, document } => {
                let (at, stage) = (head.at, *stage);
                let (areas, document) = (areas.clone(), document.clone());
                let report = Arc::new(FurtherReport { at, stage, areas, document });
                self.amend(election, *constituency, |c| c.reports.push(report));
            }
            Event::FurtherPollDeclined { election, constituency, document, reason } => {
                let decided = decided(head, document, reason);
                self.amend(election, *constituency, |c| c.declined = Some(decided));
            }
        }
    }

    fn assign(&mut self, area: &AreaId, election: &ElectionId, constituency: u16) {
        self.change(election, |election| election.areas += 1);
        self.amend(election, constituency, |c| {
            c.areas.insert(area.clone());
        });
    }

    fn state_roll(&mut self, area: &AreaId, roll: Roll) {
        let Some(area) = self.areas.get_mut(area) else { return };
        let area = Arc::make_mut(area);
        let before = area.rolls.last().cloned();
        let unit = self.by_unit.entry(area.unit.clone()).or_default();
        unit.roll += 1;
        for (election, &voters) in &roll.voters {
            let was = before.as_ref().and_then(|roll| roll.voters.get(election));
            let all = unit.voters.get(election).map_or(0, |all| all.get());
            let others = all.saturating_sub(was.map_or(0, |was| was.get()));
            // Beyond counting: `lawful` has refused it.
            let all = Count::try_from(others + voters.get()).unwrap_or_default();
            unit.voters.insert(election.clone(), all);
        }
        area.rolls.push(Arc::new(roll));
    }

    fn change(&mut self, election: &ElectionId, change: impl FnOnce(&mut Election)) {
        if let Some(election) = self.elections.get_mut(election) {
            change(Arc::make_mut(election));
        }
    }

    fn amend(&mut self, election: &ElectionId, number: u16, amend: impl FnOnce(&mut Constituency)) {
        self.change(election, |election| {
            if let Some(constituency) = election.constituencies.get_mut(&number) {
                amend(Arc::make_mut(constituency));
            }
        });
    }

    fn relist(
        &mut self,
        election: &ElectionId,
        constituency: u16,
        number: u16,
        relist: impl FnOnce(&mut Listed),
    ) {
        self.amend(election, constituency, |c| {
            let place = usize::from(number).checked_sub(1);
            if let Some(listed) = place.and_then(|place| c.candidates.get_mut(place)) {
                relist(listed);
            }
        });
    }
}

fn decided(head: &Head, document: &str, reason: &str) -> Arc<Decided> {
    Arc::new(Decided { at: head.at, document: document.to_owned(), reason: reason.to_owned() })
}
