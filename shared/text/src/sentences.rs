use crate::abbreviations::is_abbreviation;
use crate::tail;

/// Splits a paragraph into sentences, in one pass. `code` is the language's ISO 639-1 code. A sentence
/// includes its stop and closing quotes.
pub fn sentences<'a>(paragraph: &'a str, code: &'a str) -> impl Iterator<Item = &'a str> {
    let mut rest = paragraph.trim();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (sentence, after) = rest.split_at(first_end(rest, code));
        rest = after.trim_start();
        Some(sentence)
    })
}

/// Whether `text` ends with a sentence stop, ignoring closing quotes.
pub fn ends_as_sentence(text: &str) -> bool {
    text.trim_end().trim_end_matches(is_closer).ends_with(is_stop)
}

/// Whether `c` is punctuation that ends a sentence.
pub fn is_stop(c: char) -> bool {
    is_wide_stop(c) || matches!(c, '.' | '!' | '?' | '…')
}

/// Stops that never occur in abbreviations or numbers and need no space after them.
fn is_wide_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '｡' | '।' | '॥' | '۔' | '؟' | '‼' | '⁇' | '⁈' | '⁉')
}

fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | '›' | ')' | ']' | '」' | '』' | '）' | '】' | '》')
}

/// Byte offset at which the first sentence of `text` ends.
fn first_end(text: &str, code: &str) -> usize {
    let mut from = 0;
    while let Some(at) = text[from..].find(|c| is_stop(c) && c != '…').map(|at| from + at) {
        // Skip the complete run of stops and closers at once; otherwise `....` would take a pass for
        // each dot.
        let end = text.len() - text[at..].trim_start_matches(|c| is_stop(c) || is_closer(c)).len();
        if is_end(&text[..at], &text[at..end], &text[end..], code) {
            return end;
        }
        from = end;
    }
    text.len()
}

/// Whether `run`, a run of stops and closers between `before` and `after`, ends a sentence.
fn is_end(before: &str, run: &str, after: &str, code: &str) -> bool {
    let Some(next) = after.chars().next() else { return true };
    if run.contains(is_wide_stop) {
        let quoted = run.ends_with(is_closer);
        // 「はい。」と言った and “好。”, 他說: the sentence continues after the quotation.
        return !(quoted && matches!(next, 'と' | 'っ' | '、' | ',' | '，'));
    }
    let spaced = next.is_whitespace();
    if matches!(code, "zh" | "ja") && run.starts_with(['!', '?']) {
        return spaced || !next.is_ascii_alphanumeric();
    }
    let goes_on = after.trim_start().chars().next().is_some_and(char::is_lowercase);
    spaced && !goes_on && !(run.starts_with('.') && stop_is_the_words(before, code))
}

/// Whether a full stop after `before` belongs to its last word: an abbreviation, an initial, an
/// ordinal number.
fn stop_is_the_words(before: &str, code: &str) -> bool {
    let last =
        tail(before, 24).rsplit(|c: char| c.is_whitespace() || "(\"“„«-–".contains(c)).next();
    let word = last.unwrap_or_default();
    let mut chars = word.chars();
    let single = matches!((chars.next(), chars.next()), (Some(c), None) if c.is_alphabetic());
    let ordinal = ORDINAL_STOP.contains(&code)
        && (1..=2).contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_digit());
    single || ordinal || (word.contains('.') && word.len() < 8) || is_abbreviation(word)
}

/// Languages that write ordinal numbers with a full stop, as in `27. April`.
const ORDINAL_STOP: &[&str] = &[
    "de", "da", "nb", "nn", "no", "fi", "cs", "sk", "sl", "hr", "sr", "hu", "et", "lv", "pl", "tr",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_as_the_language_prescribes() {
        let cases = [
            ("en", "Dr. Smith met J. R. Lee at 5 p.m. on Monday. They spoke.", 2),
            ("en", "“Stop!” she said. Nobody did…", 2),
            ("en", "It rose 2.5 percent. \"Fine.\" He left!", 3),
            ("de", "Am 27. April tagte der Rat z. B. über Schulen. Das war gut.", 2),
            ("fr", "M. Dupont est venu. Il a parlé ?", 2),
            ("ru", "Он родился в 1990 г. в Москве. Живёт там.", 2),
            ("zh", "會議召開。“好。”他說!再見", 4),
            ("ja", "「はい。」と言った。終わり。", 2),
            ("hi", "यह एक वाक्य है। दूसरा।", 2),
            ("en", "........", 1),
            ("en", "", 0),
        ];
        for (code, text, expected) in cases {
            let found: Vec<&str> = sentences(text, code).collect();
            assert_eq!(found.len(), expected, "{found:?}");
        }
    }

    #[test]
    fn a_sentence_keeps_its_closing_quotes() {
        let first = sentences("“Stop!” He left.", "en").next();
        assert_eq!(first, Some("“Stop!”"));
    }
}
