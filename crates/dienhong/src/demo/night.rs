//! The day and the night, asked of the node as its officers would.

use super::{
    NoDemo, Stage,
    sender::Sender,
    setup::{board, committee, of_board, of_commune, of_team, roll, team},
};
use dienhong_core::{
    Command, Event,
    election::{self, AreaId, ElectionId},
    rules::Clock,
    tally::{self, Figures, Sheet},
    units::UnitId,
};
use dienhong_journal::{Opening, Salt};
use dienhong_simulation as simulation;
use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

/// The area whose council sheet is left for visitors to enter.
const LEFT: (&str, &str) = ("pc-province-2026", "14797-001");

/// Areas open at seven, communes report by the hour, areas close at nineteen.
pub fn day(stage: &Stage, stop: &AtomicBool) -> Result<(), NoDemo> {
    let sender = Sender::new(stage);
    let Stage { night, setup, clock, .. } = stage;
    clock.set(0, 7 * 60);
    for area in &night.areas {
        let event = election::Event::AreaOpened { area: area_id(area), happened: None };
        sender.record(of_team(&area.code, "head"), team(&area.code), Event::Election(event));
    }
    sender.settle("opening")?;
    let mut restated: BTreeSet<&str> = BTreeSet::new();
    let hours: BTreeSet<u16> = night.turnout.iter().map(|report| report.at).collect();
    for hour in hours {
        clock.set(0, u64::from(hour) + 4);
        let now: Vec<_> = night.turnout.iter().filter(|report| report.at == hour).collect();
        for report in &now {
            if report.roll_version > 1 && restated.insert(&report.commune) {
                let of = night.areas.iter().filter(|area| area.commune == report.commune);
                for area in of.filter(|area| area.additions_on_day > 0) {
                    let lead = of_commune(&area.commune, "lead");
                    sender.record(lead, committee(&area.commune), roll(area, &setup.elections, 2));
                }
            }
        }
        sender.settle("the rolls of the day")?;
        let view = stage.app.node.view();
        for report in now {
            let unit = UnitId::from(report.commune.as_str());
            let event = election::Event::TurnoutReported {
                election: setup.elections[report.election].clone(),
                hour: Clock::new(report.at).unwrap_or(Clock::MIDNIGHT),
                voted: report.voted,
                roll: view.state.election.roll_of(&unit),
                unit,
                reason: None,
            };
            let lead = of_commune(&report.commune, "lead");
            sender.record(lead, committee(&report.commune), Event::Election(event));
        }
        sender.settle("turnout")?;
        if stop.load(Ordering::Relaxed) {
            return Ok(());
        }
    }
    // The law has the box closed at the hour, even if some have not voted; not before.
    clock.set_after_closing(0);
    for area in &night.areas {
        let event =
            election::Event::AreaClosed { area: area_id(area), happened: None, reason: None };
        sender.record(of_team(&area.code, "head"), team(&area.code), Event::Election(event));
    }
    sender.settle("closing")
}

fn area_id(area: &simulation::Area) -> AreaId {
    AreaId::from(area.code.as_str())
}

/// One thing that happens to a sheet, when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    First,
    Second,
    Correct,
}

/// The minutes arrive, are typed twice, compared, signed and published.
pub fn night(stage: &Stage, seconds: Option<u32>, stop: &AtomicBool) -> Result<(), NoDemo> {
    let sender = Sender::new(stage);
    let sheets = &stage.night.sheets;
    let left = |sheet: &simulation::Sheet| {
        let area = &stage.night.areas[sheet.area];
        stage.setup.elections[sheet.election].as_str() == LEFT.0 && area.code == LEFT.1
    };
    let mut plan: Vec<(u32, What, usize)> = Vec::new();
    for (at, sheet) in sheets.iter().enumerate().filter(|(_, sheet)| !left(sheet)) {
        plan.push((sheet.first_at, What::First, at));
        plan.push((sheet.second_at, What::Second, at));
        plan.extend(sheet.correction.as_ref().map(|later| (later.at, What::Correct, at)));
    }
    plan.sort_unstable();
    let last = plan.last().map_or(1, |(at, ..)| *at).max(1);
    let begun = Instant::now();
    let mut openings: Vec<Vec<Opening<Sheet>>> = vec![Vec::new(); sheets.len()];
    let mut results = Results::default();
    for (at, what, index) in plan {
        if let Some(seconds) = seconds {
            let due =
                Duration::from_millis(u64::from(at) * u64::from(seconds) * 1000 / u64::from(last));
            while begun.elapsed() < due {
                if stop.load(Ordering::Relaxed) {
                    return sender.settle("the night");
                }
                thread::sleep((due - begun.elapsed().min(due)).min(Duration::from_millis(50)));
            }
        }
        if stop.load(Ordering::Relaxed) {
            return sender.settle("the night");
        }
        // The clock stands at the minute of what happens; what is queued keeps its own.
        stage.clock.set_after_closing(u64::from(at));
        let paper = Paper { stage, sender: &sender, sheet: &sheets[index] };
        match what {
            What::First => paper.enter("first", &sheets[index].first, &mut openings[index]),
            What::Second => {
                paper.enter("second", &sheets[index].second, &mut openings[index]);
                paper.finish(&sheets[index].paper, &mut openings[index]);
                results.published(stage, &sender, &sheets[index])?;
            }
            What::Correct => {
                paper.correct(&mut openings[index]);
                results.corrected(stage, &sender, &sheets[index])?;
            }
        }
    }
    sender.settle("the night")?;
    super::complaints::told(stage)
}

/// The officers around one sheet.
struct Paper<'a> {
    stage: &'a Stage,
    sender: &'a Sender<'a>,
    sheet: &'a simulation::Sheet,
}

impl Paper<'_> {
    fn ids(&self) -> (ElectionId, AreaId) {
        let election = self.stage.setup.elections[self.sheet.election].clone();
        (election, area_id(&self.stage.night.areas[self.sheet.area]))
    }

    fn area(&self) -> &simulation::Area {
        &self.stage.night.areas[self.sheet.area]
    }

    fn tally(&self, by: &str, command: tally::Command, seals: Vec<Opening<Sheet>>) {
        let commune = &self.area().commune;
        let officer = of_commune(commune, by);
        self.sender.send(officer, committee(commune), Command::Tally(command), seals);
    }

    fn sealed(&self, figures: &Figures) -> Opening<Sheet> {
        let findings = tally::check(figures, self.ballot());
        let why = self.sheet.explanation.as_deref().unwrap_or("đúng như tờ biên bản (mô phỏng)");
        let warned = findings.into_iter().filter(|f| f.level == tally::Level::Warning);
        let explanations = warned.map(|finding| (finding.code, why.to_owned())).collect();
        let value = Sheet { figures: figures.clone(), explanations, reason: None };
        Opening { value, salt: Salt(dienhong_node::random()) }
    }

    fn ballot(&self) -> tally::Ballot {
        let election = &self.stage.night.elections[self.sheet.election];
        let of = &election.constituencies[self.area().constituencies[self.sheet.election]];
        tally::Ballot { seats: of.seats, candidates: of.candidates.len() }
    }

    fn enter(&self, typist: &str, figures: &Figures, openings: &mut Vec<Opening<Sheet>>) {
        let entry = self.sealed(figures);
        openings.push(entry.clone());
        let (election, area) = self.ids();
        let command = tally::Command::Enter { election, area, entry: entry.clone() };
        self.tally(typist, command, vec![entry]);
    }

    /// Both are in: what differs is settled at the paper, then signed and published.
    fn finish(&self, paper: &Figures, openings: &mut Vec<Opening<Sheet>>) {
        let (election, area) = self.ids();
        let differ = match openings.as_slice() {
            [.., a, b] => a.value.figures != b.value.figures,
            _ => false,
        };
        if differ {
            let mut entry = self.sealed(paper);
            let reason = "đã xem lại tờ biên bản, một người nhập nhầm (mô phỏng)";
            entry.value.reason = Some(reason.to_owned());
            let known = openings.clone();
            openings.push(entry.clone());
            let (election, area) = (election.clone(), area.clone());
            let command = tally::Command::Settle { election, area, entry: entry.clone(), known };
            self.tally("lead", command, vec![entry]);
        }
        let code = &self.area().code;
        for role in ["head", "secretary"] {
            let known = openings.clone();
            let (election, area) = (election.clone(), area.clone());
            let command = Command::Tally(tally::Command::Sign { election, area, known });
            self.sender.send(of_team(code, role), team(code), command, Vec::new());
        }
        let command =
            tally::Command::Publish { election, area, openings: std::mem::take(openings) };
        self.tally("publisher", command, Vec::new());
    }

    /// The team found its sum wrong: the minutes are made again, as a new version.
    fn correct(&self, openings: &mut Vec<Opening<Sheet>>) {
        let Some(correction) = &self.sheet.correction else { return };
        let (election, area) = self.ids();
        let reason = format!("{} (mô phỏng)", correction.reason);
        let event = tally::Event::Reopened { election, area, reason, document: None };
        let commune = &self.area().commune;
        self.sender.record(of_commune(commune, "lead"), committee(commune), Event::Tally(event));
        self.enter("first", &correction.figures, openings);
        self.enter("second", &correction.figures, openings);
        self.finish(&correction.figures, openings);
    }
}

/// Which constituencies are complete, so that their boards record the result.
#[derive(Default)]
struct Results {
    published: std::collections::BTreeMap<(usize, usize), usize>,
    recorded: BTreeSet<(usize, usize)>,
}

impl Results {
    fn key(stage: &Stage, sheet: &simulation::Sheet) -> (usize, usize) {
        (sheet.election, stage.night.areas[sheet.area].constituencies[sheet.election])
    }

    fn published(
        &mut self,
        stage: &Stage,
        sender: &Sender,
        sheet: &simulation::Sheet,
    ) -> Result<(), NoDemo> {
        let key = Results::key(stage, sheet);
        let published = self.published.entry(key).or_default();
        *published += 1;
        let areas = stage.night.areas.iter();
        let all = areas.filter(|area| area.constituencies[key.0] == key.1).count();
        if *published == all {
            self.recorded.insert(key);
            record(stage, sender, key, None)?;
        }
        Ok(())
    }

    fn corrected(
        &mut self,
        stage: &Stage,
        sender: &Sender,
        sheet: &simulation::Sheet,
    ) -> Result<(), NoDemo> {
        let key = Results::key(stage, sheet);
        if self.recorded.contains(&key) {
            let reason = "biên bản một khu vực bỏ phiếu được lập lại (mô phỏng)".to_owned();
            record(stage, sender, key, Some(reason))?;
        }
        Ok(())
    }
}

fn record(
    stage: &Stage,
    sender: &Sender,
    (election, at): (usize, usize),
    reason: Option<String>,
) -> Result<(), NoDemo> {
    let id = stage.setup.elections[election].clone();
    let constituency = stage.night.elections[election].constituencies[at].number;
    let (by, body) = (of_board(&id, constituency), board(&id, constituency));
    let command = election::Command::RecordResult { election: id, constituency, reason };
    sender.send(by, body, Command::Election(command), Vec::new());
    Ok(())
}
