use async_nats::ServerAddr;
use percent_encoding::percent_decode_str;

use crate::{Broker, NatsSettings};

impl Broker {
    /// Waits until the server has denied this user to publish to `subject`.
    pub async fn denied(&self, subject: &str) {
        let mut denied = self.denied.clone();
        let is_it = |denied: &Option<String>| denied.as_deref() == Some(subject);
        if denied.wait_for(is_it).await.is_err() {
            // The connection is closed, and nothing more will be denied.
            std::future::pending().await
        }
    }

    /// The subject that the server denied last to publish to or subscribe to.
    pub fn last_denied(&self) -> Option<String> {
        self.denied.borrow().clone()
    }
}

/// The subject of a permissions violation, as the server words it:
/// `Permissions Violation for Publish to "articles.raw"`.
pub(crate) fn denied(error: &str) -> Option<&str> {
    if !error.to_ascii_lowercase().contains("permissions violation") {
        return None;
    }
    error.split('"').nth(1)
}

/// User and password: the settings', or those in the address of the first server.
pub(crate) fn credentials(settings: &NatsSettings) -> (Option<String>, Option<String>) {
    if settings.nats_user.is_some() {
        return (settings.nats_user.clone(), settings.nats_password.clone());
    }
    let first = settings.nats_url.split(',').next().unwrap_or_default().trim();
    let Ok(address) = first.parse::<ServerAddr>() else { return (None, None) };
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    (address.username().map(decoded), address.password().map(decoded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_violation_names_its_subject() {
        let error = "Permissions Violation for Publish to \"articles.raw\"";
        assert_eq!(denied(error), Some("articles.raw"));
        assert_eq!(denied("Stale Connection"), None);
    }

    #[test]
    fn credentials_may_be_in_the_address() {
        let some = |text: &str| Some(text.to_owned());
        let in_url = NatsSettings::at("nats://source:p%40ss@127.0.0.1:4222,nats://other:4222");
        assert_eq!(credentials(&in_url), (some("source"), some("p@ss")));
        assert_eq!(credentials(&NatsSettings::at("nats://127.0.0.1")), (None, None));
        let both = NatsSettings { nats_user: some("tools"), nats_password: some("x"), ..in_url };
        assert_eq!(credentials(&both), (some("tools"), some("x")));
    }
}
