/// Whether `c` is a decimal digit of any script.
pub(crate) fn is_digit(c: char) -> bool {
    digit(c).is_some()
}

/// The value of a decimal digit of any script (Unicode, general category Nd).
pub(crate) fn digit(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    let script = ZEROS.partition_point(|zero| *zero <= c).checked_sub(1)?;
    let value = u32::from(c) - u32::from(ZEROS[script]);
    (value < 10).then_some(value)
}

/// A number of at most `most` digits at the beginning of `text`: value, count of digits, rest.
pub(crate) fn number(text: &str, most: usize) -> Option<(i16, usize, &str)> {
    let (mut value, mut count, mut end) = (0i32, 0, 0);
    for c in text.chars() {
        let Some(digit) = digit(c) else { break };
        count += 1;
        if count > most.min(4) {
            return None;
        }
        value = value * 10 + i32::try_from(digit).ok()?;
        end += c.len_utf8();
    }
    (count > 0).then_some((i16::try_from(value).ok()?, count, &text[end..]))
}

/// The zeros of the scripts that have decimal digits; in each, 1 to 9 follow.
#[rustfmt::skip]
const ZEROS: [char; 36] = [
    '\u{660}', '\u{6f0}', '\u{7c0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}',
    '\u{be6}', '\u{c66}', '\u{ce6}', '\u{d66}', '\u{de6}', '\u{e50}', '\u{ed0}', '\u{f20}',
    '\u{1040}', '\u{1090}', '\u{17e0}', '\u{1810}', '\u{1946}', '\u{19d0}', '\u{1a80}', '\u{1a90}',
    '\u{1b50}', '\u{1bb0}', '\u{1c40}', '\u{1c50}', '\u{a620}', '\u{a8d0}', '\u{a900}', '\u{a9d0}',
    '\u{a9f0}', '\u{aa50}', '\u{abf0}', '\u{ff10}',
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_script_are_read() {
        for (text, expected) in
            [("1987", 1987), ("١٩٨٧", 1987), ("२०१९", 2019), ("๒๕๖๑", 2561), ("４０", 40)]
        {
            assert_eq!(number(text, 4).map(|(value, ..)| value), Some(expected), "{text}");
        }
        assert_eq!(number("²", 4), None);
        assert_eq!(number("五", 4), None);
    }
}
