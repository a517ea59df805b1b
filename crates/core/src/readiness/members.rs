use super::{Member, Office, Person, Staffing};
use crate::{
    Date, State,
    count::Count,
    election::{ElectionId, Listed},
    people::{Body, Charge, Place},
    rules::{Rules, SizeRule},
    units::UnitId,
};

/// What a reader should know about the members of a body. Nothing here is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding<'a> {
    /// Nobody was named yet.
    Nobody,
    Headless,
    /// Fewer or more than the rule says.
    Size {
        members: Count,
        rule: &'a SizeRule,
    },
    /// A member bears the name of one who stands where the body acts: he must go.
    Candidate {
        member: u16,
        election: ElectionId,
        constituency: u16,
        number: u16,
    },
}

/// The unit in which a body acts, also where it was formed for a part of it only.
pub(super) fn unit_of<'a>(state: &'a State, body: &'a Body) -> Option<&'a UnitId> {
    body.unit.as_ref().or_else(|| match body.charge.as_ref()? {
        Charge::Area(area) => state.election.area(area).map(|area| &area.unit),
        Charge::Constituency { election, .. } => state.election.get(election).map(|e| &e.unit),
    })
}

impl State {
    /// Where one must be allowed to prepare elections in order to name the members of a body.
    pub fn place_of<'a>(&'a self, body: &'a Body) -> Place<'a> {
        Place::of(unit_of(self, body))
    }

    /// What a member is called.
    pub fn member_name<'a>(&'a self, member: &'a Member) -> &'a str {
        self.person_name(&member.person)
    }

    pub(super) fn person_name<'a>(&'a self, person: &'a Person) -> &'a str {
        match person {
            Person::Name(name) => name,
            Person::Officer(id) => self.people.officer(id).map_or(id.as_str(), |known| &known.name),
        }
    }

    /// The candidates on official lists who bear `name` where the body acts. Only a body with a charge
    /// acts where somebody stands: those of a whole unit are not asked.
    pub(super) fn candidates_named(&self, body: &Body, name: &str) -> Vec<(ElectionId, u16, u16)> {
        let lists: Vec<(ElectionId, u16)> = match &body.charge {
            None => Vec::new(),
            Some(Charge::Constituency { election, number }) => vec![(election.clone(), *number)],
            Some(Charge::Area(area)) => {
                let area = self.election.area(area);
                let held = area.into_iter().flat_map(|area| &area.constituencies);
                held.map(|(election, number)| (election.clone(), *number)).collect()
            }
        };
        let mut found = Vec::new();
        for (election, constituency) in lists {
            let of = self.election.constituency(&election, constituency);
            let Some(of) = of.filter(|of| of.announced.is_some()) else { continue };
            let stands = |listed: &Listed| {
                listed.withdrawn.is_none() && same_name(&listed.candidate.name, name)
            };
            let named = (1..).zip(&of.candidates).filter(|(_, listed)| stands(listed));
            found.extend(named.map(|(number, _)| (election.clone(), constituency, number)));
        }
        found
    }

    /// The rule on how many members a body has.
    pub fn size_rule<'a>(&self, rules: &'a Rules, body: &Body) -> Option<&'a SizeRule> {
        let kind = match &body.charge {
            Some(Charge::Constituency { election, .. }) => {
                self.election.get(election).map(|election| election.kind.as_str())
            }
            _ => None,
        };
        let fits = |rule: &&SizeRule| {
            rule.body == body.kind
                && (rule.only.is_empty() || kind.is_some_and(|kind| rule.only.contains(kind)))
        };
        rules.people.sizes.iter().find(fits)
    }

    /// What is to be said about the members of a body on `today`.
    pub fn staffing_findings<'a>(
        &'a self,
        rules: &'a Rules,
        body: &'a Body,
        today: Date,
    ) -> Vec<Finding<'a>> {
        let Some(staffing) = self.readiness.staffing(&body.id) else {
            return vec![Finding::Nobody];
        };
        let mut findings = Vec::new();
        let serving: Vec<(u16, &Member)> = serving(staffing, today).collect();
        if !serving.iter().any(|(_, member)| member.office == Office::Head) {
            findings.push(Finding::Headless);
        }
        if let Some(rule) = self.size_rule(rules, body) {
            let members = Count::from(u16::try_from(serving.len()).unwrap_or(u16::MAX));
            let bounds = Count::from(rule.at_least)..=Count::from(rule.at_most);
            if !bounds.contains(&members) {
                findings.push(Finding::Size { members, rule });
            }
        }
        for (member, of) in serving.iter().filter(|(_, member)| member.namesake.is_none()) {
            for (election, constituency, number) in
                self.candidates_named(body, self.member_name(of))
            {
                let member = *member;
                findings.push(Finding::Candidate { member, election, constituency, number });
            }
        }
        findings
    }
}

fn serving(staffing: &Staffing, today: Date) -> impl Iterator<Item = (u16, &Member)> {
    (1..).zip(&staffing.members).filter(move |(_, member)| member.serves_on(today))
}

/// Names are the same whatever their case and spacing; a tone more is another name.
fn same_name(a: &str, b: &str) -> bool {
    let words =
        |name: &str| -> Vec<String> { name.split_whitespace().map(str::to_lowercase).collect() };
    words(a) == words(b)
}
