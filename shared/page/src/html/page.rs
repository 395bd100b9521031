use super::attributes::Attributes;
use super::elements::is_void;
use super::placeholders;
use super::walk::Sink;
use text::cut;

/// Attributes that are kept: those that a finder of main content looks at.
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
/// Maximum number of bytes kept of a value.
const LONGEST: usize = 512;

/// Maximum weight of a page: the sum of the depths of its elements and texts. A finder visits each of
/// them once for every element around it. Large real pages have a twentieth of this weight.
const HEAVIEST: usize = 10_000_000;
/// Maximum weight and number of elements for the rules of trafilatura, which take more time and
/// memory. The heaviest page of the yardstick weighs 262,000.
const HEAVIEST_FOR_RULES: usize = 600_000;
const MOST_FOR_RULES: usize = 50_000;
/// Number of bytes of text that weigh as much as an element.
const TEXT: usize = 64;

/// A page rewritten as balanced and bounded HTML, its special characters replaced by
/// [placeholders].
#[derive(Debug)]
pub(super) struct Rewritten {
    page: String,
    weight: usize,
    elements: usize,
}

impl Rewritten {
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

/// Rewrites a page so that a parser can build its tree in bounded time and memory.
#[derive(Debug, Default)]
pub(super) struct Writer {
    body: String,
    /// Attributes of the page's own `body` element.
    body_tag: String,
    /// Number of open elements.
    depth: usize,
    weight: usize,
    elements: usize,
    /// Number of open elements from the outermost `nav` inwards. Menus are never main content.
    in_menu: usize,
}

impl Writer {
    /// Returns the rewritten page.
    pub(super) fn finish(self, title: Option<&str>) -> Rewritten {
        let mut page = String::with_capacity(self.body.len() + 256);
        page.push_str("<!DOCTYPE html><html><head><title>");
        placeholders::push_replaced(&mut page, title.unwrap_or_default());
        page.push_str("</title></head><body");
        page.push_str(&self.body_tag);
        page.push('>');
        page.push_str(&self.body);
        page.push_str("</body></html>");
        Rewritten { page, weight: self.weight, elements: self.elements }
    }
}

impl Sink for Writer {
    fn open(&mut self, name: &str, attributes: &Attributes) {
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
            placeholders::push_replaced(&mut self.body, text);
        }
    }

    fn transparent(&mut self, name: &str, attributes: &Attributes) {
        if name == "body" && self.body_tag.is_empty() {
            push_attributes(&mut self.body_tag, attributes);
        }
    }
}

/// The name to write for an element. Names that switch the parser to another mode are replaced.
fn written(name: &str) -> &str {
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    match name {
        "plaintext" | "listing" => "pre",
        "image" => "img",
        "template" => "div",
        _ if plain => name,
        _ => "span",
    }
}

fn push_attributes(tag: &mut String, attributes: &Attributes) {
    for name in KEPT {
        // A cut address would be a wrong one.
        let value = attributes.get(name);
        if let Some(value) = value.filter(|value| name != "href" || value.len() <= LONGEST) {
            tag.push(' ');
            tag.push_str(name);
            tag.push_str("=\"");
            for c in cut(value, LONGEST).chars() {
                match c {
                    '"' => tag.push_str("&quot;"),
                    '&' => tag.push_str("&amp;"),
                    '\0' => {}
                    c => tag.push(c),
                }
            }
            tag.push('"');
        }
    }
}
