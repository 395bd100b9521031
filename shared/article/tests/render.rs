//! Markdown and HTML contain the words and links of the text, and nothing in a text becomes markup.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use courant_article::render::{html, markdown};
use courant_article::{BlockKind, Document, TextBlock, TextLink};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

/// Kind, level and text of a block.
type Given<'a> = (BlockKind, u8, &'a str);

/// A document of these blocks. `⟦text⟧address⟫` in a block is a link.
fn document(blocks: &[Given]) -> Document {
    let mut document: Document = serde_json::from_value(serde_json::json!({
        "content_type": "text/html", "charset": "utf-8", "bytes": 0, "sha256": "",
        "received_at": "2026-11-23T08:15:00Z", "text": ""
    }))
    .unwrap();
    for (kind, level, marked) in blocks {
        if !document.text.is_empty() {
            document.text.push_str("\n\n");
        }
        let start = document.text.len();
        let mut rest = *marked;
        while let Some((before, link)) = rest.split_once('⟦') {
            let (text, after) = link.split_once('⟧').unwrap();
            let (href, after) = after.split_once('⟫').unwrap();
            document.text.push_str(before);
            let start = document.text.len();
            document.text.push_str(text);
            let end = document.text.len();
            document.links.push(TextLink { start, end, href: href.to_owned() });
            rest = after;
        }
        document.text.push_str(rest);
        let level = (*level > 0).then_some(*level);
        document.blocks.push(TextBlock { kind: *kind, level, start, end: document.text.len() });
    }
    document
}

#[test]
fn structure_is_written_as_markdown() {
    use BlockKind::*;
    let cases: [(&[Given], &str); 18] = [
        (&[(Heading, 2, "Tide #3 #"), (Paragraph, 0, "a\nb")], "## Tide \\#3 \\#\n\na\\\nb\n"),
        (
            &[(ListItem, 1, "a"), (ListItem, 2, "b\nc"), (ListItem, 1, "d"), (Paragraph, 0, "e")],
            "- a\n  - b\\\n    c\n- d\n\ne\n",
        ),
        (&[(ListItem, 3, "deep"), (ListItem, 3, "er")], "- deep\n  - er\n"),
        (&[(Quote, 0, "a"), (Quote, 0, "b\nc")], "> a\n>\n> b\\\n> c\n"),
        (&[(Code, 0, "fn a() {\n    b\n}")], "```\nfn a() {\n    b\n}\n```\n"),
        (&[(Code, 0, "```\n````")], "`````\n```\n````\n`````\n"),
        (&[(Math, 0, "\\sqrt{x}_1")], "```math\n\\sqrt{x}_1\n```\n"),
        (
            &[(TableRow, 0, "\tMon\tTue"), (TableRow, 0, "High|low\t\t9\n10")],
            "|  | Mon | Tue |\n| --- | --- | --- |\n| High\\|low |  | 9<br>10 |\n",
        ),
        (
            &[(TableRow, 0, "a"), (TableRow, 0, "b\tc\td")],
            "| a |  |  |\n| --- | --- | --- |\n| b | c | d |\n",
        ),
        (
            &[(Paragraph, 0, "See ⟦the *report*⟧https://example.org/a_(b)?c=1⟫.")],
            "See [the \\*report\\*](https://example.org/a_\\(b\\)?c=1).\n",
        ),
        (&[(Paragraph, 0, "Hark!⟦x⟧http://example.org/⟫")], "Hark\\![x](http://example.org/)\n"),
        (&[(Paragraph, 0, "⟦x⟧javascript:alert(1)⟫ ⟦y⟧data:text/html,z⟫")], "x y\n"),
        (
            &[
                (TableRow, 0, "⟦a\tb⟧https://example.org/⟫"),
                (TableRow, 0, "c\t⟦d⟧mailto:x@y.example⟫"),
            ],
            "| a | b |\n| --- | --- |\n| c | [d](mailto:x@y.example) |\n",
        ),
        (
            &[(Paragraph, 0, "1. a\n2) b\n- c\n+ d\n= e\n# f\n> g\n12 h.")],
            "1\\. a\\\n2\\) b\\\n\\- c\\\n\\+ d\\\n\\= e\\\n\\# f\\\n\\> g\\\n12 h.\n",
        ),
        (
            &[(Paragraph, 0, "snake_case _x_ AT&T &amp; R&D <b> [1] a*b~c `d` \\")],
            "snake_case \\_x\\_ AT\\&T \\&amp; R\\&D \\<b\\> \\[1\\] a\\*b\\~c \\`d\\` \\\\\n",
        ),
        (&[(Caption, 0, "A caption")], "A caption\n"),
        (
            &[(Paragraph, 0, "⟦q⟧https://example.org/?a&copy;<`\"|⟫")],
            "[q](https://example.org/?a&amp;copy;%3C%60%22%7C)\n",
        ),
        (&[], ""),
    ];
    for (blocks, expected) in cases {
        let document = document(blocks);
        assert_eq!(markdown(&document), expected, "{blocks:?}");
        check(&document);
    }
}

#[test]
fn structure_is_written_as_html() {
    use BlockKind::*;
    let cases: [(&[Given], &str); 6] = [
        (
            &[(Heading, 7, "<A>"), (Paragraph, 0, "a & b\nc")],
            "<h6>&lt;A&gt;</h6>\n<p>a &amp; b<br>c</p>\n",
        ),
        (
            &[(ListItem, 1, "a"), (ListItem, 3, "b"), (ListItem, 1, "c")],
            "<ul>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ul>\n",
        ),
        (&[(Quote, 0, "a"), (Quote, 0, "b")], "<blockquote>\n<p>a</p>\n<p>b</p>\n</blockquote>\n"),
        (&[(TableRow, 0, "a\tb")], "<table>\n<tr><td>a</td><td>b</td></tr>\n</table>\n"),
        (
            &[(Code, 0, "if a < b:\n    c"), (Math, 0, "a<b")],
            "<pre><code>if a &lt; b:\n    c</code></pre>\n<pre><code>a&lt;b</code></pre>\n",
        ),
        (
            &[(Paragraph, 0, "⟦x⟧https://example.org/?a=\"&b=<c>⟫ ⟦y⟧JavaScript:z⟫")],
            "<p><a href=\"https://example.org/?a=&quot;&amp;b=&lt;c&gt;\">x</a> y</p>\n",
        ),
    ];
    for (blocks, expected) in cases {
        assert_eq!(html(&document(blocks)), expected, "{blocks:?}");
    }
}

#[test]
fn a_document_with_bad_offsets_or_without_blocks_is_written_all_the_same() {
    let mut plain = document(&[]);
    plain.text = "One.\n\nTwo é.".to_owned();
    assert_eq!(markdown(&plain), "One.\n\nTwo é.\n");
    for (start, end) in [(5, 2), (0, 99), (11, 12), (usize::MAX, 0), (0, 4)] {
        let mut bad = plain.clone();
        bad.blocks = vec![TextBlock { kind: BlockKind::Code, level: Some(0), start, end }];
        bad.links = vec![TextLink { start: end, end: start, href: "http://x/".to_owned() }];
        let (markdown, html) = (markdown(&bad), html(&bad));
        assert!(markdown.len() < 20 && html.len() < 40, "{markdown} {html}");
    }
}

/// Compares the words and links of the Markdown with those of the document.
fn check(document: &Document) {
    let markdown = markdown(document);
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let options = options | Options::ENABLE_FOOTNOTES | Options::ENABLE_DEFINITION_LIST;
    let (mut text, mut links) = (String::new(), Vec::new());
    for event in Parser::new_ext(&markdown, options) {
        match event {
            Event::Text(piece) | Event::Code(piece) => text.push_str(&piece),
            Event::Start(Tag::Link { dest_url, .. }) => links.push(dest_url.into_string()),
            Event::Start(Tag::Strong | Tag::Emphasis | Tag::Image { .. } | Tag::Strikethrough) => {
                text.push_str("MARKUP");
            }
            Event::End(pulldown_cmark::TagEnd::Link) => {}
            Event::InlineHtml(tag) => text.push_str(if &*tag == "<br>" { " " } else { "HTML" }),
            Event::Start(_)
            | Event::End(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::Html(_)
            | Event::FootnoteReference(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::Rule
            | Event::TaskListMarker(_) => text.push(' '),
        }
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let expected: Vec<&str> = document.text.split_whitespace().collect();
    assert_eq!(words, expected, "{markdown}");
    let safe = document.links.iter().filter(|link| {
        let spans_cells = document.text[link.start..link.end].contains('\t');
        link.href.starts_with("http") && !spans_cells
    });
    assert!(links.len() >= safe.count(), "{markdown}\n{links:?}");
}

const PIECES: &[&str] = &[
    "a",
    "b",
    "word",
    "1",
    "12",
    " ",
    " ",
    " ",
    "\n",
    "*",
    "**",
    "_",
    "__",
    "`",
    "``",
    "```",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "<b>",
    "</p>",
    "<!--",
    "#",
    "##",
    "1.",
    "2)",
    "-",
    "--",
    "---",
    "+",
    "=",
    "===",
    "|",
    "~",
    "~~~",
    "!",
    "&",
    "&amp;",
    "&#35;",
    "\\",
    ":",
    "$",
    "\"",
    "'",
    "é",
    "會",
    ".",
    "http://x.y/",
    "[x]",
    "[^1]",
    "[a]: b",
    ": ",
    "|--|",
    "a|b",
    "⟦l⟧https://e.org/a⟫",
    "⟦x y⟧https://e.org/(a)?b=`c`⟫",
];

fn kinds() -> impl Strategy<Value = BlockKind> {
    use BlockKind::*;
    prop::sample::select(vec![
        Heading, Paragraph, ListItem, Quote, Code, TableRow, TableRow, Caption, Math, Signature,
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn markdown_has_the_words_of_the_text_in_the_same_order(
        blocks in prop::collection::vec(
            (kinds(), 1..8_u8, prop::collection::vec(prop::sample::select(PIECES), 1..12)),
            0..7,
        )
    ) {
        let lined = |kind: BlockKind, pieces: &[&str]| {
            let text = pieces.concat();
            let is_code = matches!(kind, BlockKind::Code | BlockKind::Math);
            let lines = text.lines().map(|line| match is_code {
                true => line.trim_end().to_owned(),
                false => line.split_whitespace().collect::<Vec<_>>().join(" "),
            });
            let text = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
            if kind == BlockKind::TableRow { text.replacen(' ', "\t", 2) } else { text }
        };
        let blocks: Vec<_> = blocks
            .iter()
            .map(|(kind, level, pieces)| (*kind, *level, lined(*kind, pieces)))
            .filter(|(_, _, text)| !text.is_empty())
            .collect();
        let blocks: Vec<_> =
            blocks.iter().map(|(kind, level, text)| (*kind, *level, text.as_str())).collect();
        let mut document = document(&blocks);
        document.links.retain(|link| {
            let inside = document.blocks.iter().find(|block| block.start <= link.start && link.end <= block.end);
            inside.is_some_and(|block| !matches!(block.kind, BlockKind::Code | BlockKind::Math))
        });
        check(&document);
        let html = html(&document);
        prop_assert!(!html.contains("<b>") && !html.contains("<!--"));
    }
}
