//! `dienhong witness`: follows logs of others and cosigns what only adds to what it saw.

mod http;
mod init;
mod page;
mod seen;

use crate::{passphrase::Passphrase, serve::told_to_stop};
use clap::{Args, Subcommand};
use dienhong_core::node::is_practice;
use dienhong_journal::{
    checkpoint::{BadNote, Verifier},
    cosignature::{WitnessKey, WitnessSigner},
};
use seen::{NotKept, Seen};
use std::{
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};
use tokio::net::TcpListener;

/// The secret key, and the public one, in the witness's folder.
const KEY: &str = "witness.key";
const PUBLIC: &str = "witness.vkey";

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make the key of a new witness, under a passphrase
    Init(init::Arguments),
}

#[derive(Debug, Args)]
struct Serve {
    /// The folder that `dienhong witness init` made
    // The parser lets nobody through without it, but for the other steps.
    #[arg(long, value_name = "DIR", required = true)]
    dir: Option<PathBuf>,
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// The key of a log to follow, as its body gave it to you: name+id+base64. May be given several times
    #[arg(long = "log", value_name = "VKEY", required = true)]
    logs: Vec<Verifier>,
    #[command(flatten)]
    passphrase: Passphrase,
}

#[derive(Debug, thiserror::Error)]
enum NoWitness {
    #[error("{}: {why}", path.display())]
    File { path: PathBuf, why: io::Error },
    #[error("{}: {why}", path.display())]
    Public { path: PathBuf, why: BadNote },
    #[error("{} is the public half of another key than {}", public.display(), key.display())]
    OtherKey { public: PathBuf, key: PathBuf },
    #[error("{0} is a rehearsal: nobody is its witness")]
    Rehearsal(String),
    #[error(transparent)]
    Passphrase(#[from] crate::passphrase::NoPassphrase),
    #[error(transparent)]
    Seen(#[from] NotKept),
    #[error("{address}: {why}")]
    Listen { address: SocketAddr, why: io::Error },
    #[error("{0}")]
    Runtime(io::Error),
}

pub fn run(arguments: &Arguments) -> ExitCode {
    if let Some(What::Init(arguments)) = &arguments.what {
        return init::run(arguments);
    }
    match start(&arguments.serve) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("dienhong witness: {why}");
            ExitCode::from(2)
        }
    }
}

fn start(serve: &Serve) -> Result<(), NoWitness> {
    let dir = serve.dir.as_deref().unwrap_or(Path::new("."));
    if let Some(log) = serve.logs.iter().find(|log| is_practice(log.name())) {
        return Err(NoWitness::Rehearsal(log.name().to_owned()));
    }
    let signer = signer(dir, &serve.passphrase)?;
    let seen = Arc::new(Seen::open(dir, signer, &serve.logs)?);
    let runtime = tokio::runtime::Runtime::new().map_err(NoWitness::Runtime)?;
    runtime.block_on(async {
        let failed = |why| NoWitness::Listen { address: serve.listen, why };
        let listener = TcpListener::bind(serve.listen).await.map_err(failed)?;
        let stop = told_to_stop();
        println!("http://{}/", listener.local_addr().map_err(failed)?);
        tokio::select! {
            () = http::serve(seen, listener) => {}
            () = stop => {}
        }
        Ok(())
    })
}

/// The key of the witness in `dir`. Its name is in the public half.
fn signer(dir: &Path, passphrase: &Passphrase) -> Result<WitnessSigner, NoWitness> {
    let (path, key) = (dir.join(PUBLIC), dir.join(KEY));
    let text = fs::read_to_string(&path);
    let text = text.map_err(|why| NoWitness::File { path: path.clone(), why })?;
    let bad = |why| NoWitness::Public { path: path.clone(), why };
    let public: WitnessKey = text.trim_end().parse().map_err(bad)?;
    let secret = passphrase.open(&key)?;
    let signer = WitnessSigner::new(public.name(), &secret).map_err(bad)?;
    if *signer.key() == public {
        Ok(signer)
    } else {
        Err(NoWitness::OtherKey { public: path, key })
    }
}
