//! Elections made here, small and random, and what they must come to.

use belenios::Refused;
use belenios::credential::token;
use belenios::election::{Question, Template};
use belenios::group::{Belenios2048, Ed25519, Group, Rfc3526};
use belenios::rehearsal::{Holder, Made, Plan, choose, expected, hold, one_question};
use belenios::verify::{Options, Report, Stage, verify};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::io::Cursor;

pub fn rng(seed: u64) -> StdRng {
    StdRng::seed_from_u64(seed)
}

pub fn check(archive: &[u8]) -> Result<Report, Refused> {
    verify(Cursor::new(archive), Options { threads: 1 })
}

pub fn counts(report: &Report) -> Vec<Vec<u64>> {
    let result = report.result.as_ref().unwrap();
    result.result.iter().map(|row| row.iter().map(|count| count.0).collect()).collect()
}

fn below(n: u32, rng: &mut StdRng) -> u32 {
    rng.next_u32() % n
}

/// Questions, limits, blanks, weights, revotes and trustees as chance has it.
pub fn random_plan(rng: &mut StdRng) -> Plan {
    let questions = (0..1 + below(2, rng)).map(|i| {
        let answers = 1 + below(3, rng);
        let max = below(answers + 1, rng);
        let min = below(max + 1, rng);
        let blank = (below(2, rng) == 0).then_some(true);
        let answers = (0..answers).map(|j| format!("Ứng cử viên \"{j}\"")).collect();
        Question { answers, blank, min, max, question: format!("Câu {i}\\?") }
    });
    let questions: Vec<Question> = questions.collect();
    let voters = (0..1 + below(4, rng)).map(|_| {
        let weight = if below(3, rng) == 0 { 1 + u64::from(below(9, rng)) } else { 1 };
        let ballots = below(3, rng);
        let ballot =
            |rng: &mut StdRng| questions.iter().map(|question| choose(question, rng)).collect();
        (weight, (0..ballots).map(|_| ballot(rng)).collect())
    });
    let voters = voters.collect();
    let mut holders = vec![Holder::Single; below(3, rng) as usize];
    if holders.is_empty() || below(3, rng) == 0 {
        let size = 1 + below(3, rng) as usize;
        holders.push(Holder::Group { threshold: 1 + below(size as u32, rng) as usize, size });
    }
    let template = Template {
        description: "Thử".into(),
        name: "Hội đồng".into(),
        questions,
        administrator: None,
        credential_authority: Some("Ban bầu cử".into()),
    };
    Plan { template, uuid: token(14, rng), time: 1_795_000_000, holders, voters }
}

/// Three voters, the first of whom votes twice; choose 1 or 2 of 3.
pub fn small_plan(blank: bool, holders: &[Holder], rng: &mut StdRng) -> Plan {
    let template = one_question("Council", &["An", "Bình", "Chi"], blank, 1, 2);
    let from = usize::from(blank);
    let slots = |chosen: &[usize]| {
        let mut slots = vec![0; 3 + from];
        chosen.iter().for_each(|i| slots[i + from] = 1);
        vec![slots]
    };
    let voters = vec![
        (1, vec![slots(&[0]), slots(&[1, 2])]),
        (3, vec![slots(&[1])]),
        (1, vec![slots(&[0, 1])]),
    ];
    Plan { template, uuid: token(14, rng), time: 1_795_000_000, holders: holders.to_vec(), voters }
}

pub fn small<G: Group>(blank: bool, holders: &[Holder], seed: u64) -> Made<G> {
    let mut rng = rng(seed);
    hold(small_plan(blank, holders, &mut rng), &mut rng).unwrap()
}

fn comes_out_right<G: Group>(blank: bool, holders: &[Holder], seed: u64) {
    let mut rng = rng(seed);
    let plan = small_plan(blank, holders, &mut rng);
    let due = expected(&plan);
    let made: Made<G> = hold(plan, &mut rng).unwrap();
    let report = check(&made.archive).unwrap();
    assert_eq!(report.stage, Stage::Finished);
    assert_eq!((report.voters, report.ballots, report.counted, report.weight), (3, 4, 3, 5));
    assert_eq!(counts(&report), due);
}

#[test]
fn an_election_over_each_group_verifies_and_comes_out_right() {
    comes_out_right::<Ed25519>(false, &[Holder::Single], 1);
    comes_out_right::<Belenios2048>(false, &[Holder::Single, Holder::Single], 2);
    comes_out_right::<Rfc3526>(false, &[Holder::Single], 3);
}

#[test]
fn an_election_with_blank_votes_and_a_threshold_comes_out_right() {
    comes_out_right::<Ed25519>(true, &[Holder::Group { threshold: 2, size: 3 }], 4);
    comes_out_right::<Belenios2048>(
        true,
        &[Holder::Single, Holder::Group { threshold: 1, size: 2 }],
        5,
    );
}

#[test]
fn a_hundred_random_elections_over_ed25519_come_out_right() {
    for seed in 0..100 {
        let mut rng = rng(seed);
        let plan = random_plan(&mut rng);
        let due = expected(&plan);
        let made: Made<Ed25519> = hold(plan, &mut rng).unwrap();
        assert_eq!(counts(&check(&made.archive).unwrap()), due, "election {seed}");
    }
}

#[test]
fn many_ballots_are_counted_the_same_by_one_thread_and_by_several() {
    let mut rng = rng(7);
    let mut plan = small_plan(false, &[Holder::Single], &mut rng);
    let question = plan.template.questions[0].clone();
    // More than one chunk, and voters who come back in another chunk.
    plan.voters = (0..400)
        .map(|i| (1, (0..1 + i % 2).map(|_| vec![choose(&question, &mut rng)]).collect()))
        .collect();
    let due = expected(&plan);
    let made: Made<Ed25519> = hold(plan, &mut rng).unwrap();
    let one = check(&made.archive).unwrap();
    assert_eq!(counts(&one), due);
    for threads in [2, 5] {
        assert_eq!(verify(Cursor::new(&made.archive), Options { threads }).unwrap(), one);
    }
}

#[test]
fn an_archive_that_ends_early_says_how_far_it_has_come() {
    let made = small::<Ed25519>(false, &[Holder::Single], 8);
    let mut stages = Vec::new();
    for end in (0..=made.archive.len()).step_by(512) {
        if let Ok(report) = check(&made.archive[..end]) {
            stages.push((report.stage, report.ballots));
        }
    }
    assert_eq!(stages.first(), Some(&(Stage::Open, 0)));
    assert_eq!(stages.last(), Some(&(Stage::Finished, 4)));
    // Setup, four ballots, end, tally, share, result.
    assert_eq!(stages.len(), 9);
}

#[test]
fn weights_beyond_two_to_the_thirty_are_written_as_strings_and_counted() {
    let mut rng = rng(9);
    let mut plan = small_plan(false, &[Holder::Single], &mut rng);
    plan.voters[1].0 = 1 << 30;
    let due = expected(&plan);
    let made: Made<Ed25519> = hold(plan, &mut rng).unwrap();
    assert!(String::from_utf8_lossy(&made.result).contains("\"1073741"));
    assert_eq!(counts(&check(&made.archive).unwrap()), due);
}
