//! Canonical text read from left to right, without building what it says.
//!
//! It knows the plain forms only, which almost every record has: no escapes, names of fields in ASCII.
//! What it reads is canonical; of the rest it says nothing, and the slow way decides and names the fault.

use crate::canonical::BOUND;
use unicode_normalization::is_nfc;

/// Far below the depth at which JSON readers give up.
const DEPTH: u32 = 64;

/// A place in canonical text.
#[derive(Debug, Clone)]
pub(crate) struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    /// Gives each field of the object that `bytes` are: its name, and its value as it is written.
    /// None: not known to be canonical.
    pub fn object(bytes: &'a [u8], each: impl FnMut(&'a str, &'a str)) -> Option<()> {
        let mut scan = Self { text: std::str::from_utf8(bytes).ok()?, at: 0 };
        scan.fields(DEPTH, each)?;
        (scan.at == bytes.len()).then_some(())
    }

    /// The text between the quotes of a value that [`Scan::object`] gave.
    pub fn unquoted(value: &'a str) -> Option<&'a str> {
        value.strip_prefix('"')?.strip_suffix('"')
    }

    fn fields(&mut self, depth: u32, mut each: impl FnMut(&'a str, &'a str)) -> Option<()> {
        self.mark(b'{')?;
        if self.mark(b'}').is_some() {
            return Some(());
        }
        let mut before = None;
        loop {
            let name = self.string()?;
            // UTF-16 sorts ASCII as bytes do. A reader may have a use of its own for names with a dollar.
            if !name.is_ascii() || name.starts_with('$') || before.is_some_and(|b| name <= b) {
                return None;
            }
            before = Some(name);
            self.mark(b':')?;
            let from = self.at;
            self.value(depth)?;
            each(name, &self.text[from..self.at]);
            if self.mark(b',').is_none() {
                return self.mark(b'}');
            }
        }
    }

    fn items(&mut self, depth: u32) -> Option<()> {
        self.mark(b'[')?;
        if self.mark(b']').is_some() {
            return Some(());
        }
        loop {
            self.value(depth)?;
            if self.mark(b',').is_none() {
                return self.mark(b']');
            }
        }
    }

    fn value(&mut self, depth: u32) -> Option<()> {
        let within = depth.checked_sub(1)?;
        match self.rest().first()? {
            b'"' => self.string().map(|_| ()),
            b'{' => self.fields(within, |_, _| {}),
            b'[' => self.items(within),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            _ => self.number(),
        }
    }

    fn string(&mut self) -> Option<&'a str> {
        self.mark(b'"')?;
        let from = self.at;
        let mut ascii = true;
        for (length, &byte) in self.rest().iter().enumerate() {
            match byte {
                b'"' => {
                    self.at = from + length + 1;
                    let text = &self.text[from..from + length];
                    return (ascii || is_nfc(text)).then_some(text);
                }
                b'\\' | 0..0x20 => return None,
                _ => ascii &= byte.is_ascii(),
            }
        }
        None
    }

    fn number(&mut self) -> Option<()> {
        let minus = self.mark(b'-').is_some();
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        let written = &self.text[self.at..self.at + digits];
        let number: u64 = written.parse().ok()?;
        let plain = !(written.starts_with('0') && (digits > 1 || minus));
        self.at += digits;
        (plain && number < BOUND).then_some(())
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        let found = self.rest().starts_with(word);
        self.at += if found { word.len() } else { 0 };
        found.then_some(())
    }

    fn mark(&mut self, mark: u8) -> Option<()> {
        self.word(&[mark])
    }

    fn rest(&self) -> &'a [u8] {
        &self.text.as_bytes()[self.at..]
    }
}
