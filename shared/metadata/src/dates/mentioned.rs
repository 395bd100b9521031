use article::{FoundDate, Precision, Source};
use jiff::civil::Date;

use super::partial::PartialDate;
use super::scan::DateMatch;
use super::year::WritingYear;

/// The maximum number of dates.
const MOST: usize = 50;

/// The days, months and years that the text mentions, without duplicates, in order.
///
/// A day without a year gets the year in which it is nearest to the day of publication, else the year in
/// which the text was written. It is dropped if neither is known.
pub(crate) fn find(
    spotted: &[DateMatch],
    published: Option<&FoundDate>,
    year: Option<&WritingYear>,
) -> Vec<FoundDate> {
    let published = published.filter(|date| date.source != Source::Inferred);
    let day = published.and_then(|date| date.value.get(..10)?.parse::<Date>().ok());
    let mut mentioned: Vec<FoundDate> = Vec::new();
    for found in spotted {
        let date = match found.date {
            PartialDate::DayOfYear(month, number) => match (day, year) {
                (Some(day), _) => near(day, month, number),
                (None, Some(year)) => of_year(year, month, number),
                (None, None) => None,
            },
            PartialDate::Day(_) => Some(written(found.date, Precision::Day)),
            PartialDate::Month(..) => Some(written(found.date, Precision::Month)),
            PartialDate::Year(_) => Some(written(found.date, Precision::Year)),
        };
        let known = |date: &FoundDate| mentioned.iter().any(|other| other.value == date.value);
        if let Some(date) = date.filter(|date| !known(date)) {
            mentioned.push(date);
        }
        if mentioned.len() == MOST {
            break;
        }
    }
    mentioned
}

fn written(spot: PartialDate, precision: Precision) -> FoundDate {
    let value = spot.to_string();
    FoundDate { value, precision, source: Source::Text, confidence: None, evidence: None }
}

fn near(published: Date, month: i8, day: i8) -> Option<FoundDate> {
    let years = [published.year() - 1, published.year(), published.year() + 1];
    let days = years.into_iter().filter_map(|year| Date::new(year, month, day).ok());
    let nearest = days.min_by_key(|date| (*date - published).get_days().abs())?;
    Some(inferred(nearest, 0.8, "the year nearest to the day of publication".to_owned()))
}

fn of_year(evidence: &WritingYear, month: i8, day: i8) -> Option<FoundDate> {
    let date = Date::new(evidence.year, month, day).ok()?;
    Some(inferred(date, evidence.confidence, format!("its year from {}", evidence.words)))
}

fn inferred(date: Date, confidence: f32, evidence: String) -> FoundDate {
    FoundDate {
        value: date.to_string(),
        precision: Precision::Day,
        source: Source::Inferred,
        confidence: Some(confidence),
        evidence: Some(evidence),
    }
}
