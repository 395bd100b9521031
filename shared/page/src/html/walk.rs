use super::attributes::Attributes;
use super::elements::{is_transparent, is_void};
use super::math;
use super::stack::Stack;
use super::tokens::{Token, Tokens, is_raw};
use super::unseen::{Noscript, Unseen, is_formula};
use super::xhtml::without_cdata;

/// Maximum number of elements of a page. The largest real pages have a fifth of it.
const MOST_ELEMENTS: usize = 200_000;

/// Receives the elements and texts of a page. Every opened element is closed, in order.
pub(super) trait Sink {
    /// An element begins. Void elements are not closed.
    fn open(&mut self, name: &str, attributes: &Attributes);
    /// An element ends.
    fn close(&mut self, name: &str);
    /// Text between tags.
    fn text(&mut self, text: &str);
    /// A formula, as text.
    fn formula(&mut self, text: &str) {
        self.text(text);
    }
    /// An element whose content is not markup, such as `title`, `script` or `textarea`.
    fn raw(&mut self, _name: &str, _attributes: &Attributes, _content: &str) {}
    /// A transparent element begins; see [`is_transparent`].
    fn transparent(&mut self, _name: &str, _attributes: &Attributes) {}
    /// End tag of a transparent element. There may be no start tag for it, and it may be missing.
    fn transparent_end(&mut self, _name: &str) {}
}

/// Records which limits a page exceeded.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cut {
    too_deep: bool,
    too_many: bool,
    /// Number of frames, whose documents are not part of the page.
    frames: usize,
    /// Number of bytes of text in `noscript` elements that were skipped.
    pub(super) noscript: usize,
}

impl Cut {
    /// A warning for each limit exceeded, and for frames.
    pub(super) fn warnings(&self) -> Vec<String> {
        let frames = (self.frames > 0).then(|| {
            let frames = self.frames;
            format!("the page shows other documents in {frames} frame(s), which were not fetched: send them")
        });
        let deep =
            self.too_deep.then_some("the page is nested too deeply: inner elements were flattened");
        let many = self.too_many.then_some("the page has too many elements: the rest was left out");
        deep.into_iter().chain(many).map(str::to_owned).chain(frames).collect()
    }
}

/// Passes a page to `sinks` without the content of `noscript` elements.
#[cfg(test)]
pub(super) fn walk(html: &str, sinks: &mut [&mut dyn Sink]) -> Cut {
    walk_with(html, Noscript::Skip, sinks)
}

/// Passes a page to `sinks`, balanced and within limits, in linear time.
pub(super) fn walk_with(html: &str, noscript: Noscript, sinks: &mut [&mut dyn Sink]) -> Cut {
    let mut stack = Stack::default();
    let mut cut = Cut::default();
    let html = without_cdata(html);
    let mut tokens = Tokens::new(&html);
    let mut unseen = Unseen::new(noscript);
    let mut elements = 0;
    // Names of unseen elements without an end tag: they hide nothing.
    let mut unclosed: Vec<String> = Vec::new();

    while let Some(token) = tokens.next() {
        match token {
            Token::Text(_) if unseen.is_text_hidden() => {}
            Token::Text(text) => sinks.iter_mut().for_each(|sink| sink.text(&text)),
            Token::Close(name) if is_transparent(&name) => {
                unseen.close(&name);
                sinks.iter_mut().for_each(|sink| sink.transparent_end(&name));
            }
            Token::Close(name) => {
                unseen.close(&name);
                stack.close(&name, |closed| sinks.iter_mut().for_each(|sink| sink.close(closed)));
            }
            Token::Open { name, attributes, self_closing } => {
                elements += 1;
                if elements > MOST_ELEMENTS {
                    cut.too_many = true;
                    break;
                }
                cut.frames += usize::from(name == "frame");
                if is_raw(&name) {
                    let content = tokens.raw_content();
                    if name == "script" && is_formula(&attributes) {
                        sinks.iter_mut().for_each(|sink| sink.formula(&content));
                        continue;
                    }
                    sinks.iter_mut().for_each(|sink| sink.raw(&name, &attributes, &content));
                } else if unseen.open(&name, &attributes) {
                    let hides = !self_closing && !unclosed.contains(&name);
                    let Some(content) = hides.then(|| tokens.content(&name)) else { continue };
                    match content {
                        Some(content) if name == "math" => {
                            let formula = math::text(content);
                            unseen.formula();
                            sinks.iter_mut().for_each(|sink| sink.formula(&formula));
                        }
                        Some(content) if name == "noscript" => {
                            cut.noscript += content.map(|token| length(&token)).sum::<usize>();
                        }
                        Some(_) => {}
                        None => unclosed.push(name),
                    }
                } else if is_transparent(&name) {
                    sinks.iter_mut().for_each(|sink| sink.transparent(&name, &attributes));
                } else if is_void(&name) {
                    sinks.iter_mut().for_each(|sink| sink.open(&name, &attributes));
                } else {
                    let mut close =
                        |closed: &str| sinks.iter_mut().for_each(|sink| sink.close(closed));
                    if stack.open(&name, &mut close) {
                        sinks.iter_mut().for_each(|sink| sink.open(&name, &attributes));
                    }
                }
            }
        }
    }
    stack.close_all(|closed| sinks.iter_mut().for_each(|sink| sink.close(closed)));
    cut.too_deep = stack.too_deep;
    cut
}

fn length(token: &Token) -> usize {
    match token {
        Token::Text(text) => text.trim().len(),
        Token::Open { .. } | Token::Close(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Shown(String);

    impl Sink for Shown {
        fn open(&mut self, name: &str, _: &Attributes) {
            self.0 += &format!("<{name}>");
        }
        fn close(&mut self, name: &str) {
            self.0 += &format!("</{name}>");
        }
        fn text(&mut self, text: &str) {
            self.0 += text;
        }
    }

    fn shown(html: &str) -> (String, Cut) {
        let mut shown = Shown::default();
        let cut = walk(html, &mut [&mut shown]);
        (shown.0, cut)
    }

    #[test]
    fn elements_are_closed_in_order() {
        let cases = [
            ("<div><p>a<p>b</div>c", "<div><p>a</p><p>b</p></div>c"),
            (
                "<ul><li>a<li>b<ul><li>c</ul></ul>",
                "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>",
            ),
            ("<p>a</span></div>b", "<p>ab</p>"),
            ("<span>a<div>b</span>c</div>", "<span>a<div>bc</div></span>"),
            (
                "<table><tr><td>a<td>b<tr><td>c</table>",
                "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
            ),
            ("<a>x<a>y", "<a>x</a><a>y</a>"),
            ("<b><p>x</b>y", "<p>xy</p>"),
            ("a<svg><title>x</title></svg>b<svg/>c", "abc"),
            ("a<noscript><p>x", "a<p>x</p>"),
            ("a<math><mi>x</mi></math>b", "axb"),
            ("a<template>x</template>b", "ab"),
            ("a<svg><style/><p>x</svg>b<script>y", "ab"),
            (
                "<p>a<template shadowrootmode=open><p>x</template>b",
                "<p>a</p><template><p>x</p></template>b",
            ),
            (
                "<span class=katex>a<math><mi>x</mi></math><span class='katex-html y'>x</span></span>b",
                "<span>ax</span>b",
            ),
            (
                "<span class=katex><span class=katex-html>x</span></span>b",
                "<span><span>x</span></span>b",
            ),
            (
                "<span class=MathJax_Preview>x</span><span class='MathJax y'><b>x</b></span>\
              <script type='math/tex; mode=display'>\\xi</script>",
                "\\xi",
            ),
            ("<ruby>漢<rt>かん</ruby>と<ruby>字<rp>(<rt>じ<rp>)</ruby>。", "漢と字。"),
            ("<ruby>漢<rt>かん<rb>字<rt>じ</ruby>", "漢字"),
            ("<ruby>漢<rt>かん<p>字", "漢<p>字</p>"),
            ("<ruby>漢字<rtc><rt>かん<rt>じ</rtc></ruby>は", "漢字は"),
            ("<style>p{}</style>a<br>b", "a<br>b"),
            ("<p>a<button><p>b</button>c", "<p>a<button><p>b</p></button>c</p>"),
        ];
        for (html, expected) in cases {
            assert_eq!(shown(html).0, expected, "{html}");
        }
    }

    #[test]
    fn depth_and_number_of_elements_are_bounded() {
        let (deep, cut) =
            shown(&format!("{}x{}y", "<div>".repeat(100_000), "</div>".repeat(99_999)));
        assert_eq!(deep.matches("<div>").count(), 512);
        assert!(deep.ends_with("</div>y</div>"), "the end tags fit the start tags");
        assert!(cut.too_deep && !cut.too_many);
        let (many, cut) = shown(&"<br>".repeat(300_000));
        assert_eq!(many.len(), 4 * MOST_ELEMENTS);
        assert!(cut.too_many && !cut.too_deep);
    }
}
