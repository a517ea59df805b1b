//! The papers of a meeting.

use super::Desk;
use crate::site;
use dienhong_core::assembly::Meeting;
use dienhong_documents::{Press, SignIn, SignInSheet, SignInSite};

impl Desk<'_> {
    /// The sheet on which those who come sign, site by site. None: nobody is listed, or it cannot be printed.
    pub(crate) fn sign_in_sheet(&self, meeting: &Meeting) -> Option<Vec<u8>> {
        let node = &self.view.state.node;
        let day = node.rules_at(self.view.at)?.local(self.view.at).day;
        let part = |of: i8| u16::try_from(of).unwrap_or(1);
        let sites = meeting.sites().map(|of| SignInSite {
            name: of.site.name.clone(),
            people: meeting
                .listed_at(&of.site.id)
                .map(|of| SignIn {
                    number: of.number,
                    name: of.name.clone(),
                    office: of.office.clone(),
                    seat: of.seat.clone(),
                })
                .collect(),
        });
        let sites: Vec<SignInSite> = sites.filter(|site| !site.people.is_empty()).collect();
        if sites.is_empty() {
            return None;
        }
        let body = self.view.state.body_that_meets(meeting);
        let facts = SignInSheet {
            body: body.map_or_else(String::new, |body| body.name.to_uppercase()),
            meeting: meeting.plan.title.clone(),
            when: site::when(node, meeting.plan.begins),
            place: meeting.plan.place.clone(),
            day: [part(day.day()), part(day.month()), u16::try_from(day.year()).unwrap_or(1)],
            simulated: node.simulated(),
            sites,
        };
        Press::shared().sign_in_sheet(&facts).ok()
    }
}
