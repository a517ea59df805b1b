use super::{Event, Photo, Words};
use crate::{
    Head, State,
    code::Code,
    election::{Area, AreaId, ElectionId},
    people::{Place, Right},
    refusal::{Refusal, refuse},
};

/// The most photographs that one note takes.
pub const MOST_PHOTOS: usize = 6;

/// What a photograph may be.
const PHOTOS: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

/// Whether `event` may follow in `state`.
///
/// # Errors
/// `observation.*`: the first rule that the event would break, with the facts that show it.
pub fn lawful(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    match event {
        Event::Noted { note, area, election, happened, text, photos } => {
            let of = observes(state, head, area, election.as_ref())?;
            fresh(state, note)?;
            if *happened > head.at {
                return refuse("observation.in_the_future");
            }
            fit(photos)?;
            words(state, head, of, text)
        }
        Event::Objected { objection, area, election, text, .. } => {
            let of = observes(state, head, area, Some(election))?;
            fresh(state, objection)?;
            if of.opened.is_none() {
                return refuse("observation.nothing_to_object_to");
            }
            if state.election.get(election).is_some_and(|known| known.announced.is_some()) {
                return refuse("observation.result_is_announced");
            }
            words(state, head, of, text)
        }
        Event::Answered { objection, document, text } => {
            let unknown = || Refusal::new("observation.unknown_objection");
            let known = state.observation.objection(objection).ok_or_else(unknown)?;
            let of = state.election.area(&known.area).ok_or_else(unknown)?;
            let place = Place::Area(&known.area, Some(&known.election));
            state.allows(head, Right::SettleComplaints, place)?;
            if known.said.by == head.by {
                return refuse("observation.answers_oneself");
            }
            if known.answer.is_some() {
                return refuse("observation.answered_twice");
            }
            if document.as_deref().is_some_and(|document| document.trim().is_empty()) {
                return refuse("observation.nothing_said");
            }
            words(state, head, of, text)
        }
        Event::Opened { area, opening } => {
            let of = state.election.area(area);
            let of = of.ok_or_else(|| Refusal::new("observation.unknown_area"))?;
            let Some(said) = state.observation.under(area, opening) else {
                return refuse("observation.opens_nothing");
            };
            if said.by != head.by {
                return refuse("observation.not_yours");
            }
            words(state, head, of, &Words::Public(opening.value.clone()))
        }
    }
}

fn observes<'a>(
    state: &'a State,
    head: &Head,
    area: &AreaId,
    election: Option<&ElectionId>,
) -> Result<&'a Area, Refusal> {
    let unknown = || Refusal::new("observation.unknown_area").with("area", area);
    let of = state.election.area(area).ok_or_else(unknown)?;
    if election.is_some_and(|election| of.constituency(election).is_none()) {
        return Err(unknown());
    }
    state.allows(head, Right::Observe, Place::Area(area, election))?;
    Ok(of)
}

fn fresh(state: &State, code: &Code) -> Result<(), Refusal> {
    if !code.is_sound() {
        return refuse("observation.code_malformed");
    }
    let known = &state.observation;
    if known.note(code).is_some() || known.objection(code).is_some() {
        return refuse("observation.code_used_twice");
    }
    Ok(())
}

fn fit(photos: &[Photo]) -> Result<(), Refusal> {
    if photos.len() > MOST_PHOTOS {
        return Err(Refusal::new("observation.too_many_photos").with("most", MOST_PHOTOS));
    }
    if photos.iter().any(|photo| !PHOTOS.contains(&photo.media.as_str()) || photo.bytes == 0) {
        return refuse("observation.not_a_photo");
    }
    Ok(())
}

/// Words for all must say something, and not before all have voted: a sentence may tell a figure.
fn words(state: &State, head: &Head, area: &Area, words: &Words) -> Result<(), Refusal> {
    let Words::Public(text) = words else { return Ok(()) };
    if text.trim().is_empty() {
        return refuse("observation.nothing_said");
    }
    let today = state.rules_at(head.at)?.local(head.at).day;
    let votes = |election: &ElectionId| {
        state.election.get(election).is_some_and(|known| {
            known.ended.is_none() && (known.day <= today || area.opened.is_some())
        })
    };
    if area.constituencies.keys().any(votes) {
        return refuse("observation.not_before_the_poll_ends");
    }
    Ok(())
}
