use formats::Detected;

/// The maximum size of documents, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Of pages, texts and messages.
    pub pages: u64,
    /// Of documents that a worker reads.
    pub documents: u64,
}

impl Limits {
    /// The limit of a document of this kind, and the setting that says so. `None` for what is not read at
    /// all. A page is parsed in this process, a document in another, which has less to lose.
    pub fn of(self, detected: &Detected) -> Option<(u64, &'static str)> {
        match detected {
            Detected::Format(format) if format.needs_sandbox() => {
                Some((self.documents, "COURANT_MAX_DOCUMENT_BYTES"))
            }
            Detected::Format(_) | Detected::Unknown => Some((self.pages, "COURANT_MAX_BYTES")),
            Detected::Encrypted | Detected::Mailbox | Detected::Other(_) => None,
        }
    }
}
