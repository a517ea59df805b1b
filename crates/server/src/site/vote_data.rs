//! A public vote for programs: JSON with all that its page says, CSV with its figures.

use crate::{
    Speech,
    votes::{self, Figures, NOTHING},
};
use dienhong_core::{
    count::Count,
    percent::Percent,
    vote::{Audience, Sheet, Vote},
};
use dienhong_node::View;
use dienhong_tables::{Row, Table, write_csv};
use serde_json::{Value, json};

/// The files of a vote by name; none of one that is closed.
pub(crate) fn files(view: &View, vote: &Vote) -> Vec<(&'static str, Vec<u8>)> {
    if vote.call.closed {
        return Vec::new();
    }
    vec![("data.json", data_json(view, vote)), ("data.csv", data_csv(view, vote))]
}

fn figures(view: &View, vote: &Vote) -> Option<Figures> {
    votes::figures(view, vote, Audience::Public, NOTHING)
}

/// Shape: `vote`, `body`, `at` as milliseconds since 1970, `call` as its record has it, `article`, `step`,
/// `opened` with `summoned` and `present`, and from when the rule shows them `figures` and, by name, `answers`.
fn data_json(view: &View, vote: &Vote) -> Vec<u8> {
    let rule = view.state.vote_rule(&vote.call, vote.at).ok();
    let mut data = json!({
        "vote": vote.id,
        "body": view.state.body_of(vote).map(|body| &body.name),
        "at": vote.at,
        "simulated": view.state.node.simulated(),
        "call": *vote.call,
        "article": rule.map(|rule| &rule.source.article),
        "step": vote.step().name(),
    });
    if let Some(begun) = &vote.begun {
        data["opened"] =
            json!({ "at": begun.at, "summoned": begun.summoned, "present": begun.present });
    }
    if let Some(figures) = figures(view, vote) {
        let lines: Vec<Value> = vote
            .call
            .rows()
            .iter()
            .zip(&figures.total.lines)
            .map(|(row, line)| {
                let question = vote.call.questions.get(row.question);
                let threshold =
                    question.and_then(|question| votes::threshold(view, vote, question));
                let (base, whole) = votes::base(&figures, line, threshold);
                let share =
                    |votes: &Count| Percent::of(*votes, whole).map(|share| share.to_string());
                json!({
                    "question": row.question,
                    "person": row.person.map(|person| &person.name),
                    "base": base.name(),
                    "whole": whole,
                    "threshold": threshold,
                    "votes": line.votes,
                    "shares": line.votes.iter().map(share).collect::<Vec<_>>(),
                    "invalid": line.invalid,
                    "rankings": line.rankings,
                })
            })
            .collect();
        data["figures"] = json!({
            "channels": figures.sheets,
            "total": figures.total,
            "lines": lines,
            "outcomes": figures.outcomes,
        });
        if !vote.voters.is_empty() {
            let answers = vote.answers.iter().filter(|(_, parts)| !parts.is_empty());
            let answers = answers.map(|((line, seat), parts)| {
                let name = vote.voters.get(seat).map(|voter| &voter.name);
                json!({ "line": line, "seat": seat, "name": name, "parts": **parts })
            });
            data["answers"] = answers.collect();
        }
    }
    let mut bytes = serde_json::to_vec_pretty(&data).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// One row for each box of each line: the channels side by side, then all.
fn data_csv(view: &View, vote: &Vote) -> Vec<u8> {
    let speech = Speech::of("vi");
    let call = &vote.call;
    let mut columns: Vec<String> =
        ["question", "line", "person", "answer"].map(str::to_owned).to_vec();
    columns.extend(call.channels.iter().map(|channel| channel.name.clone()));
    columns.extend(["all", "base", "whole"].map(str::to_owned));
    let mut rows = Vec::new();
    if let Some(figures) = figures(view, vote) {
        let sheets: Vec<Option<&Sheet>> =
            call.channels.iter().map(|channel| figures.sheets.get(&channel.id)).collect();
        for (at, row) in call.rows().iter().enumerate() {
            let (Some(question), Some(line)) =
                (call.questions.get(row.question), figures.total.lines.get(at))
            else {
                continue;
            };
            let threshold = votes::threshold(view, vote, question);
            let (base, whole) = votes::base(&figures, line, threshold);
            let mut put = |answer: String, of: &dyn Fn(&Sheet) -> Option<Count>| {
                let mut cells = vec![
                    question.text.clone(),
                    (at + 1).to_string(),
                    row.person.map(|person| person.name.clone()).unwrap_or_default(),
                    answer,
                ];
                let said = |sheet: Option<&Sheet>| {
                    sheet.and_then(of).map_or_else(String::new, |count| count.to_string())
                };
                cells.extend(sheets.iter().map(|sheet| said(*sheet)));
                cells.push(said(Some(&figures.total)));
                cells.extend([base.name().to_owned(), whole.to_string()]);
                let line = u32::try_from(rows.len() + 2).unwrap_or(u32::MAX);
                rows.push(Row { line, cells });
            };
            for (place, name) in votes::boxes(&speech, question).into_iter().enumerate() {
                put(name, &|sheet| sheet.lines.get(at)?.votes.get(place).copied());
            }
            put(speech.t("vote.line_invalid"), &|sheet| Some(sheet.lines.get(at)?.invalid));
        }
    }
    write_csv(&Table { columns, rows, ..Table::default() })
}
