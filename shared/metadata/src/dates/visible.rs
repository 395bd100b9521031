//! Visible dates of a page, in lines and in elements that look like a dateline. They are scored by the
//! properties of their element, the words next to them, and their distance from the headline.

use std::ops::Range;

use article::{Cue, Mark, Source, Zone};
use jiff::civil::Date;

use super::label::{self, Label};
use super::order::Style;
use super::partial::PartialDate;
use super::plausible::{is_of_the_web, is_plausible};
use super::relative;
use super::scan::scan;
use super::short;
use super::stated::{StatedDate, of_spot, read};
use crate::article_view::ArticleView;
use crate::headline::Headline;
use crate::pattern::patterns;

patterns! {
    SAID = r"(?i)publi|veröff|posted|erstellt|发布|發布";
    BEFORE = r"(?i)(?:publi\w*|posted|veröffentlicht|erstellt|geschrieben|written|created|datum|date|fecha|data|发布\S{0,3}|發[佈布表]\S{0,3}|发表\S{0,2}|日期|时间|時間|于|於|on|am|vom|le|el|dnia|den|by|von)\W{0,4}(?:\w{1,12}day,?|\w{2,3}\.,|\w+tag,)?\s*$";
    CLOCK = r"(?i)\d{1,2}[:.h]\d\d|uhr\b|a\.?m\b|p\.?m\b";
    COPYRIGHT = r"(?i)©|copyright|\(c\)|rights reserved";
    RANGE = r"[-–—]|bis|until|to ";
}

/// A date that is visible on the page.
#[derive(Debug)]
pub(super) struct Visible {
    pub(super) date: StatedDate,
    pub(super) score: f64,
    place: u32,
    /// Whether it is in a line rather than in an element of its own.
    pub(super) is_line: bool,
    pub(super) source: Source,
    pub(super) label: Option<Label>,
}

/// The maximum length of a text whose words label its dates, in characters.
const LABELLED: usize = 150;
/// Subtracted from the score of a date in a sentence: `The fair takes place on 3 May 2024.`
const SENTENCE: f64 = 3.0;
/// The maximum distance between a labelled line and an element with the same date, in elements.
const NEAR: u32 = 6;

impl Visible {
    pub(super) fn day(&self) -> Date {
        self.date.day
    }
}

/// The visible dates of a page, highest score first in both lists.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// Dates that may be the date of publication.
    pub(super) published: Vec<Visible>,
    /// Dates that are labelled as an update.
    pub(super) modified: Vec<Visible>,
    /// The highest score in either list.
    pub(super) top: f64,
}

/// Collects the visible dates of a page.
pub(super) fn find(view: &ArticleView<'_>, style: Style, headline: &Headline) -> Shown {
    let cues = view.cues;
    let elements = cues.dates.iter().flat_map(|cue| element(cue, view, style, headline));
    let lines = cues.lines.iter().flat_map(|cue| line(cue, view, style, headline));
    let mut all: Vec<Visible> = elements.chain(lines).collect();
    all.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.place.cmp(&b.place)));
    // The label of an element is often in the line around it, which then contains no other date.
    let is_labelled = |element: &Visible| {
        let of_line = |line: &Visible| {
            line.is_line
                && line.day() == element.day()
                && line.place.abs_diff(element.place) <= NEAR
        };
        let mut lines = all.iter().filter(|line| of_line(line)).peekable();
        lines.peek().is_some() && lines.all(|line| line.label == Some(Label::Modified))
    };
    let is_update = |visible: &Visible| match visible.label {
        Some(label) => label == Label::Modified,
        None => !visible.is_line && is_labelled(visible),
    };
    let updates: Vec<bool> = all.iter().map(is_update).collect();
    let top = all.first().map_or(f64::NEG_INFINITY, |top| top.score);
    let mut shown = Shown { top, ..Shown::default() };
    for (visible, is_update) in all.into_iter().zip(updates) {
        let list = if is_update { &mut shown.modified } else { &mut shown.published };
        list.push(visible);
    }
    shown
}

fn element(cue: &Cue, view: &ArticleView<'_>, style: Style, headline: &Headline) -> Vec<Visible> {
    let is_dated =
        [Mark::Time, Mark::Pubdate, Mark::PublishedProperty, Mark::PublishedClass, Mark::DateClass];
    let is_dated = is_dated.iter().any(|mark| cue.has(*mark));
    let fits = |date: &StatedDate| {
        let old = is_dated && is_plausible(date.day, view);
        (old || is_of_the_web(date.day, view)) && !date.is_month()
    };
    let exact = cue.value.as_deref().and_then(|value| read(value, style)).filter(fits);
    let by_value = exact.is_some();
    let label = label::last(&beginning(&cue.text, LABELLED));
    let mut dates: Vec<(StatedDate, Option<Label>)> = match exact {
        Some(date) => vec![(date, label)],
        None => labelled(&cue.text, style)
            .into_iter()
            .filter_map(|(_, day, label)| Some((of_spot(PartialDate::Day(day))?, label)))
            .filter(|(date, _)| fits(date))
            .collect(),
    };
    // The age of a teaser is not the age of the article.
    let below = view.cues.text.last().is_some_and(|last| cue.place > *last);
    if dates.is_empty() && !cue.has(Mark::NeighbourClass) && !below {
        let relative = relative::day(&cue.text, view).map(PartialDate::Day);
        dates.extend(relative.and_then(of_spot).map(|date| (date, label)));
    }
    let modified = cue.has(Mark::ModifiedProperty).then_some(Label::Modified);
    let score = element_score(cue, by_value, headline);
    let source = if cue.has(Mark::PublishedProperty) || cue.has(Mark::ModifiedProperty) {
        Source::Microdata
    } else if cue.has(Mark::Time) {
        Source::TimeElement
    } else {
        Source::Byline
    };
    let visible = |(date, label): (StatedDate, Option<Label>)| Visible {
        date,
        score,
        place: cue.place,
        is_line: false,
        source,
        label: modified.or(label),
    };
    first_of_each(dates.into_iter().map(visible))
}

/// The first date that is not labelled as an update, preferably one labelled as the publication, and all
/// updates.
fn first_of_each(dates: impl Iterator<Item = Visible>) -> Vec<Visible> {
    let (mut kept, others): (Vec<_>, Vec<_>) =
        dates.partition(|visible| visible.label == Some(Label::Modified));
    let published = others.iter().position(|visible| visible.label == Some(Label::Published));
    kept.extend(others.into_iter().nth(published.unwrap_or(0)));
    kept
}

fn element_score(cue: &Cue, by_value: bool, headline: &Headline) -> f64 {
    let length = cue.characters();
    let beginning = beginning(&cue.text, 40);
    let rules = [
        (cue.has(Mark::PublishedProperty), 4.0),
        (cue.has(Mark::Pubdate), 3.0),
        (cue.has(Mark::Time), 1.5),
        (by_value, 0.5),
        (cue.has(Mark::Abbreviation), 0.5),
        (cue.has(Mark::PublishedClass), 2.0),
        (cue.has(Mark::DateClass), 1.2),
        (cue.has(Mark::MetaClass), 0.6),
        (cue.has(Mark::UpdatedClass), -2.0),
        (SAID.is_in(&beginning), 1.0),
        (length > 120, -1.5),
        (length > 60 && length <= 120, -0.5),
        (cue.is_in(Zone::Menu), -3.0),
        (cue.is_in(Zone::Footer), -1.5),
        (cue.is_in(Zone::Hidden), -0.5),
        (cue.has(Mark::NeighbourClass), -1.5),
    ];
    let distance = headline.distance(cue.place);
    let near = match distance {
        Some(-8..=45) => 2.5,
        Some(-30..=120) => 1.2,
        Some(distance) if !(-60..=500).contains(&distance) => -1.0,
        _ => 0.0,
    };
    let comments = cue.is_in(Zone::Comments) || headline.is_past(cue.place);
    let side = cue.is_in(Zone::Side) && !matches!(distance, Some(-15..=60));
    let apart = if comments {
        -4.0
    } else if side {
        -2.0
    } else {
        0.0
    };
    total(&rules) + near + apart
}

fn line(cue: &Cue, view: &ArticleView<'_>, style: Style, headline: &Headline) -> Vec<Visible> {
    if cue.is_in(Zone::Menu) || cue.is_in(Zone::Comments) || headline.is_past(cue.place) {
        return Vec::new();
    }
    let days: Vec<_> = labelled(&cue.text, style)
        .into_iter()
        .filter(|(_, day, label)| {
            let old = *label == Some(Label::Published) && is_plausible(*day, view);
            old || is_of_the_web(*day, view)
        })
        .collect();
    let several = days.len() > 1;
    let visible = |(at, day, label): (Range<usize>, Date, Option<Label>)| {
        Some(Visible {
            date: of_spot(PartialDate::Day(day))?,
            score: line_score(cue, &at, several, headline)
                - if label.is_none() && is_sentence(&cue.text, &at) { SENTENCE } else { 0.0 },
            place: cue.place,
            is_line: true,
            source: Source::Byline,
            label,
        })
    };
    first_of_each(days.into_iter().filter_map(visible))
}

fn line_score(cue: &Cue, at: &Range<usize>, several: bool, headline: &Headline) -> f64 {
    let text = cue.text.as_str();
    let length = cue.characters();
    let count = |text: &str| text.chars().count();
    let cover = count(&text[at.clone()]) as f64 / length.max(1) as f64;
    let covers = if cover > 0.6 {
        1.6
    } else if cover > 0.3 {
        1.1
    } else if length <= 110 {
        0.3
    } else if count(&text[..at.start]) < 60 {
        -0.6
    } else {
        -2.0
    };
    let before = ending(&text[..at.start], 40);
    let after = &text[at.end..];
    let distance = headline.distance(cue.place);
    let from_top = distance.unwrap_or_else(|| i64::from(cue.place));
    let near = match distance {
        Some(-8..=45) => 2.5,
        Some(-40..=150) => 1.0,
        Some(distance) if !(-40..=800).contains(&distance) => -1.0,
        _ => 0.0,
    };
    let rules = [
        (BEFORE.is_in(&before), 1.2),
        (CLOCK.is_in(&beginning(after, 20)), 0.6),
        (COPYRIGHT.is_in(text), -3.0),
        (cue.is_in(Zone::Footer), -1.5),
        (cue.is_in(Zone::Side) && !(-15..=60).contains(&from_top), -2.0),
        (cue.has(Mark::NeighbourClass), -1.5),
        (cue.is_in(Zone::Main), 0.3),
        (RANGE.is_in(&beginning(after, 4)) && several, -1.5),
    ];
    covers + near + total(&rules)
}

/// Whether a date is inside a sentence, with words before it and a full stop at the end of the line.
fn is_sentence(line: &str, at: &Range<usize>) -> bool {
    const WORDS: usize = 4;
    let words = line[..at.start].split_whitespace();
    let lower = words.filter(|word| word.starts_with(char::is_lowercase)).count();
    lower >= WORDS && line.trim_end().ends_with(['.', '!', '?'])
}

/// The days in a text with their ranges and labels, in order. Only short texts have labels.
pub(super) fn labelled(text: &str, style: Style) -> Vec<(Range<usize>, Date, Option<Label>)> {
    let days = days(text, style);
    let short = text.chars().take(LABELLED + 1).count() <= LABELLED;
    let last = days.len().saturating_sub(1);
    let mut previous = 0;
    let label = |(index, (at, day)): (usize, (Range<usize>, Date))| {
        let label = short.then(|| label::of(text, previous, &at, index == last)).flatten();
        previous = at.end;
        (at, day, label)
    };
    days.into_iter().enumerate().map(label).collect()
}

/// The days in a line with their ranges, in order.
fn days(line: &str, style: Style) -> Vec<(Range<usize>, Date)> {
    let mut days: Vec<(Range<usize>, Date)> = scan(line, style)
        .filter_map(|found| match found.date {
            PartialDate::Day(day) => Some((found.at, day)),
            PartialDate::Month(..) | PartialDate::Year(_) | PartialDate::DayOfYear(..) => None,
        })
        .collect();
    let short = short::day(line, style);
    let overlaps = |at: &Range<usize>| {
        days.iter().any(|(other, _)| other.start < at.end && at.start < other.end)
    };
    if let Some(short) = short.filter(|(at, _)| !overlaps(at)) {
        days.push(short);
        days.sort_by_key(|(at, _)| at.start);
    }
    days
}

fn total(rules: &[(bool, f64)]) -> f64 {
    rules.iter().filter(|(holds, _)| *holds).map(|(_, worth)| worth).sum()
}

fn beginning(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

fn ending(text: &str, characters: usize) -> String {
    let start = text.char_indices().rev().nth(characters.saturating_sub(1));
    text[start.map_or(0, |(at, _)| at)..].to_owned()
}
