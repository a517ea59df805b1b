//! A clock for rehearsals: a team can practise election day on any day.

use clap::Args;
use dienhong_journal::Millis;
use dienhong_node::{Clock, system_clock};
use std::{sync::Arc, time::Instant};

#[derive(Debug, Args)]
pub struct Rehearsal {
    /// Let the clock begin here and run on, such as 2026-03-15T06:30+07:00. Simulated nodes only
    #[arg(long, value_name = "TIME")]
    rehearse_at: Option<jiff::Timestamp>,
}

#[derive(Debug, thiserror::Error)]
pub enum NoClock {
    #[error("--rehearse-at is for nodes that say of themselves that they are simulated")]
    NotSimulated,
    #[error("{0} is before the year 1970")]
    TooEarly(jiff::Timestamp),
}

impl Rehearsal {
    /// The machine's clock, or one that begins where the rehearsal does.
    ///
    /// # Errors
    /// [`NoClock::TooEarly`]
    pub fn clock(&self) -> Result<Clock, NoClock> {
        let Some(at) = self.rehearse_at else { return Ok(system_clock()) };
        let start = u64::try_from(at.as_millisecond()).map_err(|_| NoClock::TooEarly(at))?;
        let begun = Instant::now();
        Ok(Arc::new(move || {
            let since = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
            Millis::new(start.saturating_add(since))
        }))
    }

    /// A node with real records has real times.
    ///
    /// # Errors
    /// [`NoClock::NotSimulated`]
    pub fn suits(&self, simulated: bool) -> Result<(), NoClock> {
        if self.rehearse_at.is_some() && !simulated {
            return Err(NoClock::NotSimulated);
        }
        Ok(())
    }
}
