use std::sync::Arc;

use article::{Headers, RawMessage, Timestamp, header, subject};
use broker::Outbound;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::sending::Sending;
use crate::inputs::{InputError, Inputs, Place};

/// A document ready to send, or why there is none.
pub(crate) struct Item {
    pub(crate) place: Place,
    pub(crate) consumed: u64,
    pub(crate) message: Result<RawMessage, InputError>,
    /// Memory permit, held until the server has acknowledged the document.
    pub(crate) permit: Option<OwnedSemaphorePermit>,
}

/// How many documents are read ahead of the network; few, to bound memory.
const AHEAD: usize = 8;
/// How many KiB of documents are in memory at a time.
const MEMORY: u32 = 32 << 10;

/// Reads the inputs on a separate thread, because files and standard input block.
pub(crate) fn feed(inputs: Inputs, limit: u64) -> mpsc::Receiver<Item> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    let (memory, runtime) = (Arc::new(Semaphore::new(MEMORY as usize)), Handle::current());
    tokio::task::spawn_blocking(move || {
        for input in inputs.documents(limit) {
            let message = input.content.map(|document| document.into_message(Timestamp::now()));
            let size = message.as_ref().map_or(0, |message| message.body.len() >> 10);
            let size = u32::try_from(size).unwrap_or(MEMORY).min(MEMORY);
            let permit = runtime.block_on(memory.clone().acquire_many_owned(size)).ok();
            let item = Item { place: input.place, consumed: input.consumed, message, permit };
            if sender.blocking_send(item).is_err() {
                return;
            }
        }
    });
    receiver
}

/// The message to publish: a `Content-Type` by extension, and the requested headers.
pub(super) fn outbound(message: &RawMessage, place: &Place, sending: &Sending) -> Outbound {
    let mut headers: Headers = message.headers.iter().collect();
    // Dead letters show it.
    headers.push(header::FILE, place);
    if sending.replace {
        headers.push(header::REPLACE, "true");
    }
    let subject = match &sending.lane {
        Some(lane) => format!("{}{lane}", subject::RAW_LANE_PREFIX),
        None => subject::RAW.to_owned(),
    };
    Outbound { subject: subject.into(), headers, body: message.body.clone() }
}
