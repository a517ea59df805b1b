use super::{KeyChange, Node, PRACTICE, Program, is_practice};
use crate::{
    Head, State,
    election::Election,
    events::events,
    people::{By, Place, Right},
    refusal::Refusal,
    rules::Rules,
};
use dienhong_journal::{Hash, Millis, checkpoint::Verifier, cosignature::WitnessKey};
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
            /// How many cells were written anew by who took it, since the file did not say them.
            #[serde(default, skip_serializing_if = "is_none")]
            mended: u32,
        },
        /// From this record on, this key signs the checkpoints.
        "node.key_named" => KeyNamed {
            /// A C2SP verifier key: `name+id+base64`.
            key: String,
            why: KeyChange,
            /// Since when the key before it may have been in other hands.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            stolen_since: Option<Millis>,
        },
        /// Somebody else's witness is asked to cosign the checkpoints.
        "node.witness_named" => WitnessNamed {
            /// A C2SP cosignature key: `name+id+base64`.
            key: String,
            operator: String,
            /// Where it is asked.
            url: String,
        },
        /// All that follows is practice on a copy of another node's set-up. It is never published.
        "node.rehearsal_begun" => RehearsalBegun {
            /// The node whose set-up was copied, and its journal as it was then.
            of: String,
            size: u64,
            root: Hash,
        },
        "node.witness_ended" => WitnessEnded { key: String, reason: String },
        /// The verifier that citizens are given from now on.
        "node.program_published" => ProgramPublished {
            version: String,
            /// SHA-256 of the WASM file that is served.
            verifier: Hash,
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
        Event::KeyNamed { key, why, stolen_since } => {
            // The node names its first key itself: a journal is signed from its beginning.
            if !(head.by == By::Node && state.node.key().is_none()) {
                state.allows_setting_up(head, Right::KeepSystem, Place::Node)?;
            }
            key_fits(&state.node, head.at, key, *why, *stolen_since)
        }
        Event::RehearsalBegun { of, .. } => {
            if head.by != By::Node {
                return Err(Refusal::new("people.no_right").with("by", &head.by));
            }
            if !state.node.simulated() {
                return Err(Refusal::new("node.rehearsal_is_simulated"));
            }
            let origin = state.node.started.as_ref().map_or("", |started| &started.origin);
            if !is_practice(origin) {
                return Err(Refusal::new("node.rehearsal_unmarked").with("mark", PRACTICE));
            }
            if state.node.rehearsal().is_some() || !state.people.is_unstaffed() {
                return Err(Refusal::new("node.rehearsal_begins_at_once"));
            }
            if of.trim().is_empty() {
                return Err(Refusal::new("node.nameless"));
            }
            Ok(())
        }
        Event::WitnessNamed { key, operator, url } => {
            state.allows_setting_up(head, Right::KeepSystem, Place::Node)?;
            if state.node.rehearsal().is_some() {
                return Err(Refusal::new("node.rehearsal_has_no_witness"));
            }
            let refuse = |code| Refusal::new(code).with("witness", key);
            let read: Result<WitnessKey, _> = key.parse();
            read.map_err(|why| refuse("node.witness_malformed").with("why", why))?;
            if state.node.witness(key).is_some() {
                return Err(refuse("node.witness_named_twice"));
            }
            if operator.trim().is_empty() {
                return Err(refuse("node.witness_operator_missing"));
            }
            if !is_web_address(url) {
                return Err(refuse("node.witness_address_unusable").with("url", url));
            }
            Ok(())
        }
        Event::WitnessEnded { key, reason } => {
            state.allows_setting_up(head, Right::KeepSystem, Place::Node)?;
            let refuse = |code| Refusal::new(code).with("witness", key);
            state.node.witness(key).ok_or_else(|| refuse("node.witness_unknown"))?;
            if reason.trim().is_empty() {
                return Err(refuse("node.reason_missing"));
            }
            Ok(())
        }
        Event::ProgramPublished { version, verifier } => {
            if head.by != By::Node {
                return Err(Refusal::new("people.no_right").with("by", &head.by));
            }
            if version.trim().is_empty() {
                return Err(Refusal::new("node.nameless"));
            }
            let same = |known: &Program| (&known.version, &known.verifier) == (version, verifier);
            if state.node.program().is_some_and(|known| same(known)) {
                return Err(Refusal::new("node.program_published_twice").with("version", version));
            }
            Ok(())
        }
    }
}

/// Whether a key may take the place of the one in force. One that has been in force never comes back.
fn key_fits(
    node: &Node,
    at: Millis,
    key: &str,
    why: KeyChange,
    stolen_since: Option<Millis>,
) -> Result<(), Refusal> {
    let refuse = |code| Refusal::new(code).with("key", key);
    let read: Verifier =
        key.parse().map_err(|why| refuse("node.key_malformed").with("why", why))?;
    let origin = node.started.as_ref().map_or("", |started| started.origin.as_str());
    if read.name() != origin {
        return Err(refuse("node.key_of_another_name").with("origin", origin));
    }
    if node.keys().any(|known| known.key == key) {
        return Err(refuse("node.key_named_twice"));
    }
    if (why == KeyChange::First) != node.key().is_none() {
        return Err(refuse("node.key_first_is_once"));
    }
    if (why == KeyChange::Stolen) != stolen_since.is_some() {
        return Err(refuse("node.key_stolen_since_missing"));
    }
    if stolen_since.is_some_and(|since| since > at) {
        return Err(refuse("node.key_stolen_in_the_future"));
    }
    Ok(())
}

/// Whether `text` is an address that a program can ask: `https://…` or `http://…`.
fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split('/').next()).unwrap_or_default();
    !host.is_empty() && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it so")]
fn is_none(count: &u32) -> bool {
    *count == 0
}
