#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! `dienhong verify` and `dienhong replay` as a citizen and an operator run them.

#[path = "../../verifier/tests/night/mod.rs"]
mod night;
mod published;

use dienhong_journal::{Record, checkpoint::Signer, tiles::encode_bundle};
use dienhong_verifier::{Difference, Place, Unreadable, What};
use night::{AREAS, NA, Night, SCAN};
use proptest::prelude::*;
use published::{NIGHT, Published, bundle, dienhong, entries, export, sign_again, verify};
use std::fs;
use tempfile::TempDir;

fn write(published: &Published) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in published {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    folder
}

fn differences(published: &Published) -> Vec<Difference> {
    verify(published, None).unwrap().differences
}

/// What differs after a change; the program says the same, and ends with 1.
fn after(change: impl FnOnce(&mut Published)) -> Vec<Difference> {
    let mut published = NIGHT.0.clone();
    change(&mut published);
    let found = differences(&published);
    let folder = write(&published);
    let (code, said, _) = dienhong(&["verify", folder.path().to_str().unwrap(), "--lang", "en"]);
    assert_eq!(code, 1, "{said}");
    for difference in &found {
        let place = match &difference.place {
            Place::Record(seq) => format!("record {seq}"),
            Place::File(path) => path.clone(),
        };
        assert!(
            said.contains(&place) && said.contains(&difference.field),
            "{difference:?}: {said}"
        );
    }
    found
}

fn names(found: &[Difference], what: What, place: &Place, field: &str) {
    let is = |d: &Difference| d.what == what && d.place == *place && d.field == field;
    assert!(found.iter().any(is), "{what:?} {place:?} {field}: {found:#?}");
}

fn file(path: &str) -> Place {
    Place::File(path.to_owned())
}

fn replace(published: &mut Published, path: &str, from: &str, to: &str) {
    let bytes = published.get_mut(path).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.contains(from), "{path} has no {from}: {text}");
    *bytes = text.replacen(from, to, 1).into_bytes();
}

/// The number of the last record of a kind.
fn last(entries: &[Vec<u8>], kind: &str) -> u64 {
    let mut records = entries.iter().map(|entry| Record::decode(entry).unwrap());
    records.rfind(|record| record.kind == kind).unwrap().seq
}

/// Writes a text of one record otherwise, keeping its canonical form.
fn retell(entries: &mut [Vec<u8>], seq: u64, from: &str, to: &str) {
    let entry = &mut entries[usize::try_from(seq).unwrap()];
    let text = String::from_utf8(entry.clone()).unwrap();
    assert!(text.contains(from), "{text}");
    *entry = text.replace(from, to).into_bytes();
}

#[test]
fn what_was_exported_agrees() {
    let folder = write(&NIGHT.0);
    let out = folder.path().to_str().unwrap();
    let (code, said, _) = dienhong(&["verify", out]);
    assert_eq!(code, 0, "{said}");
    assert!(said.starts_with("MÔ PHỎNG") && said.contains("KHỚP"), "{said}");
    let key = String::from_utf8(NIGHT.0["log.vkey"].clone()).unwrap();
    let (code, said, _) = dienhong(&["verify", out, "--lang", "en", "--key", key.trim()]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("mô phỏng") && said.contains("AGREES") && !said.contains("--key"),
        "{said}"
    );
    let (code, said, _) = dienhong(&["verify", out, "--json"]);
    let report: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &report["simulated"]), (0, &true.into()));
    let counted = &report["counted"];
    assert_eq!(
        (&counted["minutes"], &counted["blobs"], &counted["pages"]),
        (&2.into(), &1.into(), &57.into())
    );
    assert!(
        counted["data_figures"].as_u64() > Some(100) && counted["page_figures"].as_u64() > Some(20)
    );
    assert!(report["not_checked"].as_array().unwrap().contains(&"key".into()));
}

#[test]
fn a_byte_of_a_tile_is_named_by_its_hash() {
    let tile = NIGHT.0.keys().find(|path| path.starts_with("tile/0/")).unwrap();
    let found = after(|published| published.get_mut(tile).unwrap()[3 * 32 + 5] ^= 1);
    assert_eq!(found.len(), 1);
    names(&found, What::Hash, &file(tile), "3");
}

#[test]
fn a_byte_of_an_entry_is_named_by_its_record() {
    let mut changed = entries(&NIGHT.0);
    let seq = last(&changed, "tally.published");
    retell(&mut changed, seq, "\"valid\":940", "\"valid\":941");
    let found = after(|published| {
        let path = bundle(published);
        published.insert(path, encode_bundle(&changed).unwrap());
    });
    names(&found, What::Root, &file("checkpoint"), "root");
    names(&found, What::Changed, &Place::Record(seq), "");
    names(&found, What::Unlawful, &Place::Record(seq), "tally.seal_does_not_open");
}

#[test]
fn a_lie_that_is_signed_is_named_by_the_rule_it_breaks() {
    let mut lies = entries(&NIGHT.0);
    let seq = last(&lies, "election.result_recorded");
    retell(&mut lies, seq, "\"elected\":[1]", "\"elected\":[2]");
    let found = after(|published| sign_again(published, &lies));
    names(&found, What::Unlawful, &Place::Record(seq), "election.others_are_elected");
    let figure = "elections/na-2026/constituencies/1/elected.1";
    let page = "site/elections/na-2026/constituencies/1/index.html";
    names(&found, What::Figure, &file(page), figure);
    assert!(found.iter().all(|difference| difference.what != What::Root), "{found:#?}");
}

#[test]
fn published_minutes_that_break_a_check_are_named_by_it() {
    let mut lies = entries(&NIGHT.0);
    let seq = last(&lies, "tally.published");
    retell(&mut lies, seq, "\"took_part\":950", "\"took_part\":1050");
    let found = after(|published| sign_again(published, &lies));
    names(&found, What::Check, &Place::Record(seq), "H1");
    names(&found, What::Unlawful, &Place::Record(seq), "tally.seal_does_not_open");
}

#[test]
fn a_record_in_another_form_is_named() {
    let mut lies = entries(&NIGHT.0);
    lies[5].push(b' ');
    let found = after(|published| sign_again(published, &lies));
    names(&found, What::Broken, &Place::Record(5), "");
}

#[test]
fn a_record_of_a_kind_from_the_future_is_not_judged() {
    let mut future = entries(&NIGHT.0);
    let seq = last(&future, "election.result_recorded");
    retell(&mut future, seq, "election.result_recorded", "election.result_weighed");
    let mut published = NIGHT.0.clone();
    sign_again(&mut published, &future);
    let kind = "election.result_weighed".to_owned();
    assert_eq!(verify(&published, None), Err(Unreadable::Older { seq, kind: kind.clone() }));
    let folder = write(&published);
    let (code, _, said) = dienhong(&["verify", folder.path().to_str().unwrap()]);
    assert!(code == 2 && said.contains(&kind), "{said}");
}

#[test]
fn a_figure_of_open_data_is_named() {
    let found = after(|files| replace(files, "open-data/na-2026/areas.csv", ",950,", ",951,"));
    let figure = "elections/na-2026/areas/14758-001/took_part";
    names(&found, What::Figure, &file("open-data/na-2026/areas.csv"), figure);
    assert_eq!((found[0].published.as_str(), found[0].recomputed.as_str()), ("951", "950"));
    let found = after(|files| {
        replace(files, "open-data/elections.json", "\"valid\":1880", "\"valid\":1881")
    });
    names(&found, What::Figure, &file("open-data/elections.json"), "elections/na-2026/valid");
    let path = "open-data/na-2026/candidates.csv";
    let found = after(|files| replace(files, path, "«A2»", "«B2»"));
    let name = "elections/na-2026/constituencies/1/candidates/2/name";
    names(&found, What::Data, &file(path), name);
    let found = after(|files| drop(files.remove(path)));
    names(&found, What::Missing, &file(path), "");
    let more = "open-data/na-2026/results.csv";
    let found = after(|files| drop(files.insert(more.into(), b"1".to_vec())));
    names(&found, What::Unexpected, &file(more), "");
}

#[test]
fn a_figure_of_a_page_is_named() {
    let page = "site/elections/na-2026/index.html";
    let figure = "elections/na-2026/took_part";
    let mark = format!("<data value=\"1900\" data-figure=\"{figure}\">1.900</data>");
    let to = |files: &mut Published, other: &str| replace(files, page, &mark, other);
    let found = after(|files| to(files, &mark.replace("\"1900\"", "\"1901\"")));
    names(&found, What::Figure, &file(page), figure);
    let found = after(|files| to(files, &mark.replace(">1.900", ">1.901")));
    names(&found, What::Shown, &file(page), figure);
    let found = after(|files| to(files, &mark.replace("took_part", "took_apart")));
    names(&found, What::UnknownFigure, &file(page), "elections/na-2026/took_apart");
    let found = after(|files| to(files, "1901"));
    names(&found, What::Content, &file(page), "");
    let found = after(|files| drop(files.insert("site/more.html".into(), Vec::new())));
    names(&found, What::Unexpected, &file("site/more.html"), "");
}

#[test]
fn a_scan_is_named_by_its_path() {
    let path = NIGHT.0.keys().find(|path| path.starts_with("blobs/")).unwrap();
    assert_eq!(NIGHT.0[path], SCAN);
    let found = after(|files| files.get_mut(path).unwrap()[0] ^= 1);
    names(&found, What::Content, &file(path), "");
    let found = after(|files| drop(files.remove(path)));
    let seq = last(&entries(&NIGHT.0), "tally.scan_attached");
    names(&found, What::Missing, &file(path), &format!("record {seq}"));
}

#[test]
fn a_signature_and_a_key_are_named() {
    let found = after(|files| {
        // Another root under the same signature.
        let text = String::from_utf8(files["checkpoint"].clone()).unwrap();
        let root = text.lines().nth(2).unwrap();
        let other = if root.starts_with('A') { "B" } else { "A" };
        replace(files, "checkpoint", root, &format!("{other}{}", &root[1..]));
    });
    names(&found, What::Signature, &file("checkpoint"), "");
    names(&found, What::Root, &file("checkpoint"), "root");
    let other = Signer::new(night::ORIGIN, &[7; 32]).unwrap().verifier().to_string();
    let found = after(|files| drop(files.insert("log.vkey".into(), format!("{other}\n").into())));
    names(&found, What::Signature, &file("checkpoint"), "");
    let known = other.parse().unwrap();
    let found = verify(&NIGHT.0, Some(&known)).unwrap().differences;
    names(&found, What::OtherKey, &file("log.vkey"), "");
    names(&found, What::Signature, &file("checkpoint"), "");
    let folder = write(&NIGHT.0);
    let (code, said, _) = dienhong(&["verify", folder.path().to_str().unwrap(), "--key", &other]);
    assert!(code == 1 && said.contains("log.vkey: khóa khác"), "{said}");
    let found = after(|files| drop(files.remove("log.vkey")));
    names(&found, What::Missing, &file("log.vkey"), "");
    let found = after(|files| drop(files.insert("checkpoint".into(), b"hm\n".to_vec())));
    names(&found, What::Malformed, &file("checkpoint"), "");
}

#[test]
fn missing_tiles_and_a_log_cut_short_are_named() {
    for level in ["tile/0/", "tile/entries/"] {
        let path = NIGHT.0.keys().find(|path| path.starts_with(level)).unwrap();
        let found = after(|files| drop(files.remove(path)));
        assert!(
            found.iter().any(|d| d.what == What::Missing && d.place == file(path)),
            "{found:#?}"
        );
    }
    let path = bundle(&NIGHT.0);
    let mut cut = entries(&NIGHT.0);
    cut.pop();
    let found = after(|files| drop(files.insert(path.clone(), encode_bundle(&cut).unwrap())));
    names(&found, What::Malformed, &file(&path), "");
    // Cut and signed again: what was said of the result follows from nothing now.
    let found = after(|files| sign_again(files, &cut));
    let path = "open-data/na-2026/constituencies.csv";
    names(
        &found,
        What::Figure,
        &file("site/elections/na-2026/constituencies/1/index.html"),
        "elections/na-2026/constituencies/1/progress",
    );
    assert!(found.iter().any(|difference| difference.place == file(path)), "{found:#?}");
}

#[test]
fn what_is_no_copy_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    for place in [out, "/nowhere/at/all"] {
        let (code, _, said) = dienhong(&["verify", place]);
        assert!(code == 2 && said.contains("checkpoint"), "{said}");
    }
    fs::create_dir(folder.path().join("checkpoint")).unwrap();
    assert_eq!(dienhong(&["verify", out]).0, 2);
}

#[test]
fn no_byte_of_the_small_files_can_change_unseen() {
    for path in ["checkpoint", "log.vkey", "files.sha256"] {
        for place in 0..NIGHT.0[path].len() {
            noticed(path, place, 1 << (place % 8));
        }
    }
}

fn noticed(path: &str, place: usize, flip: u8) {
    // When and where a packed form was made, which its head may say, is nothing that it holds.
    if path.ends_with(".gz") && (3..10).contains(&place) {
        return;
    }
    let mut published = NIGHT.0.clone();
    published.get_mut(path).unwrap()[place] ^= flip;
    let found = verify(&published, None);
    assert!(found.is_err() || !found.unwrap().agrees(), "{path} at {place} with {flip:#04x}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]
    #[test]
    fn no_byte_of_any_file_can_change_unseen(
        file in any::<prop::sample::Index>(),
        place in any::<prop::sample::Index>(),
        flip in 1u8..,
    ) {
        let paths: Vec<&String> = NIGHT.0.keys().collect();
        let path = file.get(&paths);
        noticed(path, place.index(NIGHT.0[*path].len()), flip);
    }
}

#[test]
fn replay_says_that_every_record_holds_also_beside_a_running_node() {
    let folder = tempfile::tempdir().unwrap();
    let night = Night::counted(folder.path());
    let data = folder.path().to_str().unwrap();
    let (code, said, _) = dienhong(&["replay", "--data", data, "--lawful"]);
    assert_eq!(code, 0, "{said}");
    let view = night.node.view();
    for words in [format!("{} records", view.size), view.root.to_string(), "lawful".into()] {
        assert!(said.contains(&words), "{said}");
    }
}

#[test]
fn replay_names_the_record_that_is_broken_and_the_one_that_was_not_lawful() {
    let folder = tempfile::tempdir().unwrap();
    drop(Night::counted(folder.path()));
    let file = folder.path().join("journal.sqlite");
    let data = folder.path().to_str().unwrap();
    let mut told = entries(&NIGHT.0);
    let seq = last(&told, "election.result_recorded");
    let mut store = dienhong_store::Sqlite::open(&file).unwrap();
    let mut own = Vec::new();
    dienhong_journal::Storage::read(&store, 0..seq + 1, &mut |_, b| own.push(b.to_vec())).unwrap();
    // The same record once more, as if the board had decided twice.
    let mut again = String::from_utf8(own.pop().unwrap()).unwrap();
    again = again.replace(&format!("\"seq\":{seq}"), &format!("\"seq\":{}", seq + 1));
    let batch = dienhong_journal::Batch {
        first: seq + 1,
        records: vec![again.into()],
        ..Default::default()
    };
    dienhong_journal::Storage::append(&mut store, &batch).unwrap();
    drop(store);
    assert_eq!(dienhong(&["replay", "--data", data]).0, 0);
    let (code, said, _) = dienhong(&["replay", "--data", data, "--lawful"]);
    let breach =
        format!("record {} election.result_recorded: election.version_out_of_order", seq + 1);
    assert!(code == 1 && said.contains(&breach), "{said}");
    // And one that is no record at all.
    told[0].push(b' ');
    let mut store = dienhong_store::Sqlite::open(&file).unwrap();
    let batch = dienhong_journal::Batch {
        first: seq + 2,
        records: vec![told.remove(0)],
        ..Default::default()
    };
    dienhong_journal::Storage::append(&mut store, &batch).unwrap();
    drop(store);
    let (code, _, said) = dienhong(&["replay", "--data", data]);
    assert!(code == 1 && said.contains(&format!("record {}", seq + 2)), "{said}");
    let out = folder.path().join("out");
    let (code, _, said) =
        dienhong(&["export", "public", "--data", data, "--out", out.to_str().unwrap()]);
    assert!(code == 2 && said.contains(&format!("record {}", seq + 2)) && !out.exists(), "{said}");
    let nowhere = folder.path().join("nowhere");
    assert_eq!(dienhong(&["replay", "--data", nowhere.to_str().unwrap()]).0, 2);
}

#[test]
fn nothing_of_minutes_in_the_making_is_published() {
    let folder = tempfile::tempdir().unwrap();
    let night = Night::closed(&folder.path().join("data"));
    night.scan(AREAS[0]);
    night.enter(1, AREAS[0], [877, 23, 40]);
    let published = export(&folder.path().join("data"), &folder.path().join("out"));
    assert_eq!(differences(&published), []);
    assert!(published.keys().all(|path| !path.starts_with("blobs/")));
    let secret = |bytes: &[u8]| bytes.windows(3).any(|window| window == b"877");
    // What is packed holds any three digits by chance.
    let packed = |path: &str| [".pdf", ".xlsx"].iter().any(|end| path.ends_with(end));
    for (path, bytes) in published.iter().filter(|(path, _)| {
        (path.starts_with("open-data/") || path.starts_with("site/")) && !packed(path)
    }) {
        assert!(!secret(bytes), "{path}");
    }
    assert!(!String::from_utf8_lossy(&published[&bundle(&published)]).contains("\"votes\":["));
    let _ = NA;
}
