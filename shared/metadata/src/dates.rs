//! The dates of publication and modification, and the dates that the text mentions.

mod calendar;
mod candidate;
mod cjk;
mod dateline;
mod declared;
mod evidence;
mod feature;
mod label;
mod mentioned;
mod months;
mod number;
mod numeric;
mod order;
mod partial;
mod plausible;
mod published;
mod relative;
mod scan;
mod scorer;
mod short;
mod stated;
mod url;
mod visible;
mod western;
mod year;

use article::Dates;
use jiff::civil::Date;

pub(crate) use dateline::{is_dateline, without_leading_date};
pub(crate) use label::is_label;
pub(crate) use months::{language, month_names};
pub(crate) use number::{is_digit, number};

use crate::article_view::ArticleView;
use crate::headline::Headline;
use text::cut;

/// The length of the text that is searched for dates, in bytes.
const SEARCHED: usize = 1 << 20;
/// The maximum number of dates in the text that are considered.
const MOST: usize = 1_000;

/// The dates of an article; `lede` is its first sentence.
pub(crate) fn find(view: &ArticleView<'_>, headline: &Headline, lede: Option<&str>) -> Dates {
    let style = order::of(view);
    let text = cut(&view.document.text, SEARCHED);
    let spotted: Vec<scan::DateMatch> = scan::scan(text, style).take(MOST).collect();
    let year = year::evidence(text, &spotted, view);
    let shown = visible::find(view, style, headline);
    let published = published::published(view, style, headline, &shown, lede, year.as_ref());
    let modified = published::modified(view, style, &shown, published.as_ref());
    let mentioned = mentioned::find(&spotted, published.as_ref(), year.as_ref());
    Dates { published, modified, mentioned }
}

#[cfg(feature = "training")]
pub(crate) use feature::NO_DATE;

/// The days on which a page may have been published, with their features; `None` is "no date".
pub(crate) fn described(
    view: &ArticleView<'_>,
    headline: &Headline,
) -> Vec<(Option<Date>, scorer::Described)> {
    let style = order::of(view);
    let shown = visible::find(view, style, headline);
    let weighed = scorer::ScoredDays::of(view, style, headline, &shown);
    let days = weighed.candidates.iter().map(|candidate| Some(candidate.day)).chain([None]);
    days.zip(weighed.described).collect()
}
