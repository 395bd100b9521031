//! Shows the structured text of an article, with extracted values marked.

use article::{BlockKind, Document, TextBlock};
use maud::{Markup, html};

use crate::shown::line;

/// A value that was found in the text: its kind, and the value.
pub(crate) type Mark = (&'static str, String);

/// Maximum number of blocks that are shown; the record has all.
const BLOCKS: usize = 2_000;
/// Maximum number of characters of a block that are shown.
const LONGEST: usize = 20_000;

/// The blocks of a document. Without blocks, blank lines separate paragraphs.
pub(crate) fn blocks(document: &Document, mut marks: Vec<Mark>) -> Markup {
    let text = document.text.as_str();
    let paragraphs;
    let all = match document.blocks.is_empty() {
        true => {
            paragraphs = paragraphs_of(text);
            &paragraphs
        }
        false => &document.blocks,
    };
    let blocks = &all[..all.len().min(BLOCKS)];
    let runs = blocks.chunk_by(|a, b| a.kind == b.kind);
    html! {
        @for run in runs { (many(run[0].kind, run, text, &mut marks)) }
        @if all.len() > BLOCKS { p.left-out { "The rest is in the record." } }
    }
}

/// Consecutive blocks of one kind.
fn many(kind: BlockKind, run: &[TextBlock], text: &str, marks: &mut Vec<Mark>) -> Markup {
    let mut show = |block: &TextBlock| shown(block, text, marks);
    match kind {
        BlockKind::ListItem => html! {
            ul {
                @for block in run {
                    li class={ "level-" (block.level.unwrap_or(1).clamp(1, 6)) } dir="auto" { (show(block)) }
                }
            }
        },
        BlockKind::TableRow => html! {
            div.scroll { table {
                @for block in run {
                    tr {
                        @for cell in inside(block, text).split('\t').take(50) { td dir="auto" { (line(cell, LONGEST)) } }
                    }
                }
            } }
        },
        BlockKind::Code | BlockKind::Math => html! {
            @for block in run { pre { code { (crate::shown::block(inside(block, text), LONGEST)) } } }
        },
        BlockKind::Quote => html! {
            blockquote dir="auto" { @for block in run { p { (show(block)) } } }
        },
        BlockKind::Heading => html! {
            @for block in run {
                @match block.level {
                    Some(1 | 2) => { h2.heading dir="auto" { (show(block)) } }
                    Some(3) => { h3 dir="auto" { (show(block)) } }
                    _ => { h4 dir="auto" { (show(block)) } }
                }
            }
        },
        BlockKind::Caption => html! {
            @for block in run { p.caption dir="auto" { (show(block)) } }
        },
        BlockKind::Paragraph | _ => html! { @for block in run { p dir="auto" { (show(block)) } } },
    }
}

/// The lines of a block.
fn shown(block: &TextBlock, text: &str, marks: &mut Vec<Mark>) -> Markup {
    html! {
        @for (place, text) in inside(block, text).split('\n').enumerate() {
            @if place > 0 { br; }
            (marked(&line(text, LONGEST), marks))
        }
    }
}

/// A line in which the first occurrence of each value is marked.
fn marked(line: &str, marks: &mut Vec<Mark>) -> Markup {
    let found = marks.iter().enumerate().filter_map(|(place, (_, value))| {
        let at = line.find(value.as_str()).filter(|_| !value.is_empty())?;
        Some((at, place))
    });
    let Some((start, place)) = found.min() else { return html! { (line) } };
    let (kind, value) = marks.remove(place);
    let end = start + value.len();
    html! {
        (line[..start]) mark class=(kind) title=(kind) { (line[start..end]) }
        (marked(&line[end..], marks))
    }
}

fn inside<'a>(block: &TextBlock, text: &'a str) -> &'a str {
    text.get(block.start..block.end).unwrap_or_default()
}

fn paragraphs_of(text: &str) -> Vec<TextBlock> {
    let mut start = 0;
    let block = |paragraph: &str| {
        let (from, end) = (start, start + paragraph.len());
        start = end + 2;
        TextBlock { kind: BlockKind::Paragraph, level: None, start: from, end }
    };
    text.split("\n\n").map(block).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str, blocks: &str) -> Document {
        let json = format!(
            r#"{{"content_type":"text/html","charset":"utf-8","bytes":1,"sha256":"",
            "received_at":"2026-11-23T08:15:00Z","text":{},"blocks":{blocks}}}"#,
            serde_json::json!(text)
        );
        serde_json::from_str(&json).unwrap()
    }

    #[test]
    fn blocks_are_elements_and_their_text_is_escaped() {
        let text = "Head\n\n<b>one\n\ntwo\n\na\tb\n\nBy Ann, to be sure";
        let given = r#"[{"kind":"heading","level":2,"start":0,"end":4},
            {"kind":"list_item","level":1,"start":6,"end":12},
            {"kind":"list_item","level":2,"start":14,"end":17},
            {"kind":"table_row","start":19,"end":22},
            {"kind":"paragraph","start":24,"end":42},
            {"kind":"paragraph","start":9000,"end":9001}]"#;
        let shown = blocks(&document(text, given), vec![("author", "Ann".to_owned())]);
        let shown = shown.into_string();
        for part in [
            "<h2 class=\"heading\" dir=\"auto\">Head</h2>",
            "<li class=\"level-1\" dir=\"auto\">&lt;b&gt;one</li>",
            "<li class=\"level-2\" dir=\"auto\">two</li></ul>",
            "<td dir=\"auto\">a</td><td dir=\"auto\">b</td>",
            "By <mark class=\"author\" title=\"author\">Ann</mark>, to be sure",
        ] {
            assert!(shown.contains(part), "{part} in {shown}");
        }
    }

    #[test]
    fn a_text_without_blocks_has_paragraphs() {
        let shown = blocks(&document("one\n\ntwo", "[]"), Vec::new()).into_string();
        assert_eq!(shown, "<p dir=\"auto\">one</p><p dir=\"auto\">two</p>");
    }
}
