/// A Han character, as Chinese, Japanese and Korean write them.
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}' | '々' | '〇')
}

/// A hiragana or katakana character, the long-vowel mark among them.
pub fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9d}')
}

/// A katakana character: what Japanese writes foreign words and names with.
pub fn is_katakana(c: char) -> bool {
    is_kana(c) && !matches!(c, '\u{3041}'..='\u{309f}')
}

/// A character of a script that writes no space between words, so that it counts as a word.
pub fn is_unspaced(c: char) -> bool {
    is_han(c) || is_kana(c)
}

/// A mark that belongs to the letter before it but is no letter by itself.
pub fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{e47}'..='\u{e4e}'
        // Nukta and virama of the scripts of India and its neighbours.
        | '\u{93c}' | '\u{94d}' | '\u{9bc}' | '\u{9cd}' | '\u{a3c}' | '\u{a4d}' | '\u{abc}'
        | '\u{acd}' | '\u{b3c}' | '\u{b4d}' | '\u{bcd}' | '\u{c4d}' | '\u{cbc}' | '\u{ccd}'
        | '\u{d4d}' | '\u{dca}' | '\u{e3a}' | '\u{1039}' | '\u{103a}' | '\u{17d2}'
        // Joiners shape the letters of a word in Persian and Indic scripts.
        | '\u{200c}' | '\u{200d}')
}

/// Whether a text is mostly Han and kana.
pub fn mostly_unspaced(text: &str) -> bool {
    let (mut unspaced, mut other) = (0usize, 0usize);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        if is_unspaced(c) { unspaced += 1 } else { other += 1 }
    }
    // A Latin word has some five letters where Chinese has a character or two.
    unspaced * 3 > other
}

/// Whether words on both sides of a line break at `c` join without a space: Chinese and Japanese
/// letters and their punctuation, not Korean.
pub fn joins_without_space(c: char) -> bool {
    is_unspaced(c)
        || matches!(c, '\u{3000}'..='\u{303f}' | '\u{3099}'..='\u{309c}' | '\u{30a0}' | '・' | '\u{3100}'..='\u{312f}' | '\u{ff00}'..='\u{ff65}')
}

/// The number of columns that a terminal gives a line: two for each wide East Asian character.
pub fn columns(line: &str) -> usize {
    line.chars().map(column_width).sum()
}

/// The number of columns that `c` takes.
pub fn column_width(c: char) -> usize {
    if joins_without_space(c) || matches!(c, '\u{1100}'..='\u{115f}' | '\u{ac00}'..='\u{d7a3}') {
        2
    } else {
        1
    }
}
