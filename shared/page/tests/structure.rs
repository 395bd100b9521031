//! Blocks and links match the text for any page.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use article::BlockKind;
use courant_page::charset::Hints;
use courant_page::{Page, read};
use proptest::prelude::*;

const URL: &str = "https://example.org/news/a.html";

fn page(content: &str, content_type: &str) -> Option<Page> {
    let hints = Hints { content_type: Some(content_type), url: Some(URL) };
    read(content.as_bytes(), &hints).ok()
}

/// The blocks of a page: kind, level, text.
fn blocks(html: &str) -> Vec<(BlockKind, Option<u8>, String)> {
    let page = page(html, "text/html").unwrap();
    let text = &page.text;
    let block = |block: &article::TextBlock| {
        (block.kind, block.level, text[block.start..block.end].to_owned())
    };
    page.blocks.iter().map(block).collect()
}

#[test]
fn a_page_has_blocks_and_links() {
    let html = "<base href=/x/><h1>Tide tables</h1>\
        <p>The <a href=harbour>harbour office</a> and the <a href='javascript:x'>pier</a> \
        print them for the whole year, free of charge.</p>\
        <ul><li>High water at nine<ul><li>in summer only</ul></ul>\
        <table><tr><th>Day<th>High</tr><tr><td>Monday<td>9</tr></table>\
        <pre>if tide:\n    wait()</pre><blockquote>Time and tide wait for no one.</blockquote>\
        <p><a href=mailto:a@example.org>Write to us</a> if the table has a mistake in it.</p>";
    let page = page(html, "text/html").unwrap();
    let kinds: Vec<_> = page.blocks.iter().map(|block| (block.kind, block.level)).collect();
    use BlockKind::*;
    assert_eq!(
        kinds,
        [
            (Heading, Some(1)),
            (Paragraph, None),
            (ListItem, Some(1)),
            (ListItem, Some(2)),
            (TableRow, None),
            (TableRow, None),
            (Code, None),
            (Quote, None),
            (Paragraph, None),
        ],
        "{}",
        page.text
    );
    let links: Vec<_> = page
        .links
        .iter()
        .map(|link| (&page.text[link.start..link.end], link.href.as_str()))
        .collect();
    assert_eq!(
        links,
        [
            ("harbour office", "https://example.org/x/harbour"),
            ("Write to us", "mailto:a@example.org")
        ]
    );
}

#[test]
fn a_table_for_layout_has_paragraphs() {
    let html = "<table><tr><td><p>The first paragraph of an old page, laid out by a table.</p>\
        <p>The second paragraph of the same page, in the same cell of it.</p></table>";
    assert!(blocks(html).iter().all(|(kind, ..)| *kind == BlockKind::Paragraph));
}

#[test]
fn cells_that_hold_a_paragraph_are_cells() {
    let rows = |html: &str| -> Vec<String> {
        let blocks = blocks(&format!("<p>The mill sold its flour by the sack.</p>{html}"));
        blocks.into_iter().skip(1).map(|(_, _, text)| text).collect()
    };
    let table = "<table><tr><th><p>Year<th><p>Wheat<th><p>Oats<tr><td><p>2020<td><td><div>14</div>\
        <tr><td><p>2021<td><p><a href=/w>12</a><td></table>";
    assert_eq!(rows(table), ["Year\tWheat\tOats", "2020\t\t14", "2021\t12"]);
    // A row with two paragraphs in a cell belongs to a table that lays out the page.
    let layout = "<table><tr><td><p>North<td><p>The first.</p><p>The second.<tr><td><p>South<td><p>A third.</table>";
    assert_eq!(rows(layout), ["North", "The first.", "The second.", "South", "A third."]);
}

#[test]
fn plain_text_has_paragraphs() {
    let page = page("One.\n\nTwo é.\n", "text/plain").unwrap();
    assert_eq!(page.text, "One.\n\nTwo é.");
    let ranges: Vec<_> = page.blocks.iter().map(|block| (block.start, block.end)).collect();
    assert_eq!(ranges, [(0, 4), (6, 13)]);
}

fn check(page: &Page) {
    let (text, mut end) = (&page.text, 0);
    for block in &page.blocks {
        assert!(block.start >= end && block.end > block.start, "{page:?}");
        assert!(text[end..block.start].trim().is_empty(), "{page:?}");
        assert!(!text[block.start..block.end].trim().is_empty(), "{page:?}");
        end = block.end;
    }
    assert!(text[end..].trim().is_empty(), "{page:?}");
    let mut end = 0;
    for link in &page.links {
        assert!(link.start >= end && link.end > link.start, "{page:?}");
        assert_eq!(text[link.start..link.end].trim(), &text[link.start..link.end]);
        assert!(["http", "mail"].contains(&&link.href[..4]), "{page:?}");
        end = link.end;
    }
    let normal = text::characters::nfc(text);
    assert_eq!(&*normal, text);
}

const PIECES: &[&str] = &[
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<br>",
    "<h2>",
    "</h2>",
    "<ul>",
    "<li>",
    "</ul>",
    "<pre>",
    "</pre>",
    "<a href=/x>",
    "<a href='https://e.example/é'>",
    "<a href=#n>",
    "</a>",
    "<sup>",
    "</sup>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<blockquote>",
    "</blockquote>",
    "<math><mi>x</mi></math>",
    "<code>",
    "</code>",
    "<b>",
    "</b>",
    "<ruby>漢<rt>hàn</rt></ruby>",
    "<span>",
    "</span>",
    "<x-y>",
    "</x-y>",
    "<section>",
    "</section>",
    "The tide turned at the pier. ",
    "word",
    " ",
    "\n",
    "\t",
    "&nbsp;",
    "&shy;",
    "e&#769;",
    "&#769;",
    "會(huì)議(yì)",
    "召開",
    "é",
    "6",
    "\u{200b}",
    "\u{3000}",
    "&#x1f;",
    "&#x2028;",
    "By A. Mooring",
    "© 2026 The Post",
    "…",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ranges_fit_the_text_of_any_page(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)
    ) {
        if let Some(page) = page(&pieces.concat(), "text/html") {
            check(&page);
        }
    }

    #[test]
    fn ranges_fit_any_plain_text(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)
    ) {
        if let Some(page) = page(&pieces.concat(), "text/plain") {
            check(&page);
        }
    }
}
