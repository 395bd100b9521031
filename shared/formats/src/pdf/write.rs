use super::paragraphs::{Block, Kind, Look};
use super::structure::Role;
use crate::html::{Html, escaped};

/// The blocks as HTML.
pub(super) fn html(blocks: &[Block], look: Look) -> String {
    let mut html = Html::default();
    let sizes = sizes(blocks, look);
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut begins: Vec<f64> = Vec::new();
    for block in blocks {
        if block.kind == Kind::Row {
            rows.push(block.text.split('\t').map(escaped).collect());
            continue;
        }
        if !rows.is_empty() {
            html.table(&std::mem::take(&mut rows));
        }
        let inner = escaped(&block.text);
        match block.kind {
            _ if is_heading(block, look) => {
                let by_size = sizes.iter().position(|size| block.size > size - 0.3);
                let level = match block.element.map(|element| element.role) {
                    Some(Role::Heading(level)) => usize::from(level),
                    _ => by_size.unwrap_or(sizes.len()) + 1,
                };
                html.heading(level, &inner);
                begins.clear();
            }
            Kind::Item(begin) => {
                begins.retain(|one| *one < begin - 3.0);
                begins.push(begin);
                html.item(begins.len(), &inner);
            }
            Kind::Paragraph | Kind::Row | Kind::Note => {
                begins.clear();
                html.block("p", &inner);
            }
        }
    }
    if !rows.is_empty() {
        html.table(&rows);
    }
    html.finish()
}

/// The sizes of headings, the largest first.
fn sizes(blocks: &[Block], look: Look) -> Vec<f64> {
    let mut sizes: Vec<f64> =
        blocks.iter().filter(|block| is_heading(block, look)).map(|block| block.size).collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    sizes.dedup_by(|a, b| (*a - *b).abs() < 0.6);
    sizes.truncate(6);
    sizes
}

/// Whether a block is a heading: short, and larger than the text, or bold on a line of its own.
pub(super) fn is_heading(block: &Block, look: Look) -> bool {
    match block.element.map(|element| element.role) {
        Some(Role::Heading(_)) => return true,
        Some(Role::Item | Role::Row) => return false,
        Some(Role::Text) if look.has_headings => return false,
        Some(Role::Text) | None => {}
    }
    let length = block.text.chars().count();
    let is_text = matches!(block.kind, Kind::Paragraph | Kind::Item(_));
    let is_large = block.size > look.size * 1.1;
    let ends = block.text.trim_end().ends_with(['.', ',', ';', ':', '。', '，']);
    let has_letters = block.text.chars().filter(|c| c.is_alphabetic()).count() * 2 > length;
    let is_bold = block.is_bold && length < 120 && !ends && block.size > look.size * 0.95;
    is_text && has_letters && length < 250 && (is_large || is_bold)
}
