//! What is public of an area's day: its kind and size, where and when one voted, what stopped the vote.

use super::Site;
use crate::Speech;
use dienhong_core::{
    State,
    election::{Area, AreaKind},
};
use dienhong_look::{Markup, html, part};

/// The words of a kind of area.
pub(crate) fn kind(kind: AreaKind) -> &'static str {
    match kind {
        AreaKind::Ordinary => "areas.kind_ordinary",
        AreaKind::Mountain => "areas.kind_mountain",
        AreaKind::Hospital => "areas.kind_hospital",
        AreaKind::ArmedForces => "areas.kind_armed_forces",
        AreaKind::Detention => "areas.kind_detention",
    }
}

impl Site<'_> {
    /// The day of an area, as its team wrote it down.
    pub(super) fn area_day(&self, area: &Area) -> Markup {
        let speech = &self.speech;
        let fact = |key: &str, value: Option<String>| {
            html! { @if let Some(value) = value { div { dt { (speech.t(key)) } dd { (value) } } } }
        };
        let boxes = (area.mobile_boxes > 0).then(|| area.mobile_boxes.to_string());
        let special = (area.kind != AreaKind::Ordinary).then(|| speech.t(kind(area.kind)));
        let early = area.early.as_ref().map(|early| {
            speech.tell(
                "areas.early_on",
                &[("day", &super::day(early.day)), ("document", &early.document)],
            )
        });
        let closed = area.closed.map(|at| match &area.closed_because {
            Some(why) => format!("{} · {why}", self.when(at)),
            None => self.when(at),
        });
        html! {
            (part::section("day", &speech.t("areas.day"), &html! {
                dl.particulars {
                    (fact("areas.kind", special))
                    (fact("areas.place", area.place.clone()))
                    (fact("areas.boxes", boxes))
                    (fact("areas.early", early))
                    (fact("papers.opened", area.opened.map(|at| self.when(at))))
                    (fact("papers.closed", closed))
                    (fact("areas.extended", extended(self, area)))
                }
                (size(speech, &self.view.state, area))
                @if !area.interruptions.is_empty() {
                    h3 { (speech.t("areas.interruptions")) }
                    ul {
                        @for one in &area.interruptions {
                            li {
                                (self.when(one.at)) " · " (one.reason) " · " (speech.t("areas.seals")) ": " (one.seals) " · "
                                @match &one.resumed {
                                    Some((at, document)) => {
                                        (speech.tell("areas.resumed_at", &[("when", &self.when(*at))]))
                                        @if let Some(document) = document { " (" (document) ")" }
                                    }
                                    None => { b { (speech.t("areas.not_resumed")) } }
                                }
                            }
                        }
                    }
                }
            }))
        }
    }
}

/// By how much an area closed later than the hour, within what the law allows.
fn extended(site: &Site, area: &Area) -> Option<String> {
    let rules = site.view.state.node.rules_at(area.closed?)?;
    let (hours, closed) = (rules.hours.as_ref()?, rules.local(area.closed?).clock);
    let facts = [("closes", hours.closes.to_string()), ("latest", hours.latest.to_string())];
    let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
    (closed > hours.closes).then(|| site.speech.tell("areas.extended_from", &facts))
}

/// Whether the area has as many voters as the law wants for its kind: found and said, not refused.
pub(crate) fn size(speech: &Speech, state: &State, area: &Area) -> Markup {
    let mut held = area.constituencies.keys().filter_map(|id| state.election.get(id));
    let rules = held.next().and_then(|election| state.node.rules_on(election.day));
    let rule = rules.and_then(|rules| rules.area_size.as_ref());
    let found = rule.zip(area.most_voters()).and_then(|(rule, voters)| {
        rule.missed(area.kind, voters).map(|bound| (rule, voters, bound))
    });
    html! {
        @if let Some((rule, voters, bound)) = found {
            p { (speech.tell(
                if voters < bound { "areas.too_few" } else { "areas.too_many" },
                &[("voters", &speech.n(voters)), ("bound", &speech.n(bound)), ("article", &rule.source.article)],
            )) }
        }
    }
}
