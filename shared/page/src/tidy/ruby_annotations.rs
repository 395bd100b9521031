//! Removes pinyin annotations in parentheses after Han characters, as in `會(huì)`. Some sites turn ruby
//! annotations into these.

use super::pinyin::{Tone, syllable};
use text::script::{is_han, is_kana};

use crate::block::Block;

/// Minimum number of annotations without a tone mark that can't be words by chance.
const MANY: usize = 5;

/// Removes annotations from `blocks` and returns their number.
///
/// An annotation directly follows a Han character and is one syllable of pinyin. With a tone mark
/// it can't be anything else. Without one, as in `(an)`, it counts as an annotation if the
/// document's other parentheses suggest it: some have tone marks, or many are syllables and few are
/// not.
pub(crate) fn remove(blocks: &mut [Block]) -> u64 {
    let usage = Usage::of(blocks);
    let mut removed = 0;
    for block in blocks {
        let annotations: Vec<_> = parentheses(&block.text)
            .filter(|found| usage.is_annotation(found.inside))
            .map(|found| found.start..found.end)
            .collect();
        removed += annotations.len() as u64;
        block.remove(&annotations);
    }
    removed
}

/// How a document uses parentheses after Han characters.
struct Usage {
    japanese: bool,
    bare: bool,
}

impl Usage {
    fn of(blocks: &[Block]) -> Self {
        let texts = || blocks.iter().map(|block| block.text.as_str());
        let count = |is: fn(char) -> bool| {
            texts().map(|text| text.chars().filter(|c| is(*c)).count()).sum::<usize>()
        };
        let (mut written, mut bare, mut others) = (0, 0, 0);
        for found in texts().flat_map(parentheses) {
            match syllable(found.inside) {
                Some(Tone::Written) => written += 1,
                Some(Tone::Bare) => bare += 1,
                None => others += 1,
            }
        }
        Self {
            // `王(ō)` annotates a reading too, but not in pinyin.
            japanese: count(is_kana) * 10 > count(is_han),
            bare: written > 2 || bare >= MANY && bare > others * 4,
        }
    }

    fn is_annotation(&self, inside: &str) -> bool {
        match syllable(inside) {
            Some(Tone::Written) => !self.japanese,
            Some(Tone::Bare) => !self.japanese && self.bare,
            None => false,
        }
    }
}

/// Parentheses with Latin letters inside, directly after a Han character.
struct Parentheses<'a> {
    start: usize,
    inside: &'a str,
    end: usize,
}

fn parentheses(text: &str) -> impl Iterator<Item = Parentheses<'_>> {
    let open = text.match_indices(['(', '（']);
    open.filter_map(move |(start, bracket)| {
        let behind = text[..start].chars().next_back().is_some_and(is_han);
        let rest = &text[start + bracket.len()..];
        let length = rest.find(|c: char| c.is_whitespace() || "()（）".contains(c))?;
        let close = rest[length..].chars().next().filter(|c| matches!(c, ')' | '）'))?;
        let inside = &rest[..length];
        let latin = inside.starts_with(|c: char| c < '\u{370}' && c.is_alphabetic());
        let end = start + bracket.len() + length + close.len_utf8();
        (behind && latin).then_some(Parentheses { start, inside, end })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without_annotations(text: &str) -> (String, u64) {
        let mut blocks = [Block::paragraph(text.to_owned())];
        let removed = remove(&mut blocks);
        (blocks[0].text.clone(), removed)
    }

    #[test]
    fn annotations_are_removed_and_other_parentheses_stay() {
        let cases = [
            ("工作會(huì)議", "工作會議", 1),
            ("工作會（huì）議", "工作會議", 1),
            ("工作會(hui4)議", "工作會議", 1),
            ("(市、區(qū))教育局", "(市、區)教育局", 1),
            ("學(xué)校(單位)、計(GDP)、笑(huh)", "學校(單位)、計(GDP)、笑(huh)", 1),
            ("會 (huì)、“會”(huì)", "會 (huì)、“會”(huì)", 0),
            ("一個安(an)字", "一個安(an)字", 0),
            ("總(zǒng)結(jié)發(fā)現(xian)", "總結發現", 4),
            ("會(hui)議總(zong)結(jie)發(fa)現(xian)代", "會議總結發現代", 5),
            (
                "會(he)議(GDP)(an)總(men)結(jie)發(fa)現(xian)代(WTO)",
                "會(he)議(GDP)(an)總(men)結(jie)發(fa)現(xian)代(WTO)",
                0,
            ),
            ("王(ō)のことばについて", "王(ō)のことばについて", 0),
            ("he said (an) (hǎo)", "he said (an) (hǎo)", 0),
            ("會(huì", "會(huì", 0),
            ("會()議", "會()議", 0),
        ];
        for (text, expected, count) in cases {
            assert_eq!(without_annotations(text), (expected.to_owned(), count));
        }
    }
}
