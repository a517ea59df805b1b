//! `dienhong rehearse`: practice on the set-up of any node, with invented papers and planted errors.
//!
//! What comes out is a node of its own, simulated from its first record, under a name that says so.
//! It holds no candidate's name of the first, is published nowhere and has no witness.

mod copy;
mod papers;

use crate::export::public::{NotExported, fold};
use clap::Args;
use dienhong_core::{election::AreaId, node::PRACTICE};
use dienhong_node::{NoKey, NotDone as Refused, NotOpened, View};
use dienhong_server::{
    NotStarted,
    rehearsal::{AnswerKey, NoAnswers, Score, score},
};
use dienhong_simulation::Seed;
use dienhong_store::StoreError;
use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// The most papers of one rehearsal: a province's, several times.
const MOST_PAPERS: usize = 20_000;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The folder of the node whose set-up is practised on; the node may be running
    #[arg(value_name = "NODE", required_unless_present = "score", conflicts_with = "score")]
    data: Option<PathBuf>,
    /// The folder of the rehearsal, new or empty
    #[arg(long, value_name = "DIR", required_unless_present = "score")]
    to: Option<PathBuf>,
    /// The same number gives the same papers
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many papers have an error planted
    #[arg(long, default_value_t = 5)]
    errors: usize,
    /// Papers only for these areas, by their codes; none: for all
    #[arg(long, value_name = "AREA")]
    area: Vec<String>,
    /// Say of a rehearsal what its teams have caught
    #[arg(long, value_name = "DIR")]
    score: Option<PathBuf>,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum NotRehearsed {
    #[error("there is no journal in {}", .0.display())]
    NoJournal(PathBuf),
    #[error("{} is not empty: a rehearsal begins in a new folder", .0.display())]
    NotEmpty(PathBuf),
    #[error("{} is no rehearsal", .0.display())]
    NoRehearsal(PathBuf),
    #[error("there is no election with a list of candidates and an area to practise on")]
    Nothing,
    #[error("no polling area of the set-up has the code «{0}»")]
    UnknownArea(String),
    #[error(
        "{0} papers are more than one rehearsal takes: at most {MOST_PAPERS}; choose areas with --area"
    )]
    TooManyPapers(usize),
    #[error("{errors} errors are more than there are papers: {papers}")]
    TooManyErrors { errors: usize, papers: usize },
    #[error("{}: {why}", path.display())]
    File { path: PathBuf, why: io::Error },
    #[error(transparent)]
    Journal(#[from] NotExported),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Key(#[from] NoKey),
    #[error(transparent)]
    Node(#[from] NotOpened),
    #[error("{what}: {why}")]
    Step { what: &'static str, why: Refused },
    #[error(transparent)]
    Pages(#[from] NotStarted),
    #[error("the accounts: {0}")]
    Accounts(String),
    #[error("the paper of {area}: {why}")]
    Paper { area: AreaId, why: String },
    #[error(transparent)]
    Answers(#[from] NoAnswers),
}

/// 0: made, or said. 2: not, and why.
pub fn run(arguments: &Arguments) -> ExitCode {
    let done = match (&arguments.score, &arguments.data, &arguments.to) {
        (Some(of), ..) => tell(of),
        (None, Some(data), Some(to)) => make(arguments, data, to),
        _ => Ok(()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("dienhong rehearse: {why}");
            ExitCode::from(2)
        }
    }
}

/// The journal in a folder, folded as it is now.
fn read(data: &Path) -> Result<View, NotRehearsed> {
    let file = data.join("journal.sqlite");
    if !file.is_file() {
        return Err(NotRehearsed::NoJournal(data.to_owned()));
    }
    let failed = |why| NotRehearsed::File { path: data.to_owned(), why };
    let workplace = tempfile::tempdir().map_err(failed)?;
    let (_, view) = fold(&file, workplace.path(), &mut |_| ())?;
    Ok(view)
}

fn make(arguments: &Arguments, data: &Path, to: &Path) -> Result<(), NotRehearsed> {
    let failed = |why| NotRehearsed::File { path: to.to_owned(), why };
    if to.exists() && fs::read_dir(to).map_err(failed)?.next().is_some() {
        return Err(NotRehearsed::NotEmpty(to.to_owned()));
    }
    let view = read(data)?;
    let wanted: Vec<AreaId> = arguments.area.iter().map(|id| AreaId::from(id.as_str())).collect();
    if let Some(unknown) = wanted.iter().find(|id| view.state.election.area(id).is_none()) {
        return Err(NotRehearsed::UnknownArea(unknown.to_string()));
    }
    let plan = papers::plan(&view.state, &wanted);
    if plan.is_empty() {
        return Err(NotRehearsed::Nothing);
    }
    if plan.len() > MOST_PAPERS {
        return Err(NotRehearsed::TooManyPapers(plan.len()));
    }
    if arguments.errors > plan.len() {
        let (errors, papers) = (arguments.errors, plan.len());
        return Err(NotRehearsed::TooManyErrors { errors, papers });
    }
    let made = papers::invent(&plan, Seed(arguments.seed), arguments.errors);
    // Beside its place, so that a rehearsal is whole or is not there.
    let there = to.exists();
    fs::create_dir_all(to).map_err(failed)?;
    let begun = whole(&view, to, &made, arguments.seed);
    if begun.is_err() {
        // Best effort: what went wrong first is what is said.
        let _gone = fs::remove_dir_all(to);
        if there {
            let _back = fs::create_dir(to);
        }
    }
    let (password, seal) = begun?;
    println!("{}: {} papers, {} with an error", to.display(), made.len(), arguments.errors);
    println!("  papers to type: {}", to.join("papers").display());
    println!("  accounts: {}, all with the password {password}", to.join("accounts.csv").display());
    println!("  the answers are sealed: {seal}");
    let day = plan.iter().map(|paper| paper.day).max();
    let day = day.map_or_else(String::new, |day| day.to_string());
    println!("  then: dienhong serve --data {} --rehearse-at {day}T06:30+07:00", to.display());
    println!("  at the end: dienhong rehearse --score {}", to.display());
    Ok(())
}

fn whole(
    view: &View,
    to: &Path,
    made: &[papers::Made],
    seed: u64,
) -> Result<(String, String), NotRehearsed> {
    let password = copy::node(view, to)?;
    papers::write(&view.state, &to.join("papers"), made)?;
    let sheets = made.iter().map(papers::Made::answer).collect();
    let seal = AnswerKey { seed, sheets }.keep(to)?;
    Ok((password, seal.to_string()))
}

/// What the teams of a rehearsal have caught.
fn tell(of: &Path) -> Result<(), NotRehearsed> {
    let view = read(of)?;
    if view.state.node.rehearsal().is_none() {
        return Err(NotRehearsed::NoRehearsal(of.to_owned()));
    }
    let key = AnswerKey::read(of)?;
    let (teams, all) = score(&view.state, &key);
    println!("area,{},seconds_each", all.numbers().map(|(name, _)| name).join(","));
    for (area, one) in &teams {
        println!("{area},{}", line(one));
    }
    println!("all,{}", line(&all));
    Ok(())
}

fn line(s: &Score) -> String {
    let pace = s.pace().map_or_else(String::new, |pace| pace.to_string());
    let numbers = s.numbers().map(|(_, number)| number.to_string());
    format!("{},{pace}", numbers.join(","))
}

/// The name under which a rehearsal of this node signs.
fn origin(of: &str) -> String {
    format!("{}/{PRACTICE}", of.trim_end_matches('/'))
}
