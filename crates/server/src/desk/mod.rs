//! The officers' desk: entry of minutes, what the lead sees, polling day, results.

mod board;
mod entry;
mod frame;
mod home;
mod minutes;
mod nominate;
mod number;
mod passkeys;
mod password;
mod polling;
mod ready;
mod result;
mod setup;
mod sheet;
mod sign;

pub(crate) use frame::{Desk, Typed};

use crate::{
    App, LANGUAGES,
    session::{PASSKEYS, PASSWORD},
};
use axum::{
    Router,
    routing::{get, post},
};
use std::sync::Arc;

/// Every page in each language. Not nested: a nested page would not see in which language it was asked.
pub(crate) fn routes() -> Router<Arc<App>> {
    LANGUAGES.iter().fold(Router::new(), |routes, (_, at)| routes.merge(pages(at)))
}

fn pages(at: &str) -> Router<Arc<App>> {
    let at = |path: &str| format!("{at}{path}");
    setup::routes(&at)
        .merge(ready::routes(&at))
        .merge(nominate::routes(&at))
        .route(&at("/desk"), get(home::show))
        .route(&at(PASSWORD), get(password::show).post(password::take))
        .route(&at(PASSKEYS), get(passkeys::show).post(passkeys::take))
        .route(&at("/desk/sign/{area}"), get(sign::show).post(sign::take))
        .route(&at("/desk/entry"), get(entry::find))
        .route(&at("/desk/entry/{election}/{area}"), get(entry::show).post(entry::take))
        .route(&at("/desk/entry/{election}/{area}/draft"), post(entry::keep))
        .route(&at("/desk/entry/{election}/{area}/scan"), post(entry::attach))
        .route(&at("/desk/board"), get(board::show))
        .route(&at("/desk/minutes/{election}/{area}"), get(minutes::show).post(minutes::take))
        .route(&at("/desk/scans/{hash}"), get(minutes::scan))
        .route(&at("/desk/polling"), get(polling::show).post(polling::take))
        .route(&at("/desk/results"), get(result::list))
        .route(&at("/desk/results/{election}/{number}"), get(result::show).post(result::take))
}
