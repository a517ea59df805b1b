//! What a node knows, and how one record more changes it.

use crate::{
    assembly, briefing, complaint, confidence, congress, election, evaluation, evidence, grouping,
    motion, node, nomination, observation,
    people::{self, By, passkey::Signed},
    personnel, programme, readiness,
    refusal::Refusal,
    report,
    rules::Rules,
    scans::Scan,
    tally,
    units::{self, UnitId},
    vote,
};
use dienhong_journal::{
    Millis, Opening, Record, Seal,
    canonical::NotCanonical,
    record::{Data, data_of},
};
use std::sync::Arc;

/// Declares what a node knows and what can happen to it, module by module: the part of the state that is the
/// module's own, the variant of its events, and how the kinds of its records begin.
macro_rules! modules {
    ($( $module:ident: $Own:ident, $Variant:ident, $prefix:literal; )+) => {
        /// Everything a node knows: the fold of its journal. Cheap to clone: copies share what is the same.
        #[derive(Debug, Default, Clone)]
        pub struct State {
            $( pub $module: $module::$Own, )+
        }

        /// One official fact.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Event {
            $( $Variant($module::Event), )+
        }

        impl Event {
            /// The event that a record's kind and data say.
            ///
            /// # Errors
            /// [`NotUnderstood`] for an unknown kind, or data that do not have its shape.
            pub fn decode(kind: &str, data: &str) -> Result<Event, NotUnderstood> {
                let decoded = match kind.split_once('.').map_or(kind, |(module, _)| module) {
                    $( $prefix => $module::Event::decode(kind, data)
                        .map(|read| read.map(Event::$Variant)), )+
                    // The node's own are of several kinds.
                    _ => node::Event::decode(kind, data).map(|read| read.map(Event::Node)),
                };
                match decoded {
                    None => Err(NotUnderstood::Kind(kind.to_owned())),
                    Some(event) => {
                        event.map_err(|why| NotUnderstood::Data { kind: kind.to_owned(), why })
                    }
                }
            }

            pub fn kind(&self) -> &'static str {
                match self {
                    $( Event::$Variant(event) => event.kind(), )+
                }
            }

            /// As the `data` of a record.
            ///
            /// # Errors
            /// [`NotCanonical`] when a text is not NFC or a number is out of bounds.
            pub fn data(&self) -> Result<Data, NotCanonical> {
                match self {
                    $( Event::$Variant(event) => data_of(event), )+
                }
            }
        }

        impl State {
            /// The rules of the module whose event it is.
            fn lawful_in_module(&self, head: &Head, event: &Event) -> Result<(), Refusal> {
                match event {
                    $( Event::$Variant(event) => $module::lawful(self, head, event), )+
                }
            }

            /// Takes in a journalled event. Total: what was once journalled always applies.
            pub fn apply(&mut self, head: &Head, event: &Event) {
                self.readiness.see(head, event);
                match event {
                    $( Event::$Variant(event) => self.$module.apply(head, event), )+
                }
            }
        }
    };
}

modules! {
    node: Node, Node, "node";
    units: Units, Unit, "unit";
    people: People, People, "people";
    election: Elections, Election, "election";
    tally: Tally, Tally, "tally";
    complaint: Complaints, Complaint, "complaint";
    observation: Observations, Observation, "observation";
    readiness: Readiness, Readiness, "readiness";
    nomination: Nominations, Nomination, "nomination";
    vote: Votes, Vote, "vote";
    grouping: Groups, Grouping, "grouping";
    evidence: Files, Evidence, "evidence";
    evaluation: Evaluations, Evaluation, "evaluation";
    confidence: Rounds, Confidence, "confidence";
    personnel: Personnel, Personnel, "personnel";
    congress: Congresses, Congress, "congress";
    assembly: Assemblies, Assembly, "assembly";
    programme: Programmes, Programme, "programme";
    briefing: Briefings, Briefing, "briefing";
    report: Reports, Report, "report";
    motion: Motions, Motion, "motion";
}

/// When, by whom and where a record was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Never before the record before it.
    pub at: Millis,
    pub by: By,
    /// The body on whose behalf.
    pub body: Option<people::BodyId>,
    /// The unit whose own record it is; none for what concerns all. Follows from the event.
    pub unit: Option<UnitId>,
}

/// What somebody asks for.
#[derive(Debug, Clone)]
pub enum Command {
    /// To record facts as they are stated, all or none.
    Record(Vec<Event>),
    /// As [`Command::Record`], with what opens the seals in them: the node keeps it to itself.
    Seal(Vec<Event>, Vec<Kept>),
    Election(election::Command),
    Tally(tally::Command),
    Nomination(nomination::Command),
    Vote(vote::Command),
    Grouping(grouping::Command),
    Evaluation(evaluation::Command),
    Confidence(confidence::Command),
    Personnel(personnel::Command),
    Congress(congress::Command),
    Assembly(assembly::Command),
    Programme(programme::Command),
    Briefing(briefing::Command),
    Report(report::Command),
}

/// What opens a seal, in the bytes in which a node keeps it.
#[derive(Clone, PartialEq, Eq)]
pub struct Kept {
    pub seal: Seal,
    pub opening: Vec<u8>,
}

impl Kept {
    /// # Errors
    /// [`NotCanonical`] when the value has no canonical form.
    pub fn of<T: serde::Serialize>(opening: &Opening<T>) -> Result<Kept, NotCanonical> {
        let (seal, opening) = opening.sealed()?;
        Ok(Kept { seal, opening })
    }
}

impl std::fmt::Debug for Kept {
    /// What is sealed is not for logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Kept({})", self.seal)
    }
}

/// An event that a command leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The unit that its head shall name.
    pub unit: Option<UnitId>,
    pub event: Event,
    /// Whether its record shows only that something was done, when, and by which body.
    pub closed: bool,
}

/// A record says nothing that this program understands.
#[derive(Debug, thiserror::Error)]
pub enum NotUnderstood {
    #[error("records of kind «{0}» are not known: this program is older than the journal")]
    Kind(String),
    #[error("the data of a «{kind}» record: {why}")]
    Data { kind: String, why: serde_json::Error },
    #[error("{0}")]
    By(#[from] people::NobodyKnown),
}

impl Event {
    /// The unit whose own record this is: with the context records, those of one unit suffice to
    /// check all of it.
    pub fn unit(&self, state: &State, head: &Head) -> Option<UnitId> {
        match self {
            Event::Node(_) | Event::Unit(_) => None,
            Event::People(event) => event.unit(state, head),
            Event::Election(event) => event.unit(state),
            Event::Tally(event) => event.unit(state),
            Event::Complaint(event) => event.unit(state),
            Event::Observation(event) => event.unit(state),
            Event::Readiness(event) => event.unit(state),
            Event::Nomination(event) => event.unit(state),
            Event::Vote(event) => event.unit(state, head),
            Event::Grouping(event) => event.unit(state),
            Event::Evidence(event) => Some(event.unit().clone()),
            Event::Evaluation(event) => event.unit(state),
            Event::Confidence(event) => event.unit(state, head),
            Event::Personnel(event) => event.unit(state, head),
            Event::Congress(event) => event.unit(state, head),
            Event::Assembly(event) => event.unit(state, head),
            Event::Programme(event) => event.unit(state, head),
            Event::Briefing(event) => event.unit(state, head),
            Event::Report(event) => event.unit(state, head),
            Event::Motion(event) => event.unit(state, head),
        }
    }
}

impl Event {
    /// Whether its record is closed, as it follows from the event and from what stands before it. No public
    /// record may rest on a closed one: who verifies the log does not know what it says.
    pub fn closed(&self, state: &State) -> bool {
        match self {
            Event::Vote(event) => event.closed(state),
            Event::Assembly(event) => event.closed(state),
            Event::Evaluation(event) => event.is_closed(),
            Event::Confidence(event) => event.closed(state),
            Event::Personnel(_) | Event::Congress(_) => true,
            Event::Programme(event) => event.closed(state),
            Event::Briefing(event) => event.closed(state),
            Event::Report(event) => event.closed(state),
            Event::Motion(event) => event.closed(state),
            _ => false,
        }
    }

    /// Whether a rule on this event asks what happened in units that lie neither in its own unit nor above it:
    /// who reads one unit alone cannot say whether it was lawful, only take it as it stands.
    pub fn rests_on_others(&self) -> bool {
        use election::Event as E;
        match self {
            Event::Election(event) => matches!(
                event,
                E::PollEnded { .. }
                    | E::TieDecided { .. }
                    | E::FurtherPollReported { .. }
                    | E::ResultRecorded { .. }
                    | E::ResultAnnounced { .. }
            ),
            Event::People(people::Event::BodyFormed { body }) => {
                matches!(body.charge, Some(people::Charge::Constituency { .. }))
            }
            // Whether another area could join, and what the areas of other communes say.
            Event::Grouping(_) => true,
            // The chair and those who keep the sites' lists may sit in bodies of other units.
            Event::Assembly(_) => true,
            Event::Programme(event) => event.rests_on_others(),
            Event::Briefing(event) => event.rests_on_others(),
            Event::Report(event) => event.rests_on_others(),
            _ => false,
        }
    }
}

/// The head and event of a record.
///
/// # Errors
/// [`NotUnderstood`]
pub fn understand(record: &Record) -> Result<(Head, Event), NotUnderstood> {
    let head = Head {
        at: record.at,
        by: By::try_from(record.by.as_str())?,
        body: record.body.as_deref().map(people::BodyId::from),
        unit: record.unit.as_deref().map(UnitId::from),
    };
    Ok((head, Event::decode(&record.kind, record.data.get())?))
}

impl State {
    /// The rules that hold at the instant `at`.
    ///
    /// # Errors
    /// `node.no_rules` when none does.
    pub fn rules_at(&self, at: Millis) -> Result<&Arc<Rules>, Refusal> {
        self.node.rules_at(at).ok_or_else(|| Refusal::new("node.no_rules"))
    }

    /// Every picture that all may see: of published minutes, of what shows that something was done, and of
    /// documents on which people are briefed.
    pub fn shown_scans(&self) -> impl Iterator<Item = &Scan> {
        let minutes = self.tally.begun().flat_map(|(_, _, minutes)| minutes.shown_scans());
        minutes.chain(self.evidence.shown()).chain(self.briefing.shown())
    }

    /// What happens when `command` is asked now: all of these events, one after another, or none.
    ///
    /// # Errors
    /// [`Refusal`] when a rule forbids it; nothing has changed then.
    pub fn decide(&self, head: &Head, command: Command) -> Result<Vec<Decided>, Refusal> {
        let events = match command {
            Command::Record(events) | Command::Seal(events, _) => events,
            Command::Election(command) => election::decide(self, head, command)?,
            Command::Tally(command) => tally::decide(self, head, command)?,
            Command::Nomination(command) => nomination::decide(self, head, command)?,
            Command::Vote(command) => vote::decide(self, head, command)?,
            Command::Grouping(command) => grouping::decide(self, head, command)?,
            Command::Evaluation(command) => evaluation::decide(self, head, command)?,
            Command::Confidence(command) => confidence::decide(self, head, command)?,
            Command::Personnel(command) => personnel::decide(self, head, command)?,
            Command::Congress(command) => congress::decide(self, head, command)?,
            Command::Assembly(command) => assembly::decide(self, head, command)?,
            Command::Programme(command) => programme::decide(self, head, command)?,
            Command::Briefing(command) => briefing::decide(self, head, command)?,
            Command::Report(command) => report::decide(self, head, command)?,
        };
        let mut after = self.clone();
        let mut decided = Vec::with_capacity(events.len());
        for (row, event) in events.into_iter().enumerate() {
            let head = Head { unit: event.unit(&after, head), ..head.clone() };
            after.lawful(&head, &event).map_err(|refusal| refusal.with("row", row + 1))?;
            let closed = event.closed(&after);
            after.apply(&head, &event);
            decided.push(Decided { unit: head.unit, event, closed });
        }
        Ok(decided)
    }

    /// Whether `event` was allowed at this point: what every citizen can check again.
    ///
    /// # Errors
    /// The first rule that the event would break, with the facts that show it.
    pub fn lawful(&self, head: &Head, event: &Event) -> Result<(), Refusal> {
        if self.node.started.is_none() && !matches!(event, Event::Node(node::Event::Started { .. }))
        {
            return Err(Refusal::new("node.not_started"));
        }
        if head.unit != event.unit(self, head) {
            return Err(Refusal::new("record.unit_differs"));
        }
        self.lawful_in_module(head, event)
    }

    /// The signature of an officer's own that `event` rests on, when it rests on one: whoever asks
    /// whether the event is lawful verifies this too. To be asked before the event is applied.
    pub fn signed(&self, event: &Event) -> Option<Signed> {
        let Event::Tally(tally::Event::Asserted { assertion, .. }) = event else { return None };
        self.people.passkey(&assertion.passkey)?.passkey.signed(assertion)
    }
}
