//! Ballots as they are cast: how many a vote's gate checks in a second, beside the reference's verification, the same
//! before many are asked together, and what the curve's own multiplications leave room for.

use crate::ballots::{archive, best, double_multiplication, welch};
use crate::figure::Figure;
use crate::served::Outcome;
use belenios::ballot::Booth;
use belenios::credential::{Credential, token};
use belenios::election::{Question, Template};
use belenios::group::{Belenios2048, Ed25519, Group};
use belenios::rehearsal::{Holder, Made, Plan, choose, hold, one_question};
use dienhong_ballotbox::Gate;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

/// A ballot in a second on all cores is this many milliseconds, at least 400 of them.
const BAR: f64 = 1000.0 / 400.0;
const PERSONS: usize = 50;

/// Choose 1 to 3 of 5.
fn five() -> Template {
    one_question("Bench", &["An", "Bình", "Chi", "Dũng", "Em"], false, 1, 3)
}

/// One of three levels of confidence for each of fifty persons.
fn levels() -> Template {
    let question = |n: usize| Question {
        answers: ["Cao", "Vừa", "Thấp"].map(str::to_owned).to_vec(),
        blank: None,
        min: 1,
        max: 1,
        question: format!("Người số {n}"),
    };
    Template { questions: (1..=PERSONS).map(question).collect(), ..five() }
}

/// Double multiplications that the proofs of a ballot are: two for each disjunct, one for the signature.
fn products(template: &Template) -> f64 {
    let disjuncts = |q: &Question| 2 * q.answers.len() as u32 + q.max - q.min + 1;
    f64::from(1 + 2 * template.questions.iter().map(disjuncts).sum::<u32>())
}

struct Vote<G: Group> {
    made: Made<G>,
    booth: Booth<G>,
    gate: Gate,
    template: Template,
}

impl<G: Group> Vote<G> {
    fn new(template: Template, voters: usize) -> Outcome<Vote<G>> {
        let mut rng = StdRng::seed_from_u64(voters as u64);
        let plan = Plan {
            template: template.clone(),
            uuid: token(14, &mut rng),
            time: 1_795_000_000,
            holders: vec![Holder::Single],
            voters: vec![(1, Vec::new()); voters],
        };
        let made: Made<G> = hold(plan, &mut rng)?;
        let gate = Gate::new(&made.election, &made.credentials)?;
        Ok(Vote { booth: Booth::new(&made.election)?, made, gate, template })
    }

    fn ballot(&self, credential: &Credential, rng: &mut StdRng) -> Outcome<Vec<u8>> {
        let choices: Vec<Vec<u8>> =
            self.template.questions.iter().map(|question| choose(question, rng)).collect();
        Ok(self.booth.vote(credential, &choices, rng)?)
    }

    fn ballots(&self) -> Outcome<Vec<Vec<u8>>> {
        let mut rng = StdRng::seed_from_u64(6);
        let all = self.made.private_credentials.iter();
        all.map(|credential| self.ballot(credential, &mut rng)).collect()
    }
}

/// Milliseconds a ballot: many on all cores, and one after the other in one thread.
fn taken<G: Group>(vote: &Vote<G>) -> Outcome<(f64, f64)> {
    let ballots = vote.ballots()?;
    let slices: Vec<&[u8]> = ballots.iter().map(Vec::as_slice).collect();
    let each = 1.0 / ballots.len() as f64;
    let good = |answers: usize| match answers == ballots.len() {
        true => Ok(()),
        false => Err("a good ballot was refused".into()),
    };
    let many = best(3, || good(vote.gate.verify_all(&slices).into_iter().flatten().count()))?;
    let few = &slices[..slices.len().min(100)];
    let alone = best(3, || {
        let all = few.iter().filter(|ballot| vote.gate.verify(ballot).is_ok()).count();
        good(all + ballots.len() - few.len())
    })?;
    Ok((many * each, alone / few.len() as f64))
}

/// Milliseconds a ballot of the reference, on an archive of its own of the same question.
fn of_the_tool() -> Outcome<f64> {
    const BALLOTS: usize = 100;
    let field = archive::<Belenios2048>("belenios2048", BALLOTS)?;
    let took = best(1, || {
        let place = field.parent().ok_or("no folder")?;
        let verify = ["election", "verify", "--dir"];
        let output = Command::new("belenios-tool").args(verify).arg(place).output()?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if said.contains("all checks passed") { Ok(()) } else { Err(said.into()) }
    })?;
    Ok(took / BALLOTS as f64)
}

/// |t| of the time that a ballot takes whose credential is listed, or is not.
fn leak_of_list(vote: &Vote<Ed25519>) -> Outcome<f64> {
    let mut rng = StdRng::seed_from_u64(7);
    let stranger = Credential::random(&mut rng);
    let known = vote.made.private_credentials.first().ok_or("no credential")?;
    let ballots = [vote.ballot(known, &mut rng)?, vote.ballot(&stranger, &mut rng)?];
    Ok(welch(3000, &mut rng, |other, rng| {
        // What follows a look-up must not be foretold from the one before.
        black_box(rng.next_u32());
        let ballot = black_box(&ballots[usize::from(other)]);
        let begun = Instant::now();
        let _either = black_box(vote.gate.verify(ballot).is_ok());
        begun.elapsed().as_secs_f64()
    }))
}

pub fn run() -> Outcome<Vec<Figure>> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from) as f64;
    let tool = of_the_tool()?;
    let curve = Vote::<Ed25519>::new(five(), 1000)?;
    let (many, alone) = taken(&curve)?;
    let unit = double_multiplication()?;
    let field = Vote::<Belenios2048>::new(five(), 200)?;
    let (many_field, alone_field) = taken(&field)?;
    let fifty = Vote::<Ed25519>::new(levels(), 64)?;
    let (many_fifty, alone_fifty) = taken(&fifty)?;
    let mut rng = StdRng::seed_from_u64(8);
    let credential = fifty.made.private_credentials.first().ok_or("no credential")?;
    let encrypting = best(5, || fifty.ballot(credential, &mut rng).map(drop))?;
    let peer = "belenios-tool 2.0, BELENIOS-2048, one core";
    let limit = products(&five()) * unit / cores;
    let limit_fifty = products(&fifty.template) * unit / cores;
    println!(
        "  Ed25519, 1 to 3 of 5: {:.0} ballots a second; the curve's multiplications alone leave {:.0}",
        1000.0 / many,
        1000.0 / limit
    );
    println!(
        "  BELENIOS-2048: {:.0} a second; 50 persons, 3 levels: {:.0}, of {:.0}",
        1000.0 / many_field,
        1000.0 / many_fifty,
        1000.0 / limit_fifty
    );
    Ok(vec![
        Figure::new("check a cast ballot, Ed25519, 1-3 of 5, all cores", many, "ms")
            .beside(peer, tool)
            .bar(BAR),
        Figure::new("the same alone, in one thread", alone, "ms").beside(peer, tool),
        Figure::new("limit: time over that of proofs alone", many / limit, "").bar(1.0 / 0.6),
        Figure::new("check a cast ballot, BELENIOS-2048, all cores", many_field, "ms")
            .beside(peer, tool)
            .bar(tool / 1.5),
        Figure::new("the same alone, in one thread, BELENIOS-2048", alone_field, "ms")
            .beside(peer, tool),
        Figure::new("check a ballot of 50 x 3, Ed25519, all cores", many_fifty, "ms"),
        Figure::new("the same alone, in one thread, 50 x 3", alone_fifty, "ms"),
        Figure::new("limit: time over that of proofs alone, 50 x 3", many_fifty / limit_fifty, "")
            .bar(1.0 / 0.6),
        Figure::new("encrypt a ballot of 50 x 3, Ed25519", encrypting, "ms").bar(500.0),
        Figure::new("|t| of the time, credential listed or not", leak_of_list(&curve)?, "")
            .bar(crate::ballots::LEAK),
    ])
}
