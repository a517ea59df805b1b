use super::{
    Amendment, AmendmentId, Event, How, Motion, MotionId, MotionRules, Moved, Place as Lines, Step,
    Take, normal,
};
use crate::{
    Head, State,
    people::{Place, Right},
    refusal::{Refusal, refuse, said},
};
use std::{collections::BTreeSet, sync::Arc};

/// The most characters of a text: it is one record.
const MOST_TEXT: usize = 15_000;

/// The most amendments to one motion, and motions taken at once.
const MOST_AMENDMENTS: usize = 500;
const MOST_TOGETHER: usize = 100;

/// Whether `event` may follow in `state`.
///
/// # Errors
/// `motion.*`: the first rule that the event would break, with the facts that show it.
pub fn lawful(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    let rules = state.rules_at(head.at)?;
    let here = rules.motion.as_ref().ok_or_else(|| Refusal::new("motion.not_here"))?;
    acts(state, head, event)?;
    if let Event::Moved { motion, moved } = event {
        return match state.motion.get(motion) {
            Some(_) => refuse("motion.moved_twice"),
            None => is_sound(moved, here),
        };
    }
    if let Event::DecidedTogether { motions, adopted, how } = event {
        return together(state, head, motions, *adopted, how);
    }
    let unknown = |id: &MotionId| Refusal::new("motion.unknown").with("motion", id);
    let id = event.motions().first().ok_or_else(|| Refusal::new("motion.unknown"))?;
    let ask = Ask { state, motion: state.motion.get(id).ok_or_else(|| unknown(id))? };
    match event {
        Event::Moved { .. } | Event::DecidedTogether { .. } => Ok(()),
        Event::Admitted { .. } => ask.is(&[Step::Moved]),
        Event::NotAdmitted { reason, .. } => {
            ask.is(&[Step::Moved])?;
            said("motion.reason_missing", reason)
        }
        Event::Withdrawn { reason, .. } => {
            ask.is(&[Step::Moved, Step::Admitted])?;
            said("motion.reason_missing", reason)
        }
        Event::Adopted { how, .. } => ask.decided(true, how),
        Event::Rejected { how, .. } => ask.decided(false, how),
        Event::Reopened { amendment, reason, .. } => {
            ask.reopened(amendment.as_ref())?;
            said("motion.reason_missing", reason)
        }
        Event::Amended { amendment, place, text, reason, by, .. } => {
            ask.amended(amendment, *place, text)?;
            said("motion.mover_missing", by)?;
            said("motion.reason_missing", reason)
        }
        Event::AmendmentAccepted { amendment, .. } => {
            ask.is(&[Step::Moved, Step::Admitted])?;
            ask.taken_in(ask.open(amendment)?)
        }
        Event::AmendmentAdopted { amendment, how, .. } => {
            ask.is(&[Step::Admitted])?;
            ask.taken_in(ask.open(amendment)?)?;
            ask.how(true, how)
        }
        Event::AmendmentRejected { amendment, how, .. } => {
            ask.is(&[Step::Admitted])?;
            ask.open(amendment)?;
            ask.how(false, how)
        }
        Event::AmendmentWithdrawn { amendment, reason, .. } => {
            ask.is(&[Step::Moved, Step::Admitted])?;
            ask.open(amendment)?;
            said("motion.reason_missing", reason)
        }
    }
}

/// Whether who asks conducts the meetings of the body before which it is, and acts for it.
fn acts(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    let held = event.body(state);
    let body = held.or(head.body.as_ref());
    let unit = body.and_then(|body| state.people.body(body)?.unit.as_ref());
    state.allows(head, Right::ConductMeetings, Place::of(unit))?;
    match held {
        Some(held) if head.body.as_ref() != Some(held) => refuse("motion.another_body"),
        _ => Ok(()),
    }
}

fn is_sound(moved: &Moved, rules: &MotionRules) -> Result<(), Refusal> {
    said("motion.title_missing", &moved.title)?;
    said("motion.mover_missing", &moved.by)?;
    said("motion.text_missing", &moved.text)?;
    fits(&moved.text)?;
    // Numbers of lines must mean the same to everybody.
    if moved.width == rules.line { Ok(()) } else { refuse("motion.width_differs") }
}

fn fits(text: &str) -> Result<(), Refusal> {
    let length = text.chars().count();
    if length > MOST_TEXT {
        return Err(Refusal::new("motion.text_too_long")
            .with("length", length)
            .with("most", MOST_TEXT));
    }
    Ok(())
}

fn together(
    state: &State,
    head: &Head,
    motions: &[MotionId],
    adopted: bool,
    how: &How,
) -> Result<(), Refusal> {
    if !(2..=MOST_TOGETHER).contains(&motions.len()) {
        return refuse("motion.block_out_of_range");
    }
    if motions.iter().collect::<BTreeSet<_>>().len() != motions.len() {
        return refuse("motion.named_twice");
    }
    let mut closed = None;
    for id in motions {
        let unknown = || Refusal::new("motion.unknown").with("motion", id);
        let motion = state.motion.get(id).ok_or_else(unknown)?;
        if head.body.as_ref() != Some(&motion.body) {
            return refuse("motion.another_body");
        }
        // One record cannot be public of some and closed of others.
        if *closed.get_or_insert(motion.moved.closed) != motion.moved.closed {
            return refuse("motion.closed_differs");
        }
        let ask = Ask { state, motion };
        ask.decided(adopted, how).map_err(|refusal| refusal.with("title", &motion.moved.title))?;
    }
    Ok(())
}

struct Ask<'a> {
    state: &'a State,
    motion: &'a Arc<Motion>,
}

impl<'a> Ask<'a> {
    fn not_now(&self) -> Refusal {
        Refusal::new("motion.not_now").with("step", self.motion.step.name())
    }

    fn is(&self, steps: &[Step]) -> Result<(), Refusal> {
        if steps.contains(&self.motion.step) { Ok(()) } else { Err(self.not_now()) }
    }

    fn decided(&self, adopted: bool, how: &How) -> Result<(), Refusal> {
        self.is(&[Step::Admitted])?;
        if adopted {
            let open = self.motion.amendments.iter().find(|of| of.take == Take::Open);
            if let Some(open) = open {
                return Err(Refusal::new("motion.amendments_are_open").with("number", open.number));
            }
            said("motion.text_missing", &self.motion.text_now())?;
        }
        self.how(adopted, how)
    }

    /// What it is decided by says the same.
    fn how(&self, adopted: bool, how: &How) -> Result<(), Refusal> {
        let (id, question) = match how {
            How::Consent { reason } => return said("motion.reason_missing", reason),
            How::Vote { vote, question } => (vote, *question),
        };
        let unknown = || Refusal::new("motion.unknown_vote").with("vote", id);
        let vote = self.state.vote.get(id).ok_or_else(unknown)?;
        let carries = usize::from(question) < vote.call.questions.len();
        if vote.body != self.motion.body || !carries {
            return refuse("motion.vote_differs");
        }
        // Who has the public log alone could not read what came of it.
        if vote.call.closed && !self.motion.moved.closed {
            return refuse("motion.vote_is_closed");
        }
        if vote.declared.is_none() || vote.annulled.is_some() {
            return refuse("motion.vote_not_declared");
        }
        match self.state.carried(id, question) {
            None => refuse("motion.vote_differs"),
            Some(carried) if carried != adopted => refuse("motion.outcome_differs"),
            Some(_) => Ok(()),
        }
    }

    fn reopened(&self, amendment: Option<&AmendmentId>) -> Result<(), Refusal> {
        match amendment {
            None if self.motion.step.is_open() => Err(self.not_now()),
            None => Ok(()),
            Some(id) => {
                self.is(&[Step::Moved, Step::Admitted])?;
                match self.amendment(id)?.take {
                    Take::Open => refuse("motion.amendment_is_open"),
                    _ => Ok(()),
                }
            }
        }
    }

    fn amendment(&self, id: &AmendmentId) -> Result<&'a Arc<Amendment>, Refusal> {
        let unknown = || Refusal::new("motion.unknown_amendment").with("amendment", id);
        self.motion.amendment(id).ok_or_else(unknown)
    }

    /// An amendment that is not decided.
    fn open(&self, id: &AmendmentId) -> Result<&'a Arc<Amendment>, Refusal> {
        let known = self.amendment(id)?;
        match known.take {
            Take::Open => Ok(known),
            take => Err(Refusal::new("motion.amendment_decided").with("take", take.name())),
        }
    }

    /// No two of the same words become part of the text.
    fn taken_in(&self, amendment: &Amendment) -> Result<(), Refusal> {
        let other = self.motion.overlapping(amendment).find(|other| other.take.is_in());
        match other {
            Some(other) => {
                Err(Refusal::new("motion.amendments_overlap").with("number", other.number))
            }
            None => Ok(()),
        }
    }

    fn amended(&self, id: &AmendmentId, place: Lines, text: &str) -> Result<(), Refusal> {
        self.is(&[Step::Moved, Step::Admitted])?;
        if self.motion.amendment(id).is_some() {
            return refuse("motion.amended_twice");
        }
        if self.motion.amendments.len() >= MOST_AMENDMENTS {
            return Err(Refusal::new("motion.too_many_amendments").with("most", MOST_AMENDMENTS));
        }
        let lines = self.motion.lines.len();
        if !place.fits(lines) {
            return Err(Refusal::new("motion.lines_out_of_range").with("lines", lines));
        }
        fits(text)?;
        let text = normal(text);
        match place {
            Lines::After { .. } => said("motion.text_missing", &text),
            Lines::Lines { .. } if text == self.motion.words(place) => {
                refuse("motion.changes_nothing")
            }
            Lines::Lines { .. } => Ok(()),
        }
    }
}
