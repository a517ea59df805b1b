//! `dienhong export public`: the public copy of a node as static files, which any web server can hold
//! and `dienhong verify` can check.

mod folder;
mod index;
mod log;
pub mod public;

use crate::passphrase::Passphrase;
use clap::{Args, Subcommand, ValueEnum};
use dienhong_node::Opens;
use dienhong_server::site::Papers;
use std::{
    io::IsTerminal,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

pub use index::Printing;
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
        /// Which papers to print into it
        #[arg(long, value_enum, default_value_t = Which::Results)]
        papers: Which,
        /// Where the public pages will be: papers and their QR codes say so
        #[arg(long, value_name = "URL")]
        public_url: Option<String>,
        /// Without pages and papers: the log, its parts, pictures and open data, for a copy of very many areas
        #[arg(long)]
        no_pages: bool,
        #[command(flatten)]
        passphrase: Passphrase,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Which {
    /// None
    None,
    /// Minutes of constituencies, and the reports
    Results,
    /// Also the minutes of each polling area, which takes longer
    All,
}

/// 0: written. 1: written, but a picture that the journal names is lost. 2: not written.
pub fn run(arguments: &Arguments) -> ExitCode {
    let What::Public { data, out, papers, public_url, no_pages, passphrase } = &arguments.what;
    let papers = match papers {
        Which::None => Papers::None,
        Which::Results => Papers::Results,
        Which::All => Papers::All,
    };
    let printing = Printing { papers, home: public_url.clone() };
    let started = Instant::now();
    let loud = std::io::stderr().is_terminal();
    let mut progress = |what: &str| {
        if loud || started.elapsed().as_secs() >= 2 {
            eprintln!("dienhong export: {what}");
        }
    };
    let opens = |path: &Path| passphrase.opens(path);
    let written = match no_pages {
        true => public(data, out, &|_, _, _| Ok(()), &opens, &mut progress),
        false => write(data, out, &printing, &opens, &mut progress),
    };
    match written {
        Ok(Exported { size, root, files, missing }) => {
            let seconds = started.elapsed().as_secs();
            println!("{}: {size} records, {files} files, {seconds} s", out.display());
            println!("root {root}");
            for name in &missing {
                eprintln!(
                    "dienhong export: {name}, a picture of published minutes or a file of an electronic box, is lost"
                );
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
    printing: &Printing,
    opens: Opens,
    progress: &mut dyn FnMut(&str),
) -> Result<Exported, NotExported> {
    let site: public::Site =
        &|view, witnessed, write| index::pages(data, view, witnessed, printing, write);
    public(data, out, site, opens, progress)
}
