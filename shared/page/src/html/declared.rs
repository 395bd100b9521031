use std::collections::BTreeMap;

use article::{Declared, Source, Stated};

use super::attributes::Attributes;
use super::capture::{Captures, Wanted, line, wanted};
use super::json_ld::JsonLd;
use super::walk::Sink;
use text::cut;

use crate::bounds;

/// Different names of meta elements, or relations of links, that are kept.
const NAMES: usize = 128;
/// Values that are kept of each.
const VALUES: usize = 16;
/// Bytes that all of them may have together.
const BYTES: usize = 64 * 1024;
/// Headings, authors, or dates of a kind that are kept.
const MANY: usize = 32;
/// The longest text, in characters, that may be a byline or a date.
const SHORT: usize = 120;

/// Collects what a page says of itself.
#[derive(Debug, Default)]
pub(super) struct Collector {
    title: Option<String>,
    declared: Declared,
    json_ld: JsonLd,
    captures: Captures,
    room: Room,
}

/// What was collected.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) title: Option<String>,
    pub(super) declared: Declared,
    pub(super) warnings: Vec<String>,
}

impl Collector {
    /// What was collected.
    pub(super) fn finish(self) -> Found {
        let warnings = self.json_ld.warnings().collect();
        let declared = Declared { json_ld: self.json_ld.blocks, ..self.declared };
        Found { title: self.title, declared, warnings }
    }

    fn meta(&mut self, attributes: &Attributes<'_>) {
        let content = attributes.get("content").filter(|content| !content.is_empty());
        let content = content.or_else(|| attributes.get("datetime"));
        let Some(content) = content.map(|content| line(&content)) else { return };
        if let Some(name) = attributes.get("itemprop") {
            match name.trim().to_lowercase().as_str() {
                "datepublished" | "datecreated" => {
                    self.keep(Wanted::Published(Source::Microdata), &content);
                }
                "datemodified" => self.keep(Wanted::Modified(Source::Microdata), &content),
                "author" => self.keep(Wanted::Author(Source::Microdata), &content),
                _ => {}
            }
        }
        for name in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(name) = attributes.get(name) {
                let name = name.trim().to_lowercase();
                self.room.push(&mut self.declared.meta, &name, &content);
            }
        }
    }

    fn link(&mut self, attributes: &Attributes<'_>, relations: &[&str]) {
        let (Some(rel), Some(href)) = (attributes.get("rel"), attributes.get("href")) else {
            return;
        };
        let rel = rel.to_ascii_lowercase();
        for name in rel.split_ascii_whitespace().filter(|name| relations.contains(name)) {
            self.room.push(&mut self.declared.links, name, href.trim());
        }
    }

    fn keep(&mut self, wanted: Wanted, text: &str) {
        if text.is_empty() || wanted != Wanted::Heading && text.chars().count() > SHORT {
            return;
        }
        let stated = |source| Stated { value: cut(text, bounds::LINE).to_owned(), source };
        match wanted {
            Wanted::Heading => {
                push_once(&mut self.declared.headings, cut(text, bounds::LINE).to_owned())
            }
            Wanted::Author(source) => push_once(&mut self.declared.authors, stated(source)),
            Wanted::Published(source) => {
                push_once(&mut self.declared.dates.published, stated(source))
            }
            Wanted::Modified(source) => {
                push_once(&mut self.declared.dates.modified, stated(source))
            }
        }
    }
}

/// Relations that tell something of the article; style sheets and icons do not.
const LINKS: &[&str] = &[
    "canonical",
    "license",
    "author",
    "alternate",
    "shortlink",
    "amphtml",
    "publisher",
    "image_src",
    "me",
    "original",
];
/// Those that are as good on an `a` element.
const ANCHORS: &[&str] = &["license", "author", "tag", "canonical"];

impl Sink for Collector {
    fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        match name {
            "meta" => self.meta(attributes),
            "link" => self.link(attributes, LINKS),
            _ if super::elements::is_void(name) => {}
            _ => {
                if name == "a" {
                    self.link(attributes, ANCHORS);
                }
                let mut wanted = wanted(name, attributes);
                // A date for machines goes before the element's text.
                let exact = attributes.get("datetime").or_else(|| attributes.get("content"));
                if let Some(exact) =
                    exact.map(|exact| line(&exact)).filter(|exact| !exact.is_empty())
                {
                    wanted.retain(|wanted| {
                        let date = matches!(wanted, Wanted::Published(_) | Wanted::Modified(_));
                        if date {
                            self.keep(*wanted, &exact);
                        }
                        !date
                    });
                }
                self.captures.open(wanted);
            }
        }
    }

    fn close(&mut self, _: &str) {
        let done: Vec<_> = self.captures.close().collect();
        for (wanted, text) in done {
            self.keep(wanted, &text);
        }
    }

    fn text(&mut self, text: &str) {
        self.captures.text(text);
    }

    fn raw(&mut self, name: &str, attributes: &Attributes<'_>, content: &str) {
        match name {
            "title" if self.title.is_none() => {
                let title = line(cut(content, 4 * bounds::LINE));
                self.title = (!title.is_empty()).then(|| cut(&title, bounds::LINE).to_owned());
            }
            "script" => {
                let kind = attributes.get("type").unwrap_or_default().to_ascii_lowercase();
                if kind.trim().starts_with("application/ld+json") {
                    self.json_ld.read(content);
                }
            }
            _ => {}
        }
    }

    fn transparent(&mut self, name: &str, attributes: &Attributes<'_>) {
        if name == "html" && self.declared.language.is_none() {
            let language = attributes.get("lang").or_else(|| attributes.get("xml:lang"));
            let language = language.map(|tag| cut(tag.trim(), bounds::NAME).to_owned());
            self.declared.language = language
                .filter(|tag| !tag.is_empty())
                .map(|value| Stated { value, source: Source::LangAttribute });
        }
    }
}

fn push_once<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if list.len() < MANY && !list.contains(&value) {
        list.push(value);
    }
}

/// How much more may be kept of meta elements and links.
#[derive(Debug)]
struct Room(usize);

impl Default for Room {
    fn default() -> Self {
        Self(BYTES)
    }
}

impl Room {
    fn push(&mut self, map: &mut BTreeMap<String, Vec<String>>, name: &str, value: &str) {
        let name = cut(name, bounds::NAME);
        let value = cut(value, bounds::ADDRESS);
        let bytes = name.len() + value.len();
        let known = map.get(name);
        let full = known.map_or(map.len() >= NAMES, |values| {
            values.len() >= VALUES || values.iter().any(|known| known == value)
        });
        if name.is_empty() || value.is_empty() || full || bytes > self.0 {
            return;
        }
        self.0 -= bytes;
        map.entry(name.to_owned()).or_default().push(value.to_owned());
    }
}
