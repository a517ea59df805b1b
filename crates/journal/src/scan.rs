//! One pass over bytes that are most likely canonical.
//!
//! [`certain`] answers only to canonical JSON; it is silent on everything else and to a little that is
//! canonical too (names with letters beyond ASCII, escapes). Who hears nothing asks [`crate::canonical`],
//! which is slower and says why.

use unicode_normalization::is_nfc;

/// The deepest nesting that is looked at here.
const DEEPEST: u32 = 32;

/// The text, when `bytes` are certainly canonical JSON.
pub(crate) fn certain(bytes: &[u8]) -> Certain<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut scan = Scan { text, at: 0 };
    scan.value(0)?;
    (scan.at == bytes.len()).then_some(text)
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
}

/// None: not certain.
pub(crate) type Certain<T> = Option<T>;

impl<'a> Scan<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> Certain<()> {
        (self.peek() == Some(byte)).then(|| self.at += 1)
    }

    fn word(&mut self, word: &str) -> Certain<()> {
        self.text.get(self.at..)?.starts_with(word).then(|| self.at += word.len())
    }

    fn value(&mut self, depth: u32) -> Certain<()> {
        match self.peek()? {
            b'{' if depth < DEEPEST => self.object(depth + 1),
            b'[' if depth < DEEPEST => self.array(depth + 1),
            b'"' => self.string().map(drop),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'-' | b'0'..=b'9' => self.number(),
            _ => None,
        }
    }

    fn object(&mut self, depth: u32) -> Certain<()> {
        self.take(b'{')?;
        if self.take(b'}').is_some() {
            return Some(());
        }
        let mut before: Option<&str> = None;
        loop {
            let name = self.string()?;
            // Bytes sort as UTF-16 does only where all is ASCII. The same name twice is no order.
            if !name.is_ascii() || before.is_some_and(|before| before >= name) {
                return None;
            }
            before = Some(name);
            self.take(b':')?;
            self.value(depth)?;
            match self.peek()? {
                b',' => self.at += 1,
                b'}' => return self.take(b'}'),
                _ => return None,
            }
        }
    }

    fn array(&mut self, depth: u32) -> Certain<()> {
        self.take(b'[')?;
        if self.take(b']').is_some() {
            return Some(());
        }
        loop {
            self.value(depth)?;
            match self.peek()? {
                b',' => self.at += 1,
                b']' => return self.take(b']'),
                _ => return None,
            }
        }
    }

    /// What stands between the quotes, when it has no escape and is NFC.
    fn string(&mut self) -> Certain<&'a str> {
        self.take(b'"')?;
        let rest = self.text.as_bytes().get(self.at..)?;
        let mut ascii = true;
        let end = rest.iter().position(|&byte| {
            ascii &= byte < 0x80;
            byte == b'"' || byte == b'\\' || byte < 0x20
        })?;
        if rest.get(end) != Some(&b'"') {
            return None;
        }
        let text = self.text.get(self.at..self.at + end)?;
        self.at += end + 1;
        (ascii || is_nfc(text)).then_some(text)
    }

    /// An integer below 2^53: fifteen digits are below it whatever they are.
    fn number(&mut self) -> Certain<()> {
        let minus = self.take(b'-').is_some();
        let rest = self.text.as_bytes().get(self.at..)?;
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let zero = rest.first() == Some(&b'0');
        if digits == 0 || digits > 15 || (zero && (digits > 1 || minus)) {
            return None;
        }
        self.at += digits;
        // A fraction or exponent ends here, and what follows a value is neither.
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use crate::canonical;
    use proptest::prelude::*;
    use serde_json::Value;

    fn certain(bytes: &[u8]) -> bool {
        super::certain(bytes).is_some()
    }

    /// What the slow way says of bytes.
    fn canonical(bytes: &[u8]) -> bool {
        serde_json::from_slice::<Value>(bytes).is_ok_and(|value| {
            canonical::check(&value).is_ok()
                && canonical::value_to_vec(&value).is_ok_and(|own| own == bytes)
        })
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            (-9_999_999i64..9_999_999).prop_map(Value::from),
            "\\PC{0,6}|[a-zà-ỹ\u{300}-\u{303}\"\\\\\n]{0,6}".prop_map(Value::from),
            Just(Value::Null),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::hash_map("[a-zA-Z_à-ỹ]{0,4}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn certain_is_canonical(bytes in "[\\[\\]{}:,\"a-c0-9.eE+\\- nulltruefalse\u{301}é]{0,24}") {
            prop_assert!(!certain(bytes.as_bytes()) || canonical(bytes.as_bytes()), "{bytes}");
        }

        #[test]
        fn written_values_too(value in values(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let mut bytes = canonical::value_to_vec(&value).unwrap_or_default();
            prop_assert!(!certain(&bytes) || canonical(&bytes));
            // And with one byte changed.
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                bytes[at] = byte;
                prop_assert!(!certain(&bytes) || canonical(&bytes));
            }
        }
    }

    #[test]
    fn plain_records_are_certain() {
        for good in ["{}", "[]", r#"{"a":1,"b":[true,"Hoá",-2,{}],"c":{"x":"y"}}"#, "0"] {
            assert!(certain(good.as_bytes()), "{good}");
        }
        let bad = [
            "",
            "null",
            "01",
            "-0",
            "1.0",
            "1e3",
            "1 ",
            "{\"b\":1,\"a\":2}",
            "{\"a\":1,\"a\":2}",
            "[1,]",
            "{\"a\":1,}",
            "9999999999999999",
            "\"a\u{301}\"",
            "\"\\u0061\"",
            "[1 ,2]",
        ];
        for bad in bad {
            assert!(!certain(bad.as_bytes()), "{bad}");
        }
    }
}
