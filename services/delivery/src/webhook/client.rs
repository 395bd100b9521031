use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, USER_AGENT};
use http::{Method, Request, Uri};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::client::legacy::{self, Client as Http};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use jiff::Timestamp;
use stage::Undelivered;
use tower_service::Service;
use url::{Host, Url};

use super::answer::judge;
use super::public::is_public;

/// Longest body of an answer that is read, so that its connection can be used again.
const MAX_ANSWER: usize = 64 << 10;
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
const IDLE: Duration = Duration::from_secs(30);

/// Sends requests to one address. It follows no redirects.
pub struct Client {
    uri: Uri,
    http: Http<HttpsConnector<HttpConnector<Resolver>>, Full<Bytes>>,
}

impl Client {
    /// For this address. An error is a usage error and doesn't quote it: it may hold a secret.
    pub fn new(url: &str, allow_private: bool) -> Result<Self, String> {
        let invalid = || "COURANT_WEBHOOK_URL: not an http or https address".to_owned();
        let parsed = Url::parse(url).map_err(|_| invalid())?;
        if !["http", "https"].contains(&parsed.scheme()) {
            return Err(invalid());
        }
        let address = match parsed.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            Some(Host::Domain(_)) => None,
            None => return Err(invalid()),
        };
        // No name is resolved for an address, so the resolver doesn't see it.
        if address.is_some_and(|address| !allow_private && !is_public(address)) {
            return Err(format!("COURANT_WEBHOOK_URL: {PRIVATE}"));
        }
        if !parsed.username().is_empty() || parsed.password().is_some() {
            return Err(
                "COURANT_WEBHOOK_URL: credentials in the address are not sent: requests are signed"
                    .to_owned(),
            );
        }
        let uri = parsed.as_str().parse().map_err(|_| invalid())?;
        let mut connector = HttpConnector::new_with_resolver(Resolver { allow_private });
        connector.enforce_http(false);
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(CONNECT_WITHIN));
        let https = HttpsConnectorBuilder::new()
            .with_native_roots()
            .map_err(|error| format!("the system's CA certificates can't be read: {error}"))?
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        let http = Http::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .build(https);
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
        let answer = self.http.request(request).await.map_err(|error| unreachable(&error))?;
        let (head, body) = answer.into_parts();
        // What the receiver says doesn't matter, and it may fail to say it.
        let _ = Limited::new(body, MAX_ANSWER).collect().await;
        judge(head.status, &head.headers, Timestamp::now())
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

fn unreachable(error: &legacy::Error) -> Undelivered {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if matches!(cause.downcast_ref(), Some(ResolveError::Private)) {
            return Undelivered::retry(
                "private_address",
                format!("the receiver's name: {PRIVATE}"),
            );
        }
        source = cause.source();
    }
    match error.is_connect() {
        true => Undelivered::retry(
            "unreachable",
            "no connection to the receiver: check COURANT_WEBHOOK_URL, its certificate, and that \
             the receiver is up",
        ),
        false => Undelivered::retry("cut", "the receiver closed the connection without an answer"),
    }
}

const PRIVATE: &str = "an address that the public internet doesn't route is only used with \
                       --allow-private (COURANT_WEBHOOK_ALLOW_PRIVATE=true)";

/// Resolves the receiver's name for each connection, to public addresses only.
#[derive(Debug, Clone, Copy)]
struct Resolver {
    allow_private: bool,
}

#[derive(Debug, thiserror::Error)]
enum ResolveError {
    #[error("the name has no public address")]
    Private,
    #[error(transparent)]
    Lookup(#[from] std::io::Error),
}

impl Service<Name> for Resolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = ResolveError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, ResolveError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ResolveError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let usable: Vec<SocketAddr> = found
                .iter()
                .copied()
                .filter(|address| allow_private || is_public(address.ip()))
                .collect();
            match usable.is_empty() && !found.is_empty() {
                true => Err(ResolveError::Private),
                false => Ok(usable.into_iter()),
            }
        })
    }
}

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
