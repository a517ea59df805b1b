//! What is published beside the log: blobs, open data, pages.

use super::{
    Seen,
    fold::{Fold, Scan},
    note, part_path,
};
use crate::{
    Files, MANIFEST, NotRead, ballot_box,
    figures::{Lookup, Subject},
    files::most,
    name::blob_path,
    open_data, pages,
    report::{Difference, NotChecked, Place, Report, What},
};
use dienhong_core::{State, units::UnitId};
use dienhong_journal::{Hash, checkpoint::Checkpoint, part::Part};
use std::collections::BTreeSet;

/// All that is published beside the log, against the state that follows from it.
///
/// A running node answers with what it is now. Where it has published more records since the check began,
/// files that differ are of a later state, and say nothing: they are passed over, and named as not checked.
pub(super) async fn all<F: Files>(
    files: &F,
    fold: &Fold,
    checkpoint: &Checkpoint,
    report: &mut Report,
) -> Result<(), NotRead> {
    let scans: Vec<(Hash, Scan)> = fold.scans().into_iter().collect();
    blobs(files, &scans, report).await?;
    let expected = scans.iter().map(|(name, _)| blob_path(name)).collect();
    unexpected(files, "blobs", &expected, report)?;
    ballot_box::check(files, fold.state(), fold.state().vote.all(), report).await;
    let prepared = fold.state().vote.all().filter(|vote| vote.ballots.prepared.is_some());
    let archives = prepared.map(|vote| ballot_box::archive_path(&vote.id)).collect();
    unexpected(files, "votes", &archives, report)?;
    parts(files, fold, checkpoint, report).await?;
    let known = report.differences.len();
    open_data(files, fold.state(), report).await?;
    pages(files, fold.state(), report).await?;
    let later = |found: &Difference| matches!(&found.place, Place::File(_));
    if report.differences.iter().skip(known).any(later)
        && note::size_now(files).await?.is_some_and(|now| now > checkpoint.size)
    {
        let mut place = 0;
        report.differences.retain(|found| {
            place += 1;
            place <= known || !later(found)
        });
        report.not_checked.push(NotChecked::Moved);
    }
    Ok(())
}

/// Every one of these scans is there and is what its record says.
pub(super) async fn blobs<F: Files>(
    files: &F,
    scans: &[(Hash, Scan)],
    report: &mut Report,
) -> Result<(), NotRead> {
    for (place, (name, scan)) in scans.iter().enumerate() {
        if let Some((name, _)) = scans.get(place + 2) {
            files.soon(&blob_path(name), most::BLOB);
        }
        let path = blob_path(name);
        let Some(bytes) = files.read(&path, most::BLOB).await? else {
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
    Ok(())
}

/// Every part of a copy holds all the records of its unit, and nothing else.
async fn parts<F: Files>(
    files: &F,
    fold: &Fold,
    checkpoint: &Checkpoint,
    report: &mut Report,
) -> Result<(), NotRead> {
    // A running node makes parts when they are asked for.
    let Some(there) = files.list("part")? else { return Ok(()) };
    // A copy need not have them: a mirror follows the log alone.
    if there.is_empty() {
        report.not_checked.push(NotChecked::Parts);
        return Ok(());
    }
    let mut paths = BTreeSet::new();
    for (unit, numbers) in &fold.units {
        let path = part_path(unit.as_ref());
        let Some(bytes) = files.read(&path, most::PART).await? else {
            report.differs(Difference::file(What::Missing, &path));
            continue;
        };
        report.counted.tiles += 1;
        let part = Part::decode(&bytes).and_then(|part| {
            part.verify(checkpoint.size, &checkpoint.root)?;
            Ok(part)
        });
        match part {
            Err(why) => report.differs(Difference::file(What::NotProved, &path).values(why, "")),
            Ok(part) => {
                let found = part.entries.iter().map(|(number, _)| number);
                if part.unit.as_deref() != unit.as_ref().map(UnitId::as_str) || !found.eq(numbers) {
                    let other = Difference::file(What::Content, &path);
                    report.differs(other.values(part.entries.len(), numbers.len()));
                }
            }
        }
        paths.insert(path);
    }
    for path in there.iter().filter(|path| !path.ends_with(".gz") && !paths.contains(*path)) {
        report.differs(Difference::file(What::Unexpected, path));
    }
    for folder in ["part", "tile"] {
        packed(files, folder, report).await?;
    }
    Ok(())
}

/// A file's compressed form is for servers that give it out: it unpacks to the file itself.
#[cfg(not(target_arch = "wasm32"))]
async fn packed<F: Files>(files: &F, folder: &str, report: &mut Report) -> Result<(), NotRead> {
    use std::io::Read;
    for path in files.list(folder)?.into_iter().flatten() {
        let Some(plain) = path.strip_suffix(".gz") else { continue };
        let small = files.read(&path, most::PART).await?.unwrap_or_default();
        let Some(bytes) = files.read(plain, most::PART).await? else {
            report.differs(Difference::file(What::Unexpected, &path));
            continue;
        };
        let mut unpacked = Vec::with_capacity(bytes.len());
        let read = flate2::read::GzDecoder::new(small.as_slice());
        let read = read.take(bytes.len() as u64 + 1).read_to_end(&mut unpacked);
        if read.is_err() || unpacked != bytes {
            report.differs(Difference::file(What::Content, &path));
        }
    }
    Ok(())
}

/// A browser reads what is served, packed or not, and lists nothing.
#[cfg(target_arch = "wasm32")]
async fn packed<F: Files>(_: &F, _: &str, _: &mut Report) -> Result<(), NotRead> {
    Ok(())
}

/// Every file of open data says what follows from the state.
async fn open_data<F: Files>(files: &F, state: &State, report: &mut Report) -> Result<(), NotRead> {
    let mut paths = BTreeSet::new();
    for expected in open_data::expected(state) {
        match files.read(&expected.path, most::DATA).await? {
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

/// The figures before the reader's eyes, against the state after as many records as his page was made from.
///
/// What he sees may be more than was checked: figures that `covers` does not name are counted, not compared.
pub(super) fn seen(
    seen: &Seen,
    checkpoint: &Checkpoint,
    then: &State,
    covers: &dyn Fn(&Subject) -> bool,
    report: &mut Report,
) {
    if seen.size > checkpoint.size {
        let ahead = Difference::file(What::Ahead, &seen.page);
        report.differs(ahead.values(seen.size, checkpoint.size));
        return;
    }
    let mut figures = Lookup::new(then);
    let mut outside = 0;
    for claim in &seen.claims {
        let subject = claim.path.rsplit_once('/').map_or("", |(subject, _)| subject);
        if !Subject::find(then, subject).is_some_and(|subject| covers(&subject)) && report.is_part()
        {
            outside += 1;
            continue;
        }
        report.counted.page_figures += 1;
        if let Some(found) = pages::differs(&seen.page, claim, &mut figures) {
            report.differs(found);
        }
    }
    report.counted.pages += 1;
    if outside > 0 {
        report.not_checked.push(NotChecked::Outside(outside));
    }
}

/// Files that nothing explains could be mistaken for ours.
fn unexpected<F: Files>(
    files: &F,
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
///
/// Only of a copy at hand: tens of thousands of pages are not fetched from far away, where open data say the same
/// figures, and the page that its reader looks at is held against them.
async fn pages<F: Files>(files: &F, state: &State, report: &mut Report) -> Result<(), NotRead> {
    if files.list("site")?.is_none() {
        report.not_checked.push(NotChecked::Pages);
        return Ok(());
    }
    let Some(bytes) = files.read(MANIFEST, most::MANIFEST).await? else {
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
        let Some(bytes) = files.read(path, most::PAGE.max(most::DATA)).await? else {
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
        let ours = ["site/", "open-data/", "part/"].iter().any(|folder| path.starts_with(folder));
        let ours = ours || path == "index.html";
        (ours && path.split('/').all(within)).then_some((path.to_owned(), hash.parse().ok()?))
    };
    let listed: Vec<(String, Hash)> = text.split('\n').map(line).collect::<Option<_>>()?;
    listed.is_sorted_by(|(a, _), (b, _)| a < b).then_some(listed)
}
