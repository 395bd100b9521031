//! What publishing makes of a record.

use article::{ArticleId, RawMessage, Record};
use jiff::Timestamp;
use publishing::{Publishing, Rules};
use stage::{Context, Processed, Stage, Verdict, process};

const ID: &str = "3972243cf868ce05511ecb571f447e06";

fn record(code: &str) -> String {
    format!(
        r#"{{"courant":1,"id":"{ID}",
            "document":{{"content_type":"text/plain","charset":"utf-8","bytes":2,"sha256":"",
                         "received_at":"2026-11-23T00:00:00Z","text":"你好"}},
            "language":{{"tag":"{code}-Hant","code":"{code}","confidence":0.9,"reliable":true}},
            "sentiment":{{"score" : 0.50}},"trail":[]}}"#
    )
}

fn publish(rules: Rules, record: &str) -> Result<Processed, stage::Failed> {
    let message = RawMessage {
        body: record.to_owned().into(),
        headers: article::Headers::default(),
        lane: None,
        received_at: Timestamp::UNIX_EPOCH,
    };
    let context = Context::new(Timestamp::UNIX_EPOCH, "articles.published.{language}.{id}");
    process(&Publishing::new(rules).expect("every rule is a good one"), message, &context, 1)
}

#[test]
fn an_article_comes_out_under_its_language_and_id() {
    let Ok(Processed::Publish { record, subject, language }) =
        publish(Rules::default(), &record("zh"))
    else {
        panic!("not published")
    };
    assert_eq!(subject, format!("articles.published.zh.{ID}"));
    assert_eq!(language, "zh-Hant");
    assert_eq!(record.section::<article::Publication>().expect("added").subject, subject);
    let sentiment = record.raw("sentiment").map(|raw| raw.get());
    assert_eq!(sentiment, Some(r#"{"score" : 0.50}"#), "unknown sections pass untouched");
}

#[test]
fn rules_leave_articles_out_by_language_and_length() {
    let languages = |codes: &[&str]| Rules {
        languages: codes.iter().map(ToString::to_string).collect(),
        ..Rules::default()
    };
    let least = |min_characters| Rules { min_characters, ..Rules::default() };
    for (rules, reason) in [
        (languages(&["en", "ZH"]), None),
        (languages(&["en"]), Some("language")),
        (least(2), None),
        (least(3), Some("too_short")),
    ] {
        let told = match publish(rules.clone(), &record("zh")) {
            Ok(Processed::Filter { reason, record }) => {
                assert_eq!(record.id(), ID.parse::<ArticleId>().expect("an id"));
                Some(reason)
            }
            _ => None,
        };
        assert_eq!(told, reason, "{rules:?}");
    }
}

#[test]
fn a_language_code_that_is_no_subtag_can_not_break_out_of_the_subject() {
    for code in ["", "*", ">", "en.x", "EN", "a", "e n"] {
        let failed = publish(Rules::default(), &record(code)).expect_err("refused");
        assert_eq!((failed.code, failed.verdict), ("language_code", Verdict::Reject), "{code}");
    }
}

#[test]
fn a_record_without_the_sections_it_goes_by_is_rejected() {
    let bare = Record::new(ID.parse().expect("an id")).to_json();
    let failed = publish(Rules::default(), &String::from_utf8(bare).expect("JSON"));
    assert_eq!(failed.expect_err("refused").code, "record_incomplete");
}
