use article::{ArticleId, Record};

/// A record with this text for stages that do nothing, and its ID, which depends on the number.
pub fn record(number: u64, text: &str) -> (ArticleId, Vec<u8>) {
    let id = ArticleId::of("", "", &number.to_be_bytes());
    let empty = Record::new(id).to_json();
    let mut record: serde_json::Value =
        serde_json::from_slice(&empty).expect("a record is a JSON object");
    record["document"] = serde_json::json!({ "text": text });
    (id, record.to_string().into_bytes())
}

/// A text of `bytes` bytes, which is always the same.
pub fn sentences(bytes: usize) -> String {
    const SENTENCE: &str = "The ferry runs again from Monday. ";
    let mut text = SENTENCE.repeat(bytes.div_ceil(SENTENCE.len()));
    text.truncate(bytes);
    text
}

/// The number of bytes by which a record is longer than its text.
pub fn overhead() -> usize {
    record(0, "").1.len()
}
