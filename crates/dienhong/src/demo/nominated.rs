//! How the invented lists came about: structure, three rounds, voters' meetings, assignments.

use dienhong_core::{
    Date, Event,
    count::Count,
    election::{Candidate, ElectionId},
    nomination::{Event as Nomination, MeetingPlace, Part, PersonId, Proposer, Voted},
    units::UnitId,
};
use dienhong_simulation::{Constituency, Night};
use std::collections::BTreeMap;

/// How many take part in each round.
const PRESENT: u16 = 60;

fn before(day: i64) -> Date {
    Date::constant(2026, 3, 15).saturating_add(jiff::Span::new().days(day))
}

/// One who is proposed: where he will stand, under which id.
struct One<'a> {
    person: PersonId,
    of: &'a Constituency,
    candidate: &'a dienhong_simulation::Candidate,
}

fn everyone<'a>(night: &'a Night, at: usize, election: &ElectionId) -> Vec<One<'a>> {
    let constituencies = night.elections.get(at).into_iter().flat_map(|e| &e.constituencies);
    let one = |of: &'a Constituency| {
        let id = format!("{election}-{}", of.number);
        (1u16..).zip(&of.candidates).map(move |(place, candidate)| {
            let person = PersonId::from(format!("{id}-{place}").as_str());
            One { person, of, candidate }
        })
    };
    constituencies.flat_map(one).collect()
}

fn each(
    night: &Night,
    elections: &[ElectionId],
    events: impl Fn(&ElectionId, &[One]) -> Vec<Nomination>,
) -> Vec<Event> {
    let of = |(at, id): (usize, &ElectionId)| events(id, &everyone(night, at, id));
    elections.iter().enumerate().flat_map(of).map(Event::Nomination).collect()
}

/// The structure, and everybody as proposed; one more, who stands for himself and will withdraw.
pub fn proposals(night: &Night, elections: &[ElectionId]) -> Vec<Event> {
    each(night, elections, |election, people| {
        let count = |n: usize| Count::try_from(n as u64).unwrap_or_default();
        let part = Part {
            body: "Các cơ quan, tổ chức (mô phỏng)".into(),
            introduces: count(people.len()),
            women: count(people.len() * 35 / 100 + 1),
            minority: count(people.len() * 18 / 100 + 1),
        };
        let mut events = vec![Nomination::StructureSet {
            election: election.clone(),
            version: 1,
            parts: vec![part],
            document: "Thông báo cơ cấu (mô phỏng)".into(),
            reason: None,
        }];
        let proposed = |person: PersonId, candidate: Candidate, by: Proposer| {
            let (election, candidate) = (election.clone(), Box::new(candidate));
            Nomination::Proposed { election, person, candidate, by }
        };
        events.extend(people.iter().map(|one| {
            let biography = [("profession".to_owned(), one.candidate.occupation.clone())];
            let candidate = Candidate {
                name: one.candidate.name.clone(),
                born: Some(one.candidate.born),
                sex: Some(one.candidate.sex),
                biography: biography.into(),
            };
            let by = Proposer::Introduced("Cơ quan, tổ chức (mô phỏng)".into());
            proposed(one.person.clone(), candidate, by)
        }));
        let own = Candidate {
            name: "Người Tự Ứng Cử Mô Phỏng".into(),
            born: Some(Date::constant(1980, 1, 1)),
            sex: None,
            biography: BTreeMap::new(),
        };
        events.push(proposed(own_id(election), own, Proposer::SelfNominated));
        events
    })
}

fn own_id(election: &ElectionId) -> PersonId {
    PersonId::from(format!("{election}-own").as_str())
}

/// A round in which everybody is agreed to, by a few votes less or more: invented, the same each time.
pub fn round(night: &Night, elections: &[ElectionId], round: u16, day: i64) -> Vec<Event> {
    each(night, elections, |election, people| {
        let figures = people.iter().enumerate().map(|(at, one)| {
            let against = u16::try_from((at + usize::from(round)) % 4).unwrap_or(0);
            let (agree, against) = (Count::from(PRESENT - against), Count::from(against));
            Voted { person: one.person.clone(), agree, against }
        });
        vec![Nomination::RoundHeld {
            election: election.clone(),
            round,
            version: 1,
            on: before(day),
            present: Count::from(PRESENT),
            figures: figures.collect(),
            document: format!("Biên bản hiệp thương lần {round} (mô phỏng)"),
            minutes: None,
            reason: None,
        }]
    })
}

/// Voters met about each, in the first commune of the constituency.
pub fn meetings(night: &Night, elections: &[ElectionId], day: i64) -> Vec<Event> {
    each(night, elections, |election, people| {
        let met = |(at, one): (usize, &One)| {
            let commune = one.of.communes.first()?;
            let against = u16::try_from(at % 5).unwrap_or(0);
            Some(Nomination::MeetingHeld {
                election: election.clone(),
                person: one.person.clone(),
                place: MeetingPlace::Residence,
                unit: UnitId::from(commune.commune.as_str()),
                on: before(day),
                present: Count::from(90),
                agree: Count::from(90 - against),
                against: Count::from(against),
                document: "Biên bản hội nghị cử tri (mô phỏng)".into(),
                minutes: None,
            })
        };
        people.iter().enumerate().filter_map(met).collect()
    })
}

/// Everybody to his constituency; who stood for himself withdraws.
pub fn assigned(night: &Night, elections: &[ElectionId]) -> Vec<Event> {
    each(night, elections, |election, people| {
        let assigned = people.iter().map(|one| Nomination::Assigned {
            election: election.clone(),
            person: one.person.clone(),
            constituency: one.of.number,
            document: "Nghị quyết phân bổ (mô phỏng)".into(),
        });
        let withdrawn = Nomination::Withdrawn {
            election: election.clone(),
            person: own_id(election),
            document: "Đơn xin rút (mô phỏng)".into(),
            reason: "Lý do cá nhân (mô phỏng)".into(),
        };
        assigned.chain([withdrawn]).collect()
    })
}
