//! Kinds of errors, each on its own documents in many languages. Either the right value or none must be
//! found; no wrong value may have a confidence above 0.7.

use std::collections::BTreeMap;

use article::Metadata;
use serde_json::Value;

use crate::html::{Known, extract};

const VARIANTS: &str = include_str!("../data/variants.jsonl");
/// Titles and paragraphs by language.
const TEXTS: &str = include_str!("../data/texts.txt");
/// The maximum confidence of a wrong value.
const DOUBTED: f32 = 0.7;
const SITE: &str = "Hallen Post";

/// A document, and the right values of each field. `null` means none.
struct Variant {
    value: Value,
}

impl Variant {
    fn get(&self, member: &str) -> Option<&str> {
        self.value[member].as_str()
    }

    fn part(&self, member: &str) -> &str {
        self.get(member).unwrap_or_default()
    }

    /// The page in one of two layouts.
    fn page(&self, layout: u8) -> String {
        let language = self.part("lang");
        let heading = format!("<h1>{}</h1>", title_in(language));
        let headline = self.get("headline").unwrap_or(&heading);
        let title = format!("{} – {SITE}", title_in(language));
        let title = self.get("title").unwrap_or(&title);
        let first = self.get("first").map(|first| format!("<p>{first}</p>")).unwrap_or_default();
        let text: String = texts_in(language).map(|text| format!("<p>{text}</p>\n")).collect();
        let (byline, below) = (self.part("byline"), self.part("below"));
        let tag = self.get("page_lang").unwrap_or(language);
        let head = self.part("head").replace("@LONG@", &"Long words on ropes. ".repeat(4_000));
        let body = match layout {
            0 => format!(
                "<header><a href=/>{SITE}</a><nav><ul><li><a href=/0>1</a><li><a href=/1>2</a></ul>\
                 </nav></header><main><article>{headline}\n{byline}\n{first}{text}</article>{below}\
                 </main><footer><p>© 2024 {SITE}</p></footer>"
            ),
            _ => format!(
                "<div id=top><div class=logo><a href=/>{SITE}</a></div><div class=menu><a href=/0>1\
                 </a> | <a href=/1>2</a></div></div><div id=content>{headline}\n{byline}\n\
                 <div class=text>{first}{text}</div>{below}</div><div class=foot>© 2024 {SITE}</div>"
            ),
        };
        format!(
            "<!DOCTYPE html><html lang={tag}><head><meta charset=utf-8><title>{title}</title>{head}\
             </head><body>{body}</body></html>"
        )
    }

    fn read(&self, layout: u8) -> Metadata {
        let html = self.page(layout);
        let known = Known {
            language: self.part("lang"),
            url: self.get("url"),
            received_at: "2026-11-23T08:15:00Z",
            fetched_at: self.get("fetched_at"),
        };
        extract(&html, known)
    }

    /// The errors in the metadata of a layout.
    fn faults(&self, layout: u8) -> Vec<String> {
        let metadata = serde_json::to_value(self.read(layout)).unwrap();
        let expected = self.value["expect"].as_object().unwrap();
        let is_open = self.value["open"] == true;
        let faults = expected.iter().filter_map(|(field, right)| {
            let (found, confidence) = found(&metadata, field);
            let right = right.as_array().unwrap();
            let is_right = right.iter().any(|right| {
                let right = right
                    .as_str()
                    .filter(|text| *text == "H1")
                    .map_or_else(|| right.clone(), |_| Value::from(title_in(self.part("lang"))));
                match field.as_str() {
                    "lede_starts" => {
                        found.as_str().unwrap_or_default().starts_with(right.as_str().unwrap())
                    }
                    _ => found == right,
                }
            });
            let is_none = found.is_null() || found.as_array().is_some_and(Vec::is_empty);
            let is_doubted = is_none || confidence <= DOUBTED;
            (!(is_right || is_open && is_doubted)).then(|| {
                let kind = self.part("kind");
                format!("{kind} {layout} {field}: {found}, confidence {confidence}: {}", self.value)
            })
        });
        faults.collect()
    }
}

/// The value of a field, and its confidence.
fn found(metadata: &Value, field: &str) -> (Value, f32) {
    let value = |path: &str| metadata.pointer(path).cloned().unwrap_or_default();
    let confidence = |path: &str| value(path).as_f64().unwrap_or(1.0) as f32;
    let values = |path: &str| {
        let all = value(path);
        let all = all.as_array().into_iter().flatten().map(|one| one["value"].clone());
        Value::from(all.collect::<Vec<_>>())
    };
    match field {
        "authors" => (values("/authors"), confidence("/authors/0/confidence")),
        "tags" => (values("/tags"), 1.0),
        "published" | "modified" => {
            let date = value(&format!("/dates/{field}/value"));
            let day =
                date.as_str().map_or(Value::Null, |date| Value::from(&date[..10.min(date.len())]));
            (day, confidence(&format!("/dates/{field}/confidence")))
        }
        "canonical" => (value("/canonical_url/value"), 1.0),
        "publisher" => (value("/site/publisher/value"), 1.0),
        "site" => (value("/site/name/value"), 1.0),
        "lede_starts" => (value("/lede"), 1.0),
        other => (value(&format!("/{other}/value")), confidence(&format!("/{other}/confidence"))),
    }
}

fn title_in(language: &str) -> &'static str {
    let own = texts("title", language).next();
    own.or_else(|| texts("title", "en").next()).unwrap()
}

fn texts_in(language: &str) -> impl Iterator<Item = &'static str> {
    let known = texts("text", language).next().is_some();
    texts("text", if known { language } else { "en" })
}

fn texts<'a>(what: &'a str, language: &'a str) -> impl Iterator<Item = &'static str> + use<'a> {
    TEXTS.lines().filter_map(move |line| {
        let (kind, rest) = line.split_once(' ')?;
        let (code, text) = rest.split_once(' ')?;
        (kind == what && code == language).then_some(text)
    })
}

fn variants() -> impl Iterator<Item = Variant> {
    VARIANTS.lines().map(|line| Variant { value: serde_json::from_str(line).unwrap() })
}

#[test]
fn every_kind_has_at_least_five_documents() {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    variants().for_each(|variant| *kinds.entry(variant.part("kind").to_owned()).or_default() += 1);
    let few: Vec<_> = kinds.iter().filter(|(_, number)| **number < 5).collect();
    assert!(few.is_empty(), "{few:?}");
    assert!(kinds.len() >= 20, "{kinds:?}");
}

#[test]
fn fields_of_articles_in_elements_are_right_or_doubted() {
    assert_no_faults(0);
}

#[test]
fn fields_of_articles_in_plain_boxes_are_right_or_doubted() {
    assert_no_faults(1);
}

fn assert_no_faults(layout: u8) {
    let faults: Vec<String> = variants().flat_map(|variant| variant.faults(layout)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
