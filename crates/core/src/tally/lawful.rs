use super::{
    Ballot, Event, Level, Minutes, SealedMinutes, Sheet, Signature, Step, challenge, check,
    check_ballots, check_roll,
};
use crate::{
    Head, State,
    count::Count,
    election::{Area, AreaId, Election, ElectionId, Roll},
    people::{By, OfficerId, Place, Right, passkey::Assertion},
    refusal::{Refusal, refuse},
    rules::{ElectionRules, Gate},
    scans::{MAX_COPIES, is_scan},
};
use dienhong_journal::{Opening, Seal};

/// Whether `event` may follow in `state`: every rule on what is public.
///
/// # Errors
/// `tally.*`: the first rule that the event would break, with the facts that show it.
pub fn lawful(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    if let Event::Asserted { area, minutes, assertion } = event {
        return assertable(state, head, area, minutes, assertion);
    }
    for election in event.elections() {
        asked(state, head, right(event), election, event.area())?.lawful(event)?;
    }
    Ok(())
}

/// Who asks what of these minutes.
fn asked<'a>(
    state: &'a State,
    head: &'a Head,
    right: Right,
    election_id: &ElectionId,
    area_id: &AreaId,
) -> Result<Asked<'a>, Refusal> {
    let unknown = || Refusal::new("tally.unknown_minutes").with("area", area_id);
    let area = state.election.area(area_id).ok_or_else(unknown)?;
    let election = state.election.get(election_id).ok_or_else(unknown)?;
    let number = area.constituency(election_id).ok_or_else(unknown)?;
    let constituency = election.constituencies.get(&number).ok_or_else(unknown)?;
    state.allows(head, right, Place::Area(area_id, Some(election_id)))?;
    let By::Officer(by) = &head.by else { return refuse("people.no_right") };
    let rules = state.node.rules_on(election.day).ok_or_else(|| Refusal::new("node.no_rules"))?;
    Ok(Asked {
        state,
        by,
        area,
        election,
        ballot: constituency.ballot(),
        official: constituency.announced.is_some(),
        rules: rules.election(&election.kind)?,
        minutes: state.tally.minutes(election_id, area_id),
    })
}

/// Whether these openings open every entry, those that stand agree, and what counts breaks no rule: asked by the node
/// of minutes that are published in part.
pub(super) fn opens(
    state: &State,
    head: &Head,
    election: &ElectionId,
    area: &AreaId,
    openings: &[Opening<Sheet>],
) -> Result<(), Refusal> {
    let asked = asked(state, head, Right::PublishMinutes, election, area)?;
    let (_, counts) = asked.minutes.standing();
    asked.open(openings, counts).map(|_sheet| ())
}

/// Whether an officer's key signs exactly what he has signed. That its mathematics are right is asked
/// of [`State::signed`].
fn assertable(
    state: &State,
    head: &Head,
    area: &AreaId,
    minutes: &[SealedMinutes],
    assertion: &Assertion,
) -> Result<(), Refusal> {
    let in_order = minutes.is_sorted_by(|a, b| a.election < b.election);
    if minutes.is_empty() || !in_order {
        return refuse("tally.asserted_out_of_order");
    }
    let By::Officer(by) = &head.by else { return refuse("people.no_right") };
    let held = state.people.passkey(&assertion.passkey);
    let Some(held) = held.filter(|held| held.stands() && held.officer == *by) else {
        return refuse("people.passkey_not_held");
    };
    for SealedMinutes { election, sealed } in minutes {
        let asked = asked(state, head, Right::SignMinutes, election, area)?;
        // A commune's own records suffice to check it: the key is among them, or above.
        let near = |unit| state.units.lies_in(&asked.area.unit, unit);
        if !held.unit.as_ref().is_none_or(near) {
            return refuse("tally.passkey_of_another_unit");
        }
        let own = |signature: &&Signature| signature.by == *by && signature.sealed == *sealed;
        match asked.minutes.standing_signatures().iter().find(own) {
            None => return refuse("tally.asserts_what_is_not_signed"),
            Some(signature) if signature.asserted.is_some() => {
                return refuse("tally.asserted_twice");
            }
            Some(_) => {}
        }
    }
    let Some(challenge) = challenge(area, minutes) else {
        return refuse("tally.asserted_out_of_order");
    };
    held.passkey.answers(assertion, &challenge)
}

fn right(event: &Event) -> Right {
    match event {
        Event::Entered { .. } | Event::Corrected { .. } | Event::ScanAttached { .. } => {
            Right::EnterMinutes
        }
        Event::Settled { .. } | Event::Restarted { .. } | Event::Reopened { .. } => {
            Right::SettleMinutes
        }
        Event::Signed { .. } | Event::Asserted { .. } => Right::SignMinutes,
        Event::Published { .. }
        | Event::PublishedInPart { .. }
        | Event::ScanReviewed { .. }
        | Event::ScanRedacted { .. } => Right::PublishMinutes,
    }
}

struct Asked<'a> {
    state: &'a State,
    by: &'a OfficerId,
    area: &'a Area,
    election: &'a Election,
    ballot: Ballot,
    official: bool,
    rules: &'a ElectionRules,
    minutes: &'a Minutes,
}

impl Asked<'_> {
    fn lawful(&self, event: &Event) -> Result<(), Refusal> {
        let minutes = self.minutes;
        let (standing, counts) = minutes.standing();
        match (minutes.step, event) {
            (Step::Awaited | Step::Once { .. }, Event::Entered { sealed, .. }) => {
                if self.area.closed.is_none() && self.election.ended.is_none() {
                    return refuse("tally.area_still_votes");
                }
                if !self.official {
                    return refuse("election.list_not_official");
                }
                if standing.iter().any(|entry| entry.by == *self.by) {
                    return refuse("tally.second_entry_needs_another_officer");
                }
                self.fresh(sealed)
            }
            (Step::Twice { .. }, Event::Corrected { sealed, replaces, .. }) => {
                match standing.iter().find(|entry| entry.sealed == *replaces) {
                    None => refuse("tally.no_such_entry"),
                    Some(entry) if entry.by != *self.by => refuse("tally.not_your_entry"),
                    Some(_) => self.fresh(sealed),
                }
            }
            (Step::Twice { .. }, Event::Settled { sealed, .. }) => {
                if minutes.has_a_hand(self.by) {
                    return refuse("tally.settling_needs_a_third_officer");
                }
                self.fresh(sealed)
            }
            (
                Step::Twice { .. } | Step::Settled { .. } | Step::Once { .. },
                Event::Restarted { .. },
            ) => Ok(()),
            (Step::Twice { .. } | Step::Settled { .. }, Event::Signed { sealed, .. }) => {
                if !standing.iter().any(|entry| entry.sealed == *sealed) {
                    return refuse("tally.signs_other_figures");
                }
                if minutes.signatures.iter().any(|signature| signature.by == *self.by) {
                    return refuse("tally.signed_twice");
                }
                Ok(())
            }
            (step, Event::ScanAttached { media, bytes, .. }) if step != Step::Published => {
                if minutes.scans.len() >= MAX_SCANS {
                    return refuse("tally.too_many_scans");
                }
                if !is_scan(media, *bytes) {
                    return refuse("tally.not_a_scan");
                }
                Ok(())
            }
            (_, Event::ScanReviewed { blob, fit, note, .. }) => {
                if minutes.papers.get(blob).is_none() {
                    return refuse("tally.scan_unknown");
                }
                if minutes.papers.brought_by(blob, self.by) {
                    return refuse("tally.scan_reviewed_by_who_brought_it");
                }
                if !fit && note.as_deref().is_none_or(|note| note.trim().is_empty()) {
                    return refuse("tally.scan_note_missing");
                }
                Ok(())
            }
            (_, Event::ScanRedacted { original, blob, media, bytes, .. }) => {
                if minutes.papers.get(original).is_none_or(|scan| scan.original.is_some()) {
                    return refuse("tally.scan_unknown");
                }
                if minutes.papers.get(blob).is_some() {
                    return refuse("tally.scan_redacts_nothing");
                }
                if minutes.papers.copies(original).count() >= MAX_COPIES {
                    return refuse("tally.too_many_scans");
                }
                if !is_scan(media, *bytes) {
                    return refuse("tally.not_a_scan");
                }
                Ok(())
            }
            (
                Step::Twice { .. } | Step::Settled { .. },
                Event::Published { version, openings, .. },
            ) => {
                self.publishes(*version)?;
                let sheet = self.open(openings, counts)?;
                if self.in_part(sheet.figures.valid) {
                    return refuse("tally.too_few_ballots_to_show");
                }
                Ok(())
            }
            (
                Step::Twice { .. } | Step::Settled { .. },
                Event::PublishedInPart { version, sealed, ballots, .. },
            ) => {
                self.publishes(*version)?;
                if counts.is_none_or(|counts| counts.sealed != *sealed) {
                    return refuse("tally.publishes_other_figures");
                }
                if !self.in_part(ballots.valid) {
                    return refuse("tally.enough_ballots_to_show");
                }
                let findings = check_ballots(ballots, &self.election.id, self.roll()?);
                match findings.first() {
                    Some(broken) => {
                        Err(Refusal::new("tally.check_broken").with("check", broken.code))
                    }
                    None => Ok(()),
                }
            }
            (Step::Published, Event::Reopened { reason, .. }) => reasoned(reason),
            _ => Err(Refusal::new("tally.not_now").with("area", &self.area.id)),
        }
    }

    /// Whether this officer may publish this version now.
    fn publishes(&self, version: u16) -> Result<(), Refusal> {
        let minutes = self.minutes;
        if version != minutes.version() {
            return refuse("election.version_out_of_order");
        }
        if !self.gate_is_open() {
            return refuse("tally.an_area_may_still_vote");
        }
        if minutes.ever_had_a_hand(self.by) {
            return refuse("tally.publisher_had_a_hand_in_the_figures");
        }
        if minutes.signatures.iter().any(|signature| signature.by == *self.by) {
            return refuse("tally.publisher_signed");
        }
        if minutes.signatures.len() < usize::from(self.rules.release.signatures) {
            let refusal = Refusal::new("tally.signatures_missing");
            return Err(refusal.with("needed", self.rules.release.signatures));
        }
        Ok(())
    }

    fn in_part(&self, valid: Count) -> bool {
        self.state.shows_in_part(self.election, &self.area.id, valid)
    }

    fn roll(&self) -> Result<&Roll, Refusal> {
        let roll =
            self.area.rolls.last().filter(|roll| roll.voters.contains_key(&self.election.id));
        roll.map(|roll| &**roll).ok_or_else(|| Refusal::new("tally.no_roll"))
    }

    /// Whether figures of this election may leave the node.
    fn gate_is_open(&self) -> bool {
        let day = self.election.day;
        let mut same_day = self.state.election.all().filter(|election| election.day == day);
        match self.rules.release.after {
            Gate::PollEnded => self.election.ended.is_some(),
            Gate::DayEnded => same_day.all(|election| election.ended.is_some()),
        }
    }

    /// A seal that stands already was copied, not typed: every entry has a salt of its own.
    fn fresh(&self, sealed: &Seal) -> Result<(), Refusal> {
        if self.minutes.entries.iter().any(|entry| entry.sealed == *sealed) {
            return refuse("tally.seal_used_twice");
        }
        Ok(())
    }

    /// The openings open every entry; those that stand agree; what counts breaks no rule.
    fn open<'o>(
        &self,
        openings: &'o [Opening<Sheet>],
        counts: Option<&super::Entry>,
    ) -> Result<&'o Sheet, Refusal> {
        let entries = &self.minutes.entries;
        if openings.len() != entries.len() {
            return refuse("tally.openings_missing");
        }
        let mut opened = entries.iter().zip(openings);
        if !opened.clone().all(|(entry, opening)| opening.opens(&entry.sealed)) {
            return refuse("tally.seal_does_not_open");
        }
        let figures = |place: usize| openings.get(place).map(|opening| &opening.value.figures);
        if let Step::Twice { first, second } = self.minutes.step
            && figures(first) != figures(second)
        {
            return refuse("tally.entries_differ");
        }
        // Nobody overrules two who agree.
        let agreed = |(a, b): (usize, usize)| figures(a) == figures(b);
        if entries.iter().filter_map(|entry| entry.stood).any(agreed) {
            return refuse("tally.entries_agree");
        }
        let sheet = opened.find(|(entry, _)| Some(*entry) == counts).map(|(_, o)| &o.value);
        let Some(sheet) = sheet else { return refuse("tally.not_now") };
        if matches!(self.minutes.step, Step::Settled { .. }) {
            reasoned(sheet.reason.as_deref().unwrap_or_default())?;
        }
        let mut findings = check(&sheet.figures, self.ballot);
        findings.extend(check_roll(&sheet.figures, &self.election.id, self.roll()?));
        // What one of those says whose entries stand: not what was set aside.
        let (standing, _) = self.minutes.standing();
        let said = |code: &super::Check| {
            entries.iter().zip(openings).any(|(entry, opening)| {
                let text = opening.value.explanations.get(code);
                standing.contains(&entry) && text.is_some_and(|text| !text.trim().is_empty())
            })
        };
        for finding in findings {
            match finding.level {
                Level::Error => {
                    return Err(Refusal::new("tally.check_broken").with("check", finding.code));
                }
                Level::Warning if !said(&finding.code) => {
                    let refusal = Refusal::new("tally.warning_unexplained");
                    return Err(refusal.with("check", finding.code));
                }
                Level::Warning => {}
            }
        }
        Ok(sheet)
    }
}

/// The most scans of one version.
const MAX_SCANS: usize = 20;

pub(super) fn reasoned(reason: &str) -> Result<(), Refusal> {
    if reason.trim().is_empty() { refuse("tally.reason_missing") } else { Ok(()) }
}
