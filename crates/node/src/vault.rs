use dienhong_core::{State, tally::Sheet};
use dienhong_journal::{Opening, Seal, Storage};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// What seals hold, until a record lays it open. Nothing here is public.
#[derive(Debug, Default)]
pub(crate) struct Vault(Mutex<HashMap<Seal, Opening<Sheet>>>);

/// The name under which the store keeps an opening.
pub(crate) fn key(seal: &Seal) -> String {
    format!("seal/{seal}")
}

impl Vault {
    /// Takes from the store what opens the entries of minutes that are not yet published.
    pub fn load<S: Storage>(&self, storage: &S, state: &State) -> Result<(), S::Error> {
        let mut known = self.lock();
        for (_, _, minutes) in state.tally.begun() {
            for entry in &minutes.entries {
                let bytes = storage.private(&key(&entry.sealed))?;
                let opening = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
                known.extend(opening.map(|opening| (entry.sealed, opening)));
            }
        }
        Ok(())
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
