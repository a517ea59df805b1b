use super::{Event, Member, Office, Owing, Person, Staffing};
use crate::{
    Date, Head, State,
    election::{Election, ElectionId},
    people::{Body, BodyId, Place, Right},
    refusal::{Refusal, refuse, said},
    rules::StepRule,
};

/// Whether `event` may follow in `state`.
///
/// Who prepares elections in the unit of who owes a step states it; and names the members of the bodies
/// that act there.
///
/// # Errors
/// `readiness.*`: the first rule that the event would break, with the facts that show it.
pub fn lawful(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    let today = state.rules_at(head.at)?.local(head.at).day;
    Ask { state, head, today }.lawful(event)
}

struct Ask<'a> {
    state: &'a State,
    head: &'a Head,
    today: Date,
}

impl Ask<'_> {
    fn lawful(&self, event: &Event) -> Result<(), Refusal> {
        match event {
            Event::StepDone { election, step, places, on, evidence } => {
                let set = self.set(election)?;
                let rule = self.rule(set, step)?;
                if places.is_empty() {
                    return refuse("readiness.no_place");
                }
                let unit = |owing| self.state.unit_owing(election, owing);
                for (at, owing) in places.iter().enumerate() {
                    self.prepares(set, owing)?;
                    self.owes(set, (step, rule), owing)?;
                    let stated = self.state.readiness.statement(election, owing, step).is_some();
                    if stated || places.iter().take(at).any(|before| before == owing) {
                        return Err(Refusal::new("readiness.done_twice").with("owing", owing));
                    }
                    if places.first().and_then(unit) != unit(owing) {
                        return refuse("readiness.places_of_several_units");
                    }
                }
                self.past(*on)?;
                if evidence.is_empty() {
                    return refuse("readiness.evidence_missing");
                }
                Ok(())
            }
            Event::StepWithdrawn { election, step, owing, reason } => {
                let set = self.set(election)?;
                self.prepares(set, owing)?;
                self.owes(set, (step, self.rule(set, step)?), owing)?;
                if self.state.readiness.statement(election, owing, step).is_none() {
                    return refuse("readiness.not_stated");
                }
                said("readiness.reason_missing", reason)
            }
            Event::MemberNamed { body, member, person, office, replaces, namesake, .. } => {
                let of = self.body(body)?;
                let staffing = self.state.readiness.staffing(body);
                let known = staffing.map_or(0, |staffing| staffing.members.len());
                if usize::from(*member) != known + 1 {
                    return refuse("readiness.member_out_of_order");
                }
                match person {
                    Person::Name(name) => said("readiness.nameless", name)?,
                    Person::Officer(id) => {
                        let known = self.state.people.officer(id);
                        known.ok_or_else(|| Refusal::new("people.unknown_officer"))?;
                    }
                }
                if let Some(before) = replaces {
                    self.has_left(body, *before)?;
                }
                self.head_is_free(staffing.map(|s| &**s), *office)?;
                match namesake {
                    Some(why) => said("readiness.reason_missing", why),
                    None => self.stands_nowhere_here(of, self.state.person_name(person)),
                }
            }
            Event::MemberEnded { body, member, on, reason } => {
                self.body(body)?;
                let ended = self.standing(body, *member)?;
                if *on < ended.from {
                    return refuse("readiness.ended_before_it_began");
                }
                said("readiness.reason_missing", reason)
            }
            Event::ShiftSet { body, day, from, until, members } => {
                self.body(body)?;
                if from >= until {
                    return refuse("readiness.shift_ends_before_it_begins");
                }
                if members.is_empty() {
                    return refuse("readiness.shift_without_members");
                }
                for (place, &number) in members.iter().enumerate() {
                    let member = self.standing(body, number)?;
                    let twice = members.iter().take(place).any(|&before| before == number);
                    if twice || !member.serves_on(*day) {
                        let refusal = Refusal::new("readiness.not_on_duty");
                        return Err(refusal.with("member", number).with("day", day));
                    }
                }
                Ok(())
            }
            Event::SizeExplained { body, document, reason } => {
                self.body(body)?;
                said("readiness.document_missing", document)?;
                said("readiness.reason_missing", reason)
            }
        }
    }

    /// The rule of a step; without one, nobody owes it.
    fn rule(&self, set: &Election, step: &str) -> Result<&StepRule, Refusal> {
        let rules = self.state.node.rules_on(set.day);
        let rules = rules.ok_or_else(|| Refusal::new("node.no_rules"))?;
        let deadlines = rules.deadlines(&set.kind, set.day, set.is_further());
        let rule = deadlines.iter().find(|deadline| deadline.rule.id == step);
        let rule = rule.and_then(|deadline| deadline.rule.step.as_ref());
        rule.ok_or_else(|| Refusal::new("readiness.no_such_step").with("step", step))
    }

    /// A step is owed there.
    fn owes(
        &self,
        set: &Election,
        (step, rule): (&str, &StepRule),
        owing: &Owing,
    ) -> Result<(), Refusal> {
        if rule.owed_by.contains(&owing.level()) && self.state.votes_in(set, owing) {
            Ok(())
        } else {
            Err(Refusal::new("readiness.not_owed_here").with("step", step).with("owing", owing))
        }
    }

    fn set(&self, election: &ElectionId) -> Result<&Election, Refusal> {
        let set = self.state.election.get(election);
        let set = set.map(|set| &**set);
        set.ok_or_else(|| Refusal::new("election.unknown").with("election", election))
    }

    fn prepares(&self, set: &Election, owing: &Owing) -> Result<(), Refusal> {
        let place = match owing {
            Owing::Whole | Owing::Constituency(_) => Place::Unit(&set.unit),
            Owing::Unit(unit) => Place::Unit(unit),
            Owing::Area(area) => Place::Area(area, None),
        };
        self.state.allows_setting_up(self.head, Right::PrepareElection, place)
    }

    fn body(&self, id: &BodyId) -> Result<&Body, Refusal> {
        let body = self.state.people.body(id);
        let body = body.ok_or_else(|| Refusal::new("people.unknown_body").with("body", id))?;
        let place = self.state.place_of(body);
        self.state.allows_setting_up(self.head, Right::PrepareElection, place)?;
        Ok(body)
    }

    fn member(&self, body: &BodyId, number: u16) -> Result<&Member, Refusal> {
        let staffing = self.state.readiness.staffing(body);
        let member = staffing.and_then(|staffing| staffing.member(number));
        member.ok_or_else(|| Refusal::new("readiness.unknown_member").with("member", number))
    }

    /// A place is taken once, after who had it has left.
    fn has_left(&self, body: &BodyId, number: u16) -> Result<(), Refusal> {
        let serves = self.member(body, number)?.ended.is_none();
        let staffing = self.state.readiness.staffing(body);
        let mut members = staffing.into_iter().flat_map(|staffing| &staffing.members);
        if serves || members.any(|member| member.replaces == Some(number)) {
            return Err(Refusal::new("readiness.place_is_taken").with("member", number));
        }
        Ok(())
    }

    /// A member who has not left.
    fn standing(&self, body: &BodyId, number: u16) -> Result<&Member, Refusal> {
        let member = self.member(body, number)?;
        if member.ended.is_some() {
            return Err(Refusal::new("readiness.member_has_left").with("member", number));
        }
        Ok(member)
    }

    fn head_is_free(&self, staffing: Option<&Staffing>, office: Office) -> Result<(), Refusal> {
        let mut standing = staffing.into_iter().flat_map(Staffing::standing);
        let taken = office == Office::Head && standing.any(|(_, m)| m.office == Office::Head);
        if taken { refuse("readiness.head_stands") } else { Ok(()) }
    }

    /// Who stands may not run the poll in which he stands.
    fn stands_nowhere_here(&self, body: &Body, name: &str) -> Result<(), Refusal> {
        match self.state.candidates_named(body, name).first() {
            None => Ok(()),
            Some((election, constituency, number)) => {
                Err(Refusal::new("readiness.candidate_in_body")
                    .with("name", name)
                    .with("election", election)
                    .with("constituency", constituency)
                    .with("number", number))
            }
        }
    }

    fn past(&self, on: Date) -> Result<(), Refusal> {
        if on > self.today {
            return Err(Refusal::new("readiness.in_the_future").with("day", on));
        }
        Ok(())
    }
}
