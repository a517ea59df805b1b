//! `dienhong demo`: an invented election night on Thanh Hoá's real units.
//!
//! Everything goes through the same writer as an official's forms do. The journal's first record says
//! that it is simulated, and so does every view.

mod appointed;
mod clock;
mod complaints;
mod met;
mod night;
mod nominated;
mod online;
mod rated;
mod ready;
mod sender;
mod setup;
mod surveyed;
mod voted;

pub use clock::Simulated;
pub use setup::{OFFICERS, PASSWORD, Setup};

use crate::{export::Printing, serve};
use clap::Args;
use dienhong_node::{Node, NotDone, NotOpened, Start, key};
use dienhong_server::{App, site::Papers};
use dienhong_simulation::{Night, Reference, Seed, Unreadable};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

#[derive(Debug, Args)]
pub struct Arguments {
    /// Deliver the whole night at once
    #[arg(long)]
    fast: bool,
    /// Stop when the polls have closed: every minutes waits to be entered at the desk
    #[arg(long, conflicts_with = "fast")]
    day_only: bool,
    /// Write the public copy here, then exit (with --fast)
    #[arg(long, value_name = "OUT", requires = "fast")]
    export: Option<PathBuf>,
    /// The same number gives the same night
    #[arg(long, default_value_t = 2026)]
    seed: u64,
    /// How long the night takes, in seconds
    #[arg(long, default_value_t = 120)]
    seconds: u32,
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: std::net::SocketAddr,
    /// Where readers find these pages, as papers and their QR codes say; otherwise where it listens
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Keep the journal in this folder, which must be empty or new; a temporary one otherwise
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

#[derive(Debug, thiserror::Error)]
pub enum NoDemo {
    #[error(transparent)]
    Simulation(#[from] Unreadable),
    #[error(transparent)]
    Units(#[from] crate::units::reference::Unusable),
    #[error(transparent)]
    Pack(#[from] dienhong_packs::NoPack),
    #[error(transparent)]
    Node(#[from] NotOpened),
    #[error("{what}: {why}")]
    Step { what: &'static str, why: NotDone },
    #[error("the council's online vote: {0}")]
    Online(online::NotHeld),
    #[error(transparent)]
    Pages(#[from] dienhong_server::NotStarted),
    #[error(transparent)]
    Serve(#[from] serve::NotServed),
    #[error("the accounts: {0}")]
    Accounts(String),
    #[error("{0} has a journal already: a demo begins a new one")]
    NotEmpty(PathBuf),
    #[error("{0}")]
    File(#[from] std::io::Error),
    #[error("the public copy: {0}")]
    Export(#[from] crate::export::public::NotExported),
}

pub fn run(arguments: &Arguments) -> ExitCode {
    match start(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("dienhong demo: {why}");
            ExitCode::from(2)
        }
    }
}

/// A node with Thanh Hoá set up for the night, and the night.
pub struct Stage {
    pub app: Arc<App>,
    pub night: Night,
    pub setup: Setup,
    pub clock: Arc<Simulated>,
}

impl Stage {
    /// Sets everything up in `directory` to where the polls open.
    ///
    /// # Errors
    /// [`NoDemo`]
    pub fn build(directory: &Path, seed: u64) -> Result<Stage, NoDemo> {
        if directory.join("journal.sqlite").exists() {
            return Err(NoDemo::NotEmpty(directory.to_owned()));
        }
        let reference = Reference::thanh_hoa()?;
        let night = dienhong_simulation::night(&reference, Seed(seed), &["NA", "PC_PROVINCE"]);
        let clock = Arc::new(Simulated::at_start());
        let tick = clock.clone();
        let start = Start {
            origin: "thanhhoa-mo-phong.example/2026".into(),
            name: "Bầu cử mô phỏng tại Thanh Hoá".into(),
            simulated: true,
        };
        let node = Node::open(directory, Some(start), Arc::new(move || tick.now()))?;
        let setup = setup::build(&node, &clock, &reference, &night)?;
        let map = include_str!("../../../../data/thanhhoa_communes.geojson");
        let app = Arc::new(App::new(node, directory, Some(map))?);
        setup::accounts(&app)?;
        let said = app.announce_program();
        said.map_err(|why| NoDemo::Step { what: "the verifier", why })?;
        let stage = Stage { app, night, setup, clock };
        voted::held(&stage)?;
        surveyed::held(&stage)?;
        appointed::done(&stage)?;
        rated::done(&stage)?;
        met::held(&stage)?;
        Ok(stage)
    }

    /// Plays the council's online vote, the day and the night. `seconds` is how long the night takes; none: as fast as it goes.
    /// Stops early when `stop` is set.
    ///
    /// # Errors
    /// [`NoDemo::Step`]
    pub fn play(&self, seconds: Option<u32>, stop: &AtomicBool) -> Result<(), NoDemo> {
        self.play_day(stop)?;
        night::night(self, seconds, stop)
    }

    /// Plays the council's online vote and the day, until the polls have closed.
    ///
    /// # Errors
    /// [`NoDemo::Step`]
    pub fn play_day(&self, stop: &AtomicBool) -> Result<(), NoDemo> {
        // The night does not wait for a vote that failed.
        if let Err(why) = online::held(self) {
            eprintln!("dienhong demo: {why}");
        }
        night::day(self, stop)
    }
}

fn start(arguments: &Arguments) -> Result<(), NoDemo> {
    let begun = Instant::now();
    let temporary = tempfile::Builder::new().prefix("dienhong-demo-").tempdir()?;
    let directory = arguments.data.as_deref().unwrap_or(temporary.path());
    let stage = Arc::new(Stage::build(directory, arguments.seed)?);
    let stop = Arc::new(AtomicBool::new(false));
    if let Some(out) = &arguments.export {
        stage.play(None, &stop)?;
        let home = arguments.public_url.clone();
        let printing = Printing { papers: Papers::Results, home };
        let mut say = |what: &str| eprintln!("dienhong demo: {what}");
        let copy = crate::export::write(directory, out, &printing, &key::plain, &mut say)?;
        println!("{}: {} records, {} files", out.display(), copy.size, copy.files);
        return Ok(());
    }
    let seconds = (!arguments.fast).then_some(arguments.seconds);
    let (play, halt, day_only) = (stage.clone(), stop.clone(), arguments.day_only);
    let player = thread::spawn(move || {
        // The first pages should find the machine free.
        thread::sleep(Duration::from_millis(200));
        let played = if day_only { play.play_day(&halt) } else { play.play(seconds, &halt) };
        play.clock.go();
        played
    });
    let (app, pages) = (stage.app.clone(), stage.app.clone());
    if let Some(url) = &arguments.public_url {
        app.at_home(url);
    }
    let ready = move |address: std::net::SocketAddr| {
        pages.at_home(&format!("http://{address}"));
        guide(address, begun.elapsed());
    };
    serve::until_stopped(app, arguments.listen, ready)?;
    stop.store(true, Ordering::Relaxed);
    match player.join() {
        Ok(played) => played,
        Err(_) => Ok(()),
    }
}

/// What to try, and how to sign in.
fn guide(address: std::net::SocketAddr, since: Duration) {
    println!("Diên Hồng: MÔ PHỎNG - không phải kết quả thật / SIMULATED - no real result");
    println!();
    println!("  http://{address}/                      kết quả / results");
    println!("  http://{address}/elections/na-2026     bản đồ đêm bầu cử / the night on the map");
    println!("  http://{address}/en                    in English");
    println!("  http://{address}/sign-in               bàn làm việc / the officers' desk");
    println!();
    println!("  Mật khẩu / password: {PASSWORD}");
    for (login, what) in OFFICERS {
        println!("  {login:<12} {what}");
    }
    println!();
    println!("Ctrl-C: dừng / stop.   ({} ms)", since.as_millis());
}
