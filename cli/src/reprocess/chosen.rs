use article::{BlockKey, Blocklist, RawMessage};
use broker::{Broker, Original};
use bytes::Bytes;
use ingestion::Arrival;
use stage::Input;

use crate::fault::Fault;

/// Selects originals.
#[derive(Debug)]
pub(super) struct Chosen {
    language: Option<String>,
    site: Option<Blocklist>,
}

impl Chosen {
    pub(super) fn new(language: Option<String>, site: Option<BlockKey>) -> Self {
        let site = site.map(|key| {
            let mut list = Blocklist::default();
            list.insert(key);
            list
        });
        Self { language, site }
    }

    /// Whether this one is selected. Its language is that of the published article.
    pub(super) async fn holds(&self, broker: &Broker, original: &Original) -> Result<bool, Fault> {
        if let Some(site) = &self.site {
            // For a large document, only its declarations matter.
            let object = original.reference.as_ref().map(|_| Bytes::from_static(b"content"));
            let arrival = Arrival::decode(RawMessage { object, ..original.to_raw() }).ok();
            let url = arrival.as_ref().and_then(Arrival::url);
            if url.is_none_or(|url| site.blocks_url(url).is_none()) {
                return Ok(false);
            }
        }
        let Some(language) = &self.language else { return Ok(true) };
        let published = broker.published(original.id).await?;
        let published = published.and_then(|stored| {
            stored.subject.strip_prefix("articles.published.")?.split('.').next().map(str::to_owned)
        });
        Ok(published.as_ref() == Some(language))
    }
}
