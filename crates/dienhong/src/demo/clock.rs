use dienhong_journal::Millis;
use std::sync::atomic::{AtomicU64, Ordering};

/// A clock that stands where it was put: the demo's night is not the machine's.
#[derive(Debug)]
pub struct Simulated(AtomicU64);

/// Vietnam is seven hours ahead of UTC.
const OFFSET: u64 = 7 * 3_600_000;
const DAY: u64 = 86_400_000;
/// 2026-03-15T00:00:00 in Vietnam.
const ELECTION_DAY: u64 = 20_527 * DAY - OFFSET;

impl Simulated {
    /// A hundred and sixteen days before election day: the units, the rules and the elections.
    pub fn at_start() -> Simulated {
        Simulated(AtomicU64::new(ELECTION_DAY - 116 * DAY))
    }

    pub fn now(&self) -> Millis {
        Millis::new(self.0.load(Ordering::Relaxed))
    }

    /// `minute` of a day counted from election day, local time. Never goes back.
    pub fn set(&self, day: i64, minute: u64) {
        let to = ELECTION_DAY.saturating_add_signed(day * DAY.cast_signed()) + minute * 60_000;
        self.0.fetch_max(to, Ordering::Relaxed);
    }

    /// So many seconds after 19:00 on election day.
    pub fn set_after_closing(&self, seconds: u64) {
        self.0.fetch_max(ELECTION_DAY + 19 * 3_600_000 + seconds * 1000, Ordering::Relaxed);
    }
}
