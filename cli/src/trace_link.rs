use std::fmt;
use std::str::FromStr;

use broker::Stored;
use telemetry::TraceContext;
use url::Url;

/// The address of the web interface for traces.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct TraceLink {
    /// Address of Jaeger's web interface; prints a link to each document's trace
    #[arg(long, env = "COURANT_JAEGER_URL", value_name = "URL")]
    jaeger_url: Option<JaegerUrl>,
}

#[derive(Debug, Clone)]
struct JaegerUrl(String);

impl TraceLink {
    /// Whether links are wanted.
    pub(crate) fn is_wanted(&self) -> bool {
        self.jaeger_url.is_some()
    }

    /// The page of the trace with this id.
    pub(crate) fn to(&self, trace: impl fmt::Display) -> Option<String> {
        let JaegerUrl(url) = self.jaeger_url.as_ref()?;
        Some(format!("{url}/trace/{trace}"))
    }

    /// The page of a message's trace; `None` if the trace is not sampled, because Jaeger doesn't
    /// have it then.
    pub(crate) fn of(&self, message: &Stored) -> Option<String> {
        self.of_parent(message.headers.get(article::header::TRACEPARENT))
    }

    /// The same by the value of a `traceparent` header.
    pub(crate) fn of_parent(&self, traceparent: Option<&str>) -> Option<String> {
        let trace = TraceContext::parse(traceparent?, [].into_iter())?;
        trace.is_sampled().then(|| self.to(trace.trace_id())).flatten()
    }
}

impl FromStr for JaegerUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).ok().filter(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.query().is_none()
                && url.fragment().is_none()
        });
        match url {
            Some(url) => Ok(Self(url.as_str().trim_end_matches('/').to_owned())),
            None => Err("not the address of a web page: try http://localhost:16686".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_the_address_and_the_traces_id() {
        let link = TraceLink { jaeger_url: Some("http://localhost:16686/".parse().unwrap()) };
        assert_eq!(link.to("3972").as_deref(), Some("http://localhost:16686/trace/3972"));
        assert_eq!(TraceLink::default().to("3972"), None);
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let page = "http://localhost:16686/trace/0af7651916cd43dd8448eb211c80319c";
        assert_eq!(link.of_parent(Some(parent)).as_deref(), Some(page));
        assert_eq!(link.of_parent(Some(&parent.replace("-01", "-00"))), None, "not sampled");
        assert_eq!(link.of_parent(None), None);
        for wrong in ["", "localhost:16686", "https://", "http://a/?b"] {
            assert!(wrong.parse::<JaegerUrl>().is_err(), "{wrong}");
        }
    }
}
