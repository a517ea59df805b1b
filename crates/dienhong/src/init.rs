//! `dienhong init`: begins a node, with its rules, its units and somebody to keep it.

use crate::{
    passphrase::{NoPassphrase, Passphrase},
    rehearsal::{NoClock, Rehearsal},
    units::reference::{From, Unusable, read},
};
use clap::Args;
use dienhong_core::{
    Event, node,
    people::{self, Body, BodyId, Officer, OfficerId, Right},
    rules::Rules,
};
use dienhong_node::{Ask, NoKey, Node, NotDone, NotOpened, Start, key};
use dienhong_server::{App, LANGUAGES, NotStarted, Speech, hash_password, login, nfc};
use dienhong_store::secret;
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

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
    /// The login of the first keeper. It is never published
    #[arg(long, default_value = "keeper")]
    keeper: String,
    /// What pages call the keeper: a name or an office; none: the plain word for it
    #[arg(long, value_name = "NAME")]
    keeper_name: Option<String>,
    /// All that follows is invented. Every page and paper says so, for ever
    #[arg(long)]
    simulated: bool,
    /// The key that signs has no passphrase. A simulated node needs none
    #[arg(long)]
    plain_key: bool,
    #[command(flatten)]
    passphrase: Passphrase,
    #[command(flatten)]
    rehearsal: Rehearsal,
}

#[derive(Debug, thiserror::Error)]
enum NotBegun {
    #[error("{} is not empty: a node begins in a new folder", .0.display())]
    NotEmpty(PathBuf),
    #[error("{path}: {why}", path = path.display())]
    Folder { path: PathBuf, why: std::io::Error },
    #[error("«{0}» is no login: plain letters, digits, dots and dashes, at most 40")]
    Login(String),
    #[error("no role of the pack «{0}» keeps the system")]
    NoKeeper(String),
    #[error("{0}, or say --plain-key")]
    Passphrase(#[from] NoPassphrase),
    #[error(transparent)]
    Key(#[from] NoKey),
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
        Ok((login, password)) => {
            println!("{}: {}", arguments.data.display(), arguments.name);
            println!("  sign in as {login} with {password}");
            println!("  this password is shown this once, and changed when it is first used");
            println!("  then: dienhong serve --data {}", arguments.data.display());
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("dienhong init: {why}");
            ExitCode::from(2)
        }
    }
}

/// The folder as it was, should anything fail: the node is made beside its place within the same folder, so on
/// the same disk, and put there when it is whole, the journal last.
fn begin(arguments: &Arguments) -> Result<(String, String), NotBegun> {
    let data = &arguments.data;
    let failed = |why| NotBegun::Folder { path: data.clone(), why };
    let there = data.exists();
    if there && fs::read_dir(data).map_err(failed)?.next().is_some() {
        return Err(NotBegun::NotEmpty(data.clone()));
    }
    fs::create_dir_all(data).map_err(failed)?;
    let begun = make(arguments, data, failed);
    if begun.is_err() && !there {
        // Best effort: what went wrong first is what is said.
        let _gone = fs::remove_dir(data);
    }
    begun
}

fn make(
    arguments: &Arguments,
    data: &Path,
    failed: impl Fn(io::Error) -> NotBegun,
) -> Result<(String, String), NotBegun> {
    let made = tempfile::Builder::new().prefix(".init-").tempdir_in(data).map_err(&failed)?;
    let account = node(arguments, made.path())?;
    let entries = fs::read_dir(made.path()).map_err(&failed)?;
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(&failed)?;
    // A folder without a journal is not taken for a node.
    files.sort_by_key(|file| file.ends_with("journal.sqlite"));
    for file in files {
        let name = file.file_name().unwrap_or_default();
        fs::rename(&file, data.join(name)).map_err(&failed)?;
    }
    Ok(account)
}

/// Makes the node in an empty folder; answers the keeper's login and password.
fn node(arguments: &Arguments, folder: &Path) -> Result<(String, String), NotBegun> {
    let Arguments { origin, name, pack, units, simulated, rehearsal, .. } = arguments;
    rehearsal.suits(*simulated)?;
    let clock = rehearsal.clock()?;
    let login =
        login(&arguments.keeper).ok_or_else(|| NotBegun::Login(arguments.keeper.clone()))?;
    let rules = Box::new(dienhong_packs::rules(pack)?);
    let keeper = keepers(arguments, &rules)?;
    let province = units.as_deref().filter(|units| *units != "all");
    let units = match units {
        Some(_) => read(From::Program, province)?.1,
        None => Vec::new(),
    };
    let without = arguments.plain_key || (*simulated && !arguments.passphrase.is_at_hand());
    let passphrase = (!without).then(|| arguments.passphrase.choose()).transpose()?;
    let words = passphrase.as_ref().map(|words| words.as_str());
    key::make(folder, words)?;
    let opens = |path: &Path| Ok(secret::read(path, words)?);
    let start = Start { origin: origin.clone(), name: nfc(name.clone()), simulated: *simulated };
    let node = Node::open_with(folder, Some(start), clock, &opens)?;
    let ask = |what: &'static str, events: Vec<Event>| match events.is_empty() {
        true => Ok(()),
        false => node.ask(Ask::node(events)).map(drop).map_err(|why| NotBegun::Step { what, why }),
    };
    let files = BTreeMap::new();
    ask("the rules", vec![Event::Node(node::Event::Adopted { rules, files })])?;
    ask("the units", units.into_iter().map(Event::Unit).collect())?;
    ask("the keeper", keeper.map(Event::People).into())?;
    let password = dienhong_node::fresh_id();
    let app = App::new(node, folder, None)?;
    let hash = hash_password(&password).map_err(NotBegun::Account)?;
    let given = app.desk.give_password((&login, KEEPER), &hash, "init", app.now());
    given.map_err(|why| NotBegun::Account(why.to_string()))?;
    Ok((login, password))
}

/// The keeper's id in the journal.
const KEEPER: &str = "keeper";

/// The first body and its first officer, in the role that keeps the system by these rules.
fn keepers(arguments: &Arguments, rules: &Rules) -> Result<[people::Event; 3], NotBegun> {
    let speech = Speech::of(LANGUAGES[0].0);
    let mut roles = rules.people.roles.iter();
    let kept = roles.find(|(_, role)| role.rights.contains(&Right::KeepSystem));
    let kept = kept.and_then(|(name, role)| Some((name, role.bodies.first()?)));
    let (role, kind) = kept.ok_or_else(|| NotBegun::NoKeeper(arguments.pack.clone()))?;
    let (body, officer) = (BodyId::from("keepers"), OfficerId::from(KEEPER));
    let office = speech.t("setup.keeper_name");
    let name = arguments.keeper_name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let formed = Body {
        id: body.clone(),
        name: speech.t("setup.keeper_body"),
        kind: kind.clone(),
        unit: None,
        charge: None,
    };
    let name = name.map_or_else(|| office.clone(), |name| nfc(name.to_owned()));
    let known = Officer { id: officer.clone(), name, office };
    Ok([
        people::Event::BodyFormed { body: formed },
        people::Event::OfficerRegistered { officer: known },
        people::Event::RoleGranted { officer, role: role.clone(), body },
    ])
}
