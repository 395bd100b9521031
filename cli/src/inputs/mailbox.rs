use std::io::BufRead;
use std::path::Path;
use std::sync::Arc;

use formats::{Mailbox, MailboxError};

use super::kind::Kind;
use super::{Document, Input, InputError, Place};

/// The e-mails of a mailbox.
pub(super) fn emails<R: BufRead>(
    mailbox: Mailbox<R>,
    path: Arc<Path>,
) -> impl Iterator<Item = Input> {
    mailbox.map(move |mailed| {
        let place = Place::offset(path.clone(), mailed.at);
        let content = match mailed.message {
            Ok(message) => Ok(Document::of_kind(message, Kind::EMAIL)),
            Err(MailboxError::Unreadable(error)) => Err(InputError::of(error)),
            Err(MailboxError::TooLarge { limit }) => Err(InputError::TooLarge { limit }),
            Err(error @ MailboxError::NoMailbox) => Err(InputError::Mailbox(error)),
        };
        Input { place, consumed: mailed.consumed, content }
    })
}
