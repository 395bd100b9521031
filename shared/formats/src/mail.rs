//! E-mails (RFC 5322 and MIME).

use article::{Source, Stated};
use mail_parser::{Address, Message, MessageParser, PartType};
use page::bounds;
use text::{cut, one_line};

use crate::error::Defect;
use crate::html::{Html, escaped};
use crate::{FormatError, Reading};

/// Reads an e-mail: its body as HTML if it has one, else as text, with quoted replies marked. From,
/// Date and Subject are declared. Attachments are left out, with a warning.
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
    let attachments = message.attachment_count();
    if attachments > 0 {
        reading.warnings.push(format!("{attachments} attachment(s) were left out"));
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

/// Paragraphs of plain text. Lines that begin with `>` are quoted.
fn of_text(text: &str, html: &mut Html) {
    let mut lines = text.lines().peekable();
    while let Some(first) = lines.peek() {
        let quoted = first.starts_with('>');
        let mut run = String::new();
        while let Some(line) = lines.next_if(|line| line.starts_with('>') == quoted) {
            run.push_str(line.trim_start_matches(['>', ' ']));
            run.push('\n');
        }
        let tag = if quoted { "blockquote" } else { "p" };
        for paragraph in page::paragraphs(&run) {
            html.block(tag, &escaped(&paragraph));
        }
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
}
