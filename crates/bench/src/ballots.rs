//! Secret ballots: verification beside Debian's `belenios-tool` on the same archive, what it costs in the
//! curve's own unit, encryption, memory, and whether time tells a choice.

use crate::figure::{Figure, folder};
use crate::served::Outcome;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use belenios::ballot::Booth;
use belenios::credential::token;
use belenios::group::{Belenios2048, Ed25519, Group, Scalar};
use belenios::rehearsal::{Holder, Made, Plan, choose, hold, one_question};
use belenios::verify::{Options, verify};
use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar as Number;
use curve25519_dalek::traits::{MultiscalarMul, VartimeMultiscalarMul};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::fs::{self, File};
use std::hint::black_box;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// Changes when the archives' contents do.
const VERSION: u32 = 1;
const BALLOTS: usize = 1000;
const FEW: usize = 5_000;
const MANY: usize = 50_000;
/// Of a ballot that chooses 1 to 3 of 5: two commitments for each of 5·2 and of 3 disjuncts, and one for the signature.
const PRODUCTS: f64 = 27.0;
/// Two elements for each choice.
const MEMBERSHIPS: f64 = 10.0;

fn plan(voters: usize, rng: &mut StdRng) -> Plan {
    let template = one_question("Bench", &["An", "Bình", "Chi", "Dũng", "Em"], false, 1, 3);
    let question = template.questions[0].clone();
    let voters = (0..voters).map(|_| (1, vec![vec![choose(&question, rng)]])).collect();
    Plan {
        template,
        uuid: token(14, rng),
        time: 1_795_000_000,
        holders: vec![Holder::Single],
        voters,
    }
}

/// The archive of such an election, made once, in a folder of its own as the peer wants it.
pub(crate) fn archive<G: Group>(name: &str, ballots: usize) -> Outcome<PathBuf> {
    let place = folder().join(format!("ballots-{VERSION}-{name}-{ballots}"));
    let path = place.join("election.bel");
    if !path.exists() {
        fs::create_dir_all(&place)?;
        let mut rng = StdRng::seed_from_u64(ballots as u64);
        let made: Made<G> = hold(plan(ballots, &mut rng), &mut rng)?;
        let making = place.join("making");
        fs::write(&making, &made.archive)?;
        fs::rename(&making, &path)?;
    }
    Ok(path)
}

/// Milliseconds that it takes, the best of several runs.
pub(crate) fn best(times: usize, mut act: impl FnMut() -> Outcome<()>) -> Outcome<f64> {
    let mut best = f64::INFINITY;
    for _ in 0..times {
        let begun = Instant::now();
        act()?;
        best = best.min(begun.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(best)
}

fn verified(path: &Path, threads: usize) -> Outcome<()> {
    let report = verify(BufReader::new(File::open(path)?), Options { threads })?;
    report.result.map(|_| ()).ok_or_else(|| "the archive has no result".into())
}

/// Verifies an archive and prints the most memory that it took: in a process of its own.
pub fn memory(path: &Path) -> Outcome<()> {
    // In one thread: how many chunks wait for others is chance.
    verified(path, 1)?;
    println!("{}", crate::served::memory("self")?);
    Ok(())
}

fn memory_of(path: &Path) -> Outcome<f64> {
    let output =
        Command::new(std::env::current_exe()?).arg("--memory-of-ballots").arg(path).output()?;
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}

pub fn run() -> Outcome<Vec<Figure>> {
    let per_ballot = 1.0 / BALLOTS as f64;
    let curve = archive::<Ed25519>("ed25519", BALLOTS)?;
    let field = archive::<Belenios2048>("belenios2048", BALLOTS)?;
    let tool = best(1, || {
        let place = field.parent().ok_or("no folder")?;
        let output = Command::new("belenios-tool")
            .args(["election", "verify", "--dir"])
            .arg(place)
            .output()?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if said.contains("all checks passed") { Ok(()) } else { Err(said.into()) }
    })? * per_ballot;
    let ours_field = best(1, || verified(&field, 1))? * per_ballot;
    // The unit, one core and two cores in turn, so that the same noise meets all.
    let (mut unit, mut single, mut one, mut two) =
        (f64::INFINITY, f64::INFINITY, f64::INFINITY, f64::INFINITY);
    for _ in 0..5 {
        unit = unit.min(double_multiplication()?);
        single = single.min(single_multiplication()?);
        one = one.min(best(1, || verified(&curve, 1))?);
        two = two.min(best(1, || verified(&curve, 2))?);
    }
    let ours_curve = one * per_ballot;
    let needed = PRODUCTS * unit;
    println!(
        "  unit: a double multiplication {:.1} µs; a membership check {:.1} µs",
        unit * 1000.0,
        single * 1000.0
    );
    println!("  a ballot needs {PRODUCTS} units and {MEMBERSHIPS} membership checks");
    let few = memory_of(&archive::<Ed25519>("ed25519", FEW)?)?;
    let many = memory_of(&archive::<Ed25519>("ed25519", MANY)?)?;
    let each = (many - few) * 1024.0 * 1024.0 / (MANY - FEW) as f64;
    let million = many + each * (1_000_000 - MANY) as f64 / (1024.0 * 1024.0);
    let peer = "belenios-tool 2.0, BELENIOS-2048";
    Ok(vec![
        Figure::new("verify a ballot, Ed25519, one core", ours_curve, "ms")
            .beside(peer, tool)
            .bar(tool / 20.0),
        Figure::new("verify a ballot, BELENIOS-2048, one core", ours_field, "ms")
            .beside(peer, tool)
            .bar(tool / 1.5),
        Figure::new("two cores' time over one's, Ed25519", two / one, "").bar(1.0 / 1.9),
        Figure::new(
            "limit: share of a ballot's time in proofs alone",
            100.0 * needed / ours_curve,
            "%",
        ),
        Figure::new(
            "limit: time over proofs and memberships' (>= 70 %)",
            ours_curve / (needed + MEMBERSHIPS * single),
            "",
        )
        .bar(1.0 / 0.7),
        Figure::new("limit: time over that of proofs alone (>= 70 %)", ours_curve / needed, "")
            .bar(1.0 / 0.7),
        Figure::new("encrypt a ballot of 5, Ed25519", encryption::<Ed25519>()?, "ms").bar(3.0),
        Figure::new("encrypt a ballot of 5, BELENIOS-2048", encryption::<Belenios2048>()?, "ms"),
        in_browser()?,
        Figure::new("memory a ballot and voter, from 5,000 to 50,000", each, "bytes").bar(100.0),
        Figure::new("memory at 50,000 ballots", many, "MiB"),
        Figure::new("memory at 1,000,000 ballots, extrapolated", million, "MiB").bar(300.0),
        Figure::new(
            "|t| of the time of a power, 1 or random, BELENIOS-2048",
            leak_of_power::<Belenios2048>(2000),
            "",
        )
        .bar(LEAK),
        Figure::new(
            "|t| of the time of a power, 1 or random, Ed25519",
            leak_of_power::<Ed25519>(20_000),
            "",
        )
        .bar(LEAK),
        Figure::new("|t| of the time of a ballot, fixed or random choice", leak_of_vote()?, "")
            .bar(LEAK),
    ])
}

/// Milliseconds of a variable-base double-scalar multiplication as the curve's crate does it.
pub(crate) fn double_multiplication() -> Outcome<f64> {
    const TIMES: usize = 2000;
    let (a, b) = (Number::from_bytes_mod_order([77; 32]), Number::from_bytes_mod_order([91; 32]));
    let (p, q) = (EdwardsPoint::mul_base(&a), EdwardsPoint::mul_base(&b));
    let took = best(1, || {
        for _ in 0..TIMES {
            black_box(EdwardsPoint::vartime_multiscalar_mul(black_box([a, b]), black_box([p, q])));
        }
        Ok(())
    })?;
    Ok(took / TIMES as f64)
}

/// Milliseconds of the curve's own membership check.
fn single_multiplication() -> Outcome<f64> {
    const TIMES: usize = 1000;
    let p = EdwardsPoint::multiscalar_mul(
        [Number::from(7u64)],
        [EdwardsPoint::mul_base(&Number::from(9u64))],
    );
    let took = best(1, || {
        for _ in 0..TIMES {
            black_box(black_box(p).is_torsion_free());
        }
        Ok(())
    })?;
    Ok(took / TIMES as f64)
}

struct Voting<G: Group> {
    booth: Booth<G>,
    credential: belenios::credential::Credential,
}

impl<G: Group> Voting<G> {
    fn new(rng: &mut StdRng) -> Outcome<Voting<G>> {
        let mut made: Made<G> = hold(plan(1, rng), rng)?;
        let credential = made.private_credentials.pop().ok_or("no credential")?;
        Ok(Voting { booth: Booth::new(&made.election)?, credential })
    }
}

fn encryption<G: Group>() -> Outcome<f64> {
    let mut rng = StdRng::seed_from_u64(3);
    let voting = Voting::<G>::new(&mut rng)?;
    best(20, || {
        black_box(voting.booth.vote(&voting.credential, &[vec![0, 1, 0, 1, 0]], &mut rng)?);
        Ok(())
    })
}

/// Milliseconds for a ballot of 5 over Ed25519 in Chromium's WebAssembly. The reference's own booth is no part of
/// Debian's package, so that it is not beside it.
fn in_browser() -> Outcome<Figure> {
    const WASM: &str = "wasm32-unknown-unknown";
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let args = [
        "build",
        "--quiet",
        "--release",
        "--package",
        "dienhong-belenios",
        "--example",
        "booth",
        "--target",
        WASM,
    ];
    let mut build = Command::new(cargo);
    build
        .args(args)
        .env("CARGO_PROFILE_RELEASE_STRIP", "true")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0");
    if !build.status()?.success() {
        return Err("the booth for the browser could not be built".into());
    }
    let module = fs::read(folder().join("..").join(WASM).join("release/examples/booth.wasm"))?;
    let page = folder().join("booth.html");
    // All before the page has loaded, so that Chromium prints it with the answer.
    let script = format!(
        "<pre id=o></pre><script>try {{
            const bytes = Uint8Array.from(atob('{}'), c => c.charCodeAt(0));
            const {{ exports }} = new WebAssembly.Instance(new WebAssembly.Module(bytes), {{}});
            let best = exports.prepare() ? Infinity : NaN;
            for (let i = 0; i < 30; i++) {{
                const begun = performance.now();
                if (!exports.encrypt()) best = NaN;
                best = Math.min(best, performance.now() - begun);
            }}
            o.textContent = `took ${{best}} ms`;
        }} catch (why) {{ o.textContent = why; }}</script>",
        STANDARD.encode(module)
    );
    fs::write(&page, script)?;
    let page = format!("file://{}", fs::canonicalize(&page)?.display());
    let args = ["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", &page];
    let output = Command::new("chromium").args(args).output()?;
    let dom = String::from_utf8_lossy(&output.stdout).into_owned();
    let took = dom
        .split("took ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next())
        .and_then(|ms| ms.parse().ok());
    let took: f64 = took.ok_or("Chromium did not answer")?;
    Ok(Figure::new("encrypt a ballot of 5, Ed25519, Chromium's WASM", took, "ms").bar(30.0))
}

/// Where dudect says that a leak is likely.
pub(crate) const LEAK: f64 = 4.5;

fn leak_of_power<G: Group>(times: usize) -> f64 {
    let mut rng = StdRng::seed_from_u64(4);
    let table = G::table(&G::pow(&G::generator(), &G::Scalar::random(&mut rng)));
    welch(times, &mut rng, |random, rng| {
        let drawn = G::Scalar::random(rng);
        let exponent = if random { drawn } else { G::Scalar::ONE };
        let begun = Instant::now();
        black_box(G::pow_table(&table, black_box(&exponent)));
        begun.elapsed().as_secs_f64()
    })
}

/// Which one of five is chosen: always the first, or one by chance. How many are chosen is the same.
fn leak_of_vote() -> Outcome<f64> {
    let mut rng = StdRng::seed_from_u64(5);
    let voting = Voting::<Ed25519>::new(&mut rng)?;
    let mut failed = None;
    let t = welch(3000, &mut rng, |random, rng| {
        let drawn = rng.next_u32() as usize % 5;
        let mut choices = vec![vec![0; 5]];
        choices[0][if random { drawn } else { 0 }] = 1;
        // The same numbers for both, so that nothing but the choice differs.
        let mut same = StdRng::seed_from_u64(9);
        let begun = Instant::now();
        failed =
            voting.booth.vote(black_box(&voting.credential), black_box(&choices), &mut same).err();
        begun.elapsed().as_secs_f64()
    });
    failed.map_or(Ok(t), |why| Err(why.into()))
}

/// |t| of Welch's test between two classes measured in random order, the slowest tenth of each left out as
/// interrupted.
pub(crate) fn welch(
    times: usize,
    rng: &mut StdRng,
    mut measure: impl FnMut(bool, &mut StdRng) -> f64,
) -> f64 {
    let mut classes = [Vec::new(), Vec::new()];
    for _ in 0..times {
        let random = rng.next_u32().is_multiple_of(2);
        let took = measure(random, rng);
        classes[usize::from(random)].push(took);
    }
    let moments = classes.map(|mut class| {
        class.sort_by(f64::total_cmp);
        class.truncate(class.len() * 9 / 10);
        let n = class.len() as f64;
        let mean = class.iter().sum::<f64>() / n;
        let variance = class.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
        (mean, variance / n)
    });
    let [(a, va), (b, vb)] = moments;
    (a - b).abs() / (va + vb).sqrt()
}
