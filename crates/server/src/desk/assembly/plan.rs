//! Convening a meeting: anew, or after an earlier one whose sites, agenda and delegates are taken over.

use super::{Desk, LONGEST, ROOM, SHORT, Said, Sent, bodies, field, officer_of, officers, time};
use crate::{
    App,
    desk::asks::{Asks, body_choices, id_of},
    meetings::{Sees, sees},
    sent::Form,
    session::Officer,
    site::calendar,
};
use axum::{
    extract::{Query, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Event,
    assembly::{
        AssemblyRules, Continues, Event as A, Meeting, MeetingId, MeetingRule, Numbering, Plan,
        Quorum, SiteId, Step,
    },
    people::{BodyId, Right},
    vote::{Document, Threshold},
};
use dienhong_look::{Markup, form, html, part};
use std::sync::Arc;

/// How many delegates one record lists.
pub(super) const ROWS: usize = 200;

#[derive(serde::Deserialize)]
pub(in super::super) struct Asked {
    /// The meeting that serves as a template.
    #[serde(default)]
    from: String,
    /// A site of it that goes on by itself.
    #[serde(default)]
    site: String,
}

fn rules(desk: &Desk) -> Option<AssemblyRules> {
    desk.view.state.rules_at(desk.now()).ok()?.assembly.clone()
}

/// The meeting that is taken as a template, when this officer may see all of it.
fn template(desk: &Desk, id: &str) -> Option<Arc<Meeting>> {
    let meeting = desk.view.state.assembly.get(&MeetingId::from(id))?;
    let seen = sees(&desk.view, Some(&desk.officer.id), meeting)?;
    (seen >= Sees::Member).then(|| meeting.clone())
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let mut sent = Sent::default();
    sent.typed.insert("from".into(), asked.from);
    sent.typed.insert("site".into(), asked.site);
    page(&desk, StatusCode::OK, &sent)
}

/// What a quorum asks for, in words.
pub(super) fn quorum_words(desk: &Desk, rule: &MeetingRule) -> Markup {
    let speech = desk.speech;
    let all = rule.quorum.unwrap_or(Quorum { delegates: None, at_site: None, sites: None });
    let share = |key: &str, of: Threshold| {
        let met = serde_json::to_value(of.met).ok();
        let met = met.and_then(|met| Some(met.as_str()?.to_owned())).unwrap_or_default();
        let met = speech.t(&format!("meeting.met_{met}"));
        let share = of.share.to_string();
        speech.tell(&format!("meeting.quorum_{key}"), &[("met", &met), ("share", &share)])
    };
    let lines: Vec<String> = [
        all.delegates.map(|of| share("delegates", of)),
        all.at_site.map(|of| share("at_site", of)),
        all.sites.map(|of| share("sites", of)),
    ]
    .into_iter()
    .flatten()
    .collect();
    html! {
        p.article {
            @if lines.is_empty() { (speech.t("meeting.no_quorum")) } @else { (lines.join("; ")) "." }
            " " cite { (rule.source.article) } " " small { (speech.t(calendar::sure(rule.source.sure))) }
        }
    }
}

fn page(desk: &Desk, status: StatusCode, sent: &Sent) -> Response {
    let own = bodies(desk, Right::ConductMeetings);
    let Some(rules) = rules(desk).filter(|_| !own.is_empty()) else { return desk.missing() };
    let t = |key: &str| desk.speech.t(&format!("meeting.{key}"));
    let action = desk.speech.url(&format!("{ROOM}/convene"));
    let asks = Asks { desk, action, words: "meeting", sent };
    let kinds: Vec<(String, String)> = rules
        .kinds
        .keys()
        .map(|kind| (kind.clone(), desk.speech.t(&format!("assembly.kind.{kind}"))))
        .collect();
    let from = template(desk, sent.value("from"));
    let site = from.as_ref().and_then(|of| of.sites.get(&SiteId::from(sent.value("site"))));
    let mut people: Vec<(String, String)> =
        own.iter().flat_map(|body| officers(desk, &body.id)).collect();
    people.dedup();
    let deputies: Vec<(String, String)> =
        std::iter::once((String::new(), t("nobody"))).chain(people.clone()).collect();
    let name = from.as_ref().map_or(String::new(), |of| of.plan.title.clone());
    let place = from.as_ref().map_or(String::new(), |of| of.plan.place.clone());
    let closed = from.as_ref().is_some_and(|of| of.plan.closed);
    let title = t("convene");
    let body = html! {
        (part::head(&title, None))
        (desk.trouble(sent.refused.as_deref()))
        @if let Some(of) = &from {
            p { @if site.is_some() { (t("continues_about")) } @else { (t("from_about")) } " " b lang="vi" { (of.plan.title) } }
        }
        (asks.form("convene", form::Weight::Strong, &html! {
            (form::hidden("from", sent.value("from")))
            (form::hidden("site", sent.value("site")))
            (asks.select("convene", "body", &body_choices(&own)))
            (asks.select("convene", "kind", &kinds))
            (asks.field("convene", "heading", form::Kind::Text, &name))
            (asks.date("convene", "day"))
            (asks.field("convene", "clock", form::Kind::Text, "08:00"))
            (asks.field("convene", "ends", form::Kind::Text, ""))
            (asks.field("convene", "place", form::Kind::Text, &place))
            (asks.select("convene", "chair", &people))
            (asks.select("convene", "deputy", &deputies))
            (asks.text("convene", "document"))
            (asks.date("convene", "on"))
            (asks.tick("convene", "closed", &t("closed"), closed))
            p.hint { (t("closed_about")) }
            (asks.tick("convene", "roman", &t("roman"), false))
        }))
        (part::section("rules", &t("rules"), &html! {
            @for (kind, rule) in &rules.kinds { h3 { (desk.speech.t(&format!("assembly.kind.{kind}"))) } (quorum_words(desk, rule)) }
        }))
    };
    desk.page(status, title, &body)
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let mut sent = Sent::of(typed);
    let Some(rules) = rules(&desk) else { return desk.missing() };
    let id = MeetingId::from(id_of(&sent, "m").as_str());
    let from = template(&desk, sent.value("from"));
    let site = SiteId::from(sent.value("site"));
    let mut said = Said::new(&desk, &mut sent);
    let body = BodyId::from(said.needed("body", SHORT).as_str());
    let plan = plan(&mut said, &rules, from.as_deref(), &site);
    let Some(plan) = plan.filter(|_| sent.wrong.is_empty()) else {
        return page(&desk, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    };
    let mut events = vec![A::Convened { meeting: id.clone(), plan }];
    if let Some(from) = &from {
        events.extend(taken_over(&id, from, &site));
    }
    let command = Command::Record(events.into_iter().map(Event::Assembly).collect());
    match desk.asked_at(&mut sent, Some(body), command, |refusal| field(refusal, "convene")).await {
        true => desk.to(&format!("{ROOM}/{id}")),
        false => page(&desk, StatusCode::CONFLICT, &sent),
    }
}

/// What the form says of a meeting.
fn plan(
    said: &mut Said,
    rules: &AssemblyRules,
    from: Option<&Meeting>,
    site: &SiteId,
) -> Option<Plan> {
    let kind = said.needed("kind", SHORT);
    let title = said.needed("heading", SHORT);
    let begins = time(said, "day", "clock");
    let ends = match said.raw("ends").is_empty() {
        true => None,
        false => Some(time(said, "day", "ends")?),
    };
    let place = said.needed("place", SHORT);
    let chair = officer_of(said, "chair");
    let deputies = officer_of(said, "deputy").into_iter().collect();
    let number = said.text("document", SHORT);
    let document = match number.is_empty() {
        true => None,
        false => Some(Document { number, on: said.date("on")? }),
    };
    let rule = rules.kinds.get(&kind);
    if rule.is_none() {
        said.wrong("kind", said.desk.speech.t("asks.choose"));
    }
    if chair.is_none() {
        said.wrong("chair", said.desk.speech.t("asks.choose"));
    }
    let rule = rule?;
    let continues = from.filter(|of| of.sites.contains_key(site));
    Some(Plan {
        title,
        kind,
        begins: begins?,
        ends,
        place,
        closed: said.ticked("closed"),
        chair: chair?,
        deputies,
        numbering: Numbering { prefix: String::new(), roman: said.ticked("roman") },
        quorum: rule.quorum,
        floor: rule.floor.clone(),
        follows: from.filter(|_| continues.is_none()).map(|of| of.id.clone()),
        continues: continues.map(|of| Continues { meeting: of.id.clone(), site: site.clone() }),
        document,
    })
}

/// Sites, delegates and agenda of the meeting before; of one site, when it goes on by itself.
fn taken_over(id: &MeetingId, from: &Meeting, site: &SiteId) -> Vec<A> {
    let alone = from.sites.contains_key(site) && from.step() == Step::Closed;
    let here = |of: &SiteId| !alone || of == site;
    let mut events = Vec::new();
    for of in from.sites().filter(|of| here(&of.site.id)) {
        let mut site = (*of.site).clone();
        if alone {
            site.parent = None;
        }
        events.push(A::SiteSet { meeting: id.clone(), site });
    }
    let delegates: Vec<_> =
        from.delegates.values().filter(|of| here(&of.site)).map(|of| (**of).clone()).collect();
    for rows in delegates.chunks(ROWS) {
        events.push(A::DelegatesListed { meeting: id.clone(), delegates: rows.to_vec() });
    }
    for (_, of) in from.agenda().into_iter().filter(|_| !alone) {
        events.push(A::ItemSet { meeting: id.clone(), item: (*of.item).clone() });
    }
    events
}

/// The fields of a plan that stands, to be changed before the meeting opens.
pub(super) fn replan(said: &mut Said, meeting: &Meeting) -> Option<A> {
    let begins = time(said, "day", "clock");
    let place = said.needed("place", SHORT);
    let reason = said.needed("reason", LONGEST);
    let plan = Plan { begins: begins?, ends: None, place, ..(*meeting.plan).clone() };
    Some(A::Replanned { meeting: meeting.id.clone(), plan, reason })
}
