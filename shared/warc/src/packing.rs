use std::path::Path;

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    None,
    /// gzip, in one member or many (RFC 1952).
    Gzip,
    /// Zstandard, in one frame or many (RFC 8878).
    Zstd,
}

impl Packing {
    /// The compression by the last file extension, and the name without it.
    pub fn of(path: &Path) -> (Self, &Path) {
        let extension = path.extension().map(|text| text.to_string_lossy().to_ascii_lowercase());
        let packing = match extension.as_deref() {
            Some("gz") => Self::Gzip,
            Some("zst") => Self::Zstd,
            Some(_) | None => return (Self::None, path),
        };
        (packing, path.file_stem().map_or(path, Path::new))
    }

    /// The magic bytes of a member or frame.
    pub(crate) fn magic(self) -> &'static [u8] {
        match self {
            Self::None => b"WARC/",
            Self::Gzip => b"\x1f\x8b\x08",
            Self::Zstd => b"\x28\xb5\x2f\xfd",
        }
    }
}
