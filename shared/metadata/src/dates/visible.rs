//! Dates that a page shows, in elements that look like a dateline and in lines. They are scored by
//! the properties of their element, the words beside them, and the distance from the headline.

use std::ops::Range;

use article::{Cue, Mark, Source, Zone};
use jiff::civil::Date;

use super::order::Style;
use super::partial::PartialDate;
use super::plausible::is_plausible;
use super::scan::scan;
use super::short;
use super::stated::{StatedDate, of_spot, read};
use crate::article_view::ArticleView;
use crate::headline::Headline;
use crate::pattern::patterns;

patterns! {
    UPDATED = r"(?i)updat|modif|aktualis|actuali|aggiorn|last.?edit|last.?change|zuletzt|geändert|bearbeitet|mis à jour|uppdater|oppdatert|modyfik|编辑于|更新|수정|güncelle|stand:|stand\b";
    PUBLISHED = r"(?i)publi|post(?:ed)?\b|veröffentlicht|erstellt|erschienen|créé|creat|written|geschrieben|inserito|pubblicat|lagt|opublik|dodan|发布|發佈|发表|發表|时间|時間|日期|掲載|公開|입력|등록|yayın|eingestellt|datum|date|fecha|data\b|por|by\b|von\b|am\b";
    SAID = r"(?i)publi|veröff|posted|erstellt|发布|發布";
    BEFORE = r"(?i)(?:publi\w*|posted|veröffentlicht|erstellt|geschrieben|written|created|datum|date|fecha|data|发布\S{0,3}|發[佈布表]\S{0,3}|发表\S{0,2}|日期|时间|時間|于|於|on|am|vom|le|el|dnia|den|by|von)\W{0,4}(?:\w{1,12}day,?|\w{2,3}\.,|\w+tag,)?\s*$";
    CLOCK = r"(?i)\d{1,2}[:.h]\d\d|uhr\b|a\.?m\b|p\.?m\b";
    COPYRIGHT = r"(?i)©|copyright|\(c\)|rights reserved";
    RANGE = r"[-–—]|bis|until|to ";
}

/// A date that the page shows.
#[derive(Debug)]
pub(super) struct Visible {
    pub(super) date: StatedDate,
    pub(super) score: f64,
    place: u32,
    /// Whether it is in a line rather than in an element of its own.
    pub(super) is_line: bool,
    pub(super) source: Source,
}

impl Visible {
    pub(super) fn day(&self) -> Date {
        self.date.day
    }
}

/// The dates that the page shows, highest score first.
pub(super) fn find(view: &ArticleView<'_>, style: Style, headline: &Headline) -> Vec<Visible> {
    let cues = view.cues;
    let elements = cues.dates.iter().filter_map(|cue| element(cue, view, style, headline));
    let lines = cues.lines.iter().filter_map(|cue| line(cue, view, style, headline));
    let mut all: Vec<Visible> = elements.chain(lines).collect();
    all.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.place.cmp(&b.place)));
    all
}

fn element(
    cue: &Cue,
    view: &ArticleView<'_>,
    style: Style,
    headline: &Headline,
) -> Option<Visible> {
    let fits = |date: &StatedDate| is_plausible(date.day, view) && !date.is_month();
    let exact = cue.value.as_deref().and_then(|value| read(value, style)).filter(fits);
    let by_value = exact.is_some();
    let date = exact.or_else(|| {
        let (_, day) = days(&cue.text, style).into_iter().next()?;
        of_spot(PartialDate::Day(day)).filter(fits)
    })?;
    let length = cue.characters();
    let beginning = beginning(&cue.text, 40);
    let updated = UPDATED.is_in(&beginning) && !PUBLISHED.is_in(&self::beginning(&cue.text, 20));
    let rules = [
        (cue.has(Mark::PublishedProperty), 4.0),
        (cue.has(Mark::ModifiedProperty), -2.0),
        (cue.has(Mark::Pubdate), 3.0),
        (cue.has(Mark::Time), 1.5),
        (by_value, 0.5),
        (cue.has(Mark::Abbreviation), 0.5),
        (cue.has(Mark::PublishedClass), 2.0),
        (cue.has(Mark::DateClass), 1.2),
        (cue.has(Mark::MetaClass), 0.6),
        (cue.has(Mark::UpdatedClass), -2.0),
        (updated, -1.8),
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
    let source = if cue.has(Mark::PublishedProperty) || cue.has(Mark::ModifiedProperty) {
        Source::Microdata
    } else if cue.has(Mark::Time) {
        Source::TimeElement
    } else {
        Source::Byline
    };
    let score = total(&rules) + near + apart;
    Some(Visible { date, score, place: cue.place, is_line: false, source })
}

fn line(cue: &Cue, view: &ArticleView<'_>, style: Style, headline: &Headline) -> Option<Visible> {
    if cue.is_in(Zone::Menu) || cue.is_in(Zone::Comments) || headline.is_past(cue.place) {
        return None;
    }
    let text = cue.text.as_str();
    let days: Vec<_> =
        days(text, style).into_iter().filter(|(_, day)| is_plausible(*day, view)).collect();
    let (at, day) = days.first()?;
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
        (UPDATED.is_in(&before), -1.5),
        (CLOCK.is_in(&beginning(after, 20)), 0.6),
        (COPYRIGHT.is_in(text), -3.0),
        (cue.is_in(Zone::Footer), -1.5),
        (cue.is_in(Zone::Side) && !(-15..=60).contains(&from_top), -2.0),
        (cue.has(Mark::NeighbourClass), -1.5),
        (cue.is_in(Zone::Main), 0.3),
        (RANGE.is_in(&beginning(after, 4)) && days.len() > 1, -1.5),
    ];
    let score = covers + near + total(&rules);
    let date = of_spot(PartialDate::Day(*day))?;
    Some(Visible { date, score, place: cue.place, is_line: true, source: Source::Byline })
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
