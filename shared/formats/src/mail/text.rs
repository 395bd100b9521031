//! Text parts of e-mails: flowed lines, quoted replies, signatures.

use mail_parser::{MessagePart, MimeHeaders};

use super::pgp;
use crate::html::{Html, escaped};

/// Writes a text part. Lines that begin with `>` are quoted, and so is everything after a line such
/// as `-----Original Message-----`. The lines after `-- ` are a signature.
pub(super) fn write(part: &MessagePart<'_>, text: &str, html: &mut Html) {
    let text = pgp::without_signature(text);
    match is_set(part, "format", "flowed") {
        true => write_lines(&unflowed(&text, is_set(part, "delsp", "yes")), html),
        false => write_lines(&text, html),
    }
}

fn write_lines(text: &str, html: &mut Html) {
    let mut outside = Part::Body;
    let mut run = (Part::Body, String::new());
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().copied().enumerate() {
        if begins_forwarded(line, &lines[at + 1..]) {
            outside = Part::Quote;
        }
        let begins = at == 0 || lines[at - 1].trim().is_empty();
        let is_quoted = line.starts_with('>')
            || introduces_quote(line, &lines[at + 1..])
            || begins && introduces_quote_in_two_lines(line, &lines[at + 1..]);
        let part = if is_quoted { Part::Quote } else { outside };
        if line == SIGNATURE {
            outside = Part::Signature;
        } else if part == run.0 {
            push_line(&mut run.1, line);
        } else {
            write_run(std::mem::replace(&mut run, (part, String::new())), html);
            push_line(&mut run.1, line);
        }
    }
    write_run(run, html);
}

/// Whether the content type of a part has a parameter of this value (RFC 3676).
fn is_set(part: &MessagePart<'_>, name: &str, value: &str) -> bool {
    let own = part.content_type().and_then(|kind| kind.attribute(name));
    own.is_some_and(|own| own.eq_ignore_ascii_case(value))
}

/// A flowed text with one paragraph per line. With `is_space_deleted`, the space at the end of a
/// continued line is not part of the text.
fn unflowed(text: &str, is_space_deleted: bool) -> String {
    let depth = |line: &str| line.len() - line.trim_start_matches('>').len();
    let mut out = String::with_capacity(text.len());
    // The quote depth of the line that is continued.
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let own = depth(line);
        let content = &line[own..];
        let content = content.strip_prefix(' ').unwrap_or(content);
        match open {
            Some(deep) if deep == own && content != SIGNATURE => {
                if is_space_deleted {
                    out.pop();
                }
                out.push_str(content);
            }
            _ => {
                if !out.is_empty() {
                    out.push('\n');
                }
                out.push_str(&line[..own]);
                out.push_str(if own > 0 { " " } else { "" });
                out.push_str(content);
            }
        }
        open = (content.ends_with(' ') && content != SIGNATURE).then_some(own);
    }
    out
}

/// The part that a line of plain text belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Body,
    Quote,
    Signature,
}

/// The line before a signature (RFC 3676, section 4.3).
const SIGNATURE: &str = "-- ";

/// Whether the quoted e-mail follows unmarked: after a line with dashes at both ends, or a rule and
/// header fields, as Outlook writes them in any language.
fn begins_forwarded(line: &str, after: &[&str]) -> bool {
    let line = line.trim();
    let inner = line.trim_matches('-').trim();
    let is_marked = line.starts_with("-----") && line.ends_with("-----") && !inner.is_empty();
    let is_rule = line.len() >= 20 && line.chars().all(|c| c == '_');
    let is_field = |line: &&str| {
        line.split_once(':').is_some_and(|(name, value)| {
            name.split_whitespace().count() <= 2 && name.len() < 24 && !value.trim().is_empty()
        })
    };
    let fields =
        after.iter().skip_while(|line| line.trim().is_empty()).take_while(|line| is_field(line));
    (is_marked || is_rule) && fields.count() >= 3
}

/// Whether a line introduces the quoted lines after it: `On 1 May, Ada <ada@example.org> wrote:`.
fn introduces_quote(line: &str, after: &[&str]) -> bool {
    let line = line.trim();
    let quoted = after.iter().take(2).find(|line| !line.trim().is_empty());
    line.ends_with(':')
        && line.len() < 200
        && (line.contains('@') || line.chars().any(|c| c.is_ascii_digit()))
        && quoted.is_some_and(|line| line.starts_with('>'))
}

/// Whether such a line is wrapped.
fn introduces_quote_in_two_lines(line: &str, after: &[&str]) -> bool {
    let [next, after @ ..] = after else { return false };
    !line.trim_end().ends_with(':')
        && line.chars().any(|c| c.is_ascii_digit())
        && introduces_quote(next, after)
}

fn push_line(run: &mut String, line: &str) {
    run.push_str(line.trim_start_matches(['>', ' ']));
    run.push('\n');
}

/// Writes lines that belong to one part.
fn write_run((part, lines): (Part, String), html: &mut Html) {
    match part {
        Part::Body => paragraphs("p", &lines, html),
        Part::Quote => paragraphs("blockquote", &lines, html),
        // Lines are independent. The class is Thunderbird's, which `page` recognises.
        Part::Signature if !lines.trim().is_empty() => {
            html.raw("<div class=\"moz-signature\">");
            html.raw(&escaped(lines.trim()).replace('\n', "<br>"));
            html.raw("</div>\n");
        }
        Part::Signature => {}
    }
}

fn paragraphs(tag: &str, lines: &str, html: &mut Html) {
    for paragraph in page::paragraphs(lines) {
        html.block(tag, &escaped(&paragraph));
    }
}
