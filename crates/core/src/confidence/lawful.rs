use super::{Consequence, Event, Ground, LEVELS, Plan, Round, TWO_LEVELS, Taken, state::people};
use crate::{
    Date, Head, State,
    count::Count,
    people::{By, OfficerId, Place, Right},
    refusal::{Refusal, refuse, said},
    vote::{Document, Step, Vote, VoteId},
};
use std::collections::BTreeSet;

/// The most people of one round: as many as a paper of a vote has lines.
const MOST_PEOPLE: usize = 500;

/// Whether `event` may follow in `state`.
///
/// # Errors
/// `confidence.*`: the first rule that the event would break, with the facts that show it.
pub fn lawful(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    let today = state.rules_at(head.at)?.local(head.at).day;
    if let Event::RoundOpened { round, plan } = event {
        let ask = Opens { state, head, today };
        if state.confidence.get(round).is_some() {
            return Err(Refusal::new("confidence.opened_twice").with("round", round));
        }
        return ask.opened(plan);
    }
    let unknown = || Refusal::new("confidence.unknown_round").with("round", event.round());
    let round = state.confidence.get(event.round()).ok_or_else(unknown)?;
    let unknown = || Refusal::new("confidence.not_held_here").with("kind", &round.plan.kind);
    let rule = state.survey_rule(round).ok_or_else(unknown)?;
    let ask = Of { state, head, round };
    match event {
        Event::RoundOpened { .. } => Ok(()),
        Event::SubjectLeft { person, document, .. } => {
            ask.calls()?;
            ask.not_called()?;
            ask.stands(person)?;
            if round.subjects().count() == 1 {
                return refuse("confidence.people_out_of_range");
            }
            dated(document, today)
        }
        Event::ReportFiled { person, .. } => {
            // Whoever is voted on may file alone; on paper, the secretary does.
            let own = head.by == By::Officer(OfficerId::from(person.as_str()));
            if !own {
                ask.calls()?;
            }
            ask.stands(person)?;
            if round.given_out.is_some() { refuse("confidence.reports_are_out") } else { Ok(()) }
        }
        Event::ReportsGivenOut { on, .. } => {
            ask.calls()?;
            if round.given_out.is_some() {
                return refuse("confidence.reports_are_out");
            }
            ask.all_reported()?;
            if *on > today { refuse("confidence.day_in_the_future") } else { Ok(()) }
        }
        Event::ReportsRead { .. } => {
            let By::Officer(officer) = &head.by else { return refuse("confidence.not_a_member") };
            if !state.people.sits(officer, &round.body) {
                return refuse("confidence.not_a_member");
            }
            if round.readers.contains(officer) {
                return refuse("confidence.read_twice");
            }
            ask.to_be_read(1, round.on_paper)
        }
        Event::ReadersStated { members, .. } => {
            ask.calls()?;
            ask.to_be_read(0, *members)
        }
        Event::VoteCalled { vote, .. } => {
            ask.calls()?;
            ask.not_called()?;
            ask.all_reported()?;
            if round.given_out.is_none() {
                return refuse("confidence.reports_not_given_out");
            }
            let vote = ask.new_vote(vote, rule.purpose.as_deref())?;
            let subjects: Vec<_> =
                round.subjects().map(|of| (&of.id, &of.name, Some(&of.post))).collect();
            let asked = people(&vote.call, &LEVELS).unwrap_or_default();
            let asked: Vec<_> =
                asked.iter().map(|of| (&of.id, &of.name, of.note.as_ref())).collect();
            if asked == subjects { Ok(()) } else { refuse("confidence.vote_differs") }
        }
        Event::Resigned { person, document, .. } => {
            ask.calls()?;
            ask.followed(person)?;
            if round.taken(person).any(|taken| matches!(taken, Taken::Resigned(_))) {
                return refuse("confidence.taken_twice");
            }
            dated(document, today)
        }
        Event::SecondVoteCalled { person, vote, ground, document, .. } => {
            ask.calls()?;
            ask.subject(person)?;
            if state.second_vote(round, person).is_some() {
                return refuse("confidence.called_twice");
            }
            ask.grounded(person, ground)?;
            let vote = ask.new_vote(vote, rule.then.as_deref())?;
            let asked = people(&vote.call, &TWO_LEVELS).unwrap_or_default();
            if asked.len() != 1 || asked.iter().any(|of| of.id != *person) {
                return refuse("confidence.vote_differs");
            }
            dated(document, today)
        }
        Event::ReliefProposed { person, document, .. } => {
            ask.calls()?;
            ask.subject(person)?;
            let severe = state.consequence(round, person) == Some(Consequence::Severe);
            let lost = state
                .second_vote(round, person)
                .and_then(|(_, vote)| state.second_given(round, vote).map(|given| given.lost));
            if !severe && lost != Some(true) {
                return refuse("confidence.no_ground");
            }
            if round.taken(person).any(|taken| matches!(taken, Taken::ReliefProposed(_))) {
                return refuse("confidence.taken_twice");
            }
            dated(document, today)
        }
    }
}

/// Whether a vote may open now, as far as votes of confidence are concerned: the members have had the reports
/// for as long as the rules say.
///
/// # Errors
/// `confidence.reports_too_late`, `confidence.outside_a_round`
pub(crate) fn may_open(state: &State, head: &Head, vote: &Vote) -> Result<(), Refusal> {
    let rules = state.rules_at(head.at)?;
    let Some(round) = state.confidence.of_vote(&vote.id) else {
        // Without a round nobody has reported, and nothing would follow.
        let asks = rules.confidence.as_ref().is_some_and(|of| of.asks(&vote.call.purpose));
        return if asks { refuse("confidence.outside_a_round") } else { Ok(()) };
    };
    let reports = rules.confidence.as_ref().and_then(|rules| rules.reports.as_ref());
    let (Some(reports), Some(out)) = (reports, round.given_out) else { return Ok(()) };
    if !round.surveys.contains(&vote.id) {
        return Ok(());
    }
    let first = out.saturating_add(jiff::Span::new().days(i64::from(reports.days_before)));
    if rules.local(head.at).day >= first {
        return Ok(());
    }
    Err(Refusal::new("confidence.reports_too_late")
        .with("day", first)
        .with("article", &reports.source.article))
}

fn dated(document: &Document, today: Date) -> Result<(), Refusal> {
    said("confidence.document_missing", &document.number)?;
    if document.on > today { refuse("confidence.day_in_the_future") } else { Ok(()) }
}

struct Opens<'a> {
    state: &'a State,
    head: &'a Head,
    today: Date,
}

impl Opens<'_> {
    fn opened(&self, plan: &Plan) -> Result<(), Refusal> {
        let Opens { state, head, today } = self;
        let body = head.body.as_ref().and_then(|body| state.people.body(body));
        let unit = body.and_then(|body| body.unit.as_ref());
        state.allows(head, Right::CallVotes, Place::of(unit))?;
        let rules = state.rules_at(head.at)?;
        let unknown = || Refusal::new("confidence.not_held_here").with("kind", &plan.kind);
        let of = rules.confidence.as_ref().ok_or_else(unknown)?;
        let purpose = of.surveys.get(&plan.kind).and_then(|rule| rule.purpose.as_ref());
        let purpose = purpose.and_then(|id| rules.votes.get(id)).ok_or_else(unknown)?;
        if plan.closed != purpose.is_closed() {
            return refuse(if plan.closed {
                "confidence.is_public"
            } else {
                "confidence.is_closed"
            });
        }
        said("confidence.title_missing", &plan.title)?;
        if let Some(assembly) = &plan.assembly
            && !of.demanded_by.contains_key(assembly)
        {
            return Err(Refusal::new("confidence.unknown_assembly").with("assembly", assembly));
        }
        if plan.year_of_term == 0 || plan.year != today.year() {
            return Err(Refusal::new("confidence.year_out_of_range").with("year", plan.year));
        }
        if plan.subjects.is_empty() || plan.subjects.len() > MOST_PEOPLE {
            return refuse("confidence.people_out_of_range");
        }
        let mut ids = BTreeSet::new();
        for subject in &plan.subjects {
            said("confidence.person_nameless", &subject.id)?;
            said("confidence.person_nameless", &subject.name)?;
            said("confidence.person_nameless", &subject.post)?;
            if !ids.insert(&subject.id) {
                return Err(Refusal::new("confidence.person_twice").with("name", &subject.name));
            }
        }
        for excluded in &plan.excluded {
            said("confidence.person_nameless", &excluded.name)?;
            said("confidence.person_nameless", &excluded.post)?;
        }
        dated(&plan.document, *today)
    }
}

struct Of<'a> {
    state: &'a State,
    head: &'a Head,
    round: &'a Round,
}

impl<'a> Of<'a> {
    /// Whether who asks may call votes of the round's body, and acts for it.
    fn calls(&self) -> Result<(), Refusal> {
        let unit = self.state.people.body(&self.round.body).and_then(|body| body.unit.as_ref());
        let place = Place::of(unit);
        self.state.allows(self.head, Right::CallVotes, place)?;
        if self.head.body.as_ref() == Some(&self.round.body) {
            Ok(())
        } else {
            refuse("confidence.another_body")
        }
    }

    fn not_called(&self) -> Result<(), Refusal> {
        match self.state.survey(self.round) {
            Some(_) => refuse("confidence.called_twice"),
            None => Ok(()),
        }
    }

    fn subject(&self, person: &str) -> Result<(), Refusal> {
        let unknown = || Refusal::new("confidence.unknown_person").with("person", person);
        self.round.subject(person).map(drop).ok_or_else(unknown)
    }

    /// A subject who is voted on.
    fn stands(&self, person: &str) -> Result<(), Refusal> {
        let known = self.round.subjects().any(|subject| subject.id == person);
        let unknown = || Refusal::new("confidence.unknown_person").with("person", person);
        known.then_some(()).ok_or_else(unknown)
    }

    fn all_reported(&self) -> Result<(), Refusal> {
        let missing = |id: &String| !self.round.reports.contains_key(id);
        match self.round.subjects().find(|subject| missing(&subject.id)) {
            Some(subject) => {
                Err(Refusal::new("confidence.report_missing").with("name", &subject.name))
            }
            None => Ok(()),
        }
    }

    /// That there is something to be read, and no more read it than there are members.
    fn to_be_read(&self, more: u16, on_paper: Count) -> Result<(), Refusal> {
        if self.round.given_out.is_none() {
            return refuse("confidence.reports_not_given_out");
        }
        let officers = Count::try_from(self.round.readers.len() as u64).unwrap_or_default();
        let all = Count::sum([officers, Count::from(more), on_paper]);
        if all.is_none_or(|all| all > self.round.plan.members) {
            let members = self.round.plan.members;
            return Err(Refusal::new("confidence.readers_over_members").with("members", members));
        }
        Ok(())
    }

    /// A vote of this body that has not begun, for this purpose and of no other round.
    fn new_vote(&self, id: &VoteId, purpose: Option<&str>) -> Result<&'a Vote, Refusal> {
        let unknown = || Refusal::new("vote.unknown").with("vote", id);
        let vote = self.state.vote.get(id).ok_or_else(unknown)?;
        let fits = vote.body == self.round.body
            && vote.step() == Step::Prepared
            && purpose == Some(vote.call.purpose.as_str())
            && vote.call.closed == self.round.plan.closed
            && vote.call.members == self.round.plan.members
            && self.state.confidence.of_vote(id).is_none();
        if fits { Ok(vote) } else { refuse("confidence.vote_differs") }
    }

    /// That the survey, once declared, leads to something for this person.
    fn followed(&self, person: &str) -> Result<(), Refusal> {
        self.subject(person)?;
        match self.state.consequence(self.round, person) {
            None => refuse("confidence.not_declared"),
            Some(Consequence::None) => refuse("confidence.no_ground"),
            Some(Consequence::Moderate | Consequence::Severe) => Ok(()),
        }
    }

    fn grounded(&self, person: &str, ground: &Ground) -> Result<(), Refusal> {
        match ground {
            // Who is to be relieved anyway is not voted on again.
            Ground::Survey => match self.state.consequence(self.round, person) {
                None => refuse("confidence.not_declared"),
                Some(Consequence::Moderate) => Ok(()),
                Some(_) => refuse("confidence.no_ground"),
            },
            Ground::Members { signed } => {
                let rules = self.state.rules_at(self.round.at)?;
                let of = self.round.plan.assembly.as_ref();
                let rule = rules.confidence.as_ref().zip(of);
                let rule = rule.and_then(|(rules, of)| rules.demanded_by.get(of));
                let Some(rule) = rule else { return refuse("confidence.members_demand_nothing") };
                let members = self.round.plan.members;
                if *signed > members || !rule.is_met(*signed, members) {
                    return Err(Refusal::new("confidence.too_few_signed")
                        .with("signed", signed)
                        .with("members", members)
                        .with("share", rule.from)
                        .with("article", &rule.source.article));
                }
                Ok(())
            }
            Ground::Body { name } => said("confidence.body_missing", name),
        }
    }
}
