//! Votes of confidence as everybody may see them: rounds of an assembly's kind, from the moment on at which the
//! rule shows their figures. Persons stand in the order of the paper: nobody is ranked.

use super::{Shown, Site, day};
use crate::Speech;
use dienhong_core::{
    State,
    confidence::{Consequence, Given, Ground, Round, RoundId, Taken},
    count::Count,
    vote::{Audience, Vote},
};
use dienhong_look::{
    Markup, figure, html, part,
    table::{Column, Narrow, Table},
};
use dienhong_node::Subject as About;
use dienhong_verifier::segment;

/// What a round is: body, kind, year, document, and the rule.
pub(crate) fn particulars(speech: &Speech, state: &State, round: &Round) -> Markup {
    let t = |key: &str| speech.t(&format!("confidence.{key}"));
    let plan = &round.plan;
    let body = state.people.body(&round.body).map(|body| body.name.clone()).unwrap_or_default();
    let rule = state.survey_rule(round);
    let years = [("year", plan.year.to_string()), ("of_term", plan.year_of_term.to_string())];
    let years = years.each_ref().map(|(name, fact)| (*name, fact.as_str()));
    let other = rule.and_then(|rule| rule.year_of_term).filter(|year| *year != plan.year_of_term);
    let row = |key: &str, value: Markup| html! { div { dt { (t(key)) } dd { (value) } } };
    html! {
        dl.particulars {
            (row("body", html! { span lang=[speech.names()] { (body) } }))
            (row("kind", html! { (t(&format!("kind_{}", plan.kind))) }))
            (row("year", html! {
                (speech.tell("confidence.year_is", &years))
                @if let Some(year) = other {
                    br; small { (speech.tell("confidence.other_year", &[("year", &year.to_string())])) }
                }
            }))
            (row("members", html! { (speech.n(plan.members)) }))
            (row("document", html! { span lang=[speech.names()] { (plan.document.number) } " · " (day(plan.document.on)) }))
            @if let Some(rule) = rule {
                (row("rule", html! {
                    cite { (rule.source.article) } " " small { (speech.t(super::calendar::sure(rule.source.sure))) }
                }))
            }
        }
    }
}

/// Three counts for each person, each with its share and the base, and what follows.
pub(crate) fn results(speech: &Speech, state: &State, round: &Round, given: &[Given]) -> Markup {
    let t = |key: &str| speech.t(&format!("confidence.{key}"));
    let Some(rule) = state.survey_rule(round) else { return html! {} };
    let base = t(&format!("base_{}", rule.base.name()));
    let row = |(at, of): (usize, &Given)| {
        let path = |level: &str| {
            format!("confidence/{}/{}/{level}", segment(round.id.as_str()), segment(&of.subject.id))
        };
        let traced =
            |level: &str, count: Count| figure::figure(&path(level), count.get(), &speech.n(count));
        let cell = |level: &str, count: Count| {
            html! { (traced(level, count)) br; small { (speech.share(count, of.base)) } }
        };
        vec![
            html! { (at + 1) },
            html! { span lang=[speech.names()] { (of.subject.name) } br; small lang=[speech.names()] { (of.subject.post) } },
            cell("high", of.levels.high),
            cell("confident", of.levels.confident),
            cell("low", of.levels.low),
            html! { (traced("invalid", of.invalid)) },
            html! { (traced("base", of.base)) },
            html! {
                (t(&format!("consequence_{}", of.consequence.name())))
                @for taken in round.taken(&of.subject.id) {
                    br; small { (told(speech, taken)) }
                }
            },
        ]
    };
    html! {
        (Table {
            id: "results".into(),
            caption: speech.tell("confidence.results_caption", &[("base", &base)]),
            columns: vec![
                Column::figures(t("col_number")),
                Column::words(t("col_person")),
                Column::figures(t("level_high")),
                Column::figures(t("level_confident")),
                Column::figures(t("level_low")),
                Column::figures(t("col_invalid")),
                Column::figures(t("col_base")),
                Column::words(t("col_consequence")),
            ],
            rows: given.iter().enumerate().map(row).collect(),
            foot: None,
            narrow: Narrow::Stack,
        })
        p.article {
            (t("not_whole")) " "
            (speech.tell("confidence.moderate_rule", &[("share", &rule.moderate_over.to_string())])) " "
            (speech.tell("confidence.severe_rule", &[("share", &rule.severe_from.to_string())])) " "
            cite { (rule.source.article) }
        }
    }
}

fn told(speech: &Speech, taken: &Taken) -> String {
    let (key, document) = match taken {
        Taken::Resigned(document) => ("confidence.has_resigned", document),
        Taken::ReliefProposed(document) => ("confidence.relief_is_proposed", document),
    };
    let facts = [("document", document.number.clone()), ("day", day(document.on))];
    let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
    speech.tell(key, &facts)
}

/// Who is not voted on, and why.
pub(crate) fn excluded(speech: &Speech, round: &Round) -> Markup {
    let t = |key: &str| speech.t(&format!("confidence.{key}"));
    let left = round.left.iter().filter_map(|(id, (why, _))| {
        let subject = round.subject(id)?;
        Some((subject.name.as_str(), subject.post.as_str(), *why))
    });
    let all = round.plan.excluded.iter();
    let all: Vec<_> =
        all.map(|of| (of.name.as_str(), of.post.as_str(), of.why)).chain(left).collect();
    html! {
        @if !all.is_empty() {
            h3 { (t("excluded_title")) }
            ul {
                @for (name, post, why) in all {
                    li { span lang=[speech.names()] { (name) ", " (post) } ": " (t(&format!("why_{}", why.name()))) }
                }
            }
        }
    }
}

/// Votes on two levels, with their figures where `shows` lets them be seen.
pub(crate) fn seconds(
    speech: &Speech,
    state: &State,
    round: &Round,
    shows: &dyn Fn(&Vote) -> bool,
    at_desk: bool,
) -> Markup {
    let t = |key: &str| speech.t(&format!("confidence.{key}"));
    let standing: Vec<_> = round
        .plan
        .subjects
        .iter()
        .filter_map(|subject| {
            let (second, vote) = state.second_vote(round, &subject.id)?;
            Some((subject, second, vote)).filter(|_| at_desk || shows(vote))
        })
        .collect();
    let ground = |ground: &Ground| match ground {
        Ground::Survey => t("ground_survey"),
        Ground::Members { signed } => {
            let facts = [("signed", speech.n(*signed)), ("members", speech.n(round.plan.members))];
            let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
            speech.tell("confidence.by_members", &facts)
        }
        Ground::Body { name } => name.clone(),
    };
    html! {
        @if !standing.is_empty() {
            (part::section("seconds", &t("seconds"), &html! {
                @for (subject, second, vote) in standing {
                    h3 lang=[speech.names()] { (subject.name) }
                    p {
                        (ground(&second.ground)) " · " span lang=[speech.names()] { (second.document.number) } " · " (day(second.document.on))
                        @if at_desk {
                            " · " a href=(speech.url(&format!("/desk/votes/{}", vote.id))) { (t(&format!("vote_{}", vote.step().name()))) }
                        }
                    }
                    @if let Some(given) = state.second_given(round, vote).filter(|_| shows(vote)) {
                        dl.particulars {
                            div { dt { (t("level_confident")) } dd { (speech.n(given.confident)) " · " (speech.share(given.confident, given.base)) } }
                            div { dt { (t("level_not_confident")) } dd { (speech.n(given.not_confident)) " · " (speech.share(given.not_confident, given.base)) } }
                            div { dt { (t("col_base")) } dd { (speech.n(given.base)) } }
                        }
                        p.article {
                            @if given.lost { (t("second_lost")) } @else { (t("second_kept")) }
                            " " cite { (given.source.article) }
                        }
                    }
                }
            }))
        }
    }
}

/// Whether everybody sees a vote's figures now.
pub(crate) fn is_shown(state: &State, vote: &Vote) -> bool {
    !vote.call.closed && state.shows_figures(vote, Audience::Public)
}

/// The rounds whose results everybody sees.
pub(crate) fn shown(state: &State) -> impl Iterator<Item = &std::sync::Arc<Round>> {
    state.confidence.all().filter(|round| {
        !round.plan.closed && state.survey(round).is_some_and(|vote| is_shown(state, vote))
    })
}

impl Site<'_> {
    /// A round whose results are public. Before, and of a closed one ever, there is no such page.
    pub(super) fn confidence(&self, id: &RoundId) -> Option<Shown> {
        let speech = &self.speech;
        let t = |key: &str| speech.t(&format!("confidence.{key}"));
        let state = &self.view.state;
        let round = shown(state).find(|round| round.id == *id)?;
        let vote = state.survey(round)?;
        let given = state.survey_given(round)?;
        let followed = given.iter().any(|of| of.consequence != Consequence::None);
        let declared = vote.declared.as_ref()?;
        let body = html! {
            (part::head_in(self.names(), &round.plan.title, None))
            p { (self.as_of()) }
            (particulars(speech, state, round))
            p { a href=(speech.url(&format!("/votes/{}", vote.id))) { (t("the_vote")) } " · "
                (speech.tell("confidence.declared_at", &[("when", &self.when(declared.at))])) }
            (part::section("people", &t("results"), &html! {
                (results(speech, state, round, &given))
                @if followed { p { (t("followed_about")) } }
                (excluded(speech, round))
            }))
            (seconds(speech, state, round, &|vote| is_shown(state, vote), false))
            (self.history(&[About::Round(id.clone())]))
        };
        Some(Shown { title: round.plan.title.clone(), crumbs: Vec::new(), body })
    }
}
