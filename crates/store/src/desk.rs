//! Working data of the officers' desk: accounts, sessions, drafts. Nothing here is an official fact,
//! and nothing of it is ever published.

use crate::StoreError;
use rusqlite::{Connection, OptionalExtension, params};
use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS account (
        login TEXT PRIMARY KEY NOT NULL, officer TEXT NOT NULL, password TEXT NOT NULL,
        failures INTEGER NOT NULL DEFAULT 0, locked_until INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE IF NOT EXISTS session (
        token TEXT PRIMARY KEY NOT NULL, login TEXT NOT NULL, csrf TEXT NOT NULL,
        until INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS draft (
        officer TEXT NOT NULL, form TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL,
        PRIMARY KEY (officer, form)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS upload (
        officer TEXT NOT NULL, form TEXT NOT NULL, name TEXT NOT NULL, bytes BLOB NOT NULL,
        PRIMARY KEY (officer, form)
    ) STRICT;
";

/// How an officer signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub login: String,
    /// The officer's id in the journal.
    pub officer: String,
    /// The hash of the password, as a PHC string.
    pub password: String,
    /// Wrong passwords since the last right one.
    pub failures: u32,
    /// In milliseconds; before then nobody signs in.
    pub locked_until: u64,
}

/// A browser that is signed in. `token` is the hash of what the browser holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub token: String,
    pub login: String,
    /// What each form of this session carries.
    pub csrf: String,
    pub until: u64,
}

/// The desk's tables, in a file of their own.
#[derive(Debug)]
pub struct Desk(Mutex<Connection>);

impl Desk {
    /// Opens the desk at `path`, or makes one.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // Working data: what was typed in the last moments before the power failed may go, and those
        // who type do not wait for the disk.
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.pragma_update(None, "secure_delete", "ON")?;
        connection.execute_batch(TABLES)?;
        Ok(Self(Mutex::new(connection)))
    }

    fn db(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes an account, or gives it another password. Either way its failures are forgotten.
    pub fn put_account(
        &self,
        login: &str,
        officer: &str,
        password: &str,
    ) -> Result<(), StoreError> {
        self.db().execute(
            "INSERT INTO account (login, officer, password) VALUES (?1, ?2, ?3)
             ON CONFLICT (login) DO UPDATE SET officer = excluded.officer,
                 password = excluded.password, failures = 0, locked_until = 0",
            params![login, officer, password],
        )?;
        Ok(())
    }

    pub fn account(&self, login: &str) -> Result<Option<Account>, StoreError> {
        let db = self.db();
        let mut select = db.prepare_cached(
            "SELECT login, officer, password, failures, locked_until FROM account WHERE login = ?1",
        )?;
        let account = |row: &rusqlite::Row| {
            Ok(Account {
                login: row.get(0)?,
                officer: row.get(1)?,
                password: row.get(2)?,
                failures: row.get(3)?,
                locked_until: row.get::<_, i64>(4)?.cast_unsigned(),
            })
        };
        Ok(select.query_row([login], account).optional()?)
    }

    /// Remembers how often signing in has failed, and until when nobody may try.
    pub fn set_failures(
        &self,
        login: &str,
        failures: u32,
        locked_until: u64,
    ) -> Result<(), StoreError> {
        self.db().execute(
            "UPDATE account SET failures = ?2, locked_until = ?3 WHERE login = ?1",
            params![login, failures, locked_until.cast_signed()],
        )?;
        Ok(())
    }

    /// Begins a session, and drops those that ended before `now`.
    pub fn put_session(&self, session: &Session, now: u64) -> Result<(), StoreError> {
        let db = self.db();
        db.execute("DELETE FROM session WHERE until < ?1", [now.cast_signed()])?;
        db.execute(
            "INSERT INTO session (token, login, csrf, until) VALUES (?1, ?2, ?3, ?4)",
            params![session.token, session.login, session.csrf, session.until.cast_signed()],
        )?;
        Ok(())
    }

    pub fn session(&self, token: &str, now: u64) -> Result<Option<(Session, Account)>, StoreError> {
        let found = {
            let db = self.db();
            let mut select = db.prepare_cached(
                "SELECT token, login, csrf, until FROM session WHERE token = ?1 AND until >= ?2",
            )?;
            let session = |row: &rusqlite::Row| {
                Ok(Session {
                    token: row.get(0)?,
                    login: row.get(1)?,
                    csrf: row.get(2)?,
                    until: row.get::<_, i64>(3)?.cast_unsigned(),
                })
            };
            select.query_row(params![token, now.cast_signed()], session).optional()?
        };
        let Some(session) = found else { return Ok(None) };
        Ok(self.account(&session.login)?.map(|account| (session, account)))
    }

    pub fn end_session(&self, token: &str) -> Result<(), StoreError> {
        self.db().execute("DELETE FROM session WHERE token = ?1", [token])?;
        Ok(())
    }

    /// Keeps what an officer has typed so far into a form.
    pub fn put_draft(
        &self,
        officer: &str,
        form: &str,
        body: &str,
        at: u64,
    ) -> Result<(), StoreError> {
        self.db().execute(
            "INSERT INTO draft (officer, form, body, at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (officer, form) DO UPDATE SET body = excluded.body, at = excluded.at",
            params![officer, form, body, at.cast_signed()],
        )?;
        Ok(())
    }

    /// What was typed, and when.
    pub fn draft(&self, officer: &str, form: &str) -> Result<Option<(String, u64)>, StoreError> {
        let db = self.db();
        let mut select =
            db.prepare_cached("SELECT body, at FROM draft WHERE officer = ?1 AND form = ?2")?;
        let draft = |row: &rusqlite::Row| Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned()));
        Ok(select.query_row([officer, form], draft).optional()?)
    }

    /// The forms of which this officer left drafts, with when.
    pub fn drafts(&self, officer: &str) -> Result<Vec<(String, u64)>, StoreError> {
        let db = self.db();
        let mut select =
            db.prepare_cached("SELECT form, at FROM draft WHERE officer = ?1 ORDER BY at DESC")?;
        let rows = select.query_map([officer], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?.cast_unsigned()))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What anybody has typed so far into a form: officer, text, when.
    pub fn drafts_on(&self, form: &str) -> Result<Vec<(String, String, u64)>, StoreError> {
        let db = self.db();
        let mut select =
            db.prepare_cached("SELECT officer, body, at FROM draft WHERE form = ?1 ORDER BY at")?;
        let rows = select.query_map([form], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)?.cast_unsigned()))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn drop_draft(&self, officer: &str, form: &str) -> Result<(), StoreError> {
        self.db().execute("DELETE FROM draft WHERE officer = ?1 AND form = ?2", [officer, form])?;
        Ok(())
    }

    /// Keeps a file that an officer wants to look at before it is taken; it replaces the one before.
    pub fn put_upload(
        &self,
        officer: &str,
        form: &str,
        name: &str,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        self.db().execute(
            "INSERT INTO upload (officer, form, name, bytes) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (officer, form) DO UPDATE SET name = excluded.name, bytes = excluded.bytes",
            params![officer, form, name, bytes],
        )?;
        Ok(())
    }

    /// The name and bytes of the file.
    pub fn upload(
        &self,
        officer: &str,
        form: &str,
    ) -> Result<Option<(String, Vec<u8>)>, StoreError> {
        let db = self.db();
        let mut select =
            db.prepare_cached("SELECT name, bytes FROM upload WHERE officer = ?1 AND form = ?2")?;
        let upload = |row: &rusqlite::Row| Ok((row.get(0)?, row.get(1)?));
        Ok(select.query_row([officer, form], upload).optional()?)
    }

    pub fn drop_upload(&self, officer: &str, form: &str) -> Result<(), StoreError> {
        self.db()
            .execute("DELETE FROM upload WHERE officer = ?1 AND form = ?2", [officer, form])?;
        Ok(())
    }

    /// The logins with which an officer signs in.
    pub fn logins(&self, officer: &str) -> Result<Vec<String>, StoreError> {
        let db = self.db();
        let mut select =
            db.prepare_cached("SELECT login FROM account WHERE officer = ?1 ORDER BY login")?;
        let rows = select.query_map([officer], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
