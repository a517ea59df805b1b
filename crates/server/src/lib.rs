//! Pages over a running node.
//!
//! [`site`] is what everybody may see, pure functions of a view; [`desk`] is the officers' side,
//! behind a sign-in. Every page works without scripts; forms carry the session's token and the id
//! of the act that they ask for, so that sending one twice does it once.

mod answer;
mod app;
mod cache;
mod desk;
mod halls;
mod live;
mod meetings;
mod meetings_pages;
mod minutes;
pub mod papers;
mod picture;
mod programme_files;
mod programmes;
mod public;
mod readers;
mod receipt;
pub mod rehearsal;
mod secret;
mod sent;
mod session;
mod sign_in;
pub mod site;
mod votes;
mod votes_pages;
mod words;
mod workbook;

pub use app::{App, NotStarted, home};
pub use secret::{acts as box_acts, archive_of};
pub use sent::nfc;
pub use sign_in::{hash_password, login};
pub use words::{LANGUAGES, Speech};

use axum::{Router, extract::DefaultBodyLimit, middleware};
use std::{future::Future, net::SocketAddr, sync::Arc};
use tokio::net::TcpListener;
use tower_http::{compression::CompressionLayer, limit::RequestBodyLimitLayer};

/// The most that a request may carry: scans and imports.
const MAX_BODY: usize = 24 * 1024 * 1024;

/// All pages of the node.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .merge(public::routes())
        .merge(secret::routes())
        .merge(
            desk::routes().layer(middleware::from_fn_with_state(app.clone(), session::signed_in)),
        )
        .merge(sign_in::routes())
        .merge(votes_pages::routes())
        .merge(meetings_pages::routes())
        .merge(programme_files::routes())
        .merge(readers::routes())
        .fallback(public::page)
        // The limit of the extractors, which is lower, and of everything else.
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(RequestBodyLimitLayer::new(MAX_BODY))
        .layer(middleware::from_fn_with_state(app.clone(), answer::speak))
        .layer(middleware::from_fn(answer::harden))
        .layer(CompressionLayer::new())
        .with_state(app)
}

/// Serves until `stop` comes, then finishes what has begun.
///
/// # Errors
/// Those of the listener.
pub async fn serve(
    app: Arc<App>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let pages = router(app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, pages).with_graceful_shutdown(stop).await
}
