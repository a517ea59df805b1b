//! Subgroups of prime order of the numbers modulo a 2048-bit prime.

use super::{Group, Scalar, is_decimal};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt::Debug;
use core::marker::PhantomData;
use core::ops::{Add, Mul, Neg, Sub};
use crypto_bigint::modular::{ConstMontyForm, ConstMontyParams};
use crypto_bigint::{JacobiSymbol, Limb, Random, U256, U2048, Uint, const_monty_params};
use rand_core::CryptoRng;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroize;

const LIMBS: usize = U2048::LIMBS;

const_monty_params!(
    BeleniosP,
    U2048,
    "a3ef2d011fefb1b6e39e568fccdffb0fb7dc7ef3a791b6862791811d21fc35f21e6d36856b428030421f514ed40bfd4c\
     06e092a495af8d79a2f85e0fb11c0ede07dd973f9c53e50930c6e82ac36de1ae3fb8c3aabfff12ce27a5022ddd8912d1\
     07435012768a2cdd0a4091d8fa447f6c7ebc15a349fa318a6b4fe17d8d47e843a3e14dfa9b2162f4d7229abe93a188b4\
     6b006517d6f6747ebbb29c9ec3099b607f18fb1a8bc858279aa8599411d998d3e3fada9e010840d082d8c31911acdd4a\
     0e7992d0f18cc759cb5de0acf66a3882555bc810941e021b6a4ccfa04ee4008f878affa2375e2999b44f6cef17d70730\
     1e59e0e6351e051ed9cec4157646e64f"
);
const_monty_params!(
    BeleniosQ,
    U256,
    "adb6066a73522565f4daa0f2579db7f2f0fa90c2168bc709e20263387d55c491"
);
const_monty_params!(
    RfcP,
    U2048,
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd\
     ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed\
     ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f\
     83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b\
     e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510\
     15728e5a8aacaa68ffffffffffffffff"
);
const_monty_params!(
    RfcQ,
    U2048,
    "7fffffffffffffffe487ed5110b4611a62633145c06e0e68948127044533e63a0105df531d89cd9128a5043cc71a026e\
     f7ca8cd9e69d218d98158536f92f8a1ba7f09ab6b6a8e122f242dabb312f3f637a262174d31bf6b585ffae5b7a035bf6\
     f71c35fdad44cfd2d74f9208be258ff324943328f6722d9ee1003e5c50b1df82cc6d241b0e2ae9cd348b1fd47e9267af\
     c1b2ae91ee51d6cb0e3179ab1042a95dcf6a9483b84b4b36b3861aa7255e4c0278ba3604650c10be19482f23171b671d\
     f1cf3b960c074301cd93c1d17603d147dae2aef837a62964ef15e5fb4aac0b8c1ccaa4be754ab5728ae9130c4c7d0288\
     0ab9472d455655347fffffffffffffff"
);

const BELENIOS_G: U2048 = U2048::from_be_hex(
    "1307c1ab5f295885d7caa3a78a42415e31fd1c5807b61fb1e781878a52230a51988b98c259597f9c5a9dfd001d26ba31\
     d9d8976f01d95a1c8262ee68a0e92cea541e5219e0d0d094301b894236823fe1d4bc04e29f3748aefd4f10d5b1a356a8\
     643e673fd9d215fc8fe5fb9cf9fdb8ea88fdb1a3381a697fdf9c2458570b06d26aef1be365fdd90165f397c6b870df8c\
     1b9e519edcee8bb0f74b7a1615a274ba60a7ea574a61f552d2dde0ce514e0927c4ff49b1964c4a913731ae4268d60d7f\
     22127b6cbba44d453ac8b72fd04e0991b7aeff04867d8724ac638f5f34100d2d47aa680d43771902743d663f42d853c0\
     41e1c91fe3823f4bcf284308f1d7e653",
);

/// The group that every version of Belenios knows: a subgroup of 256-bit order.
pub type Belenios2048 = Field<BeleniosParameters>;
/// The squares modulo the safe prime of RFC 3526, group 14.
pub type Rfc3526 = Field<RfcParameters>;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BeleniosParameters;
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RfcParameters;

/// What tells two of these groups apart.
pub trait Parameters: Copy + Debug + Default + Eq + Send + Sync + 'static {
    const NAME: &'static str;
    const GENERATOR: U2048;
    /// Bits of a digit in the tables for public exponents: larger is faster and takes longer to make.
    const PUBLIC_WINDOW: u32;
    type P: ConstMontyParams<LIMBS>;
    type Exponent: Exponents;
    fn is_member(residue: &ConstMontyForm<Self::P, LIMBS>) -> bool;
}

impl Parameters for BeleniosParameters {
    const NAME: &'static str = "BELENIOS-2048";
    const GENERATOR: U2048 = BELENIOS_G;
    const PUBLIC_WINDOW: u32 = 8;
    type P = BeleniosP;
    type Exponent = Number<BeleniosQ, { U256::LIMBS }>;

    fn is_member(residue: &ConstMontyForm<BeleniosP, LIMBS>) -> bool {
        let power =
            residue.pow_vartime(ConstMontyForm::<BeleniosQ, { U256::LIMBS }>::MODULUS.as_ref());
        power == ConstMontyForm::ONE
    }
}

impl Parameters for RfcParameters {
    const NAME: &'static str = "RFC-3526-2048";
    const GENERATOR: U2048 = U2048::from_u8(2);
    const PUBLIC_WINDOW: u32 = 5;
    type P = RfcP;
    type Exponent = Number<RfcQ, LIMBS>;

    /// With p = 2q + 1 the members are the squares, which the Legendre symbol tells without a power.
    fn is_member(residue: &ConstMontyForm<RfcP, LIMBS>) -> bool {
        matches!(residue.jacobi_symbol_vartime(), JacobiSymbol::One)
    }
}

/// Elements are written in base 10.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Field<P>(PhantomData<P>);

/// A number modulo p.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Residue<P: Parameters>(ConstMontyForm<P::P, LIMBS>);

/// A number modulo q.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number<Q: ConstMontyParams<N>, const N: usize>(ConstMontyForm<Q, N>);

/// An exponent of these groups: its digits can be had.
pub trait Exponents: Scalar {
    const BITS: u32;
    /// Little-endian; above the highest byte zeros.
    fn bytes(&self) -> [u8; U2048::BYTES];
}

/// The bits `at..at + width` of a little-endian number, `width` at most 8.
fn digit(bytes: &[u8], at: u32, width: u32) -> usize {
    let byte = |i: usize| u16::from(bytes.get(i).copied().unwrap_or(0));
    let first = (at / 8) as usize;
    let pair = byte(first) | byte(first + 1) << 8;
    usize::from(pair >> (at % 8)) & ((1 << width) - 1)
}

/// The entry of this place. Reads every one, so that neither branches nor addresses tell which.
fn chosen<P: Parameters>(row: &[Residue<P>], wanted: usize) -> Residue<P> {
    let mut entry = row[0];
    for (i, other) in row.iter().enumerate().skip(1) {
        entry.0.conditional_assign(&other.0, (i as u64).ct_eq(&(wanted as u64)));
    }
    entry
}

/// `base^(d · 2^(width·i))` for every digit d at every place i.
pub struct Table<P: Parameters> {
    width: u32,
    powers: Vec<Residue<P>>,
}

impl<P: Parameters> Table<P> {
    fn new(base: &Residue<P>, width: u32) -> Table<P> {
        let places = P::Exponent::BITS.div_ceil(width);
        let mut powers = Vec::with_capacity((places as usize) << width);
        let mut unit = *base;
        for _ in 0..places {
            let mut power = Residue::ONE;
            for _ in 0..1 << width {
                powers.push(power);
                power = power * unit;
            }
            unit = power;
        }
        Table { width, powers }
    }

    /// In a time that does not tell the exponent.
    fn pow(&self, exponent: &P::Exponent) -> Residue<P> {
        let mut bytes = exponent.bytes();
        let mut product = Residue::ONE;
        for (place, row) in self.powers.chunks(1 << self.width).enumerate() {
            let wanted = digit(&bytes, place as u32 * self.width, self.width);
            product = product * chosen(row, wanted);
        }
        bytes.zeroize();
        product
    }

    /// Multiplies `base^exponent` into `product`, in a time that tells the exponent.
    fn pow_public(&self, product: &mut Residue<P>, exponent: &P::Exponent) {
        let bytes = exponent.bytes();
        for (place, row) in self.powers.chunks(1 << self.width).enumerate() {
            let digit = digit(&bytes, place as u32 * self.width, self.width);
            if digit != 0 {
                *product = *product * row[digit];
            }
        }
    }
}

pub struct Commitments<P: Parameters> {
    g: Table<P>,
    y: Table<P>,
}

/// `base^(2^i)`, as far as needed so far: the squarings, which are most of the work, serve every exponent.
pub struct Powers<P: Parameters>(Vec<Residue<P>>);

impl<P: Parameters> Default for Powers<P> {
    fn default() -> Powers<P> {
        Powers(vec![Residue::ONE])
    }
}

impl<P: Parameters> Powers<P> {
    fn load(&mut self, base: &Residue<P>) {
        self.0.clear();
        self.0.push(*base);
    }

    /// Multiplies `base^exponent` into `product`, in a time that tells the exponent. Digits are odd and
    /// sit at any place: `base^(2^i)` goes into the bucket of the digit at i, and the buckets are raised to
    /// their digits all together (Yao's method).
    fn pow_public(&mut self, product: &mut Residue<P>, exponent: &P::Exponent) {
        const WIDTH: u32 = 4;
        const DIGITS: usize = 1 << (WIDTH - 1);
        let bytes = exponent.bytes();
        let mut buckets = [None::<Residue<P>>; DIGITS];
        let mut at = 0;
        while at < P::Exponent::BITS {
            let digit = digit(&bytes, at, WIDTH);
            if digit.is_multiple_of(2) {
                at += 1;
                continue;
            }
            while self.0.len() <= at as usize {
                let next = self.0.last().map_or(Residue::ONE, |last| Residue(last.0.square()));
                self.0.push(next);
            }
            let power = self.0[at as usize];
            let bucket = &mut buckets[digit / 2];
            *bucket = Some(bucket.map_or(power, |bucket| bucket * power));
            at += WIDTH;
        }
        // Of b_0^1 · b_1^3 · b_2^5 · … : running products from the last give Π b_k^k, whose square times Π b_k it is.
        let mut running = None::<Residue<P>>;
        let mut weighted = None::<Residue<P>>;
        for (k, bucket) in buckets.iter().enumerate().rev() {
            running = times(running, *bucket);
            if k > 0 {
                weighted = times(weighted, running);
            }
        }
        let all = times(weighted.map(|weighted| Residue(weighted.0.square())), running);
        if let Some(all) = all {
            *product = *product * all;
        }
    }
}

fn times<P: Parameters>(a: Option<Residue<P>>, b: Option<Residue<P>>) -> Option<Residue<P>> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a * b),
        (a, b) => a.or(b),
    }
}

impl<P: Parameters> Residue<P> {
    const ONE: Residue<P> = Residue(ConstMontyForm::ONE);
}

impl<P: Parameters> Mul for Residue<P> {
    type Output = Residue<P>;
    fn mul(self, other: Residue<P>) -> Residue<P> {
        Residue(self.0.mul(&other.0))
    }
}

#[cfg(test)]
impl<P: Parameters> Field<P> {
    pub(super) fn minus_one() -> Residue<P> {
        Residue(ConstMontyForm::ONE.neg())
    }
}

impl<P: Parameters> Group for Field<P> {
    const NAME: &'static str = P::NAME;
    type Scalar = P::Exponent;
    type Element = Residue<P>;
    type Table = Table<P>;
    type Commitments = Commitments<P>;
    type Powers = Powers<P>;

    fn generator() -> Residue<P> {
        Residue(ConstMontyForm::new(&P::GENERATOR))
    }

    fn identity() -> Residue<P> {
        Residue::ONE
    }

    fn mul(a: &Residue<P>, b: &Residue<P>) -> Residue<P> {
        *a * *b
    }

    /// Of zero, which is no member, zero.
    fn invert(a: &Residue<P>) -> Residue<P> {
        Residue(a.0.invert_vartime().unwrap_or(ConstMontyForm::ZERO))
    }

    fn pow(base: &Residue<P>, exponent: &P::Exponent) -> Residue<P> {
        const WIDTH: u32 = 4;
        let mut row = [Residue::<P>::ONE; 1 << WIDTH];
        for i in 1..row.len() {
            row[i] = row[i - 1] * *base;
        }
        let mut bytes = exponent.bytes();
        let mut product = Residue::ONE;
        for place in (0..P::Exponent::BITS.div_ceil(WIDTH)).rev() {
            for _ in 0..WIDTH {
                product = Residue(product.0.square());
            }
            product = product * chosen(&row, digit(&bytes, place * WIDTH, WIDTH));
        }
        bytes.zeroize();
        product
    }

    fn pow_public(base: &Residue<P>, exponent: &P::Exponent) -> Residue<P> {
        let mut powers = Powers(vec![*base]);
        let mut product = Residue::ONE;
        powers.pow_public(&mut product, exponent);
        product
    }

    fn keep(base: &Residue<P>, choice: Choice) -> Residue<P> {
        Residue(ConstMontyForm::conditional_select(&ConstMontyForm::ONE, &base.0, choice))
    }

    fn table(base: &Residue<P>) -> Table<P> {
        Table::new(base, 4)
    }

    fn generator_table() -> Table<P> {
        Table::new(&Self::generator(), 4)
    }

    fn pow_table(table: &Table<P>, exponent: &P::Exponent) -> Residue<P> {
        table.pow(exponent)
    }

    fn commitments(y: &Residue<P>, _most: u32) -> Commitments<P> {
        let width = P::PUBLIC_WINDOW;
        Commitments { g: Table::new(&Self::generator(), width), y: Table::new(y, width) }
    }

    fn load(powers: &mut Powers<P>, base: &Residue<P>) {
        powers.load(base);
    }

    fn commit_g(
        with: &Commitments<P>,
        base: &mut Powers<P>,
        response: &P::Exponent,
        challenge: &P::Exponent,
    ) -> Residue<P> {
        let mut product = Residue::ONE;
        base.pow_public(&mut product, challenge);
        with.g.pow_public(&mut product, response);
        product
    }

    fn commit_y(
        with: &Commitments<P>,
        base: &mut Powers<P>,
        m: u32,
        response: &P::Exponent,
        challenge: &P::Exponent,
    ) -> Residue<P> {
        let mut product = Residue::ONE;
        base.pow_public(&mut product, challenge);
        with.y.pow_public(&mut product, response);
        if m != 0 {
            with.g.pow_public(&mut product, &-(P::Exponent::from_u64(m.into()) * *challenge));
        }
        product
    }

    fn commit(a: &Residue<P>, m: &P::Exponent, b: &Residue<P>, n: &P::Exponent) -> Residue<P> {
        Self::pow_public(a, m) * Self::pow_public(b, n)
    }

    fn decode(text: &str) -> Option<Residue<P>> {
        let number =
            is_decimal(text).then(|| U2048::from_str_radix_vartime(text, 10).ok()).flatten()?;
        let modulus = ConstMontyForm::<P::P, LIMBS>::MODULUS;
        (number < *modulus.as_ref()).then(|| Residue(ConstMontyForm::new(&number)))
    }

    fn encode_all(elements: &[Residue<P>]) -> Vec<String> {
        elements.iter().map(|element| element.0.retrieve().to_string_radix_vartime(10)).collect()
    }

    fn is_member(element: &Residue<P>) -> bool {
        P::is_member(&element.0)
    }
}

impl<Q: ConstMontyParams<N>, const N: usize> Exponents for Number<Q, N> {
    const BITS: u32 = Uint::<N>::BITS;

    fn bytes(&self) -> [u8; U2048::BYTES] {
        let mut number = self.0.retrieve();
        let mut bytes = [0; U2048::BYTES];
        for (bytes, limb) in bytes.chunks_exact_mut(Limb::BYTES).zip(number.as_words()) {
            bytes.copy_from_slice(&limb.to_le_bytes());
        }
        number.zeroize();
        bytes
    }
}

impl<Q: ConstMontyParams<N>, const N: usize> Scalar for Number<Q, N> {
    const ZERO: Self = Number(ConstMontyForm::ZERO);
    const ONE: Self = Number(ConstMontyForm::ONE);

    fn from_u64(n: u64) -> Self {
        Number(ConstMontyForm::new(&Uint::from_u64(n)))
    }

    fn from_digest(digest: &[u8; 32]) -> Self {
        let number = U256::from_be_slice(digest).resize::<N>();
        Number(ConstMontyForm::new(&number))
    }

    fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        Number(ConstMontyForm::random_from_rng(rng))
    }

    fn invert(&self) -> Option<Self> {
        self.0.invert().into_option().map(Number)
    }

    fn decode(text: &str) -> Option<Self> {
        let number =
            is_decimal(text).then(|| Uint::<N>::from_str_radix_vartime(text, 10).ok()).flatten()?;
        let modulus = ConstMontyForm::<Q, N>::MODULUS;
        (number < *modulus.as_ref()).then(|| Number(ConstMontyForm::new(&number)))
    }

    fn encode(&self) -> String {
        self.0.retrieve().to_string_radix_vartime(10)
    }
}

impl<Q: ConstMontyParams<N>, const N: usize> Add for Number<Q, N> {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Number(self.0.add(&other.0))
    }
}

impl<Q: ConstMontyParams<N>, const N: usize> Sub for Number<Q, N> {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Number(self.0.sub(&other.0))
    }
}

impl<Q: ConstMontyParams<N>, const N: usize> Mul for Number<Q, N> {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Number(self.0.mul(&other.0))
    }
}

impl<Q: ConstMontyParams<N>, const N: usize> Neg for Number<Q, N> {
    type Output = Self;
    fn neg(self) -> Self {
        Number(self.0.neg())
    }
}

impl<Q: ConstMontyParams<N>, const N: usize> ConditionallySelectable for Number<Q, N> {
    fn conditional_select(a: &Self, b: &Self, choice: Choice) -> Self {
        Number(ConstMontyForm::conditional_select(&a.0, &b.0, choice))
    }
}

impl<Q: ConstMontyParams<N>, const N: usize> ConstantTimeEq for Number<Q, N> {
    fn ct_eq(&self, other: &Self) -> Choice {
        ConstantTimeEq::ct_eq(&self.0, &other.0)
    }
}

impl<Q: ConstMontyParams<N>, const N: usize> Zeroize for Number<Q, N> {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}
