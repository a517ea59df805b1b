use crate::{Hash, checkpoint::*};

const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n\
    \n\
    — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

fn signer(name: &str) -> Signer {
    Signer::new(name, &[7; 32]).unwrap()
}

fn checkpoint() -> Checkpoint {
    Checkpoint {
        origin: "example.vn/log".into(),
        size: 42,
        root: Hash::of(b"root"),
        extensions: vec!["more".into()],
    }
}

#[test]
fn the_example_of_the_go_package_verifies() {
    let key: Verifier = KEY.parse().unwrap();
    assert_eq!(key.to_string(), KEY);
    assert_eq!(key.id(), 0xc74f_20a3);
    let known = [key];
    let note = Note::parse(NOTE).unwrap();
    assert_eq!(note.verify(&known).unwrap()[0].name(), "PeterNeumann");
}

#[test]
fn a_changed_text_is_a_forgery() {
    let note = Note::parse(&NOTE.replace("answer", "Answer")).unwrap();
    let known = [KEY.parse().unwrap()];
    assert_eq!(note.verify(&known), Err(BadNote::Forged("PeterNeumann".into())));
}

#[test]
fn a_verifier_key_with_another_id_is_refused() {
    let other = KEY.replace("c74f20a3", "c74f20a4");
    assert_eq!(other.parse::<Verifier>(), Err(BadNote::KeyId("PeterNeumann".into())));
}

#[test]
fn signatures_of_unknown_keys_are_passed_over() {
    let (log, witness) = (signer("example.vn/log"), signer("witness"));
    let note = checkpoint().sign(&[&log, &witness]).unwrap();
    assert_eq!(Checkpoint::verify(&note, log.verifier()), Ok(checkpoint()));
    let stranger = [KEY.parse().unwrap()];
    assert_eq!(Note::parse(&note).unwrap().verify(&stranger), Err(BadNote::Unknown));
}

#[test]
fn a_checkpoint_of_another_origin_is_refused() {
    let other = signer("other.vn/log");
    let note = checkpoint().sign(&[&other]).unwrap();
    let origin =
        BadNote::Origin { found: "example.vn/log".into(), expected: "other.vn/log".into() };
    assert_eq!(Checkpoint::verify(&note, other.verifier()), Err(origin));
}

#[test]
fn a_checkpoint_is_read_strictly() {
    let good = checkpoint().to_string();
    assert_eq!(good.parse(), Ok(checkpoint()));
    assert!(good.replace("\n42\n", "\n042\n").parse::<Checkpoint>().is_err());
    assert!(good.replace("more\n", "\n").parse::<Checkpoint>().is_err());
    assert!(good.trim_end().parse::<Checkpoint>().is_err());
    assert!(good.replace("example", "\u{7}").parse::<Checkpoint>().is_err());
}
