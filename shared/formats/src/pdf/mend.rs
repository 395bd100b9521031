//! Maps from a font's codes to Unicode (ISO 32000-1, 9.10.3) that the interpreter would reject whole
//! because of a few of their entries.

use std::borrow::Cow;
use std::io::Write;

use flate2::{Compression, write::ZlibEncoder};
use hayro_interpret::hayro_cmap::{CMap, load_embedded};
use hayro_interpret::hayro_syntax::Filter;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Object, Stream};
use memchr::memmem;

/// Maps are small: 65,536 codes are less than 2 MB.
const LARGEST: usize = 4 << 20;

/// The document with repaired maps, if any of them needs it. A repaired map replaces the old one in
/// place, so all other offsets stay valid.
pub(super) fn mended(document: &[u8], pdf: &Pdf) -> Option<Vec<u8>> {
    let mut mended: Option<Vec<u8>> = None;
    for object in pdf.objects() {
        let Object::Stream(stream) = object else { continue };
        let Some((place, map)) = replacement(document, &stream) else { continue };
        let all = mended.get_or_insert_with(|| document.to_vec());
        all[place..place + map.len()].copy_from_slice(&map);
    }
    mended
}

/// A repaired map with the length of the old one, and its offset.
fn replacement(document: &[u8], stream: &Stream<'_>) -> Option<(usize, Vec<u8>)> {
    if stream.dict().contains_key("Subtype") {
        return None;
    }
    // Streams of encrypted documents are copies.
    let Cow::Borrowed(raw) = stream.raw_data() else { return None };
    let filters = stream.filters();
    let is_flate = matches!(filters[..], [Filter::FlateDecode]);
    if raw.len() > LARGEST || !is_flate && !filters.is_empty() {
        return None;
    }
    let map = stream.decoded_data().ok()?;
    memmem::find(&map, b"beginbf").filter(|_| map.len() <= LARGEST)?;
    let mut map = with_mended_entries(&map)?;
    if is_flate {
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
        packer.write_all(&map).ok()?;
        map = packer.finish().ok()?;
    }
    if map.len() > raw.len() {
        return None;
    }
    // Data after the compressed data is ignored.
    map.resize(raw.len(), b' ');
    Some((memmem::find(document, raw)?, map))
}

/// The entries of a map that would be rejected, with `<0>`, the character U+0000, instead of an
/// empty text; `None` if the map is fine. A shaped syllable has its whole text at its first glyph, and
/// the other glyphs have none. Without what surrounds the entries, they take less room than before.
fn with_mended_entries(map: &[u8]) -> Option<Vec<u8>> {
    if CMap::parse(map, load_embedded).is_some() {
        return None;
    }
    let mut out = Vec::with_capacity(map.len());
    let mut rest = map;
    while let Some(begin) = memmem::find(rest, b"beginbf") {
        let from = &rest[begin..];
        let end = memmem::find(from, b"endbf").map_or(from.len(), |end| end + b"endbfrange".len());
        let (section, after) = from.split_at(end.min(from.len()));
        mend_entries(section, &mut out);
        out.push(b'\n');
        rest = after;
    }
    Some(out)
}

fn mend_entries(section: &[u8], out: &mut Vec<u8>) {
    let mut begin = None;
    for byte in section {
        match (*byte, begin) {
            (b'<', _) => begin = Some(out.len()),
            (b'>', Some(begin)) if out[begin + 1..].iter().all(u8::is_ascii_whitespace) => {
                out.push(b'0');
            }
            _ => {}
        }
        out.push(*byte);
    }
}

#[cfg(test)]
mod tests {
    use super::with_mended_entries;

    #[test]
    fn an_empty_text_becomes_a_character_that_is_none() {
        let map = b"begincmap 2 beginbfchar\n<01> <0915>\n<02> <>\nendbfchar\n1 beginbfrange <03> <04> [<> < >]endbfrange end";
        let mended = with_mended_entries(map).expect("it has empty texts");
        let expected = "beginbfchar\n<01> <0915>\n<02> <0>\nendbfchar\n\nbeginbfrange <03> <04> [<0> < 0>]endbfrange\n";
        assert_eq!(String::from_utf8_lossy(&mended), expected);
        assert_eq!(with_mended_entries(b"1 beginbfchar <01> <0915> endbfchar <>"), None);
    }
}
