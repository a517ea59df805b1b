use super::{
    Event,
    passkey::{Held, Passkeys},
};
use crate::{
    Head, State,
    election::{AreaId, ElectionId},
    ids::id,
    refusal::Refusal,
    rules::Rules,
    units::UnitId,
};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt, sync::Arc};

id! {
    /// An officer, by a random id that says nothing about the person.
    OfficerId
}

id! {
    /// A body that meets, votes or counts: an election committee, a polling team.
    BodyId
}

/// Who a record is by. Written `officer:<id>`, `node`, `voter` or `guest`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum By {
    Officer(OfficerId),
    /// The program itself, where no person acts.
    Node,
    Voter,
    Guest,
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            By::Officer(id) => write!(f, "officer:{id}"),
            By::Node => f.write_str("node"),
            By::Voter => f.write_str("voter"),
            By::Guest => f.write_str("guest"),
        }
    }
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» is neither officer:<id> nor node, voter or guest")]
pub struct NobodyKnown(String);

impl TryFrom<&str> for By {
    type Error = NobodyKnown;
    fn try_from(text: &str) -> Result<By, NobodyKnown> {
        match (text, text.strip_prefix("officer:")) {
            ("node", _) => Ok(By::Node),
            ("voter", _) => Ok(By::Voter),
            ("guest", _) => Ok(By::Guest),
            (_, Some(id)) if !id.is_empty() => Ok(By::Officer(id.into())),
            _ => Err(NobodyKnown(text.to_owned())),
        }
    }
}

impl TryFrom<String> for By {
    type Error = NobodyKnown;
    fn try_from(text: String) -> Result<By, NobodyKnown> {
        By::try_from(text.as_str())
    }
}

impl From<By> for String {
    fn from(by: By) -> String {
        by.to_string()
    }
}

/// What a role may let its holder do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// Adopt packs, register units, form bodies anywhere.
    KeepSystem,
    /// Form bodies below one's own and give their roles.
    Appoint,
    /// Elections, constituencies, candidates, polling areas.
    PrepareElection,
    ReportTurnout,
    EnterMinutes,
    /// Look at the paper again where two entries differ.
    SettleMinutes,
    SignMinutes,
    PublishMinutes,
    /// Record a constituency's result.
    RecordResult,
    AnnounceResult,
    /// See what is not yet public; note it, and object at the count. Changes no figure.
    Observe,
    /// Take and settle complaints, and answer objections.
    SettleComplaints,
    /// Ask one's own body: call, open, close and declare its votes.
    CallVotes,
    /// Open evaluations of people, keep their files, propose ratings.
    PrepareEvaluation,
    /// Decide ratings, correct them, answer appeals.
    DecideRatings,
    /// Keep files of people, planning lists and nominations of one's own body.
    ManagePersonnel,
    /// Convene meetings of one's own body, keep their agenda and the list of those who meet.
    ConductMeetings,
    /// Keep one's own body's work programmes, give tasks, answer for those that it was given.
    ManageTasks,
    /// Send documents down the units to be read and acknowledged; report what a unit did.
    SendBriefings,
    /// Ask units for periodic reports, take and return them; file those that one's own body owes.
    CollectReports,
    /// Number, sign and issue documents of one's own body.
    IssueDocuments,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    pub id: BodyId,
    pub name: String,
    /// One of the pack's kinds of bodies: `polling_team`.
    pub kind: String,
    /// The unit it acts in. None: the whole node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The one thing that it was formed for. None: all that its kind does in its unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge: Option<Charge>,
}

/// What a body was formed for, when it is one thing only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Charge {
    /// A polling team: one polling area, all elections there.
    Area(AreaId),
    /// A constituency board: one constituency of one election.
    Constituency { election: ElectionId, number: u16 },
}

/// Where somebody wants to do something.
#[derive(Debug, Clone, Copy)]
pub enum Place<'a> {
    Node,
    Unit(&'a UnitId),
    Constituency(&'a ElectionId, u16),
    /// The count of one election in one polling area; no election: the area itself.
    Area(&'a AreaId, Option<&'a ElectionId>),
}

impl<'a> Place<'a> {
    /// Where a body of this unit acts; none: the whole node.
    pub fn of(unit: Option<&'a UnitId>) -> Place<'a> {
        unit.map_or(Place::Node, Place::Unit)
    }
}

/// What forms publish of an officer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Officer {
    pub id: OfficerId,
    pub name: String,
    /// Such as «Tổ trưởng».
    pub office: String,
}

/// Who there is and who holds what.
#[derive(Debug, Default, Clone)]
pub struct People {
    bodies: OrdMap<BodyId, Arc<Body>>,
    officers: OrdMap<OfficerId, Arc<Officer>>,
    roles: OrdMap<OfficerId, OrdMap<BodyId, BTreeSet<String>>>,
    passkeys: Passkeys,
}

impl People {
    pub fn body(&self, id: &BodyId) -> Option<&Arc<Body>> {
        self.bodies.get(id)
    }

    pub fn officer(&self, id: &OfficerId) -> Option<&Arc<Officer>> {
        self.officers.get(id)
    }

    pub fn holds(&self, officer: &OfficerId, role: &str, body: &BodyId) -> bool {
        self.roles_in(officer, body).is_some_and(|roles| roles.contains(role))
    }

    fn roles_in(&self, officer: &OfficerId, body: &BodyId) -> Option<&BTreeSet<String>> {
        self.roles.get(officer)?.get(body)
    }

    /// The bodies in which `officer` holds roles, with these.
    pub fn seats(
        &self,
        officer: &OfficerId,
    ) -> impl Iterator<Item = (&Arc<Body>, &BTreeSet<String>)> {
        let roles = self.roles.get(officer).into_iter().flatten();
        roles.filter_map(|(body, roles)| Some((self.body(body)?, roles)))
    }

    pub fn officers(&self) -> impl Iterator<Item = &Arc<Officer>> {
        self.officers.values()
    }

    pub fn bodies(&self) -> impl Iterator<Item = &Arc<Body>> {
        self.bodies.values()
    }

    /// Whether `officer` holds any role in `body`.
    pub fn sits(&self, officer: &OfficerId, body: &BodyId) -> bool {
        self.roles_in(officer, body).is_some()
    }

    /// A passkey by its credential id, whether it still stands or not.
    pub fn passkey(&self, id: &str) -> Option<&Arc<Held>> {
        self.passkeys.get(id)
    }

    /// All that `officer` ever added, oldest first.
    pub fn passkeys(&self, officer: &OfficerId) -> impl Iterator<Item = &Arc<Held>> {
        self.passkeys.of(officer)
    }

    pub(super) fn knows_key(&self, key: &str) -> bool {
        self.passkeys.has_key(key)
    }

    /// Whether nobody holds any role: only then may the node name its first keeper itself.
    pub fn is_unstaffed(&self) -> bool {
        self.roles.is_empty()
    }

    pub(crate) fn apply(&mut self, head: &Head, event: &Event) {
        match event {
            Event::BodyFormed { body } => {
                self.bodies.insert(body.id.clone(), Arc::new(body.clone()));
            }
            Event::OfficerRegistered { officer } => {
                self.officers.insert(officer.id.clone(), Arc::new(officer.clone()));
            }
            Event::RoleGranted { officer, role, body } => {
                let bodies = self.roles.entry(officer.clone()).or_default();
                bodies.entry(body.clone()).or_default().insert(role.clone());
            }
            Event::RoleEnded { officer, role, body, .. } => {
                let bodies = self.roles.entry(officer.clone()).or_default();
                let roles = bodies.entry(body.clone()).or_default();
                roles.remove(role);
                if roles.is_empty() {
                    bodies.remove(body);
                }
                if bodies.is_empty() {
                    self.roles.remove(officer);
                }
            }
            Event::PasskeyAdded { officer, passkey } => self.passkeys.add(Held {
                officer: officer.clone(),
                passkey: passkey.clone(),
                unit: head.unit.clone(),
                at: head.at,
                ended: None,
            }),
            Event::PasskeyEnded { id, .. } => self.passkeys.end(id, head.at),
        }
    }
}

impl State {
    /// Whether who acts by `head` has `right` at `place`: one of his roles in the body named must
    /// give it, and that body's unit or charge must reach there.
    ///
    /// # Errors
    /// `people.no_right`
    pub fn allows(&self, head: &Head, right: Right, place: Place) -> Result<(), Refusal> {
        let refuse = || Refusal::new("people.no_right").with("by", &head.by);
        let (By::Officer(officer), Some(body)) = (&head.by, &head.body) else {
            return Err(refuse());
        };
        if self.may(self.rules_at(head.at)?, (officer, body), right, place) {
            Ok(())
        } else {
            Err(refuse())
        }
    }

    /// As [`State::allows`]; and the node itself may, while nobody holds a role.
    ///
    /// # Errors
    /// `people.no_right`
    pub fn allows_setting_up(
        &self,
        head: &Head,
        right: Right,
        place: Place,
    ) -> Result<(), Refusal> {
        if head.by == By::Node && head.body.is_none() && self.people.is_unstaffed() {
            return Ok(());
        }
        self.allows(head, right, place)
    }

    /// Whether who acts by `head` may prepare anything at all: units, people, elections or evaluations.
    ///
    /// # Errors
    /// `people.no_right`
    pub fn prepares(&self, head: &Head) -> Result<(), Refusal> {
        let rules = self.rules_at(head.at)?;
        let gives = |role: &String| {
            [Right::KeepSystem, Right::Appoint, Right::PrepareElection, Right::PrepareEvaluation]
                .into_iter()
                .any(|right| rules.people.gives(role, right))
        };
        let roles = match (&head.by, &head.body) {
            (By::Officer(officer), Some(body)) => self.people.roles_in(officer, body),
            _ => None,
        };
        if roles.into_iter().flatten().any(gives) {
            Ok(())
        } else {
            Err(Refusal::new("people.no_right").with("by", &head.by))
        }
    }

    /// Whether `officer`, acting for `body`, has `right` at `place`.
    pub fn may(
        &self,
        rules: &Rules,
        (officer, body): (&OfficerId, &BodyId),
        right: Right,
        place: Place,
    ) -> bool {
        let roles = self.people.roles_in(officer, body).into_iter().flatten();
        let has = roles.into_iter().any(|role| rules.people.gives(role, right));
        has && self.people.body(body).is_some_and(|body| self.reaches(body, place))
    }

    fn reaches(&self, body: &Body, place: Place) -> bool {
        let covers = |unit: Option<&UnitId>| match (&body.unit, unit) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(unit)) => self.units.lies_in(unit, own),
        };
        let area = |id: &AreaId| self.election.area(id);
        // A board keeps its constituency in the polls that complete or repeat its own.
        let same = |own: &ElectionId, asked: &ElectionId| {
            let set = self.election.get(asked);
            own == asked || set.is_some_and(|set| set.parent.as_ref() == Some(own))
        };
        match (&body.charge, place) {
            (None, Place::Node) => body.unit.is_none(),
            (None, Place::Unit(unit)) => covers(Some(unit)),
            (None, Place::Constituency(election, _)) => {
                covers(self.election.get(election).map(|election| &election.unit))
            }
            (None, Place::Area(id, _)) => covers(area(id).map(|area| &area.unit)),
            (Some(Charge::Area(own)), Place::Area(id, _)) => own == id,
            (Some(Charge::Constituency { election, number }), Place::Constituency(e, n)) => {
                same(election, e) && *number == n
            }
            (Some(Charge::Constituency { election, number }), Place::Area(id, Some(e))) => {
                let of = area(id).and_then(|area| area.constituency(e));
                same(election, e) && of == Some(*number)
            }
            (Some(_), _) => false,
        }
    }
}
