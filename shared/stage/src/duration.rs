use std::time::Duration;

use jiff::SignedDuration;

/// Reads the duration of a setting: `30s`, `5m`, `500ms`, `1h 30m`, `30d`, or a number of seconds.
pub fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "not a duration: use for example 30s, 500ms, 5m or 30d".to_owned();
    if let Ok(seconds) = text.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).map_err(|_| wrong());
    }
    if let Some(days) = text.strip_suffix('d').and_then(|days| days.parse::<u32>().ok()) {
        return Ok(DAY * days);
    }
    let duration: SignedDuration = text.parse().map_err(|_| wrong())?;
    duration.try_into().map_err(|_| wrong())
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_unit_or_are_in_seconds() {
        let cases = [
            ("30s", 30_000),
            ("500ms", 500),
            ("5m", 300_000),
            ("2d", 172_800_000),
            ("2", 2_000),
            ("0.5", 500),
        ];
        for (text, milliseconds) in cases {
            assert_eq!(duration(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
        for text in ["", "-1", "-5s", "-1d", "soon", "1e400"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
