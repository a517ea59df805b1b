//! `dienhong witness init`: a witness's own key.

use super::{KEY, PUBLIC};
use crate::passphrase::{NoPassphrase, Passphrase};
use clap::Args;
use dienhong_journal::{
    checkpoint::BadNote,
    cosignature::{WitnessKey, WitnessSigner},
};
use dienhong_store::{replace, secret};
use std::{fs, io, path::PathBuf, process::ExitCode};
use zeroize::Zeroizing;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder of the witness; it is made when it is not there
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// The name of the witness in its signatures, such as bao.example/nhan-chung. It never changes
    #[arg(long)]
    name: String,
    #[command(flatten)]
    passphrase: Passphrase,
}

#[derive(Debug, thiserror::Error)]
enum NotMade {
    #[error(transparent)]
    Name(#[from] BadNote),
    #[error("{}: {why}", path.display())]
    File { path: PathBuf, why: io::Error },
    #[error(transparent)]
    Passphrase(#[from] NoPassphrase),
    #[error(transparent)]
    Secret(#[from] secret::NoSecret),
    #[error("the machine gives no random numbers")]
    Random,
}

pub(super) fn run(arguments: &Arguments) -> ExitCode {
    match make(arguments) {
        Ok(key) => {
            println!("{key}");
            eprintln!("  give this line to the logs that you will watch; it is also in {PUBLIC}");
            eprintln!("  keep {KEY} and its passphrase apart from each other");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("dienhong witness init: {why}");
            ExitCode::from(2)
        }
    }
}

fn make(arguments: &Arguments) -> Result<WitnessKey, NotMade> {
    let Arguments { dir, name, passphrase } = arguments;
    let mut random = Zeroizing::new([0; 32]);
    getrandom::fill(random.as_mut()).map_err(|_| NotMade::Random)?;
    let signer = WitnessSigner::new(name, &random)?;
    let chosen = passphrase.choose()?;
    let failed = |path: PathBuf| move |why| NotMade::File { path, why };
    fs::create_dir_all(dir).map_err(failed(dir.clone()))?;
    secret::create(&dir.join(KEY), &random, Some(&chosen))?;
    let public = dir.join(PUBLIC);
    let line = format!("{}\n", signer.key());
    replace(&public, line.as_bytes()).map_err(failed(public))?;
    Ok(signer.key().clone())
}
