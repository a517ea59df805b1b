use crate::figure::State;
use crate::map::{Atlas, Cell, Key, NoMap, View, map};
use std::sync::LazyLock;

static ATLAS: LazyLock<Atlas> = LazyLock::new(|| {
    Atlas::read(include_str!("../../../../data/thanhhoa_communes.geojson")).unwrap()
});

fn view<'a>(group: &'a dyn Fn(&str) -> Option<String>) -> View<'a> {
    View {
        id: "map",
        title: "Bản đồ",
        description: "Màu càng đậm, càng nhiều khu vực đã công bố.",
        legend: &[],
        simulated: Some("MÔ PHỎNG"),
        group: Some(group),
        skip: Some(("Bỏ qua bản đồ", "after")),
    }
}

#[test]
fn the_map_has_every_commune_and_stays_small() {
    assert_eq!(ATLAS.communes.len(), 166);
    let group = |code: &str| code.bytes().last().map(|last| (last % 6).to_string());
    let text = map(&ATLAS, &view(&group), |shape| Cell {
        level: 3,
        state: State::Provisional,
        label: format!("{}: 12 trong 20 khu vực đã công bố, tạm thời", shape.name),
        href: Some(format!("/elections/na-2026/units/{}", shape.code)),
    })
    .into_string();
    assert_eq!(text.matches("<a href=\"/elections").count(), 166);
    assert!(text.len() < 150_000, "{}", text.len());
    assert!(text.contains("MÔ PHỎNG</text>"));
}

#[test]
fn a_pattern_that_no_area_has_is_left_out_of_the_legend_and_the_map_can_be_skipped() {
    let key = |state, word: &str| Key::State(state, word.to_owned());
    let legend = [
        Key::Level(0, "chưa có".to_owned()),
        key(State::Provisional, "tạm thời"),
        key(State::Corrected, "đang sửa"),
    ];
    let group = |_: &str| None;
    let text = map(&ATLAS, &View { legend: &legend, ..view(&group) }, |shape| Cell {
        level: 5,
        state: if shape.code.ends_with('7') { State::Corrected } else { State::Final },
        label: shape.name.clone(),
        href: None,
    })
    .into_string();
    assert!(text.contains("chưa có") && text.contains("đang sửa") && !text.contains("tạm thời"));
    assert!(text.contains("fill=\"url(#map-dots)\""));
    assert!(text.contains("href=\"#after\"") && text.contains("id=\"after\""));
}

#[test]
fn every_commune_keeps_a_shape_inside_the_picture() {
    let (wide, high) = (f64::from(ATLAS.width), f64::from(ATLAS.height));
    for shape in &ATLAS.communes {
        let (left, top, right, bottom) = shape.bbox;
        assert!(shape.path.ends_with('z') && shape.path.len() > 12, "{}", shape.name);
        assert!(left >= 0.0 && top >= 0.0 && right <= wide && bottom <= high + 1.0);
        let (x, y) = shape.centroid;
        assert!(left <= x && x <= right && top <= y && y <= bottom, "{}", shape.name);
    }
}

#[test]
fn one_group_has_no_border_inside() {
    let one = ATLAS.borders(&|_| Some("1".to_owned()));
    let own = ATLAS.borders(&|code| Some(code.to_owned()));
    assert!(own.len() > one.len() * 3, "{} {}", own.len(), one.len());
}

#[test]
fn what_is_no_map_is_refused() {
    assert!(matches!(Atlas::read("{"), Err(NoMap::NotJson(_))));
    assert!(matches!(Atlas::read("{}"), Err(NoMap::NotFeatures)));
    assert!(matches!(Atlas::read("{\"features\":[]}"), Err(NoMap::NotFeatures)));
    assert!(matches!(Atlas::read("{\"features\":[{}]}"), Err(NoMap::Incomplete(0))));
}

#[test]
fn the_map_of_the_country_keeps_its_islands() {
    let country = Atlas::read(include_str!("../../../../data/provinces.geojson")).unwrap();
    assert_eq!(country.communes.len(), 34);
    // Hoàng Sa is part of Đà Nẵng and Trường Sa of Khánh Hòa: both reach far to the east.
    for name in ["Đà Nẵng", "Khánh H"] {
        let province = country.communes.iter().find(|shape| shape.name.contains(name)).unwrap();
        let (left, _, right, _) = province.bbox;
        assert!(right - left > f64::from(country.width) / 4.0, "{name}: {:?}", province.bbox);
    }
}
