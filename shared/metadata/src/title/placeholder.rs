//! Titles that a program gives pages: `Untitled Document`, `Home`, `Just a moment...`.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::normalize::{folded, words};
use crate::pattern::patterns;

patterns! {
    /// A file name, and how word processors and web editors begin the title of what they write.
    PROGRAM = r"(?i)^(?:microsoft (?:word|powerpoint|excel|publisher) ?-.*|welcome to adobe .*|adobe photoshop.*|[\w-]+\.(?:docx?|html?|php|aspx?|jsp|pdf|odt|rtf|txt|indd|qxd|pptx?|xlsx?))$";
}

static KNOWN: LazyLock<HashSet<String>> =
    LazyLock::new(|| include_str!("placeholders.txt").lines().map(joined).collect());

/// Whether the whole of a text, apart from a number at its end, is such a title.
pub(super) fn is_placeholder(text: &str) -> bool {
    const LONGEST: usize = 60;
    if text.len() > LONGEST {
        return false;
    }
    if PROGRAM.is_in(text) {
        return true;
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
            "Microsoft Word - harbour_final.doc",
            "article_12.html",
            "Accueil",
            "React App",
            "Domů",
            "मुख्य पृष्ठ",
            "undefined",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in [
            "Untitled canvas sold for a fortune",
            "Home for the harbour cats",
            "A new page in the harbour's book",
            "Just a moment of silence for the ferry",
            "1984",
            "News",
            "404 metres under the sea",
            "Why node.js pages load slowly",
            "Page turners for the winter",
            "无标题的画卖出",
            "",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
