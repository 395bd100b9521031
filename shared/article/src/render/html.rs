use super::pieces::{Part, Piece, pieces};
use crate::{BlockKind, Document};

/// The text of a document as a fragment of HTML. All text is escaped, and links are `http`, `https`
/// or `mailto`.
pub fn html(document: &Document) -> String {
    let pieces = pieces(document);
    let mut out = String::with_capacity(document.text.len() * 5 / 4 + 64);
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        let run = pieces[at..].iter().take_while(|next| next.kind == piece.kind).count();
        let all = &pieces[at..at + run];
        match piece.kind {
            BlockKind::Heading => {
                let name = format!("h{}", piece.level.clamp(1, 6));
                push_element(&mut out, &name, piece);
            }
            BlockKind::ListItem => push_list(&mut out, all),
            BlockKind::Quote => {
                out.push_str("<blockquote>\n");
                all.iter().for_each(|piece| push_element(&mut out, "p", piece));
                out.push_str("</blockquote>\n");
            }
            BlockKind::TableRow => push_table(&mut out, all),
            BlockKind::Code | BlockKind::Math => {
                out.push_str("<pre><code>");
                push_escaped(&mut out, piece.text, "\n");
                out.push_str("</code></pre>\n");
            }
            BlockKind::Paragraph | BlockKind::Caption | BlockKind::Signature => {
                push_element(&mut out, "p", piece);
            }
        }
        at += match piece.kind {
            BlockKind::ListItem | BlockKind::Quote | BlockKind::TableRow => run,
            BlockKind::Heading
            | BlockKind::Paragraph
            | BlockKind::Code
            | BlockKind::Caption
            | BlockKind::Math
            | BlockKind::Signature => 1,
        };
    }
    out
}

fn push_element(out: &mut String, name: &str, piece: &Piece<'_>) {
    out.push_str(&format!("<{name}>"));
    push_parts(out, &piece.parts());
    out.push_str(&format!("</{name}>\n"));
}

fn push_list(out: &mut String, items: &[Piece<'_>]) {
    let mut open = 0;
    for item in items {
        // An item is at most one level deeper than the one before.
        let depth = usize::from(item.level.max(1)).min(open + 1);
        if depth > open {
            out.push_str("<ul>\n");
        } else {
            out.push_str("</li>\n");
            out.push_str(&"</ul>\n</li>\n".repeat(open - depth));
        }
        open = depth;
        out.push_str("<li>");
        push_parts(out, &item.parts());
    }
    out.push_str(&"</li>\n</ul>\n".repeat(open));
}

fn push_table(out: &mut String, rows: &[Piece<'_>]) {
    out.push_str("<table>\n");
    for row in rows {
        out.push_str("<tr>");
        for cell in row.cells() {
            out.push_str("<td>");
            push_parts(out, &cell);
            out.push_str("</td>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table>\n");
}

fn push_parts(out: &mut String, parts: &[Part<'_>]) {
    for (text, href) in parts {
        if let Some(href) = href {
            out.push_str("<a href=\"");
            push_escaped(out, href, "");
            out.push_str("\">");
        }
        push_escaped(out, text, "<br>");
        if href.is_some() {
            out.push_str("</a>");
        }
    }
}

fn push_escaped(out: &mut String, text: &str, line_break: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str(line_break),
            c => out.push(c),
        }
    }
}
