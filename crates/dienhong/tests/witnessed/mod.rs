//! A witness as its keeper starts it, and logs made up for it.
#![allow(dead_code, reason = "each test file uses a part of it")]

use dienhong_journal::{
    Hash, Tree,
    checkpoint::{Checkpoint, Signer, Verifier},
    cosignature::WitnessKey,
    tree::leaf_hash,
};
use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, Stdio},
};

pub const PASSPHRASE: &str = "hai chữ Sát Thát";

pub fn dienhong() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_dienhong"));
    program.env("DIENHONG_PASSPHRASE", PASSPHRASE);
    program
}

/// Makes the witness's key.
pub fn init(dir: &Path, name: &str) -> WitnessKey {
    let made =
        dienhong().args(["witness", "init", "--name", name, "--dir"]).arg(dir).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    String::from_utf8(made.stdout).unwrap().trim().parse().unwrap()
}

/// The program, killed by its own id when the test ends, however it ends.
pub struct Witness {
    program: Child,
    pub base: String,
}

impl Witness {
    pub fn begins(dir: &Path, logs: &[&Verifier]) -> Witness {
        let mut program = dienhong();
        program.args(["witness", "--listen", "127.0.0.1:0", "--dir"]).arg(dir);
        for log in logs {
            program.args(["--log", &log.to_string()]);
        }
        let mut program = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).unwrap();
        if !line.starts_with("http://") {
            let mut why = String::new();
            program.stderr.take().unwrap().read_to_string(&mut why).unwrap();
            panic!("it did not start: {line}{why}");
        }
        Witness { program, base: line.trim().to_owned() }
    }

    /// What it said of itself meanwhile.
    pub fn killed(mut self) -> String {
        self.program.kill().unwrap();
        self.program.wait().unwrap();
        let mut said = String::new();
        self.program.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        said
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        // Both fail only for a process that has ended.
        let _ended = self.program.kill();
        let _reaped = self.program.wait();
    }
}

/// A log whose history differs from others of its key from leaf `other` on.
pub struct Log {
    pub signer: Signer,
    pub tree: Tree,
}

impl Log {
    pub fn of(origin: &str, size: u64, other: u64) -> Log {
        let mut tree = Tree::new();
        for number in 0..size {
            let entry = if number < other { number } else { number + (1 << 32) };
            tree.push(leaf_hash(&entry.to_be_bytes()));
        }
        Log { signer: Signer::new(origin, &[7; 32]).unwrap(), tree }
    }

    pub fn note(&self, size: u64) -> String {
        let root = self.tree.root_at(size).unwrap();
        let origin = self.signer.verifier().name().to_owned();
        Checkpoint { origin, size, root, extensions: vec![] }.sign(&[&self.signer]).unwrap()
    }

    pub fn proof(&self, size: u64) -> impl Fn(u64) -> Vec<Hash> {
        move |old| self.tree.consistency(old, size).unwrap()
    }

    pub fn name(&self) -> Hash {
        Hash::of(self.signer.verifier().name().as_bytes())
    }
}
