use super::{Event, ItemId, Kind, Mark, Meeting, MeetingId, Outcome, SiteId, Taken};
use crate::{
    Event as Fact, Head, State,
    count::Count,
    refusal::Refusal,
    vote::{self, Call, Channel, ChannelId, Part, Question, VoteId, Voter, Way},
};
use dienhong_journal::Millis;
use std::collections::BTreeMap;

/// How many voters one record lists.
const ROWS: usize = 250;

/// What shapes events; all else is stated as it is.
#[derive(Debug, Clone)]
pub enum Command {
    /// Those who are there vote by name on the item that is on, from now on.
    PutVote(Box<PutVote>),
    /// A site that was cut off is back, with what it did meanwhile in the order in which it happened.
    Return { meeting: MeetingId, site: SiteId, acts: Vec<Held> },
}

/// A vote by name on the item that is on, opened at once.
#[derive(Debug, Clone)]
pub struct PutVote {
    pub meeting: MeetingId,
    pub item: ItemId,
    pub vote: VoteId,
    pub title: String,
    /// The pack's purpose: `resolution`.
    pub purpose: String,
    pub questions: Vec<Question>,
    pub until: Option<Millis>,
    /// The charter that gives weights, where somebody's is not one.
    pub charter: Option<vote::Document>,
    /// Weights that are held for others, by the number of who holds them.
    pub proxies: BTreeMap<u32, Vec<vote::Proxy>>,
    pub most_proxies: Option<u16>,
}

/// What was done at a site while it was cut off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub happened: Millis,
    pub act: HeldAct,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeldAct {
    Mark(Mark),
    Ask {
        item: ItemId,
        delegate: u32,
        about: Kind,
    },
    Withdraw {
        item: ItemId,
        delegate: u32,
    },
    /// An answer to a vote by name.
    Answer {
        vote: VoteId,
        line: u16,
        seat: u32,
        parts: Vec<Part>,
    },
}

/// What became of each act, in their order.
pub type Done = Vec<Taken>;

/// What happens when `command` is asked now: all of these events, or none.
///
/// # Errors
/// [`Refusal`] when there is no such meeting; the rest is [`super::lawful`]'s to say.
pub fn decide(state: &State, head: &Head, command: Command) -> Result<Vec<Fact>, Refusal> {
    match command {
        Command::PutVote(put) => put_vote(state, *put),
        Command::Return { meeting, site, acts } => back(state, head, meeting, site, acts),
    }
}

fn found<'a>(state: &'a State, id: &MeetingId) -> Result<&'a Meeting, Refusal> {
    let unknown = || Refusal::new("assembly.unknown").with("meeting", id);
    state.assembly.get(id).map(|of| &**of).ok_or_else(unknown)
}

fn put_vote(state: &State, put: PutVote) -> Result<Vec<Fact>, Refusal> {
    let meeting = found(state, &put.meeting)?;
    let mut voters: Vec<Voter> = Vec::new();
    for (number, of) in &meeting.delegates {
        let Some(site) = meeting.site_of(*number).filter(|_| !of.guest) else { continue };
        // Who is cut off now cannot answer; who is cut off later still can, if it is not too late.
        let cut_off = meeting.sites.get(site).is_none_or(|of| of.lost().is_some());
        if cut_off || !meeting.is_here(*number) {
            continue;
        }
        let proxies = put.proxies.get(number).cloned().unwrap_or_default();
        let held = Count::sum(proxies.iter().map(|proxy| proxy.weight)).unwrap_or_default();
        voters.push(Voter {
            seat: *number,
            name: of.name.clone(),
            channel: ChannelId::from(site.as_str()),
            weight: Count::try_from(of.weight.get() + held.get()).unwrap_or(of.weight),
            proxies,
            officer: of.officer.clone(),
        });
    }
    let sites = meeting.sites().filter(|of| {
        let id = of.site.id.as_str();
        voters.iter().any(|voter| voter.channel.as_str() == id)
    });
    let channels: Vec<Channel> = sites
        .map(|of| Channel {
            id: ChannelId::from(of.site.id.as_str()),
            name: of.site.name.clone(),
            way: Way::Named,
        })
        .collect();
    let coming = meeting.coming();
    // Who is there, with what they hold for others.
    let present = |channel: &Channel| {
        let there = voters.iter().filter(|voter| voter.channel == channel.id);
        (channel.id.clone(), Count::sum(there.map(|voter| voter.weight)).unwrap_or_default())
    };
    let present: BTreeMap<ChannelId, Count> = channels.iter().map(present).collect();
    let (members, vote) = (coming.expected.count(), put.vote);
    let call = Call {
        title: put.title,
        purpose: put.purpose,
        questions: put.questions,
        channels,
        members,
        closed: meeting.plan.closed,
        decision: None,
        charter: put.charter,
        most_proxies: put.most_proxies,
        after: None,
    };
    let of = |event: vote::Event| Fact::Vote(event);
    let mut events = vec![of(vote::Event::Called { vote: vote.clone(), call })];
    for rows in voters.chunks(ROWS) {
        let voters = rows.to_vec();
        events.push(of(vote::Event::VotersListed { vote: vote.clone(), voters }));
    }
    let (meeting, item) = (put.meeting, put.item);
    events.push(Fact::Assembly(Event::VotePut { meeting, item, vote: vote.clone() }));
    let until = put.until;
    events.push(of(vote::Event::Opened { vote, summoned: members, present, until }));
    Ok(events)
}

/// Each act is asked for itself, after those before it: what is lawful still is taken in, the rest is told.
fn back(
    state: &State,
    head: &Head,
    id: MeetingId,
    site: SiteId,
    acts: Vec<Held>,
) -> Result<Vec<Fact>, Refusal> {
    let meeting = found(state, &id)?;
    let unknown = || Refusal::new("assembly.unknown_site").with("site", &site);
    let of = meeting.sites.get(&site).ok_or_else(unknown)?;
    let mut after = state.clone();
    let mut events = Vec::new();
    let mut take = |after: &mut State, fact: Fact| -> Result<(), Refusal> {
        let head = Head { unit: fact.unit(after, head), ..head.clone() };
        after.lawful(&head, &fact)?;
        after.apply(&head, &fact);
        events.push(fact);
        Ok(())
    };
    let mut taken = Vec::with_capacity(acts.len());
    for Held { happened, act } in acts {
        let late = act.comes_late(meeting, state, happened);
        let (name, delegate) = (act.name(), act.delegate());
        // Not every record says when it happened.
        let then = of.was_cut_off(happened, head.at);
        let asked = match then {
            true => take(&mut after, act.fact(&id, happened)),
            false => Err(Refusal::new("assembly.did_not_happen_then")),
        };
        let outcome = match asked {
            Ok(()) if late => Outcome::Late,
            Ok(()) => Outcome::Merged,
            Err(refusal) => Outcome::Refused(refusal.code.to_owned()),
        };
        taken.push(Taken { happened, act: name.to_owned(), delegate, outcome });
    }
    if of.lost().is_some() {
        let back = Event::LineBack { meeting: id.clone(), site: site.clone() };
        take(&mut after, Fact::Assembly(back))?;
    }
    take(&mut after, Fact::Assembly(Event::Returned { meeting: id, site, taken }))?;
    Ok(events)
}

impl HeldAct {
    fn name(&self) -> &'static str {
        match self {
            HeldAct::Mark(_) => "mark",
            HeldAct::Ask { .. } => "ask",
            HeldAct::Withdraw { .. } => "withdraw",
            HeldAct::Answer { .. } => "answer",
        }
    }

    fn delegate(&self) -> u32 {
        match self {
            HeldAct::Mark(mark) => mark.delegate,
            HeldAct::Ask { delegate, .. } | HeldAct::Withdraw { delegate, .. } => *delegate,
            HeldAct::Answer { seat, .. } => *seat,
        }
    }

    fn fact(self, meeting: &MeetingId, happened: Millis) -> Fact {
        let meeting = meeting.clone();
        Fact::Assembly(match self {
            HeldAct::Mark(mark) => {
                Event::Marked { meeting, marks: vec![mark], happened: Some(happened) }
            }
            HeldAct::Ask { item, delegate, about } => {
                Event::FloorAsked { meeting, item, delegate, about, happened: Some(happened) }
            }
            HeldAct::Withdraw { item, delegate } => {
                Event::FloorWithdrawn { meeting, item, delegate }
            }
            HeldAct::Answer { vote, line, seat, parts } => {
                return Fact::Vote(vote::Event::Answered { vote, question: line, seat, parts });
            }
        })
    }

    /// Whether something was decided since that would have been otherwise: somebody was given the floor, a vote
    /// was opened over those who were there.
    fn comes_late(&self, meeting: &Meeting, state: &State, happened: Millis) -> bool {
        match self {
            HeldAct::Ask { .. } => {
                let given = meeting.speeches.iter().map(|speech| speech.given);
                given
                    .chain(meeting.speaking.iter().map(|speech| speech.given))
                    .any(|at| at > happened)
            }
            HeldAct::Mark(_) => {
                let votes = meeting.items.values().flat_map(|of| of.votes.iter());
                let begun = |id: &VoteId| state.vote.get(id)?.begun.as_ref().map(|begun| begun.at);
                votes.filter_map(begun).any(|at| at > happened)
            }
            HeldAct::Withdraw { .. } | HeldAct::Answer { .. } => false,
        }
    }
}
