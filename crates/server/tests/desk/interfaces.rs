//! What programs may read: each documented address answers as its description says.

use super::common::{House, figures};
use calamine::{Data, Reader, Xlsx};
use serde_json::Value;
use std::io::Cursor;

/// Waits for the checkpoint of all records: its thread publishes when it comes to it.
async fn published(house: &House) {
    for _ in 0..100 {
        let page = house.guest().get("/checkpoint").await;
        if page.text.lines().nth(1) == Some(&house.size().to_string()) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("nothing was published");
}

async fn counted() -> House {
    let house = House::open().await;
    house.has_a_council();
    super::votes::calls(&house, "resolution").await;
    for login in ["lan", "minh"] {
        let entry = "/desk/entry/na-2026/1-001";
        house.signs_in(login).await.send(entry, "check", &figures("1200", "900")).await;
    }
    let minutes = "/desk/minutes/na-2026/1-001";
    for login in ["head", "secretary"] {
        house.signs_in(login).await.send(minutes, "sign", &[]).await;
    }
    assert_eq!(house.signs_in("publisher").await.send(minutes, "publish", &[]).await.status, 303);
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    published(&house).await;
    house
}

#[tokio::test(flavor = "multi_thread")]
async fn every_documented_address_answers_as_it_says() {
    let house = counted().await;
    let page = house.guest().get("/api/openapi.json").await;
    let document: Value = serde_json::from_str(&page.text).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let paths = document["paths"].as_object().unwrap();
    let mut checked = 0;
    for (path, operations) in paths {
        let get = &operations["get"];
        let mut asked = path.clone();
        for parameter in get["parameters"].as_array().unwrap() {
            let name = parameter["name"].as_str().unwrap();
            asked = asked.replace(&format!("{{{name}}}"), parameter["example"].as_str().unwrap());
        }
        assert!(!asked.contains('{'), "{asked}");
        // A partial tile is there as wide as the checkpoint is long; the publisher may have gone on since.
        let answer = house.guest().get(&asked).await;
        assert_eq!(answer.status, 200, "{asked}");
        let (media, content) =
            get["responses"]["200"]["content"].as_object().unwrap().iter().next().unwrap();
        let sent = answer.headers["content-type"].to_str().unwrap();
        assert_eq!(sent.split(';').next(), Some(media.as_str()), "{asked}");
        if media == "application/json" {
            let value: Value = serde_json::from_str(&answer.text).unwrap();
            // The schema of the answer, with what it refers to.
            let mut schema = content["schema"].clone();
            schema["components"] = document["components"].clone();
            let schema = jsonschema::validator_for(&schema).unwrap();
            let wrong: Vec<String> =
                schema.iter_errors(&value).map(|error| error.to_string()).collect();
            assert!(wrong.is_empty(), "{asked}: {wrong:#?}");
            checked += 1;
        }
        // What is not there is said to be so.
        let missing = path.replace("{election}", "no-such");
        if missing != *path {
            assert_eq!(house.guest().get(&missing).await.status, 404, "{missing}");
        }
    }
    assert_eq!(checked, 7);
    for at in ["", "/en"] {
        let page = house.guest().get(&format!("{at}/api")).await;
        for path in paths.keys() {
            assert!(page.text.contains(path.as_str()), "{path} in {}", page.text);
        }
        assert!(!page.text.contains("acts."), "{}", page.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_of_open_data_refuses_what_is_not_so() {
    let house = counted().await;
    let document: Value =
        serde_json::from_str(&house.guest().get("/api/openapi.json").await.text).unwrap();
    let mut schema = serde_json::json!({ "$ref": "#/components/schemas/areas.json" });
    schema["components"] = document["components"].clone();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let areas = house.guest().get("/open-data/na-2026/areas.json").await;
    let mut areas: Value = serde_json::from_str(&areas.text).unwrap();
    assert!(schema.is_valid(&areas));
    areas[0]["figures"]["valid"] = Value::from("many");
    assert!(!schema.is_valid(&areas));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_workbook_says_what_the_csv_files_say() {
    let house = counted().await;
    let bytes = house.guest().bytes("/documents/na-2026/results.xlsx").await;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    assert_eq!(
        names,
        ["constituencies", "areas", "units", "candidates", "turnout", "distributions"]
    );
    for name in names {
        let csv = house.guest().get(&format!("/open-data/na-2026/{name}.csv")).await;
        let mut csv = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(csv.text.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
        let sheet = book.worksheet_range(&name).unwrap();
        assert_eq!(sheet.height(), rows.len(), "{name}");
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let own = match sheet.get((row, column)) {
                    None | Some(Data::Empty) => String::new(),
                    Some(Data::Float(number)) => number.to_string(),
                    Some(other) => other.to_string(),
                };
                assert_eq!(own, cell.trim_start_matches('\''), "{name} {row} {column}");
            }
        }
    }
}
