use std::borrow::Cow;

use httparse::{EMPTY_HEADER, ParserConfig, Response, Status};

use crate::{Skip, WarcError, chunked, encoding};

/// The headers of an HTTP response.
#[derive(Debug)]
pub(crate) struct Answer {
    status: u16,
    /// `Content-Type`.
    pub(crate) content_type: Option<String>,
    encodings: Vec<String>,
    chunked: bool,
    /// Where the body begins.
    body: usize,
}

const FIELDS: usize = 256;

impl Answer {
    /// Parses the headers of a message; `None` if they are incomplete.
    pub(crate) fn parse(message: &[u8]) -> Result<Option<Self>, WarcError> {
        let mut fields = [EMPTY_HEADER; FIELDS];
        let mut response = Response::new(&mut fields);
        let head = as_http_1(message);
        let added = head.len() as isize - message.len() as isize;
        let parsed = ParserConfig::default()
            .allow_multiple_spaces_in_response_status_delimiters(true)
            .allow_obsolete_multiline_headers_in_responses(true)
            .allow_spaces_after_header_name_in_responses(true)
            .ignore_invalid_headers_in_responses(true)
            .parse_response(&mut response, &head);
        let length = match parsed {
            Ok(Status::Complete(length)) => length,
            Ok(Status::Partial) => return Ok(None),
            Err(_) => return Err(WarcError::Head("HTTP head")),
        };
        let all = |name: &str| {
            let fields = response.headers.iter().filter(|f| f.name.eq_ignore_ascii_case(name));
            let values = fields.map(|field| String::from_utf8_lossy(field.value).into_owned());
            values.collect::<Vec<String>>()
        };
        let listed = |name: &str| {
            let values = all(name);
            let items = values.iter().flat_map(|value| value.split(','));
            items.map(|item| item.trim().to_ascii_lowercase()).collect::<Vec<String>>()
        };
        Ok(Some(Self {
            status: response.code.unwrap_or_default(),
            content_type: all("Content-Type").into_iter().next().filter(|value| !value.is_empty()),
            encodings: listed("Content-Encoding"),
            chunked: listed("Transfer-Encoding").iter().any(|coding| coding == "chunked"),
            body: length.saturating_add_signed(-added),
        }))
    }

    /// Why the response is not a page; `None` if it is one. `length` is the message's.
    pub(crate) fn skip(&self, length: u64) -> Option<Skip> {
        if !(200..300).contains(&self.status) {
            return Some(Skip::Status(self.status));
        }
        if self.body as u64 >= length {
            return Some(Skip::Empty);
        }
        let media = essence(self.content_type.as_deref().unwrap_or("text/html"));
        let is_page = ["text/html", "application/xhtml+xml", "text/plain"].contains(&&*media);
        (!is_page).then(|| Skip::of_media(&media))
    }

    /// The body of `message`, without its encodings.
    pub(crate) fn body(&self, mut message: Vec<u8>, limit: u64) -> Result<Vec<u8>, WarcError> {
        message.drain(..self.body);
        let mut body = message;
        if self.chunked {
            body = chunked::decode(body)?;
        }
        for name in self.encodings.iter().rev() {
            body = encoding::decode(name, body, limit)?;
        }
        match body.len() as u64 > limit {
            true => Err(WarcError::TooLarge { limit }),
            false => Ok(body),
        }
    }
}

/// Whether a media type is that of plain text.
pub(crate) fn is_plain_text(content_type: &str) -> bool {
    essence(content_type) == "text/plain"
}

/// Whether a body would be mistaken for an envelope, which could claim any URL.
pub(crate) fn is_envelope(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let mut seen = body.iter().filter(|byte| !byte.is_ascii_whitespace() && **byte != 0);
    let first = seen.find(|byte| !matches!(byte, 0xff | 0xfe));
    matches!(first, Some(b'{' | b'['))
}

/// Crawlers that speak HTTP/2 write HTTP/1 headers with another version.
fn as_http_1(message: &[u8]) -> Cow<'_, [u8]> {
    let newer = message.strip_prefix(b"HTTP/2").or_else(|| message.strip_prefix(b"HTTP/3"));
    match newer.map(|rest| rest.strip_prefix(b".0").unwrap_or(rest)) {
        Some(rest) => [b"HTTP/1.1".as_slice(), rest].concat().into(),
        None => message.into(),
    }
}

fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
