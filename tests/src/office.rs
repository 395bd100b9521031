use std::io::{Cursor, Write};

use zip::CompressionMethod::{Deflated, Stored};
use zip::write::{SimpleFileOptions, ZipWriter};

/// A Word document with this body in WordprocessingML, and `padding` bytes of other data.
pub fn docx(body: &str, padding: usize) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, method, bytes: &[u8]| {
        let options = SimpleFileOptions::default().compression_method(method);
        archive.start_file(name, options).expect("in memory");
        archive.write_all(bytes).expect("in memory");
    };
    let document = format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    add("word/document.xml", Deflated, document.as_bytes());
    add("media/padding.bin", Stored, &vec![0; padding]);
    archive.finish().expect("in memory").into_inner()
}

/// A paragraph of WordprocessingML.
pub fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}
