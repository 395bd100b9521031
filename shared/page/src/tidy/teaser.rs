//! Teasers: the beginning of the text, repeated above it and truncated with an ellipsis.

use crate::block::Block;

/// Number of paragraphs at the top that may be teasers.
const FIRST: usize = 10;
/// Minimum length of a teaser in characters. Shorter texts may be repeated by chance.
const SHORTEST: usize = 10;

/// Removes paragraphs that end in an ellipsis and repeat the beginning of a later paragraph. Returns
/// their number.
pub(crate) fn remove(blocks: &mut Vec<Block>) -> u64 {
    let teasers: Vec<usize> = (0..blocks.len().min(FIRST))
        .filter(|&at| {
            let text = &blocks[at].text;
            beginning(text).is_some_and(|beginning| {
                let repeats =
                    |later: &Block| later.text.starts_with(beginning) && later.text != *text;
                blocks[at + 1..].iter().any(repeats)
            })
        })
        .collect();
    for at in teasers.iter().rev() {
        blocks.remove(*at);
    }
    teasers.len() as u64
}

/// The text before the ellipsis, if there is one and the text is long enough.
fn beginning(paragraph: &str) -> Option<&str> {
    let text = paragraph.trim_end_matches([']', ')', '】', ' ']);
    let cut = text.trim_end_matches(['.', '…', '。', '⋯']);
    let dots = &text[cut.len()..];
    let ellipsis = dots.contains(['…', '⋯']) || dots.chars().count() >= 3;
    let cut = cut.trim_end_matches(['[', '(', '【', ' ']);
    (ellipsis && cut.chars().count() >= SHORTEST).then_some(cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_beginning_is_a_teaser() {
        let cases: [(&[&str], u64); 8] = [
            (&["The council met on Mon...", "The council met on Monday."], 1),
            (&["The council met on […]", "Photo: x", "The council met on Monday."], 1),
            (&["市政府副市長徐新民出席……", "市政府副市長徐新民出席會議並講話。"], 1),
            (&["The council met on Mon.", "The council met on Monday."], 0),
            (&["The council met on Tues…", "The council met on Monday."], 0),
            (&["And so...", "And so it ended."], 0),
            (&["The council met on Monday.", "The council met on Mon..."], 0),
            (&["The council met...", "The council met..."], 0),
        ];
        for (paragraphs, expected) in cases {
            let mut left: Vec<Block> =
                paragraphs.iter().map(|&text| Block::paragraph(text.to_owned())).collect();
            assert_eq!(remove(&mut left), expected, "{paragraphs:?}");
            assert_eq!(left.len() as u64, paragraphs.len() as u64 - expected);
        }
    }
}
