//! The documents inside a document, as separate raw documents.

use article::{Headers, header};
use formats::{Attachment, detect};
use page::bounds;
use stage::{Input, Part};
use text::cut;

use crate::{Arrival, Limits};

/// Maximum nesting depth: an attachment of an e-mail that was attached to an e-mail that was
/// attached to another has depth 3.
const DEEPEST: u8 = 3;

/// The attachments of a document. Warns about those that are left out.
pub(crate) fn parts(
    arrival: &Arrival,
    attachments: Vec<Attachment>,
    limits: Limits,
    warnings: &mut Vec<String>,
) -> Vec<Part> {
    if arrival.depth >= DEEPEST && !attachments.is_empty() {
        let left_out = attachments.len();
        warnings.push(format!(
            "{left_out} attachment(s) were left out: they are more than {DEEPEST} documents deep"
        ));
        return Vec::new();
    }
    let mut parts = Vec::new();
    // A worker's answer is as untrusted as the document: JetStream refuses headers over 64 KiB.
    for mut attachment in attachments.into_iter().take(Attachment::MOST) {
        attachment.content_type = cut(&attachment.content_type, bounds::NAME).to_owned();
        attachment.name = attachment.name.map(|name| cut(&name, bounds::NAME).to_owned());
        let bytes = attachment.content.len() as u64;
        let detected = detect(&attachment.content, Some(&attachment.content_type));
        if let Some((limit, _)) = limits.of(&detected)
            && bytes > limit
        {
            let label = attachment.label();
            warnings.push(format!(
                "{label} was left out: it has {bytes} bytes, more than the limit of {limit}"
            ));
            continue;
        }
        parts.push(part(arrival, attachment, parts.len()));
    }
    parts
}

fn part(arrival: &Arrival, attachment: Attachment, index: usize) -> Part {
    let mut headers = Headers::default();
    headers.push(header::CONTENT_TYPE, &attachment.content_type);
    // The same file in another e-mail is another article.
    headers.push(header::EXTERNAL_ID, format_args!("{}/{index}", arrival.id()));
    headers.push(header::PART_DEPTH, arrival.depth.saturating_add(1));
    let given = [
        (header::SOURCE, &arrival.source),
        (header::FETCHED_AT, &arrival.fetched_at),
        // Dead letters show it.
        (header::FILE, &attachment.name),
    ];
    for (name, value) in given {
        value.iter().for_each(|value| headers.push(name, value));
    }
    Part { headers, body: attachment.content }
}

#[cfg(test)]
mod tests {
    use article::{RawMessage, Timestamp};

    use super::*;

    fn parts_of(depth: &str, attachment: Attachment) -> (Vec<Part>, Vec<String>) {
        let arrival = Arrival::decode(RawMessage {
            body: "mail".into(),
            object: None,
            headers: [(header::PART_DEPTH, depth)].into_iter().collect(),
            lane: None,
            received_at: Timestamp::UNIX_EPOCH,
            position: None,
        });
        let mut warnings = Vec::new();
        let found = parts(
            &arrival.unwrap(),
            vec![attachment; 40],
            Limits { pages: 5, documents: 5 },
            &mut warnings,
        );
        (found, warnings)
    }

    fn attachment(name: &str, content: &[u8]) -> Attachment {
        let content_type = "x".repeat(1 << 20);
        Attachment { name: Some(name.to_owned()), content_type, content: content.to_vec().into() }
    }

    #[test]
    fn a_worker_can_neither_send_long_headers_nor_many_attachments() {
        let (found, warnings) = parts_of("2", attachment(&"n".repeat(1 << 20), b"12345"));
        assert_eq!((found.len(), warnings.len()), (Attachment::MOST, 0));
        let bytes = |(name, value): (&str, &str)| name.len() + value.len();
        assert!(found.iter().all(|part| part.headers.iter().map(bytes).sum::<usize>() < 1_000));
        assert_eq!(found[0].headers.get(header::PART_DEPTH), Some("3"));
    }

    #[test]
    fn what_is_too_large_or_too_deep_is_left_out_with_a_warning() {
        let (found, warnings) = parts_of("", attachment("a", b"123456"));
        assert!(found.is_empty() && warnings.len() == Attachment::MOST);
        assert!(warnings[0].len() < 500 && warnings[0].contains("was left out: it has 6 bytes"));
        let (found, warnings) = parts_of("3", attachment("a", b"1"));
        assert!(found.is_empty());
        let deep = "40 attachment(s) were left out: they are more than 3 documents deep";
        assert_eq!(warnings, [deep]);
    }
}
