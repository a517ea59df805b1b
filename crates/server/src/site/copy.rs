//! The pages as files that any web server can hold, or a folder on a stick.

use super::{Records, Site, ics, interfaces, vote_data};
use crate::{
    papers,
    words::{LANGUAGES, Speech},
    workbook,
};
use dienhong_core::vote::Way;
use dienhong_look::{DOCTYPE, assets, html, map::Atlas};
use dienhong_node::View;
use dienhong_publish::Witnessed;
use dienhong_verifier::segment;
use std::{collections::BTreeSet, io};

/// Which papers stand beside the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Papers {
    None,
    /// The minutes of constituencies and the report.
    Results,
    /// Those of each polling area too.
    All,
}

/// Writes one file: its path from the copy's root, and its bytes.
pub type Write<'a> = &'a mut dyn FnMut(&str, &[u8]) -> io::Result<()>;

/// What a public copy is made from.
pub struct Copy<'a> {
    pub view: &'a View,
    pub witnessed: &'a [Witnessed],
    pub atlas: Option<&'a Atlas>,
    pub records: Records<'a>,
    pub papers: Papers,
    /// Where the public pages are, as papers print it.
    pub home: &'a str,
}

/// Every public page of a view.
pub fn paths(view: &View) -> Vec<String> {
    let mut paths: Vec<String> = [
        "/",
        "/verify",
        "/receipt",
        "/complaints",
        "/units",
        "/corrections",
        "/api",
        "/forms",
        "/votes",
        "/meetings",
    ]
    .map(str::to_owned)
    .to_vec();
    paths.extend(view.state.units.all().map(|unit| format!("/units/{}", unit.id)));
    for election in view.state.election.all() {
        let id = &election.id;
        paths.push(format!("/elections/{id}"));
        paths.push(format!("/elections/{id}/calendar"));
        paths.push(format!("/elections/{id}/distributions"));
        paths.push(format!("/elections/{id}/text"));
        paths.push(format!("/elections/{id}/complaints"));
        paths.push(format!("/elections/{id}/compare"));
        paths.push(format!("/elections/{id}/nomination"));
        paths.push(format!("/elections/{id}/readiness"));
        let units = super::readiness::units(&view.state, election);
        paths.extend(units.iter().map(|unit| format!("/elections/{id}/readiness/{unit}")));
        let mut units = BTreeSet::new();
        for (number, of) in &election.constituencies {
            paths.push(format!("/elections/{id}/constituencies/{number}"));
            units.extend(of.members.iter().map(|member| member.unit.clone()));
            for area in of.areas.iter().filter_map(|area| view.state.election.area(area)) {
                units.insert(area.unit.clone());
                paths.push(format!("/elections/{id}/areas/{}", area.id));
                paths.push(format!("/elections/{id}/areas/{}/compare", area.id));
            }
        }
        paths.extend(units.iter().map(|unit| format!("/elections/{id}/units/{unit}")));
    }
    let meetings = view.state.assembly.all().filter(|of| !of.plan.closed);
    paths.extend(meetings.map(|of| format!("/meetings/{}", of.id)));
    for vote in view.state.vote.all().filter(|vote| !vote.call.closed) {
        paths.push(format!("/votes/{}", vote.id));
        if vote.call.has(Way::Online) {
            paths.push(format!("/votes/{}/box", vote.id));
        }
    }
    if view.state.evaluation.cycles().next().is_some() {
        paths.push("/evaluations".to_owned());
    }
    paths.extend(view.state.evaluation.cycles().map(|of| format!("/evaluations/{}", of.id)));
    let rounds = super::reports::shown(&view.state);
    if !rounds.is_empty() {
        paths.push("/reports".to_owned());
    }
    for round in rounds {
        let own = format!("/reports/{}", segment(round.id.as_str()));
        let of = |body: &dienhong_core::people::BodyId| format!("{own}/{}", segment(body.as_str()));
        paths.extend(round.plan.owed_by.iter().map(of));
        paths.push(own);
    }
    let motions = super::motions::shown(&view.state);
    if !motions.is_empty() {
        paths.push("/motions".to_owned());
    }
    paths.extend(motions.iter().map(|of| format!("/motions/{}", segment(of.id.as_str()))));
    let observed = &view.state.observation;
    let codes = view.state.complaint.all().map(|known| &known.id);
    let codes = codes.chain(observed.objections().map(|known| &known.id));
    let codes = codes.chain(observed.notes().map(|note| &note.id));
    paths.extend(codes.map(|code| format!("/complaints/{code}")));
    paths.extend(super::briefing::paths(&view.state));
    let rounds = super::confidence::shown(&view.state);
    paths.extend(rounds.map(|round| format!("/confidence/{}", round.id)));
    paths.extend(super::programmes::paths(view));
    paths
}

impl Copy<'_> {
    /// The page at a path in a language, as a file shows it.
    fn site<'s>(&'s self, speech: Speech, path: &'s str) -> Site<'s> {
        Site {
            view: self.view,
            witnessed: self.witnessed,
            atlas: self.atlas,
            records: self.records,
            speech,
            path,
            user: None,
            live: false,
            papers: self.papers,
        }
    }

    /// Writes every page in every language, what the pages need, the papers, and a way in.
    ///
    /// # Errors
    /// Those of `write`.
    pub fn write(&self, write: Write) -> io::Result<()> {
        for name in assets::all() {
            if let Some(asset) = assets::asset(name) {
                write(&format!("site/assets/{name}"), asset.bytes)?;
            }
        }
        for path in paths(self.view) {
            for (lang, _) in LANGUAGES {
                let speech = Speech::of(lang);
                let Some(page) = self.site(speech, &path).page() else { continue };
                let file = place(&speech.url(&path));
                write(&file, relative(&page.into_string(), &file).as_bytes())?;
            }
        }
        for (lang, _) in LANGUAGES {
            let speech = Speech::of(lang);
            let feed = "/feeds/corrections.atom";
            let site = self.site(speech, feed);
            write(&place(&speech.url(feed)), site.corrections_feed(self.home).as_bytes())?;
        }
        let described = interfaces::described(self.view, self.home);
        write("site/api/openapi.json", &described)?;
        for election in self.view.state.election.all() {
            for (lang, _) in LANGUAGES {
                let speech = Speech::of(lang);
                let Some(file) = ics(self.view, election, speech) else { continue };
                let path = format!("/elections/{}/calendar.ics", election.id);
                write(&place(&speech.url(&path)), file.as_bytes())?;
            }
        }
        for vote in self.view.state.vote.all() {
            for (name, file) in vote_data::files(self.view, vote) {
                write(&format!("site/votes/{}/{name}", vote.id), &file)?;
            }
        }
        for round in super::reports::shown(&self.view.state) {
            let path = format!("site/reports/{}/summary.csv", segment(round.id.as_str()));
            write(&path, &super::reports::csv(&self.view.state, round))?;
        }
        papers::write(self, write)?;
        if self.papers >= Papers::Results {
            workbook::write(self.view, write)?;
        }
        write("index.html", door().as_bytes())
    }
}

/// The page at the root, which leads in.
fn door() -> String {
    let speech = Speech::of("vi");
    let page = html! {
        (DOCTYPE)
        html lang="vi" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="refresh" content="0; url=site/index.html";
                title { (dienhong_look::shell::NAME) }
            }
            body {
                p { a href="site/index.html" { (speech.t("site.nav_results")) } }
                p { a href="site/en/index.html" lang="en" { (Speech::of("en").t("site.nav_results")) } }
            }
        }
    };
    page.into_string()
}

/// Where the copy holds what a server answers at `path`.
fn place(path: &str) -> String {
    let bare = path.trim_matches('/');
    match bare.split_once('/').unwrap_or((bare, "")) {
        ("checkpoint" | "log.vkey" | "open-data" | "tile" | "part", _) => bare.to_owned(),
        ("assets" | "documents", _) => format!("site/{bare}"),
        ("blobs", hash) => format!("blobs/{}/{hash}", hash.get(..2).unwrap_or_default()),
        _ if bare.ends_with("/calendar.ics") => format!("site/{bare}"),
        ("", _) => "site/index.html".to_owned(),
        ("votes", rest) if rest.ends_with("/archive.bel") => bare.to_owned(),
        ("votes", rest) if rest.ends_with("/data.json") || rest.ends_with("/data.csv") => {
            format!("site/{bare}")
        }
        ("reports", rest) if rest.ends_with("/summary.csv") => format!("site/{bare}"),
        ("api", "openapi.json") => format!("site/{bare}"),
        _ if bare.ends_with(".atom") => format!("site/{bare}"),
        _ => format!("site/{bare}/index.html"),
    }
}

/// The attributes that lead somewhere, for browsers and for our scripts.
const LINKS: [&str; 6] =
    [" href", " src", " data-root", " data-worker", " data-module", " data-wasm"];

/// The page that will be `file`, its links leading to files of the copy wherever that lies.
fn relative(page: &str, file: &str) -> String {
    let up = "../".repeat(file.matches('/').count());
    let mut out = String::with_capacity(page.len() + page.len() / 8);
    let mut rest = page;
    // Text has no bare quotes, so this is found in tags only.
    while let Some((before, after)) = rest.split_once("=\"/") {
        out.push_str(before);
        out.push_str("=\"");
        let (path, behind) = after.split_once('"').unwrap_or((after, ""));
        if LINKS.iter().any(|name| before.ends_with(name)) {
            let (path, fragment) = path.split_at(path.find('#').unwrap_or(path.len()));
            out.push_str(&up);
            out.push_str(&place(path));
            out.push_str(fragment);
        } else {
            out.push('/');
            out.push_str(path);
        }
        out.push('"');
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::{place, relative};

    #[test]
    fn a_link_leads_to_the_file_that_holds_what_the_server_answers() {
        let hash = "ab".repeat(32);
        for (path, file) in [
            ("/", "site/index.html"),
            ("/en", "site/en/index.html"),
            ("/verify", "site/verify/index.html"),
            ("/elections/na-2026", "site/elections/na-2026/index.html"),
            ("/assets/style.1a2b3c4d.css", "site/assets/style.1a2b3c4d.css"),
            ("/documents/na-2026/report.pdf", "site/documents/na-2026/report.pdf"),
            ("/open-data/na-2026/areas.csv", "open-data/na-2026/areas.csv"),
            ("/en/elections/na/calendar.ics", "site/en/elections/na/calendar.ics"),
            ("/votes/budget/archive.bel", "votes/budget/archive.bel"),
            ("/reports/r-1/summary.csv", "site/reports/r-1/summary.csv"),
            ("/reports/r-1/xa-1", "site/reports/r-1/xa-1/index.html"),
            ("/checkpoint", "checkpoint"),
            ("/log.vkey", "log.vkey"),
            (&format!("/blobs/{hash}"), &format!("blobs/ab/{hash}")),
        ] {
            assert_eq!(place(path), file);
        }
    }

    #[test]
    fn only_links_from_the_root_are_rewritten_and_they_climb_to_it() {
        let page =
            r##"<a href="/verify#state">/x="/y</a><img src="/assets/a.svg"><a href="#top">"##;
        let expected = r##"<a href="../../../site/verify/index.html#state">/x="/y</a><img src="../../../site/assets/a.svg"><a href="#top">"##;
        // The text has its quotes escaped, as maud writes it.
        let escape = |text: &str| text.replace(r#"x="/y<"#, "x=&quot;/y<");
        assert_eq!(relative(&escape(page), "site/en/verify/index.html"), escape(expected));
        assert_eq!(relative(r#"<data value="/1">"#, "site/index.html"), r#"<data value="/1">"#);
    }
}
