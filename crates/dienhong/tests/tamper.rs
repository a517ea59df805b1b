#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! Every way of tampering with what a node published that we could think of, generated: each is caught, and named by
//! its place. A node that lies signs its lies again, with a tree and parts that fit them.

#[path = "../../verifier/tests/night/mod.rs"]
mod night;
mod published;

use dienhong_journal::{
    Record,
    checkpoint::{Checkpoint, Signer, Verifier},
    tiles::encode_bundle,
};
use dienhong_verifier::{
    Ask, Difference, Place, Scope, Seen, Unreadable, What, pages, part_path, verify_here,
};
use published::{NIGHT, Published, bundle, dienhong, entries, sign_again};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Read, Write},
    net::TcpListener,
    time::{Duration, Instant},
};

/// What was done, by name, and where it has to be found: in one of these places.
struct Tampered {
    kind: String,
    published: Published,
    places: Vec<Place>,
    scope: Scope,
}

fn file(path: &str) -> Place {
    Place::File(path.to_owned())
}

fn whole(kind: impl ToString, published: Published, places: Vec<Place>) -> Tampered {
    Tampered { kind: kind.to_string(), published, places, scope: Scope::Whole }
}

/// One record of each kind: the last, on which little rests, so that it is not found by what comes after it.
fn one_of_each(entries: &[Vec<u8>]) -> Vec<(String, usize)> {
    let mut last = BTreeMap::new();
    for (place, entry) in entries.iter().enumerate() {
        last.insert(Record::decode(entry).unwrap().kind.to_string(), place);
    }
    last.into_iter().collect()
}

fn text(entry: &[u8]) -> String {
    String::from_utf8(entry.to_vec()).unwrap()
}

/// A number or a letter within the record's data becomes another.
fn flipped(entry: &[u8]) -> Vec<u8> {
    let said = text(entry);
    let data = said.find("\"data\":").unwrap() + 8;
    let place = said[data..].find(|c: char| c.is_ascii_digit()).map(|at| at + data);
    let place = place.unwrap_or_else(|| said[data..].find(':').unwrap() + data + 2);
    let mut bytes = entry.to_vec();
    bytes[place] = match bytes[place] {
        b'9' => b'8',
        digit if digit.is_ascii_digit() => digit + 1,
        b'z' => b'y',
        letter => letter + 1,
    };
    bytes
}

/// The record with a field of its head written otherwise, in its canonical form.
fn forged(entry: &[u8], field: &str, to: Value) -> Option<Vec<u8>> {
    let mut said: Value = serde_json::from_slice(entry).unwrap();
    let known = said.get(field)?.clone();
    if known == to {
        return None;
    }
    said[field] = to;
    dienhong_journal::canonical::to_vec(&said).ok()
}

/// The records with their numbers written anew, so that only what they say is wrong.
fn numbered(entries: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let entries = entries.iter().enumerate();
    entries
        .map(|(place, entry)| forged(entry, "seq", place.into()).unwrap_or_else(|| entry.clone()))
        .collect()
}

fn unsigned(changed: &[Vec<u8>]) -> Published {
    let mut published = NIGHT.0.clone();
    published.insert(bundle(&NIGHT.0), encode_bundle(changed).unwrap());
    published
}

fn signed(changed: &[Vec<u8>]) -> Published {
    let mut published = NIGHT.0.clone();
    sign_again(&mut published, changed);
    published
}

/// What is done to the bytes of records: with the old tree and signature, each is found by its hash.
fn records(all: &mut Vec<Tampered>) {
    let entries = entries(&NIGHT.0);
    let path = bundle(&NIGHT.0);
    for (kind, place) in one_of_each(&entries) {
        let seq = place as u64;
        let here = || vec![Place::Record(seq), Place::Record(seq + 1), file(&path)];
        let change = |what: &str, change: &dyn Fn(&mut Vec<Vec<u8>>)| {
            let mut changed = entries.clone();
            change(&mut changed);
            whole(format!("{what} {kind}"), unsigned(&changed), here())
        };
        all.push(change("flip", &|e| e[place] = flipped(&e[place])));
        all.push(change("drop", &|e| drop(e.remove(place))));
        all.push(change("repeat", &|e| e.insert(place, e[place].clone())));
        all.push(change("truncate", &|e| e[place].truncate(entries[place].len() - 1)));
        if place + 1 < entries.len() {
            all.push(change("swap", &|e| e.swap(place, place + 1)));
        }
        for (field, to) in [
            ("by", Value::from("officer:nobody")),
            ("at", "2031-01-01T00:00:00.000Z".into()),
            ("act", "another".into()),
            ("unit", "38".into()),
            ("kind", "unit.registered".into()),
        ] {
            if let Some(other) = forged(&entries[place], field, to) {
                all.push(change(&format!("forge the {field} of"), &|e| e[place] = other.clone()));
            }
        }
    }
}

/// The same with a tree, parts and a signature that fit: what is wrong is what the records say.
fn lies(all: &mut Vec<Tampered>) {
    let entries = entries(&NIGHT.0);
    for (kind, place) in one_of_each(&entries) {
        let seq = place as u64;
        let mut lie = |what: &str, changed: Vec<Vec<u8>>, mut places: Vec<Place>| {
            // Found where it was done, or in what was published of it.
            places.extend((seq..=seq + 1).map(Place::Record));
            places.extend(NIGHT.0.keys().filter(|path| is_copy(path)).map(|path| file(path)));
            all.push(whole(format!("sign a lie: {what} {kind}"), signed(&changed), places));
        };
        let with = |other: Vec<u8>| {
            let mut changed = entries.clone();
            changed[place] = other;
            changed
        };
        let mut dropped = entries.clone();
        dropped.remove(place);
        lie(
            "repeat",
            {
                let mut repeated = entries.clone();
                repeated.insert(place, entries[place].clone());
                numbered(&repeated)
            },
            vec![],
        );
        lie("cut", with(entries[place][..entries[place].len() - 1].to_vec()), vec![]);
        lie("another form of", with([&entries[place][..], b" "].concat()), vec![]);
        if let Some(other) = forged(&entries[place], "by", "officer:nobody".into()) {
            lie("somebody else in", with(other), vec![]);
        }
        if let Some(other) = forged(&entries[place], "unit", "38".into()) {
            lie("another unit in", with(other), vec![]);
        }
        // The first records are of 1970, by the clock of this night.
        let earlier = || forged(&entries[place], "at", "2001-01-01T00:00:00.000Z".into());
        if let Some(other) = earlier().filter(|_| place > 4) {
            lie("an earlier hour in", with(other), vec![]);
        }
        // What rests on nothing else and is published nowhere can be left out by who begins to lie in time: that
        // takes a witness. Everything else is missed.
        if ![
            "people.role_granted",
            "people.officer_registered",
            "people.body_formed",
            "node.key_named",
        ]
        .contains(&kind.as_str())
        {
            // … where the first record says so that rests on it.
            let after = (seq..entries.len() as u64).map(Place::Record).collect();
            lie("leave out", numbered(&dropped), after);
        }
    }
}

fn is_copy(path: &str) -> bool {
    ["open-data/", "site/", "blobs/", "part/"].iter().any(|folder| path.starts_with(folder))
        || ["checkpoint", "log.vkey", "files.sha256", "index.html"].contains(&path)
}

/// Files one by one: changed, cut, emptied, exchanged, taken away, added.
fn files(all: &mut Vec<Tampered>) {
    let mut seen = BTreeSet::new();
    for (path, bytes) in &NIGHT.0 {
        // Of many alike, one: tiles by level, pages by the kind of what they show, assets by what they are.
        let alike: String = path.chars().filter(|c| !c.is_ascii_digit()).collect();
        let alike = match path.strip_prefix("site/assets/") {
            Some(asset) => format!("assets {}", asset.rsplit('.').next().unwrap_or_default()),
            None => alike,
        };
        if !seen.insert(alike.clone()) {
            continue;
        }
        let here = || {
            let mut places =
                vec![file(path), file("files.sha256"), file("checkpoint"), file("log.vkey")];
            // A packed form is named by itself, an entry by its record.
            places.extend((0..100).map(Place::Record));
            // Of a list that names what is not there, what it names.
            places.extend(NIGHT.0.keys().filter(|_| path == "files.sha256").map(|path| file(path)));
            places
        };
        let mut change = |what: &str, other: Option<Vec<u8>>| {
            let mut published = NIGHT.0.clone();
            match other {
                Some(other) if other == *bytes => return,
                Some(other) => drop(published.insert(path.clone(), other)),
                None => drop(published.remove(path)),
            }
            all.push(whole(format!("{what} {alike}"), published, here()));
        };
        let mut other = bytes.clone();
        if let Some(middle) = other.get_mut(bytes.len() / 2) {
            *middle ^= 1;
        }
        change("a bit of", Some(other));
        change("cut", Some(bytes[..bytes.len() / 2].to_vec()));
        change("empty", Some(Vec::new()));
        change("exchange", Some(b"<html>404</html>".to_vec()));
        // A missing packed form is no fault: it is offered, not promised.
        if !path.ends_with(".gz") {
            change("take away", None);
        }
    }
    for more in ["site/more/index.html", "open-data/more.csv", "blobs/ab/cd", "part/unit-nowhere"] {
        let mut published = NIGHT.0.clone();
        published.insert(more.to_owned(), b"more".to_vec());
        all.push(whole(format!("add {more}"), published, vec![file(more)]));
    }
}

/// Checkpoints: of another log, another size, another root, signed by another, older.
fn checkpoints(all: &mut Vec<Tampered>) {
    let signer = Signer::new(night::ORIGIN, &NIGHT.1).unwrap();
    let stranger = Signer::new(night::ORIGIN, &[9; 32]).unwrap();
    let note = text(&NIGHT.0["checkpoint"]);
    let (body, _) = note.split_once("\n\n").unwrap();
    let honest: Checkpoint = format!("{body}\n").parse().unwrap();
    let mut put = |kind: &str, note: String| {
        let mut published = NIGHT.0.clone();
        published.insert("checkpoint".into(), note.into_bytes());
        let mut places = vec![file("checkpoint")];
        places.extend(NIGHT.0.keys().map(|path| file(path)));
        places.extend((0..5).map(|n| file(&format!("tile/entries/000.p/{}", honest.size + n))));
        places.push(file(&format!("tile/entries/000.p/{}", honest.size - 1)));
        places.push(file("tile/entries/000"));
        all.push(whole(kind, published, places));
    };
    let with = |change: &dyn Fn(&mut Checkpoint), signer: &Signer| {
        let mut other = honest.clone();
        change(&mut other);
        other.sign(&[signer]).unwrap()
    };
    put("a checkpoint by a stranger", with(&|_| {}, &stranger));
    put("a checkpoint of fewer records", with(&|c| c.size -= 1, &signer));
    put("a checkpoint of more records", with(&|c| c.size += 1, &signer));
    put("a checkpoint of very many records", with(&|c| c.size = u64::MAX, &signer));
    put("a checkpoint of nothing", with(&|c| c.size = 0, &signer));
    put("a checkpoint of another root", with(&|c| c.root.0[7] ^= 1, &signer));
    put("a checkpoint without a signature", format!("{body}\n"));
    put("a checkpoint with half a signature", note[..note.len() - 20].to_owned());
    put(
        "a checkpoint with its size written otherwise",
        note.replacen(&format!("\n{}\n", honest.size), &format!("\n0{}\n", honest.size), 1),
    );
    let other = Signer::new("other.example/2026", &NIGHT.1).unwrap();
    put(
        "a checkpoint of another origin",
        with(&|c| c.origin = "other.example/2026".into(), &other),
    );
}

/// Every figure that a page marks: its value, what it shows, what it is called, and its mark taken away.
fn marked(all: &mut Vec<Tampered>) {
    let mut kinds = BTreeSet::new();
    let pages_ = NIGHT.0.iter().filter(|(path, _)| path.ends_with(".html"));
    for (path, bytes) in pages_ {
        let html = text(bytes);
        for claim in pages::claims(&html).0 {
            let field: String = claim.path.rsplit('/').next().unwrap().into();
            let (place, value) =
                (claim.path.split('/').nth(2).unwrap_or("election"), claim.value.unwrap());
            if !kinds.insert(format!("{place} {field}")) {
                continue;
            }
            let mark = format!("data-figure=\"{}\"", claim.path);
            let at = html.find(&mark).unwrap();
            let open = html[..at].rfind('<').unwrap();
            let mut change = |what: &str, from: &str, to: &str| {
                let element = &html[open..];
                let end = open + element.find("</").unwrap();
                let changed = html[open..end].replacen(from, to, 1);
                if changed == html[open..end] {
                    return;
                }
                let mut published = NIGHT.0.clone();
                let other = format!("{}{changed}{}", &html[..open], &html[end..]);
                published.insert(path.clone(), other.into_bytes());
                all.push(whole(format!("{what} of {place} {field}"), published, vec![file(path)]));
            };
            let value_mark = format!("value=\"{value}\"");
            change("another value", &value_mark, "value=\"77777\"");
            change("something else shown", &format!(">{}", claim.shown), ">77.777");
            change("another name", &mark, "data-figure=\"elections/na-2026/nothing\"");
            change("no mark", &mark, "");
        }
    }
}

/// Parts that lie: entries left out or changed, of another size or unit, with another proof.
fn parts(all: &mut Vec<Tampered>) {
    let unit = "14758";
    let path = part_path(Some(&unit.into()));
    for path in [part_path(None), path] {
        let honest = dienhong_journal::part::Part::decode(&NIGHT.0[&path]).unwrap();
        let mut put = |what: &str, bytes: Vec<u8>, places: Vec<Place>| {
            let mut published = NIGHT.0.clone();
            published.insert(path.clone(), bytes);
            let scope = Scope::Unit(unit.into());
            all.push(Tampered { kind: format!("{what} {path}"), published, places, scope });
        };
        let here = || vec![file(&path)];
        for (place, (number, _)) in honest.entries.iter().enumerate().step_by(9) {
            let mut part = honest.clone();
            part.entries[place].1 = flipped(&part.entries[place].1);
            put(&format!("flip record {number} in"), part.encode(), here());
            let mut part = honest.clone();
            part.entries.remove(place);
            put(&format!("drop record {number} of"), part.encode(), here());
            let mut part = honest.clone();
            part.entries[place].0 += 1;
            put(&format!("renumber record {number} of"), part.encode(), here());
        }
        let mut part = honest.clone();
        part.size += 1;
        put("another size of", part.encode(), here());
        let mut part = honest.clone();
        part.proof.push(dienhong_journal::Hash::of(b""));
        put("a longer proof of", part.encode(), here());
        let mut part = honest.clone();
        if part.proof.pop().is_some() {
            put("a shorter proof of", part.encode(), here());
        }
        put("nothing as", Vec::new(), here());
        put(
            "the other part as",
            NIGHT.0
                [&part_path(if honest.unit.is_some() { None } else { Some(unit.into()) }.as_ref())]
                .clone(),
            here(),
        );
    }
}

#[test]
fn every_kind_of_tampering_is_caught_and_named_by_its_place() {
    let mut all = Vec::new();
    records(&mut all);
    lies(&mut all);
    files(&mut all);
    checkpoints(&mut all);
    marked(&mut all);
    parts(&mut all);
    let kinds: BTreeSet<&str> = all.iter().map(|tampered| tampered.kind.as_str()).collect();
    assert!(kinds.len() >= 700, "{} kinds", kinds.len());
    let known: Verifier = text(&NIGHT.0["log.vkey"]).trim().parse().unwrap();
    let mut missed = Vec::new();
    for Tampered { kind, published, places, scope } in &all {
        let ask = Ask { scope: scope.clone(), key: Some(known.clone()), ..Ask::default() };
        let found: Vec<Difference> = match verify_here(published, &ask, &mut |_| {}) {
            Ok(verified) => verified.report.differences,
            Err(why) => {
                assert_eq!(
                    (kind.as_str(), why),
                    ("take away checkpoint", Unreadable::NoCheckpoint)
                );
                continue;
            }
        };
        if !found.iter().any(|difference| places.contains(&difference.place)) {
            missed.push(format!("{kind}: {found:?}"));
        }
    }
    assert!(missed.is_empty(), "{} of {} missed:\n{}", missed.len(), all.len(), missed.join("\n"));
}

#[test]
fn a_page_is_held_against_the_records_that_it_was_made_from() {
    let html = text(&NIGHT.0["site/elections/na-2026/areas/14758-001/index.html"]);
    let size = entries(&NIGHT.0).len() as u64;
    let check = |size: u64, html: &str| {
        let (claims, _) = pages::claims(html);
        let seen = Seen { page: "/areas/14758-001".into(), size, claims };
        let scope = Scope::Area { unit: "14758".into(), area: "14758-001".into() };
        let ask = Ask { scope, seen: Some(seen), ..Ask::default() };
        verify_here(&NIGHT.0, &ask, &mut |_| {}).unwrap().report
    };
    let honest = check(size, &html);
    assert!(honest.agrees(), "{:?}", honest.differences);
    assert!(honest.counted.page_figures > 5 && honest.counted.blobs == 1);
    let whats = |size: u64, html: &str| -> BTreeSet<What> {
        check(size, html).differences.iter().map(|found| found.what).collect()
    };
    // Before the minutes were published there was no such figure.
    assert!(whats(20, &html).contains(&What::UnknownFigure));
    // A node that rolls back cannot explain a page from before.
    assert_eq!(whats(size + 1, &html), [What::Ahead].into());
    let other = html.replace("value=\"940\"", "value=\"941\"");
    assert!(whats(size, &other).contains(&What::Figure));
}

/// Files that are no tampering but an attack on whoever checks: deep, long, endless by their own account.
fn attacks() -> Vec<(&'static str, Published)> {
    let deep = |open: &str, close: &str, times: usize| {
        let mut entry =
            br#"{"act":"a","at":"2026-03-01T01:00:00.000Z","by":"node","data":"#.to_vec();
        entry.extend(open.repeat(times).bytes());
        entry.extend(close.repeat(times).bytes());
        entry.extend(br#","kind":"node.started","seq":0,"v":1}"#);
        entry
    };
    let with = |path: &str, bytes: Vec<u8>| {
        let mut published = NIGHT.0.clone();
        published.insert(path.to_owned(), bytes);
        published
    };
    let part = part_path(Some(&"14758".into()));
    let (head, note) = ("dienhong part v1\n14758\n", text(&NIGHT.0["checkpoint"]));
    let many = format!("{head}{}\n{}\n\n", u64::MAX, u64::MAX).into_bytes();
    let signatures = format!("{note}{}", "— x AAAAAAAA\n".repeat(5_000));
    let page = "site/elections/na-2026/index.html";
    vec![
        ("arrays in arrays", signed(&[deep("[", "]", 30_000)])),
        ("objects in objects", signed(&[deep(r#"{"a":"#, "}", 9_000)])),
        ("the longest entries", signed(&vec![vec![b'{'; 65_535]; 256])),
        ("nothing but empty entries", signed(&vec![Vec::new(); 5_000])),
        ("a part of very many entries", with(&part, many)),
        ("a checkpoint of thousands of signatures", with("checkpoint", signatures.into_bytes())),
        ("a checkpoint that is too long", with("checkpoint", vec![b'a'; 70_000])),
        ("a key that is too long", with("log.vkey", vec![b'a'; 1 << 20])),
        ("a page of open tags", with(page, "<data ".repeat(200_000).into_bytes())),
        (
            "a page of figures without end",
            with(page, "<data data-figure=x>".repeat(100_000).into_bytes()),
        ),
        ("a page of open quotes", with(page, "<a b=\"'".repeat(100_000).into_bytes())),
        ("a page of open comments", with(page, "<!--".repeat(200_000).into_bytes())),
        (
            "a list of files that climbs out",
            with(
                "files.sha256",
                format!("{}  site/../../etc/passwd\n", "0".repeat(64)).into_bytes(),
            ),
        ),
        ("open data of quotes", with("open-data/na-2026/areas.csv", vec![b'"'; 1 << 20])),
        ("open data of brackets", with("open-data/elections.json", vec![b'['; 1 << 20])),
    ]
}

#[test]
fn an_attack_on_the_verifier_ends_soon_and_is_told() {
    for (name, published) in attacks() {
        for scope in [Scope::Whole, Scope::Unit("14758".into())] {
            let begun = Instant::now();
            let ask = Ask { scope, ..Ask::default() };
            let told = match verify_here(&published, &ask, &mut |_| {}) {
                Ok(verified) => !verified.report.agrees() || ask.scope != Scope::Whole,
                Err(_) => true,
            };
            assert!(told, "{name}: nothing was said");
            assert!(begun.elapsed() < Duration::from_secs(20), "{name}: {:?}", begun.elapsed());
        }
    }
}

/// A server that never ends its answer, sends elsewhere, or says one length and sends another.
#[test]
fn a_hostile_server_is_left() {
    for answer in [
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
        "not HTTP at all\r\n\r\n",
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let endless = answer.contains("chunked");
                std::thread::spawn(move || {
                    let _asked = stream.read(&mut [0; 4096]);
                    let mut sent = stream.write_all(answer.as_bytes());
                    while endless && sent.is_ok() {
                        sent = stream.write_all(b"1000\r\n").and_then(|()| {
                            stream
                                .write_all(&[b'x'; 0x1000])
                                .and_then(|()| stream.write_all(b"\r\n"))
                        });
                    }
                });
            }
        });
        let begun = Instant::now();
        let (code, _, said) = dienhong(&["verify", &format!("http://{address}/")]);
        assert_eq!(code, 2, "{answer}: {said}");
        assert!(said.contains("checkpoint"), "{said}");
        assert!(begun.elapsed() < Duration::from_secs(30), "{answer}: {:?}", begun.elapsed());
    }
}
