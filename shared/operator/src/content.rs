use broker::{Broker, LookupError, ObjectError, Reference, Stored};
use bytes::Bytes;

/// The content of a raw document that is too large for a message. `None` if it can't be read;
/// ingestion doesn't make an article of it then, either.
pub(crate) async fn content(
    broker: &Broker,
    stored: &Stored,
) -> Result<Option<Bytes>, LookupError> {
    let Ok(Some(object)) = Reference::read(&stored.headers) else { return Ok(None) };
    match broker.object(&object).await {
        Ok(content) => Ok(Some(content.into())),
        Err(ObjectError::Away) => Err(LookupError::Away),
        Err(_) => Ok(None),
    }
}
