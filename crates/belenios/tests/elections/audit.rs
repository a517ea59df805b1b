//! Ballots that are opened instead of cast.

use crate::made::{rng, small};
use belenios::ballot::{Booth, Checker};
use belenios::group::{Belenios2048, Ed25519, Group};
use belenios::rehearsal::{Holder, Made};
use belenios::{Object, Refused, Why};
use serde_json::Value;

/// An election, a booth in it and what that made for `choices`.
fn made<G: Group>(seed: u64) -> (Made<G>, Booth<G>, Checker<G>) {
    let made: Made<G> = small(true, &[Holder::Single], seed);
    let (booth, checker) =
        (Booth::new(&made.election).unwrap(), Checker::of(&made.election).unwrap());
    (made, booth, checker)
}

fn choices<G: Group>(booth: &Booth<G>, seed: u64) -> Vec<Vec<u8>> {
    let questions = booth.election().questions.iter();
    questions.map(|question| belenios::rehearsal::choose(question, &mut rng(seed))).collect()
}

fn opens_in<G: Group>() {
    let (made, booth, checker) = made::<G>(1);
    let chosen = choices(&booth, 2);
    let encrypted = booth.encrypt(&made.private_credentials[0], &chosen, &mut rng(3)).unwrap();
    let content = encrypted.content();
    let opened = checker.check_opened(&encrypted.open()).unwrap();
    assert_eq!((opened.content, opened.choices), (content, chosen));
}

#[test]
fn an_opened_ballot_is_what_its_voter_chose_and_has_the_content_shown_before() {
    opens_in::<Ed25519>();
    opens_in::<Belenios2048>();
}

#[test]
fn a_cast_ballot_names_the_content_and_the_tracker_shown_before() {
    let (made, booth, checker) = made::<Ed25519>(4);
    let chosen = choices(&booth, 5);
    let encrypted = booth.encrypt(&made.private_credentials[0], &chosen, &mut rng(6)).unwrap();
    let (content, tracker) = (encrypted.content(), encrypted.tracker());
    let ballot = encrypted.cast();
    let cast = checker.check(&ballot).unwrap();
    assert_eq!(cast.tracker(), tracker);
    let value: Value = serde_json::from_slice(&ballot).unwrap();
    assert_eq!(value["signature"]["hash"], content.as_str());
    assert_eq!(checker.read_own(&ballot).unwrap().content, cast.content);
}

#[test]
fn an_opened_ballot_holds_no_signature_and_one_with_it_is_refused() {
    let (made, booth, checker) = made::<Ed25519>(7);
    let chosen = choices(&booth, 8);
    let credential = &made.private_credentials[0];
    let opened = booth.encrypt(credential, &chosen, &mut rng(9)).unwrap().open();
    let signed = booth.vote(credential, &chosen, &mut rng(9)).unwrap();
    let mut value: Value = serde_json::from_slice(&opened).unwrap();
    let unsigned = value["ballot"].as_str().unwrap().to_owned();
    assert!(!unsigned.contains("signature"));
    assert!(matches!(checker.check(unsigned.as_bytes()), Err(Refused { why: Why::Signature, .. })));
    value["ballot"] = String::from_utf8(signed).unwrap().into();
    let refused = checker.check_opened(value.to_string().as_bytes()).unwrap_err();
    assert!(refused.to_string().contains("it is signed"), "{refused}");
}

#[test]
fn who_says_another_choice_or_randomness_is_found_out() {
    let (made, booth, checker) = made::<Ed25519>(10);
    let chosen = choices(&booth, 11);
    let opened = booth.encrypt(&made.private_credentials[0], &chosen, &mut rng(12)).unwrap().open();
    let refuses = |change: &dyn Fn(&mut Value)| {
        let mut value: Value = serde_json::from_slice(&opened).unwrap();
        change(&mut value);
        let refused = checker.check_opened(value.to_string().as_bytes()).unwrap_err();
        assert_eq!(refused.object, Object::Opened);
        refused.why
    };
    let other = |value: &mut Value| {
        let slot = &mut value["choices"][0][0];
        *slot = (1 - slot.as_u64().unwrap()).into();
    };
    assert_eq!(refuses(&other), Why::Opening("choices[0][0]".into()));
    let exchanged = |value: &mut Value| {
        let row = value["randomness"][0].as_array_mut().unwrap();
        row.swap(0, 1);
    };
    assert_eq!(refuses(&exchanged), Why::Opening("choices[0][0]".into()));
    let short = |value: &mut Value| drop(value["randomness"][0].as_array_mut().unwrap().pop());
    assert!(matches!(refuses(&short), Why::Length { .. }));
    // The two proofs of the first slot change places: each alone is in its only form.
    let proof = |value: &mut Value| {
        let ballot = value["ballot"].as_str().unwrap();
        let (before, rest) = ballot.split_once("\"individual_proofs\":[[").unwrap();
        let (first, rest) = rest.split_once("},{").unwrap();
        let (second, after) = rest.split_once("}]").unwrap();
        let first = first.strip_prefix('{').unwrap();
        value["ballot"] =
            format!("{before}\"individual_proofs\":[[{{{second}}},{{{first}}}]{after}").into();
    };
    assert_eq!(refuses(&proof), Why::Proof("answers[0].individual_proofs[0]".into()));
}
