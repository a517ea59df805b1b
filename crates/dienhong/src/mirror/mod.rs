//! `dienhong mirror`: a copy of a node that follows it and refuses a history that changes.

mod blobs;
pub(crate) mod log;
mod pages;
mod place;
pub(crate) mod source;

use crate::serve::told_to_stop;
use blobs::Blobs;
use clap::Args;
use dienhong_core::node::is_practice;
use dienhong_journal::{
    checkpoint::{BadNote, Checkpoint, Note, Verifier},
    split::Evidence,
};
use dienhong_store::replace;
use dienhong_verifier::MANIFEST;
use dienhong_web::{NotFetched, Web};
use jiff::{SignedDuration, Timestamp};
use place::{Held, NotPlaced, Place};
use source::Source;
use std::{io, path::PathBuf, process::ExitCode, time::Duration};

/// How often a source may change while it is read before we wait for the next round.
const MOST_CHANGES: usize = 3;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Where the node or a copy of it is, such as https://bau-cu.example/
    url: String,
    /// Where to keep the mirror; it is a public copy that any web server can hold
    dir: PathBuf,
    /// The key that must have signed the log, as the body gave it to you: name+id+base64. Without it the key that
    /// is published now is taken, and from then on no other
    #[arg(long, value_name = "VKEY")]
    key: Option<Verifier>,
    /// Look once and end
    #[arg(long)]
    once: bool,
    /// How long to wait between two looks
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = every)]
    every: Duration,
}

/// Why a look at the source gave nothing, and the mirror stays as it was.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotMirrored {
    #[error(transparent)]
    Source(#[from] NotFetched),
    #[error(transparent)]
    Place(#[from] NotPlaced),
    #[error("{url} has no {path}: it is not a public copy of a node")]
    NoCopy { url: String, path: &'static str },
    #[error("its checkpoint: {0}")]
    Note(#[from] BadNote),
    #[error("{0} is a rehearsal: nobody follows it")]
    Rehearsal(String),
    #[error("the key of this mirror is {held}, not {given}")]
    OtherKey { held: String, given: String },
    #[error("it says that it has {0} records, more than any log that is mirrored")]
    TooLarge(u64),
    #[error("{path} is missing")]
    Missing { path: String },
    #[error("{path}: {why}")]
    Malformed { path: String, why: String },
    #[error("{path} does not lead to what is signed")]
    NotSigned { path: String },
    #[error("it changed while it was read; the next look may succeed")]
    Unsteady,
    /// The one thing that ends a mirror.
    #[error(
        "the history has changed. What was signed for {size} records is no longer what the log begins with. \
         This mirror keeps what it has. The evidence, which anybody can check: {}",
        evidence.display()
    )]
    Changed { size: u64, evidence: PathBuf },
}

/// What a look has found.
#[derive(Debug, PartialEq, Eq)]
enum Looked {
    /// Nothing new.
    Same {
        size: u64,
    },
    /// Older than what we have, and in the same history.
    Behind {
        size: u64,
        held: u64,
    },
    Grown {
        from: u64,
        to: u64,
    },
}

fn every(text: &str) -> Result<Duration, String> {
    let duration: SignedDuration = text.parse().map_err(|why: jiff::Error| why.to_string())?;
    let duration = duration.unsigned_abs();
    if duration < Duration::from_secs(1) {
        Err("at least a second".to_owned())
    } else {
        Ok(duration)
    }
}

/// 0: mirrored. 1: the history has changed; the evidence is written. 2: it could not be mirrored.
pub fn run(arguments: &Arguments) -> ExitCode {
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(why) => return failed(&why),
    };
    runtime.block_on(async {
        tokio::select! {
            code = follow(arguments) => code,
            () = told_to_stop() => ExitCode::SUCCESS,
        }
    })
}

fn failed(why: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("dienhong mirror: {why}");
    ExitCode::from(2)
}

async fn follow(arguments: &Arguments) -> ExitCode {
    let Arguments { url, dir, key, once, every } = arguments;
    let mut mirror = match Mirror::open(url, dir, key.clone()) {
        Ok(mirror) => mirror,
        Err(why) => return failed(&why),
    };
    loop {
        match mirror.look().await {
            Ok(looked) => said(dir, &looked),
            Err(changed @ NotMirrored::Changed { .. }) => {
                eprintln!("dienhong mirror: {changed}");
                return ExitCode::from(1);
            }
            Err(why) if *once => return failed(&why),
            Err(why) => eprintln!("dienhong mirror: {why}"),
        }
        if *once {
            return ExitCode::SUCCESS;
        }
        tokio::time::sleep(*every).await;
    }
}

fn said(dir: &std::path::Path, looked: &Looked) {
    let at = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let dir = dir.display();
    match looked {
        Looked::Same { size } => println!("{at} {dir}: {size} records, nothing new"),
        Looked::Behind { size, held } => {
            println!("{at} {dir}: the source is behind with {size} records; we keep {held}");
        }
        Looked::Grown { from, to } => println!("{at} {dir}: {from} → {to} records"),
    }
}

struct Mirror {
    source: Source,
    place: Place,
    key: Option<Verifier>,
    blobs: Blobs,
}

impl Mirror {
    fn open(url: &str, dir: &std::path::Path, key: Option<Verifier>) -> Result<Self, NotMirrored> {
        let source = Source::Web(Web::new(url)?);
        let place = Place::open(dir)?;
        let held = place.key()?;
        if let (Some(held), Some(given)) = (&held, &key)
            && held != given
        {
            let (held, given) = (held.to_string(), given.to_string());
            return Err(NotMirrored::OtherKey { held, given });
        }
        Ok(Self { source, place, key: held.or(key), blobs: Blobs::default() })
    }

    async fn look(&mut self) -> Result<Looked, NotMirrored> {
        let key = match &self.key {
            Some(key) => key.clone(),
            None => self.source.key().await?,
        };
        if is_practice(key.name()) {
            return Err(NotMirrored::Rehearsal(key.name().to_owned()));
        }
        for _ in 0..MOST_CHANGES {
            if let Some(looked) = self.try_once(&key).await? {
                // Only a key with which something was read is kept.
                self.key = Some(key);
                return Ok(looked);
            }
        }
        Err(NotMirrored::Unsteady)
    }

    /// None: the source was replaced meanwhile.
    async fn try_once(&mut self, key: &Verifier) -> Result<Option<Looked>, NotMirrored> {
        let note = self.source.checkpoint().await?;
        let new = Checkpoint::of(&note, key)?;
        if new.size > log::MOST_RECORDS {
            return Err(NotMirrored::TooLarge(new.size));
        }
        let held = self.place.held(key)?;
        let from = held.as_ref().map_or(0, |held| held.checkpoint.size);
        if let Some(held) = held.as_ref().filter(|_| new.size <= from) {
            self.same_history(key, held, &note, &new)?;
            if new.size < from {
                return Ok(Some(Looked::Behind { size: new.size, held: from }));
            }
        }
        let held = held.filter(|_| new.size > from);
        if new.size > from {
            let shown = log::shown(&self.source, &new).await?;
            if let Some(held) = &held {
                self.goes_on(key, held, &note, &shown).await?;
            }
            shown.take(&self.source, &self.place, from).await?;
        }
        self.blobs.take(&self.source, &self.place, new.size).await?;
        let listed = pages::take(&self.source, &self.place).await?;
        if listed && self.source.checkpoint().await?.text() != note.text() {
            self.place.forget()?;
            return Ok(None);
        }
        if !listed
            && (new.size > from || !self.place.has(MANIFEST))
            && let Some(state) = self.blobs.state()
        {
            pages::make(&self.place, state)?;
        }
        let signed = note.to_string();
        if new.size > from || self.place.has_next() || self.place.note()? != Some(signed.clone()) {
            self.place.stage("log.vkey", format!("{key}\n").as_bytes())?;
            self.place.stage("checkpoint", signed.as_bytes())?;
            self.place.switch()?;
        }
        let to = new.size;
        Ok(Some(if to > from { Looked::Grown { from, to } } else { Looked::Same { size: to } }))
    }

    /// A checkpoint that is not larger than ours is one that our tiles have had.
    fn same_history(
        &self,
        key: &Verifier,
        held: &Held,
        note: &Note,
        new: &Checkpoint,
    ) -> Result<(), NotMirrored> {
        let mut tiles = self.place.tiles(held.checkpoint.size);
        let ours = tiles.root_at(new.size).map_err(NotMirrored::own)?;
        if ours == new.root {
            return Ok(());
        }
        let proof = tiles.consistency(new.size, held.checkpoint.size).map_err(NotMirrored::own)?;
        let beginning = dienhong_journal::split::Beginning { root: ours, proof };
        self.changed(key, held, note, beginning)
    }

    /// The larger log begins with what we hold.
    async fn goes_on(
        &self,
        key: &Verifier,
        held: &Held,
        note: &Note,
        shown: &log::Shown,
    ) -> Result<(), NotMirrored> {
        let beginning = shown.beginning(&self.source, held.checkpoint.size).await?;
        if beginning.root == held.checkpoint.root {
            return Ok(());
        }
        self.changed(key, held, note, beginning)
    }

    /// Writes the evidence, and ends with it.
    fn changed(
        &self,
        key: &Verifier,
        held: &Held,
        note: &Note,
        beginning: dienhong_journal::split::Beginning,
    ) -> Result<(), NotMirrored> {
        let made = Evidence::make(key, &held.note, note, |_, _| Some(beginning));
        let path = "checkpoint".to_owned();
        let bad = |why: String| NotMirrored::Malformed { path: path.clone(), why };
        let Some(evidence) = made.map_err(|why| bad(why.to_string()))? else {
            return Err(NotMirrored::NotSigned { path });
        };
        let shown = evidence.verify(Some(key)).map_err(|why| bad(why.to_string()))?;
        let file = self.place.path(&format!("split-view-{}.txt", shown.first.size));
        let written = replace(&file, evidence.to_string().as_bytes());
        written.map_err(|why: io::Error| NotPlaced::File { path: file.clone(), why })?;
        Err(NotMirrored::Changed { size: shown.first.size, evidence: file })
    }
}

impl NotMirrored {
    /// Our own tiles are missing or damaged.
    fn own(why: impl std::fmt::Display) -> Self {
        Self::Malformed { path: "this mirror".to_owned(), why: why.to_string() }
    }
}
