use article::{FoundDate, Precision, Source, Stated};
use jiff::civil::Date;

use super::dateline;
use super::label::Label;
use super::order::Style;
use super::partial::PartialDate;
use super::plausible::{is_of_the_web, is_plausible};
use super::scan::scan;
use super::stated::{StatedDate, of_spot, read};
use super::visible::{self, Shown};
use super::year::WritingYear;
use super::{scorer, url};
use crate::address::web;
use crate::article_view::ArticleView;
use crate::authors::is_byline;
use crate::headline::Headline;
use crate::links::canonical;
use crate::meta;

/// The number of paragraphs at the top that may be a dateline.
const ABOVE: usize = 6;

/// The date of publication: the publisher's; else, for a page, the candidate with the highest score; for
/// a plain text, the date of its dateline, its address or its lede.
pub(crate) fn published(
    view: &ArticleView<'_>,
    style: Style,
    headline: &Headline,
    shown: &Shown,
    lede: Option<&str>,
    year: Option<&WritingYear>,
) -> Option<FoundDate> {
    let declared = &view.document.declared.dates.published;
    let (given, seen): (Vec<&Stated>, Vec<&Stated>) =
        declared.iter().partition(|date| is_given(date));
    let fits = |date: &StatedDate| is_plausible(date.day, view);
    let stated = |stated: &[&Stated]| {
        stated.iter().find_map(|stated| {
            Some(stated_date(stated, style, false).filter(fits)?.found(stated.source))
        })
    };
    let given = stated(&given);
    if given.is_some() || view.is_page() {
        return given.or_else(|| scorer::find(view, style, headline, shown));
    }
    let address = || {
        let own = view.document.url.as_deref().and_then(|url| url::day(&web(url, None)?));
        let declared =
            || url::day(&web(&canonical(view.document, view.base.as_ref())?.value, None)?);
        let date = own.or_else(declared).filter(fits)?;
        Some(date.found(Source::Url))
    };
    stated(&seen)
        .or_else(address)
        .or_else(|| above(view, style, false))
        .or_else(|| from_lede(lede?, view, style, year))
}

/// The date of the last modification. A date before publication is discarded.
pub(crate) fn modified(
    view: &ArticleView<'_>,
    style: Style,
    shown: &Shown,
    published: Option<&FoundDate>,
) -> Option<FoundDate> {
    let dates = &view.document.declared.dates;
    let seen = || {
        let stated = dates.modified.iter().map(|stated| (stated, read(&stated.value, style)));
        let labelled = dates.published.iter().filter(|stated| stated.source == Source::Byline);
        let labelled = labelled.map(|stated| (stated, stated_date(stated, style, true)));
        stated.chain(labelled).find_map(|(stated, date)| {
            Some(date.filter(|date| is_plausible(date.day, view))?.found(stated.source))
        })
    };
    let labelled = || {
        let first = shown.modified.first().filter(|visible| visible.score > 0.0)?;
        Some(first.date.clone().found(first.source))
    };
    let found = json_ld(view, style).or_else(|| metas(view, style)).or_else(seen);
    let lines = || (!view.is_page()).then(|| above(view, style, true))?;
    let found = found.or_else(labelled).or_else(lines)?;
    let stated = published.filter(|date| date.source != Source::Inferred);
    let earlier = stated.is_some_and(|date| found.value.get(..10) < date.value.get(..10));
    (!earlier).then_some(found)
}

/// The date in a declaration. If a line above the text has several dates with labels, this is the first
/// one that is labelled as an update, or the first one that is not.
fn stated_date(stated: &Stated, style: Style, is_update: bool) -> Option<StatedDate> {
    if stated.source != Source::Byline {
        return read(&stated.value, style);
    }
    let days = visible::labelled(&stated.value, style);
    match &days[..] {
        [] if is_update => None,
        // One date without a label may have a time.
        [] | [(_, _, None)] if !is_update => read(&stated.value, style),
        _ => {
            let wanted = |label: Option<Label>| (label == Some(Label::Modified)) == is_update;
            let (_, day, _) = days.into_iter().find(|(_, _, label)| wanted(*label))?;
            of_spot(PartialDate::Day(day))
        }
    }
}

fn is_given(stated: &Stated) -> bool {
    matches!(stated.source, Source::Envelope | Source::Header | Source::Properties)
}

fn json_ld(view: &ArticleView<'_>, style: Style) -> Option<FoundDate> {
    view.json_ld.works().find_map(|node| {
        let date = read(&node.date("dateModified")?, style)?;
        is_plausible(date.day, view).then(|| date.found(Source::JsonLd))
    })
}

fn metas(view: &ArticleView<'_>, style: Style) -> Option<FoundDate> {
    MODIFIED.iter().find_map(|key| {
        let mut dates = meta::values(view.document, key).filter_map(|text| read(text, style));
        let date = dates.find(|date| is_plausible(date.day, view))?;
        Some(date.found(meta::source(key)))
    })
}

/// The dateline above the text, either of an update or of the publication.
fn above(view: &ArticleView<'_>, style: Style, is_update: bool) -> Option<FoundDate> {
    let lines = view.paragraphs.iter().take(ABOVE).flat_map(|p| p.lines().take(ABOVE));
    let mut days = lines.filter_map(|line| {
        let line = line.trim();
        let labelled = visible::labelled(line, style);
        // `Author: Ann Corrie, 3 May 2024`
        let beside_name = || (labelled.len() == 1 && is_byline(line)).then(|| labelled[0].1);
        let only = dateline::day(line, style).or_else(|| Some(PartialDate::Day(beside_name()?)))?;
        if labelled.is_empty() {
            return (!is_update).then_some(only);
        }
        let wanted = |label: Option<Label>| (label == Some(Label::Modified)) == is_update;
        let (_, day, _) = labelled.into_iter().find(|(_, _, label)| wanted(*label))?;
        Some(PartialDate::Day(day))
    });
    let date = days.find_map(|day| of_spot(day).filter(|date| is_plausible(date.day, view)))?;
    Some(date.found(Source::Byline))
}

/// The first day in the lede: the news mostly reports events of the day of publication.
fn from_lede(
    lede: &str,
    view: &ArticleView<'_>,
    style: Style,
    year: Option<&WritingYear>,
) -> Option<FoundDate> {
    let source = "the event's date in the lede";
    let mut spots = scan(lede, style).map(|found| found.date);
    let (day, confidence, evidence) = spots.find_map(|spot| match (spot, year) {
        (PartialDate::Day(day), _) => Some((day, 0.5, source.to_owned())),
        (PartialDate::DayOfYear(month, day), Some(year)) => {
            let day = Date::new(year.year, month, day).ok()?;
            Some((day, year.confidence, format!("{source}; its year from {}", year.words)))
        }
        (PartialDate::DayOfYear(..), None) | (PartialDate::Month(..) | PartialDate::Year(_), _) => {
            None
        }
    })?;
    is_of_the_web(day, view).then(|| FoundDate {
        value: day.to_string(),
        precision: Precision::Day,
        source: Source::Inferred,
        confidence: Some(confidence),
        evidence: Some(evidence),
    })
}

const MODIFIED: &[&str] = &[
    "article:modified_time",
    "article:modified",
    "og:updated_time",
    "og:article:modified_time",
    "datemodified",
    "date_modified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "lastmod",
    "lastmodified",
    "modified",
    "updated_time",
    "revised",
];
