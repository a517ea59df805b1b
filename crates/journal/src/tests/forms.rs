use crate::{
    Broken, Hash, Leaf, Millis, Opening, Record, Salt,
    canonical::{NotCanonical, to_string},
    closed,
    record::{Parts, data_of},
};
use proptest::prelude::*;
use serde_json::json;

fn record(seq: u64, text: &str) -> Record {
    Record::new(Parts {
        seq,
        act: "a1".into(),
        at: "2026-03-15T12:42:07.310Z".parse().unwrap(),
        body: Some("body:1".into()),
        unit: None,
        by: "node".into(),
        kind: "tally.entered".into(),
        data: data_of(&json!({ "text": text })).unwrap(),
    })
}

const RECORD: &str = r#"{"act":"a1","at":"2026-03-15T12:42:07.310Z","body":"body:1","by":"node","data":{"text":"x"},"kind":"tally.entered","seq":3,"v":1}"#;

#[test]
fn a_record_has_exactly_these_bytes() {
    let bytes = record(3, "x").encode().unwrap();
    assert_eq!(String::from_utf8(bytes.clone()).unwrap(), RECORD);
    assert_eq!(Record::decode(&bytes).unwrap(), record(3, "x"));
}

#[test]
fn each_departure_from_the_form_has_its_own_error() {
    let broken = |from: &str, to: &str| {
        assert!(RECORD.contains(from), "{from}");
        Record::decode(RECORD.replacen(from, to, 1).as_bytes()).unwrap_err().to_string()
    };
    for (from, to, sentence) in [
        (r#","v":1"#, r#","v":1,"w":1"#, r#"it has an unknown field "w""#),
        (r#""v":1"#, r#""v":2"#, "its version is 2, not 1"),
        (r#","v":1"#, "", r#"it lacks the field "v""#),
        (r#""act":"a1","#, "", r#"it lacks the field "act""#),
        (r#""a1""#, r#""""#, r#"its field "act" is empty"#),
        (r#""body:1""#, "null", r#"there is a null at "body"; leave the field out instead"#),
        (r#""x""#, "1.5", r#"the number 1.5 at "data.text" is not a whole number"#),
        (
            r#""x""#,
            "9007199254740992",
            r#"the number 9007199254740992 at "data.text" is not below 2^53"#,
        ),
        (r#""x""#, "\"e\u{301}\"", r#"the text at "data.text" is not in Unicode NFC"#),
        (
            r#"{"act""#,
            r#"{ "act""#,
            "its bytes are not the canonical form: they differ from byte 1 on",
        ),
        (
            r#""seq":3"#,
            r#""seq":3,"seq":3"#,
            "its bytes are not the canonical form: they differ from byte 124 on",
        ),
        ("\"tally.entered\"", "\"closed\"", r#"it has an unknown field "act""#),
    ] {
        assert_eq!(broken(from, to), sentence);
    }
    assert!(broken(".310Z", ".31Z").starts_with("a field is not of its type: "));
    let long = vec![b' '; 65_536];
    assert_eq!(Record::decode(&long), Err(Broken::TooLong { bytes: 65_536 }));
    assert!(matches!(record(0, &"x".repeat(65_500)).encode(), Err(Broken::TooLong { .. })));
    assert_eq!(Record::decode(b"[]"), Err(Broken::NotAnObject));
}

/// The RFC's own example has U+FB33, which is not NFC; U+FB01 sorts where it did.
#[test]
fn fields_are_sorted_by_utf_16_as_in_rfc_8785() {
    let value = json!({
        "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb01}x": "0", "1": "One",
        "\u{1f600}": "Emoji: Grinning Face", "\u{80}": "Control", "\u{f6}": "o with diaeresis",
    });
    assert_eq!(
        to_string(&value).unwrap(),
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\"ö\":\"o with diaeresis\",\
         \"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\u{fb01}x\":\"0\"}"
    );
}

#[test]
fn text_and_literals_are_written_as_in_rfc_8785() {
    let value = json!({
        "string": "\u{20ac}$\u{f}\nA'B\"\\\\\"/",
        "literals": [true, false],
    });
    assert_eq!(
        to_string(&value).unwrap(),
        r#"{"literals":[true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
    );
}

#[test]
fn numbers_stop_below_two_to_the_53rd() {
    assert_eq!(to_string(&((1u64 << 53) - 1)).unwrap(), "9007199254740991");
    assert_eq!(to_string(&(1 - (1i64 << 53))).unwrap(), "-9007199254740991");
    assert!(matches!(to_string(&(1u64 << 53)), Err(NotCanonical::TooBig { .. })));
    assert!(matches!(to_string(&1.0f64), Err(NotCanonical::Fraction { .. })));
    assert!(matches!(to_string(&f64::NAN), Err(NotCanonical::Null { .. })));
}

#[test]
fn instants_have_one_form() {
    for (text, millis) in [
        ("1970-01-01T00:00:00.000Z", 0),
        ("2000-02-29T23:59:59.999Z", 951_868_799_999),
        ("2026-03-15T12:42:07.310Z", 1_773_578_527_310),
        ("9999-12-31T23:59:59.999Z", Millis::MAX.get()),
    ] {
        assert_eq!(Millis::new(millis).to_string(), text);
        assert_eq!(text.parse(), Ok(Millis::new(millis)));
    }
    for text in [
        "2026-03-15T12:42:07Z",
        "2026-02-29T00:00:00.000Z",
        "2026-03-15T24:00:00.000Z",
        "2026-03-15t12:42:07.310Z",
        "2026-03-15T12:42:07.310z",
        "1969-12-31T23:59:59.999Z",
        "2026-03-15T12:42:60.000Z",
        "2026-00-15T12:42:07.310Z",
        "2026-03-15T12:42:07.31éZ",
        "",
    ] {
        assert!(text.parse::<Millis>().is_err(), "{text}");
    }
}

#[test]
fn a_seal_opens_with_its_value_and_salt_only() {
    let opening = Opening { value: json!({ "b": 1, "a": "ấ" }), salt: Salt([9; 32]) };
    let seal = opening.seal().unwrap();
    let bytes = [&[9; 32][..], r#"{"a":"ấ","b":1}"#.as_bytes()].concat();
    assert_eq!(seal.0, Hash::of(&bytes));
    assert!(opening.opens(&seal));
    assert!(!Opening { salt: Salt([8; 32]), ..opening.clone() }.opens(&seal));
    assert!(!Opening { value: json!({ "b": 2, "a": "ấ" }), ..opening }.opens(&seal));
}

#[test]
fn a_closed_leaf_shows_number_time_body_and_seal() {
    let secret = record(3, "secret");
    let salt = Salt([1; 32]);
    let (leaf, opening) = secret.close(salt).unwrap();
    assert_eq!(
        String::from_utf8(leaf.encode().unwrap()).unwrap(),
        format!(
            r#"{{"at":"2026-03-15T12:42:07.310Z","body":"body:1","data":{{"seal":"{}"}},"kind":"closed","seq":3,"v":1}}"#,
            leaf.seal()
        )
    );
    assert_eq!(secret.closed_leaf(&salt).unwrap(), leaf);
    assert_eq!(closed::Opening::from_bytes(&opening.to_bytes()), Ok(opening.clone()));
    assert_eq!(leaf.open(&opening), Ok(secret));
    let (_, other) = record(3, "other").close(salt).unwrap();
    assert!(matches!(leaf.open(&other), Err(closed::NotOpened::Seal { .. })));
    assert_eq!(Record::decode(&leaf.encode().unwrap()), Err(Broken::Closed));
}

const RICH: &str = r#"{"act":"a1","at":"2026-03-15T12:42:07.310Z","body":"xã","by":"node","data":{"a":[1,-2,{},[],true],"b":{"c":"ấ","d":0}},"kind":"k","seq":3,"unit":"u","v":1}"#;

/// What readers of JSON trip over.
const BAITS: [&str; 27] = [
    "",
    "0",
    "-",
    "1",
    "-0",
    "01",
    "1.0",
    "1e3",
    "9007199254740992",
    "null",
    "true",
    "\"",
    "\"\"",
    "\\",
    "\\u000f",
    "\\n",
    "\n",
    " ",
    ",",
    ":",
    "{}",
    "[]",
    "e\u{301}",
    "ấ",
    "\"$serde_json::private::RawValue\":\"1\"",
    "\"closed\"",
    "\"é\":1,",
];

fn values() -> impl Strategy<Value = serde_json::Value> {
    let text =
        || prop_oneof![any::<String>(), "[a-c\u{0}-\u{20}\"\\\\/\u{7f}\u{e000}\u{10000}]{0,6}"];
    let whole = -(1i64 << 52)..(1i64 << 52);
    let plain = prop_oneof![
        any::<bool>().prop_map(|b| json!(b)),
        whole.prop_map(|n| json!(n)),
        text().prop_map(|t| json!(t))
    ];
    plain.prop_recursive(3, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            prop::collection::btree_map(text(), inner, 0..4)
                .prop_map(|fields| serde_json::Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    /// Ours writes as the general writer of RFC 8785 does, and looks for what is wrong as the slow way does.
    #[test]
    fn a_value_is_written_as_in_rfc_8785(value in values()) {
        let known = serde_json_canonicalizer::to_vec(&value).unwrap();
        prop_assert_eq!(crate::canonical::value_to_vec(&value).unwrap(), known);
    }

    /// What is kept beside a record is the canonical form of the opening, whatever it holds.
    #[test]
    fn an_opening_is_sealed_and_written_as_it_is_by_itself(value in values(), salt: [u8; 32]) {
        let opening = Opening { value, salt: Salt(salt) };
        let alone = opening.seal().and_then(|seal| Ok((seal, crate::canonical::to_vec(&opening)?)));
        prop_assert_eq!(opening.sealed().ok(), alone.ok());
    }

    /// The quick way takes nothing that the slow way refuses, and reads it alike.
    #[test]
    fn the_quick_way_reads_as_the_slow_way(
        cuts in prop::collection::vec((0..RICH.len(), 0usize..4, 0..BAITS.len()), 0..3),
    ) {
        let mut text = RICH.as_bytes().to_vec();
        for (from, length, bait) in cuts {
            let from = from.min(text.len());
            let to = (from + length).min(text.len());
            text.splice(from..to, BAITS[bait].bytes());
        }
        prop_assert_eq!(Leaf::decode(&text), Leaf::closely(&text));
    }

    #[test]
    fn every_instant_survives_its_text(ms in 0..=Millis::MAX.get()) {
        let at = Millis::new(ms);
        prop_assert_eq!(at.to_string().parse(), Ok(at));
    }

    #[test]
    fn every_record_survives_its_bytes(seq in 0u64..1 << 53, text in "[a-zA-Z0-9 \"\\\\ấợữĐỵ😀\n]{0,40}") {
        let record = record(seq, &text);
        let bytes = record.encode().unwrap();
        prop_assert_eq!(Record::decode(&bytes).unwrap(), record);
    }
}
