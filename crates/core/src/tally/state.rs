use super::{Event, Field, Figures, Sheet};
use crate::{
    Head,
    count::Count,
    election::{AreaId, Ballots, ElectionId},
    people::{By, OfficerId},
    scans::{Looked, Scan, Scans},
};
use dienhong_journal::{Hash, Millis, Opening, Seal};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What somebody did to the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hand {
    First,
    Second,
    Corrected,
    Settled,
}

/// Why entries were set aside. One of these and no free text: this record is public while areas may
/// still vote, and a sentence could tell a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetAside {
    /// They were typed from the paper of another area or election.
    WrongPaper,
    /// The team made its paper again.
    PaperReplaced,
    /// Who typed should not have, or the two did not work apart.
    WrongHands,
}

impl SetAside {
    pub const ALL: [SetAside; 3] =
        [SetAside::WrongPaper, SetAside::PaperReplaced, SetAside::WrongHands];

    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            SetAside::WrongPaper => "wrong_paper",
            SetAside::PaperReplaced => "paper_replaced",
            SetAside::WrongHands => "wrong_hands",
        }
    }
}

/// Figures under seal, and who put them there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub hand: Hand,
    pub sealed: Seal,
    pub by: OfficerId,
    pub at: Millis,
    /// The places of the two that stood when it was corrected or settled: they must have differed.
    pub stood: Option<(usize, usize)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    pub by: OfficerId,
    pub at: Millis,
    pub sealed: Seal,
    /// None yet: that he signed is the node's word.
    pub asserted: Option<Asserted>,
}

/// A signature with a key of the officer's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asserted {
    /// The credential id of the passkey.
    pub passkey: String,
    pub at: Millis,
}

/// Where the version in the making stands. Places are those of [`Minutes::entries`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Awaited,
    Once {
        first: usize,
    },
    Twice {
        first: usize,
        second: usize,
    },
    /// The entries differed: a third officer's stands.
    Settled {
        settled: usize,
    },
    Published,
}

/// What all may see of figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    Whole(Figures),
    /// Few voted: of the candidates nothing.
    Part(Ballots),
}

/// A version for all to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    pub version: u16,
    pub at: Millis,
    pub by: OfficerId,
    pub shown: Shown,
    /// The entry that counts.
    pub sealed: Seal,
    /// Every entry of this version with what it said, oldest first; those set aside too. None said: it is published
    /// in part.
    pub entries: Vec<(Entry, Option<Sheet>)>,
    pub signatures: Vec<Signature>,
    pub scans: Vec<Hash>,
}

impl Published {
    /// None: they are published in part.
    pub fn figures(&self) -> Option<&Figures> {
        match &self.shown {
            Shown::Whole(figures) => Some(figures),
            Shown::Part(_) => None,
        }
    }

    pub fn is_in_part(&self) -> bool {
        matches!(self.shown, Shown::Part(_))
    }

    pub fn ballots(&self) -> Ballots {
        match &self.shown {
            Shown::Whole(figures) => figures.into(),
            Shown::Part(ballots) => *ballots,
        }
    }

    /// Every number that all may see, with its field, in the form's order.
    pub fn fields(&self) -> Vec<(Field, Count)> {
        match &self.shown {
            Shown::Whole(figures) => figures.fields().collect(),
            Shown::Part(ballots) => [
                (Field::VotersTotal, ballots.voters_total),
                (Field::TookPart, ballots.took_part),
                (Field::Issued, ballots.issued),
                (Field::Returned, ballots.returned),
                (Field::Valid, ballots.valid),
                (Field::Invalid, ballots.invalid),
            ]
            .into(),
        }
    }

    /// The entries that did not say what counts.
    pub fn differing(&self) -> impl Iterator<Item = &(Entry, Option<Sheet>)> {
        let differs = |(_, sheet): &&(Entry, Option<Sheet>)| {
            sheet.as_ref().map(|sheet| &sheet.figures) != self.figures()
        };
        self.entries.iter().filter(differs)
    }

    /// How many signed with keys of their own.
    pub fn with_own_keys(&self) -> usize {
        self.signatures.iter().filter(|signature| signature.asserted.is_some()).count()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reopening {
    pub at: Millis,
    pub by: OfficerId,
    pub reason: String,
    pub document: Option<String>,
}

/// The minutes of one area for one election.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minutes {
    pub step: Step,
    /// Every entry of the version in the making, those set aside too.
    pub entries: Vec<Entry>,
    pub signatures: Vec<Signature>,
    pub scans: Vec<Hash>,
    /// Oldest first.
    pub versions: Vec<Arc<Published>>,
    /// Before each version but the first.
    pub reopenings: Vec<Reopening>,
    /// Who set entries aside, of any version.
    pub restarts: Vec<OfficerId>,
    /// Every scan of any version, and the copies on which something is covered.
    pub papers: Scans,
}

/// Minutes of which nothing is known yet.
static AWAITED: Minutes = Minutes {
    step: Step::Awaited,
    entries: Vec::new(),
    signatures: Vec::new(),
    scans: Vec::new(),
    versions: Vec::new(),
    reopenings: Vec::new(),
    restarts: Vec::new(),
    papers: Scans::NONE,
};

impl Minutes {
    /// The number of the version in the making, or of the last one published.
    pub fn version(&self) -> u16 {
        let made = self.versions.len() + usize::from(self.step != Step::Published);
        u16::try_from(made).unwrap_or(u16::MAX)
    }

    pub fn published(&self) -> Option<&Arc<Published>> {
        self.versions.last()
    }

    /// The picture that all may see in the place of `blob`. None: nobody has found one fit, or the figures on
    /// it are shown in part alone.
    pub fn shown(&self, blob: &Hash) -> Option<&Scan> {
        let in_part = self.versions.iter().any(|version| version.is_in_part());
        self.papers.shown(blob).filter(|_| !in_part)
    }

    /// Every picture that all may see: of published versions only.
    pub fn shown_scans(&self) -> impl Iterator<Item = &Scan> {
        let blobs = self.versions.iter().flat_map(|version| &version.scans);
        blobs.filter_map(|blob| self.shown(blob))
    }

    /// The signatures under the figures that stand now, published or not.
    pub fn standing_signatures(&self) -> &[Signature] {
        match (self.step, self.published()) {
            (Step::Published, Some(published)) => &published.signatures,
            _ => &self.signatures,
        }
    }

    /// The entries that stand now, and the one that counts. While two stand, they must be equal for
    /// the second to count; only an opening shows whether they are.
    pub fn standing(&self) -> (Vec<&Entry>, Option<&Entry>) {
        let entry = |place: usize| self.entries.get(place);
        match self.step {
            Step::Awaited | Step::Published => (Vec::new(), None),
            Step::Once { first } => (entry(first).into_iter().collect(), None),
            Step::Twice { first, second } => {
                (entry(first).into_iter().chain(entry(second)).collect(), entry(second))
            }
            Step::Settled { settled } => (entry(settled).into_iter().collect(), entry(settled)),
        }
    }

    /// Whether `officer` typed or settled figures of the version in the making.
    pub fn has_a_hand(&self, officer: &OfficerId) -> bool {
        self.entries.iter().any(|entry| entry.by == *officer)
    }

    /// Whether `officer` ever had a hand in what becomes of these figures: typed or settled any version,
    /// set entries aside, or had what was published made again.
    pub fn ever_had_a_hand(&self, officer: &OfficerId) -> bool {
        let before = self.versions.iter().flat_map(|version| &version.entries);
        self.has_a_hand(officer)
            || before.into_iter().any(|(entry, _)| entry.by == *officer)
            || self.reopenings.iter().any(|reopening| reopening.by == *officer)
            || self.restarts.contains(officer)
    }
}

/// All minutes.
#[derive(Debug, Default, Clone)]
pub struct Tally {
    minutes: OrdMap<ElectionId, OrdMap<AreaId, Arc<Minutes>>>,
}

impl Tally {
    pub fn minutes(&self, election: &ElectionId, area: &AreaId) -> &Minutes {
        let known = self.minutes.get(election).and_then(|areas| areas.get(area));
        known.map_or(&AWAITED, |minutes| minutes)
    }

    /// The latest version for all to see.
    pub fn published(&self, election: &ElectionId, area: &AreaId) -> Option<&Arc<Published>> {
        self.minutes.get(election)?.get(area)?.published()
    }

    /// Whether a published figure is being made again.
    pub fn is_reopened(&self, election: &ElectionId, area: &AreaId) -> bool {
        let minutes = self.minutes(election, area);
        !minutes.versions.is_empty() && minutes.step != Step::Published
    }

    /// All minutes that somebody has begun.
    pub fn begun(&self) -> impl Iterator<Item = (&ElectionId, &AreaId, &Arc<Minutes>)> {
        self.minutes.iter().flat_map(|(election, areas)| {
            areas.iter().map(move |(area, minutes)| (election, area, minutes))
        })
    }

    pub fn apply(&mut self, head: &Head, event: &Event) {
        // Only officers act here; `lawful` reports any other record.
        let By::Officer(by) = &head.by else { return };
        for election in event.elections() {
            let areas = self.minutes.entry(election.clone()).or_default();
            let minutes = areas.entry(event.area().clone());
            let minutes = minutes.or_insert_with(|| Arc::new(AWAITED.clone()));
            Arc::make_mut(minutes).take(by, head.at, election, event);
        }
    }
}

impl Minutes {
    fn take(&mut self, by: &OfficerId, at: Millis, election: &ElectionId, event: &Event) {
        match event {
            Event::Entered { sealed, .. } => {
                let (hand, step) = match self.step {
                    Step::Awaited => (Hand::First, Step::Once { first: self.entries.len() }),
                    Step::Once { first } => {
                        (Hand::Second, Step::Twice { first, second: self.entries.len() })
                    }
                    // What was not lawful changes nothing; `lawful` reports it.
                    _ => return,
                };
                self.enter(hand, *sealed, by, at, None);
                self.step = step;
            }
            Event::Corrected { sealed, replaces, .. } => {
                let Step::Twice { first, second } = self.step else { return };
                let new = self.entries.len();
                let is =
                    |place: usize| self.entries.get(place).is_some_and(|e| e.sealed == *replaces);
                self.step = match (is(first), is(second)) {
                    (true, _) => Step::Twice { first: new, second },
                    (_, true) => Step::Twice { first, second: new },
                    _ => return,
                };
                self.enter(Hand::Corrected, *sealed, by, at, Some((first, second)));
            }
            Event::Settled { sealed, .. } => {
                let Step::Twice { first, second } = self.step else { return };
                let settled = self.entries.len();
                self.enter(Hand::Settled, *sealed, by, at, Some((first, second)));
                self.step = Step::Settled { settled };
            }
            Event::Restarted { .. } => {
                self.step = Step::Awaited;
                self.signatures.clear();
                self.restarts.push(by.clone());
            }
            Event::Signed { sealed, .. } => {
                let (by, sealed) = (by.clone(), *sealed);
                self.signatures.push(Signature { by, at, sealed, asserted: None });
            }
            Event::Asserted { minutes, assertion, .. } => {
                let named = minutes.iter().find(|named| named.election == *election);
                let signatures = match (self.step, self.versions.last_mut()) {
                    (Step::Published, Some(published)) => &mut Arc::make_mut(published).signatures,
                    _ => &mut self.signatures,
                };
                let own = |s: &&mut Signature| {
                    s.by == *by && named.is_some_and(|named| named.sealed == s.sealed)
                };
                if let Some(signature) = signatures.iter_mut().find(own) {
                    let passkey = assertion.passkey.clone();
                    signature.asserted.get_or_insert(Asserted { passkey, at });
                }
            }
            Event::ScanAttached { blob, media, bytes, .. } => {
                self.scans.push(*blob);
                self.papers.bring(Scan::new(*blob, by, media, *bytes));
            }
            Event::ScanReviewed { blob, fit, note, .. } => {
                let (by, fit, note) = (by.clone(), *fit, note.clone());
                self.papers.look(blob, &Looked { at, by, fit, note });
            }
            Event::ScanRedacted { original, blob, media, bytes, .. } => {
                self.papers.bring(Scan::new(*blob, by, media, *bytes).of(*original));
            }
            Event::Published { version, openings, .. } => {
                let (_, Some(counts)) = self.standing() else { return };
                let place = self.entries.iter().position(|entry| entry == counts);
                let counted = place.and_then(|place| openings.get(place));
                let Some(Opening { value: counted, .. }) = counted.cloned() else { return };
                let sealed = counts.sealed;
                let sheets = openings.iter().map(|opening| Some(opening.value.clone()));
                let shown = Shown::Whole(counted.figures);
                self.publish(*version, (by, at), shown, sealed, sheets);
            }
            Event::PublishedInPart { version, sealed, ballots, .. } => {
                let sheets = std::iter::repeat(None);
                self.publish(*version, (by, at), Shown::Part(*ballots), *sealed, sheets);
            }
            Event::Reopened { reason, document, .. } => {
                let (by, reason, document) = (by.clone(), reason.clone(), document.clone());
                self.reopenings.push(Reopening { at, by, reason, document });
                self.step = Step::Awaited;
            }
        }
    }

    fn publish(
        &mut self,
        version: u16,
        (by, at): (&OfficerId, Millis),
        shown: Shown,
        sealed: Seal,
        sheets: impl Iterator<Item = Option<Sheet>>,
    ) {
        let published = Published {
            version,
            at,
            by: by.clone(),
            shown,
            sealed,
            entries: std::mem::take(&mut self.entries).into_iter().zip(sheets).collect(),
            signatures: std::mem::take(&mut self.signatures),
            scans: std::mem::take(&mut self.scans),
        };
        self.versions.push(Arc::new(published));
        self.step = Step::Published;
    }

    fn enter(
        &mut self,
        hand: Hand,
        sealed: Seal,
        by: &OfficerId,
        at: Millis,
        stood: Option<(usize, usize)>,
    ) {
        // Whoever signed signed other figures.
        self.signatures.clear();
        self.entries.push(Entry { hand, sealed, by: by.clone(), at, stood });
    }
}
