//! Lists of references, whose entries are links and look like menus: authors, a linked title, a year.

use crate::block::{Block, Kind, word_count};
use crate::html::tree::Tree;

use super::companions::are_near;

/// Minimum number of words of a reference, and of those outside of its links.
const WORDS: f32 = 4.0;
const OUTSIDE: f32 = 3.0;
/// Minimum number of references in a list, and their minimum share of its items.
const FEWEST: usize = 2;
const SHARE: f32 = 0.6;

/// Keeps a list of references below the text, with its heading.
pub(super) fn keep(all: &[Block], tree: &Tree, kept: &mut [bool]) {
    let mut from = 0;
    for list in all.chunk_by(|one, next| is_item(one) && is_item(next)) {
        let range = from..from + list.len();
        from = range.end;
        let (Some(heading), Some(above)) = (range.start.checked_sub(1), range.start.checked_sub(2))
        else {
            continue;
        };
        let found = list.iter().filter(|item| is_reference(item)).count();
        let is_below_text = all[heading].kind == Kind::Heading
            && all[heading].level > 1
            && kept[above]
            && are_near(&all[above], &all[heading], tree)
            && are_near(&all[heading], &list[0], tree);
        if is_below_text && found >= FEWEST && found as f32 >= SHARE * list.len() as f32 {
            kept[heading] = true;
            kept[range].fill(true);
        }
    }
}

fn is_item(block: &Block) -> bool {
    block.kind == Kind::ListItem
}

/// Whether an item has a link, a year or another number, and words outside of the link unless the link
/// leads to another site.
fn is_reference(item: &Block) -> bool {
    let words = word_count(&item.text);
    let leads_away = item.links.iter().any(|link| {
        let address = link.href.trim_start().to_ascii_lowercase();
        ["http://", "https://", "//"].iter().any(|scheme| address.starts_with(scheme))
    });
    !item.links.is_empty()
        && words >= WORDS
        && item.text.chars().any(char::is_numeric)
        && (leads_away || words * (1.0 - item.linked) >= OUTSIDE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::Link;

    fn item(text: &str, linked: usize, href: &str) -> Block {
        let link = Link { range: 0..linked, href: href.to_owned() };
        let share = linked as f32 / text.len() as f32;
        Block {
            kind: Kind::ListItem,
            links: vec![link],
            linked: share,
            ..Block::paragraph(text.to_owned())
        }
    }

    #[test]
    fn references_have_numbers_and_lead_away_or_have_words_beside() {
        let cases = [
            ("Nests in towers. Ambrose, N. 2018.", 16, "/x", true),
            ("Nests in towers, 2018", 21, "https://doi.example/1", true),
            ("Storm takes the roof of the hall 12 March", 32, "/m1", false),
            ("Storm takes the roof of 12 halls", 32, "/m1", false),
            ("Nests in towers of wood", 23, "https://doi.example/1", false),
            ("Facebook 2", 10, "https://social.example", false),
        ];
        for (text, linked, href, expected) in cases {
            assert_eq!(is_reference(&item(text, linked, href)), expected, "{text}");
        }
    }

    #[test]
    fn a_list_of_references_stays_with_its_heading() {
        let heading =
            Block { kind: Kind::Heading, level: 2, ..Block::paragraph("Sources".to_owned()) };
        let reference = item("Nests in towers. Ambrose, N. 2018.", 16, "/x");
        let other = item("Nests", 5, "/x");
        let text = || Block::paragraph("Text.".to_owned());
        let all = [text(), heading.clone(), reference.clone(), reference, other.clone()];
        let mut kept = [true, false, false, false, false];
        keep(&all, &Tree::default(), &mut kept);
        assert_eq!(kept, [true; 5]);
        let all = [text(), heading, other.clone(), other];
        let mut kept = [true, false, false, false];
        keep(&all, &Tree::default(), &mut kept);
        assert_eq!(kept, [true, false, false, false]);
    }
}
