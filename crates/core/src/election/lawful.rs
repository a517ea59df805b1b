use super::{
    Area, AreaId, Candidate, Constituency, Election, ElectionId, Event, FurtherReport, Outcome,
    Stage,
};
use crate::{
    Date, Head, State,
    count::Count,
    people::{Place, Right},
    refusal::{Refusal, refuse, said},
    rules::{ElectionRules, ListRule, Local, Next},
    tally::Figures,
};
use dienhong_journal::Millis;
use std::collections::BTreeMap;

/// Whether `event` may follow in `state`.
///
/// # Errors
/// `election.*`: the first rule that the event would break, with the facts that show it.
pub fn lawful(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    Ask { state, head }.lawful(event)
}

struct Ask<'a> {
    state: &'a State,
    head: &'a Head,
}

const REASON: &str = "election.reason_missing";
/// The most mobile boxes of one area: more is a slip of the pen.
const MOST_BOXES: u16 = 99;
const DOCUMENT: &str = "election.document_missing";

impl Ask<'_> {
    fn lawful(&self, event: &Event) -> Result<(), Refusal> {
        match event {
            Event::Called { .. } => self.called(event),
            Event::ConstituencySet { election, constituency, seats, members, seats_basis } => {
                let set = self.election(election)?;
                self.allows(Right::PrepareElection, Place::Unit(&set.unit))?;
                if set.constituencies.contains_key(constituency) {
                    return refuse("election.constituency_set_twice");
                }
                let rule = &self.rules(set)?.seats;
                if *seats == 0 || *seats > rule.at_most {
                    let refusal = Refusal::new("election.seats_out_of_bounds");
                    return Err(refusal.with("seats", seats).with("at_most", rule.at_most));
                }
                self.parent_leaves(set, *constituency, *seats)?;
                for member in members {
                    self.stands(&member.unit, set.day)?;
                    if !self.state.units.lies_in(&member.unit, &set.unit) {
                        let refusal = Refusal::new("election.member_outside");
                        return Err(refusal.with("unit", &member.unit));
                    }
                    said("election.basis_missing", &member.basis.text)?;
                }
                said("election.basis_missing", &seats_basis.text)
            }
            Event::CandidateListed { election, constituency, number, candidate } => {
                let (set, of) = self.constituency(election, *constituency)?;
                self.allows(Right::PrepareElection, Place::Unit(&set.unit))?;
                if of.announced.is_some() {
                    return refuse("election.list_is_official");
                }
                if usize::from(*number) != of.candidates.len() + 1 {
                    return refuse("election.number_out_of_order");
                }
                self.may_stand(set, of, *number, candidate)
            }
            Event::ListAnnounced { election, constituency, document, waiver } => {
                let (set, of) = self.constituency(election, *constituency)?;
                self.allows(Right::PrepareElection, Place::Unit(&set.unit))?;
                if of.announced.is_some() {
                    return refuse("election.list_is_official");
                }
                said(DOCUMENT, document)?;
                if let (Stage::ReElection, Some(parent)) = (set.stage, &set.parent) {
                    let (_, before) = self.constituency(parent, *constituency)?;
                    if before.candidates.len() != of.candidates.len() {
                        return refuse("election.not_the_first_list");
                    }
                }
                let minimum = self.rules(set)?.list.minimum(of.seats);
                let listed = Count::from(u16::try_from(of.candidates.len()).unwrap_or(u16::MAX));
                // Those who stand again in a further poll are given, not chosen.
                if set.stage == Stage::First && listed < minimum && waiver.is_none() {
                    let refusal = Refusal::new("election.list_too_short");
                    return Err(refusal.with("candidates", listed).with("minimum", minimum));
                }
                waiver.as_deref().map_or(Ok(()), |waiver| said(DOCUMENT, waiver))
            }
            Event::CandidateWithdrawn {
                election, constituency, number, document, reason, ..
            } => {
                let (set, of) = self.constituency(election, *constituency)?;
                self.allows(Right::PrepareElection, Place::Unit(&set.unit))?;
                if of.announced.is_none() {
                    return refuse("election.list_not_official");
                }
                if self.listed(of, *number)?.withdrawn.is_some() {
                    return refuse("election.withdrawn_twice");
                }
                if of.result().is_some() {
                    return refuse("election.result_is_recorded");
                }
                said(DOCUMENT, document)?;
                said(REASON, reason)
            }
            Event::AreaSet { area, unit, name, constituencies, early } => {
                self.allows(Right::PrepareElection, Place::Unit(unit))?;
                if self.state.election.area(area).is_some() {
                    return Err(Refusal::new("election.area_set_twice").with("area", area));
                }
                said("election.nameless", name)?;
                said("election.nameless", area.as_str())?;
                if constituencies.is_empty() {
                    return refuse("election.area_without_election");
                }
                let mut day = None;
                for (election, &constituency) in constituencies {
                    let set = self.belongs(unit, election, constituency)?;
                    if *day.get_or_insert(set.day) != set.day {
                        return refuse("election.area_on_two_days");
                    }
                    self.stands(unit, set.day)?;
                }
                early.as_ref().map_or(Ok(()), |early| said(DOCUMENT, &early.document))
            }
            Event::AreaAssigned { area, election, constituency } => {
                let known = self.area(area)?;
                let set = self.belongs(&known.unit, election, *constituency)?;
                self.allows(Right::PrepareElection, Place::Unit(&set.unit))?;
                if known.constituencies.contains_key(election) {
                    return refuse("election.area_assigned_twice");
                }
                if let Some(parent) = &set.parent {
                    if known.constituency(parent) != Some(*constituency) {
                        let refusal = Refusal::new("election.area_outside_constituency");
                        return Err(refusal.with("area", area).with("constituency", constituency));
                    }
                    let first = self.election(parent)?;
                    let votes_again = self.state.waits_for_a_repeat(first, area)
                        || (self.state.turnout_missed(first, *constituency)
                            && self.is_the_first(set, first, *constituency));
                    if set.stage == Stage::ReElection && !votes_again {
                        let refusal = Refusal::new("election.area_was_not_annulled");
                        return Err(refusal.with("area", area));
                    }
                }
                // It is opened and closed once more: what it voted in before must be over.
                let held = known.constituencies.keys();
                let mut held = held.filter_map(|id| self.state.election.get(id));
                let together = |held: &Election| held.day == set.day && known.opened.is_none();
                if held.any(|held| held.ended.is_none() && !together(held)) {
                    return refuse("election.area_still_votes");
                }
                Ok(())
            }
            Event::RollStated { .. } => self.roll(event),
            Event::AreaOpened { area, happened } => {
                let known = self.area(area)?;
                self.allows(Right::ReportTurnout, Place::Area(area, None))?;
                if known.opened.is_some() {
                    return refuse("election.opened_twice");
                }
                let local = self.on_the_day(known, *happened)?;
                let hours = self.state.rules_at(self.head.at)?.hours.as_ref();
                match hours {
                    Some(hours) if local.clock < hours.earliest => {
                        let refusal = Refusal::new("election.opened_before_the_hour");
                        Err(refusal.with("earliest", hours.earliest))
                    }
                    _ => Ok(()),
                }
            }
            Event::AreaDescribed { .. }
            | Event::VotingInterrupted { .. }
            | Event::VotingResumed { .. } => self.of_the_area(event),
            Event::AreaClosed { area, happened, reason } => {
                let known = self.area(area)?;
                self.allows(Right::ReportTurnout, Place::Area(area, None))?;
                if known.opened.is_none() {
                    return refuse("election.not_open");
                }
                if known.closed.is_some() {
                    return refuse("election.closed_twice");
                }
                let local = self.on_the_day(known, *happened)?;
                if happened.is_some_and(|happened| known.opened > Some(happened)) {
                    return refuse("election.not_open");
                }
                if known.interrupted().is_some() {
                    return refuse("election.still_interrupted");
                }
                self.after_the_last(known, *happened)?;
                let Some(hours) = &self.state.rules_at(self.head.at)?.hours else { return Ok(()) };
                if local.clock < hours.closes {
                    let refusal = Refusal::new("election.closed_before_the_hour");
                    return Err(refusal.with("closes", hours.closes));
                }
                if local.clock > hours.latest {
                    return said(REASON, reason.as_deref().unwrap_or_default());
                }
                Ok(())
            }
            Event::TurnoutReported { .. } => self.turnout(event),
            Event::PollEnded { election } => self.ended(election),
            Event::ResultRecorded { .. } => self.recorded(event),
            Event::TieDecided {
                election,
                constituency,
                decided_by,
                document,
                reason,
                between,
                elected,
            } => {
                self.constituency(election, *constituency)?;
                self.allows(Right::RecordResult, Place::Constituency(election, *constituency))?;
                let stand = self.complete(election, *constituency)?;
                let chosen = elected.iter().filter_map(|&n| usize::from(n).checked_sub(1));
                let chosen: Vec<usize> = chosen.collect();
                let decides = |outcome: &Outcome| {
                    outcome.tied() == *between
                        && chosen.len() == elected.len()
                        && outcome.may_choose(&chosen)
                };
                if !stand.outcome.as_ref().is_some_and(decides) {
                    return refuse("election.no_such_tie");
                }
                said("election.decided_by_nobody", decided_by)?;
                said(DOCUMENT, document)?;
                said(REASON, reason)
            }
            Event::ResultAnnounced { election, document } => {
                let set = self.election(election)?;
                self.allows(Right::AnnounceResult, Place::Unit(&set.unit))?;
                if set.constituencies.is_empty() {
                    return refuse("election.result_missing");
                }
                // The province makes no report while any part of it must vote again: Điều 83.
                let unfinished =
                    set.constituencies.keys().find(|&&number| !self.state.is_settled(set, number));
                if let Some(number) = unfinished {
                    let refusal = Refusal::new("election.result_missing");
                    return Err(refusal.with("constituency", number));
                }
                let results = set.constituencies.values().filter_map(|of| of.result());
                let news = results.map(|result| result.at).max();
                if set.announced.as_ref().is_some_and(|last| Some(last.at) >= news) {
                    return refuse("election.announced_twice");
                }
                said(DOCUMENT, document)
            }
            Event::StatusConfirmed {
                election,
                constituency,
                number,
                confirmed,
                document,
                reason,
            } => {
                let (set, of) = self.constituency(election, *constituency)?;
                self.allows(Right::AnnounceResult, Place::Unit(&set.unit))?;
                if set.announced.is_none() {
                    return refuse("election.not_announced");
                }
                if !of.result().is_some_and(|result| result.elected.contains(number)) {
                    return refuse("election.not_elected");
                }
                said(DOCUMENT, document)?;
                if *confirmed { Ok(()) } else { said(REASON, reason.as_deref().unwrap_or("")) }
            }
            Event::AreaAnnulled { election, area, document, reason } => {
                let set = self.election(election)?;
                self.area(area)?;
                self.allows(Right::AnnounceResult, Place::Unit(&set.unit))?;
                if set.annulled.contains_key(area) {
                    return refuse("election.annulled_twice");
                }
                if self.state.tally.published(election, area).is_none() {
                    return refuse("election.nothing_to_annul");
                }
                said(DOCUMENT, document)?;
                said(REASON, reason)
            }
            Event::FurtherPollReported { .. } => self.reported(event),
            Event::FurtherPollDeclined { .. } => self.declined(event),
        }
    }

    /// A board reports what the law calls for, once for each state of its result.
    fn reported(&self, event: &Event) -> Result<(), Refusal> {
        let Event::FurtherPollReported { election, constituency, stage, areas, document } = event
        else {
            return Ok(());
        };
        let (set, of) = self.constituency(election, *constituency)?;
        self.allows(Right::RecordResult, Place::Constituency(election, *constituency))?;
        if !self.state.calls_for(set, of, *stage, areas) {
            return refuse("election.no_ground_for_a_further_poll");
        }
        let news = of.result().map(|result| result.at);
        let same = |last: &FurtherReport| {
            last.stage == *stage && last.areas == *areas && Some(last.at) >= news
        };
        if of.reports.iter().any(|last| same(last)) {
            return refuse("election.reported_twice");
        }
        said(DOCUMENT, document)
    }

    /// Whether seats are filled by a supplementary poll is decided only where the rules say so.
    fn declined(&self, event: &Event) -> Result<(), Refusal> {
        let Event::FurtherPollDeclined { election, constituency, document, reason } = event else {
            return Ok(());
        };
        let (set, of) = self.constituency(election, *constituency)?;
        self.allows(Right::AnnounceResult, Place::Unit(&set.unit))?;
        if self.state.next(set, *constituency) != Next::ReportForSupplementaryDecisionByNec {
            return refuse("election.nothing_to_decline");
        }
        if self.state.is_filled_again(set, *constituency) {
            return refuse("election.further_poll_is_set");
        }
        if of.declined.is_some() {
            return refuse("election.declined_twice");
        }
        said(DOCUMENT, document)?;
        said(REASON, reason)
    }

    /// What an area is, and what stops its vote for a while.
    fn of_the_area(&self, event: &Event) -> Result<(), Refusal> {
        match event {
            Event::AreaDescribed { area, mobile_boxes, place, .. } => {
                let known = self.area(area)?;
                self.allows(Right::PrepareElection, Place::Unit(&known.unit))?;
                if known.opened.is_some() {
                    return refuse("election.opened_already");
                }
                if *mobile_boxes > MOST_BOXES {
                    let refusal = Refusal::new("election.too_many_boxes");
                    return Err(refusal.with("boxes", mobile_boxes).with("at_most", MOST_BOXES));
                }
                place.as_deref().map_or(Ok(()), |place| said("election.nameless", place))
            }
            Event::VotingInterrupted { area, happened, reason, seals } => {
                let known = self.votes(area, *happened)?;
                if known.interrupted().is_some() {
                    return refuse("election.interrupted_twice");
                }
                said(REASON, reason)?;
                said("election.seals_missing", seals)
            }
            Event::VotingResumed { area, happened, document } => {
                let known = self.votes(area, *happened)?;
                if known.interrupted().is_none() {
                    return refuse("election.not_interrupted");
                }
                document.as_deref().map_or(Ok(()), |document| said(DOCUMENT, document))
            }
            _ => Ok(()),
        }
    }

    /// The area, when it is open and nothing later has been written of its vote.
    fn votes(&self, id: &AreaId, happened: Option<Millis>) -> Result<&Area, Refusal> {
        let known = self.area(id)?;
        self.allows(Right::ReportTurnout, Place::Area(id, None))?;
        if known.opened.is_none() {
            return refuse("election.not_open");
        }
        if known.closed.is_some() {
            return refuse("election.closed_twice");
        }
        self.on_the_day(known, happened)?;
        if happened.is_some_and(|happened| known.opened > Some(happened)) {
            return refuse("election.not_open");
        }
        self.after_the_last(known, happened)?;
        Ok(known)
    }

    /// What is written down later than it happened comes after the interruptions that are known.
    fn after_the_last(&self, area: &Area, happened: Option<Millis>) -> Result<(), Refusal> {
        let last = area.interruptions.last();
        let last = last.map(|last| last.resumed.as_ref().map_or(last.at, |(at, _)| *at));
        if happened.is_some() && happened < last {
            return refuse("election.hours_out_of_order");
        }
        Ok(())
    }

    fn called(&self, event: &Event) -> Result<(), Refusal> {
        let Event::Called {
            election,
            election_kind,
            name,
            day,
            unit,
            stage,
            parent,
            vacancy,
            basis,
        } = event
        else {
            return Ok(());
        };
        self.allows(Right::PrepareElection, Place::Unit(unit))?;
        if self.state.election.get(election).is_some() {
            return refuse("election.called_twice");
        }
        said("election.nameless", election.as_str())?;
        said("election.nameless", name)?;
        said("election.basis_missing", &basis.text)?;
        let rules = self.state.node.rules_on(*day).ok_or_else(|| Refusal::new("node.no_rules"))?;
        let of_kind = rules.elections.get(election_kind).ok_or_else(|| {
            Refusal::new("rules.unknown_election").with("election", election_kind)
        })?;
        self.stands(unit, *day)?;
        if let Some(vacancy) = vacancy {
            let allowed = of_kind.by_election.as_ref().is_some_and(|rule| rule.allows(vacancy));
            if !allowed || *stage != Stage::First {
                return refuse("election.no_ground_for_a_by_election");
            }
        }
        match (stage, parent) {
            (Stage::First, None) => Ok(()),
            (Stage::First, Some(_)) | (_, None) => refuse("election.parent_does_not_fit"),
            (_, Some(parent)) => {
                let parent = self.election(parent)?;
                let fits = parent.kind == *election_kind
                    && parent.unit == *unit
                    && parent.day < *day
                    && parent.stage == Stage::First;
                if fits { Ok(()) } else { refuse("election.parent_does_not_fit") }
            }
        }
    }

    /// A further poll fills the seats that its parent left, in a constituency of its parent, where
    /// the law calls for it: once.
    fn parent_leaves(&self, set: &Election, number: u16, seats: u16) -> Result<(), Refusal> {
        let Some(parent) = &set.parent else { return Ok(()) };
        let (first, before) = self.constituency(parent, number)?;
        let filled = match set.stage {
            Stage::Supplementary => match before.result() {
                Some(result) => result.elected.len(),
                None => return refuse("election.parent_has_no_result"),
            },
            _ => 0,
        };
        if usize::from(before.seats) != filled + usize::from(seats) {
            return refuse("election.seats_are_the_parents");
        }
        // That a re-election has a ground is asked of each area that shall vote again: what is void is
        // an area's own record.
        if set.stage == Stage::Supplementary && before.declined.is_some() {
            return refuse("election.further_poll_declined");
        }
        let calls = set.stage != Stage::Supplementary
            || (self.state.leaves_seats(first, number) && self.is_the_first(set, first, number));
        if calls { Ok(()) } else { refuse("election.no_ground_for_a_further_poll") }
    }

    /// Whether no other poll of this stage was set for the constituency before: there is no second.
    fn is_the_first(&self, set: &Election, first: &Election, number: u16) -> bool {
        let before = first.children.iter().take_while(|id| **id != set.id);
        let mut before = before.filter_map(|id| self.state.election.get(id));
        !before.any(|other| other.stage == set.stage && other.constituencies.contains_key(&number))
    }

    fn stands(&self, unit: &crate::units::UnitId, day: Date) -> Result<(), Refusal> {
        let known = self.state.units.get(unit);
        let known =
            known.ok_or_else(|| Refusal::new("election.unknown_unit").with("unit", unit))?;
        if known.stands_on(day) {
            Ok(())
        } else {
            Err(Refusal::new("election.unit_does_not_stand").with("unit", unit).with("day", day))
        }
    }

    /// In a supplementary poll only those stand who stood in the first and were not elected. A
    /// re-election has the list of the first, place by place: its votes are added to the first's.
    fn may_stand(
        &self,
        set: &Election,
        of: &Constituency,
        number: u16,
        candidate: &Candidate,
    ) -> Result<(), Refusal> {
        fits_the_list(&self.rules(set)?.list, set.day, candidate)?;
        let is = |listed: &super::Listed| *listed.candidate == *candidate;
        if of.candidates.iter().any(is) {
            return refuse("election.listed_twice");
        }
        let Some(parent) = &set.parent else { return Ok(()) };
        let (_, before) = self.constituency(parent, of.number)?;
        let Some(place) = before.candidates.iter().position(is) else {
            return refuse("election.did_not_stand_first");
        };
        if set.stage == Stage::ReElection {
            let same = usize::from(number).checked_sub(1).and_then(|n| before.candidates.get(n));
            return if same.is_some_and(is) {
                Ok(())
            } else {
                refuse("election.not_the_first_list")
            };
        }
        if before.candidates.get(place).is_some_and(|listed| listed.withdrawn.is_some()) {
            return refuse("election.did_not_stand_first");
        }
        let elected = before.result().into_iter().flat_map(|result| &result.elected);
        if elected.into_iter().any(|&elected| usize::from(elected) == place + 1) {
            return refuse("election.elected_already");
        }
        Ok(())
    }

    fn roll(&self, event: &Event) -> Result<(), Refusal> {
        let Event::RollStated { area, version, voters, men, women, added_on_day, reason } = event
        else {
            return Ok(());
        };
        let known = self.area(area)?;
        self.allows(Right::PrepareElection, Place::Area(area, None))?;
        if usize::from(*version) != known.rolls.len() + 1 {
            return refuse("election.version_out_of_order");
        }
        let named: Vec<&ElectionId> = voters.keys().collect();
        let held: Vec<&ElectionId> = known.constituencies.keys().collect();
        if named != held {
            return refuse("election.roll_for_other_elections");
        }
        // H11: each person on the roll is counted once, and votes in some election.
        let people = Count::sum([*men, *women]);
        if people != voters.values().max().copied() {
            return Err(Refusal::new("election.men_and_women_differ").with("check", "H11"));
        }
        let all = |id| self.state.election.voters_of(&known.unit, id).unwrap_or_default();
        if voters.iter().any(|(id, &voters)| Count::sum([all(id), voters]).is_none()) {
            return refuse("election.beyond_counting");
        }
        if *version > 1 {
            said(REASON, reason.as_deref().unwrap_or_default())?;
        }
        self.roll_is_open(known, voters, *added_on_day)
    }

    /// The roll of a poll is that of the hour when voting began (Điều 76): once its area has closed, or
    /// the poll has ended, only a body above the area's own unit corrects a number, and is seen to.
    fn roll_is_open(
        &self,
        area: &Area,
        voters: &BTreeMap<ElectionId, Count>,
        added_on_day: Count,
    ) -> Result<(), Refusal> {
        let held = || voters.keys().filter_map(|id| self.state.election.get(id));
        let today = held().map(|set| set.day).max();
        let over = |set: &&std::sync::Arc<Election>| {
            set.ended.is_some() || (area.closed.is_some() && Some(set.day) == today)
        };
        let added = area.rolls.last().map(|roll| roll.added_on_day);
        let changed = |set: &std::sync::Arc<Election>| {
            let listed = voters.get(&set.id).copied();
            area.voters(&set.id) != listed || added != Some(added_on_day)
        };
        if !held().filter(over).any(changed) {
            return Ok(());
        }
        let body = self.head.body.as_ref().and_then(|body| self.state.people.body(body));
        if body.and_then(|body| body.unit.as_ref()) == Some(&area.unit) {
            return Err(Refusal::new("election.roll_is_closed").with("area", &area.id));
        }
        Ok(())
    }

    fn turnout(&self, event: &Event) -> Result<(), Refusal> {
        let Event::TurnoutReported { election, unit, hour, voted, roll, reason } = event else {
            return Ok(());
        };
        let set = self.election(election)?;
        self.allows(Right::ReportTurnout, Place::Unit(unit))?;
        let elections = &self.state.election;
        if *roll != elections.roll_of(unit) {
            return refuse("election.another_roll");
        }
        let voters = elections.voters_of(unit, election).unwrap_or_default();
        if *voted > voters {
            let refusal = Refusal::new("election.more_voted_than_listed").with("check", "H1");
            return Err(refusal.with("voted", voted).with("voters", voters));
        }
        let local = self.local(None)?;
        if local < (Local { day: set.day, clock: *hour }) {
            return refuse("election.hour_has_not_come");
        }
        // Of several reports for one hour the last counts.
        let reports = elections.turnout(election, unit);
        let until = reports.partition_point(|report| report.hour <= *hour);
        let (until, after) = reports.split_at(until);
        let next = after.first().map(|first| first.hour);
        let next = after.iter().rfind(|report| Some(report.hour) == next);
        let falls = until.last().is_some_and(|last| {
            last.voted > *voted || (last.hour == *hour && last.voted != *voted)
        });
        if falls || next.is_some_and(|next| next.voted < *voted) {
            return said(REASON, reason.as_deref().unwrap_or_default());
        }
        Ok(())
    }

    /// All areas have closed, or the latest legal hour of the day is past.
    fn ended(&self, election: &ElectionId) -> Result<(), Refusal> {
        let set = self.election(election)?;
        let areas = || set.constituencies.values().flat_map(|of| &of.areas);
        // Who may publish minutes of it says that they may be published.
        let here = |area| self.allows(Right::PublishMinutes, Place::Area(area, Some(election)));
        if !areas().any(|area| here(area).is_ok()) {
            return Err(Refusal::new("people.no_right").with("by", &self.head.by));
        }
        if set.ended.is_some() {
            return refuse("election.ended_twice");
        }
        if set.closed == set.areas {
            return Ok(());
        }
        let other = |area| self.state.election.area(area)?.early.as_ref().map(|early| early.day);
        let day = areas().filter_map(other).fold(set.day, std::cmp::max);
        let local = self.local(None)?;
        let latest = self.state.rules_at(self.head.at)?.hours.as_ref().map(|hours| hours.latest);
        let past = latest.is_some_and(|latest| local > Local { day, clock: latest });
        if past { Ok(()) } else { refuse("election.an_area_may_still_vote") }
    }

    fn recorded(&self, event: &Event) -> Result<(), Refusal> {
        let Event::ResultRecorded { election, constituency, version, figures, elected, reason } =
            event
        else {
            return Ok(());
        };
        let (set, of) = self.constituency(election, *constituency)?;
        self.allows(Right::RecordResult, Place::Constituency(election, *constituency))?;
        if self.state.repeats_a_part(set, *constituency) {
            return refuse("election.counts_in_its_parent");
        }
        if usize::from(*version) != of.results.len() + 1 {
            return refuse("election.version_out_of_order");
        }
        let stand = self.complete(election, *constituency)?;
        same(stand.figures.as_ref(), figures)?;
        let outcome = stand.outcome.as_ref().ok_or_else(|| Refusal::new("node.no_rules"))?;
        if !outcome.unresolved_tie.is_empty() {
            return refuse("election.tie_needs_a_decision");
        }
        if stand.elected() != *elected {
            return refuse("election.others_are_elected");
        }
        if elected.len() > usize::from(of.seats) {
            return Err(Refusal::new("election.more_elected_than_seats").with("check", "H15"));
        }
        if *version > 1 {
            said(REASON, reason.as_deref().unwrap_or_default())?;
        }
        Ok(())
    }

    /// Where a constituency stands when the minutes of all its areas count.
    fn complete(&self, election: &ElectionId, number: u16) -> Result<super::Stand, Refusal> {
        let stand = self.state.stand(election, number);
        let stand = stand.ok_or_else(|| Refusal::new("election.unknown_constituency"))?;
        let (set, of) = self.constituency(election, number)?;
        let missing =
            |area| self.state.counted(set, area).is_none() || self.state.is_changing(set, area);
        if stand.areas == 0 || of.areas.iter().any(missing) {
            let refusal = Refusal::new("election.areas_missing");
            return Err(refusal.with("counted", stand.counted).with("areas", stand.areas));
        }
        match self.state.waits_for_a_group(set, of).next() {
            Some(area) => Err(Refusal::new("election.small_area_waits").with("area", area)),
            None => Ok(stand),
        }
    }

    fn belongs(
        &self,
        unit: &crate::units::UnitId,
        election: &ElectionId,
        number: u16,
    ) -> Result<&Election, Refusal> {
        let (set, of) = self.constituency(election, number)?;
        if set.ended.is_some() {
            return refuse("election.poll_has_ended");
        }
        if of.members.iter().any(|member| self.state.units.lies_in(unit, &member.unit)) {
            Ok(set)
        } else {
            let refusal = Refusal::new("election.area_outside_constituency");
            Err(refusal.with("unit", unit).with("constituency", number))
        }
    }

    fn on_the_day(&self, area: &Area, happened: Option<Millis>) -> Result<Local, Refusal> {
        if happened.is_some_and(|happened| happened > self.head.at) {
            return refuse("election.hour_has_not_come");
        }
        let local = self.local(happened)?;
        let early = area.early.as_ref().map(|early| early.day);
        let elections = area.constituencies.keys().rev();
        let last = elections.filter_map(|id| self.state.election.get(id)).map(|set| set.day).max();
        if early.or(last) == Some(local.day) { Ok(local) } else { refuse("election.not_the_day") }
    }

    fn local(&self, happened: Option<Millis>) -> Result<Local, Refusal> {
        Ok(self.state.rules_at(self.head.at)?.local(happened.unwrap_or(self.head.at)))
    }

    fn allows(&self, right: Right, place: Place) -> Result<(), Refusal> {
        match right {
            Right::PrepareElection => self.state.allows_setting_up(self.head, right, place),
            _ => self.state.allows(self.head, right, place),
        }
    }

    fn election(&self, id: &ElectionId) -> Result<&Election, Refusal> {
        let known = self.state.election.get(id);
        known.map(|e| &**e).ok_or_else(|| Refusal::new("election.unknown").with("election", id))
    }

    fn constituency(
        &self,
        id: &ElectionId,
        number: u16,
    ) -> Result<(&Election, &Constituency), Refusal> {
        let election = self.election(id)?;
        let unknown = || Refusal::new("election.unknown_constituency").with("constituency", number);
        Ok((election, election.constituencies.get(&number).ok_or_else(unknown)?))
    }

    fn listed<'c>(&self, of: &'c Constituency, number: u16) -> Result<&'c super::Listed, Refusal> {
        let place = usize::from(number).checked_sub(1);
        let listed = place.and_then(|place| of.candidates.get(place));
        listed.ok_or_else(|| Refusal::new("election.unknown_candidate").with("number", number))
    }

    fn area(&self, id: &AreaId) -> Result<&Area, Refusal> {
        let known = self.state.election.area(id);
        known.map(|a| &**a).ok_or_else(|| Refusal::new("election.unknown_area").with("area", id))
    }

    fn rules(&self, election: &Election) -> Result<&ElectionRules, Refusal> {
        let rules = self.state.node.rules_on(election.day);
        rules.ok_or_else(|| Refusal::new("node.no_rules"))?.election(&election.kind)
    }
}

/// Whether the list of an election on `day` could name such a candidate.
pub(crate) fn fits_the_list(
    rule: &ListRule,
    day: Date,
    candidate: &Candidate,
) -> Result<(), Refusal> {
    said("election.nameless", &candidate.name)?;
    let known = &rule.biography;
    if let Some(field) = candidate.biography.keys().find(|field| !known.contains(*field)) {
        return Err(Refusal::new("election.unknown_biography").with("field", field));
    }
    if candidate.born.is_some_and(|born| born >= day) {
        return refuse("election.born_after_election_day");
    }
    if let (Some(age), Some(born)) = (&rule.age, candidate.born)
        && !age.allows(born, day)
    {
        return Err(Refusal::new("election.too_young").with("years", age.years));
    }
    Ok(())
}

/// H12: the figures of a constituency are the sum over its areas, field by field.
fn same(sum: Option<&Figures>, stated: &Figures) -> Result<(), Refusal> {
    if sum == Some(stated) {
        return Ok(());
    }
    let named = |figures: &Figures| -> BTreeMap<String, String> {
        figures.fields().map(|(field, count)| (field.to_string(), count.to_string())).collect()
    };
    let (ours, theirs) = (sum.map(named).unwrap_or_default(), named(stated));
    let differs = ours.iter().find(|(field, count)| theirs.get(*field) != Some(count));
    let refusal = Refusal::new("election.sum_differs").with("check", "H12");
    Err(match differs {
        Some((field, count)) => refusal.with("field", field).with("sum", count),
        None => refusal,
    })
}
