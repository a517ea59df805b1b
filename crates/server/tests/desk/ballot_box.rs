//! A secret vote from its trustees to its proven sum, as browsers ask for it; the secrets stay in the «browsers» here.

use crate::common::{Browser, House};
use belenios::{
    credential::{Credential, make},
    group::Ed25519,
    verify::{Options, Stage, verify},
};
use dienhong_booth::{trustee, voter};
use dienhong_core::{
    Event,
    vote::{self, Answers, Call, Channel, Document, Question, Step, Vote, Way},
};
use dienhong_verifier::{What, ballot_box};
use serde_json::Value;
use std::{
    io::Cursor,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

const BOX: &str = "/desk/votes/v1/box";
const GROUP: &str = "Ed25519";
const VOTERS: usize = 5;

fn question(answers: Answers) -> Question {
    Question { text: "Thông qua nghị quyết thử".into(), answers, passes: None }
}

fn call(house: &House, members: usize) {
    let channels = vec![Channel { id: "net".into(), name: "Qua mạng".into(), way: Way::Online }];
    let number = "12/NQ-HĐND".into();
    let call = Call {
        title: "Biểu quyết thử".into(),
        purpose: "resolution".into(),
        questions: vec![question(Answers::YesNo { abstain: true })],
        channels,
        members: (members as u64).try_into().unwrap(),
        closed: false,
        decision: Some(Document { number, on: "2026-01-02".parse().unwrap() }),
        charter: None,
        most_proxies: None,
        after: None,
    };
    tell(house, vote::Event::Called { vote: "v1".into(), call });
}

fn tell(house: &House, event: vote::Event) {
    house.acts("thu-ky", "council", Event::Vote(event));
}

struct Keeper {
    link: String,
    secret: String,
}

impl Keeper {
    fn token(&self) -> &str {
        self.link.split_once("?key=").unwrap().1
    }

    fn at(&self) -> &str {
        self.link.split_once('?').unwrap().0
    }

    async fn sends(&self, house: &House, task: &str, body: String) -> (u16, Value) {
        let mut guest = house.guest().says("x-csrf", self.token());
        let path = format!("{}/{task}", self.at());
        let page = guest.sends(&path, "application/json", body.into_bytes()).await;
        (page.status, serde_json::from_str(&page.text).unwrap_or_default())
    }
}

fn links(page: &str) -> Vec<String> {
    let marked = page.split("href=\"/votes/v1/trustees/").skip(1);
    marked.map(|rest| format!("/votes/v1/trustees/{}", rest.split('"').next().unwrap())).collect()
}

async fn text(house: &House, path: &str) -> String {
    String::from_utf8(house.guest().bytes(path).await).unwrap()
}

async fn keys(house: &House, clerk: &mut Browser) -> Vec<Keeper> {
    let page = clerk.send(BOX, "trustees", &[("names", ""), ("threshold", "x")]).await;
    assert!(page.status == 422 && page.text.contains("Ghi ít nhất một người"), "{}", page.text);
    let named = [("names", "Bà Một\nÔng Hai\nBà Ba"), ("threshold", "2"), ("group", GROUP)];
    assert_eq!(clerk.send(BOX, "trustees", &named).await.status, 303);
    let page = clerk.send(BOX, "links", &[]).await;
    let links = links(&page.text);
    assert_eq!(links.len(), 3, "{}", page.text);
    assert!(!clerk.get(BOX).await.text.contains("?key="), "links are shown once");
    let seeds: Vec<trustee::Made> = (0..3).map(|_| trustee::new_seed(GROUP).unwrap()).collect();
    let keepers: Vec<Keeper> = links
        .into_iter()
        .zip(&seeds)
        .map(|(link, made)| Keeper { link, secret: made.secret.to_string() })
        .collect();
    // A stranger, and a trustee at another's place, are sent away.
    let stranger = Keeper { link: format!("{}?key=0", keepers[0].at()), secret: String::new() };
    assert_eq!(stranger.sends(house, "certificate", seeds[0].public.clone()).await.0, 403);
    assert_eq!(house.guest().get(&stranger.link).await.status, 404);
    let page = house.guest().get(&keepers[0].link).await;
    assert!(page.text.contains("data-task=\"certificate\""), "{}", page.text);
    assert_eq!(keepers[0].sends(house, "certificate", "{}".into()).await.0, 422);
    for (keeper, made) in keepers.iter().zip(&seeds) {
        assert_eq!(keeper.sends(house, "polynomial", made.public.clone()).await.0, 409);
        assert_eq!(keeper.sends(house, "certificate", made.public.clone()).await.0, 200);
    }
    let certificates: Vec<String> =
        serde_json::from_str(&text(house, "/votes/v1/trustees/certificates.json").await).unwrap();
    for keeper in &keepers {
        let sent = trustee::polynomial(GROUP, &certificates, 2, &keeper.secret).unwrap();
        assert_eq!(keeper.sends(house, "polynomial", sent).await.0, 200);
    }
    for keeper in &keepers {
        let inbox = text(house, &format!("{}/inbox.json", keeper.at())).await;
        let sent = trustee::key_share(GROUP, &certificates, 2, &keeper.secret, &inbox).unwrap();
        assert_eq!(keeper.sends(house, "share", sent).await.0, 200);
    }
    keepers
}

async fn credentials(house: &House, clerk: &mut Browser, voters: usize) -> Vec<Credential> {
    let page = clerk.get(BOX).await.text;
    let uuid = page.split("--uuid ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
    let mut rng = rand_core::UnwrapErr(getrandom::SysRng);
    let (private, public) = make::<Ed25519, _>(&uuid, &vec![1; voters], &mut rng).unwrap();
    let wrong = clerk.files(BOX, "credentials", &[("file", Some("x.json"), b"[1]")]).await;
    assert!(wrong.status == 422 && wrong.text.contains("không phải danh sách"), "{}", wrong.text);
    let sent = [("file", Some("public_creds.json"), public.as_slice())];
    assert_eq!(clerk.files(BOX, "credentials", &sent).await.status, 303);
    assert_eq!(clerk.send(BOX, "prepare", &[]).await.status, 303);
    assert_eq!(house.guest().get("/votes/v1/box").await.status, 200);
    private
}

fn open(house: &House, members: usize) {
    let there = (members as u64).try_into().unwrap();
    let present = [("net".into(), there)].into();
    tell(house, vote::Event::Opened { vote: "v1".into(), summoned: there, present, until: None });
}

async fn cast(house: &House, ballot: &[u8]) -> (u16, Value) {
    casts(house.guest(), ballot).await
}

async fn casts(mut guest: Browser, ballot: &[u8]) -> (u16, Value) {
    let page = guest.sends("/votes/v1/ballots", "application/json", ballot.to_vec()).await;
    (page.status, serde_json::from_str(&page.text).unwrap())
}

/// What the box says of a ballot. Null: it is not there.
async fn found(house: &House, tracker: &str) -> Value {
    let path = tracker.replace('/', "%2F").replace('+', "%2B");
    let page = house.guest().get(&format!("/votes/v1/ballots/{path}")).await;
    match page.status {
        200 => serde_json::from_str(&page.text).unwrap(),
        status => {
            assert_eq!(status, 404, "{}", page.text);
            Value::Null
        }
    }
}

/// The second trustee is lost: two of three suffice.
async fn decrypts(house: &House, clerk: &mut Browser, keepers: &[Keeper]) {
    for keeper in [&keepers[0], &keepers[2]] {
        let archive = house.guest().bytes("/votes/v1/archive.bel").await;
        let sealed = text(house, &format!("{}/share.json", keeper.at())).await;
        let share = trustee::decryption(&archive, &keeper.secret, Some(&sealed)).unwrap();
        assert_eq!(keeper.sends(house, "decryption", "{}".into()).await.0, 422);
        assert_eq!(keeper.sends(house, "decryption", share.share).await.0, 200);
    }
    assert_eq!(clerk.send(BOX, "open", &[]).await.status, 303);
}

/// The proven figures of the one question.
fn figures(house: &House) -> Vec<u64> {
    let view = house.view();
    let vote = view.state.vote.get(&"v1".into()).unwrap();
    assert_eq!(vote.step(), Step::Counted);
    let line = &vote.ballots.opened.as_ref().unwrap().1[0];
    line.votes.iter().map(|votes| votes.get()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_vote_is_proven_from_its_keys_to_its_sum() {
    let house = House::empty().await;
    house.has_a_council();
    call(&house, VOTERS);
    let mut clerk = house.signs_in("thu-ky").await;
    let keepers = keys(&house, &mut clerk).await;
    let private = credentials(&house, &mut clerk, VOTERS).await;
    let election = house.guest().bytes("/votes/v1/election.json").await;
    let (booth, fingerprint) = voter::enter(&election).unwrap();
    assert!(house.guest().get("/en/votes/v1/box").await.text.contains(&fingerprint[..4]));
    let encrypt = |who: usize, choice: usize| {
        let choices: Vec<u8> = (0..3).map(|at| u8::from(at == choice)).collect();
        booth.encrypt(&private[who], &[choices]).unwrap().cast()
    };
    let early = cast(&house, &encrypt(0, 0)).await;
    assert_eq!((early.0, early.1["refused"].as_str()), (409, Some("vote.not_now")));
    open(&house, VOTERS);
    let page = house.guest().get("/votes/v1/booth").await;
    assert!(page.text.contains("data-open=\"true\""), "{}", page.text);
    // Four vote; the first votes again, and the last ballot counts.
    let first = encrypt(0, 1);
    for (ballot, sound) in [
        (first.clone(), true),
        (encrypt(1, 0), true),
        (encrypt(2, 0), true),
        (encrypt(3, 2), true),
        (encrypt(0, 0), true),
        (first.clone(), false),
    ] {
        let (status, said) = cast(&house, &ballot).await;
        assert_eq!(status == 200, sound, "{said}");
    }
    let (_, again) = cast(&house, &first).await;
    assert_eq!(again["refused"], "ballot.already_cast");
    let (_, unknown) = {
        let stranger = Credential::random(&mut rand_core::UnwrapErr(getrandom::SysRng));
        cast(&house, &booth.encrypt(&stranger, &[vec![1, 0, 0]]).unwrap().cast()).await
    };
    assert_eq!(unknown["refused"], "ballot.unknown_credential");
    assert_eq!(cast(&house, b"{}").await.1["refused"], "ballot.malformed");
    let tracker = belenios::fingerprint(&first);
    let found = found(&house, &tracker).await;
    assert_eq!(
        (&found["counts"], found["tracker"].as_str()),
        (&false.into(), Some(tracker.as_str()))
    );
    tell(&house, vote::Event::Closed { vote: "v1".into() });
    assert_eq!(cast(&house, &encrypt(4, 0)).await.1["refused"], "vote.not_now");
    assert_eq!(clerk.send(BOX, "sum", &[]).await.status, 303);
    assert_eq!(clerk.send(BOX, "open", &[]).await.status, 422);
    decrypts(&house, &mut clerk, &keepers).await;
    assert_eq!(figures(&house), [3, 0, 1]);
    let archive = house.guest().bytes("/votes/v1/archive.bel").await;
    let report = verify(Cursor::new(&archive), Options::default()).unwrap();
    assert_eq!((report.stage, report.counted), (Stage::Finished, 4));
    let vote = house.view().state.vote.get(&"v1".into()).unwrap().clone();
    lies_are_found(&vote, &archive);
    // Nothing that a trustee or a voter keeps is on the server's disk.
    let mut secrets: Vec<String> = keepers.iter().map(|keeper| keeper.secret.clone()).collect();
    secrets.extend(keepers.iter().map(|keeper| keeper.token().to_owned()));
    secrets.extend(private.iter().map(|private| private.reveal().to_owned()));
    assert_eq!(secrets.len(), 11);
    look(house.folder(), &secrets);
}

/// The archive proves what the records say; whoever changes either is found out.
fn lies_are_found(vote: &Vote, archive: &[u8]) {
    let found = |vote: &Vote, archive: &[u8]| {
        let all = ballot_box::differences("other.example/2026", vote, archive).into_iter();
        all.map(|found| found.what).collect::<Vec<_>>()
    };
    assert_eq!(found(vote, archive), []);
    let lied = |change: &dyn Fn(&mut Vote)| {
        let mut lie = vote.clone();
        change(&mut lie);
        found(&lie, archive)
    };
    let other = lied(&|vote| {
        let (_, lines) = vote.ballots.opened.as_mut().unwrap();
        Arc::make_mut(lines)[0].votes.swap(0, 1);
    });
    assert_eq!(other, [What::Figure]);
    let other = lied(&|vote| {
        let (_, lines) = vote.ballots.opened.as_mut().unwrap();
        Arc::make_mut(lines)[0].invalid = 1.into();
    });
    assert_eq!(other, [What::Figure]);
    let fewer = lied(&|vote| vote.ballots.order = vote.ballots.order.skip(1));
    assert!(fewer.contains(&What::Content));
    // Another voter's name on a ballot, another tracker for it, another vote's box.
    let first = vote.ballots.order[0].clone();
    let other = lied(&|vote| {
        let stranger = vote.ballots.cast[&vote.ballots.order[1]].credential.clone();
        vote.ballots.cast[&first].credential = stranger;
    });
    assert_eq!(other, [What::Data]);
    let other = lied(&|vote| {
        let cast = vote.ballots.cast.remove(&first).unwrap();
        vote.ballots.cast.insert("x".into(), cast);
        vote.ballots.order[0] = "x".into();
    });
    assert_eq!(other, [What::Data]);
    assert_eq!(lied(&|vote| vote.id = "v2".into()), [What::Data]);
    let other =
        lied(&|vote| Arc::make_mut(vote.ballots.trustees.as_mut().unwrap()).threshold = None);
    assert_eq!(other, [What::Data]);
    let other = lied(&|vote| Arc::make_mut(&mut vote.call).questions[0].text.push('?'));
    assert_eq!(other, [What::Data]);
    let mut changed = archive.to_vec();
    let at = changed.windows(6).position(|at| at == b"alpha\"").unwrap() + 10;
    changed[at] ^= 1;
    assert_eq!(found(vote, &changed), [What::BallotBox]);
    let cut = &archive[..archive.len() - 1024];
    assert!(!found(vote, cut).is_empty());
}

/// A voter's ballots, and the choice of each.
type Cast = Vec<(Vec<u8>, usize)>;

/// What a voter does in the rush, by number: votes once; sends one ballot twice at once; votes and then votes again;
/// sends two different ballots at once. Gives the ballots that were answered with their trackers, in their order.
async fn rushes(guests: [Browser; 2], number: usize, ballots: Cast) -> Vec<(String, usize)> {
    let [one, two] = guests;
    let (first, last) = (&ballots[0], &ballots[ballots.len() - 1]);
    let answers = match number % 4 {
        0 => vec![(casts(one, &first.0).await, first.1)],
        1 | 3 => {
            let (one, two) = tokio::join!(casts(one, &first.0), casts(two, &last.0));
            vec![(one, first.1), (two, last.1)]
        }
        _ => {
            let before = casts(one, &first.0).await;
            vec![(before, first.1), (casts(two, &last.0).await, last.1)]
        }
    };
    let mut taken = Vec::new();
    for ((status, said), choice) in answers {
        match status {
            200 => taken.push((said["tracker"].as_str().unwrap().to_owned(), choice)),
            _ => {
                assert_eq!((number % 4, said["refused"].as_str()), (1, Some("ballot.already_cast")))
            }
        }
    }
    assert_eq!(taken.len(), if number % 4 > 1 { 2 } else { 1 }, "of voter {number}");
    taken
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_ballots_at_once_with_doubles_and_changed_minds_add_up_to_what_was_answered() {
    const CROWD: usize = 116;
    let house = House::empty().await;
    house.has_a_council();
    call(&house, CROWD);
    let mut clerk = house.signs_in("thu-ky").await;
    let keepers = keys(&house, &mut clerk).await;
    let private = credentials(&house, &mut clerk, CROWD).await;
    let (booth, _) = voter::enter(&house.guest().bytes("/votes/v1/election.json").await).unwrap();
    open(&house, CROWD);
    let mut crowd = Vec::new();
    for (number, credential) in private.iter().enumerate() {
        let encrypt = |choice: usize| {
            let choices: Vec<u8> = (0..3).map(|at| u8::from(at == choice)).collect();
            (booth.encrypt(credential, &[choices]).unwrap().cast(), choice)
        };
        let mut ballots = vec![encrypt(number / 4 % 3)];
        if number % 4 > 1 {
            ballots.push(encrypt((number / 4 + 1) % 3));
        }
        crowd.push((number, ballots));
    }
    let mut rush = Vec::new();
    for (number, ballots) in crowd {
        let guests = [house.guest(), house.guest()];
        rush.push(tokio::spawn(rushes(guests, number, ballots)));
    }
    let (mut sum, mut answered) = ([0_u64; 3], Vec::new());
    for (number, voter) in rush.into_iter().enumerate() {
        let taken = voter.await.unwrap();
        let mut counting = Vec::new();
        for (at, (tracker, choice)) in taken.iter().enumerate() {
            if found(&house, tracker).await["counts"].as_bool().unwrap() {
                counting.push((at, *choice));
            }
            answered.push(tracker.clone());
        }
        // One ballot a voter; of two in turn the last, of two at once the one that the journal has last.
        assert_eq!(counting.len(), 1, "of voter {number}");
        let (at, choice) = counting[0];
        assert!(number % 4 == 3 || at + 1 == taken.len(), "of voter {number}");
        sum[choice] += 1;
    }
    // The journal has what was answered, each once, and nothing else.
    let view = house.view();
    let order = &view.state.vote.get(&"v1".into()).unwrap().ballots.order;
    let mut journal: Vec<String> = order.iter().cloned().collect();
    journal.sort();
    answered.sort();
    assert_eq!(journal, answered);
    tell(&house, vote::Event::Closed { vote: "v1".into() });
    assert_eq!(clerk.send(BOX, "sum", &[]).await.status, 303);
    decrypts(&house, &mut clerk, &keepers).await;
    assert_eq!((figures(&house), sum.iter().sum::<u64>()), (sum.to_vec(), CROWD as u64));
}

/// The line breaks while a ballot is taken: it is in the box all the same, or can be sent again.
#[tokio::test(flavor = "multi_thread")]
async fn a_voter_who_hangs_up_in_the_middle_is_never_told_that_a_lost_ballot_was_cast() {
    const HASTY: usize = 12;
    let house = House::empty().await;
    house.has_a_council();
    call(&house, HASTY);
    let mut clerk = house.signs_in("thu-ky").await;
    keys(&house, &mut clerk).await;
    let private = credentials(&house, &mut clerk, HASTY).await;
    let (booth, _) = voter::enter(&house.guest().bytes("/votes/v1/election.json").await).unwrap();
    open(&house, HASTY);
    let ballots = private
        .iter()
        .map(|credential| booth.encrypt(credential, &[vec![1, 0, 0]]).unwrap().cast());
    for (number, ballot) in (0..).zip(ballots.collect::<Vec<_>>()) {
        // A little later each time: before the proofs are read, after, while the record is written.
        let patience = Duration::from_micros(number * 700);
        let _gone = tokio::time::timeout(patience, cast(&house, &ballot)).await;
        let (status, said) = cast(&house, &ballot).await;
        if status != 200 {
            assert_eq!(said["refused"], "ballot.already_cast");
            let begun = Instant::now();
            while found(&house, &belenios::fingerprint(&ballot)).await.is_null() {
                assert!(begun.elapsed() < Duration::from_secs(10), "ballot {number} is nowhere");
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    }
}

/// No file under `folder` holds one of these.
fn look(folder: &Path, secrets: &[String]) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            look(&path, secrets);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for secret in secrets {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{} holds a secret", path.display());
        }
    }
}
