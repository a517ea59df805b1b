use super::{
    Body, BodyId, By, Charge, Officer, OfficerId, Place, Right,
    passkey::{MOST_PASSKEYS, Passkey},
};
use crate::{Head, State, events::events, refusal::Refusal, units::UnitId};

events! {
    /// What has happened to people.
    pub enum Event {
        "people.body_formed" => BodyFormed { body: Body },
        "people.officer_registered" => OfficerRegistered { officer: Officer },
        "people.role_granted" => RoleGranted { officer: OfficerId, role: String, body: BodyId },
        "people.role_ended" => RoleEnded {
            officer: OfficerId,
            role: String,
            body: BodyId,
            reason: String,
        },
        /// An officer will sign with this key of his own.
        "people.passkey_added" => PasskeyAdded { officer: OfficerId, passkey: Passkey },
        /// It signs nothing from now on; what it has signed stays signed.
        "people.passkey_ended" => PasskeyEnded { officer: OfficerId, id: String, reason: String },
    }
}

impl Event {
    /// A body belongs to its unit, a role to the unit of its body, an officer to the unit of the body
    /// that wrote him down, and a passkey to the unit of the body in which he added it.
    pub(crate) fn unit(&self, state: &State, head: &Head) -> Option<UnitId> {
        let unit_of = |body: &BodyId| state.people.body(body)?.unit.clone();
        match self {
            Event::BodyFormed { body } => body.unit.clone(),
            Event::OfficerRegistered { .. } | Event::PasskeyAdded { .. } => {
                head.body.as_ref().and_then(unit_of)
            }
            Event::RoleGranted { body, .. } | Event::RoleEnded { body, .. } => unit_of(body),
            Event::PasskeyEnded { id, .. } => state.people.passkey(id)?.unit.clone(),
        }
    }
}

/// Whether `event` may follow in `state`.
///
/// Bodies and roles are given by who keeps the system, or by who may appoint in the unit concerned.
/// The node itself may do so only while nobody holds a role: that is how a first keeper comes.
///
/// # Errors
/// `people.*`: the first rule that the event would break, with the facts that show it.
pub fn lawful(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    let (people, units) = (&state.people, &state.units);
    let rules = &state.rules_at(head.at)?.people;
    let appoints = |unit: Option<&UnitId>| {
        let place = Place::of(unit);
        state
            .allows_setting_up(head, Right::KeepSystem, Place::Node)
            .or_else(|_| state.allows(head, Right::Appoint, place))
    };
    match event {
        Event::BodyFormed { body } => {
            appoints(body.unit.as_ref())?;
            let refuse = |code| Refusal::new(code).with("body", &body.id);
            if people.body(&body.id).is_some() {
                return Err(refuse("people.body_formed_twice"));
            }
            if body.name.trim().is_empty() {
                return Err(refuse("people.nameless"));
            }
            if !rules.bodies.contains(&body.kind) {
                return Err(refuse("people.unknown_kind_of_body").with("kind", &body.kind));
            }
            if let Some(unit) = &body.unit
                && units.get(unit).is_none()
            {
                return Err(refuse("people.unknown_unit").with("unit", unit));
            }
            let charged = match &body.charge {
                None => true,
                // A team's records are its area's: both must belong to the same unit.
                Some(Charge::Area(area)) => {
                    let area = state.election.area(area);
                    area.is_some_and(|area| body.unit.as_ref() == Some(&area.unit))
                }
                Some(Charge::Constituency { election, number }) => {
                    state.election.constituency(election, *number).is_some()
                }
            };
            if !charged {
                return Err(refuse("people.unknown_charge"));
            }
            // Who may appoint in a commune gives nobody a charge over more than the commune.
            if let (Some(Charge::Constituency { election, .. }), Some(unit)) =
                (&body.charge, &body.unit)
                && !state.election.get(election).is_some_and(|e| units.lies_in(&e.unit, unit))
            {
                return Err(refuse("people.charge_beyond_unit").with("unit", unit));
            }
            Ok(())
        }
        Event::OfficerRegistered { officer } => {
            // Whoever may appoint somewhere may write a person down; a role is what counts.
            let own = head.body.as_ref().and_then(|body| people.body(body));
            appoints(own.and_then(|body| body.unit.as_ref()))?;
            let refuse = |code| Refusal::new(code).with("officer", &officer.id);
            if people.officer(&officer.id).is_some() {
                return Err(refuse("people.officer_registered_twice"));
            }
            if officer.name.trim().is_empty() {
                return Err(refuse("people.nameless"));
            }
            Ok(())
        }
        Event::RoleGranted { officer, role, body } => {
            let refuse = |code| {
                Refusal::new(code).with("officer", officer).with("role", role).with("body", body)
            };
            let of = people.body(body).ok_or_else(|| refuse("people.unknown_body"))?;
            appoints(of.unit.as_ref())?;
            people.officer(officer).ok_or_else(|| refuse("people.unknown_officer"))?;
            let rule = rules.roles.get(role).ok_or_else(|| refuse("people.unknown_role"))?;
            if !rule.bodies.contains(&of.kind) {
                return Err(refuse("people.role_not_of_this_body"));
            }
            if people.holds(officer, role, body) {
                return Err(refuse("people.role_granted_twice"));
            }
            Ok(())
        }
        Event::RoleEnded { officer, role, body, reason } => {
            let refuse = |code| Refusal::new(code).with("officer", officer).with("role", role);
            let of = people.body(body).ok_or_else(|| refuse("people.unknown_body"))?;
            appoints(of.unit.as_ref())?;
            if !people.holds(officer, role, body) {
                return Err(refuse("people.role_not_held"));
            }
            if reason.trim().is_empty() {
                return Err(refuse("people.reason_missing"));
            }
            Ok(())
        }
        Event::PasskeyAdded { officer, passkey } => {
            // Nobody adds a key for another; and only where he has a seat.
            let own = head.by == By::Officer(officer.clone());
            let seat = head.body.as_ref().is_some_and(|body| people.sits(officer, body));
            if !own || !seat {
                return Err(Refusal::new("people.no_right").with("by", &head.by));
            }
            passkey.sound()?;
            let refuse = |code| Refusal::new(code).with("passkey", &passkey.id);
            if people.passkey(&passkey.id).is_some() || people.knows_key(&passkey.key) {
                return Err(refuse("people.passkey_added_twice"));
            }
            let standing = people.passkeys(officer).filter(|held| held.stands()).count();
            if standing >= MOST_PASSKEYS {
                return Err(refuse("people.too_many_passkeys").with("most", MOST_PASSKEYS));
            }
            Ok(())
        }
        Event::PasskeyEnded { officer, id, reason } => {
            if head.by != By::Officer(officer.clone()) {
                return Err(Refusal::new("people.no_right").with("by", &head.by));
            }
            let refuse = |code| Refusal::new(code).with("passkey", id);
            let held = people.passkey(id).filter(|held| held.stands() && held.officer == *officer);
            held.ok_or_else(|| refuse("people.passkey_not_held"))?;
            if reason.trim().is_empty() {
                return Err(refuse("people.reason_missing"));
            }
            Ok(())
        }
    }
}
