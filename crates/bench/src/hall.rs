//! A hall votes: ballots through HTTP with all of their proofs verified and each durable before it is answered, and from
//! the close of the vote to its proven sum.

use crate::{
    figure::Figure,
    served::{Line, Outcome, Served, cpu, percentile, runtime},
};
use belenios::{
    ballot::Booth,
    credential::token,
    election::Template,
    fingerprint,
    group::Ed25519,
    rehearsal::{Holder, Made, Plan, choose, hold, one_question},
    tally::{EncryptedTally, decrypt},
};
use dienhong_ballotbox::{BallotBox, Gate, keeping::Parts};
use dienhong_core::{
    Event, node,
    people::{self, By, Officer},
    units::{self, Unit},
    vote::{self, Answers, Call, Channel, Choice, Document, Group, KeyStep, Question, Way},
};
use dienhong_journal::Millis;
use dienhong_node::{Ask, Node, Start};
use hyper::Request;
use rand::{SeedableRng, rngs::StdRng};
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime},
};
use tokio::time::{Instant, sleep_until};

/// At full speed, and within a minute.
const HURRIED: usize = 4_000;
const HALL: usize = 2_000;
const LINES: usize = 64;
const TRUSTEES: usize = 5;
const NEEDED: usize = 3;

const NAMES: [&str; 5] = ["An", "Bình", "Chi", "Dũng", "Em"];

struct Hall {
    id: &'static str,
    made: Made<Ed25519>,
    ballots: Vec<Vec<u8>>,
}

impl Hall {
    fn of(id: &'static str, voters: usize) -> Outcome<Hall> {
        let mut rng = StdRng::seed_from_u64(voters as u64);
        let template: Template = one_question("Bench", &NAMES, false, 1, 3);
        let plan = Plan {
            template: template.clone(),
            uuid: token(14, &mut rng),
            time: 1_795_000_000,
            holders: vec![Holder::Group { threshold: NEEDED, size: TRUSTEES }],
            voters: vec![(1, Vec::new()); voters],
        };
        let made: Made<Ed25519> = hold(plan, &mut rng)?;
        let booth = Booth::<Ed25519>::new(&made.election)?;
        let mut ballots = Vec::with_capacity(voters);
        for credential in &made.private_credentials {
            let choices: Vec<Vec<u8>> =
                template.questions.iter().map(|question| choose(question, &mut rng)).collect();
            ballots.push(booth.vote(credential, &choices, &mut rng)?);
        }
        Ok(Hall { id, made, ballots })
    }

    /// The vote is called, its keys and credentials are registered, and it opens.
    fn opens(&self, node: &Node) -> Outcome<()> {
        let vote = vote::VoteId::from(self.id);
        let voters = u64::try_from(self.ballots.len())?.try_into()?;
        let options = NAMES.iter().map(|name| Choice {
            id: (*name).into(),
            name: (*name).into(),
            note: None,
        });
        let answers =
            Answers::Choose { options: options.collect(), at_least: 1, at_most: 3, seats: 3 };
        let call = Call {
            title: "Bench".into(),
            purpose: "resolution".into(),
            questions: vec![Question { text: "Bench".into(), answers, passes: None }],
            channels: vec![Channel { id: "net".into(), name: "Net".into(), way: Way::Online }],
            members: voters,
            closed: false,
            decision: Some(Document { number: "1".into(), on: "2026-01-02".parse()? }),
            charter: None,
            most_proxies: None,
            after: None,
        };
        let put = |bytes: &[u8]| node.blobs().put(bytes);
        let (election, trustees) = (put(&self.made.election)?, put(&self.made.trustees)?);
        let blob = put(&self.made.credentials)?;
        let names = (1..=TRUSTEES).map(|number| format!("Trustee {number}")).collect();
        let threshold = Some(u16::try_from(NEEDED)?);
        let mut events = vec![
            vote::Event::Called { vote: vote.clone(), call },
            vote::Event::TrusteesNamed {
                vote: vote.clone(),
                group: Group::Ed25519,
                names,
                threshold,
            },
        ];
        for step in [KeyStep::Certificate, KeyStep::Polynomial, KeyStep::Share] {
            for trustee in 1..=u16::try_from(TRUSTEES)? {
                let vote = vote.clone();
                events.push(vote::Event::TrusteeWrote { vote, trustee, step, blob });
            }
        }
        let present = [("net".into(), voters)].into();
        events.extend([
            vote::Event::CredentialsRegistered { vote: vote.clone(), blob, credentials: voters },
            vote::Event::BoxPrepared {
                vote: vote.clone(),
                election,
                trustees,
                fingerprint: fingerprint(&self.made.election),
            },
            vote::Event::Opened { vote, summoned: voters, present, until: None },
        ]);
        for event in events {
            let ask = Ask {
                by: By::Officer("secretary".into()),
                body: Some("council".into()),
                ..Ask::node(vec![Event::Vote(event)])
            };
            node.ask(ask)?;
        }
        Ok(())
    }

    fn request(&self, ballot: usize) -> Outcome<Request<http_body_util::Full<hyper::body::Bytes>>> {
        let bytes = self.ballots.get(ballot).cloned().unwrap_or_default();
        let request = Request::post(format!("/votes/{}/ballots", self.id))
            .header("host", "127.0.0.1")
            .header("content-type", "application/json");
        Ok(request.body(bytes.into())?)
    }
}

/// A node with a council of one.
pub fn council(folder: &Path) -> Outcome<Node> {
    let start =
        Start { origin: "bench.example/votes".into(), name: "Bench".into(), simulated: true };
    let clock = Arc::new(|| {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Millis::new(u64::try_from(now.as_millis()).unwrap_or_default())
    });
    let node = Node::open(folder, Some(start), clock)?;
    let rules = Box::new(dienhong_packs::rules("vn")?);
    let unit = Unit {
        id: "38".into(),
        code: "38".into(),
        name: "Tỉnh thử".into(),
        short_name: "Thử".into(),
        kind: "province".into(),
        parent: None,
        from: None,
        to: None,
        predecessors: Vec::new(),
    };
    let body = people::Body {
        id: "council".into(),
        name: "Hội đồng thử".into(),
        kind: "council".into(),
        unit: Some("38".into()),
        charge: None,
    };
    let id = || "secretary".into();
    let officer = Officer { id: id(), name: "Thư ký thử".into(), office: "Thư ký".into() };
    let (role, of) = ("secretary".into(), "council".into());
    for event in [
        Event::Node(node::Event::Adopted { rules, files: Default::default() }),
        Event::Unit(units::Event::Registered { unit: Box::new(unit) }),
        Event::People(people::Event::BodyFormed { body }),
        Event::People(people::Event::OfficerRegistered { officer }),
        Event::People(people::Event::RoleGranted { officer: id(), role, body: of }),
    ] {
        node.ask(Ask::node(vec![event]))?;
    }
    Ok(node)
}

/// The same, and its votes are open.
fn prepared(folder: &Path, halls: &[&Hall]) -> Outcome<()> {
    let node = council(folder)?;
    halls.iter().try_for_each(|hall| hall.opens(&node))
}

pub fn run() -> Outcome<Vec<Figure>> {
    let (hurried, hall) = (Hall::of("hurried", HURRIED)?, Hall::of("hall", HALL)?);
    let place = tempfile::tempdir()?;
    let folder = place.path().join("node");
    prepared(&folder, &[&hurried, &hall])?;
    let folder = folder.to_str().ok_or("the folder has no name")?.to_owned();
    let (hurried, hall) = (Arc::new(hurried), Arc::new(hall));
    let cast = runtime()?.block_on(casting(&folder, &hurried, &hall))?;
    let (whole, machine) = closing(&hall)?;
    let mut figures = cast;
    figures.extend([
        Figure::new("2,000 ballots, 3 of 5: from close to proven sum, machine time", machine, "s")
            .bar(5.0),
        Figure::new("the same by the clock", whole, "s"),
    ]);
    Ok(figures)
}

async fn casting(folder: &str, hurried: &Arc<Hall>, hall: &Arc<Hall>) -> Outcome<Vec<Figure>> {
    let served = Served::by("release", &["serve", "--data", folder])?;
    let begun = Instant::now();
    let mut lines = Vec::new();
    for line in 0..LINES {
        let (mut to, hurried) = (Line::to(&served.address).await?, hurried.clone());
        lines.push(tokio::spawn(async move {
            for ballot in (line..HURRIED).step_by(LINES) {
                let (status, said) = to.ask(hurried.request(ballot)?).await?;
                if !status.is_success() {
                    return Err(format!("{status} {}", String::from_utf8_lossy(&said)).into());
                }
            }
            Outcome::Ok(())
        }));
    }
    for line in lines {
        line.await??;
    }
    let rate = HURRIED as f64 / begun.elapsed().as_secs_f64();
    let used = served.cpu()?;
    let start = Instant::now() + Duration::from_millis(50);
    let mut lines = Vec::new();
    for line in 0..LINES {
        let (mut to, hall) = (Line::to(&served.address).await?, hall.clone());
        lines.push(tokio::spawn(async move {
            let mut took = Vec::new();
            for ballot in (line..HALL).step_by(LINES) {
                // Each at its time within the minute, whatever became of those before.
                let due =
                    start + Duration::from_secs(60) * u32::try_from(ballot)? / u32::try_from(HALL)?;
                sleep_until(due).await;
                let (status, said) = to.ask(hall.request(ballot)?).await?;
                if !status.is_success() {
                    return Err(format!("{status} {}", String::from_utf8_lossy(&said)).into());
                }
                took.push(due.elapsed().as_secs_f64() * 1000.0);
            }
            Outcome::Ok(took)
        }));
    }
    let mut took = Vec::new();
    for line in lines {
        took.extend(line.await??);
    }
    println!("  {HURRIED} ballots took {used:.1} s of the server's CPU");
    Ok(vec![
        Figure::new("a ballot cast through HTTP, durable, at full speed", 1000.0 / rate, "ms")
            .bar(1000.0 / 400.0),
        Figure::new("2,000 voters within a minute, p99", percentile(&mut took, 99), "ms")
            .bar(500.0),
    ])
}

/// Seconds by the clock and of the machine: the sum, three shares checked, and all opened with every ballot verified.
fn closing(hall: &Hall) -> Outcome<(f64, f64)> {
    let made = &hall.made;
    let tally = {
        let mut sum = EncryptedTally::<Ed25519>::empty(
            &belenios::election::Election::read(&made.election)?.questions,
        );
        let checker = belenios::ballot::Checker::<Ed25519>::of(&made.election)?;
        for ballot in &hall.ballots {
            sum.add(&checker.read_own(ballot)?.answers, 1);
        }
        sum
    };
    // What trustees do is their own machines' time.
    let mut rng = StdRng::seed_from_u64(9);
    let fingerprint = fingerprint(&made.election);
    let shares: Vec<(usize, Vec<u8>)> = (1usize..)
        .zip(&made.private_keys)
        .take(NEEDED)
        .map(|(number, of)| (number, decrypt(&tally, &fingerprint, &of.key, &mut rng)))
        .collect();
    let (begun, used) = (std::time::Instant::now(), cpu("self")?);
    let gate = Gate::new(&made.election, &made.credentials)?;
    let mut inside = BallotBox::default();
    for ballot in &hall.ballots {
        inside.put(gate.read_again(ballot)?);
    }
    let ballots: Vec<&[u8]> = hall.ballots.iter().map(Vec::as_slice).collect();
    let sum = gate.add_up(&inside, ballots.iter().copied())?;
    let parts = Parts {
        time: 1_795_000_000,
        election: &made.election,
        trustees: &made.trustees,
        credentials: &made.credentials,
        ballots: &hall.ballots,
        sum: Some((&sum.tally, sum.ballots, sum.weight)),
        shares: &[],
        result: None,
    };
    for (number, share) in &shares {
        parts.takes_share(&ballots, (*number, share))?;
    }
    let opened = Parts { shares: &shares, ..parts }.opened()?;
    if opened.1.iter().flatten().sum::<u64>() < hall.ballots.len() as u64 {
        return Err("the sum is smaller than the ballots".into());
    }
    Ok((begun.elapsed().as_secs_f64(), cpu("self")? - used))
}
