use httparse::Status;

use crate::WarcError;

/// Undoes the chunked transfer encoding (RFC 9112, section 7.1). A body that does not begin with a
/// chunk is returned unchanged, because many crawlers undo the encoding and keep the header.
pub(crate) fn decode(body: Vec<u8>) -> Result<Vec<u8>, WarcError> {
    if !matches!(httparse::parse_chunk_size(&body), Ok(Status::Complete(_))) {
        return Ok(body);
    }
    let mut decoded = Vec::with_capacity(body.len());
    let mut rest = body.as_slice();
    loop {
        let Ok(Status::Complete((head, size))) = httparse::parse_chunk_size(rest) else {
            return Err(WarcError::Encoding("chunked"));
        };
        if size == 0 {
            return Ok(decoded);
        }
        let chunk = usize::try_from(size).ok().and_then(|size| rest[head..].get(..size));
        let chunk = chunk.ok_or(WarcError::Encoding("chunked"))?;
        decoded.extend_from_slice(chunk);
        rest = &rest[head + chunk.len()..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
}
