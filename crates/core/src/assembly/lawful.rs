use super::{
    Delegate, Event, Item, ItemId, Kind, Mark, Meeting, OfItem, OfSite, Paper, Plan, Presence,
    Reach, Site, SiteId, Step, Visibility,
    plan::{MOST_DELEGATES, MOST_ITEMS, MOST_SITES},
};
use crate::{
    Head, State,
    count::Count,
    people::{By, OfficerId, Place, Right},
    refusal::{Refusal, refuse, said},
    rules::Rules,
    vote::{self, Vote, VoteId, Voter, Way},
};
use dienhong_journal::{Hash, Millis};
use std::{collections::BTreeSet, sync::Arc};

/// Whether `event` may follow in `state`.
///
/// # Errors
/// `assembly.*`: the first rule that the event would break, with the facts that show it.
pub fn lawful(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    let known = state.assembly.get(event.meeting());
    if let Event::Convened { plan, .. } = event {
        return match known {
            Some(_) => refuse("assembly.convened_twice"),
            None => convened(state, head, plan),
        };
    }
    let unknown = || Refusal::new("assembly.unknown").with("meeting", event.meeting());
    let meeting = known.ok_or_else(unknown)?;
    let ask = Of { state, head, meeting };
    if matches!(meeting.step(), Step::CalledOff) {
        return Err(ask.not_now());
    }
    match event {
        Event::Convened { .. } => Ok(()),
        Event::Replanned { plan, reason, .. } => {
            ask.runs()?;
            ask.before_it_opens()?;
            said("assembly.reason_missing", reason)?;
            if plan.closed != meeting.plan.closed {
                return refuse("assembly.stays_as_public");
            }
            ask.state.planned(head, plan)?;
            if !ask.state.weights(plan.kind.as_str(), head.at)?
                && meeting.delegates.values().any(|of| of.weight.get() != 1)
            {
                return refuse("assembly.no_weights_here");
            }
            ask.state.leads_back(plan, &meeting.id)
        }
        Event::CalledOff { reason, .. } => {
            ask.runs()?;
            ask.before_it_opens()?;
            said("assembly.reason_missing", reason)
        }
        Event::SiteSet { site, .. } => ask.site_set(site),
        Event::SiteDropped { site, reason, .. } => {
            ask.runs()?;
            ask.before_it_closes()?;
            ask.site(site)?;
            let seen = |of: &super::Seen| of.presence == Presence::Here && of.site == *site;
            let used = meeting.listed_at(site).next().is_some()
                || meeting.seen.values().any(seen)
                || meeting.sites.values().any(|of| of.site.parent.as_ref() == Some(site));
            if used {
                return refuse("assembly.site_is_used");
            }
            said("assembly.reason_missing", reason)
        }
        Event::DelegatesListed { delegates, .. } => ask.delegates(delegates),
        Event::DelegateReplaced { delegate, reason, .. } => {
            ask.runs()?;
            ask.before_it_closes()?;
            ask.known(delegate.number)?;
            ask.delegate(delegate)?;
            ask.weigh(std::slice::from_ref(delegate))?;
            ask.does_not_speak(delegate.number)?;
            said("assembly.reason_missing", reason)
        }
        Event::ItemSet { item, .. } => ask.item_set(item),
        Event::ItemDropped { item, reason, .. } => {
            ask.runs()?;
            ask.before_it_closes()?;
            if ask.item(item)?.has_begun() {
                return refuse("assembly.item_has_begun");
            }
            if meeting.items.values().any(|of| of.item.parent.as_ref() == Some(item)) {
                return refuse("assembly.item_has_parts");
            }
            said("assembly.reason_missing", reason)
        }
        Event::AgendaOrdered { order, .. } => {
            ask.runs()?;
            ask.before_it_closes()?;
            let all: BTreeSet<&ItemId> = meeting.order.iter().collect();
            let given: BTreeSet<&ItemId> = order.iter().collect();
            match all == given && order.len() == given.len() {
                true => Ok(()),
                false => refuse("assembly.agenda_differs"),
            }
        }
        Event::Invited { sites, .. } => {
            ask.runs()?;
            ask.before_it_closes()?;
            if sites.is_empty() {
                return refuse("assembly.unknown_site");
            }
            sites.iter().try_for_each(|site| ask.site(site).map(|_| ()))
        }
        Event::Replied { site, .. } => {
            ask.keeps(site)?;
            ask.before_it_opens()
        }
        Event::LineTested { site, .. } => {
            ask.keeps(site)?;
            ask.before_it_closes()
        }
        Event::PaperGiven { paper, .. } => ask.paper(paper),
        Event::PaperWithdrawn { blob, reason, .. } => {
            ask.runs()?;
            ask.standing_paper(blob)?;
            said("assembly.reason_missing", reason)
        }
        Event::Opened { .. } => {
            ask.runs()?;
            ask.before_it_opens()?;
            if meeting.items.is_empty() {
                return refuse("assembly.no_agenda");
            }
            if meeting.delegates.is_empty() {
                return refuse("assembly.nobody_listed");
            }
            ask.enough(meeting.coming().enough)
        }
        Event::Recessed { until, .. } => {
            ask.runs()?;
            ask.is(Step::Open)?;
            ask.nobody_speaks()?;
            if *until > head.at { Ok(()) } else { refuse("assembly.time_is_past") }
        }
        Event::WentOn { .. } => {
            ask.runs()?;
            ask.is(Step::Recess)
        }
        Event::Closed { .. } => {
            ask.runs()?;
            ask.is(Step::Open)?;
            match meeting.current {
                Some(_) => refuse("assembly.item_is_on"),
                None => Ok(()),
            }
        }
        Event::Marked { marks, happened, .. } => ask.marked(marks, *happened),
        Event::LineLost { site, since, .. } => {
            ask.keeps(site)?;
            ask.before_it_closes()?;
            let of = ask.site(site)?;
            if of.lost().is_some() {
                return refuse("assembly.line_is_lost");
            }
            // Nor before it was there at all, or back from the last time.
            let first = of.lines.last().and_then(|line| line.back).unwrap_or(meeting.at);
            if *since < first {
                return refuse("assembly.did_not_happen_then");
            }
            if *since > head.at { refuse("assembly.time_in_the_future") } else { Ok(()) }
        }
        Event::LineBack { site, .. } => {
            ask.keeps(site)?;
            match ask.site(site)?.lost() {
                Some(_) => Ok(()),
                None => refuse("assembly.line_is_not_lost"),
            }
        }
        Event::Returned { site, taken, .. } => {
            ask.keeps(site)?;
            let of = ask.site(site)?;
            if of.lines.is_empty() {
                return refuse("assembly.line_is_not_lost");
            }
            let then = |one: &super::Taken| {
                matches!(one.outcome, super::Outcome::Refused(_))
                    || of.was_cut_off(one.happened, head.at)
            };
            match taken.iter().all(then) {
                true => Ok(()),
                false => refuse("assembly.did_not_happen_then"),
            }
        }
        Event::ItemBegun { item, .. } => {
            ask.runs()?;
            ask.is(Step::Open)?;
            if meeting.current.is_some() {
                return refuse("assembly.item_is_on");
            }
            ask.item(item)?;
            ask.enough(meeting.is_quorate())
        }
        Event::ItemEnded { item, .. } => {
            ask.runs()?;
            ask.on(item)?;
            ask.nobody_speaks()?;
            ask.no_vote_is_open(item)
        }
        Event::ChairPassed { to, reason, .. } => {
            ask.passes(to)?;
            said("assembly.reason_missing", reason)
        }
        Event::FloorRuled { rule, .. } => {
            ask.runs()?;
            ask.before_it_closes()?;
            rule.check()?;
            // Nobody is stopped in the past.
            match meeting.speaking.as_ref().is_some_and(|speech| speech.is_over(rule, head.at)) {
                true => ask.nobody_speaks(),
                false => Ok(()),
            }
        }
        Event::FloorAsked { item, delegate, happened, .. } => ask.asked(item, *delegate, *happened),
        Event::FloorWithdrawn { item, delegate, .. } => {
            ask.acts_for(*delegate)?;
            ask.waits(item, *delegate)
        }
        Event::FloorPlaced { item, delegate, place, reason, .. } => {
            ask.runs()?;
            ask.waits(item, *delegate)?;
            let most = meeting.waiting.get(item).map_or(0, imbl::OrdMap::len);
            if *place == 0 || usize::from(*place) > most {
                return Err(Refusal::new("assembly.no_such_place").with("most", most));
            }
            said("assembly.reason_missing", reason)
        }
        Event::FloorGiven { delegate, seconds, reason, .. } => {
            ask.given(*delegate, *seconds, reason.as_deref())
        }
        Event::FloorPaused { .. } => {
            ask.runs()?;
            match ask.running()?.paused {
                Some(_) => refuse("assembly.floor_is_paused"),
                None => Ok(()),
            }
        }
        Event::FloorResumed { .. } => {
            ask.runs()?;
            match ask.running()?.paused {
                Some(_) => Ok(()),
                None => refuse("assembly.floor_is_not_paused"),
            }
        }
        Event::FloorExtended { seconds, .. } => {
            ask.runs()?;
            ask.running()?;
            seconds_fit(*seconds)
        }
        Event::FloorEnded { .. } => {
            // Who speaks may stop, too.
            let speech = ask.speech()?;
            ask.acts_for(speech.delegate)
        }
        Event::VotePut { item, vote, .. } => ask.vote_put(item, vote),
        Event::Noted { number, item, words, .. } => {
            ask.runs()?;
            if meeting.step() == Step::Planned {
                return Err(ask.not_now());
            }
            let next = meeting.notes.keys().next_back().map_or(1, |last| last.saturating_add(1));
            if *number != next {
                return Err(Refusal::new("assembly.note_number_differs").with("number", next));
            }
            words.fit(ask.is_open_on(item.as_ref())?, "assembly.words_missing")
        }
        Event::NoteChanged { number, words, reason, .. } => {
            ask.runs()?;
            let known = meeting.notes.get(number);
            let Some(note) = known.filter(|note| note.words.is_some()) else {
                return refuse("assembly.unknown_note");
            };
            if let Some(words) = words {
                words.fit(ask.is_open_on(note.item.as_ref())?, "assembly.words_missing")?;
            }
            said("assembly.reason_missing", reason)
        }
    }
}

fn not_now(meeting: &Meeting) -> Refusal {
    Refusal::new("assembly.not_now").with("step", meeting.step().name())
}

fn no_quorum(meeting: &Meeting) -> Refusal {
    let coming = meeting.coming();
    Refusal::new("assembly.no_quorum")
        .with("here", coming.here.heads)
        .with("expected", coming.expected.heads)
        .with("sites_here", coming.sites_here)
        .with("sites", coming.sites)
}

fn seconds_fit(seconds: u32) -> Result<(), Refusal> {
    if (10..=4 * 3600).contains(&seconds) {
        Ok(())
    } else {
        refuse("assembly.seconds_out_of_range")
    }
}

fn convened(state: &State, head: &Head, plan: &Plan) -> Result<(), Refusal> {
    let body = head.body.as_ref().and_then(|body| state.people.body(body));
    let unit = body.and_then(|body| body.unit.as_ref());
    state.allows(head, Right::ConductMeetings, Place::of(unit))?;
    state.planned(head, plan)
}

/// A vote of a meeting opens only while enough are there, over those who are.
///
/// # Errors
/// `assembly.*`
pub(crate) fn may_open_vote(
    state: &State,
    vote: &Vote,
    present: &std::collections::BTreeMap<vote::ChannelId, crate::count::Count>,
) -> Result<(), Refusal> {
    let Some(meeting) = state.assembly.of_vote(&vote.id) else { return Ok(()) };
    if meeting.step() != Step::Open {
        return Err(not_now(meeting));
    }
    let on = meeting.current.as_ref().and_then(|item| meeting.items.get(item));
    if on.is_none_or(|of| !of.votes.contains(&vote.id)) {
        return refuse("assembly.item_is_not_on");
    }
    if !meeting.is_quorate() {
        return Err(no_quorum(meeting));
    }
    let held = |voter: &Voter| voter.proxies.iter().map(|of| of.weight.get()).sum::<u64>();
    // Those who vote by name are those who are there, with their own weight and what they hold for others.
    for voter in vote.voters.values() {
        let of = meeting.delegates.get(&voter.seat).filter(|of| !of.guest);
        let there = meeting.is_here(voter.seat)
            && meeting.site_of(voter.seat).map(SiteId::as_str) == Some(voter.channel.as_str());
        if !there || of.is_none_or(|of| of.weight.get() + held(voter) != voter.weight.get()) {
            return Err(Refusal::new("assembly.voters_differ").with("name", &voter.name));
        }
    }
    let (mut all, mut most) = (0, meeting.coming().here.weight);
    for (channel, there) in present {
        all += there.get();
        let voters = || vote.voters.values().filter(|voter| voter.channel == *channel);
        let proxies: u64 = voters().map(|voter| held(voter)).sum();
        most += proxies;
        let site = meeting.sites.get(&SiteId::from(channel.as_str()));
        let Some(site) = site else { continue };
        let here = if site.lost().is_some() { 0 } else { site.here.weight } + proxies;
        let by_name = vote.call.channels.iter().any(|of| of.id == *channel && of.way == Way::Named);
        let listed: u64 = voters().map(|voter| voter.weight.get()).sum();
        if there.get() != here || (by_name && listed != here) {
            return Err(Refusal::new("assembly.presence_differs")
                .with("site", &site.site.name)
                .with("here", here));
        }
    }
    // Nor more elsewhere, such as on the network, than are there at all.
    match all > most {
        true => Err(Refusal::new("assembly.presence_differs")
            .with("site", &meeting.plan.place)
            .with("here", most)),
        false => Ok(()),
    }
}

/// Whether an officer keeps the list of the site at which somebody votes: what a cut-off site wrote down comes
/// through them.
pub(crate) fn answers_for(
    state: &State,
    vote: &Vote,
    channel: &vote::ChannelId,
    officer: &OfficerId,
) -> bool {
    let meeting = state.assembly.of_vote(&vote.id);
    let site = meeting.and_then(|of| of.sites.get(&SiteId::from(channel.as_str())));
    site.is_some_and(|of| of.site.secretary.as_ref() == Some(officer))
}

impl State {
    /// Whether those who meet may have weights.
    fn weights(&self, kind: &str, at: Millis) -> Result<bool, Refusal> {
        let rules = self.rules_at(at)?.assembly.as_ref();
        Ok(rules.and_then(|rules| rules.kinds.get(kind)).is_some_and(|rule| rule.weights))
    }

    /// That who looks back from meeting to meeting comes to an end.
    fn leads_back(&self, plan: &Plan, own: &super::MeetingId) -> Result<(), Refusal> {
        let before = |id: &'_ super::MeetingId| self.assembly.get(id).map(|of| &of.plan);
        let continues = |plan: &Plan| plan.continues.as_ref().map(|from| from.meeting.clone());
        let mut seen = BTreeSet::new();
        let mut next: Vec<super::MeetingId> =
            plan.follows.iter().cloned().chain(continues(plan)).collect();
        while let Some(id) = next.pop() {
            if id == *own {
                return refuse("assembly.follows_itself");
            }
            if !seen.insert(id.clone()) {
                continue;
            }
            if let Some(plan) = before(&id) {
                next.extend(plan.follows.iter().cloned().chain(continues(plan)));
            }
        }
        Ok(())
    }

    /// Whether a meeting may be planned so.
    fn planned(&self, head: &Head, plan: &Plan) -> Result<(), Refusal> {
        let rules: &Arc<Rules> = self.rules_at(head.at)?;
        let rule = rules.assembly.as_ref().and_then(|rules| rules.kinds.get(&plan.kind));
        let unknown = || Refusal::new("assembly.unknown_kind").with("kind", &plan.kind);
        let rule = rule.ok_or_else(unknown)?;
        said("assembly.title_missing", &plan.title)?;
        said("assembly.place_missing", &plan.place)?;
        if plan.ends.is_some_and(|ends| ends <= plan.begins) {
            return refuse("assembly.ends_before_it_begins");
        }
        for officer in std::iter::once(&plan.chair).chain(&plan.deputies) {
            if self.people.officer(officer).is_none() {
                return Err(Refusal::new("people.unknown_officer").with("officer", officer));
            }
        }
        let enough = match (&plan.quorum, &rule.quorum) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(own), Some(law)) => own.is_at_least(law),
        };
        if !enough || plan.quorum.is_some_and(|own| !own.is_sound()) {
            return Err(
                Refusal::new("assembly.quorum_too_low").with("article", &rule.source.article)
            );
        }
        plan.floor.check()?;
        if let Some(document) = &plan.document {
            said("assembly.document_missing", &document.number)?;
        }
        let continues = plan.continues.as_ref();
        for id in plan.follows.iter().chain(continues.map(|from| &from.meeting)) {
            let unknown = || Refusal::new("assembly.unknown").with("meeting", id);
            let before = self.assembly.get(id).ok_or_else(unknown)?;
            // Who has the public log alone could not read of it.
            if before.plan.closed && !plan.closed {
                return refuse("assembly.rests_on_closed");
            }
        }
        let Some(from) = continues else { return Ok(()) };
        let before = self.assembly.get(&from.meeting);
        if before.is_none_or(|before| !before.sites.contains_key(&from.site)) {
            return Err(Refusal::new("assembly.unknown_site").with("site", &from.site));
        }
        match before.is_some_and(|before| before.step() == Step::Closed) {
            true => Ok(()),
            false => refuse("assembly.still_goes_on"),
        }
    }
}

struct Of<'a> {
    state: &'a State,
    head: &'a Head,
    meeting: &'a Meeting,
}

impl<'a> Of<'a> {
    fn not_now(&self) -> Refusal {
        not_now(self.meeting)
    }

    fn is(&self, step: Step) -> Result<(), Refusal> {
        if self.meeting.step() == step { Ok(()) } else { Err(self.not_now()) }
    }

    fn before_it_opens(&self) -> Result<(), Refusal> {
        self.is(Step::Planned)
    }

    fn before_it_closes(&self) -> Result<(), Refusal> {
        if self.meeting.step() < Step::Closed { Ok(()) } else { Err(self.not_now()) }
    }

    fn is_officer(&self, officer: &OfficerId) -> bool {
        self.head.by == By::Officer(officer.clone())
    }

    /// Who acts holds a role in the body that the record names.
    fn sits(&self) -> bool {
        match (&self.head.by, &self.head.body) {
            (By::Officer(officer), Some(body)) => self.state.people.sits(officer, body),
            _ => false,
        }
    }

    fn has_right(&self) -> bool {
        let body = self.state.body_that_meets(self.meeting);
        let unit = body.and_then(|body| body.unit.as_ref());
        self.head.body.as_ref() == Some(&self.meeting.body)
            && self.state.allows(self.head, Right::ConductMeetings, Place::of(unit)).is_ok()
    }

    /// The chair, and those of the body who conduct its meetings.
    fn runs(&self) -> Result<(), Refusal> {
        let chairs = self.is_officer(&self.meeting.chair) && self.sits();
        if chairs || self.has_right() {
            Ok(())
        } else {
            Err(Refusal::new("assembly.does_not_run_it").with("by", &self.head.by))
        }
    }

    /// Who keeps a site's list, or runs the meeting.
    fn keeps(&self, site: &SiteId) -> Result<(), Refusal> {
        let of = self.site(site)?;
        let own = of.site.secretary.as_ref().is_some_and(|secretary| self.is_officer(secretary));
        if own && self.sits() { Ok(()) } else { self.runs() }
    }

    /// The delegate, by a link or signed in; or who keeps the site, or runs the meeting.
    fn acts_for(&self, delegate: u32) -> Result<(), Refusal> {
        let of = self.known(delegate)?;
        match &self.head.by {
            // The node knows whose link it was.
            By::Voter => Ok(()),
            By::Officer(officer) if of.officer.as_ref() == Some(officer) => Ok(()),
            _ => self.keeps(self.meeting.site_of(delegate).unwrap_or(&of.site)),
        }
    }

    fn known(&self, delegate: u32) -> Result<&'a Arc<Delegate>, Refusal> {
        let unknown = || Refusal::new("assembly.unknown_delegate").with("number", delegate);
        self.meeting.delegates.get(&delegate).ok_or_else(unknown)
    }

    fn site(&self, id: &SiteId) -> Result<&'a Arc<OfSite>, Refusal> {
        let unknown = || Refusal::new("assembly.unknown_site").with("site", id);
        self.meeting.sites.get(id).ok_or_else(unknown)
    }

    fn item(&self, id: &ItemId) -> Result<&'a Arc<OfItem>, Refusal> {
        let unknown = || Refusal::new("assembly.unknown_item").with("item", id);
        self.meeting.items.get(id).ok_or_else(unknown)
    }

    fn on(&self, id: &ItemId) -> Result<&'a Arc<OfItem>, Refusal> {
        self.is(Step::Open)?;
        match self.meeting.current.as_ref() == Some(id) {
            true => self.item(id),
            false => refuse("assembly.item_is_not_on"),
        }
    }

    fn enough(&self, enough: bool) -> Result<(), Refusal> {
        if enough {
            return Ok(());
        }
        Err(no_quorum(self.meeting))
    }

    /// Whether what belongs to an item may be read by all.
    fn is_open_on(&self, item: Option<&ItemId>) -> Result<bool, Refusal> {
        let Some(item) = item else { return Ok(true) };
        Ok(self.meeting.plan.closed || self.item(item)?.item.visibility == Visibility::Public)
    }

    fn site_set(&self, site: &Site) -> Result<(), Refusal> {
        self.runs()?;
        self.before_it_closes()?;
        said("assembly.site_nameless", site.id.as_str())?;
        said("assembly.site_nameless", &site.name)?;
        if !self.meeting.sites.contains_key(&site.id) && self.meeting.sites.len() >= MOST_SITES {
            return Err(Refusal::new("assembly.too_many_sites").with("most", MOST_SITES));
        }
        if let Some(officer) = &site.secretary
            && self.state.people.officer(officer).is_none()
        {
            return Err(Refusal::new("people.unknown_officer").with("officer", officer));
        }
        if let Some(unit) = &site.unit
            && self.state.units.get(unit).is_none()
        {
            return Err(Refusal::new("election.unknown_unit").with("unit", unit));
        }
        // Up the tree, never in a circle, not even in one of a journal that was never lawful.
        let mut above = site.parent.as_ref();
        for _site in 0..=self.meeting.sites.len() {
            let Some(id) = above else { return Ok(()) };
            if *id == site.id {
                break;
            }
            above = self.site(id)?.site.parent.as_ref();
        }
        refuse("assembly.site_below_itself")
    }

    fn delegates(&self, delegates: &[Delegate]) -> Result<(), Refusal> {
        self.runs()?;
        self.before_it_closes()?;
        let mut numbers = BTreeSet::new();
        for (row, delegate) in delegates.iter().enumerate() {
            let known = self.meeting.delegates.contains_key(&delegate.number);
            let twice =
                !numbers.insert(delegate.number) || (known && self.meeting.step() != Step::Planned);
            let checked = match twice {
                true => Err(Refusal::new("assembly.number_twice").with("number", delegate.number)),
                false => self.delegate(delegate),
            };
            checked.map_err(|refusal| refusal.with("row", row + 1))?;
        }
        let known = |number: &&u32| self.meeting.delegates.contains_key(*number);
        let new = numbers.len() - numbers.iter().filter(known).count();
        if self.meeting.delegates.len() + new > MOST_DELEGATES {
            return Err(Refusal::new("assembly.too_many_delegates").with("most", MOST_DELEGATES));
        }
        self.weigh(delegates)
    }

    /// That all weights together can be counted: shares are taken of them.
    fn weigh(&self, delegates: &[Delegate]) -> Result<(), Refusal> {
        let old =
            |of: &Delegate| self.meeting.delegates.get(&of.number).map_or(0, |of| of.weight.get());
        let before: u64 = self.meeting.delegates.values().map(|of| of.weight.get()).sum();
        let more: u64 = delegates.iter().map(|of| of.weight.get()).sum();
        let less: u64 = delegates.iter().map(old).sum();
        match before + more - less > Count::MAX {
            true => Err(Refusal::new("assembly.weights_out_of_range").with("most", Count::MAX)),
            false => Ok(()),
        }
    }

    fn delegate(&self, delegate: &Delegate) -> Result<(), Refusal> {
        said("assembly.delegate_nameless", &delegate.name)?;
        if delegate.number == 0 {
            return refuse("assembly.delegate_nameless");
        }
        self.site(&delegate.site)?;
        let weights = self.state.weights(&self.meeting.plan.kind, self.meeting.at)?;
        if delegate.weight.is_zero() || (!weights && delegate.weight.get() != 1) {
            return refuse("assembly.no_weights_here");
        }
        match &delegate.officer {
            Some(officer) if self.state.people.officer(officer).is_none() => {
                Err(Refusal::new("people.unknown_officer").with("officer", officer))
            }
            _ => Ok(()),
        }
    }

    fn item_set(&self, item: &Item) -> Result<(), Refusal> {
        self.runs()?;
        self.before_it_closes()?;
        said("assembly.item_nameless", item.id.as_str())?;
        let open = self.meeting.plan.closed || item.visibility == Visibility::Public;
        item.title.fit(open, "assembly.item_nameless")?;
        if item.minutes == Some(0) {
            return refuse("assembly.minutes_out_of_range");
        }
        match self.meeting.items.get(&item.id) {
            None if self.meeting.items.len() >= MOST_ITEMS => {
                return Err(Refusal::new("assembly.too_many_items").with("most", MOST_ITEMS));
            }
            None => {}
            // What people vote on stays as it is until they have voted.
            Some(_) => self.no_vote_is_open(&item.id)?,
        }
        let mut above = item.parent.as_ref();
        for _item in 0..=self.meeting.items.len() {
            let Some(id) = above else { return Ok(()) };
            if *id == item.id {
                break;
            }
            above = self.item(id)?.item.parent.as_ref();
        }
        refuse("assembly.item_below_itself")
    }

    fn no_vote_is_open(&self, item: &ItemId) -> Result<(), Refusal> {
        let votes = self.item(item)?.votes.iter();
        let open = |id: &VoteId| {
            self.state.vote.get(id).is_some_and(|vote| vote.step() == vote::Step::Open)
        };
        if votes.into_iter().any(open) { refuse("assembly.vote_is_open") } else { Ok(()) }
    }

    fn paper(&self, paper: &Paper) -> Result<(), Refusal> {
        self.runs()?;
        self.before_it_closes()?;
        if let Some(item) = &paper.item {
            self.item(item)?;
        }
        let open = self.meeting.plan.closed || paper.reach == Reach::Public;
        paper.title.fit(open, "assembly.paper_nameless")?;
        if paper.reach == Reach::Public && !self.is_open_on(paper.item.as_ref())? {
            return refuse("assembly.item_is_not_public");
        }
        if matches!(&paper.reach, Reach::Groups(groups) if groups.is_empty()) {
            return refuse("assembly.no_groups");
        }
        match self.standing_paper(&paper.blob) {
            Ok(()) => refuse("assembly.paper_twice"),
            Err(_) => Ok(()),
        }
    }

    fn standing_paper(&self, blob: &Hash) -> Result<(), Refusal> {
        let stands =
            |given: &&super::PaperGiven| given.paper.blob == *blob && given.withdrawn.is_none();
        match self.meeting.papers.iter().find(stands) {
            Some(_) => Ok(()),
            None => refuse("assembly.unknown_paper"),
        }
    }

    /// Whether it may be said now that something happened then: only of a site while it was cut off.
    fn happened(&self, site: &SiteId, happened: Option<Millis>) -> Result<(), Refusal> {
        let Some(at) = happened else { return Ok(()) };
        match self.site(site)?.was_cut_off(at, self.head.at) {
            true => Ok(()),
            false => refuse("assembly.did_not_happen_then"),
        }
    }

    fn marked(&self, marks: &[Mark], happened: Option<Millis>) -> Result<(), Refusal> {
        self.before_it_closes()?;
        if marks.is_empty() {
            return refuse("assembly.nobody_marked");
        }
        if self.head.by == By::Voter {
            // Who checks in, or leaves, does so alone.
            let own = matches!(marks, [mark] if
                matches!(mark.presence, Presence::Here | Presence::Left));
            if !own {
                return refuse("assembly.marks_others");
            }
        }
        let mut numbers = BTreeSet::new();
        for (row, mark) in marks.iter().enumerate() {
            let twice = !numbers.insert(mark.delegate);
            let checked = match twice {
                true => Err(Refusal::new("assembly.number_twice").with("number", mark.delegate)),
                false => self.mark(mark, happened),
            };
            checked.map_err(|refusal| refusal.with("row", row + 1))?;
        }
        Ok(())
    }

    fn mark(&self, mark: &Mark, happened: Option<Millis>) -> Result<(), Refusal> {
        let of = self.known(mark.delegate)?;
        let site = self.meeting.marked_at(mark).unwrap_or(&of.site);
        self.site(site)?;
        let alone = match &self.head.by {
            By::Voter => true,
            By::Officer(officer) => of.officer.as_ref() == Some(officer),
            By::Node | By::Guest => false,
        };
        if !alone {
            self.keeps(site)?;
        }
        self.happened(site, happened)?;
        if mark.presence == Presence::Excused {
            said("assembly.reason_missing", &mark.reason)?;
        }
        let Some(seen) = self.meeting.seen.get(&mark.delegate) else { return Ok(()) };
        // What was seen later stands.
        if happened.is_some_and(|at| seen.at > at) {
            return Err(Refusal::new("assembly.marked_since").with("name", &of.name));
        }
        let elsewhere = seen.presence == Presence::Here && seen.site != *site;
        // Nobody marks as gone who is there somewhere else.
        match elsewhere && !(mark.moved && mark.presence == Presence::Here) {
            true => Err(Refusal::new("assembly.is_elsewhere")
                .with("name", &of.name)
                .with("site", &self.site(&seen.site)?.site.name)),
            false => Ok(()),
        }
    }

    /// Who has the chair gives it to somebody, or a deputy takes it.
    fn passes(&self, to: &OfficerId) -> Result<(), Refusal> {
        self.before_it_closes()?;
        let deputy = self.meeting.plan.deputies.contains(to) || *to == self.meeting.plan.chair;
        if !deputy {
            return refuse("assembly.not_a_deputy");
        }
        if *to == self.meeting.chair {
            return refuse("assembly.has_the_chair");
        }
        if self.is_officer(to) && self.sits() { Ok(()) } else { self.runs() }
    }

    fn asked(&self, item: &ItemId, delegate: u32, happened: Option<Millis>) -> Result<(), Refusal> {
        self.acts_for(delegate)?;
        self.before_it_closes()?;
        let of = self.known(delegate)?;
        let ended = self.item(item)?.times.last().is_some_and(|(_, to)| to.is_some());
        if ended && self.meeting.current.as_ref() != Some(item) {
            return refuse("assembly.item_has_ended");
        }
        if self.meeting.opened.is_some() && !self.meeting.is_here(delegate) {
            return Err(Refusal::new("assembly.is_not_here").with("name", &of.name));
        }
        let waits = self.meeting.waiting.get(item).is_some_and(|of| of.contains_key(&delegate));
        if waits {
            return Err(Refusal::new("assembly.asked_twice").with("name", &of.name));
        }
        self.happened(self.meeting.site_of(delegate).unwrap_or(&of.site), happened)
    }

    fn waits(&self, item: &ItemId, delegate: u32) -> Result<(), Refusal> {
        let of = self.known(delegate)?;
        match self.meeting.waiting.get(item).is_some_and(|of| of.contains_key(&delegate)) {
            true => Ok(()),
            false => Err(Refusal::new("assembly.does_not_wait").with("name", &of.name)),
        }
    }

    fn speech(&self) -> Result<&'a super::Speech, Refusal> {
        let speech = self.meeting.speaking.as_ref();
        speech.ok_or_else(|| Refusal::new("assembly.nobody_speaks"))
    }

    /// The speech that goes on: one that is over by itself is not taken up again.
    fn running(&self) -> Result<&'a super::Speech, Refusal> {
        let speech = self.speech()?;
        match speech.is_over(&self.meeting.floor, self.head.at) {
            true => refuse("assembly.nobody_speaks"),
            false => Ok(speech),
        }
    }

    /// Who was interrupted has the floor still, though their clock stands.
    fn nobody_speaks(&self) -> Result<(), Refusal> {
        let speaks = self.meeting.speaking.iter().chain(&self.meeting.interrupted);
        let mut going_on =
            speaks.filter(|speech| !speech.is_over(&self.meeting.floor, self.head.at));
        match going_on.next() {
            Some(speech) => Err(Refusal::new("assembly.somebody_speaks")
                .with("name", &self.known(speech.delegate)?.name)),
            None => Ok(()),
        }
    }

    fn does_not_speak(&self, delegate: u32) -> Result<(), Refusal> {
        let mut speaks = self.meeting.speaking.iter().chain(&self.meeting.interrupted);
        match speaks.any(|speech| speech.delegate == delegate) {
            true => self.nobody_speaks(),
            false => Ok(()),
        }
    }

    fn given(&self, delegate: u32, seconds: u32, reason: Option<&str>) -> Result<(), Refusal> {
        self.runs()?;
        self.is(Step::Open)?;
        let Some(item) = &self.meeting.current else { return refuse("assembly.no_item_is_on") };
        let of = self.known(delegate)?;
        self.enough(self.meeting.is_quorate())?;
        seconds_fit(seconds)?;
        let line = self.meeting.queue(item);
        let own = line.iter().find(|place| place.asked.delegate == delegate);
        // A point of order may be heard while the clock of a speech stands.
        let interrupts = own.is_some_and(|place| place.asked.kind == Kind::PointOfOrder)
            && self.meeting.interrupted.is_none()
            && self.meeting.speaking.as_ref().is_some_and(|speech| speech.paused.is_some());
        if !interrupts {
            self.nobody_speaks()?;
        }
        if !self.meeting.is_here(delegate) {
            return Err(Refusal::new("assembly.is_not_here").with("name", &of.name));
        }
        let site = self.meeting.site_of(delegate).unwrap_or(&of.site);
        if self.site(site)?.lost().is_some() {
            return Err(Refusal::new("assembly.is_cut_off").with("name", &of.name));
        }
        let explained = reason.is_some_and(|reason| !reason.trim().is_empty());
        match line.iter().find(|place| self.can_speak(place.asked.delegate)) {
            Some(first) if first.asked.delegate == delegate => Ok(()),
            _ if explained => Ok(()),
            Some(first) => Err(Refusal::new("assembly.others_come_first")
                .with("name", &self.known(first.asked.delegate)?.name)),
            None => refuse("assembly.reason_missing"),
        }
    }

    /// Who is away, or at a cut-off site, is passed over without losing the place.
    fn can_speak(&self, delegate: u32) -> bool {
        let site = self.meeting.site_of(delegate).and_then(|site| self.meeting.sites.get(site));
        self.meeting.is_here(delegate) && site.is_some_and(|site| site.lost().is_none())
    }

    fn vote_put(&self, item: &ItemId, id: &VoteId) -> Result<(), Refusal> {
        self.runs()?;
        self.on(item)?;
        if !self.is_open_on(Some(item))? {
            return refuse("assembly.item_is_not_public");
        }
        self.enough(self.meeting.is_quorate())?;
        let unknown = || Refusal::new("vote.unknown").with("vote", id);
        let vote = self.state.vote.get(id).ok_or_else(unknown)?;
        let fits = vote.body == self.meeting.body
            && vote.call.closed == self.meeting.plan.closed
            && vote.step() == vote::Step::Prepared
            && self.state.assembly.of_vote(id).is_none();
        if fits { Ok(()) } else { refuse("assembly.vote_differs") }
    }
}
