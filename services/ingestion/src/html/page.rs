use super::attributes::Attributes;
use super::elements::is_void;
use super::walk::Sink;

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

/// Writes a page anew, so that a parser that builds a tree finds it balanced and bounded.
#[derive(Debug, Default)]
pub(super) struct Writer {
    body: String,
    /// Of the page's own `body` element.
    body_tag: String,
    /// How many elements are open from a `nav` on inwards: menus are never main content.
    in_menu: usize,
}

impl Writer {
    /// The page.
    pub(super) fn finish(self, title: Option<&str>) -> String {
        let mut page = String::with_capacity(self.body.len() + 256);
        page.push_str("<!DOCTYPE html><html><head><title>");
        push_escaped(&mut page, title.unwrap_or_default(), &[]);
        page.push_str("</title></head><body");
        page.push_str(&self.body_tag);
        page.push('>');
        page.push_str(&self.body);
        page.push_str("</body></html>");
        page
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
        self.body.push_str("</");
        self.body.push_str(written(name));
        self.body.push('>');
    }

    fn text(&mut self, text: &str) {
        if self.in_menu == 0 {
            push_escaped(&mut self.body, text, &[]);
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
            push_escaped(tag, crate::bounds::cut(value, LONGEST), &['"']);
            tag.push('"');
        }
    }
}

/// Character references stay as they are; what could end the text or value is escaped, and zero
/// bytes, which a parser replaces, go.
fn push_escaped(to: &mut String, text: &str, quotes: &[char]) {
    for c in text.chars() {
        match c {
            '<' => to.push_str("&lt;"),
            '>' => to.push_str("&gt;"),
            '\0' => {}
            c if quotes.contains(&c) => to.push_str("&quot;"),
            c => to.push(c),
        }
    }
}
