/// A PDF file of these objects, whose numbers begin at 1. The first is the catalog.
pub fn pdf_of(objects: &[Vec<u8>]) -> Vec<u8> {
    let (mut file, mut table) = (b"%PDF-1.7\n".to_vec(), String::new());
    for (at, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.extend_from_slice(format!("{} 0 obj\n", at + 1).as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let (size, start) = (objects.len() + 1, file.len());
    let end = format!(
        "xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF"
    );
    file.extend_from_slice(end.as_bytes());
    file
}

/// A stream whose dictionary has these additional keys.
pub fn pdf_stream(keys: &str, content: &str) -> Vec<u8> {
    format!("<< /Length {} {keys} >>\nstream\n{content}\nendstream", content.len()).into_bytes()
}
