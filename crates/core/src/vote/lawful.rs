use super::{
    Answers, Call, Channel, ChannelId, Event, Opened, Part, Row, Step, Vote, VoteId, Voter, Way,
    call::{FEWEST_VOTERS, MOST_CHANNELS, MOST_OPTIONS, MOST_QUESTIONS, MOST_VOTERS},
};
use crate::{
    Head, State,
    count::Count,
    people::{By, OfficerId, Place, Right},
    refusal::{Refusal, refuse, said},
};
use dienhong_journal::Millis;
use std::collections::{BTreeMap, BTreeSet};

/// The most trustees that keep one box.
const MOST_TRUSTEES: usize = 50;

/// How often one may change one's mind: each ballot is kept for ever.
const MOST_CASTS: u16 = 100;

/// Whether `event` may follow in `state`.
///
/// # Errors
/// `vote.*`: the first rule that the event would break, with the facts that show it.
pub fn lawful(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    if let Event::Called { vote, call } = event {
        return called(state, head, vote, call);
    }
    let unknown = || Refusal::new("vote.unknown").with("vote", event.vote());
    let vote = state.vote.get(event.vote()).ok_or_else(unknown)?;
    let ask = Ask { state, head, vote };
    if vote.step() == Step::Annulled {
        return refuse("vote.is_annulled");
    }
    match event {
        Event::Called { .. } => Ok(()),
        Event::VotersListed { voters, .. } => ask.voters_listed(voters),
        Event::CommitteeChosen { channel, members, .. } => ask.committee(channel, members),
        Event::PapersPrinted { channel, .. } => {
            ask.calls()?;
            ask.is(Step::Prepared)?;
            match ask.channel(channel)?.way {
                Way::Paper => Ok(()),
                _ => refuse("vote.no_papers_there"),
            }
        }
        Event::Opened { summoned, present, until, .. } => {
            ask.opened(*summoned, present)?;
            until.map_or(Ok(()), |until| ask.still_to_come(until))
        }
        Event::TimeSet { until, reason, .. } => {
            ask.calls()?;
            ask.is(Step::Open)?;
            ask.still_to_come(*until)?;
            said("vote.reason_missing", reason)
        }
        Event::PresenceRestated { channel, present, reason, .. } => {
            ask.restated(channel, *present)?;
            said("vote.reason_missing", reason)
        }
        Event::ChannelSwitched { from, to, seat, credential, reason, .. } => {
            ask.switched(from, to, *seat, credential.as_deref())?;
            said("vote.reason_missing", reason)
        }
        Event::Answered { question, seat, parts, .. } => ask.answered(*question, *seat, parts),
        Event::Closed { .. } => {
            ask.calls()?;
            ask.is(Step::Open)?;
            // Who was told a time may rely on it.
            match vote.until().filter(|until| head.at < *until) {
                Some(until) => ask.at("vote.time_not_over", until),
                None => Ok(()),
            }
        }
        Event::SheetEntered { channel, .. } => {
            let of = ask.counted(channel)?;
            if of.entries.iter().any(|entry| entry.by == head.by) {
                return refuse("vote.second_entry_needs_another");
            }
            if of.entries.len() >= 2 { refuse("vote.entered_twice") } else { Ok(()) }
        }
        Event::SheetsSetAside { channel, reason, .. } => {
            if ask.counted(channel)?.entries.is_empty() {
                return refuse("vote.entries_missing");
            }
            said("vote.reason_missing", reason)
        }
        Event::SheetSigned { channel, sealed, .. } => {
            let of = ask.counted(channel)?;
            if vote.committee(channel).first().map(|of| By::Officer(of.clone()))
                != Some(head.by.clone())
            {
                return refuse("vote.signs_not_the_head");
            }
            if of.signed.is_some() {
                return refuse("vote.signed_twice");
            }
            match of.entries.as_slice() {
                [first, _] if first.sealed == *sealed => Ok(()),
                _ => refuse("vote.entries_missing"),
            }
        }
        Event::Declared { openings, outcomes, .. } => {
            ask.calls()?;
            ask.is(Step::Counted)?;
            if vote.counts(&head.by) {
                return refuse("vote.declares_own_count");
            }
            ask.laid_open(openings)?;
            ask.as_many_as_present()?;
            if state.vote_outcomes(vote, openings)? != *outcomes {
                return refuse("vote.outcome_differs");
            }
            Ok(())
        }
        Event::Released { .. } => {
            ask.calls()?;
            let last = state.personnel.of_vote(&vote.id);
            if last.is_some_and(|(nomination, _)| state.next_step(nomination).is_some()) {
                return refuse("vote.kept_until_the_last_step");
            }
            ask.is(Step::Declared)
        }
        Event::RecountOrdered { reason, .. } => {
            ask.calls()?;
            if !matches!(vote.step(), Step::Counted | Step::Declared | Step::Released) {
                return refuse("vote.not_counted");
            }
            if !vote.call.channels.iter().any(|channel| channel.way.is_counted_by_hand()) {
                return refuse("vote.nothing_to_recount");
            }
            said("vote.reason_missing", reason)
        }
        Event::Annulled { reason, .. } => {
            ask.calls()?;
            // Nobody both declares and takes away what does not please.
            if vote.declared.as_ref().is_some_and(|declared| declared.by == head.by) {
                return refuse("vote.annuls_own_declaration");
            }
            said("vote.reason_missing", reason)
        }
        Event::TrusteesNamed { .. }
        | Event::TrusteeWrote { .. }
        | Event::CredentialsRegistered { .. }
        | Event::BoxPrepared { .. }
        | Event::BallotCast { .. }
        | Event::BallotsSummed { .. }
        | Event::DecryptionShared { .. }
        | Event::BoxOpened { .. } => ask.ballot_box(event),
    }
}

fn called(state: &State, head: &Head, id: &VoteId, call: &Call) -> Result<(), Refusal> {
    let body = head.body.as_ref().and_then(|body| state.people.body(body));
    let unit = body.and_then(|body| body.unit.as_ref());
    state.allows(head, Right::CallVotes, Place::of(unit))?;
    if state.vote.get(id).is_some() {
        return Err(Refusal::new("vote.called_twice").with("vote", id));
    }
    let rule = state.vote_rule(call, head.at)?;
    said("vote.title_missing", &call.title)?;
    if call.closed != rule.is_closed() {
        return refuse(if call.closed { "vote.is_public" } else { "vote.is_closed" });
    }
    if !(FEWEST_VOTERS..=MOST_VOTERS).contains(&call.members.get()) && call.charter.is_none() {
        return Err(Refusal::new("vote.members_out_of_range").with("members", call.members));
    }
    if call.charter.is_some() && !rule.weights {
        return refuse("vote.no_weights_here");
    }
    if call.most_proxies.is_some() && call.charter.is_none() {
        return refuse("vote.weight_needs_charter");
    }
    for document in call.decision.iter().chain(&call.charter) {
        said("vote.document_missing", &document.number)?;
        if document.on > state.rules_at(head.at)?.local(head.at).day {
            return refuse("vote.document_in_the_future");
        }
    }
    channels(call)?;
    for channel in &call.channels {
        if !rule.allows(channel.way, call.decision.is_some()) {
            let code = match rule.allows(channel.way, true) {
                true => "vote.way_needs_decision",
                false => "vote.way_not_lawful",
            };
            return Err(Refusal::new(code)
                .with("way", channel.way.name())
                .with("article", &rule.source.article));
        }
    }
    if call.questions.is_empty() || call.questions.len() > MOST_QUESTIONS {
        return Err(Refusal::new("vote.questions_out_of_range").with("most", MOST_QUESTIONS));
    }
    for (at, question) in call.questions.iter().enumerate() {
        said("vote.question_missing", &question.text)
            .and_then(|()| answers(call, &question.answers))
            .and_then(|()| enough(question, rule))
            .map_err(|refusal| refusal.with("question", at + 1))?;
    }
    let Some(after) = &call.after else { return Ok(()) };
    said("vote.reason_missing", &after.reason)?;
    let before = state.vote.get(&after.vote);
    if before.is_none_or(|before| Some(&before.body) != head.body.as_ref()) {
        return Err(Refusal::new("vote.unknown").with("vote", &after.vote));
    }
    // Who has the public log alone could not read of the vote before.
    if before.is_some_and(|before| before.call.closed != call.closed) {
        return refuse("vote.before_is_not_alike");
    }
    let ended = before.is_some_and(|before| before.step() >= Step::Declared);
    if ended { Ok(()) } else { refuse("vote.before_is_not_declared") }
}

/// A question may ask for more than the rule of the purpose, never for less.
fn enough(question: &super::Question, rule: &super::VoteRule) -> Result<(), Refusal> {
    let Some(own) = &question.passes else { return Ok(()) };
    if !own.share.is_a_share() {
        return refuse("vote.not_a_share");
    }
    match &rule.passes {
        Some(law) if !own.is_at_least(law) => Err(Refusal::new("vote.less_than_the_rule_asks")
            .with("share", law.share)
            .with("article", &rule.source.article)),
        _ => Ok(()),
    }
}

fn channels(call: &Call) -> Result<(), Refusal> {
    if call.channels.is_empty() || call.channels.len() > MOST_CHANNELS {
        return Err(Refusal::new("vote.channels_out_of_range").with("most", MOST_CHANNELS));
    }
    let ids: BTreeSet<&ChannelId> = call.channels.iter().map(|channel| &channel.id).collect();
    if ids.len() != call.channels.len() {
        return refuse("vote.channel_twice");
    }
    for channel in &call.channels {
        said("vote.channel_nameless", channel.id.as_str())?;
        said("vote.channel_nameless", &channel.name)?;
    }
    // What is secret at one place is secret everywhere: a few names beside many secret papers tell too much.
    let secret = call.channels.iter().filter(|channel| channel.way.is_secret()).count();
    if secret != 0 && secret != call.channels.len() {
        return refuse("vote.secret_and_open");
    }
    if call.channels.iter().filter(|channel| channel.way == Way::Online).count() > 1 {
        return refuse("vote.one_box_only");
    }
    // What proves such a count is public.
    if call.closed && call.has(Way::Online) {
        return refuse("vote.closed_online");
    }
    if call.charter.is_some() && call.channels.iter().any(|channel| channel.way != Way::Named) {
        return refuse("vote.weights_by_name_only");
    }
    Ok(())
}

fn answers(call: &Call, answers: &Answers) -> Result<(), Refusal> {
    let options = |options: &[super::Choice]| {
        if options.is_empty() || options.len() > MOST_OPTIONS {
            return Err(Refusal::new("vote.options_out_of_range").with("most", MOST_OPTIONS));
        }
        let ids: BTreeSet<&str> = options.iter().map(|option| option.id.as_str()).collect();
        if ids.len() != options.len() {
            return refuse("vote.option_twice");
        }
        options.iter().try_for_each(|option| {
            said("vote.option_nameless", &option.id)?;
            said("vote.option_nameless", &option.name)
        })
    };
    match answers {
        Answers::YesNo { .. } => Ok(()),
        Answers::Choose { options: of, at_least, at_most, seats } => {
            options(of)?;
            let most = u16::try_from(of.len()).unwrap_or(u16::MAX);
            if at_least > at_most || *at_most == 0 || *at_most > most || *seats == 0 {
                return Err(Refusal::new("vote.marks_out_of_range").with("options", most));
            }
            Ok(())
        }
        Answers::Levels { levels, people } => {
            options(people)?;
            let different: BTreeSet<&String> = levels.iter().collect();
            if !(2..=3).contains(&levels.len()) || different.len() != levels.len() {
                return refuse("vote.levels_out_of_range");
            }
            Ok(())
        }
        Answers::Ranked { options: of, seats, .. } => {
            options(of)?;
            if *seats == 0 || usize::from(*seats) > of.len() {
                return Err(Refusal::new("vote.marks_out_of_range").with("options", of.len()));
            }
            // The ballot box adds up marks under encryption; an order is no sum.
            if call.has(Way::Online) { refuse("vote.ranked_online") } else { Ok(()) }
        }
    }
}

struct Ask<'a> {
    state: &'a State,
    head: &'a Head,
    vote: &'a Vote,
}

impl<'a> Ask<'a> {
    /// Whether who asks may call votes of this vote's body, and acts for it.
    fn calls(&self) -> Result<(), Refusal> {
        let unit = self.state.body_of(self.vote).and_then(|body| body.unit.as_ref());
        self.state.allows(self.head, Right::CallVotes, Place::of(unit))?;
        if self.head.body.as_ref() == Some(&self.vote.body) {
            Ok(())
        } else {
            refuse("vote.another_body")
        }
    }

    fn is(&self, step: Step) -> Result<(), Refusal> {
        if self.vote.step() == step { Ok(()) } else { Err(self.vote.not_now()) }
    }

    fn still_to_come(&self, until: Millis) -> Result<(), Refusal> {
        if until > self.head.at { Ok(()) } else { self.at("vote.time_is_past", until) }
    }

    fn at(&self, code: &'static str, until: Millis) -> Result<(), Refusal> {
        Err(self.state.with_time(Refusal::new(code), until))
    }

    fn channel(&self, id: &ChannelId) -> Result<&'a Channel, Refusal> {
        let unknown = || Refusal::new("vote.unknown_channel").with("channel", id);
        self.vote.call.channel(id).ok_or_else(unknown)
    }

    fn voters_listed(&self, voters: &[Voter]) -> Result<(), Refusal> {
        self.calls()?;
        self.is(Step::Prepared)?;
        let mut seats = BTreeSet::new();
        for (row, voter) in voters.iter().enumerate() {
            self.voter(voter, &mut seats).map_err(|refusal| refusal.with("row", row + 1))?;
        }
        let known = self.vote.voters.values().map(|voter| voter.weight);
        let all = Count::sum(known.chain(voters.iter().map(|voter| voter.weight)));
        if all.is_none_or(|all| all > self.vote.call.members) {
            return Err(
                Refusal::new("vote.voters_over_members").with("members", self.vote.call.members)
            );
        }
        Ok(())
    }

    fn voter(&self, voter: &Voter, seats: &mut BTreeSet<u32>) -> Result<(), Refusal> {
        if voter.seat == 0
            || self.vote.voters.contains_key(&voter.seat)
            || !seats.insert(voter.seat)
        {
            return Err(Refusal::new("vote.seat_twice").with("seat", voter.seat));
        }
        said("vote.voter_nameless", &voter.name)?;
        if self.channel(&voter.channel)?.way != Way::Named {
            return refuse("vote.nobody_by_name_there");
        }
        let held = Count::sum(voter.proxies.iter().map(|proxy| proxy.weight));
        for proxy in &voter.proxies {
            said("vote.voter_nameless", &proxy.of)?;
        }
        let most = self.vote.call.most_proxies.map_or(usize::MAX, usize::from);
        if voter.proxies.len() > most {
            return Err(Refusal::new("vote.too_many_proxies")
                .with("seat", voter.seat)
                .with("most", most));
        }
        if voter.weight.is_zero() || held.is_none_or(|held| held > voter.weight) {
            return refuse("vote.weight_out_of_range");
        }
        let plain = voter.weight == Count::from(1) && voter.proxies.is_empty();
        if !plain && self.vote.call.charter.is_none() {
            return refuse("vote.weight_needs_charter");
        }
        if let Some(officer) = &voter.officer
            && self.state.people.officer(officer).is_none()
        {
            return Err(Refusal::new("people.unknown_officer").with("officer", officer));
        }
        Ok(())
    }

    fn committee(&self, channel: &ChannelId, members: &[OfficerId]) -> Result<(), Refusal> {
        self.calls()?;
        if !matches!(self.vote.step(), Step::Prepared | Step::Open) {
            return Err(self.vote.not_now());
        }
        if !self.channel(channel)?.way.is_counted_by_hand() {
            return refuse("vote.nothing_counted_there");
        }
        let different: BTreeSet<&OfficerId> = members.iter().collect();
        if different.len() != members.len() || members.len() < 3 {
            return refuse("vote.committee_too_small");
        }
        for member in members {
            if self.state.people.officer(member).is_none() {
                return Err(Refusal::new("people.unknown_officer").with("officer", member));
            }
            if self.stands(member) {
                return refuse("vote.committee_stands_itself");
            }
        }
        Ok(())
    }

    /// Whether an officer is one of those voted on, by the own id or by that of the file.
    fn stands(&self, officer: &OfficerId) -> bool {
        let is = |id: &str| {
            let file = self.state.personnel.person(&id.into());
            let linked = file.and_then(|file| file.about.officer.as_ref());
            id == officer.as_str() || linked == Some(officer)
        };
        self.vote.call.questions.iter().any(|question| match &question.answers {
            Answers::Levels { people, .. } => people.iter().any(|of| is(&of.id)),
            Answers::Choose { options, .. } => options.iter().any(|of| is(&of.id)),
            _ => false,
        })
    }

    fn opened(&self, summoned: Count, present: &BTreeMap<ChannelId, Count>) -> Result<(), Refusal> {
        self.calls()?;
        self.is(Step::Prepared)?;
        crate::confidence::may_open(self.state, self.head, self.vote)?;
        crate::assembly::may_open_vote(self.state, self.vote, present)?;
        let call = &self.vote.call;
        if summoned > call.members {
            return Err(Refusal::new("vote.summoned_over_members")
                .with("summoned", summoned)
                .with("members", call.members));
        }
        for id in present.keys() {
            self.channel(id)?;
        }
        for channel in &call.channels {
            let missing = || Refusal::new("vote.presence_missing").with("channel", &channel.name);
            let there = *present.get(&channel.id).ok_or_else(missing)?;
            self.ready(channel, there)?;
        }
        let all = Count::sum(present.values().copied()).filter(|all| *all <= summoned);
        let Some(all) = all else {
            return Err(Refusal::new("vote.present_over_summoned").with("summoned", summoned));
        };
        self.quorum(all, summoned)
    }

    fn quorum(&self, all: Count, summoned: Count) -> Result<(), Refusal> {
        let rule = self.state.vote_rule(&self.vote.call, self.vote.at)?;
        let Some(quorum) = rule.quorum else { return Ok(()) };
        let base = match quorum.base {
            super::Base::TotalMembers => self.vote.call.members,
            _ => summoned,
        };
        if quorum.is_met(all, base) {
            return Ok(());
        }
        Err(Refusal::new("vote.no_quorum")
            .with("present", all)
            .with("base", base)
            .with("share", quorum.share)
            .with("article", &rule.source.article))
    }

    /// Whether a channel has what it needs for so many people.
    fn ready(&self, channel: &Channel, there: Count) -> Result<(), Refusal> {
        let refuse =
            |code| Err(Refusal::new(code).with("channel", &channel.name).with("present", there));
        let (id, vote) = (&channel.id, self.vote);
        if channel.way.is_counted_by_hand() && vote.committee(id).is_empty() {
            return refuse("vote.committee_missing");
        }
        match channel.way {
            Way::Hands => Ok(()),
            Way::Paper if vote.printed.get(id).is_none_or(|printed| *printed < there) => {
                refuse("vote.papers_too_few")
            }
            Way::Paper => Ok(()),
            Way::Named if vote.weight_at(id).is_none_or(|weight| weight < there) => {
                refuse("vote.voters_too_few")
            }
            Way::Named => Ok(()),
            Way::Online if vote.ballots.prepared.is_none() => refuse("vote.box_not_ready"),
            Way::Online
                if vote.ballots.credentials.is_none_or(|(_, credentials)| credentials < there) =>
            {
                refuse("vote.credentials_too_few")
            }
            Way::Online => Ok(()),
        }
    }

    /// Others have come, or have left before they voted.
    fn restated(&self, channel: &ChannelId, present: Count) -> Result<(), Refusal> {
        self.calls()?;
        self.is(Step::Open)?;
        let channel = self.channel(channel)?;
        let Some(begun) = &self.vote.begun else { return Ok(()) };
        let others = begun.present.iter().filter(|(id, _)| **id != channel.id);
        let all = Count::sum(others.map(|(_, there)| *there).chain([present]));
        match all.filter(|all| *all <= begun.summoned) {
            Some(all) => {
                self.ready(channel, present)?;
                self.quorum(all, begun.summoned)
            }
            None => {
                let refusal = Refusal::new("vote.present_over_summoned");
                Err(refusal.with("summoned", begun.summoned))
            }
        }
    }

    /// That by name and in the box no more have voted than were there.
    fn as_many_as_present(&self) -> Result<(), Refusal> {
        for channel in &self.vote.call.channels {
            let there = self.vote.present_at(&channel.id);
            let voted = self.vote.derived(channel).map_or(Count::ZERO, |sheet| sheet.returned);
            if voted > there {
                return Err(Refusal::new("vote.more_voted_than_present")
                    .with("channel", &channel.name)
                    .with("voted", voted)
                    .with("present", there));
            }
        }
        Ok(())
    }

    fn switched(
        &self,
        from: &ChannelId,
        to: &ChannelId,
        seat: Option<u32>,
        credential: Option<&str>,
    ) -> Result<(), Refusal> {
        self.calls()?;
        if !matches!(self.vote.step(), Step::Prepared | Step::Open) {
            return Err(self.vote.not_now());
        }
        let (here, there) = (self.channel(from)?, self.channel(to)?);
        if from == to || there.way == Way::Online {
            return refuse("vote.switch_not_there");
        }
        let named = here.way == Way::Named;
        if named != seat.is_some() || named != (there.way == Way::Named) {
            return refuse("vote.switch_names_a_seat");
        }
        if (here.way == Way::Online) != credential.is_some() {
            return refuse("vote.switch_ends_a_credential");
        }
        if let Some(seat) = seat {
            let voter = self.vote.voters.get(&seat);
            if voter.is_none_or(|voter| voter.channel != *from) {
                return Err(Refusal::new("vote.unknown_seat").with("seat", seat));
            }
            if self.vote.answers.keys().any(|(_, of)| *of == seat) {
                return refuse("vote.has_voted");
            }
        }
        if let Some(credential) = credential {
            let ballots = &self.vote.ballots;
            if ballots.latest.contains_key(credential) || ballots.revoked.contains(credential) {
                return refuse("vote.has_voted");
            }
        }
        let begun = self.vote.begun.is_some();
        if begun && self.vote.present_at(from).is_zero() {
            return refuse("vote.nobody_there");
        }
        // Papers are there for who comes.
        let more = Count::sum([self.vote.present_at(to), Count::from(1)]).unwrap_or_default();
        if begun && there.way == Way::Paper { self.ready(there, more) } else { Ok(()) }
    }

    fn answered(&self, line: u16, seat: u32, parts: &[Part]) -> Result<(), Refusal> {
        self.state.in_time(self.vote, self.head.at)?;
        let unknown = || Refusal::new("vote.unknown_seat").with("seat", seat);
        let voter = self.vote.voters.get(&seat).ok_or_else(unknown)?;
        let own = match &self.head.by {
            // The node knows whose link it was.
            By::Voter => true,
            By::Officer(officer) => {
                voter.officer.as_ref() == Some(officer)
                    || crate::assembly::answers_for(self.state, self.vote, &voter.channel, officer)
            }
            By::Node | By::Guest => false,
        };
        if !own {
            self.calls()?;
        }
        let rows = self.vote.call.rows();
        let unknown = || Refusal::new("vote.unknown_line").with("line", line);
        let row = rows.get(usize::from(line)).ok_or_else(unknown)?;
        let ranked =
            self.vote.call.questions.get(row.question).is_some_and(super::Question::is_ranked);
        let cast = Count::sum(parts.iter().map(|part| part.weight));
        if cast.is_none_or(|cast| cast > voter.weight) {
            return Err(Refusal::new("vote.weight_out_of_range").with("weight", voter.weight));
        }
        parts.iter().try_for_each(|part| marks(row, ranked, part))
    }

    /// A channel that is being counted by the committee of which who asks is one.
    fn counted(&self, id: &ChannelId) -> Result<super::Counting, Refusal> {
        let channel = self.channel(id)?;
        if !channel.way.is_counted_by_hand() {
            return refuse("vote.nothing_counted_there");
        }
        if !matches!(self.vote.step(), Step::Closed | Step::Counted) {
            return Err(self.vote.not_now());
        }
        let sits = |of: &OfficerId| self.head.by == By::Officer(of.clone());
        if !self.vote.committee(id).iter().any(sits) {
            return refuse("vote.not_of_the_committee");
        }
        Ok(self.vote.counting.get(id).cloned().unwrap_or_default())
    }

    /// That both entries of each channel counted by hand are laid open, and say the same.
    fn laid_open(&self, openings: &[Opened]) -> Result<(), Refusal> {
        let vote = self.vote;
        let by_hand = vote.call.channels.iter().filter(|channel| channel.way.is_counted_by_hand());
        let expected: Vec<&ChannelId> = by_hand.map(|channel| &channel.id).collect();
        if openings.iter().map(|opened| &opened.channel).collect::<Vec<_>>() != expected {
            return refuse("vote.openings_differ");
        }
        for Opened { channel, entries } in openings {
            let sealed = vote.counting.get(channel).map(|of| of.entries.as_slice());
            let sealed = sealed.unwrap_or_default();
            let opens = sealed.len() == entries.len()
                && sealed.iter().zip(entries).all(|(entry, opening)| opening.opens(&entry.sealed));
            if !opens {
                return Err(Refusal::new("vote.openings_differ").with("channel", channel));
            }
            let [first, second] = entries.as_slice() else {
                return Err(Refusal::new("vote.entries_missing").with("channel", channel));
            };
            if first.value != second.value {
                return Err(Refusal::new("vote.entries_differ").with("channel", channel));
            }
            first.value.check(&vote.call, vote.present_at(channel))?;
        }
        Ok(())
    }

    fn ballot_box(&self, event: &Event) -> Result<(), Refusal> {
        let (vote, of) = (self.vote, &self.vote.ballots);
        if !vote.call.has(Way::Online) {
            return refuse("vote.no_box_here");
        }
        match event {
            Event::TrusteesNamed { names, threshold, .. } => {
                self.calls()?;
                self.is(Step::Prepared)?;
                if !of.written.is_empty() {
                    return refuse("vote.ceremony_has_begun");
                }
                let different: BTreeSet<&String> = names.iter().collect();
                let count = names.len();
                if !(2..=MOST_TRUSTEES).contains(&count) || different.len() != count {
                    return Err(
                        Refusal::new("vote.trustees_out_of_range").with("most", MOST_TRUSTEES)
                    );
                }
                names.iter().try_for_each(|name| said("vote.trustee_nameless", name))?;
                // One alone could open any single ballot.
                let fits = threshold.is_none_or(|t| t > 1 && usize::from(t) < count);
                if fits { Ok(()) } else { refuse("vote.threshold_out_of_range") }
            }
            Event::TrusteeWrote { trustee, step, .. } => {
                self.is(Step::Prepared)?;
                self.trustee(*trustee)?;
                if of.awaits() != Some(*step) || of.wrote(*trustee, *step).is_some() {
                    return refuse("vote.ceremony_out_of_order");
                }
                Ok(())
            }
            Event::CredentialsRegistered { credentials, .. } => {
                self.calls()?;
                self.is(Step::Prepared)?;
                if of.prepared.is_some() {
                    return refuse("vote.box_is_prepared");
                }
                let most = vote.call.members;
                if credentials.is_zero() || *credentials > most {
                    return Err(Refusal::new("vote.credentials_out_of_range").with("most", most));
                }
                Ok(())
            }
            Event::BoxPrepared { .. } => {
                self.calls()?;
                self.is(Step::Prepared)?;
                if of.prepared.is_some() {
                    return refuse("vote.box_is_prepared");
                }
                if !of.key_is_made() {
                    return refuse("vote.key_is_not_made");
                }
                match of.credentials {
                    None => refuse("vote.credentials_too_few"),
                    Some(_) => Ok(()),
                }
            }
            Event::BallotCast { tracker, credential, .. } => {
                self.state.in_time(vote, self.head.at)?;
                if self.head.by != By::Voter {
                    return refuse("vote.cast_by_voters_only");
                }
                if of.cast.contains_key(tracker) {
                    return refuse("vote.ballot_cast_twice");
                }
                if of.revoked.contains(credential) {
                    return refuse("vote.credential_ended");
                }
                if of.casts.get(credential).is_some_and(|casts| *casts >= MOST_CASTS) {
                    return Err(Refusal::new("vote.too_many_ballots").with("most", MOST_CASTS));
                }
                Ok(())
            }
            Event::BallotsSummed { ballots, .. } => {
                self.is(Step::Closed)?;
                if of.summed.is_some() || *ballots != of.voted() {
                    return Err(Refusal::new("vote.sum_differs").with("ballots", of.voted()));
                }
                Ok(())
            }
            Event::DecryptionShared { trustee, .. } => {
                self.is(Step::Closed)?;
                self.trustee(*trustee)?;
                if of.summed.is_none() {
                    return refuse("vote.nothing_summed");
                }
                // What proves a result is not added to any more.
                if of.opened.is_some() {
                    return refuse("vote.box_is_open");
                }
                if of.shares.contains_key(trustee) { refuse("vote.shared_twice") } else { Ok(()) }
            }
            Event::BoxOpened { lines, .. } => {
                self.is(Step::Closed)?;
                let needed = of.trustees.as_ref().map_or(u16::MAX, |trustees| trustees.needed());
                if of.shares.len() < usize::from(needed) {
                    return Err(Refusal::new("vote.shares_missing")
                        .with("have", of.shares.len())
                        .with("needed", needed));
                }
                if of.opened.is_some() {
                    return refuse("vote.box_is_open");
                }
                let online = vote.call.channels.iter().find(|channel| channel.way == Way::Online);
                let sheet = super::Sheet {
                    issued: of.voted(),
                    returned: of.voted(),
                    invalid: Count::ZERO,
                    lines: lines.clone(),
                };
                let there = online.map_or(Count::ZERO, |online| vote.present_at(&online.id));
                sheet.check(&vote.call, there.max(of.voted()))
            }
            _ => Ok(()),
        }
    }

    fn trustee(&self, trustee: u16) -> Result<(), Refusal> {
        let count = self.vote.ballots.trustees.as_ref().map_or(0, |trustees| trustees.count());
        if (1..=count).contains(&trustee) {
            return Ok(());
        }
        Err(Refusal::new("vote.unknown_trustee").with("trustee", trustee))
    }
}

impl State {
    /// That a vote takes answers at `now`.
    ///
    /// # Errors
    /// `vote.not_now`, `vote.time_is_over`
    pub fn in_time(&self, vote: &Vote, now: Millis) -> Result<(), Refusal> {
        if vote.takes_answers(now) {
            return Ok(());
        }
        match vote.until().filter(|_| vote.step() == Step::Open) {
            Some(until) => Err(self.with_time(Refusal::new("vote.time_is_over"), until)),
            None => Err(vote.not_now()),
        }
    }

    fn with_time(&self, refusal: Refusal, at: Millis) -> Refusal {
        match self.rules_at(at) {
            Ok(rules) => {
                let local = rules.local(at);
                refusal.with("clock", local.clock).with("day", local.day)
            }
            Err(_) => refusal,
        }
    }
}

/// Whether a part of a weight marks a line as the line may be marked.
fn marks(row: &Row, ranked: bool, part: &Part) -> Result<(), Refusal> {
    let different: BTreeSet<&u16> = part.marks.iter().collect();
    let (least, most) =
        if ranked { (1, row.boxes) } else { (row.marks.0.into(), row.marks.1.into()) };
    let sound = different.len() == part.marks.len()
        && different.iter().all(|mark| usize::from(**mark) < row.boxes)
        && (least..=most).contains(&part.marks.len());
    if !sound {
        return Err(Refusal::new("vote.marks_out_of_range").with("options", row.boxes));
    }
    if part.weight.is_zero() { refuse("vote.weight_out_of_range") } else { Ok(()) }
}
