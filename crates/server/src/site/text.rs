use super::Site;
use dienhong_core::election::{Constituency, Election, Progress, Stand};
use dienhong_look::{DOCTYPE, Markup, html};

impl Site<'_> {
    /// All results of an election on one page that loads nothing else: for slow lines.
    pub(super) fn text(&self, election: &Election) -> Markup {
        let speech = &self.speech;
        let tallied = self.view.state.tallied_everywhere(election);
        let at = format!("elections/{}", election.id);
        let counted = speech.tell(
            "site.counted_of",
            &[("counted", &speech.many(tallied.counted)), ("areas", &speech.many(tallied.areas))],
        );
        let b = tallied.ballots;
        html! {
            (DOCTYPE)
            html lang=(speech.lang()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (election.name) }
                }
                body {
                    @if let Some(simulated) = self.simulated() { p { strong { (simulated) } } }
                    h1 { span lang="vi" { (election.name) } }
                    p { (counted) ". " (speech.tell("site.as_of", &[("when", &self.when(self.view.at))])) "." }
                    p { (speech.t("site.took_part")) ": " (self.figure(&format!("{at}/took_part"), b.took_part))
                        " (" (self.of_voters(b.took_part, b.voters_total)) ")" }
                    p { a href=(speech.url(&format!("/elections/{}", election.id))) { (speech.t("site.full_page")) } }
                    @for (number, of) in &election.constituencies {
                        @if let Some(stand) = self.stand(election, *number) { (self.text_of(election, of, &stand)) }
                    }
                    p { (speech.t("site.half_mark_text")) }
                }
            }
        }
    }

    fn text_of(&self, election: &Election, of: &Constituency, stand: &Stand) -> Markup {
        let speech = &self.speech;
        let at = format!("elections/{}/constituencies/{}", election.id, of.number);
        let link = self.constituency_link(election, of);
        let elected = if stand.progress == Progress::Final { stand.elected() } else { Vec::new() };
        let votes = |place: usize| {
            let figures = stand.figures.as_ref()?;
            Some((*figures.votes.get(place)?, figures.valid))
        };
        html! {
            h2 { a href=(link.url) { (link.label) } }
            p { (speech.t(super::word(stand.progress))) ": " (speech.many(stand.counted)) "/" (speech.many(stand.areas)) }
            ol {
                @for (place, listed) in of.candidates.iter().enumerate() {
                    li {
                        span lang="vi" { (listed.candidate.name) }
                        @if let Some((votes, valid)) = votes(place) {
                            ": " (self.figure(&format!("{at}/votes.{}", place + 1), votes)) " (" (speech.share(votes, valid)) ")"
                        }
                        @if elected.iter().any(|&number| usize::from(number) == place + 1) { " – " (speech.t("site.elected")) }
                    }
                }
            }
        }
    }
}
