//! Anyone's own comparison of a posted paper with what was published: in the browser alone.

use super::{Shown, Site};
use dienhong_core::{
    count::Count,
    election::{Area, Constituency, Election},
    tally::Field,
};
use dienhong_look::{Markup, assets, form, html, part};
use std::collections::BTreeMap;

/// The lines that every paper has, in the order of the form.
const LINES: [&str; 6] = ["voters_total", "took_part", "issued", "returned", "valid", "invalid"];

impl Site<'_> {
    /// The lines of a constituency's papers, each with what it is called.
    fn lines(&self, of: &Constituency) -> Vec<(String, Markup)> {
        let main = LINES.map(|line| (line.to_owned(), html! { (self.field(line)) }));
        let votes = of.candidates.iter().enumerate().map(|(place, listed)| {
            let name =
                html! { span lang=[self.names()] { (place + 1) ". " (listed.candidate.name) } };
            (format!("votes.{}", place + 1), name)
        });
        main.into_iter().chain(votes).collect()
    }

    /// One area: the paper as somebody types it, line by line beside what is published.
    pub(super) fn compare(&self, election: &Election, area: &Area) -> Option<Shown> {
        let speech = &self.speech;
        let t = |key: &str| speech.t(&format!("compare.{key}"));
        let number = area.constituency(&election.id)?;
        let of = election.constituencies.get(&number)?;
        let counted = self.view.state.counted(election, &area.id);
        let named = |(field, count): (Field, Count)| (field.to_string(), count);
        let fields = counted.map(|published| published.fields()).unwrap_or_default();
        let published: BTreeMap<String, Count> = fields.into_iter().map(named).collect();
        let mut lines = self.lines(of);
        let in_part = self.is_in_part(election, &area.id);
        if in_part {
            // Nobody sees what its candidates got: there is nothing to hold a paper against.
            lines.truncate(LINES.len());
        }
        let title = t("title");
        let body = html! {
            (part::head_in(self.names(), &area.name, None))
            p { (self.named(&election.name)) " · " (area.id) }
            p.lead { (t("about")) }
            @if in_part { (self.part_notice(election, of, &area.id)) }
            noscript { (part::notice(part::Tone::Look, &t("no_script"), &html! {})) }
            section #compare data-compare data-election=(election.id) data-area=(area.id) data-constituency=(number)
                data-equal=(t("equal")) data-differs=(t("differs")) data-not-yet=(t("not_yet"))
                data-empty=(t("empty")) data-bad=(t("bad")) data-sum=(t("sum")) aria-label=(title) {
                div.field {
                    label for="photo" { (t("photo")) }
                    p.hint id="photo-hint" { (t("photo_hint")) }
                    input id="photo" type="file" accept="image/*" data-photo aria-describedby="photo-hint";
                }
                figure.paper data-picture hidden tabindex="0" { img alt=(t("photo_alt")) width="100%"; }
                div.table.stack {
                    table {
                        caption { (title) }
                        thead { tr {
                            th scope="col" { (t("field")) } th scope="col" { (t("paper")) }
                            th.num scope="col" { (t("published")) } th scope="col" { (t("verdict")) }
                        } }
                        tbody {
                            @for (line, name) in lines {
                                @let count = published.get(&line).copied();
                                tr data-line=(line) data-value=[count.map(|count| count.to_string())] {
                                    th scope="row" { label for={ "own-" (line) } { (name) } }
                                    td data-label=(t("paper")) { div {
                                        input id={ "own-" (line) } type="text" inputmode="numeric" autocomplete="off" maxlength="14";
                                    } }
                                    td.num data-label=(t("published")) { div { (self.some(count)) } }
                                    td data-label=(t("verdict")) { div data-verdict { } }
                                }
                            }
                        }
                    }
                }
                p role="status" data-total {}
                button.button type="button" data-forget hidden { (t("forget")) }
                p { a href=(speech.url(&format!("/elections/{}/compare", election.id))) { (t("own")) } }
                script type="module" src=(assets::href("compare.js")) {}
            }
        };
        let crumbs = vec![
            self.election_link(election),
            self.constituency_link(election, of),
            self.area_link(election, area),
        ];
        Some(Shown { title, crumbs, body })
    }

    /// What the copies in this browser add up to, beside the official figures of the same areas.
    pub(super) fn copies(&self, election: &Election) -> Shown {
        let speech = &self.speech;
        let t = |key: &str| speech.t(&format!("compare.{key}"));
        let title = t("own");
        let body = html! {
            (part::head(&title, None))
            p { (self.named(&election.name)) }
            p.lead { (t("own_about")) }
            noscript { (part::notice(part::Tone::Look, &t("no_script"), &html! {})) }
            section #copies data-copies data-election=(election.id)
                data-root={ "/open-data/" (election.id) "/areas.csv" }
                data-equal=(t("equal")) data-differs=(t("differs")) data-not-yet=(t("not_yet"))
                data-areas=(t("areas")) data-imported=(t("imported")) data-import-bad=(t("import_bad"))
                data-wrong-election=(t("wrong_election")) data-wrong-shape=(t("wrong_shape")) data-too-large=(t("too_large"))
                aria-label=(title) {
                p data-none hidden { (t("none")) }
                @for of in election.constituencies.values() { (self.copied(of)) }
                div data-copied hidden { h2 { (t("copied")) } ul data-list {} }
                div.actions {
                    button.button type="button" data-json { (t("export_json")) }
                    button.button type="button" data-csv { (t("export_csv")) }
                }
                (form::file("copies-file", &t("import"), &t("import_hint"), ".json,.csv", None))
                p role="status" data-said {}
                script type="module" src=(assets::href("compare.js")) {}
            }
        };
        Shown { title, crumbs: vec![self.election_link(election)], body }
    }

    fn copied(&self, of: &Constituency) -> Markup {
        let speech = &self.speech;
        let t = |key: &str| speech.t(&format!("compare.{key}"));
        html! {
            div.table.stack data-constituency=(of.number) data-of=(of.areas.len()) hidden {
                table {
                    caption { (speech.tell("compare.constituency", &[("number", &of.number.to_string())])) " · " span data-how-many {} }
                    thead { tr {
                        th scope="col" { (t("field")) } th.num scope="col" { (t("own_total")) }
                        th.num scope="col" { (t("official_total")) } th scope="col" { (t("state")) }
                    } }
                    tbody {
                        @for (line, name) in self.lines(of) {
                            tr data-line=(line) {
                                th scope="row" { (name) }
                                td.num data-label=(t("own_total")) { div data-own {} }
                                td.num data-label=(t("official_total")) { div data-official {} }
                                td data-label=(t("state")) { div data-verdict {} }
                            }
                        }
                    }
                }
            }
        }
    }
}
