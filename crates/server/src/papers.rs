//! The facts of official papers, taken from a view. The same figures as the pages', by the same
//! functions of the state.

mod assembly;
pub mod day;
mod evaluation;
mod vote;

pub(crate) use vote::VoteOrder;

use crate::{
    App, Speech,
    cache::Kept,
    public,
    site::{self, Copy, Papers, Write},
};
use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use dienhong_core::{
    count::Count,
    election::{self, AreaId, Constituency, Election, ElectionId, Progress, Tallied},
    node::Node,
    people::OfficerId,
    percent::Percent,
    tally::Figures,
    units::UnitId,
};
use dienhong_documents::{
    AreaMinutes, Ballots, Candidate, Closing, CommuneRow, ConstituencyMinutes, Foot, Heading,
    NamedCount, NotPrinted, Press, Report, Section, Signer,
};
use dienhong_journal::{Hash, Millis};
use dienhong_node::{Subject, View};
use std::{io, sync::Arc};

/// What papers are made from.
pub struct Desk<'a> {
    pub view: &'a View,
    pub records: site::Records<'a>,
    /// Where the public pages are: `https://bau-cu.example`.
    pub home: &'a str,
}

/// A share in basis points, as papers print it; 0 of nothing.
pub fn bp(part: Count, base: Count) -> u64 {
    Percent::of(part, base).map_or(0, Percent::basis_points)
}

/// A paper's title, with the word that says that it is practised or invented.
fn marked(speech: &Speech, node: &Node, title: String) -> String {
    let key = match (node.rehearsal(), node.simulated()) {
        (Some(_), _) => "paper.rehearsal_title",
        (None, true) => "paper.simulated_title",
        (None, false) => return title,
    };
    speech.tell(key, &[("title", &title)])
}

/// The figures of ballots as papers print them.
pub fn ballots(f: election::Ballots) -> Ballots {
    Ballots {
        voters_total: f.voters_total.get(),
        took_part: f.took_part.get(),
        turnout_bp: bp(f.took_part, f.voters_total),
        issued: f.issued.get(),
        returned: f.returned.get(),
        valid: f.valid.get(),
        valid_bp: bp(f.valid, f.returned),
        invalid: f.invalid.get(),
        invalid_bp: bp(f.invalid, f.returned),
    }
}

fn candidates(of: &Constituency, figures: Option<&Figures>, elected: &[u16]) -> Vec<Candidate> {
    let row = |(number, listed): (u16, &dienhong_core::election::Listed)| {
        let place = usize::from(number) - 1;
        let votes = figures.and_then(|f| f.votes.get(place)).copied().unwrap_or_default();
        Candidate {
            number: number.into(),
            name: listed.candidate.name.clone(),
            votes: votes.get(),
            share_bp: bp(votes, figures.map_or(Count::ZERO, |f| f.valid)),
            elected: elected.contains(&number),
        }
    };
    (1..).zip(&of.candidates).map(row).collect()
}

impl Desk<'_> {
    pub(crate) fn say(&self) -> Speech {
        Speech::of("vi")
    }

    /// What stands at the head of a paper: who issued it, the place and day, its name.
    pub(crate) fn heading(
        &self,
        at: Millis,
        (body, above): (String, Option<String>),
        place: &UnitId,
        title_key: &str,
        subject: &str,
    ) -> Heading {
        let state = &self.view.state;
        let day = state.node.rules_at(at).map(|rules| rules.local(at).day);
        // Nghị định 30/2020, phụ lục I: a zero before days below 10 and before months 1 and 2.
        let day = day.map_or_else(Default::default, |d| {
            let month =
                if d.month() < 3 { format!("{:02}", d.month()) } else { d.month().to_string() };
            [format!("{:02}", d.day()), month, d.year().to_string()]
        });
        let speech = self.say();
        let title = speech.t(title_key);
        let simulated = state.node.simulated();
        let unit = state.units.get(place);
        // A summary on the way is no document of the body's: it has no number.
        let number = self.said(title_key, "number");
        Heading {
            above,
            body,
            number,
            place: unit.map_or_else(|| place.to_string(), |unit| unit.short_name.clone()),
            day,
            title: marked(&speech, &state.node, title),
            subject: subject.to_owned(),
            simulated,
        }
    }

    /// The last record about a subject, and where to check it.
    pub(crate) fn foot(&self, subject: &Subject, path: &str) -> Foot {
        let seq = self.view.history.of(subject).next_back();
        let record = seq.and_then(|seq| (self.records)(seq));
        let bytes = record.and_then(|record| record.encode().ok());
        Foot {
            record_hash: bytes.map_or_else(String::new, |bytes| Hash::of(&bytes).to_string()),
            seq: seq.unwrap_or(0),
            url: format!("{}{path}", self.home),
            printed_at: site::when(&self.view.state.node, self.view.at),
        }
    }

    /// What the pack's words add to a kind of paper: nothing, when they have no such key.
    pub(crate) fn said(&self, title_key: &str, what: &str) -> String {
        let (speech, key) = (self.say(), format!("{title_key}_{what}"));
        if speech.knows(&key) { speech.t(&key) } else { String::new() }
    }

    /// What stands under a paper.
    pub(crate) fn closing(&self, title_key: &str, signers: Vec<Signer>) -> Closing {
        let lines = |what: &str| self.said(title_key, what).lines().map(str::to_owned).collect();
        Closing {
            by_hand: lines("by_hand"),
            copies: self.said(title_key, "copies"),
            authority: self.said(title_key, "authority"),
            signers,
            recipients: lines("recipients"),
        }
    }

    pub(crate) fn officer(&self, id: &OfficerId) -> (String, String) {
        let known = self.view.state.people.officer(id);
        known
            .map_or_else(|| (String::new(), id.to_string()), |o| (o.office.clone(), o.name.clone()))
    }

    fn unit(&self, id: &UnitId) -> String {
        self.view.state.units.get(id).map_or_else(|| id.to_string(), |unit| unit.name.clone())
    }

    /// The minutes of an area, once they are published as a whole.
    pub fn area(&self, election: &Election, area: &AreaId) -> Option<AreaMinutes> {
        let state = &self.view.state;
        let known = state.election.area(area)?;
        let number = known.constituency(&election.id)?;
        let of = election.constituencies.get(&number)?;
        let published = state.counted(election, area)?;
        let figures = published.figures()?;
        let minutes = state.tally.minutes(&election.id, area);
        let speech = self.say();
        let sheet = |(field, count): (String, Count)| {
            let label = match field.split_once('.') {
                Some(("stacks", names)) => speech.tell("site.field_stacks", &[("of", names)]),
                Some((sheet, name)) if sheet != "votes" => {
                    speech.t(&format!("site.field_{sheet}_{name}"))
                }
                _ => return None,
            };
            Some(NamedCount { label, count: count.get() })
        };
        let signer = |signature: &dienhong_core::tally::Signature| {
            let (office, name) = self.officer(&signature.by);
            Signer { office, name, signed: site::when(&state.node, signature.at) }
        };
        let unit = self.unit(&known.unit);
        let witness = Signer { office: speech.t("paper.witness"), ..Signer::default() };
        let signers = published.signatures.iter().map(signer);
        let signers = signers.chain([witness.clone(), witness]).collect();
        Some(AreaMinutes {
            heading: self.heading(
                published.at,
                (
                    speech.tell("paper.team", &[("area", &known.name.to_lowercase())]),
                    Some(unit.clone()),
                ),
                &known.unit,
                "paper.area_minutes",
                &election.name,
            ),
            foot: self.foot(
                &Subject::Minutes(election.id.clone(), area.clone()),
                &format!("/elections/{}/areas/{area}", election.id),
            ),
            area: known.name.clone(),
            area_code: area.to_string(),
            commune: unit,
            constituency: number.into(),
            seats: of.seats.into(),
            version: published.version.into(),
            correction: (published.version > 1)
                .then(|| minutes.reopenings.last().map(|reopening| reopening.reason.clone()))
                .flatten(),
            ballots: ballots(figures.into()),
            candidates: candidates(of, Some(figures), &[]),
            sheets: figures.fields().map(|(f, c)| (f.to_string(), c)).filter_map(sheet).collect(),
            closing: self.closing("paper.area_minutes", signers),
        })
    }

    /// The minutes of a constituency, as far as they go.
    pub fn constituency(&self, election: &Election, number: u16) -> Option<ConstituencyMinutes> {
        let state = &self.view.state;
        let of = election.constituencies.get(&number)?;
        let stand = state.stand(&election.id, number)?;
        let speech = self.say();
        let is_final = stand.progress == Progress::Final;
        let elected = if is_final { stand.elected() } else { Vec::new() };
        let name = |&place: &usize| of.candidates.get(place).map(|l| l.candidate.name.clone());
        let sentence = |decision: &dienhong_core::election::Decision| {
            let names: Vec<String> = decision.candidates.iter().filter_map(name).collect();
            let facts = [("names", names.join(", ")), ("article", decision.article.clone())];
            let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
            speech.tell(decision.code, &facts)
        };
        let signers = of.result().and_then(|result| match &result.by {
            dienhong_core::people::By::Officer(id) => {
                let (office, name) = self.officer(id);
                Some(Signer { office, name, signed: site::when(&state.node, result.at) })
            }
            _ => None,
        });
        let at = of.result().filter(|_| is_final).map_or(self.view.at, |result| result.at);
        let title = if is_final { "paper.result_minutes" } else { "paper.summary" };
        let signers = signers.filter(|_| is_final).into_iter().collect();
        Some(ConstituencyMinutes {
            heading: self.heading(
                at,
                (
                    speech.tell("paper.board", &[("number", &number.to_string())]),
                    Some(self.unit(&election.unit)),
                ),
                &election.unit,
                title,
                &election.name,
            ),
            foot: self.foot(
                &Subject::Constituency(election.id.clone(), number),
                &format!("/elections/{}/constituencies/{number}", election.id),
            ),
            constituency: number.into(),
            seats: of.seats.into(),
            state: speech.t(site::word(stand.progress)),
            areas: stand.areas as u64,
            counted: stand.counted as u64,
            ballots: stand.figures.as_ref().map(|f| ballots(f.into())).unwrap_or_default(),
            candidates: candidates(of, stand.figures.as_ref(), &elected),
            decisions: match (is_final, &stand.outcome) {
                (true, Some(outcome)) => outcome.decisions.iter().map(sentence).collect(),
                _ => Vec::new(),
            },
            recorded: is_final,
            closing: self.closing(title, signers),
        })
    }

    /// The report of the whole election: constituencies, communes, areas.
    pub fn report(&self, election: &Election) -> Report {
        let state = &self.view.state;
        let speech = self.say();
        let tallied = state.tallied_everywhere(election);
        let mut sections = Vec::new();
        let mut annex = Vec::new();
        let mut progress = Vec::new();
        for (number, of) in &election.constituencies {
            let Some(stand) = state.stand(&election.id, *number) else { continue };
            let is_final = stand.progress == Progress::Final;
            progress.push(stand.progress);
            let elected = if is_final { stand.elected() } else { Vec::new() };
            let mut rows = Vec::new();
            for member in &of.members {
                let of_unit = state.tallied_in(election, &member.unit);
                let name = self.unit(&member.unit);
                rows.push(row(&speech, &name, &of_unit));
                let areas = state.election.areas_of(&member.unit);
                let areas = areas.filter(|area| area.constituency(&election.id) == Some(*number));
                let area = |area: &Arc<dienhong_core::election::Area>| {
                    let counted = state.counted(election, &area.id);
                    let b = counted.map(|published| ballots(published.ballots()));
                    let b = b.unwrap_or_default();
                    CommuneRow {
                        name: format!("{} ({})", area.name, area.id),
                        state: if counted.is_some() {
                            String::new()
                        } else {
                            speech.t("site.progress_awaited")
                        },
                        voters: b.voters_total,
                        took_part: b.took_part,
                        turnout_bp: b.turnout_bp,
                        valid: b.valid,
                        invalid: b.invalid,
                    }
                };
                annex.push(Section {
                    title: name,
                    rows: areas.map(area).collect(),
                    ..Section::default()
                });
            }
            sections.push(Section {
                title: speech.tell("site.constituency", &[("number", &number.to_string())]),
                ballots: stand.figures.as_ref().map(|f| ballots(f.into())).unwrap_or_default(),
                candidates: candidates(of, stand.figures.as_ref(), &elected),
                rows,
            });
        }
        let progress = site::slowest(progress.into_iter());
        let title = match progress {
            Progress::Final => "paper.report",
            _ => "paper.report_so_far",
        };
        let unit = self.unit(&election.unit);
        Report {
            heading: self.heading(
                self.view.at,
                (speech.tell("paper.committee", &[("unit", &unit)]), None),
                &election.unit,
                title,
                &election.name,
            ),
            foot: self.foot(
                &Subject::Election(election.id.clone()),
                &format!("/elections/{}", election.id),
            ),
            state: speech.t(site::word(progress)),
            closing: self.closing(title, Vec::new()),
            unit,
            constituencies: election.constituencies.len() as u64,
            areas: tallied.areas as u64,
            counted: tallied.counted as u64,
            ballots: ballots(tallied.ballots),
            sections,
            annex,
        }
    }
}

fn row(speech: &Speech, name: &str, tallied: &Tallied) -> CommuneRow {
    let b = ballots(tallied.ballots);
    let missing = tallied.areas - tallied.counted;
    CommuneRow {
        name: name.to_owned(),
        state: match missing {
            0 => String::new(),
            _ => speech.tell("paper.missing", &[("count", &speech.many(missing))]),
        },
        voters: b.voters_total,
        took_part: b.took_part,
        turnout_bp: b.turnout_bp,
        valid: b.valid,
        invalid: b.invalid,
    }
}

/// Prints the papers of a public copy.
///
/// # Errors
/// Those of `write`, and of a paper that cannot be printed.
pub fn write(copy: &Copy, write: Write) -> io::Result<()> {
    let desk = Desk { view: copy.view, records: copy.records, home: copy.home };
    let press = Press::shared();
    let mut put = |path: String, pdf: Result<Vec<u8>, NotPrinted>| {
        write(&format!("site/documents/{path}.pdf"), &pdf.map_err(io::Error::other)?)
    };
    for form in day::blanks(copy.view).filter(|_| copy.papers >= Papers::Results) {
        if let Some(pdf) = desk.public_day(None, &form.id) {
            put(format!("forms/{}", form.id), pdf)?;
        }
    }
    for election in copy.view.state.election.all() {
        let id = &election.id;
        if copy.papers >= Papers::Results {
            put(format!("{id}/report"), press.report(&desk.report(election)))?;
        }
        for (number, of) in &election.constituencies {
            let minutes = desk.constituency(election, *number);
            if let Some(minutes) = minutes.filter(|_| copy.papers >= Papers::Results) {
                let pdf = press.constituency_minutes(&minutes);
                put(format!("{id}/constituencies/{number}"), pdf)?;
            }
            if of.announced.is_some() && copy.papers >= Papers::Results {
                let path = format!("constituencies/{number}/poster");
                if let Some(pdf) = desk.public_day(Some(election), &path) {
                    put(format!("{id}/{path}"), pdf)?;
                }
            }
            for area in of.areas.iter().filter(|_| copy.papers == Papers::All) {
                if let Some(minutes) = desk.area(election, area) {
                    put(format!("{id}/areas/{area}"), press.area_minutes(&minutes))?;
                }
            }
        }
    }
    Ok(())
}

/// `/documents/{election}/…`: the papers as they stand now.
pub(crate) async fn paper(
    State(app): State<Arc<App>>,
    Path((election, rest)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let made = public::kept(&app, uri.path(), move |app, view| {
        match print(app, view, &election, &rest)? {
            Ok(pdf) => Some(Kept::new("application/pdf", pdf)),
            Err(why) => {
                eprintln!("the paper {election}/{rest}: {why}");
                None
            }
        }
    });
    made.await.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |pdf| pdf.answer(&headers))
}

fn print(
    app: &App,
    view: &View,
    election: &str,
    rest: &str,
) -> Option<Result<Vec<u8>, NotPrinted>> {
    let desk = Desk { view, records: &|seq| app.record(seq), home: app.home() };
    let known = view.state.election.get(&ElectionId::from(election));
    let press = Press::shared();
    let rest = rest.strip_suffix(".pdf")?;
    if known.is_none() && election == "forms" {
        return desk.public_day(None, rest);
    }
    let election = known?;
    match rest.split_once('/') {
        Some(("constituencies", poster)) if poster.contains('/') => {
            desk.public_day(Some(election), rest)
        }
        Some(("areas", area)) => {
            Some(press.area_minutes(&desk.area(election, &AreaId::from(area))?))
        }
        Some(("constituencies", number)) => {
            Some(press.constituency_minutes(&desk.constituency(election, number.parse().ok()?)?))
        }
        None if rest == "report" => Some(press.report(&desk.report(election))),
        _ => None,
    }
}
