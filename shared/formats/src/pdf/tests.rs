use super::read;

/// A PDF of one page with this content, in a font with these entries.
fn pdf(font: &str, content: &str, trailer: &str) -> Vec<u8> {
    let stream = format!("<</Length {}>> stream\n{content}\nendstream", content.len());
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 4 0 R>>>>/Contents 5 0 R>>",
        &format!("<</Type/Font {font}>>"),
        &stream,
    ];
    let mut out = String::from("%PDF-1.7\n");
    let mut table = String::from("0000000000 65535 f \n");
    for (at, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.push_str(&format!("{} 0 obj {object} endobj\n", at + 1));
    }
    let place = out.len();
    out.push_str(&format!(
        "xref\n0 6\n{table}trailer <</Size 6/Root 1 0 R {trailer}>>\nstartxref\n{place}\n%%EOF\n"
    ));
    out.into_bytes()
}

const HELVETICA: &str = "/Subtype/Type1/BaseFont/Helvetica";

fn html(document: &[u8]) -> String {
    read(document, &mut || ()).expect("a PDF").html
}

#[test]
fn a_code_without_a_drawing_separates_words() {
    let font = "/Subtype/Type3/FontBBox[0 0 600 600]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 65/LastChar 66 \
        /Widths[600 600]/CharProcs<</A 5 0 R>>/Encoding<</Differences[0/.notdef 65/A/B]>>";
    let shown = html(&pdf(font, "BT /F 20 Tf 50 700 Td (AA\\000AA) Tj ET", ""));
    assert_eq!(shown.trim(), "<p>AA AA</p>");
}

#[test]
fn words_are_whole_in_a_font_that_is_not_in_the_document() {
    let widths = "450 ".repeat(95);
    let font = format!(
        "/Subtype/TrueType/BaseFont/Narrow/FirstChar 32/LastChar 126/Widths[{widths}]/Encoding/WinAnsiEncoding \
         /FontDescriptor<</Type/FontDescriptor/FontName/Narrow/Flags 32/ItalicAngle 0/StemV 80>>"
    );
    let shown = html(&pdf(&font, "BT /F 20 Tf 50 700 Td (COMPANY: Drawn by WOW) Tj ET", ""));
    assert_eq!(shown.trim(), "<p>COMPANY: Drawn by WOW</p>");
}

#[test]
fn a_page_without_a_visible_part_is_read() {
    let content = "BT /F 20 Tf 50 700 Td (The night train) Tj ET";
    let document = String::from_utf8(pdf(HELVETICA, content, "")).expect("text");
    let cropped =
        document.replace("/MediaBox[0 0 600 800]", "/CropBox[0 0 1 0]/MediaBox[0 0 600 800]");
    assert_eq!(html(cropped.as_bytes()).trim(), "<p>The night train</p>");
}

#[test]
fn of_two_documents_in_one_file_one_is_read() {
    let key = "0123456789abcdef0123456789abcdef";
    let encrypted = format!(
        "/ID[<{key}><{key}>]/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -3904/O({key})/U({key})>>"
    );
    let content = "BT /F 20 Tf 50 700 Td (The night train) Tj ET";
    let document = pdf(HELVETICA, content, "");
    let both = [document.clone(), pdf(HELVETICA, content, &encrypted)].concat();
    assert_eq!(html(&both), html(&document));
    let both = [pdf(HELVETICA, content, &encrypted), document.clone()].concat();
    assert_eq!(html(&both), html(&document));
}
