//! A real article with manually checked metadata.

use article::{ArticleId, Cues, Language, Metadata, Precision, Record, Source, TrailEntry};
use metadata::extract;
use metadata_extraction::{MetadataExtraction, Settings};
use stage::{Context, Failure, Stage, Step, Verdict};

fn document() -> article::Document {
    let json = include_str!("fixtures/nantong-education-2020.document.json");
    serde_json::from_str(json).expect("the fixture is a document section")
}

fn language() -> Language {
    serde_json::from_value(serde_json::json!({
        "tag": "zh-Hant", "code": "zh", "script": "Hant", "confidence": 0.99, "reliable": true,
    }))
    .expect("it is a language section")
}

fn metadata() -> Metadata {
    extract(&document(), &language(), &Cues::default())
}

#[test]
fn its_title_is_the_ledes_first_clause() {
    let title = metadata().title.unwrap();
    assert_eq!(title.value, "我市召開全市教育工作會議");
    assert_eq!(title.source, Source::Inferred);
    assert!(title.confidence.unwrap() <= 0.6);
    assert_eq!(title.evidence.unwrap(), "the lede's first clause: the text has no headline");
}

#[test]
fn its_lede_is_the_first_sentence() {
    let lede = "4月27日,我市召開全市教育工作會議,總結上年度和2020年1月新冠肺炎疫情發生以來我市各項教育工作,\
                明晰“現代化教育高地、新時代教育之鄉”建設目標,部署2020年教育重點工作。";
    assert_eq!(metadata().lede.unwrap(), lede);
}

#[test]
fn its_day_takes_the_year_in_which_the_text_was_written() {
    let dates = metadata().dates;
    let published = dates.published.unwrap();
    assert_eq!((published.value.as_str(), published.precision), ("2020-04-27", Precision::Day));
    assert_eq!(published.source, Source::Inferred);
    assert!(published.confidence.unwrap() <= 0.6);
    let evidence = published.evidence.unwrap();
    assert_eq!(
        evidence,
        "the event's date in the lede; its year from 2020年1月…以來, 部署2020年, 2019年…取得 (+1)"
    );
    let mentioned: Vec<&str> = dates.mentioned.iter().map(|date| date.value.as_str()).collect();
    assert_eq!(mentioned, ["2020-04-27", "2020-01", "2020", "2019"]);
    assert_eq!(dates.modified, None);
}

#[test]
fn its_people_have_their_roles() {
    let people: Vec<(String, Vec<String>)> =
        metadata().people.into_iter().map(|person| (person.name, person.roles)).collect();
    let expected = [
        ("徐新民", &["市政府副市長"][..]),
        ("周健", &["市政府副秘書長"]),
        ("郭毅浩", &["市委教育工委書記", "市教育局黨組書記", "局長"]),
        ("葛蘇強", &["市教育局副局長"]),
    ];
    let expected = expected.map(|(name, roles)| {
        (name.to_owned(), roles.iter().map(|role| (*role).to_owned()).collect())
    });
    assert_eq!(people, expected);
    assert_eq!(metadata().authors, []);
}

#[test]
fn its_footer_names_site_rights_and_source() {
    let metadata = metadata();
    let site = metadata.site.unwrap();
    assert_eq!(site.name.unwrap().value, "JSedu114");
    assert_eq!(site.publisher.unwrap().value, "江蘇教育黃頁");
    let rights = metadata.rights.unwrap();
    let holders = ["JSedu114", "江蘇教育信息綜合發布查詢平臺", "南京思必達教育科技有限公司"];
    assert_eq!(rights.holders, holders);
    assert_eq!(rights.years, [2013, 2025]);
    assert_eq!(rights.statement.as_deref(), Some("All Rights Reserved"));
    assert_eq!(rights.article.as_deref(), Some("文章版權及插圖屬于原作者"));
    let registrations = metadata.registrations.unwrap();
    assert_eq!(registrations.icp.as_deref(), Some("蘇ICP備14051488號-3"));
    assert_eq!(registrations.public_security.as_deref(), Some("32010402000125"));
    assert_eq!(
        metadata.source_statement.as_deref(),
        Some("本文內容搜集或轉自各大網絡平臺 (republished: the original source is not named)")
    );
}

#[test]
fn its_places_are_named() {
    let metadata = metadata();
    let places: Vec<&str> = metadata.places.iter().map(|place| place.name.as_str()).collect();
    assert_eq!(places, ["南通", "長三角", "蘇南", "上海", "如東縣", "啟東市", "江蘇"]);
}

#[test]
fn its_keywords_name_its_subject() {
    let keywords = metadata().keywords;
    let expected = [
        "教育",
        "南通",
        "高質量發展",
        "教育治理",
        "全市教育工作會議",
        "現代化教育高地",
        "新時代教育之鄉",
        "教育現代化",
        "疫情防控",
        "長三角一體化",
        "強富美高",
    ];
    let found: Vec<&str> = keywords.iter().map(|keyword| keyword.term.as_str()).collect();
    let hits = found.iter().filter(|term| expected.contains(term)).count();
    assert!(hits >= 5, "{found:?}");
    assert!(!found.iter().any(|term| ["版權", "技術支持"].contains(term)), "{found:?}");
    assert_eq!(keywords[0].score, 1.0);
}

#[test]
fn its_length_is_counted() {
    let counts = metadata().counts;
    assert!((957..=997).contains(&counts.characters_without_spaces), "{counts:?}");
    assert_eq!((counts.han, counts.sentences, counts.paragraphs), (870, 12, 4));
    assert_eq!(counts.reading_minutes, 2.2);
}

#[test]
fn the_stage_reads_its_sections_and_rejects_incomplete_records() {
    let stage = MetadataExtraction::new(Settings::default()).unwrap();
    let context = Context::new(document().received_at, "articles.metadata-extracted");
    let mark = TrailEntry {
        stage: "test".into(),
        version: "0".into(),
        at: context.now,
        duration_ms: 0.0,
        attempt: 1,
        raw: None,
    };
    let record = Record::new(ArticleId::of("", "", b"")).with(&document(), &mark).unwrap();
    let error = stage.process(&record, &context).unwrap_err();
    assert_eq!((error.code(), error.verdict()), ("record_incomplete", Verdict::Reject));
    let record = record.with(&language(), &mark).unwrap();
    assert_eq!(stage.process(&record, &context).unwrap(), Step::Forward(metadata()));
}
