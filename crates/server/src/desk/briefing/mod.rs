//! Briefings at the desk: who sends and follows, the people of one's own unit, and what an officer has to read.

mod links;
mod people;
mod read;
mod send;
mod tree;

use super::{
    Desk,
    asks::{Asks, SHORT, Said, at_field, bodies, body_choices, id_of},
    frame::Sent,
};
use crate::{
    App,
    readers::{days, officer_key},
    sent::Form,
    session::Officer,
    site::{self, briefing as shown},
};
use axum::{
    Router,
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
    routing::get,
};
use dienhong_core::{
    Command, Event,
    briefing::{Attached, Briefing, BriefingId, Event as B, Plan, Recipient},
    people::{Body, BodyId, Place, Right},
    refusal::Refusal,
};
use dienhong_journal::{Hash, Millis};
use dienhong_look::{Link, Markup, form, html, part};
use std::sync::Arc;

const ROOM: &str = "/desk/briefings";

pub(super) fn routes(at: &impl Fn(&str) -> String) -> Router<Arc<App>> {
    let of = |path: &str| at(&format!("{ROOM}/{{id}}{path}"));
    Router::new()
        .route(&at(ROOM), get(list).post(open))
        .route(&of("/units/{body}"), get(send::show).post(send::take))
        .route(&of("/units/{body}/people"), get(people::show).post(people::take))
        .route(&of("/units/{body}/links"), get(links::show).post(links::make))
        .route(&of("/tree/{body}"), get(tree::show))
        .route(&of("/tree/{body}/{page}"), get(tree::show_page))
        .route(&of("/read/{body}"), get(read::show).post(read::take))
        .route(&of("/read/{body}/files/{hash}"), get(file_of_reader))
        .route(&of("/files/{hash}"), get(file))
}

/// The fields of each form at which something can be said.
const FIELDS: [(&str, &[&str]); 10] = [
    ("open", &["heading", "issuer", "due", "document", "on"]),
    ("article", &["number", "text", "file"]),
    ("set_quiz", &["questions"]),
    ("send", &["others", "due"]),
    ("send_all", &["unit", "due"]),
    ("plan_session", &["others", "place"]),
    ("hold", &["present"]),
    ("carry", &["text", "document", "on", "file"]),
    ("look", &["note"]),
    ("close", &["on"]),
];

/// At which field a refusal is shown. None: its form has no such field.
fn field(refusal: &Refusal, step: &str) -> Option<String> {
    let named = at_field(
        refusal,
        step,
        &[
            ("title_missing", "heading"),
            ("issuer_missing", "issuer"),
            ("due_in_the_past", "due"),
            ("due_after_the_senders", "due"),
            ("article_twice", "number"),
            ("article_incomplete", "text"),
            ("not_a_file", "file"),
            ("question_unsound", "questions"),
            ("questions_out_of_range", "questions"),
            ("unit_not_below", "unit"),
            ("bodies_out_of_range", if step == "send_all" { "unit" } else { "others" }),
            ("unknown_body", "others"),
            ("not_below", "others"),
            ("received_twice", "others"),
            ("not_received", "others"),
            ("body_twice", "others"),
            ("place_missing", "place"),
            ("nothing_said", "text"),
            ("note_missing", "note"),
            ("figures_out_of_range", "present"),
            ("closed_before_opened", "on"),
        ],
    )?;
    let (_, fields) = FIELDS.iter().find(|(known, _)| *known == step)?;
    let (_, name) = named.split_once('.')?;
    fields.contains(&name).then(|| named.clone())
}

/// A briefing that an officer has to read for a body.
struct ToRead {
    of: Arc<Briefing>,
    own: Arc<Recipient>,
    acknowledged: bool,
    excused: bool,
    reminded: Option<u64>,
}

/// All that this officer has to read, the newest first.
fn to_read(desk: &Desk) -> Vec<ToRead> {
    let state = &desk.view.state;
    let seats: Vec<_> = state.people.seats(&desk.officer.id).map(|(body, _)| body).collect();
    let key = officer_key(&desk.officer.id);
    let mut all = Vec::new();
    for of in state.briefing.newest() {
        for own in seats.iter().filter_map(|body| of.recipient(&body.id)) {
            if !of.is_sent() {
                continue;
            }
            let reading = desk
                .app
                .desk
                .reading((of.id.as_str(), own.body.as_str()), &key)
                .unwrap_or_default();
            all.push(ToRead {
                of: of.clone(),
                own: own.clone(),
                acknowledged: reading.acknowledged.is_some(),
                excused: reading.excused,
                reminded: reading.reminded,
            });
        }
    }
    all
}

impl ToRead {
    fn owes(&self) -> bool {
        !self.acknowledged && !self.excused
    }
}

/// What the desk's first page says of briefings: whether they concern this officer, and what he has yet to read.
pub(super) fn on_the_desk(desk: &Desk) -> Option<String> {
    let all = to_read(desk);
    if all.is_empty() && bodies(desk, Right::SendBriefings).is_empty() {
        return None;
    }
    let owed: Vec<&ToRead> = all.iter().filter(|of| of.owes()).collect();
    let speech = &desk.speech;
    if owed.is_empty() {
        return Some(speech.t("briefing.to_desk_about"));
    }
    let count = speech.many(owed.len());
    Some(match owed.iter().filter_map(|of| of.reminded).max() {
        None => speech.tell("briefing.to_acknowledge", &[("count", &count)]),
        Some(at) => {
            let when = site::when(&desk.view.state.node, Millis::new(at));
            speech.tell("briefing.to_acknowledge_reminded", &[("count", &count), ("when", &when)])
        }
    })
}

fn own_bodies(desk: &Desk) -> Vec<Arc<Body>> {
    match desk.view.state.briefing_rules(desk.view.at) {
        Some(_) => bodies(desk, Right::SendBriefings),
        None => Vec::new(),
    }
}

async fn list(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    index(&desk, StatusCode::OK, &Sent::default())
}

/// Days that are left for a body now.
fn left(desk: &Desk, due: dienhong_core::Date) -> i32 {
    desk.today().map_or(0, |today| (due - today).get_days())
}

fn index(desk: &Desk, status: StatusCode, sent: &Sent) -> Response {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("briefing.{key}"));
    let own = own_bodies(desk);
    let state = &desk.view.state;
    let reads = to_read(desk);
    if own.is_empty() && reads.is_empty() {
        return desk.missing();
    }
    let read = |of: &ToRead| {
        let url = speech.url(&format!("{ROOM}/{}/read/{}", of.of.id, of.own.body));
        let about = match (of.acknowledged, of.excused) {
            (true, _) => t("is_acknowledged"),
            (false, true) => t("is_excused"),
            (false, false) => days(speech, left(desk, of.own.due)),
        };
        (Link::new(of.of.plan.title.clone(), url).lang(speech.names()), Some(about))
    };
    let sends = |body: &Arc<Body>| {
        let all = state.briefing.newest().into_iter().filter_map(|of| {
            let recipient = of.recipient(&body.id)?;
            let url = speech.url(&format!("{ROOM}/{}/units/{}", of.id, body.id));
            let about = format!(
                "{} · {}",
                of.plan.document.number,
                match of.ended {
                    Some(_) => t("is_closed_now"),
                    None => days(speech, left(desk, recipient.due)),
                }
            );
            Some((Link::new(of.plan.title.clone(), url).lang(speech.names()), Some(about)))
        });
        all.take(100).collect::<Vec<_>>()
    };
    let asks = Asks { desk, action: speech.url(ROOM), words: "briefing", sent };
    let title = t("title");
    let body = html! {
        (part::head(&title, None))
        (desk.trouble(sent.refused.as_deref()))
        @if !reads.is_empty() {
            (part::section("read", &t("to_read"), &part::links(&reads.iter().take(100).map(read).collect::<Vec<_>>())))
        }
        @for body in &own {
            @let links = sends(body);
            (part::section_in(speech.names(), &format!("of-{}", body.id), &body.name, &html! {
                @if links.is_empty() { (part::empty(&t("none"), None)) }
                (part::links(&links))
            }))
        }
        @if !own.is_empty() {
            (part::section("open", &t("open"), &asks.folded("open", form::Weight::Strong, &html! {
                (asks.select("open", "body", &body_choices(&own)))
                (asks.document("open"))
                (asks.text("open", "issuer"))
                (asks.text("open", "heading"))
                (asks.field("open", "due", form::Kind::Date, ""))
                (asks.tick("open", "closed", &t("closed"), false))
                p.hint { (t("closed_about")) }
            })))
        }
    };
    desk.page(status, title, &body)
}

async fn open(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let mut sent = Sent::of(typed);
    let id = BriefingId::from(id_of(&sent, "b").as_str());
    let mut said = Said::new(&desk, &mut sent);
    let body = BodyId::from(said.needed("body", SHORT).as_str());
    let document = said.document();
    let issuer = said.needed("issuer", SHORT);
    let title = said.needed("heading", SHORT);
    let due = said.date("due");
    let closed = said.ticked("closed");
    let read = document.zip(due).filter(|_| sent.wrong.is_empty());
    let Some((document, due)) = read else {
        return index(&desk, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    };
    let plan = Plan { document, issuer, title, due, closed };
    let event = Event::Briefing(B::Opened { briefing: id.clone(), plan });
    let command = Command::Record(vec![event]);
    let to = format!("{ROOM}/{id}/units/{body}");
    match desk.asked_at(&mut sent, Some(body), command, |refusal| field(refusal, "open")).await {
        true => desk.to(&to),
        false => index(&desk, StatusCode::CONFLICT, &sent),
    }
}

/// A briefing as the secretary of one body that has it sees it.
struct Own {
    of: Arc<Briefing>,
    own: Arc<Recipient>,
    body: Arc<Body>,
}

impl Own {
    fn find(desk: &Desk, id: &str, body: &str) -> Option<Own> {
        let of = desk.view.state.briefing.get(&BriefingId::from(id))?.clone();
        let own = of.recipient(&BodyId::from(body))?.clone();
        let body = own_bodies(desk).into_iter().find(|body| body.id == own.body)?;
        Some(Own { of, own, body })
    }

    fn is_root(&self) -> bool {
        self.of.body == self.body.id
    }

    fn path(&self, more: &str) -> String {
        format!("{ROOM}/{}/units/{}{more}", self.of.id, self.body.id)
    }

    fn tabs(&self, desk: &Desk, here: &str) -> Markup {
        let speech = &desk.speech;
        let t = |key: &str| speech.t(&format!("briefing.{key}"));
        let tree = format!("{ROOM}/{}/tree/{}", self.of.id, self.body.id);
        let read = format!("{ROOM}/{}/read/{}", self.of.id, self.body.id);
        let tab =
            |key: &str, path: String| Link::new(t(key), speech.url(&path)).current(key == here);
        let mut all = vec![
            tab("tab_send", self.path("")),
            tab("tab_people", self.path("/people")),
            tab("tab_tree", tree),
        ];
        if self.of.is_sent() {
            all.push(tab("tab_read", read));
        }
        part::tabs(&t("title"), &all)
    }

    /// The document as the body has it.
    fn head(&self, desk: &Desk, here: &str, sent: &Sent) -> Markup {
        let speech = &desk.speech;
        html! {
            (part::head_in(speech.names(), &self.of.plan.title, None))
            (self.tabs(desk, here))
            (desk.trouble(sent.refused.as_deref()))
            (shown::particulars(speech, &desk.view.state, &self.of, self.own.due))
            @if self.of.plan.closed { p.hint { (speech.t("briefing.is_closed_about")) } }
        }
    }
}

/// A file at the desk, and whether all may see it.
fn file_link(desk: &Desk, of: &Briefing, file: &Attached) -> Markup {
    let speech = &desk.speech;
    let public = desk.view.state.briefing.shown().any(|scan| scan.blob == file.blob);
    html! {
        a href=(speech.url(&format!("{ROOM}/{}/files/{}", of.id, file.blob))) { (speech.t("briefing.open_file")) }
        " " small {
            @if of.plan.closed { (speech.t("briefing.file_closed")) }
            @else if public { (speech.t("scan.public")) }
            @else { (shown::file_kept(speech, file)) }
        }
    }
}

/// Whether this officer may send briefings for a body that has it above `body`, or is the same.
fn stands_above(desk: &Desk, of: &Briefing, body: &BodyId) -> bool {
    own_bodies(desk).iter().any(|own| of.is_under(body, &own.id))
}

/// Whether this officer may look a file through, so that all may see it.
fn may_look(desk: &Desk, of: &Briefing, blob: &Hash) -> bool {
    let state = &desk.view.state;
    let scan = of.files.get(blob).filter(|scan| !scan.private && !of.plan.closed);
    let body = of.brought_by(blob).and_then(|body| state.people.body(body));
    let reaches = |body: &Arc<Body>| desk.may(Right::SendBriefings, Place::of(body.unit.as_ref()));
    let own = of.files.brought_by(blob, &desk.officer.id);
    scan.is_some() && !own && body.is_some_and(reaches)
}

/// A file of an article: for whoever sits in a body that has it. One that shows what was done: for those above.
async fn file(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, hash)): Path<(String, String)>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let found = desk.view.state.briefing.get(&id.as_str().into()).cloned();
    let Some((of, hash)) = found.zip(hash.parse::<Hash>().ok()) else { return desk.missing() };
    let brought = of.brought_by(&hash);
    let may = brought.is_some_and(|body| {
        reads_article(&desk, &of, &hash, None)
            || stands_above(&desk, &of, body)
            || may_look(&desk, &of, &hash)
    });
    match may {
        true => crate::readers::private_file(&desk.app, &hash),
        false => desk.missing(),
    }
}

fn reads_article(desk: &Desk, of: &Briefing, hash: &Hash, body: Option<&str>) -> bool {
    let mut files = of.articles.iter().filter_map(|article| article.file.as_ref());
    let mut seats = desk.view.state.people.seats(&desk.officer.id).map(|(body, _)| &body.id);
    files.any(|file| file.blob == *hash)
        && of.is_sent()
        && seats
            .any(|own| of.recipient(own).is_some() && body.is_none_or(|body| own.as_str() == body))
}

async fn file_of_reader(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, body, hash)): Path<(String, String, String)>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let found = desk.view.state.briefing.get(&id.as_str().into()).cloned();
    let found = found.zip(hash.parse::<Hash>().ok());
    match found.filter(|(of, hash)| reads_article(&desk, of, hash, Some(&body))) {
        Some((_, hash)) => crate::readers::private_file(&desk.app, &hash),
        None => desk.missing(),
    }
}
