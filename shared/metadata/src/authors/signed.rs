//! A name alone in a line above or below a plain text: `Ann Corrie`, `— Ann Corrie`, `Ann Corrie / Lenne`.

use super::clean::{Strictness, names};
use super::patterns::ROLE;
use super::shape::{has_cjk, has_organisation_word, is_site};
use crate::article_view::ArticleView;
use crate::normalize::{folded, words};
use text::cut;

/// The maximum length of such a line, in bytes.
const LONGEST: usize = 80;
/// The number of lines above the text that are considered.
const ABOVE: usize = 4;
/// How much of the text is read, in bytes.
const READ: usize = 1 << 16;

/// The name, unless its words also occur in the text, as those of a subheading do.
pub(super) fn find(view: &ArticleView<'_>, title: Option<&str>) -> Option<String> {
    let title = title.map(folded).unwrap_or_default();
    let lines = view.paragraphs.iter().flat_map(|paragraph| paragraph.lines()).map(str::trim);
    let above = lines.filter(|line| folded(line) != title).take_while(|line| line.len() <= LONGEST);
    let last = view.paragraphs.last().and_then(|paragraph| paragraph.lines().last());
    let texts = above.take(ABOVE).chain(last);
    let mut found = texts.filter_map(|line| name(line, view)).peekable();
    found.peek()?;
    let text = folded(cut(&view.document.text, READ));
    let spoken: Vec<&str> = words(&text).into_iter().chain(words(&title)).collect();
    found.find(|name| !is_spoken_of(name, &text, &spoken))
}

/// The name in a line that contains nothing else, apart from a dash before it or a place after it.
fn name(line: &str, view: &ArticleView<'_>) -> Option<String> {
    let line = line.trim().trim_start_matches(['-', '–', '—', '―', ' ']);
    let (name, place) = line.split_once(" / ").unwrap_or((line, ""));
    let name = name.trim();
    let is_full = |word: &str| {
        let mut chars = word.chars();
        chars.next().is_some_and(char::is_uppercase) && chars.any(char::is_lowercase)
    };
    let words = name.split_whitespace().count();
    let fits = line.len() <= LONGEST
        && (2..=4).contains(&words)
        && name.split_whitespace().filter(|word| is_full(word)).count() >= 2
        && place.split_whitespace().count() <= 3
        && !name.ends_with(['.', ':', ','])
        && !has_cjk(name)
        && !ROLE.is_in(name)
        && !has_organisation_word(name)
        && !is_site(name, &view.site_names);
    let found = fits.then(|| names(name, Strictness::Seen))?;
    (found == [name]).then(|| name.to_owned())
}

/// Whether a word of `name` also occurs in `spoken`, the words of the text and the title, other than in
/// the name's own line.
fn is_spoken_of(name: &str, text: &str, spoken: &[&str]) -> bool {
    let name = folded(name);
    let own = usize::from(text.contains(name.as_str()));
    let is_spoken =
        |word: &str| spoken.iter().filter(|other| other.starts_with(word)).count() > own;
    words(&name).into_iter().any(|word| word.chars().count() > 3 && is_spoken(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{document, language};

    #[test]
    fn a_name_alone_at_an_end_of_the_text_is_the_authors() {
        let long = "The ferry sails again on Monday, and the harbour master had the quay swept for \
            the first time in years, with a new broom.";
        let cases = [
            (format!("Ferry returns\n\nMira Holt\n\n{long}"), Some("Mira Holt")),
            (format!("Ferry returns\n\nMira Holt\nPublished 3 May\n\n{long}"), Some("Mira Holt")),
            (format!("Ferry returns\n\n{long}\n\n— Piet van Dam"), Some("Piet van Dam")),
            (format!("Ferry returns\n\nRocío Benavent / Lenne\n\n{long}"), Some("Rocío Benavent")),
            (format!("Ferry returns\n\nHarbour Master\n\n{long}"), None),
            (format!("Ferry returns\n\n{long}\n\nMore News"), None),
            (format!("Ferry returns\n\n{long}\n\nMIRA HOLT"), None),
            (format!("Mira Holt Returns\n\n{long}"), None),
            (format!("Ferry returns\n\n{long}\n\nMira Holt\n\n{long}"), None),
        ];
        for (text, expected) in cases {
            let document = document(&text);
            let language = language("en");
            let title = text.split_once("\n\n").map(|(title, _)| title);
            let found = find(&ArticleView::new(&document, &language), title);
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
