use super::{
    After, Answers, Bases, Call, Channel, Document, Event, Opened, Question, Sheet, VoteId, Way,
    outcomes,
};
use crate::{Event as Fact, Head, State, count::Count, refusal::Refusal};
use dienhong_journal::Opening;

/// What shapes events or looks at private values; all else is stated as it is.
#[derive(Debug, Clone)]
pub enum Command {
    /// The head of the committee signs a channel's figures, when both entries say the same.
    Sign { vote: VoteId, channel: super::ChannelId, known: Vec<Opening<Sheet>> },
    /// Adds all channels up. `known` opens the entries that stand.
    Declare { vote: VoteId, known: Vec<Opening<Sheet>> },
}

/// How another module has its one question voted on.
#[derive(Debug, Clone)]
pub struct Ask {
    pub vote: VoteId,
    pub title: String,
    /// What stands above the paper's lines.
    pub text: String,
    pub channels: Vec<Channel>,
    /// The body's decision that allows a way which is not lawful by itself.
    pub decision: Option<Document>,
}

impl Ask {
    /// The record that calls the vote, by the rules of this purpose and of these members.
    pub(crate) fn called(
        self,
        (purpose, closed): (String, bool),
        members: Count,
        answers: Answers,
        after: Option<After>,
    ) -> Event {
        let Ask { vote, title, text, channels, decision } = self;
        let questions = vec![Question { text, answers, passes: None }];
        let call = Call {
            title,
            purpose,
            questions,
            channels,
            members,
            closed,
            decision,
            charter: None,
            most_proxies: None,
            after,
        };
        Event::Called { vote, call }
    }
}

/// What happens when `command` is asked now: the events to journal, all or none of them.
///
/// # Errors
/// [`Refusal`] when what is private forbids it; the rest is [`super::lawful`]'s to say.
pub fn decide(state: &State, _head: &Head, command: Command) -> Result<Vec<Fact>, Refusal> {
    let unknown = |id: &VoteId| Refusal::new("vote.unknown").with("vote", id);
    let event = match command {
        Command::Sign { vote: id, channel, known } => {
            let vote = state.vote.get(&id).ok_or_else(|| unknown(&id))?;
            let not_yet = || Refusal::new("vote.entries_missing").with("channel", &channel);
            let counting = vote.counting.get(&channel).ok_or_else(not_yet)?;
            let open = |sealed| known.iter().find(|opening| opening.opens(sealed));
            let mut sheets = counting.entries.iter().map(|entry| open(&entry.sealed));
            let (Some(first), Some(second)) = (sheets.next().flatten(), sheets.next().flatten())
            else {
                return Err(not_yet());
            };
            if first.value != second.value {
                return Err(Refusal::new("vote.entries_differ").with("channel", &channel));
            }
            first.value.check(&vote.call, vote.present_at(&channel))?;
            let sealed = counting.entries.first().map(|entry| entry.sealed).ok_or_else(not_yet)?;
            Event::SheetSigned { vote: id, channel, sealed }
        }
        Command::Declare { vote: id, known } => {
            let vote = state.vote.get(&id).ok_or_else(|| unknown(&id))?;
            let by_hand = |way: Way| way.is_counted_by_hand();
            let mut openings = Vec::new();
            for channel in vote.call.channels.iter().filter(|channel| by_hand(channel.way)) {
                let entries = vote.counting.get(&channel.id).map(|of| of.entries.as_slice());
                let open = |sealed| known.iter().find(|opening| opening.opens(sealed)).cloned();
                let entries = entries.unwrap_or_default().iter();
                let entries = entries.filter_map(|entry| open(&entry.sealed)).collect();
                openings.push(Opened { channel: channel.id.clone(), entries });
            }
            let outcomes = state.vote_outcomes(vote, &openings)?;
            Event::Declared { vote: id, openings, outcomes }
        }
    };
    Ok(vec![Fact::Vote(event)])
}

impl State {
    /// What follows from the figures of all channels.
    ///
    /// # Errors
    /// `vote.not_counted` when a channel has none yet.
    pub fn vote_outcomes(
        &self,
        vote: &super::Vote,
        openings: &[Opened],
    ) -> Result<Vec<super::Outcome>, Refusal> {
        let not_yet = || Refusal::new("vote.not_counted");
        let sheets = vote.sheets(openings);
        if sheets.len() != vote.call.channels.len() {
            return Err(not_yet());
        }
        let begun = vote.begun.as_ref().ok_or_else(not_yet)?;
        let blank = Sheet::blank(&vote.call);
        let total = sheets.values().try_fold(blank, |sum, sheet| sum.plus(sheet));
        let total = total.ok_or_else(not_yet)?;
        let present = begun.present().ok_or_else(not_yet)?;
        let bases = Bases { members: vote.call.members, summoned: begun.summoned, present };
        let passes = self.vote_rule(&vote.call, vote.at)?.passes;
        Ok(outcomes(&vote.call, &total, bases, passes))
    }
}
