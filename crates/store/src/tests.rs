#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use crate::{Blobs, Desk, Mark, Reading, Sqlite, StoreError};
use dienhong_journal::{
    Act, Batch, Draft, Failed, Hash, Journal, Millis, Salt, Storage, Visibility, record::data_of,
    tree::leaf_hash,
};
use rusqlite::Connection;
use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Names the database to the child of the test that kills.
const CHILD: &str = "DIENHONG_STORE_TEST_CHILD";

fn act(id: u64, records: u64) -> Act {
    let draft = |number| Draft {
        body: None,
        unit: None,
        by: "node".into(),
        kind: "test.done".into(),
        data: data_of(&number).unwrap(),
        visibility: match number % 5 {
            0 => Visibility::Closed { salt: Salt([number as u8; 32]) },
            _ => Visibility::Public,
        },
    };
    let drafts = (0..records).map(|n| draft(id + n)).collect();
    Act { id: format!("act-{id}"), at: Millis::new(id), drafts, keep: vec![], forget: vec![] }
}

/// A closed journal of six records in acts of two.
fn six(path: &Path) {
    let mut journal = Journal::open(Sqlite::open(path).unwrap()).unwrap();
    journal.append_all((0..3).map(|n| act(n, 2)).collect()).unwrap();
}

fn refusal(path: &Path) -> String {
    Journal::open(Sqlite::open(path).unwrap()).unwrap_err().to_string()
}

fn damage(path: &Path, sql: &str) {
    Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn a_hole_refuses_to_start_and_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.sqlite");
    six(&path);
    damage(&path, "DELETE FROM record WHERE seq = 2");
    assert_eq!(refusal(&path), "record 2: it is missing, the next one there is 3");
}

#[test]
fn a_broken_record_refuses_to_start_and_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.sqlite");
    six(&path);
    damage(
        &path,
        "UPDATE record SET bytes = CAST(' ' || CAST(bytes AS TEXT) AS BLOB) WHERE seq = 3",
    );
    assert_eq!(
        refusal(&path),
        "record 3: its bytes are not the canonical form: they differ from byte 0 on"
    );
}

#[test]
fn a_file_of_another_application_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.sqlite");
    damage(&path, "PRAGMA application_id = 7; CREATE TABLE other (a)");
    let refused = Sqlite::open(&path);
    assert!(matches!(refused, Err(StoreError::OtherApplication { found: 7, .. })));
}

#[test]
fn a_file_of_another_version_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.sqlite");
    six(&path);
    damage(&path, "PRAGMA user_version = 2");
    assert!(matches!(Sqlite::open(&path), Err(StoreError::OtherVersion { found: 2, .. })));
}

#[test]
fn a_second_writer_is_refused_until_the_first_has_gone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.sqlite");
    let first = Sqlite::open(&path).unwrap();
    let refused = Sqlite::open(&path).unwrap_err();
    assert!(matches!(refused, StoreError::InUse { .. }));
    assert!(refused.to_string().starts_with("another process has the journal "));
    drop(first);
    assert!(Sqlite::open(&path).is_ok());
}

#[test]
fn a_batch_that_leaves_a_gap_is_refused_and_nothing_of_it_kept() {
    let directory = tempfile::tempdir().unwrap();
    let mut storage = Sqlite::open(directory.path().join("journal.sqlite")).unwrap();
    let batch = Batch { first: 1, records: vec![vec![1]], ..Batch::default() };
    assert!(matches!(storage.append(&batch), Err(StoreError::Gap { first: 1, next: 0 })));
    assert!(storage.is_empty().unwrap());
}

#[test]
fn what_was_forgotten_is_not_in_the_files() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.sqlite");
    let mut storage = Sqlite::open(&path).unwrap();
    let secret = b"a sentence that shall be gone".to_vec();
    let keep = Batch { keep: vec![("opening".into(), secret.clone())], ..Batch::default() };
    storage.append(&keep).unwrap();
    assert_eq!(storage.private("opening").unwrap(), Some(secret.clone()));
    let forget = Batch { forget: vec!["opening".into()], ..Batch::default() };
    storage.append(&forget).unwrap();
    assert_eq!(storage.private("opening").unwrap(), None);
    for file in fs::read_dir(directory.path()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret));
    }
}

#[test]
fn a_blob_is_found_by_its_hash_and_damage_is_noticed() {
    let directory = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(directory.path()).unwrap();
    let name = blobs.put(b"abc").unwrap();
    assert_eq!(
        blobs.path(&name),
        directory
            .path()
            .join("blobs/ba/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    );
    assert_eq!(blobs.get(&name).unwrap(), Some(b"abc".to_vec()));
    assert_eq!(blobs.get(&Hash::of(b"other")).unwrap(), None);
    fs::write(blobs.path(&name), b"abd").unwrap();
    assert!(matches!(blobs.get(&name), Err(StoreError::Damaged { .. })));
    assert_eq!(blobs.put(b"abc").unwrap(), name);
    assert_eq!(blobs.get(&name).unwrap(), Some(b"abc".to_vec()));
    let files = fs::read_dir(directory.path().join("blobs/ba")).unwrap().count();
    assert_eq!(files, 1);
}

/// The child of the next test: does nothing when run as a test of its own.
#[test]
fn child_that_appends_until_it_is_killed() {
    let Some(path) = std::env::var_os(CHILD) else { return };
    let mut journal = Journal::open(Sqlite::open(path).unwrap()).unwrap();
    let mut out = std::io::stdout();
    loop {
        let first = journal.len();
        let acts = vec![act(first, 1 + first % 3), act(first + 1_000_000_000, 1)];
        let appended = journal.append_all(acts).unwrap();
        for record in appended.iter().flat_map(|act| &act.records) {
            let hash = journal.tree().hash(0, record.seq).unwrap();
            writeln!(out, "\nacknowledged {} {hash}", record.seq).unwrap();
        }
        out.flush().unwrap();
    }
}

#[test]
fn what_was_acknowledged_survives_two_hundred_kills() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.sqlite");
    let mut acknowledged = BTreeMap::new();
    // A small generator, so that a failure can be repeated as far as the machine allows.
    let mut random = 0x2545_f491_4f6c_dd1du64;
    for round in 0..200 {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "tests::child_that_appends_until_it_is_killed", "--nocapture"])
            .env(CHILD, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let reader = thread::spawn(move || {
            let lines = out.lines().map_while(Result::ok);
            // A last line that the kill cut short counts only when it is whole.
            lines.filter_map(|line| acknowledgement(&line)).collect::<Vec<_>>()
        });
        thread::sleep(Duration::from_micros(random % 50_000));
        child.kill().unwrap();
        child.wait().unwrap();
        acknowledged.extend(reader.join().unwrap());

        let opened = Instant::now();
        let journal = Journal::open(Sqlite::open(&path).unwrap());
        let journal = journal.unwrap_or_else(|error: Failed<_>| panic!("round {round}: {error}"));
        for (seq, hash) in &acknowledged {
            assert!(*seq < journal.len(), "round {round}: record {seq} is lost");
            assert_eq!(journal.tree().hash(0, *seq).unwrap(), *hash, "round {round}");
        }
        let mut next = 0;
        let read = journal.storage().read(0..journal.len(), &mut |seq, bytes| {
            assert_eq!(seq, next);
            assert_eq!(leaf_hash(bytes), journal.tree().hash(0, seq).unwrap());
            next += 1;
        });
        read.unwrap();
        assert_eq!(next, journal.len());
        assert!(opened.elapsed() < Duration::from_secs(5));
    }
    assert!(acknowledged.len() > 200, "only {} records were acknowledged", acknowledged.len());
    println!("{} records were acknowledged and kept", acknowledged.len());
}

fn acknowledgement(line: &str) -> Option<(u64, Hash)> {
    let (seq, hash) = line.strip_prefix("acknowledged ")?.split_once(' ')?;
    Some((seq.parse().ok()?, hash.parse().ok()?))
}

#[test]
fn a_readers_number_is_never_given_twice_and_nothing_is_left_of_who_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(folder.path().join("desk.sqlite")).unwrap();
    let names = |body: &str| -> Vec<(u32, String)> {
        desk.readers(body).unwrap().into_iter().map(|of| (of.number, of.name)).collect()
    };
    desk.add_readers("a", &["An".into(), "Bình".into()]).unwrap();
    desk.add_readers("b", &["Chi".into()]).unwrap();
    let place = ("b-1", "a");
    desk.mark_reading(place, "reader:2", Mark::Seen, 5).unwrap();
    desk.ask_about(place, "reader:2", "Khi nào?", 6).unwrap();
    desk.remove_reader("a", 2, "reader:2").unwrap();
    desk.add_readers("a", &["Dung".into()]).unwrap();
    assert_eq!(names("a"), [(1, "An".into()), (3, "Dung".into())]);
    assert_eq!(names("b"), [(1, "Chi".into())]);
    assert_eq!(desk.reader("a", 2).unwrap(), None);
    assert!(desk.readings(place).unwrap().is_empty());
    assert_eq!(desk.questions(place).unwrap()[0].reader, "");
}

#[test]
fn what_was_first_is_kept_of_a_persons_reading_and_others_do_not_see_it() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(folder.path().join("desk.sqlite")).unwrap();
    let place = ("b-1", "a");
    for at in [7, 9] {
        desk.mark_reading(place, "officer:x", Mark::Acknowledged, at).unwrap();
        desk.mark_reading(place, "officer:x", Mark::Reminded, at).unwrap();
    }
    desk.mark_reading(place, "officer:x", Mark::Excused, 9).unwrap();
    let expected = Reading {
        seen: Some(7),
        attended: None,
        acknowledged: Some(7),
        reminded: Some(9),
        excused: true,
    };
    assert_eq!(desk.reading(place, "officer:x").unwrap(), expected);
    desk.mark_reading(place, "officer:x", Mark::Required, 9).unwrap();
    assert!(!desk.reading(place, "officer:x").unwrap().excused);
    for (place, reader) in
        [(("b-2", "a"), "officer:x"), (("b-1", "b"), "officer:x"), (place, "officer:y")]
    {
        assert_eq!(desk.reading(place, reader).unwrap(), Reading::default());
    }
    // A question is shown to all only in the words that were chosen for it, and only with an answer.
    for _twice in 0..2 {
        desk.ask_about(place, "officer:x", "Tôi hỏi", 1).unwrap();
    }
    let id = desk.questions(place).unwrap()[0].id;
    assert_eq!(desk.questions(place).unwrap().len(), 1);
    assert!(!desk.answer_about(("b-2", "a"), id, "Đáp", Some("Hỏi")).unwrap());
    assert!(desk.questions_shown(place).unwrap().is_empty());
    assert!(desk.answer_about(place, id, "Đáp", Some("Hỏi")).unwrap());
    assert_eq!(desk.questions_shown(place).unwrap(), [("Hỏi".into(), "Đáp".into())]);
    assert!(desk.questions_by(place, "officer:y").unwrap().is_empty());
}

#[test]
fn a_quiz_shows_its_counts_in_steps_of_as_many_as_are_needed() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(folder.path().join("desk.sqlite")).unwrap();
    let mut seen = Vec::new();
    for answer in [1, 1, 2, 1, 2, 2] {
        desk.count_quiz("b-1", &[(1, answer)], 3).unwrap();
        let counts = desk.quiz_counts("b-1").unwrap();
        seen.push((counts.people, counts.options.get(&(1, 1)).copied().unwrap_or_default()));
    }
    assert_eq!(seen, [(0, 0), (0, 0), (3, 2), (3, 2), (3, 2), (6, 3)]);
    assert_eq!(desk.quiz_counts("b-2").unwrap().people, 0);
}
