//! The pages of meetings outside the desk: what follows the meeting on a delegate's phone, and the displays.

use crate::{
    App, Speech, answer,
    meetings::{Hall, Sees, linked, own_numbers, sees},
    public,
    sent::{Form, Typed},
    session::Visitor,
    votes_pages::{act, booth, put, said},
};
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use dienhong_core::{
    Event,
    assembly::{Delegate, Event as A, Kind, Mark, Meeting, MeetingId, Presence, Reach, Step},
    people::By,
    vote,
};
use dienhong_look::{Link, Markup, form, html, part};
use dienhong_node::View;
use std::sync::Arc;

pub(crate) fn routes() -> Router<Arc<App>> {
    crate::LANGUAGES
        .iter()
        .fold(Router::new(), |routes, (_, at)| {
            let at = |path: &str| format!("{at}{path}");
            routes
                .route(&at("/meetings/{id}/seat/{token}"), get(seat).post(seat_acts))
                .route(&at("/meetings/{id}/me"), get(me).post(me_acts))
                .route(&at("/meetings/{id}/screen"), get(screen))
                .route(&at("/meetings/{id}/papers/{hash}"), get(paper))
                .route(&at("/meetings/{id}/seat/{token}/papers/{hash}"), get(seat_paper))
        })
        .route("/live/meetings/{id}", get(crate::halls::follow))
}

fn found(view: &View, id: &str) -> Option<Arc<Meeting>> {
    view.state.assembly.get(&MeetingId::from(id)).cloned()
}

/// Who sits somewhere, and how they have shown it.
struct Sitter {
    view: Arc<View>,
    meeting: Arc<Meeting>,
    delegate: Arc<Delegate>,
    by: By,
    /// What forms of this page carry: a session's token, where there is one.
    csrf: Option<String>,
    /// A link that opens the page, where there is one.
    token: Option<String>,
}

impl Sitter {
    fn by_link(app: &App, id: &str, token: &str) -> Option<Sitter> {
        let view = app.node.view();
        let meeting = found(&view, id)?;
        let number = linked(app, &meeting.id, token)?;
        let delegate = meeting.delegates.get(&number)?.clone();
        Some(Sitter {
            view,
            meeting,
            delegate,
            by: By::Voter,
            csrf: None,
            token: Some(token.to_owned()),
        })
    }

    fn signed_in(app: &App, id: &str, visitor: &Visitor) -> Option<Sitter> {
        let officer = visitor.officer().filter(|officer| !officer.lent)?;
        let view = app.node.view();
        let meeting = found(&view, id)?;
        let number = own_numbers(&meeting, &officer.id).next()?;
        let delegate = meeting.delegates.get(&number)?.clone();
        let csrf = Some(officer.csrf.clone());
        Some(Sitter { view, meeting, delegate, by: officer.by(), csrf, token: None })
    }

    fn hall<'a>(&'a self, app: &'a App, speech: Speech) -> Hall<'a> {
        Hall {
            app: Some(app),
            view: &self.view,
            meeting: &self.meeting,
            speech,
            sees: Sees::Member,
        }
    }

    fn stamps(&self) -> Markup {
        html! {
            @if let Some(csrf) = &self.csrf { (form::hidden("csrf", csrf)) }
            (form::hidden("act", &dienhong_node::fresh_id()))
        }
    }
}

/// What the page says about whoever reads it: presence, the own vote, the own place.
fn mine(hall: &Hall, sitter: &Sitter, action: &str, wrong: Option<&str>) -> Markup {
    let (meeting, number) = (hall.meeting, sitter.delegate.number);
    let button = |step: &str, extra: &Markup, weight: form::Weight, label: &str| {
        html! {
            form method="post" action=(action) {
                (sitter.stamps()) (form::hidden("step", step)) (extra)
                (form::button(weight, label))
            }
        }
    };
    let here = hall.is_here(number);
    let ended = meeting.step() >= Step::Closed;
    let open = hall
        .votes()
        .into_iter()
        .find(|vote| vote.step() == vote::Step::Open && vote.voters.contains_key(&number));
    html! {
        @if let Some(wrong) = wrong { (part::notice(part::Tone::Error, &hall.speech.t("desk.not_done_title"), &html! { p { (wrong) } })) }
        p role="status" {
            (hall.t("you_are")) " "
            b lang="vi" { (sitter.delegate.name) } " · " span lang="vi" { (hall.site_name(meeting.site_of(number).unwrap_or(&sitter.delegate.site))) }
            " · " (hall.presence(number))
            @if !sitter.delegate.seat.is_empty() { " · " (hall.tell("your_seat", &[("seat", &sitter.delegate.seat)])) }
        }
        @if !here && !ended {
            (button("here", &html! {}, form::Weight::Strong, &hall.t("check_in")))
        }
        @if let Some(vote) = &open {
            @if let Some(voter) = vote.voters.get(&number) {
                (booth((hall.speech, &hall.view.state.node, hall.now()), vote, voter, action, &html! { (sitter.stamps()) (form::hidden("step", "answer")) (form::hidden("vote", vote.id.as_str())) }))
            }
        }
        @if here && !ended { (asking(hall, sitter, &button)) }
        @if here && !ended {
            details {
                summary { (hall.t("leave")) }
                (button("left", &html! {}, form::Weight::Plain, &hall.t("leave_do")))
            }
        }
    }
}

type Button<'a> = &'a dyn Fn(&str, &Markup, form::Weight, &str) -> Markup;

/// The own place in the queue, or how to ask for one.
fn asking(hall: &Hall, sitter: &Sitter, button: Button) -> Markup {
    let (meeting, number) = (hall.meeting, sitter.delegate.number);
    let Some(item) = &meeting.current else { return html! {} };
    let speaks = meeting.speaking.as_ref().is_some_and(|turn| turn.delegate == number);
    if speaks {
        return html! {
            p role="status" { b { (hall.t("you_speak")) } }
            (button("stop", &html! {}, form::Weight::Plain, &hall.t("stop_do")))
        };
    }
    let line = meeting.queue(item);
    let place = line.iter().find(|place| place.asked.delegate == number);
    html! {
        @if let Some(place) = place {
            p.my-place role="status" {
                (hall.tell("your_place", &[("place", &place.place.to_string()), ("of", &line.len().to_string())]))
                small { (hall.so_far(number)) " · " (hall.reason("because", place)) }
            }
            (button("withdraw", &html! {}, form::Weight::Plain, &hall.t("withdraw_do")))
        } @else {
            div.actions {
                @for (kind, weight) in [(Kind::Speech, form::Weight::Strong), (Kind::Intervention, form::Weight::Plain), (Kind::PointOfOrder, form::Weight::Plain)] {
                    (button("ask", &form::hidden("kind", kind.name()), weight, &hall.t(&format!("ask_{}", kind.name()))))
                }
            }
            p.hint { (hall.t("ask_about")) }
        }
        @if let Some(left) = meeting.quota_left(number) {
            p.hint { (hall.tell("quota_left", &[("time", &crate::meetings::minutes(left))])) }
        }
    }
}

/// The papers that a delegate may open.
fn papers(hall: &Hall, sitter: &Sitter, at: &str) -> Markup {
    let mine = |reach: &Reach| match reach {
        Reach::Public | Reach::Delegates => true,
        Reach::Groups(groups) => groups.contains(&sitter.delegate.group),
    };
    let given = hall.meeting.papers.iter();
    let given: Vec<_> =
        given.filter(|of| of.withdrawn.is_none() && mine(&of.paper.reach)).collect();
    html! {
        @if !given.is_empty() {
            (part::section("papers", &hall.t("papers"), &html! {
                ul.links {
                    @for of in given {
                        li { a lang="vi" href=(format!("{at}/papers/{}", of.paper.blob)) { (hall.words(&of.paper.title).unwrap_or_default()) }
                            small { (hall.size(of.paper.bytes)) } }
                    }
                }
            }))
        }
    }
}

fn seat_page(
    app: &App,
    uri: &Uri,
    sitter: &Sitter,
    (status, wrong): (StatusCode, Option<&str>),
) -> Response {
    let (speech, path) = Speech::split(uri.path());
    let hall = sitter.hall(app, speech);
    let action = speech.url(path);
    let seat = sitter.token.as_deref().unwrap_or_default();
    let live = format!(
        "/live/meetings/{}?lang={}&since={}&seat={seat}",
        sitter.meeting.id,
        speech.lang(),
        sitter.view.size
    );
    let touched = format!("d{}", sitter.delegate.number);
    let body = html! {
        (part::head_in(Some("vi"), &sitter.meeting.plan.title, None))
        div data-live=(live) data-push=(touched) data-now=(hall.now().get()) {
            p.lost role="status" data-lost=(speech.t("site.line_lost")) {}
            (part::live_part("mine", None, &mine(&hall, sitter, &action, wrong)))
            div #floor aria-live="polite" { (hall.floor()) }
            section aria-labelledby="agenda-h" {
                h2 #agenda-h { (hall.t("agenda")) }
                div #agenda { (hall.agenda()) }
            }
        }
        (papers(&hall, sitter, &action))
        p.hint { (hall.t("seat_about")) }
    };
    let site = public::site(app, &sitter.view, speech, path, None);
    answer::private(status, site.dress(sitter.meeting.plan.title.clone(), Vec::new(), &body, true))
}

/// A delegate's own page, by a link.
async fn seat(
    State(app): State<Arc<App>>,
    uri: Uri,
    Path((id, token)): Path<(String, String)>,
) -> Response {
    let (speech, path) = Speech::split(uri.path());
    match Sitter::by_link(&app, &id, &token) {
        Some(sitter) => seat_page(&app, &uri, &sitter, (StatusCode::OK, None)),
        None => public::missing(&app, speech, path),
    }
}

async fn seat_acts(
    State(app): State<Arc<App>>,
    uri: Uri,
    Path((id, token)): Path<(String, String)>,
    headers: HeaderMap,
    Form(typed): Form,
) -> Response {
    let (speech, path) = Speech::split(uri.path());
    let Some(sitter) = Sitter::by_link(&app, &id, &token) else {
        return public::missing(&app, speech, path);
    };
    // The link alone is the key: no page of another site sends it on for its holder.
    let sound = !answer::foreign(&headers);
    acts(&app, &uri, sitter, sound, &typed, &token).await
}

/// The same page for who is signed in.
async fn me(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let (speech, path) = Speech::split(uri.path());
    match Sitter::signed_in(&app, &id, &visitor) {
        Some(sitter) => seat_page(&app, &uri, &sitter, (StatusCode::OK, None)),
        None => public::missing(&app, speech, path),
    }
}

async fn me_acts(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Path(id): Path<String>,
    Form(typed): Form,
) -> Response {
    let (speech, path) = Speech::split(uri.path());
    let Some(sitter) = Sitter::signed_in(&app, &id, &visitor) else {
        return public::missing(&app, speech, path);
    };
    let officer = visitor.officer();
    let sound =
        typed.get("csrf").is_some_and(|csrf| officer.is_some_and(|officer| officer.sent(csrf)));
    let secret = sitter.csrf.clone().unwrap_or_default();
    acts(&app, &uri, sitter, sound, &typed, &secret).await
}

/// One act of a delegate.
async fn acts(
    app: &App,
    uri: &Uri,
    sitter: Sitter,
    sound: bool,
    typed: &Typed,
    secret: &str,
) -> Response {
    let (speech, path) = Speech::split(uri.path());
    let no = |sitter: &Sitter, status, why: &str| seat_page(app, uri, sitter, (status, Some(why)));
    if !sound || typed.get("act").is_none_or(|act| act.len() < 16) {
        return no(&sitter, StatusCode::FORBIDDEN, &speech.t("desk.form_is_old"));
    }
    let event = match event(speech, &sitter, typed) {
        Ok(event) => event,
        Err(why) => return no(&sitter, StatusCode::UNPROCESSABLE_ENTITY, &why),
    };
    // Who is signed in acts for a body where they sit.
    let body = match &sitter.by {
        By::Officer(officer) => {
            sitter.view.state.people.seats(officer).next().map(|(body, _)| body.id.clone())
        }
        _ => None,
    };
    let by = sitter.by.clone();
    match put(app, speech, (by, body), act(typed, secret), event).await {
        Ok(()) => Redirect::to(&speech.url(path)).into_response(),
        Err(why) => {
            let now = Sitter { view: app.node.view(), ..sitter };
            let meeting = now.view.state.assembly.get(&now.meeting.id).cloned();
            let now = Sitter { meeting: meeting.unwrap_or_else(|| now.meeting.clone()), ..now };
            no(&now, StatusCode::CONFLICT, &why)
        }
    }
}

/// What a form of the page asks for.
fn event(speech: Speech, sitter: &Sitter, typed: &Typed) -> Result<Event, String> {
    let value = |name: &str| typed.get(name).map_or("", |text| text.trim());
    let old = || speech.t("desk.form_is_old");
    let (meeting, delegate) = (sitter.meeting.id.clone(), sitter.delegate.number);
    let mark = |presence| {
        let mark = Mark { delegate, presence, site: None, reason: String::new(), moved: false };
        A::Marked { meeting: meeting.clone(), marks: vec![mark], happened: None }
    };
    let item = sitter.meeting.current.clone();
    Ok(Event::Assembly(match value("step") {
        "here" => mark(Presence::Here),
        "left" => mark(Presence::Left),
        "ask" => {
            let about = Kind::ALL.into_iter().find(|kind| kind.name() == value("kind"));
            let (item, about) = item.zip(about).ok_or_else(old)?;
            A::FloorAsked { meeting, item, delegate, about, happened: None }
        }
        "withdraw" => A::FloorWithdrawn { meeting, item: item.ok_or_else(old)?, delegate },
        "stop" => {
            let own = sitter.meeting.speaking.as_ref().filter(|turn| turn.delegate == delegate);
            own.ok_or_else(old)?;
            A::FloorEnded { meeting }
        }
        "answer" => {
            let vote = sitter.view.state.vote.get(&value("vote").into()).ok_or_else(old)?;
            let of = sitter.view.state.assembly.of_vote(&vote.id);
            let own = of.is_some_and(|of| of.id == sitter.meeting.id);
            let voter = vote.voters.get(&delegate).filter(|_| own).ok_or_else(old)?;
            return said(speech, vote, voter, typed);
        }
        _ => return Err(old()),
    }))
}

/// The display of the room: for everybody, or for whoever sees the meeting.
async fn screen(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let view = app.node.view();
    let (speech, path) = Speech::split(uri.path());
    let officer = visitor.officer().filter(|officer| !officer.lent).map(|officer| &officer.id);
    let seen = found(&view, &id).and_then(|of| Some((sees(&view, officer, &of)?, of)));
    let Some((seen, meeting)) = seen else { return public::missing(&app, speech, path) };
    let hall = Hall {
        app: Some(&app),
        view: &view,
        meeting: &meeting,
        speech,
        sees: seen.min(Sees::Member),
    };
    answer::private(StatusCode::OK, display(&app, &hall, path))
}

/// The display: what is on, who speaks, who comes next, the vote.
fn display(app: &App, hall: &Hall, path: &str) -> Markup {
    let site = public::site(app, hall.view, hall.speech, path, None);
    let live = format!("/live/meetings/{}?whole=true&since={}", hall.meeting.id, hall.view.size);
    let votes = hall.votes();
    let body = html! {
        div.screen data-live=(live) data-now=(hall.now().get()) {
            h1 lang="vi" { (hall.meeting.plan.title) }
            p.lost role="status" data-lost=(hall.speech.t("site.line_lost")) {}
            (part::live_part("screen", None, &html! {
                p { (hall.quorum()) }
                @match votes.first() {
                    Some(vote) if vote.step() < vote::Step::Released || vote.declared.is_some() => {
                        (hall.now_on())
                        (hall.vote_standing(vote))
                    }
                    _ => {}
                }
                div aria-live="polite" { (hall.floor()) }
            }))
        }
    };
    site.dress(hall.meeting.plan.title.clone(), Vec::new(), &body, true)
}

async fn paper(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Path((id, hash)): Path<(String, String)>,
) -> Response {
    let view = app.node.view();
    let (speech, path) = Speech::split(uri.path());
    let officer = visitor.officer().filter(|officer| !officer.lent).map(|officer| &officer.id);
    let given = found(&view, &id).and_then(|of| {
        let seen = sees(&view, officer, &of)?;
        let groups: Vec<String> = officer
            .into_iter()
            .flat_map(|officer| own_numbers(&of, officer))
            .filter_map(|number| Some(of.delegates.get(&number)?.group.clone()))
            .collect();
        given(&of, &hash, |reach| match reach {
            Reach::Public => true,
            Reach::Delegates => seen >= Sees::Member,
            Reach::Groups(all) => {
                seen >= Sees::Runs || groups.iter().any(|group| all.contains(group))
            }
        })
    });
    handed(&app, speech, path, given)
}

async fn seat_paper(
    State(app): State<Arc<App>>,
    uri: Uri,
    Path((id, token, hash)): Path<(String, String, String)>,
) -> Response {
    let (speech, path) = Speech::split(uri.path());
    let given = Sitter::by_link(&app, &id, &token).and_then(|sitter| {
        given(&sitter.meeting, &hash, |reach| match reach {
            Reach::Public | Reach::Delegates => true,
            Reach::Groups(all) => all.contains(&sitter.delegate.group),
        })
    });
    handed(&app, speech, path, given)
}

/// A paper that stands, by its hash, for whom it is.
fn given(
    meeting: &Meeting,
    hash: &str,
    may: impl Fn(&Reach) -> bool,
) -> Option<Arc<dienhong_core::assembly::Paper>> {
    let stands = |of: &&dienhong_core::assembly::PaperGiven| {
        of.withdrawn.is_none() && of.paper.blob.to_string() == hash && may(&of.paper.reach)
    };
    meeting.papers.iter().find(stands).map(|of| of.paper.clone())
}

fn handed(
    app: &App,
    speech: Speech,
    path: &str,
    paper: Option<Arc<dienhong_core::assembly::Paper>>,
) -> Response {
    let bytes = paper.and_then(|paper| app.node.blobs().get(&paper.blob).ok()?);
    bytes.map_or_else(|| public::missing(app, speech, path), answer::private_file)
}

/// Where whoever takes part in a meeting finds it.
pub(crate) fn door(speech: Speech, meeting: &Meeting) -> Link {
    Link::new(meeting.plan.title.clone(), speech.url(&format!("/meetings/{}/me", meeting.id)))
}
