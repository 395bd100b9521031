//! Any bytes can be read as a PDF, or are rejected with a typed error. In production, a panic of the
//! third-party reader only fails one document in a worker process, but it is still a bug to report.

#![no_main]

use formats::{Format, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|document: &[u8]| {
    let _ = read(Format::Pdf, document, &mut || ());
});
