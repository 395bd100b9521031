//! Detects the format of a document from its content. A declared type only decides between plain
//! text and formats that look like it.

use std::io::Read;

use flate2::read::DeflateDecoder;
use memchr::memmem::find;

use crate::Format;
use crate::mailbox::is_mailbox;

/// The format of a document, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detected {
    /// A format of this crate.
    Format(Format),
    /// An Office document that needs a password.
    Encrypted,
    /// A mailbox with several e-mails, each of which is a document.
    Mailbox,
    /// An unsupported format, by its media type.
    Other(&'static str),
    /// A page, plain text, or a file of another kind, which `courant-page` decides.
    Unknown,
}

/// Maximum length of an e-mail header in bytes.
const HEADER: usize = 64 * 1024;

/// Detects the format of `document`. `content_type` is the declared type.
pub fn detect(document: &[u8], content_type: Option<&str>) -> Detected {
    let label = content_type.map(page::form::essence).unwrap_or_default();
    if document.starts_with(b"PK\x03\x04") {
        return packed(document);
    }
    if document.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return compound(document);
    }
    if begin_of(document).starts_with(b"{\\rtf") {
        return Detected::Format(Format::Rtf);
    }
    if is_pdf(document) {
        return Detected::Format(Format::Pdf);
    }
    match label.as_str() {
        "text/markdown" | "text/x-markdown" if is_text(document) => {
            Detected::Format(Format::Markdown)
        }
        "text/csv" | "text/tab-separated-values" if is_text(document) => {
            Detected::Format(Format::Csv)
        }
        "text/plain" | "text/html" | "application/xhtml+xml" => Detected::Unknown,
        _ if is_mailbox(document) => Detected::Mailbox,
        "message/rfc822" | "application/mbox" if fields(document) != Fields::default() => {
            Detected::Format(Format::Mail)
        }
        _ if is_mail(document) => Detected::Format(Format::Mail),
        _ => Detected::Unknown,
    }
}

/// A document without the white space and the byte order mark before it.
fn begin_of(document: &[u8]) -> &[u8] {
    let head = document.trim_ascii_start();
    head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start()
}

/// How far from the start of a file the header of a PDF may be (ISO 32000-1, annex H, note 13).
const BEFORE: usize = 1024;

/// White space, a byte order mark or, if the file ends like a PDF, other data of a printer or
/// system may precede the header of a PDF. A file without a header begins with its first object.
fn is_pdf(document: &[u8]) -> bool {
    if begin_of(document).starts_with(b"%PDF-") {
        return true;
    }
    let tail = &document[document.len().saturating_sub(BEFORE)..];
    let head = &document[..document.len().min(BEFORE)];
    let (has_end, has_table) = (find(tail, b"%%EOF").is_some(), find(tail, b"startxref").is_some());
    let has_object = || head.starts_with(b"%") && find(head, b"1 0 obj").is_some();
    find(head, b"%PDF-1.").is_some() && (has_end || has_table)
        || has_end && has_table && has_object()
}

/// The format of an archive, by the names of its entries, which are not compressed.
fn packed(document: &[u8]) -> Detected {
    // OpenDocument and EPUB begin with an entry that contains their media type.
    let first = &document[..document.len().min(200)];
    for format in [Format::Odt, Format::Odp, Format::Ods, Format::Epub] {
        if find(first, format.media_type().as_bytes()).is_some() && !is_template(first, format) {
            return Detected::Format(format);
        }
    }
    let parts = [
        (&b"word/document.xml"[..], Format::Docx),
        (b"ppt/presentation.xml", Format::Pptx),
        (b"xl/workbook.xml", Format::Xlsx),
        (b"META-INF/container.xml", Format::Epub),
    ];
    let part = parts.into_iter().find(|(name, _)| find(document, name).is_some());
    let format = part.map(|(_, format)| format).or_else(|| declared(document));
    format.map_or(Detected::Other("application/zip"), Detected::Format)
}

/// The format that an archive declares in an entry which isn't the first, or whose parts have other names
/// than usual.
fn declared(document: &[u8]) -> Option<Format> {
    if let Some(media_type) = start_of(document, b"mimetype") {
        let formats = [Format::Odt, Format::Odp, Format::Ods, Format::Epub];
        return formats
            .into_iter()
            .find(|format| media_type.trim_ascii() == format.media_type().as_bytes());
    }
    let types = start_of(document, b"[Content_Types].xml")?;
    let kinds = [
        (&b"wordprocessingml.document.main+xml"[..], Format::Docx),
        (b"presentationml.presentation.main+xml", Format::Pptx),
        (b"spreadsheetml.sheet.main+xml", Format::Xlsx),
    ];
    let kind = kinds.into_iter().find(|(name, _)| find(&types, name).is_some());
    kind.map(|(_, format)| format)
}

/// How much of an entry is unpacked to detect the format of an archive.
const START: u64 = 64 * 1024;

/// The start of an archive's entry (APPNOTE.TXT, 4.3.7), found by its header.
fn start_of(document: &[u8], name: &[u8]) -> Option<Vec<u8>> {
    let (header, at) = memchr::memmem::find_iter(document, name).find_map(|at| {
        let header = document.get(at.checked_sub(30)?..at)?;
        (header.starts_with(b"PK\x03\x04") && number(header, 26) == name.len())
            .then_some((header, at))
    })?;
    let data = document.get(at + name.len() + number(header, 28)..)?;
    let mut start = Vec::new();
    match number(header, 8) {
        0 => start.extend(data.iter().take(number(header, 18).min(START as usize))),
        // Data unpacked before a defect is enough.
        8 => drop(DeflateDecoder::new(data).take(START).read_to_end(&mut start)),
        _ => return None,
    }
    Some(start)
}

/// The number in two bytes of a header.
fn number(header: &[u8], at: usize) -> usize {
    usize::from(u16::from_le_bytes([header[at], header[at + 1]]))
}

/// Whether the media type is longer than that of `format`, as in `…text-template` and `…text-master`.
fn is_template(first: &[u8], format: Format) -> bool {
    let name = format.media_type().as_bytes();
    let end = find(first, name).map_or(0, |at| at + name.len());
    first.get(end) == Some(&b'-')
}

/// The format of a compound file (MS-CFB), by the names in its directory, which are UTF-16.
fn compound(document: &[u8]) -> Detected {
    let holds = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        find(document, &name).is_some()
    };
    if holds("EncryptedPackage") {
        return Detected::Encrypted;
    }
    let kinds = [
        ("WordDocument", "application/msword"),
        ("Workbook", "application/vnd.ms-excel"),
        ("PowerPoint Document", "application/vnd.ms-powerpoint"),
        ("__properties_version1.0", "application/vnd.ms-outlook"),
    ];
    let kind = kinds.into_iter().find(|(name, _)| holds(name));
    Detected::Other(kind.map_or("application/x-ole-storage", |(_, media_type)| media_type))
}

/// Whether an unlabelled document is an e-mail: it begins with header fields, of which at least two
/// are typical for mail programs. A memo has From and Date, too.
fn is_mail(document: &[u8]) -> bool {
    let Fields { mail, memo } = fields(document);
    mail > 0 && mail + memo >= 2
}

/// How many header fields a document begins with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Fields {
    /// Those that only mail programs write.
    mail: usize,
    /// From and Date.
    memo: usize,
}

/// Counts the header fields of `document`: none if it doesn't begin with a header.
fn fields(document: &[u8]) -> Fields {
    const MAIL: [&str; 7] = [
        "received",
        "message-id",
        "mime-version",
        "return-path",
        "delivered-to",
        "dkim-signature",
        "content-transfer-encoding",
    ];
    let head = &document[..document.len().min(HEADER)];
    let mut found = Fields::default();
    for (number, line) in head.split(|byte| *byte == b'\n').enumerate() {
        let line = line.trim_ascii_end();
        if line.is_empty() {
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") || number == 0 && is_from(line) {
            continue;
        }
        let Some(colon) = memchr::memchr(b':', line) else { return Fields::default() };
        let name = &line[..colon];
        if name.is_empty() || !name.iter().all(|byte| byte.is_ascii_graphic()) {
            return Fields::default();
        }
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        found.mail += usize::from(MAIL.contains(&name.as_str()));
        found.memo += usize::from(matches!(name.as_str(), "from" | "date"));
    }
    found
}

/// The line before an e-mail in a mailbox (RFC 4155).
fn is_from(line: &[u8]) -> bool {
    line.starts_with(b"From ")
}

/// Whether `document` can be text: it has no zero bytes, except for UTF-16.
fn is_text(document: &[u8]) -> bool {
    document.starts_with(b"\xff\xfe")
        || document.starts_with(b"\xfe\xff")
        || memchr::memchr(0, document).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_before_the_label() {
        let mail = b"From: a@example.org\r\nMessage-ID: <1@x>\r\nSubject: x\r\n\r\nWords.";
        let odt = b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.text";
        let template = b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.text-template";
        let old =
            [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], b"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"];
        let format = Detected::Format;
        let mailbox = b"From a Fri May  1 09:05:00 2026\nX: 1\n\nFrom b Fri May  1 09:05:00 2026\n";
        let late = b"PK\x03\x04\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0\x14\0\0\0\x14\0\0\0\x08\0\0\0mimetypeapplication/epub+zip";
        let late = [&[b'P', b'K', 3, 4][..], &[0; 200], late].concat();
        let cases: [(&[u8], Option<&str>, Detected); 21] = [
            (b"%\xe2\xe3\n1 0 obj\n<<>>\nstartxref\n9\n%%EOF", None, format(Format::Pdf)),
            (b"% about 1 0 obj and %%EOF", None, Detected::Unknown),
            (b"job 1\n%PDF-1.4\n1 0 obj\n%%EOF", None, format(Format::Pdf)),
            (&late, None, format(Format::Epub)),
            (b"{\\rtf1 x}", Some("text/plain"), format(Format::Rtf)),
            (b"\xef\xbb\xbf\n{\\rtf1 x}", None, format(Format::Rtf)),
            (odt, Some("text/html"), format(Format::Odt)),
            (template, None, Detected::Other("application/zip")),
            (b"PK\x03\x04..word/document.xml..", None, format(Format::Docx)),
            (b"PK\x03\x04", None, Detected::Other("application/zip")),
            (&old.concat(), None, Detected::Other("application/msword")),
            (mail, None, format(Format::Mail)),
            (mail, Some("text/plain"), Detected::Unknown),
            (mailbox, Some("message/rfc822"), Detected::Mailbox),
            (mailbox, Some("text/plain"), Detected::Unknown),
            (b"From: the sea\nIt came.", None, Detected::Unknown),
            (b"From: Ada\nDate: 1 May\n\nIt came.", None, Detected::Unknown),
            (b"From: Ada\nDate: 1 May\n\nIt.", Some("message/rfc822"), format(Format::Mail)),
            (b"# A", Some("text/markdown; charset=utf-8"), format(Format::Markdown)),
            (b"# A", None, Detected::Unknown),
            (b"a,b", Some("text/csv"), format(Format::Csv)),
        ];
        for (document, label, expected) in cases {
            let shown = String::from_utf8_lossy(document);
            assert_eq!(detect(document, label), expected, "{shown} {label:?}");
        }
    }
}
