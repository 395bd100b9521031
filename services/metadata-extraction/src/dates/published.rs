use article::{FoundDate, Precision, Source, Stated};
use jiff::civil::{Date, date};

use super::dateline;
use super::day::Spot;
use super::scan::{Order, scan};
use super::stated::{Declared, of_spot, read};
use super::url;
use super::year::YearEvidence;
use crate::links::canonical;
use crate::meta;
use crate::reading::Reading;

/// A dateline stands above the text: within as many paragraphs.
const ABOVE: usize = 6;

/// When the article was published: as declared, best source first, else inferred from its lede.
pub(crate) fn published(
    reading: &Reading<'_>,
    order: Order,
    lede: Option<&str>,
    year: Option<&YearEvidence>,
) -> Option<FoundDate> {
    let declared = &reading.document.declared.dates.published;
    let (given, seen): (Vec<&Stated>, Vec<&Stated>) =
        declared.iter().partition(|date| is_given(date));
    let fits = |date: &Declared| is_plausible(date.day, reading);
    let stated = |stated: &[&Stated]| {
        stated.iter().find_map(|s| Some(read(&s.value, order).filter(fits)?.found(s.source)))
    };
    let urls = || {
        let own = reading.document.url.as_deref().and_then(url::date);
        own.or_else(|| url::date(&canonical(reading)?.value)).filter(fits)
    };
    let day = |date: &Declared| date.precision == Precision::Day;
    stated(&given)
        .or_else(|| json_ld(reading, order, &["datePublished", "dateCreated", "uploadDate"]))
        .or_else(|| metas(reading, order, PUBLISHED))
        .or_else(|| stated(&seen))
        .or_else(|| urls().filter(day).map(|date| date.found(Source::Url)))
        .or_else(|| above(reading, order))
        .or_else(|| urls().map(|date| date.found(Source::Url)))
        .or_else(|| from_lede(lede?, reading, order, year))
}

/// When it was last modified; a day before publication is no modification.
pub(crate) fn modified(
    reading: &Reading<'_>,
    order: Order,
    published: Option<&FoundDate>,
) -> Option<FoundDate> {
    let seen = || {
        reading.document.declared.dates.modified.iter().find_map(|stated| {
            let date = read(&stated.value, order)?;
            is_plausible(date.day, reading).then(|| date.found(stated.source))
        })
    };
    let found = json_ld(reading, order, &["dateModified"])
        .or_else(|| metas(reading, order, MODIFIED))
        .or_else(seen)?;
    let stated = published.filter(|date| date.source != Source::Inferred);
    let earlier = stated.is_some_and(|date| found.value.get(..10) < date.value.get(..10));
    (!earlier).then_some(found)
}

fn is_given(stated: &Stated) -> bool {
    matches!(stated.source, Source::Envelope | Source::Header)
}

fn json_ld(reading: &Reading<'_>, order: Order, members: &[&str]) -> Option<FoundDate> {
    reading.json_ld.works().find_map(|node| {
        let texts = members.iter().filter_map(|member| node.text(member));
        let mut dates = texts.filter_map(|text| read(text, order));
        let date = dates.find(|date| is_plausible(date.day, reading))?;
        Some(date.found(Source::JsonLd))
    })
}

fn metas(reading: &Reading<'_>, order: Order, keys: &[&str]) -> Option<FoundDate> {
    keys.iter().find_map(|key| {
        let mut dates = meta::values(reading, key).filter_map(|text| read(text, order));
        let date = dates.find(|date| is_plausible(date.day, reading))?;
        Some(date.found(meta::source(key)))
    })
}

/// The dateline above the text.
fn above(reading: &Reading<'_>, order: Order) -> Option<FoundDate> {
    let lines = reading.paragraphs.iter().take(ABOVE).flat_map(|p| p.lines().take(ABOVE));
    let mut days = lines.filter_map(|line| dateline::day(line.trim(), order));
    let date = days.find_map(|day| of_spot(day).filter(|date| is_plausible(date.day, reading)))?;
    Some(date.found(Source::Byline))
}

/// The first day in the lede: what news tell of has mostly happened on the day they came out.
fn from_lede(
    lede: &str,
    reading: &Reading<'_>,
    order: Order,
    year: Option<&YearEvidence>,
) -> Option<FoundDate> {
    let told = "the event's date in the lede";
    let mut spots = scan(lede, order).map(|found| found.spot);
    let (day, confidence, evidence) = spots.find_map(|spot| match (spot, year) {
        (Spot::Day(day), _) => Some((day, 0.5, told.to_owned())),
        (Spot::DayOfYear(month, day), Some(year)) => {
            let day = Date::new(year.year, month, day).ok()?;
            Some((day, year.confidence, format!("{told}; its year from {}", year.words)))
        }
        (Spot::DayOfYear(..), None) | (Spot::Month(..) | Spot::Year(_), _) => None,
    })?;
    is_plausible(day, reading).then(|| FoundDate {
        value: day.to_string(),
        precision: Precision::Day,
        source: Source::Inferred,
        confidence: Some(confidence),
        evidence: Some(evidence),
    })
}

/// Pages of today: software that knows no date writes 1970; no page is published tomorrow (but a
/// day ahead by its zone).
fn is_plausible(day: Date, reading: &Reading<'_>) -> bool {
    day >= date(1995, 1, 1) && day <= reading.today.tomorrow().unwrap_or(reading.today)
}

const PUBLISHED: &[&str] = &[
    "article:published_time",
    "article:published",
    "article:published_date",
    "article:post_date",
    "og:article:published_time",
    "og:published_time",
    "og:pubdate",
    "og:publish_date",
    "datepublished",
    "date_published",
    "datecreated",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "pubdate",
    "publishdate",
    "publish_date",
    "publish-date",
    "published-date",
    "published_date",
    "publish_time",
    "published_time",
    "publication_date",
    "originalpublicationdate",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "dc.created",
    "dc.date",
    "dcterms.date",
    "citation_publication_date",
    "citation_date",
    "citation_online_date",
    "date",
    "timestamp",
    "created",
    "release_date",
];

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
