use broker::{Broker, LookupError, ObjectError, Reference, Stored};
use bytes::Bytes;

/// What a raw document refers to, if it is too large for a message. `None` if it can't be read: then
/// ingestion makes no article of it either.
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
