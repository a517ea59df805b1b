//! A running node: commands queue for one writer, which decides them in order against the state,
//! appends what follows in one transaction, applies it, publishes the new state, and only then
//! answers. Pages read the published [`View`] without a lock.
//!
//! DESIGN names no such crate: it stands between the pure core and the server, so that the command
//! line, the demo, the benches and the tests run the very same writer as the pages do.

mod history;
pub mod key;
mod node;
mod rotate;
mod vault;
mod view;
mod writer;

#[cfg(test)]
mod tests;

pub use history::{History, Subject};
pub use key::{NoKey, Opens};
pub use node::{Node, NotOpened, Start, Watch, replay, replay_public};
pub use rotate::{Change, NotRotated, rotate};
pub use vault::Unopened;
pub use view::View;
pub use writer::{Ask, Done, NotDone};

use dienhong_journal::{Millis, Salt};
use std::sync::Arc;

/// What tells the time. The demo's runs by itself.
pub type Clock = Arc<dyn Fn() -> Millis + Send + Sync>;

/// The machine's own clock.
pub fn system_clock() -> Clock {
    Arc::new(|| {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Millis::new(since.map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX)))
    })
}

/// Random bytes of the operating system.
///
/// # Panics
/// When it has none to give: nothing can be sealed then.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(clippy::expect_used, reason = "without randomness nothing may be sealed or signed")]
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A fresh salt for a seal.
#[must_use]
pub fn salt() -> Salt {
    Salt(random())
}

/// A fresh identifier: of an act, an officer, a session.
#[must_use]
pub fn fresh_id() -> String {
    hex::encode(random::<8>())
}

/// A fresh secret: 64 hexadecimal digits that nobody can guess.
#[must_use]
pub fn random_hex() -> String {
    hex::encode(random::<32>())
}
