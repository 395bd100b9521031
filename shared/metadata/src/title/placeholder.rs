//! Titles that a program gives pages: `Untitled Document`, `Home`, `Just a moment...`.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::normalize::{folded, words};

static KNOWN: LazyLock<HashSet<String>> =
    LazyLock::new(|| include_str!("placeholders.txt").lines().map(joined).collect());

/// Whether the whole of a text, apart from a number at its end, is such a title.
pub(super) fn is_placeholder(text: &str) -> bool {
    const LONGEST: usize = 60;
    if text.len() > LONGEST {
        return false;
    }
    let all = joined(text);
    let named = all.trim_end_matches(|c: char| c.is_numeric() || c == ' ');
    KNOWN.contains(&all) || !named.is_empty() && named != all && KNOWN.contains(named)
}

fn joined(text: &str) -> String {
    words(&folded(text)).join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_programs_are_no_titles() {
        for text in [
            "Untitled Document",
            "untitled-1",
            "New Page 1",
            "Unbenanntes Dokument 3",
            "Just a moment...",
            "Home",
            "Sin título",
            "Documento senza titolo",
            "Без названия",
            "无标题文档",
            "無題ドキュメント",
            "404 Not Found",
            "Attention Required! | Cloudflare",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in [
            "Untitled canvas sold for a fortune",
            "Home for the harbour cats",
            "A new page in the harbour's book",
            "Just a moment of silence for the ferry",
            "1984",
            "404 metres under the sea",
            "无标题的画卖出",
            "",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
