//! Working data of briefings: who reads besides officers, how far each person has come, what they ask, and how a
//! quiz was answered. A person's reading is for that person and the secretary of the unit; nothing of it is published.

use crate::{Desk, StoreError};
use rusqlite::{OptionalExtension, params};
use std::collections::BTreeMap;

pub(crate) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS briefing_reader (
        body TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, gone INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (body, number)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS briefing_reading (
        briefing TEXT NOT NULL, body TEXT NOT NULL, reader TEXT NOT NULL,
        seen INTEGER, attended INTEGER, acknowledged INTEGER, reminded INTEGER,
        excused INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (briefing, body, reader)
    ) STRICT;
    CREATE INDEX IF NOT EXISTS briefing_reading_of ON briefing_reading (reader);
    CREATE TABLE IF NOT EXISTS briefing_question (
        id INTEGER PRIMARY KEY, briefing TEXT NOT NULL, body TEXT NOT NULL, reader TEXT NOT NULL,
        text TEXT NOT NULL, at INTEGER NOT NULL, answer TEXT, shown TEXT
    ) STRICT;
    CREATE INDEX IF NOT EXISTS briefing_question_of ON briefing_question (briefing, body);
    CREATE TABLE IF NOT EXISTS briefing_quiz (
        briefing TEXT NOT NULL, question INTEGER NOT NULL, option INTEGER NOT NULL,
        waiting INTEGER NOT NULL, shown INTEGER NOT NULL,
        PRIMARY KEY (briefing, question, option)
    ) STRICT;
";

/// A person of a body who reads without an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub number: u32,
    pub name: String,
}

/// How far one person has come with one briefing. Times are milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reading {
    pub seen: Option<u64>,
    pub attended: Option<u64>,
    pub acknowledged: Option<u64>,
    /// When a reminder was last marked as given.
    pub reminded: Option<u64>,
    pub excused: bool,
}

/// What is noted of a person's reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Seen,
    Attended,
    Acknowledged,
    Reminded,
    Excused,
    /// Is required after all.
    Required,
}

/// What somebody asked about a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub id: i64,
    /// Who asked; empty where others see it.
    pub reader: String,
    pub text: String,
    pub at: u64,
    pub answer: Option<String>,
    /// The question in the words in which all readers of the unit see it.
    pub shown: Option<String>,
}

/// How often each option was chosen, as far as it is shown. By question and option, from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuizCounts {
    /// How many answered.
    pub people: u64,
    pub options: BTreeMap<(u32, u32), u64>,
}

/// The row that counts those who answered.
const PEOPLE: (u32, u32) = (0, 0);

fn counted(n: i64) -> u64 {
    n.cast_unsigned()
}

/// A briefing in one body.
pub type In<'a> = (&'a str, &'a str);

impl Desk {
    /// Adds people who read without an account. A number is never given twice: an old link opens nobody else's page.
    pub fn add_readers(&self, body: &str, names: &[String]) -> Result<(), StoreError> {
        let mut db = self.db();
        let db = db.transaction()?;
        for name in names {
            db.prepare_cached(
                "INSERT INTO briefing_reader (body, number, name)
                 SELECT ?1, 1 + coalesce(max(number), 0), ?2 FROM briefing_reader WHERE body = ?1",
            )?
            .execute([body, name])?;
        }
        Ok(db.commit()?)
    }

    /// Those of a body, in the order in which they were added.
    pub fn readers(&self, body: &str) -> Result<Vec<Listed>, StoreError> {
        let db = self.db();
        let mut select = db.prepare_cached(
            "SELECT number, name FROM briefing_reader WHERE body = ?1 AND gone = 0 ORDER BY number",
        )?;
        let reader = |row: &rusqlite::Row| Ok(Listed { number: row.get(0)?, name: row.get(1)? });
        let rows = select.query_map([body], reader)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn reader(&self, body: &str, number: u32) -> Result<Option<Listed>, StoreError> {
        let db = self.db();
        let mut select = db.prepare_cached(
            "SELECT number, name FROM briefing_reader WHERE body = ?1 AND number = ?2 AND gone = 0",
        )?;
        let reader = |row: &rusqlite::Row| Ok(Listed { number: row.get(0)?, name: row.get(1)? });
        Ok(select.query_row(params![body, number], reader).optional()?)
    }

    /// Takes somebody off the list, with the name and all that is known of the reading. What was asked stays with its
    /// answer, and names nobody. `reader` is the person in the other tables.
    pub fn remove_reader(&self, body: &str, number: u32, reader: &str) -> Result<(), StoreError> {
        let mut db = self.db();
        let db = db.transaction()?;
        db.execute(
            "UPDATE briefing_reader SET gone = 1, name = '' WHERE body = ?1 AND number = ?2",
            params![body, number],
        )?;
        db.execute(
            "DELETE FROM briefing_reading WHERE body = ?1 AND reader = ?2",
            params![body, reader],
        )?;
        db.execute(
            "UPDATE briefing_question SET reader = '' WHERE body = ?1 AND reader = ?2",
            params![body, reader],
        )?;
        Ok(db.commit()?)
    }

    /// Notes something of a person's reading. What was first is kept: who has acknowledged does not do so again.
    pub fn mark_reading(
        &self,
        (briefing, body): In<'_>,
        reader: &str,
        mark: Mark,
        at: u64,
    ) -> Result<(), StoreError> {
        let set = match mark {
            Mark::Seen => "seen = coalesce(seen, ?4)",
            Mark::Attended => "attended = coalesce(attended, ?4)",
            Mark::Acknowledged => {
                "acknowledged = coalesce(acknowledged, ?4), seen = coalesce(seen, ?4)"
            }
            Mark::Reminded => "reminded = ?4",
            Mark::Excused => "excused = 1 + 0 * ?4",
            Mark::Required => "excused = 0 * ?4",
        };
        let mut db = self.db();
        let db = db.transaction()?;
        db.prepare_cached(
            "INSERT INTO briefing_reading (briefing, body, reader) VALUES (?1, ?2, ?3)
             ON CONFLICT (briefing, body, reader) DO NOTHING",
        )?
        .execute([briefing, body, reader])?;
        db.prepare_cached(&format!(
            "UPDATE briefing_reading SET {set} WHERE briefing = ?1 AND body = ?2 AND reader = ?3"
        ))?
        .execute(params![briefing, body, reader, at.cast_signed()])?;
        Ok(db.commit()?)
    }

    /// How far one person has come.
    pub fn reading(&self, of: In<'_>, reader: &str) -> Result<Reading, StoreError> {
        let db = self.db();
        let mut select = db.prepare_cached(
            "SELECT seen, attended, acknowledged, reminded, excused FROM briefing_reading
             WHERE briefing = ?1 AND body = ?2 AND reader = ?3",
        )?;
        let found = select.query_row([of.0, of.1, reader], |row| read(row, 0)).optional()?;
        Ok(found.unwrap_or_default())
    }

    /// All of a body who have begun, by the person. For the secretary of the unit alone.
    pub fn readings(&self, of: In<'_>) -> Result<BTreeMap<String, Reading>, StoreError> {
        let db = self.db();
        let mut select = db.prepare_cached(
            "SELECT reader, seen, attended, acknowledged, reminded, excused FROM briefing_reading
             WHERE briefing = ?1 AND body = ?2",
        )?;
        let rows = select.query_map([of.0, of.1], |row| Ok((row.get(0)?, read(row, 1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Takes a question. The same words of the same person again are the same question.
    pub fn ask_about(
        &self,
        (briefing, body): In<'_>,
        reader: &str,
        text: &str,
        at: u64,
    ) -> Result<(), StoreError> {
        self.db().execute(
            "INSERT INTO briefing_question (briefing, body, reader, text, at)
             SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (
                 SELECT 1 FROM briefing_question
                 WHERE briefing = ?1 AND body = ?2 AND reader = ?3 AND text = ?4)",
            params![briefing, body, reader, text, at.cast_signed()],
        )?;
        Ok(())
    }

    /// Answers a question; `shown` is how all readers of the unit are to see it, if they are.
    pub fn answer_about(
        &self,
        (briefing, body): In<'_>,
        id: i64,
        answer: &str,
        shown: Option<&str>,
    ) -> Result<bool, StoreError> {
        let done = self.db().execute(
            "UPDATE briefing_question SET answer = ?4, shown = ?5
             WHERE id = ?3 AND briefing = ?1 AND body = ?2",
            params![briefing, body, id, answer, shown],
        )?;
        Ok(done == 1)
    }

    /// What was asked in a body, the last first. For the secretary of the unit alone.
    pub fn questions(&self, of: In<'_>) -> Result<Vec<Asked>, StoreError> {
        let db = self.db();
        let mut select = db.prepare_cached(
            "SELECT id, reader, text, at, answer, shown FROM briefing_question
             WHERE briefing = ?1 AND body = ?2 ORDER BY id DESC LIMIT 500",
        )?;
        let rows = select.query_map([of.0, of.1], asked)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What a reader asked.
    pub fn questions_by(&self, of: In<'_>, reader: &str) -> Result<Vec<Asked>, StoreError> {
        let db = self.db();
        let mut select = db.prepare_cached(
            "SELECT id, reader, text, at, answer, shown FROM briefing_question
             WHERE briefing = ?1 AND body = ?2 AND reader = ?3 ORDER BY id DESC LIMIT 100",
        )?;
        let rows = select.query_map([of.0, of.1, reader], asked)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What all readers of the unit see: the words shown and the answer, in an order that tells neither who asked nor
    /// when.
    pub fn questions_shown(&self, of: In<'_>) -> Result<Vec<(String, String)>, StoreError> {
        let db = self.db();
        let mut select = db.prepare_cached(
            "SELECT shown, answer FROM briefing_question
             WHERE briefing = ?1 AND body = ?2 AND shown IS NOT NULL AND answer IS NOT NULL
             ORDER BY shown LIMIT 500",
        )?;
        let rows = select.query_map([of.0, of.1], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Counts the answers of one who took a quiz: question and option, from 1. Nothing says who, nor when. They show
    /// once `least` more have answered, all of these together, so that no single answer can be told by looking before
    /// and after.
    pub fn count_quiz(
        &self,
        briefing: &str,
        answers: &[(u32, u32)],
        least: u64,
    ) -> Result<(), StoreError> {
        let mut db = self.db();
        let db = db.transaction()?;
        for (question, option) in answers.iter().chain([&PEOPLE]) {
            db.prepare_cached(
                "INSERT INTO briefing_quiz (briefing, question, option, waiting, shown)
                 VALUES (?1, ?2, ?3, 1, 0)
                 ON CONFLICT (briefing, question, option) DO UPDATE SET waiting = waiting + 1",
            )?
            .execute(params![briefing, question, option])?;
        }
        db.prepare_cached(
            "UPDATE briefing_quiz SET shown = shown + waiting, waiting = 0 WHERE briefing = ?1 AND ?2 <= (
                 SELECT waiting FROM briefing_quiz WHERE briefing = ?1 AND question = 0 AND option = 0)",
        )?
        .execute(params![briefing, least.cast_signed()])?;
        Ok(db.commit()?)
    }

    /// The totals that may be shown.
    pub fn quiz_counts(&self, briefing: &str) -> Result<QuizCounts, StoreError> {
        let db = self.db();
        let mut select = db.prepare_cached(
            "SELECT question, option, shown FROM briefing_quiz WHERE briefing = ?1",
        )?;
        let row = |row: &rusqlite::Row| {
            Ok(((row.get::<_, u32>(0)?, row.get::<_, u32>(1)?), counted(row.get(2)?)))
        };
        let mut counts = QuizCounts::default();
        for row in select.query_map([briefing], row)? {
            match row? {
                (PEOPLE, people) => counts.people = people,
                (place, count) => drop(counts.options.insert(place, count)),
            }
        }
        Ok(counts)
    }
}

fn read(row: &rusqlite::Row, from: usize) -> Result<Reading, rusqlite::Error> {
    let time = |at: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(at)?.map(counted));
    Ok(Reading {
        seen: time(from)?,
        attended: time(from + 1)?,
        acknowledged: time(from + 2)?,
        reminded: time(from + 3)?,
        excused: row.get::<_, i64>(from + 4)? != 0,
    })
}

fn asked(row: &rusqlite::Row) -> Result<Asked, rusqlite::Error> {
    Ok(Asked {
        id: row.get(0)?,
        reader: row.get(1)?,
        text: row.get(2)?,
        at: counted(row.get(3)?),
        answer: row.get(4)?,
        shown: row.get(5)?,
    })
}
