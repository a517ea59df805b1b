#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! Areas in which few voted: what their node publishes is checked, and who changes a group's figures is found.

mod night;

use dienhong_journal::{
    Hash, Record, Storage, Tree, canonical,
    checkpoint::Checkpoint,
    part::Part,
    tiles::{Level, Tile, WIDTH, encode_bundle},
    tree::leaf_hash,
};
use dienhong_verifier::{Ask, Place, Report, What, figures, open_data, part_path, verify_here};
use night::{AREAS, NA, Night, ORIGIN};
use serde_json::{Value, json};
use std::collections::BTreeMap;

type Published = BTreeMap<String, Vec<u8>>;
/// A kind of record, the refusal that its change meets, and the change.
type Case<'a> = (&'a str, &'a str, &'a dyn Fn(&mut Value));

fn entries(night: &Night) -> Vec<Vec<u8>> {
    let reader = night.node.reader().unwrap();
    let mut all = Vec::new();
    reader.read(0..reader.len().unwrap(), &mut |_, bytes| all.push(bytes.to_vec())).unwrap();
    all
}

/// What a node publishes of these entries, honest or not, with a tree and a signature that fit them.
fn published(night: &Night, entries: &[Vec<u8>]) -> Published {
    let mut files: Published = open_data::files(&night.node.view().state).collect();
    let mut tree = Tree::new();
    entries.iter().for_each(|entry| tree.push(leaf_hash(entry)));
    for tile in Tile::since(0, tree.size()) {
        let bytes = match tile.level {
            Level::Entries => {
                let first = usize::try_from(tile.number * WIDTH).unwrap();
                encode_bundle(&entries[first..first + usize::from(tile.width)]).unwrap()
            }
            Level::Hashes(_) => tile.hashes(&tree).unwrap(),
        };
        files.insert(tile.to_string(), bytes);
    }
    let mut units: BTreeMap<Option<String>, Vec<(u64, Vec<u8>)>> = BTreeMap::new();
    for (number, entry) in (0..).zip(entries) {
        let unit = Record::decode(entry).unwrap().unit.map(|unit| unit.to_string());
        units.entry(unit).or_default().push((number, entry.clone()));
    }
    for (unit, entries) in units {
        let path = part_path(unit.as_deref().map(Into::into).as_ref());
        files.insert(path, Part::of(&tree, tree.size(), unit, entries).unwrap().encode());
    }
    let listed = files.iter().filter(|(path, _)| !path.starts_with("tile/"));
    let list: String =
        listed.map(|(path, bytes)| format!("{}  {path}\n", Hash::of(bytes))).collect();
    files.insert("files.sha256".into(), list.into_bytes());
    let (origin, extensions) = (ORIGIN.to_owned(), Vec::new());
    let checkpoint = Checkpoint { origin, size: tree.size(), root: tree.root(), extensions };
    let signer = night.node.signer();
    files.insert("checkpoint".into(), checkpoint.sign(&[signer]).unwrap().into_bytes());
    files.insert("log.vkey".into(), format!("{}\n", signer.verifier()).into_bytes());
    files
}

fn verified(files: &Published) -> Report {
    verify_here(files, &Ask::default(), &mut |_| {}).unwrap().report
}

/// The last record of a kind, with its data changed.
fn changed(
    entries: &[Vec<u8>],
    kind: &str,
    change: impl FnOnce(&mut Value),
) -> (usize, Vec<Vec<u8>>) {
    let of = |entry: &Vec<u8>| Record::decode(entry).unwrap().kind == kind;
    let place = entries.iter().rposition(of).unwrap();
    let mut all = entries.to_vec();
    let mut said: Value = serde_json::from_slice(&all[place]).unwrap();
    change(&mut said["data"]);
    all[place] = canonical::to_vec(&said).unwrap();
    (place, all)
}

fn unlawful(report: &Report) -> Vec<(Place, &str)> {
    let of = report.differences.iter().filter(|found| found.what == What::Unlawful);
    of.map(|found| (found.place.clone(), found.field.as_str())).collect()
}

#[test]
fn a_night_with_a_group_agrees_and_tells_nothing_of_its_areas() {
    let folder = tempfile::tempdir().unwrap();
    let night = Night::grouped(folder.path());
    let entries = entries(&night);
    let files = published(&night, &entries);
    let report = verified(&files);
    assert_eq!(report.differences, [], "{:#?}", report.differences);
    assert_eq!(report.counted.minutes, 2);
    let state = &night.node.view().state;
    let figure = |path: &str| figures::figure(state, &format!("elections/{NA}/{path}"));
    assert_eq!(figure("constituencies/1/votes.1").as_deref(), Some("1503"));
    assert_eq!(figure("constituencies/1/groups/1/votes.1").as_deref(), Some("1503"));
    assert_eq!(figure("constituencies/1/groups/2/votes.1"), None);
    assert_eq!(figure("areas/14758-001/valid").as_deref(), Some("940"));
    assert_eq!(figure("areas/14758-001/votes.1"), None);
    for votes in ["801", "702"] {
        let tells = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            let words = text.split(|c: char| !c.is_ascii_alphanumeric());
            words.into_iter().any(|word| word == votes)
        };
        let telling = files.iter().find(|(_, bytes)| tells(bytes)).map(|(path, _)| path);
        assert_eq!(telling, None, "{votes}");
    }
}

#[test]
fn a_node_that_changes_what_a_group_says_is_found_at_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let night = Night::grouped(folder.path());
    let honest = entries(&night);
    let cases: [Case; 5] = [
        ("grouping.published", "grouping.sum_differs", &|data| {
            data["figures"]["valid"] = json!(1879)
        }),
        ("grouping.published", "grouping.check_broken", &|data| {
            data["figures"]["votes"][0] = json!(1881);
        }),
        ("grouping.published", "grouping.rests_on_others", &|data| {
            data["sealed"][AREAS[0]] = data["sealed"][AREAS[1]].clone();
        }),
        ("grouping.formed", "grouping.area_outside", &|data| data["areas"][0] = json!("14758-000")),
        ("tally.published_in_part", "tally.check_broken", &|data| {
            data["ballots"]["valid"] = json!(939);
        }),
    ];
    for (kind, code, change) in cases {
        let (place, lying) = changed(&honest, kind, change);
        let report = verified(&published(&night, &lying));
        let found = unlawful(&report);
        let here = (Place::Record(place as u64), code);
        assert_eq!(found.first(), Some(&here), "{kind} {code}: {found:?}");
    }
    // Votes that are only moved from one candidate to another: the result that rests on them does not follow.
    let (_, lying) = changed(&honest, "grouping.published", |data| {
        data["figures"]["votes"][0] = json!(1502);
        data["figures"]["votes"][1] = json!(298);
    });
    let (result, _) = changed(&honest, "election.result_recorded", |_| ());
    let report = verified(&published(&night, &lying));
    let here = (Place::Record(result as u64), "election.sum_differs");
    assert_eq!(unlawful(&report).first(), Some(&here));
}
