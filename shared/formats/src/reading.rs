use article::{Declared, Stated};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::{Attachment, FormatError};

/// The maximum length of a document's text as HTML.
pub(crate) const LONGEST: usize = 24 << 20;

/// The result of reading a document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The text as HTML: headings, paragraphs, lists, tables, links.
    pub html: String,
    /// The charset of a text format.
    pub charset: Option<String>,
    /// The title in the document's properties.
    pub title: Option<Stated>,
    /// Other declarations of the document.
    pub declared: Declared,
    /// Attachments with supported formats.
    pub attachments: Vec<Attachment>,
    /// What was lost or is doubtful, one sentence each.
    pub warnings: Vec<String>,
}

impl Reading {
    /// Serialises it as pieces of bytes, JSON and attachments, for [`Reading::from_bytes`].
    pub fn into_bytes(read: Result<Self, FormatError>) -> Vec<Bytes> {
        let attached =
            read.as_ref().map(|reading| reading.attachments.as_slice()).unwrap_or_default();
        let lengths: Vec<usize> = attached.iter().map(|one| one.content.len()).collect();
        let json = serde_json::to_vec(&(&read, lengths)).unwrap_or_default();
        let length = (json.len() as u64).to_le_bytes().to_vec();
        let attached = read.map(|reading| reading.attachments).unwrap_or_default();
        let attached = attached.into_iter().map(|one| one.content);
        [length, json].into_iter().map(Bytes::from).chain(attached).collect()
    }

    /// Reads these bytes. `None` if they are invalid.
    pub fn from_bytes(mut bytes: Bytes) -> Option<Result<Self, FormatError>> {
        let length = bytes.get(..8)?.try_into().ok().map(u64::from_le_bytes)?;
        let mut next = |length: usize| (length <= bytes.len()).then(|| bytes.split_to(length));
        next(8)?;
        let json = next(usize::try_from(length).ok()?)?;
        let (mut read, lengths): (Result<Self, FormatError>, Vec<usize>) =
            serde_json::from_slice(&json).ok()?;
        if let Ok(reading) = &mut read {
            for (attachment, length) in reading.attachments.iter_mut().zip(lengths) {
                attachment.content = next(length)?;
            }
        }
        Some(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_survives_the_way_out_of_a_worker() {
        let attachment = |content: &[u8]| Attachment {
            name: None,
            content_type: "application/pdf".into(),
            content: Bytes::copy_from_slice(content),
        };
        let bytes: Vec<u8> = (0..=255).collect();
        let attachments = vec![attachment(&bytes), attachment(b""), attachment(b"end")];
        let reading = Reading { html: "<p>x</p>".to_owned(), attachments, ..Reading::default() };
        let whole = Reading::into_bytes(Ok(reading.clone())).concat();
        assert_eq!(Reading::from_bytes(whole.clone().into()), Some(Ok(reading)));
        for end in [0, 7, 8, 20, whole.len() - 1] {
            assert_eq!(Reading::from_bytes(whole[..end].to_vec().into()), None, "{end}");
        }
        let refused = Reading::into_bytes(Err(FormatError::Encrypted)).concat();
        assert_eq!(Reading::from_bytes(refused.into()), Some(Err(FormatError::Encrypted)));
        let lie = [&u64::MAX.to_le_bytes()[..], b"x"].concat();
        assert_eq!(Reading::from_bytes(lie.into()), None);
    }
}
