//! Working data of the officers' desk: accounts, sessions, drafts. Nothing here is an official fact,
//! and nothing of it is ever published.

use crate::StoreError;
use rusqlite::{Connection, OptionalExtension, params};
use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS account (
        login TEXT PRIMARY KEY NOT NULL, officer TEXT NOT NULL, password TEXT NOT NULL,
        lent INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE IF NOT EXISTS attempt (
        login TEXT NOT NULL, address TEXT NOT NULL, failures INTEGER NOT NULL,
        locked_until INTEGER NOT NULL, at INTEGER NOT NULL,
        PRIMARY KEY (login, address)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS password_given (
        at INTEGER NOT NULL, login TEXT NOT NULL, officer TEXT NOT NULL, by TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS password_given_to ON password_given (officer, at);
    CREATE TABLE IF NOT EXISTS session (
        token TEXT PRIMARY KEY NOT NULL, login TEXT NOT NULL, csrf TEXT NOT NULL,
        until INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS draft (
        officer TEXT NOT NULL, form TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL,
        PRIMARY KEY (officer, form)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS passkey_name (
        officer TEXT NOT NULL, passkey TEXT NOT NULL, name TEXT NOT NULL,
        PRIMARY KEY (officer, passkey)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS link (
        room TEXT NOT NULL, number INTEGER NOT NULL, token TEXT NOT NULL,
        PRIMARY KEY (room, number)
    ) STRICT;
    CREATE UNIQUE INDEX IF NOT EXISTS link_token ON link (room, token);
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
    /// Somebody else has seen the password: it is good for choosing one's own, and for nothing more.
    pub lent: bool,
}

/// Who gave an officer a password, and when. What the officer chose is by the officer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub at: u64,
    pub login: String,
    pub by: String,
}

/// How many wrong passwords are free, and how long one waits after that.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    pub free: u32,
    /// Milliseconds. Each further wrong password doubles it, up to `longest`.
    pub first: u64,
    pub longest: u64,
}

impl Patience {
    fn until(self, failures: u32, now: u64) -> u64 {
        match failures.checked_sub(self.free) {
            None => 0,
            Some(beyond) => now + (self.first << beyond.min(24)).min(self.longest),
        }
    }
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
        connection.execute_batch(crate::briefing::TABLES)?;
        Ok(Self(Mutex::new(connection)))
    }

    pub(crate) fn db(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes an account whose password is the officer's own. An account that is there stays as it is.
    /// Answers whether it was made.
    pub fn put_account(
        &self,
        login: &str,
        officer: &str,
        password: &str,
    ) -> Result<bool, StoreError> {
        let made = self.db().execute(
            "INSERT INTO account (login, officer, password) VALUES (?1, ?2, ?3)
             ON CONFLICT (login) DO NOTHING",
            [login, officer, password],
        )?;
        Ok(made == 1)
    }

    /// Gives an officer a password that `by` has seen: with a new account, or in place of the old one, whose
    /// sessions end. It is noted, and the officer has to choose another. Answers false, and does nothing,
    /// where somebody else signs in under this login.
    pub fn give_password(
        &self,
        (login, officer): (&str, &str),
        password: &str,
        by: &str,
        at: u64,
    ) -> Result<bool, StoreError> {
        self.set_password((login, officer), password, true, by, at, None)
    }

    /// The officer's own choice. Every session but `here` ends.
    pub fn choose_password(
        &self,
        (login, officer): (&str, &str),
        password: &str,
        at: u64,
        here: &str,
    ) -> Result<bool, StoreError> {
        self.set_password((login, officer), password, false, officer, at, Some(here))
    }

    fn set_password(
        &self,
        (login, officer): (&str, &str),
        password: &str,
        lent: bool,
        by: &str,
        at: u64,
        here: Option<&str>,
    ) -> Result<bool, StoreError> {
        let mut db = self.db();
        let db = db.transaction()?;
        let set = db.execute(
            "INSERT INTO account (login, officer, password, lent) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (login) DO UPDATE SET password = excluded.password, lent = excluded.lent
                 WHERE officer = excluded.officer",
            params![login, officer, password, lent],
        )?;
        if set == 0 {
            return Ok(false);
        }
        db.execute(
            "DELETE FROM session WHERE login = ?1 AND token IS NOT ?2",
            params![login, here],
        )?;
        db.execute("DELETE FROM attempt WHERE login = ?1", [login])?;
        db.execute(
            "INSERT INTO password_given (at, login, officer, by) VALUES (?1, ?2, ?3, ?4)",
            params![at.cast_signed(), login, officer, by],
        )?;
        db.commit()?;
        Ok(true)
    }

    /// Who gave this officer passwords, the last first.
    pub fn passwords_given(&self, officer: &str) -> Result<Vec<Given>, StoreError> {
        let db = self.db();
        let mut select = db.prepare_cached(
            "SELECT at, login, by FROM password_given WHERE officer = ?1 ORDER BY at DESC LIMIT 20",
        )?;
        let given = |row: &rusqlite::Row| {
            let at = row.get::<_, i64>(0)?.cast_unsigned();
            Ok(Given { at, login: row.get(1)?, by: row.get(2)? })
        };
        let rows = select.query_map([officer], given)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn account(&self, login: &str) -> Result<Option<Account>, StoreError> {
        let db = self.db();
        let mut select = db.prepare_cached(
            "SELECT login, officer, password, lent FROM account WHERE login = ?1",
        )?;
        let account = |row: &rusqlite::Row| {
            Ok(Account {
                login: row.get(0)?,
                officer: row.get(1)?,
                password: row.get(2)?,
                lent: row.get(3)?,
            })
        };
        Ok(select.query_row([login], account).optional()?)
    }

    /// Counts an attempt as failed before it is looked at, so that many at once are no way around the wait.
    /// Each counter is a login and an address; an empty one stands for all. Answers until when to wait, when
    /// one of them says so; then nothing is counted.
    pub fn attempt(
        &self,
        counters: &[(&str, &str, Patience)],
        now: u64,
    ) -> Result<Option<u64>, StoreError> {
        let mut db = self.db();
        let db = db.transaction()?;
        for (login, address, _) in counters {
            let until: Option<i64> = db
                .prepare_cached(
                    "SELECT locked_until FROM attempt WHERE login = ?1 AND address = ?2",
                )?
                .query_row([login, address], |row| row.get(0))
                .optional()?;
            if let Some(until) = until.map(i64::cast_unsigned).filter(|until| *until > now) {
                return Ok(Some(until));
            }
        }
        for (login, address, patience) in counters {
            let failures: u32 = db
                .prepare_cached(
                    "INSERT INTO attempt (login, address, failures, locked_until, at)
                         VALUES (?1, ?2, 1, 0, ?3)
                     ON CONFLICT (login, address) DO UPDATE SET failures = failures + 1, at = ?3
                     RETURNING failures",
                )?
                .query_row(params![login, address, now.cast_signed()], |row| row.get(0))?;
            let until = patience.until(failures, now).cast_signed();
            db.prepare_cached(
                "UPDATE attempt SET locked_until = ?3 WHERE login = ?1 AND address = ?2",
            )?
            .execute(params![login, address, until])?;
        }
        db.commit()?;
        Ok(None)
    }

    /// The password was right: what this login failed from this address is taken off every counter. What
    /// nobody has added to for a day is dropped.
    pub fn succeeded(&self, login: &str, address: &str, now: u64) -> Result<(), StoreError> {
        const DAY: u64 = 86_400_000;
        let mut db = self.db();
        let db = db.transaction()?;
        let mine: u32 = db
            .query_row(
                "DELETE FROM attempt WHERE login = ?1 AND address = ?2 RETURNING failures",
                [login, address],
                |row| row.get(0),
            )
            .optional()?
            .unwrap_or(0);
        db.execute(
            "UPDATE attempt SET failures = max(failures - ?3, 0), locked_until = 0
             WHERE (login = ?1 AND address = '') OR (login = '' AND address = ?2)",
            params![login, address, mine],
        )?;
        db.execute("DELETE FROM attempt WHERE at < ?1", [now.saturating_sub(DAY).cast_signed()])?;
        db.commit()?;
        Ok(())
    }

    /// Links that were given to people who do not sign in, by the hash of what each holds. Those of the room that
    /// were given before end.
    pub fn put_links(&self, room: &str, links: &[(u32, String)]) -> Result<(), StoreError> {
        let mut db = self.db();
        let db = db.transaction()?;
        db.execute("DELETE FROM link WHERE room = ?1", [room])?;
        for (number, token) in links {
            db.prepare_cached("INSERT INTO link (room, number, token) VALUES (?1, ?2, ?3)")?
                .execute(params![room, number, token])?;
        }
        Ok(db.commit()?)
    }

    /// How many of a room have a link.
    pub fn links(&self, room: &str) -> Result<usize, StoreError> {
        let db = self.db();
        let mut select = db.prepare_cached("SELECT count(*) FROM link WHERE room = ?1")?;
        let count: i64 = select.query_row([room], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or(0))
    }

    /// To whom of a room the link with this hash was given.
    pub fn link(&self, room: &str, token: &str) -> Result<Option<u32>, StoreError> {
        let db = self.db();
        let mut select =
            db.prepare_cached("SELECT number FROM link WHERE room = ?1 AND token = ?2")?;
        Ok(select.query_row([room, token], |row| row.get(0)).optional()?)
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
        let db = self.db();
        // Asked after every entry: prepared once.
        let mut delete = db.prepare_cached("DELETE FROM draft WHERE officer = ?1 AND form = ?2")?;
        delete.execute([officer, form])?;
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

    /// What an officer calls the device that holds a passkey. It is for him alone.
    pub fn name_passkey(&self, officer: &str, passkey: &str, name: &str) -> Result<(), StoreError> {
        self.db().execute(
            "INSERT INTO passkey_name (officer, passkey, name) VALUES (?1, ?2, ?3)
             ON CONFLICT (officer, passkey) DO UPDATE SET name = excluded.name",
            [officer, passkey, name],
        )?;
        Ok(())
    }

    /// What an officer calls his devices, by the ids of their passkeys.
    pub fn passkey_names(&self, officer: &str) -> Result<BTreeMap<String, String>, StoreError> {
        let db = self.db();
        let mut select =
            db.prepare_cached("SELECT passkey, name FROM passkey_name WHERE officer = ?1")?;
        let rows = select.query_map([officer], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
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
