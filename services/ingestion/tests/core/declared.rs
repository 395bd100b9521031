//! Declarations of envelopes, pages and plain texts.

use article::{Source, Stated};

use crate::run::run;

fn values(stated: &[Stated]) -> Vec<(&str, Source)> {
    stated.iter().map(|one| (one.value.as_str(), one.source)).collect()
}

#[test]
fn the_envelope_takes_precedence_over_the_page() {
    let page = "<html lang=de><title>Seite</title><p class=byline>Von Anna Muster</p>\
        <time datetime=2020-04-28>gestern</time><p>Der Rat der Stadt hat am Montag getagt.</p>";
    let envelope = serde_json::json!({
        "content": page, "title": "Umschlag", "authors": ["Max Beispiel"], "language": "de-AT",
        "published_at": "2020-04-27", "rubrik": {"name": "Politik"},
    });
    let document = run(envelope.to_string().as_bytes(), &[]).unwrap();
    assert_eq!(document.title.unwrap().value, "Umschlag");
    let declared = document.declared;
    assert_eq!(declared.language.unwrap().value, "de-AT");
    assert_eq!(
        values(&declared.authors),
        [("Max Beispiel", Source::Envelope), ("Von Anna Muster", Source::Byline)]
    );
    assert_eq!(
        values(&declared.dates.published),
        [("2020-04-27", Source::Envelope), ("2020-04-28", Source::TimeElement)]
    );
    assert_eq!(declared.envelope["rubrik"]["name"], "Politik");
}

#[test]
fn header_lines_are_removed_from_the_text() {
    let text = "Council meets\n\nBy Jane Doe · 27 April 2020\n\n\
        The town council met on Monday to talk about the schools, and will meet again soon.\n\n\
        The next meeting is in May.\n\nSource: Example News Agency\n© 2020 Example Media\n";
    let document = run(text.as_bytes(), &[("Courant-Source", "wire")]).unwrap();
    assert_eq!(document.title.unwrap().value, "Council meets");
    assert_eq!(values(&document.declared.authors), [("Jane Doe", Source::Byline)]);
    assert_eq!(values(&document.declared.dates.published), [("27 April 2020", Source::Byline)]);
    assert!(document.text.starts_with("The town council") && document.text.ends_with("in May."));
    assert_eq!(document.boilerplate, ["Source: Example News Agency", "© 2020 Example Media"]);
    assert_eq!(document.source.as_deref(), Some("wire"));
}
