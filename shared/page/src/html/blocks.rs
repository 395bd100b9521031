use super::attributes::Attributes;
use super::elements::is_block;
use super::surroundings::Surroundings;
use super::walk::Sink;
use crate::block::{Block, Kind};
use text::characters::{clean, collapse, nfc};

/// Splits a page into blocks.
#[derive(Debug, Default)]
pub(super) struct Collector {
    blocks: Vec<Block>,
    /// Text of the current block, its white space unchanged.
    text: String,
    /// Open elements that determine the kind of a block, outermost first.
    kinds: Vec<(String, Kind)>,
    preformatted: usize,
    breaks: usize,
    /// Number of open links.
    links: usize,
    /// Number of bytes of the current block inside links.
    linked: usize,
    surroundings: Surroundings,
}

impl Collector {
    /// Returns all blocks that have text.
    pub(super) fn finish(mut self) -> Vec<Block> {
        self.flush();
        self.blocks
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let linked = std::mem::take(&mut self.linked) as f32 / text.len().max(1) as f32;
        self.breaks = 0;
        let text = clean(&text);
        let text = if self.preformatted > 0 { lines(&text) } else { collapse(&text) };
        if !text.is_empty() {
            let kind = self.kinds.last().map_or(Kind::Paragraph, |(_, kind)| *kind);
            let location = self.surroundings.location();
            self.blocks.push(Block { kind, text: nfc(&text).into_owned(), linked, location });
        }
    }
}

impl Sink for Collector {
    fn open(&mut self, name: &str, attributes: &Attributes) {
        match name {
            // One break ends a line, two end a paragraph.
            "br" if self.preformatted > 0 => self.text.push('\n'),
            "br" => {
                self.breaks += 1;
                if self.breaks > 1 {
                    self.flush();
                } else {
                    self.text.push('\n');
                }
                return;
            }
            "td" | "th" | "img" | "wbr" => {}
            _ if is_block(name) => self.flush(),
            _ => {}
        }
        if matches!(name, "td" | "th") {
            self.text.push(' ');
        }
        if matches!(name, "pre" | "listing" | "plaintext") {
            self.preformatted += 1;
        }
        self.links += usize::from(name == "a");
        self.surroundings.open(name, attributes);
        if let Some(kind) = kind(name) {
            self.kinds.push((name.to_owned(), kind));
        }
    }

    fn close(&mut self, name: &str) {
        if is_block(name) {
            self.flush();
        }
        if matches!(name, "pre" | "listing" | "plaintext") {
            self.preformatted = self.preformatted.saturating_sub(1);
        }
        self.links = self.links.saturating_sub(usize::from(name == "a"));
        self.surroundings.close(name);
        if self.kinds.last().is_some_and(|(open, _)| open == name) {
            self.kinds.pop();
        }
    }

    fn text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.breaks = 0;
        }
        if self.links > 0 {
            self.linked += text.len();
        }
        self.text.push_str(text);
    }
}

/// Keeps lines and indentation of preformatted text. Removes blank lines, which separate blocks.
fn lines(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim_end().replace('\t', "    "));
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("\n").trim().to_owned()
}

fn kind(name: &str) -> Option<Kind> {
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(Kind::Heading),
        "li" | "dt" | "dd" => Some(Kind::ListItem),
        "blockquote" => Some(Kind::Quote),
        "tr" => Some(Kind::Row),
        "caption" | "figcaption" => Some(Kind::Caption),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::walk::walk;
    use super::*;

    fn blocks(html: &str) -> Vec<(Kind, String)> {
        let mut collector = Collector::default();
        walk(html, &mut [&mut collector]);
        collector.finish().into_iter().map(|block| (block.kind, block.text)).collect()
    }

    #[test]
    fn pages_are_split_into_blocks() {
        let cases: [(&str, &[(Kind, &str)]); 9] = [
            (
                "<h2>A</h2><p>b <b>c</b>d\n e</p>f",
                &[(Kind::Heading, "A"), (Kind::Paragraph, "b cd e"), (Kind::Paragraph, "f")],
            ),
            (
                "a<br>b<br><br>c<br> <br>d",
                &[(Kind::Paragraph, "a b"), (Kind::Paragraph, "c"), (Kind::Paragraph, "d")],
            ),
            ("<ul><li>a<li>b</ul>", &[(Kind::ListItem, "a"), (Kind::ListItem, "b")]),
            ("<blockquote><p>a</blockquote>", &[(Kind::Quote, "a")]),
            ("<table><tr><td>a<td>b<tr><td>c</table>", &[(Kind::Row, "a b"), (Kind::Row, "c")]),
            ("<pre>a\n\n\n\tb\n</pre>", &[(Kind::Paragraph, "a\n    b")]),
            ("<p>召開\n會議</p>", &[(Kind::Paragraph, "召開會議")]),
            ("<p>&nbsp;</p><p>e&#769;</p>", &[(Kind::Paragraph, "é")]),
            ("<script>x</script><textarea>y</textarea><title>z</title>", &[]),
        ];
        for (html, expected) in cases {
            let expected: Vec<_> =
                expected.iter().map(|(kind, text)| (*kind, (*text).to_owned())).collect();
            assert_eq!(blocks(html), expected, "{html}");
        }
    }
}
