//! What a page declares about itself: title, meta elements, links, JSON-LD, headings, authors, dates.

mod elements;

use std::collections::BTreeMap;

use article::{Declared, Source, Stated};
use text::cut;

pub(super) use elements::Declaration;

use super::attributes::Attributes;
use super::budget::ByteBudget;
use super::json_ld::JsonLd;
use super::line::{line, unescaped_line};
use crate::bounds;

/// Maximum number of distinct names of meta elements, or of link relations.
const NAMES: usize = 128;
/// Maximum number of values of a name or relation.
const VALUES: usize = 16;
/// Maximum number of bytes of meta elements and links together.
const BYTES: usize = 64 * 1024;
/// Maximum number of headings, authors, or dates of a kind.
const MANY: usize = 32;
/// Maximum number of characters of a byline or a date.
const SHORT: usize = 120;

/// Collects the declarations of a page.
#[derive(Debug)]
pub(super) struct Collector {
    title: Option<String>,
    declared: Declared,
    json_ld: JsonLd,
    budget: ByteBudget,
}

/// All declarations of a page.
#[derive(Debug)]
pub(super) struct Declarations {
    pub(super) title: Option<String>,
    pub(super) declared: Declared,
    pub(super) warnings: Vec<String>,
}

impl Default for Collector {
    fn default() -> Self {
        Self {
            title: None,
            declared: Declared::default(),
            json_ld: JsonLd::default(),
            budget: ByteBudget::new(BYTES),
        }
    }
}

/// Link relations that concern the article, unlike style sheets and icons.
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
/// Relations that are also read from `a` elements.
const ANCHORS: &[&str] = &["license", "author", "tag", "canonical"];

impl Collector {
    /// Returns everything collected.
    pub(super) fn finish(self) -> Declarations {
        let warnings = self.json_ld.warnings().collect();
        let declared = Declared { json_ld: self.json_ld.blocks, ..self.declared };
        Declarations { title: self.title, declared, warnings }
    }

    /// The page's title.
    pub(super) fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// Reads a `meta` element.
    pub(super) fn meta(&mut self, attributes: &Attributes) {
        let content = attributes.get("content").filter(|content| !content.is_empty());
        let content = content.or_else(|| attributes.get("datetime"));
        let Some(content) = content.map(unescaped_line) else { return };
        if let Some(name) = attributes.get("itemprop") {
            match name.trim().to_lowercase().as_str() {
                "datepublished" | "datecreated" => {
                    self.keep(Declaration::Published(Source::Microdata), &content);
                }
                "datemodified" => self.keep(Declaration::Modified(Source::Microdata), &content),
                "author" => self.keep(Declaration::Author(Source::Microdata), &content),
                _ => {}
            }
        }
        for name in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(name) = attributes.get(name) {
                let name = name.trim().to_lowercase();
                push(&mut self.budget, &mut self.declared.meta, &name, &content);
            }
        }
    }

    /// Reads a `base` element: relative addresses are relative to the first one's.
    pub(super) fn base(&mut self, attributes: &Attributes) {
        let links = &mut self.declared.links;
        if let Some(href) = attributes.get("href").filter(|_| !links.contains_key("base")) {
            push(&mut self.budget, links, "base", href.trim());
        }
    }

    /// Reads a `link` element.
    pub(super) fn link(&mut self, attributes: &Attributes) {
        self.relations(attributes, LINKS);
        self.property("link", attributes);
    }

    /// Reads a property of microdata or RDFa whose value is the address of a picture.
    fn property(&mut self, name: &str, attributes: &Attributes) {
        let property = attributes.properties().next().unwrap_or_default().to_lowercase();
        let address = match name {
            "img" => attributes.get("src"),
            "link" | "a" => attributes.get("href"),
            _ => None,
        };
        if let (Some(address), "image" | "thumbnailurl" | "contenturl") =
            (address, property.as_str())
        {
            push(&mut self.budget, &mut self.declared.meta, "image", address.trim());
        }
    }

    /// Reads the attributes of an element that has content. Returns what its text declares.
    pub(super) fn element(&mut self, name: &str, attributes: &Attributes) -> Vec<Declaration> {
        if name == "a" {
            self.relations(attributes, ANCHORS);
        }
        self.property(name, attributes);
        let mut declarations = elements::declarations(name, attributes);
        // A machine-readable date takes precedence over the element's text.
        let exact = attributes.get("datetime").or_else(|| attributes.get("content"));
        if let Some(exact) = exact.map(unescaped_line).filter(|exact| !exact.is_empty()) {
            declarations.retain(|declaration| {
                let date =
                    matches!(declaration, Declaration::Published(_) | Declaration::Modified(_));
                if date {
                    self.keep(*declaration, &exact);
                }
                !date
            });
        }
        declarations
    }

    /// Reads an element whose content is not markup.
    pub(super) fn raw(&mut self, name: &str, attributes: &Attributes, content: &str) {
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

    /// Reads the `html` element.
    pub(super) fn html(&mut self, attributes: &Attributes) {
        if self.declared.language.is_none() {
            let language = attributes.get("lang").or_else(|| attributes.get("xml:lang"));
            let language = language.map(|tag| cut(tag.trim(), bounds::NAME).to_owned());
            self.declared.language = language
                .filter(|tag| !tag.is_empty())
                .map(|value| Stated { value, source: Source::LangAttribute });
        }
    }

    /// Keeps a declared value unless it is too long.
    pub(super) fn keep(&mut self, declaration: Declaration, text: &str) {
        if text.is_empty() || declaration != Declaration::Heading && text.chars().count() > SHORT {
            return;
        }
        let stated = |source| Stated { value: cut(text, bounds::LINE).to_owned(), source };
        let dates = &mut self.declared.dates;
        match declaration {
            Declaration::Heading => {
                push_once(&mut self.declared.headings, cut(text, bounds::LINE).to_owned());
            }
            Declaration::Author(source) => push_once(&mut self.declared.authors, stated(source)),
            Declaration::Published(source) => push_once(&mut dates.published, stated(source)),
            Declaration::Modified(source) => push_once(&mut dates.modified, stated(source)),
        }
    }

    fn relations(&mut self, attributes: &Attributes, relations: &[&str]) {
        let (Some(rel), Some(href)) = (attributes.get("rel"), attributes.get("href")) else {
            return;
        };
        let rel = rel.to_ascii_lowercase();
        for name in rel.split_ascii_whitespace().filter(|name| relations.contains(name)) {
            push(&mut self.budget, &mut self.declared.links, name, href.trim());
        }
    }
}

fn push_once<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if list.len() < MANY && !list.contains(&value) {
        list.push(value);
    }
}

/// Adds a value to those of `name`, within the limits.
fn push(budget: &mut ByteBudget, map: &mut BTreeMap<String, Vec<String>>, name: &str, value: &str) {
    let name = cut(name, bounds::NAME);
    let value = cut(value, bounds::ADDRESS);
    let known = map.get(name);
    let full = known.map_or(map.len() >= NAMES, |values| {
        values.len() >= VALUES || values.iter().any(|known| known == value)
    });
    if !name.is_empty() && !value.is_empty() && !full && budget.take(name.len() + value.len()) {
        map.entry(name.to_owned()).or_default().push(value.to_owned());
    }
}
