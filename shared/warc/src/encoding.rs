use std::io::{self, Read};

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use crate::WarcError;

/// Memory for the window of a Zstandard body, as a power of two: 8 MB (RFC 9659).
const WINDOW_LOG: u32 = 23;
const BUFFER: usize = 4096;

/// The content of an HTTP body, whose encodings `Content-Encoding` lists (RFC 9110, section 8.4): gzip,
/// deflate, br and zstd.
pub fn undo(content_encoding: &str, mut body: Vec<u8>, limit: u64) -> Result<Vec<u8>, WarcError> {
    for name in content_encoding.rsplit(',') {
        body = decode(&name.trim().to_ascii_lowercase(), body, limit)?;
    }
    Ok(body)
}

/// Undoes one content encoding. A body that is not encoded, whatever its header says, is returned
/// unchanged, because many crawlers undo the encoding and keep the header.
pub(crate) fn decode(name: &str, body: Vec<u8>, limit: u64) -> Result<Vec<u8>, WarcError> {
    let (name, decoded) = match name {
        "" | "identity" | "none" => return Ok(body),
        "gzip" | "x-gzip" if body.starts_with(b"\x1f\x8b") => {
            ("gzip", read(MultiGzDecoder::new(&*body), limit))
        }
        "zstd" if body.starts_with(b"\x28\xb5\x2f\xfd") => ("zstd", zstd(&body, limit)),
        "gzip" | "x-gzip" | "zstd" => return Ok(body),
        "deflate" => {
            // The standard means zlib's format, but some servers send raw deflate.
            let decoded = match read(ZlibDecoder::new(&*body), limit) {
                Err(_) => read(DeflateDecoder::new(&*body), limit),
                decoded => decoded,
            };
            ("deflate", decoded)
        }
        "br" => ("br", read(brotli_decompressor::Decompressor::new(&*body, BUFFER), limit)),
        _ => ("an encoding that Courant does not know", Err(io::ErrorKind::Unsupported.into())),
    };
    match decoded {
        Ok(decoded) if decoded.len() as u64 > limit => Err(WarcError::TooLarge { limit }),
        Ok(decoded) => Ok(decoded),
        Err(_) if is_markup(&body) => Ok(body),
        Err(_) => Err(WarcError::Encoding(name)),
    }
}

/// At most one byte more than the limit.
fn read(decoder: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut decoded = Vec::new();
    decoder.take(limit.saturating_add(1)).read_to_end(&mut decoded)?;
    Ok(decoded)
}

fn zstd(body: &[u8], limit: u64) -> io::Result<Vec<u8>> {
    let mut decoder = zstd::stream::read::Decoder::with_buffer(body)?;
    decoder.window_log_max(WINDOW_LOG)?;
    read(decoder, limit)
}

fn is_markup(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"<")
}
