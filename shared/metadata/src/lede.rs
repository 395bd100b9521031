use crate::article_view::ArticleView;
use crate::authors::is_byline;
use crate::dates::is_dateline;
use text::fold::fold;
use text::script::mostly_unspaced;
use text::sentences::{ends_as_sentence, sentences};
use text::{cut, one_line};

/// The maximum length of a lede, in characters.
const LONGEST: usize = 1_000;
/// How many paragraphs are searched for the first one of running text.
const EARLY: usize = 12;

/// The first sentence of the first paragraph of running text.
pub(crate) fn find(view: &ArticleView<'_>, title: Option<&str>) -> Option<String> {
    let title = title.map(fold);
    let real = |paragraph: &&&str| {
        is_prose(paragraph)
            && title.as_deref() != Some(fold(cut(paragraph, LONGEST)).as_str())
            && !is_byline(paragraph)
            && !is_dateline(paragraph, view)
    };
    let early = || view.paragraphs.iter().take(EARLY);
    let paragraph = early().find(real).or_else(|| early().find(|p| p.len() > 3))?;
    let sentence = sentences(cut(paragraph, 8 * LONGEST), view.code).next()?;
    Some(one_line(sentence, LONGEST))
}

/// Whether a paragraph is running text rather than a heading, a byline or a caption.
fn is_prose(paragraph: &str) -> bool {
    let beginning = cut(paragraph, 1_000);
    let long = if mostly_unspaced(beginning) { 50 } else { 120 };
    ends_as_sentence(paragraph) || beginning.chars().count() > long
}
