//! A council of nine that votes: a secretary, a tally committee of three, and members.

use super::{Answer, Night, Who, body, keeper, n, who};
use dienhong_core::{
    Command, Event,
    count::Count,
    vote::{
        self, Answers, Call, Channel, ChannelId, Choice, Line, Part, Question, Sheet, Voter, Way,
    },
};
use dienhong_journal::{Hash, Millis, Opening, Salt};
use std::collections::BTreeMap;

pub const VOTE: &str = "vote-1";

pub fn secretary() -> Who {
    who("secretary", "council")
}

/// One of the three who count: 1 is their head.
pub fn teller_of(number: u8) -> Who {
    who(format!("counts-{number}"), "council")
}

pub fn member(number: u8) -> Who {
    who(format!("member-{number}"), "council")
}

pub fn choices(names: &[&str]) -> Vec<Choice> {
    let choice = |name: &&str| Choice { id: (*name).into(), name: (*name).into(), note: None };
    names.iter().map(choice).collect()
}

pub fn yes_no() -> Question {
    let answers = Answers::YesNo { abstain: true };
    Question { text: "Thông qua nghị quyết".into(), answers, passes: None }
}

pub fn levels(people: &[&str]) -> Question {
    let levels = ["high", "confident", "low"].map(str::to_owned).into();
    let answers = Answers::Levels { levels, people: choices(people) };
    Question { text: "Lấy phiếu tín nhiệm".into(), answers, passes: None }
}

pub fn choose(options: &[&str], at_most: u16, seats: u16) -> Question {
    let options = choices(options);
    let answers = Answers::Choose { options, at_least: 0, at_most, seats };
    Question { text: "Bầu".into(), answers, passes: None }
}

pub fn ranked(options: &[&str], seats: u16, method: vote::Method) -> Question {
    let answers = Answers::Ranked { options: choices(options), seats, method };
    Question { text: "Xếp thứ tự".into(), answers, passes: None }
}

pub fn channel(id: &str, way: Way) -> Channel {
    Channel { id: id.into(), name: format!("Nơi {id}"), way }
}

/// A vote of the council's nine members.
pub fn called(purpose: &str, questions: Vec<Question>, channels: Vec<Channel>) -> Call {
    Call {
        title: "Kỳ họp thử".into(),
        purpose: purpose.into(),
        questions,
        channels,
        members: n(9),
        closed: false,
        decision: None,
        charter: None,
        most_proxies: None,
        after: None,
    }
}

pub fn decision() -> vote::Document {
    vote::Document { number: "12/NQ-HĐND".into(), on: super::day("2026-01-02") }
}

pub fn voter(seat: u32, channel: &str) -> Voter {
    Voter {
        seat,
        name: format!("Đại biểu {seat}"),
        channel: channel.into(),
        weight: n(1),
        proxies: Vec::new(),
        officer: None,
    }
}

pub fn line(invalid: u64, votes: &[u64]) -> Line {
    Line { invalid: n(invalid), votes: votes.iter().copied().map(n).collect(), rankings: vec![] }
}

pub fn paper(issued: u64, returned: u64, invalid: u64, lines: Vec<Line>) -> Sheet {
    Sheet { issued: n(issued), returned: n(returned), invalid: n(invalid), lines }
}

pub fn marks(weight: u64, marks: &[u16]) -> Part {
    Part { weight: n(weight), marks: marks.to_vec() }
}

/// Openings of the sheets that committees typed, as a node keeps them.
pub type Kept = Vec<Opening<Sheet>>;

impl Night {
    /// The council meets: it has a secretary, three who count and two members.
    pub fn convene(&mut self) {
        let council = body("council", "council", Some("38"), None);
        self.staff(Some(keeper()), &council, "secretary", "secretary");
        for number in 1..=3 {
            self.staff(Some(keeper()), &council, &teller_of(number).officer, "member");
        }
        for number in 1..=2 {
            self.staff(Some(keeper()), &council, &member(number).officer, "member");
        }
    }

    pub fn tell(&mut self, who: &Who, event: vote::Event) -> Answer {
        self.record(who, Event::Vote(event))
    }

    pub fn call_vote(&mut self, id: &str, call: Call) -> Answer {
        self.tell(&secretary(), vote::Event::Called { vote: id.into(), call })
    }

    pub fn choose_committee(&mut self, id: &str, channel: &str) -> Answer {
        let members = [1, 2, 3].map(|number| teller_of(number).officer.as_str().into()).into();
        let (vote, channel) = (id.into(), channel.into());
        self.tell(&secretary(), vote::Event::CommitteeChosen { vote, channel, members })
    }

    pub fn print_papers(&mut self, id: &str, channel: &str, printed: u64) -> Answer {
        let (vote, channel, printed) = (id.into(), channel.into(), n(printed));
        self.tell(&secretary(), vote::Event::PapersPrinted { vote, channel, printed })
    }

    pub fn list_voters(&mut self, id: &str, voters: Vec<Voter>) -> Answer {
        self.tell(&secretary(), vote::Event::VotersListed { vote: id.into(), voters })
    }

    pub fn open_vote(&mut self, id: &str, summoned: u64, present: &[(&str, u64)]) -> Answer {
        let there = |(channel, there): &(&str, u64)| (ChannelId::from(*channel), n(*there));
        let present: BTreeMap<ChannelId, Count> = present.iter().map(there).collect();
        let (vote, summoned) = (id.into(), n(summoned));
        self.tell(&secretary(), vote::Event::Opened { vote, summoned, present, until: None })
    }

    pub fn answer(&mut self, id: &str, seat: u32, parts: Vec<Part>) -> Answer {
        let vote = id.into();
        self.tell(&secretary(), vote::Event::Answered { vote, question: 0, seat, parts })
    }

    pub fn close_vote(&mut self, id: &str) -> Answer {
        self.tell(&secretary(), vote::Event::Closed { vote: id.into() })
    }

    pub fn enter_sheet(
        &mut self,
        who: &Who,
        (id, channel): (&str, &str),
        sheet: &Sheet,
        kept: &mut Kept,
    ) -> Answer {
        let salt = Salt([u8::try_from(kept.len()).unwrap() + 1; 32]);
        let opening = Opening { value: sheet.clone(), salt };
        let sealed = opening.seal().unwrap();
        kept.push(opening);
        let (vote, channel) = (id.into(), channel.into());
        self.tell(who, vote::Event::SheetEntered { vote, channel, sealed })
    }

    pub fn sign_sheet(&mut self, who: &Who, (id, channel): (&str, &str), kept: &Kept) -> Answer {
        let (vote, channel, known) = (id.into(), channel.into(), kept.clone());
        self.ask(who, Command::Vote(vote::Command::Sign { vote, channel, known }))
    }

    /// Two of the committee type the same sheet and its head signs.
    pub fn count_paper(&mut self, at: (&str, &str), sheet: &Sheet, kept: &mut Kept) {
        self.enter_sheet(&teller_of(1), at, sheet, kept).unwrap();
        self.enter_sheet(&teller_of(2), at, sheet, kept).unwrap();
        self.sign_sheet(&teller_of(1), at, kept).unwrap();
    }

    pub fn declare_vote(&mut self, who: &Who, id: &str, kept: &Kept) -> Answer {
        let (vote, known) = (id.into(), kept.clone());
        self.ask(who, Command::Vote(vote::Command::Declare { vote, known }))
    }

    /// As the secretary states it, whatever follows from the figures.
    pub fn declare_vote_raw(
        &mut self,
        openings: Vec<vote::Opened>,
        outcomes: Vec<vote::Outcome>,
    ) -> Answer {
        self.tell(&secretary(), vote::Event::Declared { vote: VOTE.into(), openings, outcomes })
    }

    /// A voter whom nobody knows puts a ballot into the box.
    pub fn cast(&mut self, id: &str, tracker: &str, credential: &str) -> Answer {
        let event = Event::Vote(vote::Event::BallotCast {
            vote: id.into(),
            blob: Hash([7; 32]),
            tracker: tracker.into(),
            credential: credential.into(),
        });
        self.ask_by(dienhong_core::people::By::Voter, Command::Record(vec![event]))
    }

    /// The keys of a box are made by three, of whom two suffice, and credentials are registered.
    pub fn prepare_box(&mut self, id: &str, credentials: u64) {
        let names = ["Một", "Hai", "Ba"].map(str::to_owned).into();
        let (group, threshold) = (vote::Group::Ed25519, Some(2));
        let named = vote::Event::TrusteesNamed { vote: id.into(), group, names, threshold };
        self.tell(&secretary(), named).unwrap();
        for step in [vote::KeyStep::Certificate, vote::KeyStep::Polynomial, vote::KeyStep::Share] {
            for trustee in 1..=3 {
                let (vote, blob) = (id.into(), Hash([1; 32]));
                let wrote = vote::Event::TrusteeWrote { vote, trustee, step, blob };
                self.tell(&secretary(), wrote).unwrap();
            }
        }
        let (vote, blob, credentials) = (id.into(), Hash([2; 32]), n(credentials));
        let registered = vote::Event::CredentialsRegistered { vote, blob, credentials };
        self.tell(&secretary(), registered).unwrap();
        let (election, trustees, fingerprint) = (Hash([3; 32]), Hash([4; 32]), "fp".into());
        let vote = id.into();
        let prepared = vote::Event::BoxPrepared { vote, election, trustees, fingerprint };
        self.tell(&secretary(), prepared).unwrap();
    }

    /// The ballots are summed, two trustees share, and the sum is opened.
    pub fn open_box(&mut self, id: &str, lines: Vec<Line>) -> Answer {
        let ballots = self.state.vote.get(&id.into()).unwrap().ballots.voted();
        let (vote, blob) = (vote::VoteId::from(id), Hash([5; 32]));
        let summed = vote::Event::BallotsSummed { vote: vote.clone(), blob, ballots };
        self.tell(&secretary(), summed)?;
        for trustee in [1, 3] {
            let vote = vote.clone();
            self.tell(&secretary(), vote::Event::DecryptionShared { vote, trustee, blob })?;
        }
        self.tell(&secretary(), vote::Event::BoxOpened { vote, blob, lines })
    }

    /// A vote by name, and one in a hall and on the network that is set aside, counted again and annulled.
    pub fn hold_votes(&mut self) {
        self.convene();
        let named = channel("site", Way::Named);
        let channels = vec![channel("hall", Way::Named), named];
        let mut question = yes_no();
        // More than the rule asks, which is more than half of all members.
        let (share, met) = ("2/3".parse().unwrap(), vote::Met::Over);
        let base = vote::Base::TotalMembers;
        question.passes = Some(vote::Threshold { share, met, base });
        self.call_vote("named", called("resolution", vec![question], channels)).unwrap();
        let mut voters: Vec<Voter> = (1..=9).map(|seat| voter(seat, "hall")).collect();
        voters[0].officer = Some(member(1).officer.as_str().into());
        self.list_voters("named", voters).unwrap();
        self.open_vote("named", 9, &[("hall", 8), ("site", 0)]).unwrap();
        let switched = |vote: &str, from: &str, to: &str| vote::Event::ChannelSwitched {
            vote: vote.into(),
            from: from.into(),
            to: to.into(),
            seat: (vote == "named").then_some(9),
            credential: (vote != "named").then(|| "k9".into()),
            reason: "Đổi điểm cầu".into(),
        };
        let restated = vote::Event::PresenceRestated {
            vote: "named".into(),
            channel: "hall".into(),
            present: n(9),
            reason: "Đến thêm".into(),
        };
        self.tell(&secretary(), restated).unwrap();
        let (vote, reason) = ("named".into(), "Đợi điểm cầu".into());
        let until = Millis::new(self.now.get() + 60_000);
        let more = vote::Event::TimeSet { vote, until, reason };
        self.tell(&secretary(), more).unwrap();
        self.tell(&secretary(), switched("named", "hall", "site")).unwrap();
        self.answer("named", 1, vec![marks(1, &[0])]).unwrap();
        self.now = until;
        self.close_vote("named").unwrap();
        self.declare_vote(&secretary(), "named", &vec![]).unwrap();
        self.tell(&secretary(), vote::Event::Released { vote: "named".into() }).unwrap();
        let (after, reason) = ("named".into(), "Lấy ý kiến lại".into());
        let call = Call {
            decision: Some(decision()),
            after: Some(vote::After { vote: after, reason }),
            ..called(
                "resolution",
                vec![yes_no(), levels(&["a"]), choose(&["a", "b", "c"], 2, 1)],
                vec![channel("hall", Way::Paper), channel("net", Way::Online)],
            )
        };
        self.call_vote(VOTE, call).unwrap();
        self.choose_committee(VOTE, "hall").unwrap();
        self.print_papers(VOTE, "hall", 9).unwrap();
        self.prepare_box(VOTE, 4);
        self.open_vote(VOTE, 9, &[("hall", 4), ("net", 4)]).unwrap();
        self.cast(VOTE, "t1", "k1").unwrap();
        self.tell(&secretary(), switched(VOTE, "net", "hall")).unwrap();
        self.close_vote(VOTE).unwrap();
        let boxes = || vec![line(0, &[1, 0, 0]), line(0, &[0, 1, 0]), line(0, &[1, 1, 0])];
        self.open_box(VOTE, boxes()).unwrap();
        let (at, mut kept, sheet) = ((VOTE, "hall"), vec![], paper(1, 1, 0, boxes()));
        self.enter_sheet(&teller_of(3), at, &sheet, &mut kept).unwrap();
        let (vote, channel, reason) = (VOTE.into(), "hall".into(), "Nhập nhầm".into());
        let aside = vote::Event::SheetsSetAside { vote, channel, reason };
        self.tell(&teller_of(1), aside).unwrap();
        self.count_paper(at, &sheet, &mut kept);
        self.declare_vote(&secretary(), VOTE, &kept).unwrap();
        let (vote, reason) = (VOTE.into(), "Có khiếu nại".into());
        self.tell(&secretary(), vote::Event::RecountOrdered { vote, reason }).unwrap();
        let (vote, reason) = (VOTE.into(), "Sai thẩm quyền".into());
        self.tell(&secretary(), vote::Event::Annulled { vote, reason }).unwrap();
    }
}
