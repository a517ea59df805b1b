use dienhong_core::{
    State,
    election::{AreaId, ElectionId},
    tally::Sheet,
};
use dienhong_journal::{Opening, Seal, Storage};
use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// What seals hold, until a record lays it open. Nothing here is public.
#[derive(Debug, Default)]
pub(crate) struct Vault(Mutex<HashMap<Seal, Opening<Sheet>>>);

/// A sealed entry that this node cannot open any more. A publication lays open every entry of its version, so
/// that these minutes wait until the opening is put back from a copy; the count goes on everywhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unopened {
    pub election: ElectionId,
    pub area: AreaId,
    pub seal: Seal,
    pub why: &'static str,
}

impl fmt::Display for Unopened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Unopened { election, area, seal, why } = self;
        write!(f, "the opening of the entry {seal} of area {area} in {election}: {why}")
    }
}

/// The name under which the store keeps an opening.
pub(crate) fn key(seal: &Seal) -> String {
    format!("seal/{seal}")
}

impl Vault {
    /// Takes from the store what opens the entries of minutes that are not yet published, and of those published in
    /// part what counts; answers those that do not open any more.
    pub fn load<S: Storage>(&self, storage: &S, state: &State) -> Result<Vec<Unopened>, S::Error> {
        let mut known = self.lock();
        let mut unopened = Vec::new();
        for (election, area, minutes) in state.tally.begun() {
            let in_part = minutes.published().filter(|published| published.is_in_part());
            let in_part = in_part.map(|published| published.sealed);
            let sealed = minutes.entries.iter().map(|entry| entry.sealed).chain(in_part);
            for seal in sealed {
                let why = match storage.private(&key(&seal))? {
                    None => "it is not there",
                    Some(bytes) => match serde_json::from_slice::<Opening<Sheet>>(&bytes) {
                        Err(_) => "it cannot be read",
                        Ok(opening) if opening.seal().ok() != Some(seal) => {
                            "it does not open the seal"
                        }
                        Ok(opening) => {
                            known.insert(seal, opening);
                            continue;
                        }
                    },
                };
                let (election, area) = (election.clone(), area.clone());
                unopened.push(Unopened { election, area, seal, why });
            }
        }
        Ok(unopened)
    }

    pub fn get(&self, seal: &Seal) -> Option<Opening<Sheet>> {
        self.lock().get(seal).cloned()
    }

    pub fn keep(&self, seal: Seal, opening: Opening<Sheet>) {
        self.lock().insert(seal, opening);
    }

    pub fn forget(&self, seal: &Seal) {
        self.lock().remove(seal);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Seal, Opening<Sheet>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
