use super::{
    Ballot, Blemish, CycleId, Law, Of, OrganId, Outcome, Period, PersonId, Phase, Rating, Score,
    Tasks, Totals,
};
use crate::{
    Date, State,
    events::events,
    people::{BodyId, OfficerId},
    units::UnitId,
};
use dienhong_journal::Seal;
use std::collections::BTreeMap;

events! {
    /// What has happened in evaluations.
    pub enum Event {
        /// An evaluation begins: for which time, under which law, who decides, and what is due when.
        "evaluation.cycle_opened" => CycleOpened {
            cycle: CycleId,
            name: String,
            unit: UnitId,
            /// The body that decides the ratings.
            body: BodyId,
            period: Period,
            law: Law,
            /// Without comments or a ballot, these are not asked for.
            dues: BTreeMap<Phase, Date>,
        },
        /// An office whose people are rated.
        "evaluation.organ_listed" => OrganListed {
            cycle: CycleId,
            organ: OrganId,
            name: String,
            /// From 1, the highest. What lies in another office lies lower.
            level: u8,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            parent: Option<OrganId>,
        },
        /// An office's results are outstanding: more of its people may be rated excellent.
        "evaluation.cap_raised" => CapRaised {
            cycle: CycleId,
            organ: OrganId,
            document: String,
            on: Date,
        },
        /// Somebody is rated in an office.
        "evaluation.person_listed" => PersonListed {
            cycle: CycleId,
            organ: OrganId,
            person: PersonId,
            name: String,
            post: String,
            /// Those with similar duties: the cap holds among them too.
            group: String,
            /// Whether the person leads the office: not rated above it.
            leads: bool,
            /// Months worked in the time that is rated.
            months: u8,
            /// Who reads and answers this file by an account of this node.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            officer: Option<OfficerId>,
        },
        /// Listed wrongly: the file stays, with why it does not count.
        "evaluation.person_struck" => PersonStruck {
            cycle: CycleId,
            person: PersonId,
            reason: String,
        },
        /// What lowers a rating whatever the score.
        "evaluation.fact_recorded" => FactRecorded {
            cycle: CycleId,
            person: PersonId,
            fact: Blemish,
            on: Date,
            document: String,
        },
        /// Somebody reports on the own work. A later report replaces it.
        "evaluation.self_reported" => SelfReported {
            cycle: CycleId,
            person: PersonId,
            score: Score,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            tasks: Option<Tasks>,
            /// The words, for those who rate alone.
            sealed: Seal,
        },
        /// What a body says of somebody.
        "evaluation.commented" => Commented {
            cycle: CycleId,
            person: PersonId,
            by_body: String,
            document: String,
            sealed: Seal,
        },
        /// Who appraises proposes a rating. A later proposal replaces it.
        "evaluation.proposed" => Proposed {
            cycle: CycleId,
            person: PersonId,
            score: Score,
            rating: Rating,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            tasks: Option<Tasks>,
            document: String,
        },
        /// A body voted on a rating. A later ballot replaces it.
        "evaluation.balloted" => Balloted {
            cycle: CycleId,
            of: Of,
            ballot: Ballot,
            document: String,
        },
        /// The ratings of whole offices and of everybody in them, in one act.
        "evaluation.decided" => Decided {
            cycle: CycleId,
            /// From 1 without gaps, corrections among them.
            decision: u16,
            document: String,
            on: Date,
            organs: BTreeMap<OrganId, Rating>,
            people: BTreeMap<PersonId, Outcome>,
        },
        /// Some ratings of a decision are decided anew. The old ones stay in the journal.
        "evaluation.corrected" => Corrected {
            cycle: CycleId,
            decision: u16,
            /// The decision in which these ratings stand.
            corrects: u16,
            document: String,
            on: Date,
            reason: String,
            organs: BTreeMap<OrganId, Rating>,
            people: BTreeMap<PersonId, Outcome>,
        },
        /// Somebody does not agree with the rating.
        "evaluation.appealed" => Appealed {
            cycle: CycleId,
            person: PersonId,
            /// From 1 without gaps, for each person.
            appeal: u16,
            on: Date,
            sealed: Seal,
        },
        "evaluation.appeal_answered" => AppealAnswered {
            cycle: CycleId,
            person: PersonId,
            appeal: u16,
            on: Date,
            document: String,
            /// Whether it was found to be right.
            upheld: bool,
            sealed: Seal,
        },
        /// Somebody else read this file: once a day for each reader.
        "evaluation.file_read" => FileRead { cycle: CycleId, person: PersonId },
        /// How often each rating was given in each office: what everybody may know.
        "evaluation.totals_published" => TotalsPublished {
            cycle: CycleId,
            version: u16,
            totals: Vec<Totals>,
            /// Offices with too few people to publish, or not decided yet.
            left_out: u16,
            document: String,
            /// Why a later version replaces the one before.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            reason: Option<String>,
        },
    }
}

impl Event {
    pub fn cycle(&self) -> &CycleId {
        match self {
            Event::CycleOpened { cycle, .. }
            | Event::OrganListed { cycle, .. }
            | Event::CapRaised { cycle, .. }
            | Event::PersonListed { cycle, .. }
            | Event::PersonStruck { cycle, .. }
            | Event::FactRecorded { cycle, .. }
            | Event::SelfReported { cycle, .. }
            | Event::Commented { cycle, .. }
            | Event::Proposed { cycle, .. }
            | Event::Balloted { cycle, .. }
            | Event::Decided { cycle, .. }
            | Event::Corrected { cycle, .. }
            | Event::Appealed { cycle, .. }
            | Event::AppealAnswered { cycle, .. }
            | Event::FileRead { cycle, .. }
            | Event::TotalsPublished { cycle, .. } => cycle,
        }
    }

    /// All of a cycle is its unit's.
    pub(crate) fn unit(&self, state: &State) -> Option<UnitId> {
        match self {
            Event::CycleOpened { unit, .. } => Some(unit.clone()),
            other => Some(state.evaluation.cycle(other.cycle())?.unit.clone()),
        }
    }

    /// Whether its record is closed: all that is about a single person, or from which one could tell.
    pub fn is_closed(&self) -> bool {
        !matches!(
            self,
            Event::CycleOpened { .. }
                | Event::OrganListed { .. }
                | Event::CapRaised { .. }
                | Event::TotalsPublished { .. }
        )
    }
}
