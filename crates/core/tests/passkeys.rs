#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! Signing with keys of one's own: what the state then knows, and what is left to verify.

mod common;

use common::*;
use dienhong_core::{
    Event,
    tally::{self, Signature},
};

const AREA: &str = "1-01";

fn own() -> Who {
    team(AREA, 1)
}

fn signatures(night: &Night, election: &str) -> Vec<Signature> {
    let minutes = night.state.tally.minutes(&election.into(), &area(AREA));
    minutes.standing_signatures().to_vec()
}

/// Of these, who signed, and whether with a key.
fn signed(night: &Night, election: &str) -> Vec<(String, bool)> {
    let signature = |s: Signature| (s.by.to_string(), s.asserted.is_some());
    signatures(night, election).into_iter().map(signature).collect()
}

/// Both elections of the area are typed, and nobody has signed.
fn typed() -> Night {
    let mut night = Night::closed();
    night.add_passkey(&own()).unwrap();
    for member in [2, 3] {
        for (election, votes) in [(NA, VOTES_1.as_slice()), (PC, &VOTES_PC)] {
            night.enter(&team(AREA, member), election, AREA, sheet(votes)).unwrap();
        }
    }
    night
}

#[test]
fn one_touch_signs_all_elections_of_the_area_that_wait() {
    let mut night = typed();
    night.sign(&own(), PC, AREA).unwrap();
    let done = night.assert(&own(), &[NA, PC], AREA).unwrap();
    // What was signed before is not signed again.
    let kinds: Vec<_> = done.iter().map(Event::kind).collect();
    assert_eq!(kinds, ["tally.signed", "tally.asserted"]);
    for election in [NA, PC] {
        assert_eq!(signed(&night, election), [(own().officer, true)]);
        let asserted = signatures(&night, election).remove(0).asserted.unwrap();
        assert_eq!(asserted.passkey, key_of(&own()).passkey().id);
        assert_eq!(asserted.at, night.now);
    }
}

#[test]
fn a_signature_may_be_asserted_after_the_figures_are_published() {
    let mut night = typed();
    for member in [1, 2] {
        night.sign(&team(AREA, member), NA, AREA).unwrap();
    }
    night.publish(&commune(1), NA, AREA).unwrap();
    let before = night.stand(NA, 1);
    night.assert(&own(), &[NA], AREA).unwrap();
    assert_eq!(signed(&night, NA), [(own().officer, true), (team(AREA, 2).officer, false)]);
    assert_eq!(night.stand(NA, 1), before);
    // What is made again is signed again.
    night.reopen(&lead(1), NA, AREA, "Kiểm tra lại").unwrap();
    assert_eq!(signed(&night, NA), []);
    night.enter_and_sign(NA, AREA, &sheet(&VOTES_1));
    assert!(signed(&night, NA).iter().all(|(_, asserted)| !asserted));
}

#[test]
fn figures_that_are_typed_again_are_signed_again_by_touch() {
    let mut night = typed();
    night.assert(&own(), &[NA, PC], AREA).unwrap();
    night.restart(&lead(1), NA, AREA).unwrap();
    assert_eq!(signed(&night, NA), []);
    assert_eq!(signed(&night, PC), [(own().officer, true)]);
}

#[test]
fn a_key_that_is_ended_leaves_what_it_signed() {
    let mut night = typed();
    night.assert(&own(), &[NA, PC], AREA).unwrap();
    let id = key_of(&own()).passkey().id;
    night.record(&own(), passkey_ended(&own(), &id, "Mất máy")).unwrap();
    assert_eq!(signed(&night, NA), [(own().officer, true)]);
    let held: Vec<_> = night.state.people.passkeys(&own().officer.as_str().into()).collect();
    assert_eq!(held.len(), 1);
    assert!(!held[0].stands());
}

#[test]
fn what_is_left_to_verify_is_what_the_key_signed() {
    let mut night = typed();
    let before = night.state.clone();
    let done = night.assert(&own(), &[NA, PC], AREA).unwrap();
    let [Event::Tally(tally::Event::Signed { .. }), _, asserted] = done.as_slice() else {
        unreachable!()
    };
    assert!(dienhong_passkeys::good(&before.signed(asserted).unwrap()));
    assert_eq!(before.signed(&done[0]), None);
    // Another's signature over the same figures is as well-formed, and is not his.
    let Event::Tally(tally::Event::Asserted { area, minutes, assertion }) = asserted else {
        unreachable!()
    };
    let challenge = tally::challenge(area, minutes).unwrap();
    let mut forged = key_of(&team(AREA, 2)).answers(&challenge).unwrap();
    forged.passkey.clone_from(&assertion.passkey);
    let (area, minutes) = (area.clone(), minutes.clone());
    let forged = Event::Tally(tally::Event::Asserted { area, minutes, assertion: forged });
    assert!(!dienhong_passkeys::good(&before.signed(&forged).unwrap()));
}

/// Written down in another way, so that whoever reads the record can find the challenge again.
#[test]
fn the_challenge_is_the_hash_of_the_hashes_of_the_minutes() {
    use dienhong_journal::Hash;
    let night = typed();
    let minutes = night.sealed(&own(), &[NA, PC], AREA);
    let hash = |at: usize, election| {
        let sealed = minutes[at].sealed;
        let json = format!(r#"{{"area":"1-01","election":"{election}","sealed":"{sealed}"}}"#);
        Hash::of(json.as_bytes()).0
    };
    let both = [hash(0, NA), hash(1, PC)].concat();
    assert_eq!(tally::challenge(&area(AREA), &minutes), Some(Hash::of(&both)));
}
