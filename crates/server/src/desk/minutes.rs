use super::{
    Desk, Typed,
    entry::{draft_key, drafts_findings, has_draft, long_explanation, may_see, paper, scans},
    frame::{LONGEST, said_in, too_long},
    passkeys,
    sheet::{Paper, Wrong},
    sign,
};
use crate::{App, sent::Form, session::Officer, site};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::{IntoResponse, Response},
};
use dienhong_core::{
    Command, Event,
    count::Count,
    election,
    people::{OfficerId, Place, Right},
    tally::{self, Entry, Finding, Minutes, Sheet, Step},
};
use dienhong_journal::{Hash, Opening};
use dienhong_look::{
    Link, Markup, form, html, part,
    table::{Column, Narrow, Table},
};
use std::sync::Arc;

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((election, area)): Path<(String, String)>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(paper) = paper(&desk, &election, &area) else { return desk.missing() };
    page(&desk, &paper, StatusCode::OK, &Typed::new(), &Wrong::new(), &[], None)
}

/// What a seal holds, for who may see the paper.
fn opened(desk: &Desk, entry: &Entry) -> Option<Opening<Sheet>> {
    desk.app.node.opening(&entry.sealed)
}

/// Whether the entries that stand say different figures.
pub(super) fn differ(desk: &Desk, minutes: &Minutes) -> bool {
    let (standing, _) = minutes.standing();
    let known = desk.app.node.openings(standing.iter().map(|entry| &entry.sealed));
    matches!(known.as_slice(), [a, b] if a.value.figures != b.value.figures)
}

fn page(
    desk: &Desk,
    paper: &Paper,
    status: StatusCode,
    values: &Typed,
    wrong: &Wrong,
    findings: &[Finding],
    refused: Option<&str>,
) -> Response {
    let speech = &desk.speech;
    let (election, area) = (&paper.election.id, &paper.area.id);
    let minutes = desk.view.state.tally.minutes(election, area);
    let place = Place::Area(area, Some(election));
    let may = |right| desk.may(right, place);
    // Who answers for the figures sees those that two typed alike. Where they differ, a figure is shown only to
    // who will settle it from the paper, and never to who typed one of them or is typing. Who observes waits
    // with everybody for the publication.
    let answers = [Right::SettleMinutes, Right::SignMinutes, Right::PublishMinutes];
    let answers = answers.into_iter().any(may);
    let settles = may(Right::SettleMinutes)
        && !minutes.has_a_hand(&desk.officer.id)
        && !has_draft(desk, paper);
    let title = format!(
        "{} · {}",
        paper.area.name,
        desk.view.state.units.get(&paper.area.unit).map_or_else(String::new, |u| u.name.clone())
    );
    let differ = differ(desk, minutes);
    let body = html! {
        (part::head(&title, None))
        p { (paper.election.name) " · " (area) " · " (speech.tell("desk.version", &[("version", &minutes.version().to_string())])) }
        (desk.trouble(refused))
        (steps(desk, minutes, differ))
        @if settled_by(minutes, &desk.officer.id) { (form::accepted(&draft_key(desk, &settle_name(paper)))) }
        @if settles { (part::Live {
            url: &format!("/live/desk?since={}", desk.view.size),
            lost: &speech.t("site.line_lost"),
            body: part::live_part("typing", None, &html! {
                @for (officer, findings) in drafts_findings(desk, paper) {
                    (part::notice(part::Tone::Look, &speech.tell("desk.draft_findings", &[
                        ("who", &name(desk, &OfficerId::from(officer.as_str()))),
                        ("codes", &findings.iter().map(|f| f.code.to_string()).collect::<Vec<_>>().join(", ")),
                    ]), &html! {}))
                }
            }),
        }) }
        @if answers || may(Right::Observe) {
            @match minutes.step {
                Step::Awaited => (part::empty(&speech.t("desk.step_awaited"), None)),
                Step::Once { .. } => (part::empty(&speech.t("desk.step_once"), None)),
                Step::Twice { .. } if differ && settles => (part::section("differs", &speech.t("desk.differs"), &differences(desk, paper, minutes))),
                Step::Twice { .. } if differ => (part::empty(&speech.t("desk.differs_unseen"), None)),
                Step::Twice { .. } | Step::Settled { .. } if answers => (agreed(desk, paper, minutes)),
                Step::Twice { .. } | Step::Settled { .. } => (part::empty(&speech.t("desk.agreed_unseen"), None)),
                Step::Published => (part::links(&[(
                    Link::new(speech.t("desk.see_published"), speech.url(&format!("/elections/{election}/areas/{area}"))), None)])),
            }
            @if differ && settles {
                (part::section("settle", &speech.t("desk.settle"), &settle(desk, paper, minutes, values, wrong, findings)))
            }
            @let signed = minutes.signatures.iter().any(|s| s.by == desk.officer.id);
            @let has_key = !passkeys::standing(desk).is_empty();
            @let ready = matches!(minutes.step, Step::Twice { .. } | Step::Settled { .. }) && !differ;
            @if may(Right::SignMinutes) { (own_key(desk, paper)) }
            @if ready && may(Right::SignMinutes) && !signed { (act(desk, paper, "sign", if has_key { form::Weight::Plain } else { form::Weight::Strong }, None)) }
            @if ready && may(Right::PublishMinutes) { (act(desk, paper, "publish", form::Weight::Strong, None)) }
            @if minutes.step == Step::Published && may(Right::SettleMinutes) {
                (part::more(&speech.t("desk.reopen"), &act(desk, paper, "reopen", form::Weight::Grave, Some(values))))
            }
            @if minutes.step == Step::Published && annuls(desk, paper) {
                (part::more(&speech.t("desk.annul"), &annul(desk, paper, values)))
            }
            @if !matches!(minutes.step, Step::Awaited | Step::Published) && may(Right::SettleMinutes) {
                (part::more(&speech.t("desk.restart"), &restart(desk, paper)))
            }
        } @else { (part::empty(&speech.t("desk.not_yours_to_see"), None)) }
    };
    desk.page(status, title, &body)
}

/// To where one touch of a key signs all elections of the area; where these minutes wait for one.
fn own_key(desk: &Desk, paper: &Paper) -> Markup {
    let speech = &desk.speech;
    let waiting = sign::waiting(desk, paper.area);
    let here = waiting.iter().any(|of| of.election.id == paper.election.id);
    html! {
        @if here && passkeys::standing(desk).is_empty() { (sign::without(desk)) }
        @else if here {
            p { (form::link_button(form::Weight::Strong, &speech.t("desk.sign_key_do"), &speech.url(&format!("/desk/sign/{}", paper.area.id)))) }
            p { small { (speech.tell("desk.sign_key_all", &[("count", &speech.many(waiting.len()))])) } }
        }
    }
}

/// Under which a browser keeps what is typed to settle a paper.
fn settle_name(paper: &Paper) -> String {
    format!("settle/{}/{}", paper.election.id, paper.area.id)
}

fn settled_by(minutes: &Minutes, officer: &OfficerId) -> bool {
    minutes.entries.iter().any(|entry| entry.hand == tally::Hand::Settled && entry.by == *officer)
}

fn name(desk: &Desk, id: &OfficerId) -> String {
    let known = desk.view.state.people.officer(id);
    known.map_or_else(|| id.to_string(), |officer| officer.name.clone())
}

/// Who did what so far, and what comes next.
fn steps(desk: &Desk, minutes: &Minutes, differ: bool) -> Markup {
    let speech = &desk.speech;
    let when = |at| site::when(&desk.view.state.node, at);
    let next = match (minutes.step, differ) {
        (Step::Awaited, _) => "desk.next_first",
        (Step::Once { .. }, _) => "desk.next_second",
        (Step::Twice { .. }, true) => "desk.next_settle",
        (Step::Twice { .. } | Step::Settled { .. }, _) if minutes.signatures.len() < 2 => {
            "desk.next_sign"
        }
        (Step::Twice { .. } | Step::Settled { .. }, _) => "desk.next_publish",
        (Step::Published, _) => "desk.next_none",
    };
    html! {
            ol.hands {
                @for entry in &minutes.entries {
                    li { time { (when(entry.at)) } " " (speech.t(hand(entry))) ": " (name(desk, &entry.by))
    }
                }
                @for signature in &minutes.signatures {
                    li { time { (when(signature.at)) } " " (speech.t("site.signed_by")) ": " (name(desk, &signature.by)) }
                }
            }
            p { b { (speech.t("desk.next")) } " " (speech.t(next)) }
        }
}

fn hand(entry: &Entry) -> &'static str {
    match entry.hand {
        tally::Hand::First => "site.hand_first",
        tally::Hand::Second => "site.hand_second",
        tally::Hand::Corrected => "site.hand_corrected",
        tally::Hand::Settled => "site.hand_settled",
    }
}

/// The two entries side by side: the rows that differ, and nothing else.
fn differences(desk: &Desk, paper: &Paper, minutes: &Minutes) -> Markup {
    let speech = &desk.speech;
    let (standing, _) = minutes.standing();
    let known: Vec<_> = standing.iter().filter_map(|entry| opened(desk, entry)).collect();
    let [first, second] = known.as_slice() else { return html! {} };
    let (a, b) = (&first.value.figures, &second.value.figures);
    let shown = |count: Option<Count>| count.map_or_else(|| "–".to_owned(), |n| speech.n(n));
    let rows = site::differing(a.fields(), b.fields()).into_iter().map(|(field, a, b)| {
        vec![
            html! { (paper.label(&field.to_string())) },
            html! { (shown(a)) },
            html! { (shown(b)) },
        ]
    });
    let by = |place: usize| standing.get(place).map_or_else(String::new, |e| name(desk, &e.by));
    let shape = a.fields().count() != b.fields().count();
    html! {
        (Table {
            id: "differing".into(),
            caption: speech.t("desk.differs"),
            columns: vec![
                Column::words(speech.t("desk.col_field")),
                Column::figures(format!("{} ({})", speech.t("site.hand_first"), by(0))),
                Column::figures(format!("{} ({})", speech.t("site.hand_second"), by(1))),
            ],
            rows: rows.collect(),
            foot: None,
            narrow: Narrow::Stack,
        })
        @if shape { p { (speech.t("desk.sheets_differ")) } }
        @for (opening, which) in [(first, "site.hand_first"), (second, "site.hand_second")] {
            @let found = paper.findings(&opening.value.figures);
            @if !found.is_empty() {
                p { (speech.t(which)) ": "
                    @for finding in &found { (finding.code) " " (speech.t(&format!("check.{}", finding.code.to_string().to_lowercase()))) " " } }
            }
        }
        p { (speech.t("desk.correct_or_settle")) }
    }
}

/// The figures that will be signed and published.
pub(super) fn agreed(desk: &Desk, paper: &Paper, minutes: &Minutes) -> Markup {
    let speech = &desk.speech;
    let (_, counts) = minutes.standing();
    let Some(opening) = counts.and_then(|entry| opened(desk, entry)) else {
        return html! {};
    };
    let found = paper.findings(&opening.value.figures);
    let rows = opening.value.figures.fields().map(|(field, count)| {
        vec![html! { (paper.label(&field.to_string())) }, html! { (speech.n(count)) }]
    });
    html! {
        (part::notice(part::Tone::Done, &speech.t("desk.agreed"), &html! {}))
        @for finding in &found {
            @let why = opening.value.explanations.get(&finding.code);
            p { b { (finding.code) } " " (speech.t(&format!("check.{}", finding.code.to_string().to_lowercase())))
                @if let Some(why) = why { " · " (why) } }
        }
        (part::more(&speech.t("desk.see_figures"), &html! { (Table {
            id: "agreed".into(),
            caption: speech.t("desk.agreed"),
            columns: vec![Column::words(speech.t("desk.col_field")), Column::figures(speech.t("desk.col_count"))],
            rows: rows.collect(),
            foot: None,
            narrow: Narrow::Scroll,
        }) }))
    }
}

/// The third person's form: what both typed alike is there, what differs is empty.
fn settle(
    desk: &Desk,
    paper: &Paper,
    minutes: &Minutes,
    values: &Typed,
    wrong: &Wrong,
    findings: &[Finding],
) -> Markup {
    let speech = &desk.speech;
    let (standing, _) = minutes.standing();
    let known: Vec<_> = standing.iter().filter_map(|entry| opened(desk, entry)).collect();
    let mut start = Typed::new();
    let fresh = values.get("step").is_none_or(|step| step != "settle");
    if let ([first, second], true) = (known.as_slice(), fresh) {
        let second: Vec<_> = second.value.figures.fields().collect();
        let alike = first.value.figures.fields().filter(|field| second.contains(field));
        start.extend(alike.map(|(field, count)| (field.to_string(), count.to_string())));
        for opening in &known {
            for (check, text) in &opening.value.explanations {
                start.insert(format!("explain.{check}"), text.clone());
            }
        }
    } else {
        start.clone_from(values);
    }
    let action = speech.url(&format!("/desk/minutes/{}/{}", paper.election.id, paper.area.id));
    let words = [speech.t("desk.draft_kept"), speech.t("desk.draft_restored")];
    let key = format!("{}{}", draft_key(desk, &settle_name(paper)), minutes.entries.len());
    let body = html! {
        (desk.stamps())
        (form::hidden("step", "settle"))
        (paper.found(findings, &start))
        (paper.fields(&start, wrong, findings))
        (form::Field {
            name: "reason", label: &speech.t("desk.reason"), value: start.get("reason").map_or("", String::as_str),
            kind: form::Kind::Long, required: true, hint: Some(&speech.t("desk.reason_hint")),
            error: too_long(*speech, start.get("reason").map_or("", String::as_str), LONGEST).as_deref(),
            ..form::Field::default()
        })
        (form::button(form::Weight::Strong, &speech.t("desk.settle_do")))
    };
    let form = html! { (form::Entry {
        action: &action, draft_key: &key,
        words: form::DraftWords { saved: "", kept: &words[0], restored: &words[1] },
        leave: &speech.url("/desk/board"), body, ..form::Entry::default()
    }) };
    html! {
        p { (speech.t("desk.settle_about")) }
        (part::desk(&scans(desk, &minutes.scans), &form))
    }
}

/// A form with one button, and a reason where one is needed: what was typed into it stays there.
fn act(
    desk: &Desk,
    paper: &Paper,
    step: &str,
    weight: form::Weight,
    reason: Option<&Typed>,
) -> Markup {
    let speech = &desk.speech;
    let said = reason.map_or("", |values| said_in(values, step, "reason"));
    let error = too_long(*speech, said, LONGEST);
    let action = speech.url(&format!("/desk/minutes/{}/{}", paper.election.id, paper.area.id));
    html! {
        form method="post" action=(action) {
            (desk.stamps())
            (form::hidden("step", step))
            p { (speech.t(&format!("desk.{step}_about"))) }
            @if reason.is_some() {
                (form::Field {
                    name: "reason", id: Some(&format!("reason-{step}")), label: &speech.t("desk.reason"), kind: form::Kind::Long, required: true,
                    value: said, error: error.as_deref(), ..form::Field::default()
                })
            }
            (form::button(weight, &speech.t(&format!("desk.{step}_do"))))
        }
    }
}

/// Whether this officer's body may say that the area's published result is void, and has not.
fn annuls(desk: &Desk, paper: &Paper) -> bool {
    let election = desk.view.state.election.get(&paper.election.id);
    let void = election.is_some_and(|election| election.annulled.contains_key(&paper.area.id));
    !void && desk.may(Right::AnnounceResult, Place::Unit(&paper.election.unit))
}

/// The form that makes an area's result void: it votes again.
fn annul(desk: &Desk, paper: &Paper, values: &Typed) -> Markup {
    let speech = &desk.speech;
    let action = speech.url(&format!("/desk/minutes/{}/{}", paper.election.id, paper.area.id));
    let field = |name: &'static str, key: &str, kind| {
        let value = said_in(values, "annul", name);
        let error = too_long(*speech, value, LONGEST);
        html! { (form::Field {
            name, id: Some(&format!("{name}-annul")), label: &speech.t(key), kind, value, required: true,
            error: error.as_deref(), ..form::Field::default()
        }) }
    };
    html! {
        form method="post" action=(action) {
            (desk.stamps())
            (form::hidden("step", "annul"))
            p { (speech.t("desk.annul_about")) }
            (field("document", "desk.document", form::Kind::Text))
            (field("reason", "desk.reason", form::Kind::Long))
            (form::button(form::Weight::Grave, &speech.t("desk.annul_do")))
        }
    }
}

/// Sets the entries aside. Why is chosen, not written: it is public at once.
fn restart(desk: &Desk, paper: &Paper) -> Markup {
    let speech = &desk.speech;
    let action = speech.url(&format!("/desk/minutes/{}/{}", paper.election.id, paper.area.id));
    let labels = tally::SetAside::ALL.map(|why| speech.t(&format!("desk.restart_{}", why.name())));
    let picks = tally::SetAside::ALL.iter().zip(&labels);
    let picks: Vec<form::Pick> = picks
        .map(|(why, label)| form::Pick { value: why.name(), label, ..Default::default() })
        .collect();
    html! {
        form method="post" action=(action) {
            (desk.stamps())
            (form::hidden("step", "restart"))
            p { (speech.t("desk.restart_about")) }
            (form::choice("why", &speech.t("desk.restart_why"), &picks, None))
            (form::button(form::Weight::Grave, &speech.t("desk.restart_do")))
        }
    }
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((election, area)): Path<(String, String)>,
    Form(values): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(paper) = paper(&desk, &election, &area) else { return desk.missing() };
    let (election, area) = (paper.election.id.clone(), paper.area.id.clone());
    let minutes = desk.view.state.tally.minutes(&election, &area);
    let (standing, _) = minutes.standing();
    let known = || desk.app.node.openings(standing.iter().map(|entry| &entry.sealed));
    let reason = values.get("reason").map_or("", |reason| reason.trim()).to_owned();
    let document = values.get("document").map_or("", String::as_str);
    if [reason.as_str(), document].iter().any(|text| too_long(desk.speech, text, LONGEST).is_some())
    {
        // The field says so itself.
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return page(&desk, &paper, status, &values, &Wrong::new(), &[], None);
    }
    let mut seals = Vec::new();
    let (right, command) = match values.get("step").map_or("", String::as_str) {
        "settle" => {
            let sheet = match paper.read(&values) {
                Ok(sheet) => sheet,
                Err(wrong) => {
                    let status = StatusCode::UNPROCESSABLE_ENTITY;
                    return page(&desk, &paper, status, &values, &wrong, &[], None);
                }
            };
            let findings = paper.findings(&sheet.figures);
            let long = long_explanation(&desk, &values);
            if long.is_some() {
                let (status, wrong) = (StatusCode::UNPROCESSABLE_ENTITY, Wrong::new());
                return page(&desk, &paper, status, &values, &wrong, &findings, long.as_deref());
            }
            let answered = |f: &Finding| {
                f.level == tally::Level::Error || sheet.explanations.contains_key(&f.code)
            };
            if !findings.iter().all(answered) {
                return page(
                    &desk,
                    &paper,
                    StatusCode::OK,
                    &values,
                    &Wrong::new(),
                    &findings,
                    None,
                );
            }
            let sheet = tally::Sheet { reason: (!reason.is_empty()).then_some(reason), ..sheet };
            let entry = Opening { value: sheet, salt: dienhong_node::salt() };
            seals.push(entry.clone());
            let known = known();
            (
                Right::SettleMinutes,
                Command::Tally(tally::Command::Settle { election, area, entry, known }),
            )
        }
        "sign" => (
            Right::SignMinutes,
            Command::Tally(tally::Command::Sign { election, area, known: known() }),
        ),
        "publish" => {
            let openings =
                desk.app.node.openings(minutes.entries.iter().map(|entry| &entry.sealed));
            (
                Right::PublishMinutes,
                Command::Tally(tally::Command::Publish { election, area, openings }),
            )
        }
        "restart" => {
            let why = values.get("why").map_or("", String::as_str);
            let Some(why) = tally::SetAside::ALL.into_iter().find(|known| known.name() == why)
            else {
                let missing = desk.speech.t("desk.restart_why_missing");
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                return page(&desk, &paper, status, &values, &Wrong::new(), &[], Some(&missing));
            };
            let event = tally::Event::Restarted { election, area, why };
            (Right::SettleMinutes, Command::Record(vec![Event::Tally(event)]))
        }
        "reopen" => {
            let event = tally::Event::Reopened { election, area, reason, document: None };
            (Right::SettleMinutes, Command::Record(vec![Event::Tally(event)]))
        }
        "annul" => {
            let document = values.get("document").map_or("", |text| text.trim()).to_owned();
            let event = election::Event::AreaAnnulled { election, area, document, reason };
            (Right::AnnounceResult, Command::Record(vec![Event::Election(event)]))
        }
        _ => return desk.missing(),
    };
    let place = match right {
        // Who makes the result known makes it void.
        Right::AnnounceResult => Place::Unit(&paper.election.unit),
        _ => Place::Area(&paper.area.id, Some(&paper.election.id)),
    };
    match desk.ask(&values, (right, place), command, seals).await {
        Ok(()) => desk.to(&format!("/desk/minutes/{}/{}", paper.election.id, paper.area.id)),
        Err(why) => {
            page(&desk, &paper, StatusCode::CONFLICT, &values, &Wrong::new(), &[], Some(&why))
        }
    }
}

pub(super) async fn scan(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(hash): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let hash = hash.parse::<Hash>().ok();
    hash.and_then(|hash| may_see(&desk, &hash))
        .unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}
