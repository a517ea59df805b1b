use crate::{
    Foot, Heading, NotPrinted, Press,
    press::{DAY, Set},
};
use serde::Serialize;

/// Which form of the pack a paper is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FormNote {
    /// The layout: `ballot_paper`.
    pub template: String,
    pub title: String,
    /// As it was printed in some year's set; empty: it has none, or none is known.
    pub number: String,
    pub version: String,
}

/// Somebody on the list, with what the list says of him in the words of the form.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Standing {
    pub number: u64,
    pub name: String,
    /// What tells him from another of the same name, or that he has left the list.
    pub note: String,
    pub lines: Vec<(String, String)>,
}

/// What is known of the place where a paper is used. What is empty or 0 is left to be written by hand.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Scope {
    /// «Đại biểu Quốc hội khoá XVI».
    pub subject: String,
    pub held_on: String,
    pub hours: String,
    /// Where the election is held: «Tỉnh Thanh Hoá».
    pub unit: String,
    /// The communes of the constituency.
    pub members: String,
    pub commune: String,
    pub area: String,
    pub area_code: String,
    /// Where one goes to vote.
    pub place: String,
    pub constituency: u64,
    pub seats: u64,
    pub voters: String,
    /// What made the list official.
    pub document: String,
    pub early_day: String,
    pub early_document: String,
    /// The elections for which one votes there.
    pub votes_in: Vec<String>,
    /// What the journal says of the day: when, what, why.
    pub events: Vec<[String; 3]>,
    pub candidates: Vec<Standing>,
}

/// One paper of the day.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DayPaper {
    pub form: FormNote,
    pub heading: Heading,
    pub foot: Foot,
    pub scope: Scope,
    /// Ballots or cards.
    pub count: u64,
    /// The first number of a batch of ballots.
    pub from: u64,
    pub per_sheet: u64,
    /// On A3.
    pub large: bool,
}

/// Papers that are printed together, each on pages of its own.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Papers<T> {
    pub title: String,
    pub author: String,
    /// Day, month, year of the print.
    pub day: [u16; 3],
    pub papers: Vec<T>,
}

/// Papers of polling day.
pub type DayPapers = Papers<DayPaper>;

#[derive(Serialize)]
struct Coded<'a, T> {
    #[serde(flatten)]
    paper: &'a T,
    /// The file of its QR code; empty: it has none.
    code: String,
}

#[derive(Serialize)]
struct Facts<'a, T> {
    title: &'a str,
    author: &'a str,
    day: [u16; 3],
    papers: Vec<Coded<'a, T>>,
}

impl Press {
    /// Blank and printed papers of polling day, in one file.
    ///
    /// # Errors
    /// [`NotPrinted`]
    pub fn day(&self, papers: &DayPapers) -> Result<Vec<u8>, NotPrinted> {
        self.papers(&DAY, papers, |paper| &paper.foot)
    }

    /// Papers with the codes of their addresses.
    pub(crate) fn papers<T: Serialize>(
        &self,
        set: &Set,
        papers: &Papers<T>,
        foot: impl Fn(&T) -> &Foot,
    ) -> Result<Vec<u8>, NotPrinted> {
        let mut urls: Vec<&str> = Vec::new();
        let mut coded = Vec::with_capacity(papers.papers.len());
        for paper in &papers.papers {
            let url = foot(paper).url.as_str();
            let code = match urls.iter().position(|known| *known == url) {
                _ if url.is_empty() => String::new(),
                Some(at) => format!("code{at}.svg"),
                None => {
                    urls.push(url);
                    format!("code{}.svg", urls.len() - 1)
                }
            };
            coded.push(Coded { paper, code });
        }
        let Papers { title, author, day, .. } = papers;
        self.print_set(set, &Facts { title, author, day: *day, papers: coded }, &urls)
    }
}
