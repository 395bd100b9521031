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
    /// The limit for a document of this kind, and the setting with it. `None` for unsupported
    /// kinds. Pages have a lower limit, because they are parsed in this process and not in a
    /// worker.
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
