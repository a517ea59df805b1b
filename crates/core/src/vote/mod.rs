//! A vote of a body of a few to twenty thousand people: who is asked what, in which ways, what is enough, and
//! what follows. Open, on paper, encrypted, or several of these in one count.
//!
//! ```text
//! Prepared ─open▶ Open ─close▶ Closed ─every channel has figures▶ Counted ─declare▶ Declared ─release▶ Released
//!                                 ▲                                  │                  │
//!                                 └────── recount, with a reason ────┴──────────────────┘
//! ```
//! Channels by name follow from the answers; those counted by hand from two sealed entries that agree and the
//! head of their committee has signed; the electronic box from proofs. Which ways are lawful for a purpose,
//! and who sees figures when, is data of the pack ([`VoteRule`]).

mod call;
mod command;
mod event;
mod figures;
mod lawful;
mod outcome;
mod ranked;
mod rule;
mod state;

pub use call::{
    ABSTAIN, After, Answers, Call, Channel, ChannelId, Choice, Document, Method, NO, Part, Proxy,
    Question, Row, VoteId, Voter, YES,
};
pub use command::{Ask, Command, decide};
pub use event::{Event, Group, KeyStep, Opened};
pub use figures::{Line, Ranking, Sheet};
pub use lawful::lawful;
pub use outcome::{Bases, Outcome, outcomes};
pub use rule::{Audience, Base, Met, Moment, Shown, Threshold, Turnout, VoteRule, Way};
pub use state::{
    BallotBox, Begun, Cast, Counting, Declared, Prepared, Sealed, Step, Switch, Trustees, Vote,
    Votes, Written,
};
