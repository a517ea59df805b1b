//! The officers' desk: entry of minutes, what the lead sees, polling day, results.

mod acts;
mod areas;
mod asks;
mod assembly;
mod ballot_box;
mod board;
mod briefing;
mod complaints;
mod confidence;
mod congress;
mod entry;
mod evaluate;
mod evidence;
mod frame;
mod further;
mod grouping;
mod home;
mod look;
mod minutes;
mod motions;
mod nominate;
mod number;
mod observe;
mod papers;
mod passkeys;
mod password;
mod personnel;
mod polling;
mod programme;
mod ready;
mod rehearsal;
mod reports;
mod result;
mod setup;
mod sheet;
mod sign;
mod vote;

pub(crate) use frame::{Desk, Typed, done};

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

/// The addresses of scans: of an election's area, and of a unit.
type Area = (String, String, String);
type Unit = (String, String);

fn pages(at: &str) -> Router<Arc<App>> {
    let at = |path: &str| format!("{at}{path}");
    setup::routes(&at)
        .merge(ready::routes(&at))
        .merge(nominate::routes(&at))
        .merge(vote::routes(&at))
        .merge(evaluate::routes(&at))
        .merge(confidence::routes(&at))
        .merge(personnel::routes(&at))
        .merge(congress::routes(&at))
        .merge(assembly::routes(&at))
        .merge(programme::routes(&at))
        .merge(briefing::routes(&at))
        .merge(reports::routes(&at))
        .merge(motions::routes(&at))
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
        .route(&at("/desk/acts"), get(acts::show))
        .route(&at("/desk/acts.csv"), get(acts::file))
        .route(&at("/desk/polling"), get(polling::show).post(polling::take))
        .route(&at("/desk/further/{election}/{number}"), get(further::show).post(further::take))
        .route(&at("/desk/complaints"), get(complaints::list).post(complaints::take))
        .route(&at("/desk/complaints/{code}"), get(complaints::show).post(complaints::settle))
        .route(&at("/desk/look"), get(look::list))
        .route(
            &at("/desk/look/{election}/{area}/{hash}"),
            get(look::show::<Area>).post(look::take::<Area>),
        )
        .route(&at("/desk/look/{election}/{area}/{hash}/copy"), post(look::copy::<Area>))
        .route(
            &at("/desk/evidence/{unit}/{hash}"),
            get(look::show::<Unit>).post(look::take::<Unit>),
        )
        .route(&at("/desk/evidence/{unit}/{hash}/copy"), post(look::copy::<Unit>))
        .route(&at("/desk/observe"), get(observe::list))
        .route(&at("/desk/observe/{area}"), get(observe::show))
        .route(&at("/desk/observe/{area}/note"), post(observe::noted))
        .route(&at("/desk/observe/{area}/{step}"), post(observe::take))
        .route(&at("/desk/observe/photos/{hash}"), get(observe::photograph))
        .route(&at("/desk/votes/{id}/box"), get(ballot_box::show).post(ballot_box::take))
        .route(&at("/desk/areas"), get(areas::show).post(areas::take))
        .route(&at("/desk/rehearsal"), get(rehearsal::show))
        .route(&at("/desk/papers"), get(papers::show))
        .route(&at("/desk/papers/print"), get(papers::print))
        .route(&at("/desk/groups/{election}/{number}"), get(grouping::show).post(grouping::take))
        .route(&at("/desk/results"), get(result::list))
        .route(&at("/desk/results/{election}/{number}"), get(result::show).post(result::take))
}
