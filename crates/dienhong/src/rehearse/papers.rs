//! The papers that teams type in a rehearsal: as PDF like any minutes, and all in one table.

use super::{NotRehearsed, copy};
use dienhong_core::{
    Date, State,
    count::Count,
    election::{Area, AreaId, ElectionId},
    tally::Figures,
};
use dienhong_documents::{
    AreaMinutes, Candidate, Closing, Foot, Heading, NamedCount, Press, Signer,
};
use dienhong_server::{
    Speech,
    papers::{ballots, bp},
    rehearsal::Answer,
};
use dienhong_simulation::{Contested, Practice, Seed, practice};
use std::{fs, io::IsTerminal, path::Path};

/// One paper that is to be written.
pub(super) struct Planned {
    pub election: ElectionId,
    pub area: AreaId,
    pub day: Date,
    of: Contested,
    constituency: u16,
}

/// One that is written.
pub(super) struct Made {
    election: ElectionId,
    area: AreaId,
    constituency: u16,
    seats: u16,
    practice: Practice,
}

impl Made {
    pub fn answer(&self) -> Answer {
        Answer {
            election: self.election.clone(),
            area: self.area.clone(),
            paper: self.practice.paper.clone(),
            sound: self.practice.sound.clone(),
            planted: self.practice.planted.map(|planted| planted.check),
        }
    }
}

/// A paper for each election of each area that has voters and a list; `wanted`: of these areas only.
pub(super) fn plan(state: &State, wanted: &[AreaId]) -> Vec<Planned> {
    let mut plan = Vec::new();
    for election in copy::elections(state) {
        for area in state.election.areas() {
            let number = area.constituency(&election.id);
            let of = number.and_then(|number| election.constituencies.get(&number));
            let voters = area.voters(&election.id).filter(|voters| !voters.is_zero());
            let (Some(of), Some(voters)) = (of.filter(|of| of.announced.is_some()), voters) else {
                continue;
            };
            if !wanted.is_empty() && !wanted.contains(&area.id) {
                continue;
            }
            plan.push(Planned {
                election: election.id.clone(),
                area: area.id.clone(),
                day: election.day,
                of: Contested { voters, seats: of.seats, candidates: of.candidates.len() },
                constituency: of.number,
            });
        }
    }
    plan
}

/// Writes them all; the errors lie evenly among them, from a place that the seed chooses.
pub(super) fn invent(plan: &[Planned], seed: Seed, errors: usize) -> Vec<Made> {
    let first = usize::try_from(seed.0 % 1_000_003).unwrap_or(0);
    let turn_of = |at: usize| {
        let at = (at + first) % plan.len();
        // Which of so many errors falls on this one of so many papers, if any does.
        let (before, after) = (at * errors / plan.len(), (at + 1) * errors / plan.len());
        (after > before).then_some(before)
    };
    let made = plan.iter().enumerate().filter_map(|(at, planned)| {
        let place = [usize::from(planned.constituency), at];
        let practice = practice(seed, place, planned.of, turn_of(at))?;
        Some(Made {
            election: planned.election.clone(),
            area: planned.area.clone(),
            constituency: planned.constituency,
            seats: planned.of.seats,
            practice,
        })
    });
    made.collect()
}

/// The papers as files: one PDF for each, and a table of all.
pub(super) fn write(state: &State, folder: &Path, made: &[Made]) -> Result<(), NotRehearsed> {
    let failed = |why| NotRehearsed::File { path: folder.to_owned(), why };
    fs::create_dir_all(folder).map_err(failed)?;
    let loud = std::io::stderr().is_terminal();
    let mut table = csv::Writer::from_writer(Vec::new());
    let said = |area: &AreaId, why: String| NotRehearsed::Paper { area: area.clone(), why };
    for (at, one) in made.iter().enumerate() {
        let Some(area) = state.election.area(&one.area) else { continue };
        for (field, count) in one.practice.paper.fields() {
            let row = [
                one.election.to_string(),
                one.area.to_string(),
                field.to_string(),
                count.to_string(),
            ];
            table.write_record(row).map_err(|why| said(&one.area, why.to_string()))?;
        }
        let pdf = Press::shared().area_minutes(&minutes(state, area, one));
        let pdf = pdf.map_err(|why| said(&one.area, why.to_string()))?;
        let plain = |c: char| if c.is_ascii_alphanumeric() || "-_".contains(c) { c } else { '_' };
        let name: String = format!("{}-{}", one.area, one.election).chars().map(plain).collect();
        let path = folder.join(format!("{name}.pdf"));
        fs::write(&path, pdf).map_err(|why| NotRehearsed::File { path, why })?;
        if loud && (at + 1) % 100 == 0 {
            eprintln!("dienhong rehearse: {} of {} papers", at + 1, made.len());
        }
    }
    let table = table.into_inner().map_err(|why| NotRehearsed::Accounts(why.to_string()))?;
    let path = folder.join("papers.csv");
    let bytes = [b"election,area,field,count\n".as_slice(), &table].concat();
    fs::write(&path, bytes).map_err(|why| NotRehearsed::File { path, why })
}

/// The facts of a paper that a team has signed by hand.
fn minutes(state: &State, area: &Area, one: &Made) -> AreaMinutes {
    let speech = Speech::of("vi");
    let f = &one.practice.paper;
    let election = state.election.get(&one.election);
    let (name, day) = election.map_or_else(Default::default, |e| (e.name.clone(), e.day));
    let unit = state.units.get(&area.unit).map(|unit| unit.name.clone()).unwrap_or_default();
    let origin = state.node.started.as_ref().map_or("", |started| started.origin.as_str());
    let signer = |office: &str| Signer { office: office.into(), ..Signer::default() };
    AreaMinutes {
        heading: Heading {
            above: Some(unit.clone()),
            body: speech.tell("paper.team", &[("area", &area.name.to_lowercase())]),
            number: "BB-TBC".into(),
            place: unit.clone(),
            day: [
                format!("{:02}", day.day()),
                format!("{:02}", day.month()),
                day.year().to_string(),
            ],
            title: speech.t("rehearsal.paper"),
            subject: name,
            simulated: true,
        },
        foot: Foot {
            record_hash: speech.t("rehearsal.no_record"),
            url: super::origin(origin),
            printed_at: "–".into(),
            ..Foot::default()
        },
        area: area.name.clone(),
        area_code: one.area.to_string(),
        commune: unit,
        constituency: one.constituency.into(),
        seats: one.seats.into(),
        version: 1,
        correction: None,
        ballots: ballots(f.into()),
        candidates: (1..)
            .zip(&f.votes)
            .map(|(number, &votes)| Candidate {
                number: number.into(),
                name: copy::invented(one.constituency, number).name,
                votes: votes.get(),
                share_bp: bp(votes, f.valid),
                elected: false,
            })
            .collect(),
        sheets: sheets(&speech, f),
        closing: Closing {
            authority: speech.t("paper.area_minutes_authority"),
            signers: vec![signer("Tổ trưởng"), signer("Thư ký")],
            ..Closing::default()
        },
    }
}

fn sheets(speech: &Speech, figures: &Figures) -> Vec<NamedCount> {
    let named = |(field, count): (String, Count)| {
        let label = match field.split_once('.') {
            Some(("stacks", names)) => speech.tell("site.field_stacks", &[("of", names)]),
            Some((sheet, name)) if sheet != "votes" => {
                speech.t(&format!("site.field_{sheet}_{name}"))
            }
            _ => return None,
        };
        Some(NamedCount { label, count: count.get() })
    };
    figures.fields().map(|(field, count)| (field.to_string(), count)).filter_map(named).collect()
}
