use article::{Cue, Mark, Zone};

use super::Seen;
use crate::article_view::ArticleView;
use crate::authors::clean::{Strictness, any_placeholder, names};
use crate::headline::Headline;

/// The maximum distance of the first member before the headline, in elements.
const BEFORE: i64 = 12;
/// The maximum number of words of a user name.
const WORDS: usize = 4;

/// The first member of a forum near or below the headline, who started the discussion.
pub(crate) fn first(view: &ArticleView<'_>, headline: &Headline) -> Option<Seen> {
    let members = view.cues.authors.iter().filter(|cue| is_member(cue));
    let fits = |cue: &&Cue| headline.distance(cue.place).is_none_or(|at| at >= -BEFORE);
    let (cue, name) = members.filter(fits).find_map(|cue| Some((cue, user_name(cue)?)))?;
    Some(Seen::at(cue, name))
}

/// The number of members on the page.
pub(crate) fn count(view: &ArticleView<'_>) -> usize {
    let mut all: Vec<String> =
        view.cues.authors.iter().filter(|cue| is_member(cue)).filter_map(user_name).collect();
    all.sort_unstable();
    all.dedup();
    all.len()
}

fn is_member(cue: &Cue) -> bool {
    let apart = [Zone::Menu, Zone::Footer, Zone::Hidden].iter().any(|zone| cue.is_in(*zone));
    cue.has(Mark::Member) && !apart
}

/// The name in an element; user names may have any shape.
fn user_name(cue: &Cue) -> Option<String> {
    let text = cue.names.first().map_or(cue.text.as_str(), String::as_str);
    let found = names(text, Strictness::Declared);
    let [name] = &found[..] else { return None };
    let fits = name.split_whitespace().count() <= WORDS && !any_placeholder(&found);
    fits.then(|| name.clone())
}
