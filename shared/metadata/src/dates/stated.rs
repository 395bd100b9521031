use article::{FoundDate, Precision, Source};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::rfc2822;
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::{Offset, TimeZone};

use super::order::Style;
use super::partial::PartialDate;
use super::scan::scan;
use text::cut;

/// A declared date with its precision.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StatedDate {
    /// ISO 8601: a day, a month, or an RFC 3339 instant.
    pub(crate) value: String,
    /// Its precision.
    pub(crate) precision: Precision,
    /// The day in the date's own time zone; the first day if only the month is known.
    pub(crate) day: Date,
}

impl StatedDate {
    /// Whether only the month is known.
    pub(crate) fn is_month(&self) -> bool {
        self.precision == Precision::Month
    }

    /// The date as found in `source`, which states it explicitly.
    pub(crate) fn found(self, source: Source) -> FoundDate {
        let Self { value, precision, .. } = self;
        FoundDate { value, precision, source, confidence: None, evidence: None }
    }
}

/// Reads a declared date: ISO 8601, RFC 2822, Unix time, or the first date in a text.
pub(crate) fn read(text: &str, style: Style) -> Option<StatedDate> {
    let text = cut(text.trim(), 300);
    iso(text).or_else(|| mail(text)).or_else(|| unix(text)).or_else(|| digits(text)).or_else(|| {
        let spots: Vec<PartialDate> = scan(text, style).take(8).map(|found| found.date).collect();
        let day = spots.iter().find(|spot| matches!(spot, PartialDate::Day(_)));
        day.or_else(|| spots.first()).and_then(|spot| of_spot(*spot))
    })
}

/// A date found in a text, if its month is known.
pub(crate) fn of_spot(spot: PartialDate) -> Option<StatedDate> {
    let (precision, day) = match spot {
        PartialDate::Day(day) => (Precision::Day, day),
        PartialDate::Month(year, month) => (Precision::Month, Date::new(year, month, 1).ok()?),
        PartialDate::Year(_) | PartialDate::DayOfYear(..) => return None,
    };
    Some(StatedDate { value: spot.to_string(), precision, day })
}

/// The maximum offset of a time zone from UTC, in seconds.
const MAX_OFFSET: i32 = 14 * 3_600;

fn iso(text: &str) -> Option<StatedDate> {
    // Some sites write a space before the offset.
    let joined = text.rsplit_once(' ').and_then(|(time, offset)| {
        let offset = if matches!(offset, "UTC" | "GMT") { "Z" } else { offset };
        let is_offset = offset == "Z" || offset.starts_with(['+', '-']);
        (is_offset && time.len() >= 16).then(|| format!("{}{offset}", time.trim_end()))
    });
    let pieces = Pieces::parse(joined.as_deref().unwrap_or(text)).ok()?;
    let offset = match pieces.offset() {
        Some(PiecesOffset::Zulu) => Some(Offset::UTC),
        Some(PiecesOffset::Numeric(numeric)) => Some(numeric.offset()),
        Some(_) | None => None,
    };
    let time = pieces.time().filter(|time| *time != jiff::civil::Time::midnight());
    let offset = offset.filter(|offset| offset.seconds().abs() <= MAX_OFFSET);
    // Software writes midnight if the time is unknown.
    let Some((time, offset)) = time.zip(offset) else { return of_day(pieces.date()) };
    let at = pieces.date().to_datetime(time);
    instant(at.date(), &at.strftime("%Y-%m-%dT%H:%M:%S").to_string(), offset)
}

fn mail(text: &str) -> Option<StatedDate> {
    let zoned = rfc2822::parse(text).ok()?;
    let written = zoned.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    instant(zoned.date(), &written, zoned.offset())
}

/// Seconds or milliseconds since 1970.
fn unix(text: &str) -> Option<StatedDate> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) || !matches!(text.len(), 10 | 13) {
        return None;
    }
    let seconds = text[..10].parse().ok()?;
    let at = Timestamp::from_second(seconds).ok()?.to_zoned(TimeZone::UTC);
    instant(at.date(), &at.strftime("%Y-%m-%dT%H:%M:%S").to_string(), Offset::UTC)
}

/// `20240503123000`, `20240503T1230`.
fn digits(text: &str) -> Option<StatedDate> {
    let (day, rest) = text.split_at_checked(8)?;
    let long = matches!(rest.bytes().take_while(u8::is_ascii_digit).count(), 0 | 4 | 6);
    let part = |range: std::ops::Range<usize>| day.get(range)?.parse().ok();
    let number = day.bytes().all(|byte| byte.is_ascii_digit());
    (number && long).then(|| of_spot(PartialDate::day(part(0..4)?, part(4..6)?, part(6..8)?)?))?
}

fn instant(day: Date, written: &str, offset: Offset) -> Option<StatedDate> {
    let minutes = offset.seconds() / 60;
    let zone = match minutes {
        0 => "Z".to_owned(),
        _ => {
            let sign = if minutes < 0 { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        }
    };
    let value = format!("{written}{zone}");
    (1..=9999).contains(&day.year()).then_some(StatedDate {
        value,
        precision: Precision::Second,
        day,
    })
}

fn of_day(day: Date) -> Option<StatedDate> {
    of_spot(PartialDate::Day(day)).filter(|_| (1..=9999).contains(&day.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_declared_dates_as_written() {
        let cases = [
            ("2024-05-03", "2024-05-03"),
            ("2024-05-03T23:30:00+08:00", "2024-05-03T23:30:00+08:00"),
            ("2024-05-03T23:30:00.123Z", "2024-05-03T23:30:00Z"),
            ("2024-05-03 23:30:00-0330", "2024-05-03T23:30:00-03:30"),
            ("2024-05-03T00:00:00Z", "2024-05-03"),
            ("2024-05-03 23:30", "2024-05-03"),
            ("2024-05-03T23:30:00+14:00", "2024-05-03T23:30:00+14:00"),
            ("2024-05-03T23:30:00-15:00", "2024-05-03"),
            ("2024-05-03T23:30:00+02:60", "2024-05-03"),
            ("2019. 8. 6. 21:40", "2019-08-06"),
            ("Fri, 03 May 2024 23:30:00 +0200", "2024-05-03T23:30:00+02:00"),
            ("1714779000", "2024-05-03T23:30:00Z"),
            ("20240503", "2024-05-03"),
            ("Published on May 3, 2024 at 10:00", "2024-05-03"),
            ("发布时间：2024年5月3日", "2024-05-03"),
            ("May 2024", "2024-05"),
        ];
        for (text, expected) in cases {
            let read = read(text, Style::DAY_FIRST).map(|declared| declared.value);
            assert_eq!(read.as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_values_are_not_dates() {
        for text in
            ["", "yesterday", "2024-02-30", "99999999999999", "2024", "12:30", "-000001-01-01"]
        {
            assert_eq!(read(text, Style::DAY_FIRST), None, "{text}");
        }
    }
}
