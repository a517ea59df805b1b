use super::{Unit, UnitId, Units};
use crate::{
    Date, Head, State,
    events::events,
    people::{Place, Right},
    refusal::Refusal,
    rules::UnitRules,
};

events! {
    /// What has happened to units.
    pub enum Event {
        "unit.registered" => Registered { unit: Box<Unit> },
        /// From `to` on the unit is no more; what follows it is registered beside this.
        "unit.closed" => Closed { unit: UnitId, to: Date, reason: String },
    }
}

/// Whether `event` may follow in `state`: who keeps the system registers units.
///
/// # Errors
/// `unit.*`: the first rule that the event would break, with the facts that show it.
pub fn lawful(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    state.allows_setting_up(head, Right::KeepSystem, Place::Node)?;
    fits(&state.units, &state.rules_at(head.at)?.units, event)
}

/// Whether `event` fits what is known, whoever asks for it.
///
/// # Errors
/// As [`lawful`], without those of rights.
pub fn fits(units: &Units, rules: &UnitRules, event: &Event) -> Result<(), Refusal> {
    match event {
        Event::Registered { unit } => registrable(units, rules, unit),
        Event::Closed { unit, to, reason } => {
            let refuse = |code| Refusal::new(code).with("unit", unit);
            let standing = units.get(unit).ok_or_else(|| refuse("unit.unknown"))?;
            if standing.to.is_some() {
                return Err(refuse("unit.already_closed"));
            }
            if standing.from.is_some_and(|from| *to <= from) {
                return Err(refuse("unit.ends_before_it_begins"));
            }
            if reason.trim().is_empty() {
                return Err(refuse("unit.reason_missing"));
            }
            Ok(())
        }
    }
}

fn registrable(units: &Units, rules: &UnitRules, unit: &Unit) -> Result<(), Refusal> {
    let refuse = |code| Refusal::new(code).with("unit", &unit.id);
    if units.get(&unit.id).is_some() {
        return Err(refuse("unit.registered_twice"));
    }
    if unit.code.trim().is_empty() || unit.short_name.trim().is_empty() {
        return Err(refuse("unit.nameless"));
    }
    let level = rules
        .depth(&unit.kind)
        .ok_or_else(|| refuse("unit.unknown_kind").with("kind", &unit.kind))?;
    if unit.from.zip(unit.to).is_some_and(|(from, to)| to <= from) {
        return Err(refuse("unit.ends_before_it_begins"));
    }
    if let Some(parent) = &unit.parent {
        let parent = units
            .get(parent)
            .ok_or_else(|| refuse("unit.unknown_parent").with("parent", parent))?;
        if rules.depth(&parent.kind).is_none_or(|above| above >= level) {
            return Err(refuse("unit.parent_not_above").with("parent", &parent.id));
        }
    }
    for predecessor in &unit.predecessors {
        let refuse = |code| refuse(code).with("predecessor", &predecessor.unit);
        let before =
            units.get(&predecessor.unit).ok_or_else(|| refuse("unit.unknown_predecessor"))?;
        let ended = before.to.zip(unit.from).is_some_and(|(to, from)| to <= from);
        if predecessor.whole && !ended {
            return Err(refuse("unit.predecessor_still_stands"));
        }
    }
    Ok(())
}
