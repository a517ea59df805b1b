//! Entry bundles and tiles against the signed root.

use crate::{
    Files, NotRead,
    report::{Difference, Report, What},
};
use dienhong_journal::{
    Chain, Hash, Millis, Record, Tree,
    checkpoint::Checkpoint,
    tiles::{Level, Tile, WIDTH},
    tree::leaf_hash,
};

/// The log as its files say it.
pub(super) struct Log<'a> {
    files: &'a dyn Files,
    size: u64,
    root: Hash,
    /// Over the entries as they are, good or not.
    tree: Tree,
    /// Over the records as they should be, up to the first that breaks a rule.
    chain: Chain,
    /// The first record from which on nothing is known.
    stopped: Option<u64>,
}

impl<'a> Log<'a> {
    pub fn new(files: &'a dyn Files, checkpoint: &Checkpoint) -> Log<'a> {
        let (size, root) = (checkpoint.size, checkpoint.root);
        Log { files, size, root, tree: Tree::new(), chain: Chain::default(), stopped: None }
    }

    /// The first record that could not be taken in.
    pub fn stopped(&self) -> Option<u64> {
        self.stopped
    }

    pub fn at(&self) -> Millis {
        self.chain.at()
    }

    /// Reads every entry and gives each record that keeps the rules of journals to `each`.
    ///
    /// The size is not to be trusted before the root agrees: bundles are read while they are there.
    pub fn read(
        &mut self,
        each: &mut dyn FnMut(Option<Record>, &mut Report),
        report: &mut Report,
    ) -> Result<(), NotRead> {
        for number in 0..self.size.div_ceil(WIDTH) {
            let width = u16::try_from((self.size - number * WIDTH).min(WIDTH)).unwrap_or(256);
            let tile = Tile { level: Level::Entries, number, width };
            let path = tile.to_string();
            let first = number * WIDTH;
            let Some(bytes) = self.files.read(&path)? else {
                let field = format!("{first}–{}", first + u64::from(width) - 1);
                report.differs(Difference::file(What::Missing, &path).field(field));
                self.stopped = Some(self.stopped.unwrap_or(first));
                return Ok(());
            };
            report.counted.tiles += 1;
            match tile.parse_entries(&bytes) {
                Ok(entries) => entries.iter().for_each(|entry| self.take(entry, each, report)),
                Err(why) => {
                    report.differs(Difference::file(What::Malformed, &path).values(why, ""));
                    self.stopped = Some(self.stopped.unwrap_or(first));
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn take(
        &mut self,
        entry: &[u8],
        each: &mut dyn FnMut(Option<Record>, &mut Report),
        report: &mut Report,
    ) {
        self.tree.push(leaf_hash(entry));
        if self.stopped.is_some() {
            return;
        }
        match self.chain.take(entry, || None) {
            Ok(taken) => {
                report.counted.records += 1;
                each(taken, report);
            }
            Err(fault) => {
                self.stopped = Some(fault.seq);
                let broken = Difference::record(What::Broken, fault.seq);
                report.differs(broken.values(fault.why, ""));
            }
        }
    }

    /// Compares the root, and every tile of hashes, with those of the entries.
    pub fn compare(&self, report: &mut Report) -> Result<(), NotRead> {
        let whole = self.tree.size() == self.size;
        let root = self.tree.root();
        let good = whole && root == self.root;
        if whole && !good {
            let differs = Difference::file(What::Root, "checkpoint").field("root");
            report.differs(differs.values(self.root, root));
        }
        let tiles = match (whole, self.tree.size()) {
            (true, size) => Tile::since(0, size),
            // Only what is full stays as it is when the log grows.
            (false, size) => Tile::since(0, size / WIDTH * WIDTH),
        };
        let tiles = tiles.into_iter().filter(|tile| tile.level != Level::Entries);
        for tile in tiles.filter(|tile| whole || u64::from(tile.width) == WIDTH) {
            self.tile(&tile, good, report)?;
        }
        Ok(())
    }

    fn tile(&self, tile: &Tile, good: bool, report: &mut Report) -> Result<(), NotRead> {
        let path = tile.to_string();
        let Some(bytes) = self.files.read(&path)? else {
            report.differs(Difference::file(What::Missing, &path));
            return Ok(());
        };
        report.counted.tiles += 1;
        let own = tile.hashes(&self.tree).and_then(|own| tile.parse_hashes(&own));
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
