//! Any XML, well-formed or not, can be the main part of an Office document or a book. A fuzzer that
//! changes compressed archives hardly reaches it.

#![no_main]

use std::io::{Cursor, Write};

use formats::{Format, read};
use libfuzzer_sys::fuzz_target;
use zip::CompressionMethod::Stored;
use zip::write::{SimpleFileOptions, ZipWriter};

/// The first byte selects the format, the rest is its main part. The other files refer to it.
const PLACES: [(Format, &str, &[(&str, &str)]); 8] = [
    (Format::Docx, "word/document.xml", &[]),
    (Format::Docx, "word/styles.xml", &[("word/document.xml", WORD)]),
    (Format::Pptx, "ppt/slides/slide1.xml", &[
        ("ppt/presentation.xml", r#"<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst></p:presentation>"#),
        ("ppt/_rels/presentation.xml.rels", r#"<Relationships><Relationship Id="rId1" Type="slide" Target="slides/slide1.xml"/></Relationships>"#),
    ]),
    (Format::Xlsx, "xl/worksheets/sheet1.xml", &[
        ("xl/workbook.xml", r#"<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", r#"<Relationships><Relationship Id="rId1" Type="worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#),
    ]),
    (Format::Odt, "content.xml", &[]),
    (Format::Odp, "content.xml", &[]),
    (Format::Ods, "content.xml", &[]),
    (Format::Epub, "content.opf", &[
        ("META-INF/container.xml", r#"<container><rootfiles><rootfile full-path="content.opf"/></rootfiles></container>"#),
        ("a.xhtml", "<html><body><p>A chapter.</p></body></html>"),
    ]),
];

const WORD: &str = r#"<w:document xmlns:w="w"><w:body><w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>Words</w:t></w:r></w:p></w:body></w:document>"#;

fuzz_target!(|data: &[u8]| {
    let Some((&choice, part)) = data.split_first() else { return };
    let (format, place, others) = PLACES[usize::from(choice) % PLACES.len()];
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let parts = others.iter().map(|(name, text)| (*name, text.as_bytes()));
    for (name, bytes) in parts.chain([(place, part)]) {
        let options = SimpleFileOptions::default().compression_method(Stored);
        archive.start_file(name, options).expect("in memory");
        archive.write_all(bytes).expect("in memory");
    }
    let document = archive.finish().expect("in memory").into_inner();
    let _ = read(format, &document, &mut || ());
});
