//! Links in the text of a block.

use std::ops::Range;

use text::cut;

use super::text::is_visible;
use crate::block::Link;
use crate::bounds;

/// Links of the current block, with byte ranges in its raw text.
#[derive(Debug, Default)]
pub(super) struct Links {
    closed: Vec<Link>,
    /// Start and address of the open link.
    open: Option<(usize, String)>,
}

impl Links {
    /// A link begins at the byte offset `at`.
    pub(super) fn begin(&mut self, at: usize, href: Option<&str>) {
        self.open = href.filter(|href| leads_elsewhere(href)).map(|href| (at, href.to_owned()));
    }

    /// The open link ends at the byte offset `at`.
    pub(super) fn end(&mut self, at: usize) {
        if let Some((start, href)) = self.open.take()
            && start < at
        {
            self.closed.push(Link { range: start..at, href });
        }
    }

    /// The text from `from` on was replaced. It ends at `end` now.
    pub(super) fn replaced(&mut self, from: usize, end: usize) {
        let first = self.closed.partition_point(|link| link.range.end <= from);
        self.closed.truncate(first + 1);
        if let Some(link) = self.closed.get_mut(first) {
            link.range = link.range.start.min(from)..end;
        }
    }

    /// The block ends, with raw text of this length. Returns its links. An open link goes on in the
    /// next block.
    pub(super) fn take(&mut self, length: usize) -> Vec<Link> {
        if let Some((_, href)) = &self.open {
            let href = href.clone();
            self.end(length);
            self.open = Some((0, href));
        }
        std::mem::take(&mut self.closed)
    }
}

/// The links in a part of the raw text of a block, with ranges in `cleaned`, the clean form of the
/// part.
pub(super) fn within(links: &[Link], raw: &str, part: Range<usize>, cleaned: &str) -> Vec<Link> {
    let inside = |link: &Link| {
        let start = link.range.start.clamp(part.start, part.end);
        let end = link.range.end.clamp(part.start, part.end);
        let range = start - part.start..end - part.start;
        (start < end).then(|| Link { range, href: link.href.clone() })
    };
    let first = links.partition_point(|link| link.range.end <= part.start);
    let after = links.partition_point(|link| link.range.start < part.end);
    match links.get(first..after).unwrap_or_default() {
        [] => Vec::new(),
        own => placed(own.iter().filter_map(inside).collect(), &raw[part.clone()], cleaned),
    }
}

/// Whether an address may lead to another document.
fn leads_elsewhere(href: &str) -> bool {
    let href = href.trim_start();
    let script = cut(href, 11).eq_ignore_ascii_case("javascript:");
    !(href.is_empty() || href.starts_with('#') || script || href.len() > bounds::ADDRESS)
}

/// Moves links from `raw` to `cleaned`. Both have the same visible characters in the same order.
fn placed(mut links: Vec<Link>, raw: &str, cleaned: &str) -> Vec<Link> {
    let mut before = Visible::of(raw);
    let mut after = Visible::of(cleaned);
    links.retain_mut(|link| {
        let start = before.count_until(link.range.start);
        let end = before.count_until(link.range.end);
        if start == end {
            return false;
        }
        link.range = after.start_of(start)..after.end_of(end);
        !link.range.is_empty()
    });
    links
}

/// Counts the visible characters of a text, forwards.
struct Visible<'a> {
    characters: std::iter::Peekable<std::str::CharIndices<'a>>,
    count: usize,
    /// End of the last one counted.
    end: usize,
    length: usize,
}

impl<'a> Visible<'a> {
    fn of(text: &'a str) -> Self {
        Self { characters: text.char_indices().peekable(), count: 0, end: 0, length: text.len() }
    }

    /// Number of visible characters before the byte offset `at`.
    fn count_until(&mut self, at: usize) -> usize {
        while let Some((_, c)) = self.characters.next_if(|(start, _)| *start < at) {
            self.count += usize::from(is_visible(c));
        }
        self.count
    }

    /// Byte offset of the visible character after the first `count`.
    fn start_of(&mut self, count: usize) -> usize {
        self.end_of(count);
        while self.characters.next_if(|(_, c)| !is_visible(*c)).is_some() {}
        self.characters.peek().map_or(self.length, |(start, _)| *start)
    }

    /// Byte offset behind the first `count` visible characters.
    fn end_of(&mut self, count: usize) -> usize {
        while self.count < count
            && let Some((start, c)) = self.characters.next()
        {
            if is_visible(c) {
                self.count += 1;
                self.end = start + c.len_utf8();
            }
        }
        self.end
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::collected;

    /// The linked pieces of text, with their addresses.
    fn links(html: &str) -> Vec<(String, String)> {
        let links = |block: crate::block::Block| {
            let text = block.text;
            block.links.into_iter().map(move |link| (text[link.range].to_owned(), link.href))
        };
        collected(html).into_iter().flat_map(links).collect()
    }

    #[test]
    fn links_are_placed_in_clean_text() {
        let cases: [(&str, &[(&str, &str)]); 17] = [
            ("<p>See <a href=/a>the\n  report</a>.</p>", &[("the report", "/a")]),
            ("<p>  a<a href=/a> b </a>c <a href=/b>d</a></p>", &[("b", "/a"), ("d", "/b")]),
            ("<p>x<br><br>y <a href=/a>z<br>w</a></p>", &[("z\nw", "/a")]),
            ("<p>co&shy;op <a href=/a>re&shy;al</a></p>", &[("real", "/a")]),
            ("<p>召開\n<a href=/a>會議\n今天</a></p>", &[("會議今天", "/a")]),
            ("<p>e&#769;t <a href=/a>e&#769;te&#769;</a> e&#769;</p>", &[("été", "/a")]),
            ("<a href=/a><h2>A</h2><p>b</p></a>c", &[("A", "/a"), ("b", "/a")]),
            ("<p><a href=/a><img src=x></a> <a href=/b> </a></p>", &[]),
            ("<p><a href='#n'>a</a><a>b</a><a href='JavaScript:x()'>c</a></p>", &[]),
            ("<tr><td><a href=/a>a</a><td>b<td><a href=/c>c</a></tr>", &[("a", "/a"), ("c", "/c")]),
            (
                "<pre>  <a href=/a>f\tg</a>\n\n<a href=/b>h</a></pre>",
                &[("f    g", "/a"), ("h", "/b")],
            ),
            (
                "<p>In 1938<sup><a href=/n>5</a></sup> <a href=/a>b</a></p>",
                &[("[5]", "/n"), ("b", "/a")],
            ),
            ("<p><a href=/a>a<a href=/b>b</a></p>", &[("a", "/a"), ("b", "/b")]),
            ("<p><a href=/a>a</p><p>b</p>", &[("a", "/a")]),
            ("<p>ab <a href=/a>cd</a> ef<a href=/b>gh", &[("cd", "/a"), ("gh", "/b")]),
            ("<p><a href=/a>10<sup>6</sup></a>", &[("10^6", "/a")]),
            ("<p>word<sup><a href=/a>1</a><a href=/b>2</a></sup>", &[("[12]", "/a")]),
        ];
        for (html, expected) in cases {
            let expected: Vec<_> =
                expected.iter().map(|(text, href)| ((*text).into(), (*href).into())).collect();
            assert_eq!(links(html), expected, "{html}");
        }
    }
}
