#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use crate::trustee::{
    belongs, check_archive, decryption, key_share, new_key, new_seed, polynomial,
};
use crate::voter::{enter, read_credential};
use belenios::archive::Writer;
use belenios::election::Template;
use belenios::group::{Belenios2048, Ed25519, Group};
use belenios::tally::{EncryptedTally, check_partial, result};
use belenios::threshold::Ceremony;
use belenios::trustee::{Trustees, write_list};
use belenios::{ballot::Checker, credential, fingerprint};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::collections::BTreeMap;

const TEMPLATE: &[u8] = r#"{"description":"","name":"Hội đồng","questions":[
    {"answers":["An","Bình"],"blank":true,"min":1,"max":1,"question":"Ai?"},
    {"answers":["Cao","Vừa","Thấp"],"min":1,"max":1,"question":"Tín nhiệm?"}]}"#
    .as_bytes();

fn code<T>(done: Result<T, crate::Sorry>) -> (&'static str, String) {
    done.map_err(|sorry| (sorry.code, sorry.detail)).err().unwrap()
}

#[test]
fn a_credential_is_read_however_it_was_copied_and_what_is_wrong_is_said() {
    let credential = credential::Credential::random(&mut StdRng::seed_from_u64(1));
    let shown = credential.reveal();
    let plain = shown.replace('-', "");
    for typed in [
        shown.to_owned(),
        plain.clone(),
        format!("  {} ", shown.replace('-', " ")),
        format!("https://bau.example.vn/votes/7#{shown}"),
        format!("#{plain}"),
        shown.replace('-', "\u{a0}"),
    ] {
        assert_eq!(read_credential(&typed).unwrap().reveal(), shown, "{typed}");
    }
    assert_eq!(code(read_credential(" ")).0, "credential_empty");
    assert_eq!(code(read_credential("#")).0, "credential_empty");
    assert_eq!(code(read_credential(&plain[1..])), ("credential_length", "14".to_owned()));
    let zero = format!("0{}", &plain[1..]);
    assert_eq!(code(read_credential(&zero)), ("credential_character", "0".to_owned()));
    assert_eq!(code(read_credential("mã của tôi")).1, "ã");
    let last = if plain.ends_with('2') { "3" } else { "2" };
    let other = format!("{}{last}", &plain[..14]);
    assert_eq!(code(read_credential(&other)).0, "credential_check");
}

/// A vote whose key a trustee alone and any two of three hold, all of them by what their browsers compute.
fn held<G: Group>() {
    let mut rng = StdRng::seed_from_u64(2);
    let group = G::NAME;
    let alone = new_key(group, "Bà Tư").unwrap();
    assert!(alone.public.contains("Bà Tư"));
    belongs(group, &alone.secret, &alone.public).unwrap();
    let seeds = [0; 3].map(|_| new_seed(group).unwrap());
    let certificates = seeds.each_ref().map(|made| made.public.clone());
    for (made, other) in seeds.iter().zip(seeds.iter().cycle().skip(1)) {
        belongs(group, &made.secret, &made.public).unwrap();
        assert_eq!(code(belongs(group, &other.secret, &made.public)).0, "secret_of_another");
    }
    assert_eq!(code(belongs(group, "tệp khác", &alone.public)).0, "secret");
    let polynomials =
        seeds.each_ref().map(|made| polynomial(group, &certificates, 2, &made.secret).unwrap());
    assert_eq!(code(polynomial(group, &certificates, 2, &alone.secret)).0, "secret_of_another");
    let bytes = |texts: &[String]| texts.iter().map(|text| text.clone().into_bytes()).collect();
    let (certified, sent): (Vec<Vec<u8>>, Vec<Vec<u8>>) =
        (bytes(&certificates), bytes(&polynomials));
    let certified: Vec<&[u8]> = certified.iter().map(Vec::as_slice).collect();
    let sent: Vec<&[u8]> = sent.iter().map(Vec::as_slice).collect();
    let ceremony = Ceremony::<G>::new(&certified, 2).unwrap();
    let inboxes = ceremony.inboxes(&sent).unwrap();
    let shares: Vec<String> = seeds
        .iter()
        .zip(&inboxes)
        .map(|(made, inbox)| {
            let inbox = std::str::from_utf8(inbox).unwrap();
            key_share(group, &certificates, 2, &made.secret, inbox).unwrap()
        })
        .collect();
    // The letters of another one cannot be opened.
    let inbox = std::str::from_utf8(&inboxes[1]).unwrap();
    assert_eq!(code(key_share(group, &certificates, 2, &seeds[0].secret, inbox)).0, "ceremony");
    let keys: Vec<&[u8]> = shares.iter().map(String::as_bytes).collect();
    let together = ceremony.parameters(&sent, &keys).unwrap();

    let trustees = write_list::<G>(&[alone.public.as_bytes()], &[&together]).unwrap();
    let parsed = Trustees::<G>::read(&trustees).unwrap();
    let uuid = credential::token(14, &mut rng);
    let (private, public) = credential::make::<G, _>(&uuid, &[1, 1], &mut rng).unwrap();
    let key = G::encode(&parsed.key());
    let election = Template::read(TEMPLATE).unwrap().with_key(group, key, &uuid).write();
    let (voting, printed) = enter(&election).unwrap();
    assert_eq!(printed, fingerprint(&election));
    assert!(std::str::from_utf8(&public).unwrap().contains(&voting.public(&private[0])));

    // The first voter doubts, opens one ballot, and casts another.
    let choices = [vec![0, 1, 0], vec![1, 0, 0]];
    let doubted = voting.encrypt(&private[0], &choices).unwrap();
    let names = doubted.names();
    let opened = voting.check_opened(&doubted.open()).unwrap();
    assert_eq!((opened.content, opened.choices), (names.content, choices.to_vec()));
    let wrong = [vec![1, 1, 0], vec![1, 0, 0]];
    assert_eq!(code(voting.encrypt(&private[0], &wrong)).0, "choices");

    let checker = Checker::<G>::of(&election).unwrap();
    let mut archive = Vec::new();
    let mut writer = Writer::begin(1_795_000_000, &mut archive);
    writer.setup(&election, &trustees, &public, &mut archive);
    let mut tally = EncryptedTally::<G>::empty(checker.questions());
    for (credential, choices) in private.iter().zip([choices, [vec![1, 0, 0], vec![0, 0, 1]]]) {
        let ready = voting.encrypt(credential, &choices).unwrap();
        let names = ready.names();
        let ballot = ready.cast();
        assert_eq!(voting.check_ballot(&ballot).unwrap(), names);
        assert_eq!(code(voting.check_ballot(&ballot[..9])).0, "ballot");
        tally.add(&checker.check(&ballot).unwrap().answers, 1);
        writer.ballot(&ballot, &mut archive);
    }
    assert_eq!(code(decryption(&archive, &alone.secret, None)).0, "archive_open");
    writer.end_ballots(&mut archive);
    writer.encrypted_tally(&tally.write(), 2, 2, &mut archive);
    assert_eq!(check_archive(&archive).unwrap().stage, "tallied");
    let tallied = archive.clone();

    assert_eq!(code(decryption(&archive, &seeds[0].secret, None)).0, "secret_needs_share");
    let strange = new_key(group, "").unwrap();
    assert_eq!(code(decryption(&archive, &strange.secret, None)).0, "secret_of_another");
    let mut broken = archive.clone();
    let middle = broken.len() / 2;
    broken[middle] ^= 1;
    assert_eq!(code(decryption(&broken, &alone.secret, None)).0, "archive");
    let mut factors = BTreeMap::new();
    for (secret, sealed) in [
        (&alone.secret, None),
        (&seeds[0].secret, Some(&shares[0])),
        (&seeds[2].secret, Some(&shares[2])),
    ] {
        let made = decryption(&tallied, secret, sealed.map(String::as_str)).unwrap();
        assert_eq!(made.of.counted, 2);
        let (owner, share) = (made.owner, made.share.as_bytes());
        let checked = check_partial(share, owner, &tally, &printed, &parsed).unwrap();
        factors.insert(owner, checked);
        writer.partial_decryption(owner, share, &mut archive);
    }
    assert_eq!(factors.keys().copied().collect::<Vec<_>>(), [1, 2, 4]);
    writer.result(&result(&tally, &parsed, &factors, 2).unwrap(), &mut archive);
    let report = check_archive(&archive).unwrap();
    let row = |answers: &[(&str, u64)]| -> Vec<(String, u64)> {
        answers.iter().map(|(answer, count)| ((*answer).to_owned(), *count)).collect()
    };
    assert_eq!(
        report.result.unwrap(),
        [row(&[("", 1), ("An", 1), ("Bình", 0)]), row(&[("Cao", 1), ("Vừa", 0), ("Thấp", 1)])]
    );
}

#[test]
fn a_vote_by_what_browsers_compute_alone_comes_out_right() {
    held::<Ed25519>();
    held::<Belenios2048>();
}

#[test]
fn an_election_of_another_group_or_none_is_refused() {
    assert_eq!(code(enter(b"{}").map(|_| ())).0, "election");
    assert_eq!(code(new_key("RFC-3526-2048", "")), ("election", "RFC-3526-2048".to_owned()));
}
