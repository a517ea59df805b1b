#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use crate::{BallotBox, Gate, Refused};
use belenios::ballot::Booth;
use belenios::credential::{Credential, make, token};
use belenios::election::Question;
use belenios::fingerprint;
use belenios::group::{Belenios2048, Ed25519, Group};
use belenios::rehearsal::{Holder, Made, Plan, choose, hold, one_question};
use belenios::tally::{EncryptedTally, check_partial, decrypt, result};
use belenios::trustee::Trustees;
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::collections::{BTreeMap, BTreeSet};

fn rng(seed: u64) -> StdRng {
    StdRng::seed_from_u64(seed)
}

const NAMES: [&str; 3] = ["An", "Bình", "Chi"];

/// A vote, its gate, a booth in it, and the credentials of voters of these weights.
struct Vote<G: Group> {
    made: Made<G>,
    gate: Gate,
    booth: Booth<G>,
    question: Question,
}

impl<G: Group> Vote<G> {
    fn new(weights: &[u64], seed: u64) -> Vote<G> {
        let mut rng = rng(seed);
        let template = one_question("Council", &NAMES, true, 1, 2);
        let question = template.questions[0].clone();
        let voters = weights.iter().map(|weight| (*weight, Vec::new())).collect();
        let plan = Plan {
            template,
            uuid: token(14, &mut rng),
            time: 1_795_000_000,
            holders: vec![Holder::Single],
            voters,
        };
        let made: Made<G> = hold(plan, &mut rng).unwrap();
        let gate = Gate::new(&made.election, &made.credentials).unwrap();
        let booth = Booth::new(&made.election).unwrap();
        Vote { made, gate, booth, question }
    }

    fn ballot(&self, voter: usize, choice: &[u8], rng: &mut StdRng) -> Vec<u8> {
        let credential = &self.made.private_credentials[voter];
        self.booth.vote(credential, &[choice.to_vec()], rng).unwrap()
    }

    fn public(&self, voter: usize) -> String {
        self.booth.public(&self.made.private_credentials[voter])
    }

    fn refuses(&self, ballot: &[u8]) -> Refused {
        self.gate.verify(ballot).unwrap_err()
    }
}

const FIRST: [u8; 4] = [0, 1, 0, 0];
const SECOND: [u8; 4] = [0, 0, 1, 1];

#[test]
fn a_ballot_is_verified_with_the_tracker_and_the_content_that_its_voter_knows() {
    let vote = Vote::<Ed25519>::new(&[1, 5], 1);
    let credential = &vote.made.private_credentials[1];
    let encrypted = vote.booth.encrypt(credential, &[SECOND.to_vec()], &mut rng(2)).unwrap();
    let (tracker, content) = (encrypted.tracker(), encrypted.content());
    let verified = vote.gate.verify(&encrypted.cast()).unwrap();
    assert_eq!((verified.tracker, verified.content, verified.weight), (tracker, content, 5));
    assert_eq!(verified.credential, belenios::sha256(vote.public(1).as_bytes()));
}

#[test]
fn a_credential_that_nobody_was_given_or_that_was_revoked_is_refused() {
    let mut vote = Vote::<Ed25519>::new(&[1, 1], 3);
    let stranger = Credential::random(&mut rng(4));
    let ballot = vote.booth.vote(&stranger, &[FIRST.to_vec()], &mut rng(5)).unwrap();
    assert_eq!(vote.refuses(&ballot), Refused::UnknownCredential);
    let ballot = vote.ballot(0, &FIRST, &mut rng(6));
    let revoked = vote.public(0);
    assert!(vote.gate.revoke(&revoked) && !vote.gate.revoke("0"));
    assert_eq!(vote.refuses(&ballot), Refused::RevokedCredential);
    // What was cast before stays: it is read again, and the others vote on.
    assert!(vote.gate.read_again(&ballot).is_ok());
    assert!(vote.gate.verify(&vote.ballot(1, &FIRST, &mut rng(7))).is_ok());
}

#[test]
fn a_changed_proof_or_signature_is_refused_and_said() {
    let vote = Vote::<Ed25519>::new(&[1, 1], 8);
    let (a, b) = (vote.ballot(0, &FIRST, &mut rng(9)), vote.ballot(0, &SECOND, &mut rng(10)));
    let text = |ballot: &[u8]| String::from_utf8(ballot.to_vec()).unwrap();
    let (a, b) = (text(&a), text(&b));
    // The signature of one ballot under the content of another.
    let (content, _) = a.split_once(",\"signature\":").unwrap();
    let (_, signature) = b.split_once(",\"signature\":").unwrap();
    let mixed = format!("{content},\"signature\":{signature}");
    assert!(
        matches!(vote.refuses(mixed.as_bytes()), Refused::Proof(said) if said.contains("signature"))
    );
    // Another response of a proof: the signature is asked first, as it covers all.
    let (before, after) = a.split_once("\"response\":\"").unwrap();
    let (_, after) = after.split_once('"').unwrap();
    let changed = format!("{before}\"response\":\"7\"{after}");
    assert!(matches!(vote.refuses(changed.as_bytes()), Refused::Proof(_)));
}

#[test]
fn the_answers_of_somebody_else_under_ones_own_credential_are_refused() {
    let vote = Vote::<Ed25519>::new(&[1, 1], 11);
    let theirs = String::from_utf8(vote.ballot(0, &FIRST, &mut rng(12))).unwrap();
    let (first, second) = (vote.public(0), vote.public(1));
    // Copied whole: the signature is not this credential's.
    let copied = theirs.replace(&first, &second);
    assert!(matches!(vote.refuses(copied.as_bytes()), Refused::Proof(_)));
    // Two credentials in one hand, and the same randomness for both: the proofs hold, the box says no.
    let (a, b) = (vote.ballot(0, &FIRST, &mut rng(13)), vote.ballot(1, &FIRST, &mut rng(13)));
    let (a, b) = (vote.gate.verify(&a).unwrap(), vote.gate.verify(&b).unwrap());
    let mut cast = BallotBox::default();
    cast.admits(&a).unwrap();
    cast.put(a);
    assert_eq!(cast.admits(&b), Err(Refused::Copied));
}

#[test]
fn the_same_ballot_again_is_refused_also_after_a_later_one() {
    let vote = Vote::<Ed25519>::new(&[1], 14);
    let mut numbers = rng(15);
    let ballots = [&FIRST, &SECOND].map(|choice| vote.ballot(0, choice, &mut numbers));
    let [first, second] = ballots.each_ref().map(|ballot| vote.gate.verify(ballot).unwrap());
    let mut cast = BallotBox::default();
    for ballot in [&first, &second] {
        cast.admits(ballot).unwrap();
        cast.put(ballot.clone());
        assert_eq!(cast.admits(ballot), Err(Refused::AlreadyCast));
    }
    assert_eq!(cast.admits(&first), Err(Refused::AlreadyCast));
    assert_eq!(cast.counts(&first.tracker), Some(false));
    assert_eq!(cast.counts(&second.tracker), Some(true));
    assert_eq!(cast.counts("nothing"), None);
    assert_eq!((cast.cast(), cast.voted()), (2, 1));
}

#[test]
fn a_ballot_of_another_election_is_refused() {
    let (here, there) = (Vote::<Ed25519>::new(&[1], 16), Vote::<Ed25519>::new(&[1], 17));
    let ballot = there.ballot(0, &FIRST, &mut rng(18));
    assert_eq!(here.refuses(&ballot), Refused::OtherElection);
}

#[test]
fn what_is_too_large_or_no_ballot_is_refused_before_anything_is_computed() {
    let vote = Vote::<Ed25519>::new(&[1], 19);
    let ballot = vote.ballot(0, &FIRST, &mut rng(20));
    let Refused::TooLarge { most } = vote.refuses(&vec![b' '; 10 << 20]) else { panic!() };
    assert!(ballot.len() as u64 * 2 < most && most < 100_000, "{most}");
    let spaced = [&ballot[..], b" "].concat();
    for bad in [&b""[..], b"{}", b"null", b"\xff\xff", &spaced, &ballot[1..]] {
        assert!(matches!(vote.refuses(bad), Refused::Malformed(_)), "{bad:?}");
    }
    let deep = b"[".repeat(most as usize);
    assert!(matches!(vote.refuses(&deep), Refused::Malformed(_)));
}

#[test]
fn one_bad_ballot_among_many_is_named_and_no_other() {
    let vote = Vote::<Belenios2048>::new(&[1; 4], 21);
    let mut numbers = rng(22);
    let mut ballots: Vec<Vec<u8>> =
        (0..4).map(|voter| vote.ballot(voter, &FIRST, &mut numbers)).collect();
    let stranger = Credential::random(&mut numbers);
    ballots[1] = b"{}".to_vec();
    ballots[2] = vote.booth.vote(&stranger, &[FIRST.to_vec()], &mut numbers).unwrap();
    let ballots: Vec<&[u8]> = ballots.iter().map(Vec::as_slice).collect();
    let answers = vote.gate.verify_all(&ballots);
    let good: Vec<bool> = answers.iter().map(Result::is_ok).collect();
    assert_eq!(good, [true, false, false, true]);
    assert_eq!(answers[2], Err(Refused::UnknownCredential));
    for (answer, ballot) in answers.iter().zip(&ballots) {
        assert_eq!(*answer, vote.gate.verify(ballot));
    }
}

#[test]
fn a_list_with_a_credential_twice_or_of_another_group_makes_no_gate() {
    let vote = Vote::<Ed25519>::new(&[1], 23);
    let key = vote.public(0);
    let twice = serde_json::to_vec(&[&key, &key]).unwrap();
    assert!(Gate::new(&vote.made.election, &twice).is_err());
    let (_, other) = make::<Belenios2048, _>("2anPoHv8RJPp5h", &[1], &mut rng(24)).unwrap();
    assert!(Gate::new(&vote.made.election, &other).is_err());
    assert_eq!(vote.gate.voters(), 1);
}

#[test]
fn every_refusal_has_a_code_of_its_own() {
    let all = [
        Refused::TooLarge { most: 1 },
        Refused::Malformed(String::new()),
        Refused::OtherElection,
        Refused::Proof(String::new()),
        Refused::UnknownCredential,
        Refused::RevokedCredential,
        Refused::AlreadyCast,
        Refused::Copied,
    ];
    assert_eq!(all.map(|refused| refused.code()), Refused::CODES);
    assert_eq!(BTreeSet::from(Refused::CODES).len(), Refused::CODES.len());
}

#[test]
fn what_does_not_hold_all_that_counts_is_not_added_up() {
    let vote = Vote::<Ed25519>::new(&[1, 1], 25);
    let mut numbers = rng(26);
    let ballots = [0, 1].map(|voter| vote.ballot(voter, &FIRST, &mut numbers));
    let mut cast = BallotBox::default();
    for ballot in &ballots {
        cast.put(vote.gate.verify(ballot).unwrap());
    }
    let add_up = |ballots: &[&[u8]]| vote.gate.add_up(&cast, ballots.iter().copied());
    assert!(add_up(&[&ballots[0], &ballots[1]]).is_ok());
    assert!(add_up(&[&ballots[0]]).is_err());
    assert!(add_up(&[&ballots[0], &ballots[0]]).is_err());
    assert!(add_up(&[&ballots[0], &ballots[1], &ballots[1]]).is_err());
}

/// What the trustees of a vote find in the sum.
fn opened(vote: &Vote<Ed25519>, cast: &BallotBox, ballots: &[Vec<u8>]) -> Vec<u8> {
    let counted = vote.gate.add_up(cast, ballots.iter().map(Vec::as_slice)).unwrap();
    assert_eq!((counted.ballots, counted.weight), (cast.voted() as u64, cast.weight()));
    let checker = belenios::ballot::Checker::<Ed25519>::of(&vote.made.election).unwrap();
    let mut tally = EncryptedTally::empty(checker.questions());
    for ballot in ballots.iter().filter(|ballot| cast.counts(&fingerprint(ballot)) == Some(true)) {
        let weight = vote.gate.read_again(ballot).unwrap().weight;
        tally.add(&checker.read_own(ballot).unwrap().answers, weight);
    }
    assert_eq!(counted.tally, tally.write());
    let trustees = Trustees::<Ed25519>::read(&vote.made.trustees).unwrap();
    let fingerprint = fingerprint(&vote.made.election);
    let key = &vote.made.private_keys[0].key;
    let share = decrypt(&tally, &fingerprint, key, &mut rng(27));
    let factors = check_partial(&share, 1, &tally, &fingerprint, &trustees).unwrap();
    result(&tally, &trustees, &BTreeMap::from([(1, factors)]), counted.weight).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whoever comes first: with each voter's own order kept, the count is that of everybody's last choice.
    #[test]
    fn in_any_order_of_casts_and_votes_again_the_last_of_each_counts(
        casts in prop::collection::vec((0usize..4, any::<u64>()), 0..10),
        order in prop::collection::vec(any::<prop::sample::Index>(), 10),
    ) {
        let weights = [1, 2, 1, 7];
        let vote = Vote::<Ed25519>::new(&weights, 28);
        let mut due = [0u64; 4];
        let mut lasts: BTreeMap<usize, Vec<u8>> = BTreeMap::new();
        let mut queues: Vec<std::collections::VecDeque<Vec<u8>>> = vec![Default::default(); 4];
        let mut numbers = rng(29);
        for (voter, seed) in &casts {
            let choice = choose(&vote.question, &mut rng(*seed));
            queues[*voter].push_back(vote.ballot(*voter, &choice, &mut numbers));
            lasts.insert(*voter, choice);
        }
        for (voter, choice) in &lasts {
            for (count, chosen) in due.iter_mut().zip(choice) {
                *count += weights[*voter] * u64::from(*chosen);
            }
        }
        // One order, and another one in which voters take turns as chance has it.
        let one: Vec<Vec<u8>> = queues.iter().flatten().cloned().collect();
        let mut other = Vec::new();
        for pick in &order {
            let waiting: Vec<usize> = (0..4).filter(|v| !queues[*v].is_empty()).collect();
            if waiting.is_empty() { break; }
            let voter = *pick.get(&waiting);
            other.extend(queues[voter].pop_front());
        }
        other.extend(queues.into_iter().flatten());
        prop_assert_eq!(one.len(), other.len());
        for ballots in [one, other] {
            let mut cast = BallotBox::default();
            let mut twin = BallotBox::default();
            for ballot in &ballots {
                let verified = vote.gate.verify(ballot).unwrap();
                prop_assert_eq!(cast.admits(&verified), Ok(()));
                cast.put(verified);
                twin.put(vote.gate.read_again(ballot).unwrap());
            }
            prop_assert_eq!(format!("{cast:?}"), format!("{twin:?}"));
            prop_assert_eq!(cast.voted(), lasts.len());
            let due: Vec<String> = due.iter().map(u64::to_string).collect();
            let due = format!("{{\"result\":[[{}]]}}", due.join(","));
            prop_assert_eq!(String::from_utf8(opened(&vote, &cast, &ballots)).unwrap(), due);
        }
    }
}
