//! List markers.

fn is_bullet(c: char) -> bool {
    matches!(c, '•' | '◦' | '▪' | '●' | '○' | '■' | '‣' | '⁃' | '∙' | '➢' | '✓')
}

fn is_dash(c: char) -> bool {
    matches!(c, '–' | '-' | '*' | '·' | '—')
}

/// Whether a line begins with a list marker.
pub(super) fn is_item(text: &str) -> bool {
    let text = text.trim_start();
    let Some((marker, rest)) = text.split_once(' ') else { return false };
    is_marker(marker) && !rest.trim().is_empty()
}

pub(super) fn is_marker(text: &str) -> bool {
    let text = text.trim();
    let bullet = text.chars().count() == 1 && text.starts_with(|c| is_bullet(c) || is_dash(c));
    let number = text.trim_start_matches(['(', '[']).trim_end_matches(['.', ')', ']']);
    let length = number.chars().count();
    let is_number = text.ends_with(['.', ')', ']'])
        && (number.parse::<u16>().is_ok_and(|number| number < 200)
            || length == 1
                && number.chars().all(|c| c.is_ascii_alphabetic())
                && text.ends_with(')'));
    bullet || is_number
}

/// An item without its bullet. A number is kept, because it carries information.
pub(super) fn without_mark(text: &str) -> &str {
    text.trim_start_matches(|c: char| is_bullet(c) || is_dash(c)).trim_start()
}
