use article::LARGEST_OBJECT;
use formats::detect;

use super::kind::Kind;

/// The maximum size of documents, in bytes, before and after their content is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Of pages and texts.
    pub(super) pages: u64,
    /// Of others.
    pub(super) documents: u64,
}

impl Limits {
    /// The limits if pages and texts may have `pages` bytes.
    pub(super) fn of(pages: u64) -> Self {
        Self { pages, documents: pages.max(LARGEST_OBJECT) }
    }

    /// The limit for a file with a document of this kind, before it is read.
    pub(super) fn of_kind(self, kind: Kind) -> u64 {
        if kind.may_be_large() { self.documents } else { self.pages }
    }

    /// The limit for the document itself: a file of an unknown kind may be a page or a text.
    pub(super) fn of_content(self, kind: Kind, content: &[u8]) -> u64 {
        if kind != Kind::Unknown {
            return self.of_kind(kind);
        }
        let limits = ingestion::Limits { pages: self.pages, documents: self.documents };
        limits.of(&detect(content, None)).map_or(self.documents, |(limit, _)| limit)
    }
}
