//! `dienhong init`: begins a node, with its rules, its units and somebody to keep it.

use crate::{
    rehearsal::{NoClock, Rehearsal},
    units::reference::{From, Unusable, read},
};
use clap::Args;
use dienhong_core::{
    Event, node,
    people::{self, Body, BodyId, Officer, OfficerId},
};
use dienhong_node::{Ask, Node, NotDone, NotOpened, Start};
use dienhong_server::{App, NotStarted, hash_password};
use std::{collections::BTreeMap, path::PathBuf, process::ExitCode};

#[derive(Debug, Args)]
pub struct Arguments {
    /// The node's folder, where no journal is yet
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The name under which checkpoints are signed, such as baucu.example/2026. It never changes
    #[arg(long)]
    origin: String,
    /// What the node is called on its pages
    #[arg(long)]
    name: String,
    /// The rules: vn or generic
    #[arg(long, default_value = "vn")]
    pack: String,
    /// Register the real units of this province, by its code, or of `all`; none: import them later
    #[arg(long, value_name = "CODE")]
    units: Option<String>,
    /// The name under which the first keeper signs in
    #[arg(long, default_value = "keeper")]
    keeper: String,
    /// All that follows is invented. Every page and paper says so, for ever
    #[arg(long)]
    simulated: bool,
    #[command(flatten)]
    rehearsal: Rehearsal,
}

#[derive(Debug, thiserror::Error)]
enum NotBegun {
    #[error("{0} has a journal already")]
    NotEmpty(PathBuf),
    #[error(transparent)]
    Clock(#[from] NoClock),
    #[error(transparent)]
    Pack(#[from] dienhong_packs::NoPack),
    #[error(transparent)]
    Units(#[from] Unusable),
    #[error(transparent)]
    Node(#[from] NotOpened),
    #[error("{what}: {why}")]
    Step { what: &'static str, why: NotDone },
    #[error(transparent)]
    Pages(#[from] NotStarted),
    #[error("the account: {0}")]
    Account(String),
}

pub fn run(arguments: &Arguments) -> ExitCode {
    match begin(arguments) {
        Ok(password) => {
            println!("{}: {}", arguments.data.display(), arguments.name);
            println!("  sign in as {} with {password}", arguments.keeper);
            println!("  this password is shown this once; then: dienhong serve --data DIR");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("dienhong init: {why}");
            ExitCode::from(2)
        }
    }
}

fn begin(arguments: &Arguments) -> Result<String, NotBegun> {
    let Arguments { data, origin, name, pack, units, keeper, simulated, rehearsal } = arguments;
    if data.join("journal.sqlite").exists() {
        return Err(NotBegun::NotEmpty(data.clone()));
    }
    // What can fail is read before anything is written.
    rehearsal.suits(*simulated)?;
    let clock = rehearsal.clock()?;
    let rules = Box::new(dienhong_packs::rules(pack)?);
    let province = units.as_deref().filter(|units| *units != "all");
    let units = match units {
        Some(_) => read(From::Program, province)?.1,
        None => Vec::new(),
    };
    let start = Start { origin: origin.clone(), name: name.clone(), simulated: *simulated };
    let node = Node::open(data, Some(start), clock)?;
    let ask = |what: &'static str, events: Vec<Event>| match events.is_empty() {
        true => Ok(()),
        false => node.ask(Ask::node(events)).map(drop).map_err(|why| NotBegun::Step { what, why }),
    };
    let files = BTreeMap::new();
    ask("the rules", vec![Event::Node(node::Event::Adopted { rules, files })])?;
    ask("the units", units.into_iter().map(Event::Unit).collect())?;
    let (body, officer) = (BodyId::from("keepers"), OfficerId::from("keeper"));
    let formed = Body {
        id: body.clone(),
        name: "Nhóm quản trị hệ thống".into(),
        kind: "system".into(),
        unit: None,
        charge: None,
    };
    let known =
        Officer {
            id: officer.clone(), name: keeper.clone(), office: "Quản trị hệ thống".into()
        };
    let role = "system_keeper".to_owned();
    let staff = [
        people::Event::BodyFormed { body: formed },
        people::Event::OfficerRegistered { officer: known },
        people::Event::RoleGranted { officer: officer.clone(), role, body },
    ];
    ask("the keeper", staff.map(Event::People).into())?;
    let password = dienhong_node::fresh_id();
    let app = App::new(node, data, None)?;
    let hash = hash_password(&password).map_err(NotBegun::Account)?;
    let put = app.desk.put_account(keeper, officer.as_str(), &hash);
    put.map_err(|why| NotBegun::Account(why.to_string()))?;
    Ok(password)
}
