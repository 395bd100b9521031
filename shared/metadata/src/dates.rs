//! When an article was published and modified, and which days it speaks of.

mod cjk;
mod dateline;
mod day;
mod declared;
mod features;
mod mentioned;
mod months;
mod numeric;
mod order;
mod published;
mod scan;
mod short;
mod stated;
mod url;
mod visible;
mod weighed;
mod weights;
mod western;
mod year;

use article::Dates;
use jiff::civil::{Date, date};

pub(crate) use dateline::{is_dateline, without_leading_date};
pub(crate) use months::month_names;

use crate::place::Headline;
use crate::reading::Reading;
use text::cut;

/// As much of the text is searched for dates.
const SEARCHED: usize = 1 << 20;
/// As many of the text's dates are looked at.
const MOST: usize = 1_000;

/// The dates of an article; `lede` is its first sentence.
pub(crate) fn find(reading: &Reading<'_>, headline: &Headline, lede: Option<&str>) -> Dates {
    let order = order::of(reading);
    let text = cut(&reading.document.text, SEARCHED);
    let spotted: Vec<scan::Spotted> = scan::scan(text, order).take(MOST).collect();
    let year = year::evidence(text, &spotted, reading);
    let published = published::published(reading, order, headline, lede, year.as_ref());
    let modified = published::modified(reading, order, published.as_ref());
    let mentioned = mentioned::find(&spotted, published.as_ref(), year.as_ref());
    Dates { published, modified, mentioned }
}

#[cfg(feature = "training")]
pub(crate) use weights::NO_DATE;

/// The days that a page may have been published on, with what is true of each; `None` is no day.
#[cfg(feature = "training")]
pub(crate) fn described(
    reading: &Reading<'_>,
    headline: &Headline,
) -> Vec<(Option<Date>, weighed::Described)> {
    let weighed = weighed::Weighed::of(reading, order::of(reading), headline);
    let days = weighed.candidates.iter().map(|candidate| Some(candidate.day)).chain([None]);
    days.zip(weighed.described).collect()
}

/// Pages of today: software that knows no date writes 1970; no page is published tomorrow (but a
/// day ahead by its zone).
pub(crate) fn is_plausible(day: Date, reading: &Reading<'_>) -> bool {
    day >= date(1995, 1, 1) && day <= reading.today.tomorrow().unwrap_or(reading.today)
}
