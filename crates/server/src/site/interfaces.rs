//! What programs may read without a key: one table, shown as a page and as an OpenAPI document.

use super::{Shown, Site};
use crate::{LANGUAGES, Speech};
use dienhong_look::{
    Link, html, part,
    table::{Column, Narrow, Table},
};
use dienhong_node::View;
use dienhong_verifier::{open_data, segment};
use serde_json::{Map, Value, json};

/// What an address answers with.
#[derive(Clone, Copy)]
enum Answer {
    /// JSON of this name in the schema of open data.
    Json(&'static str),
    /// Another JSON document.
    Object,
    /// Of this media type.
    Other(&'static str),
}

/// An address that everybody may read: where, the key of what it is, and what it answers with.
struct Route {
    path: &'static str,
    about: &'static str,
    answer: Answer,
}

const CSV: Answer = Answer::Other("text/csv");
const TEXT: Answer = Answer::Other("text/plain");
const BYTES: Answer = Answer::Other("application/octet-stream");

const fn route(path: &'static str, about: &'static str, answer: Answer) -> Route {
    Route { path, about, answer }
}

/// There where the rules know areas in which few vote.
static GROUPS: Route = route("/open-data/{election}/groups.csv", "api_groups", CSV);

static ROUTES: [Route; 23] = [
    route("/api/openapi.json", "api_openapi", Answer::Object),
    route("/checkpoint", "api_checkpoint", TEXT),
    route("/log.vkey", "api_vkey", TEXT),
    route("/tile/{level}/{number}.p/{width}", "api_tile", BYTES),
    route("/tile/entries/{number}.p/{width}", "api_entries", BYTES),
    route("/part/unit-{unit}", "api_part", BYTES),
    route("/open-data/schema.json", "api_schema", Answer::Object),
    route("/open-data/elections.json", "api_elections", Answer::Json("elections.json")),
    route(
        "/open-data/{election}/constituencies.json",
        "api_constituencies",
        Answer::Json("constituencies.json"),
    ),
    route("/open-data/{election}/areas.json", "api_areas", Answer::Json("areas.json")),
    route("/open-data/{election}/results.nist.json", "api_nist", Answer::Object),
    route("/open-data/{election}/constituencies.csv", "api_constituencies", CSV),
    route("/open-data/{election}/areas.csv", "api_areas", CSV),
    route("/open-data/{election}/units.csv", "api_units", CSV),
    route("/open-data/{election}/candidates.csv", "api_candidates", CSV),
    route("/open-data/{election}/turnout.csv", "api_turnout", CSV),
    route("/open-data/{election}/distributions.csv", "api_distributions", CSV),
    route(
        "/documents/{election}/results.xlsx",
        "api_workbook",
        Answer::Other("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ),
    route("/documents/{election}/report.pdf", "api_report", Answer::Other("application/pdf")),
    route("/votes/{vote}/data.json", "api_vote", Answer::Object),
    route("/votes/{vote}/data.csv", "api_vote_figures", CSV),
    route("/feeds/corrections.atom", "api_corrections", Answer::Other("application/atom+xml")),
    route("/en/feeds/corrections.atom", "api_corrections", Answer::Other("application/atom+xml")),
];

impl Answer {
    fn media(self) -> &'static str {
        match self {
            Answer::Json(_) | Answer::Object => "application/json",
            Answer::Other(media) => media,
        }
    }

    fn schema(self) -> Value {
        match self {
            Answer::Json(name) => json!({ "$ref": format!("#/components/schemas/{name}") }),
            Answer::Object => json!({ "type": "object" }),
            Answer::Other(_) => json!({ "type": "string" }),
        }
    }
}

/// The parts of a path that are to be filled in.
fn parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// What this node answers.
fn routes(view: &View) -> impl Iterator<Item = &'static Route> + use<> {
    let first = view.state.election.all().next();
    let grouped = first.is_some_and(|election| view.state.small_areas(election).is_some());
    ROUTES.iter().chain(grouped.then_some(&GROUPS))
}

/// A value of a parameter with which this node answers now.
fn example(view: &View, name: &str) -> String {
    match name {
        "election" => {
            view.state.election.all().next().map_or_else(String::new, |e| e.id.to_string())
        }
        "vote" => {
            let mut public = view.state.vote.all().filter(|vote| !vote.call.closed);
            public.next().map_or_else(String::new, |vote| vote.id.to_string())
        }
        "unit" => {
            let unit = view.history.units().flatten().min();
            unit.map_or_else(String::new, |unit| segment(unit.as_str()))
        }
        // The first tile: partial while it has fewer than 256 records, whole after.
        "width" => view.size.clamp(1, 255).to_string(),
        "level" => "0".to_owned(),
        _ => "000".to_owned(),
    }
}

/// The OpenAPI 3.1 document of all that programs may read.
pub(crate) fn described(view: &View, home: &str) -> Vec<u8> {
    let both = |key: &str| {
        let said = LANGUAGES.map(|(lang, _)| Speech::of(lang).t(&format!("acts.{key}")));
        said.join(" / ")
    };
    let mut paths = Map::new();
    for Route { path, about, answer } in routes(view) {
        let parameters: Vec<Value> = parameters(path)
            .map(|name| {
                json!({
                    "name": name,
                    "in": "path",
                    "required": true,
                    "description": both(&format!("api_of_{name}")),
                    "schema": { "type": "string" },
                    "example": example(view, name),
                })
            })
            .collect();
        let content = json!({ answer.media(): { "schema": answer.schema() } });
        let operation = json!({
            "summary": both(about),
            "operationId": path.trim_matches('/').replace(['/', '{', '}', '.'], "_"),
            "security": [],
            "parameters": parameters,
            "responses": {
                "200": { "description": both("api_200"), "content": content },
                "404": { "description": both("api_404") },
            },
        });
        paths.insert((*path).to_owned(), json!({ "get": operation }));
    }
    let mut schemas: Value = serde_json::from_str(open_data::SCHEMA).unwrap_or(Value::Null);
    let mut schemas = schemas["$defs"].take();
    refer(&mut schemas);
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": both("api"),
            "description": both("api_about"),
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": home }],
        "paths": paths,
        "components": { "schemas": schemas },
    });
    let mut bytes = serde_json::to_vec_pretty(&document).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// References of the schema of open data as references of this document.
fn refer(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(to) if name == "$ref" => {
                        *to = to.replace("#/$defs/", "#/components/schemas/");
                    }
                    other => refer(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(refer),
        _ => {}
    }
}

impl Site<'_> {
    pub(super) fn interfaces(&self) -> Shown {
        let speech = &self.speech;
        let title = speech.t("acts.api");
        let row = |Route { path, about, answer }: &Route| {
            vec![
                html! { code { (path) } },
                html! { (speech.t(&format!("acts.{about}"))) },
                html! { (answer.media()) },
            ]
        };
        let body = html! {
            (part::head(&title, None))
            p { (speech.t("acts.api_about")) }
            (part::links(&[(Link::new("openapi.json", "/api/openapi.json"), Some(speech.t("acts.api_openapi")))]))
            (Table {
                id: "interfaces".to_owned(),
                caption: speech.t("acts.api_caption"),
                columns: vec![
                    Column::words(speech.t("acts.col_address")),
                    Column::words(speech.t("acts.col_what")),
                    Column::words(speech.t("acts.col_media")),
                ],
                rows: routes(self.view).map(row).collect(),
                foot: None,
                narrow: Narrow::Stack,
            })
        };
        Shown { title, crumbs: Vec::new(), body }
    }
}
