//! The documents inside a document, as raw documents of their own.

use article::{Headers, header};
use formats::Attachment;
use page::bounds;
use stage::{Input, Part};
use text::cut;

use crate::Arrival;

/// How deep documents may be inside others: an attachment of an e-mail that was attached to an e-mail
/// that was attached to another is 3 deep.
const DEEPEST: u8 = 3;

/// The attachments of a document. Warns about those that are left out.
pub(crate) fn parts(
    arrival: &Arrival,
    attachments: Vec<Attachment>,
    max_bytes: u64,
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
    // What a worker says is as hostile as the document: JetStream stores no headers over 64 KiB.
    for mut attachment in attachments.into_iter().take(Attachment::MOST) {
        attachment.content_type = cut(&attachment.content_type, bounds::NAME).to_owned();
        attachment.name = attachment.name.map(|name| cut(&name, bounds::NAME).to_owned());
        let bytes = attachment.content.len() as u64;
        if bytes > max_bytes {
            let label = attachment.label();
            warnings.push(format!(
                "{label} was left out: it has {bytes} bytes, more than the limit of {max_bytes}"
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
    Part { headers, body: attachment.content.into() }
}
