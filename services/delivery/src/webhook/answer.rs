use std::time::Duration;

use http::{HeaderMap, StatusCode};
use http_client::retry_after;
use jiff::Timestamp;
use stage::Undelivered;

/// How long to pause for a receiver that wants no more webhooks.
const GONE: Duration = Duration::from_secs(15 * 60);
/// How long to wait before retrying a receiver whose operator has to act.
const SETTING: Duration = Duration::from_secs(60);

/// What an answer means for the article. Only 2xx means that the receiver has accepted it.
pub fn judge(status: StatusCode, headers: &HeaderMap, now: Timestamp) -> Result<(), Undelivered> {
    let code = status.as_u16();
    let wait = |after: Duration, error: Undelivered| {
        let asked = retry_after(headers, now);
        Err(Undelivered { after: asked.or(Some(after).filter(|after| !after.is_zero())), ..error })
    };
    match code {
        200..=299 => Ok(()),
        410 => wait(
            GONE,
            Undelivered::retry(
                "gone",
                "the receiver wants no more webhooks (410): stop this delivery, or correct \
                 COURANT_WEBHOOK_URL",
            ),
        ),
        300..=399 => wait(
            SETTING,
            Undelivered::retry(
                "redirected",
                format!(
                    "the receiver redirects ({code}), and redirects are not followed: set \
                     COURANT_WEBHOOK_URL to its new address"
                ),
            ),
        ),
        401 | 403 | 404 | 405 | 407 => wait(
            SETTING,
            Undelivered::retry(
                "wrong_setting",
                format!(
                    "the receiver accepts no request ({code}): check COURANT_WEBHOOK_URL and \
                     COURANT_WEBHOOK_SECRET"
                ),
            ),
        ),
        408 | 425 | 429 | 500..=599 => wait(
            Duration::ZERO,
            Undelivered::retry("unavailable", format!("the receiver can't take it now ({code})")),
        ),
        _ => Err(Undelivered::reject(
            "refused",
            format!("the receiver refuses this article ({code}): see its log, then replay it"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use http::header;
    use stage::Verdict;

    use super::*;

    fn judged(status: u16, retry_after: Option<&str>) -> Result<(), Undelivered> {
        let mut headers = HeaderMap::new();
        if let Some(value) = retry_after {
            headers.insert(header::RETRY_AFTER, value.parse().unwrap());
        }
        let now = "1994-11-06T08:49:00Z".parse().unwrap();
        judge(StatusCode::from_u16(status).unwrap(), &headers, now)
    }

    #[test]
    fn only_2xx_means_that_the_receiver_has_it() {
        assert!(judged(200, None).is_ok() && judged(204, None).is_ok());
        for (status, code) in [
            (301, "redirected"),
            (401, "wrong_setting"),
            (404, "wrong_setting"),
            (408, "unavailable"),
            (410, "gone"),
            (429, "unavailable"),
            (500, "unavailable"),
            (503, "unavailable"),
        ] {
            let error = judged(status, None).unwrap_err();
            assert_eq!((error.code, error.verdict), (code, Verdict::Retry), "{status}");
        }
        for status in [400, 413, 415, 422] {
            let error = judged(status, None).unwrap_err();
            assert_eq!((error.code, error.verdict), ("refused", Verdict::Reject), "{status}");
        }
    }

    #[test]
    fn retry_after_is_obeyed() {
        assert_eq!(judged(503, Some("7")).unwrap_err().after, Some(Duration::from_secs(7)));
        assert_eq!(judged(410, None).unwrap_err().after, Some(GONE));
    }
}
