//! Names in places that are not scored as bylines. The scorer's weights decide how reliable each kind
//! is.

use article::{Cue, Mark, Zone};

use super::Seen;
use crate::article_view::ArticleView;
use crate::authors::clean::{Strictness, any_placeholder, names};
use crate::authors::patterns::{DATED, LEAD_AND_USER, ROLE};
use crate::authors::shape::{has_cjk, has_organisation_word, is_site};
use crate::copyright::site_holder;
use crate::headline::{Headline, is_apart};
use crate::normalize::folded;
use crate::site_names::SiteNames;

/// The name below a line that only says `Written by`, else the one above a line that only gives a role:
/// `Anna Nowak`, `Dziennikarka`.
pub(crate) fn labelled(view: &ArticleView<'_>, headline: &Headline) -> Option<Seen> {
    let seen = |cue: &Cue| Some(Seen::at(cue, person(&cue.text, &view.site_names)?));
    let lines = || view.cues.lines.iter();
    let employed = || {
        let own =
            |cue: &&Cue| cue.has(Mark::AboveRole) && !is_apart(cue) && !headline.is_past(cue.place);
        lines().filter(own).find_map(seen)
    };
    lines().filter(|cue| cue.has(Mark::AuthorLabel)).find_map(seen).or_else(employed)
}

/// A single word after a lead: `Posted by konstantin`.
pub(crate) fn led(view: &ArticleView<'_>, headline: &Headline) -> Option<Seen> {
    let near = |cue: &&Cue| {
        headline.distance(cue.place).is_none_or(|at| (-30..=600).contains(&at))
            && !is_apart(cue)
            && !headline.is_past(cue.place)
            && cue.characters() <= 140
    };
    view.cues.lines.iter().filter(near).find_map(|cue| {
        let (user, _) = LEAD_AND_USER.group(&cue.text)?;
        let found = names(user, Strictness::Declared);
        let [name] = &found[..] else { return None };
        (!any_placeholder(&found)).then(|| Seen::at(cue, name.clone()))
    })
}

/// A person's name in a line near the headline, after a date or with a date next to it.
pub(crate) fn dated(
    view: &ArticleView<'_>,
    headline: &Headline,
    title: Option<&str>,
) -> Option<Seen> {
    let lines = &view.cues.lines;
    let title = title.map(folded).unwrap_or_default();
    let near = |cue: &&Cue| {
        headline.distance(cue.place).is_some_and(|at| (-12..=45).contains(&at))
            && !is_apart(cue)
            && !cue.has(Mark::LabelClass)
            && !cue.is_in(Zone::Side)
    };
    let is_dated = |line: u32| {
        let mut others = lines.iter().filter(|other| other.line == Some(line));
        others.any(|other| other.characters() < 60 && DATED.is_in(&other.text))
    };
    lines.iter().filter(near).find_map(|cue| {
        let text = after_date(&cue.text);
        let (name, line) = (person(text, &view.site_names)?, cue.line?);
        let dated = text.len() < cue.text.len()
            || line.checked_sub(1).is_some_and(is_dated)
            || is_dated(line + 1);
        (dated && !title.contains(&folded(&name))).then(|| Seen::at(cue, name))
    })
}

/// The text after the date: `3 May 2024 · Ann Corrie`.
fn after_date(text: &str) -> &str {
    let Some((date, rest)) = text.split_once(['·', '|', '•', '—', '–']) else { return text };
    if DATED.is_in(date) { rest.trim() } else { text }
}

/// The person after whom the site is named, or who holds its copyright.
pub(crate) fn owner(view: &ArticleView<'_>) -> Option<String> {
    let names = view.site_names.own().map(str::to_owned);
    let holder = site_holder(view.document);
    names.chain(holder).find_map(|name| full_name(&name))
}

/// A text that is a person's name and nothing else.
fn person(text: &str, site: &SiteNames) -> Option<String> {
    full_name(text).filter(|name| !is_site(name, site))
}

fn full_name(text: &str) -> Option<String> {
    let text = text.trim();
    let is_full = |word: &str| {
        let mut chars = word.chars();
        chars.next().is_some_and(char::is_uppercase) && chars.any(char::is_lowercase)
    };
    let words = text.split_whitespace().count();
    let fits = text.len() <= 60
        && (2..=4).contains(&words)
        && text.split_whitespace().filter(|word| is_full(word)).count() >= 2
        && !text.ends_with(['.', ':', ',', '?', '!'])
        && !has_cjk(text)
        && !ROLE.is_in(text)
        && !has_organisation_word(text);
    let found = fits.then(|| names(text, Strictness::Seen))?;
    (found == [text]).then(|| text.to_owned())
}
