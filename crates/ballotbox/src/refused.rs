use belenios::{Object, Why};

/// Why a ballot is not taken. The code is stable; sentences are in the pack, under `booth`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("a ballot of this vote has at most {most} bytes")]
    TooLarge { most: u64 },
    /// What is wrong with its form.
    #[error("{0}")]
    Malformed(String),
    #[error("the ballot belongs to another election")]
    OtherElection,
    /// A proof or the signature does not hold.
    #[error("{0}")]
    Proof(String),
    #[error("the credential is not in the list of this vote")]
    UnknownCredential,
    #[error("the credential was revoked")]
    RevokedCredential,
    #[error("this very ballot is in the box")]
    AlreadyCast,
    #[error("a ciphertext of it is in the box already")]
    Copied,
}

impl Refused {
    pub const CODES: [&'static str; 8] = [
        "ballot.too_large",
        "ballot.malformed",
        "ballot.other_election",
        "ballot.proof",
        "ballot.unknown_credential",
        "ballot.revoked_credential",
        "ballot.already_cast",
        "ballot.copied",
    ];

    pub fn code(&self) -> &'static str {
        match self {
            Refused::TooLarge { .. } => "ballot.too_large",
            Refused::Malformed(_) => "ballot.malformed",
            Refused::OtherElection => "ballot.other_election",
            Refused::Proof(_) => "ballot.proof",
            Refused::UnknownCredential => "ballot.unknown_credential",
            Refused::RevokedCredential => "ballot.revoked_credential",
            Refused::AlreadyCast => "ballot.already_cast",
            Refused::Copied => "ballot.copied",
        }
    }
}

impl From<belenios::Refused> for Refused {
    /// A ballot is named by nothing but its tracker, which who asks has.
    fn from(refused: belenios::Refused) -> Refused {
        let said = match refused.object {
            Object::Ballot(_) => refused.why.to_string(),
            _ => refused.to_string(),
        };
        match refused.why {
            Why::OtherElection => Refused::OtherElection,
            Why::UnknownCredential => Refused::UnknownCredential,
            Why::Twice => Refused::AlreadyCast,
            Why::Proof(_) | Why::Signature | Why::OutsideGroup(_) => Refused::Proof(said),
            _ => Refused::Malformed(said),
        }
    }
}
