//! The papers of a body's vote: ballots, minutes of its tally committees, the notice of a result.

use super::{Desk, bp, day::all_forms};
use crate::{
    Speech, site,
    votes::{self, Figures},
};
use dienhong_core::{
    count::Count,
    vote::{Answers, Channel, Question, Row, Sheet, Vote, Way},
};
use dienhong_documents::{
    Foot, FormNote, Heading, NamedCount, NotPrinted, Press, Signer, VoteLine, VotePaper,
    VotePapers, VoteQuestion,
};
use dienhong_journal::Hash;
use dienhong_node::Subject;

/// The most ballots of one file: beyond, a press works from one file many times.
pub(crate) const MOST: u64 = 500;

/// The highest number that a series may reach.
const LAST_NUMBER: u64 = Count::MAX;

/// The most lines of a ballot of which two lie on one sheet.
const SHORT: usize = 6;

/// What is to be printed of a vote.
pub(crate) struct VoteOrder<'a> {
    /// `vote_ballot`, `vote_minutes` or `vote_notice`.
    pub form: &'a str,
    /// None: all places together.
    pub channel: Option<&'a Channel>,
    /// None: to be filled in by hand.
    pub figures: Option<&'a Figures>,
    pub count: u64,
    pub from: u64,
    pub per_sheet: u64,
}

/// Why a paper cannot be made, and the field of the order that is wrong.
pub(crate) enum VoteUnprintable {
    Form,
    Count,
    Series,
    PerSheet,
    NotKnown,
}

impl VoteUnprintable {
    pub fn field(&self) -> &'static str {
        match self {
            VoteUnprintable::Form | VoteUnprintable::NotKnown => "form",
            VoteUnprintable::Count => "count",
            VoteUnprintable::Series => "from",
            VoteUnprintable::PerSheet => "per_sheet",
        }
    }

    pub fn said(&self, speech: &Speech) -> String {
        let many = |n: u64| dienhong_look::number::number(n, speech.lang());
        match self {
            VoteUnprintable::Form => speech.t("papers.choose"),
            VoteUnprintable::NotKnown => speech.t("vote.nothing_to_print"),
            VoteUnprintable::Count => speech.tell("vote.count_beyond", &[("most", &many(MOST))]),
            VoteUnprintable::Series => {
                speech.tell("papers.series_beyond", &[("last", &many(LAST_NUMBER))])
            }
            VoteUnprintable::PerSheet => {
                speech.tell("vote.too_long_for_half", &[("most", &SHORT.to_string())])
            }
        }
    }
}

impl Desk<'_> {
    /// The facts of one paper of a vote.
    pub(crate) fn vote_papers(
        &self,
        vote: &Vote,
        order: &VoteOrder,
    ) -> Result<VotePapers, VoteUnprintable> {
        let form = all_forms(self.view).iter().find(|form| form.id == order.form);
        let form = form.ok_or(VoteUnprintable::Form)?;
        if order.form == "vote_ballot" {
            if !(1..=MOST).contains(&order.count) {
                return Err(VoteUnprintable::Count);
            }
            let last = order.from.checked_add(order.count);
            if order.from == 0 || last.is_none_or(|last| last - 1 > LAST_NUMBER) {
                return Err(VoteUnprintable::Series);
            }
            if order.per_sheet == 2 && lines(vote) > SHORT {
                return Err(VoteUnprintable::PerSheet);
            }
        }
        if order.form == "vote_notice" && order.figures.is_none() {
            return Err(VoteUnprintable::NotKnown);
        }
        let node = &self.view.state.node;
        let when = |at| site::when(node, at);
        let rule = self.view.state.vote_rule(&vote.call, vote.at).ok();
        let sheet = order.figures.map(|figures| match order.channel {
            Some(channel) => figures.sheets.get(&channel.id).cloned().unwrap_or_default(),
            None => figures.total.clone(),
        });
        let speech = self.say();
        let questions = vote.call.questions.iter().enumerate();
        let questions = questions
            .map(|(at, question)| self.question(vote, (at, question), order, sheet.as_ref()));
        let committee =
            order.channel.map(|channel| vote.committee(&channel.id)).unwrap_or_default();
        let signer = |id| {
            let (office, name) = self.officer(id);
            Signer { office, name, signed: String::new() }
        };
        let heading = self.vote_heading(vote, order);
        let paper = VotePaper {
            form: FormNote {
                template: form.template.clone(),
                title: form.title.clone(),
                number: form.number(i16::MAX),
                version: form.version.clone(),
            },
            foot: self.vote_foot(vote),
            article: rule.map(|rule| rule.source.article.clone()).unwrap_or_default(),
            channel: order.channel.map(|channel| channel.name.clone()).unwrap_or_default(),
            way: order
                .channel
                .map(|channel| speech.t(&format!("vote.way_{}", channel.way.name())))
                .unwrap_or_default(),
            opened: vote.begun.as_ref().map(|begun| when(begun.at)).unwrap_or_default(),
            closed: vote.closed.map(when).unwrap_or_default(),
            turnout: self.turnout(vote, order.channel, sheet.as_ref()),
            counted: sheet.is_some(),
            questions: questions.collect(),
            committee: committee.iter().map(signer).collect(),
            count: order.count,
            from: order.from,
            per_sheet: order.per_sheet,
            heading,
        };
        let day = node.rules_at(self.view.at).map(|rules| rules.local(self.view.at).day);
        let part = |part: i8| u16::try_from(part).unwrap_or(1);
        let day = day.map_or([1, 1, 1970], |day| {
            [part(day.day()), part(day.month()), u16::try_from(day.year()).unwrap_or(1970)]
        });
        let author = paper.heading.body.clone();
        Ok(VotePapers { title: paper.heading.title.clone(), author, day, papers: vec![paper] })
    }

    /// The notice of a result as a file. None: it cannot be printed.
    pub(crate) fn vote_notice(&self, vote: &Vote, figures: &Figures) -> Option<Vec<u8>> {
        let order = VoteOrder {
            form: "vote_notice",
            channel: None,
            figures: Some(figures),
            count: 1,
            from: 1,
            per_sheet: 1,
        };
        let papers = self.vote_papers(vote, &order).ok()?;
        let printed: Result<Vec<u8>, NotPrinted> = Press::shared().vote(&papers);
        printed.ok()
    }

    fn vote_heading(&self, vote: &Vote, order: &VoteOrder) -> Heading {
        let speech = self.say();
        let state = &self.view.state;
        let body = state.body_of(vote);
        let unit = body.and_then(|body| state.units.get(body.unit.as_ref()?));
        let ballot = vote.call.questions.first().map_or("yes_no", kind);
        let title = match order.form {
            "vote_ballot" => speech.t(&format!("vote.ballot_{ballot}")),
            "vote_minutes" => speech.t("vote.minutes_title"),
            _ => speech.t("vote.notice_title"),
        };
        let declared = vote.declared.as_ref().filter(|_| order.form == "vote_notice");
        let day = declared.and_then(|declared| {
            let day = state.node.rules_at(declared.at)?.local(declared.at).day;
            // Nghị định 30/2020, phụ lục I: a zero before days below 10 and before months 1 and 2.
            let month = if day.month() < 3 {
                format!("{:02}", day.month())
            } else {
                day.month().to_string()
            };
            Some([format!("{:02}", day.day()), month, day.year().to_string()])
        });
        Heading {
            body: body.map(|body| body.name.clone()).unwrap_or_default(),
            place: unit.map(|unit| unit.short_name.clone()).unwrap_or_default(),
            day: day.unwrap_or_default(),
            title,
            subject: vote.call.title.clone(),
            simulated: state.node.simulated(),
            ..Heading::default()
        }
    }

    /// Of a public vote its last record and its page; of a closed one nothing is to be found anywhere.
    fn vote_foot(&self, vote: &Vote) -> Foot {
        let printed_at = site::when(&self.view.state.node, self.view.at);
        if vote.call.closed {
            return Foot { printed_at, ..Foot::default() };
        }
        let subject = Subject::Vote(vote.id.clone());
        let seq = self.view.history.of(&subject).next_back();
        let bytes = seq.and_then(|seq| (self.records)(seq)).and_then(|record| record.encode().ok());
        Foot {
            record_hash: bytes.map_or_else(String::new, |bytes| Hash::of(&bytes).to_string()),
            seq: seq.unwrap_or(0),
            url: format!("{}/votes/{}", self.home, vote.id),
            printed_at,
        }
    }

    fn turnout(
        &self,
        vote: &Vote,
        channel: Option<&Channel>,
        sheet: Option<&Sheet>,
    ) -> Vec<NamedCount> {
        let speech = self.say();
        let hands = channel.is_some_and(|channel| channel.way == Way::Hands);
        let row = |key: &str, count: Count| NamedCount {
            label: speech.t(&format!("vote.{key}")),
            count: count.get(),
        };
        let begun = vote.begun.as_ref();
        let present = match channel {
            Some(channel) => vote.present_at(&channel.id),
            None => begun.and_then(|begun| begun.present()).unwrap_or_default(),
        };
        let zero = Sheet::default();
        let of = sheet.unwrap_or(&zero);
        let mut all = Vec::new();
        if channel.is_none() {
            all.push(row("members", vote.call.members));
            all.push(row("summoned", begun.map(|begun| begun.summoned).unwrap_or_default()));
        }
        all.push(row("present", present));
        let named =
            |name: &str| if hands { format!("hands_{name}") } else { format!("sheet_{name}") };
        all.push(row(&named("issued"), of.issued));
        all.push(row(&named("returned"), of.returned));
        all.push(row(&named("invalid"), of.invalid));
        all.push(row("sheet_valid", of.valid().unwrap_or_default()));
        all
    }

    fn question(
        &self,
        vote: &Vote,
        (at, question): (usize, &Question),
        order: &VoteOrder,
        sheet: Option<&Sheet>,
    ) -> VoteQuestion {
        let speech = self.say();
        let boxes = votes::boxes(&speech, question);
        let threshold = votes::threshold(self.view, vote, question);
        let rows = vote.call.rows();
        let lines = rows.iter().enumerate().filter(|(_, row)| row.question == at);
        let line = |(place, row): (usize, &Row)| {
            let mut printed = VoteLine {
                name: row.person.map(|person| person.name.clone()).unwrap_or_default(),
                note: row.person.and_then(|person| person.note.clone()).unwrap_or_default(),
                ..VoteLine::default()
            };
            let counted = sheet.and_then(|sheet| sheet.lines.get(place));
            let (Some(line), Some(figures)) = (counted, order.figures) else { return printed };
            let total = figures.total.lines.get(place).unwrap_or(line);
            let (base, whole) = match order.channel {
                // A part of the whole has no share of the whole's base: of its own valid papers it has.
                Some(_) => {
                    let valid = sheet.and_then(Sheet::valid).unwrap_or_default();
                    (dienhong_core::vote::Base::Valid, valid)
                }
                None => votes::base(figures, total, threshold),
            };
            let words = speech.t(&format!("vote.base_{}", base.name()));
            printed.base = format!("{words}: {}", speech.n(whole));
            printed.votes = line.votes.iter().map(|votes| votes.get()).collect();
            printed.shares = line.votes.iter().map(|votes| bp(*votes, whole)).collect();
            printed.invalid = line.invalid.get();
            let name = |of: &u16| boxes.get(usize::from(*of)).cloned().unwrap_or_default();
            printed.rankings = line
                .rankings
                .iter()
                .take(40)
                .map(|ranking| NamedCount {
                    label: ranking.order.iter().map(name).collect::<Vec<_>>().join(" > "),
                    count: ranking.papers.get(),
                })
                .collect();
            printed
        };
        let site_of = |figures: &Figures| {
            let outcome = figures.outcomes.iter().find(|of| usize::from(of.question) == at)?;
            Some(votes::said_outcome(&speech, question, outcome))
        };
        let outcome = order.figures.filter(|_| order.channel.is_none()).and_then(site_of);
        let notes = match &question.answers {
            Answers::Choose { options, .. } | Answers::Ranked { options, .. } => {
                options.iter().map(|option| option.note.clone().unwrap_or_default()).collect()
            }
            _ => vec![String::new(); boxes.len()],
        };
        VoteQuestion {
            text: question.text.clone(),
            kind: kind(question),
            how: how(&speech, question),
            passes: threshold
                .map(|threshold| votes::said_threshold(&speech, threshold))
                .unwrap_or_default(),
            notes,
            lines: lines.map(line).collect(),
            outcome: outcome.unwrap_or_default(),
            boxes,
        }
    }
}

fn kind(question: &Question) -> &'static str {
    match question.answers {
        Answers::YesNo { .. } => "yes_no",
        Answers::Choose { .. } => "choose",
        Answers::Levels { .. } => "levels",
        Answers::Ranked { .. } => "ranked",
    }
}

/// How a question is marked on paper.
fn how(speech: &Speech, question: &Question) -> String {
    match &question.answers {
        Answers::YesNo { .. } => speech.t("vote.how_yes_no"),
        Answers::Choose { at_least, at_most, .. } => speech.tell(
            "vote.how_choose",
            &[("least", &at_least.to_string()), ("most", &at_most.to_string())],
        ),
        Answers::Levels { .. } => speech.t("vote.how_levels"),
        Answers::Ranked { .. } => speech.t("vote.how_ranked"),
    }
}

/// How many lines a ballot has, as far as its height goes.
fn lines(vote: &Vote) -> usize {
    let of = |question: &Question| match &question.answers {
        Answers::YesNo { .. } => 2,
        Answers::Levels { people, .. } => people.len() + 1,
        Answers::Choose { options, .. } | Answers::Ranked { options, .. } => options.len() + 1,
    };
    vote.call.questions.iter().map(of).sum()
}
