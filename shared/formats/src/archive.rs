//! ZIP archives of Office documents and books, with limits on the unpacked size.

use std::io::{Cursor, Read};

use encoding_rs::UTF_8;
use page::charset::{Hints, decode};
use zip::ZipArchive;
use zip::result::ZipError;

use crate::FormatError;
use crate::error::{Bound, Defect};

/// Maximum number of entries, of bytes of one entry, and of bytes in total.
const ENTRIES: usize = 20_000;
const ENTRY: u64 = 32 << 20;
const ALL: u64 = 128 << 20;
/// A document may unpack to this many times its size, or to this many bytes if it is small.
const RATIO: u64 = 200;
const SMALL: u64 = 4 << 20;

/// A document that is a ZIP archive.
pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// How many bytes may still be unpacked.
    budget: u64,
}

impl<'a> Archive<'a> {
    /// Opens an archive whose entries, by the sizes that they declare, are within the bounds.
    pub(crate) fn open(document: &'a [u8]) -> Result<Self, FormatError> {
        let mut zip = ZipArchive::new(Cursor::new(document)).map_err(of_zip)?;
        if zip.len() > ENTRIES {
            return Err(FormatError::TooMuch(Bound::Entries));
        }
        let mut declared = 0_u64;
        for index in 0..zip.len() {
            let entry = zip.by_index_raw(index).map_err(of_zip)?;
            if entry.encrypted() {
                return Err(FormatError::Encrypted);
            }
            declared = declared.saturating_add(entry.size());
        }
        let most = ALL.min((document.len() as u64).saturating_mul(RATIO).max(SMALL));
        if declared > most {
            return Err(TOO_MUCH);
        }
        // Declared sizes may be wrong, so unpacked bytes are counted, too.
        Ok(Self { zip, budget: most })
    }

    /// The text of an entry; `None` if there is no such entry.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, FormatError> {
        Ok(self.bytes(name)?.map(|bytes| UTF_8.decode(&bytes).0.into_owned()))
    }

    /// The text of an entry that declares its charset.
    pub(crate) fn page(&mut self, name: &str) -> Result<Option<String>, FormatError> {
        let hints = Hints::labelled(Some("application/xhtml+xml"));
        Ok(self.bytes(name)?.map(|bytes| decode(&bytes, &hints).text))
    }

    fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, FormatError> {
        let entry = match self.zip.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(of_zip(error)),
        };
        let most = ENTRY.min(self.budget);
        let mut bytes = Vec::new();
        let read = entry.take(most + 1).read_to_end(&mut bytes);
        read.map_err(|_| FormatError::Damaged(Defect::Entry))?;
        self.budget = match bytes.len() as u64 {
            length if length > most => return Err(TOO_MUCH),
            length => self.budget - length,
        };
        Ok(Some(bytes))
    }
}

const TOO_MUCH: FormatError = FormatError::TooMuch(Bound::Unpacked);

fn of_zip(error: ZipError) -> FormatError {
    if matches!(error, ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) {
        return FormatError::Encrypted;
    }
    FormatError::Damaged(Defect::Archive)
}
