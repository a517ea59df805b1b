//! What everybody may see of public briefings: the document, who has it from whom, and how far each unit has come,
//! added up level by level. How one person reads is on none of these pages.

use super::{Shown, Site, day, when};
use crate::Speech;
use dienhong_core::{
    State,
    briefing::{Article, Attached, Briefing, BriefingId, Figures, Recipient, Sum},
    count::Count,
    people::BodyId,
};
use dienhong_journal::Hash;
use dienhong_look::{
    Link, Markup, html, part,
    table::{Column, Narrow, Table},
};
use dienhong_node::Subject;
use std::{collections::BTreeMap, sync::Arc};

/// The most units that one page of a tree lists.
pub(crate) const ROWS: usize = 100;

/// The briefings of which everybody sees something, the newest first.
fn shown(state: &State) -> impl Iterator<Item = &Arc<Briefing>> {
    state.briefing.newest().into_iter().filter(|of| !of.plan.closed)
}

/// Every public page of briefings.
pub(super) fn paths(state: &State) -> Vec<String> {
    let mut paths = Vec::new();
    for of in shown(state) {
        if paths.is_empty() {
            paths.push("/briefings".to_owned());
        }
        paths.push(format!("/briefings/{}", of.id));
        // Counted in one pass: a country has thousands of bodies.
        let mut below: BTreeMap<&BodyId, usize> = BTreeMap::new();
        for from in of.recipients().filter_map(|recipient| recipient.from.as_ref()) {
            *below.entry(from).or_default() += 1;
        }
        for (body, below) in below {
            let at = format!("/briefings/{}/units/{body}", of.id);
            let more = (2..=below.div_ceil(ROWS)).map(|page| format!("{at}/{page}"));
            paths.extend(std::iter::once(at.clone()).chain(more));
        }
    }
    paths
}

/// Where the rows of a tree lead, and how its files are opened.
pub(crate) struct Tree<'a> {
    pub speech: Speech,
    pub state: &'a State,
    pub of: &'a Briefing,
    /// The address of a unit's own level, and of a page of it.
    pub url: &'a dyn Fn(&BodyId, usize) -> String,
    pub file: &'a dyn Fn(&Attached) -> Markup,
}

pub(crate) fn body_name(state: &State, body: &BodyId) -> String {
    state.people.body(body).map_or_else(|| body.to_string(), |body| body.name.clone())
}

impl Tree<'_> {
    fn t(&self, key: &str) -> String {
        self.speech.t(&format!("briefing.{key}"))
    }

    fn name(&self, body: &BodyId) -> Markup {
        html! { span lang=[self.speech.names()] { (body_name(self.state, body)) } }
    }

    fn least(&self) -> String {
        let rules = self.state.briefing_rules(self.of.at);
        self.speech.n(rules.map(|rules| rules.show_from).unwrap_or_default())
    }

    /// Who has it from whom, from the one who opened it down to this body.
    pub fn chain(&self, body: &BodyId) -> Markup {
        let mut above: Vec<_> = self.of.upwards(body).skip(1).collect();
        above.reverse();
        html! {
            @if !above.is_empty() {
                p {
                    (self.t("got_from")) ": "
                    @for of in &above { a href=((self.url)(&of.body, 1)) { (self.name(&of.body)) } " → " }
                    b { (self.name(body)) }
                }
            }
        }
    }

    /// One level: the body's own people, those to whom it sent it with all below them, and the sum.
    pub fn level(&self, body: &BodyId, page: usize) -> Markup {
        let Some(own) = self.of.recipient(body) else { return html! {} };
        let sums = self.state.sums(self.of);
        let below: Vec<_> = self.of.sent_by(body).collect();
        let pages = below.len().div_ceil(ROWS).max(1);
        let page = page.clamp(1, pages);
        let first = self.row(own, &self.state.own_sum(self.of, own), true);
        let rows = below.iter().skip((page - 1) * ROWS).take(ROWS).filter_map(|of| {
            let sum = sums.get(&of.body)?;
            Some(self.row(of, sum, false))
        });
        let rows: Vec<_> = (page == 1).then_some(first).into_iter().chain(rows).collect();
        let foot = sums.get(body).map(|sum| {
            let mut foot = vec![html! { (self.t("sum")) }, html! {}, self.said(sum)];
            foot.extend(self.figures(sum));
            foot
        });
        let link = |page: usize| {
            let label = self.speech.tell("briefing.page", &[("page", &page.to_string())]);
            Link::new(label, (self.url)(body, page))
        };
        let here = self.speech.tell(
            "briefing.page_of",
            &[("page", &page.to_string()), ("pages", &pages.to_string())],
        );
        html! {
            p.hint { (self.speech.tell("briefing.base_about", &[("least", &self.least())])) }
            (Table {
                id: "tree".into(),
                caption: self.t("tree_caption"),
                columns: vec![
                    Column::words(self.t("col_unit")),
                    Column::words(self.t("col_due")),
                    Column::words(self.t("col_stated")),
                    Column::figures(self.t("col_base")),
                    Column::figures(self.t("col_seen")),
                    Column::figures(self.t("col_attended")),
                    Column::figures(self.t("col_acknowledged")),
                ],
                rows,
                foot,
                narrow: Narrow::Stack,
            })
            @if pages > 1 {
                (part::pages(&self.t("pages"), &here, (page > 1).then(|| link(page - 1)).as_ref(),
                    (page < pages).then(|| link(page + 1)).as_ref()))
            }
        }
    }

    fn row(&self, of: &Recipient, sum: &Sum, own: bool) -> Vec<Markup> {
        let leads = !own && self.of.sent_by(&of.body).next().is_some();
        let name = html! {
            @if own { (self.name(&of.body)) " " small { (self.t("own_people")) } }
            @else if leads { a href=((self.url)(&of.body, 1)) { (self.name(&of.body)) } }
            @else { (self.name(&of.body)) }
        };
        let mut row = vec![name, html! { (day(of.due)) }, self.said(sum)];
        row.extend(self.figures(sum));
        row
    }

    /// How many have stated, how many of them late, and how many are too small to be shown.
    fn said(&self, sum: &Sum) -> Markup {
        let speech = &self.speech;
        let facts = [("stated", speech.many(sum.stated)), ("bodies", speech.many(sum.bodies))];
        let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
        html! {
            @if sum.bodies > 0 { (speech.tell("briefing.stated_of", &facts)) } @else { "–" }
            @if sum.late > 0 { br; small { (speech.tell("briefing.late_count", &[("count", &speech.many(sum.late))])) } }
            @if sum.few > 0 {
                br; small { (speech.tell("briefing.few_count", &[("count", &speech.many(sum.few)), ("least", &self.least())])) }
            }
        }
    }

    /// The base, and three parts of it, each with its share.
    fn figures(&self, sum: &Sum) -> Vec<Markup> {
        let none = || vec![html! { "–" }; 4];
        let Some(figures) = sum.figures else { return none() };
        let base = figures.base();
        if base.is_zero() {
            let few =
                html! { (self.speech.tell("briefing.fewer_than", &[("least", &self.least())])) };
            let alone = sum.few > 0;
            return if alone { vec![few.clone(), few.clone(), few.clone(), few] } else { none() };
        }
        let parts = [figures.seen, figures.attended, figures.acknowledged];
        let mut cells = vec![html! {
            (self.speech.n(base))
            @if !figures.excused.is_zero() {
                br; small { (self.speech.tell("briefing.excused_of", &[("required", &self.speech.n(figures.required)), ("excused", &self.speech.n(figures.excused))])) }
            }
        }];
        cells.extend(parts.map(|part| share(&self.speech, part, base)));
        cells
    }

    /// All that a body stated, the last first.
    pub fn stated(&self, of: &Recipient) -> Markup {
        let speech = &self.speech;
        html! {
            @if of.stated.is_empty() { p { (self.t("nothing_stated")) } } @else {
                ol reversed {
                    @for stated in of.stated.iter().rev() {
                        li {
                            (when(&self.state.node, stated.at)) ": "
                            @match stated.figures {
                                Some(figures) => (told(speech, &figures)),
                                None => (speech.tell("briefing.fewer_than", &[("least", &self.least())])),
                            }
                            @if self.state.stated_late(self.of, of, stated) { " · " strong { (self.t("late")) } }
                        }
                    }
                }
            }
        }
    }

    /// What this body, and those to whom it sent it, did to carry the document out.
    pub fn carried_out(&self, body: &BodyId) -> Markup {
        let own = self.of.recipient(body).into_iter();
        let all: Vec<_> = own
            .chain(self.of.sent_by(body))
            .flat_map(|of| of.carried.iter().map(move |carried| (of, carried)))
            .collect();
        let lang = self.speech.names();
        html! {
            @if all.is_empty() { p { (self.t("nothing_carried")) } } @else {
                ul {
                    @for (of, carried) in all.iter().rev().take(200) {
                        li {
                            b { (self.name(&of.body)) } " · " (when(&self.state.node, carried.at))
                            @if let Some(document) = &carried.document {
                                " · " span lang=[lang] { (document.number) } " · " (day(document.on))
                            }
                            @if let Some(text) = &carried.text { (lines(lang, text)) }
                            @if let Some(file) = &carried.file { p { ((self.file)(file)) } }
                        }
                    }
                }
            }
        }
    }

    /// When and where people are told of it.
    pub fn sessions(&self) -> Markup {
        let speech = &self.speech;
        let lang = speech.names();
        let mut all: Vec<_> = self.of.sessions.values().collect();
        all.sort_by_key(|of| (of.plan.on, of.plan.from));
        html! {
            @if all.is_empty() { p { (self.t("no_session")) } } @else {
                ul {
                    @for session in all {
                        li {
                            (session.plan.from) " " (day(session.plan.on))
                            @if let Some(place) = &session.plan.place { " · " span lang=[lang] { (place) } }
                            @if let Some(meeting) = &session.plan.meeting { " · " (self.t("meeting")) " " (meeting) }
                            br;
                            @let names: Vec<_> = session.plan.bodies.iter().take(20).map(|body| body_name(self.state, body)).collect();
                            small lang=[lang] {
                                (names.join("; "))
                                @if session.plan.bodies.len() > 20 { "; … (" (speech.many(session.plan.bodies.len())) ")" }
                            }
                            @match session.held.map(|held| held.present) {
                                None => {}
                                Some(None) => { br; (self.t("present")) ": " (speech.tell("briefing.fewer_than", &[("least", &self.least())])) }
                                Some(Some(present)) => { br; (self.t("present")) ": " (speech.n(present)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Each line of a text as a paragraph.
pub(crate) fn lines(lang: Option<&str>, text: &str) -> Markup {
    html! {
        @for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) { p lang=[lang] { (line) } }
    }
}

/// «8/20, 40,00%»: the base stands beside it.
fn share(speech: &Speech, part: Count, base: Count) -> Markup {
    html! { (speech.n(part)) "/" (speech.n(base)) br; small { (speech.share(part, base)) } }
}

/// All five figures in a sentence.
pub(crate) fn told(speech: &Speech, figures: &Figures) -> String {
    let base = figures.base();
    let part = |part: Count| {
        format!("{}/{} ({})", speech.n(part), speech.n(base), speech.share(part, base))
    };
    let facts = [
        ("required", speech.n(figures.required)),
        ("excused", speech.n(figures.excused)),
        ("base", speech.n(base)),
        ("seen", part(figures.seen)),
        ("attended", part(figures.attended)),
        ("acknowledged", part(figures.acknowledged)),
    ];
    let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
    speech.tell("briefing.figures_told", &facts)
}

/// The document: number, day, who issued it, until when.
pub(crate) fn particulars(
    speech: &Speech,
    state: &State,
    of: &Briefing,
    due: dienhong_core::Date,
) -> Markup {
    let t = |key: &str| speech.t(&format!("briefing.{key}"));
    let lang = speech.names();
    html! {
        dl.particulars {
            div { dt { (t("document")) } dd { span lang=[lang] { (of.plan.document.number) } " · " (day(of.plan.document.on)) } }
            div { dt { (t("issuer")) } dd lang=[lang] { (of.plan.issuer) } }
            div { dt { (t("sender")) } dd lang=[lang] { (body_name(state, &of.body)) } }
            div { dt { (t("due")) } dd { (day(due)) } }
            @if let Some(ended) = &of.ended {
                div { dt { (t("closed_on")) } dd {
                    (day(ended.on))
                    @if let Some(reason) = &ended.reason { " · " span lang=[lang] { (reason) } }
                } }
            }
        }
    }
}

/// The articles with their texts and files.
pub(crate) fn articles(
    speech: &Speech,
    of: &Briefing,
    file: &dyn Fn(&Attached) -> Markup,
) -> Markup {
    let lang = speech.names();
    html! {
        @for (at, article) in of.articles.iter().enumerate() {
            article id={ "article-" (at + 1) } { (one(speech, lang, article, file)) }
        }
    }
}

fn one(
    speech: &Speech,
    lang: Option<&str>,
    article: &Article,
    file: &dyn Fn(&Attached) -> Markup,
) -> Markup {
    html! {
        h3 { (speech.tell("briefing.article_number", &[("number", &article.number)])) " " span lang=[lang] { (article.heading) } }
        (lines(lang, &article.text))
        @if let Some(attached) = &article.file { p { (file(attached)) } }
    }
}

/// How a file is called that not everybody may open.
pub(crate) fn file_kept(speech: &Speech, file: &Attached) -> Markup {
    let key = if file.restricted { "briefing.file_restricted" } else { "briefing.file_not_looked" };
    html! { (speech.t(key)) }
}

impl Site<'_> {
    pub(super) fn briefings(&self) -> Shown {
        let speech = &self.speech;
        let title = speech.t("briefing.public_title");
        let links: Vec<_> = shown(&self.view.state)
            .map(|of| {
                let url = speech.url(&format!("/briefings/{}", of.id));
                let about = format!("{} · {}", of.plan.document.number, day(of.plan.document.on));
                (Link::new(of.plan.title.clone(), url).lang(self.names()), Some(about))
            })
            .collect();
        let body = html! {
            (part::head(&title, None))
            p { (speech.t("briefing.public_about")) }
            @if links.is_empty() { (part::empty(&speech.t("briefing.none_public"), None)) }
            (part::links(&links))
        };
        Shown { title, crumbs: Vec::new(), body }
    }

    fn public_file(&self, of: &Briefing, file: &Attached) -> Markup {
        let files: BTreeMap<Hash, ()> =
            self.view.state.briefing.shown().map(|scan| (scan.blob, ())).collect();
        html! {
            @if of.files.get(&file.blob).is_some() && files.contains_key(&file.blob) {
                a href={ "/blobs/" (file.blob) } { (self.speech.t("briefing.open_file")) } " "
                (part::hash(&file.blob.to_string()))
            } @else { (file_kept(&self.speech, file)) }
        }
    }

    /// The document with its articles, and the first level of the tree.
    pub(super) fn briefing(&self, id: &str) -> Option<Shown> {
        let of = shown_as(&self.view.state, id)?;
        let speech = &self.speech;
        let t = |key: &str| speech.t(&format!("briefing.{key}"));
        let (url, file) = self.ways(of);
        let tree = Tree { speech: *speech, state: &self.view.state, of, url: &url, file: &file };
        let body = html! {
            (part::head_in(self.names(), &of.plan.title, Some(&self.as_of())))
            (particulars(speech, &self.view.state, of, of.plan.due))
            (part::section("articles", &t("articles"), &articles(speech, of, &file)))
            (part::section("progress", &t("progress"), &tree.level(&of.body, 1)))
            (part::section("sessions", &t("sessions"), &tree.sessions()))
            (part::section("carried", &t("carried_out"), &tree.carried_out(&of.body)))
            (self.history(&[Subject::Briefing(of.id.clone())]))
        };
        let all = Link::new(speech.t("briefing.public_title"), speech.url("/briefings"));
        Some(Shown { title: of.plan.title.clone(), crumbs: vec![all], body })
    }

    /// One level of the tree.
    pub(super) fn briefing_unit(&self, id: &str, body: &str, page: usize) -> Option<Shown> {
        let of = shown_as(&self.view.state, id)?;
        let recipient = of.recipient(&BodyId::from(body))?;
        let speech = &self.speech;
        let t = |key: &str| speech.t(&format!("briefing.{key}"));
        let (url, file) = self.ways(of);
        let tree = Tree { speech: *speech, state: &self.view.state, of, url: &url, file: &file };
        let title = body_name(&self.view.state, &recipient.body);
        let shown = html! {
            (part::head_in(self.names(), &title, Some(&self.as_of())))
            (tree.chain(&recipient.body))
            (part::section("progress", &t("progress"), &tree.level(&recipient.body, page)))
            (part::section("stated", &t("stated"), &tree.stated(recipient)))
            (part::section("carried", &t("carried_out"), &tree.carried_out(&recipient.body)))
        };
        let all = Link::new(speech.t("briefing.public_title"), speech.url("/briefings"));
        let up = Link::new(of.plan.title.clone(), speech.url(&format!("/briefings/{}", of.id)));
        Some(Shown { title, crumbs: vec![all, up.lang(self.names())], body: shown })
    }

    fn ways<'a>(
        &'a self,
        of: &'a Briefing,
    ) -> (impl Fn(&BodyId, usize) -> String + 'a, impl Fn(&Attached) -> Markup + 'a) {
        let url = move |body: &BodyId, page: usize| {
            let page = if page > 1 { format!("/{page}") } else { String::new() };
            let known = of.sent_by(body).next().is_some();
            let path = match known {
                true => format!("/briefings/{}/units/{body}{page}", of.id),
                false => format!("/briefings/{}", of.id),
            };
            self.speech.url(&path)
        };
        (url, move |file: &Attached| self.public_file(of, file))
    }
}

fn shown_as<'a>(state: &'a State, id: &str) -> Option<&'a Arc<Briefing>> {
    state.briefing.get(&BriefingId::from(id)).filter(|of| !of.plan.closed)
}
