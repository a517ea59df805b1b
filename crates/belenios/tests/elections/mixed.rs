//! Elections of which Debian's `belenios-tool` did some steps and this crate the others.
//!
//! `cargo xtask test` installs the tool (version 2.0: without Ed25519).

use crate::made::{check, counts, random_plan, rng};
use belenios::archive::Writer;
use belenios::ballot::Booth;
use belenios::credential::{Credential, PublicCredential, SecretKey, make};
use belenios::group::{Belenios2048, Ed25519, Group, Rfc3526};
use belenios::rehearsal::{Holder, Made, Plan, ceremony, enough, expected, hold};
use belenios::tally::{decrypt, result};
use belenios::trustee::{KeyPair, write_list};
use belenios::verify::{Contents, Options, contents};
use rand::Rng;
use rand::rngs::StdRng;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Runs `belenios-tool` in a folder; gives what it wrote to its standard output.
fn tool(folder: &Path, args: &[&str], input: &[u8]) -> Result<Vec<u8>, String> {
    let mut child = Command::new("belenios-tool")
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|why| format!("belenios-tool (Debian package belenios-tool): {why}"))?;
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(format!("{args:?}: {}", String::from_utf8_lossy(&output.stderr))),
    }
}

fn run(folder: &Path, args: &[&str], input: &[u8]) -> Vec<u8> {
    tool(folder, args, input).unwrap()
}

/// The files of a folder with this extension, by name.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .collect();
    files.sort();
    files
}

fn line(bytes: &[u8]) -> &[u8] {
    bytes.trim_ascii_end()
}

/// How a trustee's share is made.
enum Hand<G: Group> {
    Ours(SecretKey<G>),
    /// The tool, with the private key in this file; of a threshold group, with its sealed share in another.
    Tool(PathBuf, Option<PathBuf>),
}

/// Who does a step.
struct Coin<'a>(&'a mut StdRng, u32);

impl Coin<'_> {
    /// Whether the tool does it: always, never or by chance.
    fn tool(&mut self) -> bool {
        match self.1 {
            0 => false,
            1 => true,
            _ => self.0.next_u32().is_multiple_of(2),
        }
    }
}

fn single<G: Group>(folder: &Path, coin: &mut Coin<'_>) -> (Vec<u8>, Hand<G>) {
    if coin.tool() {
        run(folder, &["setup", "generate-trustee-key", "--group", G::NAME], b"");
        let key = files(folder, "privkey").pop().unwrap();
        // Its private key reads as ours, too.
        SecretKey::<G>::read(line(&fs::read(&key).unwrap())).unwrap();
        (line(&fs::read(&files(folder, "pubkey")[0]).unwrap()).to_vec(), Hand::Tool(key, None))
    } else {
        let pair = KeyPair::<G>::random(coin.0);
        let key = folder.join("ours.privkey");
        fs::write(&key, pair.private.reveal()).unwrap();
        // The tool can decrypt with the key that we made.
        let hand = if coin.tool() { Hand::Tool(key, None) } else { Hand::Ours(pair.private) };
        (pair.public, hand)
    }
}

/// The ceremony is of trustees of one kind.
fn group<G: Group>(
    folder: &Path,
    threshold: usize,
    size: usize,
    coin: &mut Coin<'_>,
) -> (Vec<u8>, Vec<Hand<G>>) {
    if !coin.tool() {
        let (group, secrets) = ceremony::<G, _>(threshold, size, coin.0).unwrap();
        return (group, secrets.into_iter().map(|secrets| Hand::Ours(secrets.key)).collect());
    }
    let of = threshold.to_string();
    let step = |n: &str, more: &[&str], input: &[u8]| {
        let args =
            [&["setup", "generate-trustee-key-threshold", "--group", G::NAME, "--step", n], more]
                .concat();
        run(folder, &args, input)
    };
    let with = |certs: &[&'static str], key: &str| {
        let mut args: Vec<String> = certs.iter().map(ToString::to_string).collect();
        if !key.is_empty() {
            args.extend(["--key".to_owned(), key.to_owned()]);
        }
        args
    };
    for _ in 0..size {
        step("1", &[], b"");
    }
    let join = |extension: &str| -> Vec<u8> {
        let lines = files(folder, extension).into_iter().map(|file| fs::read(file).unwrap());
        lines.flat_map(|bytes| [line(&bytes), b"\n"].concat()).collect()
    };
    fs::write(folder.join("certs.jsons"), join("cert")).unwrap();
    let certs = ["--certs", "certs.jsons"];
    step("2", &certs, b"");
    let keys = files(folder, "key");
    for key in &keys {
        let args = with(&certs, key.to_str().unwrap());
        let args: Vec<&str> = args.iter().map(String::as_str).chain(["--threshold", &of]).collect();
        fs::write(key.with_extension("polynomial"), step("3", &args, b"")).unwrap();
    }
    fs::write(folder.join("polynomials.jsons"), join("polynomial")).unwrap();
    let all = [&certs[..], &["--polynomials", "polynomials.jsons", "--threshold", &of]].concat();
    step("4", &all, b"");
    for key in &keys {
        let args = with(&certs, key.to_str().unwrap());
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let input = fs::read(key.with_extension("vinput")).unwrap();
        fs::write(key.with_extension("voutput"), step("5", &args, &input)).unwrap();
    }
    let published = step("6", &all, &join("voutput"));
    let published = if published.is_empty() {
        fs::read(folder.join("threshold.json")).unwrap()
    } else {
        published
    };
    let hand = |key: PathBuf| {
        let voutput = fs::read(key.with_extension("voutput")).unwrap();
        let text: serde_json::Value = serde_json::from_slice(&voutput).unwrap();
        let sealed = key.with_extension("dkey");
        fs::write(&sealed, text["private_key"].as_str().unwrap()).unwrap();
        Hand::Tool(key, Some(sealed))
    };
    (line(&published).to_vec(), keys.into_iter().map(hand).collect())
}

fn credentials<G: Group>(
    folder: &Path,
    plan: &Plan,
    coin: &mut Coin<'_>,
) -> (Vec<Credential>, Vec<u8>) {
    if !coin.tool() {
        let weights: Vec<u64> = plan.voters.iter().map(|(weight, _)| *weight).collect();
        return make::<G, _>(&plan.uuid, &weights, coin.0).unwrap();
    }
    let voters = plan.voters.iter().enumerate();
    let list: String = voters.map(|(i, (weight, _))| format!("voter{i},,{weight}\n")).collect();
    fs::write(folder.join("voters"), list).unwrap();
    let args = [
        "setup",
        "generate-credentials",
        "--uuid",
        &plan.uuid,
        "--group",
        G::NAME,
        "--file",
        "voters",
    ];
    run(folder, &args, b"");
    let private = fs::read_to_string(&files(folder, "privcreds")[0]).unwrap();
    let private: Vec<Credential> = private
        .lines()
        .map(|line| Credential::read(line.rsplit(' ').next().unwrap()).unwrap())
        .collect();
    let public = line(&fs::read(&files(folder, "pubcreds")[0]).unwrap()).to_vec();
    // As a server does: names have no place in an archive.
    let texts: Vec<String> = serde_json::from_slice(&public).unwrap();
    let list = texts.iter().enumerate().map(|(i, text)| PublicCredential::read(text, i).unwrap());
    (private, belenios::credential::write_list(list.collect()))
}

struct Office<'a> {
    folder: &'a Path,
    archive: PathBuf,
}

impl Office<'_> {
    fn read<G: Group>(&self) -> Contents<G> {
        contents(Cursor::new(fs::read(&self.archive).unwrap()), Options { threads: 1 }).unwrap()
    }

    fn add(&self, write: impl FnOnce(&mut Vec<u8>)) {
        let mut archive = fs::read(&self.archive).unwrap();
        write(&mut archive);
        fs::write(&self.archive, archive).unwrap();
    }

    /// By the tool: each line of the input is a payload.
    fn event(&self, kind: &str, input: &[u8]) {
        run(self.folder, &["archive", "add-event", "--type", kind], input);
    }
}

/// Holds the election of a plan, each step by the tool or by us; gives the archive.
fn hold_mixed<G: Group>(plan: &Plan, coin: &mut Coin<'_>) -> Vec<u8> {
    let root = TempDir::new().unwrap();
    let part = |name: &str| {
        let folder = root.path().join(name);
        fs::create_dir(&folder).unwrap();
        folder
    };
    let (mut singles, mut groups, mut hands, mut later) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (i, holder) in plan.holders.iter().enumerate() {
        let folder = part(&format!("trustee{i}"));
        match holder {
            Holder::Single => {
                let (public, hand) = single::<G>(&folder, coin);
                singles.push(public);
                hands.push(hand);
            }
            Holder::Group { threshold, size } => {
                let (public, all) = group::<G>(&folder, *threshold, *size, coin);
                groups.push(public);
                later.extend(all);
            }
        }
    }
    hands.extend(later);
    let (private, public) = credentials::<G>(&part("authority"), plan, coin);

    let folder = part("server");
    let lines = |all: &[Vec<u8>]| {
        all.iter().flat_map(|bytes| [bytes, &b"\n"[..]].concat()).collect::<Vec<u8>>()
    };
    fs::write(folder.join("public_creds.json"), &public).unwrap();
    fs::write(folder.join("template.json"), serde_json::to_vec(&plan.template).unwrap()).unwrap();
    if coin.tool() {
        fs::write(folder.join("public_keys.jsons"), lines(&singles)).unwrap();
        if let Some(group) = groups.first() {
            fs::write(folder.join("threshold.json"), group).unwrap();
        }
        run(&folder, &["setup", "make-trustees"], b"");
        let args = [
            "setup",
            "make-election",
            "--uuid",
            &plan.uuid,
            "--group",
            G::NAME,
            "--template",
            "template.json",
        ];
        run(&folder, &args, b"");
        run(&folder, &["archive", "init"], b"");
    } else {
        let trustees = write_list::<G>(
            &singles.iter().map(Vec::as_slice).collect::<Vec<_>>(),
            &groups.iter().map(Vec::as_slice).collect::<Vec<_>>(),
        )
        .unwrap();
        let key = belenios::trustee::Trustees::<G>::read(&trustees).unwrap().key();
        let election = plan.template.clone().with_key(G::NAME, G::encode(&key), &plan.uuid).write();
        let mut archive = Vec::new();
        Writer::begin(plan.time, &mut archive).setup(&election, &trustees, &public, &mut archive);
        fs::write(folder.join(format!("{}.bel", plan.uuid)), archive).unwrap();
    }
    let office = Office { folder: &folder, archive: files(&folder, "bel").pop().unwrap() };

    let (_, election) =
        belenios::verify::election(Cursor::new(fs::read(&office.archive).unwrap())).unwrap();
    let booth = Booth::<G>::new(&election).unwrap();
    for round in 0..2 {
        for ((_, ballots), credential) in plan.voters.iter().zip(&private) {
            let Some(choices) = ballots.get(round) else { continue };
            let ballot = if coin.tool() {
                let voter = root.path().join("voter");
                fs::create_dir_all(&voter).unwrap();
                fs::write(voter.join("credential"), credential.reveal()).unwrap();
                fs::write(voter.join("choices.json"), serde_json::to_vec(choices).unwrap())
                    .unwrap();
                let at = folder.to_str().unwrap();
                let args = [
                    "election",
                    "generate-ballot",
                    "--dir",
                    at,
                    "--privcred",
                    "credential",
                    "--ballot",
                    "choices.json",
                ];
                line(&run(&voter, &args, b"")).to_vec()
            } else {
                booth.vote(credential, choices, coin.0).unwrap()
            };
            if coin.tool() {
                office.event("Ballot", &ballot);
            } else {
                let mut contents = office.read::<G>();
                contents.admit(&ballot).unwrap();
                office.add(|archive| contents.report.writer.ballot(&ballot, archive));
            }
        }
    }
    if coin.tool() {
        office.event("EndBallots", b"");
    } else {
        let mut writer = office.read::<G>().report.writer;
        office.add(|archive| writer.end_ballots(archive));
    }
    if coin.tool() {
        let tally = run(&folder, &["election", "compute-encrypted-tally"], b"");
        office.event("EncryptedTally", &tally);
    } else {
        let Contents { mut report, tally, .. } = office.read::<G>();
        office.add(|archive| {
            report.writer.encrypted_tally(&tally.write(), report.counted, report.weight, archive);
        });
    }
    let trustees = office.read::<G>().trustees;
    for owner in enough(&trustees) {
        let number = owner.to_string();
        let Contents { mut report, tally, .. } = office.read::<G>();
        match &hands[owner - 1] {
            Hand::Ours(key) => {
                let partial = decrypt(&tally, &report.fingerprint, key, coin.0);
                office.add(|archive| report.writer.partial_decryption(owner, &partial, archive));
            }
            Hand::Tool(key, sealed) => {
                let key = key.to_str().unwrap();
                let mut args = vec!["election"];
                match sealed {
                    None => args.extend(["decrypt", "--privkey", key]),
                    Some(sealed) => args.extend([
                        "decrypt-threshold",
                        "--key",
                        key,
                        "--decryption-key",
                        sealed.to_str().unwrap(),
                    ]),
                }
                args.extend(["--trustee-id", &number]);
                let lines = run(&folder, &args, b"");
                office.event("PartialDecryption", &lines);
            }
        }
    }
    if coin.tool() {
        let result = run(&folder, &["election", "compute-result"], b"");
        office.event("Result", &result);
    } else {
        let Contents { mut report, trustees, tally, shares, .. } = office.read::<G>();
        let result = result(&tally, &trustees, &shares, report.weight).unwrap();
        office.add(|archive| report.writer.result(&result, archive));
    }
    run(&folder, &["election", "verify"], b"");
    fs::read(&office.archive).unwrap()
}

/// The same plan through both, each step by whom the coin says: both verify it, and it comes out right.
fn agree<G: Group>(seeds: std::ops::Range<u64>, who: u32) {
    for seed in seeds {
        let mut rng = rng(seed);
        let plan = random_plan(&mut rng);
        let archive = hold_mixed::<G>(&plan, &mut Coin(&mut rng, who));
        let report = check(&archive).unwrap_or_else(|why| panic!("election {seed}: {why}"));
        assert_eq!(counts(&report), expected(&plan), "election {seed}");
    }
}

const OURS: u32 = 0;
const TOOL: u32 = 1;
const CHANCE: u32 = 2;

/// Tests of few elections each, as each waits for many runs of the tool: a hundred in all.
macro_rules! elections {
    ($($name:ident: $seeds:expr, $who:expr;)*) => {
        $(#[test]
        fn $name() {
            agree::<Belenios2048>($seeds, $who);
        })*
    };
}

elections! {
    elections_that_are_all_ours_pass_the_tool_1: 100..108, OURS;
    elections_that_are_all_ours_pass_the_tool_2: 108..116, OURS;
    elections_that_are_all_the_tool_s_pass_here_1: 200..208, TOOL;
    elections_that_are_all_the_tool_s_pass_here_2: 208..216, TOOL;
    random_elections_of_both_hands_agree_1: 300..308, CHANCE;
    random_elections_of_both_hands_agree_2: 308..316, CHANCE;
    random_elections_of_both_hands_agree_3: 316..324, CHANCE;
    random_elections_of_both_hands_agree_4: 324..332, CHANCE;
    random_elections_of_both_hands_agree_5: 332..340, CHANCE;
    random_elections_of_both_hands_agree_6: 340..348, CHANCE;
    random_elections_of_both_hands_agree_7: 348..356, CHANCE;
    random_elections_of_both_hands_agree_8: 356..364, CHANCE;
    random_elections_of_both_hands_agree_9: 364..370, CHANCE;
}

#[test]
fn random_elections_over_the_safe_prime_agree() {
    agree::<Rfc3526>(600..601, CHANCE);
}

#[test]
fn the_independent_checker_accepts_our_elections_over_ed25519() {
    for seed in 700..704 {
        let mut rng = rng(seed);
        let made: Made<Ed25519> = hold(random_plan(&mut rng), &mut rng).unwrap();
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("made.bel");
        fs::write(&file, &made.archive).unwrap();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/belenios/check.py");
        let output = Command::new("python3").arg(script).arg(&file).output().unwrap();
        assert!(
            output.status.success(),
            "election {seed}: {}",
            String::from_utf8_lossy(&output.stdout)
        );
    }
}
