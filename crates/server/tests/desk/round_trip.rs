//! What one node has prepared, another takes from its files, record for record.

use super::common::{Browser, House};
use serde_json::Value;

/// The data of all records of a kind.
fn records(house: &House, kind: &str) -> Vec<Value> {
    let journal = house.journal();
    let mut all = Vec::new();
    for record in serde_json::Deserializer::from_str(&journal).into_iter::<Value>() {
        let record = record.unwrap();
        if record["kind"] == kind {
            all.push(record["data"].clone());
        }
    }
    all
}

async fn takes(officer: &mut Browser, table: &str, file: &[u8]) {
    let to = format!("/desk/setup/import/{table}");
    let election: (&str, Option<&str>, &[u8]) = ("election", None, b"na-2026");
    let page = officer.files(&to, "look", &[election, ("file", Some("a.csv"), file)]).await;
    assert_eq!(page.status, 200, "{table}: {}", page.text);
    let blob = page.hidden("blob");
    let page = officer.files(&to, "take", &[election, ("blob", None, blob.as_bytes())]).await;
    assert!(page.status == 200 || page.status == 303, "{table}: {}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn set_up_and_lists_go_to_another_node_and_are_the_same_records() {
    let (house, empty) = (House::open().await, House::empty().await);
    let mut from = house.signs_in("lead").await;
    let mut to = empty.signs_in("lead").await;
    for (table, kind) in [
        ("constituencies", "election.constituency_set"),
        ("candidates", "election.candidate_listed"),
        ("areas", "election.area_set"),
        ("rolls", "election.roll_stated"),
    ] {
        for at in ["", "/en"] {
            let file = format!("{at}/desk/setup/export/{table}.csv?election=na-2026");
            let file = from.get(&file).await;
            assert_eq!(file.status, 200, "{table}");
            assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
            // Each language's headings are understood; the second file says nothing new.
            if at.is_empty() {
                takes(&mut to, table, file.text.as_bytes()).await;
            }
        }
        let (own, other) = (records(&house, kind), records(&empty, kind));
        assert!(!own.is_empty(), "{table}");
        assert_eq!(own, other, "{table}");
    }
    // The page of each import offers the file.
    let page = from.get("/desk/setup/import/areas").await;
    assert!(page.text.contains("/desk/setup/export/areas.csv?election=na-2026"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_kind_of_area_it_is_goes_to_another_node_too() {
    let (house, first, second) = (House::open().await, House::empty().await, House::empty().await);
    let set = house.signs_in("lead").await;
    let set = { set }.get("/desk/setup/export/constituencies.csv?election=na-2026").await;
    let (mut from, mut to) = (first.signs_in("lead").await, second.signs_in("lead").await);
    for officer in [&mut from, &mut to] {
        takes(officer, "constituencies", set.text.as_bytes()).await;
    }
    let areas = "Khu vực bỏ phiếu,Tên khu vực,Đơn vị hành chính,Loại khu vực,Số hòm phiếu phụ,Nơi bỏ phiếu\n\
        1-001,Số 1,1,,,\n\
        1-002,Số 2,1,đơn vị vũ trang nhân dân,2,Hội trường\n\
        1-003,Số 3,1,,1,\n";
    let wrong = areas.replace("đơn vị vũ trang nhân dân", "sân vận động");
    let election: (&str, Option<&str>, &[u8]) = ("election", None, b"na-2026");
    let file = ("file", Some("a.csv"), wrong.as_bytes());
    let page = from.files("/desk/setup/import/areas", "look", &[election, file]).await;
    assert!(page.text.contains("sân vận động"), "{}", page.text);
    takes(&mut from, "areas", areas.as_bytes()).await;
    let described = records(&first, "election.area_described");
    let kinds: Vec<&str> = described.iter().map(|d| d["area_kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["armed_forces", "ordinary"]);
    assert_eq!(
        (&described[0]["mobile_boxes"], &described[1]["mobile_boxes"]),
        (&2.into(), &1.into())
    );
    for at in ["", "/en"] {
        let file = from.get(&format!("{at}/desk/setup/export/areas.csv?election=na-2026")).await;
        assert!(file.text.contains("Hội trường"), "{}", file.text);
        if at.is_empty() {
            continue;
        }
        takes(&mut to, "areas", file.text.as_bytes()).await;
    }
    for kind in ["election.area_set", "election.area_described"] {
        assert_eq!(records(&first, kind), records(&second, kind), "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn units_are_written_as_they_are_read() {
    let (house, empty) = (House::open().await, House::empty().await);
    let file = house.signs_in("keeper").await.get("/desk/setup/export/units.csv").await;
    assert_eq!(file.status, 200, "{}", file.text);
    // The province stands above its ward, though «1» comes before «38».
    let codes: Vec<&str> =
        file.text.lines().skip(1).filter_map(|line| line.split('"').nth(1)).collect();
    assert_eq!(codes, ["38", "1"]);
    assert!(file.text.contains("\"Đơn vị Hoá 1\",\"ward\",\"38\""), "{}", file.text);
    assert_eq!(records(&empty, "unit.registered").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_goes_out_only_to_who_may_prepare_it() {
    let house = House::open().await;
    let areas = "/desk/setup/export/areas.csv?election=na-2026";
    for (officer, path, status) in [
        ("lead", areas, 200),
        ("watch", areas, 404),
        ("lan", areas, 404),
        ("lead", "/desk/setup/export/areas.csv", 404),
        ("lead", "/desk/setup/export/areas.csv?election=no", 404),
        ("keeper", "/desk/setup/export/people.csv", 404),
        ("lead", "/desk/setup/export/astrology.csv?election=na-2026", 404),
    ] {
        let page = house.signs_in(officer).await.get(path).await;
        assert_eq!(page.status, status, "{officer} {path}");
    }
    assert_ne!(house.guest().get(areas).await.status, 200);
}
