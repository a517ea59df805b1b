use super::Log;
use crate::{
    checkpoint::{BadNote, Note, Verifier},
    cosignature::{WitnessKey, WitnessSigner},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use proptest::prelude::*;

/// A checkpoint of a public log as its witnesses cosigned it in 2026, and the keys that they publish.
const SEEN: &str = "arche2025h1.staging.ct.transparency.dev\n\
    1432088532\n\
    U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\
    \n\
    — arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=\n\
    — arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n\
    — transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==\n\
    — witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==\n\
    — remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==\n\
    — witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==\n";
const SAW: [&str; 4] = [
    "transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM",
    "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO",
    "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
    "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
];
const SAW_NOT: &str = "rgdd.se/poc-witness+db03732e+BCjJKlo6BU0xfIb8LutqerIFTWIXEA0L5n3tW3QyPFgG";

fn witness(name: &str) -> WitnessSigner {
    WitnessSigner::new(name, &[9; 32]).unwrap()
}

#[test]
fn cosignatures_of_witnesses_that_others_run_verify() {
    let note = Note::parse(SEEN).unwrap();
    assert_eq!(note.to_string(), SEEN);
    for key in SAW {
        let read: WitnessKey = key.parse().unwrap();
        assert_eq!(read.to_string(), key);
        assert_eq!(read.verify(&note), Ok(Some(0x6a12_2120)), "{key}");
        let changed = Note::parse(&SEEN.replace("1432088532", "1432088533")).unwrap();
        assert_eq!(read.verify(&changed), Err(BadNote::Forged(read.name().to_owned())));
    }
    assert_eq!(SAW_NOT.parse::<WitnessKey>().unwrap().verify(&note), Ok(None));
}

#[test]
fn a_cosignature_verifies_with_its_time_and_no_other() {
    let (log, witness) = (Log::of(5, 5), witness("báo.example/nhân-chứng"));
    let note = log.note(5);
    let line = witness.cosign(note.text(), 1_790_000_000);
    let cosigned = note.clone().with(line.parse().unwrap()).unwrap();
    assert_eq!(cosigned.to_string(), format!("{note}{line}"));
    assert_eq!(witness.key().verify(&cosigned), Ok(Some(1_790_000_000)));
    assert_eq!(witness.key().verify(&note), Ok(None));
    // The log's own signature is good as before.
    assert!(cosigned.verify(std::slice::from_ref(log.signer.verifier())).is_ok());
    let mut later = cosigned.signatures()[1].clone();
    later.signature[7] ^= 1;
    let forged = note.clone().with(later).unwrap();
    assert!(matches!(witness.key().verify(&forged), Err(BadNote::Forged(_))));
    let mut never = cosigned.signatures()[1].clone();
    never.signature[0] = 0x80;
    let forged = note.clone().with(never).unwrap();
    assert!(matches!(witness.key().verify(&forged), Err(BadNote::Time(_))));
    let mut cut = cosigned.signatures()[1].clone();
    cut.signature.truncate(7);
    assert!(witness.key().verify(&note.with(cut).unwrap()).is_err());
}

#[test]
fn the_latest_of_two_cosignatures_counts_and_none_may_be_forged() {
    let (log, witness) = (Log::of(5, 5), witness("witness"));
    let note = log.note(5);
    let early: crate::checkpoint::SignatureLine = witness.cosign(note.text(), 10).parse().unwrap();
    let late = witness.cosign(note.text(), 20).parse().unwrap();
    let both = note.clone().with(late).unwrap().with(early.clone()).unwrap();
    assert_eq!(witness.key().verify(&both), Ok(Some(20)));
    assert_eq!(both.clone().with(early.clone()).unwrap(), both);
    let other = witness.cosign("another text\n", 30).parse().unwrap();
    assert!(witness.key().verify(&both.with(other).unwrap()).is_err());
}

#[test]
fn a_key_of_one_kind_is_not_taken_for_the_other() {
    let log = Log::of(1, 1).signer.verifier().to_string();
    assert_eq!(log.parse::<WitnessKey>(), Err(BadNote::Kind("example.vn/log".into())));
    assert_eq!(SAW[2].parse::<Verifier>(), Err(BadNote::Kind("remora.n621.de".into())));
    let wrong = SAW[2].replace("da77ade7", "da77ade8");
    assert_eq!(wrong.parse::<WitnessKey>(), Err(BadNote::KeyId("remora.n621.de".into())));
    for text in ["", "a", "a+b", "a+00000000+", "a b+00000000+BAAA", "+00000000+BAAA"] {
        assert!(text.parse::<WitnessKey>().is_err(), "{text}");
    }
    let long = format!("x+00000000+{}", STANDARD.encode([4; 34]));
    assert!(long.parse::<WitnessKey>().is_err());
}

proptest! {
    #[test]
    fn no_text_upsets_the_reader_of_keys_and_notes(text in "\\PC{0,200}", lines in "(— [a-z]{1,5} [A-Za-z0-9+/=]{0,200}\n){0,4}") {
        let _ = text.parse::<WitnessKey>();
        let key: WitnessKey = SAW[2].parse().unwrap();
        if let Ok(note) = Note::parse(&format!("{text}\n\n{lines}")) {
            prop_assert_eq!(note.to_string(), format!("{text}\n\n{lines}"));
            let _ = key.verify(&note);
        }
    }
}
