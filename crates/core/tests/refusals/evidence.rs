//! Files that show what records say.

use super::{common::*, met::Met};
use dienhong_core::{Event, evidence::Event as E};
use dienhong_journal::Hash;

fn brought(blob: Hash, media: &str, private: bool) -> Event {
    let (unit, media) = ("1".into(), media.into());
    Event::Evidence(E::Brought { unit, blob, media, bytes: 9, private })
}

fn reviewed(blob: Hash, fit: bool, note: Option<&str>) -> Event {
    Event::Evidence(E::Reviewed { unit: "1".into(), blob, fit, note: note.map(str::to_owned) })
}

fn redacted(original: Hash, blob: Hash, media: &str) -> Event {
    let (unit, media) = ("1".into(), media.into());
    Event::Evidence(E::Redacted { unit, original, blob, media, bytes: 9 })
}

pub fn of_evidence(met: &mut Met) {
    let mut night = Night::prepared();
    let (brings, looks) = (commune(1), lead(1));
    let pdf = "application/pdf";
    met.refuses("evidence.not_a_scan", &night, |n| {
        n.record(&brings, brought(blob(), "text/html", false))
    });
    met.refuses("people.no_right", &night, |n| n.record(&commune(2), brought(blob(), pdf, false)));
    met.refuses("evidence.unknown", &night, |n| n.record(&looks, reviewed(blob(), true, None)));
    night.record(&brings, brought(blob(), pdf, false)).unwrap();
    met.refuses("evidence.brought_twice", &night, |n| {
        n.record(&looks, brought(blob(), pdf, false))
    });
    met.refuses("evidence.reviewed_by_who_brought_it", &night, |n| {
        n.record(&brings, reviewed(blob(), true, None))
    });
    for note in [None, Some(" ")] {
        met.refuses("evidence.note_missing", &night, |n| {
            n.record(&looks, reviewed(blob(), false, note))
        });
    }
    met.refuses("evidence.redacts_nothing", &night, |n| {
        n.record(&looks, redacted(blob(), blob(), pdf))
    });
    met.refuses("evidence.not_a_scan", &night, |n| {
        n.record(&looks, redacted(blob(), Hash::of(b"covered"), "image/gif"))
    });
    // Who learns later that somebody's name is in it says so; nobody else's look opens it again.
    night.record(&looks, brought(blob(), pdf, true)).unwrap();
    met.refuses("evidence.brought_twice", &night, |n| n.record(&looks, brought(blob(), pdf, true)));
    met.refuses("evidence.is_private", &night, |n| {
        n.record(&province(), reviewed(blob(), true, None))
    });
    for number in 0..20 {
        night.record(&looks, redacted(blob(), Hash::of(&[number]), pdf)).unwrap();
    }
    met.refuses("evidence.too_many_copies", &night, |n| {
        n.record(&looks, redacted(blob(), Hash::of(b"more"), pdf))
    });
    met.refuses("evidence.unknown", &night, |n| {
        n.record(&looks, redacted(Hash::of(&[0]), Hash::of(b"more"), pdf))
    });
}

#[test]
fn a_file_is_shown_once_another_found_nothing_private_in_it_and_a_private_one_never() {
    let mut night = Night::prepared();
    let [clean, private, covered] = [&b"clean"[..], b"private", b"covered"].map(Hash::of);
    let shown =
        |night: &Night| -> Vec<Hash> { night.state.shown_scans().map(|scan| scan.blob).collect() };
    night.record(&commune(1), brought(clean, "image/png", false)).unwrap();
    night.record(&commune(1), brought(private, "image/png", true)).unwrap();
    assert_eq!(shown(&night), []);
    night.record(&lead(1), reviewed(clean, true, None)).unwrap();
    night.record(&lead(1), redacted(private, covered, "image/png")).unwrap();
    assert_eq!(shown(&night), [clean], "nobody has looked at the copy yet");
    night.record(&commune(1), reviewed(covered, true, None)).unwrap();
    assert_eq!(shown(&night), [clean, covered]);
    let files = night.state.evidence.of(&"1".into());
    assert_eq!(files.shown(&private).map(|scan| scan.blob), Some(covered));
    // Something was overlooked: it goes again.
    night.record(&lead(1), reviewed(clean, false, Some("Có tên cử tri"))).unwrap();
    assert_eq!(shown(&night), [covered]);
}
