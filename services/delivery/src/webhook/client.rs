use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, USER_AGENT};
use http::{Method, Request, Uri};
use http_body_util::{BodyExt, Full, Limited};
use http_client::SendError;
use jiff::Timestamp;
use stage::Undelivered;
use url::Url;

use super::answer::judge;

/// Maximum body of an answer that is read, so that the connection can be reused.
const MAX_ANSWER: usize = 64 << 10;
const IDLE: Duration = Duration::from_secs(30);

/// Sends requests to one address. It follows no redirects.
pub struct Client {
    uri: Uri,
    http: http_client::Client,
}

impl Client {
    /// A client for this address. An error is a usage error and doesn't quote the address, which
    /// may contain a secret.
    pub fn new(url: &str, allow_private: bool) -> Result<Self, String> {
        let invalid = || "COURANT_WEBHOOK_URL: not an http or https address".to_owned();
        let parsed = Url::parse(url).map_err(|_| invalid())?;
        if !["http", "https"].contains(&parsed.scheme()) || !parsed.has_host() {
            return Err(invalid());
        }
        let http = http_client::Client::new(allow_private, IDLE)?;
        if !http.permits(&parsed) {
            return Err(format!("COURANT_WEBHOOK_URL: {PRIVATE}"));
        }
        if !parsed.username().is_empty() || parsed.password().is_some() {
            return Err(
                "COURANT_WEBHOOK_URL: credentials in the address are not sent: requests are signed"
                    .to_owned(),
            );
        }
        let uri = parsed.as_str().parse().map_err(|_| invalid())?;
        Ok(Self { uri, http })
    }

    /// POSTs a JSON body with these headers.
    pub async fn post(
        &self,
        headers: &[(&'static str, String)],
        body: Bytes,
    ) -> Result<(), Undelivered> {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(self.uri.clone())
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, concat!("Courant/", env!("CARGO_PKG_VERSION")));
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request.body(Full::new(body)).map_err(|_| {
            Undelivered::reject("refused", "the request can't be made: please report it")
        })?;
        let answer = self.http.send(request).await.map_err(unreachable)?;
        let (head, body) = answer.into_parts();
        // The body of the answer doesn't matter, and reading it may fail.
        let _ = Limited::new(body, MAX_ANSWER).collect().await;
        judge(head.status, &head.headers, Timestamp::now())
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

fn unreachable(error: SendError) -> Undelivered {
    match error {
        SendError::Private => {
            Undelivered::retry("private_address", format!("the receiver's name: {PRIVATE}"))
        }
        SendError::Unreachable => Undelivered::retry(
            "unreachable",
            "no connection to the receiver: check COURANT_WEBHOOK_URL, its certificate, and that \
             the receiver is up",
        ),
        SendError::Cut => {
            Undelivered::retry("cut", "the receiver closed the connection without an answer")
        }
    }
}

const PRIVATE: &str = "not a public internet address is only used with \
                       --allow-private (COURANT_WEBHOOK_ALLOW_PRIVATE=true)";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_refused_unless_allowed() {
        for url in
            ["http://127.0.0.1:1/", "https://[::1]/x", "http://2130706433/", "http://0x7f.1/"]
        {
            assert!(Client::new(url, false).is_err_and(|why| why.contains("--allow-private")));
            assert!(Client::new(url, true).is_ok(), "{url}");
        }
        for wrong in ["", "example.org", "ftp://example.org/", "https://u:p@example.org/"] {
            assert!(Client::new(wrong, true).is_err(), "{wrong}");
        }
    }

    #[tokio::test]
    async fn a_name_with_a_private_address_is_refused_when_it_connects() {
        let client = Client::new("http://localhost:1/", false).unwrap();
        let error = client.post(&[], Bytes::new()).await.unwrap_err();
        assert_eq!(error.code, "private_address");
        let client = Client::new("http://localhost:1/", true).unwrap();
        let error = client.post(&[], Bytes::new()).await.unwrap_err();
        assert_eq!(error.code, "unreachable");
    }
}
