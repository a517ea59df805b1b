use super::Desk;
use crate::{
    App,
    session::{Officer, PASSKEYS, PASSWORD},
};
use axum::{extract::State, http::Uri, response::Response};
use dienhong_core::people::Right;
use dienhong_look::{Link, html, part};
use std::sync::Arc;

/// What lies on this officer's desk: the bodies he acts for, and what he may do there.
pub(super) async fn show(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let speech = desk.speech;
    let rules = desk.view.state.rules_at(desk.view.at).ok().cloned();
    let seats: Vec<_> = desk.view.state.people.seats(&desk.officer.id).collect();
    let gives = |right: Right| {
        rules.as_ref().is_some_and(|rules| {
            seats.iter().flat_map(|(_, roles)| roles.iter()).any(|r| rules.people.gives(r, right))
        })
    };
    let any = |rights: &[Right]| rights.iter().any(|&right| gives(right));
    let all = [
        (&[Right::EnterMinutes][..], "desk.to_entry", "/desk/entry"),
        (
            &[Right::SettleMinutes, Right::SignMinutes, Right::PublishMinutes, Right::Observe][..],
            "desk.to_board",
            "/desk/board",
        ),
        (&[Right::ReportTurnout][..], "desk.to_polling", "/desk/polling"),
        (&[Right::PublishMinutes, Right::PrepareElection][..], "scan.to_desk", "/desk/look"),
        (&[Right::Observe, Right::SettleComplaints][..], "observe.to_desk", "/desk/observe"),
        (&[Right::SettleComplaints][..], "complaint.to_desk", "/desk/complaints"),
        (&[Right::RecordResult, Right::AnnounceResult][..], "desk.to_results", "/desk/results"),
        (super::acts::RIGHTS, "desk.to_acts", "/desk/acts"),
        (&[Right::PrepareElection][..], "desk.to_areas", "/desk/areas"),
        (
            &[
                Right::PrepareElection,
                Right::ReportTurnout,
                Right::SettleMinutes,
                Right::AnnounceResult,
                Right::EnterMinutes,
            ][..],
            "desk.to_papers",
            "/desk/papers",
        ),
        (&[Right::PrepareElection][..], "nomination.to_desk", "/desk/nomination"),
        (&[Right::PrepareElection][..], "readiness.to_desk", "/desk/readiness"),
        (&[Right::CallVotes][..], "congress.to_desk", "/desk/congress"),
        (&[Right::ManageTasks][..], "programme.to_desk", "/desk/programmes"),
        (&[Right::ManageTasks][..], "programme.to_desk_tasks", "/desk/tasks"),
        (&[Right::CollectReports][..], "report.to_desk", "/desk/reports"),
        (&[Right::ConductMeetings][..], "motion.to_desk", "/desk/motions"),
        (&[Right::ManagePersonnel][..], "personnel.to_desk", "/desk/personnel"),
        (
            &[Right::PrepareEvaluation, Right::DecideRatings][..],
            "evaluation.to_desk",
            "/desk/evaluation",
        ),
        (
            &[Right::KeepSystem, Right::PrepareElection, Right::Appoint][..],
            "desk.to_setup",
            "/desk/setup",
        ),
    ];
    // These concern people by what they are, whatever they may do.
    let own = [
        (
            gives(Right::CallVotes) || super::confidence::concerns(&desk),
            "confidence.to_desk",
            "/desk/confidence",
        ),
        (super::assembly::concerns(&desk), "meeting.to_desk", "/desk/meetings"),
        (super::personnel::has_a_file(&desk), "personnel.to_me", "/desk/me"),
    ];
    let own = own.iter().filter(|(concerned, ..)| *concerned).map(|(_, key, path)| (key, path));
    let mut links: Vec<(Link, Option<String>)> = all
        .iter()
        .filter(|(rights, ..)| any(rights))
        .map(|(_, key, path)| (key, path))
        .chain(own)
        .map(|(key, path)| {
            (Link::new(speech.t(key), speech.url(path)), Some(speech.t(&format!("{key}_about"))))
        })
        .collect();
    // Who counts or answers a vote need not hold a right.
    if super::vote::has_some(&desk) {
        let link = Link::new(speech.t("vote.to_desk"), speech.url("/desk/votes"));
        links.insert(0, (link, Some(speech.t("vote.to_desk_about"))));
    }
    // Whoever has a document to read is told so first, with how many.
    if let Some(about) = super::briefing::on_the_desk(&desk) {
        let link = Link::new(speech.t("briefing.to_desk"), speech.url("/desk/briefings"));
        links.insert(0, (link, Some(about)));
    }
    // Whoever is rated reads the own file, whatever else he does here.
    if desk.view.state.evaluation.files_of(&desk.officer.id).next().is_some() {
        let own = Link::new(speech.t("evaluation.mine"), speech.url("/desk/evaluation/mine"));
        links.push((own, Some(speech.t("evaluation.mine_about"))));
    }
    let given = desk.app.desk.passwords_given(desk.officer.id.as_str()).unwrap_or_default();
    let title = speech.t("site.nav_desk");
    let role = |role: &String| speech.t(&format!("desk.role_{role}"));
    let body = html! {
        (part::head(&title, None))
        @if links.is_empty() { (part::empty(&speech.t("desk.no_role"), None)) }
        (super::programme::reminders(&desk))
        (part::links(&links))
        (part::section("seats", &speech.t("desk.your_seats"), &html! {
            ul {
                @for (body, roles) in &seats {
                    li { b { (body.name) } ": " (roles.iter().map(role).collect::<Vec<_>>().join(", ")) }
                }
            }
        }))
        @if desk.view.state.node.rehearsal().is_some() {
            p { a href=(speech.url("/desk/rehearsal")) { (speech.t("rehearsal.title")) } }
        }
        p {
            a href=(speech.url(PASSWORD)) { (speech.t("desk.password")) } " · "
            a href=(speech.url(PASSKEYS)) { (speech.t("desk.passkeys")) }
        }
        (super::password::history(&desk, &given))
    };
    desk.shown(title, &body)
}
