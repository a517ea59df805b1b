//! Where the passphrase of a key comes from: a file, the environment, or somebody at a terminal.

use clap::Args;
use dienhong_node::NoKey;
use dienhong_store::secret::{self, NoSecret};
use std::{
    env, fs,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// Holds the passphrase where no file is named.
pub const VARIABLE: &str = "DIENHONG_PASSPHRASE";

#[derive(Debug, Args)]
pub struct Passphrase {
    /// The first line of this file is the passphrase of the key; else DIENHONG_PASSPHRASE, else the terminal is asked
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

#[derive(Debug, thiserror::Error)]
pub enum NoPassphrase {
    #[error("{}: {why}", path.display())]
    File { path: PathBuf, why: io::Error },
    #[error("DIENHONG_PASSPHRASE is not UTF-8")]
    Variable,
    #[error("the terminal: {0}")]
    Terminal(io::Error),
    #[error("the two passphrases differ")]
    Differ,
    #[error(
        "a new key has a passphrase: name --passphrase-file, set DIENHONG_PASSPHRASE, or be at a terminal"
    )]
    Nowhere,
    #[error(transparent)]
    Secret(#[from] NoSecret),
}

impl Passphrase {
    /// The one that the first line of this file is; none: from the environment or a terminal.
    pub fn of(passphrase_file: Option<PathBuf>) -> Passphrase {
        Passphrase { passphrase_file }
    }

    /// Whether a passphrase can come from anywhere.
    pub fn is_at_hand(&self) -> bool {
        self.passphrase_file.is_some()
            || env::var_os(VARIABLE).is_some()
            || io::stdin().is_terminal()
    }

    /// As [`Passphrase::open`], for a node.
    ///
    /// # Errors
    /// [`NoKey`]
    pub fn opens(&self, path: &Path) -> Result<Zeroizing<[u8; 32]>, NoKey> {
        self.open(path).map_err(|why| match why {
            NoPassphrase::Secret(why) => NoKey::Secret(why),
            why => NoKey::Passphrase(why.to_string()),
        })
    }

    /// The secret in the file at `path`. Nobody is asked for a passphrase that the file does not need.
    ///
    /// # Errors
    /// [`NoPassphrase`]
    pub fn open(&self, path: &Path) -> Result<Zeroizing<[u8; 32]>, NoPassphrase> {
        match secret::read(path, None) {
            Err(NoSecret::NeedsPassphrase(_)) => {}
            other => return Ok(other?),
        }
        let passphrase = match self.given()? {
            Some(given) => Some(given),
            None if io::stdin().is_terminal() => Some(ask(&format!("{}: ", path.display()))?),
            None => None,
        };
        Ok(secret::read(path, passphrase.as_ref().map(|words| words.as_str()))?)
    }

    /// The passphrase for a new secret; at a terminal it is typed twice.
    ///
    /// # Errors
    /// [`NoPassphrase`]
    pub fn choose(&self) -> Result<Zeroizing<String>, NoPassphrase> {
        if let Some(given) = self.given()? {
            return Ok(given);
        }
        if !io::stdin().is_terminal() {
            return Err(NoPassphrase::Nowhere);
        }
        let first = ask("passphrase: ")?;
        let second = ask("the same again: ")?;
        if first == second { Ok(first) } else { Err(NoPassphrase::Differ) }
    }

    fn given(&self) -> Result<Option<Zeroizing<String>>, NoPassphrase> {
        if let Some(path) = &self.passphrase_file {
            let text = fs::read_to_string(path).map(Zeroizing::new);
            let text = text.map_err(|why| NoPassphrase::File { path: path.clone(), why })?;
            let line = text.lines().next().unwrap_or_default();
            return Ok(Some(Zeroizing::new(line.to_owned())));
        }
        match env::var(VARIABLE) {
            Ok(words) => Ok(Some(Zeroizing::new(words))),
            Err(env::VarError::NotPresent) => Ok(None),
            Err(env::VarError::NotUnicode(_)) => Err(NoPassphrase::Variable),
        }
    }
}

/// Without an echo; the question goes to the terminal and not into what is piped on.
fn ask(question: &str) -> Result<Zeroizing<String>, NoPassphrase> {
    rpassword::prompt_password(question).map(Zeroizing::new).map_err(NoPassphrase::Terminal)
}
