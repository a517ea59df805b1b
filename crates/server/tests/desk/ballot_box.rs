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
    people::{self, BodyId, Officer, OfficerId},
    vote::{self, Answers, Call, Channel, Document, Question, Step, Way},
};
use serde_json::Value;
use std::{io::Cursor, path::Path};

const BOX: &str = "/desk/votes/v1/box";
const GROUP: &str = "Ed25519";
const VOTERS: usize = 5;

/// A council whose secretary calls votes. Nobody else of the house may.
fn council(house: &House) {
    let body = people::Body {
        id: BodyId::from("council"),
        name: "Hội đồng thử".into(),
        kind: "council".into(),
        unit: Some("1".into()),
        charge: None,
    };
    let id = OfficerId::from("clerk");
    let officer =
        Officer { id: id.clone(), name: "Thư ký thử".into(), office: "Thư ký".into() };
    let role =
        people::Event::RoleGranted { officer: id, role: "secretary".into(), body: body.id.clone() };
    let formed = people::Event::BodyFormed { body };
    for event in [formed, people::Event::OfficerRegistered { officer }, role] {
        house.acts("keeper", "keepers", Event::People(event));
    }
    house.account("clerk");
}

fn question(answers: Answers) -> Question {
    Question { text: "Thông qua nghị quyết thử".into(), answers, passes: None }
}

fn call(house: &House) {
    let channels = vec![Channel { id: "net".into(), name: "Qua mạng".into(), way: Way::Online }];
    let number = "12/NQ-HĐND".into();
    let call = Call {
        title: "Biểu quyết thử".into(),
        purpose: "resolution".into(),
        questions: vec![question(Answers::YesNo { abstain: true })],
        channels,
        members: (VOTERS as u64).try_into().unwrap(),
        closed: false,
        decision: Some(Document { number, on: "2026-01-02".parse().unwrap() }),
        charter: None,
        after: None,
    };
    tell(house, vote::Event::Called { vote: "v1".into(), call });
}

fn tell(house: &House, event: vote::Event) {
    house.acts("clerk", "council", Event::Vote(event));
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

async fn credentials(house: &House, clerk: &mut Browser) -> Vec<Credential> {
    let page = clerk.get(BOX).await.text;
    let uuid = page.split("--uuid ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
    let mut rng = rand_core::UnwrapErr(getrandom::SysRng);
    let (private, public) = make::<Ed25519, _>(&uuid, &[1; VOTERS], &mut rng).unwrap();
    let wrong = clerk.files(BOX, "credentials", &[("file", Some("x.json"), b"[1]")]).await;
    assert!(wrong.status == 422 && wrong.text.contains("không phải danh sách"), "{}", wrong.text);
    let sent = [("file", Some("public_creds.json"), public.as_slice())];
    assert_eq!(clerk.files(BOX, "credentials", &sent).await.status, 303);
    assert_eq!(clerk.send(BOX, "prepare", &[]).await.status, 303);
    assert_eq!(house.guest().get("/votes/v1/box").await.status, 200);
    private
}

async fn cast(house: &House, ballot: &[u8]) -> (u16, Value) {
    let mut guest = house.guest();
    let page = guest.sends("/votes/v1/ballots", "application/json", ballot.to_vec()).await;
    (page.status, serde_json::from_str(&page.text).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_vote_is_proven_from_its_keys_to_its_sum() {
    let house = House::empty().await;
    council(&house);
    call(&house);
    let mut clerk = house.signs_in("clerk").await;
    let keepers = keys(&house, &mut clerk).await;
    let private = credentials(&house, &mut clerk).await;
    let election = house.guest().bytes("/votes/v1/election.json").await;
    let (booth, fingerprint) = voter::enter(&election).unwrap();
    assert!(house.guest().get("/en/votes/v1/box").await.text.contains(&fingerprint[..4]));
    let encrypt = |who: usize, choice: usize| {
        let choices: Vec<u8> = (0..3).map(|at| u8::from(at == choice)).collect();
        booth.encrypt(&private[who], &[choices]).unwrap().cast()
    };
    let early = cast(&house, &encrypt(0, 0)).await;
    assert_eq!((early.0, early.1["refused"].as_str()), (409, Some("vote.not_now")));
    let there = (VOTERS as u64).try_into().unwrap();
    let present = [("net".into(), there)].into();
    tell(&house, vote::Event::Opened { vote: "v1".into(), summoned: there, present });
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
    let path = tracker.replace('/', "%2F").replace('+', "%2B");
    let found: Value =
        serde_json::from_str(&text(&house, &format!("/votes/v1/ballots/{path}")).await).unwrap();
    assert_eq!(
        (&found["counts"], found["tracker"].as_str()),
        (&false.into(), Some(tracker.as_str()))
    );
    tell(&house, vote::Event::Closed { vote: "v1".into() });
    assert_eq!(cast(&house, &encrypt(4, 0)).await.1["refused"], "vote.not_now");
    assert_eq!(clerk.send(BOX, "sum", &[]).await.status, 303);
    assert_eq!(clerk.send(BOX, "open", &[]).await.status, 422);
    // The second trustee is lost: two of three suffice.
    for keeper in [&keepers[0], &keepers[2]] {
        let archive = house.guest().bytes("/votes/v1/archive.bel").await;
        let sealed = text(&house, &format!("{}/share.json", keeper.at())).await;
        let share = trustee::decryption(&archive, &keeper.secret, Some(&sealed)).unwrap();
        assert_eq!(keeper.sends(&house, "decryption", "{}".into()).await.0, 422);
        assert_eq!(keeper.sends(&house, "decryption", share.share).await.0, 200);
    }
    assert_eq!(clerk.send(BOX, "open", &[]).await.status, 303);
    let view = house.view();
    let vote = view.state.vote.get(&"v1".into()).unwrap();
    assert_eq!(vote.step(), Step::Counted);
    let line = &vote.ballots.opened.as_ref().unwrap().1[0];
    let votes: Vec<u64> = line.votes.iter().map(|votes| votes.get()).collect();
    assert_eq!(votes, [3, 0, 1]);
    let archive = house.guest().bytes("/votes/v1/archive.bel").await;
    let report = verify(Cursor::new(&archive), Options::default()).unwrap();
    assert_eq!((report.stage, report.counted), (Stage::Finished, 4));
    // Nothing that a trustee or a voter keeps is on the server's disk.
    let mut secrets: Vec<String> = keepers.iter().map(|keeper| keeper.secret.clone()).collect();
    secrets.extend(keepers.iter().map(|keeper| keeper.token().to_owned()));
    secrets.extend(private.iter().map(|private| private.reveal().to_owned()));
    assert_eq!(secrets.len(), 11);
    look(house.folder(), &secrets);
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
