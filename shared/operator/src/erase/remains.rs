use article::Record;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;

/// How many pieces are remembered: 3 of each of the first messages.
const MOST: usize = 300;
/// Length of a piece in bytes: long enough to be unique to a document.
const PIECE: usize = 48;

/// Remembers pieces from the middle of a message: of a record's text in JSON form, or of a raw
/// document. Beginning and end, such as a page's header, are more often shared with other
/// documents.
pub(super) fn add_pieces(pieces: &mut Vec<Vec<u8>>, body: &Bytes) {
    let record = Record::from_bytes(body).ok();
    let document = record.as_ref().and_then(|record| record.raw("document"));
    let texts = document.and_then(|raw| serde_json::from_str::<Texts<'_>>(raw.get()).ok());
    let body = texts.map_or(&body[..], |texts| texts.text.get().as_bytes());
    for quarter in 1..=3 {
        let at = body.len() * quarter / 4;
        let Some(piece) = body.get(at..at + PIECE) else { continue };
        if pieces.len() < MOST && !pieces.iter().any(|known| known == piece) {
            pieces.push(piece.to_vec());
        }
    }
}

#[derive(Deserialize)]
struct Texts<'a> {
    #[serde(borrow)]
    text: &'a RawValue,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_leaves_three_pieces_once() {
        let body: Bytes = (0..=255).collect::<Vec<u8>>().into();
        let mut pieces = Vec::new();
        add_pieces(&mut pieces, &body);
        add_pieces(&mut pieces, &body);
        assert_eq!(pieces.len(), 3);
        assert_eq!(pieces[0], body[64..112]);
        add_pieces(&mut pieces, &"short".into());
        assert_eq!(pieces.len(), 3);
        let text: String = (0..60).map(|number| format!("word{number}\\n")).collect();
        let record = format!(
            r#"{{"courant":1,"id":"3972243cf868ce05511ecb571f447e06","document":{{"text":"{text}"}}}}"#
        );
        add_pieces(&mut pieces, &record.clone().into());
        let found = |piece: &&Vec<u8>| memchr::memmem::find(record.as_bytes(), piece).is_some();
        assert_eq!(pieces.iter().filter(found).count(), 3);
    }
}
