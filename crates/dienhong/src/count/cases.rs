//! Worked cases of the law: each `{id, kind, input}` is answered on its own.

use super::offices;
use dienhong_core::{
    Date,
    count::Count,
    election::{AreaKind, Paper, Poll, Reading, Stage, Standing, outcome, read},
    percent::Percent,
    refusal::Refusal,
    rules::{Clock, Ground, Next, Rules, Vacancy},
    tally::{Ballot, Check, Figures, Level, check},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json, value::RawValue};
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
struct Case {
    id: String,
    kind: String,
    input: Box<RawValue>,
}

/// What became of one case.
#[derive(Debug, Serialize)]
pub struct Answer {
    id: String,
    #[serde(flatten)]
    outcome: Answered,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Answered {
    Result(Value),
    Error { code: &'static str, facts: BTreeMap<&'static str, String> },
}

impl Answer {
    pub fn is_counted(&self) -> bool {
        matches!(self.outcome, Answered::Result(_))
    }
}

/// Answers every case of a JSON array; one that cannot be answered says why and stops no other.
///
/// # Errors
/// When the file is no array of `{id, kind, input}`.
pub fn answer_all(file: &[u8], rules: &Rules) -> Result<Vec<Answer>, serde_json::Error> {
    let cases: Vec<Case> = serde_json::from_slice(file)?;
    let answer = |case: Case| {
        let outcome = match result(&case.kind, case.input.get(), rules) {
            Ok(result) => Answered::Result(result),
            Err(Refusal { code, facts }) => Answered::Error { code, facts },
        };
        Answer { id: case.id, outcome }
    };
    Ok(cases.into_iter().map(answer).collect())
}

fn result(kind: &str, raw: &str, rules: &Rules) -> Result<Value, Refusal> {
    let input = &serde_json::from_str::<Value>(raw)
        .map_err(|why| Refusal::new("count.bad_input").with("why", why))?;
    let has = |key: &str| input.get(key).is_some();
    match kind {
        "election.result" => election_result(&parse(input)?, rules),
        "election.list_size" => list_size(&parse(input)?, rules),
        "election.by_election" | "election.seat_limit" if has("months_left") => {
            by_election(&parse(input)?, rules)
        }
        "percent.roll_version" | "election.seat_limit" if has("a") => roll_version(&parse(input)?),
        "election.seat_limit" => seat_limit(&parse(input)?, rules),
        "election.by_election" => by_election(&parse(input)?, rules),
        "percent.roll_version" => roll_version(&parse(input)?),
        "ballot.reading" => ballot_reading(&parse(input)?, rules),
        "tally.checks" => tally_checks(&parse(input)?),
        "percent.one" if has("printed") => percent_printed(&parse(input)?),
        "percent.one" => percent_one(&parse(input)?),
        "percent.whole" => percent_whole(&parse(input)?),
        "roll.polling_area_size" => polling_area_size(&parse(input)?, rules),
        "roll.hours" => hours(&parse(input)?, rules),
        other => offices::result(other, input, raw, rules)
            .unwrap_or_else(|| Err(Refusal::new("count.unknown_kind").with("kind", other))),
    }
}

pub(super) fn parse<T: DeserializeOwned>(input: &Value) -> Result<T, Refusal> {
    T::deserialize(input).map_err(|why| Refusal::new("count.bad_input").with("why", why))
}

pub(super) fn percent(part: Count, base: Count) -> Result<Percent, Refusal> {
    Percent::of(part, base).ok_or_else(|| Refusal::new("count.base_is_zero").with("part", part))
}

#[derive(Deserialize)]
struct ResultInput {
    voters_total: Count,
    voters_took_part: Count,
    valid: Count,
    seats: u16,
    candidates: Vec<Candidate>,
    stage: Stage,
    election_type: String,
}

#[derive(Deserialize)]
struct Candidate {
    id: String,
    votes: Count,
    born: Date,
}

#[derive(Serialize)]
struct ResultOutput<'a> {
    recognised: bool,
    elected: Vec<&'a str>,
    tie_by_age: bool,
    unresolved_tie: Vec<&'a str>,
    next: Next,
}

fn election_result(input: &ResultInput, rules: &Rules) -> Result<Value, Refusal> {
    let standing =
        |c: &Candidate| Standing { votes: c.votes, born: Some(c.born), withdrawn: false };
    let poll = Poll {
        stage: input.stage,
        seats: input.seats,
        voters_total: input.voters_total,
        took_part: input.voters_took_part,
        valid: input.valid,
        standings: input.candidates.iter().map(standing).collect(),
    };
    let outcome = outcome(&poll, rules.election(&input.election_type)?);
    let ids = |places: &[usize]| {
        places.iter().filter_map(|&c| input.candidates.get(c)).map(|c| c.id.as_str()).collect()
    };
    answer(&ResultOutput {
        recognised: outcome.recognised,
        elected: ids(&outcome.elected),
        tie_by_age: outcome.tie_by_age,
        unresolved_tie: ids(&outcome.unresolved_tie),
        next: outcome.next,
    })
}

pub(super) fn answer<T: Serialize>(output: &T) -> Result<Value, Refusal> {
    serde_json::to_value(output).map_err(|why| Refusal::new("count.no_answer").with("why", why))
}

#[derive(Deserialize)]
struct ListInput {
    election_type: String,
    seats: u16,
    candidates: Count,
}

fn list_size(input: &ListInput, rules: &Rules) -> Result<Value, Refusal> {
    let minimum = rules.election(&input.election_type)?.list.minimum(input.seats);
    Ok(json!({ "minimum": minimum, "ok": input.candidates >= minimum }))
}

#[derive(Deserialize)]
struct SeatsInput {
    election_type: String,
    seats: u16,
}

fn seat_limit(input: &SeatsInput, rules: &Rules) -> Result<Value, Refusal> {
    let at_most = rules.election(&input.election_type)?.seats.at_most;
    Ok(json!({ "ok": (1..=at_most).contains(&input.seats) }))
}

#[derive(Deserialize)]
struct ByElectionInput {
    #[serde(rename = "type")]
    election_type: String,
    months_left: Count,
    initial: Option<Count>,
    missing: Option<Count>,
    #[serde(default)]
    newly_formed_unit: bool,
    statutory: Option<Count>,
    sitting: Option<Count>,
}

fn by_election(input: &ByElectionInput, rules: &Rules) -> Result<Value, Refusal> {
    let rules = rules.election(&input.election_type)?;
    let pair =
        |name: &'static str, first: Option<Count>, second: Option<Count>| match (first, second) {
            (Some(first), Some(second)) => Ok(Some((first, second))),
            (None, None) => Ok(None),
            _ => Err(Refusal::new("count.bad_input").with("why", format!("{name} go together"))),
        };
    let missing = pair("initial and missing", input.initial, input.missing)?;
    let newly_formed = pair("statutory and sitting", input.statutory, input.sitting)?;
    if input.newly_formed_unit && newly_formed.is_none() {
        let why = "newly_formed_unit needs statutory and sitting";
        return Err(Refusal::new("count.bad_input").with("why", why));
    }
    if missing.is_none() && newly_formed.is_none() {
        let why = "missing field: initial and missing, or statutory and sitting";
        return Err(Refusal::new("count.bad_input").with("why", why));
    }
    let newly_formed = newly_formed.filter(|_| input.newly_formed_unit);
    let vacancy = Vacancy { months_left: input.months_left, missing, newly_formed };
    let allowed = rules.by_election.as_ref().is_some_and(|rule| rule.allows(&vacancy));
    Ok(json!({ "allowed": allowed }))
}

#[derive(Deserialize)]
struct RollVersionInput {
    a: WithRoll,
    b: WithoutRoll,
}

#[derive(Deserialize)]
struct WithRoll {
    voted: Count,
    voters: Count,
    pct: Percent,
}

#[derive(Deserialize)]
struct WithoutRoll {
    voted: Count,
    pct: Percent,
}

fn roll_version(RollVersionInput { a, b }: &RollVersionInput) -> Result<Value, Refusal> {
    let (own, other) = (percent(a.voted, a.voters)?, percent(b.voted, a.voters)?);
    Ok(json!({
        "a_ok": own == a.pct,
        "b_pct_with_a_roll": other,
        "b_ok_with_a_roll": other == b.pct,
    }))
}

#[derive(Deserialize)]
struct BallotInput {
    candidates: Vec<String>,
    seats: u16,
    names_left: Vec<String>,
    issued_form: bool,
    team_stamp: bool,
    extra_writing: bool,
    /// Absent: the grounds of the pack's first kind of election.
    election_type: Option<String>,
}

#[derive(Serialize)]
struct BallotOutput<'a> {
    valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    votes_for: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stack: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ground: Option<Ground>,
}

fn ballot_reading(input: &BallotInput, rules: &Rules) -> Result<Value, Refusal> {
    let bad = |why: String| Refusal::new("count.bad_input").with("why", why);
    let place = |name: &String| {
        let place = input.candidates.iter().position(|candidate| candidate == name);
        place.ok_or_else(|| bad(format!("names_left: «{name}» is not on the list")))
    };
    let mut names_left = input.names_left.iter().map(place).collect::<Result<Vec<_>, _>>()?;
    names_left.sort_unstable();
    if names_left.windows(2).any(|pair| pair.first() == pair.last()) {
        return Err(bad("names_left: a name stands there twice".to_owned()));
    }
    let paper = Paper {
        issued_form: input.issued_form,
        team_stamp: input.team_stamp,
        extra_writing: input.extra_writing,
        names_left,
    };
    let name = |&c: &usize| input.candidates.get(c).map(String::as_str);
    let first = rules.elections.keys().next().map_or("", String::as_str);
    let rules = rules.election(input.election_type.as_deref().unwrap_or(first))?;
    answer(&match read(&paper, input.seats, &rules.ballot) {
        Reading::Valid { votes_for } => BallotOutput {
            valid: true,
            stack: Some(votes_for.len()),
            votes_for: Some(votes_for.iter().filter_map(name).collect()),
            ground: None,
        },
        Reading::Invalid { ground } => {
            BallotOutput { valid: false, votes_for: None, stack: None, ground: Some(ground) }
        }
    })
}

#[derive(Deserialize)]
struct ChecksInput {
    voters_total: Count,
    took_part: Count,
    issued: Count,
    returned: Count,
    valid: Count,
    invalid: Count,
    votes: Vec<Count>,
    seats: u16,
    /// Must be there; null says that the sheet was not given.
    #[serde(deserialize_with = "Option::deserialize")]
    stacks: Option<Vec<Count>>,
}

#[derive(Serialize)]
struct ChecksOutput {
    errors: Vec<Check>,
    warnings: Vec<Check>,
    turnout_pct: Option<Percent>,
    valid_pct_of_returned: Option<Percent>,
}

fn tally_checks(input: &ChecksInput) -> Result<Value, Refusal> {
    let figures = Figures {
        voters_total: input.voters_total,
        took_part: input.took_part,
        issued: input.issued,
        returned: input.returned,
        valid: input.valid,
        invalid: input.invalid,
        votes: input.votes.clone(),
        stacks: input.stacks.clone(),
        invalid_by_ground: None,
        inventory: None,
    };
    let ballot = Ballot { seats: input.seats, candidates: input.votes.len() };
    let findings = check(&figures, ballot);
    let of = |level| findings.iter().filter(|f| f.level == level).map(|f| f.code).collect();
    let share = |part, base| if part > base { None } else { Percent::of(part, base) };
    answer(&ChecksOutput {
        errors: of(Level::Error),
        warnings: of(Level::Warning),
        turnout_pct: share(input.took_part, input.voters_total),
        valid_pct_of_returned: share(input.valid, input.returned),
    })
}

#[derive(Deserialize)]
struct PercentInput {
    part: Count,
    base: Count,
}

fn percent_one(input: &PercentInput) -> Result<Value, Refusal> {
    Ok(json!({ "percent": percent(input.part, input.base)? }))
}

#[derive(Deserialize)]
struct PrintedInput {
    part: Count,
    base: Count,
    printed: String,
}

fn percent_printed(input: &PrintedInput) -> Result<Value, Refusal> {
    let recomputed = percent(input.part, input.base)?;
    Ok(json!({ "recomputed": recomputed, "matches": recomputed.to_string() == input.printed }))
}

#[derive(Deserialize)]
struct WholeInput {
    parts: Vec<Count>,
    base: Count,
}

fn percent_whole(input: &WholeInput) -> Result<Value, Refusal> {
    if Count::sum(input.parts.iter().copied()) != Some(input.base) {
        let why = "base is not the sum of the parts";
        return Err(Refusal::new("count.bad_input").with("why", why));
    }
    let raw: Vec<Percent> =
        input.parts.iter().map(|&part| percent(part, input.base)).collect::<Result<_, _>>()?;
    let adjusted = Percent::of_whole(&input.parts)
        .ok_or_else(|| Refusal::new("count.base_is_zero").with("part", "all"))?;
    Ok(json!({
        "raw": raw,
        "adjusted": adjusted,
        "adjusted_total": Percent::total(&adjusted),
        "note": "the largest part carries the residual, the first of equals",
    }))
}

#[derive(Deserialize)]
struct AreaSizeInput {
    voters: Count,
    kind: AreaKind,
}

fn polling_area_size(input: &AreaSizeInput, rules: &Rules) -> Result<Value, Refusal> {
    let missed = rules.area_size.as_ref().and_then(|rule| rule.missed(input.kind, input.voters));
    Ok(json!({ "ok": missed.is_none(), "bound": missed }))
}

#[derive(Deserialize)]
struct HoursInput {
    open: Clock,
    close: Clock,
}

fn hours(input: &HoursInput, rules: &Rules) -> Result<Value, Refusal> {
    let ok = rules.hours.as_ref().is_none_or(|rule| rule.allow(input.open, input.close));
    Ok(json!({ "ok": ok }))
}
