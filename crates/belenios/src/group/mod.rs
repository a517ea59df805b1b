//! Groups of prime order in which discrete logarithms are hard, and their numbers.
//!
//! Written multiplicatively, as the specification does: `g` the generator, `q` its order, `x^n` a power.

mod ed25519;
mod field;
mod members;

pub use ed25519::Ed25519;
pub use field::{Belenios2048, Rfc3526};

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Debug;
use core::ops::{Add, Mul, Neg, Sub};
use rand_core::CryptoRng;
use subtle::{ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroize;

/// A number modulo the order `q` of a group. Arithmetic takes the same time for all values.
pub trait Scalar:
    Copy
    + Debug
    + Eq
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Neg<Output = Self>
    + ConditionallySelectable
    + ConstantTimeEq
    + Zeroize
    + Send
    + Sync
    + 'static
{
    const ZERO: Self;
    const ONE: Self;
    fn from_u64(n: u64) -> Self;
    /// A big-endian 256-bit number modulo `q`.
    fn from_digest(digest: &[u8; 32]) -> Self;
    fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> Self;
    /// None for zero.
    fn invert(&self) -> Option<Self>;
    /// Base 10 without sign or leading zeros, below `q`.
    fn decode(text: &str) -> Option<Self>;
    fn encode(&self) -> String;
}

/// A group, with what makes its use fast: tables of fixed bases, and several powers of one base.
pub trait Group: Copy + Debug + Default + Eq + Send + Sync + 'static {
    /// As in the `group` of an election.
    const NAME: &'static str;
    type Scalar: Scalar;
    /// An element of the group, or of the larger one around it until [`Group::is_member`] has said yes.
    type Element: Copy + Debug + Eq + Send + Sync;
    /// Powers of one base, for exponents that are secret.
    type Table: Send + Sync;
    /// What checking proofs against `g` and one `y` needs. For public values only.
    type Commitments: Send + Sync;
    /// One element and whatever makes several of its powers cheap; a buffer to be used again. For public values only.
    type Powers: Default + Send;

    fn generator() -> Self::Element;
    fn identity() -> Self::Element;
    fn mul(a: &Self::Element, b: &Self::Element) -> Self::Element;
    fn invert(a: &Self::Element) -> Self::Element;
    /// In the same time for all exponents.
    fn pow(base: &Self::Element, exponent: &Self::Scalar) -> Self::Element;
    /// In a time that tells the exponent.
    fn pow_public(base: &Self::Element, exponent: &Self::Scalar) -> Self::Element;
    /// `base` when `choice` is set and the identity otherwise, in the same time.
    fn keep(base: &Self::Element, choice: subtle::Choice) -> Self::Element;

    fn table(base: &Self::Element) -> Self::Table;
    fn generator_table() -> Self::Table;
    /// In the same time for all exponents.
    fn pow_table(table: &Self::Table, exponent: &Self::Scalar) -> Self::Element;

    /// `most` is the largest number that a proof may subtract from what is encrypted.
    fn commitments(y: &Self::Element, most: u32) -> Self::Commitments;
    fn load(powers: &mut Self::Powers, base: &Self::Element);
    /// `g^response · base^challenge`
    fn commit_g(
        with: &Self::Commitments,
        base: &mut Self::Powers,
        response: &Self::Scalar,
        challenge: &Self::Scalar,
    ) -> Self::Element;
    /// `y^response · (base · g^-m)^challenge`
    fn commit_y(
        with: &Self::Commitments,
        base: &mut Self::Powers,
        m: u32,
        response: &Self::Scalar,
        challenge: &Self::Scalar,
    ) -> Self::Element;
    /// `a^m · b^n`, for public values.
    fn commit(
        a: &Self::Element,
        m: &Self::Scalar,
        b: &Self::Element,
        n: &Self::Scalar,
    ) -> Self::Element;

    /// The text of an element, in its only form. It may still lie outside the group.
    fn decode(text: &str) -> Option<Self::Element>;
    fn encode(element: &Self::Element) -> String {
        Self::encode_all(core::slice::from_ref(element)).pop().unwrap_or_default()
    }
    /// Cheaper for many than one by one.
    fn encode_all(elements: &[Self::Element]) -> Vec<String>;
    fn is_member(element: &Self::Element) -> bool;
    /// Whether all are members. Of many it is asked with a chance of 2^-128 to be wrong, for which `seed` must
    /// depend on all of them, as a hash of their texts does.
    fn are_members(elements: &[Self::Element], seed: &[u8; 32]) -> bool {
        members::all::<Self>(elements, seed)
    }

    /// `base^n` for a small public number.
    fn pow_u64(base: &Self::Element, n: u64) -> Self::Element {
        match n {
            1 => *base,
            n => Self::pow_public(base, &Self::Scalar::from_u64(n)),
        }
    }
}

/// Something that is done in a group known by its name only.
pub trait InGroup {
    type Out;
    fn run<G: Group>(self) -> Self::Out;
}

/// The names of the groups that are known.
pub const GROUPS: [&str; 3] = [Ed25519::NAME, Belenios2048::NAME, Rfc3526::NAME];

/// None when no group has this name.
pub fn in_group<J: InGroup>(name: &str, job: J) -> Option<J::Out> {
    match name {
        Ed25519::NAME => Some(job.run::<Ed25519>()),
        Belenios2048::NAME => Some(job.run::<Belenios2048>()),
        Rfc3526::NAME => Some(job.run::<Rfc3526>()),
        _ => None,
    }
}

/// Whether the text is a number in base 10 in its only form: digits, no leading zero.
fn is_decimal(text: &str) -> bool {
    let digits = text.as_bytes();
    digits.iter().all(u8::is_ascii_digit)
        && (digits.first().is_some_and(|d| *d != b'0') || digits == b"0")
}
