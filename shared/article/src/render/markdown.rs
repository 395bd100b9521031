use super::escape::{Place, push_parts};
use super::pieces::{Piece, pieces};
use super::table::push_table;
use crate::{BlockKind, Document};

/// The text of a document as Markdown: CommonMark, with GitHub's tables. It has the words of the
/// text in the same order, and ends with a line feed.
pub fn markdown(document: &Document) -> String {
    let pieces = pieces(document);
    let mut out = String::with_capacity(document.text.len() * 5 / 4 + 64);
    // Nesting depth of the list item before, from 0.
    let mut depth = None;
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        let run = pieces[at..].iter().take_while(|next| next.kind == piece.kind).count();
        let before = at.checked_sub(1).map(|before| pieces[before].kind);
        push_gap(&mut out, before, piece.kind);
        match piece.kind {
            BlockKind::Heading => {
                let rank = usize::from(piece.level.clamp(1, 6));
                out.push_str(&"#".repeat(rank));
                out.push(' ');
                push_parts(&mut out, &piece.parts(), Place::Heading);
                out.push('\n');
            }
            BlockKind::ListItem => {
                // A deeper item must be inside the previous item; otherwise its indentation would make
                // it code.
                let deepest = depth.map_or(0, |depth| depth + 1);
                let own = usize::from(piece.level.saturating_sub(1)).min(deepest);
                push_item(&mut out, piece, own);
                depth = Some(own);
            }
            BlockKind::Quote => push_lines(&mut out, piece, "> "),
            BlockKind::Code => push_fence(&mut out, piece.text, ""),
            BlockKind::Math => push_fence(&mut out, piece.text, "math"),
            BlockKind::TableRow => push_table(&mut out, &pieces[at..at + run]),
            BlockKind::Paragraph | BlockKind::Caption | BlockKind::Signature => {
                push_lines(&mut out, piece, "");
            }
        }
        if piece.kind != BlockKind::ListItem {
            depth = None;
        }
        at += if piece.kind == BlockKind::TableRow { run } else { 1 };
    }
    out
}

/// Separates a block from the one before it.
fn push_gap(out: &mut String, before: Option<BlockKind>, next: BlockKind) {
    match (before, next) {
        (None, _) | (Some(BlockKind::ListItem), BlockKind::ListItem) => {}
        (Some(BlockKind::Quote), BlockKind::Quote) => out.push_str(">\n"),
        (Some(_), _) => out.push('\n'),
    }
}

/// Writes a paragraph. All its lines begin with `mark`.
fn push_lines(out: &mut String, piece: &Piece<'_>, mark: &str) {
    out.push_str(mark);
    push_parts(out, &piece.parts(), Place::Lines(mark));
    out.push('\n');
}

fn push_item(out: &mut String, piece: &Piece<'_>, depth: usize) {
    let indent = "  ".repeat(depth + 1);
    out.push_str(&indent[2..]);
    out.push_str("- ");
    push_parts(out, &piece.parts(), Place::Lines(&indent));
    out.push('\n');
}

/// Writes code. The fence is longer than any in it (section 4.5).
fn push_fence(out: &mut String, code: &str, language: &str) {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    out.push_str(&format!("{fence}{language}\n{code}\n{fence}\n"));
}
