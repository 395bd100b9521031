//! The stage on whole records, with the default engine.

#[cfg(test)]
mod support;

use proptest::prelude::*;

use support::{detect, detect_declared, detect_restricted};

#[test]
fn a_sentence_or_two_are_told_in_many_languages() {
    let cases = [
        (
            "en",
            "The council met on Monday to discuss the new bridge across the river, and decided to ask the residents.",
        ),
        (
            "de",
            "Der Stadtrat hat am Montag über die neue Brücke beraten und beschlossen, die Anwohner zu befragen.",
        ),
        (
            "fr",
            "Le conseil municipal s'est réuni lundi pour discuter du nouveau pont et a décidé de consulter les habitants.",
        ),
        (
            "es",
            "El ayuntamiento se reunió el lunes para hablar del nuevo puente y decidió consultar a los vecinos.",
        ),
        (
            "pt",
            "A câmara municipal reuniu-se na segunda-feira para discutir a nova ponte e decidiu ouvir os moradores.",
        ),
        (
            "it",
            "Il consiglio comunale si è riunito lunedì per discutere del nuovo ponte e ha deciso di consultare gli abitanti.",
        ),
        (
            "nl",
            "De gemeenteraad kwam maandag bijeen om over de nieuwe brug te praten en besloot de bewoners te raadplegen.",
        ),
        (
            "pl",
            "Rada miasta zebrała się w poniedziałek, aby omówić budowę nowego mostu, i postanowiła zapytać mieszkańców.",
        ),
        (
            "tr",
            "Belediye meclisi pazartesi günü yeni köprüyü görüşmek için toplandı ve mahalle sakinlerine danışmaya karar verdi.",
        ),
        (
            "vi",
            "Hội đồng thành phố đã họp vào thứ hai để thảo luận về cây cầu mới và quyết định hỏi ý kiến người dân.",
        ),
        (
            "fi",
            "Kaupunginvaltuusto kokoontui maanantaina keskustelemaan uudesta sillasta ja päätti kysyä asukkaiden mielipidettä.",
        ),
        (
            "ru",
            "Городской совет собрался в понедельник, чтобы обсудить новый мост, и решил спросить мнение жителей.",
        ),
        (
            "uk",
            "Міська рада зібралася в понеділок, щоб обговорити новий міст, і вирішила запитати думку мешканців.",
        ),
        (
            "el",
            "Το δημοτικό συμβούλιο συνεδρίασε τη Δευτέρα για να συζητήσει τη νέα γέφυρα και αποφάσισε να ρωτήσει τους κατοίκους.",
        ),
        (
            "ar",
            "اجتمع مجلس المدينة يوم الاثنين لمناقشة الجسر الجديد وقرر أن يسأل السكان عن رأيهم في المشروع.",
        ),
        ("he", "מועצת העיר התכנסה ביום שני כדי לדון בגשר החדש והחליטה לשאול את התושבים לדעתם."),
        (
            "hi",
            "नगर परिषद की बैठक सोमवार को नए पुल पर चर्चा करने के लिए हुई और निवासियों से राय लेने का निर्णय लिया गया।",
        ),
        ("th", "สภาเมืองประชุมเมื่อวันจันทร์เพื่อหารือเรื่องสะพานใหม่และตัดสินใจสอบถามความเห็นของชาวบ้าน"),
        ("ja", "市議会は月曜日に新しい橋について話し合い、住民の意見を聞くことを決めた。"),
        ("ko", "시의회는 월요일에 새 다리에 대해 논의하고 주민들의 의견을 듣기로 결정했다."),
        ("zh-Hans", "市议会星期一开会讨论新桥的建设问题，决定征求居民的意见。"),
        ("zh-Hant", "市議會星期一開會討論新橋的建設問題，決定徵求居民的意見。"),
    ];
    for (tag, text) in cases {
        let found = detect(text);
        assert_eq!((found.tag.as_str(), found.reliable), (tag, true), "{found:?}");
        assert_eq!(found.code, tag.split('-').next().unwrap());
    }
}

#[test]
fn the_seed_article_is_traditional_chinese() {
    let text = "4月27日,我市召開全市教育工作會議,總結上年度和2020年1月新冠肺炎疫情發生以來我市各項教育工作,\
        明晰“現代化教育高地、新時代教育之鄉”建設目標,部署2020年教育重點工作。";
    let found = detect(text);
    assert_eq!((found.tag.as_str(), found.script.as_deref()), ("zh-Hant", Some("Hant")));
    assert!(found.reliable && found.confidence >= 0.9, "{found:?}");
}

#[test]
fn one_kana_does_not_make_a_chinese_article_japanese() {
    assert_eq!(detect("這家名叫の的餐廳在台北開業，吸引了許多年輕顧客前來用餐。").code, "zh");
}

#[test]
fn what_is_no_language_is_undetermined() {
    let base64 =
        "TWFueSBoYW5kcyBtYWtlIGxpZ2h0IHdvcmsuIE1hbnkgaGFuZHMgbWFrZSBsaWdodCB3b3JrLg".repeat(20);
    for text in
        ["", " \n\t", "0123 456,78 9", "🙂🎉🚀", "!!! --- ???", "\u{0}\u{1}", base64.as_str()]
    {
        let found = detect(text);
        assert_eq!((found.tag.as_str(), found.reliable), ("und", false), "{text:?}: {found:?}");
    }
}

#[test]
fn an_unsupported_script_is_undetermined_and_named() {
    let found = detect("ꦧꦱꦗꦮꦲꦢꦭꦃꦧꦱꦏꦁꦢꦶꦒꦸꦤꦏꦏꦺ");
    assert_eq!((found.tag.as_str(), found.script.as_deref()), ("und", Some("Java")));
}

#[test]
fn ten_megabytes_without_a_space_are_answered() {
    for unit in ["a", "語", "слово", "\u{301}", "<"] {
        let text = unit.repeat(10_000_000 / unit.len());
        let found = detect(&text);
        assert!(!found.reliable || found.code == "zh", "{unit:?}: {found:?}");
    }
}

#[test]
fn the_declared_language_stands_beside_the_finding_and_is_not_believed() {
    let text = "The council met on Monday to discuss the new bridge across the river.";
    let agreed = detect_declared(text, Some("en-GB"));
    assert_eq!((agreed.declared.as_deref(), agreed.warnings.len()), (Some("en-GB"), 0));
    let contradicted = detect_declared(text, Some("fr"));
    assert_eq!((contradicted.tag.as_str(), contradicted.reliable), ("en", true));
    assert_eq!((contradicted.declared.as_deref(), contradicted.warnings.len()), (Some("fr"), 1));
}

#[test]
fn the_declared_language_helps_between_siblings_that_the_text_leaves_open() {
    let text = "Danas je lijep dan i sunce sija nad gradom.";
    assert!(!detect(text).reliable, "a text that leaves it open");
    for (declared, tag) in [("bs", "bs"), ("hr-HR", "hr")] {
        let found = detect_declared(text, Some(declared));
        assert_eq!((found.tag.as_str(), found.warnings.len()), (tag, 0), "{found:?}");
    }
    assert_eq!(detect_declared(text, Some("sl")).tag, detect(text).tag);
}

#[test]
fn a_restriction_warns_of_what_lies_outside() {
    let text =
        "Der Stadtrat hat am Montag über die neue Brücke beraten und beschlossen, zu fragen.";
    let found = detect_restricted(text, "en,fr");
    assert!(["en", "fr", "und"].contains(&found.tag.as_str()) && !found.reliable, "{found:?}");
    let inside =
        detect_restricted("Le conseil municipal s'est réuni lundi pour en discuter.", "en,fr");
    assert_eq!((inside.tag.as_str(), inside.reliable, inside.warnings.len()), ("fr", true, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_gets_a_well_formed_answer(text in "\\PC{0,300}|[a-zа-я \\n]{0,400}|.{0,200}") {
        let found = detect(&text);
        prop_assert!((0.0..=1.0).contains(&found.confidence));
        prop_assert!(!found.tag.is_empty() && found.tag.starts_with(&found.code));
    }
}
