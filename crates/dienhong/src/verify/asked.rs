//! What else `dienhong verify` is asked: to compare two copies, to check evidence or a receipt.

use super::{compare, receipt};
use clap::Args;
use dienhong_journal::{checkpoint::Verifier, cosignature::WitnessKey};
use dienhong_verifier::words::Language;
use std::{path::PathBuf, process::ExitCode};

#[derive(Debug, Args)]
pub(super) struct Asked {
    /// Whether two copies, each a folder or an address, are of one history
    #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with_all = ["out", "receipt"])]
    compare: Option<Vec<String>>,
    /// With --compare: where to write what proves that they are not. Alone: the file to check
    #[arg(long, value_name = "FILE", conflicts_with_all = ["out", "receipt"])]
    evidence: Option<PathBuf>,
    /// Check a receipt: its text, its file, or the address with it
    #[arg(long, value_name = "RECEIPT", conflicts_with = "out")]
    receipt: Option<String>,
    /// The key of a witness that you trust, besides those that the journal names; may be given several times
    #[arg(long = "witness", value_name = "VKEY")]
    pub witnesses: Vec<WitnessKey>,
}

impl Asked {
    /// None: a public copy is to be verified.
    pub fn run(&self, lang: Language, key: Option<&Verifier>) -> Option<ExitCode> {
        match (self.compare.as_deref(), &self.evidence, &self.receipt) {
            (Some([one, other]), evidence, _) => {
                Some(compare::run(lang, [one, other], evidence.as_deref(), key))
            }
            (_, Some(evidence), _) => Some(compare::check(lang, evidence, key)),
            (_, _, Some(receipt)) => Some(receipt::run(lang, receipt, key, &self.witnesses)),
            _ => None,
        }
    }
}

/// The exit code of what was asked, and why it could not be answered.
pub(super) fn answered(done: Result<bool, String>) -> ExitCode {
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(why) => {
            eprintln!("dienhong verify: {why}");
            ExitCode::from(2)
        }
    }
}
