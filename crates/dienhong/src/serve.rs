//! `dienhong serve`: the pages of a node.

use crate::{
    passphrase::Passphrase,
    rehearsal::{NoClock, Rehearsal},
};
use clap::Args;
use dienhong_node::{Node, NotDone, NotOpened, key};
use dienhong_publish::Shelf;
use dienhong_server::{App, NotStarted};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};
use tokio::net::TcpListener;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The node's folder
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The GeoJSON of the map, with each unit's `code`
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Where readers find these pages: papers and their QR codes say so
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Publish the log here too: a folder, or s3://bucket/prefix with AWS_… in the environment; may be given several times
    #[arg(long, value_name = "WHERE")]
    publish: Vec<String>,
    /// Let a rehearsal be seen from other machines, where --listen says so
    #[arg(long)]
    rehearsal_open: bool,
    #[command(flatten)]
    passphrase: Passphrase,
    #[command(flatten)]
    rehearsal: Rehearsal,
}

#[derive(Debug, thiserror::Error)]
pub enum NotServed {
    #[error("{address}: {why}")]
    Listen { address: SocketAddr, why: std::io::Error },
    #[error("{0}")]
    Runtime(std::io::Error),
}

#[derive(Debug, thiserror::Error)]
enum NoPages {
    #[error(transparent)]
    Node(#[from] NotOpened),
    #[error(transparent)]
    Pages(#[from] NotStarted),
    #[error(transparent)]
    Serve(#[from] NotServed),
    #[error("the map: {0}")]
    Map(std::io::Error),
    #[error("the verifier could not be named in the journal: {0}")]
    Program(NotDone),
    #[error(transparent)]
    Clock(#[from] NoClock),
    #[error(
        "this node is a rehearsal: others could take its figures for real ones. It listens on 127.0.0.1, or with \
         --rehearsal-open on {0}"
    )]
    Rehearsal(SocketAddr),
}

pub fn run(arguments: &Arguments) -> ExitCode {
    match start(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("dienhong serve: {why}");
            ExitCode::from(2)
        }
    }
}

fn start(arguments: &Arguments) -> Result<(), NoPages> {
    let map = arguments.map.as_ref().map(std::fs::read_to_string).transpose();
    let map = map.map_err(NoPages::Map)?;
    let opens = |path: &Path| arguments.passphrase.opens(path);
    let node = Node::open_with(&arguments.data, None, arguments.rehearsal.clock()?, &opens)?;
    let key = key::file(&arguments.data, &node.view().state.node);
    if key::plain(&key).is_ok() {
        let key = key.display();
        eprintln!("{key} has no passphrase: whoever reads this file can sign for the node");
        eprintln!("  dienhong keys passphrase --data {}", arguments.data.display());
    }
    arguments.rehearsal.suits(node.view().state.node.simulated())?;
    let seen_elsewhere = !arguments.listen.ip().is_loopback();
    if seen_elsewhere && !arguments.rehearsal_open && node.view().state.node.rehearsal().is_some() {
        return Err(NoPages::Rehearsal(arguments.listen));
    }
    let others = arguments.publish.iter().map(|address| Shelf::at(address));
    let others = others.collect::<Result<_, _>>().map_err(NotStarted::Shelf)?;
    let app = Arc::new(App::publishing(node, &arguments.data, map.as_deref(), others)?);
    app.announce_program().map_err(NoPages::Program)?;
    if let Some(url) = &arguments.public_url {
        app.at_home(url);
    }
    until_stopped(app, arguments.listen, |address| println!("http://{address}/"))?;
    Ok(())
}

/// Serves until Ctrl-C or the machine's own word to stop. `ready` is told the address once it can be asked for pages.
///
/// # Errors
/// [`NotServed`]
pub fn until_stopped(
    app: Arc<App>,
    address: SocketAddr,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), NotServed> {
    let runtime = tokio::runtime::Runtime::new().map_err(NotServed::Runtime)?;
    runtime.block_on(async {
        let failed = |why| NotServed::Listen { address, why };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let stop = told_to_stop();
        ready(listener.local_addr().map_err(failed)?);
        tokio::select! {
            served = dienhong_server::serve(app, listener, std::future::pending()) => served.map_err(failed),
            () = stop => Ok(()),
        }
    })
}

/// Ctrl-C, and what `kill`, systemd and containers send: either ends the program in order, so that the writer
/// finishes and temporary folders go. It is listened for from the call on, not from the first wait; a signal that
/// cannot be waited for stops at once rather than never.
pub fn told_to_stop() -> impl Future<Output = ()> {
    #[cfg(unix)]
    let ended = {
        use tokio::signal::unix::{SignalKind, signal};
        let signals = [SignalKind::terminate(), SignalKind::interrupt()].map(signal);
        async {
            if let [Ok(mut ended), Ok(mut stopped)] = signals {
                tokio::select! {
                    _ended = ended.recv() => {}
                    _stopped = stopped.recv() => {}
                }
            }
        }
    };
    #[cfg(not(unix))]
    let ended = async {
        let _stopped = tokio::signal::ctrl_c().await;
    };
    ended
}
