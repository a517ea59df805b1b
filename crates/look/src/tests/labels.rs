use super::escaping::forms;
use std::collections::HashSet;

/// The value of an attribute in a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[from..].split('"').next()
}

fn tags<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let open = format!("<{name} ");
    text.match_indices(&open)
        .map(|(at, _)| text[at..].split('>').next().unwrap_or_default())
        .collect()
}

#[test]
fn every_field_has_a_label_and_what_describes_it_is_there() {
    for markup in forms("area") {
        let text = markup.into_string();
        let ids: HashSet<&str> = ["p", "div"]
            .iter()
            .flat_map(|name| tags(&text, name))
            .filter_map(|tag| attribute(tag, "id"))
            .collect();
        let labelled: HashSet<&str> =
            tags(&text, "label").iter().filter_map(|tag| attribute(tag, "for")).collect();
        for name in ["input", "select", "textarea", "output"] {
            for tag in tags(&text, name) {
                if attribute(tag, "type") == Some("hidden") {
                    continue;
                }
                let id = attribute(tag, "id").unwrap_or_else(|| panic!("no id: {tag}"));
                assert!(labelled.contains(id), "no label: {tag}");
                let described = attribute(tag, "aria-describedby").unwrap_or_default();
                for other in described.split(' ').filter(|other| !other.is_empty()) {
                    // «area» itself stands for a finding elsewhere on the page.
                    assert!(other == "area" || ids.contains(other), "nothing is {other}: {text}");
                }
            }
        }
    }
}

#[test]
fn a_count_is_typed_with_digits_and_without_a_spinner() {
    use crate::form::{Field, Kind};
    use crate::html;
    let field =
        Field { name: "valid", label: "Phiếu hợp lệ", kind: Kind::Count, ..Field::default() };
    let text = html! { (field) }.into_string();
    assert!(text.contains("type=\"text\"") && text.contains("inputmode=\"numeric\""), "{text}");
    assert!(text.contains("autocomplete=\"off\""), "{text}");
}
