//! What the witness answers over HTTP: C2SP `tlog-witness`, and a page for people.

use super::{
    page,
    seen::{Log, Seen},
};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use dienhong_journal::{
    Hash,
    witness::{Answer, MAX_REQUEST, Request, SIZE_TYPE},
};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use std::{sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    sync::Semaphore,
    time::{sleep, timeout},
};

/// How many may be connected at a time; the others wait.
const MOST_CONNECTIONS: usize = 256;

/// For the head of a request, and as long again for its body.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a connection lasts, whatever is done on it.
const CONNECTION: Duration = Duration::from_secs(120);

const TEXT: &str = "text/plain; charset=utf-8";

/// Serves for ever.
pub(super) async fn serve(seen: Arc<Seen>, listener: TcpListener) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let router = Router::new()
        .route("/", get(vietnamese))
        .route("/en", get(english))
        .route("/add-checkpoint", post(add))
        .route("/{origin}/checkpoint", get(checkpoint))
        .route("/{origin}/evidence", get(evidence))
        .with_state(seen);
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let line = match listener.accept().await {
            Ok((line, _)) => line,
            Err(why) => {
                // Too many files are open, or the other side went: neither is a reason to end.
                eprintln!("dienhong witness: {why}");
                sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let service = TowerToHyperService::new(router.clone());
        tokio::spawn(async move {
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(PATIENCE)
                .serve_connection(TokioIo::new(line), service);
            // However it ends, only whoever asked is concerned.
            let _ended = timeout(CONNECTION, connection).await;
            drop(place);
        });
    }
}

async fn add(State(seen): State<Arc<Seen>>, body: Body) -> Response {
    let Ok(bytes) = timeout(PATIENCE, to_bytes(body, MAX_REQUEST)).await else {
        return said(StatusCode::REQUEST_TIMEOUT, "the request did not arrive in time");
    };
    let Ok(bytes) = bytes else {
        return said(StatusCode::PAYLOAD_TOO_LARGE, "the request is longer than 64 KiB");
    };
    let request = std::str::from_utf8(&bytes).map_err(|why| why.to_string());
    let request = request.and_then(|text| text.parse::<Request>().map_err(|why| why.to_string()));
    let request = match request {
        Ok(request) => request,
        Err(why) => return said(StatusCode::BAD_REQUEST, &why),
    };
    let origin = match request.checkpoint() {
        Ok(checkpoint) => checkpoint.origin,
        Err(why) => return said(StatusCode::BAD_REQUEST, &why.to_string()),
    };
    let Some(turn) = seen.turn(&origin).await else {
        return said(StatusCode::NOT_FOUND, "this witness does not follow that log");
    };
    // The turn goes along: it ends when all is kept, even if whoever asked has gone.
    let judged = tokio::task::spawn_blocking(move || seen.judge(&turn, &request)).await;
    match judged {
        Ok(Ok((answer, line))) => answered(&answer, line),
        Ok(Err(why)) => {
            eprintln!("dienhong witness: {why}");
            said(StatusCode::INTERNAL_SERVER_ERROR, "what was seen could not be kept")
        }
        Err(_) => said(StatusCode::INTERNAL_SERVER_ERROR, "the witness failed"),
    }
}

fn answered(answer: &Answer, line: String) -> Response {
    let status = StatusCode::from_u16(answer.status());
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match answer {
        Answer::Cosign(_) => ([(header::CONTENT_TYPE, TEXT)], line).into_response(),
        Answer::Conflict { size } => {
            (status, [(header::CONTENT_TYPE, SIZE_TYPE)], format!("{size}\n")).into_response()
        }
        Answer::Malformed(why) => said(status, &why.to_string()),
        Answer::Unsigned(why) => said(status, &why.to_string()),
        Answer::Unknown(_) => said(status, "this witness does not follow that log"),
        Answer::Inconsistent(why) => said(status, &why.to_string()),
    }
}

fn said(status: StatusCode, text: &str) -> Response {
    (status, [(header::CONTENT_TYPE, TEXT)], format!("{text}\n")).into_response()
}

fn file(text: Option<String>) -> Response {
    match text {
        Some(text) => {
            let headers = [(header::CONTENT_TYPE, TEXT), (header::CACHE_CONTROL, "no-cache")];
            (headers, text).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn checkpoint(State(seen): State<Arc<Seen>>, Path(origin): Path<String>) -> Response {
    let last = |log: &Log| log.last().map(|last| last.note.to_string());
    file(named(&seen, &origin).and_then(last))
}

async fn evidence(State(seen): State<Arc<Seen>>, Path(origin): Path<String>) -> Response {
    file(named(&seen, &origin).and_then(Log::evidence))
}

fn named<'s>(seen: &'s Seen, origin: &str) -> Option<&'s Log> {
    seen.log(&origin.parse::<Hash>().ok()?)
}

async fn vietnamese(State(seen): State<Arc<Seen>>) -> Response {
    page::page(&seen, "vi")
}

async fn english(State(seen): State<Arc<Seen>>) -> Response {
    page::page(&seen, "en")
}
