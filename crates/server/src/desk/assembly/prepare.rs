//! A meeting before it opens: sites, agenda, papers, invitations, and what is missing.

use super::{
    Desk, LONGEST, Of, SHORT, Said, Sent, asked, is_open, officer_of,
    plan::{quorum_words, replan},
    shown_time,
};
use crate::{
    App,
    desk::asks::{Asks, id_of},
    sent::{Filed, Form},
    session::Officer,
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Event, Kept,
    assembly::{
        Event as A, Item, ItemId, Meeting, OfItem, OfSite, Paper, Reach, Site, SiteId, Step,
        Visibility, Words,
    },
    text::fold,
};
use dienhong_journal::{Opening, Salt};
use dienhong_look::{
    Markup, form, html, part,
    table::{Column, Narrow, Table},
};
use std::{collections::BTreeSet, sync::Arc};

/// The most lines that one form takes.
const LINES: usize = 800;

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::run(&desk, &id) else { return desk.missing() };
    page(&of, StatusCode::OK, &Sent::default())
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::run(&desk, &id) else { return desk.missing() };
    let mut sent = Sent::of(typed);
    let command = command(&of, &mut sent);
    let to = match sent.value("step") {
        "open" => of.path("/chair"),
        _ => of.path(""),
    };
    asked(&desk, &id, sent, command, &to, page).await
}

/// What still has to be there before the meeting can open.
fn missing(of: &Of) -> Vec<String> {
    let meeting = &of.meeting;
    let mut all = Vec::new();
    if meeting.sites.is_empty() {
        all.push(of.t("missing_sites"));
    }
    if meeting.delegates.is_empty() {
        all.push(of.t("missing_delegates"));
    }
    if meeting.items.is_empty() {
        all.push(of.t("missing_items"));
    }
    let untested =
        meeting.sites.values().filter(|of| of.tests.last().is_none_or(|(_, test)| !test.is_good()));
    let untested = untested.count();
    if untested > 0 && !meeting.sites.is_empty() {
        let facts = [("sites", untested.to_string())];
        all.push(of.desk.speech.tell("meeting.missing_tests", &[("sites", &facts[0].1)]));
    }
    all
}

fn page(of: &Of, status: StatusCode, sent: &Sent) -> Response {
    let (desk, meeting) = (of.desk, &of.meeting);
    let speech = &desk.speech;
    let asks = Asks { desk, action: of.url(""), words: "meeting", sent };
    let hall = of.hall();
    let planned = meeting.step() == Step::Planned;
    let missing = if planned { missing(of) } else { Vec::new() };
    let rules = speech_rules(desk, meeting);
    let item = |key: &str, what: Markup| html! { div { dt { (of.t(key)) } dd { (what) } } };
    let person = |id: &dienhong_core::people::OfficerId| {
        desk.view.state.people.officer(id).map_or_else(|| id.to_string(), |of| of.name.clone())
    };
    let title = meeting.plan.title.clone();
    let body = html! {
        (part::head_in(speech.names(), &title, Some(&html! { (of.word("step", meeting.step().name())) })))
        (of.tabs(""))
        (desk.trouble(sent.refused.as_deref()))
        dl.particulars {
            (item("begins", html! { (hall.when(meeting.plan.begins)) }))
            (item("place", html! { span lang="vi" { (meeting.plan.place) } }))
            (item("chair", html! { span lang="vi" { (person(&meeting.chair)) } }))
            (item("minutes_of_items", html! { (speech.tell("meeting.minutes_sum", &[("minutes", &meeting.minutes().to_string())])) }))
            (item("coming", html! { (hall.quorum()) }))
            (item("visible", html! { (of.t(if meeting.plan.closed { "is_closed_meeting" } else { "is_public_meeting" })) }))
            @if let Some(before) = meeting.plan.follows.as_ref().and_then(|id| desk.view.state.assembly.get(id)) {
                (item("follows", html! { a lang="vi" href=(speech.url(&format!("/desk/meetings/{}", before.id))) { (before.plan.title) } }))
            }
        }
        @if let Some(rule) = rules { (quorum_words(desk, &rule)) }
        @if planned {
            @if !missing.is_empty() {
                (part::notice(part::Tone::Look, &of.t("missing"), &html! { ul { @for line in &missing { li { (line) } } } }))
            }
            (asks.form("open", form::Weight::Strong, &html! { p.hint { (of.t("open_about")) } }))
        }
        p {
            a href=(of.url("/meeting.ics")) { (of.t("ics")) } " · "
            a href=(of.url("/slips.pdf")) { (of.t("sign_in_sheet")) } " · "
            a href=(speech.url(&format!("/desk/meetings/convene?from={}", meeting.id))) { (of.t("copy")) }
        }
        (of.promised())
        (part::section("agenda", &of.t("agenda"), &agenda(of, &asks)))
        (part::section("sites", &of.t("sites"), &sites(of, &asks)))
        (part::section("papers", &of.t("papers"), &papers(of, sent)))
        @if planned {
            (part::section("plan", &of.t("plan"), &html! {
                (asks.folded("replan", form::Weight::Plain, &html! {
                    @let (day, clock) = shown_time(desk, meeting.plan.begins);
                    (asks.field("replan", "day", form::Kind::Date, &day))
                    (asks.field("replan", "clock", form::Kind::Text, &clock))
                    (asks.field("replan", "place", form::Kind::Text, &meeting.plan.place))
                    (asks.text("replan", "reason"))
                }))
                (asks.folded("call_off", form::Weight::Grave, &asks.text("call_off", "reason")))
            }))
        }
    };
    desk.page(status, title, &body)
}

fn speech_rules(desk: &Desk, meeting: &Meeting) -> Option<dienhong_core::assembly::MeetingRule> {
    let rules = desk.view.state.rules_at(meeting.at).ok()?.assembly.as_ref()?;
    rules.kinds.get(&meeting.plan.kind).cloned()
}

/// The items with what may be done to each, and the form that adds some.
fn agenda(of: &Of, asks: &Asks) -> Markup {
    let hall = of.hall();
    let speech = &of.desk.speech;
    let open = is_open(&of.meeting);
    let all = of.meeting.agenda();
    let parents: Vec<(String, String)> = std::iter::once((String::new(), of.t("no_parent")))
        .chain(all.iter().map(|(number, item)| {
            (
                item.item.id.to_string(),
                format!("{number} {}", hall.title(&item.item).unwrap_or_default()),
            )
        }))
        .collect();
    let visibilities: Vec<(String, String)> = Visibility::ALL
        .iter()
        .map(|one| (one.name().to_owned(), of.word("visibility", one.name())))
        .collect();
    let choices: Vec<(String, String)> =
        parents.iter().filter(|(id, _)| !id.is_empty()).cloned().collect();
    html! {
        @if all.is_empty() { (part::empty(&of.t("missing_items"), None)) }
        ol.agenda.sortable data-sort=(of.url("")) {
            @for (number, item) in &all {
                li data-item=(item.item.id) draggable=[open.then_some("true")] {
                    span.n { (number) }
                    span {
                        span lang="vi" { (hall.title(&item.item).unwrap_or_default()) }
                        small {
                            @if !item.item.owner.is_empty() { span lang="vi" { (item.item.owner) } " · " }
                            @if let Some(minutes) = item.item.minutes { (hall.tell("item_minutes", &[("minutes", &minutes.to_string())])) " · " }
                            (of.word("visibility", item.item.visibility.name()))
                        }
                    }
                    @if open { (moves(of, item)) }
                }
            }
        }
        @if open {
            (asks.folded("item_add", form::Weight::Plain, &html! {
                (asks.long("item_add", "item_lines"))
                (asks.select("item_add", "parent", &parents))
                (asks.select("item_add", "visibility", &visibilities))
            }))
            @if !choices.is_empty() {
                (asks.folded("item_set", form::Weight::Plain, &html! {
                    (asks.select("item_set", "which", &choices))
                    (asks.text("item_set", "heading"))
                    (asks.field("item_set", "minutes", form::Kind::Digits, ""))
                    (asks.text("item_set", "owner"))
                    (asks.select("item_set", "visibility", &visibilities))
                }))
                (asks.folded("item_drop", form::Weight::Grave, &html! {
                    (asks.select("item_drop", "which", &choices))
                    (asks.text("item_drop", "reason"))
                }))
            }
        }
        p.hint { (speech.t("meeting.agenda_about")) }
    }
}

/// An item one up, one down, or to a place: for those who do not drag.
fn moves(of: &Of, item: &OfItem) -> Markup {
    let siblings = siblings(&of.meeting, item);
    let Some(at) = siblings.iter().position(|id| *id == item.item.id) else { return html! {} };
    let label = |key: &str| of.t(key);
    html! {
        form.moves method="post" action=(of.url("")) {
            (of.desk.stamps())
            (form::hidden("step", "item_move"))
            (form::hidden("item_move.which", item.item.id.as_str()))
            @if at > 0 { button.quiet name="item_move.to" value=(at) aria-label=(label("move_up")) { "↑" } }
            @if at + 1 < siblings.len() { button.quiet name="item_move.to" value=(at + 2) aria-label=(label("move_down")) { "↓" } }
        }
        form.moves method="post" action=(of.url("")) {
            (of.desk.stamps())
            (form::hidden("step", "item_move"))
            (form::hidden("item_move.which", item.item.id.as_str()))
            input name="item_move.to" inputmode="numeric" size="2" aria-label=(label("move_to")) placeholder="№";
            button.quiet { (label("move_to_do")) }
        }
    }
}

/// The items beside one, under the same parent, in their order.
fn siblings(meeting: &Meeting, item: &OfItem) -> Vec<ItemId> {
    let all = meeting.order.iter().filter_map(|id| meeting.items.get(id));
    let beside = all.filter(|of| of.item.parent == item.item.parent);
    beside.map(|of| of.item.id.clone()).collect()
}

/// All items in their order, with one moved to a place among those beside it.
fn moved(meeting: &Meeting, which: &ItemId, to: usize) -> Option<Vec<ItemId>> {
    let item = meeting.items.get(which)?;
    let before = siblings(meeting, item);
    let mut after: Vec<ItemId> = before.iter().filter(|id| *id != which).cloned().collect();
    after.insert(to.saturating_sub(1).min(after.len()), which.clone());
    let mut next = after.into_iter();
    let order = meeting.order.iter().map(|id| match before.contains(id) {
        true => next.next().unwrap_or_else(|| id.clone()),
        false => id.clone(),
    });
    Some(order.collect())
}

/// Each site: its list, its reply, its line; and the form that adds some.
fn sites(of: &Of, asks: &Asks) -> Markup {
    let meeting = &of.meeting;
    let speech = &of.desk.speech;
    let hall = of.hall();
    let row = |site: &Arc<OfSite>| {
        let secretary = site.site.secretary.as_ref();
        let secretary = secretary.and_then(|id| of.desk.view.state.people.officer(id));
        let test = site.tests.last();
        vec![
            html! { a lang="vi" href=(of.url(&format!("/sites/{}", site.site.id))) { (site.site.name) }
            @if let Some(parent) = &site.site.parent { br; small { "↳ " span lang="vi" { (hall.site_name(parent)) } } } },
            html! { (speech.many(site.expected.heads as usize)) },
            html! { @match secretary { Some(officer) => span lang="vi" { (officer.name) }, None => (of.t("nobody")) } },
            html! { @match &site.reply {
                Some((at, reply)) => { (of.t(if reply.coming { "reply_yes" } else { "reply_no" })) " " small { (hall.when(*at)) " " span lang="vi" { (reply.note) } } },
                None if site.invited.is_some() => (of.t("reply_awaited")),
                None => (of.t("not_invited")),
            } },
            html! { @match test {
                Some((at, test)) => { (if test.is_good() { "✓ " } else { "▲ " }) (of.t(if test.is_good() { "test_good" } else { "test_bad" })) " " small { (hall.when(*at)) } },
                None => (of.t("test_none")),
            } },
        ]
    };
    let parents: Vec<(String, String)> = std::iter::once((String::new(), of.t("no_parent")))
        .chain(meeting.sites().map(|of| (of.site.id.to_string(), of.site.name.clone())))
        .collect();
    let choices: Vec<(String, String)> =
        parents.iter().filter(|(id, _)| !id.is_empty()).cloned().collect();
    html! {
        @if !meeting.sites.is_empty() {
            (Table {
                id: "sites-table".into(),
                caption: of.t("sites"),
                columns: vec![
                    Column::words(of.t("site")),
                    Column::figures(of.t("delegates")),
                    Column::words(of.t("site_secretary")),
                    Column::words(of.t("reply")),
                    Column::words(of.t("line_test")),
                ],
                rows: meeting.sites().map(row).collect(),
                foot: None,
                narrow: Narrow::Stack,
            })
        }
        @if is_open(meeting) {
            (asks.folded("site_add", form::Weight::Plain, &html! {
                (asks.long("site_add", "site_lines"))
                (asks.select("site_add", "parent", &parents))
            }))
            @if !choices.is_empty() {
                (asks.folded("keeper", form::Weight::Plain, &html! {
                    (asks.select("keeper", "site", &choices))
                    (asks.text("keeper", "secretary"))
                }))
                (asks.folded("site_drop", form::Weight::Grave, &html! {
                    (asks.select("site_drop", "site", &choices))
                    (asks.text("site_drop", "reason"))
                }))
                @if meeting.step() == Step::Planned {
                    (asks.form("invite", form::Weight::Plain, &html! { p.hint { (of.t("invite_about")) } }))
                }
            }
        }
    }
}

/// The papers with who may open them, and the form that brings one.
fn papers(of: &Of, sent: &Sent) -> Markup {
    let hall = of.hall();
    let groups: BTreeSet<&str> = of
        .meeting
        .delegates
        .values()
        .map(|of| of.group.as_str())
        .filter(|group| !group.is_empty())
        .collect();
    let reach = |reach: &Reach| match reach {
        Reach::Public => of.t("reach_public"),
        Reach::Delegates => of.t("reach_delegates"),
        Reach::Groups(all) => all.join(", "),
    };
    let reaches: Vec<(String, String)> =
        [("delegates", "reach_delegates"), ("public", "reach_public")]
            .map(|(value, key)| (value.to_owned(), of.t(key)))
            .into_iter()
            .chain(groups.iter().map(|group| (format!("group:{group}"), (*group).to_owned())))
            .collect();
    let items: Vec<(String, String)> = std::iter::once((String::new(), of.t("no_item")))
        .chain(of.meeting.agenda().into_iter().map(|(number, item)| {
            (
                item.item.id.to_string(),
                format!("{number} {}", hall.title(&item.item).unwrap_or_default()),
            )
        }))
        .collect();
    let asks = Asks { desk: of.desk, action: of.url("/papers"), words: "meeting", sent };
    let standing: Vec<_> =
        of.meeting.papers.iter().filter(|given| given.withdrawn.is_none()).collect();
    html! {
        @if standing.is_empty() { p.hint { (of.t("no_papers")) } }
        ul.links {
            @for given in &standing {
                li {
                    a lang="vi" href=(of.desk.speech.url(&format!("/meetings/{}/papers/{}", of.meeting.id, given.paper.blob))) { (hall.words(&given.paper.title).unwrap_or_default()) }
                    small { (reach(&given.paper.reach)) " · " (hall.size(given.paper.bytes)) " · " (hall.when(given.at)) }
                }
            }
        }
        @if is_open(&of.meeting) {
            details open[sent.value("step") == "paper"] {
                summary { (of.t("paper")) }
                form method="post" action=(of.url("/papers")) enctype="multipart/form-data" {
                    (of.desk.stamps())
                    (form::hidden("step", "paper"))
                    (asks.text("paper", "heading"))
                    (asks.select("paper", "item", &items))
                    (asks.select("paper", "reach", &reaches))
                    (form::file("paper.file", &of.t("file"), &of.t("file_hint"), ".pdf,.png,.jpg,.jpeg,.webp", sent.error("paper.file")))
                    (asks.tick("paper", "no_secret", &of.t("no_secret"), false))
                    (form::button(form::Weight::Plain, &of.t("paper_do")))
                }
            }
            @if !standing.is_empty() {
                @let choices: Vec<(String, String)> = standing.iter().map(|given| (given.paper.blob.to_string(), hall.words(&given.paper.title).unwrap_or_default())).collect();
                @let asks = Asks { desk: of.desk, action: of.url(""), words: "meeting", sent };
                (asks.folded("paper_drop", form::Weight::Grave, &html! {
                    (asks.select("paper_drop", "which", &choices))
                    (asks.text("paper_drop", "reason"))
                }))
            }
        }
    }
}

/// Words that are open or sealed as what they belong to, with what opens the seal.
pub(super) fn words(text: String, open: bool) -> Option<(Words, Option<Kept>)> {
    if open {
        return Some((Words::Open(text), None));
    }
    let kept = Kept::of(&Opening { value: text, salt: Salt(dienhong_node::random()) }).ok()?;
    Some((Words::Sealed(kept.seal), Some(kept)))
}

/// Whether what belongs to an item is open to all who may see the meeting's records.
pub(super) fn is_open_on(meeting: &Meeting, visibility: Visibility) -> bool {
    meeting.plan.closed || visibility == Visibility::Public
}

fn visibility(said: &mut Said) -> Option<Visibility> {
    said.one_of("visibility", &Visibility::ALL, Visibility::name)
}

fn record(events: Vec<A>) -> Command {
    Command::Record(events.into_iter().map(Event::Assembly).collect())
}

fn sealed(events: Vec<A>, kept: Vec<Kept>) -> Command {
    Command::Seal(events.into_iter().map(Event::Assembly).collect(), kept)
}

/// What a form asks for. None: something cannot be read, told at its field, or there is no such form.
fn command(of: &Of, sent: &mut Sent) -> Option<Command> {
    let (desk, meeting) = (of.desk, &of.meeting);
    let prefix = id_of(sent, "i");
    let mut said = Said::new(desk, sent);
    let id = meeting.id.clone();
    match said.step.as_str() {
        "open" => Some(record(vec![A::Opened { meeting: id }])),
        "replan" => Some(record(vec![replan(&mut said, meeting)?])),
        "call_off" => {
            let reason = said.needed("reason", LONGEST);
            Some(record(vec![A::CalledOff { meeting: id, reason }]))
        }
        "site_add" => Some(record(new_sites(of, &mut said))),
        "keeper" => {
            let site = said.needed("site", SHORT);
            let known = meeting.sites.get(&SiteId::from(site.as_str()))?;
            let secretary = officer_of(&mut said, "secretary");
            let site = Site { secretary, ..(*known.site).clone() };
            Some(record(vec![A::SiteSet { meeting: id, site }]))
        }
        "site_drop" => {
            let site = SiteId::from(said.needed("site", SHORT).as_str());
            let reason = said.needed("reason", LONGEST);
            Some(record(vec![A::SiteDropped { meeting: id, site, reason }]))
        }
        "invite" => {
            let sites = meeting.site_order.iter().cloned().collect();
            Some(record(vec![A::Invited { meeting: id, sites }]))
        }
        "item_add" => {
            let parent = said.text("parent", SHORT);
            let parent = Some(ItemId::from(parent.as_str())).filter(|id| !id.as_str().is_empty());
            let visibility = visibility(&mut said)?;
            let (mut events, mut kept) = (Vec::new(), Vec::new());
            for (line, parts) in said.lines("item_lines", LINES) {
                let part = |at: usize| parts.get(at).cloned().unwrap_or_default();
                let minutes = part(1);
                let read = minutes.parse::<u16>().ok();
                if part(0).is_empty() || (read.is_none() && !minutes.is_empty()) {
                    said.wrong_line("item_lines", line);
                    continue;
                }
                let (title, key) = words(part(0), is_open_on(meeting, visibility))?;
                kept.extend(key);
                let item = Item {
                    id: ItemId::from(format!("{prefix}-{line}").as_str()),
                    parent: parent.clone(),
                    title,
                    visibility,
                    minutes: read,
                    owner: part(2),
                };
                events.push(A::ItemSet { meeting: id.clone(), item });
            }
            if events.is_empty() {
                said.wrong("item_lines", desk.speech.t("asks.missing"));
            }
            Some(sealed(events, kept))
        }
        "item_set" => {
            let which = ItemId::from(said.needed("which", SHORT).as_str());
            let known = meeting.items.get(&which)?;
            let heading = said.needed("heading", SHORT);
            let minutes = match said.raw("minutes").is_empty() {
                true => known.item.minutes,
                false => Some(said.number("minutes")?),
            };
            let owner = said.text("owner", SHORT);
            let visibility = visibility(&mut said)?;
            let (title, kept) = words(heading, is_open_on(meeting, visibility))?;
            let item = Item { title, minutes, owner, visibility, ..(*known.item).clone() };
            Some(sealed(vec![A::ItemSet { meeting: id, item }], kept.into_iter().collect()))
        }
        "item_drop" => {
            let item = ItemId::from(said.needed("which", SHORT).as_str());
            let reason = said.needed("reason", LONGEST);
            Some(record(vec![A::ItemDropped { meeting: id, item, reason }]))
        }
        "item_move" => {
            let which = ItemId::from(said.needed("which", SHORT).as_str());
            let to: usize = said.number("to")?;
            let order = moved(meeting, &which, to)?;
            Some(record(vec![A::AgendaOrdered { meeting: id, order }]))
        }
        "order" => {
            // Dragged: all items as they stand on the page now.
            let all = said.needed("order", LONGEST * 10);
            let order = all.split_whitespace().map(ItemId::from).collect();
            Some(record(vec![A::AgendaOrdered { meeting: id, order }]))
        }
        "paper_drop" => {
            let blob = said.needed("which", SHORT).parse().ok()?;
            let reason = said.needed("reason", LONGEST);
            Some(record(vec![A::PaperWithdrawn { meeting: id, blob, reason }]))
        }
        _ => None,
    }
}

/// One site a line: name; place; login of its secretary.
fn new_sites(of: &Of, said: &mut Said) -> Vec<A> {
    let parent = said.text("parent", SHORT);
    let parent = Some(SiteId::from(parent.as_str())).filter(|id| !id.as_str().is_empty());
    let mut taken: BTreeSet<String> =
        of.meeting.sites.keys().map(std::string::ToString::to_string).collect();
    let mut events = Vec::new();
    for (line, parts) in said.lines("site_lines", LINES) {
        let part = |at: usize| parts.get(at).cloned().unwrap_or_default();
        let login = part(2);
        let account = match login.is_empty() {
            true => None,
            false => of.desk.app.desk.account(&login).ok().flatten(),
        };
        let name = part(0);
        if name.is_empty() || (account.is_none() && !login.is_empty()) {
            said.wrong_line("site_lines", line);
            continue;
        }
        let slug = fold(&name).replace(' ', "-");
        let mut id = slug.clone();
        let mut again = 2;
        while id.is_empty() || taken.contains(&id) {
            id = format!("{slug}-{again}");
            again += 1;
        }
        taken.insert(id.clone());
        let site = Site {
            id: SiteId::from(id.as_str()),
            name,
            parent: parent.clone(),
            unit: None,
            place: part(1),
            secretary: account.map(|account| account.officer.as_str().into()),
        };
        events.push(A::SiteSet { meeting: of.meeting.id.clone(), site });
    }
    if events.is_empty() {
        said.wrong("site_lines", of.desk.speech.t("asks.missing"));
    }
    events
}

/// A paper comes as a file: what it is shows by how it begins.
pub(super) async fn file(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    filed: Filed,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::run(&desk, &id) else { return desk.missing() };
    let mut sent = Sent::of(filed.typed);
    let mut said = Said::new(&desk, &mut sent);
    let heading = said.needed("heading", SHORT);
    let item = Some(said.text("item", SHORT)).filter(|item| !item.is_empty());
    let reach = match said.raw("reach").as_str() {
        "public" => Reach::Public,
        "delegates" => Reach::Delegates,
        group => match group.strip_prefix("group:") {
            Some(group) => Reach::Groups(vec![group.to_owned()]),
            None => {
                said.wrong("reach", desk.speech.t("asks.choose"));
                Reach::Delegates
            }
        },
    };
    if !said.ticked("no_secret") {
        said.wrong("no_secret", desk.speech.t("meeting.no_secret_needed"));
    }
    let file = filed.file.and_then(|file| Some((crate::public::kind(&file.bytes)?, file.bytes)));
    if file.is_none() {
        said.wrong("file", desk.speech.t("meeting.file_unfit"));
    }
    let back = of.path("");
    let (Some((media, bytes)), true) = (file, sent.wrong.is_empty()) else {
        return page(&of, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    };
    let length = bytes.len() as u64;
    let blob = match desk.keep(bytes).await {
        Ok(blob) => blob,
        Err(why) => {
            sent.refused = Some(why);
            return page(&of, StatusCode::INTERNAL_SERVER_ERROR, &sent);
        }
    };
    let open = of.meeting.plan.closed || reach == Reach::Public;
    let Some((title, kept)) = words(heading, open) else { return desk.missing() };
    let paper = Paper {
        item: item.map(|item| ItemId::from(item.as_str())),
        title,
        blob,
        media: media.to_owned(),
        bytes: length,
        reach,
    };
    let event = A::PaperGiven { meeting: of.meeting.id.clone(), paper };
    let command = sealed(vec![event], kept.into_iter().collect());
    asked(&desk, &id, sent, Some(command), &back, page).await
}
