use std::time::Duration;

use http::{HeaderMap, header};
use jiff::{Timestamp, fmt::rfc2822::DateTimeParser};

/// Maximum `Retry-After` that is obeyed.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// `Retry-After` as seconds or as a date (RFC 9110, section 10.2.3), at most an hour. `None` if it is
/// missing, in the past or not valid.
pub fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let value = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    let after = match value.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let at = DateTimeParser::new().parse_timestamp(value).ok()?;
            at.duration_since(now).try_into().ok()?
        }
    };
    Some(after.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates_are_read_within_limits() {
        let now = "1994-11-06T08:49:00Z".parse().unwrap();
        let after = |value: &str| {
            let headers = HeaderMap::from_iter([(header::RETRY_AFTER, value.parse().unwrap())]);
            retry_after(&headers, now)
        };
        assert_eq!(after("7"), Some(Duration::from_secs(7)));
        assert_eq!(after("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::from_secs(37)));
        assert_eq!(after("999999999"), Some(LONGEST));
        assert_eq!(after("Sat, 05 Nov 1994 08:49:37 GMT"), None, "in the past");
        assert_eq!(after("soon"), None);
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }
}
