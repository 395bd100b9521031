//! Any bytes can be read as a PDF, or are refused with a typed error. A panic of the foreign reader costs
//! its worker process one document, and is still a bug to report.

#![no_main]

use formats::{Format, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|document: &[u8]| {
    let _ = read(Format::Pdf, document, &mut || ());
});
