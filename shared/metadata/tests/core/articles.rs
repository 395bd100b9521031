//! Articles in several languages, as plain texts and as pages.

use article::{Author, Cues, Document, Found, Language, Metadata, Source};
use courant_metadata::extract;
use serde_json::{Value, json};

fn document(text: &str, more: Value) -> Document {
    let mut section = json!({
        "content_type": "text/plain", "charset": "utf-8", "bytes": text.len(), "sha256": "",
        "received_at": "2026-11-23T08:15:00Z", "text": text,
    });
    let members = section.as_object_mut().expect("it is an object");
    members.extend(more.as_object().cloned().unwrap_or_default());
    serde_json::from_value(section).expect("it is a document section")
}

fn metadata(code: &str, text: &str, more: Value) -> Metadata {
    let language: Language = serde_json::from_value(json!({
        "tag": code, "code": code, "confidence": 1.0, "reliable": true,
    }))
    .expect("it is a language section");
    extract(&document(text, more), &language, &Cues::default())
}

fn names(authors: &[Author]) -> Vec<&str> {
    authors.iter().map(|author| author.value.as_str()).collect()
}

fn values(found: &[Found<String>]) -> Vec<&str> {
    found.iter().map(|found| found.value.as_str()).collect()
}

#[test]
fn plain_texts_are_read_by_their_lines() {
    let cases = [
        (
            "en",
            "City council backs four new schools\n\nBy Anna Smith, Education Correspondent\n\n\
             May 3, 2024\n\nThe council of St. Albans voted on Tuesday. It was time.",
            ("City council backs four new schools", "Anna Smith", "2024-05-03"),
            "The council of St. Albans voted on Tuesday.",
        ),
        (
            "de",
            "Stadtrat will vier neue Schulen\n\nVon Hans Müller\n\n3. Mai 2024\n\n\
             Der Stadtrat hat am 2. Mai für vier Schulen gestimmt. Das war klar.",
            ("Stadtrat will vier neue Schulen", "Hans Müller", "2024-05-03"),
            "Der Stadtrat hat am 2. Mai für vier Schulen gestimmt.",
        ),
        (
            "fr",
            "Quatre écoles pour la ville\n\nPar Élise Dupont\n\nPublié le 3 mai 2024\n\n\
             M. Martin, le maire, a annoncé quatre écoles. C’est fait.",
            ("Quatre écoles pour la ville", "Élise Dupont", "2024-05-03"),
            "M. Martin, le maire, a annoncé quatre écoles.",
        ),
        (
            "ru",
            "Совет одобрил строительство школ\n\nАвтор: Анна Иванова\n\n3 мая 2024 года\n\n\
             Совет города одобрил строительство. Так решили.",
            ("Совет одобрил строительство школ", "Анна Иванова", "2024-05-03"),
            "Совет города одобрил строительство.",
        ),
        (
            "zh",
            "全市教育工作会议召开\n\n本报记者 王小明\n\n2024年5月3日\n\n昨日，会议在市政府召开。很重要。",
            ("全市教育工作会议召开", "王小明", "2024-05-03"),
            "昨日，会议在市政府召开。",
        ),
    ];
    for (code, text, (title, author, day), lede) in cases {
        let found = metadata(code, text, json!({}));
        assert_eq!(found.title.map(|title| title.value).as_deref(), Some(title), "{code}");
        assert_eq!(names(&found.authors), [author], "{code}");
        let published = found.dates.published.expect("the text has a dateline");
        assert_eq!((published.value.as_str(), published.source), (day, Source::Byline), "{code}");
        assert_eq!(found.lede.as_deref(), Some(lede), "{code}");
    }
}

#[test]
fn a_page_is_believed_in_the_order_of_its_sources() {
    let page = json!({
        "content_type": "text/html",
        "url": "https://www.example.org/news/2024/05/03/schools",
        "title": {"value": "Council backs schools | Example News", "source": "title-element"},
        "declared": {
            "headings": ["Council backs schools", "More news"],
            "meta": {
                "og:site_name": ["Example News"], "og:title": ["Council backs schools – Example News"],
                "og:description": ["Four schools are to be built."],
                "author": ["Example News"], "article:tag": ["schools", "council"],
                "article:section": ["Local"], "og:image": ["https://www.example.org/a.jpg"],
            },
            "links": {
                "canonical": ["https://www.example.org/schools"],
                "license": ["https://creativecommons.org/licenses/by/4.0/"],
            },
            "json_ld": [{
                "@type": "NewsArticle", "datePublished": "2024-05-03T10:20:00+02:00",
                "dateModified": "2024-05-04", "author": [{"name": "Anna Smith"}, {"name": "Bob Lee"}],
                "publisher": {"@type": "Organization", "name": "Example Media Ltd"},
            }],
        },
    });
    let found = metadata("en", "The council voted. It took hours on 2 May.", page);
    let title = found.title.expect("the page declares it");
    assert_eq!((title.value.as_str(), title.source), ("Council backs schools", Source::OpenGraph));
    assert!(title.confidence.is_some_and(|sure| sure > 0.8));
    assert_eq!(title.evidence.unwrap(), "a part of og:title, a part of the title element");
    assert_eq!(names(&found.authors), ["Anna Smith", "Bob Lee"]);
    let published = found.dates.published.expect("JSON-LD states it");
    assert_eq!(published.value, "2024-05-03T10:20:00+02:00");
    assert_eq!(found.dates.modified.expect("JSON-LD states it").value, "2024-05-04");
    assert_eq!(found.dates.mentioned[0].value, "2024-05-02");
    let site = found.site.expect("the page names it");
    assert_eq!(site.name.expect("og:site_name").value, "Example News");
    assert_eq!(site.publisher.expect("JSON-LD").value, "Example Media Ltd");
    assert_eq!(site.url.as_deref(), Some("https://www.example.org/"));
    assert_eq!(values(&found.tags), ["schools", "council"]);
    assert_eq!(found.section.expect("article:section").value, "Local");
    assert_eq!(found.description.expect("og:description").source, Source::OpenGraph);
    assert_eq!(found.canonical_url.expect("a link").value, "https://www.example.org/schools");
    assert_eq!(found.image.expect("og:image").value, "https://www.example.org/a.jpg");
    let licence = found.rights.expect("a link").licence;
    assert_eq!(licence.as_deref(), Some("https://creativecommons.org/licenses/by/4.0/"));
}

#[test]
fn the_publishers_envelope_is_believed_over_the_page() {
    let page = json!({
        "title": {"value": "The publisher's title", "source": "envelope"},
        "declared": {
            "authors": [{"value": "Anna Smith", "source": "envelope"}],
            "dates": {"published": [{"value": "2024-05-03", "source": "envelope"}]},
            "json_ld": [{"@type": "Article", "headline": "Other", "author": "Bob Lee",
                "datePublished": "2023-01-01"}],
        },
    });
    let found = metadata("en", "The council voted.", page);
    let title = found.title.expect("the envelope has one");
    assert_eq!((title.value.as_str(), title.source), ("The publisher's title", Source::Envelope));
    assert_eq!(names(&found.authors), ["Anna Smith"]);
    let published = found.dates.published.expect("the envelope has one");
    assert_eq!((published.value.as_str(), published.source), ("2024-05-03", Source::Envelope));
}

#[test]
fn unknown_values_are_absent() {
    let found = metadata("en", "Nothing is known of this text.", json!({}));
    assert_eq!((found.authors.len(), found.dates.mentioned.len(), found.tags.len()), (0, 0, 0));
    assert_eq!((found.dates.published, found.dates.modified), (None, None));
    assert_eq!((found.site, found.rights, found.registrations), (None, None, None));
    assert_eq!((found.description, found.source_statement), (None, None));
    assert_eq!(metadata("und", "", json!({})), Metadata::default());
}
