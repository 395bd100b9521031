use std::str::FromStr;

/// The protocol of the collector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Protocol {
    /// OTLP over gRPC; port 4317 by convention.
    #[default]
    Grpc,
    /// OTLP over HTTP with Protobuf; port 4318 by convention.
    Http,
}

impl Protocol {
    /// Its port, by convention.
    pub(crate) fn port(self) -> u16 {
        match self {
            Self::Grpc => 4317,
            Self::Http => 4318,
        }
    }
}

/// An empty variable counts as unset: OpenTelemetry, SDK environment variables.
impl FromStr for Protocol {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "grpc" | "" => Ok(Self::Grpc),
            "http/protobuf" => Ok(Self::Http),
            _ => Err("must be `grpc` or `http/protobuf`".to_owned()),
        }
    }
}

impl std::fmt::Display for Protocol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Grpc => "grpc",
            Self::Http => "http/protobuf",
        })
    }
}
