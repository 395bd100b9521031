use encoding_rs::Encoding;

use super::*;

fn encoded(text: &str, charset: &str) -> Vec<u8> {
    let encoding = Encoding::for_label(charset.as_bytes()).unwrap();
    encoding.encode(text).0.into_owned()
}

const CHINESE: &str = "南通市召开全市教育工作会议,总结上年度各项教育工作,部署今年的重点任务。";
const JAPANESE: &str = "市は二十七日、教育に関する会議を開き、今年の重点について話し合った。";
const RUSSIAN: &str = "В городе прошло совещание по вопросам образования в новом году.";
const FRENCH: &str = "La réunion a été consacrée à l'éducation : les élèves étaient présents.";

#[test]
fn charsets_are_read_with_and_without_labels() {
    let cases = [
        (CHINESE, "gb18030", Some("text/plain; charset=gb2312"), None, "gb18030"),
        (CHINESE, "gb18030", None, None, "gb18030"),
        (CHINESE, "gb18030", None, Some("https://www.example.cn/a"), "gb18030"),
        (CHINESE, "gb18030", Some("text/html; charset=iso-8859-1"), None, "gb18030"),
        (JAPANESE, "shift_jis", None, Some("https://example.jp/"), "shift_jis"),
        (JAPANESE, "euc-jp", Some("text/plain; charset=euc-jp"), None, "euc-jp"),
        (JAPANESE, "iso-2022-jp", None, None, "iso-2022-jp"),
        (RUSSIAN, "windows-1251", None, None, "windows-1251"),
        (RUSSIAN, "koi8-r", Some("text/plain; charset=KOI8-R"), None, "koi8-r"),
        (FRENCH, "windows-1252", Some("text/plain; charset=latin1"), None, "windows-1252"),
        (FRENCH, "windows-1252", None, None, "windows-1252"),
        (FRENCH, "utf-8", Some("text/plain; charset=latin1"), None, "utf-8"),
        (FRENCH, "utf-8", Some("text/plain; charset=utf-16"), None, "utf-8"),
    ];
    for (text, charset, content_type, url, expected) in cases {
        let decoded = decode(&encoded(text, charset), &Hints { content_type, url });
        assert_eq!((decoded.charset.as_str(), decoded.replaced), (expected, 0), "{text}");
        assert_eq!(decoded.text, text, "{charset} {content_type:?}");
    }
}

#[test]
fn utf16_is_read_by_mark_label_or_zeros() {
    let little: Vec<u8> = CHINESE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xff\xfe".as_slice(), &little].concat();
    assert_eq!(decode(&marked, &Hints::default()).text, CHINESE);
    let labelled = Hints::labelled(Some("text/plain; charset=utf-16le"));
    assert_eq!(decode(&little, &labelled).text, CHINESE);
    let big: Vec<u8> = FRENCH.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let decoded = decode(&big, &Hints::default());
    assert_eq!((decoded.text.as_str(), decoded.charset.as_str()), (FRENCH, "utf-16be"));
}

#[test]
fn a_page_takes_precedence_over_a_latin_header() {
    let page = format!("<html><head><meta charset=\"gbk\"></head><body>{CHINESE}</body>");
    let hints = Hints::labelled(Some("text/html; charset=ISO-8859-1"));
    assert!(decode(&encoded(&page, "gbk"), &hints).text.contains(CHINESE));
}

#[test]
fn lost_characters_are_counted() {
    let mut cut = CHINESE.as_bytes().to_vec();
    cut.truncate(cut.len() - 1);
    let decoded = decode(&cut, &Hints::default());
    assert_eq!((decoded.charset.as_str(), decoded.replaced), ("utf-8", 1));

    let mut spoilt = CHINESE.repeat(3).into_bytes();
    spoilt[30] = 0xff;
    let decoded = decode(&spoilt, &Hints::labelled(Some("text/plain; charset=utf-8")));
    assert_eq!(decoded.charset, "utf-8");
    assert!((1..=3).contains(&decoded.replaced), "{}", decoded.replaced);
}

#[test]
fn one_broken_character_does_not_make_a_text_latin() {
    let lines = format!("{CHINESE}\n").repeat(6);
    let mut spoilt = encoded(&lines, "gbk");
    let middle = spoilt.len() / 2;
    spoilt.splice(middle..middle, [0xc7, b' ']);
    let decoded = decode(&spoilt, &Hints::default());
    assert_eq!(decoded.charset, "gb18030");
    assert!((1..=3).contains(&decoded.replaced), "{}", decoded.replaced);
}
