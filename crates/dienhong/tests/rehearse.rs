#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! `dienhong rehearse`: practice on a copy of a set-up, which nobody can publish.

#[path = "../../verifier/tests/night/mod.rs"]
mod night;

use dienhong_core::{
    Command as Asked, Event,
    election::{self, AreaId},
    people::By,
    tally::{self, Sheet},
};
use dienhong_journal::{Millis, Opening};
use dienhong_node::{Ask, Clock, Node, fresh_id, salt};
use dienhong_server::rehearsal::{AnswerKey, score};
use night::{AREAS, NA, Night};
use std::{
    fs,
    path::Path,
    process::{Command, Output},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

fn dienhong(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dienhong")).args(words).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

fn rehearse(data: &Path, to: &Path, more: &[&str]) -> Output {
    let all = ["rehearse", data.to_str().unwrap(), "--to", to.to_str().unwrap()];
    dienhong(&[&all, more].concat())
}

/// The officers of a rehearsal at work, on its election day.
struct Day {
    node: Node,
    now: Arc<AtomicU64>,
}

impl Day {
    fn open(folder: &Path) -> Day {
        let at: Millis = "2026-03-15T00:00:00.000Z".parse().unwrap();
        let now = Arc::new(AtomicU64::new(at.get()));
        let hand = now.clone();
        let clock: Clock = Arc::new(move || Millis::new(hand.load(Ordering::SeqCst)));
        Day { node: Node::open(folder, None, clock).unwrap(), now }
    }

    fn at(&self, instant: &str) {
        self.now.store(instant.parse::<Millis>().unwrap().get(), Ordering::SeqCst);
    }

    fn ask(&self, officer: &str, body: &str, command: Asked, seals: Vec<Opening<Sheet>>) {
        let by = By::Officer(officer.into());
        let body = Some(body.into());
        self.node.ask(Ask { act: fresh_id(), by, body, command, seals }).unwrap();
    }

    fn team(&self, member: u8, area: &str, event: election::Event) {
        let command = Asked::Record(vec![Event::Election(event)]);
        self.ask(&format!("team-{member}"), &format!("team-{area}"), command, Vec::new());
    }

    fn vote(&self) {
        for area in AREAS {
            self.team(1, area, election::Event::AreaOpened { area: area.into(), happened: None });
        }
        self.at("2026-03-15T12:30:00.000Z");
        for area in AREAS {
            let (happened, reason) = (None, None);
            let area_id = area.into();
            let closed = election::Event::AreaClosed { area: area_id, happened, reason };
            self.team(1, area, closed);
        }
    }

    fn enter(&self, member: u8, area: &str, sheet: &Sheet) {
        let entry = Opening { value: sheet.clone(), salt: salt() };
        let (election, of) = (NA.into(), area.into());
        let enter = tally::Command::Enter { election, area: of, entry: entry.clone() };
        let (officer, team) = (format!("team-{member}"), format!("team-{area}"));
        self.ask(&officer, &team, Asked::Tally(enter), vec![entry]);
    }

    fn finish(&self, area: &str) {
        let view = self.node.view();
        let minutes = view.state.tally.minutes(&NA.into(), &area.into());
        let known = self.node.openings(minutes.entries.iter().map(|entry| &entry.sealed));
        for member in 1..=2 {
            let (election, of, known) = (NA.into(), area.into(), known.clone());
            let sign = tally::Command::Sign { election, area: of, known };
            let (officer, team) = (format!("team-{member}"), format!("team-{area}"));
            self.ask(&officer, &team, Asked::Tally(sign), Vec::new());
        }
        let (election, of) = (NA.into(), area.into());
        let publish = tally::Command::Publish { election, area: of, openings: known };
        self.ask("commune", "commune", Asked::Tally(publish), Vec::new());
    }
}

fn sheet(figures: &dienhong_core::tally::Figures) -> Sheet {
    Sheet { figures: figures.clone(), explanations: [].into(), reason: None }
}

#[test]
fn a_set_up_is_copied_without_names_votes_or_passwords() {
    let folder = tempfile::tempdir().unwrap();
    let (data, to) = (folder.path().join("data"), folder.path().join("to"));
    let night = Night::counted(&data);
    let done = rehearse(&data, &to, &["--errors", "1", "--seed", "5"]);
    assert!(done.status.success(), "{}", said(&done));
    let day = Day::open(&to);
    let view = day.node.view();
    let (was, is) = (&night.node.view().state, &view.state);
    assert!(is.node.simulated());
    let of = is.node.rehearsal().unwrap();
    assert_eq!((of.origin.as_str(), of.size), (night::ORIGIN, night.node.view().size));
    assert_eq!(is.node.started.as_ref().unwrap().origin, "test.example/2026/dien-tap");
    assert_eq!(is.units.all().count(), was.units.all().count());
    let list = |state: &dienhong_core::State| -> Vec<String> {
        let of = state.election.constituency(&NA.into(), 1).unwrap().clone();
        of.candidates.iter().map(|listed| listed.candidate.name.clone()).collect()
    };
    assert_eq!(list(is), ["Ứng cử viên A1", "Ứng cử viên A2", "Ứng cử viên A3"]);
    assert!(list(was).iter().all(|name| !list(is).contains(name)));
    for area in AREAS {
        let area = AreaId::from(area);
        let voters = |state: &dienhong_core::State| state.election.area(&area)?.voters(&NA.into());
        assert_eq!(voters(is), voters(was));
        assert!(is.tally.published(&NA.into(), &area).is_none());
    }
    assert_eq!(is.people.officers().count(), was.people.officers().count() + 1);
    let key = AnswerKey::read(&to).unwrap();
    assert_eq!(key.sheets.iter().filter(|sheet| sheet.planted.is_some()).count(), 1);
    let accounts = fs::read_to_string(to.join("accounts.csv")).unwrap();
    assert!(accounts.contains("can-bo-0001"), "{accounts}");
    for area in AREAS {
        let pdf = to.join("papers").join(format!("{area}-{NA}.pdf"));
        let text = Command::new("pdftotext").arg("-layout").arg(pdf).arg("-").output().unwrap();
        let text = String::from_utf8(text.stdout).unwrap();
        assert!(text.contains("MÔ PHỎNG") && text.contains("Ứng cử viên A1"), "{text}");
    }
    let replayed = dienhong(&["replay", "--lawful", "--data", to.to_str().unwrap()]);
    assert!(said(&replayed).contains("every record was lawful"), "{}", said(&replayed));
}

#[test]
fn the_score_says_what_was_caught_and_which_slips_the_second_entry_found() {
    let folder = tempfile::tempdir().unwrap();
    let (data, to) = (folder.path().join("data"), folder.path().join("to"));
    drop(Night::closed(&data));
    let done = rehearse(&data, &to, &["--errors", "2", "--seed", "9"]);
    assert!(done.status.success(), "{}", said(&done));
    let key = AnswerKey::read(&to).unwrap();
    let of = |area: &str| key.sheets.iter().find(|sheet| sheet.area.as_str() == area).unwrap();
    let day = Day::open(&to);
    day.vote();
    // The first team finds its error and corrects the paper; the second has typed nothing yet.
    let first = of(AREAS[0]);
    assert_ne!(first.paper, first.sound);
    day.enter(1, AREAS[0], &sheet(&first.sound));
    let mut slip = first.sound.clone();
    (slip.votes[0], slip.votes[1]) = (slip.votes[1], slip.votes[0]);
    day.at("2026-03-15T12:40:00.000Z");
    day.enter(2, AREAS[0], &sheet(&slip));
    let view = day.node.view();
    let minutes = view.state.tally.minutes(&NA.into(), &AREAS[0].into());
    let known = day.node.openings(minutes.entries.iter().map(|entry| &entry.sealed));
    let entry = Opening { value: sheet(&first.sound), salt: salt() };
    let (election, area) = (NA.into(), AREAS[0].into());
    let correct = tally::Command::Correct { election, area, entry: entry.clone(), known };
    day.ask("team-2", &format!("team-{}", AREAS[0]), Asked::Tally(correct), vec![entry]);
    day.at("2026-03-15T12:50:00.000Z");
    day.finish(AREAS[0]);
    let (teams, all) = score(&day.node.view().state, &key);
    let one = teams[&AreaId::from(AREAS[0])];
    assert_eq!((one.planted, one.corrected, one.missed, one.open), (1, 1, 0, 0));
    assert_eq!((one.slips, one.slips_found, one.pace()), (1, 1, Some(20 * 60)));
    assert_eq!((all.papers, all.planted, all.open, all.caught()), (2, 2, 1, 1));
    drop(day);
    let told = dienhong(&["rehearse", "--score", to.to_str().unwrap()]);
    assert!(said(&told).contains("all,2,1,2,1,0,0,0,1,1,1,1200"), "{}", said(&told));
    // Answers that somebody has changed are none.
    let path = to.join(dienhong_server::rehearsal::KEY);
    let changed = fs::read_to_string(&path).unwrap().replacen("\"seed\":9", "\"seed\":8", 1);
    fs::write(&path, changed).unwrap();
    let told = dienhong(&["rehearse", "--score", to.to_str().unwrap()]);
    assert!(said(&told).contains("not those that were sealed"), "{}", said(&told));
}

#[test]
fn nobody_publishes_follows_or_witnesses_a_rehearsal() {
    let folder = tempfile::tempdir().unwrap();
    let (data, to) = (folder.path().join("data"), folder.path().join("to"));
    drop(Night::closed(&data));
    assert!(rehearse(&data, &to, &["--area", AREAS[0], "--errors", "0"]).status.success());
    let at = to.to_str().unwrap();
    let key = Day::open(&to).node.signer().verifier().to_string();
    let out = folder.path().join("out");
    let out = out.to_str().unwrap();
    for words in [
        &["export", "public", "--data", at, "--out", out][..],
        &["serve", "--data", at, "--publish", out, "--listen", "127.0.0.1:0"],
        &["serve", "--data", at, "--listen", "0.0.0.0:0"],
        &["mirror", "http://127.0.0.1:9", out, "--key", &key, "--once"],
        &["witness", "--dir", out, "--log", &key],
    ] {
        let refused = dienhong(words);
        assert!(said(&refused).contains("rehearsal"), "{words:?}: {}", said(&refused));
        assert_eq!(refused.status.code(), Some(2), "{words:?}");
    }
}

#[test]
fn what_cannot_be_practised_on_is_refused_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (data, to) = (folder.path().join("data"), folder.path().join("to"));
    let refused = rehearse(&data, &to, &[]);
    assert!(said(&refused).contains("no journal"), "{}", said(&refused));
    drop(Night::closed(&data));
    for (more, why) in [
        (&["--errors", "3"][..], "more than there are papers: 2"),
        (&["--area", "?"], "no polling area"),
    ] {
        let refused = rehearse(&data, &to, more);
        assert!(said(&refused).contains(why), "{}", said(&refused));
        assert!(!to.exists());
    }
    fs::create_dir(&to).unwrap();
    fs::write(to.join("mine"), "mine").unwrap();
    let refused = rehearse(&data, &to, &["--errors", "1"]);
    assert!(said(&refused).contains("not empty"), "{}", said(&refused));
    assert_eq!(fs::read_to_string(to.join("mine")).unwrap(), "mine");
    let told = dienhong(&["rehearse", "--score", data.to_str().unwrap()]);
    assert!(said(&told).contains("is no rehearsal"), "{}", said(&told));
}
