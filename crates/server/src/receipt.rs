//! Receipts: the page about one record, with the proof that it is in the published log.

use crate::{App, Speech, public};
use axum::{
    extract::{Path, State},
    http::Uri,
    response::{Html, IntoResponse, Response},
};
use dienhong_core::units::UnitId;
use dienhong_journal::{checkpoint::Note, proof::Proof};
use dienhong_look::{form, html, part};
use dienhong_publish::Published;
use maud::{Markup, PreEscaped};
use qrcode::{EcLevel, QrCode, render::svg};
use std::sync::Arc;

/// The receipt of a record under the last published checkpoint. None: that does not cover it yet.
fn proof(app: &App, published: &Published, seq: u64) -> Option<Proof> {
    let tree = &app.node.view().tree;
    let (leaf, note) = (tree.hash(0, seq)?, Note::parse(&published.note).ok()?);
    let hashes = tree.inclusion(seq, published.size).ok()?;
    Some(Proof::new(&leaf, seq, hashes, note))
}

pub(crate) async fn show(State(app): State<Arc<App>>, uri: Uri, Path(seq): Path<u64>) -> Response {
    let (speech, path) = Speech::split(uri.path());
    let view = app.node.view();
    if seq >= view.size {
        return public::missing(&app, speech, path);
    }
    let t = |key: &str| speech.t(&format!("receipt.{key}"));
    let title = speech.tell("receipt.record", &[("record", &seq.to_string())]);
    let published = app.publisher.published();
    let proof = published.as_ref().as_ref().and_then(|published| proof(&app, published, seq));
    let site = public::site(&app, &view, speech, path, None);
    let about = app.record(seq).map(|record| {
        let unit = record.unit.as_deref().map(UnitId::from);
        let unit = unit.and_then(|unit| view.state.units.get(&unit).map(|unit| unit.name.clone()));
        html! {
            div { dt { (t("kind")) } dd { code { (record.kind) } } }
            div { dt { (t("when")) } dd { (site.when(record.at)) } }
            @if let Some(unit) = unit { div { dt { (t("unit")) } dd lang="vi" { (unit) } } }
        }
    });
    let body = html! {
        (part::head(&title, None))
        p.lead { (t("lead")) }
        dl.particulars {
            @if let Some(about) = about { (about) }
            @if let Some(leaf) = view.tree.hash(0, seq) {
                div { dt { (t("leaf")) } dd { (part::hash(&leaf.to_string())) } }
            }
        }
        @match proof {
            None => (part::notice(part::Tone::Look, &t("soon"), &html! {})),
            Some(proof) => (given(&app, speech, &proof)),
        }
    };
    Html(site.dress(title, Vec::new(), &body, true).into_string()).into_response()
}

fn given(app: &App, speech: Speech, proof: &Proof) -> Markup {
    let local = format!("{}#{}", speech.url("/receipt"), proof.to_fragment());
    let link = format!("{}{local}", app.home());
    let code = QrCode::with_error_correction_level(link.as_bytes(), EcLevel::L);
    let picture = code.map(|code| code.render::<svg::Color>().min_dimensions(280, 280).build());
    html! {
        p { (form::link_button(form::Weight::Strong, &speech.t("receipt.open"), &local)) }
        // A tree of very many records can make a link that no code holds: then the link is enough.
        @if let Ok(picture) = picture { div.qr aria-hidden="true" { (PreEscaped(picture)) } }
        (part::more(&speech.t("receipt.text"), &html! { pre tabindex="0" { code { (proof.to_string()) } } }))
    }
}
