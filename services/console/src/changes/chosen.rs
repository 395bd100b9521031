use std::time::Duration;

use article::Timestamp;
use broker::table::DEAD;
use broker::{DeadLetter, LookupError, Start};
use operator::Fingerprint;

use crate::request::Fields;
use crate::state::State;

/// Maximum number of dead letters per change; the rest needs another one.
pub(super) const MOST: usize = 20_000;

/// A dead letter to change.
pub(super) struct Chosen {
    pub(super) number: u64,
    pub(super) can_be_replayed: bool,
}

/// The fields of the selection, for the next page.
pub(crate) fn query(fields: &Fields) -> Vec<(&'static str, String)> {
    let names = ["number", "stage", "code", "fingerprint", "older_than", "newer_than"];
    let value = |name| {
        let value = fields.token(name).filter(|_| !name.ends_with("_than"));
        value.or_else(|| fields.get(name).filter(|value| age(value).is_some()))
    };
    names.iter().filter_map(|&name| Some((name, value(name)?.to_owned()))).collect()
}

/// One dead letter by its number, or those of a stage and code, with the same filters as `courant dead`.
pub(super) async fn chosen(state: &State, fields: &Fields) -> Result<Vec<Chosen>, LookupError> {
    let mut dead_letters = Vec::new();
    let read = |number, dead_letter: DeadLetter| Chosen {
        number,
        can_be_replayed: broker::check_replay(&state.broker, &dead_letter).is_ok(),
    };
    if let Some(number) = fields.number("number") {
        let stored = state.broker.at(DEAD, number).await?;
        let dead_letter = stored.and_then(|stored| DeadLetter::read(&stored.headers, stored.body));
        dead_letters.extend(dead_letter.map(|dead_letter| read(number, dead_letter)));
        return Ok(dead_letters);
    }
    let (Some(stage), Some(code)) = (fields.token("stage"), fields.token("code")) else {
        return Ok(dead_letters);
    };
    let subject = format!("articles.dead.{stage}.{code}");
    let Some(newest) = state.broker.newest(DEAD, &subject).await? else { return Ok(dead_letters) };
    let mut pages = state.broker.pages(DEAD, &subject, Start::Sequence(1));
    while dead_letters.len() < MOST
        && let Some(stored) = pages.next().await?
        && stored.sequence <= newest.sequence
    {
        let number = stored.sequence;
        let dead_letter = DeadLetter::read(&stored.headers, stored.body);
        dead_letters.extend(dead_letter.filter(|it| holds(fields, it)).map(|it| read(number, it)));
    }
    Ok(dead_letters)
}

/// Whether a dead letter has the requested fingerprint and age. An invalid age matches none.
pub(crate) fn holds(fields: &Fields, dead_letter: &DeadLetter) -> bool {
    let dead_for = Timestamp::now().duration_since(dead_letter.at).unsigned_abs();
    let older = |text| age(text).is_some_and(|age| dead_for >= age);
    let newer = |text| age(text).is_some_and(|age| dead_for <= age);
    fields.token("fingerprint").is_none_or(|key| Fingerprint::of(dead_letter).key() == key)
        && fields.get("older_than").is_none_or(older)
        && fields.get("newer_than").is_none_or(newer)
}

/// An age as people write it: `30m`, `2h`, `7d`.
fn age(text: &str) -> Option<Duration> {
    let span: jiff::Span = text.parse().ok()?;
    span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()).ok()?.try_into().ok()
}
