use crate::{
    Head, State,
    election::Election,
    events::events,
    people::{By, Place, Right},
    refusal::Refusal,
    rules::Rules,
};
use dienhong_journal::Hash;
use std::collections::BTreeMap;

events! {
    /// What has happened to the node.
    pub enum Event {
        /// The first record of every journal.
        "node.started" => Started {
            /// The name that checkpoints are signed under: `thanhhoa.example/2026`.
            origin: String,
            name: String,
            /// Whether all that follows is invented. Every view says so.
            simulated: bool,
        },
        /// From the rules' first day on, they hold.
        "pack.adopted" => Adopted {
            rules: Box<Rules>,
            /// The pack's words and forms by path, as SHA-256: they explain, they do not decide.
            #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
            files: BTreeMap<String, Hash>,
        },
        /// The other records of this act are the rows of a file, which stays as a closed blob: what
        /// was taken can be held against it.
        "node.file_imported" => FileImported {
            /// What the rows are: `candidates`.
            table: String,
            blob: Hash,
            rows: u32,
        },
    }
}

/// Whether `event` may follow in `state`.
///
/// # Errors
/// `node.*`: the first rule that the event would break.
pub fn lawful(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    match event {
        Event::Started { origin, name, .. } => {
            if state.node.started.is_some() {
                return Err(Refusal::new("node.started_twice"));
            }
            if head.by != By::Node {
                return Err(Refusal::new("people.no_right").with("by", &head.by));
            }
            if origin.trim().is_empty() || name.trim().is_empty() {
                return Err(Refusal::new("node.nameless"));
            }
            Ok(())
        }
        Event::Adopted { rules, .. } => {
            // The node brings the first rules itself: without any, nobody has a right yet.
            if !(head.by == By::Node && state.people.is_unstaffed()) {
                state.allows(head, Right::KeepSystem, Place::Node)?;
            }
            let same = |known: &Rules| known.id == rules.id && known.version == rules.version;
            if state.node.rules().any(|known| same(known)) {
                return Err(
                    Refusal::new("node.rules_adopted_twice").with("version", &rules.version)
                );
            }
            // What has been decided stays decided by the rules of its day.
            let over =
                |election: &Election| election.ended.is_some() && rules.valid_from <= election.day;
            if let Some(election) = state.election.all().find(|election| over(election)) {
                return Err(Refusal::new("node.rules_reach_back").with("election", &election.id));
            }
            rules.sound()
        }
        // Who may prepare something somewhere; each row is asked about for itself.
        Event::FileImported { table, rows, .. } => {
            state.prepares(head)?;
            if table.trim().is_empty() || *rows == 0 {
                return Err(Refusal::new("node.nothing_imported"));
            }
            Ok(())
        }
    }
}
