//! The journal in one SQLite file.

use crate::StoreError;
use dienhong_journal::{Batch, Storage};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, params};
use std::{
    fs::{File, TryLockError},
    ops::Range,
    path::{Path, PathBuf},
    time::Duration,
};

/// How long the writer waits for another connection that has the file to itself: one that recovers it.
const PATIENCE: Duration = Duration::from_secs(5);

/// The bytes `DHJ1` in the header of the file.
const APPLICATION: i32 = 0x4448_4a31;

/// The form of the tables.
const VERSION: i32 = 1;

const TABLES: &str = "
    CREATE TABLE record (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
    CREATE TABLE private (key TEXT PRIMARY KEY NOT NULL, bytes BLOB NOT NULL) STRICT;
";

/// Records and private values in an SQLite file, with WAL and full synchronisation.
///
/// While it lives it holds the lock on `<file>.lock`, so that nobody else writes the same journal; the
/// kernel lets go of it when the process ends, however it ends. Readers of the file need no lock.
#[derive(Debug)]
pub struct Sqlite {
    connection: Connection,
    path: PathBuf,
    /// The write-ahead log still holds what was forgotten: a reader was in the way.
    untidy: bool,
    /// Held, not read.
    _lock: File,
}

impl Sqlite {
    /// Opens the journal at `path` for writing, or makes one where there is no file or an empty one.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref().to_owned();
        let lock = lock(&path)?;
        let mut connection = Connection::open(&path)?;
        let transaction = connection.transaction()?;
        let empty: bool =
            transaction.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |r| r.get(0))?;
        let application: i32 = transaction.query_row("PRAGMA application_id", [], |r| r.get(0))?;
        let version: i32 = transaction.query_row("PRAGMA user_version", [], |r| r.get(0))?;
        let fresh = empty && application == 0 && version == 0;
        if fresh {
            transaction.execute_batch(TABLES)?;
            transaction.pragma_update(None, "application_id", APPLICATION)?;
            transaction.pragma_update(None, "user_version", VERSION)?;
        } else if application != APPLICATION {
            return Err(StoreError::OtherApplication { path, found: application });
        } else if version != VERSION {
            return Err(StoreError::OtherVersion { path, found: version, known: VERSION });
        }
        transaction.commit()?;
        let mode: String =
            connection.pragma_update_and_check(None, "journal_mode", "WAL", |r| r.get(0))?;
        if !mode.eq_ignore_ascii_case("wal") {
            return Err(StoreError::NotWal { path, found: mode });
        }
        connection.pragma_update(None, "synchronous", "FULL")?;
        // What was removed shall not lie about in free pages.
        connection.pragma_update(None, "secure_delete", "ON")?;
        // How the last process ended is not known: what it forgot may lie in the log that it left.
        Ok(Self { connection, path, untidy: true, _lock: lock })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Empties the write-ahead log, which still has the deleted bytes; whether it could. Never waits: the
    /// batch is durable, whoever asked shall hear so, and a reader in the way is gone at a later batch.
    fn tidy(&self) -> bool {
        let patience = self.connection.busy_timeout(Duration::ZERO);
        let busy = self
            .connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
        let again = self.connection.busy_timeout(PATIENCE);
        patience.is_ok() && again.is_ok() && matches!(busy, Ok(0))
    }

    fn write(transaction: &Transaction<'_>, batch: &Batch) -> Result<(), StoreError> {
        let next = length(transaction)?;
        if next != batch.first {
            return Err(StoreError::Gap { first: batch.first, next });
        }
        let mut insert =
            transaction.prepare_cached("INSERT INTO record (seq, bytes) VALUES (?1, ?2)")?;
        for (seq, bytes) in (batch.first..).zip(&batch.records) {
            insert.execute(params![number(seq)?, bytes])?;
        }
        let mut keep = transaction.prepare_cached(
            "INSERT INTO private (key, bytes) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET bytes = excluded.bytes",
        )?;
        for (key, bytes) in &batch.keep {
            keep.execute(params![key, bytes])?;
        }
        let mut forget = transaction.prepare_cached("DELETE FROM private WHERE key = ?1")?;
        for key in &batch.forget {
            forget.execute([key])?;
        }
        Ok(())
    }
}

/// Reads the records of a journal that somebody else may be writing.
#[derive(Debug)]
pub struct Reader {
    connection: Connection,
}

impl Reader {
    /// Opens the journal at `path`, which must be there. Takes no lock.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Ok(Self { connection: Connection::open_with_flags(path, flags)? })
    }

    /// The bytes of the record of this number; `None` beyond the end.
    pub fn record(&self, seq: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let mut select =
            self.connection.prepare_cached("SELECT bytes FROM record WHERE seq = ?1")?;
        Ok(select.query_row([number(seq)?], |row| row.get(0)).optional()?)
    }
}

/// A journal is read in the same way whether or not it may be written.
impl Storage for Reader {
    type Error = StoreError;

    fn len(&self) -> Result<u64, StoreError> {
        length(&self.connection)
    }

    fn read(&self, range: Range<u64>, each: &mut dyn FnMut(u64, &[u8])) -> Result<(), StoreError> {
        read(&self.connection, range, each)
    }

    fn private(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        private(&self.connection, key)
    }

    /// Always refused.
    fn append(&mut self, _: &Batch) -> Result<(), StoreError> {
        Err(StoreError::ReadOnly)
    }
}

impl Storage for Sqlite {
    type Error = StoreError;

    fn len(&self) -> Result<u64, StoreError> {
        length(&self.connection)
    }

    fn read(&self, range: Range<u64>, each: &mut dyn FnMut(u64, &[u8])) -> Result<(), StoreError> {
        read(&self.connection, range, each)
    }

    fn private(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        private(&self.connection, key)
    }

    fn append(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        Self::write(&transaction, batch)?;
        transaction.commit()?;
        self.untidy |= !batch.forget.is_empty();
        if self.untidy {
            self.untidy = !self.tidy();
        }
        Ok(())
    }
}

fn length(connection: &Connection) -> Result<u64, StoreError> {
    let mut select = connection.prepare_cached("SELECT coalesce(max(seq) + 1, 0) FROM record")?;
    Ok(select.query_row([], |row| row.get::<_, i64>(0))?.max(0).cast_unsigned())
}

fn read(
    connection: &Connection,
    range: Range<u64>,
    each: &mut dyn FnMut(u64, &[u8]),
) -> Result<(), StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT seq, bytes FROM record WHERE seq >= ?1 AND seq < ?2 ORDER BY seq",
    )?;
    let mut rows = select.query(params![number(range.start)?, number(range.end)?])?;
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        each(row.get::<_, i64>(0)?.cast_unsigned(), bytes);
    }
    Ok(())
}

fn private(connection: &Connection, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let mut select = connection.prepare_cached("SELECT bytes FROM private WHERE key = ?1")?;
    Ok(select.query_row([key], |row| row.get(0)).optional()?)
}

fn number(seq: u64) -> Result<i64, StoreError> {
    i64::try_from(seq).map_err(|_| StoreError::TooLarge(seq))
}

fn lock(path: &Path) -> Result<File, StoreError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let name = PathBuf::from(name);
    let file = File::options().create(true).truncate(false).write(true).open(&name);
    let file = file.map_err(StoreError::file(&name))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path: path.to_owned() }),
        Err(TryLockError::Error(source)) => Err(StoreError::File { path: name, source }),
    }
}
