use super::{
    Asked, Delegate, Event, FloorRule, Item, ItemId, Kind, Mark, MeetingId, Note, Paper, Plan,
    Presence, Quorum, Reply, Site, SiteId, Speech, Taken, Test, Words, floor::Turns,
    plan::MOST_ITEMS,
};
use crate::{
    Head, State,
    count::Count,
    people::{Body, BodyId, OfficerId},
    vote::VoteId,
};
use dienhong_journal::{Hash, Millis};
use imbl::{OrdMap, Vector, ordmap::DiffItem};
use std::sync::Arc;

/// How far a meeting has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Planned,
    Open,
    Recess,
    Closed,
    CalledOff,
}

impl Step {
    /// As the pack's words name it.
    pub fn name(self) -> &'static str {
        match self {
            Step::Planned => "planned",
            Step::Open => "open",
            Step::Recess => "recess",
            Step::Closed => "closed",
            Step::CalledOff => "called_off",
        }
    }
}

/// People, and the weight that a charter gives them: one each without one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct There {
    pub heads: u32,
    pub weight: u64,
}

impl There {
    fn add(&mut self, weight: Count) {
        self.heads = self.heads.saturating_add(1);
        self.weight = self.weight.saturating_add(weight.get());
    }

    fn take(&mut self, weight: Count) {
        self.heads = self.heads.saturating_sub(1);
        self.weight = self.weight.saturating_sub(weight.get());
    }

    /// As a number that shares are taken of.
    pub fn count(self) -> Count {
        Count::try_from(self.weight).unwrap_or_default()
    }
}

/// A time during which nothing came from a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub lost: Millis,
    pub back: Option<Millis>,
}

/// A site and what is known of it.
#[derive(Debug, Clone)]
pub struct OfSite {
    pub site: Arc<Site>,
    /// Who is listed there and counts for the quorum.
    pub expected: There,
    /// Who is there.
    pub here: There,
    pub invited: Option<Millis>,
    pub reply: Option<(Millis, Reply)>,
    pub tests: Vector<(Millis, Test)>,
    pub lines: Vector<Line>,
    /// What it brought when it came back.
    pub returned: Vector<(Millis, Arc<Vec<Taken>>)>,
}

impl OfSite {
    /// Whether the site was cut off at an instant, as far as is known `now`.
    pub fn was_cut_off(&self, at: Millis, now: Millis) -> bool {
        self.lines.iter().any(|line| (line.lost..=line.back.unwrap_or(now)).contains(&at))
    }

    /// Since when nothing comes from it.
    pub fn lost(&self) -> Option<Millis> {
        self.lines.last().filter(|line| line.back.is_none()).map(|line| line.lost)
    }
}

#[derive(Debug, Clone)]
pub struct OfItem {
    pub item: Arc<Item>,
    /// From when to when it was on; more than once when it was taken up again.
    pub times: Vector<(Millis, Option<Millis>)>,
    pub votes: Vector<VoteId>,
}

impl OfItem {
    pub fn has_begun(&self) -> bool {
        !self.times.is_empty()
    }

    /// How long it was on, in milliseconds.
    pub fn took(&self, now: Millis) -> u64 {
        let of = |(from, to): &(Millis, Option<Millis>)| {
            to.unwrap_or(now).get().saturating_sub(from.get())
        };
        self.times.iter().map(of).sum()
    }
}

/// What was last said of somebody's presence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub presence: Presence,
    pub site: SiteId,
    pub at: Millis,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperGiven {
    pub paper: Arc<Paper>,
    pub at: Millis,
    pub withdrawn: Option<(Millis, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteTaken {
    pub at: Millis,
    pub item: Option<ItemId>,
    pub note: Note,
    /// None: it stands no more.
    pub words: Option<Words>,
    /// When and why it was changed.
    pub changes: Vector<(Millis, String)>,
}

/// Who is expected to come and who is there, of one meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coming {
    pub expected: There,
    /// At sites whose line holds.
    pub here: There,
    pub sites: u32,
    pub sites_here: u32,
    /// Whether they are enough.
    pub enough: bool,
}

/// A meeting, as far as it has come.
#[derive(Debug, Clone)]
pub struct Meeting {
    pub id: MeetingId,
    pub body: BodyId,
    pub plan: Arc<Plan>,
    pub at: Millis,
    pub replanned: Vector<(Millis, String)>,
    pub called_off: Option<(Millis, String)>,
    pub sites: OrdMap<SiteId, Arc<OfSite>>,
    /// In the order in which they were set.
    pub site_order: Vector<SiteId>,
    pub delegates: OrdMap<u32, Arc<Delegate>>,
    pub replaced: Vector<(Millis, Arc<Delegate>, String)>,
    pub items: OrdMap<ItemId, Arc<OfItem>>,
    pub order: Vector<ItemId>,
    pub papers: Vector<PaperGiven>,
    pub opened: Option<Millis>,
    /// Until when it rests.
    pub recess: Option<Millis>,
    pub recesses: Vector<(Millis, Option<Millis>)>,
    pub closed: Option<Millis>,
    pub seen: OrdMap<u32, Seen>,
    /// Since when enough were there, or were not, while it is open.
    pub quorate: Vector<(Millis, bool)>,
    pub current: Option<ItemId>,
    pub chair: OfficerId,
    pub chairs: Vector<(Millis, OfficerId, String)>,
    pub floor: Arc<FloorRule>,
    /// By item and delegate.
    pub waiting: OrdMap<ItemId, OrdMap<u32, Asked>>,
    /// Who waits for the next item to begin.
    pub carried: OrdMap<u32, Asked>,
    /// Who waited when their item ended, and was not heard.
    pub unheard: Vector<(ItemId, u32)>,
    pub speaking: Option<Speech>,
    /// Who was interrupted, and goes on afterwards.
    pub interrupted: Option<Speech>,
    /// Those that have ended.
    pub speeches: Vector<Arc<Speech>>,
    pub(super) turns: Turns,
    pub(super) turns_on_item: Turns,
    pub(super) items_begun: u32,
    pub notes: OrdMap<u32, Arc<NoteTaken>>,
    expected: There,
}

impl Meeting {
    pub fn step(&self) -> Step {
        if self.called_off.is_some() {
            Step::CalledOff
        } else if self.closed.is_some() {
            Step::Closed
        } else if self.recess.is_some() {
            Step::Recess
        } else if self.opened.is_some() {
            Step::Open
        } else {
            Step::Planned
        }
    }

    /// Where somebody is, or is expected.
    pub fn site_of(&self, delegate: u32) -> Option<&SiteId> {
        match self.seen.get(&delegate) {
            Some(seen) if seen.presence == Presence::Here => Some(&seen.site),
            _ => Some(&self.delegates.get(&delegate)?.site),
        }
    }

    /// The site of which a mark speaks: who comes does so where they are listed, who goes where they were.
    pub(super) fn marked_at<'a>(&'a self, mark: &'a Mark) -> Option<&'a SiteId> {
        match (&mark.site, mark.presence) {
            (Some(site), _) => Some(site),
            (None, Presence::Here) => self.delegates.get(&mark.delegate).map(|of| &of.site),
            (None, _) => self.site_of(mark.delegate),
        }
    }

    /// Whether somebody is there.
    pub fn is_here(&self, delegate: u32) -> bool {
        self.seen.get(&delegate).is_some_and(|seen| seen.presence == Presence::Here)
    }

    /// Of whose presence something else is known than `before`.
    pub fn marked_since<'a>(&'a self, before: &'a Meeting) -> impl Iterator<Item = u32> + 'a {
        before.seen.diff(&self.seen).map(|change| match change {
            DiffItem::Add(number, _) | DiffItem::Remove(number, _) => *number,
            DiffItem::Update { new: (number, _), .. } => *number,
        })
    }

    /// The sites in their order.
    pub fn sites(&self) -> impl Iterator<Item = &Arc<OfSite>> {
        self.site_order.iter().filter_map(|id| self.sites.get(id))
    }

    /// The delegates of a site's list.
    pub fn listed_at<'a>(&'a self, site: &'a SiteId) -> impl Iterator<Item = &'a Arc<Delegate>> {
        self.delegates.values().filter(move |of| of.site == *site)
    }

    /// The items from the first to the last, each with its number: `1`, `1.1`.
    pub fn agenda(&self) -> Vec<(String, &Arc<OfItem>)> {
        let mut out = Vec::with_capacity(self.order.len());
        self.below(None, "", 0, &mut out);
        out
    }

    fn below<'a>(
        &'a self,
        parent: Option<&ItemId>,
        above: &str,
        depth: usize,
        out: &mut Vec<(String, &'a Arc<OfItem>)>,
    ) {
        // Deeper than any lawful agenda: a journal that was never lawful.
        if depth > MOST_ITEMS {
            return;
        }
        // An item stands below one that was there before it, so that this ends.
        let items = self.order.iter().filter_map(|id| self.items.get(id));
        let items = items.filter(|of| of.item.parent.as_ref() == parent);
        for (at, of) in (1u32..).zip(items) {
            let own = match (parent, self.plan.numbering.roman) {
                (None, true) => roman(at),
                _ => at.to_string(),
            };
            let number = match parent {
                None => format!("{}{own}", self.plan.numbering.prefix),
                Some(_) => format!("{above}.{own}"),
            };
            out.push((number.clone(), of));
            self.below(Some(&of.item.id), &number, depth + 1, out);
        }
    }

    /// Who is there, and whether they are enough.
    pub fn coming(&self) -> Coming {
        let quorum =
            self.plan.quorum.unwrap_or(Quorum { delegates: None, at_site: None, sites: None });
        let (mut here, mut sites, mut sites_here) = (There::default(), 0u32, 0u32);
        for of in self.sites.values() {
            if of.expected.heads == 0 && of.here.heads == 0 {
                continue;
            }
            sites += 1;
            if of.lost().is_some() {
                continue;
            }
            here.heads += of.here.heads;
            here.weight += of.here.weight;
            let there = match quorum.at_site {
                Some(share) => share.is_met(of.here.count(), of.expected.count()),
                None => of.here.heads > 0,
            };
            sites_here += u32::from(there);
        }
        let count = |n: u32| Count::try_from(u64::from(n)).unwrap_or_default();
        let enough =
            quorum.delegates.is_none_or(|share| share.is_met(here.count(), self.expected.count()))
                && quorum.sites.is_none_or(|share| share.is_met(count(sites_here), count(sites)));
        Coming { expected: self.expected, here, sites, sites_here, enough }
    }

    /// Whether enough are there: below, nobody is given the floor and no vote is opened.
    pub fn is_quorate(&self) -> bool {
        self.quorate.last().map_or_else(|| self.coming().enough, |(_, enough)| *enough)
    }

    /// Minutes of all items that say how long they take.
    pub fn minutes(&self) -> u32 {
        self.items.values().filter_map(|of| of.item.minutes).map(u32::from).sum()
    }

    /// The notes that stand, in their order.
    pub fn standing_notes(&self) -> impl Iterator<Item = (u32, &Arc<NoteTaken>)> {
        let all = self.notes.iter().map(|(number, note)| (*number, note));
        all.filter(|(_, note)| note.words.is_some())
    }
}

fn roman(mut n: u32) -> String {
    const STEPS: [(u32, &str); 9] = [
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut out = String::new();
    for (value, letters) in STEPS {
        while n >= value {
            out.push_str(letters);
            n -= value;
        }
    }
    out
}

/// The meetings of all bodies.
#[derive(Debug, Default, Clone)]
pub struct Assemblies {
    all: OrdMap<MeetingId, Arc<Meeting>>,
    votes: OrdMap<VoteId, MeetingId>,
}

impl Assemblies {
    pub fn get(&self, id: &MeetingId) -> Option<&Arc<Meeting>> {
        self.all.get(id)
    }

    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Arc<Meeting>> {
        self.all.values()
    }

    /// The meeting in which a vote is taken.
    pub fn of_vote(&self, vote: &VoteId) -> Option<&Arc<Meeting>> {
        self.all.get(self.votes.get(vote)?)
    }

    /// Sites of this meeting that went on by themselves.
    pub fn continued<'a>(&'a self, id: &'a MeetingId) -> impl Iterator<Item = &'a Arc<Meeting>> {
        let goes_on = move |of: &&Arc<Meeting>| {
            of.plan.continues.as_ref().is_some_and(|from| from.meeting == *id)
        };
        self.all().filter(goes_on)
    }

    pub(crate) fn apply(&mut self, head: &Head, event: &Event) {
        if let Event::Convened { meeting, plan } = event {
            let Some(body) = head.body.clone() else { return };
            let new = Meeting::new(meeting, body, plan, head.at);
            self.all.entry(meeting.clone()).or_insert_with(|| Arc::new(new));
            return;
        }
        let Some(of) = self.all.get_mut(event.meeting()) else { return };
        if let Event::VotePut { vote, .. } = event {
            self.votes.insert(vote.clone(), event.meeting().clone());
        }
        let of = Arc::make_mut(of);
        of.apply(head.at, event);
        of.count_heads(head.at);
    }
}

impl Meeting {
    fn new(id: &MeetingId, body: BodyId, plan: &Plan, at: Millis) -> Meeting {
        Meeting {
            id: id.clone(),
            body,
            plan: Arc::new(plan.clone()),
            at,
            replanned: Vector::new(),
            called_off: None,
            sites: OrdMap::new(),
            site_order: Vector::new(),
            delegates: OrdMap::new(),
            replaced: Vector::new(),
            items: OrdMap::new(),
            order: Vector::new(),
            papers: Vector::new(),
            opened: None,
            recess: None,
            recesses: Vector::new(),
            closed: None,
            seen: OrdMap::new(),
            quorate: Vector::new(),
            current: None,
            chair: plan.chair.clone(),
            chairs: Vector::new(),
            floor: Arc::new(plan.floor.clone()),
            waiting: OrdMap::new(),
            carried: OrdMap::new(),
            unheard: Vector::new(),
            speaking: None,
            interrupted: None,
            speeches: Vector::new(),
            turns: Turns::default(),
            turns_on_item: Turns::default(),
            items_begun: 0,
            notes: OrdMap::new(),
            expected: There::default(),
        }
    }

    /// Notes when enough have come, or no more.
    fn count_heads(&mut self, at: Millis) {
        if self.opened.is_none() || self.closed.is_some() {
            return;
        }
        let enough = self.coming().enough;
        if self.quorate.last().is_none_or(|(_, was)| *was != enough) {
            self.quorate.push_back((at, enough));
        }
    }

    fn site(&mut self, id: &SiteId) -> Option<&mut OfSite> {
        self.sites.get_mut(id).map(Arc::make_mut)
    }

    fn item(&mut self, id: &ItemId) -> Option<&mut OfItem> {
        self.items.get_mut(id).map(Arc::make_mut)
    }

    fn apply(&mut self, at: Millis, event: &Event) {
        match event {
            Event::Convened { .. } => {}
            Event::Replanned { plan, reason, .. } => {
                self.plan = Arc::new(plan.clone());
                self.chair = plan.chair.clone();
                self.floor = Arc::new(plan.floor.clone());
                self.replanned.push_back((at, reason.clone()));
            }
            Event::CalledOff { reason, .. } => self.called_off = Some((at, reason.clone())),
            Event::SiteSet { site, .. } => self.set_site(site),
            Event::SiteDropped { site, .. } => {
                self.sites.remove(site);
                self.site_order.retain(|id| id != site);
            }
            Event::DelegatesListed { delegates, .. } => {
                for delegate in delegates {
                    self.list(delegate);
                }
            }
            Event::DelegateReplaced { delegate, reason, .. } => {
                if let Some(old) = self.delegates.get(&delegate.number).cloned() {
                    self.replaced.push_back((at, old, reason.clone()));
                }
                self.list(delegate);
            }
            Event::ItemSet { item, .. } => self.set_item(item),
            Event::ItemDropped { item, .. } => {
                self.items.remove(item);
                self.order.retain(|id| id != item);
                let waiting = self.waiting.remove(item).unwrap_or_default();
                self.unheard.extend(waiting.keys().map(|delegate| (item.clone(), *delegate)));
            }
            Event::AgendaOrdered { order, .. } => self.order = order.iter().cloned().collect(),
            Event::Invited { sites, .. } => {
                for site in sites {
                    if let Some(of) = self.site(site) {
                        of.invited = Some(at);
                    }
                }
            }
            Event::Replied { site, reply, .. } => {
                if let Some(of) = self.site(site) {
                    of.reply = Some((at, reply.clone()));
                }
            }
            Event::LineTested { site, test, .. } => {
                if let Some(of) = self.site(site) {
                    of.tests.push_back((at, *test));
                }
            }
            Event::PaperGiven { paper, .. } => {
                let paper = Arc::new(paper.clone());
                self.papers.push_back(PaperGiven { paper, at, withdrawn: None });
            }
            Event::PaperWithdrawn { blob, reason, .. } => self.withdraw(blob, at, reason),
            Event::Opened { .. } => self.opened = Some(at),
            Event::Recessed { until, .. } => {
                self.recess = Some(*until);
                self.recesses.push_back((at, None));
            }
            Event::WentOn { .. } => {
                self.recess = None;
                if let Some((_, to)) = self.recesses.back_mut() {
                    *to = Some(at);
                }
            }
            Event::Closed { .. } => {
                self.recess = None;
                self.closed = Some(at);
                self.nobody_waits_on();
            }
            Event::Marked { marks, happened, .. } => {
                for mark in marks {
                    self.mark(mark, happened.unwrap_or(at));
                }
            }
            Event::LineLost { site, since, .. } => {
                if let Some(of) = self.site(site) {
                    of.lines.push_back(Line { lost: *since, back: None });
                }
            }
            Event::LineBack { site, .. } => {
                if let Some(line) = self.site(site).and_then(|of| of.lines.back_mut()) {
                    line.back = Some(at);
                }
            }
            Event::Returned { site, taken, .. } => {
                if let Some(of) = self.site(site) {
                    of.returned.push_back((at, Arc::new(taken.clone())));
                }
            }
            Event::ItemBegun { item, .. } => self.begin(item, at),
            Event::ItemEnded { item, .. } => self.end(item, at),
            Event::ChairPassed { to, reason, .. } => {
                self.chair = to.clone();
                self.chairs.push_back((at, to.clone(), reason.clone()));
            }
            Event::VotePut { item, vote, .. } => {
                if let Some(of) = self.item(item) {
                    of.votes.push_back(vote.clone());
                }
            }
            Event::Noted { number, item, note, words, .. } => {
                let taken = NoteTaken {
                    at,
                    item: item.clone(),
                    note: *note,
                    words: Some(words.clone()),
                    changes: Vector::new(),
                };
                self.notes.insert(*number, Arc::new(taken));
            }
            Event::NoteChanged { number, words, reason, .. } => {
                if let Some(note) = self.notes.get_mut(number).map(Arc::make_mut) {
                    note.words = words.clone();
                    note.changes.push_back((at, reason.clone()));
                }
            }
            Event::FloorRuled { rule, .. } => {
                // What was over by itself was so by the rule before.
                if let Some(speech) = self.speaking.take_if(|of| of.is_over(&self.floor, at)) {
                    self.finish(speech, at);
                    self.speaking = self.interrupted.take();
                }
                self.floor = Arc::new(rule.clone());
            }
            Event::FloorAsked { item, delegate, about, happened, .. } => {
                let at = happened.unwrap_or(at);
                let asked = Asked { delegate: *delegate, kind: *about, at, placed: None };
                self.waiting.entry(item.clone()).or_default().insert(*delegate, asked);
            }
            Event::FloorWithdrawn { item, delegate, .. } => drop(self.leaves_line(item, *delegate)),
            Event::FloorPlaced { item, delegate, place, reason, .. } => {
                self.place(item, *delegate, *place, reason);
            }
            Event::FloorGiven { delegate, seconds, reason, .. } => {
                self.give(*delegate, *seconds, reason.clone(), at);
            }
            Event::FloorPaused { .. } => {
                if let Some(speech) = &mut self.speaking {
                    speech.paused.get_or_insert(at);
                }
            }
            Event::FloorResumed { .. } => {
                if let Some(speech) = &mut self.speaking
                    && let Some(paused) = speech.paused.take()
                {
                    speech.rested += at.get().saturating_sub(paused.get());
                }
            }
            Event::FloorExtended { seconds, .. } => {
                if let Some(speech) = &mut self.speaking {
                    speech.seconds = speech.seconds.saturating_add(*seconds);
                }
            }
            Event::FloorEnded { .. } => {
                if let Some(speech) = self.speaking.take() {
                    self.finish(speech, at);
                }
                self.speaking = self.interrupted.take();
            }
        }
    }

    fn set_site(&mut self, site: &Site) {
        let site = Arc::new(site.clone());
        if let Some(of) = self.site(&site.id.clone()) {
            of.site = site;
            return;
        }
        self.site_order.push_back(site.id.clone());
        let new = OfSite {
            site: site.clone(),
            expected: There::default(),
            here: There::default(),
            invited: None,
            reply: None,
            tests: Vector::new(),
            lines: Vector::new(),
            returned: Vector::new(),
        };
        self.sites.insert(site.id.clone(), Arc::new(new));
    }

    fn set_item(&mut self, item: &Item) {
        let item = Arc::new(item.clone());
        if let Some(of) = self.item(&item.id.clone()) {
            of.item = item;
            return;
        }
        self.order.push_back(item.id.clone());
        let new = OfItem { item: item.clone(), times: Vector::new(), votes: Vector::new() };
        self.items.insert(item.id.clone(), Arc::new(new));
    }

    /// Somebody has this number now, of whom nothing was seen yet.
    fn list(&mut self, delegate: &Delegate) {
        // Before the number is somebody else's: who was there is taken off with their own weight.
        self.gone(delegate.number);
        self.seen.remove(&delegate.number);
        if let Some(old) = self.delegates.remove(&delegate.number).filter(|old| !old.guest) {
            self.expected.take(old.weight);
            if let Some(of) = self.site(&old.site) {
                of.expected.take(old.weight);
            }
        }
        if !delegate.guest {
            self.expected.add(delegate.weight);
            if let Some(of) = self.site(&delegate.site) {
                of.expected.add(delegate.weight);
            }
        }
        self.delegates.insert(delegate.number, Arc::new(delegate.clone()));
    }

    /// Who was seen there is there no more.
    fn gone(&mut self, number: u32) {
        let (Some(of), Some(seen)) = (self.delegates.get(&number), self.seen.get(&number)) else {
            return;
        };
        if seen.presence != Presence::Here || of.guest {
            return;
        }
        let (weight, site) = (of.weight, seen.site.clone());
        if let Some(of) = self.site(&site) {
            of.here.take(weight);
        }
    }

    fn mark(&mut self, mark: &Mark, at: Millis) {
        // An older word does not undo a later one.
        if self.seen.get(&mark.delegate).is_some_and(|seen| seen.at > at) {
            return;
        }
        self.gone(mark.delegate);
        let Some(of) = self.delegates.get(&mark.delegate).cloned() else { return };
        let site = self.marked_at(mark).unwrap_or(&of.site).clone();
        if mark.presence == Presence::Here
            && !of.guest
            && let Some(there) = self.site(&site)
        {
            there.here.add(of.weight);
        }
        let seen = Seen { presence: mark.presence, site, at, reason: mark.reason.clone() };
        self.seen.insert(mark.delegate, seen);
    }

    fn withdraw(&mut self, blob: &Hash, at: Millis, reason: &str) {
        let stands =
            |given: &&mut PaperGiven| given.paper.blob == *blob && given.withdrawn.is_none();
        if let Some(given) = self.papers.iter_mut().find(stands) {
            given.withdrawn = Some((at, reason.to_owned()));
        }
    }

    fn begin(&mut self, id: &ItemId, at: Millis) {
        if let Some(of) = self.item(id) {
            of.times.push_back((at, None));
        }
        self.items_begun = self.items_begun.saturating_add(1);
        self.turns_on_item = Turns::default();
        let carried = std::mem::take(&mut self.carried);
        if !carried.is_empty() {
            let waiting = self.waiting.entry(id.clone()).or_default();
            for (delegate, asked) in carried {
                waiting.entry(delegate).or_insert(asked);
            }
        }
        self.current = Some(id.clone());
    }

    fn end(&mut self, id: &ItemId, at: Millis) {
        // One that was over by itself, and whom it had interrupted.
        for speech in [self.speaking.take(), self.interrupted.take()].into_iter().flatten() {
            self.finish(speech, at);
        }
        if let Some((_, to)) = self.item(id).and_then(|of| of.times.back_mut()) {
            *to = Some(at);
        }
        self.current = None;
        let waiting = self.waiting.remove(id).unwrap_or_default();
        if self.floor.carries_over {
            self.carried = waiting;
        } else {
            self.unheard.extend(waiting.keys().map(|delegate| (id.clone(), *delegate)));
        }
    }

    /// Who waited for an item that is not to come was not heard.
    fn nobody_waits_on(&mut self) {
        let ended = |of: &Arc<OfItem>| Some((of.times.last()?.1?, of.item.id.clone()));
        if let Some((_, last)) = self.items.values().filter_map(ended).max() {
            let carried = std::mem::take(&mut self.carried);
            self.unheard.extend(carried.keys().map(|delegate| (last.clone(), *delegate)));
        }
        for (item, waiting) in std::mem::take(&mut self.waiting) {
            self.unheard.extend(waiting.keys().map(|delegate| (item.clone(), *delegate)));
        }
    }

    fn give(&mut self, delegate: u32, seconds: u32, reason: Option<String>, at: Millis) {
        let Some(item) = self.current.clone() else { return };
        let Some(site) = self.site_of(delegate).cloned() else { return };
        let asked = self.leaves_line(&item, delegate);
        let kind = asked.map_or(Kind::Speech, |asked| asked.kind);
        if let Some(before) = self.speaking.take() {
            match before.paused.is_some() && kind == Kind::PointOfOrder {
                true => self.interrupted = Some(before),
                false => self.finish(before, at),
            }
        }
        let speech = Speech {
            delegate,
            site,
            item,
            kind,
            given: at,
            seconds,
            paused: None,
            rested: 0,
            ended: None,
            reason,
        };
        self.begins(&speech);
        self.speaking = Some(speech);
    }

    /// At which place of the line somebody stands, from 1.
    fn place_of(&self, item: &ItemId, delegate: u32) -> Option<usize> {
        let line = self.queue(item);
        line.iter().find(|of| of.asked.delegate == delegate).map(|of| of.place)
    }

    /// The chair puts somebody at a place; those in between, whom it had put at theirs, make room.
    fn place(&mut self, item: &ItemId, delegate: u32, place: u16, reason: &str) {
        let Some(before) = self.place_of(item, delegate) else { return };
        self.shift(item, |of| match usize::from(of) {
            between if (usize::from(place)..before).contains(&between) => of.saturating_add(1),
            between if (before + 1..=place.into()).contains(&between) => of.saturating_sub(1),
            _ => of,
        });
        let waiting = self.waiting.get_mut(item);
        if let Some(asked) = waiting.and_then(|waiting| waiting.get_mut(&delegate)) {
            asked.placed = Some((place, reason.to_owned()));
        }
    }

    /// Somebody waits no more; who was put at a place behind comes nearer.
    fn leaves_line(&mut self, item: &ItemId, delegate: u32) -> Option<Asked> {
        let before = self.place_of(item, delegate)?;
        let asked = self.waiting.get_mut(item)?.remove(&delegate);
        self.shift(item, |of| match usize::from(of) > before {
            true => of.saturating_sub(1),
            false => of,
        });
        asked
    }

    fn shift(&mut self, item: &ItemId, to: impl Fn(u16) -> u16) {
        let Some(waiting) = self.waiting.get_mut(item) else { return };
        let placed: Vec<u32> =
            waiting.iter().filter(|(_, of)| of.placed.is_some()).map(|(of, _)| *of).collect();
        for number in placed {
            if let Some((place, _)) =
                waiting.get_mut(&number).and_then(|asked| asked.placed.as_mut())
            {
                *place = to(*place);
            }
        }
    }
}

impl State {
    /// The body that meets.
    pub fn body_that_meets(&self, meeting: &Meeting) -> Option<&Arc<Body>> {
        self.people.body(&meeting.body)
    }
}
