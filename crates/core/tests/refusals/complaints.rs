//! The refusals of complaints, of observers' notes and objections, and of scans that are looked through.

use super::{AREA, Met};
use crate::common::*;
use dienhong_core::{
    Command, Event, Kept,
    code::Code,
    complaint::{self, Letter, Lodged, Outcome, Subject},
    observation::{self, Ground, Photo, Words},
    tally,
};
use dienhong_journal::{Hash, Opening, Salt, Seal};

const CODE: &str = "K7QP3MXN";

fn code(text: &str) -> Code {
    text.into()
}

fn sealed(text: &str) -> Opening<String> {
    Opening { value: text.into(), salt: Salt([7; 32]) }
}

fn seal() -> Seal {
    sealed("Không cho xem").seal().unwrap()
}

fn received(subject: Subject, on: &str, instance: &str) -> Event {
    Event::Complaint(complaint::Event::Received {
        complaint: code(CODE),
        subject,
        received: day(on),
        how: Lodged::InPerson,
        instance: instance.into(),
        sealed: seal(),
    })
}

fn roll() -> Subject {
    Subject::Roll { area: AREA.into() }
}

fn result() -> Subject {
    Subject::Result { election: PC.into(), constituency: 1 }
}

fn count() -> Subject {
    Subject::Count { election: NA.into(), area: AREA.into() }
}

fn decided(document: &str, reason: &str, on: &str) -> Event {
    Event::Complaint(complaint::Event::Decided {
        complaint: code(CODE),
        document: document.into(),
        outcome: Outcome::Partly,
        reason: reason.into(),
        on: day(on),
    })
}

fn appealed(to: &str, on: &str) -> Event {
    let (complaint, to, on) = (code(CODE), to.into(), day(on));
    Event::Complaint(complaint::Event::Appealed { complaint, to, on })
}

fn withdrawn(reason: &str) -> Event {
    let (complaint, reason) = (code(CODE), reason.into());
    Event::Complaint(complaint::Event::Withdrawn { complaint, reason })
}

pub fn of_complaints(met: &mut Met) {
    let mut night = Night::prepared();
    night.at("2026-03-04 10:00");
    let roll_on = |on: &str| received(roll(), on, "roll_body");
    let today = "2026-03-04";
    for bad in ["", "K7QP3MX", "K7QP3MX0", "k7qp3mxn"] {
        met.refuses("complaint.code_malformed", &night, |n| {
            let mut event = roll_on(today);
            if let Event::Complaint(complaint::Event::Received { complaint, .. }) = &mut event {
                *complaint = code(bad);
            }
            n.record(&commune(1), event)
        });
    }
    let nowhere = [
        Subject::Roll { area: "9-99".into() },
        Subject::Count { election: "x".into(), area: AREA.into() },
        Subject::Result { election: NA.into(), constituency: 9 },
        Subject::Candidate { election: NA.into(), constituency: 1, number: Some(6) },
        Subject::Candidate { election: NA.into(), constituency: 1, number: Some(0) },
    ];
    for subject in nowhere {
        met.refuses("complaint.unknown_subject", &night, |n| {
            n.record(&commune(1), received(subject, today, "roll_body"))
        });
    }
    let room = Subject::Roll { area: "room".into() };
    met.refuses("complaint.not_taken_here", &Night::society(), |n| {
        n.record(&keeper(), received(room, "2026-03-15", "roll_body"))
    });
    met.refuses("complaint.unknown_instance", &night, |n| {
        n.record(&commune(1), received(roll(), today, "moon"))
    });
    met.refuses("complaint.not_this_body", &night, |n| n.record(&team(AREA, 1), roll_on(today)));
    met.refuses("people.no_right", &night, |n| n.record(&commune(2), roll_on(today)));
    met.refuses("people.no_right", &night, |n| n.record(&keeper(), roll_on(today)));
    met.refuses("complaint.received_in_the_future", &night, |n| {
        n.record(&commune(1), roll_on("2026-03-05"))
    });
    let committee = |on: &str| received(result(), on, "committee");
    met.refuses("complaint.nothing_announced", &night, |n| n.record(&province(), committee(today)));
    met.refuses("complaint.nothing_counted", &night, |n| {
        n.record(&team(AREA, 1), received(count(), today, "team"))
    });
    // The last day is E-10.
    let mut late = night.clone();
    late.at("2026-03-06 08:00");
    met.refuses("complaint.too_late", &late, |n| n.record(&commune(1), roll_on("2026-03-06")));
    late.record(&commune(1), roll_on("2026-03-05")).unwrap();
    for event in [decided("Quyết định 1", "x", today), withdrawn("x"), appealed("court", today)]
    {
        met.refuses("complaint.unknown", &night, |n| n.record(&commune(1), event));
    }

    night.record(&commune(1), roll_on(today)).unwrap();
    met.refuses("complaint.received_twice", &night, |n| n.record(&commune(1), roll_on(today)));
    let mut settles = |code, night: &Night, event: Event| {
        met.refuses(code, night, |n| n.record(&commune(1), event))
    };
    settles("complaint.document_missing", &night, decided(" ", "x", today));
    settles("complaint.reason_missing", &night, decided("Quyết định 1", "", today));
    settles("complaint.reason_missing", &night, withdrawn(" "));
    settles("complaint.day_out_of_order", &night, decided("Quyết định 1", "x", "2026-03-03"));
    settles("complaint.day_out_of_order", &night, decided("Quyết định 1", "x", "2026-03-05"));
    settles("complaint.not_decided", &night, appealed("court", today));
    settles("complaint.no_such_instance_after", &night, appealed("roll_body", today));
    let mut settled = night.clone();
    settled.record(&commune(1), decided("Quyết định 1", "Đã bổ sung", today)).unwrap();
    settles("complaint.not_open", &settled, decided("Quyết định 2", "x", today));
    settles("complaint.not_open", &settled, withdrawn("x"));
    let mut past = settled.clone();
    past.at("2026-03-11 08:00");
    settles("complaint.appeal_too_late", &past, appealed("court", "2026-03-11"));
    let mut before = settled.clone();
    before.record(&commune(1), appealed("court", today)).unwrap();
    settles("complaint.no_such_instance_after", &before, appealed("court", today));
    let mut taken_back = night.clone();
    taken_back.record(&commune(1), withdrawn("Đã rõ")).unwrap();
    settles("complaint.not_open", &taken_back, appealed("court", today));
    // Who was not answered within five days may turn to the court without an answer.
    let mut unanswered = night.clone();
    unanswered.at("2026-03-10 08:00");
    unanswered.record(&commune(1), appealed("court", "2026-03-10")).unwrap();

    let mut counted = Night::closed();
    let team = team(AREA, 1);
    counted.record(&team, received(count(), "2026-03-15", "team")).unwrap();
    met.refuses("complaint.not_before_the_poll_ends", &counted, |n| {
        n.record(&team, decided("Biên bản", "x", "2026-03-15"))
    });
}

fn words(text: &str) -> Words {
    Words::Public(text.into())
}

fn noted(text: Words) -> observation::Event {
    observation::Event::Noted {
        note: code(CODE),
        area: AREA.into(),
        election: None,
        happened: Night::closed().now,
        text,
        photos: Vec::new(),
    }
}

fn objected(text: Words) -> observation::Event {
    observation::Event::Objected {
        objection: code(CODE),
        area: AREA.into(),
        election: NA.into(),
        ground: Ground::Access,
        text,
    }
}

fn answered(text: Words, document: Option<&str>) -> Event {
    let (objection, document) = (code(CODE), document.map(str::to_owned));
    Event::Observation(observation::Event::Answered { objection, document, text })
}

pub fn of_observers(met: &mut Met) {
    let night = Night::closed();
    let who = commune(1);
    let hidden = || Words::Sealed(seal());
    let mut notes = |code, night: &Night, change: &dyn Fn(&mut observation::Event)| {
        let mut event = noted(hidden());
        change(&mut event);
        met.refuses(code, night, |n| n.record(&who, Event::Observation(event)));
    };
    notes("observation.unknown_area", &night, &|event| {
        let observation::Event::Noted { area, .. } = event else { return };
        *area = "9-99".into();
    });
    notes("observation.unknown_area", &night, &|event| {
        let observation::Event::Noted { election, .. } = event else { return };
        *election = Some("x".into());
    });
    notes("people.no_right", &night, &|event| {
        let observation::Event::Noted { area, .. } = event else { return };
        *area = "2-01".into();
    });
    notes("observation.code_malformed", &night, &|event| {
        let observation::Event::Noted { note, .. } = event else { return };
        *note = code("I0I0I0I0");
    });
    notes("observation.in_the_future", &night, &|event| {
        let observation::Event::Noted { happened, .. } = event else { return };
        *happened = Night::closed().instant("2026-03-15 19:31");
    });
    let photo = |media: &str, bytes| Photo { blob: blob(), media: media.into(), bytes };
    for photos in [vec![photo("image/svg+xml", 5)], vec![photo("image/png", 0)]] {
        notes("observation.not_a_photo", &night, &|event| {
            let observation::Event::Noted { photos: of, .. } = event else { return };
            of.clone_from(&photos);
        });
    }
    notes("observation.too_many_photos", &night, &|event| {
        let observation::Event::Noted { photos, .. } = event else { return };
        *photos = vec![photo("image/png", 5); 7];
    });
    notes("observation.not_before_the_poll_ends", &night, &|event| {
        let observation::Event::Noted { text, .. } = event else { return };
        *text = words("Phiếu hợp lệ 890");
    });
    notes("observation.nothing_said", &night, &|event| {
        let observation::Event::Noted { text, .. } = event else { return };
        *text = words(" ");
    });
    let mut both = night.clone();
    both.record(&who, Event::Observation(noted(hidden()))).unwrap();
    notes("observation.code_used_twice", &both, &|_| ());
    met.refuses("observation.code_used_twice", &both, |n| {
        n.record(&who, Event::Observation(objected(hidden())))
    });
    let open = |area: &str, text: &str| {
        let (area, opening) = (area.into(), sealed(text));
        Event::Observation(observation::Event::Opened { area, opening })
    };
    met.refuses("observation.unknown_area", &both, |n| n.record(&who, open("9-99", "x")));
    met.refuses("observation.opens_nothing", &both, |n| n.record(&who, open(AREA, "Khác")));
    met.refuses("observation.not_yours", &both, |n| {
        n.record(&lead(1), open(AREA, "Không cho xem"))
    });
    met.refuses("observation.not_before_the_poll_ends", &both, |n| {
        n.record(&who, open(AREA, "Không cho xem"))
    });

    let object = || Event::Observation(objected(hidden()));
    met.refuses("observation.nothing_to_object_to", &Night::vietnam(), |n| {
        n.record(&who, object())
    });
    let mut counted = night.clone();
    for area in AREAS {
        counted.count(PC, area, &sheet(&VOTES_PC));
    }
    counted.record_result(&council_board(), PC, 1, None).unwrap();
    counted.announce(PC).unwrap();
    met.refuses("observation.result_is_announced", &counted, |n| {
        let mut event = objected(hidden());
        if let observation::Event::Objected { election, .. } = &mut event {
            *election = PC.into();
        }
        n.record(&who, Event::Observation(event))
    });
    let mut objects = night.clone();
    met.refuses("observation.unknown_objection", &objects, |n| {
        n.record(&who, answered(hidden(), None))
    });
    objects.record(&who, object()).unwrap();
    met.refuses("observation.answers_oneself", &objects, |n| {
        n.record(&who, answered(hidden(), None))
    });
    let head = team(AREA, 1);
    met.refuses("observation.nothing_said", &objects, |n| {
        n.record(&head, answered(hidden(), Some(" ")))
    });
    met.refuses("people.no_right", &objects, |n| {
        n.record(&team("1-02", 1), answered(hidden(), None))
    });
    objects.record(&head, answered(hidden(), Some("Biên bản"))).unwrap();
    met.refuses("observation.answered_twice", &objects, |n| {
        n.record(&head, answered(hidden(), None))
    });
}

fn reviewed(blob: Hash, fit: bool, note: Option<&str>) -> Event {
    let (election, area, note) = (NA.into(), AREA.into(), note.map(str::to_owned));
    Event::Tally(tally::Event::ScanReviewed { election, area, blob, fit, note })
}

fn redacted(original: Hash, blob: Hash, media: &str) -> Event {
    let (election, area, media) = (NA.into(), AREA.into(), media.into());
    Event::Tally(tally::Event::ScanRedacted { election, area, original, blob, media, bytes: 9 })
}

pub fn of_scans(met: &mut Met) {
    let mut night = Night::closed();
    let attached = tally::Event::ScanAttached {
        election: NA.into(),
        area: AREA.into(),
        blob: blob(),
        media: "image/jpeg".into(),
        bytes: 9,
    };
    let covered = Hash::of(b"covered");
    let looks = commune(1);
    met.refuses("tally.scan_unknown", &night, |n| n.record(&looks, reviewed(blob(), true, None)));
    night.record(&team(AREA, 1), Event::Tally(attached)).unwrap();
    met.refuses("tally.scan_unknown", &night, |n| {
        n.record(&looks, redacted(covered, blob(), "image/png"))
    });
    for note in [None, Some(" ")] {
        met.refuses("tally.scan_note_missing", &night, |n| {
            n.record(&looks, reviewed(blob(), false, note))
        });
    }
    met.refuses("people.no_right", &night, |n| {
        n.record(&team(AREA, 2), reviewed(blob(), true, None))
    });
    met.refuses("tally.not_a_scan", &night, |n| {
        n.record(&looks, redacted(blob(), covered, "text/html"))
    });
    met.refuses("tally.scan_redacts_nothing", &night, |n| {
        n.record(&looks, redacted(blob(), blob(), "image/png"))
    });
    night.record(&looks, redacted(blob(), covered, "image/png")).unwrap();
    // A copy of a copy has no original of its own.
    met.refuses("tally.scan_unknown", &night, |n| {
        n.record(&looks, redacted(covered, Hash::of(b"more"), "image/png"))
    });
    met.refuses("tally.scan_reviewed_by_who_brought_it", &night, |n| {
        n.record(&looks, reviewed(covered, true, None))
    });
    for number in 1..20 {
        let copy = Hash::of(&[number]);
        night.record(&looks, redacted(blob(), copy, "image/png")).unwrap();
    }
    met.refuses("tally.too_many_scans", &night, |n| {
        n.record(&looks, redacted(blob(), Hash::of(b"more"), "image/png"))
    });
}

#[test]
fn a_scan_is_shown_only_once_another_has_found_nothing_private_on_it() {
    let mut night = Night::closed();
    let attached = |blob| {
        let (election, area) = (NA.into(), AREA.into());
        let media = "image/jpeg".into();
        Event::Tally(tally::Event::ScanAttached { election, area, blob, media, bytes: 9 })
    };
    let [clean, private, unseen, covered] =
        [&b"clean"[..], b"private", b"unseen", b"covered"].map(Hash::of);
    for blob in [clean, private, unseen] {
        night.record(&team(AREA, 1), attached(blob)).unwrap();
    }
    night.record(&commune(1), reviewed(clean, true, None)).unwrap();
    night.record(&commune(1), reviewed(private, false, Some("Có chữ ký cử tri"))).unwrap();
    night.record(&commune(1), redacted(private, covered, "image/png")).unwrap();
    let shown = |night: &Night| -> Vec<Hash> {
        let minutes = night.state.tally.minutes(&NA.into(), &AREA.into());
        minutes.shown_scans().map(|scan| scan.blob).collect()
    };
    assert_eq!(shown(&night), [], "the figures are not published yet");
    night.count(NA, AREA, &sheet(&VOTES_1));
    assert_eq!(shown(&night), [clean], "nobody has looked at the copy yet");
    night.record(&lead(1), reviewed(covered, true, None)).unwrap();
    assert_eq!(shown(&night), [clean, covered]);
    // Something was overlooked: it goes again.
    night.record(&lead(1), reviewed(clean, false, Some("Có tên cử tri"))).unwrap();
    assert_eq!(shown(&night), [covered]);
}

#[test]
fn what_is_sealed_is_given_to_the_node_and_stands_in_no_record() {
    let mut night = Night::prepared();
    night.at("2026-03-04 10:00");
    let letter =
        Letter { who: "Bà X".into(), contact: "thôn A".into(), text: "thiếu tên".into() };
    let opening = Opening { value: letter, salt: Salt([3; 32]) };
    let kept = Kept::of(&opening).unwrap();
    let read: Opening<Letter> = serde_json::from_slice(&kept.opening).unwrap();
    assert!(read == opening && read.opens(&kept.seal) && !format!("{kept:?}").contains("Bà X"));
    let event = received(roll(), "2026-03-04", "roll_body");
    night.ask(&commune(1), Command::Seal(vec![event], vec![kept])).unwrap();
    let (_, event) = night.records.last().unwrap();
    assert!(!event.data().unwrap().get().contains("thiếu tên"));
    let known = night.state.complaint.get(&code(CODE)).unwrap();
    // Five days, and never later than five days before election day.
    assert_eq!(night.state.complaint_due(known), Some(day("2026-03-09")));
    assert!(!known.is_late(Some(day("2026-03-09")), day("2026-03-09")));
    assert!(known.is_late(Some(day("2026-03-09")), day("2026-03-10")));
}
