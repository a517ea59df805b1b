//! The minutes of a survey and the notice of its result as papers.

use super::Of;
use crate::{
    App,
    desk::Desk,
    papers::{self, bp},
    session::Officer,
    site::day,
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use dienhong_core::{
    confidence::{Consequence, Given},
    count::Count,
    people::By,
    vote::Vote,
};
use dienhong_documents::{ConfidenceResult, NamedCount, Press, Signer, Surveyed};
use dienhong_node::Subject;
use std::sync::Arc;

/// The papers there are: what an address names, and the key of their words.
const PAPERS: [(&str, &str); 2] =
    [("minutes.pdf", "paper.confidence_minutes"), ("notice.pdf", "paper.confidence_notice")];

pub(super) async fn print(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, paper)): Path<(String, String)>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::find(&desk, &id) else { return desk.missing() };
    let key = PAPERS.iter().find(|(name, _)| *name == paper).map(|(_, key)| *key);
    let Some(facts) = key.and_then(|key| facts(&of, key)) else { return desk.missing() };
    let printed = tokio::task::spawn_blocking(move || Press::shared().confidence(&facts)).await;
    match printed {
        Ok(Ok(pdf)) => {
            let headers =
                [(header::CONTENT_TYPE, "application/pdf"), (header::CACHE_CONTROL, "no-store")];
            (headers, pdf).into_response()
        }
        Ok(Err(why)) => {
            eprintln!("a paper of confidence: {why}");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// What the paper says. None: this officer does not see the figures.
fn facts(of: &Of, key: &str) -> Option<ConfidenceResult> {
    let Of { desk, round } = of;
    let (view, state) = (&desk.view, &desk.view.state);
    let given = of.given()?;
    let vote = state.survey(round)?;
    let (declared, begun) = (vote.declared.as_ref()?, vote.begun.as_ref()?);
    let rule = state.survey_rule(round)?;
    let records: crate::site::Records = &|seq| desk.app.record(seq);
    let paper = papers::Desk { view, records, home: desk.app.home() };
    let speech = paper.say();
    let body = state.people.body(&round.body)?;
    let place = body.unit.clone().unwrap_or_else(|| "".into());
    let tell = |key: &str, facts: &[(&str, String)]| {
        let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
        speech.tell(&format!("confidence.paper_{key}"), &facts)
    };
    let minutes = key == "paper.confidence_minutes";
    let count = |label: &str, count: Count| NamedCount {
        label: speech.t(&format!("confidence.paper_{label}")),
        count: count.get(),
    };
    let path = match round.plan.closed {
        true => "/verify".to_owned(),
        false => format!("/confidence/{}", round.id),
    };
    let mut foot = paper.foot(&Subject::Vote(vote.id.clone()), &path);
    if foot.record_hash.is_empty() {
        // Of a closed record everybody knows its leaf alone.
        let leaf = view.tree.hash(0, foot.seq);
        foot.record_hash = leaf.map(|hash| hash.to_string()).unwrap_or_default();
    }
    let base = speech.t(&format!("confidence.base_{}", rule.base.name()));
    let document = [
        ("number", round.plan.document.number.clone()),
        ("day", day(round.plan.document.on)),
        ("title", round.plan.title.clone()),
    ];
    let when = [("when", crate::site::when(&state.node, declared.at))];
    Some(ConfidenceResult {
        heading: paper.heading(
            declared.at,
            (body.name.clone(), None),
            &place,
            key,
            &round.plan.title,
        ),
        foot,
        party: round.plan.kind == "party",
        lines: vec![tell("basis", &document), tell("declared", &when)],
        turnout: vec![
            count("members", vote.call.members),
            count("summoned", begun.summoned),
            count("present", begun.present()?),
            count("issued", declared.total.issued),
            count("returned", declared.total.returned),
            count("invalid", declared.total.invalid),
        ],
        people: (1..).zip(&given).map(|(number, of)| surveyed(&speech, number, of)).collect(),
        after: vec![
            tell("base", &[("base", base), ("article", rule.source.article.clone())]),
            tell("not_whole", &[]),
        ],
        closing: paper.closing(key, if minutes { committee(&paper, vote) } else { Vec::new() }),
    })
}

fn surveyed(speech: &crate::Speech, number: u64, of: &Given) -> Surveyed {
    let [high, confident, low] = of.levels.all();
    let followed = match of.consequence {
        Consequence::None => String::new(),
        other => speech.t(&format!("confidence.consequence_{}", other.name())),
    };
    Surveyed {
        number,
        name: of.subject.name.clone(),
        post: of.subject.post.clone(),
        high: high.get(),
        high_bp: bp(high, of.base),
        confident: confident.get(),
        confident_bp: bp(confident, of.base),
        low: low.get(),
        low_bp: bp(low, of.base),
        invalid: of.invalid.get(),
        followed,
    }
}

/// The heads of the tally committees, with when they signed.
fn committee(paper: &papers::Desk, vote: &Vote) -> Vec<Signer> {
    let signed = vote.counting.values().filter_map(|of| of.signed.as_ref());
    let signer = |sealed: &dienhong_core::vote::Sealed| {
        let By::Officer(id) = &sealed.by else { return None };
        let (office, name) = paper.officer(id);
        let signed = crate::site::when(&paper.view.state.node, sealed.at);
        Some(Signer { office, name, signed })
    };
    signed.filter_map(signer).collect()
}
