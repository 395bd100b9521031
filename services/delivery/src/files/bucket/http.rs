use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use http_client::{Client, SendError};
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse,
    HttpResponseBody, HttpService,
};
use tokio::time::error::Elapsed;
use tokio::time::timeout;

/// Sends the requests of `object_store` with the workspace's client.
#[derive(Debug, Clone)]
pub struct Connector(Client);

/// Timeout of a request, and of its answer, plus one second for each this many bytes.
const WITHIN: Duration = Duration::from_secs(20);
const BYTES_PER_SECOND: u64 = 128 << 10;
const IDLE: Duration = Duration::from_secs(30);

impl Connector {
    /// The operator configures the server, so a private address is allowed.
    pub fn new() -> Result<Self, String> {
        Client::new(true, IDLE).map(Self)
    }
}

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait]
impl HttpService for Connector {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (head, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        let sending = WITHIN + more(body.len() as u64);
        let request = ::http::Request::from_parts(head, Full::new(body));
        let sent = timeout(sending, self.0.send(request)).await.map_err(late)?;
        let (head, body) = sent.map_err(unsent)?.into_parts();
        let body = whole(body, WITHIN).await?;
        Ok(HttpResponse::from_parts(head, HttpResponseBody::from(body)))
    }
}

/// An answer's complete body: a file is decoded only when it is complete.
async fn whole<B>(body: B, within: Duration) -> Result<Bytes, HttpError>
where
    B: BodyExt<Data = Bytes, Error: std::error::Error + Send + Sync + 'static>,
{
    let within = within + more(body.size_hint().lower());
    let body = timeout(within, body.collect()).await.map_err(late)?;
    let body = body.map_err(|error| HttpError::new(HttpErrorKind::Interrupted, error))?;
    Ok(body.to_bytes())
}

fn more(bytes: u64) -> Duration {
    Duration::from_secs(bytes / BYTES_PER_SECOND)
}

fn late(late: Elapsed) -> HttpError {
    HttpError::new(HttpErrorKind::Timeout, late)
}

fn unsent(error: SendError) -> HttpError {
    let kind = match error {
        SendError::Private | SendError::Unreachable => HttpErrorKind::Connect,
        SendError::Cut => HttpErrorKind::Interrupted,
    };
    HttpError::new(kind, error)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::stream;
    use http_body_util::StreamBody;
    use http_body_util::combinators::BoxBody;

    use super::*;

    #[test]
    fn a_large_body_has_more_time() {
        assert_eq!(more(4 << 10), Duration::ZERO);
        assert_eq!(more(32 << 20), Duration::from_secs(256));
    }

    #[tokio::test]
    async fn a_body_that_never_ends_is_late() {
        let within = Duration::from_millis(1);
        let endless: BoxBody<Bytes, Infallible> =
            BodyExt::boxed(StreamBody::new(stream::pending()));
        let error = whole(endless, within).await.unwrap_err();
        assert_eq!(error.kind(), HttpErrorKind::Timeout);
        assert_eq!(whole(Full::from("all"), within).await.unwrap(), "all");
    }
}
