//! A voter's booth as a WebAssembly module without glue, for `cargo xtask bench ballots`: how long a browser
//! takes to encrypt a ballot. Randomness is fixed here; a real booth takes the browser's.

use belenios::ballot::Booth;
use belenios::credential::Credential;
use belenios::election::Template;
use belenios::group::{Ed25519, Group};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::cell::RefCell;

struct Voting {
    booth: Booth<Ed25519>,
    credential: Credential,
    rng: StdRng,
}

thread_local! {
    static VOTING: RefCell<Option<Voting>> = const { RefCell::new(None) };
}

fn voting() -> Option<Voting> {
    let mut rng = StdRng::seed_from_u64(1);
    let key = Ed25519::pow(&Ed25519::generator(), &belenios::group::Scalar::random(&mut rng));
    let template = br#"{"description":"","name":"Bench","questions":[
        {"answers":["An","Binh","Chi","Dung","Em"],"min":1,"max":3,"question":"Who?"}]}"#;
    let election = Template::read(template).ok()?.with_key(
        Ed25519::NAME,
        Ed25519::encode(&key),
        "2anPoHv8RJPp5h",
    );
    let booth = Booth::new(&election.write()).ok()?;
    Some(Voting { booth, credential: Credential::random(&mut rng), rng })
}

/// Prepares the booth; 1 when it is ready.
#[unsafe(no_mangle)]
#[expect(unsafe_code, reason = "the name of an export")]
pub extern "C" fn prepare() -> u32 {
    VOTING.with(|cell| {
        *cell.borrow_mut() = voting();
        u32::from(cell.borrow().is_some())
    })
}

/// Encrypts a ballot that chooses two of five; its length in bytes, or 0.
#[unsafe(no_mangle)]
#[expect(unsafe_code, reason = "the name of an export")]
pub extern "C" fn encrypt() -> u32 {
    VOTING.with(|cell| {
        let mut cell = cell.borrow_mut();
        let Some(voting) = cell.as_mut() else { return 0 };
        let ballot = voting.booth.vote(&voting.credential, &[vec![0, 1, 0, 1, 0]], &mut voting.rng);
        ballot.map_or(0, |ballot| ballot.len() as u32)
    })
}
