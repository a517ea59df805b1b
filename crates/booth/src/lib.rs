//! What a voter and a trustee compute in their own browser, in a worker: secrets stay there.
//!
//! All mathematics is [`belenios`]; here is only what a page needs around it. Randomness is the browser's
//! (`crypto.getRandomValues`). Functions take and give JSON as the protocol writes it; what is wrong is a [`Sorry`],
//! whose sentences are in the pack, under `booth`.

#[cfg(target_arch = "wasm32")]
mod js;
mod sorry;
#[cfg(test)]
mod tests;
pub mod trustee;
pub mod voter;

pub use sorry::Sorry;

/// Does something in the group of this name: `$G` is its type. A browser is given the two groups that votes here are
/// held in.
macro_rules! in_group {
    ($name:expr, $G:ident => $body:expr) => {
        match $name {
            "Ed25519" => {
                type $G = belenios::group::Ed25519;
                $body
            }
            "BELENIOS-2048" => {
                type $G = belenios::group::Belenios2048;
                $body
            }
            other => Err($crate::Sorry::new("election", other)),
        }
    };
}
use in_group;

/// The browser's or the system's random numbers. Without them nothing secret may be made.
fn random() -> rand_core::UnwrapErr<getrandom::SysRng> {
    rand_core::UnwrapErr(getrandom::SysRng)
}
