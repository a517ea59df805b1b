//! From a credential and choices to a ballot that is cast or opened.

use crate::{Sorry, in_group, random};
use belenios::ballot::{Booth, Checker, Encrypted};
use belenios::credential::{ALPHABET, Credential};
use belenios::election::Election;
use belenios::fingerprint;
use belenios::group::Group;
use serde::Serialize;

/// Characters of a credential, its dashes apart.
const CHARACTERS: usize = 15;

/// What was pasted, typed or scanned: the text itself, or an address with it behind the `#`.
///
/// # Errors
/// Says whether a character, the length or the check is wrong.
pub fn read_credential(typed: &str) -> Result<Credential, Sorry> {
    let typed = typed.trim();
    let typed = typed.rsplit_once('#').map_or(typed, |(_, fragment)| fragment);
    let plain = || typed.chars().filter(|c| !c.is_whitespace() && *c != '-');
    let strange = plain().find(|c| !u8::try_from(*c).is_ok_and(|c| ALPHABET.contains(&c)));
    if let Some(strange) = strange {
        return Err(Sorry::new("credential_character", strange));
    }
    match plain().count() {
        0 => Err(Sorry::new("credential_empty", "")),
        CHARACTERS => {
            let plain: zeroize::Zeroizing<String> = zeroize::Zeroizing::new(plain().collect());
            Credential::read(&plain).map_err(Sorry::as_code("credential_check"))
        }
        other => Err(Sorry::new("credential_length", other)),
    }
}

/// How a ballot is named: by what its voter finds it, and what it held before it was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Names {
    pub tracker: String,
    pub content: String,
}

/// An opened ballot, computed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reopened {
    pub content: String,
    pub choices: Vec<Vec<u8>>,
}

/// A ballot that is cast or opened, never both.
pub trait Ready {
    fn names(&self) -> Names;
    /// The ballot in its only form.
    fn cast(self: Box<Self>) -> Vec<u8>;
    /// What shows its content, without what could cast it.
    fn open(self: Box<Self>) -> Vec<u8>;
}

impl<G: Group> Ready for Encrypted<G> {
    fn names(&self) -> Names {
        Names { tracker: self.tracker(), content: self.content() }
    }

    fn cast(self: Box<Self>) -> Vec<u8> {
        Encrypted::cast(*self)
    }

    fn open(self: Box<Self>) -> Vec<u8> {
        Encrypted::open(*self)
    }
}

/// One election, in its group.
pub trait Voting {
    fn election(&self) -> &Election;
    /// The public credential of a private one.
    fn public(&self, credential: &Credential) -> String;
    /// # Errors
    /// When the choices are not what the questions allow.
    fn encrypt(
        &self,
        credential: &Credential,
        choices: &[Vec<u8>],
    ) -> Result<Box<dyn Ready>, Sorry>;
    /// Checks a ballot of the box whole, but for whether its credential is in the list.
    ///
    /// # Errors
    /// Says what does not hold.
    fn check_ballot(&self, ballot: &[u8]) -> Result<Names, Sorry>;
    /// Computes an opened ballot again.
    ///
    /// # Errors
    /// Says what does not hold.
    fn check_opened(&self, opened: &[u8]) -> Result<Reopened, Sorry>;
}

struct In<G: Group> {
    booth: Booth<G>,
    checker: Checker<G>,
}

/// Opens the booth of an election, from its published bytes.
///
/// # Errors
/// When it is none that this program reads.
pub fn enter(election: &[u8]) -> Result<(Box<dyn Voting>, String), Sorry> {
    let parsed = Election::read(election).map_err(Sorry::as_code("election"))?;
    let voting = in_group!(parsed.group.as_str(), G => In::<G>::new(election).map(Box::new).map(|voting| voting as Box<dyn Voting>))?;
    Ok((voting, fingerprint(election)))
}

impl<G: Group> In<G> {
    fn new(election: &[u8]) -> Result<In<G>, Sorry> {
        let sorry = Sorry::as_code("election");
        let booth = Booth::new(election).map_err(&sorry)?;
        Ok(In { booth, checker: Checker::of(election).map_err(&sorry)? })
    }
}

impl<G: Group> Voting for In<G> {
    fn election(&self) -> &Election {
        self.booth.election()
    }

    fn public(&self, credential: &Credential) -> String {
        self.booth.public(credential)
    }

    fn encrypt(
        &self,
        credential: &Credential,
        choices: &[Vec<u8>],
    ) -> Result<Box<dyn Ready>, Sorry> {
        let made = self.booth.encrypt(credential, choices, &mut random());
        Ok(Box::new(made.map_err(Sorry::as_code("choices"))?))
    }

    fn check_ballot(&self, ballot: &[u8]) -> Result<Names, Sorry> {
        let cast = self.checker.check(ballot).map_err(Sorry::as_code("ballot"))?;
        let content = belenios::fingerprint_of(&cast.content);
        Ok(Names { tracker: cast.tracker(), content })
    }

    fn check_opened(&self, opened: &[u8]) -> Result<Reopened, Sorry> {
        let opened = self.checker.check_opened(opened).map_err(Sorry::as_code("opened"))?;
        Ok(Reopened { content: opened.content, choices: opened.choices })
    }
}
