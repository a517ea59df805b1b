//! What the tests need beside Rust and a C compiler, installed when missing.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::run::{Outcome, answers, cargo, output, shown};

pub const WASM: &str = "wasm32-unknown-unknown";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// A cargo subcommand, built from source when missing.
    Cargo { name: &'static str, version: &'static str },
    /// A program from a Debian package.
    Debian { package: &'static str, program: &'static str },
    /// A compilation target of the toolchain.
    Target(&'static str),
}

pub const NEXTEST: Tool = Tool::Cargo { name: "nextest", version: "0.9.143" };
pub const DENY: Tool = Tool::Cargo { name: "deny", version: "0.20.2" };
/// The tests of documents read PDFs back with it.
pub const POPPLER: Tool = Tool::Debian { package: "poppler-utils", program: "pdftotext" };
/// The tests of pages drive a browser.
pub const CHROMIUM: Tool = Tool::Debian { package: "chromium", program: "chromium" };
pub const DRIVER: Tool = Tool::Debian { package: "chromium-driver", program: "chromedriver" };
/// The tests of secret votes hold elections together with it.
pub const BELENIOS: Tool = Tool::Debian { package: "belenios-tool", program: "belenios-tool" };
/// … and check them with an independent script.
pub const PYTHON: Tool = Tool::Debian { package: "python3", program: "python3" };
pub const WASM_TARGET: Tool = Tool::Target(WASM);

/// Where tools built from source are kept: outside of the clone, so that they are built once.
pub fn folder() -> PathBuf {
    let cache = match (env::var_os("XDG_CACHE_HOME"), env::var_os("HOME")) {
        (Some(cache), _) if !cache.is_empty() => PathBuf::from(cache),
        (_, Some(home)) => PathBuf::from(home).join(".cache"),
        _ => env::temp_dir(),
    };
    cache.join("dienhong").join("tools")
}

impl Tool {
    pub fn install_if_missing(self) -> Outcome {
        match self {
            Tool::Cargo { name, .. } if answers(&mut cargo(&[name, "--version"])) => Ok(()),
            Tool::Cargo { name, version } => build(name, version),
            Tool::Debian { program, .. } if on_path(program) => Ok(()),
            Tool::Debian { package, .. } => apt(package),
            Tool::Target(target) if has_target(target) => Ok(()),
            Tool::Target(target) => shown(Command::new("rustup").args(["target", "add", target])),
        }
    }
}

fn build(name: &str, version: &str) -> Outcome {
    let (root, krate) = (folder(), format!("cargo-{name}"));
    println!("    {krate} is missing: building it once, which takes some minutes");
    let mut command = cargo(&["install", "--locked", "--version", version, &krate]);
    shown(command.arg("--root").arg(&root).env("CARGO_TARGET_DIR", root.join("target")))
}

fn on_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Installs a Debian package, as root or with a `sudo` that asks nothing.
fn apt(package: &str) -> Outcome {
    let by_hand = format!("{package} is missing; install it: apt-get install {package}");
    let prefix: &[&str] = if output(Command::new("id").arg("-u")).as_deref() == Some("0") {
        &[]
    } else if answers(Command::new("sudo").args(["-n", "true"])) {
        &["sudo", "-n"]
    } else {
        return Err(by_hand);
    };
    let apt_get = |args: &[&str]| {
        let words: Vec<&str> =
            [prefix, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"], args].concat();
        shown(Command::new(words[0]).args(&words[1..]))
    };
    let install = ["install", "--yes", "--no-install-recommends", package];
    apt_get(&install)
        .or_else(|_| apt_get(&["update"]).and_then(|()| apt_get(&install)))
        .map_err(|error| format!("{error}\n{by_hand}"))
}

fn has_target(target: &str) -> bool {
    output(Command::new("rustc").args(["--print", "target-libdir", "--target", target]))
        .is_some_and(|folder| PathBuf::from(folder).is_dir())
}
