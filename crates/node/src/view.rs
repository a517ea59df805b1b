use crate::History;
use dienhong_core::State;
use dienhong_journal::{
    Hash, Millis, Tree,
    checkpoint::{BadNote, Checkpoint, Signer},
};

/// The node as it stood after a batch. Whoever holds one sees that moment, whatever comes later.
#[derive(Debug, Clone)]
pub struct View {
    pub state: State,
    pub history: History,
    /// How many records there are, and the root of the tree over them.
    pub size: u64,
    pub root: Hash,
    /// When the last record was made.
    pub at: Millis,
    /// Over the records.
    pub tree: Tree,
}

impl View {
    /// The signed checkpoint of all that this view has seen. A view never ends inside an act.
    ///
    /// # Errors
    /// [`BadNote`] when the signer's name cannot stand in a note.
    pub fn checkpoint(&self, signer: &Signer) -> Result<String, BadNote> {
        let (origin, size, root) = (signer.verifier().name().to_owned(), self.size, self.root);
        Checkpoint { origin, size, root, extensions: Vec::new() }.sign(&[signer])
    }
}
