//! Areas in which few voted: what is shown of one, and what is shown of several together.

use super::{Site, bp};
use dienhong_core::{
    election::{AreaId, Constituency, Election},
    grouping::{Group, Together},
    rules::SmallAreaRule,
};
use dienhong_look::{Markup, figure, html, part};

impl Site<'_> {
    /// Whether nobody will see what the candidates of an area got there.
    pub(super) fn is_in_part(&self, election: &Election, area: &AreaId) -> bool {
        let state = &self.view.state;
        state.counted(election, area).is_some_and(|published| published.is_in_part())
            || state.group_of(election, area).is_some()
    }

    /// Why the candidates' figures of an area are not shown, and where they are.
    pub(super) fn part_notice(
        &self,
        election: &Election,
        of: &Constituency,
        area: &AreaId,
    ) -> Markup {
        let speech = &self.speech;
        let state = &self.view.state;
        let Some(rule) = state.small_areas(election) else { return html! {} };
        let group = state.group_of(election, area);
        part::notice(
            part::Tone::Look,
            &speech.t("grouping.part"),
            &html! {
                p { (self.why_in_part(rule)) }
                @match group {
                    Some(group) => p {
                        a href=(self.group_url(election, of, group)) {
                            (speech.tell("grouping.see_group", &[("number", &group.number.to_string())]))
                        }
                    },
                    None => p { (speech.t("grouping.no_group_yet")) },
                }
            },
        )
    }

    fn why_in_part(&self, rule: &SmallAreaRule) -> Markup {
        let speech = &self.speech;
        let facts = [("least", speech.n(rule.merge_below))];
        let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
        part::article(&speech.tell("grouping.why", &facts), &rule.source.article, None)
    }

    fn group_url(&self, election: &Election, of: &Constituency, group: &Group) -> String {
        let path = format!("/elections/{}/constituencies/{}", election.id, of.number);
        format!("{}#group-{}", self.speech.url(&path), group.number)
    }

    /// The groups of a constituency with what they add up to.
    pub(super) fn groups(&self, election: &Election, of: &Constituency) -> Markup {
        let speech = &self.speech;
        let state = &self.view.state;
        let Some(rule) = state.small_areas(election) else { return html! {} };
        let mut groups = state.grouping.of(&election.id, of.number).peekable();
        if groups.peek().is_none() {
            return html! {};
        }
        part::section(
            "groups",
            &speech.t("grouping.heading"),
            &html! {
                p { (self.why_in_part(rule)) }
                @for group in groups { (self.group(election, of, group)) }
            },
        )
    }

    fn group(&self, election: &Election, of: &Constituency, group: &Group) -> Markup {
        let speech = &self.speech;
        let state = &self.view.state;
        let number = group.number.to_string();
        let id = format!("group-{number}");
        let at = format!("elections/{}/constituencies/{}/groups/{number}", election.id, of.number);
        let areas = group.areas.iter().filter_map(|area| state.election.area(area));
        let together = state.together(election, group);
        html! {
            section id=(id) aria-labelledby=(format!("{id}-heading")) {
                h3 id=(format!("{id}-heading")) { (speech.tell("grouping.group", &[("number", &number)])) }
                ul {
                    @for area in areas {
                        li { (self.area_link(election, area)) " " small { (area.id) } " " (self.area_state(election, area)) }
                    }
                }
                @match &together {
                    Some(together) => {
                        (self.ballots(&at, (&together.figures).into()))
                        (self.ranked(&at, of, together))
                        (self.group_history(group))
                    }
                    None => p { (speech.t("grouping.not_published")) },
                }
            }
        }
    }

    fn ranked(&self, at: &str, of: &Constituency, together: &Together) -> Markup {
        let speech = &self.speech;
        let valid = together.figures.valid;
        let row = |(place, listed): (usize, &dienhong_core::election::Listed)| {
            let votes = together.figures.votes.get(place).copied().unwrap_or_default();
            figure::Ranked {
                name: format!("{}. {}", place + 1, listed.candidate.name),
                lang: self.names(),
                note: None,
                share: Some((bp(votes, valid), speech.share(votes, valid))),
                votes: html! {
                    (self.figure(&format!("{at}/votes.{}", place + 1), votes)) " "
                    (speech.tell("site.votes_of_valid", &[("base", &speech.n(valid))]))
                },
                standing: None,
                reached: false,
            }
        };
        let rows: Vec<figure::Ranked> = of.candidates.iter().enumerate().map(row).collect();
        figure::ranking(&rows, None)
    }

    /// Who published the sums, and what was replaced: the old figure stays, struck through, with the reason.
    fn group_history(&self, group: &Group) -> Markup {
        let speech = &self.speech;
        let pairs = group.versions.iter().zip(group.versions.iter().skip(1));
        html! {
            @if let Some(last) = group.published() {
                p { small { (speech.t("grouping.by")) ": " (self.by(&last.by)) " · " (self.when(last.at)) } }
            }
            @for (old, new) in pairs {
                ul {
                    @for (field, was, is) in super::differing(old.figures.fields(), new.figures.fields()) {
                        li {
                            (self.sheet_field(&field.to_string())) ": "
                            (figure::corrected(&self.some(was), &self.some(is), new.reason.as_deref().unwrap_or_default()))
                            " " small { (self.when(new.at)) }
                        }
                    }
                }
            }
        }
    }
}
