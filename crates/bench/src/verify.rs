//! The national day checked by anybody: natively, and in a browser over a running node.

use crate::{
    browser::Browser,
    figure::{Figure, folder},
    national,
    served::{self, Outcome, Served},
};
use dienhong_journal::{Hash, Tree, tiles::decode_bundle, tree::leaf_hash};
use dienhong_passkeys::soft::Authenticator;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

/// How many records the bars are for.
const NATIONAL: f64 = 1_500_000.0;

pub fn run() -> Outcome<Vec<Figure>> {
    let data = node()?;
    let copy = copy(&data)?;
    let mut figures = native(&copy)?;
    figures.extend(hashing(&copy)?);
    figures.extend(assertions()?);
    figures.extend(browser(&data)?);
    Ok(figures)
}

/// A node's folder with the national journal.
fn node() -> Outcome<PathBuf> {
    let journal = national::journal()?;
    let data = folder().join("national-node");
    let there = data.join("journal.sqlite");
    if !there.exists() {
        fs::create_dir_all(&data)?;
        fs::copy(&journal, &there)?;
    }
    Ok(data)
}

/// Its public copy, without pages, which would be half a million.
fn copy(data: &Path) -> Outcome<PathBuf> {
    let copy = folder().join("national-copy");
    if !copy.join("checkpoint").exists() {
        // A node makes its key when it is first opened.
        drop(Served::by("release", &["serve", "--data", text(data)?])?);
        let program = served::program("release")?;
        let made = Command::new(program)
            .args(["export", "public", "--no-pages", "--data", text(data)?, "--out", text(&copy)?])
            .status()?;
        if !made.success() {
            return Err("the national copy could not be written".into());
        }
    }
    Ok(copy)
}

fn text(path: &Path) -> Outcome<&str> {
    Ok(path.to_str().ok_or("a path is not UTF-8")?)
}

fn native(copy: &Path) -> Outcome<Vec<Figure>> {
    let program = served::program("release")?;
    let begun = Instant::now();
    let output = Command::new(&program).args(["verify", text(copy)?, "--json"]).output()?;
    let whole = begun.elapsed().as_secs_f64();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let records = report["size"].as_f64().ok_or("no report")?;
    let wrong = report["differences"].as_array().map_or(1, Vec::len);
    println!("  {records} records, {} minutes, {wrong} differences", report["counted"]["minutes"]);
    println!("  {:.2} s for each 1,500,000 records", whole / records * NATIONAL);
    // What the disk and the hash alone cost: every bundle read and hashed by one thread.
    let begun = Instant::now();
    let mut last = Hash::of(b"");
    for path in bundles(copy)? {
        last = Hash::of(&fs::read(path)?);
    }
    let peer = begun.elapsed().as_secs_f64();
    println!("  (last hash {last})");
    Ok(vec![
        Figure::new("native verify of the national copy", whole, "s")
            .beside("reading and SHA-256 of the bundles", peer)
            .bar(20.0),
        Figure::new("differences found in an honest copy", wrong as f64, "places").bar(1.0),
    ])
}

fn bundles(copy: &Path) -> Outcome<Vec<PathBuf>> {
    fn walk(folder: &Path, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                walk(&path, into)?;
            } else if path.extension().is_none_or(|end| end != "gz") {
                into.push(path);
            }
        }
        Ok(())
    }
    let mut all = Vec::new();
    walk(&copy.join("tile/entries"), &mut all)?;
    all.sort_unstable();
    Ok(all)
}

/// The tree over the entries beside SHA-256 of the same bytes in one go.
fn hashing(copy: &Path) -> Outcome<Vec<Figure>> {
    let some: Vec<Vec<u8>> =
        bundles(copy)?.iter().take(1_000).map(fs::read).collect::<Result<_, _>>()?;
    let mut best = (f64::MAX, f64::MAX);
    for _ in 0..5 {
        let begun = Instant::now();
        let mut tree = Tree::new();
        for bundle in &some {
            decode_bundle(bundle)?.into_iter().for_each(|entry| tree.push(leaf_hash(entry)));
        }
        let root = tree.root();
        best.0 = best.0.min(begun.elapsed().as_secs_f64());
        let begun = Instant::now();
        let alone: Vec<Hash> = some.iter().map(|bundle| Hash::of(bundle)).collect();
        best.1 = best.1.min(begun.elapsed().as_secs_f64());
        std::hint::black_box((root, alone));
    }
    Ok(vec![
        Figure::new(
            "hashing: leaves and tree, of sha2 alone on the same bytes",
            best.0 / best.1,
            "times",
        )
        .bar(1.3),
    ])
}

/// One officer's own signature.
fn assertions() -> Outcome<Vec<Figure>> {
    let challenge = Hash::of(b"minutes");
    let origin = "https://baucu.example";
    let keys = [
        ("assertion ES256, native", Authenticator::es256(origin)),
        ("assertion EdDSA, native", Authenticator::eddsa(origin, &[7; 32])),
    ];
    keys.into_iter()
        .map(|(name, key)| {
            let key = key.ok_or("no randomness")?;
            let assertion = key.answers(&challenge).ok_or("no signature")?;
            let signed = key.passkey().signed(&assertion).ok_or("no assertion")?;
            let (begun, rounds) = (Instant::now(), 2_000);
            let good = (0..rounds).filter(|_| dienhong_passkeys::good(&signed)).count();
            let each = begun.elapsed().as_secs_f64() * 1e6 / f64::from(rounds);
            if good != rounds as usize {
                return Err(format!("{name}: {good} of {rounds} were good").into());
            }
            Ok(Figure::new(name, each, "µs").bar(120.0))
        })
        .collect()
}

/// The button on pages of a running node, in Chromium: the nation, a province, a commune.
fn browser(data: &Path) -> Outcome<Vec<Figure>> {
    let served = Served::by("release", &["serve", "--data", text(data)?])?;
    let browser = Browser::open()?;
    let mut figures = Vec::new();
    for (name, path, bar) in [
        ("in Chromium: a commune", "/elections/na-2026/units/N0100", 1.0),
        ("in Chromium: a province of 3,500 areas", "/units/P03", 6.0),
        ("in Chromium: the nation", "/verify", 120.0),
    ] {
        let checked = browser.check(&format!("http://{}{path}", served.address))?;
        println!(
            "  {name}: {} KB, {} MiB, {}",
            checked.kilobytes, checked.mebibytes, checked.sentence
        );
        if !checked.agrees {
            return Err(format!("{name} does not agree: {}", checked.sentence).into());
        }
        figures.push(Figure::new(name, checked.seconds, "s").bar(bar));
        if path == "/verify" {
            let memory =
                Figure::new("memory of the verifier for the nation", checked.mebibytes, "MiB");
            figures.push(memory.bar(700.0));
        }
    }
    Ok(figures)
}
