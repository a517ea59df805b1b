use crate::rules::{BallotRule, Ground};

/// What a team sees on one paper ballot. Names are positions in the official list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    pub issued_form: bool,
    pub team_stamp: bool,
    pub extra_writing: bool,
    /// Names not struck out, each once, in list order.
    pub names_left: Vec<usize>,
}

/// How a ballot counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// One vote for each name left. Fewer names than seats is valid too.
    Valid {
        votes_for: Vec<usize>,
    },
    Invalid {
        ground: Ground,
    },
}

/// Reads a ballot by the grounds of the pack, in its order (Law 85/2015/QH13 art. 74).
pub fn read(paper: &Paper, seats: u16, rule: &BallotRule) -> Reading {
    let applies = |ground: &Ground| match ground {
        Ground::NotIssuedForm => !paper.issued_form,
        Ground::NoTeamStamp => !paper.team_stamp,
        Ground::Overvote => paper.names_left.len() > usize::from(seats),
        Ground::AllStruck => paper.names_left.is_empty(),
        Ground::ExtraWriting => paper.extra_writing,
    };
    match rule.invalid.iter().copied().find(applies) {
        Some(ground) => Reading::Invalid { ground },
        None => Reading::Valid { votes_for: paper.names_left.clone() },
    }
}
