//! Any bytes can be read as a document of the detected format, or as Markdown and CSV, or are rejected
//! with a typed error. PDF has its own target, `pdf`, because its reader is a third-party library.

#![no_main]

use formats::{Detected, Format, detect, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|document: &[u8]| {
    match detect(document, None) {
        Detected::Format(Format::Pdf) | Detected::Encrypted | Detected::Other(_) => {}
        Detected::Format(format) => {
            let _ = read(format, document, &mut || ());
        }
        Detected::Mailbox => {
            for mailed in formats::Mailbox::new(document, 1 << 20).take(100) {
                if let Ok(message) = mailed.message {
                    let _ = read(Format::Mail, &message, &mut || ());
                }
            }
        }
        Detected::Unknown => {
            for format in [Format::Markdown, Format::Csv] {
                let _ = read(format, document, &mut || ());
            }
        }
    }
});
