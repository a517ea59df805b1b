use super::{Papers, Shown, Site, bp, differing};
use dienhong_core::{
    election::{Area, Constituency, Election},
    tally::{Entry, Figures, Hand, Minutes, Published, Sheet},
};
use dienhong_look::{
    Link, Markup, figure, html, part,
    table::{Column, Narrow, Table},
};
use dienhong_node::Subject;

impl Site<'_> {
    /// A polling area's minutes: the figures, who entered, signed and published them, what differed.
    pub(super) fn area(&self, election: &Election, area: &Area) -> Option<Shown> {
        let speech = &self.speech;
        let of = election.constituencies.get(&area.constituency(&election.id)?)?;
        let minutes = self.view.state.tally.minutes(&election.id, &area.id);
        let counted = self.view.state.counted(election, &area.id);
        let at = format!("elections/{}/areas/{}", election.id, area.id);
        let unit = self.unit_link(election, &area.unit);
        let id = &election.id;
        let body = html! {
            (part::head_in(self.names(), &format!("{} · {}", area.name, unit.label), None))
            p { (self.named(&election.name)) " · " (area.id) }
            p { (self.area_state(election, area)) }
            p { a href=(speech.url(&format!("/elections/{id}/areas/{}/compare", area.id))) { (speech.t("compare.to")) } }
            @if let Some(annulled) = election.annulled.get(&area.id) {
                (part::notice(part::Tone::Look, &speech.t("site.annulled"), &html! {
                    p { (annulled.reason) }
                    p { (annulled.document) " · " (self.when(annulled.at)) }
                }))
            }
            @match counted {
                Some(published) => {
                    (self.ballots(&at, published.ballots()))
                    @match published.figures() {
                        Some(figures) => { (self.votes(&at, of, figures)) (self.sheets(figures)) }
                        None => (self.part_notice(election, of, &area.id)),
                    }
                    (part::section("hands", &speech.t("site.hands"), &html! {
                        (self.own_keys(election, published))
                        (self.hands(published))
                    }))
                    (self.versions(minutes))
                    @if !published.is_in_part() { (self.scans(minutes, published)) }
                    @if self.papers == Papers::All && !published.is_in_part() { (part::section("downloads", &speech.t("site.downloads"), &part::links(&[
                        (Link::new(speech.t("site.minutes_pdf"),
                            format!("/documents/{id}/areas/{}.pdf", area.id)), None),
                    ]))) }
                }
                None => (part::empty(&speech.t("site.no_minutes_yet"), None)),
            }
            (self.observed(election, area))
            (self.area_day(area))
            (part::section("roll", &speech.t("site.roll"), &self.rolls(election, area)))
            (self.history(&[
                Subject::Minutes(election.id.clone(), area.id.clone()),
                Subject::Area(area.id.clone()),
            ]))
        };
        let crumbs = vec![self.election_link(election), self.constituency_link(election, of), unit];
        Some(Shown { title: area.name.clone(), crumbs, body })
    }

    fn votes(&self, at: &str, of: &Constituency, figures: &Figures) -> Markup {
        let speech = &self.speech;
        let valid = figures.valid;
        let row = |(place, listed): (usize, &dienhong_core::election::Listed)| {
            let votes = figures.votes.get(place).copied().unwrap_or_default();
            figure::Ranked {
                name: format!("{}. {}", place + 1, listed.candidate.name),
                lang: self.names(),
                note: None,
                share: Some((bp(votes, valid), self.speech.share(votes, valid))),
                votes: html! {
                    (self.figure(&format!("{at}/votes.{}", place + 1), votes)) " "
                    (speech.tell("site.votes_of_valid", &[("base", &speech.n(valid))]))
                },
                standing: None,
                reached: false,
            }
        };
        let rows: Vec<figure::Ranked> = of.candidates.iter().enumerate().map(row).collect();
        part::section("votes", &speech.t("site.candidates"), &figure::ranking(&rows, None))
    }

    /// The sheets beside the main figures: stacks, grounds, inventory.
    fn sheets(&self, figures: &Figures) -> Markup {
        let speech = &self.speech;
        let extra: Vec<_> = figures
            .fields()
            .map(|(field, count)| (field.to_string(), count))
            .filter(|(field, _)| {
                ["stacks", "invalid_by_ground", "inventory"].iter().any(|s| field.starts_with(s))
            })
            .collect();
        html! {
            @if !extra.is_empty() {
                (part::more(&speech.t("site.other_sheets"), &html! {
                    dl.particulars {
                        @for (field, count) in &extra {
                            div { dt { (self.sheet_field(field)) } dd { (speech.n(*count)) } }
                        }
                    }
                }))
            }
        }
    }

    pub(super) fn sheet_field(&self, field: &str) -> String {
        match field.split_once('.') {
            Some(("votes", place)) => self.speech.tell("site.field_votes", &[("of", place)]),
            Some(("stacks", names)) => self.speech.tell("site.field_stacks", &[("of", names)]),
            Some((sheet, name)) => self.speech.t(&format!("site.field_{sheet}_{name}")),
            None => self.field(field),
        }
    }

    /// Every entry of the version that counts, beside what counts: what differed stays to be seen.
    fn hands(&self, published: &Published) -> Markup {
        let speech = &self.speech;
        let said = |sheet: &Sheet| {
            let differs = differing(sheet.figures.fields(), published.fields());
            html! {
                @if let Some(reason) = &sheet.reason { " · " (speech.t("site.reason")) ": " (reason) }
                @if differs.is_empty() {
                    " " span.agrees { (speech.t("site.entry_agrees")) }
                } @else {
                    ul {
                        @for (field, typed, counts) in differs {
                            li {
                                (self.sheet_field(&field.to_string())) ": "
                                (figure::corrected(&self.some(typed), &self.some(counts), &speech.t("site.as_on_paper")))
                            }
                        }
                    }
                }
                @for (check, text) in &sheet.explanations {
                    p { small { (check) ": " (text) } }
                }
            }
        };
        let shown = |(entry, sheet): &(Entry, Option<Sheet>)| {
            html! {
                li {
                    time { (self.when(entry.at)) } " "
                    b { (speech.t(hand(entry.hand))) } ": " (self.officer(&entry.by))
                    // Published in part: what was typed stays sealed.
                    @if let Some(sheet) = sheet { (said(sheet)) }
                }
            }
        };
        html! {
            ol.hands {
                @for entry in &published.entries { (shown(entry)) }
                @for signature in &published.signatures { (self.signature(signature)) }
                li { time { (self.when(published.at)) } " " b { (speech.t("site.published_by")) } ": " (self.officer(&published.by)) }
            }
        }
    }

    /// Versions before the last one, each figure that changed struck through, with the reason.
    fn versions(&self, minutes: &Minutes) -> Markup {
        let speech = &self.speech;
        let pairs = minutes.versions.iter().zip(minutes.versions.iter().skip(1));
        let pairs = pairs.zip(&minutes.reopenings);
        html! {
            @if minutes.versions.len() > 1 {
                (part::section("versions", &speech.t("site.corrections"), &html! {
                    @for ((old, new), reopening) in pairs {
                        p {
                            (speech.tell("site.version_replaced", &[
                                ("old", &old.version.to_string()),
                                ("new", &new.version.to_string()),
                                ("when", &self.when(new.at)),
                            ])) " " (reopening.reason) " · " (self.officer(&reopening.by))
                        }
                        ul {
                            @for (field, was, is) in differing(old.fields(), new.fields()) {
                                li { (self.sheet_field(&field.to_string())) ": "
                                    (figure::corrected(&self.some(was), &self.some(is), &reopening.reason)) }
                            }
                        }
                        // What differed between the entries of that version stays to be seen.
                        (part::more(&speech.tell("site.hands_of", &[("version", &old.version.to_string())]), &self.hands(old)))
                    }
                }))
            }
        }
    }

    /// A scan that nobody has looked through yet, or on which something private stands, is known by its hash.
    fn scans(&self, minutes: &Minutes, published: &Published) -> Markup {
        let speech = &self.speech;
        html! {
            @if !published.scans.is_empty() {
                (part::section("scans", &speech.t("site.scans"), &html! {
                    ul {
                        @for (at, blob) in published.scans.iter().enumerate() {
                            li {
                                @let name = speech.tell("site.scan", &[("number", &(at + 1).to_string())]);
                                @match minutes.shown(blob) {
                                    Some(shown) => {
                                        a href={ "/blobs/" (shown.blob) } { (name) } " " (part::hash(&shown.blob.to_string()))
                                        @if shown.blob != *blob {
                                            br; small { (speech.t("scan.covered")) " " (part::hash(&blob.to_string())) }
                                        }
                                    }
                                    None => {
                                        (name) " " (part::hash(&blob.to_string())) " "
                                        small { (speech.t(if minutes.papers.get(blob).is_some_and(|scan| scan.looked.is_some()) {
                                            "scan.unfit"
                                        } else {
                                            "scan.unseen"
                                        })) }
                                    }
                                }
                            }
                        }
                    }
                }))
            }
        }
    }

    fn rolls(&self, election: &Election, area: &Area) -> Markup {
        let speech = &self.speech;
        let row = |(at, roll): (usize, &std::sync::Arc<dienhong_core::election::Roll>)| {
            let voters = roll.voters.get(&election.id).copied().unwrap_or_default();
            vec![
                html! { (at + 1) },
                html! { (speech.n(voters)) },
                html! { (speech.n(roll.men)) "/" (speech.n(roll.women)) },
                html! { (speech.n(roll.added_on_day)) },
                html! { (self.when(roll.at)) @if let Some(reason) = &roll.reason { br; small { (reason) } } },
            ]
        };
        html! { (Table {
            id: "roll-table".into(),
            caption: speech.t("site.roll"),
            columns: vec![
                Column::words(speech.t("site.col_version")),
                Column::figures(speech.t("site.voters_total")),
                Column::figures(speech.t("site.col_men_women")),
                Column::figures(speech.t("site.col_added")),
                Column::words(speech.t("site.col_when")),
            ],
            rows: area.rolls.iter().enumerate().map(row).collect(),
            foot: None,
            narrow: Narrow::Stack,
        }) }
    }

    /// An officer's name and office, as forms publish them.
    pub(super) fn officer(&self, id: &dienhong_core::people::OfficerId) -> String {
        let known = self.view.state.people.officer(id);
        known.map_or_else(|| id.to_string(), |o| format!("{} ({})", o.name, o.office))
    }
}

fn hand(hand: Hand) -> &'static str {
    match hand {
        Hand::First => "site.hand_first",
        Hand::Second => "site.hand_second",
        Hand::Corrected => "site.hand_corrected",
        Hand::Settled => "site.hand_settled",
    }
}
