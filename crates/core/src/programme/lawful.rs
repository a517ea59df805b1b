use super::{
    Carried, Event, Given, Item, ItemId, Plan, Programme, ProgrammeRules, Step, Task, TaskId,
    days_of,
};
use crate::{
    Date, Head, State,
    people::{BodyId, Place, Right},
    refusal::{Refusal, refuse, said},
    vote::Document,
};
use dienhong_journal::Hash;
use std::collections::BTreeSet;

/// The most items of a programme, parts of a task, bodies that help, and files of one submission.
const MOST_ITEMS: usize = 5_000;
const MOST_PARTS: usize = 1_000;
const MOST_HELPERS: usize = 50;
const MOST_FILES: usize = 20;

/// The most characters of one text: several of them fit into a record.
const LONGEST: usize = 4_000;

/// Whether `event` may follow in `state`.
///
/// # Errors
/// `programme.*`: the first rule that the event would break, with the facts that show it.
pub fn lawful(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    let rules = state.rules_at(head.at)?;
    let here = rules.programme.as_ref().ok_or_else(|| Refusal::new("programme.not_here"))?;
    let ask = Ask { state, head, here, today: rules.local(head.at).day };
    match event {
        Event::Opened { programme, plan } => {
            let body = head.body.as_ref();
            ask.acts_for(body.unwrap_or(&BodyId::from("")), "programme.another_body")?;
            if state.programme.get(programme).is_some() {
                return refuse("programme.opened_twice");
            }
            ask.opened(plan)
        }
        Event::TaskGiven { programme, task, given } => {
            let programme = ask.programme(programme)?;
            if state.programme.task(task).is_some() {
                return refuse("programme.given_twice");
            }
            ask.given(programme, given)
        }
        _ => match (event.programme(), event.task()) {
            (Some(id), _) => {
                let programme = ask.programme(id)?;
                ask.acts_for(&programme.body, "programme.another_body")?;
                ask.planned(programme, event)
            }
            (None, Some(id)) => ask.followed(ask.task(id)?, event),
            (None, None) => Ok(()),
        },
    }
}

/// A text that says something and is no book.
fn text(code: &'static str, text: &str) -> Result<(), Refusal> {
    said(code, text)?;
    short(text)
}

fn short(text: &str) -> Result<(), Refusal> {
    let length = text.chars().count();
    if length <= LONGEST {
        return Ok(());
    }
    Err(Refusal::new("programme.too_long").with("length", length).with("most", LONGEST))
}

fn reason(why: &str) -> Result<(), Refusal> {
    text("programme.reason_missing", why)
}

/// Refuses more of something than one record or one list takes.
fn few(count: usize, most: usize) -> Result<(), Refusal> {
    if count <= most {
        return Ok(());
    }
    Err(Refusal::new("programme.too_many").with("most", most))
}

struct Ask<'a> {
    state: &'a State,
    head: &'a Head,
    here: &'a ProgrammeRules,
    today: Date,
}

impl<'a> Ask<'a> {
    /// Whether who asks manages the tasks of `body`, and acts for it.
    fn acts_for(&self, body: &BodyId, code: &'static str) -> Result<(), Refusal> {
        let acting = self.head.body.as_ref();
        let unit = acting.and_then(|body| self.state.people.body(body)?.unit.as_ref());
        self.state.allows(self.head, Right::ManageTasks, Place::of(unit))?;
        if acting == Some(body) { Ok(()) } else { refuse(code) }
    }

    fn programme(&self, id: &super::ProgrammeId) -> Result<&'a Programme, Refusal> {
        let unknown = || Refusal::new("programme.unknown").with("programme", id);
        self.state.programme.get(id).map(|known| &**known).ok_or_else(unknown)
    }

    fn task(&self, id: &TaskId) -> Result<&'a Task, Refusal> {
        let unknown = || Refusal::new("programme.unknown_task").with("task", id);
        self.state.programme.task(id).map(|known| &**known).ok_or_else(unknown)
    }

    fn dated(&self, document: &Document) -> Result<(), Refusal> {
        text("programme.document_missing", &document.number)?;
        self.past(document.on)
    }

    fn past(&self, on: Date) -> Result<(), Refusal> {
        if on > self.today { refuse("programme.day_in_the_future") } else { Ok(()) }
    }

    fn opened(&self, plan: &Plan) -> Result<(), Refusal> {
        text("programme.title_missing", &plan.title)?;
        if !(1970..=2200).contains(&plan.year) {
            return refuse("programme.year_out_of_range");
        }
        if days_of(plan.year, plan.quarter).is_none() {
            return refuse("programme.quarter_out_of_range");
        }
        if plan.done_when != self.here.done_when {
            return refuse("programme.done_when_differs");
        }
        Ok(())
    }

    /// That `body` can be asked by `giver`: it stands, and its unit is the giver's or lies in it.
    fn within(&self, giver: &BodyId, body: &BodyId) -> Result<(), Refusal> {
        let people = &self.state.people;
        let Some(of) = people.body(body) else {
            return Err(Refusal::new("programme.unknown_body").with("body", body));
        };
        let own = people.body(giver).and_then(|body| body.unit.as_ref());
        let inside = match (own, &of.unit) {
            (None, _) => true,
            (Some(own), Some(unit)) => self.state.units.lies_in(unit, own),
            (Some(_), None) => false,
        };
        if inside {
            return Ok(());
        }
        Err(Refusal::new("programme.outside_the_unit").with("body", &of.name))
    }

    /// Who leads and who helps: each stands, and none is named twice. Who helps may be anywhere.
    fn bodies(&self, giver: &BodyId, lead: &BodyId, with: &[BodyId]) -> Result<(), Refusal> {
        self.within(giver, lead)?;
        few(with.len(), MOST_HELPERS)?;
        let mut seen: BTreeSet<&BodyId> = [lead].into();
        for body in with {
            if self.state.people.body(body).is_none() {
                return Err(Refusal::new("programme.unknown_body").with("body", body));
            }
            if !seen.insert(body) {
                return Err(Refusal::new("programme.body_twice").with("body", body));
            }
        }
        Ok(())
    }

    fn item(&self, programme: &Programme, item: &Item) -> Result<(), Refusal> {
        text("programme.content_missing", &item.content)?;
        short(&item.form)?;
        short(&item.authority)?;
        self.bodies(&programme.body, &item.lead, &item.with)?;
        let days = days_of(programme.plan.year, programme.plan.quarter);
        if days.is_some_and(|(from, to)| item.due < from || item.due > to) {
            return refuse("programme.due_outside_the_period");
        }
        item.carried.as_ref().map_or(Ok(()), |from| self.carried(programme, item, from))
    }

    /// An item goes on once, from an earlier programme of the same body that is as public, when it was not done.
    fn carried(&self, own: &Programme, item: &Item, from: &Carried) -> Result<(), Refusal> {
        let before = self.programme(&from.programme)?;
        let Some(known) = before.items.get(&from.item) else {
            return Err(Refusal::new("programme.unknown_item").with("item", &from.item));
        };
        let start = |of: &Programme| days_of(of.plan.year, of.plan.quarter).map(|days| days.0);
        if before.body != own.body || start(before) >= start(own) || known.due >= item.due {
            return refuse("programme.not_from_before");
        }
        if before.plan.closed && !own.plan.closed {
            return refuse("programme.rests_on_a_closed_one");
        }
        if before.done.contains_key(&from.item) {
            return refuse("programme.item_is_done");
        }
        let goes_on = self.state.programme.carried_to(from);
        let here = |to: &Carried| to.programme == own.id && to.item == item.id;
        match goes_on {
            Some(to) if !here(to) => refuse("programme.carried_twice"),
            _ => Ok(()),
        }
    }

    /// What happens to a programme itself.
    fn planned(&self, programme: &Programme, event: &Event) -> Result<(), Refusal> {
        match event {
            Event::ItemSet { item, .. } => {
                if programme.issued.is_some() {
                    return refuse("programme.is_issued");
                }
                let new = !programme.items.contains_key(&item.id);
                few(programme.items.len() + usize::from(new), MOST_ITEMS)?;
                self.unfinished(programme, &item.id)?;
                self.item(programme, item)
            }
            Event::Issued { document, .. } => {
                if programme.issued.is_some() {
                    return refuse("programme.is_issued");
                }
                if programme.items.is_empty() {
                    return refuse("programme.no_items");
                }
                self.dated(document)
            }
            Event::Amended { number, reason: why, document, set, removed, .. } => {
                if programme.issued.is_none() {
                    return refuse("programme.not_issued");
                }
                if usize::from(*number) != programme.amendments.len() + 1 {
                    return refuse("programme.number_differs");
                }
                reason(why)?;
                self.dated(document)?;
                self.amended(programme, set, removed)
            }
            Event::ItemDone { item, on, document, .. } => {
                if !programme.items.contains_key(item) {
                    return Err(Refusal::new("programme.unknown_item").with("item", item));
                }
                self.unfinished(programme, item)?;
                self.past(*on)?;
                self.dated(document)
            }
            _ => Ok(()),
        }
    }

    fn unfinished(&self, programme: &Programme, item: &ItemId) -> Result<(), Refusal> {
        if programme.done.contains_key(item) {
            return Err(Refusal::new("programme.item_is_done").with("item", item));
        }
        Ok(())
    }

    fn amended(
        &self,
        programme: &Programme,
        set: &[Item],
        removed: &[ItemId],
    ) -> Result<(), Refusal> {
        if set.is_empty() && removed.is_empty() {
            return refuse("programme.changes_nothing");
        }
        few(programme.items.len() + set.len(), MOST_ITEMS)?;
        let mut seen = BTreeSet::new();
        for id in removed {
            if !programme.items.contains_key(id) {
                return Err(Refusal::new("programme.unknown_item").with("item", id));
            }
        }
        for id in set.iter().map(|item| &item.id).chain(removed) {
            self.unfinished(programme, id)?;
            if !seen.insert(id) {
                return Err(Refusal::new("programme.item_twice").with("item", id));
            }
        }
        set.iter().try_for_each(|item| self.item(programme, item))
    }

    /// A new task, or a part of one.
    fn given(&self, programme: &Programme, given: &Given) -> Result<(), Refusal> {
        let parent = given.parent.as_ref().map(|id| self.task(id)).transpose()?;
        match parent {
            None => self.acts_for(&programme.body, "programme.another_body")?,
            Some(parent) => {
                self.acts_for(&parent.given.owner, "programme.not_the_owner")?;
                self.part(programme, parent, given)?;
            }
        }
        text("programme.content_missing", &given.content)?;
        text("programme.result_missing", &given.result)?;
        let giver = parent.map_or(&programme.body, |parent| &parent.given.owner);
        self.bodies(giver, &given.owner, &given.with)?;
        if given.due < self.today {
            return refuse("programme.due_in_the_past");
        }
        if let Some(item) = &given.item
            && !programme.items.contains_key(item)
        {
            return Err(Refusal::new("programme.unknown_item").with("item", item));
        }
        match &given.origin {
            None if parent.is_none() => refuse("programme.origin_missing"),
            None => Ok(()),
            Some(_) if parent.is_some() => refuse("programme.origin_is_the_parents"),
            Some(origin) => {
                if let Some(meeting) = &origin.meeting {
                    text("programme.meeting_missing", meeting)?;
                }
                self.dated(&origin.document)
            }
        }
    }

    fn part(&self, programme: &Programme, parent: &Task, given: &Given) -> Result<(), Refusal> {
        if parent.programme != programme.id || given.item.is_some() {
            return refuse("programme.part_of_another_programme");
        }
        under_way(parent)?;
        if parent.depth >= self.here.depth {
            return Err(Refusal::new("programme.too_deep").with("depth", self.here.depth));
        }
        few(parent.parts.len() + 1, MOST_PARTS)?;
        not_after(given.due, parent)
    }

    /// What happens to a task that was given.
    fn followed(&self, task: &Task, event: &Event) -> Result<(), Refusal> {
        let owner = || self.acts_for(&task.given.owner, "programme.not_the_owner");
        let giver = || self.acts_for(&task.giver, "programme.not_the_giver");
        match event {
            Event::TaskAccepted { .. } => {
                owner()?;
                stands(task, Step::Assigned, "programme.task_is_not_new")
            }
            Event::TaskDeclined { reason: why, .. } => {
                owner()?;
                stands(task, Step::Assigned, "programme.task_is_not_new")?;
                reason(why)
            }
            Event::TaskUpheld { reason: why, .. } => {
                giver()?;
                stands(task, Step::Declined, "programme.task_is_not_declined")?;
                reason(why)
            }
            Event::TaskProgressed { note, percent, .. } => {
                owner()?;
                under_way(task)?;
                if percent.is_some_and(|percent| percent > 100) {
                    return refuse("programme.percent_out_of_range");
                }
                text("programme.note_missing", note)
            }
            Event::ExtensionAsked { until, reason: why, .. } => {
                owner()?;
                self.extension(task, *until)?;
                if task.asked().is_some() {
                    return refuse("programme.extension_is_asked");
                }
                reason(why)
            }
            Event::ExtensionGranted { until, .. } => {
                giver()?;
                let Some(asked) = task.asked() else {
                    return refuse("programme.no_extension_asked");
                };
                if asked.until != *until {
                    return refuse("programme.extension_differs");
                }
                self.extension(task, *until)
            }
            Event::ExtensionRefused { reason: why, .. } => {
                giver()?;
                if task.asked().is_none() {
                    return refuse("programme.no_extension_asked");
                }
                reason(why)
            }
            Event::TaskSubmitted { on, result, document, files, despite, .. } => {
                owner()?;
                under_way(task)?;
                self.now(*on)?;
                text("programme.result_missing", result)?;
                self.shown_by(task, document.as_ref(), files)?;
                let open = self.state.programme.roll_up(task).open();
                match despite {
                    Some(why) => reason(why),
                    None if open > 0 => {
                        Err(Refusal::new("programme.parts_are_open").with("parts", open))
                    }
                    None => Ok(()),
                }
            }
            Event::TaskReturned { reason: why, .. } => {
                giver()?;
                stands(task, Step::Submitted, "programme.task_is_not_submitted")?;
                reason(why)
            }
            Event::TaskApproved { on, note, .. } => {
                giver()?;
                stands(task, Step::Submitted, "programme.task_is_not_submitted")?;
                self.now(*on)?;
                note.as_deref().map_or(Ok(()), short)
            }
            Event::TaskCancelled { reason: why, .. } => {
                giver()?;
                if task.is_ended() {
                    return refuse("programme.task_is_ended");
                }
                reason(why)
            }
            Event::Opened { .. }
            | Event::ItemSet { .. }
            | Event::Issued { .. }
            | Event::Amended { .. }
            | Event::ItemDone { .. }
            | Event::TaskGiven { .. } => Ok(()),
        }
    }

    fn now(&self, on: Date) -> Result<(), Refusal> {
        if on == self.today { Ok(()) } else { refuse("programme.day_differs") }
    }

    /// A later day is asked and granted while the deadline has not ended, and never beyond that of the whole.
    fn extension(&self, task: &Task, until: Date) -> Result<(), Refusal> {
        if task.step != Step::Assigned {
            under_way(task)?;
        }
        if self.today > task.due {
            return Err(Refusal::new("programme.deadline_has_passed").with("day", task.due));
        }
        if until <= task.due {
            return refuse("programme.not_later");
        }
        let parent = task.given.parent.as_ref().and_then(|id| self.state.programme.task(id));
        parent.map_or(Ok(()), |parent| not_after(until, parent))
    }

    /// What shows the result: a document, or files. Of a public programme they can be seen by all once looked through.
    fn shown_by(
        &self,
        task: &Task,
        document: Option<&Document>,
        files: &[Hash],
    ) -> Result<(), Refusal> {
        if document.is_none() && files.is_empty() {
            return refuse("programme.evidence_missing");
        }
        document.map_or(Ok(()), |document| self.dated(document))?;
        few(files.len(), MOST_FILES)?;
        if !self.state.shows_programme(&task.programme) {
            return Ok(());
        }
        let unit = self.state.people.body(&task.given.owner).and_then(|body| body.unit.as_ref());
        let known =
            |file: &Hash| unit.is_some_and(|unit| self.state.evidence.of(unit).get(file).is_some());
        if files.iter().all(known) { Ok(()) } else { refuse("programme.unknown_file") }
    }
}

fn stands(task: &Task, step: Step, code: &'static str) -> Result<(), Refusal> {
    if task.step == step { Ok(()) } else { refuse(code) }
}

fn under_way(task: &Task) -> Result<(), Refusal> {
    if task.step.is_under_way() { Ok(()) } else { refuse("programme.task_is_not_under_way") }
}

fn not_after(due: Date, parent: &Task) -> Result<(), Refusal> {
    if due <= parent.due {
        return Ok(());
    }
    Err(Refusal::new("programme.due_after_the_whole").with("day", parent.due))
}
