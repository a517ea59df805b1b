use crate::{Refused, Verified};
use std::collections::{BTreeMap, BTreeSet};

/// What was cast, in its order: of each credential the last ballot counts.
///
/// One holds it at a time: who asks [`BallotBox::admits`] puts the ballot in, or gives way, before another asks.
#[derive(Debug, Clone, Default)]
pub struct BallotBox {
    /// Of each ballot by its tracker, its place in the order.
    ballots: BTreeMap<String, usize>,
    /// Of each credential that voted, the place of its last ballot and its weight.
    last: BTreeMap<[u8; 32], (usize, u64)>,
    /// In the order in which they were cast.
    by: Vec<[u8; 32]>,
    beginnings: BTreeSet<[u8; 16]>,
}

impl BallotBox {
    /// Whether it may go in beside what is there: no ballot twice, and no ciphertext of another one, whoever has
    /// cast it. (An old ballot of one's own, sent again by somebody else, would take a later one's place.)
    ///
    /// # Errors
    /// [`Refused::AlreadyCast`], [`Refused::Copied`]
    pub fn admits(&self, ballot: &Verified) -> Result<(), Refused> {
        if self.holds(&ballot.tracker) {
            return Err(Refused::AlreadyCast);
        }
        let own: BTreeSet<&[u8; 16]> = ballot.beginnings.iter().collect();
        let alone = own.len() == ballot.beginnings.len();
        if !alone || own.iter().any(|known| self.beginnings.contains(*known)) {
            return Err(Refused::Copied);
        }
        Ok(())
    }

    /// Takes in what the journal has.
    pub fn put(&mut self, ballot: Verified) {
        let place = self.by.len();
        self.by.push(ballot.credential);
        self.ballots.insert(ballot.tracker, place);
        self.last.insert(ballot.credential, (place, ballot.weight));
        self.beginnings.extend(ballot.beginnings);
    }

    /// Whether a ballot is in the box.
    pub fn holds(&self, tracker: &str) -> bool {
        self.ballots.contains_key(tracker)
    }

    /// Whether it is the last one of its voter; none: it is not in the box.
    pub fn counts(&self, tracker: &str) -> Option<bool> {
        let place = *self.ballots.get(tracker)?;
        let by = self.by.get(place)?;
        Some(self.last.get(by).is_some_and(|(last, _)| *last == place))
    }

    /// How many ballots were cast, those that were replaced among them.
    pub fn cast(&self) -> usize {
        self.by.len()
    }

    /// How many credentials have voted.
    pub fn voted(&self) -> usize {
        self.last.len()
    }

    /// The sum of their weights.
    pub fn weight(&self) -> u64 {
        self.last.values().map(|(_, weight)| weight).sum()
    }
}
