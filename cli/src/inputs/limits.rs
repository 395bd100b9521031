use article::LARGEST_OBJECT;
use formats::{Detected, Format, detect};

use super::kind::Kind;

/// The maximum size of documents, in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Of pages and texts.
    pub(super) pages: u64,
    /// Of others.
    pub(super) documents: u64,
}

impl Limits {
    /// If pages and texts may have `pages` bytes.
    pub(super) fn of(pages: u64) -> Self {
        Self { pages, documents: pages.max(LARGEST_OBJECT) }
    }

    /// Of a file that holds a document of this kind, before it is read.
    pub(super) fn of_kind(self, kind: Kind) -> u64 {
        if kind.may_be_large() { self.documents } else { self.pages }
    }

    /// Of the document itself: a file of an unknown kind may hold a page or a text.
    pub(super) fn of_content(self, kind: Kind, content: &[u8]) -> u64 {
        let is_text = || match detect(content, None) {
            Detected::Unknown => true,
            Detected::Format(format) => !Format::needs_sandbox(format),
            Detected::Encrypted | Detected::Mailbox | Detected::Other(_) => false,
        };
        if kind == Kind::Unknown && is_text() { self.pages } else { self.of_kind(kind) }
    }
}
