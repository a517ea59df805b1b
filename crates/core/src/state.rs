//! What a node knows, and how one record more changes it.

use crate::{
    complaint, confidence, congress, election, evaluation, evidence, grouping, node, nomination,
    observation,
    people::{self, By, passkey::Signed},
    personnel, readiness,
    refusal::Refusal,
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

/// Everything a node knows: the fold of its journal. Cheap to clone: copies share what is the same.
#[derive(Debug, Default, Clone)]
pub struct State {
    pub node: node::Node,
    pub units: units::Units,
    pub people: people::People,
    pub election: election::Elections,
    pub tally: tally::Tally,
    pub complaint: complaint::Complaints,
    pub observation: observation::Observations,
    pub readiness: readiness::Readiness,
    pub nomination: nomination::Nominations,
    pub vote: vote::Votes,
    pub grouping: grouping::Groups,
    pub evidence: evidence::Files,
    pub evaluation: evaluation::Evaluations,
    pub confidence: confidence::Rounds,
    pub personnel: personnel::Personnel,
    pub congress: congress::Congresses,
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

/// One official fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Node(node::Event),
    Unit(units::Event),
    People(people::Event),
    Election(election::Event),
    Tally(tally::Event),
    Complaint(complaint::Event),
    Observation(observation::Event),
    Readiness(readiness::Event),
    Nomination(nomination::Event),
    Vote(vote::Event),
    Grouping(grouping::Event),
    Evidence(evidence::Event),
    Evaluation(evaluation::Event),
    Confidence(confidence::Event),
    Personnel(personnel::Event),
    Congress(congress::Event),
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
    /// The event that a record's kind and data say.
    ///
    /// # Errors
    /// [`NotUnderstood`] for an unknown kind, or data that do not have its shape.
    pub fn decode(kind: &str, data: &str) -> Result<Event, NotUnderstood> {
        fn read<T>(
            decoded: Option<Result<T, serde_json::Error>>,
            event: impl FnOnce(T) -> Event,
        ) -> Option<Result<Event, serde_json::Error>> {
            decoded.map(|data| data.map(event))
        }
        let decoded = match kind.split_once('.').map_or(kind, |(module, _)| module) {
            "readiness" => read(readiness::Event::decode(kind, data), Event::Readiness),
            "evaluation" => read(evaluation::Event::decode(kind, data), Event::Evaluation),
            "evidence" => read(evidence::Event::decode(kind, data), Event::Evidence),
            "nomination" => read(nomination::Event::decode(kind, data), Event::Nomination),
            "grouping" => read(grouping::Event::decode(kind, data), Event::Grouping),
            "tally" => read(tally::Event::decode(kind, data), Event::Tally),
            "election" => read(election::Event::decode(kind, data), Event::Election),
            "people" => read(people::Event::decode(kind, data), Event::People),
            "complaint" => read(complaint::Event::decode(kind, data), Event::Complaint),
            "observation" => read(observation::Event::decode(kind, data), Event::Observation),
            "vote" => read(vote::Event::decode(kind, data), Event::Vote),
            "confidence" => read(confidence::Event::decode(kind, data), Event::Confidence),
            "personnel" => read(personnel::Event::decode(kind, data), Event::Personnel),
            "congress" => read(congress::Event::decode(kind, data), Event::Congress),
            "unit" => read(units::Event::decode(kind, data), Event::Unit),
            _ => read(node::Event::decode(kind, data), Event::Node),
        };
        match decoded {
            None => Err(NotUnderstood::Kind(kind.to_owned())),
            Some(event) => event.map_err(|why| NotUnderstood::Data { kind: kind.to_owned(), why }),
        }
    }

    pub fn kind(&self) -> &'static str {
        match self {
            Event::Node(event) => event.kind(),
            Event::Unit(event) => event.kind(),
            Event::People(event) => event.kind(),
            Event::Election(event) => event.kind(),
            Event::Tally(event) => event.kind(),
            Event::Complaint(event) => event.kind(),
            Event::Observation(event) => event.kind(),
            Event::Readiness(event) => event.kind(),
            Event::Nomination(event) => event.kind(),
            Event::Vote(event) => event.kind(),
            Event::Grouping(event) => event.kind(),
            Event::Evidence(event) => event.kind(),
            Event::Evaluation(event) => event.kind(),
            Event::Confidence(event) => event.kind(),
            Event::Personnel(event) => event.kind(),
            Event::Congress(event) => event.kind(),
        }
    }

    /// As the `data` of a record.
    ///
    /// # Errors
    /// [`NotCanonical`] when a text is not NFC or a number is out of bounds.
    pub fn data(&self) -> Result<Data, NotCanonical> {
        match self {
            Event::Node(event) => data_of(event),
            Event::Unit(event) => data_of(event),
            Event::People(event) => data_of(event),
            Event::Election(event) => data_of(event),
            Event::Tally(event) => data_of(event),
            Event::Complaint(event) => data_of(event),
            Event::Observation(event) => data_of(event),
            Event::Readiness(event) => data_of(event),
            Event::Nomination(event) => data_of(event),
            Event::Vote(event) => data_of(event),
            Event::Grouping(event) => data_of(event),
            Event::Evidence(event) => data_of(event),
            Event::Evaluation(event) => data_of(event),
            Event::Confidence(event) => data_of(event),
            Event::Personnel(event) => data_of(event),
            Event::Congress(event) => data_of(event),
        }
    }

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
        }
    }
}

impl Event {
    /// Whether its record is closed, as it follows from the event and from what stands before it. No public
    /// record may rest on a closed one: who verifies the log does not know what it says.
    pub fn closed(&self, state: &State) -> bool {
        match self {
            Event::Vote(event) => event.closed(state),
            Event::Evaluation(event) => event.is_closed(),
            Event::Confidence(event) => event.closed(state),
            Event::Personnel(_) | Event::Congress(_) => true,
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

    /// Every picture that all may see: of published minutes, and of what shows that something was done.
    pub fn shown_scans(&self) -> impl Iterator<Item = &Scan> {
        let minutes = self.tally.begun().flat_map(|(_, _, minutes)| minutes.shown_scans());
        minutes.chain(self.evidence.shown())
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
        match event {
            Event::Node(event) => node::lawful(self, head, event),
            Event::Unit(event) => units::lawful(self, head, event),
            Event::People(event) => people::lawful(self, head, event),
            Event::Election(event) => election::lawful(self, head, event),
            Event::Tally(event) => tally::lawful(self, head, event),
            Event::Complaint(event) => complaint::lawful(self, head, event),
            Event::Observation(event) => observation::lawful(self, head, event),
            Event::Readiness(event) => readiness::lawful(self, head, event),
            Event::Nomination(event) => nomination::lawful(self, head, event),
            Event::Vote(event) => vote::lawful(self, head, event),
            Event::Grouping(event) => grouping::lawful(self, head, event),
            Event::Evidence(event) => evidence::lawful(self, head, event),
            Event::Evaluation(event) => evaluation::lawful(self, head, event),
            Event::Confidence(event) => confidence::lawful(self, head, event),
            Event::Personnel(event) => personnel::lawful(self, head, event),
            Event::Congress(event) => congress::lawful(self, head, event),
        }
    }

    /// The signature of an officer's own that `event` rests on, when it rests on one: whoever asks
    /// whether the event is lawful verifies this too. To be asked before the event is applied.
    pub fn signed(&self, event: &Event) -> Option<Signed> {
        let Event::Tally(tally::Event::Asserted { assertion, .. }) = event else { return None };
        self.people.passkey(&assertion.passkey)?.passkey.signed(assertion)
    }

    /// Takes in a journalled event. Total: what was once journalled always applies.
    pub fn apply(&mut self, head: &Head, event: &Event) {
        self.readiness.see(head, event);
        match event {
            Event::Node(event) => self.node.apply(head, event),
            Event::Unit(event) => self.units.apply(event),
            Event::People(event) => self.people.apply(head, event),
            Event::Election(event) => self.election.apply(head, event),
            Event::Tally(event) => self.tally.apply(head, event),
            Event::Complaint(event) => self.complaint.apply(head, event),
            Event::Observation(event) => self.observation.apply(head, event),
            Event::Readiness(event) => self.readiness.apply(head, event),
            Event::Nomination(event) => self.nomination.apply(head, event),
            Event::Vote(event) => self.vote.apply(head, event),
            Event::Grouping(event) => self.grouping.apply(head, event),
            Event::Evidence(event) => self.evidence.apply(head, event),
            Event::Evaluation(event) => self.evaluation.apply(head, event),
            Event::Confidence(event) => self.confidence.apply(head, event),
            Event::Personnel(event) => self.personnel.apply(head, event),
            Event::Congress(event) => self.congress.apply(head, event),
        }
    }
}
