//! Personnel: planning lists, nominations in steps, decisions, and the files of people.
//!
//! ```text
//! planned ─▶ nomination opened ─▶ step 1 … step n: begun (with its vote) ─▶ ended (who goes on) ─▶ decided: appointed
//!                 └──────────── ended early, with a reason ────────────┘
//! ```
//! Every record is closed: a log shows that something was done, when and by which body. Who goes on from a step
//! follows from its declared [`crate::vote`] and the rules ([`NominationRules`]); who is fit is people's to say:
//! conditions are facts with their article, never a score. What is private beyond names and dates (membership,
//! ethnicity, faith, health) is sealed, and no paper of this pack prints it. Source: Nghị định 138/2020 as amended
//! by 116/2024 (confirm against Nghị định 170/2025 and Quy định 377-QĐ/TW).

mod command;
mod condition;
mod event;
mod lawful;
mod rule;
mod state;

pub use command::{Command, decide};
pub use condition::Condition;
pub use event::Event;
pub use lawful::lawful;
pub use rule::{
    Chosen, MostRule, NominationRules, Passed, PersonnelRules, Reason, RetirementRule, RisingAge,
    StepRule, Takes, Vote, working_day_after,
};
pub use state::{
    Act, Answer, Begun, Decision, Discipline, Ended, List, ListId, Meeting, Nomination,
    NominationId, Opened, Origin, Particulars, Person, PersonId, Personnel, Plan, Private, Reading,
    Removal, Review,
};
