//! Reports that a council asks of an office of the province and of two communes.

use super::*;
use dienhong_core::report::{
    Amount, Command as Do, Event as E, Evidence, Form, Indicator, Period, Plan, RoundId, Section,
    Total,
};
use std::collections::BTreeMap;

/// Who owes: an office of the province, two communes.
pub const OWING: [(&str, &str); 3] = [("so-a", "38"), ("xa-1", "1"), ("xa-2", "2")];

/// Who files for a body.
pub fn filer(body: &str) -> Who {
    Who { officer: format!("{body}-van-phong"), body: body.into() }
}

pub fn form_the_offices(night: &mut Night) {
    for (id, unit) in OWING {
        let of = body(id, "organisation", Some(unit), None);
        night.staff(Some(keeper()), &of, &filer(id).officer, "secretary");
    }
}

pub fn of(event: E) -> Event {
    Event::Report(event)
}

pub fn amount(parts: i64) -> Amount {
    Amount::try_from(parts).unwrap()
}

fn indicator(id: &str, unit: &str, decimals: u8, total: Total) -> Indicator {
    Indicator {
        id: id.into(),
        name: format!("Chỉ tiêu {id}"),
        definition: "Theo biểu mẫu (mô phỏng)".into(),
        unit: unit.into(),
        decimals,
        total,
    }
}

/// Two figures that are added up, one that follows from them, one that has no total; three texts.
pub fn form() -> Form {
    let section =
        |id: &str, name: &str, required| Section { id: id.into(), name: name.into(), required };
    let ratio = Total::Ratio { of: "spent".into(), over: "planned".into(), percent: true };
    Form {
        title: "Báo cáo tình hình (mô phỏng)".into(),
        sections: vec![
            section("results", "Kết quả", true),
            section("limits", "Hạn chế, nguyên nhân", false),
            section("proposals", "Đề xuất, kiến nghị", false),
        ],
        indicators: vec![
            indicator("planned", "triệu đồng", 1, Total::Sum),
            indicator("spent", "triệu đồng", 1, Total::Sum),
            indicator("share", "%", 2, ratio),
            indicator("rate", "%", 2, Total::None),
        ],
    }
}

pub fn template_set(version: u16, change: impl FnOnce(&mut Form)) -> Event {
    let mut form = form();
    change(&mut form);
    of(E::TemplateSet { template: "t".into(), version, form: Box::new(form), closed: false })
}

pub fn opened(round: &str, change: impl FnOnce(&mut Plan)) -> Event {
    let mut plan = Plan {
        title: "Báo cáo quý I năm 2026 (mô phỏng)".into(),
        template: "t".into(),
        version: 1,
        period: Period { year: 2026, quarter: Some(1), month: None },
        due: day("2026-06-20"),
        owed_by: OWING.iter().map(|(id, _)| (*id).into()).collect(),
        closed: false,
        previous: None,
        meeting: Some("Kỳ họp giữa năm".into()),
    };
    change(&mut plan);
    of(E::RoundOpened { round: round.into(), plan: Box::new(plan) })
}

/// A report of these figures: planned, spent, a rate.
pub fn filed(round: &str, body: &str, version: u16, figures: [i64; 3]) -> E {
    let names = ["planned", "spent", "rate"].map(str::to_owned);
    E::Filed {
        round: round.into(),
        body: body.into(),
        version,
        values: names.into_iter().zip(figures.map(amount)).collect(),
        missing: BTreeMap::new(),
        texts: [("results".to_owned(), format!("Kết quả của {body}"))].into(),
        evidence: Vec::new(),
        reason: None,
    }
}

/// The same, as a correction.
pub fn corrected(mut filed: E, why: &str) -> E {
    if let E::Filed { reason, .. } = &mut filed {
        *reason = Some(why.into());
    }
    filed
}

pub fn taken(round: &str, body: &str, version: u16) -> Event {
    of(E::Taken { round: round.into(), body: body.into(), version })
}

pub fn returned(round: &str, body: &str, version: u16, reason: &str) -> Event {
    let reason = reason.into();
    of(E::Returned { round: round.into(), body: body.into(), version, reason })
}

pub fn summarise(round: &str) -> Command {
    Command::Report(Do::Summarise { round: round.into() })
}

/// All that can happen to reports, once.
pub fn everything(night: &mut Night) {
    form_the_offices(night);
    let sec = secretary();
    let round = || RoundId::from("r-1");
    night.record(&sec, template_set(1, |_| {})).unwrap();
    night
        .record(
            &sec,
            opened("r-0", |plan| {
                plan.due = day("2026-07-20");
                plan.period.quarter = None;
            }),
        )
        .unwrap();
    let cancelled = E::RoundCancelled { round: "r-0".into(), reason: "Mở nhầm kỳ".into() };
    night.record(&sec, of(cancelled)).unwrap();
    night.record(&sec, opened("r-1", |plan| plan.due = day("2026-07-20"))).unwrap();
    let (due, reason) = (day("2026-07-29"), "Gia hạn do bão".into());
    night.record(&sec, of(E::DueSet { round: round(), due, reason })).unwrap();
    let mut first = filed("r-1", "so-a", 1, [1_000, 900, 0]);
    if let E::Filed { values, missing, evidence, .. } = &mut first {
        values.remove("rate");
        missing.insert("rate".into(), "Chưa có số liệu".into());
        evidence.push(Evidence {
            name: "Công văn".into(),
            document: Some(document("2026-06-01")),
            blob: Some(blob()),
        });
    }
    night.record(&filer("so-a"), of(first)).unwrap();
    night.record(&sec, taken("r-1", "so-a", 1)).unwrap();
    night.record(&filer("xa-2"), of(filed("r-1", "xa-2", 1, [500, 700, 10]))).unwrap();
    night.record(&sec, returned("r-1", "xa-2", 1, "Chi vượt kế hoạch, kiểm tra lại")).unwrap();
    night.record(&filer("xa-2"), of(filed("r-1", "xa-2", 2, [500, 70, 10]))).unwrap();
    night.record(&sec, taken("r-1", "xa-2", 2)).unwrap();
    night.ask(&sec, summarise("r-1")).unwrap();
    let again = corrected(filed("r-1", "xa-2", 3, [500, 75, 10]), "Bổ sung chứng từ");
    night.record(&filer("xa-2"), of(again)).unwrap();
    night.record(&sec, taken("r-1", "xa-2", 3)).unwrap();
    night.ask(&sec, summarise("r-1")).unwrap();
}
