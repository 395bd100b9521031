use crate::form::{Delivery, Source};
use crate::kind::Kind;
use crate::{Name, Settings};

/// A source or a delivery that is one of Courant's services.
#[derive(Debug, Clone, Copy)]
pub struct Connector<'a> {
    /// Its user, and the durable consumer of a delivery.
    pub name: &'a Name,
    /// Its kind.
    pub kind: Kind,
    /// The lane that a source publishes to.
    pub lane: Option<&'a Name>,
    own: &'a Settings,
}

impl<'a> Connector<'a> {
    pub(crate) fn source(source: &'a Source) -> Option<Self> {
        let Source { name, kind, lanes, settings, .. } = source;
        kind.map(|kind| Self { name, kind, lane: lanes.first(), own: settings })
    }

    pub(crate) fn delivery(delivery: &'a Delivery) -> Option<Self> {
        let Delivery { name, kind, settings, .. } = delivery;
        kind.map(|kind| Self { name, kind, lane: None, own: settings })
    }

    /// Its settings: the common ones that it `has`, and its own.
    pub fn settings(&self, common: &Settings, has: impl Fn(&str) -> bool) -> Settings {
        common.only(has).with(self.own)
    }

    /// Its name in metrics and traces.
    pub fn service_name(&self) -> String {
        match self.kind {
            Kind::Feeds => self.name.to_string(),
            Kind::Files | Kind::Postgres | Kind::Webhook => format!("delivery-{}", self.name),
        }
    }
}
