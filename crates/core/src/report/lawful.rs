use super::{
    Amount, Event, Evidence, Form, Plan, ReportRules, Round, RoundId, Standing, Template, Total,
    Version,
};
use crate::{
    Date, Head, State,
    people::{BodyId, Place, Right},
    refusal::{Refusal, refuse, said},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// The most indicators, sections, bodies and pieces of evidence.
const MOST_INDICATORS: usize = 100;
const MOST_SECTIONS: usize = 12;
const MOST_BODIES: usize = 1_000;
const MOST_EVIDENCE: usize = 20;

/// The most characters of all words of one report together: it is one record.
pub const MOST_TEXT: usize = 15_000;

/// Whether `event` may follow in `state`.
///
/// # Errors
/// `report.*`: the first rule that the event would break, with the facts that show it.
pub fn lawful(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    let rules = state.rules_at(head.at)?;
    let today = rules.local(head.at).day;
    let here = rules.report.as_ref().ok_or_else(|| Refusal::new("report.not_here"))?;
    acts(state, head, event)?;
    match event {
        Event::TemplateSet { template, version, form, closed } => {
            let known = state.report.template(template);
            template_set(known, *version, *closed)?;
            form_is_sound(form)
        }
        Event::RoundOpened { round, plan } => match state.report.get(round) {
            Some(_) => refuse("report.opened_twice"),
            None => Ask { state, head, today }.opened(plan, here),
        },
        _ => in_round(&Ask { state, head, today }, event),
    }
}

/// Whether who asks may collect reports, or file those of the own body, and acts for the right one.
fn acts(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    let needed = match event {
        Event::Filed { body, .. } => Some(body),
        _ => event.body(state),
    };
    let body = needed.or(head.body.as_ref());
    let unit = body.and_then(|body| state.people.body(body)?.unit.as_ref());
    state.allows(head, Right::CollectReports, Place::of(unit))?;
    match needed {
        Some(needed) if head.body.as_ref() != Some(needed) => refuse("report.another_body"),
        _ => Ok(()),
    }
}

fn template_set(known: Option<&Arc<Template>>, version: u16, closed: bool) -> Result<(), Refusal> {
    let next = known.map_or(0, |known| known.last()).checked_add(1);
    if next != Some(version) {
        return refuse("report.version_differs");
    }
    // Rounds that all may see rest on every version.
    match known {
        Some(known) if known.closed != closed => refuse("report.closed_differs"),
        _ => Ok(()),
    }
}

fn form_is_sound(form: &Form) -> Result<(), Refusal> {
    said("report.title_missing", &form.title)?;
    let (indicators, sections) = (form.indicators.len(), form.sections.len());
    if indicators + sections == 0 || indicators > MOST_INDICATORS || sections > MOST_SECTIONS {
        return Err(Refusal::new("report.form_out_of_range")
            .with("indicators", MOST_INDICATORS)
            .with("sections", MOST_SECTIONS));
    }
    let mut ids = BTreeSet::new();
    let sections = form.sections.iter().map(|section| (&section.id, &section.name));
    let all = form.indicators.iter().map(|of| (&of.id, &of.name)).chain(sections);
    for (id, name) in all {
        said("report.nameless", id)?;
        said("report.nameless", name)?;
        if !ids.insert(id) {
            return Err(Refusal::new("report.named_twice").with("name", name));
        }
    }
    for indicator in &form.indicators {
        let named = |refusal: Refusal| refusal.with("name", &indicator.name);
        said("report.definition_missing", &indicator.definition).map_err(named)?;
        said("report.unit_missing", &indicator.unit).map_err(named)?;
        if indicator.decimals > 3 {
            return Err(named(Refusal::new("report.decimals_out_of_range")));
        }
        let Total::Ratio { of, over, .. } = &indicator.total else { continue };
        let summed =
            |id: &String| form.indicator(id).is_some_and(|indicator| indicator.total == Total::Sum);
        if of == over || !summed(of) || !summed(over) {
            return Err(named(Refusal::new("report.ratio_of_unknown")));
        }
    }
    Ok(())
}

/// The totals that a summary states now.
///
/// # Errors
/// `report.nothing_taken`, `report.total_out_of_range`
pub(super) fn stated(round: &Round) -> Result<BTreeMap<String, Amount>, Refusal> {
    if round.counted().is_empty() {
        return refuse("report.nothing_taken");
    }
    let mut totals = BTreeMap::new();
    for sum in round.totals() {
        let indicator = round.form.indicator(&sum.indicator);
        let is_sum = indicator.is_some_and(|indicator| indicator.total == Total::Sum);
        match sum.total {
            Some(total) => drop(totals.insert(sum.indicator, total)),
            None if is_sum && !sum.from.is_empty() => {
                let name = indicator.map_or("", |indicator| indicator.name.as_str());
                return Err(Refusal::new("report.total_out_of_range").with("name", name));
            }
            None => {}
        }
    }
    Ok(totals)
}

struct Ask<'a> {
    state: &'a State,
    head: &'a Head,
    today: Date,
}

/// What happens in a round that stands.
fn in_round(ask: &Ask, event: &Event) -> Result<(), Refusal> {
    let unknown = || Refusal::new("report.unknown_round");
    let id = event.round().ok_or_else(unknown)?;
    let round = ask.state.report.get(id).ok_or_else(|| unknown().with("round", id))?;
    if round.cancelled.is_some() {
        return refuse("report.is_cancelled");
    }
    match event {
        Event::TemplateSet { .. } | Event::RoundOpened { .. } => Ok(()),
        Event::DueSet { due, reason, .. } => {
            ask.still_to_come(*due)?;
            if *due == round.due {
                return refuse("report.changes_nothing");
            }
            said("report.reason_missing", reason)
        }
        Event::RoundCancelled { reason, .. } => said("report.reason_missing", reason),
        Event::Filed { body, version, values, missing, texts, evidence, reason, .. } => {
            if !round.plan.owed_by.contains(body) {
                return refuse("report.not_owed");
            }
            let last = round.last(body);
            if last.map_or(0, |last| last.number).checked_add(1) != Some(*version) {
                return refuse("report.version_differs");
            }
            figures(&round.form, values, missing)?;
            words(&round.form, missing, texts, reason.as_deref())?;
            ask.evidence(evidence)?;
            let same = |last: &Arc<Version>| {
                (&last.values, &last.missing, &last.texts, &last.evidence)
                    == (values, missing, texts, evidence)
            };
            // What came back may have been right: then it is filed again as it was, with a reason.
            let reason = reason.as_deref().unwrap_or_default();
            if last.is_some_and(same) && reason.trim().is_empty() {
                return refuse("report.changes_nothing");
            }
            match round.versions(body).any(|version| version.taken.is_some()) {
                true => said("report.reason_missing", reason),
                false => Ok(()),
            }
        }
        Event::Taken { body, version, .. } => {
            let last = ask.last(round, body, *version)?;
            match round.standing(body) {
                Standing::Returned => refuse("report.is_returned"),
                Standing::Taken => refuse("report.taken_twice"),
                _ if last.by == ask.head.by => refuse("report.takes_own"),
                _ => Ok(()),
            }
        }
        Event::Returned { body, version, reason, .. } => {
            ask.last(round, body, *version)?;
            if round.standing(body) == Standing::Returned {
                return refuse("report.is_returned");
            }
            said("report.reason_missing", reason)
        }
        Event::Summarised { from, totals, .. } => {
            if stated(round)? != *totals || round.counted() != *from {
                return refuse("report.totals_differ");
            }
            let last = round.summaries.last();
            if last.is_some_and(|last| last.from == *from) {
                return refuse("report.summarised_twice");
            }
            Ok(())
        }
    }
}

/// Each indicator that is stated has a figure, or why it has none.
fn figures(
    form: &Form,
    values: &BTreeMap<String, Amount>,
    missing: &BTreeMap<String, String>,
) -> Result<(), Refusal> {
    for id in values.keys().chain(missing.keys()) {
        match form.indicator(id) {
            None => return Err(Refusal::new("report.unknown_indicator").with("indicator", id)),
            Some(known) if !known.is_stated() => {
                return Err(Refusal::new("report.figure_follows").with("name", &known.name));
            }
            Some(_) => {}
        }
    }
    for indicator in form.stated() {
        let named = |code| Refusal::new(code).with("name", &indicator.name);
        match (values.contains_key(&indicator.id), missing.get(&indicator.id)) {
            (true, Some(_)) => return Err(named("report.figure_and_reason")),
            (false, None) => return Err(named("report.figure_missing")),
            (false, Some(why)) if why.trim().is_empty() => {
                return Err(named("report.figure_missing"));
            }
            _ => {}
        }
    }
    Ok(())
}

fn words(
    form: &Form,
    missing: &BTreeMap<String, String>,
    texts: &BTreeMap<String, String>,
    reason: Option<&str>,
) -> Result<(), Refusal> {
    for id in texts.keys() {
        if !form.sections.iter().any(|section| section.id == *id) {
            return Err(Refusal::new("report.unknown_section").with("section", id));
        }
    }
    for section in form.sections.iter().filter(|section| section.required) {
        let text = texts.get(&section.id).map_or("", String::as_str);
        said("report.text_missing", text).map_err(|why| why.with("name", &section.name))?;
    }
    let all = texts.values().chain(missing.values()).map(String::as_str).chain(reason);
    let length: usize = all.map(|text| text.chars().count()).sum();
    if length > MOST_TEXT {
        return Err(Refusal::new("report.text_too_long")
            .with("length", length)
            .with("most", MOST_TEXT));
    }
    Ok(())
}

impl<'a> Ask<'a> {
    fn still_to_come(&self, due: Date) -> Result<(), Refusal> {
        if due < self.today { refuse("report.due_in_the_past") } else { Ok(()) }
    }

    fn opened(&self, plan: &Plan, rules: &ReportRules) -> Result<(), Refusal> {
        let state = self.state;
        said("report.title_missing", &plan.title)?;
        let own = self.head.body.as_ref();
        let unknown = || Refusal::new("report.unknown_template").with("template", &plan.template);
        let template = state.report.template(&plan.template).ok_or_else(unknown)?;
        if Some(&template.body) != own {
            return refuse("report.another_body");
        }
        if template.version(plan.version).is_none() {
            return refuse("report.version_differs");
        }
        // Who has the public log alone could not read what is asked.
        if template.closed && !plan.closed {
            return refuse("report.template_is_closed");
        }
        if plan.period.every().is_none_or(|every| !rules.every.contains(&every)) {
            return Err(
                Refusal::new("report.period_out_of_range").with("article", &rules.source.article)
            );
        }
        self.still_to_come(plan.due)?;
        self.owed_by(&plan.owed_by)?;
        plan.previous.as_ref().map_or(Ok(()), |id| self.previous(plan, id))
    }

    fn owed_by(&self, bodies: &[BodyId]) -> Result<(), Refusal> {
        if bodies.is_empty() || bodies.len() > MOST_BODIES {
            return Err(Refusal::new("report.bodies_out_of_range").with("most", MOST_BODIES));
        }
        let people = &self.state.people;
        let unit = |body: &BodyId| people.body(body).and_then(|body| body.unit.as_ref());
        let own = self.head.body.as_ref().and_then(unit);
        let mut known = BTreeSet::new();
        for id in bodies {
            let body = people.body(id);
            let body = body.ok_or_else(|| Refusal::new("report.unknown_body").with("body", id))?;
            let named = |code| Refusal::new(code).with("name", &body.name);
            if !known.insert(id) {
                return Err(named("report.body_twice"));
            }
            let below = match (own, &body.unit) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(own), Some(unit)) => self.state.units.lies_in(unit, own),
            };
            if !below {
                return Err(named("report.body_elsewhere"));
            }
        }
        Ok(())
    }

    /// The round before is of the same body and template, of an earlier time, and as public.
    fn previous(&self, plan: &Plan, id: &RoundId) -> Result<(), Refusal> {
        let unknown = || Refusal::new("report.unknown_round").with("round", id);
        let before = self.state.report.get(id).ok_or_else(unknown)?;
        let fits = Some(&before.body) == self.head.body.as_ref()
            && before.plan.template == plan.template
            && before.plan.period.every() == plan.period.every()
            && before.plan.period < plan.period
            && before.plan.closed <= plan.closed
            && before.cancelled.is_none();
        if fits { Ok(()) } else { refuse("report.previous_differs") }
    }

    fn last(
        &self,
        round: &'a Round,
        body: &BodyId,
        version: u16,
    ) -> Result<&'a Arc<Version>, Refusal> {
        let last = round.last(body).ok_or_else(|| Refusal::new("report.nothing_filed"))?;
        if last.number == version { Ok(last) } else { refuse("report.version_differs") }
    }

    fn evidence(&self, all: &[Evidence]) -> Result<(), Refusal> {
        if all.len() > MOST_EVIDENCE {
            return Err(Refusal::new("report.evidence_out_of_range").with("most", MOST_EVIDENCE));
        }
        for evidence in all {
            said("report.nameless", &evidence.name)?;
            if evidence.document.is_none() && evidence.blob.is_none() {
                return Err(Refusal::new("report.evidence_empty").with("name", &evidence.name));
            }
            if let Some(document) = &evidence.document {
                said("report.document_missing", &document.number)?;
                if document.on > self.today {
                    return refuse("report.day_in_the_future");
                }
            }
        }
        Ok(())
    }
}
