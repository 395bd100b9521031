//! E-mails (RFC 5322 and MIME).

use std::borrow::Cow;

use article::{Source, Stated};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use mail_parser::{Address, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use memchr::memmem::find;
use page::bounds;
use text::{cut, one_line};

use crate::attachment::attachments;
use crate::error::Defect;
use crate::html::{self, Html, escaped};
use crate::{FormatError, Reading};

/// Reads an e-mail: its body as HTML if it has one, else as text, with quoted replies and the signature
/// marked. From, Date and Subject are declared. Attachments of kinds that are read are returned as they
/// are.
pub(crate) fn read(document: &[u8]) -> Result<Reading, FormatError> {
    let document = with_readable_header(without_from(document));
    let parsed = MessageParser::default().parse(&*document);
    let mut message = parsed.ok_or(FormatError::Damaged(Defect::Header))?;
    let mut html = Html::default();
    for part in message.html_bodies() {
        match &part.body {
            PartType::Html(body) => {
                html.raw("<div>");
                html.raw(body);
                html.raw("</div>\n");
            }
            PartType::Text(text) if is_flowed(part) => of_text(&unflowed(text), &mut html),
            PartType::Text(text) => of_text(text, &mut html),
            PartType::Binary(_)
            | PartType::InlineBinary(_)
            | PartType::Message(_)
            | PartType::Multipart(_) => {}
        }
    }
    let mut reading = Reading { html: html.finish(), ..Reading::default() };
    declare(&message, &mut reading);
    (reading.attachments, reading.warnings) = attachments(&mut message);
    if !reading.attachments.is_empty() && html::plain(&reading.html).is_empty() {
        // An e-mail that only brings its attachments.
        let subject = reading.title.as_ref().map(|title| escaped(&title.value));
        reading.html = subject.map(|subject| format!("<p>{subject}</p>\n")).unwrap_or_default();
    }
    if message.parts.iter().any(|part| part.is_encoding_problem) {
        reading.warnings.push("a part of the e-mail is damaged: some of it may be lost".to_owned());
    }
    Ok(reading)
}

/// An e-mail without the line that precedes it in a mailbox.
fn without_from(document: &[u8]) -> &[u8] {
    match document.starts_with(b"From ") {
        true => memchr::memchr(b'\n', document).map_or(document, |end| &document[end + 1..]),
        false => document,
    }
}

/// An e-mail whose header is UTF-8. Old programs write it in the charset of the text, or in that of their
/// system.
fn with_readable_header(document: &[u8]) -> Cow<'_, [u8]> {
    let end = ["\r\n\r\n", "\n\n"].iter().filter_map(|end| find(document, end.as_bytes())).min();
    let (header, body) = document.split_at(end.unwrap_or(document.len()));
    if std::str::from_utf8(header).is_ok() {
        return Cow::Borrowed(document);
    }
    let lower = header.to_ascii_lowercase();
    let label = find(&lower, b"charset=").map(|at| &lower[at + 8..]);
    let label = label.map(|label| label.trim_ascii_start().strip_prefix(b"\"").unwrap_or(label));
    let label = label.and_then(|label| label.split(|byte| b"\"; \r\n".contains(byte)).next());
    let encoding = label.and_then(Encoding::for_label).filter(|encoding| *encoding != UTF_8);
    let header = encoding.unwrap_or(WINDOWS_1252).decode_without_bom_handling(header).0;
    Cow::Owned([header.as_bytes(), body].concat())
}

/// Whether lines that end with a space go on in the next one (RFC 3676).
fn is_flowed(part: &MessagePart<'_>) -> bool {
    let format = part.content_type().and_then(|kind| kind.attribute("format"));
    format.is_some_and(|format| format.eq_ignore_ascii_case("flowed"))
}

/// A flowed text with a paragraph in each line.
fn unflowed(text: &str) -> String {
    let depth = |line: &str| line.len() - line.trim_start_matches('>').len();
    let mut out = String::with_capacity(text.len());
    // How deep the line is quoted that goes on.
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let own = depth(line);
        let content = &line[own..];
        let content = content.strip_prefix(' ').unwrap_or(content);
        match open {
            Some(deep) if deep == own && content != SIGNATURE => {
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

fn declare(message: &Message<'_>, reading: &mut Reading) {
    let stated = |value: &str, most| Stated {
        value: cut(&one_line(value, most), most).to_owned(),
        source: Source::Header,
    };
    let subject = message.subject().filter(|subject| !subject.trim().is_empty());
    reading.title = subject.map(|subject| stated(subject, bounds::LINE / 4));
    let senders = message.from().map(Address::iter).into_iter().flatten();
    let names = senders.filter_map(|sender| sender.name()).filter(|name| !name.trim().is_empty());
    let declared = &mut reading.declared;
    declared.authors.extend(names.take(64).map(|name| stated(name, bounds::NAME)));
    let date = message.date().filter(|date| date.is_valid());
    declared.dates.published.extend(date.map(|date| stated(&date.to_rfc3339(), bounds::NAME)));
}

/// What a line of plain text belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Body,
    Quote,
    Signature,
}

/// The line before a signature (RFC 3676, section 4.3).
const SIGNATURE: &str = "-- ";

/// Paragraphs of plain text. Lines that begin with `>` are quoted, as is all that follows a line such as
/// `-----Original Message-----`, and what follows the line `-- ` is a signature.
fn of_text(text: &str, html: &mut Html) {
    let mut outside = Part::Body;
    let mut run = (Part::Body, String::new());
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().copied().enumerate() {
        if begins_forwarded(line, &lines[at + 1..]) {
            outside = Part::Quote;
        }
        let is_quoted = line.starts_with('>') || introduces_quote(line, &lines[at + 1..]);
        let part = if is_quoted { Part::Quote } else { outside };
        if line == SIGNATURE {
            outside = Part::Signature;
        } else if part == run.0 {
            push_line(&mut run.1, line);
        } else {
            write(std::mem::replace(&mut run, (part, String::new())), html);
            push_line(&mut run.1, line);
        }
    }
    write(run, html);
}

/// Whether the e-mail that is answered follows as it is: after a line with dashes at both ends, or a rule
/// and header fields, as Outlook writes them in any language.
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

/// Whether a line says who wrote the quoted lines after it: `On 1 May, Ada <ada@example.org> wrote:`.
fn introduces_quote(line: &str, after: &[&str]) -> bool {
    let line = line.trim();
    let quoted = after.iter().take(2).find(|line| !line.trim().is_empty());
    line.ends_with(':')
        && line.len() < 200
        && (line.contains('@') || line.chars().any(|c| c.is_ascii_digit()))
        && quoted.is_some_and(|line| line.starts_with('>'))
}

fn push_line(run: &mut String, line: &str) {
    run.push_str(line.trim_start_matches(['>', ' ']));
    run.push('\n');
}

/// Writes lines that belong to one part.
fn write((part, lines): (Part, String), html: &mut Html) {
    match part {
        Part::Body => paragraphs("p", &lines, html),
        Part::Quote => paragraphs("blockquote", &lines, html),
        // Each line says something of its own. The class is Thunderbird's, which `page` knows.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_part_is_taken_and_the_header_declared() {
        let mail = b"From: =?utf-8?q?Ada_M=C3=B6ring?= <ada@example.org>\r\nDate: Fri, 1 May 2026 09:05:00 +0200\r\nSubject: Night train\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nplain\r\n--x\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>Caf=E9</p>\r\n--x--\r\n";
        let reading = read(mail).unwrap();
        assert!(reading.html.contains("<p>Caf\u{e9}</p>"), "{}", reading.html);
        assert!(!reading.html.contains("plain"), "{}", reading.html);
        assert_eq!(reading.title.unwrap().value, "Night train");
        assert_eq!(reading.declared.authors[0].value, "Ada M\u{f6}ring");
        assert_eq!(reading.declared.dates.published[0].value, "2026-05-01T09:05:00+02:00");
    }

    #[test]
    fn quoted_lines_are_quotes() {
        let mail = b"From: a@example.org\nSubject: x\n\nYes.\n\n> Does it run?\n> And when?\n\nFrom May.\n";
        let html = read(mail).unwrap().html;
        let expected = "<p>Yes.</p>\n<blockquote>Does it run?</blockquote>\n<blockquote>And when?</blockquote>\n<p>From May.</p>\n";
        assert_eq!(html, expected);
    }

    #[test]
    fn lines_after_two_dashes_are_a_signature() {
        let mail = b"From: a@example.org\nSubject: x\n\nYes -- no.\n\n-- \nAda <i>\n\n+44 1\n> When?\n> -- \n> Bo\nLtd\n";
        let html = read(mail).unwrap().html;
        let expected = "<p>Yes -- no.</p>\n<div class=\"moz-signature\">Ada &lt;i&gt;<br><br>+44 1</div>\n<blockquote>When?</blockquote>\n<blockquote>--</blockquote>\n<blockquote>Bo</blockquote>\n<div class=\"moz-signature\">Ltd</div>\n";
        assert_eq!(html, expected);
    }

    #[test]
    fn the_answered_email_is_a_quote() {
        let mail = b"From: a@example.org\nSubject: x\n\nYes.\n\nOn 1 May 2026, Bo wrote:\n> Does it run?\n";
        let html = read(mail).unwrap().html;
        assert!(html.starts_with("<p>Yes.</p>\n<blockquote>On 1 May 2026, Bo wrote:"), "{html}");
        let mail = b"From: a@example.org\nSubject: x\n\nYes.\n\n-----Original Message-----\nFrom: Bo\nSent: May\nTo: Ada\n\nDoes it run?\n";
        let html = read(mail).unwrap().html;
        assert!(html.starts_with("<p>Yes.</p>\n<blockquote>"), "{html}");
        assert!(html.ends_with("<blockquote>Does it run?</blockquote>\n"), "{html}");
        let mail = b"From: a@example.org\nSubject: x\n\nTwo things:\n\n----- 1 -----\nRun.\n";
        assert!(!read(mail).unwrap().html.contains("blockquote"));
    }

    #[test]
    fn flowed_lines_are_joined_and_a_header_in_latin_is_read() {
        let mail = b"From: J\xfcrgen <j@example.org>\nSubject: Gr\xfc\xdfe\nContent-Type: text/plain; charset=iso-8859-1; format=flowed\n\nOne line \nand more.\nTwo.\n> A \n> b\n-- \nJ\n";
        let reading = read(mail).unwrap();
        assert_eq!(reading.title.unwrap().value, "Gr\u{fc}\u{df}e");
        assert_eq!(reading.declared.authors[0].value, "J\u{fc}rgen");
        let expected = "<p>One line and more.</p>\n<p>Two.</p>\n<blockquote>A b</blockquote>\n<div class=\"moz-signature\">J</div>\n";
        assert_eq!(reading.html, expected);
    }
}
