use super::{Event, Plan, ProgrammeId, TaskId};
use crate::{Event as Fact, Head, State, evidence, refusal::Refusal, vote::Document};
use dienhong_journal::Hash;

/// What shapes events; all else is stated as it is.
#[derive(Debug, Clone)]
pub enum Command {
    /// Opens a programme under the rule of the day.
    Open { programme: ProgrammeId, title: String, year: i16, quarter: Option<u8>, closed: bool },
    /// Submits a task today, with files that are brought for it.
    Submit {
        task: TaskId,
        result: String,
        document: Option<Document>,
        brought: Vec<evidence::Event>,
        files: Vec<Hash>,
        despite: Option<String>,
    },
    /// Approves what was submitted, today.
    Approve { tasks: Vec<TaskId>, note: Option<String> },
}

/// What happens when `command` is asked now: the rule and the day of the legal clock are filled in.
///
/// # Errors
/// [`Refusal`] when no rules hold or they know no programmes; the rest is [`super::lawful`]'s to say.
pub fn decide(state: &State, head: &Head, command: Command) -> Result<Vec<Fact>, Refusal> {
    let rules = state.rules_at(head.at)?;
    let on = rules.local(head.at).day;
    Ok(match command {
        Command::Open { programme, title, year, quarter, closed } => {
            let rule = rules.programme.as_ref();
            let rule = rule.ok_or_else(|| Refusal::new("programme.not_here"))?;
            let plan = Plan { title, year, quarter, done_when: rule.done_when, closed };
            vec![Fact::Programme(Event::Opened { programme, plan })]
        }
        Command::Submit { task, result, document, brought, files, despite } => {
            let submitted = Event::TaskSubmitted { task, on, result, document, files, despite };
            let brought = brought.into_iter().map(Fact::Evidence);
            brought.chain([Fact::Programme(submitted)]).collect()
        }
        Command::Approve { tasks, note } => {
            let approved = |task| Event::TaskApproved { task, on, note: note.clone() };
            tasks.into_iter().map(approved).map(Fact::Programme).collect()
        }
    })
}
