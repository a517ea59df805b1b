use super::Subject;
use dienhong_core::{
    State,
    count::Count,
    election::{Area, Constituency, Election, Progress, Stand, Tallied},
    grouping::Group,
    percent::Percent,
    tally::{Figures, Shown},
    vote::{Audience, Vote},
};
use std::borrow::Cow;

/// Fields of one subject with their values.
pub type Fields = Vec<(Cow<'static, str>, String)>;

/// The word for how far a count has come.
pub fn progress(progress: Progress) -> &'static str {
    match progress {
        Progress::Voting => "voting",
        Progress::Awaited => "awaited",
        Progress::Counting => "counting",
        Progress::Provisional => "provisional",
        Progress::Final => "final",
        Progress::Reopened => "reopened",
    }
}

pub(super) fn of(state: &State, subject: &Subject) -> Fields {
    match subject {
        Subject::Election(election) => of_election(state, election),
        Subject::Constituency(election, of) => of_constituency(state, election, of),
        Subject::Group(election, _, group) => of_group(state, election, group),
        Subject::Unit(election, unit) => tallied(&state.tallied_in(election, unit)),
        Subject::Area(election, area) => of_area(state, election, area),
        Subject::Vote(vote) => of_vote(state, vote),
    }
}

fn of_election(state: &State, election: &Election) -> Fields {
    let mut fields = tallied(&state.tallied_everywhere(election));
    let stands = election.constituencies.keys().filter_map(|n| state.stand(&election.id, *n));
    let stands: Vec<Progress> = stands.map(|stand| stand.progress).collect();
    fields.push(("progress".into(), progress(together(&stands)).to_owned()));
    fields
}

/// How far several counts have come together: no further than the slowest of them.
fn together(all: &[Progress]) -> Progress {
    match (all.iter().min(), all.iter().max()) {
        (Some(first), Some(last)) if first == last => *first,
        (_, Some(Progress::Reopened)) => Progress::Reopened,
        (Some(Progress::Provisional), _) => Progress::Provisional,
        (None, _) => Progress::Voting,
        _ => Progress::Counting,
    }
}

fn of_constituency(state: &State, election: &Election, of: &Constituency) -> Fields {
    let mut fields = Fields::new();
    let Some(stand) = state.stand(&election.id, of.number) else { return fields };
    let Stand { areas, counted, progress: far, figures, .. } = stand;
    if let Some(figures) = figures {
        minutes(&mut fields, &figures);
    }
    fields.push(("areas".into(), areas.to_string()));
    fields.push(("counted".into(), counted.to_string()));
    fields.push(("progress".into(), progress(far).to_owned()));
    let elected = of.result().map_or(&[][..], |result| &result.elected);
    for (place, number) in (1..).zip(elected) {
        let place: usize = place;
        fields.push((format!("elected.{place}").into(), number.to_string()));
    }
    fields
}

fn of_group(state: &State, election: &Election, group: &Group) -> Fields {
    let mut fields = Fields::new();
    let together = state.together(election, group);
    if let Some(together) = &together {
        minutes(&mut fields, &together.figures);
    }
    let counted = group.areas.iter().filter(|area| state.counted(election, area).is_some());
    fields.push(("areas".into(), group.areas.len().to_string()));
    fields.push(("counted".into(), counted.count().to_string()));
    let far = match (&together, group.published()) {
        (Some(_), _) => "published",
        (None, Some(_)) => "reopened",
        (None, None) => "awaited",
    };
    if !group.versions.is_empty() {
        fields.push(("version".into(), group.versions.len().to_string()));
    }
    fields.push(("progress".into(), far.to_owned()));
    fields
}

fn of_area(state: &State, election: &Election, area: &Area) -> Fields {
    let mut fields = Fields::new();
    let counted = state.counted(election, &area.id);
    if let Some(published) = counted {
        match &published.shown {
            Shown::Whole(figures) => minutes(&mut fields, figures),
            // Of the candidates nothing: their figures are those of a group.
            Shown::Part(part) => ballots(&mut fields, part.fields().map(|(_, count)| count)),
        }
        fields.push(("version".into(), published.version.to_string()));
    }
    let far = if state.is_changing(election, &area.id) {
        "reopened"
    } else if counted.is_some() {
        "published"
    } else if election.annulled.contains_key(&area.id) {
        "annulled"
    } else if election.ended.is_none() && area.closed.is_none() {
        "voting"
    } else {
        "awaited"
    };
    fields.push(("progress".into(), far.to_owned()));
    fields
}

/// Of a vote that is declared, once the rule of its purpose shows it to everybody: papers and people, then
/// line by line from 1 each box from 1. Of a closed one there is nothing.
fn of_vote(state: &State, vote: &Vote) -> Fields {
    let mut fields = Fields::new();
    let (Some(declared), Some(begun)) = (&vote.declared, &vote.begun) else { return fields };
    if vote.call.closed || !state.shows_figures(vote, Audience::Public) {
        return fields;
    }
    let total = &declared.total;
    for (name, count) in [
        ("members", vote.call.members),
        ("summoned", begun.summoned),
        ("present", begun.present().unwrap_or_default()),
        ("issued", total.issued),
        ("returned", total.returned),
        ("invalid", total.invalid),
    ] {
        fields.push((name.into(), count.to_string()));
    }
    for (number, line) in (1..).zip(&total.lines) {
        let number: usize = number;
        for (place, votes) in (1..).zip(&line.votes) {
            let place: usize = place;
            fields.push((format!("line.{number}.votes.{place}").into(), votes.to_string()));
        }
        fields.push((format!("line.{number}.invalid").into(), line.invalid.to_string()));
    }
    fields
}

/// The figures of minutes and their shares.
fn minutes(fields: &mut Fields, figures: &Figures) {
    let Figures { voters_total, took_part, issued, returned, valid, invalid, votes, .. } = figures;
    ballots(fields, [*voters_total, *took_part, *issued, *returned, *valid, *invalid]);
    for (number, votes) in (1..).zip(votes) {
        let number: usize = number;
        fields.push((format!("votes.{number}").into(), votes.to_string()));
        let field = format!("share_bp.{number}");
        share(fields, field.into(), *votes, *valid);
    }
}

fn tallied(tallied: &Tallied) -> Fields {
    let mut fields = Fields::new();
    ballots(&mut fields, tallied.ballots.fields().map(|(_, count)| count));
    fields.push(("areas".into(), tallied.areas.to_string()));
    fields.push(("counted".into(), tallied.counted.to_string()));
    fields
}

/// The names of the counts that [`ballots`] takes, in the form's order.
pub(crate) const BALLOTS: [&str; 6] =
    ["voters_total", "took_part", "issued", "returned", "valid", "invalid"];

fn ballots(fields: &mut Fields, counts: [Count; 6]) {
    for (name, count) in BALLOTS.into_iter().zip(counts) {
        fields.push((name.into(), count.to_string()));
    }
    let [voters, took_part, ..] = counts;
    share(fields, "turnout_bp".into(), took_part, voters);
}

/// In hundredths of a percent, half up. Of nothing there is no share.
fn share(fields: &mut Fields, field: Cow<'static, str>, part: Count, base: Count) {
    if let Some(percent) = Percent::of(part, base) {
        fields.push((field, percent.basis_points().to_string()));
    }
}
