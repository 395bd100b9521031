//! The characters of glyphs whose font has no Unicode map, from other data of the font.

use std::collections::HashMap;

use hayro_interpret::font::OutlineGlyph;
use hayro_interpret::hayro_cmap::{BfString, CMap, CMapName, load_embedded};
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, String as Bytes};
use skrifa::{FontRef, MetadataProvider};

/// Maximum number of fonts that are read.
const FONTS: usize = 1_000;

/// The fonts of a document with other sources for characters.
#[derive(Default)]
pub(super) struct Fonts {
    /// Fonts of a character collection (ISO 32000-1, 9.7.3), by their names without a subset's tag.
    /// `None` if there are several of one name.
    collections: HashMap<String, Option<Collection>>,
    /// The characters of the glyphs of embedded fonts, by the font's key.
    glyphs: HashMap<u128, HashMap<u32, char>>,
}

/// How a code is mapped to a character.
enum Collection {
    /// The code is the character.
    Unicode,
    /// Through a CID of the collection.
    Characters(Box<Characters>),
}

struct Characters {
    /// `None` if codes are CIDs.
    encoding: Option<CMap>,
    characters: CMap,
}

impl Fonts {
    pub(super) fn of(pdf: &Pdf) -> Self {
        let mut fonts = Self::default();
        for object in pdf.objects() {
            let Object::Dict(font) = object else { continue };
            let map = font.get::<Object<'_>>("ToUnicode");
            let is_mapped = map.as_ref().is_some_and(|map| !matches!(map, Object::Name(_)));
            if fonts.collections.len() >= FONTS || is_mapped {
                continue;
            }
            if let Some((name, collection)) = collection(&font, map.is_some()) {
                let is_first = !fonts.collections.contains_key(&name);
                fonts.collections.insert(name, is_first.then_some(collection));
            }
        }
        fonts
    }

    /// The characters of a glyph; `None` if unknown.
    pub(super) fn text(&mut self, glyph: &OutlineGlyph) -> Option<String> {
        let font = glyph.font_data()?;
        let name = font.postscript_name.as_deref().unwrap_or_default();
        if let Some(Some(collection)) = self.collections.get(name)
            && let Some(text) = collection.text(glyph.char_code())
        {
            return Some(text);
        }
        if self.glyphs.len() >= FONTS {
            return None;
        }
        let glyphs = self.glyphs.entry(font.cache_key).or_insert_with(|| {
            let bytes: &[u8] = (*font.data).as_ref();
            FontRef::new(bytes).map(|font| characters(&font)).unwrap_or_default()
        });
        glyphs.get(&glyph.glyph_id().to_u32()).map(char::to_string)
    }
}

/// The characters of a font's glyphs, by its own map from characters to glyphs.
fn characters(font: &FontRef<'_>) -> HashMap<u32, char> {
    let mut characters = HashMap::new();
    for (code, glyph) in font.charmap().mappings() {
        let Some(character) = char::from_u32(code) else { continue };
        if !character.is_control() && !super::strings::is_unknown(character) {
            // If several characters have the same glyph, the first is the usual one.
            characters.entry(glyph.to_u32()).or_insert(character);
        }
    }
    characters
}

/// The collection of a composite font, and the font's name. With a predefined map to Unicode, which can only
/// be an identity, its codes are UTF-16 (ISO 32000-1, 9.10.3).
fn collection(font: &Dict<'_>, is_unicode: bool) -> Option<(String, Collection)> {
    if font.get::<Name<'_>>("Subtype")?.as_str() != "Type0" {
        return None;
    }
    let name = font.get::<Name<'_>>("BaseFont")?;
    let name = match name.as_str().split_once('+') {
        Some((tag, name)) if tag.len() == 6 => name,
        _ => name.as_str(),
    };
    if is_unicode {
        return Some((name.to_owned(), Collection::Unicode));
    }
    let encoding = font.get::<Name<'_>>("Encoding")?;
    let descendant = font.get::<Array<'_>>("DescendantFonts")?.iter::<Dict<'_>>().next()?;
    let ordering = descendant.get::<Dict<'_>>("CIDSystemInfo")?.get::<Bytes<'_>>("Ordering")?;
    let characters = map(match ordering.as_bytes() {
        b"Japan1" => CMapName::AdobeJapan1Ucs2,
        b"GB1" => CMapName::AdobeGb1Ucs2,
        b"CNS1" => CMapName::AdobeCns1Ucs2,
        b"Korea1" => CMapName::AdobeKorea1Ucs2,
        _ => return None,
    })?;
    let encoding = CMapName::from_bytes(encoding.as_ref());
    let encoding = match matches!(encoding, CMapName::IdentityH | CMapName::IdentityV) {
        true => None,
        false => Some(map(encoding)?),
    };
    let characters = Box::new(Characters { encoding, characters });
    Some((name.to_owned(), Collection::Characters(characters)))
}

fn map(name: CMapName<'_>) -> Option<CMap> {
    CMap::parse(load_embedded(name)?, load_embedded)
}

impl Collection {
    fn text(&self, code: u32) -> Option<String> {
        let Self::Characters(all) = self else {
            let character = char::from_u32(code)?;
            return (!character.is_control()).then(|| character.to_string());
        };
        let cid = match &all.encoding {
            Some(encoding) => (1..=4).find_map(|length| encoding.lookup_cid_code(code, length))?,
            None => code,
        };
        match all.characters.lookup_bf_string(cid)? {
            BfString::Char(character) => Some(character.to_string()),
            BfString::String(text) => Some(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_an_identity_map_are_utf_16() {
        let cases = [(0x41, Some("A")), (0x4e2d, Some("中")), (0x07, None), (0xd800, None)];
        for (code, expected) in cases {
            assert_eq!(Collection::Unicode.text(code).as_deref(), expected, "{code:x}");
        }
    }
}
