use super::read;
use crate::*;

/// "Họ và tên,Quê / Nguyễn Văn Hùng,Đồng Tháp / Trần Thị Lưng,Hà Nội", each written by hand in the
/// codes of its encoding.
const TCVN3: &[u8] = b"H\xE4 v\xB5 t\xAAn,Qu\xAA\nNguy\xD4n V\xA8n H\xEFng,\xA7\xE5ng Th\xB8p\n\
Tr\xC7n Th\xDE L\xADng,H\xB5 N\xE9i\n";
const VNI: &[u8] =
    b"Ho\xEF va\xF8 te\xE2n,Que\xE2\nNguye\xE3n Va\xEAn Hu\xF8ng,\xD1o\xE0ng Tha\xF9p\n\
Tra\xE0n Th\xF2 L\xF6ng,Ha\xF8 No\xE4i\n";
const WINDOWS_1258: &[u8] =
    b"Ho\xF2 v\xE0 t\xEAn,Qu\xEA\nNguy\xEA\xDEn V\xE3n Hu\xCCng,\xD0\xF4\xCCng Tha\xECp\n\
Tr\xE2\xCCn Thi\xF2 L\xFDng,H\xE0 N\xF4\xF2i\n";
const PLAIN: &str = "Họ và tên,Quê\nNguyễn Văn Hùng,Đồng Tháp\nTrần Thị Lưng,Hà Nội\n";

#[test]
fn bytes_of_each_legacy_encoding_are_recognised_and_shown() {
    for (bytes, encoding) in
        [(TCVN3, Encoding::Tcvn3), (VNI, Encoding::Vni), (WINDOWS_1258, Encoding::Windows1258)]
    {
        assert_eq!(decode_legacy(bytes, encoding), PLAIN);
        let refusal = read(bytes).unwrap_err();
        let expected = Unreadable::LegacyEncoding {
            name: encoding.name(),
            line: 1,
            sample_decoded: "Họ và tên,Quê".into(),
        };
        assert_eq!(refusal, expected);
        assert_eq!(refusal.legacy(), Some(encoding));
        assert!(read(decode_legacy(bytes, encoding)).is_ok());
    }
}

#[test]
fn legacy_text_typed_as_latin_1_is_recognised() {
    for (cell, name, meant) in [
        ("NguyÔn", "TCVN3", "Nguyễn"),
        ("Hµ Néi", "TCVN3", "Hà Nội"),
        ("Nguyeãn", "VNI", "Nguyễn"),
        ("TRAÀN THÒ LÖÔNG", "VNI", "TRẦN THỊ LƯƠNG"),
    ] {
        let expected = Unreadable::LegacyEncoding { name, line: 3, sample_decoded: meant.into() };
        assert_eq!(read(format!("a,b\n1,an\n2,{cell}\n")), Err(expected));
        let file = format!("a\n{cell}\n");
        let decoded = decode_legacy(file.as_bytes(), Encoding::named(name).unwrap());
        assert_eq!(decoded, format!("a\n{meant}\n"));
    }
}

#[test]
fn unicode_names_of_vietnam_and_elsewhere_are_not_taken_for_legacy() {
    for name in [
        "Nguyễn Thị Hoà",
        "Lê Quý Đôn",
        "Ngô Vô Tô",
        "Bùi Thuý",
        "Y Niê",
        "Krông Nô",
        "Blô",
        "Plâi",
        "H'Mông",
        "Ksor Phước",
        "José",
        "Müller",
        "Café",
        "Noël",
        "Bé",
        "Tà Rụt",
        "Hải Phòng ¹",
        "§ 5",
        "An ½",
        "« An »",
        "Phòng 5°C",
        "Xoòng",
        "Êban",
        "Siu Hyê",
        "Ôtô",
        "Trà",
        "Dân",
    ] {
        assert!(read(format!("a\n{name}\n")).is_ok(), "{name}");
    }
}

#[test]
fn the_code_table_of_tcvn3_is_has_every_small_letter() {
    let codes: Vec<char> = (0xA1..=0xFEu8).map(char::from).collect();
    let letters: std::collections::BTreeSet<String> = codes
        .iter()
        .map(|code| decode_text(&code.to_string(), Encoding::Tcvn3))
        .filter(|text| text.chars().all(|c| c > '\u{FF}' || "àáãâèéêìíòóõôùúýÂÊÔ".contains(c)))
        .collect();
    let small = "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ";
    assert!(small.chars().all(|c| letters.contains(&c.to_string())));
}

#[test]
fn bytes_that_are_neither_are_refused_with_their_line() {
    assert_eq!(read(b"a\nb\n\xFF\xFE\xFD\n"), Err(Unreadable::NotUtf8 { line: 3 }));
    assert_eq!(
        read("Nguyễn\n".repeat(9).into_bytes().into_iter().chain(*b"b\xFF").collect::<Vec<_>>()),
        Err(Unreadable::NotUtf8 { line: 10 })
    );
}
