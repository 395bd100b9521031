use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, Uri};
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{self, Client as Http};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use url::{Host, Url};

use crate::public::is_public;
use crate::resolver::{ResolveError, Resolver};

/// The body of an answer, as it arrives.
pub type Body = hyper::body::Incoming;

const CONNECT_WITHIN: Duration = Duration::from_secs(10);

/// Sends requests. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    http: Http<HttpsConnector<HttpConnector<Resolver>>, Full<Bytes>>,
    allow_private: bool,
}

/// Why there is no answer. Doesn't quote the address, which may contain a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The address is not public.
    #[error("not a public internet address")]
    Private,
    /// There is no connection.
    #[error("no connection")]
    Unreachable,
    /// The connection ended without an answer.
    #[error("the connection was closed without an answer")]
    Cut,
}

impl Client {
    /// With `allow_private`, it connects to any address. `idle` is how long an unused connection is kept.
    pub fn new(allow_private: bool, idle: Duration) -> Result<Self, String> {
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
            .pool_idle_timeout(idle)
            .build(https);
        Ok(Self { http, allow_private })
    }

    /// Whether the host is a name, or an address that it may connect to. Names are checked when they
    /// are resolved.
    pub fn permits(&self, url: &Url) -> bool {
        let address = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            Some(Host::Domain(_)) => return true,
            None => return false,
        };
        self.allow_private || is_public(address)
    }

    /// Sends a request, and returns the response as soon as its headers have arrived. Sets no deadline.
    pub async fn send(&self, request: Request<Full<Bytes>>) -> Result<Response<Body>, SendError> {
        // No name is resolved for an address, so the resolver doesn't see it.
        if !self.permits_uri(request.uri()) {
            return Err(SendError::Private);
        }
        self.http.request(request).await.map_err(|error| cause(&error))
    }

    fn permits_uri(&self, uri: &Uri) -> bool {
        Url::parse(&uri.to_string()).is_ok_and(|url| self.permits(&url))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("allow_private", &self.allow_private).finish_non_exhaustive()
    }
}

fn cause(error: &legacy::Error) -> SendError {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if matches!(cause.downcast_ref(), Some(ResolveError::Private)) {
            return SendError::Private;
        }
        source = cause.source();
    }
    match error.is_connect() {
        true => SendError::Unreachable,
        false => SendError::Cut,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn send(url: &str, allow_private: bool) -> SendError {
        let client = Client::new(allow_private, Duration::from_secs(1)).unwrap();
        client.send(Request::get(url).body(Full::default()).unwrap()).await.unwrap_err()
    }

    #[tokio::test]
    async fn private_addresses_are_refused_unless_allowed() {
        for url in ["http://127.0.0.1:1/", "http://[::1]:1/x", "http://localhost:1/"] {
            assert_eq!(send(url, false).await, SendError::Private, "{url}");
            assert_eq!(send(url, true).await, SendError::Unreachable, "{url}");
        }
        for url in ["http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/"] {
            assert_eq!(send(url, false).await, SendError::Private, "{url}");
        }
    }
}
