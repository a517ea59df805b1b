use super::Event;
use crate::{
    rules::PeopleRules,
    units::{UnitId, Units},
};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt, sync::Arc};

/// An officer, by a random id that says nothing about the person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OfficerId(pub String);

/// A body that meets, votes or counts: an election committee, a polling team.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BodyId(pub String);

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
            By::Officer(OfficerId(id)) => write!(f, "officer:{id}"),
            By::Node => f.write_str("node"),
            By::Voter => f.write_str("voter"),
            By::Guest => f.write_str("guest"),
        }
    }
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» is neither officer:<id> nor node, voter or guest")]
pub struct NobodyKnown(String);

impl TryFrom<String> for By {
    type Error = NobodyKnown;
    fn try_from(text: String) -> Result<By, NobodyKnown> {
        match (text.as_str(), text.strip_prefix("officer:")) {
            ("node", _) => Ok(By::Node),
            ("voter", _) => Ok(By::Voter),
            ("guest", _) => Ok(By::Guest),
            (_, Some(id)) if !id.is_empty() => Ok(By::Officer(OfficerId(id.to_owned()))),
            _ => Err(NobodyKnown(text)),
        }
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
    /// See what is not yet public, change nothing.
    Observe,
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
    roles: OrdMap<(OfficerId, BodyId), BTreeSet<String>>,
}

impl People {
    pub fn body(&self, id: &BodyId) -> Option<&Arc<Body>> {
        self.bodies.get(id)
    }

    pub fn officer(&self, id: &OfficerId) -> Option<&Arc<Officer>> {
        self.officers.get(id)
    }

    pub fn holds(&self, officer: &OfficerId, role: &str, body: &BodyId) -> bool {
        let key = (officer.clone(), body.clone());
        self.roles.get(&key).is_some_and(|roles| roles.contains(role))
    }

    /// Whether nobody holds any role: only then may the node name its first keeper itself.
    pub fn is_unstaffed(&self) -> bool {
        self.roles.is_empty()
    }

    /// Whether `officer`, acting for `body`, has `right` in `unit` (None: in the whole node).
    pub fn may(
        &self,
        (rules, units): (&PeopleRules, &Units),
        (officer, body): (&OfficerId, &BodyId),
        right: Right,
        unit: Option<&UnitId>,
    ) -> bool {
        let Some(acting) = self.bodies.get(body) else { return false };
        let reaches = match (&acting.unit, unit) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(unit)) => units.lies_in(unit, own),
        };
        let roles = self.roles.get(&(officer.clone(), body.clone()));
        reaches && roles.into_iter().flatten().any(|role| rules.gives(role, right))
    }

    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::BodyFormed { body } => {
                self.bodies.insert(body.id.clone(), Arc::new(body.clone()));
            }
            Event::OfficerRegistered { officer } => {
                self.officers.insert(officer.id.clone(), Arc::new(officer.clone()));
            }
            Event::RoleGranted { officer, role, body } => {
                let key = (officer.clone(), body.clone());
                self.roles.entry(key).or_default().insert(role.clone());
            }
            Event::RoleEnded { officer, role, body, .. } => {
                let key = (officer.clone(), body.clone());
                let roles = self.roles.get(&key).cloned().unwrap_or_default();
                let left: BTreeSet<String> = roles.into_iter().filter(|r| r != role).collect();
                if left.is_empty() {
                    self.roles.remove(&key);
                } else {
                    self.roles.insert(key, left);
                }
            }
        }
    }
}
