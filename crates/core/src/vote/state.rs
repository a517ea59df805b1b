use super::{
    Call, Channel, ChannelId, Event, Group, KeyStep, Line, Moment, Outcome, Part, Sheet, VoteId,
    VoteRule, Voter, Way,
};
use crate::{
    Head, State,
    count::Count,
    people::{Body, BodyId, By, OfficerId},
    refusal::Refusal,
};
use dienhong_journal::{Hash, Millis, Seal};
use imbl::{OrdMap, OrdSet, Vector};
use std::{collections::BTreeMap, sync::Arc};

/// The votes of all bodies.
#[derive(Debug, Default, Clone)]
pub struct Votes {
    all: OrdMap<VoteId, Arc<Vote>>,
}

/// A vote of a body, as far as it has come.
#[derive(Debug, Clone)]
pub struct Vote {
    pub id: VoteId,
    pub body: BodyId,
    pub call: Arc<Call>,
    pub at: Millis,
    pub by: By,
    /// Those who vote by name.
    pub voters: OrdMap<u32, Arc<Voter>>,
    pub committees: OrdMap<ChannelId, Arc<Vec<OfficerId>>>,
    pub printed: OrdMap<ChannelId, Count>,
    pub begun: Option<Begun>,
    /// When the time was set anew, until when, and why.
    pub times: Vector<(Millis, Millis, String)>,
    pub switches: Vector<Switch>,
    /// By line and seat.
    pub answers: OrdMap<(u16, u32), Arc<Vec<Part>>>,
    pub closed: Option<Millis>,
    pub counting: OrdMap<ChannelId, Counting>,
    pub ballots: BallotBox,
    pub declared: Option<Arc<Declared>>,
    pub released: Option<Millis>,
    /// When and why hands and papers were counted again.
    pub recounts: Vector<(Millis, String)>,
    pub annulled: Option<(Millis, String)>,
}

/// How voting began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    pub at: Millis,
    pub summoned: Count,
    /// Who switched since then is where they vote.
    pub present: BTreeMap<ChannelId, Count>,
    /// Until when answers are taken. None: until somebody closes the vote.
    pub until: Option<Millis>,
}

impl Begun {
    /// All who are there.
    pub fn present(&self) -> Option<Count> {
        Count::sum(self.present.values().copied())
    }

    pub fn present_at(&self, channel: &ChannelId) -> Count {
        self.present.get(channel).copied().unwrap_or_default()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switch {
    pub at: Millis,
    pub from: ChannelId,
    pub to: ChannelId,
    pub seat: Option<u32>,
    pub reason: String,
}

/// An officer's hand under a seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    pub by: By,
    pub at: Millis,
    pub sealed: Seal,
}

/// Where the count of a channel stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counting {
    /// Those that stand: at most two.
    pub entries: Vec<Sealed>,
    pub signed: Option<Sealed>,
    /// What was set aside, and why.
    pub set_aside: Vec<(Millis, String)>,
}

/// What is known of an electronic ballot box.
#[derive(Debug, Clone, Default)]
pub struct BallotBox {
    pub trustees: Option<Arc<Trustees>>,
    pub written: Vector<Written>,
    pub credentials: Option<(Hash, Count)>,
    pub prepared: Option<Prepared>,
    /// By tracker.
    pub cast: OrdMap<String, Cast>,
    /// The trackers in the order in which ballots were cast.
    pub order: Vector<String>,
    /// How often each credential has voted.
    pub casts: OrdMap<String, u16>,
    /// The ballot of each credential that counts.
    pub latest: OrdMap<String, String>,
    pub revoked: OrdSet<String>,
    pub summed: Option<(Hash, Count)>,
    /// By trustee, in the order of their numbers.
    pub shares: OrdMap<u16, Hash>,
    pub opened: Option<(Hash, Arc<Vec<Line>>)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trustees {
    pub group: Group,
    pub names: Vec<String>,
    pub threshold: Option<u16>,
}

impl Trustees {
    pub fn count(&self) -> u16 {
        u16::try_from(self.names.len()).unwrap_or(u16::MAX)
    }

    /// How many must share in the decryption.
    pub fn needed(&self) -> u16 {
        self.threshold.unwrap_or_else(|| self.count())
    }

    /// The messages of each trustee, in their order.
    pub fn steps(&self) -> &'static [KeyStep] {
        match self.threshold {
            None => &[KeyStep::Key],
            Some(_) => &[KeyStep::Certificate, KeyStep::Polynomial, KeyStep::Share],
        }
    }
}

/// A message of the key ceremony.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub trustee: u16,
    pub step: KeyStep,
    pub blob: Hash,
    pub at: Millis,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    pub election: Hash,
    pub trustees: Hash,
    pub fingerprint: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cast {
    pub blob: Hash,
    pub credential: String,
    pub at: Millis,
}

impl BallotBox {
    pub fn wrote(&self, trustee: u16, step: KeyStep) -> Option<&Written> {
        self.written.iter().find(|known| known.trustee == trustee && known.step == step)
    }

    /// The step of the key ceremony that is awaited: nobody goes on before all have ended one.
    pub fn awaits(&self) -> Option<KeyStep> {
        let trustees = self.trustees.as_ref()?;
        let open = |step: &&KeyStep| {
            (1..=trustees.count()).any(|trustee| self.wrote(trustee, **step).is_none())
        };
        trustees.steps().iter().find(open).copied()
    }

    pub fn key_is_made(&self) -> bool {
        self.trustees.is_some() && self.awaits().is_none()
    }

    /// Whether a ballot of the box is the last of its credential.
    pub fn counts(&self, tracker: &str) -> bool {
        self.cast.get(tracker).is_some_and(|cast| {
            self.latest.get(&cast.credential).is_some_and(|last| last == tracker)
        })
    }

    /// How many voters have a ballot in the box.
    pub fn voted(&self) -> Count {
        Count::try_from(self.latest.len() as u64).unwrap_or_default()
    }
}

/// Totals and what follows from them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    pub at: Millis,
    pub by: By,
    pub sheets: BTreeMap<ChannelId, Sheet>,
    /// All channels together.
    pub total: Sheet,
    pub outcomes: Vec<Outcome>,
}

/// How far a vote has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Prepared,
    Open,
    Closed,
    /// Every channel has its figures.
    Counted,
    Declared,
    Released,
    Annulled,
}

impl Step {
    /// As the pack's words name it.
    pub fn name(self) -> &'static str {
        match self {
            Step::Prepared => "prepared",
            Step::Open => "open",
            Step::Closed => "closed",
            Step::Counted => "counted",
            Step::Declared => "declared",
            Step::Released => "released",
            Step::Annulled => "annulled",
        }
    }
}

impl Vote {
    /// Until when answers are taken, where that was said.
    pub fn until(&self) -> Option<Millis> {
        self.begun.as_ref()?.until
    }

    /// Whether answers are taken at `now`, by the node's clock.
    pub fn takes_answers(&self, now: Millis) -> bool {
        self.step() == Step::Open && self.until().is_none_or(|until| now < until)
    }

    /// That something is not done at this step.
    pub fn not_now(&self) -> Refusal {
        Refusal::new("vote.not_now").with("step", self.step().name())
    }

    pub fn step(&self) -> Step {
        if self.annulled.is_some() {
            Step::Annulled
        } else if self.declared.is_some() && self.released.is_some() {
            Step::Released
        } else if self.declared.is_some() {
            Step::Declared
        } else if self.closed.is_none() {
            if self.begun.is_some() { Step::Open } else { Step::Prepared }
        } else if self.call.channels.iter().all(|channel| self.is_counted(channel)) {
            Step::Counted
        } else {
            Step::Closed
        }
    }

    /// How far the figures have come, for those who may see them.
    pub fn moment(&self) -> Option<Moment> {
        match self.step() {
            Step::Prepared | Step::Open | Step::Closed | Step::Annulled => None,
            Step::Counted => Some(Moment::Counted),
            Step::Declared => Some(Moment::Declared),
            Step::Released => Some(Moment::Released),
        }
    }

    /// Whether the figures of a channel are complete.
    pub fn is_counted(&self, channel: &Channel) -> bool {
        self.closed.is_some()
            && match channel.way {
                Way::Named => true,
                Way::Online => self.ballots.opened.is_some(),
                Way::Hands | Way::Paper => {
                    self.counting.get(&channel.id).is_some_and(|of| of.signed.is_some())
                }
            }
    }

    pub fn committee(&self, channel: &ChannelId) -> &[OfficerId] {
        self.committees.get(channel).map_or(&[], |members| members.as_slice())
    }

    /// Whether `by` counts any channel.
    pub fn counts(&self, by: &By) -> bool {
        let By::Officer(officer) = by else { return false };
        self.committees.values().any(|members| members.contains(officer))
    }

    pub fn present_at(&self, channel: &ChannelId) -> Count {
        self.begun.as_ref().map_or(Count::ZERO, |begun| begun.present_at(channel))
    }

    /// Those who vote by name in a channel, with all their weight.
    pub fn weight_at(&self, channel: &ChannelId) -> Option<Count> {
        let of = self.voters.values().filter(|voter| voter.channel == *channel);
        Count::sum(of.map(|voter| voter.weight))
    }

    /// The figures of a channel that follow from public records: of names and of proofs. None: they are
    /// counted by hand, or not there yet.
    pub fn derived(&self, channel: &Channel) -> Option<Sheet> {
        match channel.way {
            Way::Named => self.named(&channel.id),
            Way::Online => {
                let (_, lines) = self.ballots.opened.as_ref()?;
                Some(Sheet {
                    issued: self.present_at(&channel.id),
                    returned: self.ballots.voted(),
                    invalid: Count::ZERO,
                    lines: lines.to_vec(),
                })
            }
            Way::Hands | Way::Paper => None,
        }
    }

    /// Answers by name, added up. Who answered some lines and not others says nothing on those.
    fn named(&self, channel: &ChannelId) -> Option<Sheet> {
        let rows = self.call.rows();
        let mut sheet = Sheet::blank(&self.call);
        let seats = self.voters.values().filter(|voter| voter.channel == *channel);
        let mut cast = vec![0u64; rows.len()];
        let mut returned = Vec::new();
        for voter in seats {
            let mut answered = false;
            for (at, line) in sheet.lines.iter_mut().enumerate() {
                let row = rows.get(at)?;
                let question = self.call.questions.get(row.question)?;
                let ranked = question.is_ranked();
                let key = (u16::try_from(at).ok()?, voter.seat);
                for part in self.answers.get(&key).into_iter().flat_map(|parts| parts.iter()) {
                    line.take(part, ranked)?;
                    *cast.get_mut(at)? += part.weight.get();
                    answered = true;
                }
            }
            if answered {
                returned.push(voter.weight);
            }
        }
        sheet.issued = self.present_at(channel);
        sheet.returned = Count::sum(returned)?;
        for (line, cast) in sheet.lines.iter_mut().zip(cast) {
            line.invalid = Count::try_from(sheet.returned.get().checked_sub(cast)?).ok()?;
        }
        Some(sheet)
    }
}

impl Votes {
    pub fn get(&self, id: &VoteId) -> Option<&Arc<Vote>> {
        self.all.get(id)
    }

    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Arc<Vote>> {
        self.all.values()
    }

    /// Those that a body called.
    pub fn of_body<'a>(&'a self, body: &'a BodyId) -> impl Iterator<Item = &'a Arc<Vote>> {
        self.all().filter(move |vote| vote.body == *body)
    }

    pub(crate) fn apply(&mut self, head: &Head, event: &Event) {
        if let Event::Called { vote, call } = event {
            let Some(body) = head.body.clone() else { return };
            let new = Vote {
                id: vote.clone(),
                body,
                call: Arc::new(call.clone()),
                at: head.at,
                by: head.by.clone(),
                voters: OrdMap::new(),
                committees: OrdMap::new(),
                printed: OrdMap::new(),
                begun: None,
                times: Vector::new(),
                switches: Vector::new(),
                answers: OrdMap::new(),
                closed: None,
                counting: OrdMap::new(),
                ballots: BallotBox::default(),
                declared: None,
                released: None,
                recounts: Vector::new(),
                annulled: None,
            };
            self.all.entry(vote.clone()).or_insert_with(|| Arc::new(new));
            return;
        }
        if let Some(vote) = self.all.get_mut(event.vote()) {
            Arc::make_mut(vote).apply(head, event);
        }
    }
}

impl Vote {
    fn apply(&mut self, head: &Head, event: &Event) {
        let at = head.at;
        match event {
            Event::Called { .. } => {}
            Event::VotersListed { voters, .. } => {
                let by_seat = |voter: &Voter| (voter.seat, Arc::new(voter.clone()));
                self.voters.extend(voters.iter().map(by_seat));
            }
            Event::CommitteeChosen { channel, members, .. } => {
                self.committees.insert(channel.clone(), Arc::new(members.clone()));
            }
            Event::PapersPrinted { channel, printed, .. } => {
                self.printed.insert(channel.clone(), *printed);
            }
            Event::Opened { summoned, present, until, .. } => {
                let (summoned, present, until) = (*summoned, present.clone(), *until);
                self.begun = Some(Begun { at, summoned, present, until });
            }
            Event::TimeSet { until, reason, .. } => {
                if let Some(begun) = &mut self.begun {
                    begun.until = Some(*until);
                }
                self.times.push_back((at, *until, reason.clone()));
            }
            Event::PresenceRestated { channel, present, .. } => {
                if let Some(begun) = &mut self.begun {
                    begun.present.insert(channel.clone(), *present);
                }
            }
            Event::ChannelSwitched { from, to, seat, credential, reason, .. } => {
                self.switch(from, to, *seat);
                self.ballots.revoked.extend(credential.clone());
                self.switches.push_back(Switch {
                    at,
                    from: from.clone(),
                    to: to.clone(),
                    seat: *seat,
                    reason: reason.clone(),
                });
            }
            Event::Answered { question, seat, parts, .. } => {
                self.answers.insert((*question, *seat), Arc::new(parts.clone()));
            }
            Event::Closed { .. } => self.closed = Some(at),
            Event::SheetEntered { channel, sealed, .. } => {
                let entry = Sealed { by: head.by.clone(), at, sealed: *sealed };
                self.counting.entry(channel.clone()).or_default().entries.push(entry);
            }
            Event::SheetsSetAside { channel, reason, .. } => {
                self.set_aside(channel, at, reason);
            }
            Event::SheetSigned { channel, sealed, .. } => {
                let signed = Sealed { by: head.by.clone(), at, sealed: *sealed };
                self.counting.entry(channel.clone()).or_default().signed = Some(signed);
            }
            Event::Declared { openings, outcomes, .. } => {
                let sheets = self.sheets(openings);
                let blank = Sheet::blank(&self.call);
                let total = sheets.values().try_fold(blank, |sum, sheet| sum.plus(sheet));
                self.declared = Some(Arc::new(Declared {
                    at,
                    by: head.by.clone(),
                    sheets,
                    total: total.unwrap_or_default(),
                    outcomes: outcomes.clone(),
                }));
            }
            Event::Released { .. } => self.released = Some(at),
            Event::RecountOrdered { reason, .. } => {
                (self.declared, self.released) = (None, None);
                let channels: Vec<ChannelId> = self.counting.keys().cloned().collect();
                channels.iter().for_each(|channel| self.set_aside(channel, at, reason));
                self.recounts.push_back((at, reason.clone()));
            }
            Event::Annulled { reason, .. } => self.annulled = Some((at, reason.clone())),
            Event::TrusteesNamed { group, names, threshold, .. } => {
                let (group, names, threshold) = (*group, names.clone(), *threshold);
                self.ballots.trustees = Some(Arc::new(Trustees { group, names, threshold }));
            }
            Event::TrusteeWrote { trustee, step, blob, .. } => {
                let (trustee, step, blob) = (*trustee, *step, *blob);
                self.ballots.written.push_back(Written { trustee, step, blob, at });
            }
            Event::CredentialsRegistered { blob, credentials, .. } => {
                self.ballots.credentials = Some((*blob, *credentials));
            }
            Event::BoxPrepared { election, trustees, fingerprint, .. } => {
                self.ballots.prepared = Some(Prepared {
                    election: *election,
                    trustees: *trustees,
                    fingerprint: fingerprint.clone(),
                });
            }
            Event::BallotCast { blob, tracker, credential, .. } => {
                let cast = Cast { blob: *blob, credential: credential.clone(), at };
                self.ballots.cast.insert(tracker.clone(), cast);
                self.ballots.order.push_back(tracker.clone());
                let casts = self.ballots.casts.entry(credential.clone()).or_default();
                *casts = casts.saturating_add(1);
                self.ballots.latest.insert(credential.clone(), tracker.clone());
            }
            Event::BallotsSummed { blob, ballots, .. } => {
                self.ballots.summed = Some((*blob, *ballots));
            }
            Event::DecryptionShared { trustee, blob, .. } => {
                self.ballots.shares.insert(*trustee, *blob);
            }
            Event::BoxOpened { blob, lines, .. } => {
                self.ballots.opened = Some((*blob, Arc::new(lines.clone())));
            }
        }
    }

    fn set_aside(&mut self, channel: &ChannelId, at: Millis, reason: &str) {
        let of = self.counting.entry(channel.clone()).or_default();
        (of.entries, of.signed) = (Vec::new(), None);
        of.set_aside.push((at, reason.to_owned()));
    }

    /// One person less here, one more there.
    fn switch(&mut self, from: &ChannelId, to: &ChannelId, seat: Option<u32>) {
        let mut weight = Count::from(1);
        if let Some(voter) = seat.and_then(|seat| self.voters.get_mut(&seat)) {
            weight = voter.weight;
            Arc::make_mut(voter).channel = to.clone();
        }
        let Some(begun) = &mut self.begun else { return };
        let (here, there) = (begun.present_at(from), begun.present_at(to));
        let less = here.get().checked_sub(weight.get()).and_then(|n| Count::try_from(n).ok());
        let more = Count::sum([there, weight]);
        if let (Some(less), Some(more)) = (less, more) {
            begun.present.insert(from.clone(), less);
            begun.present.insert(to.clone(), more);
        }
    }

    /// The figures of each channel, with these openings for those that were counted by hand.
    pub(super) fn sheets(&self, openings: &[super::Opened]) -> BTreeMap<ChannelId, Sheet> {
        let of = |channel: &Channel| {
            let opened = openings.iter().find(|opened| opened.channel == channel.id);
            let by_hand = || opened?.entries.first().map(|entry| entry.value.clone());
            Some((channel.id.clone(), self.derived(channel).or_else(by_hand)?))
        };
        self.call.channels.iter().filter_map(of).collect()
    }
}

impl State {
    /// The rule of a vote's purpose on the day on which it was called.
    ///
    /// # Errors
    /// `vote.unknown_purpose`
    pub fn vote_rule(&self, call: &Call, at: Millis) -> Result<&VoteRule, Refusal> {
        let unknown = || Refusal::new("vote.unknown_purpose").with("purpose", &call.purpose);
        self.rules_at(at)?.votes.get(&call.purpose).ok_or_else(unknown)
    }

    /// The body that holds a vote.
    pub fn body_of(&self, vote: &Vote) -> Option<&Arc<Body>> {
        self.people.body(&vote.body)
    }

    /// Whether an audience sees a vote's figures now.
    pub fn shows_figures(&self, vote: &Vote, audience: super::Audience) -> bool {
        let rule = self.vote_rule(&vote.call, vote.at);
        vote.moment().is_some_and(|moment| rule.is_ok_and(|rule| rule.shows(audience, moment)))
    }
}
