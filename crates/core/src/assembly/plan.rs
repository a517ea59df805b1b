//! What stands before a meeting opens, and the small facts that are told while it goes on.

use super::{FloorRule, Quorum};
use crate::{
    count::Count, ids::id, people::OfficerId, refusal::Refusal, units::UnitId, vote::Document,
};
use dienhong_journal::{Hash, Millis, Seal};
use serde::{Deserialize, Serialize};

id! {
    /// A meeting of a body.
    MeetingId
}

id! {
    /// A place from which people take part: `thanh-hoa`.
    SiteId
}

id! {
    /// A point of the agenda.
    ItemId
}

/// The most that one meeting has of each.
pub(super) const MOST_SITES: usize = 1_000;
pub(super) const MOST_DELEGATES: usize = 20_000;
pub(super) const MOST_ITEMS: usize = 300;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub title: String,
    /// One of the pack's kinds of meetings: `briefing`.
    pub kind: String,
    pub begins: Millis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Millis>,
    pub place: String,
    /// Whether its records are closed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
    pub chair: OfficerId,
    /// Who may take the chair when the one who has it drops out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deputies: Vec<OfficerId>,
    #[serde(default, skip_serializing_if = "Numbering::is_plain")]
    pub numbering: Numbering,
    /// No less than the rule of its kind asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum: Option<Quorum>,
    /// How the floor is given until the chair sets another rule.
    pub floor: FloorRule,
    /// The meeting on whose promises this one looks back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<MeetingId>,
    /// A site of an earlier meeting that goes on by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<Continues>,
    /// The invitation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Continues {
    pub meeting: MeetingId,
    pub site: SiteId,
}

/// How items are numbered: `1.2`, `Mục I.2`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbering {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// Roman figures for items at the top.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub roman: bool,
}

impl Numbering {
    fn is_plain(&self) -> bool {
        *self == Numbering::default()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    pub id: SiteId,
    pub name: String,
    /// The site above it. None: the main site, or one beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<SiteId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// Who keeps the list of this site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secretary: Option<OfficerId>,
}

/// Somebody who is invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delegate {
    /// In the list of the meeting, from 1.
    pub number: u32,
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub office: String,
    pub site: SiteId,
    /// Such as a delegation or a share class.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub seat: String,
    /// Takes part without being counted for the quorum, and does not vote.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub guest: bool,
    /// One, unless a charter gives votes weights.
    pub weight: Count,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<OfficerId>,
}

/// Words that all may read, or only those who meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Words {
    Open(String),
    Sealed(Seal),
}

impl Words {
    /// Whether they are as open as what they belong to.
    pub(super) fn fit(&self, open: bool, missing: &'static str) -> Result<(), Refusal> {
        match (self, open) {
            (Words::Open(text), true) => crate::refusal::said(missing, text),
            (Words::Sealed(_), false) => Ok(()),
            _ => crate::refusal::refuse("assembly.words_not_sealed_alike"),
        }
    }
}

/// Who sees what an item is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    Public,
    /// Those who meet.
    Internal,
    /// Those who run the meeting, until it begins.
    Hidden,
}

impl Visibility {
    pub const ALL: [Visibility; 3] = [Visibility::Public, Visibility::Internal, Visibility::Hidden];

    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            Visibility::Public => "public",
            Visibility::Internal => "internal",
            Visibility::Hidden => "hidden",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub id: ItemId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<ItemId>,
    pub title: Words,
    pub visibility: Visibility,
    /// How long it is to take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u16>,
    /// Who presents it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub owner: String,
}

/// Whether somebody is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    Here,
    Excused,
    Absent,
    /// Was there, and went.
    Left,
}

impl Presence {
    pub const ALL: [Presence; 4] =
        [Presence::Here, Presence::Excused, Presence::Absent, Presence::Left];

    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            Presence::Here => "here",
            Presence::Excused => "excused",
            Presence::Absent => "absent",
            Presence::Left => "left",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    pub delegate: u32,
    pub presence: Presence,
    /// Where, when it is not the site of the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<SiteId>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Is known to be marked elsewhere, and has moved here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub moved: bool,
}

/// What somebody asks the floor for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// About how the meeting is run.
    PointOfOrder,
    /// A short word on what was just said.
    Intervention,
    Speech,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Speech, Kind::Intervention, Kind::PointOfOrder];

    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            Kind::PointOfOrder => "point_of_order",
            Kind::Intervention => "intervention",
            Kind::Speech => "speech",
        }
    }
}

/// Whether a site will take part, and who answers for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    pub coming: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// What was found when a site's line was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Test {
    pub sound: bool,
    pub picture: bool,
    pub heard: bool,
}

impl Test {
    pub fn is_good(self) -> bool {
        self.sound && self.picture && self.heard
    }
}

/// What a note is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// What was said, in short.
    Said,
    Decision,
    /// A point of the chair's conclusion.
    Conclusion,
}

impl Note {
    pub const ALL: [Note; 3] = [Note::Said, Note::Decision, Note::Conclusion];

    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            Note::Said => "said",
            Note::Decision => "decision",
            Note::Conclusion => "conclusion",
        }
    }
}

/// Who may open a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Reach {
    Public,
    /// All who meet.
    Delegates,
    /// Those of these groups.
    Groups(Vec<String>),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
    pub title: Words,
    pub blob: Hash,
    pub media: String,
    pub bytes: u64,
    pub reach: Reach,
}

/// What became of something that a cut-off site did meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Outcome {
    Merged,
    /// It stands, but something was decided in between that would have been otherwise.
    Late,
    /// The code of the refusal.
    Refused(String),
}

/// One act of a cut-off site, as it was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taken {
    pub happened: Millis,
    /// What was done: `mark`, `ask`, `withdraw`, `answer`.
    pub act: String,
    pub delegate: u32,
    pub outcome: Outcome,
}
