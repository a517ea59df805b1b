use super::{
    Event, List, Meeting, Nomination, Opened, Origin, Particulars, Person, PersonId,
    PersonnelRules, Plan, Reason, Removal, StepRule, Takes, command::paper,
};
use crate::{
    Date, Head, State,
    people::{By, OfficerId, Place, Right},
    refusal::{Refusal, refuse, said},
    rules::Rules,
    vote::{Answers, Document, Step, VoteId},
};
use std::collections::BTreeSet;

/// The most people of a list or a nomination.
const MOST_PEOPLE: usize = 500;

/// Whether `event` may follow in `state`.
///
/// # Errors
/// `personnel.*`: the first rule that the event would break, with the facts that show it.
pub fn lawful(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    let rules = state.rules_at(head.at)?;
    let today = rules.local(head.at).day;
    let here = rules.personnel.as_ref().ok_or_else(|| Refusal::new("personnel.not_here"))?;
    let ask = Of { state, head, rules, here, today };
    if let Event::FileAnswered { person, .. } = event {
        let own = ask.person(person)?.is(&head.by);
        return if own { Ok(()) } else { refuse("personnel.not_your_file") };
    }
    ask.manages(event)?;
    match event {
        Event::PersonNoted { person, about, .. } => {
            if let Some(known) = state.personnel.person(person) {
                ask.not_own(known)?;
            }
            ask.noted(person, about)
        }
        Event::Disciplined { person, discipline } => {
            ask.not_own(ask.person(person)?)?;
            said("personnel.measure_missing", &discipline.measure)?;
            if discipline.until.is_some_and(|until| until < discipline.from) {
                return refuse("personnel.days_out_of_order");
            }
            ask.dated(&discipline.document)
        }
        Event::Decided { person, decision } => {
            ask.not_own(ask.person(person)?)?;
            said("personnel.post_missing", &decision.post)?;
            if decision.until.is_some_and(|until| until <= decision.from) {
                return refuse("personnel.days_out_of_order");
            }
            ask.dated(&decision.document)?;
            let Some(id) = &decision.nomination else { return Ok(()) };
            let unknown = || Refusal::new("personnel.unknown_nomination").with("nomination", id);
            let nomination = state.personnel.nomination(id).ok_or_else(unknown)?;
            let fits = state.chosen(nomination) == Some(person)
                && nomination.opened.post == decision.post
                && decision.act.gives();
            if fits { Ok(()) } else { refuse("personnel.not_the_one_chosen") }
        }
        Event::ListOpened { list, plan } => {
            if state.personnel.list(list).is_some() {
                return refuse("personnel.opened_twice");
            }
            ask.planned(plan)
        }
        Event::ListReviewed { list, year, kept, added, removed, document } => {
            let unknown = || Refusal::new("personnel.unknown_list").with("list", list);
            let list = state.personnel.list(list).ok_or_else(unknown)?;
            ask.reviewed(list, *year, (kept, added, removed))?;
            ask.dated(document)
        }
        Event::NominationOpened { nomination, opened } => {
            if state.personnel.nomination(nomination).is_some() {
                return refuse("personnel.opened_twice");
            }
            ask.opened(opened)
        }
        Event::StepBegun { nomination, step, people, vote } => {
            let (nomination, rule) = ask.step(nomination, *step)?;
            ask.begun(nomination, rule, people, vote)
        }
        Event::StepEnded {
            nomination,
            step,
            meeting,
            passed,
            reason,
            head: prefers,
            explanation,
            document,
        } => {
            let (nomination, rule) = ask.step(nomination, *step)?;
            let explained = explanation.as_ref().is_some_and(|text| !text.trim().is_empty());
            let must = match rule.takes {
                Takes::Agrees => {
                    ask.agreed(nomination, *meeting, passed)?;
                    if reason.is_some() || prefers.is_some() {
                        return refuse("personnel.passed_differs");
                    }
                    false
                }
                takes => {
                    let found = passing(state, nomination, takes, prefers.as_ref())?;
                    if meeting.is_some() || found.passed != *passed || found.reason != *reason {
                        return refuse("personnel.passed_differs");
                    }
                    found.differs
                }
            };
            if must && !explained {
                return refuse("personnel.explanation_missing");
            }
            ask.dated(document)
        }
        Event::NominationEnded { nomination, reason, document } => {
            let nomination = ask.open(nomination)?;
            if state.chosen(nomination).is_some() {
                return refuse("personnel.no_step_left");
            }
            said("personnel.reason_missing", reason)?;
            ask.dated(document)
        }
        Event::FileRead { person, on } => {
            let person = ask.person(person)?;
            ask.not_own(person)?;
            if *on != today {
                return refuse("personnel.another_day");
            }
            if person.readings.iter().any(|known| known.by == head.by && known.on == *on) {
                return refuse("personnel.read_today");
            }
            Ok(())
        }
        Event::FileAnswered { .. } => Ok(()),
    }
}

/// Who goes on from a step that voted.
pub(super) struct Passing {
    pub passed: Vec<PersonId>,
    pub reason: Option<Reason>,
    /// Whether it says something else than the introduction before, or the head decided: to be explained.
    pub differs: bool,
}

/// Who goes on from the step that is being voted on, by the rules of the nomination.
///
/// # Errors
/// `personnel.vote_not_declared` before its vote is declared.
pub(super) fn passing(
    state: &State,
    nomination: &Nomination,
    takes: Takes,
    head: Option<&PersonId>,
) -> Result<Passing, Refusal> {
    let not_yet = || Refusal::new("personnel.vote_not_declared");
    let begun = nomination.begun.as_ref().ok_or_else(not_yet)?;
    let vote = state.vote.get(&begun.vote).filter(|vote| vote.annulled.is_none());
    let vote = vote.ok_or_else(not_yet)?;
    let (declared, opened) = vote.declared.as_ref().zip(vote.begun.as_ref()).ok_or_else(not_yet)?;
    let line = declared.total.lines.first().ok_or_else(not_yet)?;
    let (votes, summoned) = (line.votes.as_slice(), opened.summoned);
    let rules = state.rules_at(nomination.at)?;
    let rules = rules.nomination.as_ref().ok_or_else(|| Refusal::new("personnel.not_here"))?;
    let at = |place: usize| begun.people.get(place).cloned();
    // The last conference before this one in which people were introduced.
    let before = nomination
        .ended
        .iter()
        .zip(state.nomination_steps(nomination))
        .rev()
        .find(|(_, rule)| rule.takes == Takes::Introduces)
        .map(|(ended, _)| &ended.passed);
    let set = |people: &[PersonId]| people.iter().cloned().collect::<BTreeSet<_>>();
    Ok(match takes {
        Takes::Introduces => {
            let found = rules.pass(summoned, votes);
            let passed: Vec<PersonId> = found.places.into_iter().filter_map(at).collect();
            let differs = before.is_some_and(|before| set(before) != set(&passed));
            Passing { passed, reason: Some(found.reason), differs }
        }
        Takes::Chooses => {
            let place = head.and_then(|head| begun.people.iter().position(|of| of == head));
            let found = rules.choose(summoned, votes, place);
            let passed: Vec<PersonId> = found.place.and_then(at).into_iter().collect();
            Passing { passed, reason: None, differs: found.report_differences }
        }
        Takes::Opinion | Takes::Agrees => {
            Passing { passed: begun.people.clone(), reason: None, differs: false }
        }
    })
}

struct Of<'a> {
    state: &'a State,
    head: &'a Head,
    rules: &'a Rules,
    here: &'a PersonnelRules,
    today: Date,
}

impl<'a> Of<'a> {
    /// Whether who asks manages personnel, and acts for the body that keeps this.
    fn manages(&self, event: &Event) -> Result<(), Refusal> {
        let kept = event.body(self.state);
        let body = kept.or(self.head.body.as_ref());
        let unit = body.and_then(|body| self.state.people.body(body)?.unit.as_ref());
        let place = Place::of(unit);
        self.state.allows(self.head, Right::ManagePersonnel, place)?;
        match kept {
            Some(kept) if self.head.body.as_ref() != Some(kept) => refuse("personnel.another_body"),
            _ => Ok(()),
        }
    }

    fn dated(&self, document: &Document) -> Result<(), Refusal> {
        said("personnel.document_missing", &document.number)?;
        if document.on > self.today { refuse("personnel.day_in_the_future") } else { Ok(()) }
    }

    /// Somebody whose file the body keeps that acts, or the person.
    fn person(&self, id: &PersonId) -> Result<&'a Person, Refusal> {
        let unknown = || Refusal::new("personnel.unknown_person").with("person", id);
        self.state.personnel.person(id).map(|person| &**person).ok_or_else(unknown)
    }

    /// Nobody writes in the own file: there one answers.
    fn not_own(&self, person: &Person) -> Result<(), Refusal> {
        if person.is(&self.head.by) { refuse("personnel.own_file") } else { Ok(()) }
    }

    /// People of one's own files, each once.
    fn people(&self, ids: &[PersonId]) -> Result<(), Refusal> {
        if ids.is_empty() || ids.len() > MOST_PEOPLE {
            return refuse("personnel.people_out_of_range");
        }
        let mut seen = BTreeSet::new();
        for id in ids {
            let person = self.person(id)?;
            if self.head.body.as_ref() != Some(&person.body) {
                return refuse("personnel.another_body");
            }
            if !seen.insert(id) {
                return Err(Refusal::new("personnel.person_twice").with("name", &person.about.name));
            }
        }
        Ok(())
    }

    fn noted(&self, person: &PersonId, about: &Particulars) -> Result<(), Refusal> {
        said("personnel.nameless", &about.name)?;
        if about.born >= self.today {
            return refuse("personnel.day_in_the_future");
        }
        let Some(officer) = &about.officer else { return Ok(()) };
        self.linked(person, officer)
    }

    /// An officer has one file.
    fn linked(&self, person: &PersonId, officer: &OfficerId) -> Result<(), Refusal> {
        if self.state.people.officer(officer).is_none() {
            return Err(Refusal::new("people.unknown_officer").with("officer", officer));
        }
        let other = self.state.personnel.of_officer(officer);
        if other.is_some_and(|other| other.id != *person) {
            return refuse("personnel.officer_has_a_file");
        }
        Ok(())
    }

    /// That nobody is planned for more posts than the rules allow. `list`: where they stand already.
    fn posts(&self, people: &[PersonId], list: Option<&List>) -> Result<(), Refusal> {
        let most = usize::from(self.here.most_posts.most);
        for id in people {
            let others = self.state.personnel.planned(id);
            let others = others.filter(|of| list.is_none_or(|list| of.id != list.id)).count();
            if others >= most {
                let name = self.person(id)?.about.name.clone();
                return Err(Refusal::new("personnel.too_many_posts")
                    .with("name", name)
                    .with("most", most)
                    .with("article", &self.here.most_posts.source.article));
            }
        }
        Ok(())
    }

    fn planned(&self, plan: &Plan) -> Result<(), Refusal> {
        said("personnel.post_missing", &plan.post)?;
        if plan.term.1 < plan.term.0 {
            return refuse("personnel.days_out_of_order");
        }
        self.people(&plan.people)?;
        self.posts(&plan.people, None)?;
        self.dated(&plan.document)
    }

    fn reviewed(
        &self,
        list: &List,
        year: i16,
        (kept, added, removed): (&[PersonId], &[PersonId], &[Removal]),
    ) -> Result<(), Refusal> {
        if list.reviews.last().is_some_and(|last| last.year >= year) || year > self.today.year() {
            return Err(Refusal::new("personnel.reviewed_twice").with("year", year));
        }
        for removal in removed {
            said("personnel.reason_missing", &removal.reason)?;
        }
        let gone = removed.iter().map(|removal| &removal.person);
        let looked_at: Vec<&PersonId> = kept.iter().chain(gone).collect();
        let different: BTreeSet<&PersonId> = looked_at.iter().copied().collect();
        let standing: BTreeSet<&PersonId> = list.people.iter().collect();
        if different.len() != looked_at.len() || different != standing {
            return refuse("personnel.review_leaves_out");
        }
        if let Some(id) = added.iter().find(|id| standing.contains(id)) {
            let name = self.person(id)?.about.name.clone();
            return Err(Refusal::new("personnel.person_twice").with("name", name));
        }
        if !added.is_empty() {
            self.people(added)?;
        }
        self.posts(added, Some(list))
    }

    fn opened(&self, opened: &Opened) -> Result<(), Refusal> {
        let steps = self.rules.nomination.as_ref().map(|rules| match opened.origin {
            Origin::Local => &rules.steps,
            Origin::Outside => &rules.outside,
        });
        if steps.is_none_or(Vec::is_empty) {
            return refuse("personnel.not_here");
        }
        said("personnel.post_missing", &opened.post)?;
        if let Some(list) = &opened.list {
            let of = self.state.personnel.list(list);
            if of.is_none_or(|of| Some(&of.body) != self.head.body.as_ref()) {
                return Err(Refusal::new("personnel.unknown_list").with("list", list));
            }
        }
        self.people(&opened.people)?;
        self.dated(&opened.policy)?;
        if opened.asked > opened.policy.on {
            return refuse("personnel.days_out_of_order");
        }
        Ok(())
    }

    /// A nomination that goes on.
    fn open(&self, id: &super::NominationId) -> Result<&'a Nomination, Refusal> {
        let unknown = || Refusal::new("personnel.unknown_nomination").with("nomination", id);
        let nomination = self.state.personnel.nomination(id).ok_or_else(unknown)?;
        if nomination.closed.is_some() { refuse("personnel.no_step_left") } else { Ok(nomination) }
    }

    /// A nomination of which this step is next, and what the rules say of it.
    fn step(
        &self,
        id: &super::NominationId,
        step: u16,
    ) -> Result<(&'a Nomination, &'a StepRule), Refusal> {
        let nomination = self.open(id)?;
        let rule = self.state.next_step(nomination);
        let rule = rule.ok_or_else(|| Refusal::new("personnel.no_step_left"))?;
        if step != nomination.next() {
            return Err(Refusal::new("personnel.not_this_step").with("step", nomination.next()));
        }
        Ok((nomination, rule))
    }

    fn begun(
        &self,
        nomination: &Nomination,
        rule: &StepRule,
        people: &[PersonId],
        vote: &VoteId,
    ) -> Result<(), Refusal> {
        let Some(purpose) = &rule.purpose else { return refuse("personnel.step_does_not_vote") };
        if let Some(begun) = &nomination.begun {
            let annulled = |id| self.state.vote.get(id).is_some_and(|v| v.annulled.is_some());
            if !annulled(&begun.vote) {
                return refuse("personnel.begun_twice");
            }
        }
        self.people(people)?;
        let (before, others) = people.split_at(nomination.candidates().len().min(people.len()));
        // Somebody else may be introduced once people were introduced before.
        let again = self.state.nomination_steps(nomination).iter().take(nomination.ended.len());
        let again = rule.takes == Takes::Introduces
            && again.into_iter().any(|before| before.takes == Takes::Introduces);
        if before != nomination.candidates() || (!others.is_empty() && !again) {
            return refuse("personnel.paper_differs");
        }
        let unknown = || Refusal::new("vote.unknown").with("vote", vote);
        let called = self.state.vote.get(vote).ok_or_else(unknown)?;
        let asked = match called.call.questions.as_slice() {
            [asked] => {
                matches!(&asked.answers, Answers::Choose { .. })
                    && asked.answers == paper(self.state, people)
                    && asked.passes.is_none()
            }
            _ => false,
        };
        let fits = asked
            && called.body == nomination.body
            && called.call.closed
            && called.call.purpose == *purpose
            && called.step() == Step::Prepared
            && self.state.personnel.of_vote(vote).is_none();
        if fits { Ok(()) } else { refuse("personnel.vote_differs") }
    }

    /// A conference that agrees: enough came, and it names some of those who are considered.
    fn agreed(
        &self,
        nomination: &Nomination,
        meeting: Option<Meeting>,
        passed: &[PersonId],
    ) -> Result<(), Refusal> {
        let Some(meeting) = meeting else { return refuse("personnel.meeting_missing") };
        let rules = self.rules.nomination.as_ref();
        let enough = rules.is_some_and(|rules| {
            rules.quorum.is_met(meeting.present, meeting.summoned)
                && meeting.present <= meeting.summoned
        });
        if !enough {
            return Err(Refusal::new("personnel.no_quorum")
                .with("present", meeting.present)
                .with("summoned", meeting.summoned));
        }
        self.people(passed)?;
        if passed.iter().all(|id| nomination.candidates().contains(id)) {
            Ok(())
        } else {
            refuse("personnel.passed_differs")
        }
    }
}

impl State {
    /// Whether who acts manages the personnel that a body keeps.
    pub fn manages_personnel(&self, by: &By, person: &Person, rules: &Rules) -> bool {
        let By::Officer(officer) = by else { return false };
        let unit = self.people.body(&person.body).and_then(|body| body.unit.as_ref());
        let place = Place::of(unit);
        self.may(rules, (officer, &person.body), Right::ManagePersonnel, place)
    }
}
