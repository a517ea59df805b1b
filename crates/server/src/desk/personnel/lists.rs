//! Planning lists: who is planned for a post, looked at once a year.

use super::{
    Asks, Said, Sent, body_choices, fresh, id_of, managed, manages, name_of, names_of, people_of,
    record, rooms, ticked, ticks, warning,
};
use crate::{
    App,
    desk::{Desk, asks::SHORT, frame::LONGEST},
    sent::Form,
    session::Officer,
    site::{day, when},
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    people::BodyId,
    personnel::{self, List, ListId, Person, Plan, Removal},
};
use dienhong_look::{Link, Markup, form, html, part};
use std::sync::Arc;

const ROOM: &str = "/desk/personnel/planning";

pub(super) async fn list(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    index(&desk, StatusCode::OK, &Sent::default())
}

fn index(desk: &Desk, status: StatusCode, sent: &Sent) -> Response {
    let own = managed(desk);
    if own.is_empty() {
        return desk.missing();
    }
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("personnel.{key}"));
    let lists = desk.view.state.personnel.lists();
    let links: Vec<(Link, Option<String>)> = lists
        .filter(|list| own.iter().any(|of| of.id == list.body))
        .map(|list| {
            let count = [("count", speech.many(list.people.len())), ("term", term(&list.plan))];
            let count = count.each_ref().map(|(name, fact)| (*name, fact.as_str()));
            let link =
                Link::new(list.plan.post.clone(), speech.url(&format!("{ROOM}/{}", list.id)));
            (link, Some(speech.tell("personnel.list_about", &count)))
        })
        .collect();
    let asks = Asks { desk, action: speech.url(ROOM), words: "personnel", sent };
    let people = people_of(desk, |body| own.iter().any(|of| of.id == *body));
    let most = desk.view.state.personnel_rules(desk.view.at).map(|rules| rules.most_posts.clone());
    let title = t("lists");
    let body = html! {
        (part::head(&title, None))
        (rooms(desk, ROOM))
        (warning(desk))
        (desk.trouble(sent.refused.as_deref()))
        @if links.is_empty() { (part::empty(&t("no_lists"), None)) }
        (part::links(&links))
        (part::section("list", &t("list"), &asks.folded("list", form::Weight::Strong, &html! {
            (asks.select("list", "body", &body_choices(&own)))
            (asks.text("list", "post"))
            (asks.field("list", "term_from", form::Kind::Digits, ""))
            (asks.field("list", "term_to", form::Kind::Digits, ""))
            (ticks(&asks, "list", &t("people"), &people))
            @if let Some(most) = most {
                (part::article(&speech.tell("personnel.most_posts", &[("most", &most.most.to_string())]), &most.source.article, None))
            }
            (asks.document("list"))
        })))
    };
    desk.page(status, title, &body)
}

fn term(plan: &Plan) -> String {
    format!("{}–{}", plan.term.0, plan.term.1)
}

pub(super) async fn open(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let mut sent = Sent::of(typed);
    let list = ListId::from(id_of(&sent, "l").as_str());
    let mut said = Said::new(&desk, &mut sent);
    let body = BodyId::from(said.raw("body").as_str());
    if said.step != "list" || !manages(&desk, &body) {
        return desk.missing();
    }
    let post = said.needed("post", SHORT);
    let term = said.number("term_from").zip(said.number("term_to"));
    let people = ticked(&said, &people_of(&desk, |of| *of == body));
    let document = said.document();
    let plan = term.zip(document);
    let plan = plan.map(|(term, document)| Plan { post, term, people, document });
    let Some(plan) = plan.filter(|_| sent.wrong.is_empty()) else {
        return index(&desk, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    };
    let event = personnel::Event::ListOpened { list: list.clone(), plan };
    match record(&desk, &mut sent, body, vec![event], "list").await {
        true => desk.to(&format!("{ROOM}/{list}")),
        false => index(&fresh(&desk), StatusCode::CONFLICT, &sent),
    }
}

fn found(desk: &Desk, id: &str) -> Option<Arc<List>> {
    let list = desk.view.state.personnel.list(&ListId::from(id))?;
    manages(desk, &list.body).then(|| list.clone())
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(list) = found(&desk, &id) else { return desk.missing() };
    page(&desk, &list, StatusCode::OK, &Sent::default())
}

/// Those of the list's body who do not stand in it.
fn others(desk: &Desk, list: &List) -> Vec<Arc<Person>> {
    let mut people = people_of(desk, |body| *body == list.body);
    people.retain(|person| !list.people.contains(&person.id));
    people
}

fn page(desk: &Desk, list: &List, status: StatusCode, sent: &Sent) -> Response {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("personnel.{key}"));
    let action = speech.url(&format!("{ROOM}/{}", list.id));
    let asks = Asks { desk, action, words: "personnel", sent };
    let node = &desk.view.state.node;
    let year = desk.today().map(|today| today.year().to_string()).unwrap_or_default();
    let title = list.plan.post.clone();
    let body = html! {
        (part::head_in(speech.names(), &title, None))
        (rooms(desk, ""))
        (warning(desk))
        (desk.trouble(sent.refused.as_deref()))
        dl.particulars {
            div { dt { (t("term")) } dd { (term(&list.plan)) } }
            div { dt { (t("document")) } dd lang="vi" { (list.plan.document.number) " · " (day(list.plan.document.on)) } }
        }
        (part::section("people", &t("stands"), &html! {
            p.hint { (t("no_order")) }
            ul { @for id in list.people.iter() { li { (super::person_link(desk, id)) } } }
        }))
        (part::section("reviews", &t("reviews"), &html! {
            @if list.reviews.is_empty() { (part::empty(&t("no_reviews"), None)) }
            @for review in list.reviews.iter().rev() {
                h3 { (review.year) }
                p { time { (when(node, review.at)) } " · " span lang="vi" { (review.document.number) } }
                ul {
                    li { (t("kept")) ": " span lang="vi" { (names_of(desk, &review.kept)) } }
                    @if !review.added.is_empty() { li { (t("added")) ": " span lang="vi" { (names_of(desk, &review.added)) } } }
                    @for removal in &review.removed {
                        li { (t("removed")) ": " span lang="vi" { (name_of(desk, &removal.person)) " (" (removal.reason) ")" } }
                    }
                }
            }
        }))
        (part::section("review", &t("review"), &asks.folded("review", form::Weight::Strong, &html! {
            (asks.field("review", "year", form::Kind::Digits, &year))
            p { (t("review_about")) }
            @if let Some(why) = sent.error("review.people") { p.wrong { (why) } }
            @for id in list.people.iter() {
                (form::group(&name_of(desk, id), &html! {
                    (asks.tick("review", &format!("removes-{id}"), &t("remove"), false))
                    (reason(&asks, id.as_str()))
                }))
            }
            (ticks(&asks, "review", &t("add_people"), &others(desk, list)))
            (asks.document("review"))
        })))
    };
    desk.page(status, title, &body)
}

fn reason(asks: &Asks, id: &str) -> Markup {
    let name = format!("review.reason-{id}");
    let label = asks.desk.speech.t("personnel.removal_reason");
    html! { (form::Field {
        name: &name, label: &label, value: asks.sent.value(&name), error: asks.sent.error(&name),
        ..form::Field::default()
    }) }
}

pub(super) async fn review(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(list) = found(&desk, &id) else { return desk.missing() };
    let mut sent = Sent::of(typed);
    let mut said = Said::new(&desk, &mut sent);
    if said.step != "review" {
        return desk.missing();
    }
    let year = said.number("year");
    let (mut kept, mut removed) = (Vec::new(), Vec::new());
    for person in list.people.iter() {
        if said.ticked(&format!("removes-{person}")) {
            let reason = said.needed(&format!("reason-{person}"), LONGEST);
            removed.push(Removal { person: person.clone(), reason });
        } else {
            kept.push(person.clone());
        }
    }
    let added = ticked(&said, &others(&desk, &list));
    let document = said.document();
    let read = year.zip(document).filter(|_| sent.wrong.is_empty());
    let Some((year, document)) = read else {
        return page(&desk, &list, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    };
    let id = list.id.clone();
    let event = personnel::Event::ListReviewed { list: id, year, kept, added, removed, document };
    match record(&desk, &mut sent, list.body.clone(), vec![event], "review").await {
        true => desk.to(&format!("{ROOM}/{}", list.id)),
        false => page(&fresh(&desk), &list, StatusCode::CONFLICT, &sent),
    }
}
