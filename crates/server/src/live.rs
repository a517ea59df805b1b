use crate::App;
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures_util::stream;
use std::{
    convert::Infallible,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::watch;

/// How often a page that follows the count is told of news.
const BEAT: Duration = Duration::from_millis(700);
/// The most pages that follow at once: beyond, a browser asks again later.
const MOST: usize = 10_000;

/// How things stand: what a page has seen, and what it has not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Now {
    size: u64,
    drafts: u64,
}

/// One clock for all who follow.
#[derive(Default)]
pub(crate) struct Beat {
    news: OnceLock<watch::Sender<Now>>,
    /// How often a draft has changed; only the desk is told.
    drafts: AtomicU64,
    followers: AtomicUsize,
}

impl Beat {
    /// Somebody's unfinished entry has changed.
    pub fn drafted(&self) {
        self.drafts.fetch_add(1, Ordering::Relaxed);
    }
}

fn now(app: &App) -> Now {
    Now { size: app.node.view().size, drafts: app.beat.drafts.load(Ordering::Relaxed) }
}

/// Hears of every change from now on.
fn listen(app: &Arc<App>) -> watch::Receiver<Now> {
    let begin = || {
        let (news, _) = watch::channel(now(app));
        let (weak, told) = (Arc::downgrade(app), news.clone());
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(BEAT).await;
                // The clock stops with the pages.
                let Some(app) = weak.upgrade() else { return };
                let now = now(&app);
                told.send_if_modified(|seen| std::mem::replace(seen, now) != now);
            }
        });
        news
    };
    app.beat.news.get_or_init(begin).subscribe()
}

/// A page that follows; counted as long as it does.
struct Follower(Arc<App>);

impl Follower {
    fn of(app: &Arc<App>) -> Option<Follower> {
        let room = |count: usize| (count < MOST).then_some(count + 1);
        let followers = &app.beat.followers;
        followers.fetch_update(Ordering::Relaxed, Ordering::Relaxed, room).ok()?;
        Some(Follower(app.clone()))
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.0.beat.followers.fetch_sub(1, Ordering::Relaxed);
    }
}

#[derive(serde::Deserialize)]
pub(crate) struct Asked {
    /// The size of the journal that the page was made from.
    #[serde(default)]
    since: u64,
}

/// Says that there is something new, whenever there is: the page fetches its parts itself. What
/// happened between the making of the page and this request is said at once.
pub(crate) async fn follow(
    State(app): State<Arc<App>>,
    Path(what): Path<String>,
    Query(Asked { since }): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let Some(follower) = Follower::of(&app) else {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "30")]).into_response();
    };
    // A line that broke says how far it had heard.
    let heard = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let desk = what == "desk";
    let news = listen(&app);
    let drafts = news.borrow().drafts;
    let seen = Now { size: heard.unwrap_or(since), drafts };
    let told =
        stream::unfold((news, seen, follower), move |(mut news, seen, follower)| async move {
            let new = |now: &Now| now.size != seen.size || (desk && now.drafts != seen.drafts);
            let now = *news.wait_for(new).await.ok()?;
            // A browser drops an event without data: a blank stands for «everything».
            let event = Event::default().id(now.size.to_string()).data(" ");
            Some((Ok::<_, Infallible>(event), (news, now, follower)))
        });
    Sse::new(told).keep_alive(KeepAlive::default()).into_response()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::{App, MOST, Ordering, follow, now};
    use axum::{
        extract::{Path, Query, State},
        http::{HeaderMap, StatusCode},
    };
    use dienhong_journal::Millis;
    use dienhong_node::{Node, Start};
    use futures_util::StreamExt;
    use std::{sync::Arc, time::Duration};

    fn app(folder: &std::path::Path) -> Arc<App> {
        let start =
            Start { origin: "test.example/1".into(), name: "thử".into(), simulated: true };
        let node = Node::open(folder, Some(start), Arc::new(|| Millis::new(1))).unwrap();
        Arc::new(App::new(node, folder, None).unwrap())
    }

    async fn first(app: &Arc<App>, what: &str, since: u64) -> Option<String> {
        let asked = Query(super::Asked { since });
        let answer = follow(State(app.clone()), Path(what.into()), asked, HeaderMap::new()).await;
        let mut told = answer.into_body().into_data_stream();
        let told = tokio::time::timeout(Duration::from_secs(2), told.next()).await.ok()??;
        Some(String::from_utf8_lossy(&told.unwrap()).into_owned())
    }

    #[tokio::test]
    async fn a_page_made_before_the_last_record_is_told_so_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let app = app(folder.path());
        let size = now(&app).size;
        let told = first(&app, "na-2026", size - 1).await.unwrap();
        assert!(told.contains(&format!("id: {size}")) && told.contains("data:"), "{told}");
        assert_eq!(first(&app, "na-2026", size).await, None);
    }

    #[tokio::test]
    async fn only_the_desk_is_told_of_drafts() {
        let folder = tempfile::tempdir().unwrap();
        let app = app(folder.path());
        let size = now(&app).size;
        let (public, desk) = (app.clone(), app.clone());
        let public = tokio::spawn(async move { first(&public, "na-2026", size).await });
        let desk = tokio::spawn(async move { first(&desk, "desk", size).await });
        tokio::time::sleep(Duration::from_millis(100)).await;
        app.beat.drafted();
        assert_eq!((public.await.unwrap(), desk.await.unwrap().is_some()), (None, true));
    }

    #[tokio::test]
    async fn who_comes_when_all_places_are_taken_is_asked_to_come_later() {
        let folder = tempfile::tempdir().unwrap();
        let app = app(folder.path());
        app.beat.followers.store(MOST, Ordering::Relaxed);
        let asked = Query(super::Asked { since: 0 });
        let answer = follow(State(app.clone()), Path("x".into()), asked, HeaderMap::new()).await;
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        app.beat.followers.store(MOST - 1, Ordering::Relaxed);
        assert!(first(&app, "x", 0).await.is_some());
        assert_eq!(app.beat.followers.load(Ordering::Relaxed), MOST - 1);
    }
}
