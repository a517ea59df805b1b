//! Worked cases of offices: votes of confidence, nominations for a post, the yearly evaluation.

use super::cases::{answer, parse, percent};
use dienhong_core::{
    confidence::{Consequence, Levels, line_is_valid},
    count::Count,
    evaluation::{CapBase, CapRule, Facts, Rated, Rating, Score},
    percent::Percent,
    personnel::{NominationRules, Reason},
    refusal::Refusal,
    rules::Rules,
    vote::{Base, Turnout},
};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, MapAccess, Visitor},
};
use serde_json::{Value, json};
use std::fmt;

/// The answer to a case of this kind; none: it is none of ours. `raw` is the input as it was written: the order of
/// names on a paper is theirs.
pub(super) fn result(
    kind: &str,
    input: &Value,
    raw: &str,
    rules: &Rules,
) -> Option<Result<Value, Refusal>> {
    let has = |key: &str| input.get(key).is_some();
    Some(match kind {
        "confidence.survey" if has("issued") => {
            parse(input).and_then(|input| party_survey(&input, rules))
        }
        "confidence.survey" => parse(input).and_then(|input| assembly_survey(&input, rules)),
        "confidence.vote" => parse(input).and_then(|input| vote(&input, rules)),
        "confidence.trigger" => parse(input).and_then(|input| trigger(&input, rules)),
        "confidence.percent" => parse(input).and_then(|input| shares(&input)),
        "confidence.line" => parse(input)
            .map(|Line { boxes_marked }| json!({ "line_valid": line_is_valid(boxes_marked) })),
        "confidence.quorum" => parse(input).and_then(|input| quorum(&input, rules)),
        "appointment.step" => ordered(raw).and_then(|input| step(&input, rules)),
        "appointment.final" => ordered(raw).and_then(|input| last(&input, rules)),
        "appointment.secrecy" => parse(input).and_then(|input| secrecy(&input, rules)),
        "evaluation.cap" if has("groups") => parse(input).and_then(|input| groups(&input, rules)),
        "evaluation.cap" => parse(input).and_then(|input| cap(&input, rules)),
        "evaluation.score" => parse(input).and_then(|input| score(&input, rules)),
        _ => return None,
    })
}

fn bad(why: &str) -> Refusal {
    Refusal::new("count.bad_input").with("why", why)
}

fn none(what: &'static str) -> Refusal {
    Refusal::new("count.pack_has_no_rule").with("rule", what)
}

#[derive(Clone, Copy, Deserialize)]
enum Denominator {
    TotalMembers,
    BallotsIssued,
    BallotsReturned,
    Valid,
    Summoned,
    Present,
}

impl From<Denominator> for Base {
    fn from(denominator: Denominator) -> Base {
        match denominator {
            Denominator::TotalMembers => Base::TotalMembers,
            Denominator::BallotsIssued => Base::BallotsIssued,
            Denominator::BallotsReturned => Base::BallotsReturned,
            Denominator::Valid => Base::Valid,
            Denominator::Summoned => Base::Summoned,
            Denominator::Present => Base::Present,
        }
    }
}

#[derive(Deserialize)]
struct PartySurvey {
    issued: Count,
    returned: Count,
    invalid: Count,
    high: Count,
    confident: Count,
    low: Count,
    denominator: Denominator,
    total_members: Option<Count>,
    summoned: Option<Count>,
    present: Option<Count>,
}

fn party_survey(input: &PartySurvey, rules: &Rules) -> Result<Value, Refusal> {
    let rules = rules.confidence.as_ref().ok_or_else(|| none("confidence"))?;
    let rule = rules.surveys.get("party").ok_or_else(|| none("confidence.surveys.party"))?;
    let turnout = Turnout {
        total_members: input.total_members,
        summoned: input.summoned,
        present: input.present,
        issued: input.issued,
        returned: input.returned,
        invalid: input.invalid,
    };
    let base = turnout
        .base(input.denominator.into())
        .ok_or_else(|| bad("the denominator is not stated"))?;
    let levels = Levels { high: input.high, confident: input.confident, low: input.low };
    let shares = levels.shares(base).ok_or_else(|| bad("a level has more than the whole"))?;
    let [high_pct, confident_pct, low_pct] = shares;
    let consequence = rule.consequence(levels.low, base);
    Ok(json!({
        "high_pct": high_pct,
        "confident_pct": confident_pct,
        "low_pct": low_pct,
        "consequence": consequence,
    }))
}

#[derive(Deserialize)]
struct AssemblySurvey {
    low: Count,
    total_ballots: Count,
}

fn assembly_survey(input: &AssemblySurvey, rules: &Rules) -> Result<Value, Refusal> {
    #[derive(Serialize)]
    struct Output {
        low_pct: Percent,
        consequence: Consequence,
    }
    let rules = rules.confidence.as_ref().ok_or_else(|| none("confidence"))?;
    let rule = rules.surveys.get("assembly");
    let rule = rule.ok_or_else(|| none("confidence.surveys.assembly"))?;
    let low_pct = percent(input.low, input.total_ballots)?;
    answer(&Output { low_pct, consequence: rule.consequence(input.low, input.total_ballots) })
}

#[derive(Deserialize)]
struct TwoLevels {
    no_confidence: Count,
    total_ballots: Count,
}

fn vote(input: &TwoLevels, rules: &Rules) -> Result<Value, Refusal> {
    let rules = rules.confidence.as_ref().ok_or_else(|| none("confidence"))?;
    if input.no_confidence > input.total_ballots {
        return Err(bad("more votes than ballots"));
    }
    let considered = rules.vote.over.exceeded_by(input.no_confidence, input.total_ballots);
    Ok(json!({ "relief_considered": considered }))
}

#[derive(Deserialize)]
struct Trigger {
    body: String,
    petitioners: Count,
    deputies: Count,
}

fn trigger(input: &Trigger, rules: &Rules) -> Result<Value, Refusal> {
    let rules = rules.confidence.as_ref().ok_or_else(|| none("confidence"))?;
    let rule = rules.demanded_by.get(&input.body).ok_or_else(|| bad("unknown body"))?;
    if input.petitioners > input.deputies {
        return Err(bad("more petitioners than deputies"));
    }
    Ok(json!({ "triggered": rule.is_met(input.petitioners, input.deputies) }))
}

#[derive(Deserialize)]
struct Shares {
    high: Option<Count>,
    confident: Option<Count>,
    low: Option<Count>,
    base: Count,
}

fn shares(input: &Shares) -> Result<Value, Refusal> {
    let mut output = serde_json::Map::new();
    let given = [("high", input.high), ("confident", input.confident), ("low", input.low)];
    for (level, count) in given {
        if let Some(count) = count {
            output.insert(format!("{level}_pct"), json!(percent(count, input.base)?));
        }
    }
    if output.is_empty() {
        return Err(bad("none of high, confident, low is given"));
    }
    let marked = given.iter().map(|(_, count)| *count).collect::<Option<Vec<Count>>>();
    if let Some(total) = marked.and_then(Count::sum) {
        output.insert("total_marked".into(), json!(total));
    }
    Ok(Value::Object(output))
}

#[derive(Deserialize)]
struct Line {
    boxes_marked: Count,
}

#[derive(Deserialize)]
struct Presence {
    summoned: Count,
    present: Count,
}

fn quorum(input: &Presence, rules: &Rules) -> Result<Value, Refusal> {
    let rules = rules.confidence.as_ref().ok_or_else(|| none("confidence"))?;
    Ok(json!({ "quorum": rules.quorum.is_met(input.present, input.summoned) }))
}

/// Votes by name, in the order in which they are written.
struct ByName(Vec<(String, Count)>);

impl<'de> Deserialize<'de> for ByName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ByName, D::Error> {
        struct Names;
        impl<'de> Visitor<'de> for Names {
            type Value = ByName;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("votes by name")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<ByName, M::Error> {
                let mut votes: Vec<(String, Count)> = Vec::new();
                while let Some((name, count)) = map.next_entry::<String, Count>()? {
                    if votes.iter().any(|(known, _)| *known == name) {
                        return Err(M::Error::custom(format!("{name} stands there twice")));
                    }
                    votes.push((name, count));
                }
                Ok(ByName(votes))
            }
        }
        deserializer.deserialize_map(Names)
    }
}

impl ByName {
    fn counts(&self) -> Vec<Count> {
        self.0.iter().map(|(_, count)| *count).collect()
    }

    fn name(&self, place: usize) -> Option<&str> {
        self.0.get(place).map(|(name, _)| name.as_str())
    }
}

fn ordered<'a, T: Deserialize<'a>>(raw: &'a str) -> Result<T, Refusal> {
    serde_json::from_str(raw).map_err(|why| Refusal::new("count.bad_input").with("why", why))
}

fn nomination(rules: &Rules) -> Result<&NominationRules, Refusal> {
    rules.nomination.as_ref().ok_or_else(|| none("nomination"))
}

#[derive(Deserialize)]
struct Step {
    summoned: Count,
    present: Count,
    votes: ByName,
}

fn step(input: &Step, rules: &Rules) -> Result<Value, Refusal> {
    #[derive(Serialize)]
    struct Output<'a> {
        quorum: bool,
        passed: Vec<&'a str>,
        reason: Reason,
    }
    let rules = nomination(rules)?;
    let counts = input.votes.counts();
    // Each of those present introduces one.
    if Count::sum(counts.iter().copied()).is_none_or(|all| all > input.present) {
        return Err(bad("more votes than people present"));
    }
    if input.present > input.summoned {
        return Err(bad("more people present than summoned"));
    }
    if !rules.quorum.is_met(input.present, input.summoned) {
        return Ok(json!({ "quorum": false }));
    }
    let passed = rules.pass(input.summoned, &counts);
    let names = passed.places.iter().filter_map(|&place| input.votes.name(place)).collect();
    answer(&Output { quorum: true, passed: names, reason: passed.reason })
}

#[derive(Deserialize)]
struct Last {
    summoned: Count,
    votes: ByName,
    head_choice: Option<String>,
}

fn last(input: &Last, rules: &Rules) -> Result<Value, Refusal> {
    let counts = input.votes.counts();
    if Count::sum(counts.iter().copied()).is_none_or(|all| all > input.summoned) {
        return Err(bad("more votes than people summoned"));
    }
    let named = |name: &String| {
        let place = input.votes.0.iter().position(|(known, _)| known == name);
        place.ok_or_else(|| bad("the head's choice was not voted on"))
    };
    let head = input.head_choice.as_ref().map(named).transpose()?;
    let chosen = nomination(rules)?.choose(input.summoned, &counts, head);
    Ok(json!({
        "selected": chosen.place.and_then(|place| input.votes.name(place)),
        "report_differences": chosen.report_differences,
    }))
}

#[derive(Deserialize)]
struct Secrecy {
    step: usize,
}

fn secrecy(input: &Secrecy, rules: &Rules) -> Result<Value, Refusal> {
    let steps = &nomination(rules)?.steps;
    let step = input.step.checked_sub(1).and_then(|place| steps.get(place));
    Ok(json!({ "announce_result": step.ok_or_else(|| bad("no such step"))?.announced }))
}

#[derive(Clone, Copy, Deserialize)]
enum Over {
    GoodFinal,
    GoodOrBetter,
}

impl From<Over> for CapBase {
    fn from(over: Over) -> CapBase {
        match over {
            Over::GoodFinal => CapBase::GoodFinal,
            Over::GoodOrBetter => CapBase::GoodOrBetter,
        }
    }
}

/// The pack's cap, over the number that the case names.
fn cap_over(rules: &Rules, over: Over) -> Result<CapRule, Refusal> {
    let rules = rules.evaluation.as_ref().ok_or_else(|| none("evaluation"))?;
    Ok(CapRule { base: over.into(), ..rules.cap.clone() })
}

#[derive(Deserialize)]
struct Cap {
    cap_base: Over,
    good: Option<Count>,
    good_or_better: Option<Count>,
    excellent: Count,
}

fn cap(input: &Cap, rules: &Rules) -> Result<Value, Refusal> {
    let rule = cap_over(rules, input.cap_base)?;
    let excellent = input.excellent;
    match (input.cap_base, input.good, input.good_or_better) {
        (Over::GoodFinal, Some(good), None) => {
            let rated = Rated { good, excellent };
            Ok(json!({ "max_excellent": rule.most(rated), "ok": rule.keeps(rated) }))
        }
        (Over::GoodOrBetter, None, Some(all)) => {
            let good = all.get().checked_sub(excellent.get()).and_then(|n| Count::try_from(n).ok());
            let good = good.ok_or_else(|| bad("more excellent than good or better"))?;
            let rated = Rated { good, excellent };
            let ok = rule.keeps(rated);
            let literally = excellent <= rule.most_by(rated, CapBase::GoodFinal);
            Ok(json!({
                "max_excellent": rule.most(rated),
                "ok": ok,
                "same_under_GoodFinal": ok == literally,
            }))
        }
        _ => Err(bad("good goes with GoodFinal, good_or_better with GoodOrBetter")),
    }
}

#[derive(Deserialize)]
struct Groups {
    cap_base: Over,
    groups: Vec<Rated>,
}

fn groups(input: &Groups, rules: &Rules) -> Result<Value, Refusal> {
    let rule = cap_over(rules, input.cap_base)?;
    let sum = |of: fn(&Rated) -> Count| {
        Count::sum(input.groups.iter().map(of)).ok_or_else(|| bad("beyond counting"))
    };
    let whole = Rated { good: sum(|g| g.good)?, excellent: sum(|g| g.excellent)? };
    let group_ok: Vec<bool> = input.groups.iter().map(|&group| rule.keeps(group)).collect();
    let unit_ok = rule.keeps(whole);
    let ok = unit_ok && group_ok.iter().all(|&ok| ok);
    Ok(json!({ "unit_ok": unit_ok, "group_ok": group_ok, "ok": ok }))
}

#[derive(Deserialize)]
struct Scored {
    score: String,
    disciplined_in_year: Option<bool>,
    duty_related: Option<bool>,
}

fn score(input: &Scored, rules: &Rules) -> Result<Value, Refusal> {
    let rules = rules.evaluation.as_ref().ok_or_else(|| none("evaluation"))?;
    let score = Score::read(&input.score)?;
    let named = |rating: Rating| json!(rating);
    match (input.disciplined_in_year, input.duty_related) {
        (None, None) => Ok(json!({ "score_band": named(rules.band(score)) })),
        (Some(disciplined), Some(duty_related)) => {
            let facts = Facts { disciplined, duty_related, ..Facts::default() };
            let rating = rules.rating(score, facts);
            Ok(json!({ "rating": named(rating) }))
        }
        _ => Err(bad("disciplined_in_year and duty_related go together")),
    }
}
