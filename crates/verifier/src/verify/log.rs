//! Entry bundles and tiles against the signed root.

use super::{Progress, fold::Fold};
use crate::{
    Files, NotRead,
    files::most,
    report::{Difference, Report, What},
};
use dienhong_core::{Event, Head, NotUnderstood, understand};
use dienhong_journal::{
    Broken, Chain, Hash, Millis, Read, Tree,
    checkpoint::Checkpoint,
    tiles::{BadTile, Level, Tile, WIDTH},
    tree::leaf_hash,
};

/// Files far away are asked for so many ahead.
const AHEAD: u64 = 12;

/// What a record says.
pub(super) type Understood = Result<(Head, Event), NotUnderstood>;

/// An entry with all that does not depend on the records before it.
pub(super) struct Ahead {
    hash: Hash,
    read: Result<Read, Broken>,
    /// None: it is closed, or no record.
    understood: Option<Understood>,
}

impl Ahead {
    pub fn of(bytes: &[u8]) -> Ahead {
        let (hash, read) = (leaf_hash(bytes), Read::of(bytes));
        let understood = read.as_ref().ok().and_then(Read::record).map(understand);
        Ahead { hash, read, understood }
    }

    /// What it says, where that is understood.
    pub fn event(&self) -> Option<(&Head, &Event)> {
        let understood = self.understood.as_ref()?.as_ref().ok()?;
        Some((&understood.0, &understood.1))
    }

    pub fn into_parts(self) -> (Result<Read, Broken>, Option<Understood>) {
        (self.read, self.understood)
    }
}

/// What a bundle gave.
struct Portion {
    tile: Tile,
    found: Found,
}

enum Found {
    Entries(Vec<Ahead>),
    Missing,
    Malformed(BadTile),
}

/// The bundles of a log of `size` entries.
fn bundles(size: u64) -> impl Fn(u64) -> Option<Tile> {
    move |number| {
        let left = size.checked_sub(number.checked_mul(WIDTH)?).filter(|left| *left > 0)?;
        let width = u16::try_from(left.min(WIDTH)).ok()?;
        Some(Tile { level: Level::Entries, number, width })
    }
}

/// Reads bundle after bundle while they are there: the size is not to be trusted before the root agrees.
async fn portions<F: Files>(
    files: &F,
    size: u64,
    take: &mut dyn FnMut(Portion) -> bool,
) -> Result<(), NotRead> {
    let bundle = bundles(size);
    let soon = |number: u64| {
        if let Some(tile) = bundle(number) {
            files.soon(&tile.to_string(), most::BUNDLE);
        }
    };
    (0..AHEAD).for_each(soon);
    let mut number = 0;
    while let Some(tile) = bundle(number) {
        soon(number + AHEAD);
        let found = match files.read(&tile.to_string(), most::BUNDLE).await? {
            None => Found::Missing,
            Some(bytes) => match tile.parse_entries(&bytes) {
                Ok(entries) => Found::Entries(entries.into_iter().map(Ahead::of).collect()),
                Err(why) => Found::Malformed(why),
            },
        };
        let last = !matches!(found, Found::Entries(_));
        if !take(Portion { tile, found }) || last {
            break;
        }
        number += 1;
    }
    Ok(())
}

/// One thread reads, hashes and decodes; this one folds.
#[cfg(not(target_arch = "wasm32"))]
async fn pass<F: Files>(
    files: &F,
    size: u64,
    take: &mut dyn FnMut(Portion),
) -> Result<(), NotRead> {
    use std::{sync::mpsc, thread};
    thread::scope(|scope| {
        let (sender, received) = mpsc::sync_channel(8);
        let reading = scope.spawn(move || {
            pollster::block_on(portions(files, size, &mut |portion| sender.send(portion).is_ok()))
        });
        received.into_iter().for_each(take);
        match reading.join() {
            Ok(read) => read,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

#[cfg(target_arch = "wasm32")]
async fn pass<F: Files>(
    files: &F,
    size: u64,
    take: &mut dyn FnMut(Portion),
) -> Result<(), NotRead> {
    let mut take = |portion| {
        take(portion);
        true
    };
    portions(files, size, &mut take).await
}

/// The log as its files say it.
pub(super) struct Log {
    size: u64,
    root: Hash,
    /// Over the records as they should be, up to the first that breaks a rule.
    chain: Chain,
    /// From that one on: the first record of which nothing is known, and the tree over the entries as they are.
    stopped: Option<(u64, Tree)>,
}

impl Log {
    pub fn new(checkpoint: &Checkpoint) -> Log {
        let (size, root) = (checkpoint.size, checkpoint.root);
        Log { size, root, chain: Chain::default(), stopped: None }
    }

    /// The first record that could not be taken in.
    pub fn stopped(&self) -> Option<u64> {
        self.stopped.as_ref().map(|(seq, _)| *seq)
    }

    pub fn at(&self) -> Millis {
        self.chain.at()
    }

    /// Over the entries as they are, good or not.
    fn tree(&self) -> &Tree {
        self.stopped.as_ref().map_or(self.chain.tree(), |(_, tree)| tree)
    }

    /// Reads every entry, and folds each record that keeps the rules of journals.
    pub async fn read<F: Files>(
        &mut self,
        files: &F,
        fold: &mut Fold,
        report: &mut Report,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), NotRead> {
        let size = self.size;
        let mut take = |portion: Portion| {
            self.portion(portion, fold, report);
            progress(Progress::Records(self.tree().size(), size));
        };
        pass(files, size, &mut take).await
    }

    fn portion(&mut self, portion: Portion, fold: &mut Fold, report: &mut Report) {
        let Portion { tile, found } = portion;
        let first = tile.number * WIDTH;
        match found {
            Found::Entries(entries) => {
                report.counted.tiles += 1;
                entries.into_iter().for_each(|entry| self.take(entry, fold, report));
            }
            Found::Missing => {
                let field = format!("{first}–{}", first + u64::from(tile.width) - 1);
                let missing = Difference::file(What::Missing, &tile.to_string());
                report.differs(missing.field(field));
                self.stop(first);
            }
            Found::Malformed(why) => {
                report.counted.tiles += 1;
                let malformed = Difference::file(What::Malformed, &tile.to_string());
                report.differs(malformed.values(why, ""));
                self.stop(first);
            }
        }
    }

    fn stop(&mut self, seq: u64) {
        if self.stopped.is_none() {
            self.stopped = Some((seq, self.chain.tree().clone()));
        }
    }

    fn take(&mut self, entry: Ahead, fold: &mut Fold, report: &mut Report) {
        if let Some((_, tree)) = &mut self.stopped {
            tree.push(entry.hash);
            return;
        }
        let Ahead { hash, read, understood } = entry;
        let seq = self.chain.len();
        let taken = read.map_err(|why| (seq, why.to_string())).and_then(|read| {
            let taken = self.chain.take_read(read, || None);
            taken.map_err(|fault| (fault.seq, fault.why.to_string()))
        });
        match taken {
            Ok(record) => {
                report.counted.records += 1;
                let kind = record.as_ref().map(|record| record.kind.as_str());
                fold.take(seq, kind.zip(understood), report);
            }
            Err((seq, why)) => {
                self.stop(seq);
                if let Some((_, tree)) = &mut self.stopped {
                    tree.push(hash);
                }
                report.differs(Difference::record(What::Broken, seq).values(why, ""));
            }
        }
    }

    /// Compares the root, and every tile of hashes, with those of the entries.
    pub async fn compare<F: Files>(&self, files: &F, report: &mut Report) -> Result<(), NotRead> {
        let tree = self.tree();
        let whole = tree.size() == self.size;
        let root = tree.root();
        let good = whole && root == self.root;
        if whole && !good {
            let differs = Difference::file(What::Root, "checkpoint").field("root");
            report.differs(differs.values(self.root, root));
        }
        let tiles = match (whole, tree.size()) {
            (true, size) => Tile::since(0, size),
            // Only what is full stays as it is when the log grows.
            (false, size) => Tile::since(0, size / WIDTH * WIDTH),
        };
        let wanted =
            |tile: &Tile| tile.level != Level::Entries && (whole || u64::from(tile.width) == WIDTH);
        let tiles: Vec<Tile> = tiles.into_iter().filter(wanted).collect();
        for (place, tile) in tiles.iter().enumerate() {
            let soon = place + AHEAD as usize;
            if let Some(tile) = tiles.get(soon) {
                files.soon(&tile.to_string(), most::TILE);
            }
            self.tile(files, tile, good, report).await?;
        }
        Ok(())
    }

    async fn tile<F: Files>(
        &self,
        files: &F,
        tile: &Tile,
        good: bool,
        report: &mut Report,
    ) -> Result<(), NotRead> {
        let path = tile.to_string();
        let Some(bytes) = files.read(&path, most::TILE).await? else {
            report.differs(Difference::file(What::Missing, &path));
            return Ok(());
        };
        report.counted.tiles += 1;
        let own = tile.hashes(self.tree()).and_then(|own| tile.parse_hashes(&own));
        let (published, own) = match (tile.parse_hashes(&bytes), own) {
            (Ok(published), Ok(own)) => (published, own),
            (Err(why), _) | (_, Err(why)) => {
                report.differs(Difference::file(What::Malformed, &path).values(why, ""));
                return Ok(());
            }
        };
        for (place, (published, own)) in (0u64..).zip(published.iter().zip(&own)) {
            if published == own {
                continue;
            }
            let place = tile.number * WIDTH + place;
            // Where the entries give the signed root, the tile is wrong; else the record is.
            let differs = if !good && tile.level == Level::Hashes(0) {
                Difference::record(What::Changed, place)
            } else {
                Difference::file(What::Hash, &path).field(place)
            };
            report.differs(differs.values(published, own));
        }
        Ok(())
    }
}
