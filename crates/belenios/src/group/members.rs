//! Whether many elements all lie in the group, cheaper than one by one.
//!
//! Elements of a larger abelian group E are given; the question is whether each lies in the subgroup G.
//! Multiply the members of a *random subset* of them. If one element x lies outside G, then of the two
//! subsets S and S without x at most one has its product in G, so a random subset gives x away with
//! probability at least 1/2, whatever the orders of E and G are and however the others were chosen.
//! 128 independent subsets leave a chance of 2^-128. This holds for small factors of the order too,
//! where random *exponents* on the elements would not help.
//!
//! The subsets come from a hash of a seed that depends on every element (Fiat and Shamir): who chooses
//! the elements would have to try 2^128 lists. Each call stands alone; nothing is carried to the next,
//! so that no later element can make up for an earlier one.
//!
//! The cost: elements are taken six at a time, all 64 products of these six are made, and each of the 128
//! running products takes one of them: 31 multiplications an element instead of one power.

use super::Group;
use alloc::vec::Vec;
use sha2::{Digest, Sha256};

const SUBSETS: usize = 128;
/// How many elements are taken at a time.
const BLOCK: usize = 6;
/// Below this many, the powers of the running products would cost more than those of the elements.
const WORTH: usize = 2 * SUBSETS;

pub(super) fn all<G: Group>(elements: &[G::Element], seed: &[u8; 32]) -> bool {
    if elements.len() < WORTH {
        elements.iter().all(G::is_member)
    } else {
        by_subsets::<G>(elements, seed)
    }
}

pub(super) fn by_subsets<G: Group>(elements: &[G::Element], seed: &[u8; 32]) -> bool {
    let mut running = [G::identity(); SUBSETS];
    let mut products: Vec<G::Element> = Vec::with_capacity(1 << BLOCK);
    for (number, block) in elements.chunks(BLOCK).enumerate() {
        products.clear();
        products.push(G::identity());
        for element in block {
            for i in 0..products.len() {
                let product = if i == 0 { *element } else { G::mul(&products[i], element) };
                products.push(product);
            }
        }
        let mask = products.len() - 1;
        let coins = coins(seed, number as u64);
        for (running, coin) in running.iter_mut().zip(coins) {
            let taken = usize::from(coin) & mask;
            if taken != 0 {
                *running = G::mul(running, &products[taken]);
            }
        }
    }
    running.iter().all(G::is_member)
}

/// One byte for each of the subsets.
fn coins(seed: &[u8; 32], block: u64) -> [u8; SUBSETS] {
    let mut coins = [0; SUBSETS];
    for (part, bytes) in coins.chunks_mut(32).enumerate() {
        let hash = Sha256::new()
            .chain_update(b"belenios members|")
            .chain_update(seed)
            .chain_update(block.to_be_bytes())
            .chain_update([part as u8])
            .finalize();
        bytes.copy_from_slice(&hash);
    }
    coins
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::group::{Belenios2048, Ed25519};
    use alloc::vec;

    #[test]
    fn members_pass_in_any_number() {
        let g = Ed25519::generator();
        let mut elements = vec![g];
        for _ in 0..20 {
            elements.push(Ed25519::mul(&g, elements.last().unwrap()));
            assert!(by_subsets::<Ed25519>(&elements, &[7; 32]));
        }
    }

    #[test]
    fn one_element_of_small_order_among_many_is_noticed_wherever_it_stands() {
        let small: Vec<_> = curve25519_dalek::constants::EIGHT_TORSION[1..].to_vec();
        for (at, torsion) in small.iter().enumerate() {
            let mut elements = vec![Ed25519::generator(); 300];
            elements[at * 40] = Ed25519::mul(&elements[0], &Ed25519::wrap(*torsion));
            assert!(!Ed25519::are_members(&elements, &[at as u8; 32]));
        }
    }

    #[test]
    fn two_elements_outside_do_not_make_up_for_each_other() {
        let minus = Belenios2048::decode(&minus_one()).unwrap();
        let elements = vec![minus, minus, Belenios2048::generator()];
        assert!(!by_subsets::<Belenios2048>(&elements, &[1; 32]));
    }

    fn minus_one() -> alloc::string::String {
        let g = Belenios2048::minus_one();
        Belenios2048::encode(&g)
    }
}
