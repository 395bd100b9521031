//! Truncates a text that would make the record larger than a message.

use std::io;

use article::{Document, Internal};
use serde::Serialize;

/// Bytes reserved for the warning and for longer block offsets.
const WARNING: usize = 256;

/// Whether the section and the internal data have more than `limit` bytes as JSON.
pub(crate) fn exceeds(document: &Document, internal: &Internal, limit: usize) -> bool {
    // A byte of text takes at most six in JSON (RFC 8259, section 7), and a block about 60. Nothing
    // else is large.
    let most = document.text.len().saturating_mul(7) + document.blocks.len() * 80;
    most >= limit && size(document) + size(internal) > limit
}

/// Truncates the text of `document` at the end of a block, so that its section and the internal
/// data have at most `limit` bytes as JSON. A block that is longer than all before it is cut
/// inside. Adds a warning.
pub(crate) fn truncate(document: &mut Document, internal: &Internal, limit: usize) {
    let whole = document.text.len();
    let text = std::mem::take(&mut document.text);
    let blocks = std::mem::take(&mut document.blocks);
    let links = std::mem::take(&mut document.links);
    let rest = size(document) + size(internal) + size(&links) + WARNING;
    let mut budget = limit.saturating_sub(rest);
    let mut end = 0;
    for mut block in blocks {
        let own = size(&block) + 1;
        let cost = own + size(&text[end..block.end]);
        if let Some(left) = budget.checked_sub(cost) {
            (budget, end) = (left, block.end);
            document.blocks.push(block);
            continue;
        }
        // Text beyond the maximum number of blocks is one block, which is cut between two paragraphs.
        let most = fitting(&text[block.start..block.end], budget.saturating_sub(own));
        let fits = &text[block.start..block.start + most];
        let cut = fits.rfind("\n\n").or_else(|| {
            let between_words = || fits.rfind(char::is_whitespace).unwrap_or(fits.len());
            (fits.len() > end).then(between_words)
        });
        let kept = cut.map_or(0, |at| fits[..at].trim_end().len());
        if kept > 0 {
            block.end = block.start + kept;
            end = block.end;
            document.blocks.push(block);
        }
        break;
    }
    document.text = text;
    document.text.truncate(end);
    document.links = links;
    document.links.retain(|link| link.end <= end);
    let kept = match document.full_text {
        None => "kept",
        Some(_) => "here, and full_text refers to the whole",
    };
    document.warnings.push(format!(
        "{}: the text has {whole} bytes, of which the first {end} are {kept}",
        Document::TEXT_TRUNCATED
    ));
}

/// How many bytes of `text` have at most `budget` bytes as JSON.
fn fitting(text: &str, budget: usize) -> usize {
    let mut used = 2;
    let over = text.char_indices().find(|(_, c)| {
        used += match c {
            '"' | '\\' | '\n' | '\r' | '\t' => 2,
            c if c.is_ascii_control() => 6,
            c => c.len_utf8(),
        };
        used > budget
    });
    over.map_or(text.len(), |(at, _)| at)
}

/// The number of bytes of `value` as JSON.
fn size<T: Serialize + ?Sized>(value: &T) -> usize {
    struct Counter(usize);

    impl io::Write for Counter {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let mut counter = Counter(0);
    // Errors are reported when the record is written.
    let _ = serde_json::to_writer(&mut counter, value);
    counter.0
}

#[cfg(test)]
mod tests {
    use page::charset::Hints;

    use super::*;

    fn document(text: &str) -> Document {
        let page =
            page::read(text.as_bytes(), &Hints { content_type: Some("text/plain"), url: None });
        let page = page.unwrap();
        let empty = r#"{"content_type":"text/plain","charset":"utf-8","bytes":1,"sha256":"","received_at":"2026-11-23T08:15:00Z","text":""}"#;
        let empty: Document = serde_json::from_str(empty).unwrap();
        Document { text: page.text, blocks: page.blocks, ..empty }
    }

    fn truncated(text: &str, limit: usize) -> Document {
        let mut document = document(text);
        if exceeds(&document, &Internal::default(), limit) {
            truncate(&mut document, &Internal::default(), limit);
        }
        assert!(size(&document) <= limit, "{} of {limit}", size(&document));
        assert_eq!(document.blocks.last().map_or(0, |block| block.end), document.text.len());
        document
    }

    #[test]
    fn a_text_is_cut_at_the_end_of_a_block_and_says_how_long_it_is() {
        let paragraph = "The tide \"turned\" at the harbour, and the boats came in one by one.";
        let text = [paragraph; 100].join("\n\n");
        for limit in [900, 2_000, 5_000, 9_000] {
            let cut = truncated(&text, limit);
            assert!(!cut.text.is_empty() && cut.text.ends_with("one by one."), "{limit}");
            assert_eq!(cut.warnings.len(), 1);
            let warning = format!(
                "text_truncated: the text has {} bytes, of which the first {} are kept",
                text.len(),
                cut.text.len()
            );
            assert_eq!(cut.warnings[0], warning);
            assert!(limit - size(&cut) < 500, "{limit}: {}", size(&cut));
        }
        assert_eq!(truncated(&text, 100_000), document(&text));
    }

    #[test]
    fn a_text_of_one_block_is_cut_between_words() {
        let text = ["tides"; 2_000].join(" ");
        let cut = truncated(&text, 2_000);
        assert!(cut.text.len() > 1_200 && cut.text.ends_with("tides"), "{}", cut.text.len());
        assert!(truncated(&"\u{6f6e}".repeat(2_000), 2_000).text.len() > 1_200);
    }

    #[test]
    fn a_long_block_after_a_short_one_is_cut_between_words() {
        let cut = truncated(&format!("The tide.\n\n{}", ["tides"; 2_000].join(" ")), 2_000);
        assert!(cut.text.len() > 1_200 && cut.text.ends_with("tides"), "{}", cut.text.len());
        assert_eq!(cut.blocks.len(), 2);
    }
}
