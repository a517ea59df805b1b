//! Meetings as they go on, told at once to all who follow: the floor as everybody sees it is made once and sent to
//! each, so that a change reaches the last of thousands without thousands of pages being made.

use crate::{
    App, LANGUAGES, Speech,
    meetings::{Hall, Sees, linked, sees},
    session::Visitor,
};
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use dienhong_core::assembly::{Meeting, MeetingId, Step};
use dienhong_node::View;
use futures_util::stream;
use serde_json::json;
use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::watch;

/// How often a meeting that is followed is looked at.
const LOOK: Duration = Duration::from_millis(40);
/// The most pages that follow meetings at once: beyond, a browser asks again later.
const MOST: usize = 40_000;

/// What was told last.
#[derive(Debug, Clone, Default)]
struct Told {
    /// The size of the journal that it was made from.
    size: u64,
    /// By language, for everybody and for those who take part.
    what: Vec<What>,
}

/// What all are told in one language: whole, and for who has the agenda already.
#[derive(Debug, Clone)]
struct What {
    agenda: Arc<str>,
    whole: Arc<str>,
    floor: Arc<str>,
}

/// Where in [`Told::what`] it stands.
fn place(language: usize, sees: Sees) -> usize {
    language * 2 + usize::from(sees >= Sees::Member)
}

/// The meetings that somebody follows.
#[derive(Default)]
pub(crate) struct Halls {
    followed: Mutex<HashMap<MeetingId, watch::Sender<Told>>>,
    followers: AtomicUsize,
}

/// A page that follows; counted as long as it does.
struct Follower(Arc<App>);

impl Follower {
    fn of(app: &Arc<App>) -> Option<Follower> {
        let room = |count: usize| (count < MOST).then_some(count + 1);
        app.halls.followers.fetch_update(Ordering::Relaxed, Ordering::Relaxed, room).ok()?;
        Some(Follower(app.clone()))
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.0.halls.followers.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Whom something new concerns beside all: delegates by number, sites by id.
fn touched(before: &Meeting, now: &Meeting) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let item = now.current.as_ref();
    let lines = [(before, before.current.as_ref()), (now, item)];
    // Whoever waits has a place that may be another now; who waited has none any more.
    for (meeting, item) in lines {
        let waiting = item.and_then(|item| meeting.waiting.get(item));
        all.extend(waiting.into_iter().flat_map(|of| of.keys()).map(|n| format!("d{n}")));
        all.extend(meeting.speaking.iter().map(|speech| format!("d{}", speech.delegate)));
    }
    for (id, site) in &now.sites {
        if before.sites.get(id).is_none_or(|was| !Arc::ptr_eq(was, site)) {
            all.push(format!("s{id}"));
        }
    }
    all.extend(now.marked_since(before).map(|number| format!("d{number}")));
    all.sort_unstable();
    all.dedup();
    all
}

/// What all are told: the floor and the agenda as everybody sees them, and whom else it concerns.
fn made(app: &App, view: &View, before: Option<&Meeting>, now: &Meeting) -> Told {
    let touched = match before {
        Some(before) => touched(before, now),
        None => Vec::new(),
    };
    let votes = |meeting: &Meeting| {
        let item = meeting.current.as_ref().and_then(|id| meeting.items.get(id));
        item.map(|item| item.votes.len())
    };
    // A vote that begins or ends, another item, an end: everybody's own page changes.
    let all = before.is_none_or(|before| {
        votes(before) != votes(now)
            || before.current != now.current
            || before.step() != now.step()
            || before.is_quorate() != now.is_quorate()
    });
    // Who comes back for an own page comes within this time, so that not all come at once.
    let spread = app.halls.followers.load(Ordering::Relaxed) / 4;
    let one = |(lang, sees): (&str, Sees)| {
        let speech = Speech::of(lang);
        let hall = Hall { app: Some(app), view, meeting: now, speech, sees };
        let (floor, agenda) = (hall.floor().into_string(), hall.agenda().into_string());
        let told = |parts: serde_json::Value| {
            let now = app.at(view).get();
            let told = json!({
                "now": now, "parts": parts, "all": all, "spread": spread, "touched": touched,
            });
            Arc::from(told.to_string())
        };
        What {
            whole: told(json!({ "floor": floor, "agenda": agenda })),
            floor: told(json!({ "floor": floor })),
            agenda: agenda.into(),
        }
    };
    let ways =
        LANGUAGES.iter().flat_map(|(lang, _)| [(*lang, Sees::Public), (*lang, Sees::Member)]);
    Told { size: view.size, what: ways.map(one).collect() }
}

/// The votes of an item have a life of their own.
fn votes_of(view: &View, meeting: &Meeting) -> Vec<usize> {
    let item = meeting.current.as_ref().and_then(|id| meeting.items.get(id));
    let votes = item.into_iter().flat_map(|item| item.votes.iter());
    votes.filter_map(|id| view.state.vote.get(id)).map(|vote| Arc::as_ptr(vote) as usize).collect()
}

/// Hears of every change of a meeting from now on. None: there is no such meeting.
fn listen(app: &Arc<App>, id: &MeetingId) -> Option<watch::Receiver<Told>> {
    let view = app.node.view();
    let meeting = view.state.assembly.get(id)?.clone();
    let mut followed = app.halls.followed.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(sender) = followed.get(id)
        && !sender.is_closed()
    {
        return Some(sender.subscribe());
    }
    let (news, heard) = watch::channel(made(app, &view, None, &meeting));
    followed.insert(id.clone(), news.clone());
    drop(followed);
    let (weak, id) = (Arc::downgrade(app), id.clone());
    let mut votes = votes_of(&view, &meeting);
    let mut before = meeting;
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(LOOK).await;
            // The watch ends with the pages, and with the last who follows.
            let Some(app) = weak.upgrade() else { return };
            if news.receiver_count() == 0 {
                let mut followed =
                    app.halls.followed.lock().unwrap_or_else(PoisonError::into_inner);
                if news.receiver_count() == 0 {
                    followed.remove(&id);
                    return;
                }
            }
            let view = app.node.view();
            let Some(now) = view.state.assembly.get(&id).cloned() else { return };
            let votes_now = votes_of(&view, &now);
            if Arc::ptr_eq(&before, &now) && votes == votes_now {
                continue;
            }
            let voted = votes != votes_now && votes.len() == votes_now.len();
            let told = {
                let (app, before, now) = (app.clone(), before.clone(), now.clone());
                let made = move || made(&app, &view, Some(&before), &now);
                tokio::task::spawn_blocking(made).await
            };
            let Ok(told) = told else { return };
            // Each answer to a vote changes the vote: only the consoles count along.
            if !voted || !Arc::ptr_eq(&before, &now) {
                news.send_replace(told);
            } else {
                news.send_modify(|last| last.size = told.size);
            }
            (before, votes) = (now, votes_now);
        }
    });
    Some(heard)
}

#[derive(serde::Deserialize)]
pub(crate) struct Asked {
    /// The page fetches all its parts itself: a console.
    #[serde(default)]
    whole: bool,
    #[serde(default)]
    lang: String,
    /// The link of somebody who takes part.
    #[serde(default)]
    seat: String,
    /// The size of the journal that the page was made from.
    #[serde(default)]
    since: u64,
}

/// The events of a meeting. A console hears that there is something new; everybody else is told what.
pub(crate) async fn follow(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(Asked { whole, lang, seat, since }): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let id = MeetingId::from(id.as_str());
    let sees = {
        let view = app.node.view();
        let officer = visitor.officer().filter(|officer| !officer.lent).map(|officer| &officer.id);
        let meeting = view.state.assembly.get(&id);
        let seen = meeting.and_then(|meeting| sees(&view, officer, meeting));
        let linked = !seat.is_empty() && linked(&app, &id, &seat).is_some();
        if linked { seen.max(Some(Sees::Member)) } else { seen }
    };
    let (Some(sees), Some(news)) = (sees, listen(&app, &id)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Some(follower) = Follower::of(&app) else {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "30")]).into_response();
    };
    let language = LANGUAGES.iter().position(|(known, _)| *known == lang).unwrap_or(0);
    // A line that broke, and a page made before the last change, are told how things stand at once.
    let heard = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let again = news.borrow().size > heard.unwrap_or(since);
    let seen: Option<Arc<str>> = None;
    let told = stream::unfold((news, follower, again, seen), move |following| async move {
        let (mut news, follower, first, seen) = following;
        if !first {
            news.changed().await.ok()?;
        }
        let (size, what) = {
            let told = news.borrow_and_update();
            (told.size, told.what.get(place(language, sees)).cloned())
        };
        let event = Event::default().id(size.to_string());
        let (event, seen) = match what.filter(|_| !whole) {
            Some(what) => {
                let has = seen.is_some_and(|seen| seen == what.agenda);
                let told = if has { &what.floor } else { &what.whole };
                (event.event("told").data(&**told), Some(what.agenda))
            }
            None => (event.data(" "), None),
        };
        Some((Ok::<_, Infallible>(event), (news, follower, false, seen)))
    });
    Sse::new(told).keep_alive(KeepAlive::default()).into_response()
}

/// Whether pages about a meeting have something to follow.
pub(crate) fn goes_on(meeting: &Meeting) -> bool {
    meeting.step() < Step::Closed
}
