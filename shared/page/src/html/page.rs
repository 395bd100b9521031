use super::attributes::Attributes;
use super::elements::is_void;
use super::entities::decode;
use super::stand_ins;
use super::walk::Sink;
use text::cut;

/// What of a tag is written again: what a finder of main content looks at.
const KEPT: [&str; 19] = [
    "class",
    "id",
    "itemprop",
    "itemtype",
    "itemscope",
    "rel",
    "role",
    "href",
    "style",
    "hidden",
    "aria-hidden",
    "aria-modal",
    "dir",
    "src",
    "alt",
    "datetime",
    "property",
    "lang",
    "name",
];
/// How much of a value is written again, in bytes.
const LONGEST: usize = 512;

/// How much a page may weigh: the sum, over its elements and texts, of how deep they stand. A
/// finder looks at each once for every element around it. Large real pages weigh a twentieth.
const HEAVIEST: usize = 10_000_000;
/// The same for the rules of trafilatura, which take more time and memory, and how many elements
/// they are given. The largest page of the yardstick weighs 262,000.
const HEAVIEST_FOR_RULES: usize = 600_000;
const MOST_FOR_RULES: usize = 50_000;
/// How many bytes of text weigh as much as an element.
const TEXT: usize = 64;

/// A page written anew, its special characters [hidden](stand_ins).
#[derive(Debug)]
pub(super) struct Guarded {
    page: String,
    weight: usize,
    elements: usize,
}

impl Guarded {
    /// The page, unless it is too heavy for the readability rules.
    pub(super) fn for_readable(&self) -> Option<&str> {
        (self.weight <= HEAVIEST).then_some(self.page.as_str())
    }

    /// The page, unless it is too heavy for trafilatura's rules.
    pub(super) fn for_rules(&self) -> Option<&str> {
        let light = self.weight <= HEAVIEST_FOR_RULES && self.elements <= MOST_FOR_RULES;
        light.then_some(self.page.as_str())
    }
}

/// Writes a page anew, so that a parser that builds a tree finds it balanced and bounded.
#[derive(Debug, Default)]
pub(super) struct Writer {
    body: String,
    /// Of the page's own `body` element.
    body_tag: String,
    /// How many elements are open.
    depth: usize,
    weight: usize,
    elements: usize,
    /// How many elements are open from a `nav` on inwards: menus are never main content.
    in_menu: usize,
}

impl Writer {
    /// The page.
    pub(super) fn finish(self, title: Option<&str>) -> Guarded {
        let mut page = String::with_capacity(self.body.len() + 256);
        page.push_str("<!DOCTYPE html><html><head><title>");
        stand_ins::push_hidden(&mut page, title.unwrap_or_default());
        page.push_str("</title></head><body");
        page.push_str(&self.body_tag);
        page.push('>');
        page.push_str(&self.body);
        page.push_str("</body></html>");
        Guarded { page, weight: self.weight, elements: self.elements }
    }
}

impl Sink for Writer {
    fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        if name == "nav" || self.in_menu > 0 {
            self.in_menu += usize::from(!is_void(name));
            return;
        }
        if matches!(name, "meta" | "link" | "base" | "frame" | "keygen" | "input") {
            return;
        }
        self.elements += 1;
        self.depth += usize::from(!is_void(name));
        self.weight += self.depth;
        self.body.push('<');
        self.body.push_str(written(name));
        push_attributes(&mut self.body, attributes);
        self.body.push('>');
    }

    fn close(&mut self, name: &str) {
        if self.in_menu > 0 {
            self.in_menu -= 1;
            return;
        }
        self.depth -= 1;
        self.body.push_str("</");
        self.body.push_str(written(name));
        self.body.push('>');
    }

    fn text(&mut self, text: &str) {
        if self.in_menu == 0 {
            self.weight += self.depth * (1 + text.len() / TEXT);
            stand_ins::push_hidden(&mut self.body, &decode(text));
        }
    }

    fn transparent(&mut self, name: &str, attributes: &Attributes<'_>) {
        if name == "body" && self.body_tag.is_empty() {
            push_attributes(&mut self.body_tag, attributes);
        }
    }
}

/// A name as it may stand in a tag. What makes a parser change its ways is renamed.
fn written(name: &str) -> &str {
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    match name {
        "plaintext" | "listing" => "pre",
        "image" => "img",
        _ if plain => name,
        _ => "span",
    }
}

fn push_attributes(tag: &mut String, attributes: &Attributes<'_>) {
    for name in KEPT {
        if let Some(value) = attributes.written(name) {
            tag.push(' ');
            tag.push_str(name);
            tag.push_str("=\"");
            for c in cut(value, LONGEST).chars() {
                match c {
                    '"' => tag.push_str("&quot;"),
                    '\0' => {}
                    c => tag.push(c),
                }
            }
            tag.push('"');
        }
    }
}
