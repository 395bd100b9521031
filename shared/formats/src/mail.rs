//! E-mails (RFC 5322 and MIME).

use article::{Source, Stated};
use mail_parser::{Address, Message, MessageParser, PartType};
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
    let parsed = MessageParser::default().parse(without_from(document));
    let message = parsed.ok_or(FormatError::Damaged(Defect::Header))?;
    let mut html = Html::default();
    for part in message.html_bodies() {
        match &part.body {
            PartType::Html(body) => {
                html.raw("<div>");
                html.raw(body);
                html.raw("</div>\n");
            }
            PartType::Text(text) => of_text(text, &mut html),
            PartType::Binary(_)
            | PartType::InlineBinary(_)
            | PartType::Message(_)
            | PartType::Multipart(_) => {}
        }
    }
    let mut reading = Reading { html: html.finish(), ..Reading::default() };
    declare(&message, &mut reading);
    (reading.attachments, reading.warnings) = attachments(&message);
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

/// Paragraphs of plain text. Lines that begin with `>` are quoted, and those after the line `-- ` are a
/// signature.
fn of_text(text: &str, html: &mut Html) {
    let mut outside = Part::Body;
    let mut run = (Part::Body, String::new());
    for line in text.lines() {
        let part = if line.starts_with('>') { Part::Quote } else { outside };
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
}
