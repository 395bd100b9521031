//! Checks whether an installation can lose or leak documents.

mod alerting;
mod facts;
mod finding;
mod rules;
mod users;

use broker::{Broker, LookupError};

pub use facts::Facts;
pub use finding::{Finding, Level};
pub use users::{Login, Logins};

/// What the installation is meant to survive without losing an acknowledged document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Survives {
    /// A crash of any process, including the server.
    #[default]
    Process,
    /// A power cut or a kernel crash, too.
    Power,
    /// The loss of a server, with its disk, too.
    Server,
}

/// What the checks may use besides the pipeline's own connection.
#[derive(Debug, Default)]
pub struct Aids {
    /// What the installation is meant to survive.
    pub survives: Survives,
    /// A connection as a user of the system account.
    pub system: Option<Broker>,
    /// Users whose permissions are tried.
    pub logins: Option<Logins>,
    /// The address of Prometheus: `host:port`.
    pub prometheus: Option<String>,
    /// Whether the server runs on this machine, so that its disk can be seen.
    pub local: bool,
}

/// Examines an installation. The findings are in the order of the checks.
pub async fn examine(broker: &Broker, aids: &Aids) -> Result<Vec<Finding>, LookupError> {
    let facts = Facts::collect(broker, aids).await?;
    let mut findings = rules::findings(&facts, aids);
    findings.extend(users::findings(aids.logins.as_ref()).await);
    findings.push(alerting::finding(aids.prometheus.as_deref()).await);
    Ok(findings)
}
