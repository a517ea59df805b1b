use super::{Shown, Site, day, evidence};
use crate::Speech;
use dienhong_core::{
    count::Count,
    election::{Candidate, Election, Sex},
    nomination::{About, List, MeetingPlace, Nominee, Proposer, legal_order, quotas},
    rules::ElectionRules,
};
use dienhong_journal::Hash;
use dienhong_look::{
    Link, Markup, figure, html, part,
    table::{Column, Narrow, Table},
};
use std::sync::Arc;

/// Those on a list in legal order, who withdrew among them: each keeps a place.
pub(crate) fn ordered(list: &List) -> Vec<Arc<Nominee>> {
    let mut nominees: Vec<Arc<Nominee>> = list.people.values().cloned().collect();
    legal_order(&mut nominees);
    nominees
}

/// Birth date, sex, and every field that the list of this kind of election says, in one order for all.
pub(crate) fn says(
    speech: &Speech,
    rules: Option<&ElectionRules>,
    of: &Candidate,
) -> Vec<(String, String)> {
    let none = || "–".to_owned();
    let sex = of.sex.map(|sex| match sex {
        Sex::Female => "setup.female",
        Sex::Male => "setup.male",
    });
    let mut said = vec![
        (speech.t("setup.col_born"), of.born.map_or_else(none, day)),
        (speech.t("setup.col_sex"), sex.map_or_else(none, |sex| speech.t(sex))),
    ];
    for field in rules.into_iter().flat_map(|rules| &rules.list.biography) {
        let value = of.biography.get(field).cloned().unwrap_or_else(none);
        said.push((speech.t(&format!("setup.col_{field}")), value));
    }
    said
}

pub(crate) fn proposer(speech: &Speech, by: &Proposer) -> String {
    match by {
        Proposer::SelfNominated => speech.t("nomination.self"),
        Proposer::Introduced(body) => speech.tell("nomination.introduced", &[("body", body)]),
    }
}

pub(crate) fn about(about: About) -> &'static str {
    match about {
        About::Complaint => "nomination.complaint",
        About::Denunciation => "nomination.denunciation",
        About::Verification => "nomination.verification",
    }
}

/// The shares that the law asks of the list as a whole: reached or not, with the numbers beside.
pub(crate) fn shares<'c>(
    speech: &Speech,
    rules: &ElectionRules,
    id: &str,
    caption: &str,
    listed: impl Iterator<Item = &'c Candidate> + Clone,
) -> Markup {
    let found = quotas(&rules.list, listed);
    let row = |quota: &dienhong_core::nomination::Quota| {
        let rule = quota.rule;
        vec![
            html! { (speech.t(&format!("nomination.quota_{}", rule.id))) br; small { (rule.source.article) } },
            html! { (speech.n(quota.part)) "/" (speech.n(quota.whole)) " (" (speech.share(quota.part, quota.whole)) ")"
                @if !quota.unknown.is_zero() { br; small { (speech.tell("nomination.unsaid", &[("count", &speech.n(quota.unknown))])) } }
            },
            html! { "≥ " (rule.at_least) },
            html! { (speech.t(if quota.is_met() { "nomination.reached" } else { "nomination.not_reached" })) },
        ]
    };
    html! { @if !found.is_empty() { (Table {
        id: id.into(),
        caption: caption.into(),
        columns: vec![
            Column::words(speech.t("nomination.col_share")),
            Column::figures(speech.t("nomination.col_of_list")),
            Column::figures(speech.t("nomination.col_asked")),
            Column::words(speech.t("site.col_state")),
        ],
        rows: found.iter().map(row).collect(),
        foot: None,
        narrow: Narrow::Stack,
    }) } }
}

impl Site<'_> {
    /// How an election's lists come about: structure, rounds, people in legal order, totals of the list.
    pub(super) fn nomination(&self, election: &Election) -> Option<Shown> {
        let speech = &self.speech;
        let title = speech.t("nomination.title");
        let none = List::default();
        let list = self.view.state.nomination.of(&election.id).map_or(&none, |list| list);
        let rules = self.rules(election).and_then(|rules| rules.election(&election.kind).ok());
        let people = ordered(list);
        let body = html! {
            (part::head(&title, Some(&html! { (totals(speech, list)) " " (self.as_of()) })))
            p { (self.named(&election.name)) " · " (day(election.day)) }
            p { (speech.t("nomination.about")) }
            (part::section("totals", &speech.t("nomination.totals"), &self.list_totals(election, list, rules)))
            (part::section("rounds", &speech.t("nomination.rounds"), &self.rounds(election, list, &people)))
            @if !list.structures.is_empty() {
                (part::section("structure", &speech.t("nomination.structure"), &self.structure(list)))
            }
            (part::section("people", &speech.t("nomination.people"), &html! {
                @if people.is_empty() { (part::empty(&speech.t("nomination.nobody"), None)) }
                @else {
                    p { (speech.t("nomination.order")) }
                    @for nominee in &people { (self.nominee(election, list, rules, nominee)) }
                }
            }))
        };
        Some(Shown { title, crumbs: vec![self.election_link(election)], body })
    }

    fn list_totals(
        &self,
        election: &Election,
        list: &List,
        rules: Option<&ElectionRules>,
    ) -> Markup {
        let speech = &self.speech;
        let Some(rules) = rules else { return html! {} };
        let assigned: Vec<&Candidate> = list
            .standing()
            .filter(|nominee| nominee.constituency.is_some())
            .map(|nominee| &*nominee.candidate)
            .collect();
        let official: Vec<&Candidate> = election
            .constituencies
            .values()
            .filter(|of| of.announced.is_some())
            .flat_map(|of| of.candidates.iter().map(|listed| &*listed.candidate))
            .collect();
        let row = |of: &Arc<dienhong_core::election::Constituency>| {
            let listed = match of.candidates.len() {
                0 => list.of_constituency(of.number).count(),
                listed => listed,
            };
            let count = Count::try_from(listed as u64).unwrap_or_default();
            let least = rules.list.minimum(of.seats);
            let state = match (count >= least, &of.waiver) {
                (true, _) => speech.t("nomination.reached"),
                (false, Some(waiver)) => speech.tell("nomination.waived", &[("document", waiver)]),
                (false, None) => speech.t("nomination.not_reached"),
            };
            vec![
                html! { (self.constituency_link(election, of)) },
                html! { (of.seats) },
                html! { (speech.n(count)) },
                html! { "≥ " (speech.n(least)) },
                html! { (state) },
            ]
        };
        html! {
            p { (speech.t("nomination.totals_about")) }
            (shares(speech, rules, "official-table", &speech.t("nomination.official"), official.iter().copied()))
            @if official.len() < assigned.len() {
                (shares(speech, rules, "coming-table", &speech.t("nomination.coming"), assigned.iter().copied()))
            }
            (Table {
                id: "size-table".into(),
                caption: speech.t("nomination.sizes"),
                columns: vec![
                    Column::words(speech.t("site.col_constituency")),
                    Column::figures(speech.t("site.col_seats")),
                    Column::figures(speech.t("nomination.col_of_list")),
                    Column::figures(speech.t("nomination.col_asked")),
                    Column::words(speech.t("site.col_state")),
                ],
                rows: election.constituencies.values().map(row).collect(),
                foot: None,
                narrow: Narrow::Stack,
            })
            p { small { (rules.list.source.article) } }
        }
    }

    /// Each round with its minutes, and what it said of each person, in one order for all.
    fn rounds(&self, election: &Election, list: &List, people: &[Arc<Nominee>]) -> Markup {
        let speech = &self.speech;
        if list.rounds.is_empty() {
            return part::empty(&speech.t("nomination.no_round"), None);
        }
        let said = |number: u16| {
            let Some(round) = list.round(number) else { return html! {} };
            let of = |nominee: &Arc<Nominee>| {
                let voted = round.figures.iter().find(|voted| voted.person == nominee.id)?;
                Some(vec![
                    html! { span lang="vi" { (nominee.candidate.name) } },
                    html! { (speech.n(voted.agree)) },
                    html! { (speech.n(voted.against)) },
                ])
            };
            let rows: Vec<Vec<Markup>> = people.iter().filter_map(of).collect();
            let facts = [
                ("round", number.to_string()),
                ("day", day(round.on)),
                ("present", speech.n(round.present)),
                ("document", round.document.clone()),
            ];
            let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
            html! {
                h3 { (speech.tell("nomination.round", &facts)) }
                p { (speech.tell("nomination.round_held", &facts))
                    @if let Some(minutes) = &round.minutes { " " (self.minutes_file(election, minutes)) "." }
                }
                @for (old, new) in list.rounds[&number].iter().zip(list.rounds[&number].iter().skip(1)) {
                    p { small { (speech.tell("nomination.round_again", &[
                        ("when", &self.when(new.at)),
                        ("reason", new.reason.as_deref().unwrap_or_default()),
                        ("document", &old.document),
                    ])) } }
                }
                @if !rows.is_empty() { (Table {
                    id: format!("round-{number}"),
                    caption: speech.t("nomination.figures"),
                    columns: vec![
                        Column::words(speech.t("nomination.person")),
                        Column::figures(speech.t("nomination.agree")),
                        Column::figures(speech.t("nomination.against")),
                    ],
                    rows,
                    foot: None,
                    narrow: Narrow::Scroll,
                }) }
            }
        };
        html! { @for &number in list.rounds.keys() { (said(number)) } }
    }

    fn structure(&self, list: &List) -> Markup {
        let speech = &self.speech;
        let Some(last) = list.structures.last() else { return html! {} };
        let sum = |count: fn(&dienhong_core::nomination::Part) -> Count| {
            Count::sum(last.parts.iter().map(count)).unwrap_or_default()
        };
        html! {
            p { (last.document) @if let Some(reason) = &last.reason { " · " (reason) } " · " (self.when(last.at)) }
            (Table {
                id: "structure-table".into(),
                caption: speech.t("nomination.structure_about"),
                columns: vec![
                    Column::words(speech.t("nomination.body")),
                    Column::figures(speech.t("nomination.introduces")),
                    Column::figures(speech.t("nomination.women")),
                    Column::figures(speech.t("nomination.minority")),
                ],
                rows: last.parts.iter().map(|part| vec![
                    html! { (part.body) },
                    html! { (speech.n(part.introduces)) },
                    html! { (speech.n(part.women)) },
                    html! { (speech.n(part.minority)) },
                ]).collect(),
                foot: Some(vec![
                    html! { (speech.t("nomination.sum")) },
                    html! { (speech.n(sum(|part| part.introduces))) },
                    html! { (speech.n(sum(|part| part.women))) },
                    html! { (speech.n(sum(|part| part.minority))) },
                ]),
                narrow: Narrow::Stack,
            })
        }
    }

    /// One person: the same fields in the same order and space as any other.
    fn nominee(
        &self,
        election: &Election,
        list: &List,
        rules: Option<&ElectionRules>,
        nominee: &Nominee,
    ) -> Markup {
        let speech = &self.speech;
        let said = says(speech, rules, &nominee.candidate);
        let mut rows: Vec<(&str, Markup)> =
            said.iter().map(|(label, value)| (label.as_str(), html! { (value) })).collect();
        let (by, meetings, objections, state, rounds) = (
            speech.t("nomination.by"),
            speech.t("nomination.meetings"),
            speech.t("nomination.objections"),
            speech.t("site.col_state"),
            speech.t("nomination.rounds"),
        );
        rows.push((&by, html! { (proposer(speech, &nominee.by)) }));
        rows.push((&rounds, self.said_of(list, nominee)));
        rows.push((&meetings, self.meetings(election, nominee)));
        rows.push((&objections, self.objections(nominee)));
        rows.push((&state, match (&nominee.withdrawn, nominee.constituency) {
            (Some((document, reason)), _) => html! {
                (speech.tell("nomination.withdrew", &[("document", document), ("reason", reason)]))
            },
            (None, Some(number)) => match election.constituencies.get(&number) {
                Some(of) => html! { (self.constituency_link(election, of)) },
                None => html! { (number) },
            },
            (None, None) => html! { (speech.t("nomination.not_assigned")) },
        }));
        html! {
            section {
                h3 lang=[self.names()] { (nominee.candidate.name) }
                (figure::particulars(&rows))
            }
        }
    }

    fn said_of(&self, list: &List, nominee: &Nominee) -> Markup {
        let speech = &self.speech;
        let of = |(number, rounds): (&u16, &Vec<Arc<dienhong_core::nomination::Round>>)| {
            let voted = rounds.last()?.figures.iter().find(|voted| voted.person == nominee.id)?;
            Some(speech.tell(
                "nomination.said_in_round",
                &[
                    ("round", &number.to_string()),
                    ("agree", &speech.n(voted.agree)),
                    ("against", &speech.n(voted.against)),
                ],
            ))
        };
        let all: Vec<String> = list.rounds.iter().filter_map(of).collect();
        html! { @if all.is_empty() { "–" } @else { (all.join("; ")) } }
    }

    /// The minutes of a round or a meeting as a file.
    fn minutes_file(&self, election: &Election, blob: &Hash) -> Markup {
        evidence::file(&self.speech, self.view.state.evidence.of(&election.unit), blob)
    }

    fn meetings(&self, election: &Election, nominee: &Nominee) -> Markup {
        let speech = &self.speech;
        html! {
            @if nominee.meetings.is_empty() { "–" }
            @for meeting in &nominee.meetings {
                @let place = match meeting.place {
                    MeetingPlace::Residence => speech.t("nomination.residence"),
                    MeetingPlace::Work => speech.t("nomination.work"),
                };
                div { (place) ", " (self.unit_name(&meeting.unit)) ", " (speech.tell("nomination.met", &[
                    ("day", &day(meeting.on)),
                    ("present", &speech.n(meeting.present)),
                    ("agree", &speech.n(meeting.agree)),
                    ("against", &speech.n(meeting.against)),
                    ("document", &meeting.document),
                ])) @if let Some(minutes) = &meeting.minutes { " " (self.minutes_file(election, minutes)) "." } }
            }
        }
    }

    fn objections(&self, nominee: &Nominee) -> Markup {
        let speech = &self.speech;
        html! {
            @if nominee.objections.is_empty() { "–" }
            @for objection in &nominee.objections {
                div {
                    (speech.t(about(objection.about))) ", "
                    (speech.tell("nomination.received", &[("day", &day(objection.received))])) " "
                    @match &objection.answered {
                        None => (speech.t("nomination.unanswered")),
                        Some((on, document, upheld)) => {
                            (speech.tell("nomination.answered", &[("day", &day(*on)), ("document", document)])) " "
                            (speech.t(if *upheld { "nomination.upheld" } else { "nomination.not_upheld" }))
                        }
                    }
                }
            }
        }
    }
}

/// «12 người được giới thiệu, 1 tự ứng cử, 1 đã rút, 10 đã phân về đơn vị bầu cử».
pub(crate) fn totals(speech: &Speech, list: &List) -> String {
    let own = |nominee: &&Arc<Nominee>| nominee.by == Proposer::SelfNominated;
    let assigned = list.standing().filter(|nominee| nominee.constituency.is_some()).count();
    let facts = [
        ("all", speech.many(list.people.len())),
        ("own", speech.many(list.people.values().filter(own).count())),
        ("withdrawn", speech.many(list.people.len() - list.standing().count())),
        ("assigned", speech.many(assigned)),
    ];
    let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
    speech.tell("nomination.standing", &facts)
}

/// The way to the page of an election's nomination.
pub(crate) fn link(speech: &Speech, election: &Election) -> Link {
    let url = format!("/elections/{}/nomination", election.id);
    Link::new(speech.t("nomination.title"), speech.url(&url))
}
