//! Moves a few votes in each area of the close race until the constituency's sums stand where the
//! story wants them: the last seat won by a hair over half, the next candidate a hair under it.

use crate::{
    contest::Contest,
    paper::count,
    random::{Random, Seed, Stream},
};
use dienhong_core::tally::Figures;

/// Shifts votes between the third, the fourth and the last, area by area, so that every sheet still
/// agrees with itself.
pub(crate) fn to_a_hair(seed: Seed, contest: &Contest, sheets: &mut [&mut Figures]) {
    let [_, _, third, fourth, last] = contest.ranking[..] else { return };
    let mut random = Random::of(seed, Stream::Steering, &[]);
    let valid: u64 = sheets.iter().map(|figures| figures.valid.get()).sum();
    let over = valid / 2 + random.between(11, 48);
    let under = (valid / 2).saturating_sub(random.between(60, 240));
    reach(sheets, third, last, over);
    reach(sheets, fourth, last, under);
}

/// Brings the sum of `candidate` to `wanted`, taking from `other` or giving to it.
fn reach(sheets: &mut [&mut Figures], candidate: usize, other: usize, wanted: u64) {
    let sum =
        |sheets: &[&mut Figures]| sheets.iter().map(|f| f.votes[candidate].get()).sum::<u64>();
    // Each round is spread evenly over the areas that are left; the second picks up what small ones
    // could not bear.
    for _ in 0..4 {
        let has = sum(sheets);
        let (from, to) = if has < wanted { (other, candidate) } else { (candidate, other) };
        let mut left = has.abs_diff(wanted);
        let areas = sheets.len() as u64;
        for (done, figures) in (0..).zip(sheets.iter_mut()) {
            let share = left.div_ceil(areas - done);
            let bears = (figures.votes[from].get() / 2).min(figures.valid.get() / 20);
            let moved = share.min(left).min(bears);
            figures.votes[from] = count(figures.votes[from].get() - moved);
            figures.votes[to] = count(figures.votes[to].get() + moved);
            left -= moved;
        }
    }
}
