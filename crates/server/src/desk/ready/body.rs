//! The members of a body that runs a poll: named, replaced, put on duty.

use super::super::{
    Desk, Typed,
    frame::{LONGEST, picks, said_in, too_long},
};
use crate::{App, sent::Form, session::Officer, site};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Date, Event,
    people::{Body, BodyId, Charge, OfficerId, Right},
    readiness::{self, Office, Person, Staffing},
    rules::{Clock, Rules},
};
use dienhong_look::{Markup, form, html, part};
use std::sync::Arc;

/// What is wrong, and with which field; without one, with all of it.
type Wrong = (Option<&'static str>, String);

/// The longest name of a person.
const NAME: usize = 120;

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(body): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    page(&desk, &body, StatusCode::OK, &Typed::new(), None)
}

/// The rules now, or on the day of the election that the body was formed for.
fn rules(desk: &Desk, body: &Body) -> Option<(Arc<Rules>, Date)> {
    let state = &desk.view.state;
    let at = desk.now();
    let held = match &body.charge {
        Some(Charge::Constituency { election, .. }) => state.election.get(election),
        _ => None,
    };
    let rules = match held {
        Some(election) => state.node.rules_on(election.day),
        None => state.node.rules_at(at),
    };
    let rules = rules?.clone();
    let today = rules.local(at).day;
    Some((rules, today))
}

fn page(
    desk: &Desk,
    id: &str,
    status: StatusCode,
    typed: &Typed,
    wrong: Option<&Wrong>,
) -> Response {
    let speech = &desk.speech;
    let state = &desk.view.state;
    let Some(of) = state.people.body(&BodyId::from(id)) else { return desk.missing() };
    let Some((rules, today)) = rules(desk, of) else { return desk.missing() };
    if !desk.may(Right::PrepareElection, state.place_of(of)) {
        let body = part::empty(&speech.t("people.no_right"), None);
        return desk.page(StatusCode::FORBIDDEN, of.name.clone(), &body);
    }
    let none = Staffing::default();
    let staffing = state.readiness.staffing(&of.id).map_or(&none, |staffing| staffing);
    let asks =
        Asks { desk, typed, wrong, action: speech.url(&format!("/desk/readiness/bodies/{id}")) };
    let general = wrong.filter(|(field, _)| field.is_none()).map(|(_, why)| why.as_str());
    let body = html! {
        (part::head(&of.name, None))
        (desk.trouble(general))
        (part::section("members", &speech.t("readiness.members"), &html! {
            (site::readiness::members(speech, state, staffing))
            (site::readiness::findings(speech, state, &rules, of, today))
            @if let Some(rule) = state.size_rule(&rules, of) {
                p { small { (speech.tell("readiness.size_rule", &[
                    ("least", &rule.at_least.to_string()), ("most", &rule.at_most.to_string()),
                ])) " " cite { (rule.source.article) } } }
            }
        }))
        (part::section("name", &speech.t("readiness.name_member"), &asks.name(of, staffing, today)))
        @if staffing.standing().next().is_some() {
            (part::section("end", &speech.t("readiness.end_member"), &asks.end(staffing, today)))
            (part::section("shift", &speech.t("readiness.shifts"), &html! {
                (site::readiness::shifts(speech, state, staffing))
                (asks.shift(staffing))
            }))
        }
        (part::section("size", &speech.t("readiness.explain_size"), &asks.size()))
    };
    desk.page(status, of.name.clone(), &body)
}

/// The forms of the page, with what was typed into the one that was refused.
struct Asks<'a> {
    desk: &'a Desk,
    typed: &'a Typed,
    wrong: Option<&'a Wrong>,
    action: String,
}

impl Asks<'_> {
    fn said(&self, step: &str, name: &str) -> &str {
        said_in(self.typed, step, name)
    }

    fn error(&self, step: &str, name: &str) -> Option<&str> {
        let asked = self.typed.get("step").is_some_and(|asked| asked == step);
        self.wrong.filter(|(field, _)| asked && *field == Some(name)).map(|(_, why)| why.as_str())
    }

    fn field(&self, step: &str, name: &'static str, kind: form::Kind, value: &str) -> Markup {
        let said = self.said(step, name);
        let value = if said.is_empty() { value } else { said };
        let speech = &self.desk.speech;
        let hint = format!("readiness.hint_{name}");
        let hint = speech.knows(&hint).then(|| speech.t(&hint));
        html! { (form::Field {
            name, id: Some(&format!("{step}-{name}")), kind, value, hint: hint.as_deref(),
            label: &speech.t(&format!("readiness.col_{name}")), error: self.error(step, name),
            ..form::Field::default()
        }) }
    }

    fn form(&self, step: &str, body: &Markup) -> Markup {
        html! {
            form method="post" action=(self.action) {
                (self.desk.stamps())
                (form::hidden("step", step))
                (body)
            }
        }
    }

    fn name(&self, body: &Body, staffing: &Staffing, today: Date) -> Markup {
        let (speech, state) = (&self.desk.speech, &self.desk.view.state);
        // Officers of this body may be named by who they are; others by their names.
        let sits = |id: &OfficerId| state.people.seats(id).any(|(of, _)| of.id == body.id);
        let officers = state.people.officers().filter(|officer| sits(&officer.id));
        let none = (String::new(), speech.t("readiness.by_name"));
        let officers: Vec<(String, String)> = std::iter::once(none)
            .chain(officers.map(|officer| (officer.id.to_string(), officer.name.clone())))
            .collect();
        let offices = Office::ALL.map(|office| {
            let name = office.name();
            (name.to_owned(), speech.t(&format!("readiness.office_{name}")))
        });
        let left = (1u16..).zip(&staffing.members).filter(|(number, member)| {
            member.ended.is_some()
                && !staffing.members.iter().any(|other| other.replaces == Some(*number))
        });
        let left = left.map(|(number, m)| (number.to_string(), state.member_name(m).to_owned()));
        let nobody = (String::new(), speech.t("readiness.replaces_nobody"));
        let left: Vec<(String, String)> = std::iter::once(nobody).chain(left).collect();
        let picks = |all, name| picks(all, self.said("name", name));
        let known = staffing.members.len() + 1;
        self.form("name", &html! {
            (form::hidden("member", &known.to_string()))
            @if officers.len() > 1 {
                (form::select("officer", &speech.t("readiness.col_officer"), &picks(&officers, "officer"), None))
            }
            (self.field("name", "name", form::Kind::Text, ""))
            (form::select("office", &speech.t("readiness.col_office"), &picks(&offices, "office"), self.error("name", "office")))
            (self.field("name", "from", form::Kind::Date, &today.to_string()))
            @if left.len() > 1 {
                (form::select("replaces", &speech.t("readiness.col_replaces"), &picks(&left, "replaces"), self.error("name", "replaces")))
            }
            (self.field("name", "namesake", form::Kind::Text, ""))
            (form::button(form::Weight::Jade, &speech.t("readiness.name_do")))
        })
    }

    fn standing(&self, staffing: &Staffing) -> Vec<(String, String)> {
        let state = &self.desk.view.state;
        let standing = staffing.standing();
        standing.map(|(n, m)| (n.to_string(), state.member_name(m).to_owned())).collect()
    }

    fn end(&self, staffing: &Staffing, today: Date) -> Markup {
        let speech = &self.desk.speech;
        let members = self.standing(staffing);
        let picks = picks(&members, self.said("end", "member"));
        self.form("end", &html! {
            (form::select("member", &speech.t("readiness.col_member"), &picks, self.error("end", "member")))
            (self.field("end", "on", form::Kind::Date, &today.to_string()))
            (self.field("end", "reason", form::Kind::Text, ""))
            (form::button(form::Weight::Grave, &speech.t("readiness.end_do")))
        })
    }

    fn shift(&self, staffing: &Staffing) -> Markup {
        let speech = &self.desk.speech;
        self.form(
            "shift",
            &html! {
                (self.field("shift", "day", form::Kind::Date, ""))
                (self.field("shift", "from_hour", form::Kind::Text, "07:00"))
                (self.field("shift", "until_hour", form::Kind::Text, "13:00"))
                fieldset.choice {
                    legend { (speech.t("readiness.on_duty")) }
                    @if let Some(why) = self.error("shift", "members") { p.wrong { (why) } }
                    @for (number, name) in self.standing(staffing) {
                        @let field = format!("duty:{number}");
                        div.pick {
                            input id={ "duty-" (number) } type="checkbox" name=(field) value="yes"
                                checked[!self.said("shift", &field).is_empty()];
                            label for={ "duty-" (number) } { (name) }
                        }
                    }
                }
                (form::button(form::Weight::Plain, &speech.t("readiness.shift_do")))
            },
        )
    }

    fn size(&self) -> Markup {
        let speech = &self.desk.speech;
        part::more(
            &speech.t("readiness.explain_size_open"),
            &self.form(
                "size",
                &html! {
                    (self.field("size", "document", form::Kind::Text, ""))
                    (self.field("size", "reason", form::Kind::Text, ""))
                    (form::button(form::Weight::Plain, &speech.t("readiness.explain_size_do")))
                },
            ),
        )
    }
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let body = BodyId::from(id.as_str());
    let Some(of) = desk.view.state.people.body(&body).cloned() else { return desk.missing() };
    let event = match asked(&desk, &body, &typed) {
        Ok(event) => event,
        Err(wrong) => {
            return page(&desk, &id, StatusCode::UNPROCESSABLE_ENTITY, &typed, Some(&wrong));
        }
    };
    let way = (Right::PrepareElection, desk.view.state.place_of(&of));
    let command = Command::Record(vec![Event::Readiness(event)]);
    match desk.ask(&typed, way, command, Vec::new()).await {
        Ok(()) => desk.to(&format!("/desk/readiness/bodies/{id}")),
        Err(why) => page(&desk, &id, StatusCode::CONFLICT, &typed, Some(&(None, why))),
    }
}

fn asked(desk: &Desk, body: &BodyId, typed: &Typed) -> Result<readiness::Event, Wrong> {
    let speech = desk.speech;
    let said = |name: &str| typed.get(name).map_or("", |text| text.trim());
    let no =
        |field: &'static str, key: &str| (Some(field), speech.tell(key, &[("found", said(field))]));
    for (field, most) in
        [("name", NAME), ("namesake", LONGEST), ("reason", LONGEST), ("document", LONGEST)]
    {
        if let Some(why) = too_long(speech, said(field), most) {
            return Err((Some(field), why));
        }
    }
    let date = |field| said(field).parse::<Date>().map_err(|_| no(field, "table.bad_date"));
    let hour = |field| {
        Clock::try_from(said(field).to_owned()).map_err(|_| no(field, "readiness.bad_hour"))
    };
    let filled = |field, key| match said(field) {
        "" => Err(no(field, key)),
        text => Ok(text.to_owned()),
    };
    let number = |field| said(field).parse::<u16>().map_err(|_| no(field, "setup.nothing_chosen"));
    let body = body.clone();
    match said("step") {
        "name" => {
            let person = match said("officer") {
                "" => Person::Name(filled("name", "readiness.nameless")?),
                officer => Person::Officer(OfficerId::from(officer)),
            };
            let office = Office::ALL.into_iter().find(|office| office.name() == said("office"));
            let replaces = match said("replaces") {
                "" => None,
                _ => Some(number("replaces")?),
            };
            Ok(readiness::Event::MemberNamed {
                body,
                member: number("member")?,
                person,
                office: office.ok_or_else(|| no("office", "setup.nothing_chosen"))?,
                from: date("from")?,
                replaces,
                namesake: Some(said("namesake").to_owned()).filter(|text| !text.is_empty()),
            })
        }
        "end" => Ok(readiness::Event::MemberEnded {
            body,
            member: number("member")?,
            on: date("on")?,
            reason: filled("reason", "readiness.reason_missing")?,
        }),
        "shift" => {
            let ticked = typed.keys().filter_map(|name| name.strip_prefix("duty:")?.parse().ok());
            let mut members: Vec<u16> = ticked.collect();
            members.sort_unstable();
            if members.is_empty() {
                return Err(no("members", "readiness.shift_without_members"));
            }
            let (day, from, until) = (date("day")?, hour("from_hour")?, hour("until_hour")?);
            Ok(readiness::Event::ShiftSet { body, day, from, until, members })
        }
        "size" => Ok(readiness::Event::SizeExplained {
            body,
            document: filled("document", "readiness.document_missing")?,
            reason: filled("reason", "readiness.reason_missing")?,
        }),
        _ => Err((None, speech.t("setup.nothing_chosen"))),
    }
}
