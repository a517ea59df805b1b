#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
use crate::{
    Foot, FormNote, Heading, NamedCount, Press, Signer, VoteLine, VotePaper, VotePapers,
    VoteQuestion,
};

fn question(kind: &'static str, boxes: &[&str], people: &[&str]) -> VoteQuestion {
    let line = |name: &str| VoteLine {
        name: name.into(),
        note: if name.is_empty() { String::new() } else { "Phó Chủ tịch".into() },
        votes: (1..=boxes.len() as u64).collect(),
        shares: vec![3_333; boxes.len()],
        invalid: 1,
        base: "tổng số thành viên: 30".into(),
        rankings: Vec::new(),
    };
    let people = if people.is_empty() { &[""][..] } else { people };
    VoteQuestion {
        text: "Nghị quyết mô phỏng về #ngân sách* <b>".into(),
        kind,
        how: "Đánh dấu X vào một ô.".into(),
        passes: "trên 1/2 tổng số thành viên".into(),
        boxes: boxes.iter().map(|&name| name.into()).collect(),
        notes: vec!["ghi chú".into()],
        lines: people.iter().map(|name| line(name)).collect(),
        outcome: "Được thông qua.".into(),
    }
}

fn paper(template: &str, counted: bool, per_sheet: u64) -> VotePaper {
    VotePaper {
        form: FormNote {
            template: template.into(),
            title: "Phiếu mô phỏng".into(),
            number: String::new(),
            version: "2026.1".into(),
        },
        heading: Heading {
            body: "Hội đồng mô phỏng".into(),
            title: "Phiếu biểu quyết".into(),
            subject: "Ngân sách năm 2026".into(),
            simulated: true,
            ..Heading::default()
        },
        foot: Foot { url: "https://thu.example/votes/v".into(), ..Foot::default() },
        article: "Luật mô phỏng".into(),
        channel: "Hội trường".into(),
        way: "phiếu kín".into(),
        opened: "08:00 15/03/2026".into(),
        turnout: vec![NamedCount { label: "Số phiếu phát ra".into(), count: 30 }],
        counted,
        questions: vec![
            question("yes_no", &["Tán thành", "Không tán thành"], &[]),
            question("choose", &["Ông A", "Bà B", "Ông C"], &[]),
            question(
                "levels",
                &["Tín nhiệm cao", "Tín nhiệm", "Tín nhiệm thấp"],
                &["Ông A", "Bà B"],
            ),
            question("ranked", &["Ông A", "Bà B", "Ông C"], &[]),
        ],
        committee: vec![Signer { name: "Bà D".into(), ..Signer::default() }],
        count: 3,
        from: 1,
        per_sheet,
        ..VotePaper::default()
    }
}

#[test]
fn every_paper_of_a_vote_is_printed_whatever_stands_in_it() {
    for paper in [
        paper("vote_ballot", false, 1),
        paper("vote_minutes", false, 1),
        paper("vote_minutes", true, 1),
        paper("vote_notice", true, 1),
    ] {
        let template = paper.form.template.clone();
        let papers = VotePapers {
            title: "Giấy tờ".into(),
            author: "Hội đồng".into(),
            day: [15, 3, 2026],
            papers: vec![paper],
        };
        let all = crate::day_tests::pages(&Press::shared().vote(&papers).unwrap()).concat();
        // What a form is given is printed as it is, never read as markup.
        assert!(all.contains("#ngân sách* <b>"), "{template}: {all}");
        assert!(all.contains("MÔ PHỎNG"), "{template}");
    }
}

#[test]
fn so_many_ballots_are_printed_as_were_asked_for() {
    let pages = |per_sheet: u64, questions: usize| {
        let mut paper = paper("vote_ballot", false, per_sheet);
        paper.questions.truncate(questions);
        let papers = VotePapers {
            title: "Giấy tờ".into(),
            author: "Hội đồng".into(),
            day: [15, 3, 2026],
            papers: vec![paper],
        };
        let pdf = Press::shared().vote(&papers).unwrap();
        crate::day_tests::pages(&pdf).len()
    };
    // The sheet of the batch, then three ballots: one a sheet, or two.
    assert_eq!(pages(1, 1), 4);
    assert_eq!(pages(2, 1), 3);
}
