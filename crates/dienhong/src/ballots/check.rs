//! What an auditor does.

use super::{Failed, files, say};
use belenios::Weight;
use belenios::verify::{Options, Report, Stage, entries, verify};
use clap::Args;
use std::path::PathBuf;
use std::time::Instant;

#[derive(Debug, Args)]
pub struct Verify {
    /// The archive, `<uuid>.bel`
    file: PathBuf,
    /// Accept an election that goes on still: what is there is checked
    #[arg(long)]
    unfinished: bool,
    /// Threads that check ballots; by default one for each processor
    #[arg(long)]
    threads: Option<usize>,
}

impl Verify {
    pub fn run(&self) -> Result<(), Failed> {
        let started = Instant::now();
        let options = self.threads.map_or_else(Options::default, |threads| Options { threads });
        let report = verify(files::open(&self.file)?, options)?;
        print(&report)?;
        say(&format!("checked in        {} ms", started.elapsed().as_millis()))?;
        if report.stage != Stage::Finished && !self.unfinished {
            let sentence = "the archive ends before the result; with --unfinished that is accepted";
            return Err(Failed::Sentence(sentence.to_owned()));
        }
        say("all checks passed")
    }
}

fn print(report: &Report) -> Result<(), Failed> {
    let election = &report.election;
    say(&format!("election          {} ({})", election.name, election.uuid))?;
    say(&format!("group             {}", election.group))?;
    say(&format!("fingerprint       {}", report.fingerprint))?;
    say(&format!(
        "credentials       {}, fingerprint {}",
        report.voters, report.credentials_fingerprint
    ))?;
    say(&format!("trustees          {}, shares from {:?}", report.trustees, report.shares))?;
    say(&format!(
        "ballots           {} cast, {} counted, weight {}",
        report.ballots, report.counted, report.weight
    ))?;
    say(&format!("last event        {} ({} events)", report.last_event, report.events))?;
    let Some(result) = &report.result else {
        let stage = match report.stage {
            Stage::Open => "open for ballots",
            Stage::Closed => "closed, not added up yet",
            Stage::Tallied | Stage::Finished => "added up, not decrypted yet",
        };
        return say(&format!("stage             {stage}"));
    };
    for (question, counts) in election.questions.iter().zip(&result.result) {
        say(&question.question)?;
        let blank = question.has_blank().then_some("(blank)");
        for (answer, Weight(count)) in
            blank.into_iter().chain(question.answers.iter().map(String::as_str)).zip(counts)
        {
            say(&format!("  {count:>10}  {answer}"))?;
        }
    }
    Ok(())
}

#[derive(Debug, Args)]
pub struct Inspect {
    /// The archive, `<uuid>.bel`
    file: PathBuf,
}

impl Inspect {
    pub fn run(&self) -> Result<(), Failed> {
        entries(files::open(&self.file)?, |entry| {
            let what = match &entry.event {
                Some(event) => format!("event {} {:?}", event.height, event.kind),
                None => "payload".to_owned(),
            };
            println!("{:>8}  {:>9} bytes  {}  {what}", entry.number, entry.size, entry.hash);
        })?;
        Ok(())
    }
}
