#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

mod forms;
mod journals;
mod notes;
mod trees;

use crate::{Act, Draft, Millis, Salt, Visibility, record::data_of};

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
