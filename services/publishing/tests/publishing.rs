//! Filtering, routing and publishing of a record.

use article::{ArticleId, Headers, RawMessage, Record};
use jiff::Timestamp;
use publishing::{DeclaredValues, Publishing, Rules, Settings};
use stage::{Context, Failed, Processed, Stage, Verdict, process};

const ID: &str = "3972243cf868ce05511ecb571f447e06";

fn record(code: &str) -> String {
    format!(
        r#"{{"courant":1,"id":"{ID}",
            "document":{{"content_type":"text/plain","charset":"utf-8","bytes":2,"sha256":"",
                         "received_at":"2026-11-23T00:00:00Z","text":"你好",
                         "declared":{{"headings":["你好"]}}}},
            "internal":{{"cues":{{"comments":[9]}}}},
            "language":{{"tag":"{code}-Hant","code":"{code}","confidence":0.9,"reliable":true}},
            "sentiment":{{"score" : 0.50}},"trail":[]}}"#
    )
}

fn publish(settings: Settings, record: &str) -> Result<Processed, Failed> {
    let body = record.to_owned().into();
    let message = RawMessage::new(body, Headers::default(), Timestamp::UNIX_EPOCH);
    let context = Context::new(Timestamp::UNIX_EPOCH, "articles.published.{language}.{id}");
    process(&Publishing::new(settings).expect("valid settings"), message, &context, 1)
}

#[expect(clippy::panic, reason = "a test fails by panicking, its helpers too")]
fn published(settings: Settings) -> (Record, String, String) {
    match publish(settings, &record("zh")) {
        Ok(Processed::Publish { record, subject, language }) => (record, subject, language),
        other => panic!("not published: {other:?}"),
    }
}

#[test]
fn an_article_is_published_under_its_language_and_id() {
    let (record, subject, language) = published(Settings::default());
    assert_eq!(subject, format!("articles.published.zh.{ID}"));
    assert_eq!(language, "zh-Hant");
    assert_eq!(record.section::<article::Publication>().expect("added").subject, subject);
    let sentiment = record.raw("sentiment").map(|raw| raw.get());
    assert_eq!(sentiment, Some(r#"{"score" : 0.50}"#), "unknown sections keep their bytes");
}

#[test]
fn readers_receive_declared_values_only_on_request_and_internal_data_never() {
    for (declared, expected) in [(DeclaredValues::Drop, false), (DeclaredValues::Keep, true)] {
        let (record, ..) = published(Settings { declared, ..Settings::default() });
        assert!(record.raw("internal").is_none(), "{declared:?}");
        let document = record.raw("document").expect("kept").get();
        assert_eq!(document.contains("declared"), expected, "{document}");
        assert!(document.contains(r#""text":"你好""#), "{document}");
    }
}

#[test]
fn readers_receive_markdown_only_on_request() {
    let read = |markdown| {
        let (record, ..) = published(Settings { markdown, ..Settings::default() });
        record.section::<article::Document>().expect("kept").markdown
    };
    assert_eq!(read(false), None);
    assert_eq!(read(true).as_deref(), Some("你好\n"));
}

#[test]
fn rules_filter_articles_out_by_language_and_length() {
    let languages = |codes: &[&str]| Rules {
        languages: codes.iter().map(ToString::to_string).collect(),
        ..Rules::default()
    };
    let least = |min_characters| Rules { min_characters, ..Rules::default() };
    for (rules, expected) in [
        (languages(&["en", "ZH"]), None),
        (languages(&["en"]), Some("language")),
        (least(2), None),
        (least(3), Some("too_short")),
    ] {
        let settings = Settings { rules: rules.clone(), ..Settings::default() };
        let reason = match publish(settings, &record("zh")) {
            Ok(Processed::Filter { reason, record }) => {
                assert_eq!(record.id(), ID.parse::<ArticleId>().expect("an id"));
                Some(reason)
            }
            _ => None,
        };
        assert_eq!(reason, expected, "{rules:?}");
    }
}

#[test]
fn a_document_that_only_measures_is_set_aside() {
    let measuring =
        record("zh").replacen(r#""document":{"#, r#""document":{"source":"courant-bench","#, 1);
    match publish(Settings::default(), &measuring) {
        Ok(Processed::Filter { reason, .. }) => assert_eq!(reason, "bench"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_language_code_can_not_change_the_meaning_of_the_subject() {
    for code in ["", "*", ">", "en.x", "EN", "a", "e n"] {
        let failed = publish(Settings::default(), &record(code)).expect_err("refused");
        assert_eq!((failed.code, failed.verdict), ("language_code", Verdict::Reject), "{code}");
    }
}

#[test]
fn a_record_without_the_required_sections_is_rejected() {
    let bare = Record::new(ID.parse().expect("an id")).to_json();
    let failed = publish(Settings::default(), &String::from_utf8(bare).expect("JSON"));
    assert_eq!(failed.expect_err("refused").code, "record_incomplete");
}
