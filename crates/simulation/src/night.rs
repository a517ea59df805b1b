//! The whole night, put together.

use crate::{
    contest::{self, Contest, Story},
    hours,
    model::{Area, Election, Night},
    province::{self, Plan},
    random::{Random, Seed, Stream},
    reference::Reference,
    sheets::{self, Fate, Place},
    steer,
};
use dienhong_core::tally::Figures;
use std::collections::BTreeMap;

/// A paper and its team's explanation.
type Written = (Figures, Option<String>);

/// The night of all Thanh Hoá, for the elections of these kinds: `NA`, `PC_PROVINCE`. Any other
/// kind is not simulated here and left out.
pub fn night(reference: &Reference, seed: Seed, elections: &[&str]) -> Night {
    of_plans(reference, seed, elections, &province::whole(reference, seed))
}

/// Two communes in two constituencies, twelve areas: enough of everything for a test.
pub fn small(reference: &Reference, seed: Seed, elections: &[&str]) -> Night {
    of_plans(reference, seed, elections, &province::two_communes(reference, seed))
}

fn of_plans(reference: &Reference, seed: Seed, kinds: &[&str], plans: &[Plan]) -> Night {
    let elections = kinds.iter().filter_map(|kind| contest::election(reference, seed, plans, kind));
    let (elections, contests): (Vec<Election>, Vec<Vec<Contest>>) = elections.unzip();
    let homes: Vec<BTreeMap<&str, usize>> = elections.iter().map(homes).collect();
    let mut areas: Vec<Area> = Vec::new();
    let mut places: Vec<usize> = Vec::new();
    for &plan in plans {
        let code = reference.communes[plan.commune].code.as_str();
        let homes: Vec<usize> = homes.iter().filter_map(|home| home.get(code).copied()).collect();
        let here = province::areas(reference, seed, plan, &homes).into_iter();
        let first = areas.len();
        areas.extend((first..).zip(here).map(|(at, area)| sheets::on_the_day(seed, at, area)));
        places.resize(areas.len(), plan.commune);
    }
    let mut night = Night { elections, areas, sheets: Vec::new(), turnout: Vec::new() };
    let fates = fates(seed, &night, &contests);
    for (election, contests) in contests.iter().enumerate() {
        let place = |area: usize| Place { election, commune: places[area], area };
        let fate = |area: usize| fates[election * night.areas.len() + area];
        let home = |area: &Area| area.constituencies[election];
        let mut papers: Vec<Written> = Vec::new();
        for (at, area) in night.areas.iter().enumerate() {
            let warned = fate(at) == Fate::Warned;
            papers.push(sheets::paper(seed, place(at), area, &contests[home(area)], warned));
        }
        steer_close_races(seed, contests, &night.areas, home, &mut papers);
        for (at, paper) in papers.into_iter().enumerate() {
            let home = home(&night.areas[at]);
            let list = &night.elections[election].constituencies[home].candidates;
            let contest = &contests[home];
            night.sheets.push(sheets::sheet(seed, place(at), paper, contest, list, fate(at)));
        }
    }
    night.turnout = hours::turnout(seed, &night);
    night
}

/// In which constituency each commune votes.
fn homes(election: &Election) -> BTreeMap<&str, usize> {
    let constituencies = election.constituencies.iter().enumerate();
    constituencies
        .flat_map(|(at, of)| of.communes.iter().map(move |part| (part.commune.as_str(), at)))
        .collect()
}

/// Of all sheets, 4 % slip, 0.5 % carry a warning, 0.2 % are corrected, and of each at least one.
/// Five of the slips break a check. Where a constituency is told to a hair nothing is corrected, so
/// that no correction changes who is elected.
fn fates(seed: Seed, night: &Night, contests: &[Vec<Contest>]) -> Vec<Fate> {
    let areas = night.areas.len();
    let all = areas * contests.len();
    let clear = |sheet: usize| {
        let election = sheet / areas;
        contests[election][night.areas[sheet % areas].constituencies[election]].story
            == Story::Clear
    };
    let mut order: Vec<usize> = (0..all).collect();
    Random::of(seed, Stream::Fates, &[]).shuffle(&mut order);
    let (corrigible, mut others): (Vec<usize>, Vec<usize>) =
        order.into_iter().partition(|&sheet| clear(sheet));
    let mut fates = vec![Fate::Plain; all];
    let corrected = (all / 500).max(1).min(corrigible.len());
    for &sheet in &corrigible[..corrected] {
        fates[sheet] = Fate::Corrected;
    }
    others.extend(&corrigible[corrected..]);
    Random::of(seed, Stream::Fates, &[1]).shuffle(&mut others);
    let slips = (all / 25).max(2);
    let broken = (slips / 20).clamp(1, 5);
    let kinds = [(Fate::BrokenSlip, broken), (Fate::Slip, slips - broken)];
    let kinds = kinds.into_iter().chain([(Fate::Warned, (all / 200).max(1))]);
    let kinds = kinds.flat_map(|(fate, times)| std::iter::repeat_n(fate, times));
    for (sheet, fate) in others.into_iter().zip(kinds) {
        fates[sheet] = fate;
    }
    fates
}

fn steer_close_races(
    seed: Seed,
    contests: &[Contest],
    areas: &[Area],
    home: impl Fn(&Area) -> usize,
    papers: &mut [Written],
) {
    for (at, contest) in contests.iter().enumerate() {
        if contest.story == Story::Close {
            let here = areas.iter().zip(papers.iter_mut()).filter(|(area, _)| home(area) == at);
            let mut here: Vec<&mut Figures> = here.map(|(_, (figures, _))| figures).collect();
            steer::to_a_hair(seed, contest, &mut here);
        }
    }
}
