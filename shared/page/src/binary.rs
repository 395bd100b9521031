use text::characters::count_noise;

use crate::PageError;

/// First bytes of files that are not text, with the common name of the format.
const MAGIC: [(&[u8], &str); 29] = [
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"PK\x03\x04", "ZIP or office"),
    (b"PK\x05\x06", "ZIP"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh9", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Microsoft Office"),
    (b"{\\rtf", "RTF"),
    (b"%!PS", "PostScript"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"\x00\x00\x01\x00", "icon"),
    (b"8BPS", "Photoshop"),
    (b"OggS", "Ogg"),
    (b"fLaC", "FLAC"),
    (b"ID3\x03", "MP3"),
    (b"ID3\x04", "MP3"),
    (b"\x1aE\xdf\xa3", "Matroska"),
    (b"\x7fELF", "ELF"),
    (b"\xca\xfe\xba\xbe", "Java class"),
    (b"wOF2", "font"),
    (b"SQLite format 3\x00", "SQLite"),
];

/// Rejects files of known formats, recognized by their first bytes.
pub(crate) fn refuse_files(bytes: &[u8]) -> Result<(), PageError> {
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(PageError::File(name));
    }
    match (bytes.get(..4), bytes.get(4..8), bytes.get(8..12)) {
        (Some(b"RIFF"), _, Some(b"WEBP")) => Err(PageError::File("WebP")),
        (Some(b"RIFF"), _, Some(b"WAVE")) => Err(PageError::File("WAV")),
        (Some(b"RIFF"), _, Some(b"AVI ")) => Err(PageError::File("AVI")),
        (_, Some(b"ftyp"), _) => Err(PageError::File("MPEG-4")),
        _ => Ok(()),
    }
}

/// Rejects text with more than eight control characters that make up more than 1 %. Fewer are
/// removed later.
pub(crate) fn refuse_noise(text: &str) -> Result<(), PageError> {
    let controls = count_noise(text);
    if controls > 8 && controls > text.chars().count() / 100 {
        return Err(PageError::Binary);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_known_formats_are_refused() {
        let cases: [(&[u8], Result<(), PageError>); 5] = [
            (b"%PDF-1.7\n", Err(PageError::File("PDF"))),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Err(PageError::File("PNG"))),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Err(PageError::File("WebP"))),
            (b"GIF is a format of pictures", Ok(())),
            (b"A %PDF-1.7 is a file", Ok(())),
        ];
        for (bytes, expected) in cases {
            assert_eq!(refuse_files(bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn a_few_stray_controls_are_not_noise() {
        assert_eq!(refuse_noise("a\0b\u{1b}c"), Ok(()));
        assert_eq!(refuse_noise(&format!("{}{}", "\0".repeat(9), "a".repeat(2000))), Ok(()));
        assert_eq!(refuse_noise(&"ab\0".repeat(100)), Err(PageError::Binary));
    }
}
