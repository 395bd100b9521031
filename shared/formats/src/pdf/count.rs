//! Counts the pages of a PDF before they are read, because the page list alone takes several
//! kilobytes of memory per page.

use std::io::Read;

use flate2::read::ZlibDecoder;
use memchr::memmem::{find, find_iter};

/// Maximum number of pages of a PDF.
const MOST: usize = 20_000;
/// Objects are packed into streams (ISO 32000-1, 7.5.7) of a few hundred. At most this many bytes
/// of one, and of all of them, are read.
const STREAM: u64 = 8 << 20;
const STREAMS: usize = 256 << 20;
/// The keys of a stream are within this many bytes.
const KEYS: usize = 512;

/// Whether a document has too many pages to be read.
pub(super) fn has_too_many_pages(document: &[u8]) -> bool {
    if objects(document) <= MOST {
        return false;
    }
    let mut pages = pages(document);
    let mut unpacked = 0;
    for place in find_iter(document, "/ObjStm") {
        if pages > MOST || unpacked > STREAMS {
            break;
        }
        let objects = unpack(document, place).unwrap_or_default();
        unpacked += objects.len();
        pages += self::pages(&objects);
    }
    pages > MOST
}

/// The declared number of objects, which is uncompressed in every trailer (ISO 32000-1, 7.5.5).
fn objects(document: &[u8]) -> usize {
    let number = |place: usize| {
        let rest = document[place + 5..].trim_ascii_start();
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        std::str::from_utf8(&rest[..digits]).ok()?.parse().ok()
    };
    find_iter(document, "/Size").filter_map(number).max().unwrap_or(usize::MAX)
}

/// The number of page dictionaries.
fn pages(objects: &[u8]) -> usize {
    let is_page = |place: &usize| {
        let name = objects[place + 5..].trim_ascii_start();
        let end = name.strip_prefix(b"/Page").map(|rest| rest.first());
        end.is_some_and(|next| !next.is_some_and(u8::is_ascii_alphanumeric))
    };
    find_iter(objects, "/Type").filter(is_page).count()
}

/// The objects of the stream whose type is at a place.
fn unpack(document: &[u8], place: usize) -> Option<Vec<u8>> {
    let after = &document[place..document.len().min(place + KEYS)];
    let begin = place + find(after, b"stream")? + b"stream".len();
    let packed = document[begin..].trim_ascii_start();
    let mut objects = Vec::new();
    // Data unpacked before an error counts.
    let _ = ZlibDecoder::new(packed).take(STREAM).read_to_end(&mut objects);
    Some(objects)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::ZlibEncoder};

    use super::*;

    fn packed(objects: &[u8]) -> Vec<u8> {
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(objects).expect("in memory");
        packer.finish().expect("in memory")
    }

    #[test]
    fn pages_are_counted_in_clear_and_in_object_streams() {
        let page = "<< /Type /Page /Parent 2 0 R >>\n<</Type/Pages>> << /Type /PageLabel >>\n";
        let clear = [page.repeat(12_000).as_bytes(), b"trailer << /Size 30000 >>"].concat();
        assert!(!has_too_many_pages(&clear));
        let head = b"<< /Type /ObjStm /Filter /FlateDecode /N 9000 >>\nstream\r\n";
        let mut all = [&clear[..], head, &packed(page.repeat(9_000).as_bytes())].concat();
        all.extend_from_slice(b"\nendstream");
        assert!(has_too_many_pages(&all));
    }

    #[test]
    fn a_document_with_few_objects_is_not_searched() {
        let page = b"<< /Type /Page >> ".repeat(30_000);
        assert!(!has_too_many_pages(&[&page[..], b"/Size 500"].concat()));
        assert!(has_too_many_pages(&page));
    }
}
