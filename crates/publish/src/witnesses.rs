use crate::{NotPublished, Shelf};
use dienhong_core::node;
use dienhong_journal::{
    checkpoint::{Checkpoint, Note, SignatureLine, Signer},
    cosignature::WitnessKey,
};
use dienhong_node::View;
use dienhong_web::{Patience, Web, cosign};
use futures_util::future::join_all;
use std::{collections::BTreeMap, time::Duration};

/// How long a checkpoint waits for its witnesses.
const WAIT: Duration = Duration::from_secs(3);

/// A witness's word on the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witnessed {
    /// The name of its key.
    pub name: String,
    pub operator: String,
    /// It has seen so many records in this order, and will not sign another history.
    pub size: u64,
    /// When, by its own clock, in seconds since 1970.
    pub time: u64,
}

/// A witness that the journal names.
struct Asked {
    web: Web,
    key: WitnessKey,
    operator: String,
    /// Its last cosignature: of how many records, and when.
    last: Option<(u64, u64)>,
    /// It did not answer last time, and that was said.
    silent: bool,
}

impl Asked {
    fn new(witness: &node::Witness) -> Option<Asked> {
        let patience = Patience { request: WAIT, ..Patience::default() };
        let web = Web::with(&witness.url, patience).ok()?;
        let key = witness.key.parse().ok()?;
        Some(Asked { web, key, operator: witness.operator.clone(), last: None, silent: false })
    }

    /// Where its last word is kept.
    fn file(&self) -> String {
        format!("cosigned/{:08x}", self.key.id())
    }

    /// What it said before this program was started.
    async fn remember(&mut self, shelf: &Shelf) -> Result<(), NotPublished> {
        let Some(bytes) = shelf.get(&self.file()).await? else { return Ok(()) };
        let note = Note::parse(&String::from_utf8_lossy(&bytes));
        let said = note.and_then(|note| {
            let size = note.text().parse::<Checkpoint>()?.size;
            Ok(self.key.verify(&note)?.map(|time| (size, time)))
        });
        // Whatever else lies there is not its word.
        self.last = said.ok().flatten();
        Ok(())
    }

    /// Its signature line on this note.
    async fn cosign(&mut self, note: &str, view: &View) -> Option<SignatureLine> {
        let old = self.last.map_or(0, |(size, _)| size);
        let proof = |old| view.tree.consistency(old, view.size).unwrap_or_default();
        let said = tokio::time::timeout(WAIT, cosign(&self.web, &self.key, old, note, proof));
        let why = match said.await {
            Ok(Ok(line)) => match line.parse::<SignatureLine>() {
                Ok(line) => {
                    self.silent = false;
                    return Some(line);
                }
                Err(why) => why.to_string(),
            },
            Ok(Err(why)) => why.to_string(),
            Err(_) => format!("no answer within {} s", WAIT.as_secs()),
        };
        if !self.silent {
            eprintln!("the witness {} has not cosigned: {why}", self.key.name());
        }
        self.silent = true;
        None
    }
}

/// The witnesses that the journal names, by their keys.
#[derive(Default)]
pub(crate) struct Witnesses {
    asked: BTreeMap<String, Asked>,
}

impl Witnesses {
    /// What each of them said last.
    pub fn said(&self) -> Vec<Witnessed> {
        let said = self.asked.values().filter_map(|asked| {
            let (size, time) = asked.last?;
            let (name, operator) = (asked.key.name().to_owned(), asked.operator.clone());
            Some(Witnessed { name, operator, size, time })
        });
        said.collect()
    }

    /// The signed checkpoint of a view with the cosignatures of those witnesses that answer in time, all asked at
    /// once. What each has signed is kept by itself on the shelves.
    pub async fn round(
        &mut self,
        view: &View,
        signer: &Signer,
        shelves: &[&Shelf],
    ) -> Result<String, NotPublished> {
        let signed = view.checkpoint(signer)?;
        let named: BTreeMap<&str, &node::Witness> =
            view.state.node.witnesses().map(|witness| (witness.key.as_str(), &**witness)).collect();
        self.asked.retain(|key, _| named.contains_key(key.as_str()));
        for (key, witness) in named {
            if !self.asked.contains_key(key)
                && let Some(mut asked) = Asked::new(witness)
            {
                if let Some(shelf) = shelves.first() {
                    asked.remember(shelf).await?;
                }
                self.asked.insert(key.to_owned(), asked);
            }
        }
        let lines = self.asked.values_mut().map(|asked| asked.cosign(&signed, view));
        let lines = join_all(lines).await;
        let bare = Note::parse(&signed)?;
        let mut note = bare.clone();
        for (asked, line) in self.asked.values_mut().zip(lines) {
            let Some(line) = line else { continue };
            let alone = bare.clone().with(line.clone())?;
            if let Some(time) = asked.key.verify(&alone)? {
                asked.last = Some((view.size, time));
                for shelf in shelves {
                    shelf.put(&asked.file(), alone.to_string()).await?;
                }
                note = note.with(line)?;
            }
        }
        Ok(note.to_string())
    }
}

/// The signed checkpoint of a view for a copy, cosigned by the witnesses that answer, and what each has said.
///
/// `shelf` is the node's own public folder, where their words are kept.
///
/// # Errors
/// [`NotPublished`]
pub fn checkpoint(
    view: &View,
    signer: &Signer,
    shelf: &Shelf,
) -> Result<(String, Vec<Witnessed>), NotPublished> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let mut witnesses = Witnesses::default();
    let note = runtime
        .map_err(NotPublished::Thread)?
        .block_on(async { witnesses.round(view, signer, &[shelf]).await })?;
    Ok((note, witnesses.said()))
}
