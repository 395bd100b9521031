//! The engine with its embedded table: hostile texts, damaged tables, restrictions.

use courant_language::table::{Table, TableError};
use courant_language::{Engine, Language, Ngrams};
use proptest::prelude::*;
use std::sync::LazyLock;

static ENGINE: LazyLock<Ngrams<'static>> = LazyLock::new(Ngrams::embedded);
static TABLE: &[u8] = include_bytes!("../data/language.table");

#[test]
fn what_is_no_language_is_undetermined() {
    let base64 = "TWFueSBoYW5kcyBtYWtlIGxpZ2h0IHdvcmsuIE1hbnkgaGFuZHMgbWFr".repeat(20);
    let random_han: String =
        (0..200).filter_map(|n| char::from_u32(0x4E00 + n * 7919 % 0x5200)).collect();
    let texts = [
        "",
        "7",
        " \n\t\u{3000}",
        "0123 456,78 9.10 2026-11-23",
        "🙂🎉🚀👩‍👩‍👧‍👦",
        "!!! --- ??? …",
        "\u{0}\u{1}\u{7f}\u{85}",
        "\u{301}\u{301}\u{302}",
        "\u{200f}\u{202e}\u{2066}",
        &base64,
        &random_han,
        "xkcdq vbnzt qwrtp sdfgh jklmn zxcvb qwpld mnbvc xzlkj hgfds tyrpw qqzxv wkjhq zzxpl",
    ];
    for text in texts {
        let found = ENGINE.detect(text);
        assert_eq!((found.tag, found.reliable), ("und", false), "{text:?}: {found:?}");
    }
}

#[test]
fn too_little_or_too_much_of_the_same_is_not_relied_on() {
    let again = ["ha".repeat(500), "a".repeat(10_000), "й ".repeat(300), "哈".repeat(300)];
    for text in
        ["a", "de", "и", "la la", "x y z"].into_iter().chain(again.iter().map(String::as_str))
    {
        let found = ENGINE.detect(text);
        assert!(!found.reliable && found.confidence <= 0.6, "{text:?}: {found:?}");
    }
}

#[test]
fn queries_lists_of_names_and_misread_letters_are_not_relied_on() {
    for text in [
        "SELECT name, price FROM products WHERE price > 100 ORDER BY name LIMIT 10",
        "INSERT INTO readers (name, town) VALUES ('x', 'y'); DELETE FROM orders WHERE paid = 1",
        "import React, { useState, useEffect } from 'react'; export default function App() {}",
        ".container { display: flex; margin: 0 auto; padding: 1rem; background: white }",
        "ERROR worker failed to connect host=db01 retry=3 timeout=30s",
        "John Smith, Mary Johnson, Robert Williams, Patricia Brown, Michael Jones",
        "Giovanni Rossi, Maria Bianchi, Luca Ferrari, Anna Russo, Paolo Esposito",
        "Kowalski, Nowak, Wiśniewski, Wójcik, Kamiński, Lewandowski",
        "Nguyen Van An, Tran Thi Binh, Le Van Cuong, Pham Thi Dung",
        "Анна Петрова, Иван Сидоров, Ольга Волкова, Дмитрий Кузнецов",
        "Tlie c0mmitt ee rnet 0n M0nday t0 d1scuss tlie new br1dge acr0ss tlie r1ver",
    ] {
        let found = ENGINE.detect(text);
        assert!(!found.reliable, "{text}: {found:?}");
    }
    for text in [
        "THE COUNCIL MEETS ON MONDAY TO DISCUSS THE NEW BRIDGE ACROSS THE RIVER",
        "Anna Smith, Tom Brown and Peter Miller have opened a bakery behind the old railway station.",
        "The formula E = mc² is the one that people remember best from his work.",
    ] {
        let found = ENGINE.detect(text);
        assert!(found.reliable && found.tag == "en", "{text}: {found:?}");
    }
}

#[test]
fn a_number_is_no_code() {
    for (text, tag) in [("kết nối USB 3.0", "vi"), ("Budget 2027: 12,5 Millionen", "de")] {
        assert_eq!(ENGINE.detect(text).tag, tag, "{text}");
    }
}

#[test]
fn a_persian_headline_with_brands_is_persian() {
    let found = ENGINE.detect("اپل از iPhone 17 Pro Max و Apple Watch Ultra 3 رونمایی کرد");
    assert_eq!(found.tag, "fa", "{found:?}");
}

#[test]
fn unsupported_scripts_are_named() {
    for (text, script) in
        [("ꦧꦱꦗꦮꦲꦢꦭꦃꦧꦱꦏꦁꦢꦶꦒꦸꦤꦏꦏꦺ", "Java"), ("ꕙꔤ ꕢꕌ ꗏ ꔞꘋ ꗪ ꗏ ꕘꕞ", "Vaii"), ("ꯃꯅꯤꯄꯨꯔꯤ ꯂꯣꯟ ꯑꯁꯤ", "Mtei")]
    {
        let found = ENGINE.detect(text);
        assert_eq!((found.tag, found.script, found.reliable), ("und", Some(script), false));
    }
}

#[test]
fn scripts_of_one_language_name_it() {
    for (text, tag) in [
        ("ភ្នំពេញជារាជធានីនៃព្រះរាជាណាចក្រកម្ពុជា", "km"),
        ("አዲስ አበባ የኢትዮጵያ ዋና ከተማ ናት", "am"),
        ("ရန်ကုန်မြို့သည် မြန်မာနိုင်ငံ၏", "my"),
        ("කොළඹ ශ්‍රී ලංකාවේ විශාලතම නගරයයි", "si"),
        ("ಬೆಂಗಳೂರು ಕರ್ನಾಟಕ ರಾಜ್ಯದ ರಾಜಧಾನಿ", "kn"),
        ("തിരുവനന്തപുരം കേരളത്തിന്റെ തലസ്ഥാനമാണ്", "ml"),
        ("ଭୁବନେଶ୍ୱର ଓଡ଼ିଶାର ରାଜଧାନୀ ଅଟେ", "or"),
        ("ວຽງຈັນເປັນນະຄອນຫຼວງຂອງປະເທດລາວ", "lo"),
        ("މާލެއަކީ ދިވެހިރާއްޖޭގެ ވެރިރަށެވެ", "dv"),
        ("ལྷ་ས་ནི་བོད་ཀྱི་རྒྱལ་ས་ཡིན།", "bo"),
        ("ᱥᱟᱱᱛᱟᱲᱤ ᱯᱟᱹᱨᱥᱤ ᱫᱚ ᱢᱤᱫ ᱯᱟᱹᱨᱥᱤ ᱠᱟᱱᱟ", "sat"),
    ] {
        assert_eq!(ENGINE.detect(text).tag, tag, "{text}");
    }
}

#[test]
fn japanese_without_kana_chinese_with_one_and_random_han_are_told_apart() {
    assert_eq!(ENGINE.detect("気象庁緊急地震速報発表関西国際空港").tag, "ja");
    assert_eq!(ENGINE.detect("這家名叫の的餐廳在台北開業，吸引了許多年輕顧客").tag, "zh-Hant");
    assert_eq!(ENGINE.detect("市议会星期一开会讨论新桥的建设问题").tag, "zh-Hans");
    for text in ["受付終了は午後五時", "首相、来週訪米へ", "株価急落、円高進行で輸出企業打撃"]
    {
        assert_eq!(ENGINE.detect(text).tag, "ja", "{text}");
    }
    assert_eq!(ENGINE.detect("奈雪の茶宣布在深圳开设新店").tag, "zh-Hans");
}

#[test]
fn derived_scripts_are_told() {
    let azerbaijani =
        "Бакы Азәрбајҹанын пајтахты вә ән бөјүк шәһәридир, Хәзәр дәнизинин саһилиндә јерләшир.";
    assert_eq!(ENGINE.detect(azerbaijani).tag, "az-Cyrl");
    let serbian = "Skupština grada je u ponedeljak odlučila da pita građane šta misle o novom mostu preko reke.";
    assert_eq!(ENGINE.detect(serbian).tag, "sr-Latn");
}

#[test]
fn a_mixed_text_gives_both_languages_with_their_shares() {
    let english = "The council met on Monday to discuss the new bridge across the river and decided to ask the residents what they think of it. ";
    let german = "Der Stadtrat hat am Montag über die neue Brücke beraten und beschlossen, die Anwohner nach ihrer Meinung zu fragen. ";
    let found = ENGINE.detect(&(english.repeat(3) + "\n" + &german.repeat(3)));
    let mut tags: Vec<_> = found.languages.iter().map(|share| share.tag).collect();
    tags.sort_unstable();
    assert_eq!(tags, ["de", "en"], "{found:?}");
    assert!(found.languages.iter().all(|share| (0.4..0.6).contains(&share.share)), "{found:?}");
    assert!(ENGINE.detect(&english.repeat(6)).languages.is_empty());
}

#[test]
fn a_line_is_worth_the_same_however_often_the_text_repeats_it() {
    let line = "The council met on Monday to discuss the new bridge of the town\n";
    let fits = |text: &str| -> Vec<_> {
        ENGINE.examine(text).1.segments.iter().map(|segment| segment.fit).collect()
    };
    let [once] = fits(line)[..] else { panic!("one segment") };
    assert_eq!(fits(&line.repeat(9)), [once; 9]);
}

#[test]
fn a_korean_or_chinese_half_counts_as_much_as_its_english_translation() {
    let english = "The museum opens its new wing on Friday with an exhibition about the history of the railway. Visitors can see twelve engines and hundreds of photographs.";
    for (own, tag) in [
        (
            "박물관은 금요일에 철도 역사에 관한 전시회로 새 건물을 엽니다. 방문객은 열두 대의 기관차와 수백 장의 사진을 볼 수 있습니다.",
            "ko",
        ),
        (
            "博物馆星期五将举办铁路历史展览，新馆同时开放。参观者可以看到十二台机车和数百张照片，还可以听讲解员介绍当年的故事。",
            "zh-Hans",
        ),
    ] {
        let found = ENGINE.detect(&format!("{own}\n{english}"));
        let tags: Vec<_> = found.languages.iter().map(|share| share.tag).collect();
        assert!(tags.contains(&tag) && tags.contains(&"en"), "{found:?}");
    }
}

#[test]
fn a_restriction_is_kept_and_what_lies_outside_is_told() {
    let of = |tag| Language::from_tag(tag).unwrap();
    let engine = ENGINE.clone().restricted_to([of("en"), of("fr"), of("hr")]);
    let french =
        engine.detect("Le conseil municipal s'est réuni lundi pour discuter du nouveau pont.");
    assert_eq!((french.tag, french.reliable, french.outside), ("fr", true, None));
    let german =
        engine.detect("Der Stadtrat hat am Montag über die neue Brücke beraten und entschieden.");
    assert!(["en", "fr", "hr", "und"].contains(&german.tag) && !german.reliable, "{german:?}");
    let serbian =
        engine.detect("Skupština grada je u ponedeljak odlučila da pita građane šta misle.");
    assert_eq!((serbian.tag, serbian.outside), ("hr", None));
}

/// A debug build reads some megabytes per second, so anything slower than linear would exceed the test
/// timeout. `make bench-language` measures the time.
#[test]
fn any_length_is_answered() {
    for unit in ["a", "語", "слово ", "e\u{301}", "<p>", "\u{202e}א", "аb", "한글", "\u{300}", "ก"]
    {
        let found = ENGINE.detect(&unit.repeat(10_000_000 / unit.len()));
        assert!((0.0..=1.0).contains(&found.confidence), "{unit:?}: {found:?}");
    }
}

#[test]
fn the_smaller_table_names_languages_too() {
    let small = Ngrams::new(include_bytes!("../data/language-small.table")).unwrap();
    for (text, tag) in [
        ("Der Stadtrat hat am Montag über die neue Brücke beraten und entschieden.", "de"),
        ("Владата објави дека следната година ќе ги зголеми платите на наставниците", "mk"),
        ("Ríkisstjórnin tilkynnti að kennarar fái hærri laun á næsta ári", "is"),
        ("সরকার আগামী বছর শিক্ষকদের বেতন বাড়ানোর ঘোষণা দিয়েছে", "bn"),
        ("政府宣布明年将提高教师工资", "zh-Hans"),
    ] {
        let found = small.detect(text);
        assert!(found.tag == tag && found.reliable, "{found:?}");
    }
}

#[test]
fn a_damaged_table_is_an_error_wherever_it_is_damaged() {
    let mut table = TABLE.to_vec();
    let places =
        (0..64).chain((64..table.len()).step_by(table.len() / 40)).chain([table.len() - 1]);
    for place in places {
        table[place] ^= 0x10;
        assert!(Table::new(&table).is_err(), "byte {place}");
        table[place] ^= 0x10;
    }
    assert!(Table::new(&table).is_ok());
}

#[test]
fn a_foreign_short_or_long_table_is_an_error() {
    assert_eq!(Table::new(b"").unwrap_err(), TableError::Foreign);
    assert_eq!(Table::new(&[0; 4096]).unwrap_err(), TableError::Foreign);
    let mut newer = TABLE.to_vec();
    newer[8] = 9;
    assert_eq!(Table::new(&newer).unwrap_err(), TableError::Version(9));
    for length in [8, 31, 32, 33, 1000, 200_000, TABLE.len() - 1] {
        assert!(Table::new(&TABLE[..length]).is_err(), "{length}");
    }
    let longer = [TABLE, &[0]].concat();
    assert!(Table::new(&longer).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_text_gets_a_well_formed_answer(text in ".{0,80}|[\\u{0}-\\u{FFFF}]{0,200}|[a-zа-яא-ת \\n.]{0,400}") {
        let (found, evidence) = ENGINE.examine(&text);
        prop_assert!((0.0..=1.0).contains(&found.confidence));
        prop_assert!(!found.reliable || found.tag != "und");
        prop_assert!(found.alternatives.iter().all(|a| (0.0..=1.0).contains(&a.confidence) && a.tag != found.tag));
        prop_assert!(evidence.segments.iter().all(|segment| segment.letters > 0));
    }
}
