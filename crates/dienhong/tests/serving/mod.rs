//! `dienhong serve` in a process of its own, killed by its own id, and plain requests to it.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

/// A small generator, so that a failure can be repeated as far as the machine allows.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

/// The program, killed by its own id when the round ends, however it ends.
pub struct Serving(Child, pub SocketAddr);

impl Serving {
    pub fn begins(data: &Path) -> Serving {
        let mut program = Command::new(env!("CARGO_BIN_EXE_dienhong"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').parse();
        let Ok(address) = address else {
            let mut why = String::new();
            program.stderr.take().unwrap().read_to_string(&mut why).unwrap();
            panic!("it did not start: {line}{why}");
        };
        Serving(program, address)
    }

    /// What it said of itself meanwhile.
    pub fn ends(mut self) -> String {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
        let mut said = String::new();
        self.0.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        said
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Both fail only for a process that has ended.
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}

/// Sends this on a connection of its own; none when there is no line. What came before the line broke is the answer.
fn asks(address: SocketAddr, head: &str, body: &[u8]) -> Option<Vec<u8>> {
    let mut line = TcpStream::connect(address).ok()?;
    line.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let head = format!("{head}\r\nHost: x\r\nConnection: close\r\n");
    line.write_all(&[head.as_bytes(), b"\r\n", body].concat()).ok()?;
    let mut answer = Vec::new();
    let _broken = line.read_to_end(&mut answer);
    Some(answer)
}

/// Sends these bytes under these headers.
pub fn sends(address: SocketAddr, path: &str, headers: &str, body: &[u8]) -> Option<String> {
    let head = format!("POST {path} HTTP/1.1\r\nContent-Length: {}\r\n{headers}", body.len());
    asks(address, &head, body).map(|answer| String::from_utf8_lossy(&answer).into_owned())
}

/// Sends a form in this session.
pub fn post(address: SocketAddr, path: &str, token: &str, body: &str) -> Option<String> {
    let kind = "Content-Type: application/x-www-form-urlencoded";
    sends(address, path, &format!("{kind}\r\nCookie: dienhong={token}"), body.as_bytes())
}

/// What is at a path, byte for byte; none: nothing is.
pub fn get(address: SocketAddr, path: &str) -> Option<Vec<u8>> {
    let answer = asks(address, &format!("GET {path} HTTP/1.1"), b"").unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let (head, body) = (String::from_utf8_lossy(&answer[..end]), &answer[end + 4..]);
    match head.split(' ').nth(1) {
        Some("200") => Some(body.to_vec()),
        Some("404") => None,
        _ => panic!("{path}: {head}"),
    }
}
