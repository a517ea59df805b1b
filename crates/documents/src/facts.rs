use serde::Serialize;

/// Voters' private credentials on paper, a sheet for each: folded and sealed, only the name shows.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Slips {
    /// Who holds the vote.
    pub body: String,
    pub vote: String,
    /// Until when one may vote, as it is to be read; empty: it is not said.
    pub closes: String,
    /// When it is printed: 20, 11, 2026.
    pub day: [u16; 3],
    pub simulated: bool,
    pub slips: Vec<Slip>,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct Slip {
    pub name: String,
    /// With its dashes.
    pub credential: String,
    /// Where one votes, without the credential; the QR code holds both.
    pub url: String,
}

impl Slip {
    /// The address with the credential behind the `#`, which browsers do not send.
    pub fn link(&self) -> String {
        format!("{}#{}", self.url, self.credential)
    }
}

/// The sheet on which those who come to a meeting sign, site by site.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SignInSheet {
    /// Who meets.
    pub body: String,
    pub meeting: String,
    /// When and where, as it is to be read.
    pub when: String,
    pub place: String,
    pub day: [u16; 3],
    pub simulated: bool,
    pub sites: Vec<SignInSite>,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct SignInSite {
    pub name: String,
    pub people: Vec<SignIn>,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct SignIn {
    pub number: u32,
    pub name: String,
    pub office: String,
    pub seat: String,
}

/// What stands at the head of every paper. Dates and hours are as they are to be read.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Heading {
    /// The body above the one that issues it; none: it has none.
    pub above: Option<String>,
    pub body: String,
    /// What follows the number: «BB-TBC». Empty: such a paper has no number.
    pub number: String,
    pub place: String,
    /// `15`, `03`, `2026`.
    pub day: [String; 3],
    /// The kind of paper, in capitals: «BIÊN BẢN KIỂM PHIẾU».
    pub title: String,
    pub subject: String,
    /// Whether all of it is invented: then every page says so.
    pub simulated: bool,
}

/// What stands at the foot of every page: where the record is, and where to check it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Foot {
    /// SHA-256 of the record, as 64 hexadecimal digits.
    pub record_hash: String,
    pub seq: u64,
    /// The public page; the QR code leads there.
    pub url: String,
    pub printed_at: String,
}

/// Voters and ballots; shares in basis points of their base.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Ballots {
    pub voters_total: u64,
    pub took_part: u64,
    pub turnout_bp: u64,
    pub issued: u64,
    pub returned: u64,
    pub valid: u64,
    pub valid_bp: u64,
    pub invalid: u64,
    pub invalid_bp: u64,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct Candidate {
    pub number: u64,
    pub name: String,
    pub votes: u64,
    /// Of the valid ballots.
    pub share_bp: u64,
    pub elected: bool,
}

/// A count with the words of the form: «Phiếu bầu 1 người».
#[derive(Debug, Clone, Default, Serialize)]
pub struct NamedCount {
    pub label: String,
    pub count: u64,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct Signer {
    pub office: String,
    pub name: String,
    /// When, as a record says; empty: not yet.
    pub signed: String,
}

/// What stands under the figures.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Closing {
    /// Lines that are filled in by hand: complaints received, settled, passed on.
    pub by_hand: Vec<String>,
    /// How many copies are made, as a sentence.
    pub copies: String,
    /// For whom it is signed: «TM. TỔ BẦU CỬ». Empty: nobody signs.
    pub authority: String,
    pub signers: Vec<Signer>,
    /// «Nơi nhận».
    pub recipients: Vec<String>,
}

/// The minutes of one polling area (Law 85/2015/QH13 art. 76).
#[derive(Debug, Clone, Default, Serialize)]
pub struct AreaMinutes {
    pub heading: Heading,
    pub foot: Foot,
    pub area: String,
    pub area_code: String,
    pub commune: String,
    pub constituency: u64,
    pub seats: u64,
    pub version: u64,
    /// Why there is more than one version.
    pub correction: Option<String>,
    pub ballots: Ballots,
    pub candidates: Vec<Candidate>,
    /// Stacks, grounds and inventory, where they were recorded.
    pub sheets: Vec<NamedCount>,
    pub closing: Closing,
}

/// The minutes of one constituency (art. 77).
#[derive(Debug, Clone, Default, Serialize)]
pub struct ConstituencyMinutes {
    pub heading: Heading,
    pub foot: Foot,
    pub constituency: u64,
    pub seats: u64,
    /// How far the count has come, in words.
    pub state: String,
    pub areas: u64,
    pub counted: u64,
    pub ballots: Ballots,
    pub candidates: Vec<Candidate>,
    /// Each rule that was applied, as a sentence with its article. None before the board has acted.
    pub decisions: Vec<String>,
    /// Whether the board has recorded the result: before, this is a summary and nobody signs it.
    pub recorded: bool,
    pub closing: Closing,
}

/// One line of a table of areas.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CommuneRow {
    pub name: String,
    pub state: String,
    pub voters: u64,
    pub took_part: u64,
    pub turnout_bp: u64,
    pub valid: u64,
    pub invalid: u64,
}

/// A constituency of the report, or a commune with its areas.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Section {
    pub title: String,
    pub ballots: Ballots,
    pub candidates: Vec<Candidate>,
    pub rows: Vec<CommuneRow>,
}

/// The report of a whole election.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    pub heading: Heading,
    pub foot: Foot,
    pub state: String,
    /// Where the election is held: «Tỉnh Thanh Hoá».
    pub unit: String,
    pub constituencies: u64,
    pub areas: u64,
    pub counted: u64,
    pub ballots: Ballots,
    /// By constituency.
    pub sections: Vec<Section>,
    /// By commune, with each polling area.
    pub annex: Vec<Section>,
    pub closing: Closing,
}

/// Who keeps the node's signing key, and what to do when it is lost. It holds no secret.
#[derive(Debug, Clone, Default, Serialize)]
pub struct KeySheet {
    pub heading: Heading,
    pub foot: Foot,
    /// The name that checkpoints are signed under.
    pub origin: String,
    /// In groups of four.
    pub key_id: Vec<String>,
    /// The whole verifier key, in groups of four.
    pub verifier: Vec<String>,
    /// Since when it signs.
    pub since: String,
    /// Why it took the place of the one before; empty: it is the first.
    pub why: String,
}

/// One who is rated, in a list of an office. Scores and ratings are as they are to be read.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RatingRow {
    pub number: u64,
    pub name: String,
    pub post: String,
    /// Those with similar duties.
    pub group: String,
    pub months: u64,
    pub own_score: String,
    pub proposed: String,
    pub decided: String,
}

/// How an office or a group in it stands against the cap on the best.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CapRow {
    pub scope: String,
    pub people: u64,
    pub good: u64,
    pub excellent: u64,
    pub base: u64,
    pub most: u64,
    pub state: String,
}

/// The ratings of one office. For those who rate: it names people.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RatingList {
    pub heading: Heading,
    pub foot: Foot,
    pub state: String,
    pub rows: Vec<RatingRow>,
    /// How the cap is taken, with its base.
    pub cap_about: String,
    pub caps: Vec<CapRow>,
    pub closing: Closing,
}

/// How often each rating was given in an office.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TotalsRow {
    pub organ: String,
    pub people: u64,
    pub excellent: u64,
    pub good: u64,
    pub completed: u64,
    pub not_completed: u64,
    pub unrated: u64,
    /// The most who may be excellent.
    pub most: u64,
}

/// How far an office is, phase by phase, in words.
#[derive(Debug, Clone, Default, Serialize)]
pub struct BoardRow {
    pub organ: String,
    pub people: u64,
    pub cells: Vec<String>,
}

/// The report of an evaluation: totals, and who is late.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RatingReport {
    pub heading: Heading,
    pub foot: Foot,
    pub state: String,
    pub totals: Vec<TotalsRow>,
    /// The phases with their days.
    pub phases: Vec<String>,
    pub board: Vec<BoardRow>,
    pub closing: Closing,
}

/// One person of a survey of confidence; shares in basis points of the base that a line names.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Surveyed {
    pub number: u64,
    pub name: String,
    pub post: String,
    pub high: u64,
    pub high_bp: u64,
    pub confident: u64,
    pub confident_bp: u64,
    pub low: u64,
    pub low_bp: u64,
    pub invalid: u64,
    /// What follows, in words; empty: nothing.
    pub followed: String,
}

/// The minutes or the notice of a survey of confidence.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ConfidenceResult {
    pub heading: Heading,
    pub foot: Foot,
    /// Whether it is a paper of the Party, which has a heading of its own.
    pub party: bool,
    /// What stands before the figures, one paragraph each.
    pub lines: Vec<String>,
    pub turnout: Vec<NamedCount>,
    /// In the order of the ballot paper.
    pub people: Vec<Surveyed>,
    /// What stands under them: the base, the rule.
    pub after: Vec<String>,
    pub closing: Closing,
}
