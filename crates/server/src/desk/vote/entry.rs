//! A member of the tally committee types a channel's figures from the papers. They are sealed: nobody else sees
//! them before a second member has typed the same.

use super::{Of, UNFIT};
use crate::{
    App, answer,
    desk::{
        Desk,
        frame::{LONGEST, Sent},
        number,
        sheet::Wrong,
    },
    sent::{Form, Typed},
    session::Officer,
    votes,
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::{IntoResponse, Response},
};
use dienhong_core::{
    Command, Event, Kept,
    count::Count,
    refusal::Refusal,
    vote::{self, Channel, ChannelId, Line, Ranking, Sheet, Way},
};
use dienhong_journal::Opening;
use dienhong_look::{Markup, form, html, part};
use std::{collections::BTreeMap, sync::Arc};

const FORM: &str = "entry";

/// The paper of one channel and who types it.
struct Paper<'a> {
    of: Of<'a>,
    channel: Channel,
}

impl<'a> Paper<'a> {
    /// None: this officer does not count there.
    fn find(desk: &'a Desk, id: &str, channel: &str) -> Option<Paper<'a>> {
        let of = Of::find(desk, id)?;
        let channel = of.vote.call.channel(&ChannelId::from(channel))?.clone();
        (channel.way.is_counted_by_hand() && of.counts(&channel.id))
            .then_some(Paper { of, channel })
    }

    fn path(&self) -> String {
        format!("{}/count/{}", self.of.path(), self.channel.id)
    }

    fn draft(&self) -> String {
        draft(&self.of, &self.channel.id)
    }

    /// The names of the three fields of the whole, and what they are called there.
    fn wholes(&self) -> [(&'static str, String); 3] {
        let t = |key: &str| self.of.desk.speech.t(&format!("vote.{key}"));
        let hands = self.channel.way == Way::Hands;
        ["issued", "returned", "invalid"].map(|name| {
            let key = if hands { format!("hands_{name}") } else { format!("sheet_{name}") };
            (name, t(&key))
        })
    }

    fn read(&self, typed: &Typed) -> Result<Sheet, Wrong> {
        let speech = &self.of.desk.speech;
        let mut wrong = Wrong::new();
        let mut count = |name: String| {
            let said = typed.get(&name).map_or("", String::as_str);
            number::count(speech, said).unwrap_or_else(|why| {
                wrong.insert(name, why);
                Count::ZERO
            })
        };
        let [issued, returned, invalid] =
            ["issued", "returned", "invalid"].map(|name| count(name.to_owned()));
        let call = &self.of.vote.call;
        let mut lines = Vec::new();
        for (at, row) in call.rows().iter().enumerate() {
            let line_invalid = count(format!("l{at}.invalid"));
            let ranked = call.questions.get(row.question).is_some_and(vote::Question::is_ranked);
            let votes = match ranked {
                true => vec![Count::ZERO; row.boxes],
                false => (0..row.boxes).map(|place| count(format!("l{at}.b{place}"))).collect(),
            };
            lines.push(Line { invalid: line_invalid, votes, rankings: Vec::new() });
        }
        for (at, (row, line)) in call.rows().iter().zip(&mut lines).enumerate() {
            if !call.questions.get(row.question).is_some_and(vote::Question::is_ranked) {
                continue;
            }
            let name = format!("l{at}.rankings");
            match self.rankings(typed.get(&name).map_or("", String::as_str), row.boxes) {
                Ok(rankings) => {
                    for ranking in &rankings {
                        let first = ranking
                            .order
                            .first()
                            .and_then(|first| line.votes.get_mut(usize::from(*first)));
                        if let Some(votes) = first {
                            *votes = Count::sum([*votes, ranking.papers]).unwrap_or_default();
                        }
                    }
                    line.rankings = rankings;
                }
                Err(why) => drop(wrong.insert(name, why)),
            }
        }
        if wrong.is_empty() { Ok(Sheet { issued, returned, invalid, lines }) } else { Err(wrong) }
    }

    /// Rankings, one a line: options by their numbers, then how many papers say so: `2 1 3 = 14`.
    fn rankings(&self, text: &str, options: usize) -> Result<Vec<Ranking>, String> {
        let speech = &self.of.desk.speech;
        let mut all: BTreeMap<Vec<u16>, Count> = BTreeMap::new();
        for (at, line) in super::written(text).iter().enumerate() {
            let no = || {
                let facts =
                    [("line", (at + 1).to_string()), ("found", line.chars().take(60).collect())];
                let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
                speech.tell("vote.no_ranking", &facts)
            };
            let (order, papers) = line.split_once('=').ok_or_else(no)?;
            let papers = number::count(speech, papers)?;
            let order: Option<Vec<u16>> = order
                .split(|c: char| !c.is_ascii_digit())
                .filter(|part| !part.is_empty())
                .map(|part| part.parse::<u16>().ok()?.checked_sub(1))
                .collect();
            let order = order.filter(|order| !order.is_empty()).ok_or_else(no)?;
            if order.iter().any(|option| usize::from(*option) >= options) {
                return Err(no());
            }
            let known = all.entry(order).or_default();
            *known = Count::sum([*known, papers]).ok_or_else(no)?;
        }
        Ok(all.into_iter().map(|(order, papers)| Ranking { order, papers }).collect())
    }

    /// The field at which a refusal of the figures is shown.
    fn field(&self, refusal: &Refusal) -> Option<String> {
        let line = refusal.facts.get("line").and_then(|line| line.parse::<usize>().ok());
        let at = |part: &str| line.map(|line| format!("l{}.{part}", line - 1));
        match refusal.code {
            "vote.sheet_issued_over_present" => Some("issued".into()),
            "vote.sheet_returned_over_issued" => Some("returned".into()),
            "vote.sheet_invalid_over_returned" => Some("invalid".into()),
            "vote.sheet_line_invalid_over_valid" | "vote.sheet_line_does_not_add_up" => {
                at("invalid")
            }
            "vote.sheet_ranking_malformed" | "vote.sheet_rankings_do_not_add_up" => at("rankings"),
            _ => None,
        }
    }
}

fn draft(of: &Of, channel: &ChannelId) -> String {
    format!("vote/{}/{channel}", of.vote.id)
}

/// Under which a browser keeps what an officer types of a channel.
pub(super) fn draft_key(of: &Of, channel: &ChannelId) -> String {
    format!("{}:{}:", of.desk.officer.id, draft(of, channel))
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, channel)): Path<(String, String)>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(paper) = Paper::find(&desk, &id, &channel) else { return desk.missing() };
    let draft = desk.app.desk.draft(desk.officer.id.as_str(), &paper.draft()).ok().flatten();
    let typed =
        draft.and_then(|(body, _)| serde_urlencoded::from_str::<Vec<(String, String)>>(&body).ok());
    let typed: Typed = typed.into_iter().flatten().collect();
    page(&paper, StatusCode::OK, &Sent::of(typed))
}

fn page(paper: &Paper, status: StatusCode, sent: &Sent) -> Response {
    let desk = paper.of.desk;
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("vote.{key}"));
    let vote = &paper.of.vote;
    let counting = vote.counting.get(&paper.channel.id).cloned().unwrap_or_default();
    let entered = counting.entries.iter().any(|entry| entry.by == paper.of.by());
    let open = vote.closed.is_some() && vote.declared.is_none() && counting.entries.len() < 2;
    let title = speech.tell("vote.entry_title", &[("channel", &paper.channel.name)]);
    let body = html! {
        (part::head(&title, None))
        (paper.of.back())
        (desk.trouble(sent.refused.as_deref()))
        @if entered { (part::empty(&t("entered_wait"), None)) }
        @else if !open { (part::empty(&t("no_entry_now"), None)) }
        @else { (fields(paper, sent)) }
    };
    desk.page(status, title, &body)
}

fn fields(paper: &Paper, sent: &Sent) -> Markup {
    let desk = paper.of.desk;
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("vote.{key}"));
    let action = speech.url(&paper.path());
    let call = &paper.of.vote.call;
    let field = |name: &str, label: &str, hint: Option<&str>, focus: bool| {
        html! { (form::Field {
            name, label, hint, value: sent.value(name), kind: form::Kind::Count, error: sent.error(name), focus,
            ..form::Field::default()
        }) }
    };
    let present = speech.n(paper.of.vote.present_at(&paper.channel.id));
    let read = |name: &str| number::count(speech, sent.value(name)).ok();
    let shown = |count: Option<Count>| count.map_or_else(String::new, |count| speech.n(count));
    let valid = read("returned").zip(read("invalid")).and_then(|(returned, invalid)| {
        Count::try_from(returned.get().checked_sub(invalid.get())?).ok()
    });
    let inside = html! {
        (desk.stamps())
        p { (speech.tell("vote.present_there", &[("present", &present)])) }
        (form::group(&t("whole"), &html! {
            @for (at, (name, label)) in paper.wholes().iter().enumerate() { (field(name, label, None, at == 0)) }
            @if let Some(valid) = valid { p { (speech.tell("vote.valid_so", &[("valid", &speech.n(valid))])) } }
        }))
        @for (at, row) in call.rows().iter().enumerate() {
            @if let Some(question) = call.questions.get(row.question) {
                @let boxes = votes::boxes(speech, question);
                @let name = votes::line_name(question, row);
                (form::group(&speech.tell("vote.line", &[("line", &(at + 1).to_string()), ("name", &name)]), &html! {
                    @if question.is_ranked() {
                        ol { @for name in &boxes { li lang="vi" { (name) } } }
                        @let name = format!("l{at}.rankings");
                        (form::Field {
                            name: &name, label: &t("rankings"), hint: Some(&t("rankings_hint")), kind: form::Kind::Long,
                            value: sent.value(&name), error: sent.error(&name), ..form::Field::default()
                        })
                        (field(&format!("l{at}.invalid"), &t("line_invalid"), None, false))
                    } @else {
                        @let names: Vec<String> = (0..boxes.len()).map(|place| format!("l{at}.b{place}")).collect();
                        @for (name, label) in names.iter().zip(&boxes) { (field(name, label, None, false)) }
                        @let invalid = format!("l{at}.invalid");
                        (field(&invalid, &t("line_invalid"), None, false))
                        @let of: Vec<&str> = names.iter().chain([&invalid]).map(String::as_str).collect();
                        @let sum = of.iter().map(|name| read(name)).collect::<Option<Vec<_>>>().and_then(Count::sum);
                        @let hint = if row.marks == (1, 1) { t("sum_hint") } else { speech.tell("vote.sum_hint_many", &[("most", &row.marks.1.to_string())]) };
                        (form::total(&format!("l{at}.sum"), &t("sum"), &of, &shown(sum), Some(&hint)))
                    }
                }))
            }
        }
        p.actions {
            (form::button_as(form::Weight::Strong, &t("seal_entry"), "step", "enter"))
            (form::button_as(form::Weight::Plain, &speech.t("desk.keep_draft"), "step", "keep"))
            (form::button_as(form::Weight::Plain, &speech.t("desk.drop_draft"), "step", "drop"))
        }
    };
    let aside = paper.of.vote.counting.get(&paper.channel.id).map_or(0, |of| of.set_aside.len());
    let key = format!("{}{aside}", draft_key(&paper.of, &paper.channel.id));
    let words = [
        speech.t("desk.draft_saved"),
        speech.t("desk.draft_kept"),
        speech.t("desk.draft_restored"),
    ];
    let leave = html! {
        (form::link_button(form::Weight::Plain, &speech.t("desk.keep_and_leave"), &paper.of.url("")))
        form method="post" action=(action) {
            (desk.stamps()) (form::hidden("step", "drop"))
            (form::button(form::Weight::Grave, &speech.t("desk.drop_draft")))
        }
    };
    html! {
        p.hint { (t("sealed_about")) }
        (form::Entry {
            id: Some(FORM), action: &action, draft_key: &key, draft_url: Some(&format!("{action}/draft")),
            words: form::DraftWords { saved: &words[0], kept: &words[1], restored: &words[2] },
            leave: "leave", body: inside,
        })
        (part::leave_dialog("leave", &speech.t("desk.leave_title"), &html! { p { (speech.t("desk.leave_about")) } }, &leave))
    }
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, channel)): Path<(String, String)>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(paper) = Paper::find(&desk, &id, &channel) else { return desk.missing() };
    let mut sent = Sent::of(typed);
    if !desk.sent(&sent.typed) {
        sent.refused = Some(desk.speech.t("desk.form_is_old"));
        return page(&paper, StatusCode::FORBIDDEN, &sent);
    }
    let drop_draft = || drop(desk.app.desk.drop_draft(desk.officer.id.as_str(), &paper.draft()));
    match sent.value("step") {
        "keep" => {
            keep_draft(&paper, &sent.typed);
            return desk.to(&paper.of.path());
        }
        "drop" => {
            drop_draft();
            return desk.to(&paper.of.path());
        }
        _ => {}
    }
    let sheet = match paper.read(&sent.typed) {
        Ok(sheet) => sheet,
        Err(wrong) => {
            keep_draft(&paper, &sent.typed);
            sent.wrong = wrong;
            return page(&paper, UNFIT, &sent);
        }
    };
    let vote = &paper.of.vote;
    // What does not fit is told now: later the paper would have to be found again.
    if let Err(refusal) = sheet.check(&vote.call, vote.present_at(&paper.channel.id)) {
        keep_draft(&paper, &sent.typed);
        let why = desk.refused(&refusal);
        match paper.field(&refusal) {
            Some(field) => drop(sent.wrong.insert(field, why)),
            None => sent.refused = Some(why),
        }
        return page(&paper, UNFIT, &sent);
    }
    let opening = Opening { value: sheet, salt: dienhong_node::salt() };
    let Ok(kept) = Kept::of(&opening) else {
        sent.refused = Some(desk.speech.t("desk.no_record"));
        return page(&paper, UNFIT, &sent);
    };
    let event = vote::Event::SheetEntered {
        vote: vote.id.clone(),
        channel: paper.channel.id.clone(),
        sealed: kept.seal,
    };
    let command = Command::Seal(vec![Event::Vote(event)], vec![kept]);
    let body = Some(vote.body.clone());
    match desk.asked_at(&mut sent, body, command, super::nowhere).await {
        true => {
            drop_draft();
            desk.to(&paper.of.path())
        }
        false => {
            keep_draft(&paper, &sent.typed);
            page(&paper, StatusCode::CONFLICT, &sent)
        }
    }
}

fn keep_draft(paper: &Paper, typed: &Typed) -> bool {
    let desk = paper.of.desk;
    let known = |name: &str| !matches!(name, "csrf" | "act" | "step");
    let kept: Vec<(&String, &String)> = typed
        .iter()
        .filter(|(name, value)| known(name) && value.len() <= 8 * LONGEST)
        .take(2_000)
        .collect();
    let Ok(body) = serde_urlencoded::to_string(kept) else { return false };
    desk.app.desk.put_draft(desk.officer.id.as_str(), &paper.draft(), &body, desk.app.now()).is_ok()
}

/// A pause in typing: the page as it stands is kept.
pub(super) async fn keep(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, channel)): Path<(String, String)>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(paper) = Paper::find(&desk, &id, &channel) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match desk.sent(&typed) && keep_draft(&paper, &typed) {
        true => answer::private(StatusCode::OK, html! {}),
        false => StatusCode::FORBIDDEN.into_response(),
    }
}
