use article::Counts;

use crate::article_view::ArticleView;
use text::script::{is_han, is_unspaced};
use text::sentences::sentences;
use text::words::words;

/// Han and kana characters per minute that an adult reads.
const UNSPACED_A_MINUTE: f64 = 400.0;
/// Words of other scripts per minute that an adult reads.
const WORDS_A_MINUTE: f64 = 230.0;

/// Counts characters, words, sentences and paragraphs, and estimates the reading time.
pub(crate) fn of(view: &ArticleView<'_>) -> Counts {
    let mut counts = Counts { paragraphs: view.paragraphs.len() as u64, ..Counts::default() };
    let mut unspaced = 0u64;
    for paragraph in &view.paragraphs {
        for c in paragraph.chars() {
            counts.characters += 1;
            counts.characters_without_spaces += u64::from(!c.is_whitespace());
            counts.han += u64::from(is_han(c));
            unspaced += u64::from(is_unspaced(c));
        }
        counts.words += words(paragraph).count() as u64;
        let said = |sentence: &&str| sentence.contains(char::is_alphanumeric);
        counts.sentences += sentences(paragraph, view.code).filter(said).count() as u64;
    }
    let spaced = counts.words.saturating_sub(unspaced);
    let minutes = unspaced as f64 / UNSPACED_A_MINUTE + spaced as f64 / WORDS_A_MINUTE;
    counts.reading_minutes = ((minutes * 10.0).round() / 10.0) as f32;
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{document, language};

    #[test]
    fn counts_what_readers_count() {
        let (document, language) = (document("One two. Three?\n\n你好,world。"), language("en"));
        let counts = of(&ArticleView::new(&document, &language));
        let figures = (counts.characters, counts.characters_without_spaces, counts.han);
        assert_eq!(figures, (24, 22, 2));
        assert_eq!((counts.words, counts.sentences, counts.paragraphs), (6, 3, 2));
    }

    #[test]
    fn an_empty_text_counts_nothing() {
        let (document, language) = (document(" \n\n "), language("und"));
        assert_eq!(of(&ArticleView::new(&document, &language)), Counts::default());
    }
}
