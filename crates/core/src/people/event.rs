use super::{Body, BodyId, By, Officer, OfficerId, People, Right};
use crate::{
    refusal::Refusal,
    rules::PeopleRules,
    units::{UnitId, Units},
};
use serde::{Deserialize, Serialize};

/// What has happened to people. The names stand in journals for ever: add, never rename.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", deny_unknown_fields)]
pub enum Event {
    #[serde(rename = "people.body_formed")]
    BodyFormed { body: Body },
    #[serde(rename = "people.officer_registered")]
    OfficerRegistered { officer: Officer },
    #[serde(rename = "people.role_granted")]
    RoleGranted { officer: OfficerId, role: String, body: BodyId },
    #[serde(rename = "people.role_ended")]
    RoleEnded { officer: OfficerId, role: String, body: BodyId, reason: String },
}

/// Whether `event`, asked for by `by` on behalf of `on_behalf`, may follow.
///
/// Bodies and roles are given by who keeps the system, or by who may appoint in the unit concerned.
/// The node itself may do so only while nobody holds a role: that is how a first keeper comes.
///
/// # Errors
/// `people.*`: the first rule that the event would break, with the facts that show it.
pub fn lawful(
    people: &People,
    context: (&PeopleRules, &Units),
    (by, on_behalf): (&By, Option<&BodyId>),
    event: &Event,
) -> Result<(), Refusal> {
    let (rules, units) = context;
    let appoints = |unit: Option<&UnitId>| {
        let may = match (by, on_behalf) {
            (By::Node, None) => people.is_unstaffed(),
            (By::Officer(officer), Some(body)) => {
                let may = |right, unit| people.may(context, (officer, body), right, unit);
                may(Right::KeepSystem, None) || may(Right::Appoint, unit)
            }
            _ => false,
        };
        if may { Ok(()) } else { Err(Refusal::new("people.no_right").with("by", by)) }
    };
    match event {
        Event::BodyFormed { body } => {
            appoints(body.unit.as_ref())?;
            let refuse = |code| Refusal::new(code).with("body", &body.id.0);
            if people.body(&body.id).is_some() {
                return Err(refuse("people.body_formed_twice"));
            }
            if body.name.trim().is_empty() {
                return Err(refuse("people.nameless"));
            }
            if !rules.bodies.contains(&body.kind) {
                return Err(refuse("people.unknown_kind_of_body").with("kind", &body.kind));
            }
            match &body.unit {
                Some(unit) if units.get(unit).is_none() => {
                    Err(refuse("people.unknown_unit").with("unit", unit))
                }
                _ => Ok(()),
            }
        }
        Event::OfficerRegistered { officer } => {
            // Whoever may appoint somewhere may write a person down; a role is what counts.
            let own = on_behalf.and_then(|body| people.body(body)).and_then(|b| b.unit.as_ref());
            appoints(own)?;
            let refuse = |code| Refusal::new(code).with("officer", &officer.id.0);
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
                Refusal::new(code)
                    .with("officer", &officer.0)
                    .with("role", role)
                    .with("body", &body.0)
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
            let refuse = |code| Refusal::new(code).with("officer", &officer.0).with("role", role);
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
    }
}
