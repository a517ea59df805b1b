use serde::Serialize;
use std::{error::Error, fs, path::PathBuf, process::Command};

/// One measured figure, with what it is measured against.
#[derive(Debug, Serialize)]
pub struct Figure {
    pub figure: &'static str,
    pub value: f64,
    pub unit: &'static str,
    /// What the peer is; none: the bar stands alone.
    pub peer: Option<&'static str>,
    pub peer_value: Option<f64>,
    pub ratio: Option<f64>,
    /// At most this much. None: shown for what it is.
    pub bar: Option<f64>,
    pub holds: bool,
}

impl Figure {
    pub fn new(figure: &'static str, value: f64, unit: &'static str) -> Figure {
        let (peer, peer_value, ratio, bar) = (None, None, None, None);
        Figure { figure, value, unit, peer, peer_value, ratio, bar, holds: true }
    }

    pub fn bar(mut self, bar: f64) -> Figure {
        (self.bar, self.holds) = (Some(bar), self.value < bar);
        self
    }

    pub fn beside(mut self, peer: &'static str, value: f64) -> Figure {
        (self.peer, self.peer_value) = (Some(peer), Some(value));
        self.ratio = Some(self.value / value);
        self
    }
}

/// Prints the table with machine and date, writes `target/bench/NAME.json`, and says whether every
/// bar holds.
pub fn report(name: &str, figures: &[Figure]) -> Result<bool, Box<dyn Error>> {
    println!("{name}: {}", machine());
    for f in figures {
        let bar = f.bar.map_or_else(String::new, |bar| {
            format!("  bar {bar} {}", if f.holds { "holds" } else { "MISSED" })
        });
        let peer = match (f.peer, f.peer_value, f.ratio) {
            (Some(peer), Some(value), Some(ratio)) => {
                format!("  {peer} {value:.3} (x{ratio:.2})")
            }
            _ => String::new(),
        };
        println!("  {:<52} {:>12.3} {:<8}{peer}{bar}", f.figure, f.value, f.unit);
    }
    let folder = folder();
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(format!("{name}.json")), serde_json::to_vec_pretty(figures)?)?;
    Ok(figures.iter().all(|figure| figure.holds))
}

/// Where figures and prepared journals lie: in the target folder.
pub fn folder() -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    target.join("bench")
}

fn machine() -> String {
    let said = |program: &str, args: &[&str]| {
        let out = Command::new(program).args(args).output().ok();
        out.map_or_else(String::new, |out| String::from_utf8_lossy(&out.stdout).trim().to_owned())
    };
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu =
        cpu.lines().find(|line| line.starts_with("model name")).unwrap_or_default().to_owned();
    let cpu = cpu.split(": ").nth(1).unwrap_or("unknown").to_owned();
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default().to_owned();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("{cores} cores, {cpu}, load {load}, {}", said("date", &["-u", "+%Y-%m-%d %H:%M UTC"]))
}

/// The most memory that this process has held, in MiB.
pub fn peak() -> Result<f64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).ok_or("no VmHWM")?;
    let kib: f64 = line.split_whitespace().nth(1).ok_or("no number")?.parse()?;
    Ok(kib / 1024.0)
}
