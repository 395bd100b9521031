//! The structure tree of a PDF determines its blocks, regardless of their appearance.

use std::fs;

use e2e::{Courant, PATIENCE, pdf_of, pdf_stream};

/// Texts with the same size and distance, each with the number of its marked content.
const TEXTS: [&str; 8] = [
    "Ferries",
    "They run again.",
    "Bring a coat",
    "Bring a ticket",
    "Port",
    "Hour",
    "Oban",
    "Nine",
];

/// A page with these texts, and the objects of a structure tree from number 6 on, root first.
fn tagged(tree: &[&str]) -> Vec<u8> {
    let mut content = "BT /F1 12 Tf 15 TL 72 700 Td ".to_owned();
    for (mark, text) in TEXTS.iter().enumerate() {
        content.push_str(&format!("/Span << /MCID {mark} >> BDC ({text}) Tj T* EMC "));
    }
    content.push_str("ET");
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R /MarkInfo << /Marked true >> /StructTreeRoot 6 0 R >>"
            .to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_vec(),
        pdf_stream("", &content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_vec(),
    ];
    objects.extend(tree.iter().map(|object| object.as_bytes().to_vec()));
    pdf_of(&objects)
}

/// Its text as Markdown.
fn markdown(document: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tagged.pdf");
    fs::write(&path, document).expect("a file");
    let path = path.to_str().expect("UTF-8");
    let ended = Courant::new(["extract", "--format", "markdown", path]).run(PATIENCE);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    ended.stdout
}

#[test]
fn a_structure_tree_names_headings_items_and_rows() {
    let root =
        "<< /Type /StructTreeRoot /RoleMap << /Rubric /H2 >> /K [7 0 R 8 0 R 9 0 R 10 0 R] >>";
    let text = markdown(&tagged(&[
        root,
        "<< /S /Rubric /Pg 3 0 R /K 0 >>",
        "<< /S /P /Pg 3 0 R /K [1] >>",
        "<< /S /L /Pg 3 0 R /K [<< /S /LI /K << /S /LBody /K 2 >> >> << /S /LI /K << /S /LBody /K 3 >> >>] >>",
        "<< /S /Table /Pg 3 0 R /K [<< /S /TR /K [<< /S /TH /K 4 >> << /S /TH /K 5 >>] >> << /S /TR /K [<< /S /TD /K 6 >> << /S /TD /K 7 >>] >>] >>",
    ]));
    assert!(text.contains("## Ferries\n\nThey run again.\n\n"), "{text}");
    assert!(text.contains("- Bring a coat\n- Bring a ticket\n"), "{text}");
    assert!(text.contains("| Port | Hour |") && text.contains("| Oban | Nine |"), "{text}");
}

#[test]
fn a_tree_that_covers_little_of_the_text_is_ignored() {
    let text =
        markdown(&tagged(&["<< /Type /StructTreeRoot /K 7 0 R >>", "<< /S /H1 /Pg 3 0 R /K 1 >>"]));
    assert!(!text.contains("# They run again."), "{text}");
    assert!(text.contains("Ferries") && text.contains("Nine"), "{text}");
}

#[test]
fn a_tree_that_contains_itself_ends() {
    let text = markdown(&tagged(&[
        "<< /Type /StructTreeRoot /K 7 0 R >>",
        "<< /S /Sect /Pg 3 0 R /K [7 0 R 7 0 R << /S /P /K 1 >>] >>",
    ]));
    assert!(text.contains("They run again."), "{text}");
}
