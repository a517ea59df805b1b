//! Codes that people copy by hand: what a receipt says, and what finds an answer again.

use crate::ids::id;

id! {
    /// Eight of [`SYMBOLS`]: says nothing about the person who was given it.
    Code
}

/// Nobody takes one of these for another: no 0 and O, no 1 and I.
pub const SYMBOLS: &str = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

const LENGTH: usize = 8;

impl Code {
    /// The code that these random bytes make.
    pub fn of(random: [u8; LENGTH]) -> Code {
        let symbols = SYMBOLS.as_bytes();
        let symbol = |byte: u8| symbols.get(usize::from(byte % 32)).copied().unwrap_or(b'2');
        let text: String = random.map(symbol).iter().copied().map(char::from).collect();
        Code(text.into())
    }

    /// What somebody typed: small letters, blanks and dashes do no harm. None: no code.
    pub fn read(typed: &str) -> Option<Code> {
        let plain = |c: &char| !c.is_whitespace() && *c != '-';
        let text = typed.chars().filter(plain).take(LENGTH + 1).collect::<String>();
        let code = Code(text.to_ascii_uppercase().into());
        code.is_sound().then_some(code)
    }

    pub fn is_sound(&self) -> bool {
        self.as_str().len() == LENGTH && self.as_str().chars().all(|c| SYMBOLS.contains(c))
    }

    /// As it is shown to be copied: `K7QP-3MXN`.
    pub fn written(&self) -> String {
        let (first, second) = self.as_str().split_at_checked(LENGTH / 2).unwrap_or(("", ""));
        format!("{first}-{second}")
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, SYMBOLS};

    #[test]
    fn a_code_is_read_however_it_is_copied() {
        let code = Code::of([0, 31, 32, 63, 7, 8, 255, 9]);
        assert!(code.is_sound() && code.as_str() == "2Z2Z9AZB", "{code}");
        for typed in ["2Z2Z-9AZB", " 2z2z 9azb ", &code.written()] {
            assert_eq!(Code::read(typed), Some(code.clone()), "{typed}");
        }
    }

    #[test]
    fn what_nobody_was_given_is_no_code() {
        for typed in ["", "2Z2Z9AZ", "2Z2Z9AZBB", "2Z2Z9AZ0", "2Z2Z9AZO", "2Z2Z9AZ1", "ấấấấấấấấ"]
        {
            assert_eq!(Code::read(typed), None, "{typed}");
        }
        assert!(!SYMBOLS.contains(['0', 'O', '1', 'I']) && SYMBOLS.len() == 32);
    }
}
