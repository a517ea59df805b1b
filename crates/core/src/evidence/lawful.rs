use super::Event;
use crate::{
    Head, State,
    people::{By, Place, Right},
    refusal::{Refusal, refuse},
    scans::{MAX_COPIES, is_scan},
};

/// Whether `event` may follow in `state`.
///
/// Who prepares elections in a unit brings what shows it, and looks through what others brought. Who manages tasks there
/// does so with what shows the result of a task.
///
/// # Errors
/// `evidence.*`: the first rule that the event would break, with the facts that show it.
pub fn lawful(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    let unit = event.unit();
    if state.units.get(unit).is_none() {
        return Err(Refusal::new("election.unknown_unit").with("unit", unit));
    }
    let may = |right| state.allows(head, right, Place::Unit(unit));
    let of_a_task = match event {
        Event::Brought { .. } => true,
        Event::Reviewed { blob, .. } | Event::Redacted { original: blob, .. } => {
            state.programme.names(blob)
        }
    };
    match may(Right::PrepareElection) {
        Err(_) if of_a_task => may(Right::ManageTasks)?,
        prepares => prepares?,
    }
    let files = state.evidence.of(unit);
    match event {
        Event::Brought { blob, media, bytes, private, .. } => {
            if !is_scan(media, *bytes) {
                return refuse("evidence.not_a_scan");
            }
            match files.get(blob) {
                // Only that it is private adds something.
                Some(known) if known.private || !private => refuse("evidence.brought_twice"),
                _ => Ok(()),
            }
        }
        Event::Reviewed { blob, fit, note, .. } => {
            let known = files.get(blob).ok_or_else(|| Refusal::new("evidence.unknown"))?;
            if let By::Officer(by) = &head.by
                && files.brought_by(blob, by)
            {
                return refuse("evidence.reviewed_by_who_brought_it");
            }
            if *fit && known.private {
                return refuse("evidence.is_private");
            }
            if !fit && note.as_deref().is_none_or(|note| note.trim().is_empty()) {
                return refuse("evidence.note_missing");
            }
            Ok(())
        }
        Event::Redacted { original, blob, media, bytes, .. } => {
            if files.get(original).is_none_or(|scan| scan.original.is_some()) {
                return refuse("evidence.unknown");
            }
            if files.get(blob).is_some() {
                return refuse("evidence.redacts_nothing");
            }
            if files.copies(original).count() >= MAX_COPIES {
                return refuse("evidence.too_many_copies");
            }
            if !is_scan(media, *bytes) {
                return refuse("evidence.not_a_scan");
            }
            Ok(())
        }
    }
}
