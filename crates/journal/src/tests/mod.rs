#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

mod cosignatures;
mod forms;
mod journals;
mod notes;
mod proofs;
mod splits;
mod trees;
mod witnesses;

use crate::{
    Act, Draft, Millis, Salt, Tree, Visibility,
    checkpoint::{Checkpoint, Note, Signer},
    record::data_of,
    tree::leaf_hash,
};

pub fn draft(number: u64, closed: bool) -> Draft {
    let salt = Salt([number as u8; 32]);
    Draft {
        body: Some("body:1".into()),
        unit: number.is_multiple_of(2).then(|| "unit:1".into()),
        by: "node".into(),
        kind: "test.done".into(),
        data: data_of(&serde_json::json!({ "number": number, "text": "Diên Hồng" })).unwrap(),
        visibility: if closed { Visibility::Closed { salt } } else { Visibility::Public },
    }
}

pub fn act(id: u64, at: u64, drafts: Vec<Draft>) -> Act {
    let at = Millis::new(at);
    Act { id: format!("act-{id}"), at, drafts, keep: vec![], forget: vec![] }
}

/// A log of `size` leaves that from leaf `other` on is another history, and its key.
pub struct Log {
    pub tree: Tree,
    pub signer: Signer,
}

impl Log {
    pub fn of(size: u64, other: u64) -> Log {
        let mut tree = Tree::new();
        for number in 0..size {
            let entry = if number < other { number } else { number + (1 << 32) };
            tree.push(leaf_hash(&entry.to_be_bytes()));
        }
        Log { tree, signer: Signer::new("example.vn/log", &[7; 32]).unwrap() }
    }

    pub fn note(&self, size: u64) -> Note {
        let root = self.tree.root_at(size).unwrap();
        let origin = self.signer.verifier().name().to_owned();
        let checkpoint = Checkpoint { origin, size, root, extensions: vec![] };
        Note::parse(&checkpoint.sign(&[&self.signer]).unwrap()).unwrap()
    }
}
