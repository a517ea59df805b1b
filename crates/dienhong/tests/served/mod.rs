//! A plain static file server, as anybody has one, and logs laid out as files for it.
#![allow(dead_code, reason = "each test file uses a part of it")]

use dienhong_journal::{
    Tree,
    checkpoint::{Checkpoint, Signer},
    tiles::{Level, Tile, WIDTH, encode_bundle},
    tree::leaf_hash,
};
use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

/// The server; what it serves can be exchanged while it runs.
#[derive(Clone)]
pub struct Served {
    pub base: String,
    folder: Arc<Mutex<PathBuf>>,
    /// Every path that was asked for.
    asked: Arc<Mutex<Vec<String>>>,
}

impl Served {
    pub fn begins(folder: &Path) -> Served {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}/", listener.local_addr().unwrap());
        let folder = Arc::new(Mutex::new(folder.to_owned()));
        let served = Served { base, folder, asked: Arc::default() };
        let serving = served.clone();
        thread::spawn(move || {
            for line in listener.incoming().flatten() {
                let serving = serving.clone();
                thread::spawn(move || serving.serve(line));
            }
        });
        served
    }

    pub fn now(&self, folder: &Path) {
        *self.folder.lock().unwrap() = folder.to_owned();
    }

    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    /// Requests on one connection, one after another.
    fn serve(&self, mut line: TcpStream) -> Option<()> {
        line.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
        let (mut head, mut byte) = (Vec::new(), [0]);
        loop {
            line.read_exact(&mut byte).ok()?;
            head.push(byte[0]);
            if !head.ends_with(b"\r\n\r\n") {
                continue;
            }
            let text = String::from_utf8_lossy(&head).into_owned();
            let path = decoded(text.split(' ').nth(1)?);
            self.asked.lock().unwrap().push(path.clone());
            let file = self.folder.lock().unwrap().join(path.trim_start_matches('/'));
            let found = fs::read(file);
            let status = if found.is_ok() { "200 OK" } else { "404 Not Found" };
            let bytes = found.unwrap_or_default();
            let head_back = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n", bytes.len());
            line.write_all(head_back.as_bytes()).ok()?;
            line.write_all(&bytes).ok()?;
            head.clear();
        }
    }
}

fn decoded(path: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), path.as_bytes());
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte == b'%' {
            let digits = std::str::from_utf8(&rest[..2]).unwrap();
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
            rest = &rest[2..];
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// A log whose entries are numbers, another history from entry `other` on.
pub struct Numbers {
    pub signer: Signer,
    pub tree: Tree,
    pub entries: Vec<Vec<u8>>,
}

impl Numbers {
    pub fn of(size: u64, other: u64) -> Numbers {
        let entry = |n: u64| format!("entry {}", if n < other { n } else { n + (1 << 40) });
        let entries: Vec<Vec<u8>> = (0..size).map(|n| entry(n).into_bytes()).collect();
        let mut tree = Tree::new();
        entries.iter().for_each(|entry| tree.push(leaf_hash(entry)));
        Numbers { signer: Signer::new("numbers.example/log", &[5; 32]).unwrap(), tree, entries }
    }

    pub fn note(&self, size: u64) -> String {
        let root = self.tree.root_at(size).unwrap();
        let origin = self.signer.verifier().name().to_owned();
        Checkpoint { origin, size, root, extensions: vec![] }.sign(&[&self.signer]).unwrap()
    }

    /// Lays the log out as it is at `size`, over what lies there of a smaller one.
    pub fn publish(&self, folder: &Path, old: u64, size: u64) {
        for tile in Tile::since(old, size) {
            let bytes = match tile.level {
                Level::Hashes(_) => tile.hashes(&self.tree).unwrap(),
                Level::Entries => {
                    let first = (tile.number * WIDTH) as usize;
                    encode_bundle(&self.entries[first..first + usize::from(tile.width)]).unwrap()
                }
            };
            let path = folder.join(tile.to_string());
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        fs::create_dir_all(folder).unwrap();
        fs::write(folder.join("log.vkey"), format!("{}\n", self.signer.verifier())).unwrap();
        fs::write(folder.join("checkpoint"), self.note(size)).unwrap();
    }
}
