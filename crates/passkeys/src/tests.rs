#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use super::{good, soft::Authenticator};
use dienhong_core::people::passkey::{Signed, plain_ecdsa};
use dienhong_journal::Hash;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use std::time::{Duration, Instant};

const ORIGIN: &str = "https://bau-cu.example";

fn signed(key: &Authenticator, challenge: &[u8]) -> Signed {
    key.passkey().signed(&key.answers(&Hash::of(challenge)).unwrap()).unwrap()
}

fn es256(challenge: &[u8]) -> Signed {
    signed(&Authenticator::es256(ORIGIN).unwrap(), challenge)
}

fn eddsa(challenge: &[u8]) -> Signed {
    signed(&Authenticator::eddsa(ORIGIN, &[7; 32]).unwrap(), challenge)
}

#[test]
fn what_a_key_has_signed_is_good_and_nothing_else() {
    for signed in [es256(b"minutes"), eddsa(b"minutes")] {
        assert!(good(&signed), "{signed:?}");
        let flips: [fn(&mut Signed) -> &mut Vec<u8>; 3] =
            [|s| &mut s.key, |s| &mut s.message, |s| &mut s.signature];
        for part in flips {
            for place in 0..part(&mut signed.clone()).len() {
                let mut flipped = signed.clone();
                part(&mut flipped)[place] ^= 1;
                // What stands before the point says the kind of the key: whoever adds it checks that.
                let point = signed.key.len() - signed.point().len();
                let unread = flipped.key != signed.key && place < point;
                assert_eq!(good(&flipped), unread, "byte {place}");
            }
        }
        for cut in [0, 1, signed.signature.len() - 1] {
            let cut = Signed { signature: signed.signature[..cut].to_vec(), ..signed.clone() };
            assert!(!good(&cut));
        }
    }
}

#[test]
fn a_signature_in_der_becomes_the_64_bytes_of_browsers() {
    for turn in 0..64u8 {
        let signed = es256(&[turn]);
        let plain = signed.plain_signature().unwrap();
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, signed.point());
        assert!(key.verify(&signed.message, &plain).is_ok(), "{signed:?}");
        assert!(plain_ecdsa(&signed.signature[..signed.signature.len() - 1]).is_none());
        assert!(plain_ecdsa(&[signed.signature.as_slice(), &[0]].concat()).is_none());
    }
    assert_eq!(eddsa(b"x").plain_signature().unwrap().as_slice(), eddsa(b"x").signature);
}

/// A day of the nation has 170,000 of them. The best of many tries: the machine does other things too.
#[test]
fn one_takes_less_than_120_microseconds() {
    let signed = es256(b"minutes");
    let once = |_| {
        let began = Instant::now();
        assert!(good(&signed));
        began.elapsed()
    };
    let best = (0..500).map(once).min().unwrap();
    assert!(best < Duration::from_micros(120), "{best:?}");
}
