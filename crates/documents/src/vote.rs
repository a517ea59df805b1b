use crate::{Foot, FormNote, Heading, NamedCount, NotPrinted, Papers, Press, Signer, press::VOTE};
use serde::Serialize;

/// One line of a question: all of it, or one person.
#[derive(Debug, Clone, Default, Serialize)]
pub struct VoteLine {
    /// The person; empty where the question is one line.
    pub name: String,
    pub note: String,
    /// Box by box. Empty: not counted, and left to be written by hand.
    pub votes: Vec<u64>,
    /// In basis points of the base.
    pub shares: Vec<u64>,
    /// Papers that say nothing valid here.
    pub invalid: u64,
    /// Over what the shares are: «tổng số thành viên: 30».
    pub base: String,
    /// Rankings, most preferred first, with how many papers say so.
    pub rankings: Vec<NamedCount>,
}

/// One question as papers print it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct VoteQuestion {
    pub text: String,
    /// `yes_no`, `choose`, `levels` or `ranked`.
    pub kind: &'static str,
    /// How it is to be marked, in a sentence.
    pub how: String,
    /// What is enough, in a sentence; empty: nothing is asked for.
    pub passes: String,
    /// Answers, levels or options.
    pub boxes: Vec<String>,
    /// What stands beside each option.
    pub notes: Vec<String>,
    pub lines: Vec<VoteLine>,
    /// What follows, in a sentence; empty: nothing yet.
    pub outcome: String,
}

/// A ballot, minutes of a tally committee, or a notice of a result.
#[derive(Debug, Clone, Default, Serialize)]
pub struct VotePaper {
    pub form: FormNote,
    pub heading: Heading,
    pub foot: Foot,
    /// The rule by which is voted.
    pub article: String,
    /// Where; empty: everywhere together.
    pub channel: String,
    pub way: String,
    pub opened: String,
    pub closed: String,
    /// Papers and people, in the words of the form; without numbers where nothing is counted.
    pub turnout: Vec<NamedCount>,
    pub counted: bool,
    pub questions: Vec<VoteQuestion>,
    /// Who counted, the head first.
    pub committee: Vec<Signer>,
    /// Ballots, and the first number of the batch.
    pub count: u64,
    pub from: u64,
    pub per_sheet: u64,
}

/// Papers of a vote.
pub type VotePapers = Papers<VotePaper>;

impl Press {
    /// Papers of a vote, in one file.
    ///
    /// # Errors
    /// [`NotPrinted`]
    pub fn vote(&self, papers: &VotePapers) -> Result<Vec<u8>, NotPrinted> {
        self.papers(&VOTE, papers, |paper| &paper.foot)
    }
}
