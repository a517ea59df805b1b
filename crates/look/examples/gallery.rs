//! Writes every component in every state to `/tmp/gallery/index.html`, in Vietnamese, with the
//! real map and invented figures: `cargo run -p dienhong-look --example gallery`.

use dienhong_look::chart::{About, Turnout, Votes};
use dienhong_look::figure::{Fact, Finding, Level, Ranked, State, Tile};
use dienhong_look::form::{DraftWords, Entry, Field, Kind, Pick, Weight};
use dienhong_look::map::{Atlas, Cell, Key, View};
use dienhong_look::number::{number, percent};
use dienhong_look::part::{Event, Step, Tone};
use dienhong_look::shell::{Checkpoint, Page, User};
use dienhong_look::table::{Column, Narrow, Table};
use dienhong_look::{Link, Markup, Say, assets, chart, figure, form, html, map, part};
use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::path::Path;

struct Vietnamese;

impl Say for Vietnamese {
    fn say(&self, key: &str) -> String {
        match key {
            "shell-skip" => "Đến nội dung chính",
            "shell-nav" => "Chính",
            "shell-crumbs" => "Đường dẫn",
            "shell-language" => "Ngôn ngữ",
            "shell-in-en" => "English",
            "shell-in-vi" => "Tiếng Việt",
            "shell-footer" => "Về trang này",
            "shell-source" => "Mọi con số trên trang này được tính từ các bản ghi công khai.",
            "shell-verify" => "Tự kiểm tra",
            "shell-checkpoint" => "Số bản ghi đã niêm phong:",
            other => return other.to_owned(),
        }
        .to_owned()
    }

    fn lang(&self) -> &str {
        "vi"
    }
}

const SIMULATED: &str = "MÔ PHỎNG: người ứng cử hư cấu, số phiếu do máy tạo";
const WORDS: [(State, &str); 6] = [
    (State::Awaited, "Chưa có biên bản"),
    (State::Counting, "Đang kiểm phiếu"),
    (State::Provisional, "Tạm thời"),
    (State::Final, "Chính thức"),
    (State::Corrected, "Chính thức, đã đính chính"),
    (State::Differs, "Hai lần nhập khác nhau"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
    let atlas = Atlas::read(&fs::read_to_string(here.join("thanhhoa_communes.geojson"))?)?;
    let groups = fs::read_to_string(here.join("thanhhoa_constituencies.csv")).unwrap_or_default();
    let groups: HashMap<&str, &str> = groups
        .lines()
        .filter_map(|line| line.split_once(','))
        .filter_map(|(group, rest)| Some((rest.split(',').next()?, group)))
        .collect();

    let out = Path::new("/tmp/gallery");
    fs::create_dir_all(out.join("assets/fonts"))?;
    for name in assets::all() {
        if let Some(asset) = assets::asset(name) {
            fs::write(out.join("assets").join(name), asset.bytes)?;
        }
    }
    write(out, "index", &results(&atlas, &groups))?;
    write(out, "entry", &entry())?;
    write(out, "parts", &parts())?;
    Ok(())
}

fn write(out: &Path, name: &str, body: &Markup) -> Result<(), Box<dyn Error>> {
    let mut page = Page::new(&Vietnamese, "Bầu cử mô phỏng: đại biểu Quốc hội tại Thanh Hoá");
    page.description = "Kết quả tạm thời".to_owned();
    page.simulated = Some(SIMULATED.to_owned());
    page.alternate = vec![("en".to_owned(), "/en/elections/na-2026".to_owned())];
    page.nav = [("index", "Bầu cử"), ("entry", "Nhập biên bản"), ("parts", "Các mẫu")]
        .map(|(file, label)| Link::new(label, format!("{file}.html")).current(file == name))
        .to_vec();
    page.crumbs = vec![
        Link::new("Trang đầu", "/"),
        Link::new("Bầu cử Quốc hội khoá XVI", "/elections/na-2026"),
        Link::new("Đơn vị số 5", "").current(true),
    ];
    page.action = Some(Link::new("Tự kiểm tra", "/verify"));
    page.verify = Some("/verify".to_owned());
    page.checkpoint = Some(Checkpoint { size: 41_206, url: "/log/checkpoint".to_owned() });
    if name == "entry" {
        page.action = None;
        page.user = Some(User {
            name: "Lê Thị Lan".to_owned(),
            office: "Người nhập, lần thứ hai".to_owned(),
            leave: Some(html! { a href="/leave" { "Rời đi" } }),
        });
    }
    let text = page.render(body).into_string().replace("\"/assets/", "\"assets/");
    fs::write(out.join(format!("{name}.html")), text)?;
    Ok(())
}

const CANDIDATES: [(&str, u64, u32); 5] = [
    ("Ứng cử viên A1", 381_204, 8428),
    ("Ứng cử viên A2", 301_877, 6674),
    ("Ứng cử viên A3", 268_940, 5946),
    ("Ứng cử viên A4", 229_411, 5072),
    ("Ứng cử viên A5", 121_338, 2683),
];

fn results(atlas: &Atlas, groups: &HashMap<&str, &str>) -> Markup {
    let standing = html! {
        (figure::badge(State::Counting, "Đang kiểm phiếu"))
        span { "Cập nhật 21:04:32 · 2.917 trong 3.512 khu vực đã công bố · 41 đang đối chiếu hai lần nhập · 554 chưa có biên bản" }
    };
    let ranked: Vec<Ranked> = CANDIDATES
        .iter()
        .map(|&(name, votes, bp)| Ranked {
            name: name.to_owned(),
            note: Some("mô phỏng".to_owned()),
            share: Some((bp, percent(bp, "vi"))),
            votes: html! { (figure::count("na-2026/5/a", votes, "vi")) " phiếu" },
            standing: Some(
                if bp > 5000 { "Quá nửa số phiếu hợp lệ" } else { "Chưa quá nửa" }.to_owned(),
            ),
            reached: bp > 5000,
        })
        .collect();
    let tiles: Vec<Tile> = [9800, 9500, 9200, 8400, 7700, 6100]
        .into_iter()
        .zip(1..)
        .map(|(bp, at)| Tile {
            label: format!("Đơn vị số {at}"),
            url: format!("/elections/na-2026/constituencies/{at}"),
            shown: format!("{}%", bp / 100),
            bp,
            note: "3 đại biểu · 5 người ứng cử".to_owned(),
            current: at == 5,
        })
        .collect();
    let first = html! {
        h2 { "Đã công bố đến đâu" }
        (picture(atlas, groups))
        (figure::tiles(&tiles))
    };
    let second = html! {
        h2 #after-map { "Đơn vị bầu cử số 5" }
        p { "Bầu 3 trong 5 người · 37 xã · 77% khu vực đã công bố. Vạch đứng: quá nửa số phiếu hợp lệ." }
        (figure::ranking(&ranked, Some(5000)))
        (part::article("Trúng cử khi được quá nửa số phiếu hợp lệ và nhiều phiếu hơn. Kết quả tạm thời cho đến khi Ban bầu cử lập biên bản.", "Luật 85/2015/QH13, Điều 78", None))
    };
    html! {
        (part::Live {
            url: "/elections/na-2026/events",
            lost: "Mất kết nối: số liệu có thể đã cũ",
            body: part::live_part("top", None, &html! {
                (part::head("Bầu cử mô phỏng: đại biểu Quốc hội tại Thanh Hoá", Some(&standing)))
                (figure::facts(&facts()))
            }),
        })
        (part::two(&first, &second))
        (part::section("turnout", "Cử tri đi bầu theo giờ", &part::two(&turnout(), &turnout_table())))
        (part::section("votes", "Số phiếu của từng người", &votes()))
    }
}

fn facts() -> Vec<Fact> {
    let fact = |label: &str, value: Markup, base: Option<&str>| Fact {
        label: label.to_owned(),
        value,
        base: base.map(|words| html! { (words) }),
    };
    vec![
        fact("Cử tri theo danh sách", figure::count("na-2026/voters", 2_804_116, "vi"), None),
        fact("Đã bỏ phiếu", html! { (percent(9962, "vi")) }, Some("2.793.460 cử tri")),
        fact("Phiếu hợp lệ đã công bố", figure::count("na-2026/valid", 2_291_077, "vi"), None),
        fact("Khu vực đã công bố", html! { (percent(8306, "vi")) }, Some("2.917 / 3.512")),
    ]
}

fn picture(atlas: &Atlas, groups: &HashMap<&str, &str>) -> Markup {
    let level = |words: [&str; 6]| {
        words.into_iter().zip(0_u8..).map(|(word, at)| Key::Level(at, word.to_owned())).collect()
    };
    let mut legend: Vec<Key> =
        level(["chưa có", "dưới 20%", "20–40%", "40–60%", "60–80%", "từ 80%"]);
    legend.push(Key::State(State::Provisional, "đang đối chiếu".to_owned()));
    legend.push(Key::State(State::Differs, "hai lần nhập khác nhau".to_owned()));
    legend.push(Key::Border("ranh giới đơn vị bầu cử".to_owned()));
    let group = |code: &str| groups.get(code).map(|group| (*group).to_owned());
    let view = View {
        id: "map",
        title: "Bản đồ 166 xã, phường của Thanh Hoá",
        description: "Màu càng đậm, càng nhiều khu vực bỏ phiếu đã công bố.",
        legend: &legend,
        simulated: Some(SIMULATED),
        group: Some(&group),
        skip: Some(("Bỏ qua bản đồ", "after-map")),
    };
    map::map(atlas, &view, |shape| {
        let seed: u32 =
            shape.code.bytes().map(u32::from).fold(7, |sum, byte| sum * 31 % 997 + byte);
        let level = u8::try_from(seed % 6).unwrap_or(0);
        let state = match seed % 17 {
            0 | 1 => State::Provisional,
            2 => State::Differs,
            _ => State::Final,
        };
        Cell {
            level,
            state,
            label: format!("{}: {} trong 20 khu vực đã công bố", shape.name, level * 4),
            href: Some(format!("/units/{}", shape.code)),
        }
    })
}

const HOURS: [(u16, u32); 13] = [
    (7, 0),
    (8, 1820),
    (9, 3644),
    (10, 5311),
    (11, 6602),
    (12, 7290),
    (13, 7955),
    (14, 8622),
    (15, 9130),
    (16, 9502),
    (17, 9740),
    (18, 9881),
    (19, 9962),
];

fn turnout() -> Markup {
    let points = HOURS.map(|(hour, bp)| Turnout { minute: hour * 60, bp });
    let about = About {
        id: "turnout-picture",
        title: "Tỉ lệ cử tri đã bỏ phiếu theo giờ",
        description: "7 giờ 0%, 12 giờ 72,90%, 19 giờ 99,62%",
        simulated: Some("MÔ PHỎNG"),
        lang: "vi",
    };
    chart::turnout(&about, &points, "Phần trăm của 2.804.116 cử tri theo danh sách")
}

fn turnout_table() -> Markup {
    let rows = HOURS[7..]
        .iter()
        .map(|&(hour, bp)| {
            let voted = 2_804_116 * u64::from(bp) / 10_000;
            vec![
                html! { (format!("{hour:02}:00")) },
                html! { (number(voted, "vi")) },
                html! { (percent(bp, "vi")) },
            ]
        })
        .collect();
    let table = Table {
        id: "hours".to_owned(),
        caption: "Cử tri đã bỏ phiếu, trên 2.804.116 cử tri theo danh sách".to_owned(),
        columns: vec![
            Column::words("Đến lúc"),
            Column::figures("Đã bỏ phiếu"),
            Column::figures("Tỉ lệ"),
        ],
        rows,
        ..Table::default()
    };
    html! { (table) }
}

fn votes() -> Markup {
    let rows: Vec<Votes> = CANDIDATES
        .iter()
        .map(|&(name, votes, bp)| Votes {
            name: name.to_owned(),
            shown: format!("{} · {}", number(votes, "vi"), percent(bp, "vi")),
            bp,
        })
        .collect();
    let about = About {
        id: "votes-picture",
        title: "Số phiếu của năm người ứng cử ở đơn vị số 5",
        description: "Bốn người quá nửa số phiếu hợp lệ, một người chưa quá nửa.",
        simulated: Some("MÔ PHỎNG"),
        lang: "vi",
    };
    html! {
        (chart::votes(&about, &rows, 5000, "quá nửa", "Trên 452.306 phiếu hợp lệ đã công bố"))
        p { "Tuần này " (chart::sparkline(&About { id: "spark", ..about }, &[1000, 1400, 3200, 3000, 6100, 9000])) " và còn tăng." }
    }
}

fn entry() -> Markup {
    let rows = [
        ("voters", "Tổng số cử tri", "1.200"),
        ("took-part", "Đã tham gia bỏ phiếu", "1.190"),
        ("issued", "Phiếu phát ra", "1.190"),
        ("returned", "Phiếu thu vào", "1.195"),
        ("valid", "Phiếu hợp lệ", "1.180"),
        ("invalid", "Phiếu không hợp lệ", "10"),
    ];
    let ballots = html! {
        @for (name, label, value) in rows {
            (Field { name, label, value, kind: Kind::Count, findings: (name == "returned").then_some("h3"), focus: name == "returned", ..Field::default() })
            @if name == "returned" {
                (Finding {
                    id: "h3", code: "H3", level: Level::Error, word: "Lỗi",
                    sentence: "Phiếu thu vào (1.195) nhiều hơn phiếu phát ra (1.190). Xem lại giấy; nếu giấy ghi đúng như vậy, chuyển cho trưởng nhóm.",
                    fields: &[("Phiếu phát ra", "issued"), ("Phiếu thu vào", "returned")],
                })
            }
        }
        (Finding { id: "w1", code: "W1", level: Level::Warning, word: "Cần xem lại", sentence: "Phiếu phát ra khác số cử tri đã bỏ phiếu.", fields: &[] })
        (form::tick("seen", "Tôi đã xem lại giấy và giấy ghi như vậy", false, None))
    };
    let names = ["c1", "c2", "c3", "c4", "c5"];
    let labels = [
        "1. Ứng cử viên A1",
        "2. Ứng cử viên A2",
        "3. Ứng cử viên A3",
        "4. Ứng cử viên A4",
        "5. Ứng cử viên A5",
    ];
    let values = ["900", "800", "700", "600", "400"];
    let people = html! {
        @for ((name, label), value) in names.into_iter().zip(labels).zip(values) {
            (Field { name, label, value, kind: Kind::Count, ..Field::default() })
        }
        (form::total("sum", "Tổng", &names, "3.400", Some("Phải từ 1.180 đến 3.540")))
    };
    let filled = html! {
        (Entry {
            id: None,
            action: "/entries/003",
            draft_key: "lan.003.2",
            draft_url: Some("/entries/003/draft"),
            words: DraftWords { saved: "Đã lưu bản nháp", kept: "Mất kết nối: đã giữ trên máy này", restored: "Đã khôi phục những gì bạn gõ" },
            leave: "leave",
            body: html! {
                (form::group("Cử tri và phiếu", &ballots))
                (form::group("Phiếu bầu cho từng người", &people))
                (part::keys(&[(&["Enter"], "ô sau"), (&["↑"], "ô trước"), (&["*"], "điền 0 các ô còn lại"), (&["Shift", "Enter"], "kiểm tra và lưu"), (&["Esc", "Esc"], "dừng")]))
                div.actions { (form::button(Weight::Strong, "Kiểm tra và lưu")) (form::link_button(Weight::Plain, "Dừng", "/entries/003/leave")) }
            },
        })
        (part::leave_dialog("leave", "Dừng nhập biên bản này?", &html! { p { "Những gì đã gõ được giữ làm bản nháp, hoặc xoá bỏ." } }, &html! {
            (form::link_button(Weight::Strong, "Giữ bản nháp", "/entries")) (form::link_button(Weight::Grave, "Xoá bản nháp", "/entries/003/discard"))
        }))
    };
    let paper = html! {
        (part::paper("paper.jpg", "Ảnh chụp biên bản khu vực 003", &html! { "Biên bản khu vực 003, xã Hoá Quỳ, trang 1" }))
        (part::steps("Các trang", &[
            (Link::new("Cử tri và phiếu", "/1").current(true), Step::Error, "có lỗi".to_owned()),
            (Link::new("Phiếu bầu", "/2"), Step::Good, "xong".to_owned()),
            (Link::new("Khiếu nại", "/3"), Step::Warning, "cần xem lại".to_owned()),
            (Link::new("Chữ ký", ""), Step::Ahead, "chưa đến".to_owned()),
        ]))
    };
    html! { (part::head("Khu vực 003, xã Hoá Quỳ", Some(&html! { "Nhập biên bản, lần thứ hai" }))) (part::desk(&paper, &filled)) }
}

fn parts() -> Markup {
    html! {
        (part::head("Các mẫu", None))
        (part::section("states", "Trạng thái", &html! {
            p { @for (state, word) in WORDS { (figure::badge(state, word)) " " } }
            p { (figure::corrected("1.180", "1.108", "đính chính lúc 22:10 ngày 15/03/2026: đọc nhầm chữ số")) }
            (figure::progress(2917, 3512, "2.917 trong 3.512 khu vực đã công bố"))
            (figure::particulars(&[
                ("Khu vực", html! { "003, xã Hoá Quỳ" }),
                ("Mã băm của bản ghi", part::hash("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")),
            ]))
        }))
        (part::section("notices", "Thông báo", &html! {
            (part::notice(Tone::Info, "Kết quả tạm thời.", &html! { p { "Ban bầu cử chưa lập biên bản." } }))
            (part::notice(Tone::Done, "Đã ghi vào sổ.", &html! { p { "Đưa lại giấy cho trưởng nhóm; người khác nhập lần thứ hai." } }))
            (part::notice(Tone::Look, "Mất kết nối với 3 điểm.", &html! { p { "Lần cuối lúc 21:04." } }))
            (part::notice(Tone::Error, "Không nhận được tệp.", &html! { p { "Tệp không phải là XLSX hay CSV." } }))
            (part::empty("Chưa có biên bản nào chờ nhập.", Some(&Link::new("Xem khu vực đã nhập", "/areas"))))
        }))
        (part::section("forms", "Biểu mẫu", &html! {
            form method="post" {
                (Field { name: "area", label: "Số khu vực bỏ phiếu", kind: Kind::Digits, hint: Some("Ba chữ số, in ở góc phải biên bản"), ..Field::default() })
                (Field { name: "who", label: "Tên đăng nhập", value: "lan", error: Some("Không có ai tên này. Hỏi trưởng nhóm."), ..Field::default() })
                (Field { name: "secret", label: "Mật khẩu", kind: Kind::Password, ..Field::default() })
                (Field { name: "why", label: "Lý do", kind: Kind::Long, value: "Đọc nhầm", ..Field::default() })
                (form::choice("keep", "Giữ lần nhập nào?", &[
                    Pick { value: "first", label: "Lần thứ nhất", hint: Some("1.180 phiếu hợp lệ"), picked: true },
                    Pick { value: "second", label: "Lần thứ hai", hint: Some("1.108 phiếu hợp lệ"), picked: false },
                ], None))
                (form::select("place", "Điểm", &[Pick { value: "1", label: "Hạc Thành", ..Pick::default() }], None))
                (form::file("list", "Danh sách cử tri", "XLSX hoặc CSV, tối đa 20 MB", ".xlsx,.csv", Some("Dòng 17: thiếu ngày sinh.")))
                div.actions {
                    (form::button(Weight::Strong, "Kiểm tra và lưu")) (form::button(Weight::Jade, "Công bố"))
                    (form::button(Weight::Plain, "Xem lại")) (form::button_as(Weight::Grave, "Bỏ cả hai lần nhập", "do", "discard"))
                }
            }
        }))
        (part::section("tables", "Bảng", &html! {
            (part::tabs("Cách xem", &[Link::new("Theo xã", "#").current(true), Link::new("Theo đơn vị", "#"), Link::new("Theo giờ", "#")]))
            (wide(Narrow::Stack, "stack")) (wide(Narrow::Scroll, "scroll"))
            (part::pages("Trang", "Trang 2 trong 7", Some(&Link::new("Trước", "?p=1")), Some(&Link::new("Sau", "?p=3"))))
        }))
        (part::section("history", "Việc đã qua", &part::timeline(&[
            Event { at: "2026-03-15T21:04:32+07:00".to_owned(), shown: "15/03/2026 21:04".to_owned(), who: "Lê Thị Lan, người nhập".to_owned(), what: html! { "Nhập lần thứ hai, hai lần khớp nhau" } },
            Event { at: "2026-03-15T20:41:10+07:00".to_owned(), shown: "15/03/2026 20:41".to_owned(), who: "Trần Văn Bình, người nhập".to_owned(), what: html! { "Nhập lần thứ nhất" } },
        ])))
        (part::section("go", "Đi tiếp", &part::links(&[
            (Link::new("Biên bản kiểm phiếu (PDF)", "/minutes.pdf"), Some("Bản chụp và bản chữ, 214 kB".to_owned())),
            (Link::new("Số liệu", "/na-2026.csv"), Some("CSV · JSON, địa chỉ không đổi".to_owned())),
        ])))
        (part::more("Cách tính", &html! { p { "Phiếu hợp lệ chia cho phiếu thu vào." } }))
        (part::confirm("Công bố kết quả đơn vị số 5?", &html! { p { "Hai cán bộ phải cùng ký. Sau khi công bố, chỉ có thể đính chính bằng bản ghi mới." } },
            &html! { form method="post" { (form::hidden("token", "x")) (form::button(Weight::Strong, "Ký và công bố")) } a href="/" { "Quay lại" } }))
    }
}

fn wide(narrow: Narrow, id: &str) -> Table {
    let cell = |words: &str| html! { (words) };
    Table {
        id: id.to_owned(),
        caption: "Khu vực bỏ phiếu của xã Hoá Quỳ".to_owned(),
        columns: vec![
            Column::words("Khu vực"),
            Column::figures("Cử tri"),
            Column::figures("Đã bỏ phiếu"),
            Column::figures("Hợp lệ"),
            Column::figures("Không hợp lệ"),
            Column::words("Trạng thái"),
        ],
        rows: WORDS
            .iter()
            .zip(1..)
            .map(|((state, word), at)| {
                vec![
                    html! { a href={ "/areas/" (at) } { (format!("{at:03}")) } },
                    cell("1.200"),
                    cell("1.190"),
                    cell("1.180"),
                    cell("10"),
                    figure::badge(*state, word),
                ]
            })
            .collect(),
        foot: Some(vec![
            cell("Cộng"),
            cell("7.200"),
            cell("7.140"),
            cell("7.080"),
            cell("60"),
            cell(""),
        ]),
        narrow,
    }
}
