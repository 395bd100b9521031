use broker::{Broker, DeadLetter, LookupError, ObjectError};
use bytes::Bytes;

use crate::fault::Fault;
use crate::messages;

/// The document of a dead letter: its body, or the object in its headers. Reports if the object is gone.
pub(super) async fn document(broker: &Broker, dead_letter: &DeadLetter) -> Result<Bytes, Fault> {
    let Some(object) = dead_letter.object() else { return Ok(dead_letter.body.clone()) };
    match broker.object(&object).await {
        Ok(content) => Ok(content.into()),
        Err(ObjectError::Away) => Err(LookupError::Away.into()),
        Err(error) => {
            messages::error(format_args!("{}: {error}", object.name()));
            Ok(Bytes::new())
        }
    }
}
