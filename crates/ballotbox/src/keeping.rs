//! What a server does around the box, holding no secret: it takes the trustees' messages, makes the election of them,
//! and in the end the sum, the result and the archive that anyone verifies.
//!
//! Messages are the protocol's own JSON. Trustees are counted from 1, in the order in which they were named.

use belenios::archive::Writer;
use belenios::ballot::Checker;
use belenios::credential::read_list;
use belenios::election::{Election, Question, Template};
use belenios::fingerprint;
use belenios::group::{Group, InGroup, in_group};
use belenios::tally::{EncryptedTally, check_partial, read_result, result};
use belenios::threshold::Ceremony;
use belenios::trustee::{Trustees, write_list};
use belenios::verify::{Contents, Options, contents, verify};
use belenios::{Object, Refused, Why};
use std::io::Cursor;

/// How the key is shared, and what the trustees have sent so far.
#[derive(Debug, Clone, Copy)]
pub struct Keys<'a> {
    /// The protocol's name of it: `Ed25519`.
    pub group: &'a str,
    /// How many of them decrypt together. None: each holds a key of its own, and all are needed.
    pub threshold: Option<usize>,
    /// Single keys, or certificates, in the order of the trustees.
    pub first: &'a [Vec<u8>],
    pub polynomials: &'a [Vec<u8>],
    pub shares: &'a [Vec<u8>],
}

/// A message of a trustee, and what it is to be.
#[derive(Debug, Clone, Copy)]
pub enum Message<'a> {
    Key(&'a [u8]),
    Certificate(&'a [u8]),
    /// With the number of its author.
    Polynomial(usize, &'a [u8]),
    Share(usize, &'a [u8]),
}

/// An election that browsers can encrypt for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its parameters: JSON.
    pub election: Vec<u8>,
    /// JSON, as archives hold it.
    pub trustees: Vec<u8>,
    pub fingerprint: String,
}

/// What an archive is made of, as far as it has come. Trustees' shares are in the order of their numbers.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// When the election was made, in seconds since 1970.
    pub time: u64,
    pub election: &'a [u8],
    pub trustees: &'a [u8],
    pub credentials: &'a [u8],
    /// All that were cast, in their order.
    pub ballots: &'a [Vec<u8>],
    /// The sum, of how many ballots, and their weight. None: the vote is open.
    pub sum: Option<(&'a [u8], u64, u64)>,
    pub shares: &'a [(usize, Vec<u8>)],
    pub result: Option<&'a [u8]>,
}

fn slices(all: &[Vec<u8>]) -> Vec<&[u8]> {
    all.iter().map(Vec::as_slice).collect()
}

fn unknown_group<T>() -> Result<T, Refused> {
    Err(Refused::new(Object::Election, Why::Wrong("its group is not known")))
}

impl Keys<'_> {
    /// Whether a message can be taken after those that are here.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn takes(&self, message: Message) -> Result<(), Refused> {
        struct Taking<'a>(Keys<'a>, Message<'a>);
        impl InGroup for Taking<'_> {
            type Out = Result<(), Refused>;
            fn run<G: Group>(self) -> Self::Out {
                self.0.takes_in::<G>(self.1)
            }
        }
        in_group(self.group, Taking(*self, message)).unwrap_or_else(unknown_group)
    }

    fn takes_in<G: Group>(&self, message: Message) -> Result<(), Refused> {
        let mut first = slices(self.first);
        match message {
            Message::Key(key) => {
                first.push(key);
                write_list::<G>(&first, &[]).map(drop)
            }
            Message::Certificate(certificate) => {
                first.push(certificate);
                Ceremony::<G>::new(&first, 1).map(drop)
            }
            Message::Polynomial(number, bytes) => {
                self.ceremony::<G>(&first)?.check_polynomial(number, bytes)
            }
            Message::Share(number, bytes) => {
                let polynomials = slices(self.polynomials);
                self.ceremony::<G>(&first)?.check_outbox(&polynomials, number, bytes)
            }
        }
    }

    fn ceremony<'b, G: Group>(
        &self,
        certificates: &[&'b [u8]],
    ) -> Result<Ceremony<'b, G>, Refused> {
        Ceremony::new(certificates, self.threshold.unwrap_or(certificates.len()))
    }

    /// Between the second and the third round: what each trustee receives, as JSON.
    ///
    /// # Errors
    /// When a message is missing or wrong.
    pub fn inboxes(&self) -> Result<Vec<Vec<u8>>, Refused> {
        struct Passing<'a>(Keys<'a>);
        impl InGroup for Passing<'_> {
            type Out = Result<Vec<Vec<u8>>, Refused>;
            fn run<G: Group>(self) -> Self::Out {
                let first = slices(self.0.first);
                self.0.ceremony::<G>(&first)?.inboxes(&slices(self.0.polynomials))
            }
        }
        in_group(self.group, Passing(*self)).unwrap_or_else(unknown_group)
    }

    /// The election of these keys; `uuid` is 14 or more base-58 characters.
    ///
    /// # Errors
    /// When a message or a credential is wrong, or the questions make no election.
    pub fn elects(
        &self,
        (name, uuid): (&str, &str),
        questions: &[Question],
        credentials: &[u8],
    ) -> Result<Made, Refused> {
        struct Making<'a> {
            keys: Keys<'a>,
            named: (&'a str, &'a str),
            questions: &'a [Question],
            credentials: &'a [u8],
        }
        impl InGroup for Making<'_> {
            type Out = Result<Made, Refused>;
            fn run<G: Group>(self) -> Self::Out {
                let Making { keys, named, questions, credentials } = self;
                let first = slices(keys.first);
                let trustees = match keys.threshold {
                    None => write_list::<G>(&first, &[])?,
                    Some(_) => {
                        let polynomials = slices(keys.polynomials);
                        let ceremony = keys.ceremony::<G>(&first)?;
                        let group = ceremony.parameters(&polynomials, &slices(keys.shares))?;
                        write_list::<G>(&[], &[&group])?
                    }
                };
                read_list::<G>(credentials)?;
                let template = Template {
                    description: String::new(),
                    name: named.0.to_owned(),
                    questions: questions.to_vec(),
                    administrator: None,
                    credential_authority: None,
                };
                let key = G::encode(&Trustees::<G>::read(&trustees)?.key());
                let election = template.with_key(G::NAME, key, named.1).write();
                Election::read(&election)?;
                let fingerprint = fingerprint(&election);
                let made = Made { election, trustees, fingerprint };
                // Whatever an auditor would refuse is refused now.
                made.archive(credentials, |archive| verify(archive, Options::default()))?;
                Ok(made)
            }
        }
        let making = Making { keys: *self, named: (name, uuid), questions, credentials };
        in_group(self.group, making).unwrap_or_else(unknown_group)
    }
}

impl Made {
    fn archive<T>(&self, credentials: &[u8], then: impl FnOnce(Cursor<Vec<u8>>) -> T) -> T {
        let (election, trustees) = (self.election.as_slice(), self.trustees.as_slice());
        let parts = Parts {
            time: 0,
            election,
            trustees,
            credentials,
            ballots: &[],
            sum: None,
            shares: &[],
            result: None,
        };
        then(Cursor::new(parts.archive()))
    }
}

/// How many credentials a list holds.
///
/// # Errors
/// When it is no list of credentials of this group, or one of them weighs more than one.
pub fn credentials(group: &str, list: &[u8]) -> Result<u64, Refused> {
    struct Counting<'a>(&'a [u8]);
    impl InGroup for Counting<'_> {
        type Out = Result<u64, Refused>;
        fn run<G: Group>(self) -> Self::Out {
            let weights = read_list::<G>(self.0)?;
            if weights.values().any(|weight| *weight != 1) {
                let why = Why::Unsupported("votes of one body weigh one each here");
                return Err(Refused::new(Object::Credentials, why));
            }
            Ok(weights.len() as u64)
        }
    }
    in_group(group, Counting(list)).unwrap_or_else(unknown_group)
}

impl Parts<'_> {
    /// The archive: byte for byte what another server would make of these parts.
    pub fn archive(&self) -> Vec<u8> {
        let mut to = Vec::new();
        let mut writer = Writer::begin(self.time, &mut to);
        writer.setup(self.election, self.trustees, self.credentials, &mut to);
        for ballot in self.ballots {
            writer.ballot(ballot, &mut to);
        }
        if let Some((sum, ballots, weight)) = self.sum {
            writer.end_ballots(&mut to);
            writer.encrypted_tally(sum, ballots, weight, &mut to);
        }
        for (owner, share) in self.shares {
            writer.partial_decryption(*owner, share, &mut to);
        }
        if let Some(result) = self.result {
            writer.result(result, &mut to);
        }
        to
    }

    /// Whether a trustee's share of the decryption of these ballots' sum holds: those that count, of which the box
    /// has verified each when it was cast. All are verified again when the sum is opened.
    ///
    /// # Errors
    /// What is wrong.
    pub fn takes_share(
        &self,
        counted: &[&[u8]],
        (owner, share): (usize, &[u8]),
    ) -> Result<(), Refused> {
        struct Sharing<'a>(Parts<'a>, &'a [&'a [u8]], usize, &'a [u8]);
        impl InGroup for Sharing<'_> {
            type Out = Result<(), Refused>;
            fn run<G: Group>(self) -> Self::Out {
                let Sharing(parts, counted, owner, share) = self;
                let checker = Checker::<G>::of(parts.election)?;
                let mut tally = EncryptedTally::empty(checker.questions());
                for ballot in counted {
                    tally.add(&checker.read_own(ballot)?.answers, 1);
                }
                let trustees = Trustees::<G>::read(parts.trustees)?;
                let fingerprint = fingerprint(parts.election);
                check_partial(share, owner, &tally, &fingerprint, &trustees).map(drop)
            }
        }
        let sharing = Sharing(*self, counted, owner, share);
        in_group(&self.group()?, sharing).unwrap_or_else(unknown_group)
    }

    /// The result, of the shares that are here: the JSON of the protocol, and of each question the count of each
    /// answer. All ballots and proofs are verified again.
    ///
    /// # Errors
    /// What is wrong or missing.
    pub fn opened(&self) -> Result<(Vec<u8>, Vec<Vec<u64>>), Refused> {
        in_group(&self.group()?, Opening(*self)).unwrap_or_else(unknown_group)
    }

    fn group(&self) -> Result<String, Refused> {
        Ok(Election::read(self.election)?.group)
    }
}

struct Opening<'a>(Parts<'a>);

impl InGroup for Opening<'_> {
    type Out = Result<(Vec<u8>, Vec<Vec<u64>>), Refused>;

    fn run<G: Group>(self) -> Self::Out {
        let archive = Cursor::new(self.0.archive());
        let all: Contents<G> = contents(archive, Options::default())?;
        let Contents { report, tally, trustees, shares, .. } = all;
        let json = result(&tally, &trustees, &shares, report.weight)?;
        let counts = read_result(&json)?.result;
        let counts = counts.iter().map(|row| row.iter().map(|count| count.0).collect());
        let counts = counts.collect();
        Ok((json, counts))
    }
}
