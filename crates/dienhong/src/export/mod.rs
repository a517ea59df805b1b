//! `dienhong export public`: the public copy of a node as static files, which any web server can hold
//! and `dienhong verify` can check.

mod folder;
mod index;
mod log;
pub mod public;

use clap::{Args, Subcommand};
use std::{
    io::IsTerminal,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use public::{Exported, NotExported, public};

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// All that is public: journal, pictures of minutes, open data, pages. The node may be running
    Public {
        /// The node's folder
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// Where to write; it is replaced as a whole, if it is an earlier copy of the same node
        #[arg(long, value_name = "OUT")]
        out: PathBuf,
    },
}

/// 0: written. 1: written, but a picture that the journal names is lost. 2: not written.
pub fn run(arguments: &Arguments) -> ExitCode {
    let What::Public { data, out } = &arguments.what;
    let started = Instant::now();
    let loud = std::io::stderr().is_terminal();
    let mut progress = |what: &str| {
        if loud || started.elapsed().as_secs() >= 2 {
            eprintln!("dienhong export: {what}");
        }
    };
    match write(data, out, &mut progress) {
        Ok(Exported { size, root, files, missing }) => {
            let seconds = started.elapsed().as_secs();
            println!("{}: {size} records, {files} files, {seconds} s", out.display());
            println!("root {root}");
            for name in &missing {
                eprintln!("dienhong export: the picture {name} of published minutes is lost");
            }
            if missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) }
        }
        Err(why) => {
            eprintln!("dienhong export: {why}");
            ExitCode::from(2)
        }
    }
}

/// Writes the public copy of the node in `data`, with its pages.
///
/// # Errors
/// Says why nothing was written.
pub fn write(
    data: &Path,
    out: &Path,
    progress: &mut dyn FnMut(&str),
) -> Result<Exported, NotExported> {
    public(data, out, &|view, write| index::pages(data, view, write), progress)
}
