//! Who wrote the article.
//!
//! `candidate` collects the names that a page declares (`declared`) and shows (`visible`, `chinese`);
//! `scorer` chooses among them, and "nobody" is one of the choices.

mod author_names;
mod biography;
mod byline;
mod candidate;
mod chinese;
mod cjk;
mod clean;
mod declared;
mod details;
mod feature;
mod patterns;
mod role;
mod scorer;
mod shape;
mod signed;
mod surnames;
mod visible;

use article::{Author, Source};

pub(crate) use byline::is_byline;
#[cfg(feature = "training")]
pub(crate) use scorer::NOBODY;
pub(crate) use scorer::described;
pub(crate) use shape::is_person;

use crate::article_view::ArticleView;
use crate::envelope;
use crate::headline::Headline;
use author_names::{AuthorNames, MOST, add};
use clean::{Strictness, names};
use details::Details;

/// The authors' names, in order; all have the same source.
pub(crate) fn find(
    view: &ArticleView<'_>,
    headline: &Headline,
    title: Option<&str>,
) -> Vec<Author> {
    let authors = given(view).or_else(|| scorer::find(view, headline, title));
    let authors = match authors {
        None if !view.is_page() => seen_line(view).or_else(|| {
            let names = byline::find(view)?;
            Some(AuthorNames { names, source: Source::Byline, chosen: None })
        }),
        None => introduced(view),
        authors => authors,
    };
    // On pages, most such lines are subheadings and labels (37 of 38 on the training pages).
    let authors = authors.or_else(|| (!view.is_page()).then(|| signature(view, title))?);
    authors.map(|authors| detailed(authors, view)).unwrap_or_default()
}

/// The authors in the publisher's envelope or headers.
fn given(view: &ArticleView<'_>) -> Option<AuthorNames> {
    let given = |source| matches!(source, Source::Envelope | Source::Header | Source::Properties);
    stated(view, given).or_else(|| {
        // `authors` is the envelope's own member; others write `author` or `byline`.
        let other = ["author", "byline"].into_iter().find_map(|member| {
            let value = envelope::value(view, member)?;
            let many = value.as_array().into_iter().flatten().take(50);
            let one = (!value.is_array()).then_some(value).into_iter();
            let texts = one.chain(many).filter_map(envelope::named);
            let names = cleaned(texts);
            (!names.is_empty()).then_some(names)
        })?;
        Some(AuthorNames { names: other, source: Source::Envelope, chosen: None })
    })
}

/// The person who is introduced at the end of a page.
fn introduced(view: &ArticleView<'_>) -> Option<AuthorNames> {
    /// Lower than the confidence of any byline.
    const CONFIDENCE: f32 = 0.6;
    let says = "a sentence at the end that introduces the author";
    let names = vec![biography::find(view)?];
    Some(AuthorNames { names, source: Source::Byline, chosen: Some((CONFIDENCE, says)) })
}

/// The person whose name is alone in a line above or below a plain text.
fn signature(view: &ArticleView<'_>, title: Option<&str>) -> Option<AuthorNames> {
    /// Lower than the confidence of any byline.
    const CONFIDENCE: f32 = 0.5;
    let says = "a name alone in a line at an end of the text";
    let names = vec![signed::find(view, title)?];
    Some(AuthorNames { names, source: Source::Byline, chosen: Some((CONFIDENCE, says)) })
}

/// The byline above a plain text.
fn seen_line(view: &ArticleView<'_>) -> Option<AuthorNames> {
    stated(view, |source| source == Source::Byline)
}

fn stated(view: &ArticleView<'_>, of: impl Fn(Source) -> bool) -> Option<AuthorNames> {
    let authors = view.document.declared.authors.iter().take(50);
    let mut stated = authors.filter(|author| of(author.source)).peekable();
    let source = stated.peek()?.source;
    let names = cleaned(stated.map(|author| author.value.as_str()));
    (!names.is_empty()).then_some(AuthorNames { names, source, chosen: None })
}

fn cleaned<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut found = Vec::new();
    texts.for_each(|text| add(&mut found, names(text, Strictness::Declared)));
    found
}

fn detailed(authors: AuthorNames, view: &ArticleView<'_>) -> Vec<Author> {
    let AuthorNames { names, source, chosen } = authors;
    let alone = names.len() == 1;
    let author = |value: String| {
        let Details { kind, role, url } = details::of(&value, alone, view);
        let confidence = chosen.map(|(confidence, _)| confidence);
        let evidence = chosen.map(|(_, evidence)| evidence.to_owned());
        Author { value, source, confidence, evidence, kind, role, url }
    };
    names.into_iter().take(MOST).map(author).collect()
}
