use std::fmt;

use jiff::civil::Date;

/// A date to the precision in which it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PartialDate {
    /// Year, month and day.
    Day(Date),
    /// Year and month.
    Month(i16, i8),
    /// The year only.
    Year(i16),
    /// Month and day without a year.
    DayOfYear(i8, i8),
}

impl PartialDate {
    /// A day, if the calendar has it.
    pub(crate) fn day(year: i16, month: i16, day: i16) -> Option<Self> {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        is_year(year).then(|| Date::new(year, month, day).ok().map(Self::Day))?
    }

    /// A day without a year, if it exists in any year.
    pub(crate) fn day_of_year(month: i16, day: i16) -> Option<Self> {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        // A leap year has every day.
        Date::new(2000, month, day).ok().map(|_| Self::DayOfYear(month, day))
    }

    /// A month.
    pub(crate) fn month(year: i16, month: i16) -> Option<Self> {
        let fits = is_year(year) && (1..=12).contains(&month);
        fits.then_some(Self::Month(year, i8::try_from(month).ok()?))
    }

    /// A year.
    pub(crate) fn year(year: i16) -> Option<Self> {
        is_year(year).then_some(Self::Year(year))
    }

    /// The year, if it is written.
    pub(crate) fn written_year(self) -> Option<i16> {
        match self {
            Self::Day(day) => Some(day.year()),
            Self::Month(year, _) | Self::Year(year) => Some(year),
            Self::DayOfYear(..) => None,
        }
    }
}

/// Whether the news may plausibly refer to the year. Other four-digit numbers are mostly not years.
pub(crate) fn is_year(year: i16) -> bool {
    (1800..=2100).contains(&year)
}

impl fmt::Display for PartialDate {
    /// ISO 8601 to the known precision; `--04-27` for a day without a year.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::DayOfYear(month, day) => write!(f, "--{month:02}-{day:02}"),
        }
    }
}
