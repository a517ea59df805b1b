//! What is published beside the log: blobs, open data, pages.

use super::fold::Scan;
use crate::{
    Files, MANIFEST, NotRead,
    figures::Lookup,
    open_data, pages,
    report::{Difference, NotChecked, Report, What},
};
use dienhong_core::State;
use dienhong_journal::Hash;
use std::collections::{BTreeMap, BTreeSet};

/// The path of a blob: `blobs/ab/abcdef…`.
fn blob(name: &Hash) -> String {
    let digits = name.to_string();
    let shelf: String = digits.chars().take(2).collect();
    format!("blobs/{shelf}/{digits}")
}

/// Every scan of published minutes is there and is what its record says; nothing else is there.
pub(super) fn blobs(
    files: &dyn Files,
    scans: &BTreeMap<Hash, Scan>,
    report: &mut Report,
) -> Result<(), NotRead> {
    for (name, scan) in scans {
        let path = blob(name);
        let Some(bytes) = files.read(&path)? else {
            let missing = Difference::file(What::Missing, &path);
            report.differs(missing.field(format!("record {}", scan.seq)));
            continue;
        };
        report.counted.blobs += 1;
        let found = Hash::of(&bytes);
        if found != *name {
            report.differs(Difference::file(What::Content, &path).values(name, found));
        } else if bytes.len() as u64 != scan.bytes {
            let size = Difference::record(What::Content, scan.seq).field("bytes");
            report.differs(size.values(scan.bytes, bytes.len()));
        }
    }
    let expected: BTreeSet<String> = scans.keys().map(blob).collect();
    unexpected(files, "blobs", &expected, report)
}

/// Every file of open data says what follows from the state.
pub(super) fn open_data(
    files: &dyn Files,
    state: &State,
    report: &mut Report,
) -> Result<(), NotRead> {
    let mut paths = BTreeSet::new();
    for expected in open_data::expected(state) {
        match files.read(&expected.path)? {
            None => report.differs(Difference::file(What::Missing, &expected.path)),
            Some(published) => {
                report.counted.data_files += 1;
                report.counted.data_figures += expected.figures;
                let differences = open_data::explain(&expected, &published);
                differences.into_iter().for_each(|difference| report.differs(difference));
            }
        }
        paths.insert(expected.path);
    }
    unexpected(files, open_data::FOLDER, &paths, report)
}

/// Files that nothing explains could be mistaken for ours.
fn unexpected(
    files: &dyn Files,
    folder: &str,
    expected: &BTreeSet<String>,
    report: &mut Report,
) -> Result<(), NotRead> {
    match files.list(folder)? {
        None => {
            if !report.not_checked.contains(&NotChecked::Listing) {
                report.not_checked.push(NotChecked::Listing);
            }
        }
        Some(there) => {
            for path in there.iter().filter(|path| !expected.contains(*path)) {
                report.differs(Difference::file(What::Unexpected, path));
            }
        }
    }
    Ok(())
}

/// Every page of the list is whole, and marks only figures that follow from the state.
pub(super) fn pages(files: &dyn Files, state: &State, report: &mut Report) -> Result<(), NotRead> {
    let Some(bytes) = files.read(MANIFEST)? else {
        report.differs(Difference::file(What::Missing, MANIFEST));
        return Ok(());
    };
    let Some(listed) = manifest(&bytes) else {
        report.differs(Difference::file(What::Malformed, MANIFEST));
        return Ok(());
    };
    let mut figures = Lookup::new(state);
    let mut others = 0;
    for (path, hash) in &listed {
        let Some(bytes) = files.read(path)? else {
            report.differs(Difference::file(What::Missing, path));
            continue;
        };
        let page = path.ends_with(".html");
        let mut differences = Vec::new();
        if page {
            report.counted.pages += 1;
            let html = String::from_utf8_lossy(&bytes);
            let (claims, found) = pages::compare(path, &html, &mut figures);
            report.counted.page_figures += claims as u64;
            differences = found;
        } else if path.starts_with("site/") {
            others += 1;
        }
        let found = Hash::of(&bytes);
        // A figure that differs says more than the hash of its file.
        let explained = !differences.is_empty() || report.names(path);
        if found != *hash && !explained {
            differences.push(Difference::file(What::Content, path).values(hash, found));
        }
        differences.into_iter().for_each(|difference| report.differs(difference));
    }
    if others > 0 {
        report.not_checked.push(NotChecked::Others(others));
    }
    let paths = listed.into_iter().map(|(path, _)| path).collect();
    unexpected(files, "site", &paths, report)?;
    let data = open_data::paths(state).find(|path| !paths.contains(path));
    if let Some(path) = data {
        report.differs(Difference::file(What::Missing, MANIFEST).field(path));
    }
    Ok(())
}

/// Lines of `hash  path`, in the order of the paths.
fn manifest(bytes: &[u8]) -> Option<Vec<(String, Hash)>> {
    let text = std::str::from_utf8(bytes).ok()?.strip_suffix('\n')?;
    let line = |line: &str| {
        let (hash, path) = line.split_once("  ")?;
        let within = |part: &str| !matches!(part, "" | "." | "..");
        let ours = ["site/", "open-data/"].iter().any(|folder| path.starts_with(folder));
        let ours = ours || path == "index.html";
        (ours && path.split('/').all(within)).then_some((path.to_owned(), hash.parse().ok()?))
    };
    let listed: Vec<(String, Hash)> = text.split('\n').map(line).collect::<Option<_>>()?;
    listed.is_sorted_by(|(a, _), (b, _)| a < b).then_some(listed)
}
