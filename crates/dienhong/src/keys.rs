//! `dienhong keys`: the node's signing key at rest: its passphrase, its change, and the sheet that says who
//! keeps it.

use crate::{
    passphrase::{NoPassphrase, Passphrase},
    rehearsal::{NoClock, Rehearsal},
};
use clap::{Args, Subcommand, ValueEnum};
use dienhong_core::{State, node::KeyChange, people::OfficerId, understand};
use dienhong_documents::{Foot, Heading, KeySheet, NotPrinted, Press};
use dienhong_journal::{Hash, Millis, Record, Storage, checkpoint::Verifier};
use dienhong_node::{Change, NotRotated, key, rotate};
use dienhong_server::{Speech, home};
use dienhong_store::{
    Reader, StoreError,
    secret::{self, NoSecret},
};
use jiff::Timestamp;
use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Give the key of a node a passphrase, or another one. The node may be running
    #[command(name = "passphrase")]
    Repass {
        /// The node's folder
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        #[command(flatten)]
        old: Passphrase,
        /// The first line of this file is the new passphrase; else as for the old one
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
    },
    /// Give a node that does not run a new key, and name it in the journal. The old one is not needed
    Rotate {
        /// The node's folder
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// Why the key changes
        #[arg(long, value_enum)]
        why: Why,
        /// Of a stolen key: since when it may have been in other hands, such as 2026-03-15T19:00+07:00
        #[arg(long, value_name = "TIME")]
        since: Option<Timestamp>,
        /// The id of the officer who changes it, where several keep the system
        #[arg(long, value_name = "ID")]
        officer: Option<String>,
        /// The new key has no passphrase
        #[arg(long)]
        plain_key: bool,
        #[command(flatten)]
        passphrase: Passphrase,
        #[command(flatten)]
        rehearsal: Rehearsal,
    },
    /// Print who keeps the key, and what to do when it is lost or stolen. The node may be running
    Sheet {
        /// The node's folder
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// The PDF to write
        #[arg(long, value_name = "FILE.pdf")]
        out: PathBuf,
        /// Where the public pages are
        #[arg(long, value_name = "URL")]
        public_url: Option<String>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Why {
    /// As planned
    Rotated,
    /// It cannot be used any more
    Lost,
    /// It may be in other hands
    Stolen,
}

#[derive(Debug, thiserror::Error)]
enum NotDone {
    #[error(transparent)]
    Passphrase(#[from] NoPassphrase),
    #[error(transparent)]
    Secret(#[from] NoSecret),
    #[error(transparent)]
    Rotate(#[from] NotRotated),
    #[error("a stolen key is changed with --since, and no other is")]
    Since,
    #[error("{0} is no time that a record can name")]
    Time(Timestamp),
    #[error(transparent)]
    Clock(#[from] NoClock),
    #[error("there is no journal in {}", .0.display())]
    NoJournal(PathBuf),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("record {seq}: {why}")]
    Record { seq: u64, why: String },
    #[error("the journal names no key yet: it does so when the node starts next")]
    NoKeyYet,
    #[error(transparent)]
    Print(#[from] NotPrinted),
    #[error("{}: {why}", path.display())]
    File { path: PathBuf, why: io::Error },
}

pub fn run(arguments: &Arguments) -> ExitCode {
    let done = match &arguments.what {
        What::Repass { data, old, new_passphrase_file } => {
            repass(data, old, &Passphrase::of(new_passphrase_file.clone()))
        }
        What::Rotate { data, why, since, officer, plain_key, passphrase, rehearsal } => change(
            data,
            (*why, *since),
            officer.as_deref(),
            (!plain_key).then_some(passphrase),
            rehearsal,
        ),
        What::Sheet { data, out, public_url } => sheet(data, out, public_url.as_deref()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("dienhong keys: {why}");
            ExitCode::from(2)
        }
    }
}

fn repass(data: &Path, old: &Passphrase, new: &Passphrase) -> Result<(), NotDone> {
    let (state, _) = node_of(data)?;
    let path = key::file(data, &state.node);
    let secret = old.open(&path)?;
    secret::write(&path, &secret, Some(&new.choose()?))?;
    println!("{}: the passphrase is set", path.display());
    Ok(())
}

fn change(
    data: &Path,
    (why, since): (Why, Option<Timestamp>),
    officer: Option<&str>,
    passphrase: Option<&Passphrase>,
    rehearsal: &Rehearsal,
) -> Result<(), NotDone> {
    if (why == Why::Stolen) != since.is_some() {
        return Err(NotDone::Since);
    }
    let instant = |since: Timestamp| {
        let milliseconds = u64::try_from(since.as_millisecond());
        milliseconds.map(Millis::new).map_err(|_| NotDone::Time(since))
    };
    let stolen_since = since.map(instant).transpose()?;
    let why = match why {
        Why::Rotated => KeyChange::Rotated,
        Why::Lost => KeyChange::Lost,
        Why::Stolen => KeyChange::Stolen,
    };
    let passphrase = passphrase.map(Passphrase::choose).transpose()?;
    let officer = officer.map(OfficerId::from);
    let change = Change { why, stolen_since };
    let words = passphrase.as_ref().map(|words| words.as_str());
    let key = rotate(data, rehearsal.clock()?, officer.as_ref(), change, words)?;
    println!("{key}");
    println!("  this key signs from now on; print its sheet: dienhong keys sheet");
    Ok(())
}

/// What the journal says of the node itself, and the record that names its key. Whoever runs the node is not
/// held up.
fn node_of(data: &Path) -> Result<(State, Option<(u64, Hash)>), NotDone> {
    let file = data.join("journal.sqlite");
    if !file.is_file() {
        return Err(NotDone::NoJournal(data.to_owned()));
    }
    let reader = Reader::open(file)?;
    let (mut state, mut named, mut broken) = (State::default(), None, None);
    let length = reader.len()?;
    reader.read(0..length, &mut |seq, bytes| {
        // What is closed is not of the node.
        let Ok(record) = Record::decode(bytes) else { return };
        if !record.kind.starts_with("node.") && !record.kind.starts_with("pack.") {
            return;
        }
        match understand(&record) {
            Ok((head, event)) => {
                if record.kind == "node.key_named" {
                    named = Some((seq, Hash::of(bytes)));
                }
                state.apply(&head, &event);
            }
            Err(why) => broken = broken.take().or(Some((seq, why.to_string()))),
        }
    })?;
    match broken {
        Some((seq, why)) => Err(NotDone::Record { seq, why }),
        None => Ok((state, named)),
    }
}

fn sheet(data: &Path, out: &Path, public_url: Option<&str>) -> Result<(), NotDone> {
    let (state, named) = node_of(data)?;
    let node = &state.node;
    let (Some(key), Some(started), Some((seq, hash))) = (node.key(), &node.started, named) else {
        return Err(NotDone::NoKeyYet);
    };
    let verifier = key.key.parse::<Verifier>().map_err(|_| NotDone::NoKeyYet)?;
    let speech = Speech::of("vi");
    let now = dienhong_node::system_clock()();
    let day = node.rules_at(now).map(|rules| rules.local(now).day);
    let home = public_url.map_or_else(|| home(&started.origin), str::to_owned);
    let facts = KeySheet {
        heading: Heading {
            above: None,
            body: started.name.clone(),
            number: String::new(),
            place: speech.t("paper.key_sheet_place"),
            day: day.map_or_else(Default::default, |day| {
                [format!("{:02}", day.day()), day.month().to_string(), day.year().to_string()]
            }),
            title: speech.t("paper.key_sheet"),
            subject: started.origin.clone(),
            simulated: started.simulated,
        },
        foot: Foot {
            record_hash: hash.to_string(),
            seq,
            url: format!("{}/verify", home.trim_end_matches('/')),
            printed_at: written(&state, now),
        },
        origin: started.origin.clone(),
        key_id: fours(&format!("{:08x}", verifier.id())),
        verifier: fours(&key.key),
        since: written(&state, key.at),
        why: match key.why {
            KeyChange::First => String::new(),
            why => speech.t(&format!("site.key_{}", why.name())),
        },
    };
    let pdf = Press::shared().key_sheet(&facts)?;
    fs::write(out, pdf).map_err(|why| NotDone::File { path: out.to_owned(), why })?;
    println!("{}", out.display());
    Ok(())
}

fn written(state: &State, at: Millis) -> String {
    dienhong_server::site::when(&state.node, at)
}

/// As people read characters to each other.
fn fours(text: &str) -> Vec<String> {
    let all: Vec<char> = text.chars().collect();
    all.chunks(4).map(|four| four.iter().collect()).collect()
}
