use super::{AllOf, BriefingId, Event, Figures, SessionId};
use crate::{Event as Fact, Head, State, count::Count, people::BodyId, refusal::Refusal};

/// To whom it is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    These(Vec<BodyId>),
    All(AllOf),
}

/// What shapes events; all else is stated as it is.
#[derive(Debug, Clone)]
pub enum Command {
    Send {
        briefing: BriefingId,
        audience: Audience,
        due: crate::Date,
    },
    /// Says how far the people of a body have come. Figures of few people do not enter the record.
    State {
        briefing: BriefingId,
        body: BodyId,
        figures: Figures,
    },
    /// Says that a session was held. A count of few people does not enter the record.
    Hold {
        briefing: BriefingId,
        session: SessionId,
        present: Count,
    },
}

/// What happens when `command` is asked now.
///
/// # Errors
/// [`Refusal`] when there is no such briefing; the rest is [`super::lawful`]'s to say.
pub fn decide(state: &State, head: &Head, command: Command) -> Result<Vec<Fact>, Refusal> {
    let found = |id: &BriefingId| {
        let unknown = || Refusal::new("briefing.unknown").with("briefing", id);
        state.briefing.get(id).ok_or_else(unknown)
    };
    let shown = |count: Count| {
        let least = state.briefing_rules(head.at).map(|rules| rules.show_from);
        least.is_none_or(|least| count >= least)
    };
    let event = match command {
        Command::Send { briefing, audience, due } => {
            let of = found(&briefing)?;
            let (bodies, all) = match audience {
                Audience::These(bodies) => (bodies, None),
                Audience::All(all) => {
                    let sender = head.body.as_ref().and_then(|body| state.people.body(body));
                    let sender = sender.ok_or_else(|| Refusal::new("briefing.not_received"))?;
                    (state.all_of(of, sender, &all), Some(all))
                }
            };
            Event::Sent { briefing, bodies, all, due }
        }
        Command::State { briefing, body, figures } => {
            found(&briefing)?;
            // Whether the figures are sound is asked before they are left out.
            super::lawful::sound(&figures)?;
            let figures = Some(figures).filter(|of| shown(of.base()));
            Event::ProgressStated { briefing, body, figures }
        }
        Command::Hold { briefing, session, present } => {
            found(&briefing)?;
            let present = Some(present).filter(|present| shown(*present));
            Event::SessionHeld { briefing, session, present }
        }
    };
    Ok(vec![Fact::Briefing(event)])
}
