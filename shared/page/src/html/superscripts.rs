/// An open `sup` element.
#[derive(Debug)]
pub(super) struct Superscript {
    /// Byte offset of its content in the text of the block.
    at: usize,
    is_linked: bool,
}

/// Maximum number of letters of a unit or variable. A number after a longer word is a footnote mark.
const BASE: usize = 3;
/// Maximum number of bytes of an exponent or a footnote mark.
const LONGEST: usize = 32;

impl Superscript {
    /// A superscript begins at the byte offset `at`.
    pub(super) fn begin(at: usize, is_linked: bool) -> Self {
        Self { at, is_linked }
    }

    /// A link begins inside the superscript.
    pub(super) fn link(&mut self) {
        self.is_linked = true;
    }

    /// The superscript ends. Writes an exponent as `10^6` and a footnote mark as `[6]`, so that neither
    /// is glued to the text before it. Letters, as in `1st`, stay. Returns the byte offset from which
    /// on the text has changed.
    pub(super) fn end(self, text: &mut String) -> Option<usize> {
        let content = text.get(self.at..).filter(|content| content.len() <= LONGEST)?;
        let content = content.trim().to_owned();
        let before = &text[..self.at];
        let is_glued = before.trim_end() == before && !before.is_empty();
        is_glued.then(|| self.mark(&content, text)).flatten()
    }

    fn mark(self, content: &str, text: &mut String) -> Option<usize> {
        let before = &text[..self.at];
        let base = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let is_number = base.ends_with(|c: char| c.is_ascii_digit());
        let is_short = !base.is_empty() && base.chars().count() <= BASE || before.ends_with(')');
        let is_variable = base.chars().count() == 1 && !is_number;
        let has_digit = content.contains(|c: char| c.is_numeric());
        let is_letter = content.chars().count() == 1 && content.chars().all(char::is_alphabetic);
        if has_digit && (self.is_linked || !(is_number || is_short)) {
            if content.chars().all(char::is_alphanumeric) {
                text.truncate(self.at);
                text.push_str(&format!("[{content}]"));
                return Some(self.at);
            }
        } else if has_digit && !content.starts_with(['[', '(', '^']) || is_letter && is_variable {
            text.truncate(self.at);
            text.push_str(&format!("^{content}"));
            return Some(self.at);
        }
        None
    }
}

/// A subscript begins. In `1<sup>1</sup>/<sub>2</sub>` the superscript was a numerator.
pub(super) fn begin_denominator(text: &mut String) {
    let Some(numerator) = text.strip_suffix(['/', '⁄']) else { return };
    let start = numerator.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    if start < numerator.len() && text[..start].ends_with('^') {
        text.replace_range(start - 1..start, " ");
    }
}
