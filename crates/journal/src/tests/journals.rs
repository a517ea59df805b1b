use super::{act, draft};
use crate::{Failed, Fault, Journal, Memory, Millis, Snapshot, Why, journal::Refused};
use proptest::prelude::*;

/// Three acts in two transactions: records 0–1, 2 (closed) and 3–5.
fn journal() -> Journal<Memory> {
    let mut journal = Journal::open(Memory::default()).unwrap();
    journal.append(act(1, 1000, vec![draft(0, false), draft(1, false)])).unwrap();
    let third = vec![draft(3, false), draft(4, true), draft(5, false)];
    journal.append_all(vec![act(2, 2000, vec![draft(2, true)]), act(3, 3000, third)]).unwrap();
    journal
}

fn fault(storage: Memory) -> Fault {
    match Journal::open(storage) {
        Err(Failed::Fault(fault)) => fault,
        other => panic!("{:?}", other.map(|journal| journal.len())),
    }
}

#[test]
fn a_journal_opens_again_with_the_same_root_and_records() {
    let journal = journal();
    let (root, records) = (journal.tree().root(), journal.record(4).unwrap());
    let mut seen = Vec::new();
    let again = Journal::replay(journal.into_storage(), None, |r| seen.push(r.clone())).unwrap();
    assert_eq!(again.tree().root(), root);
    assert_eq!(seen.len(), 6);
    assert_eq!(seen[4], records);
    assert_eq!(seen[4].act, "act-3");
}

#[test]
fn a_missing_record_is_named() {
    let mut storage = journal().into_storage();
    storage.records.remove(&3);
    assert_eq!(fault(storage).to_string(), "record 3: it is missing, the next one there is 4");
}

#[test]
fn a_record_in_the_place_of_another_is_named() {
    let mut storage = journal().into_storage();
    let other = storage.records[&3].clone();
    storage.records.insert(1, other);
    assert_eq!(fault(storage).to_string(), "record 1: it says that it is number 3");
}

#[test]
fn a_time_that_runs_back_is_named() {
    let mut storage = journal().into_storage();
    let text = String::from_utf8(storage.records[&3].clone()).unwrap();
    storage.records.insert(3, text.replace("00:00:03", "00:00:01").into_bytes());
    assert_eq!(
        fault(storage).to_string(),
        "record 3: its time 1970-01-01T00:00:01.000Z is before 1970-01-01T00:00:02.000Z, \
         that of the record before it"
    );
}

#[test]
fn an_act_that_begins_again_is_named() {
    let mut storage = journal().into_storage();
    let text = String::from_utf8(storage.records[&5].clone()).unwrap();
    storage.records.insert(5, text.replace("act-3", "act-1").into_bytes());
    assert_eq!(fault(storage).to_string(), "record 5: its act \"act-1\" had already ended");
}

#[test]
fn a_closed_record_without_its_opening_is_named() {
    let mut storage = journal().into_storage();
    storage.private.remove("closed/4");
    assert_eq!(fault(storage), Fault { seq: 4, why: Why::NoOpening });
}

#[test]
fn a_clock_that_runs_back_repeats_the_last_time() {
    let mut journal = journal();
    let appended = journal.append(act(9, 2500, vec![draft(9, false)])).unwrap();
    assert_eq!((appended.records[0].at, appended.clock_behind), (Millis::new(3000), 500));
}

#[test]
fn a_refused_act_leaves_nothing_of_its_batch() {
    let mut journal = journal();
    let acts = vec![act(7, 4000, vec![draft(0, false)]), act(1, 4000, vec![draft(0, false)])];
    let refused = journal.append_all(acts);
    assert!(matches!(refused, Err(Failed::Refused { why: Refused::Used, .. })));
    assert_eq!((journal.len(), journal.storage().records.len()), (6, 6));
    assert!(journal.append(act(7, 4000, vec![])).is_err());
    assert!(journal.append(act(7, 4000, vec![draft(0, false)])).is_ok());
}

#[test]
fn private_values_are_kept_and_forgotten_with_the_act() {
    let mut journal = journal();
    let mut keeping = act(7, 4000, vec![draft(0, false)]);
    keeping.keep.push(("opening/1".into(), vec![1]));
    journal.append(keeping).unwrap();
    assert_eq!(journal.storage().private["opening/1"], [1]);
    let mut forgetting = act(8, 4000, vec![draft(0, false)]);
    forgetting.forget.push("opening/1".into());
    journal.append(forgetting).unwrap();
    assert!(!journal.storage().private.contains_key("opening/1"));
    let mut own = act(9, 4000, vec![draft(0, false)]);
    own.forget.push("closed/2".into());
    assert!(journal.append(own).is_err());
}

#[test]
fn no_checkpoint_ends_inside_an_act() {
    let journal = journal();
    let may: Vec<bool> = (0..=7).map(|size| journal.checkpoint("o", size).is_ok()).collect();
    assert_eq!(may, [true, false, true, true, false, false, true, false]);
    let ends: Vec<u64> = (0..=7).map(|size| journal.chain().end_before(size)).collect();
    assert_eq!(ends, [0, 0, 2, 3, 3, 3, 6, 6]);
}

#[test]
fn a_snapshot_is_checked_and_never_trusted() {
    let mut journal = journal();
    let good = journal.snapshot().unwrap();
    journal.append(act(7, 4000, vec![draft(0, false)])).unwrap();
    let longer = journal.snapshot().unwrap();
    let storage = journal.into_storage();
    let open = |snapshot: &Snapshot| Journal::replay(storage.clone(), Some(snapshot), |_| {});
    assert!(open(&good).is_ok());
    assert!(open(&longer).is_ok());
    let lie = Snapshot { root: longer.root, ..good.clone() };
    assert!(matches!(open(&lie), Err(Failed::Snapshot { size: 6, .. })));
    let mut shorter = storage.clone();
    shorter.records.remove(&6);
    assert!(matches!(
        Journal::replay(shorter, Some(&longer), |_| {}),
        Err(Failed::Snapshot { size: 7, .. })
    ));
}

proptest! {
    /// The rules find most changes by themselves; what remains a good record is found by the tree.
    #[test]
    fn a_changed_byte_is_found_and_its_record_named(seq in 0u64..6, at in 0usize..2000, flip in 1u8..=255) {
        let journal = journal();
        let snapshot = journal.snapshot().unwrap();
        let leaves = journal.tree().row(0, 0..journal.len()).unwrap();
        let mut storage = journal.into_storage();
        let bytes = storage.records.get_mut(&seq).unwrap();
        let at = at % bytes.len();
        bytes[at] ^= flip;
        match Journal::replay(storage.clone(), Some(&snapshot), |_| {}) {
            // A later time in one record shows only in the next; so does an act that was cut in two.
            Err(Failed::Fault(fault)) => prop_assert!(fault.seq >= seq),
            Err(Failed::Snapshot { .. }) => {}
            other => prop_assert!(false, "{:?}", other.map(|j| j.len())),
        }
        let differs = |n: &u64| crate::tree::leaf_hash(&storage.records[n]) != leaves[*n as usize];
        prop_assert_eq!((0..6).find(differs), Some(seq));
    }
}
