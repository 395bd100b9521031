use std::hash::{DefaultHasher, Hash, Hasher};

use super::attributes::Attributes;
use super::elements::{is_block, is_void};
use crate::block::{Location, Region};

/// The elements around the current position of the walk.
#[derive(Debug, Default)]
pub(super) struct Surroundings {
    depth: usize,
    /// Elements that form a region, outermost first, with their depth.
    regions: Vec<(usize, Region)>,
    /// Block elements and cells, outermost first.
    around: Vec<Around>,
    elements: u32,
}

#[derive(Debug)]
struct Around {
    number: u32,
    look: u64,
    /// Marks of the element and of all elements around it.
    marks: u8,
}

impl Surroundings {
    pub(super) fn open(&mut self, name: &str, attributes: &Attributes) {
        if is_void(name) {
            return;
        }
        self.depth += 1;
        if let Some(region) = region(name, attributes) {
            self.regions.push((self.depth, region));
        }
        if surrounds(name) {
            self.elements += 1;
            let outer = self.around.last().map_or(0, |around| around.marks);
            let marks = outer | marks(name, attributes);
            self.around.push(Around { number: self.elements, look: look(name, attributes), marks });
        }
    }

    pub(super) fn close(&mut self, name: &str) {
        if surrounds(name) {
            self.around.pop();
        }
        self.regions.pop_if(|(depth, _)| *depth == self.depth);
        self.depth = self.depth.saturating_sub(1);
    }

    /// The current position.
    pub(super) fn location(&self) -> Location {
        let mut within = [0; 3];
        let mut look = 0_u64;
        for (to, around) in within.iter_mut().zip(self.around.iter().rev()) {
            *to = around.number;
            look = look.rotate_left(17) ^ around.look;
        }
        let marks = self.around.last().map_or(0, |around| around.marks);
        let region = self.regions.first().map(|(_, region)| *region);
        Location { region, within, look, marks }
    }
}

fn surrounds(name: &str) -> bool {
    is_block(name) && name != "hr" || matches!(name, "td" | "th")
}

fn look(name: &str, attributes: &Attributes) -> u64 {
    let mut hasher = DefaultHasher::new();
    (name, attributes.get("class").unwrap_or_default()).hash(&mut hasher);
    hasher.finish()
}

/// The region that an element forms.
fn region(name: &str, attributes: &Attributes) -> Option<Region> {
    if is_hidden(attributes) {
        return Some(Region::Hidden);
    }
    match name {
        "nav" | "menu" => return Some(Region::Menu),
        "aside" => return Some(Region::Aside),
        "footer" => return Some(Region::Footer),
        "header" => return Some(Region::Header),
        "form" | "button" | "label" | "fieldset" => return Some(Region::Form),
        _ => {}
    }
    let class = attributes.get("class").unwrap_or_default();
    let id = attributes.get("id").unwrap_or_default();
    class.split([' ', '-', '_']).chain(id.split(['-', '_'])).find_map(named)
}

fn named(word: &str) -> Option<Region> {
    let is = |names: &[&str]| names.iter().any(|name| word.eq_ignore_ascii_case(name));
    if is(&["comments", "commentlist", "disqus", "respond"]) {
        Some(Region::Comments)
    } else if is(&["footer"]) {
        Some(Region::Footer)
    } else if is(&["sidebar"]) {
        Some(Region::Aside)
    } else if is(&["nav", "navbar", "navigation", "breadcrumb", "breadcrumbs", "menu"]) {
        Some(Region::Menu)
    } else {
        None
    }
}

fn is_hidden(attributes: &Attributes) -> bool {
    if attributes.get("hidden").is_some()
        || attributes.get("aria-hidden").is_some_and(|value| value == "true")
    {
        return true;
    }
    attributes.get("style").is_some_and(|style| {
        let style = style.to_ascii_lowercase().replace(' ', "");
        style.contains("display:none") || style.contains("visibility:hidden")
    })
}

/// Words in an element's class or id that characterize its content. Each list is one mark.
const MARKS: [&[&str]; 3] = [
    &["article", "story", "post", "entry", "content", "body", "text", "artikel"],
    &[
        "related",
        "recommend",
        "promo",
        "teaser",
        "more",
        "share",
        "social",
        "newsletter",
        "popular",
        "ad-",
        "ads",
        "banner",
        "widget",
        "tags",
        "subscribe",
        "cookie",
    ],
    &["caption", "credit", "byline", "author", "meta", "date", "time"],
];
/// Bit of the mark for classes of what is beside an article: related links, sharing, newsletters.
pub(super) const BESIDE: u8 = 1 << 4;
/// Bit of the mark for classes of what is about an article: captions, credits, bylines.
pub(super) const ABOUT: u8 = 1 << 5;
/// Bit of the mark for figures.
pub(super) const FIGURE: u8 = 1 << 6;
/// Number of marks.
pub(super) const MARK_COUNT: usize = 8;

fn marks(name: &str, attributes: &Attributes) -> u8 {
    let value = |name| attributes.get(name).unwrap_or_default().to_ascii_lowercase();
    let names = format!("{} {}", value("class"), value("id"));
    let named = |at: usize| MARKS[at].iter().any(|word| names.contains(word));
    let body = value("itemprop").contains("articlebody");
    let set = [
        name == "article",
        name == "main" || attributes.get("role") == Some("main"),
        body,
        named(0),
        named(1),
        named(2),
        matches!(name, "figure" | "figcaption"),
        name == "table",
    ];
    set.iter().enumerate().fold(0, |marks, (bit, is)| marks | u8::from(*is) << bit)
}
