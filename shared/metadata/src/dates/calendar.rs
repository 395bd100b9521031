use icu_calendar::Date as CalendarDate;
use icu_calendar::cal::{Hijri, hijri::UmmAlQura};
use jiff::civil::Date;

use super::partial::{PartialDate, is_year};

/// A calendar in which dates are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Calendar {
    Gregorian,
    /// The Gregorian calendar with Buddhist years, which Thai texts often use.
    Thai,
    /// The solar calendar of Iran and Afghanistan.
    Persian,
    /// The Hijri calendar, as Umm al-Qura computes it.
    Islamic,
}

/// Difference between Buddhist and Gregorian years.
const BUDDHIST: i16 = 543;

impl Calendar {
    /// The calendar of a year in a date whose month is a number.
    pub(crate) fn of_year(year: i16, language: Option<&str>) -> Self {
        let counts = match language {
            Some("fa" | "ps") => Self::Persian,
            Some("ar") => Self::Islamic,
            _ => Self::Gregorian,
        };
        if (1_300..=1_499).contains(&year) { counts } else { Self::Gregorian }
    }

    /// Whether the news may plausibly refer to a year of the calendar.
    pub(crate) fn has(self, year: i16, language: Option<&str>) -> bool {
        match self {
            Self::Gregorian => is_year(gregorian_year(year, language)),
            Self::Thai => is_year(year_of_thai(year)),
            Self::Persian => (1_179..=1_479).contains(&year),
            Self::Islamic => (1_215..=1_524).contains(&year),
        }
    }

    /// A day of the calendar.
    pub(crate) fn day(
        self,
        year: i16,
        month: i8,
        day: i16,
        language: Option<&str>,
    ) -> Option<PartialDate> {
        let (month_number, day_number) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        let year_number = i32::from(year);
        match self {
            Self::Gregorian => PartialDate::day(gregorian_year(year, language), month.into(), day),
            Self::Thai => PartialDate::day(year_of_thai(year), month.into(), day),
            Self::Persian => civil(
                CalendarDate::try_new_persian(year_number, month_number, day_number)
                    .ok()?
                    .to_calendar(icu_calendar::Iso),
            ),
            Self::Islamic => civil(
                CalendarDate::try_new_hijri_with_calendar(
                    year_number,
                    month_number,
                    day_number,
                    Hijri::<UmmAlQura>::new_umm_al_qura(),
                )
                .ok()?
                .to_calendar(icu_calendar::Iso),
            ),
        }
    }

    /// Whether a day of the calendar is known without a year.
    pub(crate) fn is_gregorian(self) -> bool {
        matches!(self, Self::Gregorian | Self::Thai)
    }

    /// A month of the calendar; without a day, only Gregorian months are known.
    pub(crate) fn month(self, year: i16, month: i8, language: Option<&str>) -> Option<PartialDate> {
        match self {
            Self::Gregorian => PartialDate::month(gregorian_year(year, language), month.into()),
            Self::Thai => PartialDate::month(year_of_thai(year), month.into()),
            Self::Persian | Self::Islamic => None,
        }
    }
}

/// The Gregorian year of a year that is Buddhist in Thai texts.
pub(crate) fn gregorian_year(year: i16, language: Option<&str>) -> i16 {
    if language == Some("th") { year_of_thai(year) } else { year }
}

/// The Gregorian year of a year in a Thai date.
fn year_of_thai(year: i16) -> i16 {
    if (2_343..=2_643).contains(&year) { year - BUDDHIST } else { year }
}

fn civil(date: CalendarDate<icu_calendar::Iso>) -> Option<PartialDate> {
    let year = i16::try_from(date.year().extended_year()).ok()?;
    let month = i8::try_from(date.month().ordinal).ok()?;
    let day = i8::try_from(date.day_of_month().0).ok()?;
    Date::new(year, month, day).ok().filter(|date| is_year(date.year())).map(PartialDate::Day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_calendars_are_converted() {
        let cases = [
            (Calendar::Persian, 1399, 1, 1, "fa", "2020-03-20"),
            (Calendar::Islamic, 1442, 9, 1, "ar", "2021-04-13"),
            (Calendar::Gregorian, 2563, 2, 29, "th", "2020-02-29"),
            (Calendar::Gregorian, 1997, 6, 5, "th", "1997-06-05"),
            (Calendar::Thai, 2565, 3, 7, "en", "2022-03-07"),
            (Calendar::Thai, 1997, 6, 5, "en", "1997-06-05"),
        ];
        for (calendar, year, month, day, language, expected) in cases {
            let found = calendar.day(year, month, day, Some(language)).map(|day| day.to_string());
            assert_eq!(found.as_deref(), Some(expected), "{year}");
        }
        assert_eq!(Calendar::Gregorian.day(2563, 2, 29, Some("en")), None);
        assert_eq!(Calendar::Persian.day(1399, 13, 1, Some("fa")), None);
    }
}
