//! Areas in which few vote: the board of a constituency forms groups of them and publishes what each adds up to.

use super::{
    Desk, Typed,
    frame::{LONGEST, all_fit, said_in, too_long},
    sheet::Wrong,
};
use crate::{App, sent::Form, session::Officer};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Event,
    election::{Area, AreaId, Constituency, Election},
    grouping::{self, Group, propose},
    people::{Place, Right},
};
use dienhong_look::{
    Markup, figure, form, html, part,
    table::{Column, Narrow, Table},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

type At = Path<(String, u16)>;

/// The highest number that a group can be given on the form.
const HIGHEST: u16 = 999;

/// A constituency of an election whose pack knows small areas.
struct Case {
    election: Arc<Election>,
    of: Arc<Constituency>,
}

fn case(desk: &Desk, election: &str, number: u16) -> Option<Case> {
    let election = desk.election(election)?;
    let of = election.constituencies.get(&number)?.clone();
    desk.view.state.small_areas(&election)?;
    Some(Case { election, of })
}

/// Whether somebody has to do something about small areas here.
pub(super) fn is_due(desk: &Desk, election: &Election, of: &Constituency) -> bool {
    let state = &desk.view.state;
    state.waits_for_a_group(election, of).next().is_some()
        || !propose(state, election, of).is_empty()
}

impl Case {
    fn path(&self) -> String {
        format!("/desk/groups/{}/{}", self.election.id, self.of.number)
    }

    fn groups<'a>(&self, desk: &'a Desk) -> impl Iterator<Item = &'a Arc<Group>> {
        desk.view.state.grouping.of(&self.election.id, self.of.number)
    }

    /// Those that may still be put into groups.
    fn open<'a>(&self, desk: &'a Desk) -> Vec<&'a Arc<Area>> {
        let state = &desk.view.state;
        let areas = self.of.areas.iter().filter(|area| state.can_join(&self.election, area));
        areas.filter_map(|area| state.election.area(area)).collect()
    }

    /// The number that the form shows for each area: the groups that stand, then those proposed.
    fn numbers(&self, desk: &Desk) -> BTreeMap<AreaId, u16> {
        let standing = self.groups(desk).filter(|group| group.versions.is_empty());
        let standing = standing.map(|group| group.areas.clone());
        let proposed = propose(&desk.view.state, &self.election, &self.of);
        let all = (1..).zip(standing.chain(proposed));
        all.flat_map(|(n, areas)| areas.into_iter().map(move |area| (area, n))).collect()
    }
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((election, number)): At,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    match case(&desk, &election, number) {
        Some(case) => page(&desk, StatusCode::OK, &case, &Typed::new(), &Wrong::new(), None),
        None => desk.missing(),
    }
}

fn page(
    desk: &Desk,
    status: StatusCode,
    case: &Case,
    typed: &Typed,
    wrong: &Wrong,
    refused: Option<&str>,
) -> Response {
    let speech = &desk.speech;
    let Case { election, of } = case;
    let title = speech.t("grouping.title");
    let number = of.number.to_string();
    let whole = speech.tell("site.constituency", &[("number", &number)]);
    let url = speech.url(&format!("/elections/{}/constituencies/{number}", election.id));
    let least = desk.view.state.small_areas(election).map(|rule| speech.n(rule.merge_below));
    let may = desk.may(Right::RecordResult, Place::Constituency(&election.id, of.number));
    let body = html! {
        (part::head(&title, None))
        p { a href=(url) { (election.name) " · " (whole) } }
        (desk.trouble(refused))
        @if may {
            p { (speech.tell("grouping.about", &[("least", least.as_deref().unwrap_or_default())])) }
            (forming(desk, case, typed, wrong))
            @for group in case.groups(desk) { (one(desk, case, group, typed)) }
        } @else { (part::empty(&speech.t("desk.not_yours_to_see"), None)) }
    };
    desk.page(status, title, &body)
}

/// The areas with a number beside each: those of one number are a group.
fn forming(desk: &Desk, case: &Case, typed: &Typed, wrong: &Wrong) -> Markup {
    let speech = &desk.speech;
    let state = &desk.view.state;
    let open = case.open(desk);
    if open.is_empty() {
        return part::empty(&speech.t("grouping.nothing_open"), None);
    }
    let numbers = case.numbers(desk);
    let came_back = typed.get("step").is_some_and(|step| step == "form");
    let row = |area: &&Arc<Area>| {
        let name = format!("area.{}", area.id);
        let proposed = numbers.get(&area.id).map(ToString::to_string).unwrap_or_default();
        let value = if came_back { said_in(typed, "form", &name) } else { &proposed };
        let unit = state.units.get(&area.unit).map_or("", |unit| &unit.name);
        let counted = state.counted(&case.election, &area.id);
        let field = form::Field {
            name: &name,
            label: &speech.tell("grouping.number_of", &[("area", &area.name)]),
            value,
            kind: form::Kind::Digits,
            error: wrong.get(&name).map(String::as_str),
            ..form::Field::default()
        };
        vec![
            html! { (area.name) br; small { (area.id) } },
            html! { (unit) },
            html! { @match area.voters(&case.election.id) { Some(n) => (speech.n(n)), None => "–" } },
            html! { @match counted { Some(p) => (speech.n(p.ballots().valid)), None => "–" } },
            html! {
                @if state.is_small(&case.election, &area.id) {
                    (figure::badge(figure::State::Counting, &speech.t("grouping.small")))
                }
                (field)
            },
        ]
    };
    part::section(
        "form",
        &speech.t("grouping.form"),
        &html! {
            p { (speech.t("grouping.form_about")) }
            form method="post" action=(speech.url(&case.path())) {
                (desk.stamps()) (form::hidden("step", "form"))
                (Table {
                    id: "grouping-areas".into(),
                    caption: speech.t("grouping.form"),
                    columns: vec![
                        Column::words(speech.t("site.col_area")),
                        Column::words(speech.t("site.col_unit")),
                        Column::figures(speech.t("site.voters_total")),
                        Column::figures(speech.t("site.valid")),
                        Column::words(speech.t("grouping.col_group")),
                    ],
                    rows: open.iter().map(row).collect(),
                    foot: None,
                    narrow: Narrow::Stack,
                })
                (form::button(form::Weight::Strong, &speech.t("grouping.form_do")))
            }
        },
    )
}

/// A group: its areas, and what is still missing before its sums can be published.
fn one(desk: &Desk, case: &Case, group: &Group, typed: &Typed) -> Markup {
    let speech = &desk.speech;
    let state = &desk.view.state;
    let election = &case.election;
    let number = group.number.to_string();
    let areas = || group.areas.iter();
    let counted = |area: &&AreaId| {
        state.counted(election, area).is_some_and(|published| published.is_in_part())
            && !state.is_changing(election, area)
    };
    let (done, all) = (areas().filter(counted).count(), group.areas.len());
    let valid = areas().filter_map(|area| state.counted(election, area));
    let valid = dienhong_core::count::Count::sum(valid.map(|p| p.ballots().valid));
    let stands = state.together(election, group).is_some();
    let again = !group.versions.is_empty();
    let here = said_in(typed, "publish", "group") == number;
    let reason = if here { said_in(typed, "publish", "reason") } else { "" };
    let id = format!("reason-{number}");
    part::section(
        &format!("group-{number}"),
        &speech.tell("grouping.group", &[("number", &number)]),
        &html! {
            p { (areas().map(AreaId::to_string).collect::<Vec<_>>().join(", ")) }
            p { (speech.tell("grouping.minutes_in", &[
                ("done", &speech.many(done)), ("all", &speech.many(all)),
                ("valid", &valid.map(|n| speech.n(n)).unwrap_or_default()),
            ])) }
            @if stands && done == all {
                (part::notice(part::Tone::Done, &speech.t("grouping.is_published"), &html! {}))
            } @else if done == all {
                form method="post" action=(speech.url(&case.path())) {
                    (desk.stamps()) (form::hidden("step", "publish")) (form::hidden("group", &number))
                    p { (speech.t("grouping.publish_about")) }
                    @if again {
                        (form::Field {
                            name: "reason", id: Some(&id), label: &speech.t("desk.reason"), value: reason,
                            kind: form::Kind::Long, error: too_long(*speech, reason, LONGEST).as_deref(),
                            required: true, ..form::Field::default()
                        })
                    }
                    (form::button(form::Weight::Strong, &speech.t("grouping.publish")))
                }
            } @else { p { (speech.t("grouping.waits")) } }
        },
    )
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((election, number)): At,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(case) = case(&desk, &election, number) else { return desk.missing() };
    let mut wrong = Wrong::new();
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    if !all_fit(desk.speech, &typed) {
        return page(&desk, unprocessable, &case, &typed, &wrong, None);
    }
    let command = match typed.get("step").map(String::as_str) {
        Some("form") => {
            let asked = asked(&desk, &case, &typed, &mut wrong);
            if !wrong.is_empty() {
                return page(&desk, unprocessable, &case, &typed, &wrong, None);
            }
            Command::Record(changed(&desk, &case, asked))
        }
        Some("publish") => publish(&desk, &case, &typed),
        _ => return desk.missing(),
    };
    let place = Place::Constituency(&case.election.id, number);
    match desk.ask(&typed, (Right::RecordResult, place), command, Vec::new()).await {
        Ok(()) => desk.to(&case.path()),
        Err(why) => page(&desk, StatusCode::CONFLICT, &case, &typed, &wrong, Some(&why)),
    }
}

/// The groups that the form asks for.
fn asked(desk: &Desk, case: &Case, typed: &Typed, wrong: &mut Wrong) -> Vec<BTreeSet<AreaId>> {
    let mut groups: BTreeMap<u16, BTreeSet<AreaId>> = BTreeMap::new();
    for area in case.open(desk) {
        let name = format!("area.{}", area.id);
        let text = typed.get(&name).map_or("", |text| text.trim());
        if text.is_empty() {
            continue;
        }
        match text.parse::<u16>().ok().filter(|n| (1..=HIGHEST).contains(n)) {
            Some(number) => drop(groups.entry(number).or_default().insert(area.id.clone())),
            None => {
                let highest = HIGHEST.to_string();
                let why = desk.speech.tell("grouping.bad_number", &[("highest", &highest)]);
                wrong.insert(name, why);
            }
        }
    }
    groups.into_values().collect()
}

/// What makes the groups those that are asked for: what stands already is left as it is.
fn changed(desk: &Desk, case: &Case, asked: Vec<BTreeSet<AreaId>>) -> Vec<Event> {
    let (election, constituency) = (&case.election.id, case.of.number);
    let open = case.groups(desk).filter(|group| group.versions.is_empty());
    let (kept, gone): (Vec<_>, Vec<_>) = open.partition(|group| asked.contains(&group.areas));
    let dissolved = gone.iter().map(|group| grouping::Event::Dissolved {
        election: election.clone(),
        constituency,
        group: group.number,
    });
    let next = desk.view.state.grouping.next(election, constituency);
    let new = asked.into_iter().filter(|areas| !kept.iter().any(|group| group.areas == *areas));
    let formed = (next..).zip(new).map(|(group, areas)| {
        let election = election.clone();
        grouping::Event::Formed { election, constituency, group, areas }
    });
    dissolved.chain(formed).map(Event::Grouping).collect()
}

fn publish(desk: &Desk, case: &Case, typed: &Typed) -> Command {
    let text = |name: &str| typed.get(name).map_or("", |text| text.trim());
    let group = text("group").parse().unwrap_or(0);
    let state = &desk.view.state;
    let known = state.grouping.group(&case.election.id, case.of.number, group);
    let areas = known.into_iter().flat_map(|group| &group.areas);
    let counted = areas.filter_map(|area| state.counted(&case.election, area));
    let seals: Vec<_> = counted.map(|published| published.sealed).collect();
    Command::Grouping(grouping::Command::Publish {
        election: case.election.id.clone(),
        constituency: case.of.number,
        group,
        openings: desk.app.node.openings(&seals),
        reason: Some(text("reason").to_owned()).filter(|reason| !reason.is_empty()),
    })
}
