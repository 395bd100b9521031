use std::fmt::Write;

use broker::DeadLetter;
pub(crate) use operator::age;

use crate::printable::escaped;

/// How many bytes of the document are shown.
const PREVIEW: usize = 600;

/// A dead letter, for people.
pub(crate) fn describe(number: u64, dead_letter: &DeadLetter) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "{name:<12}{}", escaped(value));
    };
    line("dead letter", &number.to_string());
    line(
        "article",
        &dead_letter
            .id
            .map_or("unknown: the document could not be decoded".to_owned(), |id| id.to_string()),
    );
    line("stage", &dead_letter.stage);
    line("code", &dead_letter.code);
    line("reason", &dead_letter.detail);
    line("attempts", &dead_letter.attempts.to_string());
    if dead_letter.replays > 0 {
        line("replays", &format!("{}, rejected again each time", dead_letter.replays));
    }
    line("rejected", &format!("{} ({} ago)", dead_letter.at, age(dead_letter.at)));
    line("subject", &dead_letter.subject);
    for (name, value) in dead_letter.headers.iter() {
        line("header", &format!("{name}: {}", value.chars().take(200).collect::<String>()));
    }
    let length = dead_letter.body.len();
    line(
        "bytes",
        &match dead_letter.cut_from {
            Some(whole) => {
                format!(
                    "{length} of {whole}: the document was truncated to fit, and can't be replayed"
                )
            }
            None => length.to_string(),
        },
    );
    let preview = &dead_letter.body[..length.min(PREVIEW)];
    for row in String::from_utf8_lossy(preview).lines() {
        let _ = writeln!(text, "  | {}", escaped(row));
    }
    if length > PREVIEW {
        let _ = writeln!(text, "  | …");
    }
    text.truncate(text.trim_end().len());
    text
}

#[cfg(test)]
mod tests {
    use article::{Headers, Timestamp};
    use bytes::Bytes;

    use super::*;

    #[test]
    fn a_document_can_not_act_on_the_terminal() {
        let dead_letter = DeadLetter {
            id: None,
            stage: "ingestion".into(),
            subject: "articles.raw".into(),
            code: "binary".into(),
            detail: "a reason".into(),
            attempts: 1,
            at: Timestamp::now(),
            headers: Headers::from_iter([("Courant-Url", "\u{1b}[2J")]),
            body: Bytes::from_static(b"\x1b[31mred\x07\nsecond"),
            cut_from: Some(1 << 20),
            replays: 2,
            traceparent: None,
            raw: None,
        };
        let text = describe(7, &dead_letter);
        assert!(text.lines().all(|line| !line.chars().any(char::is_control)), "{text}");
        assert!(text.contains("of 1048576") && text.contains("  | second"), "{text}");
    }
}
