//! Any bytes can be read as a page, or are rejected with a typed error. The text has no control
//! characters, and its size is bounded by that of the document.

#![no_main]

use libfuzzer_sys::fuzz_target;
use page::charset::Hints;

/// The first byte chooses the declared type, the rest is the document.
const TYPES: [Option<&str>; 6] = [
    None,
    Some("text/html"),
    Some("text/plain"),
    Some("text/html; charset=gbk"),
    Some("text/html; charset=utf-16le"),
    Some("text/plain; charset=iso-2022-jp"),
];

fuzz_target!(|data: &[u8]| {
    let Some((&choice, document)) = data.split_first() else { return };
    let hints = Hints::labelled(TYPES[usize::from(choice) % TYPES.len()]);
    let Ok(page) = page::read(document, &hints) else { return };
    assert!(!page.text.contains(|c: char| c.is_control() && c != '\n' && c != '\t'));
    // NFC of decoded text can be longer than the document, but only by a constant factor.
    assert!(page.text.len() <= 64 * document.len());
});
