//! What a rehearsal teaches: the planted errors that teams caught, the slips that the second entry
//! found, and how long minutes took. By team, never by person, and in the order of the areas.

use dienhong_core::{
    State,
    count::Count,
    election::{AreaId, ElectionId},
    tally::{Check, Figures, Hand, Minutes},
};
use dienhong_journal::Hash;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fs, io, path::Path};

/// The file of the answers, in the node's folder. It is never published.
pub const KEY: &str = "rehearsal-key.json";

/// The answers: what stands on each paper, what was counted, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerKey {
    pub seed: u64,
    pub sheets: Vec<Answer>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub election: ElectionId,
    pub area: AreaId,
    pub paper: Figures,
    pub sound: Figures,
    /// The check that the paper breaks. None: it is sound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planted: Option<Check>,
}

/// Why the answers cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswers {
    #[error(transparent)]
    File(#[from] io::Error),
    #[error("the answers are not those that were sealed when the rehearsal was made")]
    Broken,
    #[error("the answers: {0}")]
    Malformed(#[from] serde_json::Error),
}

impl AnswerKey {
    /// Writes the answers for the owner's eyes; answers their seal, which says later that nobody has
    /// changed them.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn keep(&self, folder: &Path) -> Result<Hash, NoAnswers> {
        let bytes = serde_json::to_vec(self)?;
        let path = folder.join(KEY);
        fs::write(&path, &bytes)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
        }
        let seal = Hash::of(&bytes);
        fs::write(folder.join(format!("{KEY}.sha256")), format!("{seal}  {KEY}\n"))?;
        Ok(seal)
    }

    /// # Errors
    /// [`NoAnswers`]; also when the file is no longer what was sealed.
    pub fn read(folder: &Path) -> Result<AnswerKey, NoAnswers> {
        let bytes = fs::read(folder.join(KEY))?;
        let seal = fs::read_to_string(folder.join(format!("{KEY}.sha256")))?;
        if !seal.starts_with(&Hash::of(&bytes).to_string()) {
            return Err(NoAnswers::Broken);
        }
        Ok(serde_json::from_slice(&bytes)?)
    }
}

/// How it went in one area, or in all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Score {
    pub papers: u64,
    pub published: u64,
    pub planted: u64,
    /// Published with the error, and with the team's word for it.
    pub explained: u64,
    /// Published as they were counted.
    pub corrected: u64,
    /// Not published; the entries were set aside.
    pub set_aside: u64,
    /// Published with the error and without a word.
    pub missed: u64,
    /// Not published yet.
    pub open: u64,
    /// Entries that said something else than the paper.
    pub slips: u64,
    /// Of these, those that did not become the figures that count.
    pub slips_found: u64,
    /// From the first entry to the publication, of all that are published.
    pub seconds: u64,
}

impl Score {
    /// Whole seconds that minutes took on average.
    pub fn pace(&self) -> Option<u64> {
        self.seconds.checked_div(self.published)
    }

    pub fn caught(&self) -> u64 {
        self.explained + self.corrected + self.set_aside
    }

    /// Its numbers by their names, in the order in which they are read.
    pub fn numbers(&self) -> [(&'static str, u64); 10] {
        [
            ("papers", self.papers),
            ("published", self.published),
            ("planted", self.planted),
            ("corrected", self.corrected),
            ("explained", self.explained),
            ("set_aside", self.set_aside),
            ("missed", self.missed),
            ("open", self.open),
            ("slips", self.slips),
            ("slips_found", self.slips_found),
        ]
    }

    fn add(&mut self, other: &Score) {
        self.papers += other.papers;
        self.published += other.published;
        self.planted += other.planted;
        self.explained += other.explained;
        self.corrected += other.corrected;
        self.set_aside += other.set_aside;
        self.missed += other.missed;
        self.open += other.open;
        self.slips += other.slips;
        self.slips_found += other.slips_found;
        self.seconds += other.seconds;
    }
}

/// By area, and all together.
pub fn score(state: &State, key: &AnswerKey) -> (BTreeMap<AreaId, Score>, Score) {
    let mut teams: BTreeMap<AreaId, Score> = BTreeMap::new();
    let mut all = Score::default();
    for answer in &key.sheets {
        let one = of(state.tally.minutes(&answer.election, &answer.area), answer);
        teams.entry(answer.area.clone()).or_default().add(&one);
        all.add(&one);
    }
    (teams, all)
}

fn of(minutes: &Minutes, answer: &Answer) -> Score {
    let mut score =
        Score { papers: 1, planted: answer.planted.is_some().into(), ..Score::default() };
    let Some(last) = minutes.published() else {
        match (answer.planted, minutes.restarts.is_empty()) {
            (Some(_), false) => score.set_aside = 1,
            (Some(_), true) => score.open = 1,
            (None, _) => {}
        }
        return score;
    };
    score.published = 1;
    let of_paper = |figures: &Figures| [&answer.paper, &answer.sound].contains(&figures);
    for version in &minutes.versions {
        for (entry, sheet) in &version.entries {
            // What is published in part stays sealed: nobody can say whether the typing slipped.
            let Some(sheet) = sheet else { continue };
            if matches!(entry.hand, Hand::First | Hand::Second) && !of_paper(&sheet.figures) {
                score.slips += 1;
                score.slips_found += u64::from(Some(&sheet.figures) != version.figures());
            }
        }
    }
    let first = minutes.versions.first();
    let begun = first.and_then(|first| first.entries.iter().map(|(entry, _)| entry.at).min());
    let done = first.map(|first| first.at);
    let took = begun.zip(done).map(|(begun, done)| done.get().saturating_sub(begun.get()) / 1_000);
    score.seconds = took.unwrap_or(0);
    if let Some((check, figures)) = answer.planted.zip(last.figures()) {
        let explained = last
            .entries
            .iter()
            .filter_map(|(_, sheet)| sheet.as_ref())
            .any(|sheet| sheet.figures == *figures && sheet.explanations.contains_key(&check));
        match (*figures == answer.sound, explained) {
            (true, _) => score.corrected = 1,
            (false, true) => score.explained = 1,
            (false, false) => score.missed = 1,
        }
    }
    score
}

/// A number of the score, for pages that write counts.
pub fn counted(n: u64) -> Count {
    Count::try_from(n.min(Count::MAX)).unwrap_or_default()
}
