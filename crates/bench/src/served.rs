//! The program in a process of its own, and a light client before it.

use http_body_util::{BodyExt, Full};
use hyper::{
    Request, StatusCode,
    body::Bytes,
    client::conn::http1::{SendRequest, handshake},
};
use hyper_util::rt::TokioIo;
use std::{
    error::Error,
    fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tokio::net::TcpStream;

pub type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// `dienhong`, stopped by its own id when dropped.
pub struct Served {
    process: Child,
    pub address: String,
    /// From its start until it said where it listens.
    pub started: Duration,
}

impl Served {
    /// The program of a profile: `release`, or `debug` as `cargo xtask demo` runs it.
    pub fn by(profile: &str, arguments: &[&str]) -> Outcome<Served> {
        let program = program(profile)?;
        let begun = Instant::now();
        let mut process = Command::new(program)
            .args(arguments)
            .args(["--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()?;
        let said = BufReader::new(process.stdout.take().ok_or("no output")?);
        let mut lines = said.lines();
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let found = line.split_whitespace().find_map(|word| word.strip_prefix("http://"))?;
            Some(found.trim_end_matches('/').to_owned())
        });
        let started = begun.elapsed();
        // What it still prints is read, so that it never waits for us.
        std::thread::spawn(move || lines.for_each(drop));
        let Some(address) = address else {
            let _ended = process.kill();
            return Err("the program did not say where it listens".into());
        };
        Ok(Served { process, address, started })
    }

    /// Seconds of CPU that it has used.
    pub fn cpu(&self) -> Outcome<f64> {
        cpu(&self.process.id().to_string())
    }

    /// The most memory that it has held, in MiB.
    pub fn memory(&self) -> Outcome<f64> {
        memory(&self.process.id().to_string())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Both fail only for a process that has ended.
        let _ended = self.process.kill();
        let _reaped = self.process.wait();
    }
}

/// Beside this program's own folder; `cargo xtask bench` has built both.
pub fn program(profile: &str) -> Outcome<PathBuf> {
    let own = std::env::current_exe()?;
    let target = own.parent().and_then(|folder| folder.parent()).ok_or("no target folder")?;
    let program = target.join(profile).join("dienhong");
    if program.is_file() {
        Ok(program)
    } else {
        Err(format!("{} is not built", program.display()).into())
    }
}

/// Seconds of CPU that a process has used: user and system.
pub fn cpu(process: &str) -> Outcome<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name in brackets may hold spaces; times are the 14th and 15th field, in hundredths.
    let after = stat.rsplit_once(')').ok_or("no name in stat")?.1;
    let mut ticks = after.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
    let (user, system) = (ticks.next().ok_or("short")??, ticks.next().ok_or("short")??);
    Ok((user + system) as f64 / 100.0)
}

pub fn memory(process: &str) -> Outcome<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).ok_or("no VmHWM")?;
    let kib: f64 = line.split_whitespace().nth(1).ok_or("no number")?.parse()?;
    Ok(kib / 1024.0)
}

/// One connection that is kept.
pub struct Line(SendRequest<Full<Bytes>>);

impl Line {
    pub async fn to(address: &str) -> Outcome<Line> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (line, connection) = handshake(TokioIo::new(stream)).await?;
        // It ends with the program at the other end, which says why to whoever asks next.
        tokio::spawn(async move { drop(connection.await) });
        Ok(Line(line))
    }

    pub async fn ask(&mut self, request: Request<Full<Bytes>>) -> Outcome<(StatusCode, Bytes)> {
        self.0.ready().await?;
        let answer = self.0.send_request(request).await?;
        let status = answer.status();
        Ok((status, answer.into_body().collect().await?.to_bytes()))
    }

    /// A page as browsers ask for it.
    pub async fn get(&mut self, path: &str) -> Outcome<(StatusCode, Bytes)> {
        let request = Request::get(path)
            .header("host", "127.0.0.1")
            .header("accept-encoding", "gzip, deflate, br");
        self.ask(request.body(Full::default())?).await
    }

    /// As it is, not compressed.
    pub async fn plain(&mut self, path: &str) -> Outcome<(StatusCode, Bytes)> {
        let request = Request::get(path).header("host", "127.0.0.1");
        self.ask(request.body(Full::default())?).await
    }

    /// How many records the journal has, by its checkpoint.
    pub async fn size(&mut self) -> Outcome<u64> {
        let (_, note) = self.plain("/checkpoint").await?;
        let note = String::from_utf8(note.to_vec())?;
        Ok(note.lines().nth(1).ok_or("no size in the checkpoint")?.parse()?)
    }
}

/// The value below which so many of a hundred lie; `all` is sorted by this.
pub fn percentile(all: &mut [f64], of_hundred: usize) -> f64 {
    all.sort_unstable_by(f64::total_cmp);
    all.get((all.len() * of_hundred / 100).min(all.len().saturating_sub(1))).copied().unwrap_or(0.0)
}

/// As many threads as cores, as the program itself has.
pub fn runtime() -> Outcome<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}
