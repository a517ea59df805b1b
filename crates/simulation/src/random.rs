//! Randomness that is the same everywhere: SplitMix64 (Steele, Lea, Flood 2014), one stream for
//! each thing that is drawn, so that a new draw in one place moves nothing in another.

use serde::{Deserialize, Serialize};

/// All that distinguishes one invented night from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seed(pub u64);

/// What a stream is drawn for. Each number is fixed: changing one changes every night.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Stream {
    Province = 1,
    Commune = 2,
    Area = 3,
    Constituency = 4,
    Lean = 5,
    Paper = 6,
    Fates = 7,
    Typing = 8,
    Hours = 9,
    Turnout = 10,
    Steering = 11,
    Practice = 12,
}

/// A stream of numbers.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Random {
    /// The stream for the thing that `place` numbers.
    pub fn of(seed: Seed, stream: Stream, place: &[usize]) -> Random {
        let start = mix(seed.0.wrapping_add(GOLDEN)) ^ mix(stream as u64);
        let take = |state: u64, &at: &usize| mix(state.wrapping_add(GOLDEN) ^ mix(at as u64));
        Random(place.iter().fold(start, take))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// One of `0..below`; 0 when there is none.
    pub fn below(&mut self, below: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(below)) >> 64) as u64
    }

    /// One of `low..=high`.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// An index of something that has `len` parts.
    pub fn index(&mut self, len: usize) -> usize {
        self.below(len as u64) as usize
    }

    /// True once in `times`, on average.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.index(last + 1);
            items.swap(last, other);
        }
    }
}
