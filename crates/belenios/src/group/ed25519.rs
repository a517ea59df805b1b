//! The prime-order subgroup of edwards25519.

use super::{Group, Scalar, is_decimal};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::{Add, Mul, Neg, Sub};
use crypto_bigint::{Encoding, U256};
use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, ED25519_BASEPOINT_TABLE};
use curve25519_dalek::edwards::{
    CompressedEdwardsY, EdwardsBasepointTable, EdwardsPoint, VartimeEdwardsPrecomputation,
};
use curve25519_dalek::scalar::Scalar as Number;
use curve25519_dalek::traits::{
    BasepointTable, Identity, VartimeMultiscalarMul, VartimePrecomputedMultiscalarMul,
};
use rand_core::CryptoRng;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroize;

/// Elements are written as the 64 hexadecimal digits of the number `y + 2^255·(x mod 2)`: the 32 bytes of
/// RFC 8032 in reverse.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ed25519;

/// A point of edwards25519.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point(EdwardsPoint);

/// A number modulo 2^252 + 27742317777372353535851937790883648493.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exponent(Number);

pub enum Table {
    Generator,
    Other(Box<EdwardsBasepointTable>),
}

pub struct Commitments {
    y: VartimeEdwardsPrecomputation,
    /// `g^-m` from m = 0.
    shifts: Vec<EdwardsPoint>,
}

#[cfg(test)]
impl Ed25519 {
    pub(super) fn wrap(point: EdwardsPoint) -> Point {
        Point(point)
    }
}

impl Group for Ed25519 {
    const NAME: &'static str = "Ed25519";
    type Scalar = Exponent;
    type Element = Point;
    type Table = Table;
    type Commitments = Commitments;
    type Powers = Powers;

    fn generator() -> Point {
        Point(ED25519_BASEPOINT_POINT)
    }

    fn identity() -> Point {
        Point(EdwardsPoint::identity())
    }

    fn mul(a: &Point, b: &Point) -> Point {
        Point(a.0 + b.0)
    }

    fn invert(a: &Point) -> Point {
        Point(-a.0)
    }

    fn pow(base: &Point, exponent: &Exponent) -> Point {
        Point(base.0 * exponent.0)
    }

    fn pow_public(base: &Point, exponent: &Exponent) -> Point {
        Point(EdwardsPoint::vartime_double_scalar_mul_basepoint(
            &exponent.0,
            &base.0,
            &Number::ZERO,
        ))
    }

    fn keep(base: &Point, choice: Choice) -> Point {
        Point(EdwardsPoint::conditional_select(&EdwardsPoint::identity(), &base.0, choice))
    }

    fn table(base: &Point) -> Table {
        Table::Other(Box::new(EdwardsBasepointTable::create(&base.0)))
    }

    fn generator_table() -> Table {
        Table::Generator
    }

    fn pow_table(table: &Table, exponent: &Exponent) -> Point {
        Point(match table {
            Table::Generator => ED25519_BASEPOINT_TABLE.mul_base(&exponent.0),
            Table::Other(table) => table.mul_base(&exponent.0),
        })
    }

    fn commitments(y: &Point, most: u32) -> Commitments {
        let mut shifts = Vec::with_capacity(most as usize + 1);
        let mut shift = EdwardsPoint::identity();
        for _ in 0..=most {
            shifts.push(shift);
            shift -= ED25519_BASEPOINT_POINT;
        }
        Commitments { y: VartimeEdwardsPrecomputation::new([y.0]), shifts }
    }

    fn load(powers: &mut Powers, base: &Point) {
        powers.0 = base.0;
    }

    fn commit_g(
        _: &Commitments,
        base: &mut Powers,
        response: &Exponent,
        challenge: &Exponent,
    ) -> Point {
        Point(EdwardsPoint::vartime_double_scalar_mul_basepoint(&challenge.0, &base.0, &response.0))
    }

    fn commit_y(
        with: &Commitments,
        base: &mut Powers,
        m: u32,
        response: &Exponent,
        challenge: &Exponent,
    ) -> Point {
        let shifted = match with.shifts.get(m as usize) {
            _ if m == 0 => base.0,
            Some(shift) => base.0 + shift,
            None => base.0 - ED25519_BASEPOINT_TABLE.mul_base(&Number::from(m)),
        };
        Point(with.y.vartime_mixed_multiscalar_mul([response.0], [challenge.0], [shifted]))
    }

    fn commit(a: &Point, m: &Exponent, b: &Point, n: &Exponent) -> Point {
        Point(EdwardsPoint::vartime_multiscalar_mul([m.0, n.0], [a.0, b.0]))
    }

    fn decode(text: &str) -> Option<Point> {
        let mut bytes = [0; 32];
        // The decoder of hexadecimal takes capitals, the format does not.
        if text.bytes().any(|b| b.is_ascii_uppercase())
            || hex::decode_to_slice(text, &mut bytes).is_err()
        {
            return None;
        }
        bytes.reverse();
        is_canonical(&bytes).then(|| CompressedEdwardsY(bytes).decompress().map(Point)).flatten()
    }

    fn encode_all(elements: &[Point]) -> Vec<String> {
        let points: Vec<EdwardsPoint> = elements.iter().map(|point| point.0).collect();
        let text = |point: CompressedEdwardsY| {
            let mut bytes = point.to_bytes();
            bytes.reverse();
            hex::encode(bytes)
        };
        EdwardsPoint::compress_batch_alloc(&points).into_iter().map(text).collect()
    }

    fn is_member(element: &Point) -> bool {
        element.0.is_torsion_free()
    }
}

/// Whether these 32 bytes are the only ones for their point: y below 2^255 - 19, and no sign on an x of zero.
fn is_canonical(bytes: &[u8; 32]) -> bool {
    let mut y = *bytes;
    let sign = y[31] >> 7;
    y[31] &= 0x7f;
    let above = y[31] == 0x7f && y[1..31].iter().all(|b| *b == 0xff) && y[0] >= 0xed;
    let one = y[0] == 1 && y[1..].iter().all(|b| *b == 0);
    let minus_one = y[31] == 0x7f && y[1..31].iter().all(|b| *b == 0xff) && y[0] == 0xec;
    !above && !(sign == 1 && (one || minus_one))
}

/// The one point; its doublings are not kept, as the curve's own double multiplication beats that.
pub struct Powers(EdwardsPoint);

impl Default for Powers {
    fn default() -> Powers {
        Powers(EdwardsPoint::identity())
    }
}

impl Scalar for Exponent {
    const ZERO: Exponent = Exponent(Number::ZERO);
    const ONE: Exponent = Exponent(Number::ONE);

    fn from_u64(n: u64) -> Exponent {
        Exponent(Number::from(n))
    }

    fn from_digest(digest: &[u8; 32]) -> Exponent {
        let mut bytes = *digest;
        bytes.reverse();
        Exponent(Number::from_bytes_mod_order(bytes))
    }

    fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> Exponent {
        Exponent(Number::random(rng))
    }

    fn invert(&self) -> Option<Exponent> {
        (self.0 != Number::ZERO).then(|| Exponent(self.0.invert()))
    }

    fn decode(text: &str) -> Option<Exponent> {
        let number =
            is_decimal(text).then(|| U256::from_str_radix_vartime(text, 10).ok()).flatten()?;
        Option::from(Number::from_canonical_bytes(number.to_le_bytes().into())).map(Exponent)
    }

    fn encode(&self) -> String {
        U256::from_le_bytes(self.0.to_bytes().into()).to_string_radix_vartime(10)
    }
}

impl Add for Exponent {
    type Output = Exponent;
    fn add(self, other: Exponent) -> Exponent {
        Exponent(self.0 + other.0)
    }
}

impl Sub for Exponent {
    type Output = Exponent;
    fn sub(self, other: Exponent) -> Exponent {
        Exponent(self.0 - other.0)
    }
}

impl Mul for Exponent {
    type Output = Exponent;
    fn mul(self, other: Exponent) -> Exponent {
        Exponent(self.0 * other.0)
    }
}

impl Neg for Exponent {
    type Output = Exponent;
    fn neg(self) -> Exponent {
        Exponent(-self.0)
    }
}

impl ConditionallySelectable for Exponent {
    fn conditional_select(a: &Exponent, b: &Exponent, choice: Choice) -> Exponent {
        Exponent(Number::conditional_select(&a.0, &b.0, choice))
    }
}

impl ConstantTimeEq for Exponent {
    fn ct_eq(&self, other: &Exponent) -> Choice {
        self.0.ct_eq(&other.0)
    }
}

impl Zeroize for Exponent {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}
