use unicode_normalization::UnicodeNormalization;

/// The words of a text, by the rules of the yardstick's scorer: a character of a script without spaces
/// is a word.
pub(crate) fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        let alone = is_unspaced(c);
        if start.is_some() && (alone || !(c.is_alphanumeric() || c == '_')) {
            words.push(&text[start.take().unwrap_or(at)..at]);
        }
        if alone {
            words.push(&text[at..at + c.len_utf8()]);
        } else if start.is_none() && (c.is_alphanumeric() || c == '_') {
            start = Some(at);
        }
    }
    words.extend(start.map(|start| &text[start..]));
    words
}

/// The same ranges as in the yardstick's scorer, so that figures are comparable.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{3040}'..='\u{30ff}'
        | '\u{e00}'..='\u{e7f}' | '\u{20000}'..='\u{2ffff}')
}

/// Normalizes differences that are irrelevant to readers: NFKC, case, quotes, dashes, spaces.
pub(crate) fn folded(text: &str) -> String {
    let plain = text.chars().map(|c| match c {
        '’' | '‘' => '\'',
        '“' | '”' => '"',
        '–' | '—' | '―' => '-',
        '\u{a0}' => ' ',
        c => c,
    });
    let lower = plain.collect::<String>().nfkc().collect::<String>().to_lowercase();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a folded answer is near the folded gold: one contains the other before or after a separator,
/// or they share most words.
pub(crate) fn near(gold: &str, answer: &str) -> bool {
    let (mut one, mut other) = (words(gold), words(answer));
    let all = one.len() + other.len();
    one.sort_unstable();
    other.sort_unstable();
    let common = one.iter().filter(|word| {
        let at = other.iter().position(|known| known == *word);
        at.map(|at| other.remove(at)).is_some()
    });
    all > 0 && 2.0 * common.count() as f64 / all as f64 >= 0.8
}

/// Days between two days in ISO 8601.
pub(crate) fn days_between(one: &str, other: &str) -> Option<i32> {
    let day = |text: &str| text.get(..10)?.parse::<jiff::civil::Date>().ok();
    Some((day(one)? - day(other)?).get_days().abs())
}
