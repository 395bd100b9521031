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
    // The tags and spaces of a page are ASCII.
    let page = format!("<!DOCTYPE html><title>x</title><p>{CHINESE}</p><p>{RUSSIAN}</p>");
    let little: Vec<u8> = page.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(decode(&little, &Hints::default()).text, page);
}

#[test]
fn similar_charsets_are_told_apart() {
    let polish = "Książki i nasiona wypożycza się przy ulicy Rynkowej; kto je weźmie, odda jesienią \
        część zbiorów. Sąsiadka posiała fasolę obok róż, a żona wójta sałatę między grządkami.";
    let russian =
        format!("{RUSSIAN} Районная библиотека на Рыночной улице теперь выдаёт и семена.");
    let cases = [
        (polish, "windows-1250", None, Some("https://velm.example.pl/a")),
        (polish, "iso-8859-2", None, Some("https://velm.example.pl/a")),
        (
            polish,
            "windows-1250",
            Some("text/html; charset=iso-8859-1"),
            Some("https://x.example.pl"),
        ),
        (&russian, "ibm866", None, None),
        (&russian, "x-mac-cyrillic", None, None),
        (JAPANESE, "shift_jis", Some("text/html; charset=iso-8859-1"), None),
    ];
    for (text, charset, content_type, url) in cases {
        let decoded = decode(&encoded(text, charset), &Hints { content_type, url });
        assert_eq!((decoded.text.as_str(), decoded.charset.as_str()), (text, charset), "{url:?}");
    }
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
fn a_few_broken_bytes_do_not_change_declared_utf_8() {
    let page = "<meta charset=utf-8><p>Le caf\u{e9} rouvre \u{2013} enfin\u{a0}!</p>".as_bytes();
    let stray = [page, b"<p>\xa9 2020</p>"].concat();
    let cut = [b"<meta name=description content='Le caf\xc3'>".as_slice(), page].concat();
    for bytes in [stray, cut] {
        let decoded = decode(&bytes, &Hints::labelled(Some("text/html; charset=utf-8")));
        assert_eq!((decoded.charset.as_str(), decoded.replaced), ("utf-8", 1));
        assert!(decoded.text.contains("caf\u{e9} rouvre \u{2013}"), "{}", decoded.text);
        assert_eq!(decode(&bytes, &Hints::default()).charset, "utf-8");
    }
}

#[test]
fn a_utf_8_label_does_not_hide_another_charset() {
    let hints = Hints::labelled(Some("text/plain; charset=utf-8"));
    let decoded = decode(&encoded(FRENCH, "windows-1252"), &hints);
    assert_eq!((decoded.text.as_str(), decoded.replaced), (FRENCH, 0));
}

#[test]
fn a_false_latin_label_is_refuted() {
    const POLISH: &str = "Wójt gminy ogłosił wcześniej, że szkoła zostanie zamknięta, a dzieci będą dowożone \
        do miasteczka. Rodzice są przeciwni, bo droga zajmie godzinę.";
    const TURKISH: &str = "Belediye başkanı, köprünün gelecek yıl yeniden açılacağını söyledi. \
        Şehirde yaşayanlar ise işlerin daha hızlı yürümesini istiyor.";
    const HUNGARIAN: &str = "A folyó fölötti régi hidat jövőre újítják fel, közölte a város. \
        A környéken élők szerint erről már évekkel ezelőtt dönteni kellett volna.";
    const GREEK: &str = "Ο δήμος ανακοίνωσε ότι το σχολείο θα ανοίξει πάλι τον Σεπτέμβριο.";
    const HEBREW: &str = "העירייה הודיעה כי בית הספר ייפתח שוב בחודש הבא לאחר השיפוץ.";
    const ARABIC: &str = "أعلنت البلدية أن المدرسة ستفتح أبوابها من جديد في الشهر المقبل.";
    const THAI: &str = "เทศบาลประกาศว่าโรงเรียนจะเปิดอีกครั้งในเดือนหน้าหลังจากการซ่อมแซม";
    let label = Some("text/html; charset=iso-8859-1");
    let cases = [
        (RUSSIAN, "windows-1251", None, ""),
        (RUSSIAN, "koi8-r", None, ""),
        (GREEK, "iso-8859-7", None, ""),
        (HEBREW, "windows-1255", None, ""),
        (ARABIC, "windows-1256", None, ""),
        (THAI, "windows-874", None, ""),
        (POLISH, "iso-8859-2", None, " lang=pl"),
        (POLISH, "windows-1250", Some("https://example.pl/a"), ""),
        (HUNGARIAN, "iso-8859-2", None, " lang='hu'"),
        (TURKISH, "windows-1254", None, " lang=tr-TR"),
    ];
    for (text, charset, url, language) in cases {
        let page = format!("<html{language}><body><p>{text}</p></body></html>");
        let decoded = decode(&encoded(&page, charset), &Hints { content_type: label, url });
        assert!(decoded.text.contains(text), "{charset}: {}", decoded.text);
    }
}

#[test]
fn a_doubtful_latin_label_is_reported() {
    let short = encoded("Powieść o łódce i źrebięciu.", "iso-8859-2");
    let decoded = decode(&short, &Hints::labelled(Some("text/plain; charset=latin1")));
    assert_eq!(decoded.charset, "windows-1252");
    assert_eq!(decoded.alternative.as_deref(), Some("iso-8859-2"));
}

#[test]
fn a_true_latin_label_is_confirmed() {
    const FINNISH: &str = "Tänään päätettiin, että sää jää syksyllä entistä tärkeämmäksi yöllä.";
    const ICELANDIC: &str = "Það er búið að opna veginn á ný og bílar geta ekið þar í dag.";
    let label = Some("text/html; charset=iso-8859-1");
    for text in [FRENCH, FINNISH, ICELANDIC, "Über die Brücke fährt man künftig fünf Minuten."]
    {
        for url in [None, Some("https://example.pl/"), Some("https://example.com/")] {
            let decoded =
                decode(&encoded(text, "windows-1252"), &Hints { content_type: label, url });
            assert_eq!(decoded.text, text, "{url:?} {}", decoded.charset);
        }
    }
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

/// Bytes of `text` in a charset that `encoding_rs` can only decode.
fn in_mac_cyrillic(text: &str) -> Vec<u8> {
    let byte = |c: char| {
        let mut all = 0..=u8::MAX;
        all.find(|b| X_MAC_CYRILLIC.decode_without_bom_handling(&[*b]).0 == c.to_string())
    };
    text.chars().map(|c| byte(c).unwrap()).collect()
}

#[test]
fn mac_cyrillic_is_read_without_a_label() {
    const BULGARIAN: &str =
        "Старият мост на реката беше отворен отново. Хората от селото я чакаха две години.";
    const UKRAINIAN: &str =
        "Старий міст через річку знову відкрито. Люди чекали на нього два роки, а діти ще довше.";
    const QUESTION: &str =
        "Кто построил мост? Этого никто не помнит. Говорят, что его начали ещё до войны.";
    let letter = "Ольга Петровна! Паром снова ходит с понедельника. Я поеду первой.";
    let page =
        format!("<html><body><h1>Мост</h1><p>{RUSSIAN}</p><p>Мэр открыл его сам.</p></body>");
    for text in [BULGARIAN, UKRAINIAN, QUESTION, letter, &page] {
        let bytes = in_mac_cyrillic(text);
        for label in [None, Some("text/html; charset=iso-8859-1")] {
            let decoded = decode(&bytes, &Hints::labelled(label));
            assert_eq!(decoded.text, text, "{} {label:?}", decoded.charset);
            assert_eq!(decoded.charset, "x-mac-cyrillic");
        }
    }
}

#[test]
fn windows_1251_is_not_taken_for_mac_cyrillic() {
    const SERBIAN: &str =
        "Љубав према реци трајала је дуго. Његова кућа стоји на обали. Ђаци чекају трамвај.";
    const MACEDONIAN: &str =
        "Ќе го отворат мостот во мај. Џенет чекаше две години. Ѓорѓи е градител.";
    let quoted = "Он сказал: \u{201c}мы построили мост\u{201d} \u{2014} и ушёл. Никто не возражал, хотя все знали.";
    let small =
        "всё маленькими буквами, без точек и заглавных, как пишут в чатах, только я тут одна";
    for text in [RUSSIAN, SERBIAN, MACEDONIAN, quoted, small] {
        let decoded = decode(&encoded(text, "windows-1251"), &Hints::default());
        assert_eq!(decoded.text, text, "{}", decoded.charset);
    }
}

#[test]
fn hz_is_read_with_and_without_a_label() {
    let bytes = b"<p>~{3$IsLlIhLS3I~} (Eel), ~{VPND~}.</p>";
    for label in [None, Some("text/html; charset=hz-gb-2312")] {
        let decoded = decode(bytes, &Hints::labelled(label));
        assert_eq!((decoded.charset.as_str(), decoded.replaced), ("hz-gb-2312", 0));
        assert!(decoded.text.contains("中文") && !decoded.text.contains('~'), "{}", decoded.text);
    }
}
