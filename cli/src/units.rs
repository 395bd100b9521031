//! Sizes and durations as people write them.

use std::time::Duration;

use bytesize::ByteSize;

/// A size of at least one byte: `1500`, `64kB`, `12GB`, `10GiB`.
pub(crate) fn size(text: &str) -> Result<u64, String> {
    let size = text.trim().parse::<ByteSize>().map_err(|_| "try 4194304, 4MiB or 12GB")?;
    match size.as_u64() {
        0 => Err("must be at least 1".to_owned()),
        bytes => Ok(bytes),
    }
}

/// A duration: `90s`, `30m`, `1h 30m`, `7d`. Days have 24 hours.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "try 30m, 2h or 7d".to_owned();
    let span: jiff::Span = text.parse().map_err(|_| wrong())?;
    let days = jiff::SpanRelativeTo::days_are_24_hours();
    span.to_duration(days).ok().and_then(|time| time.try_into().ok()).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_take_units() {
        for (text, bytes) in
            [("1500", 1500), ("64kB", 64_000), ("12GB", 12_000_000_000), ("10GiB", 10 << 30)]
        {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for wrong in ["", "0", "-1", "12 potatoes", "GB"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn durations_take_units() {
        assert_eq!(duration("7d"), Ok(Duration::from_secs(7 * 86_400)));
        assert_eq!(duration("1h 30m"), Ok(Duration::from_secs(5_400)));
        for wrong in ["", "5", "-1h", "soon"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
