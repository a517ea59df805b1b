//! One page that says what the copy is, for nodes whose pages are not exported.

use dienhong_node::View;
use dienhong_verifier::figures::{self, Subject};
use std::{fmt::Write, io};

/// Writes the page.
///
/// # Errors
/// Those of `write`.
pub fn pages(view: &View, write: &mut dyn FnMut(&str, &[u8]) -> io::Result<()>) -> io::Result<()> {
    write("index.html", page(view).as_bytes())
}

fn page(view: &View) -> String {
    let started = view.state.node.started.as_ref();
    let name = started.map_or("", |started| &started.name);
    let name = escaped(name);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"vi\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{name}</title>\n<h1>{name}</h1>\n"
    );
    let mut line = |text: &str| {
        page.push_str(text);
        page.push('\n');
    };
    if view.state.node.simulated() {
        line("<p><strong>Mô phỏng: mọi số liệu ở đây đều là giả định.</strong></p>");
    }
    line("<p>Đây là bản sao công khai. Kiểm tra lại: <code>dienhong verify</code>.</p>");
    line("<p><a href=\"../open-data/elections.json\">Dữ liệu mở</a></p>");
    for election in view.state.election.all() {
        line(&format!("<h2>{}</h2>\n<ul>", escaped(&election.name)));
        let subject = Subject::Election(election.clone());
        let path = subject.path();
        for (field, value) in subject.fields(&view.state) {
            line(&format!("<li>{field}: {}</li>", figure(&format!("{path}/{field}"), &value)));
        }
        line("</ul>");
        for subject in figures::constituencies(election) {
            let path = subject.path();
            let mut items = String::new();
            for (field, value) in subject.fields(&view.state) {
                // Writing to a string does not fail.
                let _ = write!(items, " {field}: {};", figure(&format!("{path}/{field}"), &value));
            }
            line(&format!("<p>{}:{items}</p>", escaped(&path)));
        }
    }
    page
}

fn figure(path: &str, value: &str) -> String {
    let (path, value) = (escaped(path), escaped(value));
    format!("<data value=\"{value}\" data-figure=\"{path}\">{value}</data>")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
