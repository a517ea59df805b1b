use super::Keys;
use crate::shell::{Checkpoint, KEYS, Page};
use crate::{Link, Say, assets, html};
use std::cell::RefCell;
use std::collections::BTreeSet;

#[test]
fn a_page_says_its_language_its_name_and_that_it_is_simulated() {
    let mut page = Page::new(&Keys, "Kết quả");
    page.simulated = Some("MÔ PHỎNG: số phiếu do máy tạo".to_owned());
    let text = page.render(&html! { h1 { "Kết quả" } }).into_string();
    assert!(text.starts_with("<!DOCTYPE html><html lang=\"vi\">"), "{text}");
    assert!(text.contains("<title>Kết quả · Diên Hồng</title>"), "{text}");
    assert!(text.contains("MÔ PHỎNG: số phiếu do máy tạo"), "{text}");
    assert!(text.contains("href=\"#main\"") && text.contains("id=\"main\""), "{text}");
}

#[test]
fn the_frame_asks_for_the_keys_that_it_lists_and_no_others() {
    struct Listening(RefCell<BTreeSet<String>>);
    impl Say for Listening {
        fn say(&self, key: &str) -> String {
            self.0.borrow_mut().insert(key.to_owned());
            String::new()
        }
        fn lang(&self) -> &str {
            "vi"
        }
    }
    let said = Listening(RefCell::default());
    let mut page = Page::new(&said, "x");
    page.alternate = ["vi", "en"].map(|lang| (lang.to_owned(), "/".to_owned())).to_vec();
    page.nav = vec![Link::new("a", "/a")];
    page.crumbs = vec![Link::new("a", "/a")];
    page.verify = Some("/verify".to_owned());
    page.checkpoint = Some(Checkpoint { size: 7, url: "/checkpoint".to_owned() });
    page.render(&html! {});
    let listed: BTreeSet<String> = KEYS.iter().map(|key| (*key).to_owned()).collect();
    assert_eq!(*said.0.borrow(), listed);
}

#[test]
fn what_a_page_links_is_served_under_its_hash() {
    for name in ["style.css", "live.js", "entry.js", "passkey.js", "mark.svg"] {
        let url = assets::href(name);
        let found = assets::asset(url.strip_prefix("/assets/").unwrap()).unwrap();
        assert!(found.immutable && !found.bytes.is_empty(), "{url}");
        assert!(!assets::asset(name).unwrap().immutable);
    }
    assert!(assets::asset("fonts/../style.css").is_none());
    assert!(assets::asset("").is_none());
}

#[test]
fn the_style_loads_only_fonts_that_are_served() {
    let style = assets::asset("style.css").unwrap();
    let text = std::str::from_utf8(style.bytes).unwrap();
    let urls: Vec<&str> =
        text.split("url(").skip(1).map(|rest| rest.split(')').next().unwrap()).collect();
    assert_eq!(urls.len(), 6);
    for url in urls {
        assert!(assets::asset(url).unwrap().immutable, "{url}");
    }
}

#[test]
fn style_and_scripts_stay_small() {
    for (name, most) in
        [("style.css", 30_000), ("live.js", 6_000), ("entry.js", 7_000), ("passkey.js", 4_000)]
    {
        assert!(assets::asset(name).unwrap().bytes.len() < most, "{name}");
    }
}
