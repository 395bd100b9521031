/// A decimal digit, ASCII or full-width.
pub(crate) fn is_digit(c: char) -> bool {
    matches!(c, '0'..='9' | '０'..='９')
}

/// A number of at most `most` digits at the beginning of `text`: value, count of digits, rest.
pub(crate) fn number(text: &str, most: usize) -> Option<(i16, usize, &str)> {
    let (mut value, mut count, mut end) = (0i32, 0, 0);
    for c in text.chars().take_while(|c| is_digit(*c)) {
        count += 1;
        if count > most.min(4) {
            return None;
        }
        let digit = match c {
            '0'..='9' => u32::from(c) - u32::from('0'),
            _ => u32::from(c) - u32::from('０'),
        };
        value = value * 10 + i32::try_from(digit).ok()?;
        end += c.len_utf8();
    }
    (count > 0).then_some((i16::try_from(value).ok()?, count, &text[end..]))
}
