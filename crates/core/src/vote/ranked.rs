//! Preferences: the single transferable vote, and the method of Schulze for Condorcet winners.
//!
//! No maintained crate counts these without floats, so they are here. Values of papers are whole
//! hundred-thousandths of a vote, cut off and never rounded (Scottish Local Government Elections Order
//! 2007, rules 45-52). Equals are told where earlier stages do not part them; no lot is drawn here.

use super::{Ranking, outcome::first};

/// A hundred-thousandth of a vote.
const VOTE: u128 = 100_000;

/// Papers that lie with one option, each at the same value.
struct Bundle<'a> {
    order: &'a [u16],
    papers: u128,
    value: u128,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    Continues,
    Elected,
    Excluded,
}

struct Count<'a> {
    bundles: Vec<Bundle<'a>>,
    stands: Vec<Stand>,
    /// The totals of each stage, the latest last: they part equals.
    stages: Vec<Vec<u128>>,
}

impl<'a> Count<'a> {
    /// Where a paper lies: the first option that it may still help.
    fn holder(&self, order: &[u16]) -> Option<u16> {
        order.iter().copied().find(|&option| self.stand(option) == Stand::Continues)
    }

    fn stand(&self, option: u16) -> Stand {
        self.stands.get(usize::from(option)).copied().unwrap_or(Stand::Excluded)
    }

    fn set(&mut self, option: u16, stand: Stand) {
        if let Some(place) = self.stands.get_mut(usize::from(option)) {
            *place = stand;
        }
    }

    fn continuing(&self) -> Vec<u16> {
        (0u16..)
            .zip(&self.stands)
            .filter(|(_, stand)| **stand == Stand::Continues)
            .map(|(option, _)| option)
            .collect()
    }

    /// Among `of`, those that stand alone at the end of the order which `better` gives: by the latest
    /// totals, then by those of the stages before. Several: no stage parts them.
    fn extreme(&self, of: &[u16], most: bool) -> Vec<u16> {
        let mut left = of.to_vec();
        for totals in self.stages.iter().rev() {
            let total = |option: &u16| totals.get(usize::from(*option)).copied().unwrap_or(0);
            let wanted = match most {
                true => left.iter().map(total).max(),
                false => left.iter().map(total).min(),
            };
            left.retain(|option| Some(total(option)) == wanted);
            if left.len() < 2 {
                break;
            }
        }
        left
    }
}

/// Who is elected, in the order in which they were, and who is equal where the count cannot go on.
pub fn stv(options: usize, seats: usize, rankings: &[Ranking]) -> (Vec<u16>, Vec<u16>) {
    let papers: u128 = rankings.iter().map(|ranking| u128::from(ranking.papers.get())).sum();
    let Some(quota) = papers.checked_div(seats as u128 + 1).map(|whole| (whole + 1) * VOTE) else {
        return (Vec::new(), Vec::new());
    };
    let bundle = |ranking: &'_ Ranking| u128::from(ranking.papers.get());
    let mut count = Count {
        bundles: rankings
            .iter()
            .map(|ranking| Bundle { order: &ranking.order, papers: bundle(ranking), value: VOTE })
            .collect(),
        stands: vec![Stand::Continues; options],
        stages: Vec::new(),
    };
    let mut elected: Vec<u16> = Vec::new();
    // Those elected with a surplus that is not transferred yet; papers lie with them meanwhile.
    let mut held: Vec<Vec<usize>> = vec![Vec::new(); options];
    let mut surplus: Vec<u16> = Vec::new();
    lay(&count, &mut held, (0..count.bundles.len()).collect());
    loop {
        let totals: Vec<u128> = held
            .iter()
            .map(|of| {
                let bundles = of.iter().filter_map(|at| count.bundles.get(*at));
                bundles.map(|bundle| bundle.papers * bundle.value).sum()
            })
            .collect();
        let total = |option: u16| totals.get(usize::from(option)).copied().unwrap_or(0);
        count.stages.push(totals.clone());
        let mut over: Vec<u16> =
            count.continuing().into_iter().filter(|option| total(*option) >= quota).collect();
        over.sort_by_key(|option| std::cmp::Reverse(total(*option)));
        for option in over {
            count.set(option, Stand::Elected);
            elected.push(option);
            if total(option) > quota {
                surplus.push(option);
            }
        }
        let left = count.continuing();
        let open = seats.saturating_sub(elected.len());
        if open == 0 {
            return (elected, Vec::new());
        }
        if left.len() <= open {
            let mut rest = left;
            rest.sort_by_key(|option| (std::cmp::Reverse(total(*option)), *option));
            elected.extend(rest);
            return (elected, Vec::new());
        }
        if !surplus.is_empty() {
            let largest = count.extreme(&surplus, true);
            let &[option] = largest.as_slice() else { return (elected, largest) };
            surplus.retain(|of| *of != option);
            let (has, moved) = (total(option), std::mem::take(&mut held[usize::from(option)]));
            for at in &moved {
                if let Some(bundle) = count.bundles.get_mut(*at) {
                    bundle.value = bundle.value * (has - quota) / has;
                }
            }
            lay(&count, &mut held, moved);
            continue;
        }
        let nothing: Vec<u16> = left.iter().copied().filter(|option| total(*option) == 0).collect();
        let out = if nothing.len() > 1 && left.len() - nothing.len() >= open {
            nothing
        } else {
            let least = count.extreme(&left, false);
            if least.len() > 1 {
                return (elected, least);
            }
            least
        };
        let mut moved = Vec::new();
        for option in out {
            count.set(option, Stand::Excluded);
            moved.append(&mut held[usize::from(option)]);
        }
        lay(&count, &mut held, moved);
    }
}

/// Lays bundles with the next option that each may help; those that help nobody are laid aside.
fn lay(count: &Count, held: &mut [Vec<usize>], bundles: Vec<usize>) {
    for at in bundles {
        let holder = count.bundles.get(at).and_then(|bundle| count.holder(bundle.order));
        if let Some(of) = holder.and_then(|option| held.get_mut(usize::from(option))) {
            of.push(at);
        }
    }
}

/// Who stands highest by the strongest paths between options (Schulze, by winning votes). Whoever wins
/// against each other option alone is first.
pub fn condorcet(options: usize, seats: usize, rankings: &[Ranking]) -> (Vec<u16>, Vec<u16>) {
    let mut prefers = vec![vec![0u64; options]; options];
    for ranking in rankings {
        let mut place = vec![usize::MAX; options];
        for (at, option) in ranking.order.iter().enumerate() {
            if let Some(of) = place.get_mut(usize::from(*option)) {
                *of = at;
            }
        }
        for (i, row) in prefers.iter_mut().enumerate() {
            for (j, votes) in row.iter_mut().enumerate() {
                if place[i] < place[j] {
                    *votes += ranking.papers.get();
                }
            }
        }
    }
    let mut path = vec![vec![0u64; options]; options];
    for i in 0..options {
        for j in 0..options {
            if prefers[i][j] > prefers[j][i] {
                path[i][j] = prefers[i][j];
            }
        }
    }
    for k in 0..options {
        for i in 0..options {
            for j in 0..options {
                if i != j && i != k && j != k {
                    path[i][j] = path[i][j].max(path[i][k].min(path[k][j]));
                }
            }
        }
    }
    let beaten_by = |i: usize| (0..options).filter(|&j| path[j][i] > path[i][j]).count();
    let able = (0..options).filter_map(|i| Some((u16::try_from(i).ok()?, beaten_by(i))));
    let able = able.map(|(option, by)| (option, std::cmp::Reverse(by))).collect();
    if rankings.is_empty() { (Vec::new(), Vec::new()) } else { first(seats, able) }
}
