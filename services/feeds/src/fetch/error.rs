use std::time::Duration;

use http_client::SendError;

/// Why something could not be fetched. Quotes no address, because it may contain a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FetchError {
    #[error("the address can't be requested")]
    Address,
    #[error("the address is not on the public internet: --allow-private would allow it")]
    Private,
    #[error("no connection")]
    Unreachable,
    #[error("the connection was closed before the end of the answer")]
    Cut,
    #[error("the answer was not complete in time (COURANT_FEEDS_TIMEOUT)")]
    TimedOut,
    #[error("the answer is too large (COURANT_FEEDS_MAX_SIZE)")]
    TooLarge,
    #[error("the content encoding can't be decoded")]
    Encoding,
    #[error("more than 5 redirects")]
    TooManyRedirects,
    #[error("the server answered {0}")]
    Status(u16),
    #[error("the server asks to wait for {} s", .0.as_secs())]
    Wait(Duration),
    #[error("robots.txt disallows it")]
    Disallowed,
    #[error("robots.txt could not be fetched")]
    NoRobots,
}

impl FetchError {
    /// Its name in metrics.
    pub(crate) fn outcome(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Private => "private",
            Self::Unreachable => "unreachable",
            Self::Cut => "cut",
            Self::TimedOut => "timed_out",
            Self::TooLarge => "too_large",
            Self::Encoding => "encoding",
            Self::TooManyRedirects => "redirects",
            Self::Status(404 | 410) => "gone",
            Self::Status(500..) => "server_error",
            Self::Status(_) => "refused",
            Self::Wait(_) => "wait",
            Self::Disallowed => "disallowed",
            Self::NoRobots => "no_robots",
        }
    }

    /// How long the server asks to wait.
    pub(crate) fn wait(self) -> Option<Duration> {
        if let Self::Wait(wait) = self { Some(wait) } else { None }
    }

    /// Whether another attempt may succeed.
    pub(crate) fn is_transient(self) -> bool {
        match self {
            Self::Unreachable | Self::Cut | Self::TimedOut | Self::Wait(_) | Self::NoRobots => true,
            Self::Status(status) => status >= 500 || status == 408 || status == 425,
            Self::Address
            | Self::Private
            | Self::TooLarge
            | Self::Encoding
            | Self::TooManyRedirects
            | Self::Disallowed => false,
        }
    }
}

impl From<SendError> for FetchError {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Private => Self::Private,
            SendError::Unreachable => Self::Unreachable,
            SendError::Cut => Self::Cut,
        }
    }
}
