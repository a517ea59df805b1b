use crate::{
    AreaMinutes, ConfidenceResult, ConstituencyMinutes, Foot, KeySheet, RatingList, RatingReport,
    Report, SignInSheet, Slips,
};
use qrcode::{QrCode, render::svg};
use serde::Serialize;
use serde_json::Value;
use std::sync::OnceLock;
use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

const FONTS: [&[u8]; 4] = [
    include_bytes!("../../../assets/fonts/tinos/Tinos-Regular.ttf"),
    include_bytes!("../../../assets/fonts/tinos/Tinos-Bold.ttf"),
    include_bytes!("../../../assets/fonts/tinos/Tinos-Italic.ttf"),
    include_bytes!("../../../assets/fonts/tinos/Tinos-BoldItalic.ttf"),
];

const BASE: &str = include_str!("../../../packs/vn/forms/base.typ");
const AREA: &str = include_str!("../../../packs/vn/forms/area_minutes.typ");
const CONSTITUENCY: &str = include_str!("../../../packs/vn/forms/constituency_minutes.typ");
const KEY_SHEET: &str = include_str!("../../../packs/vn/forms/key_sheet.typ");
const REPORT: &str = include_str!("../../../packs/vn/forms/report.typ");
const DAY_BASE: (&str, &str) =
    ("day_base.typ", include_str!("../../../packs/vn/forms/day_base.typ"));

/// A form that holds several kinds of papers, and what it is put together from.
pub(crate) struct Set {
    form: &'static str,
    parts: &'static [(&'static str, &'static str)],
}

/// The papers of the day.
pub(crate) const DAY: Set =
    Set { form: include_str!("../../../packs/vn/forms/day.typ"), parts: &DAY_PARTS };

/// The papers of a vote of a body.
pub(crate) const VOTE: Set = Set {
    form: include_str!("../../../packs/vn/forms/vote.typ"),
    parts: &[
        DAY_BASE,
        ("vote/ballot.typ", include_str!("../../../packs/vn/forms/vote/ballot.typ")),
        ("vote/minutes.typ", include_str!("../../../packs/vn/forms/vote/minutes.typ")),
    ],
};
const RATING_BASE: &str = include_str!("../../../packs/vn/forms/evaluation/base.typ");
const RATING_LIST: &str = include_str!("../../../packs/vn/forms/evaluation/rating_list.typ");
const RATING_REPORT: &str = include_str!("../../../packs/vn/forms/evaluation/rating_report.typ");
const CONFIDENCE: &str = include_str!("../../../packs/vn/forms/confidence/result.typ");
/// Voters' codes on sheets that are folded and sealed.
const SLIPS: Set =
    Set { form: include_str!("../../../packs/vn/forms/slips.typ"), parts: &[DAY_BASE] };
/// The sheet on which people sign that they came.
const SIGN_IN: Set =
    Set { form: include_str!("../../../packs/vn/forms/sign_in.typ"), parts: &[DAY_BASE] };

const DAY_PARTS: [(&str, &str); 7] = [
    DAY_BASE,
    ("day/ballot_paper.typ", include_str!("../../../packs/vn/forms/day/ballot_paper.typ")),
    ("day/candidate_poster.typ", include_str!("../../../packs/vn/forms/day/candidate_poster.typ")),
    ("day/voter_card.typ", include_str!("../../../packs/vn/forms/day/voter_card.typ")),
    ("day/tally_sheet.typ", include_str!("../../../packs/vn/forms/day/tally_sheet.typ")),
    ("day/records.typ", include_str!("../../../packs/vn/forms/day/records.typ")),
    ("day/minutes.typ", include_str!("../../../packs/vn/forms/day/minutes.typ")),
];

/// Why a paper was not printed.
#[derive(Debug, thiserror::Error)]
pub enum NotPrinted {
    #[error("the facts: {0}")]
    Facts(#[from] serde_json::Error),
    #[error("the form: {0}")]
    Form(String),
    #[error("the QR code: {0}")]
    Code(#[from] qrcode::types::QrError),
}

/// Fonts and library, read once; prints from many threads.
pub struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

impl Press {
    /// The one press of the program.
    pub fn shared() -> &'static Press {
        static PRESS: OnceLock<Press> = OnceLock::new();
        PRESS.get_or_init(|| {
            let fonts = FONTS.iter().flat_map(|bytes| Font::iter(Bytes::new(*bytes)));
            let fonts: Vec<Font> = fonts.collect();
            let library = LazyHash::new(Library::default());
            Press { library, book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
        })
    }

    /// # Errors
    /// [`NotPrinted`]
    pub fn area_minutes(&self, facts: &AreaMinutes) -> Result<Vec<u8>, NotPrinted> {
        self.print(AREA, facts, &facts.foot)
    }

    /// # Errors
    /// [`NotPrinted`]
    pub fn constituency_minutes(&self, facts: &ConstituencyMinutes) -> Result<Vec<u8>, NotPrinted> {
        self.print(CONSTITUENCY, facts, &facts.foot)
    }

    /// # Errors
    /// [`NotPrinted`]
    pub fn report(&self, facts: &Report) -> Result<Vec<u8>, NotPrinted> {
        self.print(REPORT, facts, &facts.foot)
    }

    /// # Errors
    /// [`NotPrinted`]
    pub fn key_sheet(&self, facts: &KeySheet) -> Result<Vec<u8>, NotPrinted> {
        self.print(KEY_SHEET, facts, &facts.foot)
    }

    /// # Errors
    /// [`NotPrinted`]
    pub fn rating_list(&self, facts: &RatingList) -> Result<Vec<u8>, NotPrinted> {
        self.print(RATING_LIST, facts, &facts.foot)
    }

    /// # Errors
    /// [`NotPrinted`]
    pub fn rating_report(&self, facts: &RatingReport) -> Result<Vec<u8>, NotPrinted> {
        self.print(RATING_REPORT, facts, &facts.foot)
    }

    /// # Errors
    /// [`NotPrinted`]
    pub fn confidence(&self, facts: &ConfidenceResult) -> Result<Vec<u8>, NotPrinted> {
        self.print(CONFIDENCE, facts, &facts.foot)
    }

    /// A sheet for each voter, with the code of its address.
    ///
    /// # Errors
    /// [`NotPrinted`]
    pub fn sign_in_sheet(&self, facts: &SignInSheet) -> Result<Vec<u8>, NotPrinted> {
        self.print_set(&SIGN_IN, facts, &[])
    }

    /// # Errors
    /// [`NotPrinted`]
    pub fn slips(&self, facts: &Slips) -> Result<Vec<u8>, NotPrinted> {
        let links: Vec<String> = facts.slips.iter().map(crate::Slip::link).collect();
        let links: Vec<&str> = links.iter().map(String::as_str).collect();
        self.print_set(&SLIPS, facts, &links)
    }

    /// The same facts with what the typeface does not have, such as control characters, as «?»: a
    /// PDF/A shows every character or is none.
    fn printable(&self, value: Value) -> Value {
        let shown = |c: char| self.fonts.iter().all(|font| font.info().coverage.contains(c.into()));
        match value {
            Value::String(text) => {
                Value::String(text.chars().map(|c| if shown(c) { c } else { '?' }).collect())
            }
            Value::Array(items) => items.into_iter().map(|item| self.printable(item)).collect(),
            Value::Object(fields) => {
                fields.into_iter().map(|(name, value)| (name, self.printable(value))).collect()
            }
            other => other,
        }
    }

    fn print(
        &self,
        form: &str,
        facts: &impl Serialize,
        foot: &Foot,
    ) -> Result<Vec<u8>, NotPrinted> {
        let job = Job {
            press: self,
            form: Source::new(id("form.typ"), form.to_owned()),
            parts: [("base.typ", BASE), ("evaluation/base.typ", RATING_BASE)]
                .map(|(name, text)| Source::new(id(name), text.to_owned()))
                .into(),
            facts: self.facts(facts)?,
            codes: vec![(id("code.svg"), code(&foot.url)?)],
        };
        job.pdf()
    }

    /// Papers of a set, with the codes of their addresses: `code0.svg` is that of the first.
    pub(crate) fn print_set(
        &self,
        set: &Set,
        facts: &impl Serialize,
        urls: &[&str],
    ) -> Result<Vec<u8>, NotPrinted> {
        let part = |(name, text): &(&str, &str)| Source::new(id(name), (*text).to_owned());
        let codes = urls.iter().enumerate();
        let codes = codes.map(|(at, url)| Ok((id(&format!("code{at}.svg")), code(url)?)));
        let job = Job {
            press: self,
            form: Source::new(id("form.typ"), set.form.to_owned()),
            parts: [("base.typ", BASE)].iter().chain(set.parts).map(part).collect(),
            facts: self.facts(facts)?,
            codes: codes.collect::<Result<_, NotPrinted>>()?,
        };
        job.pdf()
    }

    fn facts(&self, facts: &impl Serialize) -> Result<Bytes, NotPrinted> {
        Ok(Bytes::new(serde_json::to_vec(&self.printable(serde_json::to_value(facts)?))?))
    }
}

/// The QR code of an address, as a picture.
fn code(url: &str) -> Result<Bytes, NotPrinted> {
    let code = QrCode::new(url.as_bytes())?;
    Ok(Bytes::from_string(code.render::<svg::Color>().quiet_zone(false).build()))
}

/// One paper on the press.
struct Job<'a> {
    press: &'a Press,
    form: Source,
    /// What the form is put together from.
    parts: Vec<Source>,
    facts: Bytes,
    codes: Vec<(FileId, Bytes)>,
}

impl Job<'_> {
    fn pdf(&self) -> Result<Vec<u8>, NotPrinted> {
        let said = |errors: &[typst::diag::SourceDiagnostic]| {
            let all: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
            NotPrinted::Form(all.join("; "))
        };
        let document: PagedDocument = typst::compile(self).output.map_err(|why| said(&why))?;
        let standards = PdfStandards::new(&[PdfStandard::A_2a]);
        let standards = standards.map_err(|why| NotPrinted::Form(why.message().to_string()))?;
        let options = PdfOptions { standards, ..PdfOptions::default() };
        let pdf = typst_pdf::pdf(&document, &options).map_err(|why| said(&why));
        // What was remembered of this paper is of no use to the next.
        comemo::evict(3);
        pdf
    }
}

fn id(name: &str) -> FileId {
    #[expect(clippy::expect_used, reason = "the names are this file's own")]
    let path = VirtualPath::new(name).expect("a plain name is a path");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

impl World for Job<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }

    fn main(&self) -> FileId {
        self.form.id()
    }

    fn source(&self, wanted: FileId) -> FileResult<Source> {
        std::iter::once(&self.form)
            .chain(&self.parts)
            .find(|source| source.id() == wanted)
            .cloned()
            .ok_or_else(|| FileError::AccessDenied)
    }

    fn file(&self, wanted: FileId) -> FileResult<Bytes> {
        match wanted {
            wanted if wanted == id("facts.json") => Ok(self.facts.clone()),
            wanted => {
                let code = self.codes.iter().find(|(id, _)| *id == wanted);
                code.map(|(_, code)| code.clone()).ok_or(FileError::AccessDenied)
            }
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.get(index).cloned()
    }

    /// A paper says when it was printed by its facts; the form has no clock.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
