use super::{Complaint, Event, Instance, Rule, Since, Standing, Subject, Topic};
use crate::{
    Date, Head, State,
    people::Right,
    refusal::{Refusal, refuse, said},
};

/// Whether `event` may follow in `state`.
///
/// # Errors
/// `complaint.*`: the first rule that the event would break, with the facts that show it.
pub fn lawful(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    let today = state.rules_at(head.at)?.local(head.at).day;
    let ask = Ask { state, head, today };
    match event {
        Event::Received { complaint, subject, received, instance, .. } => {
            if !complaint.is_sound() {
                return refuse("complaint.code_malformed");
            }
            if state.complaint.get(complaint).is_some() {
                return refuse("complaint.received_twice");
            }
            ask.received(subject, *received, instance)
        }
        Event::Decided { complaint, document, reason, on, .. } => {
            let (known, rule) = ask.open(complaint)?;
            ask.records(&known.subject, ask.lies_before(known, rule)?)?;
            said("complaint.document_missing", document)?;
            said("complaint.reason_missing", reason)?;
            // A reason may tell of figures that may not be known yet.
            if let Subject::Count { election, .. } = &known.subject
                && state.election.get(election).is_none_or(|election| election.ended.is_none())
            {
                return refuse("complaint.not_before_the_poll_ends");
            }
            ask.since(known, *on)
        }
        Event::Appealed { complaint, to, on } => {
            let unknown = || Refusal::new("complaint.unknown");
            let known = state.complaint.get(complaint).ok_or_else(unknown)?;
            let rule = ask.rule(known)?;
            let standing = ask.lies_before(known, rule)?;
            let next = rule.next(&standing.id).filter(|next| next.id == *to);
            let Some(next) = next else {
                return Err(Refusal::new("complaint.no_such_instance_after").with("instance", to));
            };
            ask.records(&known.subject, next)?;
            let due = state.complaint_due(known);
            match known.standing() {
                Standing::Withdrawn => return refuse("complaint.not_open"),
                // Who was not answered in time need not wait for the answer.
                Standing::Open if due.is_none_or(|due| *on <= due) => {
                    return refuse("complaint.not_decided");
                }
                Standing::Open | Standing::Decided(_) => {}
            }
            let (_, _, election) =
                state.complaint_rule(&known.subject, known.received).ok_or_else(unknown)?;
            if let Some(last) = next.last_turn(election.day)
                && *on > last
            {
                return Err(Refusal::new("complaint.appeal_too_late").with("day", last));
            }
            ask.since(known, *on)
        }
        Event::Withdrawn { complaint, reason } => {
            let (known, rule) = ask.open(complaint)?;
            ask.records(&known.subject, ask.lies_before(known, rule)?)?;
            said("complaint.reason_missing", reason)
        }
    }
}

struct Ask<'a> {
    state: &'a State,
    head: &'a Head,
    today: Date,
}

impl<'a> Ask<'a> {
    fn received(&self, subject: &Subject, received: Date, instance: &str) -> Result<(), Refusal> {
        if !subject.is_known(self.state) {
            return refuse("complaint.unknown_subject");
        }
        let Some((rules, rule, election)) = self.state.complaint_rule(subject, received) else {
            return refuse("complaint.not_taken_here");
        };
        let Some(first) = rule.instance(instance) else {
            let refusal = Refusal::new("complaint.unknown_instance");
            return Err(refusal.with("instance", instance));
        };
        self.records(subject, first)?;
        if received > self.today {
            return refuse("complaint.received_in_the_future");
        }
        let Some(last) = rule.last_day(rules, election) else {
            return refuse("complaint.nothing_announced");
        };
        if rule.since == Since::Announced
            && rule.begins(rules, election).is_some_and(|begins| received < begins)
        {
            return refuse("complaint.nothing_announced");
        }
        if subject.topic() == Topic::Count && !self.voted(subject) {
            return refuse("complaint.nothing_counted");
        }
        if received > last && !rule.late {
            return Err(Refusal::new("complaint.too_late").with("day", last));
        }
        Ok(())
    }

    /// Whether an area has begun to vote, so that there is something to complain about.
    fn voted(&self, subject: &Subject) -> bool {
        let area = subject.area().and_then(|area| self.state.election.area(area));
        area.is_some_and(|area| area.opened.is_some())
    }

    /// Whether who asks may record what `instance` does.
    fn records(&self, subject: &Subject, instance: &Instance) -> Result<(), Refusal> {
        self.state.allows(self.head, Right::SettleComplaints, subject.place())?;
        let body = self.head.body.as_ref().and_then(|body| self.state.people.body(body));
        if !body.is_some_and(|body| instance.bodies.contains(&body.kind)) {
            return Err(Refusal::new("complaint.not_this_body").with("instance", &instance.id));
        }
        Ok(())
    }

    fn rule(&self, known: &Complaint) -> Result<&'a Rule, Refusal> {
        let found = self.state.complaint_rule(&known.subject, known.received);
        found.map(|(_, rule, _)| rule).ok_or_else(|| Refusal::new("complaint.not_taken_here"))
    }

    fn lies_before<'r>(&self, known: &Complaint, rule: &'r Rule) -> Result<&'r Instance, Refusal> {
        let instance = known.turn().and_then(|turn| rule.instance(&turn.instance));
        instance.ok_or_else(|| Refusal::new("complaint.unknown_instance"))
    }

    /// A complaint that waits for an answer.
    fn open(&self, code: &crate::code::Code) -> Result<(&'a Complaint, &'a Rule), Refusal> {
        let unknown = || Refusal::new("complaint.unknown");
        let known = self.state.complaint.get(code).ok_or_else(unknown)?;
        if known.standing() != Standing::Open {
            return refuse("complaint.not_open");
        }
        Ok((known, self.rule(known)?))
    }

    /// Nothing happens to a complaint before what happened last, nor after today.
    fn since(&self, known: &Complaint, on: Date) -> Result<(), Refusal> {
        let before = known.turn().map_or(known.received, |turn| {
            turn.decided.as_ref().map_or(turn.since, |decision| decision.on)
        });
        if on < before || on > self.today {
            return Err(Refusal::new("complaint.day_out_of_order").with("day", before));
        }
        Ok(())
    }
}
