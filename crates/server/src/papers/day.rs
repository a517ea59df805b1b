//! The papers of polling day: ballots, posters, cards, records and blank minutes, from what the
//! journal says of elections, constituencies and areas.

use super::Desk;
use crate::{Speech, site};
use dienhong_core::{
    count::Count,
    election::{Area, AreaId, Constituency, Election, Listed, Sex},
    rules::HoursRule,
};
use dienhong_documents::{
    DayPaper, DayPapers, Foot, FormNote, Heading, NotPrinted, Press, Scope, Standing,
};
use dienhong_journal::Millis;
use dienhong_node::{Subject, View};
use dienhong_packs::forms::{self, Form};
use std::sync::Arc;

/// The most ballots or cards of one file: beyond, a press works from one file many times.
pub const MOST: u64 = 1_000;

/// The highest number that a series may reach.
const LAST_NUMBER: u64 = Count::MAX;

/// What is to be printed, and for whom.
#[derive(Clone)]
pub struct Order<'a> {
    pub form: &'a Form,
    pub election: Option<&'a Election>,
    pub constituency: Option<u16>,
    pub area: Option<&'a Area>,
    /// Ballots or cards.
    pub count: u64,
    /// The first number of a batch of ballots.
    pub from: u64,
    /// Ballots on one sheet.
    pub per_sheet: u64,
    pub large: bool,
}

impl<'a> Order<'a> {
    /// One form, blank.
    pub fn blank(form: &'a Form) -> Order<'a> {
        Order {
            form,
            election: None,
            constituency: None,
            area: None,
            count: 4,
            from: 1,
            per_sheet: 2,
            large: false,
        }
    }
}

/// Why a paper cannot be made from an order. The field that is wrong is [`Unprintable::field`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unprintable {
    #[error("this form is of another kind of election")]
    OtherElection,
    #[error("this form needs an election and a constituency")]
    NoConstituency,
    #[error("this form needs a polling area")]
    NoArea,
    #[error("the area does not vote in this constituency")]
    Elsewhere,
    #[error("the list of candidates is not official yet")]
    ListNotOfficial,
    #[error("{count} is not between 1 and {MOST}, which is the most in one file")]
    Count { count: u64 },
    #[error("the series would go beyond {LAST_NUMBER}")]
    Series,
    #[error("{candidates} candidates do not fit on a ballot with {per_sheet} on a sheet")]
    PerSheet { candidates: usize, per_sheet: u64 },
}

impl Unprintable {
    /// The field of the order to which it belongs.
    pub fn field(&self) -> &'static str {
        match self {
            Unprintable::OtherElection => "form",
            Unprintable::NoConstituency | Unprintable::ListNotOfficial => "constituency",
            Unprintable::NoArea | Unprintable::Elsewhere => "area",
            Unprintable::Count { .. } => "count",
            Unprintable::Series => "from",
            Unprintable::PerSheet { .. } => "per_sheet",
        }
    }

    pub fn said(&self, speech: &Speech) -> String {
        let many = |n: u64| dienhong_look::number::number(n, speech.lang());
        match self {
            Unprintable::OtherElection => speech.t("papers.other_election"),
            Unprintable::NoConstituency => speech.t("papers.no_constituency"),
            Unprintable::NoArea => speech.t("papers.no_area"),
            Unprintable::Elsewhere => speech.t("papers.elsewhere"),
            Unprintable::ListNotOfficial => speech.t("papers.list_not_official"),
            Unprintable::Count { count } => speech
                .tell("papers.count_beyond", &[("count", &many(*count)), ("most", &many(MOST))]),
            Unprintable::Series => {
                speech.tell("papers.series_beyond", &[("last", &many(LAST_NUMBER))])
            }
            Unprintable::PerSheet { candidates, per_sheet } => speech.tell(
                "papers.per_sheet_too_many",
                &[("candidates", &candidates.to_string()), ("per_sheet", &per_sheet.to_string())],
            ),
        }
    }
}

/// All forms of the pack whose rules hold.
pub fn all_forms(view: &View) -> &'static [Form] {
    let rules = view.state.rules_at(view.at).ok();
    rules.map_or(&[], |rules| forms::forms(&rules.id))
}

/// Those of polling day.
pub fn forms_of(view: &View) -> impl Iterator<Item = &'static Form> + Clone {
    all_forms(view).iter().filter(|form| form.scope != forms::Scope::Vote)
}

/// The papers of the pack that are filled in from records.
pub fn papers_of(view: &View) -> &'static [Form] {
    let rules = view.state.rules_at(view.at).ok();
    rules.map_or(&[], |rules| forms::papers(&rules.id))
}

/// How many candidates find room on a ballot of which so many lie on one sheet.
fn room(per_sheet: u64) -> usize {
    match per_sheet {
        1 => 20,
        2 => 8,
        4 => 6,
        _ => 0,
    }
}

fn hours(rule: &HoursRule) -> String {
    format!("{} đến {}", rule.opens, rule.closes)
}

impl Desk<'_> {
    /// One paper.
    ///
    /// # Errors
    /// [`Unprintable`]
    pub fn day_paper(&self, order: &Order) -> Result<DayPaper, Unprintable> {
        let Order { form, election, area, .. } = *order;
        if election.is_some_and(|election| !form.is_for(&election.kind)) {
            return Err(Unprintable::OtherElection);
        }
        let number = match (election, area, order.constituency) {
            (Some(election), Some(area), asked) => {
                let own = area.constituency(&election.id).ok_or(Unprintable::Elsewhere)?;
                if asked.is_some_and(|asked| asked != own) {
                    return Err(Unprintable::Elsewhere);
                }
                Some(own)
            }
            (_, _, asked) => asked,
        };
        let of = election.zip(number).map(|(election, number)| {
            election.constituencies.get(&number).ok_or(Unprintable::NoConstituency)
        });
        let of = of.transpose()?.map(|of| &**of);
        let template = form.template.as_str();
        if matches!(template, "ballot_paper" | "voter_card") && !(1..=MOST).contains(&order.count) {
            return Err(Unprintable::Count { count: order.count });
        }
        let mut scope = self.day_scope(election, of, area);
        let (subject, path) = match (election, of, area) {
            (_, _, Some(area)) if form.scope == forms::Scope::Area => {
                let seen = election.map(|e| &e.id).or(area.constituencies.keys().next());
                let path = seen.map(|id| format!("/elections/{id}/areas/{}", area.id));
                (Some(Subject::Area(area.id.clone())), path)
            }
            (Some(election), Some(of), _) => (
                Some(Subject::Constituency(election.id.clone(), of.number)),
                Some(format!("/elections/{}/constituencies/{}", election.id, of.number)),
            ),
            (Some(election), None, None) => (
                Some(Subject::Election(election.id.clone())),
                Some(format!("/elections/{}", election.id)),
            ),
            _ => (None, None),
        };
        match template {
            "ballot_paper" | "candidate_poster" => {
                let of = of.ok_or(Unprintable::NoConstituency)?;
                if of.announced.is_none() {
                    return Err(Unprintable::ListNotOfficial);
                }
                if template == "ballot_paper" {
                    // Who has left the list is on no ballot; the others keep their numbers.
                    let gone = |n: u64| {
                        let listed = usize::try_from(n).ok().and_then(|n| of.candidates.get(n - 1));
                        listed.is_some_and(|listed| listed.withdrawn.is_some())
                    };
                    scope.candidates.retain(|standing| !gone(standing.number));
                    let (candidates, per_sheet) = (scope.candidates.len(), order.per_sheet);
                    if candidates > room(per_sheet) {
                        return Err(Unprintable::PerSheet { candidates, per_sheet });
                    }
                    let last = order.from.checked_add(order.count);
                    if order.from == 0 || last.is_none_or(|last| last - 1 > LAST_NUMBER) {
                        return Err(Unprintable::Series);
                    }
                }
            }
            _ if form.scope == forms::Scope::Area && area.is_none() && election.is_some() => {
                return Err(Unprintable::NoArea);
            }
            _ => {}
        }
        let foot = match (subject, path) {
            (Some(subject), Some(path)) => self.foot(&subject, &path),
            _ => Foot { url: format!("{}/forms", self.home), ..Foot::default() },
        };
        Ok(DayPaper {
            form: FormNote {
                template: form.template.clone(),
                title: form.title.clone(),
                number: form.number(election.map_or(i16::MAX, |election| election.day.year())),
                version: form.version.clone(),
            },
            heading: self.day_heading(form, election, number, area),
            foot,
            scope,
            count: order.count,
            from: order.from,
            per_sheet: order.per_sheet,
            large: order.large,
        })
    }

    /// Prints orders as one file.
    ///
    /// # Errors
    /// [`Unprintable`] of the first that cannot be made.
    pub fn day_papers(&self, orders: &[Order]) -> Result<DayPapers, Unprintable> {
        let papers: Vec<DayPaper> =
            orders.iter().map(|order| self.day_paper(order)).collect::<Result<_, _>>()?;
        let title = match papers.as_slice() {
            [one] => one.form.title.clone(),
            _ => self.say().t("papers.title"),
        };
        let local = self.view.state.node.rules_at(self.view.at);
        let day = local.map(|rules| rules.local(self.view.at).day);
        let part = |part: i8| u16::try_from(part).unwrap_or(1);
        let day = day.map_or([1, 1, 1970], |day| {
            [part(day.day()), part(day.month()), u16::try_from(day.year()).unwrap_or(1970)]
        });
        let author = papers.first().map(|paper| paper.heading.body.clone()).unwrap_or_default();
        Ok(DayPapers { title, author, day, papers })
    }

    /// What an area needs on its day, for every election held there: all but ballots and cards, whose
    /// number somebody must say.
    pub fn of_area<'a>(&'a self, area: &'a Area) -> Vec<Order<'a>> {
        let forms = forms_of(self.view);
        let held: Vec<&Arc<Election>> =
            area.constituencies.keys().filter_map(|id| self.view.state.election.get(id)).collect();
        let mut orders = Vec::new();
        for form in forms {
            let once = Order { area: Some(area), ..Order::blank(form) };
            match (form.scope, form.template.as_str()) {
                (_, "ballot_paper" | "voter_card") => {}
                (_, "early_voting") if area.early.is_none() => {}
                (forms::Scope::Area, "incident_record" | "early_voting") => orders.push(once),
                (forms::Scope::Area, _) => {
                    let held = held.iter().filter(|election| form.is_for(&election.kind));
                    orders.extend(
                        held.map(|election| Order { election: Some(election), ..once.clone() }),
                    );
                }
                (_, "candidate_poster") => {
                    for election in &held {
                        let number = area.constituency(&election.id);
                        let of = number.and_then(|number| election.constituencies.get(&number));
                        if of.is_some_and(|of| of.announced.is_some()) {
                            let one = Order { election: Some(election), ..once.clone() };
                            orders.push(Order { constituency: number, ..one });
                        }
                    }
                }
                _ => {}
            }
        }
        orders
    }

    fn day_heading(
        &self,
        form: &Form,
        election: Option<&Election>,
        constituency: Option<u16>,
        area: Option<&Area>,
    ) -> Heading {
        let speech = self.say();
        let state = &self.view.state;
        let unit = election.map(|election| self.unit(&election.unit));
        let committee = unit
            .as_ref()
            .map_or_else(String::new, |unit| speech.tell("paper.committee", &[("unit", unit)]));
        let (body, above, place) = match (form.scope, area) {
            // Lists are the committee's to make known.
            _ if form.template == "candidate_poster" => (committee, None, None),
            (forms::Scope::Area, Some(area)) => (
                speech.tell("paper.team", &[("area", &area.name.to_lowercase())]),
                Some(self.unit(&area.unit)),
                state.units.get(&area.unit).map(|unit| unit.short_name.clone()),
            ),
            (forms::Scope::Constituency, _) => (
                constituency.map_or_else(String::new, |number| {
                    speech.tell("paper.board", &[("number", &number.to_string())])
                }),
                unit,
                None,
            ),
            (forms::Scope::Election, _) => (committee, None, None),
            (forms::Scope::Area, None) | (forms::Scope::Vote | forms::Scope::Evaluation, _) => {
                (String::new(), None, None)
            }
        };
        let number = self.said(&format!("papers.{}", form.template), "number");
        Heading {
            above,
            body,
            number,
            place: place.unwrap_or_default(),
            title: match state.node.rehearsal() {
                Some(_) => super::marked(&speech, &state.node, form.title.clone()),
                None => form.title.clone(),
            },
            subject: election.map_or_else(String::new, |election| election.name.clone()),
            simulated: state.node.simulated(),
            ..Heading::default()
        }
    }

    fn day_scope(
        &self,
        election: Option<&Election>,
        of: Option<&Constituency>,
        area: Option<&Area>,
    ) -> Scope {
        let speech = self.say();
        let state = &self.view.state;
        let named = |election: &Election| plain(&election.name).to_owned();
        let held = area.into_iter().flat_map(|area| area.constituencies.keys());
        let held: Vec<&Arc<Election>> = held.filter_map(|id| state.election.get(id)).collect();
        let day = election.map(|election| election.day).or(held.first().map(|first| first.day));
        let rules = day.and_then(|day| state.node.rules_on(day));
        let early = area.and_then(|area| area.early.as_ref());
        let voters = area.and_then(|area| match election {
            Some(election) => area.voters(&election.id),
            None => area.most_voters(),
        });
        let members = of.into_iter().flat_map(|of| &of.members);
        let members: Vec<String> = members.map(|member| self.unit(&member.unit)).collect();
        Scope {
            subject: match (election, held.as_slice()) {
                (Some(election), _) => named(election),
                (None, [first, ..]) => named(first),
                (None, []) => String::new(),
            },
            held_on: day.map(site::day).unwrap_or_default(),
            hours: rules.and_then(|rules| rules.hours.as_ref()).map(hours).unwrap_or_default(),
            unit: election.map(|election| self.unit(&election.unit)).unwrap_or_default(),
            members: members.join(", "),
            commune: area.map(|area| self.unit(&area.unit)).unwrap_or_default(),
            area: area.map(|area| area.name.clone()).unwrap_or_default(),
            area_code: area.map(|area| area.id.to_string()).unwrap_or_default(),
            place: area.and_then(|area| area.place.clone()).unwrap_or_default(),
            constituency: of.map_or(0, |of| of.number.into()),
            seats: of.map_or(0, |of| of.seats.into()),
            voters: voters.map(|voters| speech.n(voters)).unwrap_or_default(),
            document: of.and_then(|of| of.announced.clone()).unwrap_or_default(),
            early_day: early.map(|early| site::day(early.day)).unwrap_or_default(),
            early_document: early.map(|early| early.document.clone()).unwrap_or_default(),
            votes_in: held.iter().map(|election| named(election)).collect(),
            events: area.map(|area| self.day_events(area)).unwrap_or_default(),
            candidates: of.map(|of| self.standings(of)).unwrap_or_default(),
        }
    }

    /// What the journal says of the hours of an area.
    fn day_events(&self, area: &Area) -> Vec<[String; 3]> {
        let speech = self.say();
        let line = |at: Millis, key: &str, said: String| {
            [site::when(&self.view.state.node, at), speech.t(key), said]
        };
        let mut events: Vec<_> =
            area.opened.map(|at| line(at, "papers.opened", String::new())).into_iter().collect();
        for one in &area.interruptions {
            let said = format!("{}; {}: {}", one.reason, speech.t("areas.seals"), one.seals);
            events.push(line(one.at, "papers.interrupted", said));
            if let Some((at, document)) = &one.resumed {
                events.push(line(*at, "papers.resumed", document.clone().unwrap_or_default()));
            }
        }
        let why = area.closed_because.clone().unwrap_or_default();
        events.extend(area.closed.map(|at| line(at, "papers.closed", why)));
        events
    }

    /// The candidates in the order of the list, every one in the same form.
    fn standings(&self, of: &Constituency) -> Vec<Standing> {
        let speech = self.say();
        let same = |one: &Listed| {
            of.candidates.iter().filter(|other| other.candidate.name == one.candidate.name).count()
                > 1
        };
        let standing = |(number, listed): (u64, &Listed)| {
            let candidate = &listed.candidate;
            // Of equal names each is told by the birth date, as the list has it.
            let born = candidate.born.map(site::day);
            let mut note = match (&born, same(listed)) {
                (Some(born), true) => speech.tell("papers.born_on", &[("day", born)]),
                _ => String::new(),
            };
            if listed.withdrawn.is_some() {
                note.push_str(&speech.t("papers.withdrawn"));
            }
            let sex = candidate.sex.map(|sex| match sex {
                Sex::Female => speech.t("papers.female"),
                Sex::Male => speech.t("papers.male"),
            });
            let mut lines = Vec::new();
            let mut line = |key: &str, value: Option<String>| {
                if let Some(value) = value {
                    lines.push((speech.t(key), value));
                }
            };
            line("setup.col_born", born);
            line("setup.col_sex", sex);
            for (field, value) in &candidate.biography {
                line(&format!("setup.col_{field}"), Some(value.clone()));
            }
            Standing { number, name: candidate.name.clone(), note, lines }
        };
        (1..).zip(&of.candidates).map(standing).collect()
    }

    /// What is at a public address: `forms/{id}`, and the posters of a constituency.
    pub(super) fn public_day(
        &self,
        election: Option<&Election>,
        rest: &str,
    ) -> Option<Result<Vec<u8>, NotPrinted>> {
        let form = |id: &str| forms_of(self.view).find(|form| form.id == id);
        let order = match (election, rest.split('/').collect::<Vec<_>>().as_slice()) {
            (None, [id]) => Order::blank(form(id)?),
            (Some(election), ["constituencies", number, poster @ ("poster" | "poster-a3")]) => {
                Order {
                    election: Some(election),
                    constituency: Some(number.parse().ok()?),
                    large: *poster == "poster-a3",
                    ..Order::blank(form("candidate_poster")?)
                }
            }
            _ => return None,
        };
        Some(Press::shared().day(&self.day_papers(&[order]).ok()?))
    }

    /// The area of this id.
    pub fn known_area(&self, id: &str) -> Option<&Area> {
        self.view.state.election.area(&AreaId::from(id)).map(|area| &**area)
    }
}

/// The forms that may be had blank: those that need no list of candidates.
pub fn blanks(view: &View) -> impl Iterator<Item = &'static Form> {
    let listed = ["ballot_paper", "candidate_poster"];
    forms_of(view).filter(move |form| !listed.contains(&form.template.as_str()))
}

/// What is elected: the election's name without «Bầu cử».
fn plain(name: &str) -> &str {
    name.strip_prefix("Bầu cử ").unwrap_or(name)
}
