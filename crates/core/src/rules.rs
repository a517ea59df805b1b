//! The rules of one jurisdiction as data. Each names where it stands and how sure we are of it.
//!
//! A pack's `rules.toml` has exactly this shape; an unknown key is an error, never ignored.

use crate::{
    Date,
    assembly::AssemblyRules,
    briefing::BriefingRules,
    confidence::ConfidenceRules,
    congress::CongressRules,
    count::Count,
    election::{AreaKind, Sex, Stage},
    evaluation::EvaluationRules,
    motion::MotionRules,
    people::Right,
    personnel::{NominationRules, PersonnelRules},
    programme::ProgrammeRules,
    ratio::Ratio,
    refusal::Refusal,
    report::ReportRules,
    vote::VoteRule,
};
use dienhong_journal::Millis;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The name of the pack: `vn`.
    pub id: String,
    pub version: String,
    /// The first day on which these rules hold.
    pub valid_from: Date,
    /// Minutes that the legal clock is ahead of UTC. Fixed: the law knows no summer time.
    pub utc_offset_minutes: i16,
    pub units: UnitRules,
    pub people: PeopleRules,
    /// None: a poll is open when its team says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<HoursRule>,
    /// None: an area may have any number of voters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area_size: Option<AreaSizeRule>,
    /// None: the figures of every area are published, however few voted there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub small_areas: Option<SmallAreaRule>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calendar: Vec<DeadlineRule>,
    /// Until when complaints are taken, and who settles them. None: they are not taken here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub complaints: Vec<crate::complaint::Rule>,
    pub elections: BTreeMap<String, ElectionRules>,
    /// By purpose, what bodies may vote on and how.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub votes: BTreeMap<String, VoteRule>,
    /// None: there are no votes of confidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<ConfidenceRules>,
    /// None: nobody is nominated for a post in steps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nomination: Option<NominationRules>,
    /// None: nobody's file is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub personnel: Option<PersonnelRules>,
    /// None: no congress is held by these rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub congress: Option<CongressRules>,
    /// None: no work programmes are kept and no tasks given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub programme: Option<ProgrammeRules>,
    /// None: nobody is briefed on documents by these rules.
    pub briefing: Option<BriefingRules>,
    /// None: no periodic reports are asked for.
    pub report: Option<ReportRules>,
    /// None: no motions are moved.
    pub motion: Option<MotionRules>,
    /// None: nobody is rated by the year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evaluation: Option<EvaluationRules>,
    /// None: no meetings are conducted by these rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assembly: Option<AssemblyRules>,
}

/// The legal hours of voting, by the legal clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursRule {
    /// No area opens before.
    pub earliest: Clock,
    pub opens: Clock,
    /// No area closes before, even when all have voted.
    pub closes: Clock,
    /// An area that closes later says why.
    pub latest: Clock,
    pub source: Source,
}

/// How many voters a polling area has. What is outside is found and shown; it is people's to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaSizeRule {
    pub at_most: Count,
    /// Kinds that are not named have no lower bound.
    pub at_least: BTreeMap<AreaKind, Count>,
    pub source: Source,
}

/// Where candidates' figures of so few ballots could tell how somebody voted, they are published only together with
/// those of other areas.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmallAreaRule {
    /// Areas with fewer valid ballots, and groups with fewer together, do not show them.
    pub merge_below: Count,
    pub source: Source,
}

impl AreaSizeRule {
    /// The bound that an area of this kind misses.
    pub fn missed(&self, kind: AreaKind, voters: Count) -> Option<Count> {
        let least = self.at_least.get(&kind).copied().filter(|least| voters < *least);
        least.or((voters > self.at_most).then_some(self.at_most))
    }
}

impl HoursRule {
    /// Whether an area may open and close at these hours.
    pub fn allow(&self, open: Clock, close: Clock) -> bool {
        (self.earliest..=self.opens).contains(&open) && (self.closes..=self.latest).contains(&close)
    }
}

/// A day that the law counts from election day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadlineRule {
    /// What is due; the pack's words say it: `candidates_announced`.
    pub id: String,
    /// Days after election day; before it: negative.
    pub day: i16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Clock>,
    /// Whether it holds in re-elections, supplementary elections and by-elections too: they are held
    /// within days, with the list and the roll of the first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub further: bool,
    /// The kinds of elections that it is for. Empty: all.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub only: BTreeSet<String>,
    /// Who must show that it was done. None: nobody is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<StepRule>,
    pub source: Source,
}

/// A step that each of many must have taken by a deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepRule {
    pub owed_by: BTreeSet<Owed>,
    /// What in the journal shows that it was done, so that nobody is asked twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_by: Option<Shown>,
    /// For [`Shown::BodyFormed`]: the kinds of bodies that will do.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub bodies: BTreeSet<String>,
}

/// On which level a step is owed, by each there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owed {
    /// Once, for the whole election.
    Whole,
    Constituency,
    /// Each unit in which areas lie.
    Unit,
    Area,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    BodyFormed,
    ListAnnounced,
    RollStated,
}

/// How many members a kind of body has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizeRule {
    /// The kind of body.
    pub body: String,
    /// The kinds of elections that it is for. Empty: all.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub only: BTreeSet<String>,
    pub at_least: u16,
    pub at_most: u16,
    pub source: Source,
}

/// A deadline of one election.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline<'a> {
    pub rule: &'a DeadlineRule,
    pub day: Date,
}

/// A time of day: minutes after midnight by the legal clock, written `07:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Clock(u16);

impl Clock {
    pub const MIDNIGHT: Clock = Clock(0);

    /// None after 23:59.
    pub fn new(minutes: u16) -> Option<Clock> {
        (minutes < 24 * 60).then_some(Clock(minutes))
    }

    pub fn minutes(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» is not a time of day such as 07:00")]
pub struct NoTime(String);

impl TryFrom<String> for Clock {
    type Error = NoTime;
    fn try_from(text: String) -> Result<Clock, NoTime> {
        let read = text.split_once(':').and_then(|(hours, minutes)| {
            let minutes: u16 = minutes.parse().ok().filter(|&minutes| minutes < 60)?;
            Clock::new(hours.parse::<u16>().ok()?.checked_mul(60)? + minutes)
        });
        // Only the one way of writing is right: this also refuses «7:0» and «+7:00».
        read.filter(|clock| clock.to_string() == text).ok_or(NoTime(text))
    }
}

impl From<Clock> for String {
    fn from(clock: Clock) -> String {
        clock.to_string()
    }
}

/// An instant by the legal clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Local {
    pub day: Date,
    pub clock: Clock,
}

/// The levels of administrative units and their kinds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitRules {
    /// Highest first. Levels that are no more stay here for the history.
    pub levels: Vec<Level>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    pub id: String,
    pub kinds: Vec<Kind>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Such as `ward`.
    pub id: String,
    /// As it stands before a unit's name: «Phường».
    pub written: String,
}

impl UnitRules {
    /// How deep a kind lies: 0 is the highest level.
    pub fn depth(&self, kind: &str) -> Option<usize> {
        self.levels.iter().position(|level| level.kinds.iter().any(|known| known.id == kind))
    }
}

/// Who may do what: the table of roles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeopleRules {
    /// The kinds of bodies that there are.
    pub bodies: BTreeSet<String>,
    pub roles: BTreeMap<String, RoleRule>,
    /// How large bodies are. What is smaller or larger is shown, not refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sizes: Vec<SizeRule>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleRule {
    /// The kinds of bodies in which the role can be held.
    pub bodies: BTreeSet<String>,
    pub rights: BTreeSet<Right>,
}

impl PeopleRules {
    pub fn gives(&self, role: &str, right: Right) -> bool {
        self.roles.get(role).is_some_and(|rule| rule.rights.contains(&right))
    }
}

/// Where a rule stands, and how sure we are that it says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The article, as it is shown beside a figure.
    pub article: String,
    pub sure: Sure,
}

/// How a rule came to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sure {
    /// A public page says it.
    Page,
    /// Our own knowledge, confident.
    Known,
    /// Follows from other rules.
    Derived,
    /// Not verified: ask before relying on it.
    Unsure,
    /// Our choice where nothing is prescribed.
    Design,
}

/// The rules of one kind of election.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElectionRules {
    /// A wider name that several kinds share, such as `PC` for both levels of councils.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    pub seats: SeatRule,
    pub list: ListRule,
    pub ballot: BallotRule,
    pub release: ReleaseRule,
    /// None: any turnout will do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turnout: Option<TurnoutRule>,
    /// None: no share of the ballots is needed, the most votes win.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub majority: Option<MajorityRule>,
    pub most_votes: Source,
    pub tie: TieRule,
    /// None: seats that nobody won stay empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shortfall: Option<ShortfallRule>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_election: Option<ByElectionRule>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeatRule {
    pub at_most: u16,
    pub source: Source,
}

/// How many candidates more than seats the official list needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListRule {
    /// By number of seats: the first is for one seat. More seats than listed: the last holds.
    pub more_than_seats: Vec<u16>,
    /// How old a candidate must be on election day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<AgeRule>,
    /// What the list says of a candidate beside name, birth date and sex.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub biography: BTreeSet<String>,
    /// What share of all who are on the lists of an election must be what: shown, not refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotas: Vec<QuotaRule>,
    pub source: Source,
}

/// A share of the list as a whole. Never asked of those who are elected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuotaRule {
    /// The pack's words say it: `women`.
    pub id: String,
    pub of: Trait,
    pub at_least: Ratio,
    pub source: Source,
}

/// What can be said of somebody by what the list publishes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Trait {
    Sex(Sex),
    /// A field of the biography says something else than these.
    Other {
        field: String,
        than: BTreeSet<String>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgeRule {
    pub years: i16,
    pub source: Source,
}

impl AgeRule {
    /// Whether who was born on this day is old enough: on the birthday itself one is.
    pub fn allows(&self, born: Date, day: Date) -> bool {
        born.saturating_add(jiff::Span::new().years(self.years)) <= day
    }
}

/// When figures may leave the node. Which body releases which level is the table of roles: an area's
/// minutes, who may publish minutes; a constituency's result, who may record it; the whole, who may
/// announce it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseRule {
    /// How many of the polling team sign the minutes of an area before they are published.
    pub signatures: u16,
    pub after: Gate,
    pub source: Source,
}

/// From when on figures of areas may be published. Never while an area may still vote in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// No area may still vote in this election.
    PollEnded,
    /// Nor in any other election of the same day.
    DayEnded,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BallotRule {
    /// What makes a ballot invalid, in the order in which it is asked: the first that applies is
    /// the ground.
    pub invalid: Vec<Ground>,
    pub source: Source,
}

/// Why a ballot is invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// Not on the form that was issued.
    NotIssuedForm,
    NoTeamStamp,
    /// More names left than seats.
    Overvote,
    /// No name left.
    AllStruck,
    /// A name outside the list, or any other writing.
    ExtraWriting,
}

impl Ground {
    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            Ground::NotIssuedForm => "not_issued_form",
            Ground::NoTeamStamp => "no_team_stamp",
            Ground::Overvote => "overvote",
            Ground::AllStruck => "all_struck",
            Ground::ExtraWriting => "extra_writing",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TurnoutRule {
    /// Those who took part must be strictly more than this share of the voters listed.
    pub over: Ratio,
    /// Stages in which any turnout is recognised.
    #[serde(default)]
    pub not_in: Vec<Stage>,
    /// What follows when a first poll misses it.
    pub missed: Next,
    pub source: Source,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MajorityRule {
    /// A winner's votes must be strictly more than this share of the valid ballots.
    pub over: Ratio,
    pub source: Source,
}

/// Who gets the last seat when votes are equal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TieRule {
    pub by: TieBreak,
    pub source: Source,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TieBreak {
    /// The older; equal birth dates wait for a recorded decision.
    Older,
    /// A lot drawn in public, whose outcome is recorded: the count never draws one itself.
    Lot,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShortfallRule {
    /// A further poll is called for when fewer than this share of the seats is filled.
    pub under: Ratio,
    pub next: Next,
    pub source: Source,
}

/// Which further poll the law calls for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Next {
    None,
    ReElection,
    SupplementaryElection,
    ReportForSupplementaryDecisionByNec,
}

/// When seats that fall vacant in mid-term are filled by a poll. Both shares are strict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByElectionRule {
    pub months_left_over: u16,
    /// Missing members over this share of those elected at the start.
    pub missing_over: Ratio,
    /// Sitting members under this share of the number that a newly formed unit should have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newly_formed_under: Option<Ratio>,
    pub source: Source,
}

impl Rules {
    /// The kind of election with this name, or the first kind of the group of this name.
    ///
    /// # Errors
    /// `rules.unknown_election` when the pack knows neither.
    pub fn election(&self, name: &str) -> Result<&ElectionRules, Refusal> {
        let of_group =
            || self.elections.values().find(|rules| rules.group.as_deref() == Some(name));
        self.elections
            .get(name)
            .or_else(of_group)
            .ok_or_else(|| Refusal::new("rules.unknown_election").with("election", name))
    }
}

impl Rules {
    /// `at` by the legal clock.
    pub fn local(&self, at: Millis) -> Local {
        // Both bounds lie far inside i64, and a date within the years 1970 to 9999.
        let minutes = i64::try_from(at.get() / 60_000).unwrap_or(0);
        let minutes = (minutes + i64::from(self.utc_offset_minutes)).max(0);
        let epoch = Date::constant(1970, 1, 1);
        let day = epoch.saturating_add(jiff::Span::new().days(minutes / (24 * 60)));
        Local { day, clock: Clock(u16::try_from(minutes % (24 * 60)).unwrap_or(0)) }
    }

    /// When the legal clock shows `local`. None: before 1970 by the clock of Greenwich.
    pub fn instant(&self, local: Local) -> Option<Millis> {
        let days = (local.day - Date::constant(1970, 1, 1)).get_days();
        let minutes = i64::from(days) * 24 * 60 + i64::from(local.clock.minutes())
            - i64::from(self.utc_offset_minutes);
        Some(Millis::new(u64::try_from(minutes).ok()?.checked_mul(60_000)?))
    }

    /// The deadlines of an election of this kind on `day`, earliest first; `further`: of a poll that
    /// completes or repeats another.
    pub fn deadlines(&self, kind: &str, day: Date, further: bool) -> Vec<Deadline<'_>> {
        let holds = |rule: &&DeadlineRule| {
            (rule.only.is_empty() || rule.only.contains(kind)) && (rule.further || !further)
        };
        let dated = |rule| Deadline { rule, day: days_after(day, i64::from(rule.day)) };
        let mut deadlines: Vec<_> = self.calendar.iter().filter(holds).map(dated).collect();
        deadlines.sort_by_key(|deadline| (deadline.day, deadline.rule.at));
        deadlines
    }

    /// Whether the rules can be used at all.
    ///
    /// # Errors
    /// `rules.*`
    pub fn sound(&self) -> Result<(), Refusal> {
        let refuse = |code| Refusal::new(code).with("rules", &self.id);
        if self.id.trim().is_empty() || self.version.trim().is_empty() {
            return Err(refuse("rules.nameless"));
        }
        if self.units.levels.is_empty() || self.elections.is_empty() {
            return Err(refuse("rules.empty"));
        }
        let ordered =
            |h: &HoursRule| h.earliest <= h.opens && h.opens < h.closes && h.closes <= h.latest;
        if self.hours.as_ref().is_some_and(|hours| !ordered(hours)) {
            return Err(refuse("rules.hours_out_of_order"));
        }
        Ok(())
    }
}

fn days_after(day: Date, days: i64) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}

impl ListRule {
    /// The fewest candidates that the official list of a constituency may have.
    pub fn minimum(&self, seats: u16) -> Count {
        let nth = usize::from(seats.saturating_sub(1));
        let more = self.more_than_seats.get(nth).or(self.more_than_seats.last());
        Count::from(seats.saturating_add(more.copied().unwrap_or(0)))
    }
}

/// What a body lacks, when a by-election is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vacancy {
    /// Whole months of the term that are left.
    pub months_left: Count,
    /// Members elected at the start of the term, and how many of them are missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<(Count, Count)>,
    /// For a unit newly formed: the number it should have by law, and how many sit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newly_formed: Option<(Count, Count)>,
}

impl ByElectionRule {
    pub fn allows(&self, vacancy: &Vacancy) -> bool {
        let enough_term = vacancy.months_left > Count::from(self.months_left_over);
        let too_few = vacancy
            .missing
            .is_some_and(|(initial, missing)| self.missing_over.exceeded_by(missing, initial));
        let newly_formed = vacancy
            .newly_formed
            .zip(self.newly_formed_under)
            .is_some_and(|((statutory, sitting), under)| under.missed_by(sitting, statutory));
        enough_term && (too_few || newly_formed)
    }
}
