use dienhong_journal::Millis;
use std::{
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

/// A clock that stands where it was put: the demo's night is not the machine's. When the night is over it goes on
/// as the machine's does.
#[derive(Debug)]
pub struct Simulated {
    at: AtomicU64,
    goes: OnceLock<Instant>,
}

/// Vietnam is seven hours ahead of UTC.
const OFFSET: u64 = 7 * 3_600_000;
const DAY: u64 = 86_400_000;
/// 2026-03-15T00:00:00 in Vietnam.
const ELECTION_DAY: u64 = 20_527 * DAY - OFFSET;

impl Simulated {
    /// A hundred and sixteen days before election day: the units, the rules and the elections.
    pub fn at_start() -> Simulated {
        let at = AtomicU64::new(ELECTION_DAY - 116 * DAY);
        Simulated { at, goes: OnceLock::new() }
    }

    pub fn now(&self) -> Millis {
        let gone = self.goes.get().map_or(0, |since| since.elapsed().as_millis());
        Millis::new(self.at.load(Ordering::Relaxed) + u64::try_from(gone).unwrap_or(0))
    }

    /// From now on it goes by itself.
    pub fn go(&self) {
        self.goes.get_or_init(Instant::now);
    }

    /// `minute` of a day counted from election day, local time. Never goes back.
    pub fn set(&self, day: i64, minute: u64) {
        let to = ELECTION_DAY.saturating_add_signed(day * DAY.cast_signed()) + minute * 60_000;
        self.at.fetch_max(to, Ordering::Relaxed);
    }

    /// So many seconds after 19:00 on election day.
    pub fn set_after_closing(&self, seconds: u64) {
        self.at.fetch_max(ELECTION_DAY + 19 * 3_600_000 + seconds * 1000, Ordering::Relaxed);
    }
}
