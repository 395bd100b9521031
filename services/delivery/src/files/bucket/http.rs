use std::time::Duration;

use async_trait::async_trait;
use http_body_util::{BodyExt, Full};
use http_client::{Client, SendError};
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse,
    HttpResponseBody, HttpService,
};

/// Sends the requests of `object_store` with the workspace's client.
#[derive(Debug, Clone)]
pub struct Connector(Client);

/// How long an answer may take to begin.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);
const IDLE: Duration = Duration::from_secs(30);

impl Connector {
    /// The operator names the server, so it may have a private address.
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
        let request = ::http::Request::from_parts(head, Full::new(body));
        let sent = tokio::time::timeout(ANSWER_WITHIN, self.0.send(request)).await;
        let sent = sent.map_err(|late| HttpError::new(HttpErrorKind::Timeout, late))?;
        let (head, body) = sent.map_err(unsent)?.into_parts();
        let body = body.map_err(|error| HttpError::new(HttpErrorKind::Interrupted, error));
        Ok(HttpResponse::from_parts(head, HttpResponseBody::new(body)))
    }
}

fn unsent(error: SendError) -> HttpError {
    let kind = match error {
        SendError::Private | SendError::Unreachable => HttpErrorKind::Connect,
        SendError::Cut => HttpErrorKind::Interrupted,
    };
    HttpError::new(kind, error)
}
