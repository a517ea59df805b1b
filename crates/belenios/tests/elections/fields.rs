//! Fields wrong in every way that chance finds, each object by itself: nothing panics, nothing false passes.
//!
//! `DIENHONG_FUZZ_SECONDS=3600 cargo nextest run -p dienhong-belenios fuzz` runs each for an hour.

use crate::made::{check, rng, small, small_plan};
use belenios::ballot::{Booth, Checker};
use belenios::credential::{Credential, PublicCredential, SecretKey};
use belenios::election::{Election, Template};
use belenios::group::{Belenios2048, Ed25519, Group, Rfc3526, Scalar};
use belenios::rehearsal::{Holder, Made, hold};
use belenios::tally::{EncryptedTally, check_partial, check_result, decrypt};
use belenios::threshold::{Ceremony, Seed, certificate};
use belenios::trustee::{KeyPair, Trustees, write_list};
use belenios::{Object, Why, fingerprint};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use rand::Rng;
use rand::rngs::StdRng;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// How long each fuzz target runs when it is asked to run long.
pub fn seconds() -> Option<u64> {
    std::env::var("DIENHONG_FUZZ_SECONDS").ok()?.parse().ok()
}

/// Runs a target on random changes of `original` for a short while, or as long as asked.
fn fuzz(original: &[u8], target: impl Fn(&[u8])) {
    let limit = seconds().map_or(Duration::from_secs(2), Duration::from_secs);
    let seed = seconds().map_or(1, |_| std::process::id().into());
    let (start, mut rng) = (Instant::now(), rng(seed));
    target(original);
    while start.elapsed() < limit {
        let mut changed = original.to_vec();
        for _ in 0..1 + rng.next_u32() % 3 {
            change(&mut changed, &mut rng);
        }
        target(&changed);
    }
}

/// A change as a careless or hostile hand makes one.
fn change(bytes: &mut Vec<u8>, rng: &mut StdRng) {
    const WORDS: [&str; 22] = [
        "0",
        "1",
        "-1",
        "01",
        "1e3",
        "1.0",
        "null",
        "true",
        "\"\"",
        "[]",
        "{}",
        "[[]]",
        "18446744073709551616",
        "\\u0031",
        "\"Single\"",
        ",",
        ":",
        "\"",
        "}",
        "]",
        "é",
        "\u{0}",
    ];
    let mut at = |len: usize| if len == 0 { 0 } else { rng.next_u32() as usize % len };
    let (from, len) = (at(bytes.len() + 1), at(40));
    let to = (from + len).min(bytes.len());
    match at(6) {
        0 if from < bytes.len() => bytes[from] ^= 1 << at(8),
        1 => drop(bytes.drain(from..to)),
        2 => {
            let piece = bytes[from..to].to_vec();
            let into = at(bytes.len() + 1);
            bytes.splice(into..into, piece);
        }
        3 => {
            let word = WORDS[at(WORDS.len())];
            bytes.splice(from..from, word.bytes());
        }
        4 => {
            // A whole JSON value replaced by another word.
            let word = WORDS[at(WORDS.len())];
            let start =
                bytes[..from].iter().rposition(|b| b",:[{".contains(b)).map_or(0, |i| i + 1);
            let end = from + bytes[from..].iter().position(|b| b",]}".contains(b)).unwrap_or(0);
            bytes.splice(start..end, word.bytes());
        }
        _ => {
            if let Some(b) = bytes.get_mut(from) {
                *b = b"0123456789abcdef\",:[]{}"[at(23)];
            }
        }
    }
}

struct Objects {
    made: Made<Ed25519>,
    election: Election,
    trustees: Trustees<Ed25519>,
    checker: Checker<Ed25519>,
    ballot: Vec<u8>,
    tally: EncryptedTally<Ed25519>,
    partial: Vec<u8>,
}

fn objects() -> &'static Objects {
    static OBJECTS: OnceLock<Objects> = OnceLock::new();
    OBJECTS.get_or_init(|| {
        let mut rng = rng(60);
        let made =
            small::<Ed25519>(true, &[Holder::Single, Holder::Group { threshold: 2, size: 2 }], 60);
        let election = Election::read(&made.election).unwrap();
        let trustees = Trustees::read(&made.trustees).unwrap();
        let y = trustees.check(&election).unwrap();
        let fp = fingerprint(&made.election);
        let checker = Checker::new(&election, &fp, &y);
        let booth = Booth::<Ed25519>::new(&made.election).unwrap();
        let ballot =
            booth.vote(&made.private_credentials[0], &[vec![0, 1, 0, 1]], &mut rng).unwrap();
        let mut tally = EncryptedTally::empty(&election.questions);
        tally.add(&checker.check(&ballot).unwrap().answers, 1);
        let partial = decrypt(&tally, &fp, &made.private_keys[0].key, &mut rng);
        Objects { made, election, trustees, checker, ballot, tally, partial }
    })
}

#[test]
fn fuzz_ballot() {
    let objects = objects();
    fuzz(&objects.ballot, |bytes| {
        let verdict = objects.checker.check(bytes);
        assert_eq!(verdict.is_ok(), bytes == objects.ballot, "{}", String::from_utf8_lossy(bytes));
        assert!(verdict.err().is_none_or(|refused| matches!(refused.object, Object::Ballot(_))));
    });
}

#[test]
fn fuzz_archive() {
    let archive = &objects().made.archive;
    fuzz(archive, |bytes| match check(bytes) {
        Ok(report) => assert!(archive.starts_with(bytes), "{report:?}"),
        Err(_) => assert_ne!(bytes, archive),
    });
}

#[test]
fn fuzz_election() {
    fuzz(&objects().made.election, |bytes| {
        if let Ok(election) = Election::read(bytes) {
            // What is read is an election: its form can be written and read again.
            assert_eq!(Election::read(&election.write()).unwrap(), election);
        }
    });
}

#[test]
fn fuzz_trustees() {
    let objects = objects();
    fuzz(&objects.made.trustees, |bytes| {
        if let Ok(trustees) = Trustees::<Ed25519>::read(bytes) {
            // A name or a space may differ, and trustees may be missing: then the election's key is not theirs.
            assert!(trustees.check(&objects.election).is_ok() == (trustees.len() == 3));
        }
    });
}

#[test]
fn fuzz_partial_decryption() {
    let objects = objects();
    let fp = fingerprint(&objects.made.election);
    let good = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).ok();
    fuzz(&objects.partial, |bytes| {
        let verdict = check_partial(bytes, 1, &objects.tally, &fp, &objects.trustees);
        assert_eq!(
            verdict.is_ok(),
            good(bytes) == good(&objects.partial),
            "{}",
            String::from_utf8_lossy(bytes)
        );
    });
}

#[test]
fn fuzz_result() {
    let objects = objects();
    fuzz(&objects.made.result, |bytes| {
        let verdict = check_result(bytes, &objects.tally, &objects.trustees, &BTreeMap::new(), 5);
        assert!(verdict.is_err(), "without shares no result holds");
    });
}

#[test]
fn fuzz_ceremony() {
    let mut rng = rng(61);
    let seeds = [Seed::random(&mut rng), Seed::random(&mut rng)];
    let certificates: Vec<Vec<u8>> =
        seeds.iter().map(|seed| certificate::<Ed25519, _>(seed, &mut rng)).collect();
    let certificates: Vec<&[u8]> = certificates.iter().map(Vec::as_slice).collect();
    let ceremony = Ceremony::<Ed25519>::new(&certificates, 2).unwrap();
    let polynomials: Vec<Vec<u8>> =
        seeds.iter().map(|seed| ceremony.polynomial(seed, &mut rng).unwrap()).collect();
    let polynomials: Vec<&[u8]> = polynomials.iter().map(Vec::as_slice).collect();
    let inboxes = ceremony.inboxes(&polynomials).unwrap();
    let same = |a: &[u8], b: &[u8]| {
        let value = |bytes| serde_json::from_slice::<serde_json::Value>(bytes).ok();
        value(a).is_some() && value(a) == value(b)
    };
    fuzz(certificates[0], |bytes| {
        let verdict = Ceremony::<Ed25519>::new(&[bytes, certificates[1]], 2);
        assert_eq!(verdict.is_ok(), same(bytes, certificates[0]));
    });
    fuzz(&inboxes[0], |bytes| {
        let verdict = ceremony.key(&seeds[0], bytes, &mut crate::made::rng(1));
        assert!(
            verdict.is_err() || same_inbox(bytes, &inboxes[0]),
            "{}",
            String::from_utf8_lossy(bytes)
        );
    });
}

/// Sealed texts are JSON in JSON, where spaces and escapes may differ.
fn same_inbox(a: &[u8], b: &[u8]) -> bool {
    let strip = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).replace("\\u0031", "1");
        text.chars().filter(|c| !c.is_whitespace()).collect::<String>()
    };
    strip(a) == strip(b)
}

/// Texts that are no element, or none in the group.
fn bad_elements<G: Group>(more: &[&str]) {
    let good = G::encode(&G::generator());
    assert!(G::decode(&good).is_some_and(|element| G::is_member(&element)));
    for text in more.iter().map(ToString::to_string).chain([
        String::new(),
        format!("0{good}"),
        format!("{good}x"),
        format!("+{good}"),
        format!(" {good}"),
        format!("-{good}"),
        format!("{}_{}", &good[..1], &good[1..]),
    ]) {
        let element = G::decode(&text);
        assert!(element.is_none_or(|element| !G::is_member(&element)), "{} {text}", G::NAME);
    }
}

#[test]
fn elements_in_another_form_of_small_order_or_outside_are_refused() {
    let f = "f".repeat(60);
    bad_elements::<Ed25519>(&[
        // y = 0, of order 4; y = -1, of order 2; both signs of order 8.
        &"0".repeat(64),
        &format!("7{f}fec"),
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7",
        // y = p + 1 and y = p: other forms of 1 and 0; a sign on x = 0; capitals.
        &format!("7{f}fee"),
        &format!("7{f}fed"),
        &format!("8{}1", "0".repeat(62)),
        &format!("f{f}fec"),
        &Ed25519::encode(&Ed25519::mul(&Ed25519::generator(), &Ed25519::generator()))
            .to_uppercase(),
        // No point has this y.
        &format!("{}2", "0".repeat(63)),
    ]);
    let p = "20694785691422546401013643657505008064922989295751104097100884787057374219242717401922237254497684338129066633138078958404960054389636289796393038773905722803605973749427671376777618898589872735865049081167099310535867780980030790491654063777173764198678527273474476341835600035698305193144284561701911000786737307333564123971732897913240474578834468260652327974647951137672658693582180046317922073668860052627186363386088796882120769432366149491002923444346373222145884100586421050242120365433561201320481118852408731077014151666200162313177169372189248078507711827842317498073276598828825169183103125680162072880719";
    let minus_one = format!("{}8", &p[..p.len() - 1]);
    bad_elements::<Belenios2048>(&["0", "2", "3", p, &minus_one, "0x2", &"9".repeat(700)]);
    bad_elements::<Rfc3526>(&["0", "01", &"9".repeat(700), "a"]);
    let squares = ["3", "5", "7", "11", "13", "17"]
        .iter()
        .filter(|text| Rfc3526::decode(text).is_some_and(|element| Rfc3526::is_member(&element)));
    assert!((1..6).contains(&squares.count()), "of small primes some are squares and some are not");
    assert!(Ed25519::is_member(&Ed25519::identity()), "the identity is an element");
}

#[test]
fn scalars_in_another_form_or_beyond_the_order_are_refused() {
    fn check<G: Group>(q: &str) {
        let last = q.bytes().last().unwrap();
        let below = format!("{}{}", &q[..q.len() - 1], char::from(last - 1));
        assert!(G::Scalar::decode(&below).is_some_and(|n| n + G::Scalar::ONE == G::Scalar::ZERO));
        for text in
            [q, "", "-1", "+1", "01", "00", " 1", "1 ", "0x1", "1_0", "٣", "1e2", &"9".repeat(1000)]
        {
            assert!(G::Scalar::decode(text).is_none(), "{} {text}", G::NAME);
        }
        assert_eq!(G::Scalar::decode("0"), Some(G::Scalar::ZERO));
    }
    check::<Ed25519>(
        "7237005577332262213973186563042994240857116359379907606001950938285454250989",
    );
    check::<Belenios2048>(
        "78571733251071885079927659812671450121821421258408794611510081919805623223441",
    );
}

#[test]
fn a_signed_ballot_with_proofs_of_another_is_refused() {
    // Made by one who has the credential: signature and form are right, a proof is another's.
    let objects = objects();
    let booth = Booth::<Ed25519>::new(&objects.made.election).unwrap();
    let credential = &objects.made.private_credentials[0];
    let mut rng = rng(62);
    let mut ballot = || booth.vote(credential, &[vec![0, 1, 0, 1]], &mut rng).unwrap();
    let (one, two) = (ballot(), ballot());
    let mut tried = 0;
    for field in ["individual_proofs", "overall_proof", "blank_proof", "choices"] {
        let forged = forge(&one, &two, field, credential, &objects.election.uuid);
        let refused = objects.checker.check(&forged).expect_err(field);
        assert!(matches!(&refused.why, Why::Proof(_)), "{field}: {refused}");
        tried += 1;
    }
    assert_eq!(tried, 4);
    // Nothing exchanged, signed again: holds. So it was the exchange that was refused.
    objects
        .checker
        .check(&forge(&one, &one, "choices", credential, &objects.election.uuid))
        .unwrap();
}

/// The first ballot with a field of its answer from the second, signed.
fn forge(one: &[u8], two: &[u8], field: &str, credential: &Credential, uuid: &str) -> Vec<u8> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (one, two) = (text(one), text(two));
    let order = ["choices", "individual_proofs", "overall_proof", "blank_proof"];
    let place = order.iter().position(|name| *name == field).unwrap();
    let span = |text: &str| {
        let from = text.find(&format!("\"{field}\":")).unwrap();
        let to = match order.get(place + 1) {
            Some(next) => text.find(&format!(",\"{next}\":")).unwrap(),
            None => text.find("}],\"signature\"").unwrap(),
        };
        from..to
    };
    let mut forged = one.clone();
    forged.replace_range(span(&one), &two[span(&two)]);
    forged.truncate(forged.find(",\"signature\"").unwrap());
    let unsigned = format!("{forged}}}");
    let hash = fingerprint(unsigned.as_bytes());
    let key: SecretKey<Ed25519> = credential.key(uuid);
    // A signature as PROTOCOL 6 has it, by hand: w = 1.
    let g = Ed25519::generator();
    let challenge = challenge(&format!("sig|{hash}|{}", Ed25519::encode(&g)));
    let secret = <Ed25519 as Group>::Scalar::decode(key.reveal().trim_matches('"')).unwrap();
    let response = <Ed25519 as Group>::Scalar::ONE - secret * challenge;
    format!(
        "{forged},\"signature\":{{\"hash\":\"{hash}\",\"proof\":{{\"challenge\":\"{}\",\"response\":\"{}\"}}}}}}",
        challenge.encode(),
        response.encode()
    )
    .into_bytes()
}

fn challenge(text: &str) -> <Ed25519 as Group>::Scalar {
    <Ed25519 as Group>::Scalar::from_digest(&belenios::sha256(text.as_bytes()))
}

#[test]
fn choices_that_a_question_does_not_allow_are_refused() {
    let objects = objects();
    let booth = Booth::<Ed25519>::new(&objects.made.election).unwrap();
    let vote = |choices: &[Vec<u8>]| {
        booth.vote(&objects.made.private_credentials[0], choices, &mut rng(63))
    };
    for bad in [
        vec![],
        vec![vec![]],
        vec![vec![0, 1, 0]],
        vec![vec![0, 1, 0, 0, 0]],
        vec![vec![0, 1, 0, 0]; 2],
        vec![vec![0, 0, 0, 0]],
        vec![vec![0, 1, 1, 1]],
        vec![vec![1, 1, 0, 0]],
        vec![vec![2, 0, 0, 0]],
        vec![vec![0, 2, 0, 0]],
    ] {
        assert_eq!(vote(&bad).expect_err("accepted").object, Object::Choices, "{bad:?}");
    }
    for good in [vec![vec![1, 0, 0, 0]], vec![vec![0, 0, 1, 0]], vec![vec![0, 1, 0, 1]]] {
        objects.checker.check(&vote(&good).unwrap()).unwrap();
    }
}

#[test]
fn credentials_are_read_as_typed_and_a_wrong_character_is_noticed() {
    let mut rng = rng(64);
    for _ in 0..200 {
        let credential = Credential::random(&mut rng);
        let shown = credential.reveal().to_owned();
        assert_eq!(shown.len(), 19);
        for typed in
            [shown.clone(), shown.replace('-', ""), format!(" {} ", shown.replace('-', " "))]
        {
            assert_eq!(Credential::read(&typed).unwrap(), credential);
        }
        for i in (0..19).filter(|i| i % 4 != 3) {
            let mut bytes = shown.clone().into_bytes();
            // A neighbour in the alphabet: its value differs by one, so the check notices.
            let at = belenios::credential::ALPHABET.iter().position(|c| *c == bytes[i]).unwrap();
            bytes[i] = belenios::credential::ALPHABET[if at == 0 { 1 } else { at - 1 }];
            assert!(Credential::read(std::str::from_utf8(&bytes).unwrap()).is_err());
        }
    }
    for bad in ["", "abc", "zZv-wi5-NpR-HRD-dYJx", "0Zv-wi5-NpR-HRD-dYJ", "zZv-wi5-NpR-HRD-dY"] {
        assert!(Credential::read(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_credential_of_the_reference_gives_its_public_part() {
    // Made by belenios-tool 2.0 for the election pQHAGeJqHF8Nmv: the three lines of its two files.
    const PRIVATE: [&str; 3] =
        ["zZv-wi5-NpR-HRD-dYJ", "Ztb-P8J-NaY-5Xo-ySU", "dzi-CSv-T3R-sHP-8sa"];
    const PUBLIC: &str = "86478677885098906604137031851838877702804838363979387968553640209730774142482870280360261153193193994158495342121556029055341255676896329053036082179578830045186622524081838300947825987000852939652398886953392053799342260372810726482581177578788520094889446214411164068307700787828977197428262590464735010889813195564245632944867154681591949085140214499331961493606221418120222989902895007943355781081282271271311665530381071458574906848003768261812875617008965306302420064609112428787963116644593344602938830388511958599398943751986390504862044280871131438279853705713954844122328315667481130330958852999783562786";
    let g = Belenios2048::generator_table();
    let public = Credential::read(PRIVATE[1]).unwrap().public::<Belenios2048>("pQHAGeJqHF8Nmv", &g);
    assert_eq!(Belenios2048::encode(&public), PUBLIC);
}

#[test]
fn templates_that_make_no_sense_are_refused() {
    let with = |question: &str| {
        Template::read(
            format!(r#"{{"description":"","name":"","questions":{question}}}"#).as_bytes(),
        )
    };
    for bad in [
        "[]",
        "[{}]",
        r#"[{"answers":[],"min":0,"max":0,"question":""}]"#,
        r#"[{"answers":["a"],"min":1,"max":0,"question":""}]"#,
        r#"[{"answers":["a"],"min":0,"max":2,"question":""}]"#,
        r#"[{"answers":["a"],"min":-1,"max":1,"question":""}]"#,
        r#"[{"answers":["a"],"min":0,"max":1,"question":"","extra":1}]"#,
        r#"[{"answers":["a"],"blank":1,"min":0,"max":1,"question":""}]"#,
        r#"[{"answers":["a"],"min":0,"min":0,"max":1,"question":""}]"#,
        r#"[{"answers":"a","min":0,"max":1,"question":""}]"#,
    ] {
        assert!(with(bad).is_err(), "{bad}");
    }
    with(r#"[{"answers":["a"],"blank":true,"min":0,"max":1,"question":""}]"#).unwrap();
}

#[test]
fn a_trustee_s_key_and_a_list_of_voters_are_read_as_written() {
    let mut rng = rng(65);
    let pair = KeyPair::<Ed25519>::random(&mut rng);
    let again = SecretKey::<Ed25519>::read(pair.private.reveal().as_bytes()).unwrap();
    assert_eq!(again.reveal(), pair.private.reveal());
    for bad in ["", "1", "\"\"", "\"-1\"", "\"x\"", "[]", "\"1", "null"] {
        assert!(SecretKey::<Ed25519>::read(bad.as_bytes()).is_err(), "{bad}");
    }
    write_list::<Ed25519>(&[&pair.public], &[]).unwrap();
    assert!(
        write_list::<Ed25519>(&[&pair.public, &pair.public], &[]).is_err(),
        "the same trustee twice"
    );
    assert!(write_list::<Belenios2048>(&[&pair.public], &[]).is_err(), "a key of another group");
    assert!(write_list::<Ed25519>(&[], &[]).is_err());
    for (text, weight) in [("k", 1), ("k,7", 7), ("k,,an", 1), ("k,2,an,binh", 2)] {
        assert_eq!(
            PublicCredential::read(text, 0).unwrap(),
            PublicCredential { key: "k".into(), weight }
        );
    }
}

#[test]
fn nothing_secret_is_shown_by_a_formatter() {
    let mut rng = rng(66);
    let made: Made<Ed25519> =
        hold(small_plan(false, &[Holder::Single], &mut rng), &mut rng).unwrap();
    let shown = format!("{:?} {:?} {:?}", made, made.private_credentials, made.private_keys);
    assert!(!shown.contains(made.private_credentials[0].reveal()));
    assert!(!shown.contains(made.private_keys[0].key.reveal().trim_matches('"')));
}

/// Decimal numbers read and written, against another implementation of the same.
#[test]
fn numbers_read_and_write_to_the_same_text() {
    let mut runner =
        TestRunner::new(Config { cases: 300, rng_seed: RngSeed::Fixed(1), ..Config::default() });
    let scalar = prop::array::uniform32(any::<u8>());
    runner
        .run(&scalar, |bytes| {
            let scalar = <Rfc3526 as Group>::Scalar::from_digest(&bytes);
            // By schoolbook: base 256 to base 10.
            let mut digits = vec![0u32];
            for byte in bytes {
                let mut carry = u32::from(byte);
                for digit in &mut digits {
                    carry += *digit * 256;
                    *digit = carry % 10;
                    carry /= 10;
                }
                while carry > 0 {
                    digits.push(carry % 10);
                    carry /= 10;
                }
            }
            let text: String = digits.iter().rev().map(|d| char::from(b'0' + *d as u8)).collect();
            prop_assert_eq!(scalar.encode(), text.clone());
            prop_assert_eq!(<Rfc3526 as Group>::Scalar::decode(&text), Some(scalar));
            Ok(())
        })
        .unwrap();
}

/// The fast powers against the plain one.
#[test]
fn tables_chains_and_plain_powers_agree() {
    fn agree<G: Group>(times: usize) {
        let mut rng = rng(67);
        let y = G::pow(&G::generator(), &G::Scalar::random(&mut rng));
        let with = G::commitments(&y, 2);
        let table = G::table(&y);
        let mut powers = G::Powers::default();
        for i in 0..times {
            let (r, c) = match i {
                0 => (G::Scalar::ZERO, G::Scalar::ONE),
                1 => (-G::Scalar::ONE, G::Scalar::ZERO),
                _ => (G::Scalar::random(&mut rng), G::Scalar::random(&mut rng)),
            };
            let base = G::pow(&y, &G::Scalar::random(&mut rng));
            G::load(&mut powers, &base);
            let plain = |a: &G::Element, b: &G::Element| G::mul(&G::pow(a, &r), &G::pow(b, &c));
            assert_eq!(G::commit_g(&with, &mut powers, &r, &c), plain(&G::generator(), &base));
            for m in 0..4 {
                let shift = G::pow(&G::generator(), &-G::Scalar::from_u64(m.into()));
                let due = plain(&y, &G::mul(&base, &shift));
                assert_eq!(G::commit_y(&with, &mut powers, m, &r, &c), due, "{m}");
            }
            assert_eq!(G::pow_table(&table, &r), G::pow(&y, &r));
            assert_eq!(G::pow_public(&y, &r), G::pow(&y, &r));
            assert_eq!(G::commit(&y, &r, &base, &c), plain(&y, &base));
            assert_eq!(G::mul(&base, &G::invert(&base)), G::identity());
        }
    }
    agree::<Ed25519>(20);
    agree::<Belenios2048>(8);
    agree::<Rfc3526>(3);
}
