//! Writes the HTML that readers return.

use html_escape::{
    decode_html_entities, decode_html_entities_to_string, encode_double_quoted_attribute,
    encode_double_quoted_attribute_to_string,
};

/// A document that is being written.
#[derive(Debug, Default)]
pub(crate) struct Html {
    out: String,
    /// Number of open lists.
    lists: usize,
}

/// Maximum nesting depth of lists.
const DEEPEST: usize = 9;

impl Html {
    /// A block element. `inner` is HTML.
    pub(crate) fn block(&mut self, tag: &str, inner: &str) {
        self.end_lists(0);
        self.element(tag, inner);
    }

    /// An item of a list, `level` deep, from 1.
    pub(crate) fn item(&mut self, level: usize, inner: &str) {
        let level = level.clamp(1, DEEPEST);
        self.end_lists(level);
        while self.lists < level {
            // A nested list must be inside an item; otherwise its level is lost.
            self.out.push_str(if self.lists > 0 { "<li><ul>" } else { "<ul>" });
            self.lists += 1;
        }
        self.element("li", inner);
    }

    /// A heading of rank `level`, from 1.
    pub(crate) fn heading(&mut self, level: usize, inner: &str) {
        const TAGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];
        self.block(TAGS[level.clamp(1, 6) - 1], inner);
    }

    /// A table. Each cell is HTML.
    pub(crate) fn table(&mut self, rows: &[Vec<String>]) {
        self.end_lists(0);
        self.out.push_str("<table>");
        for row in rows {
            self.row(row);
        }
        self.out.push_str("</table>\n");
    }

    /// A row of an open table. Empty cells at its end are left out.
    pub(crate) fn row(&mut self, cells: &[String]) {
        let used = cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |at| at + 1);
        if used == 0 {
            return;
        }
        self.out.push_str("<tr>");
        for cell in &cells[..used] {
            self.element("td", cell);
        }
        self.out.push_str("</tr>");
    }

    /// Raw HTML.
    pub(crate) fn raw(&mut self, html: &str) {
        self.end_lists(0);
        self.out.push_str(html);
    }

    /// The HTML.
    pub(crate) fn finish(mut self) -> String {
        self.end_lists(0);
        self.out
    }

    /// The number of bytes so far.
    pub(crate) fn len(&self) -> usize {
        self.out.len()
    }

    fn element(&mut self, tag: &str, inner: &str) {
        if inner.trim().is_empty() && tag != "td" {
            return;
        }
        for part in ["<", tag, ">", inner, "</", tag, ">\n"] {
            self.out.push_str(part);
        }
    }

    fn end_lists(&mut self, left: usize) {
        while self.lists > left {
            self.lists -= 1;
            self.out.push_str(if self.lists > 0 { "</ul></li>\n" } else { "</ul>\n" });
        }
    }
}

/// Adds `text` to `html`, escaped.
pub(crate) fn escape(text: &str, html: &mut String) {
    encode_double_quoted_attribute_to_string(text, html);
}

/// Adds `text` to `html` in a `sup` or `sub` element. Extends such an element if `html` ends with one.
pub(crate) fn raised(tag: &str, text: &str, html: &mut String) {
    let end = format!("</{tag}>");
    match html.strip_suffix(&end).map(str::len) {
        Some(length) => html.truncate(length),
        None => html.push_str(&format!("<{tag}>")),
    }
    escape(text, html);
    html.push_str(&end);
}

/// `text`, escaped.
pub(crate) fn escaped(text: &str) -> String {
    encode_double_quoted_attribute(text).into_owned()
}

/// The text of HTML that readers wrote, on one line.
pub(crate) fn plain(html: &str) -> String {
    let mut parts = html.split('<');
    let mut text = decode_html_entities(parts.next().unwrap_or_default()).into_owned();
    for part in parts {
        text.push(' ');
        let after = part.split_once('>').map_or("", |(_, after)| after);
        decode_html_entities_to_string(after, &mut text);
    }
    text.trim().to_owned()
}

/// Begins a link. It ends with [`LINK_END`].
pub(crate) fn begin_link(href: &str, html: &mut String) {
    html.push_str("<a href=\"");
    escape(href, html);
    html.push_str("\">");
}

/// Ends a link.
pub(crate) const LINK_END: &str = "</a>";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_text_is_plain_again() {
        let text = "\"A\" & <b> &amp; it's";
        assert_eq!(escaped(text), "&quot;A&quot; &amp; &lt;b&gt; &amp;amp; it's");
        assert_eq!(
            plain(&format!("<a href=\"x\">{}</a><br>B", escaped(text))),
            format!("{text}  B")
        );
    }
}
