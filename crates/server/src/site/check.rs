//! «Tự kiểm tra»: what a page gives to the verifier in the reader's browser.

use super::Site;
use dienhong_core::{election::AreaId, units::UnitId};
use dienhong_look::{Markup, assets, html, part};
use dienhong_node::Subject;
use dienhong_verifier::Scope;

impl Site<'_> {
    /// What has to be read to recompute the figures of this page.
    pub(super) fn scope(&self) -> Scope {
        let state = &self.view.state;
        let parts: Vec<&str> = self.path.trim_matches('/').split('/').collect();
        let scope = match parts.as_slice() {
            ["units", unit] | ["elections", _, "units", unit] => {
                Some(Scope::Unit(UnitId::from(*unit)))
            }
            ["elections", _, "areas", area] => {
                let area = AreaId::from(*area);
                let unit = state.election.area(&area).map(|area| area.unit.clone());
                unit.map(|unit| Scope::Area { unit, area })
            }
            ["elections", id, "constituencies", number] => self.election(id).and_then(|election| {
                let number = number.parse().ok()?;
                let members = &election.constituencies.get(&number)?.members;
                let unit = state.units.common(members.iter().map(|member| &member.unit))?;
                Some(Scope::Constituency { unit, election: election.id.clone(), number })
            }),
            ["votes", id] | ["votes", id, "box"] => self
                .public_vote(id)
                .and_then(|vote| state.body_of(vote)?.unit.clone().map(Scope::Unit)),
            _ => None,
        };
        scope.unwrap_or_default()
    }

    /// The last record on which the figures of a scope rest, and how many witnesses have seen it.
    fn seen_by(&self, scope: &Scope) -> String {
        let speech = &self.speech;
        let state = &self.view.state;
        let history = &self.view.history;
        let minutes = |area: &AreaId| {
            let elections = state.election.all();
            let all = elections.map(|election| Subject::Minutes(election.id.clone(), area.clone()));
            all.filter_map(|subject| history.of(&subject).next_back()).max()
        };
        let last = match scope {
            Scope::Whole => self.view.size.checked_sub(1),
            Scope::Unit(unit) => state.election.areas_of(unit).filter_map(|a| minutes(&a.id)).max(),
            Scope::Area { area, .. } => minutes(area),
            Scope::Constituency { election, number, .. } => {
                let of = state.election.constituency(election, *number);
                let areas = of.into_iter().flat_map(|of| &of.areas).filter_map(minutes);
                let own = Subject::Constituency(election.clone(), *number);
                areas.chain(history.of(&own).next_back()).max()
            }
        };
        let all = state.node.witnesses().count();
        let rests = last.map_or_else(String::new, |record| {
            speech.tell("verify.rests_on", &[("record", &record.to_string())])
        });
        if all == 0 {
            return format!("{rests} {}", speech.t("verify.no_witness"));
        }
        let seen = self.witnessed.iter().filter(|said| last.is_some_and(|last| said.size > last));
        let facts = [("seen", seen.count().to_string()), ("all", all.to_string())];
        let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
        format!("{rests} {}", speech.tell("verify.seen_by", &facts))
    }

    /// The button, its progress, its answer, and where a figure comes from.
    pub(super) fn check(&self) -> Markup {
        let speech = &self.speech;
        let scope = self.scope();
        let about = match scope {
            Scope::Whole => "verify.about_whole",
            _ => "verify.about_part",
        };
        let t = |key: &str| speech.t(&format!("verify.{key}"));
        html! {
            section #check .check data-verify
                data-scope=(serde_json::to_string(&scope).unwrap_or_default())
                data-page=(self.path)
                data-size=(self.view.size)
                data-served=(self.live)
                data-sha256=(assets::verifier_sha256())
                data-root="/checkpoint"
                data-worker=(assets::href("worker.js"))
                data-module=(assets::href("verifier.js"))
                data-wasm=(assets::href("verifier_bg.wasm"))
                data-working=(t("working")) data-failed=(t("failed")) data-sorry=(t("sorry"))
                data-cost=(t("cost")) data-again=(t("again")) data-whence=(t("whence"))
                data-no-origin=(t("no_origin")) data-adds-up=(t("adds_up")) data-adds-not=(t("adds_not"))
                data-minutes-area=(t("minutes_area")) data-minutes-record=(t("minutes_record"))
                data-minutes-version=(t("minutes_version")) data-minutes-entered=(t("minutes_entered"))
                data-minutes-signed=(t("minutes_signed")) data-minutes-published=(t("minutes_published"))
                data-scan=(t("scan"))
                aria-labelledby="check-title" {
                h2 #check-title { (t("title")) }
                p { (speech.t(about)) }
                p { (self.seen_by(&scope)) }
                noscript { p { (t("no_script")) } }
                button.button.jade type="button" data-start hidden { (t("start")) }
                div data-working-box hidden {
                    progress data-bar aria-label=(t("title")) {}
                    p data-how-far {}
                }
                div data-result hidden {
                    p.sentence data-sentence tabindex="-1" role="status" {}
                    p data-hint hidden { (t("hint")) }
                    details data-more {
                        summary { (t("more")) }
                        p data-compared {}
                        div data-differences-box hidden {
                            h3 { (t("differences")) }
                            ul data-differences {}
                        }
                        div data-not-checked-box hidden {
                            h3 { (t("not_checked")) }
                            ul data-not-checked {}
                        }
                        p.path { (t("key")) " " span data-key {} }
                        p.path { (t("root")) " " span data-root-hash {} }
                        p.path { (t("program")) " " (part::hash(assets::verifier_sha256())) }
                        p data-cost {}
                    }
                }
                dialog aria-label=(t("whence")) {
                    div data-origin {}
                    button.button type="button" data-close { (t("close")) }
                }
                script type="module" src=(assets::href("verify.js")) {}
            }
        }
    }
}
