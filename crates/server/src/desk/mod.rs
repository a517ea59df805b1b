//! The officers' desk: entry of minutes, what the lead sees, polling day, results.

mod board;
mod entry;
mod frame;
mod home;
mod minutes;
mod number;
mod polling;
mod result;
mod setup;
mod sheet;

pub(crate) use frame::{Desk, Typed};

use crate::App;
use axum::{
    Router,
    routing::{get, post},
};
use std::sync::Arc;

/// Every page in each language.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().merge(pages()).nest("/en", pages())
}

fn pages() -> Router<Arc<App>> {
    setup::routes()
        .route("/desk", get(home::show))
        .route("/desk/entry", get(entry::find))
        .route("/desk/entry/{election}/{area}", get(entry::show).post(entry::take))
        .route("/desk/entry/{election}/{area}/draft", post(entry::keep))
        .route("/desk/board", get(board::show))
        .route("/desk/minutes/{election}/{area}", get(minutes::show).post(minutes::take))
        .route("/desk/minutes/{election}/{area}/scan", post(minutes::attach))
        .route("/desk/scans/{hash}", get(minutes::scan))
        .route("/desk/polling", get(polling::show).post(polling::take))
        .route("/desk/results", get(result::list))
        .route("/desk/results/{election}/{number}", get(result::show).post(result::take))
}
