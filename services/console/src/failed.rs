use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use broker::LookupError;

/// An error page.
#[derive(Debug)]
pub(crate) struct Failed(LookupError);

impl From<LookupError> for Failed {
    fn from(error: LookupError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        (StatusCode::SERVICE_UNAVAILABLE, self.0.to_string()).into_response()
    }
}
