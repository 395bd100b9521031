//! What a character is: as much of Unicode's scripts as tidying needs.

/// Whether `c` is a Han character.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c,
        '々' | '〇' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether `c` is a kana letter.
pub(crate) fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9d}')
        && c != '・'
}

/// Whether `c` belongs to a script that is written without spaces between words, or to its
/// punctuation: Chinese and Japanese, not Korean.
pub(crate) fn is_unspaced(c: char) -> bool {
    is_han(c)
        || is_kana(c)
        || matches!(c, '\u{3000}'..='\u{303f}' | '・' | '\u{3100}'..='\u{312f}' | '\u{ff00}'..='\u{ff65}')
}

/// How many columns a terminal gives a line: two for what East Asia writes wide.
pub(crate) fn columns(line: &str) -> usize {
    line.chars().map(column_width).sum()
}

/// How many columns `c` takes.
pub(crate) fn column_width(c: char) -> usize {
    if is_unspaced(c) || matches!(c, '\u{1100}'..='\u{115f}' | '\u{ac00}'..='\u{d7a3}') {
        2
    } else {
        1
    }
}
