use super::Desk;
use crate::{App, session::Officer};
use axum::{
    extract::{Query, State},
    http::Uri,
    response::Response,
};
use dienhong_core::{
    election::{Area, Election},
    people::{Place, Right},
    tally::{Minutes, Step},
};
use dienhong_look::{
    Link, figure, html, part,
    table::{Column, Narrow, Table},
};
use std::sync::Arc;

/// The most rows of one group that a page shows: the rest is behind the unit's own board.
const MOST: usize = 200;

/// Where an area's minutes stand, what needs somebody first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Differs,
    Reopened,
    ToSign,
    ToPublish,
    Once,
    Missing,
    Voting,
    Published,
}

impl Group {
    const ALL: [Group; 8] = [
        Group::Differs,
        Group::Reopened,
        Group::ToSign,
        Group::ToPublish,
        Group::Once,
        Group::Missing,
        Group::Voting,
        Group::Published,
    ];

    fn key(self) -> &'static str {
        match self {
            Group::Differs => "desk.group_differs",
            Group::Reopened => "desk.group_reopened",
            Group::ToSign => "desk.group_to_sign",
            Group::ToPublish => "desk.group_to_publish",
            Group::Once => "desk.group_once",
            Group::Missing => "desk.group_missing",
            Group::Voting => "desk.group_voting",
            Group::Published => "desk.group_published",
        }
    }
}

fn group(desk: &Desk, election: &Election, area: &Area, minutes: &Minutes) -> Group {
    let differ = || {
        let (standing, _) = minutes.standing();
        let known = desk.app.node.openings(standing.iter().map(|entry| &entry.sealed));
        matches!(known.as_slice(), [a, b] if a.value.figures != b.value.figures)
    };
    match minutes.step {
        Step::Published => Group::Published,
        Step::Twice { .. } if differ() => Group::Differs,
        Step::Twice { .. } | Step::Settled { .. } if minutes.signatures.len() < 2 => Group::ToSign,
        Step::Twice { .. } | Step::Settled { .. } => Group::ToPublish,
        Step::Once { .. } => Group::Once,
        Step::Awaited if !minutes.versions.is_empty() => Group::Reopened,
        Step::Awaited if area.closed.is_none() && election.ended.is_none() => Group::Voting,
        Step::Awaited => Group::Missing,
    }
}

#[derive(serde::Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    unit: String,
}

/// Which areas are missing, which differ, which wait for a signature or to be published.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Query(Asked { unit }): Query<Asked>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let speech = desk.speech;
    let state = &desk.view.state;
    let rights = [
        Right::SettleMinutes,
        Right::SignMinutes,
        Right::PublishMinutes,
        Right::Observe,
        Right::EnterMinutes,
    ];
    let mut rows: Vec<(Group, Arc<Area>, Arc<Election>)> = Vec::new();
    for election in state.election.all() {
        for (number, of) in &election.constituencies {
            let whole = Place::Constituency(&election.id, *number);
            let all = rights.into_iter().any(|right| desk.may(right, whole));
            for area in of.areas.iter().filter_map(|id| state.election.area(id)) {
                let place = Place::Area(&area.id, Some(&election.id));
                let asked = unit.is_empty() || area.unit.as_str() == unit;
                if asked && (all || rights.into_iter().any(|right| desk.may(right, place))) {
                    let minutes = state.tally.minutes(&election.id, &area.id);
                    rows.push((
                        group(&desk, election, area, minutes),
                        area.clone(),
                        election.clone(),
                    ));
                }
            }
        }
    }
    let total = rows.len();
    let done = rows.iter().filter(|(group, ..)| *group == Group::Published).count();
    let title = speech.t("desk.to_board");
    let sentence = speech.tell(
        "desk.board_progress",
        &[("done", &speech.many(done)), ("total", &speech.many(total))],
    );
    let table = |group: Group| {
        let of: Vec<_> = rows.iter().filter(|(g, ..)| *g == group).collect();
        let row = |(_, area, election): &&(Group, Arc<Area>, Arc<Election>)| {
            let url = format!("/desk/minutes/{}/{}", election.id, area.id);
            let unit =
                state.units.get(&area.unit).map_or_else(String::new, |unit| unit.name.clone());
            let minutes = state.tally.minutes(&election.id, &area.id);
            let who: Vec<String> = minutes
                .entries
                .iter()
                .map(|entry| {
                    let known = state.people.officer(&entry.by);
                    known.map_or_else(|| entry.by.to_string(), |officer| officer.name.clone())
                })
                .collect();
            vec![
                html! { a href=(speech.url(&url)) { (area.id) } " " (area.name) },
                html! { (unit) },
                html! { (election.name) },
                html! { (who.join(", ")) },
            ]
        };
        html! {
            @if !of.is_empty() {
                (part::section(group.key().rsplit('.').next().unwrap_or("group"),
                    &format!("{} ({})", speech.t(group.key()), speech.many(of.len())), &html! {
                    (Table {
                        id: format!("{group:?}").to_lowercase(),
                        caption: speech.t(group.key()),
                        columns: vec![
                            Column::words(speech.t("site.col_area")),
                            Column::words(speech.t("site.col_unit")),
                            Column::words(speech.t("desk.col_election")),
                            Column::words(speech.t("desk.col_typed_by")),
                        ],
                        rows: of.iter().take(MOST).map(row).collect(),
                        foot: None,
                        narrow: Narrow::Stack,
                    })
                    @if of.len() > MOST { p { small { (speech.tell("desk.and_more", &[("count", &speech.many(of.len() - MOST))])) } } }
                }))
            }
        }
    };
    let inner = html! {
        (figure::progress(done as u64, total as u64, &sentence))
        @for group in Group::ALL { (table(group)) }
    };
    let body = html! {
        (part::head(&title, None))
        @if total == 0 { (part::empty(&speech.t("desk.board_empty"), Some(&Link::new(speech.t("site.nav_desk"), speech.url("/desk"))))) }
        (part::Live { url: &format!("/live/desk?since={}", desk.view.size), lost: &speech.t("site.line_lost"), body: part::live_part("board", None, &inner) })
    };
    desk.shown(title, &body)
}
