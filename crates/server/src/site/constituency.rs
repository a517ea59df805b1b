use super::{Papers, Shown, Site, bp, differing};
use dienhong_core::{
    count::Count,
    election::{AreaId, Ballots, Constituency, Election, How, Outcome, Progress, Stand},
};
use dienhong_look::{
    Link, Markup, figure, html, part,
    table::{Column, Narrow, Table},
};
use dienhong_node::Subject;
use dienhong_verifier::figures::progress;

/// The mark of «more than half», in basis points.
const HALF: u32 = 5_000;

impl Site<'_> {
    pub(super) fn constituency(&self, election: &Election, of: &Constituency) -> Option<Shown> {
        let speech = &self.speech;
        let stand = self.stand(election, of.number)?;
        let title = self.constituency_link(election, of).label;
        let at = format!("elections/{}/constituencies/{}", election.id, of.number);
        let areas: Vec<&AreaId> = of.areas.iter().collect();
        let live = html! {
            (part::live_part("standing", None, &html! {
                p.standing {
                    data value=(progress(stand.progress)) data-figure={ (at) "/progress" } {
                        (self.standing(stand.progress, election, &areas))
                    }
                }
                @if let Some(figures) = &stand.figures { (self.ballots(&at, figures.into())) }
                (self.own_keys_of(election, of.areas.iter()))
            }))
            (part::live_part("candidates-part", None, &part::section(
                "candidates", &speech.t("site.candidates"), &self.candidates(election, of, &stand, &at))))
            (part::live_part("groups-part", None, &self.groups(election, of)))
            (part::live_part("decisions-part", None, &self.decisions(election, of, &stand)))
        };
        let url = self.follow(election.id.as_str());
        let id = &election.id;
        let body = html! {
            (part::head(&format!("{} · {title}", election.name), None))
            p {
                (speech.tell("site.seats_of", &[("seats", &of.seats.to_string()), ("candidates", &of.candidates.len().to_string())]))
                " " (self.basis(of.seats_basis.how, &of.seats_basis.text))
            }
            @if self.live {
                (part::Live { url: &url, lost: &speech.t("site.line_lost"), body: live })
            } @else { (live) }
            (self.corrections(election, of))
            (self.further(election, of))
            (part::section("members", &speech.t("site.members"), &self.members(election, of)))
            @if self.papers >= Papers::Results { (part::section("downloads", &speech.t("site.downloads"), &part::links(&[
                (Link::new(speech.t("site.minutes_pdf"),
                    format!("/documents/{id}/constituencies/{}.pdf", of.number)), None),
            ])))
            @if of.announced.is_some() {
                p {
                    a href=(format!("/documents/{id}/constituencies/{}/poster.pdf", of.number)) { (speech.t("papers.poster")) }
                    @if self.live {
                        " · " a href=(format!("/documents/{id}/constituencies/{}/poster-a3.pdf", of.number)) { (speech.t("papers.poster_a3")) }
                    }
                }
            } }
            (self.history(&[Subject::Constituency(election.id.clone(), of.number)]))
        };
        Some(Shown { title, crumbs: vec![self.election_link(election)], body })
    }

    /// The figures of the form under a headline.
    pub(super) fn ballots(&self, at: &str, f: Ballots) -> Markup {
        let speech = &self.speech;
        let fact = |key: &str, field: &str, count: Count, base: Option<String>| figure::Fact {
            label: speech.t(key),
            value: self.figure(&format!("{at}/{field}"), count),
            base: base.map(|base| html! { (base) }),
        };
        let turnout = self.of_voters(f.took_part, f.voters_total);
        html! {
            (figure::facts(&[
                fact("site.voters_total", "voters_total", f.voters_total, None),
                fact("site.took_part", "took_part", f.took_part, Some(turnout)),
                fact("site.issued", "issued", f.issued, None),
                fact("site.returned", "returned", f.returned, None),
                fact("site.valid", "valid", f.valid, Some(self.of_returned(f.valid, f.returned))),
                fact("site.invalid", "invalid", f.invalid, None),
            ]))
        }
    }

    fn candidates(
        &self,
        election: &Election,
        of: &Constituency,
        stand: &Stand,
        at: &str,
    ) -> Markup {
        let speech = &self.speech;
        let elected = of.result().map(|result| result.elected.as_slice()).unwrap_or_default();
        let is_final = stand.progress == Progress::Final;
        let majority = self.rules(election).and_then(|rules| rules.election(&election.kind).ok());
        let half = majority.is_some_and(|rules| rules.majority.is_some());
        let row = |(place, listed): (usize, &dienhong_core::election::Listed)| {
            let number = u16::try_from(place + 1).unwrap_or(u16::MAX);
            let votes = stand.figures.as_ref().and_then(|f| Some((*f.votes.get(place)?, f.valid)));
            let wins = is_final && elected.contains(&number);
            let leads =
                stand.outcome.as_ref().is_some_and(|outcome| outcome.elected.contains(&place));
            let standing = match (&listed.withdrawn, &listed.confirmed) {
                (Some(withdrawal), _) => {
                    let how = format!("{:?}", withdrawal.how).to_lowercase();
                    Some(
                        speech.tell(&format!("site.left_{how}"), &[("reason", &withdrawal.reason)]),
                    )
                }
                (_, Some((true, document))) => {
                    Some(speech.tell("site.status_confirmed", &[("document", document)]))
                }
                (_, Some((false, document))) => {
                    Some(speech.tell("site.status_refused", &[("document", document)]))
                }
                _ if wins => Some(speech.t("site.elected")),
                // Before the board's minutes nobody is elected: the word is «provisionally».
                _ if leads => Some(speech.t("site.leads_for_now")),
                _ => None,
            };
            let born = listed.candidate.born;
            figure::Ranked {
                name: format!("{number}. {}", listed.candidate.name),
                lang: self.names(),
                note: born
                    .map(|born| speech.tell("site.born", &[("year", &born.year().to_string())])),
                share: votes.map(|(votes, valid)| (bp(votes, valid), speech.share(votes, valid))),
                votes: match votes {
                    Some((votes, valid)) => html! {
                        (self.figure(&format!("{at}/votes.{number}"), votes)) " "
                        (speech.tell("site.votes_of_valid", &[("base", &speech.n(valid))]))
                    },
                    None => html! { (speech.t("site.no_figure_yet")) },
                },
                standing,
                reached: wins,
            }
        };
        let rows: Vec<figure::Ranked> = of.candidates.iter().enumerate().map(row).collect();
        html! {
            (figure::ranking(&rows, half.then_some(HALF)))
            @if half { p { small { (speech.t("site.half_mark")) } } }
            p { small { (speech.t("site.list_order")) } }
        }
    }

    /// Which rules gave this result, each with its article.
    fn decisions(&self, election: &Election, of: &Constituency, stand: &Stand) -> Markup {
        let speech = &self.speech;
        let Some(outcome) = &stand.outcome else { return html! {} };
        let at = format!("elections/{}/constituencies/{}", election.id, of.number);
        let heading = match stand.progress {
            Progress::Final => "site.result_heading",
            _ => "site.result_so_far",
        };
        part::section(
            "decisions",
            &speech.t(heading),
            &html! {
                @if stand.progress != Progress::Final { p { (speech.t("site.provisional_note")) } }
                @if stand.progress == Progress::Final {
                    p { b { (speech.t("site.elected")) ":" } }
                    ol {
                        @for (place, number) in (1..).zip(stand.elected()) {
                            @let listed = of.candidates.get(usize::from(number) - 1);
                            li {
                                data value=(number) data-figure={ (at) "/elected." (place) } {
                                    (listed.map(|l| l.candidate.name.as_str()).unwrap_or_default())
                                }
                            }
                        }
                    }
                }
                @for decision in &outcome.decisions {
                    p { (self.decision(of, decision)) }
                }
                @if !outcome.unresolved_tie.is_empty() {
                    (part::notice(part::Tone::Look, &speech.t("site.tie_stops"), &html! {}))
                }
                (self.next(election, outcome, stand.progress))
            },
        )
    }

    pub(super) fn decision(
        &self,
        of: &Constituency,
        decision: &dienhong_core::election::Decision,
    ) -> String {
        let name = |&place: &usize| of.candidates.get(place).map(|l| l.candidate.name.clone());
        let names: Vec<String> = decision.candidates.iter().filter_map(name).collect();
        self.speech
            .tell(decision.code, &[("names", &names.join(", ")), ("article", &decision.article)])
    }

    fn next(&self, _: &Election, outcome: &Outcome, progress: Progress) -> Markup {
        let next = serde_json::to_value(outcome.next).ok();
        let next = next.as_ref().and_then(|next| next.as_str()).unwrap_or("none").to_owned();
        html! {
            @if progress >= Progress::Provisional {
                p { (self.speech.t(&format!("next.{next}"))) }
            }
        }
    }

    /// Results that were replaced: the old figure stays, struck through, with the reason.
    fn corrections(&self, _: &Election, of: &Constituency) -> Markup {
        let speech = &self.speech;
        let pairs = of.results.iter().zip(of.results.iter().skip(1));
        html! {
            @if of.results.len() > 1 {
                (part::section("corrections", &speech.t("site.corrections"), &html! {
                    @for (old, new) in pairs {
                        ul {
                            @for (field, was, is) in differing(old.figures.fields(), new.figures.fields()) {
                                li {
                                    (self.field(&field.to_string())) ": "
                                    (figure::corrected(&self.some(was), &self.some(is),
                                        new.reason.as_deref().unwrap_or_default()))
                                    " " small { (self.when(new.at)) " · " (self.by(&new.by)) }
                                }
                            }
                        }
                    }
                }))
            }
        }
    }

    /// What was void or left open, what the board reported of it, and the polls that followed.
    fn further(&self, election: &Election, of: &Constituency) -> Markup {
        let speech = &self.speech;
        let void = of.areas.iter().filter_map(|area| Some((area, election.annulled.get(area)?)));
        let void: Vec<_> = void.collect();
        let children = election.children.iter().filter_map(|id| self.view.state.election.get(id));
        let children = children.filter(|child| child.constituencies.contains_key(&of.number));
        let polls: Vec<(Link, Option<String>)> = children
            .map(|child| {
                let url = format!("/elections/{}/constituencies/{}", child.id, of.number);
                (Link::new(child.name.clone(), speech.url(&url)), Some(super::day(child.day)))
            })
            .collect();
        let first = election.parent.as_ref().and_then(|id| self.view.state.election.get(id));
        let nothing = void.is_empty()
            && polls.is_empty()
            && of.reports.is_empty()
            && of.declined.is_none()
            && first.is_none();
        if nothing {
            return html! {};
        }
        part::section(
            "further",
            &speech.t("site.further"),
            &html! {
                @if let Some(first) = first {
                    p { (speech.t("site.further_of")) " "
                        a href=(speech.url(&format!("/elections/{}/constituencies/{}", first.id, of.number))) { (first.name) } }
                }
                @for (area, decided) in void {
                    @let url = format!("/elections/{}/areas/{area}", election.id);
                    p { (speech.t("site.annulled")) ": " a href=(speech.url(&url)) { (area) } ". "
                        (decided.reason) " (" (decided.document) ")" }
                }
                @for report in &of.reports {
                    p { (self.when(report.at)) " · " (speech.tell("further.reported", &[("document", &report.document)])) }
                }
                @if let Some(declined) = &of.declined {
                    p { (self.when(declined.at)) " · " (speech.tell("further.declined", &[("document", &declined.document)]))
                        ": " (declined.reason) }
                }
                (part::links(&polls))
            },
        )
    }

    /// What a field of the form is called.
    pub(super) fn field(&self, field: &str) -> String {
        let (name, rest) = field.split_once('.').unwrap_or((field, ""));
        self.speech.tell(&format!("site.field_{name}"), &[("of", rest)])
    }

    pub(super) fn basis(&self, how: How, text: &str) -> Markup {
        let key = match how {
            How::Stated => "site.basis_stated",
            How::Inferred => "site.basis_inferred",
            How::Derived => "site.basis_derived",
            How::Assumed => "site.basis_assumed",
        };
        html! { small.basis { "(" (self.speech.t(key)) ": " (text) ")" } }
    }

    fn members(&self, election: &Election, of: &Constituency) -> Markup {
        let speech = &self.speech;
        let row = |member: &dienhong_core::election::Member| {
            let link = self.unit_link(election, &member.unit);
            let tallied = self.view.state.tallied_in(election, &member.unit);
            let at = format!("elections/{}/units/{}", election.id, member.unit);
            vec![
                html! { (link) },
                // A unit without areas of its own has no figures.
                html! { @if tallied.areas == 0 { "–" } @else {
                    (self.many(&format!("{at}/counted"), tallied.counted)) "/" (speech.many(tallied.areas))
                } },
                html! { @if tallied.areas == 0 { "–" } @else {
                    (self.figure(&format!("{at}/took_part"), tallied.ballots.took_part))
                } },
                html! { (self.basis(member.basis.how, &member.basis.text)) },
            ]
        };
        html! { (Table {
            id: "member-table".into(),
            caption: speech.t("site.members"),
            columns: vec![
                Column::words(speech.t("site.col_unit")),
                Column::figures(speech.t("site.col_counted")),
                Column::figures(speech.t("site.col_voted")),
                Column::words(speech.t("site.col_basis")),
            ],
            rows: of.members.iter().map(row).collect(),
            foot: None,
            narrow: Narrow::Stack,
        }) }
    }
}
