//! Complaints and objections as everybody may see them: what they are about, who has to answer by
//! when, and the answer. Who complained, and in which words, is not here.

use super::{Shown, Site, day};
use dienhong_core::{
    Date,
    code::Code,
    complaint::{Complaint, Standing, Subject, Topic},
    election::{Area, Election},
    observation::{Note, Objection, Said},
};
use dienhong_look::{
    Link, Markup, figure, html, part,
    table::{Column, Narrow, Table},
};
use dienhong_node::Subject as About;
use std::sync::Arc;

impl Site<'_> {
    /// Where a code finds its answer, and where a denunciation goes.
    pub(super) fn complaints_door(&self) -> Shown {
        let speech = &self.speech;
        let title = speech.t("complaint.title");
        let lists: Vec<(Link, Option<String>)> = self
            .view
            .state
            .election
            .all()
            .map(|election| {
                let url = speech.url(&format!("/elections/{}/complaints", election.id));
                (Link::new(election.name.clone(), url).lang(self.names()), None)
            })
            .collect();
        let body = html! {
            (part::head(&title, None))
            p.lead { (speech.t("complaint.door_about")) }
            @if self.live {
                form method="get" action=(speech.url("/complaints/find")) {
                    (dienhong_look::form::Field {
                        name: "code", label: &speech.t("complaint.code"), hint: Some(&speech.t("complaint.code_hint")),
                        required: true, ..Default::default()
                    })
                    (dienhong_look::form::button(dienhong_look::form::Weight::Strong, &speech.t("complaint.find")))
                }
            }
            (part::section("lists", &speech.t("complaint.lists"), &part::links(&lists)))
            (self.denunciations())
        };
        Shown { title, crumbs: Vec::new(), body }
    }

    fn denunciations(&self) -> Markup {
        let speech = &self.speech;
        part::section(
            "denunciations",
            &speech.t("complaint.denunciation"),
            &html! { p { (speech.t("complaint.denunciation_about")) } },
        )
    }

    /// By the legal clock, when this page was made.
    fn today(&self, election: &Election) -> Option<Date> {
        Some(self.rules(election)?.local(self.view.at).day)
    }

    /// All complaints about one election, and the objections at its counts.
    pub(super) fn complaints(&self, election: &Election) -> Option<Shown> {
        let speech = &self.speech;
        let state = &self.view.state;
        let rules = self.rules(election)?;
        let today = self.today(election)?;
        let all = state.complaint.of(state, &election.id);
        let late = |known: &Complaint| known.is_late(state.complaint_due(known), today);
        let row = |known: &&Arc<Complaint>| {
            vec![
                html! { a href=(speech.url(&format!("/complaints/{}", known.id))) { (known.id.written()) } },
                self.about(&known.subject),
                html! { (day(known.received)) },
                self.lies_before(known),
                html! { (self.complaint_standing(known)) @if late(known) { br; b { (speech.t("complaint.late")) } } },
            ]
        };
        let open = all.iter().filter(|known| known.standing() == Standing::Open).count();
        let lates = all.iter().filter(|known| late(known)).count();
        let mut objections: Vec<&Arc<Objection>> =
            state.observation.objections().filter(|known| known.election == election.id).collect();
        objections.sort_by_key(|known| (known.said.at, &known.id));
        let waiting = objections.iter().filter(|known| known.answer.is_none()).count();
        let count = |key: &str, count: usize| {
            html! { div { dt { (speech.t(key)) } dd { (speech.many(count)) } } }
        };
        let title = speech.t("complaint.title");
        let body = html! {
            (part::head(&title, None))
            p { (self.named(&election.name)) " · " (self.as_of()) }
            dl.particulars {
                (count("complaint.count_all", all.len()))
                (count("complaint.count_open", open))
                (count("complaint.count_late", lates))
                (count("observe.count_objections", objections.len()))
                (count("observe.count_waiting", waiting))
            }
            @if all.is_empty() { (part::empty(&speech.t("complaint.none"), None)) } @else {
                (Table {
                    id: "complaints".into(),
                    caption: title.clone(),
                    columns: vec![
                        Column::words(speech.t("complaint.code")),
                        Column::words(speech.t("complaint.about")),
                        Column::words(speech.t("complaint.received")),
                        Column::words(speech.t("complaint.before")),
                        Column::words(speech.t("complaint.state")),
                    ],
                    rows: all.iter().map(row).collect(),
                    foot: None,
                    narrow: Narrow::Stack,
                })
            }
            (part::section("objections", &speech.t("observe.objections"), &html! {
                @if objections.is_empty() { (part::empty(&speech.t("observe.no_objection"), None)) }
                @else { (self.objection_table(&objections)) }
            }))
            (part::section("deadlines", &speech.t("complaint.deadlines"), &html! {
                @for about in Topic::ALL {
                    @if let Some(rule) = rules.complaint(about, &election.kind) {
                        p {
                            b { (speech.t(&format!("complaint.about_{}", about.name()))) } ": "
                            @match rule.last_day(rules, election) {
                                Some(last) => (speech.tell("complaint.last_day", &[("day", &day(last))])),
                                None => (speech.t("complaint.after_announcement")),
                            }
                            " " (speech.t("complaint.settled_by")) " "
                            (rule.instances.iter().map(|i| speech.t(&format!("complaint.instance_{}", i.id))).collect::<Vec<_>>().join(" → "))
                            ". " cite { (rule.source.article) } " "
                            small { (speech.t(super::calendar::sure(rule.source.sure))) }
                        }
                    }
                }
            }))
            (self.denunciations())
        };
        Some(Shown { title, crumbs: vec![self.election_link(election)], body })
    }

    /// What a complaint is about, in words with a link.
    pub(crate) fn about(&self, subject: &Subject) -> Markup {
        let speech = &self.speech;
        let topic = speech.t(&format!("complaint.about_{}", subject.topic().name()));
        let elections = &self.view.state.election;
        html! {
            (topic) br;
            @match subject {
                Subject::Roll { area } => { @if let Some(area) = elections.area(area) {
                    span lang=[self.names()] { (area.name) } " (" (area.id) ")"
                } }
                Subject::Count { election, area } => {
                    @if let (Some(election), Some(area)) = (elections.get(election), elections.area(area)) {
                        a href=(self.area_link(election, area).url) lang=[self.names()] { (area.name) } " (" (area.id) ")"
                    }
                }
                Subject::Candidate { election, constituency, number } => {
                    @if let Some(of) = elections.constituency(election, *constituency) {
                        (speech.tell("site.constituency", &[("number", &of.number.to_string())]))
                        @if let Some(number) = number {
                            ", " (speech.tell("complaint.candidate_number", &[("number", &number.to_string())]))
                        }
                    }
                }
                Subject::Result { constituency, .. } => {
                    (speech.tell("site.constituency", &[("number", &constituency.to_string())]))
                }
            }
        }
    }

    fn lies_before(&self, known: &Complaint) -> Markup {
        let speech = &self.speech;
        let due = self.view.state.complaint_due(known);
        html! {
            @if let Some(turn) = known.turn() { (speech.t(&format!("complaint.instance_{}", turn.instance))) }
            @if let Some(due) = due { br; small { (speech.tell("complaint.due", &[("day", &day(due))])) } }
        }
    }

    /// How a complaint stands, in a word and a sign.
    pub(crate) fn complaint_standing(&self, known: &Complaint) -> Markup {
        let (sign, key) = match known.standing() {
            Standing::Open => (figure::State::Awaited, "complaint.open".to_owned()),
            Standing::Withdrawn => (figure::State::Final, "complaint.withdrawn".to_owned()),
            Standing::Decided(outcome) => {
                (figure::State::Final, format!("complaint.outcome_{}", outcome.name()))
            }
        };
        figure::badge(sign, &self.speech.t(&key))
    }

    /// What a code finds: a complaint, an objection, or a note.
    pub(super) fn by_code(&self, typed: &str) -> Option<Shown> {
        let code = Code::read(typed)?;
        let known = &self.view.state.observation;
        let body = if let Some(complaint) = self.view.state.complaint.get(&code) {
            self.one_complaint(complaint)
        } else if let Some(objection) = known.objection(&code) {
            self.objection_table(&[objection])
        } else {
            self.notes(&[known.note(&code)?])
        };
        let about = About::Code(code.clone());
        let first = self.view.history.of(&about).next();
        let title = self.speech.tell("complaint.one", &[("code", &code.written())]);
        let body = html! {
            (part::head(&title, None))
            p { (self.as_of()) }
            (body)
            @if let Some(record) = first.filter(|_| self.live) {
                p { a href=(self.speech.url(&format!("/receipts/{record}"))) {
                    (self.speech.tell("receipt.record", &[("record", &record.to_string())]))
                } " · " small { (self.speech.t("complaint.receipt_about")) } }
            }
            (self.history(&[about]))
        };
        let door = Link::new(self.speech.t("complaint.title"), self.speech.url("/complaints"));
        Some(Shown { title, crumbs: vec![door], body })
    }

    fn one_complaint(&self, known: &Complaint) -> Markup {
        let speech = &self.speech;
        let state = &self.view.state;
        let rule = state.complaint_rule(&known.subject, known.received);
        let today = rule.map(|(rules, ..)| rules.local(self.view.at).day);
        let late = today.is_some_and(|today| known.is_late(state.complaint_due(known), today));
        let item = |key: &str, value: &Markup| {
            html! { div { dt { (speech.t(key)) } dd { (value) } } }
        };
        html! {
            dl.particulars {
                (item("complaint.about", &self.about(&known.subject)))
                (item("complaint.state", &html! { (self.complaint_standing(known)) @if late { " " b { (speech.t("complaint.late")) } } }))
                (item("complaint.received", &html! { (day(known.received)) " · " (speech.t(&format!("complaint.how_{}", known.how.name()))) }))
                (item("complaint.recorded", &html! { (self.when(known.at)) " · " (self.by(&known.by)) }))
                (item("complaint.before", &self.lies_before(known)))
            }
            p { small { (speech.t("complaint.sealed_about")) } }
            @for turn in &known.turns {
                @if let Some(decision) = &turn.decided {
                    (part::section(&format!("decision-{}", turn.instance), &speech.t(&format!("complaint.instance_{}", turn.instance)), &html! {
                        dl.particulars {
                            (item("complaint.outcome", &html! { (speech.t(&format!("complaint.outcome_{}", decision.outcome.name()))) }))
                            (item("complaint.on", &html! { (day(decision.on)) }))
                            (item("complaint.document", &html! { span lang=[self.names()] { (decision.document) } }))
                            (item("complaint.reason", &html! { span lang=[self.names()] { (decision.reason) } }))
                        }
                    }))
                }
            }
            @if let Some(withdrawal) = &known.withdrawn {
                p { (speech.t("complaint.withdrawn")) " · " (self.when(withdrawal.at)) ": " span lang=[self.names()] { (withdrawal.reason) } }
            }
            @if let Some((_, rule, _)) = rule { p.article { cite { (rule.source.article) } } }
        }
    }

    fn objection_table(&self, objections: &[&Arc<Objection>]) -> Markup {
        let speech = &self.speech;
        let row = |known: &&Arc<Objection>| {
            let of = self.view.state.election.area(&known.area);
            let election = self.view.state.election.get(&known.election);
            vec![
                html! { a href=(speech.url(&format!("/complaints/{}", known.id))) { (known.id.written()) } },
                html! {
                    @if let (Some(election), Some(area)) = (election, of) {
                        a href=(self.area_link(election, area).url) lang=[self.names()] { (area.name) } " (" (area.id) ")"
                    }
                },
                html! {
                    (speech.t(&format!("observe.ground_{}", known.ground.name())))
                    br; small { (self.when(known.said.at)) " · " (self.by(&known.said.by)) }
                    p { (self.said(&known.said)) }
                },
                html! {
                    @match &known.answer {
                        Some(answer) => {
                            p { (self.said(&answer.said)) }
                            @if let Some(document) = &answer.document { p lang=[self.names()] { (document) } }
                            small { (self.when(answer.said.at)) " · " (self.by(&answer.said.by)) }
                        }
                        None => (figure::badge(figure::State::Awaited, &speech.t("observe.waiting"))),
                    }
                },
            ]
        };
        html! { (Table {
            id: "objections-table".into(),
            caption: speech.t("observe.objections"),
            columns: vec![
                Column::words(speech.t("complaint.code")),
                Column::words(speech.t("site.col_area")),
                Column::words(speech.t("observe.objection")),
                Column::words(speech.t("observe.answer")),
            ],
            rows: objections.iter().map(row).collect(),
            foot: None,
            narrow: Narrow::Stack,
        }) }
    }

    /// Words as all may read them; sealed ones say so.
    fn said(&self, said: &Said) -> Markup {
        html! {
            @match said.public() {
                Some(text) => span.said lang=[self.names()] { (text) },
                None => small { (self.speech.t("observe.sealed")) },
            }
        }
    }

    fn notes(&self, notes: &[&Arc<Note>]) -> Markup {
        let speech = &self.speech;
        html! {
            ul {
                @for note in notes {
                    li {
                        time { (self.when(note.happened)) } " · " (self.by(&note.said.by)) ": " (self.said(&note.said))
                        @if !note.photos.is_empty() {
                            br; small { (speech.tell("observe.photos", &[("count", &speech.many(note.photos.len()))])) }
                            @for photo in &note.photos { " " (part::hash(&photo.blob.to_string())) }
                        }
                    }
                }
            }
        }
    }

    /// What observers noted and objected to at an area.
    pub(super) fn observed(&self, election: &Election, area: &Area) -> Markup {
        let speech = &self.speech;
        let known = &self.view.state.observation;
        let objections: Vec<_> =
            known.objections_of(&area.id).filter(|known| known.election == election.id).collect();
        let of = |note: &&Arc<Note>| note.election.as_ref().is_none_or(|of| *of == election.id);
        let notes: Vec<_> = known.notes_of(&area.id).filter(of).collect();
        html! {
            @if !objections.is_empty() {
                (part::section("objections", &speech.t("observe.objections"), &self.objection_table(&objections)))
            }
            @if !notes.is_empty() {
                (part::section("observed", &speech.t("observe.notes"), &self.notes(&notes)))
            }
        }
    }
}
