use crate::App;
use axum::{
    extract::{Path, State},
    response::{
        Sse,
        sse::{Event, KeepAlive},
    },
};
use futures_util::stream::{self, Stream};
use std::{convert::Infallible, sync::Arc, time::Duration};

/// How often a page that follows the count is told of news.
const BEAT: Duration = Duration::from_millis(700);

/// Says that there is something new, whenever there is: the page fetches its parts itself.
pub(crate) async fn follow(
    State(app): State<Arc<App>>,
    Path(_election): Path<String>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let seen = app.node.view().size;
    let news = stream::unfold((app, seen), |(app, seen)| async move {
        loop {
            tokio::time::sleep(BEAT).await;
            let size = app.node.view().size;
            if size != seen {
                let event = Event::default().id(size.to_string()).data("");
                return Some((Ok(event), (app, size)));
            }
        }
    });
    Sse::new(news).keep_alive(KeepAlive::default())
}
