use std::time::Duration;

use http::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderName,
    IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION, USER_AGENT,
};
use http::{HeaderValue, Request};
use http_body_util::{BodyExt, Full};
use http_client::{Body, Client, retry_after};
use jiff::Timestamp;
use url::Url;
use warc::{WarcError, undo_encodings};

use super::{Content, FetchError, Validators, What};

/// A request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask<'a> {
    pub(super) what: What,
    pub(super) url: &'a Url,
    pub(super) known: &'a Validators,
    pub(super) agent: &'a HeaderValue,
    pub(super) max_size: usize,
}

/// An answer to a request.
#[derive(Debug)]
pub(super) enum Answer {
    Content(Content),
    NotModified,
    Redirect(Url),
}

/// How long to pause after a 429 without `Retry-After`.
const TOO_MANY: Duration = Duration::from_secs(15 * 60);
/// Maximum size of a robots.txt (RFC 9309, section 2.5).
const ROBOTS: usize = 500 << 10;

/// Sends a request and reads its answer.
pub(super) async fn exchange(client: &Client, ask: Ask<'_>) -> Result<Answer, FetchError> {
    let answer = client.send(request(&ask)?).await?;
    let (head, body) = answer.into_parts();
    let header = |name: HeaderName| head.headers.get(name);
    match head.status.as_u16() {
        200..=299 => {}
        304 => return Ok(Answer::NotModified),
        301 | 302 | 303 | 307 | 308 => {
            let to = header(LOCATION).and_then(|to| std::str::from_utf8(to.as_bytes()).ok());
            let to = to.and_then(|to| ask.url.join(to).ok()).filter(is_web);
            return to.map(Answer::Redirect).ok_or(FetchError::Address);
        }
        status @ (429 | 503) => {
            let wait = retry_after(&head.headers, Timestamp::now());
            let wait = wait.or((status == 429).then_some(TOO_MANY));
            return Err(wait.map_or(FetchError::Status(status), FetchError::Wait));
        }
        status => return Err(FetchError::Status(status)),
    }
    let bytes = read(body, &ask).await?;
    Ok(Answer::Content(Content {
        url: ask.url.clone(),
        content_type: header(CONTENT_TYPE).and_then(|value| value.to_str().ok().map(str::to_owned)),
        validators: Validators {
            etag: header(ETAG).cloned(),
            last_modified: header(LAST_MODIFIED).cloned(),
        },
        bytes: decode(&head.headers, bytes, &ask).await?,
    }))
}

fn request(ask: &Ask<'_>) -> Result<Request<Full<bytes::Bytes>>, FetchError> {
    let accept = match ask.what {
        What::Feed => "application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.8",
        What::Page => "text/html, application/xhtml+xml, text/plain;q=0.8, */*;q=0.1",
        What::Robots => "text/plain",
    };
    let mut url = ask.url.clone();
    url.set_fragment(None);
    let mut request = Request::get(url.as_str())
        .header(USER_AGENT, ask.agent)
        .header(ACCEPT, accept)
        .header(ACCEPT_ENCODING, "gzip, br");
    if let Some(etag) = &ask.known.etag {
        request = request.header(IF_NONE_MATCH, etag);
    }
    if let Some(time) = &ask.known.last_modified {
        request = request.header(IF_MODIFIED_SINCE, time);
    }
    request.body(Full::default()).map_err(|_| FetchError::Address)
}

fn is_web(url: &Url) -> bool {
    let named = url.username().is_empty() && url.password().is_none();
    ["http", "https"].contains(&url.scheme()) && named
}

/// The body as it was sent, within the limit.
async fn read(mut body: Body, ask: &Ask<'_>) -> Result<Vec<u8>, FetchError> {
    let limit = if ask.what == What::Robots { ROBOTS } else { ask.max_size };
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| FetchError::Cut)?;
        if let Ok(data) = frame.into_data() {
            if bytes.len() + data.len() > limit {
                if ask.what == What::Robots {
                    return Ok(bytes);
                }
                return Err(FetchError::TooLarge);
            }
            bytes.extend_from_slice(&data);
        }
    }
    Ok(bytes)
}

async fn decode(headers: &HeaderMap, bytes: Vec<u8>, ask: &Ask<'_>) -> Result<Vec<u8>, FetchError> {
    let encodings: Vec<&str> =
        headers.get_all(CONTENT_ENCODING).iter().filter_map(|value| value.to_str().ok()).collect();
    if encodings.is_empty() {
        return Ok(bytes);
    }
    let (encodings, limit) = (encodings.join(","), ask.max_size as u64);
    // Decompression would block the threads of the async runtime.
    let undone =
        tokio::task::spawn_blocking(move || undo_encodings(&encodings, bytes, limit)).await;
    match undone {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(WarcError::TooLarge { .. })) => Err(FetchError::TooLarge),
        Ok(Err(_)) | Err(_) => Err(FetchError::Encoding),
    }
}
