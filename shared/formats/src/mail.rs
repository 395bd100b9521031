//! E-mails (RFC 5322 and MIME).

mod outlook;
mod pgp;
mod text;

use std::borrow::Cow;

use ::text::{cut, one_line};
use article::{Source, Stated};
use encoding_rs::{UTF_8, WINDOWS_1252};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Address, Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use memchr::memmem::find;
use page::bounds;
use page::charset::{Hints, decode};

use crate::attachment::attachments;
use crate::error::Defect;
use crate::html::{self, Html, escaped};
use crate::{FormatError, Reading};

/// Reads an e-mail: its HTML body, otherwise its text, with quoted replies and the signature
/// marked. From, Date and Subject are declared. Attachments with supported formats are returned
/// unchanged.
pub(crate) fn read(document: &[u8]) -> Result<Reading, FormatError> {
    let document = with_readable_header(without_from(document));
    let parsed = MessageParser::default().parse(&*document);
    let mut message = parsed.ok_or(FormatError::Damaged(Defect::Header))?;
    let mut html = body(message.html_bodies(), &message);
    if html::plain(&html).is_empty() {
        // The HTML is empty, or only a picture.
        html = body(message.text_bodies(), &message);
    }
    let mut reading = Reading { html, ..Reading::default() };
    declare(&message, &mut reading);
    (reading.attachments, reading.warnings) = attachments(&mut message);
    if !reading.attachments.is_empty() && html::plain(&reading.html).is_empty() {
        // An e-mail that only has attachments.
        let subject = reading.title.as_ref().map(|title| escaped(&title.value));
        reading.html = subject.map(|subject| format!("<p>{subject}</p>\n")).unwrap_or_default();
    }
    if message.parts.iter().any(|part| part.is_encoding_problem) {
        reading.warnings.push("a part of the e-mail is damaged: some of it may be lost".to_owned());
    }
    Ok(reading)
}

/// The parts of a body as HTML.
fn body<'a>(parts: impl Iterator<Item = &'a MessagePart<'a>>, message: &Message<'_>) -> String {
    let mut html = Html::default();
    for part in parts {
        match &part.body {
            PartType::Html(body) => {
                html.raw("<div>");
                html.raw(&outlook::quoted(&decoded(part, body, message)));
                html.raw("</div>\n");
            }
            PartType::Text(text) => {
                text::write(part, &decoded(part, text, message), &mut html);
            }
            PartType::Binary(_)
            | PartType::InlineBinary(_)
            | PartType::Message(_)
            | PartType::Multipart(_) => {}
        }
    }
    html.finish()
}

/// The text of a part, decoded like a page: its label counts unless the bytes contradict it. `text`
/// is decoded by the label alone.
fn decoded<'a>(part: &MessagePart<'_>, text: &'a str, message: &Message<'_>) -> Cow<'a, str> {
    let place = part.offset_body as usize..part.offset_end as usize;
    let raw = message.raw_message().get(place).unwrap_or_default();
    let bytes = match part.encoding {
        Encoding::None => Some(Cow::Borrowed(raw)),
        Encoding::QuotedPrintable => quoted_printable_decode(raw).map(Cow::Owned),
        Encoding::Base64 => base64_decode(raw).map(Cow::Owned),
    };
    match bytes.filter(|bytes| !bytes.is_ascii()) {
        Some(bytes) => {
            let charset = part.content_type().and_then(|kind| kind.attribute("charset"));
            let kind = if part.is_text_html() { "text/html" } else { "text/plain" };
            let label = format!("{kind}; charset={}", charset.unwrap_or_default());
            decode(&bytes, &Hints::labelled(Some(&label))).text.into()
        }
        None => text.into(),
    }
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
    let encoding =
        label.and_then(encoding_rs::Encoding::for_label).filter(|encoding| *encoding != UTF_8);
    let header = encoding.unwrap_or(WINDOWS_1252).decode_without_bom_handling(header).0;
    Cow::Owned([header.as_bytes(), body].concat())
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

    #[test]
    fn an_empty_html_part_gives_way_to_the_text() {
        let mail = b"From: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\nplain\n--x\nContent-Type: text/html\n\n<html><body><img src='x'></body></html>\n--x--\n";
        assert_eq!(read(mail).unwrap().html, "<p>plain</p>\n");
    }

    #[test]
    fn charsets_are_those_of_the_bytes() {
        let header = "From: a@example.org\nMIME-Version: 1.0\nContent-Type: ";
        let cases: [(&str, &[u8]); 3] = [
            ("text/plain; charset=us-ascii\n\n", "Gr\u{fc}\u{df}e aus K\u{f6}ln".as_bytes()),
            ("text/plain; charset=iso-8859-1\n\n", b"Gr\xfc\xdfe aus K\xf6ln"),
            (
                "text/html\nContent-Transfer-Encoding: quoted-printable\n\n<meta charset=3D\"iso-8859-1\"><p>",
                b"Gr=FC=DFe aus K=F6ln</p>",
            ),
        ];
        for (kind, body) in cases {
            let html = read(&[header.as_bytes(), kind.as_bytes(), body].concat()).unwrap().html;
            assert!(html.contains("<p>Gr\u{fc}\u{df}e aus K\u{f6}ln</p>"), "{html}");
        }
    }

    #[test]
    fn spaces_at_line_ends_are_deleted_if_the_part_says_so() {
        let mail = b"From: a@example.org\nContent-Type: text/plain; format=flowed; delsp=yes\n\nA para \ngraph.\n";
        assert_eq!(read(mail).unwrap().html, "<p>A paragraph.</p>\n");
    }

    #[test]
    fn a_line_before_a_quote_may_be_wrapped() {
        let mail = b"From: a@example.org\n\nYes.\n\nOn Fri, 1 May 2026 at 09:05, Bo Larsen\n<bo@example.org> wrote:\n\n> Does it run?\n";
        let html = read(mail).unwrap().html;
        assert!(html.starts_with("<p>Yes.</p>\n<blockquote>On Fri"), "{html}");
        assert!(html.ends_with("<blockquote>Does it run?</blockquote>\n"), "{html}");
    }
}
