//! E-mail attachments.

use bytes::Bytes;
use mail_parser::{Encoding, Message, MessagePart, MimeHeaders, PartType};
use page::bounds;
use serde::{Deserialize, Serialize};
use text::{cut, one_line};

use crate::{Detected, detect};

/// A document that is attached to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The name of its file, on one line.
    pub name: Option<String>,
    /// Its media type, as declared by the e-mail.
    pub content_type: String,
    /// The document. It is transferred separately, so that it is in memory only once.
    #[serde(skip)]
    pub content: Bytes,
}

impl Attachment {
    /// Maximum number of attachments of a document.
    pub const MOST: usize = 32;
    /// Maximum size of all attachments together: as much as an e-mail can contain, unless texts are
    /// larger in UTF-8.
    pub const BYTES: usize = 64 << 20;
    /// Maximum number of left-out attachments that are named.
    const NAMED: usize = 10;

    /// Its name in a warning.
    pub fn label(&self) -> String {
        let name = self.name.as_deref().map(|name| format!(" {name:?}")).unwrap_or_default();
        format!("the attachment{name} ({})", self.content_type)
    }
}

/// Takes the attachments with supported formats out of an e-mail, and warns about the others.
pub(crate) fn attachments(message: &mut Message<'_>) -> (Vec<Attachment>, Vec<String>) {
    let (mut kept, mut warnings) = (Vec::new(), Vec::new());
    let (mut budget, mut unnamed) = (Attachment::BYTES, 0_usize);
    for at in std::mem::take(&mut message.attachments) {
        let raw = &message.raw_message;
        let Some(part) = message.parts.get_mut(at as usize) else { continue };
        let content = content(raw, part);
        let bytes = content.len();
        let attachment = Attachment {
            name: part.attachment_name().map(short).filter(|name| !name.is_empty()),
            content_type: content_type(part),
            content: Bytes::new(),
        };
        let is_read = is_read(content, &attachment.content_type);
        if is_read && bytes <= budget && kept.len() < Attachment::MOST {
            budget -= bytes;
            kept.push(Attachment { content: taken(raw, part), ..attachment });
            continue;
        }
        let why = match is_read {
            true => "was left out: the e-mail has more attachments than are read",
            false => "is not read",
        };
        match warnings.len() < Attachment::NAMED {
            true => warnings.push(format!("{} {why}", attachment.label())),
            false => unnamed += 1,
        }
    }
    if unnamed > 0 {
        warnings.push(format!("{unnamed} further attachment(s) were left out"));
    }
    (kept, warnings)
}

/// The bytes of a part. An attached e-mail that is not encoded is a part of the message's bytes.
fn content<'a>(raw: &'a [u8], part: &'a MessagePart<'_>) -> &'a [u8] {
    match (&part.body, part.encoding) {
        (PartType::Message(_), Encoding::None) => {
            raw.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default()
        }
        _ => part.contents(),
    }
}

/// The same bytes, moved out of the part if it owns them.
fn taken(raw: &[u8], part: &mut MessagePart<'_>) -> Bytes {
    match std::mem::take(&mut part.body) {
        PartType::Text(text) | PartType::Html(text) => text.into_owned().into(),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes.into_owned().into(),
        body @ (PartType::Message(_) | PartType::Multipart(_)) => {
            part.body = body;
            Bytes::copy_from_slice(content(raw, part))
        }
    }
}

/// The media type of a part. Texts have already been decoded to UTF-8.
fn content_type(part: &MessagePart<'_>) -> String {
    let stated = part.content_type().map(|stated| match stated.subtype() {
        Some(subtype) => format!("{}/{subtype}", stated.ctype()),
        None => stated.ctype().to_owned(),
    });
    match (&part.body, stated) {
        (PartType::Message(_), _) => "message/rfc822".to_owned(),
        (PartType::Html(_), _) => "text/html; charset=utf-8".to_owned(),
        (PartType::Text(_), Some(stated)) => format!("{}; charset=utf-8", short(&stated)),
        (PartType::Text(_), None) => "text/plain; charset=utf-8".to_owned(),
        (_, Some(stated)) => short(&stated),
        (_, None) => "application/octet-stream".to_owned(),
    }
}

/// Whether a document has a supported format: one of this crate, a page, or plain text.
fn is_read(content: &[u8], content_type: &str) -> bool {
    match detect(content, Some(content_type)) {
        Detected::Format(_) => true,
        Detected::Unknown => {
            let label = page::form::essence(content_type);
            matches!(&*label, "text/plain" | "text/html") && !content.trim_ascii().is_empty()
        }
        Detected::Encrypted | Detected::Mailbox | Detected::Other(_) => false,
    }
}

fn short(name: &str) -> String {
    cut(&one_line(name, bounds::NAME), bounds::NAME / 4).to_owned()
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use mail_parser::MessageParser;

    use super::*;

    fn read(parts: &str) -> (Vec<Attachment>, Vec<String>) {
        let email = format!(
            "From: a@x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nWords.\n{parts}--b--\n"
        );
        attachments(&mut MessageParser::default().parse(email.as_bytes()).unwrap())
    }

    #[test]
    fn an_email_that_is_attached_is_cut_out_as_it_is() {
        let nested = "From: b@x\nDate: today\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nInner.\n--c--\n";
        let encoded = STANDARD.encode(nested);
        let (kept, warnings) = read(&format!(
            "--b\nContent-Type: message/rfc822\n\n{nested}\n--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{encoded}\n"
        ));
        assert!(warnings.is_empty(), "{warnings:?}");
        let contents: Vec<String> = kept
            .iter()
            .map(|one| String::from_utf8(one.content.to_vec()).unwrap().trim_end().to_owned())
            .collect();
        assert_eq!(contents, [nested.trim_end(), nested.trim_end()]);
        assert!(kept.iter().all(|one| one.content_type == "message/rfc822"));
    }

    #[test]
    fn what_is_not_read_is_named_and_names_are_harmless() {
        let pictures: String = (0..12)
            .map(|n| format!("--b\nContent-Type: image/png; name=\"{n}\\\"\u{1b}.png\"\n\n{n}\n"))
            .collect();
        let notes = "--b\nContent-Type: text/csv; charset=iso-8859-1; name=a.csv\n\na,b\n";
        let (kept, warnings) = read(&(pictures + notes));
        assert_eq!(kept.len(), 1);
        assert_eq!(
            (&*kept[0].content_type, kept[0].name.as_deref()),
            ("text/csv; charset=utf-8", Some("a.csv"))
        );
        assert_eq!(warnings.len(), 11);
        assert!(
            warnings[0].ends_with("(image/png) is not read") && !warnings[0].contains('\u{1b}')
        );
        assert_eq!(warnings[10], "2 further attachment(s) were left out");
    }

    #[test]
    fn attachments_are_limited_in_number() {
        let many: String =
            (0..40).map(|n| format!("--b\nContent-Type: text/csv\n\n{n},1\n")).collect();
        let (kept, warnings) = read(&many);
        assert_eq!((kept.len(), warnings.len()), (Attachment::MOST, 8));
        assert!(warnings[0].contains("has more attachments than are read"), "{warnings:?}");
    }
}
