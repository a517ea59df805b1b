//! Independent witnesses: who cosigns the checkpoints of this node, and until when.

use super::gives;
use crate::{
    App,
    desk::{Desk, Typed},
    session::Officer,
    site,
};
use axum::{
    Form,
    extract::State,
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Event, node,
    people::{Place, Right},
};
use dienhong_look::{
    Markup, form, html, part,
    table::{Column, Narrow, Table},
};
use std::sync::Arc;

const PATH: &str = "/desk/setup/witnesses";

pub(super) async fn show(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    if !gives(&desk, Right::KeepSystem) {
        return desk.missing();
    }
    page(&desk, StatusCode::OK, &Typed::new(), None)
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Form(typed): Form<Typed>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    if !gives(&desk, Right::KeepSystem) {
        return desk.missing();
    }
    let said = |name: &str| typed.get(name).map_or("", |text| text.trim()).to_owned();
    let event = match said("what").as_str() {
        "end" => node::Event::WitnessEnded { key: said("key"), reason: said("reason") },
        _ => node::Event::WitnessNamed {
            key: said("key"),
            operator: said("operator"),
            url: said("url"),
        },
    };
    let command = Command::Record(vec![Event::Node(event)]);
    match desk.ask(&typed, (Right::KeepSystem, Place::Node), command, Vec::new()).await {
        Ok(()) => desk.to(PATH),
        Err(why) => page(&desk, StatusCode::CONFLICT, &typed, Some(&why)),
    }
}

fn page(desk: &Desk, status: StatusCode, typed: &Typed, refused: Option<&str>) -> Response {
    let speech = &desk.speech;
    let action = speech.url(PATH);
    let said = |name: &str| typed.get(name).map_or("", |text| text.trim());
    let field = |name: &'static str, required: bool| {
        let label = speech.t(&format!("setup.witness_{name}"));
        let hint = speech.t(&format!("setup.witness_{name}_hint"));
        let (label, hint) = (label.as_str(), Some(hint.as_str()));
        html! { (form::Field { name, label, hint, value: said(name), required, ..form::Field::default() }) }
    };
    let title = speech.t("setup.witnesses");
    let body = html! {
        (part::head(&title, None))
        p.lead { (speech.t("verify.witnesses_about")) }
        (desk.trouble(refused))
        (known(desk, &action))
        (part::section("add", &speech.t("setup.witness_add"), &html! {
            form method="post" action=(action) {
                (desk.stamps())
                (form::hidden("what", "name"))
                (field("operator", true))
                (field("key", true))
                (field("url", true))
                (form::button(form::Weight::Strong, &speech.t("setup.witness_do")))
            }
        }))
    };
    desk.page(status, title, &body)
}

/// Those in force, what they have said, and how to end one.
fn known(desk: &Desk, action: &str) -> Markup {
    let speech = &desk.speech;
    let state = &desk.view.state;
    let published = desk.app.publisher.published();
    let said = published.as_ref().as_ref().map_or(&[][..], |published| &published.witnessed);
    let row = |witness: &Arc<node::Witness>| {
        let name = witness.key.split('+').next().unwrap_or_default();
        let last = said.iter().find(|said| said.name == name);
        let last = last.map_or_else(
            || speech.t("setup.witness_silent"),
            |said| {
                let at = site::when(&state.node, dienhong_journal::Millis::new(said.time * 1000));
                format!(
                    "{} · {at}",
                    speech.n(dienhong_core::count::Count::try_from(said.size).unwrap_or_default())
                )
            },
        );
        vec![
            html! { (witness.operator) },
            html! { code { (witness.key) } br; (witness.url) },
            html! { (last) },
            html! { (part::more(&speech.t("setup.change"), &html! {
                form method="post" action=(action) {
                    (desk.stamps())
                    (form::hidden("what", "end"))
                    (form::hidden("key", &witness.key))
                    (form::Field { name: "reason", label: &speech.t("setup.col_reason"), required: true, ..form::Field::default() })
                    (form::button(form::Weight::Plain, &speech.t("setup.witness_end")))
                }
            })) },
        ]
    };
    let rows: Vec<_> = state.node.witnesses().map(row).collect();
    if rows.is_empty() {
        return part::empty(&speech.t("verify.no_witness"), None);
    }
    html! { (Table {
        id: "witness-table".into(),
        caption: speech.t("setup.witnesses"),
        columns: vec![
            Column::words(speech.t("setup.witness_operator")),
            Column::words(speech.t("setup.witness_key")),
            Column::words(speech.t("setup.witness_last")),
            Column::words(speech.t("setup.change")),
        ],
        rows,
        foot: None,
        narrow: Narrow::Stack,
    }) }
}
