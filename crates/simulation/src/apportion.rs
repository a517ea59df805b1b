//! Shares of a whole in whole numbers.

use std::cmp::Reverse;

/// Splits `total` in proportion to `weights`, by the largest remainders; equal ones in their order.
/// The parts always sum to `total`, unless every weight is zero.
pub(crate) fn apportion(total: u64, weights: &[u64]) -> Vec<u64> {
    let whole: u128 = weights.iter().map(|&w| u128::from(w)).sum();
    if whole == 0 {
        return vec![0; weights.len()];
    }
    let exact = weights.iter().map(|&w| u128::from(total) * u128::from(w));
    let mut parts: Vec<u64> = exact.clone().map(|share| (share / whole) as u64).collect();
    let mut by_remainder: Vec<(Reverse<u128>, usize)> =
        exact.enumerate().map(|(at, share)| (Reverse(share % whole), at)).collect();
    by_remainder.sort_unstable();
    let missing = total - parts.iter().sum::<u64>();
    for (_, at) in by_remainder.into_iter().take(missing as usize) {
        parts[at] += 1;
    }
    parts
}

/// As [`apportion`], with no part over `cap`; what is cut goes to the others. `cap` times the
/// number of parts must reach `total`.
pub(crate) fn apportion_capped(total: u64, weights: &[u64], cap: u64) -> Vec<u64> {
    let mut parts = apportion(total, weights);
    loop {
        let excess: u64 = parts.iter().map(|&part| part.saturating_sub(cap)).sum();
        if excess == 0 {
            return parts;
        }
        parts.iter_mut().for_each(|part| *part = (*part).min(cap));
        let room: Vec<u64> = parts.iter().map(|&part| cap - part).collect();
        let given = apportion(excess, &room);
        if given.iter().all(|&more| more == 0) {
            return parts;
        }
        parts.iter_mut().zip(given).for_each(|(part, more)| *part += more);
    }
}
