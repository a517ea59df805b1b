use super::{
    Cycle, Event, Law, Of, Organ, OrganId, Outcome, Person, PersonId, Phase, Rating, Tasks, Totals,
    Unrated,
};
use crate::{
    Date, Head, State,
    evaluation::EvaluationRules,
    people::{By, Place, Right},
    refusal::{Refusal, refuse, said},
};
use std::collections::{BTreeMap, BTreeSet};

/// Whether `event` may follow in `state`.
///
/// Who prepares evaluations in a cycle's unit keeps its files; the body that the cycle names decides; each person
/// with an account reports and appeals for himself.
///
/// # Errors
/// `evaluation.*`: the first rule that the event would break, with the facts that show it.
pub fn lawful(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    let today = state.rules_at(head.at)?.local(head.at).day;
    if let Event::CycleOpened { cycle, name, unit, body, period, dues, .. } = event {
        if state.units.get(unit).is_none() {
            return Err(Refusal::new("election.unknown_unit").with("unit", unit));
        }
        state.allows(head, Right::PrepareEvaluation, Place::Unit(unit))?;
        if state.rules_at(head.at)?.evaluation.is_none() {
            return refuse("evaluation.not_rated_here");
        }
        said("evaluation.nameless", cycle.as_str())?;
        said("evaluation.nameless", name)?;
        if state.evaluation.cycle(cycle).is_some() {
            return refuse("evaluation.opened_twice");
        }
        let of = state.people.body(body);
        of.ok_or_else(|| Refusal::new("people.unknown_body").with("body", body))?;
        if !(2000..=2200).contains(&period.year)
            || period.quarter.is_some_and(|quarter| !(1..=4).contains(&quarter))
        {
            return refuse("evaluation.no_such_period");
        }
        return in_order(dues);
    }
    let id = event.cycle();
    let cycle = state.evaluation.cycle(id);
    let cycle = cycle.ok_or_else(|| Refusal::new("evaluation.unknown").with("cycle", id))?;
    let rules = state.evaluation_rules(cycle);
    let rules = rules.ok_or_else(|| Refusal::new("evaluation.not_rated_here"))?;
    Ask { state, head, cycle, rules, today }.lawful(event)
}

struct Ask<'a> {
    state: &'a State,
    head: &'a Head,
    cycle: &'a Cycle,
    rules: &'a EvaluationRules,
    today: Date,
}

const DOCUMENT: &str = "evaluation.document_missing";
const REASON: &str = "evaluation.reason_missing";

/// Every phase that all cycles have, each not before the one before it.
fn in_order(dues: &BTreeMap<Phase, Date>) -> Result<(), Refusal> {
    let missing = |phase: &Phase| phase.is_always() && !dues.contains_key(phase);
    if let Some(phase) = Phase::ALL.into_iter().find(missing) {
        return Err(Refusal::new("evaluation.phase_missing").with("phase", phase.name()));
    }
    let days: Vec<(&Phase, &Date)> = dues.iter().collect();
    let back = days.iter().zip(days.iter().skip(1)).find(|((_, day), (_, next))| next < day);
    match back {
        Some((_, (phase, day))) => Err(Refusal::new("evaluation.phases_out_of_order")
            .with("phase", phase.name())
            .with("day", day)),
        None => Ok(()),
    }
}

impl Ask<'_> {
    fn lawful(&self, event: &Event) -> Result<(), Refusal> {
        match event {
            Event::CycleOpened { .. } => Ok(()),
            Event::OrganListed { organ, name, level, parent, .. } => {
                self.prepares()?;
                self.organ_listed(organ, name, *level, parent.as_ref())
            }
            Event::CapRaised { organ, document, on, .. } => {
                self.decides()?;
                if self.rules.cap.raised.is_none() {
                    return refuse("evaluation.cap_is_fixed");
                }
                if self.organ(organ)?.raised.is_some() {
                    return refuse("evaluation.cap_raised_already");
                }
                said(DOCUMENT, document)?;
                self.past(*on)
            }
            Event::PersonListed { .. } => {
                self.prepares()?;
                self.person_listed(event)
            }
            Event::PersonStruck { person, reason, .. } => {
                self.prepares()?;
                self.not_own(self.undecided(person)?)?;
                said(REASON, reason)
            }
            Event::FactRecorded { person, on, document, .. } => {
                self.prepares()?;
                self.not_own(self.person(person)?)?;
                self.past(*on)?;
                said(DOCUMENT, document)
            }
            Event::SelfReported { person, tasks, .. } => {
                let of = self.undecided(person)?;
                self.own_or_prepares(of)?;
                if of.proposal().is_some() {
                    return refuse("evaluation.proposed_already");
                }
                self.tasks(tasks.as_ref())
            }
            Event::Commented { person, by_body, document, .. } => {
                self.prepares()?;
                self.not_own(self.undecided(person)?)?;
                said("evaluation.nameless", by_body)?;
                said(DOCUMENT, document)
            }
            Event::Proposed { person, score, rating, tasks, document, .. } => {
                self.prepares()?;
                let of = self.undecided(person)?;
                self.not_own(of)?;
                self.tasks(tasks.as_ref())?;
                let outcome = Outcome::Rated { rating: *rating, score: *score, tasks: *tasks };
                self.within_band(of, &outcome)?;
                said(DOCUMENT, document)
            }
            Event::Balloted { of, ballot, document, .. } => {
                self.prepares()?;
                match of {
                    Of::Person(person) => self.not_own(self.undecided(person)?)?,
                    Of::Organ(organ) => self.not_decided(self.organ(organ)?)?,
                }
                if !ballot.adds_up() {
                    return refuse("evaluation.ballot_does_not_add_up");
                }
                said(DOCUMENT, document)
            }
            Event::Decided { decision, document, on, organs, people, .. } => {
                self.decides()?;
                self.is_next(*decision)?;
                said(DOCUMENT, document)?;
                self.past(*on)?;
                self.whole(organs, people)?;
                self.ratings(organs, people)
            }
            Event::Corrected {
                decision, corrects, document, on, reason, organs, people, ..
            } => {
                self.decides()?;
                self.is_next(*decision)?;
                said(DOCUMENT, document)?;
                said(REASON, reason)?;
                self.past(*on)?;
                self.stand_in(*corrects, organs, people)?;
                self.ratings(organs, people)
            }
            Event::Appealed { person, appeal, on, .. } => {
                let of = self.person(person)?;
                self.own_or_prepares(of)?;
                self.appealed(of, *appeal, *on)
            }
            Event::AppealAnswered { person, appeal, on, document, .. } => {
                self.decides()?;
                let of = self.person(person)?;
                self.not_own(of)?;
                let place = usize::from(*appeal).checked_sub(1);
                let one = place.and_then(|place| of.appeals.get(place));
                let one = one.ok_or_else(|| Refusal::new("evaluation.unknown_appeal"))?;
                if one.answered.is_some() {
                    return refuse("evaluation.answered_twice");
                }
                if *on < one.on {
                    return refuse("evaluation.answered_before_filed");
                }
                self.past(*on)?;
                said(DOCUMENT, document)
            }
            Event::FileRead { person, .. } => self.read(self.person(person)?),
            Event::TotalsPublished { version, totals, document, reason, .. } => {
                self.decides()?;
                if usize::from(*version) != self.cycle.published.len() + 1 {
                    return refuse("evaluation.version_out_of_order");
                }
                if *version > 1 {
                    said(REASON, reason.as_deref().unwrap_or_default())?;
                }
                said(DOCUMENT, document)?;
                self.totals(totals)
            }
        }
    }

    fn place(&self) -> Place<'_> {
        Place::Unit(&self.cycle.unit)
    }

    fn prepares(&self) -> Result<(), Refusal> {
        self.state.allows(self.head, Right::PrepareEvaluation, self.place())
    }

    /// Only the body that the cycle names decides.
    fn decides(&self) -> Result<(), Refusal> {
        self.state.allows(self.head, Right::DecideRatings, self.place())?;
        if self.head.body.as_ref() == Some(&self.cycle.body) {
            Ok(())
        } else {
            Err(Refusal::new("evaluation.not_this_body").with("body", &self.cycle.body))
        }
    }

    fn is_own(&self, of: &Person) -> bool {
        matches!((&self.head.by, &of.officer), (By::Officer(by), Some(own)) if by == own)
    }

    /// Nobody rates himself, nor says what others say of him.
    fn not_own(&self, of: &Person) -> Result<(), Refusal> {
        if self.is_own(of) { refuse("evaluation.own_file") } else { Ok(()) }
    }

    fn own_or_prepares(&self, of: &Person) -> Result<(), Refusal> {
        if self.is_own(of) { Ok(()) } else { self.prepares() }
    }

    fn past(&self, on: Date) -> Result<(), Refusal> {
        if on > self.today {
            return Err(Refusal::new("evaluation.in_the_future").with("day", on));
        }
        Ok(())
    }

    fn organ(&self, id: &OrganId) -> Result<&Organ, Refusal> {
        let organ = self.cycle.organ(id).map(|organ| &**organ);
        organ.ok_or_else(|| Refusal::new("evaluation.unknown_organ").with("organ", id))
    }

    fn person(&self, id: &PersonId) -> Result<&Person, Refusal> {
        let person = self.cycle.person(id).filter(|person| person.counts());
        let person = person.map(|person| &**person);
        person.ok_or_else(|| Refusal::new("evaluation.unknown_person").with("person", id))
    }

    fn not_decided(&self, organ: &Organ) -> Result<(), Refusal> {
        match organ.rating() {
            Some(_) => Err(Refusal::new("evaluation.decided_already").with("organ", &organ.name)),
            None => Ok(()),
        }
    }

    /// Somebody whose office is not decided yet.
    fn undecided(&self, id: &PersonId) -> Result<&Person, Refusal> {
        let person = self.person(id)?;
        self.not_decided(self.organ(&person.organ)?)?;
        Ok(person)
    }

    fn organ_listed(
        &self,
        organ: &OrganId,
        name: &str,
        level: u8,
        parent: Option<&OrganId>,
    ) -> Result<(), Refusal> {
        said("evaluation.nameless", organ.as_str())?;
        said("evaluation.nameless", name)?;
        if self.cycle.organ(organ).is_some() {
            return Err(Refusal::new("evaluation.organ_twice").with("organ", organ));
        }
        let above = match parent {
            Some(parent) => self.organ(parent)?.level,
            None => 0,
        };
        if level <= above {
            return refuse("evaluation.level_out_of_order");
        }
        Ok(())
    }

    fn person_listed(&self, event: &Event) -> Result<(), Refusal> {
        let Event::PersonListed { organ, person, name, post, group, months, officer, .. } = event
        else {
            return Ok(());
        };
        self.not_decided(self.organ(organ)?)?;
        for text in [person.as_str(), name, post, group] {
            said("evaluation.nameless", text)?;
        }
        if self.cycle.person(person).is_some() {
            return refuse("evaluation.person_twice");
        }
        if *months > self.cycle.period.months() {
            let refusal = Refusal::new("evaluation.months_beyond_period");
            return Err(refusal.with("months", months).with("most", self.cycle.period.months()));
        }
        let Some(officer) = officer else { return Ok(()) };
        if self.state.people.officer(officer).is_none() {
            return refuse("people.unknown_officer");
        }
        let mut people = self.cycle.people.values().filter(|person| person.counts());
        if people.any(|person| person.officer.as_ref() == Some(officer)) {
            return Err(Refusal::new("evaluation.officer_twice").with("officer", officer));
        }
        Ok(())
    }

    /// Under the Party's rules the tasks are said; where they are said, they add up.
    fn tasks(&self, tasks: Option<&Tasks>) -> Result<(), Refusal> {
        match tasks {
            Some(tasks) if !tasks.adds_up() => refuse("evaluation.tasks_do_not_add_up"),
            None if self.cycle.law == Law::Party => refuse("evaluation.tasks_missing"),
            _ => Ok(()),
        }
    }

    fn within_band(&self, of: &Person, outcome: &Outcome) -> Result<(), Refusal> {
        let Outcome::Rated { rating, score, tasks } = outcome else { return Ok(()) };
        let best = self.cycle.best(self.rules, of, *score, tasks.as_ref());
        if *rating < best {
            return Err(Refusal::new("evaluation.above_band")
                .with("name", &of.name)
                .with("score", score)
                .with("best", best.name()));
        }
        Ok(())
    }

    fn is_next(&self, decision: u16) -> Result<(), Refusal> {
        if decision != self.cycle.next_decision() {
            return refuse("evaluation.decision_out_of_order");
        }
        Ok(())
    }

    /// A decision rates whole offices that were not decided before, with everybody in them and nobody else.
    fn whole(
        &self,
        organs: &BTreeMap<OrganId, Rating>,
        people: &BTreeMap<PersonId, Outcome>,
    ) -> Result<(), Refusal> {
        if organs.is_empty() {
            return refuse("evaluation.nothing_decided");
        }
        let mut asked = BTreeSet::new();
        for organ in organs.keys() {
            self.not_decided(self.organ(organ)?)?;
            for person in self.cycle.people_of(organ) {
                if !people.contains_key(&person.id) {
                    let refusal = Refusal::new("evaluation.person_left_out");
                    return Err(refusal.with("name", &person.name));
                }
                asked.insert(&person.id);
            }
        }
        match people.keys().find(|person| !asked.contains(person)) {
            Some(person) => Err(Refusal::new("evaluation.unknown_person").with("person", person)),
            None => Ok(()),
        }
    }

    /// What is corrected was decided; the correction names the last decision in which any of it stands.
    fn stand_in(
        &self,
        number: u16,
        organs: &BTreeMap<OrganId, Rating>,
        people: &BTreeMap<PersonId, Outcome>,
    ) -> Result<(), Refusal> {
        let mut last = None;
        for organ in organs.keys() {
            last = last.max(Some(self.organ(organ)?.ratings.last().map(|(number, _)| *number)));
        }
        for person in people.keys() {
            last = last.max(Some(self.person(person)?.outcomes.last().map(|(number, _)| *number)));
        }
        let undecided = organs
            .keys()
            .any(|id| self.cycle.organ(id).is_none_or(|o| o.rating().is_none()))
            || people.keys().any(|id| self.cycle.person(id).is_none_or(|p| p.outcome().is_none()));
        match last {
            None => refuse("evaluation.nothing_corrected"),
            Some(_) if undecided => refuse("evaluation.not_decided"),
            Some(last) if last != Some(number) => {
                Err(Refusal::new("evaluation.stands_elsewhere").with("decision", number))
            }
            Some(_) => Ok(()),
        }
    }

    /// Every rating within its band, nobody who leads above the office, and the cap kept in each office and each
    /// group of it, as they will stand.
    fn ratings(
        &self,
        organs: &BTreeMap<OrganId, Rating>,
        people: &BTreeMap<PersonId, Outcome>,
    ) -> Result<(), Refusal> {
        for (id, outcome) in people {
            let of = self.person(id)?;
            self.not_own(of)?;
            if let Outcome::Rated { tasks, .. } = outcome {
                self.tasks(tasks.as_ref())?;
            }
            let enough = self.cycle.worked_enough(self.rules, of);
            if *outcome == Outcome::Unrated(Unrated::FewMonths) && enough {
                let refusal = Refusal::new("evaluation.worked_long_enough");
                return Err(refusal.with("name", &of.name));
            }
            self.within_band(of, outcome)?;
        }
        let other: BTreeMap<PersonId, Option<Rating>> =
            people.iter().map(|(id, outcome)| (id.clone(), outcome.rating())).collect();
        let touched = people.keys().filter_map(|id| Some(&self.cycle.person(id)?.organ));
        let touched: BTreeSet<&OrganId> = touched.chain(organs.keys()).collect();
        for organ in touched {
            let of = self.organ(organ)?;
            let rating = organs.get(organ).copied().or_else(|| of.rating());
            self.leaders(of, rating, &other)?;
            let rule = &self.rules.cap;
            let lines = self.cycle.caps(rule, rule.base, of, &other);
            if let Some(line) = lines.iter().find(|line| !line.excess.is_zero()) {
                return Err(Refusal::new("evaluation.over_the_cap")
                    .with("organ", &of.name)
                    .with("group", line.group.as_deref().unwrap_or_default())
                    .with("excellent", line.rated.excellent)
                    .with("base", line.base)
                    .with("most", line.most));
            }
        }
        Ok(())
    }

    fn leaders(
        &self,
        organ: &Organ,
        rating: Option<Rating>,
        other: &BTreeMap<PersonId, Option<Rating>>,
    ) -> Result<(), Refusal> {
        let (Some(_), Some(whole)) = (&self.rules.leaders, rating) else { return Ok(()) };
        for person in self.cycle.people_of(&organ.id).filter(|person| person.leads) {
            let own = other.get(&person.id).copied().unwrap_or_else(|| person.rating());
            if own.is_some_and(|own| own < whole) {
                return Err(Refusal::new("evaluation.leader_above_unit")
                    .with("name", &person.name)
                    .with("organ", &organ.name)
                    .with("rating", whole.name()));
            }
        }
        Ok(())
    }

    fn appealed(&self, of: &Person, appeal: u16, on: Date) -> Result<(), Refusal> {
        if of.outcome().is_none() {
            return refuse("evaluation.not_decided");
        }
        if usize::from(appeal) != of.appeals.len() + 1 {
            return refuse("evaluation.appeal_out_of_order");
        }
        if of.appeals.iter().any(|before| before.answered.is_none()) {
            return refuse("evaluation.appeal_open");
        }
        self.past(on)?;
        let last = self.cycle.dues.get(&Phase::Appeal);
        match last.filter(|last| on > **last) {
            Some(last) => Err(Refusal::new("evaluation.appeal_too_late").with("day", last)),
            None => Ok(()),
        }
    }

    /// Somebody who may see the file of another reads it, once a day.
    fn read(&self, of: &Person) -> Result<(), Refusal> {
        self.not_own(of)?;
        let decides = self.state.allows(self.head, Right::DecideRatings, self.place());
        self.prepares().or(decides)?;
        let rules = self.state.rules_at(self.head.at)?;
        let mut before = of.readers.iter().filter(|(by, _)| *by == self.head.by);
        if before.any(|(_, at)| rules.local(*at).day == self.today) {
            return refuse("evaluation.read_already");
        }
        Ok(())
    }

    /// What everybody can check of totals: that they add up, keep the cap, and tell of nobody alone.
    fn totals(&self, totals: &[Totals]) -> Result<(), Refusal> {
        if totals.is_empty() {
            return refuse("evaluation.nothing_to_publish");
        }
        let mut seen = BTreeSet::new();
        for of in totals {
            let organ = self.organ(&of.organ)?;
            let rule = &self.rules.cap.of(organ);
            let right = of.base == rule.base && of.most == rule.most(of.rated());
            if !seen.insert(&of.organ) || !of.adds_up() || !right {
                let refusal = Refusal::new("evaluation.totals_do_not_add_up");
                return Err(refusal.with("organ", &organ.name));
            }
            if let Some(least) = &self.rules.publish
                && of.people.get() < u64::from(least.people)
            {
                let refusal = Refusal::new("evaluation.too_few_to_publish");
                return Err(refusal.with("organ", &organ.name).with("least", least.people));
            }
            if !rule.keeps(of.rated()) {
                return Err(Refusal::new("evaluation.over_the_cap")
                    .with("organ", &organ.name)
                    .with("group", "")
                    .with("excellent", of.excellent)
                    .with("base", of.rated().over(of.base))
                    .with("most", of.most));
            }
        }
        Ok(())
    }
}
