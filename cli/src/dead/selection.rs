use std::str::FromStr;
use std::time::Duration;

use article::{ArticleId, Timestamp};
use broker::{Broker, DeadLetter, table};

use crate::fault::Fault;

/// Which dead letters a command is about.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Selection {
    /// Letters by number, or by the article's id
    #[arg(value_name = "LETTER")]
    letters: Vec<Named>,
    /// Letters of this stage
    #[arg(long, value_name = "STAGE", value_parser = token)]
    stage: Option<String>,
    /// Letters with this code
    #[arg(long, value_name = "CODE", value_parser = token)]
    code: Option<String>,
    /// Letters that died longer ago: 30m, 2h, 7d
    #[arg(long, value_name = "AGE", value_parser = age)]
    older_than: Option<Duration>,
    /// Letters that died since: 30m, 2h, 7d
    #[arg(long, value_name = "AGE", value_parser = age)]
    newer_than: Option<Duration>,
}

/// A letter as a person names it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Named {
    Number(u64),
    Article(ArticleId),
}

/// A letter's number and what is known of it without its body.
pub(crate) type Chosen = (u64, DeadLetter);

impl Selection {
    /// Whether it leaves nothing out.
    pub(crate) fn is_everything(&self) -> bool {
        let Self { letters, stage, code, older_than, newer_than } = self;
        letters.is_empty()
            && stage.is_none()
            && code.is_none()
            && older_than.is_none()
            && newer_than.is_none()
    }

    /// The chosen letters, oldest first, their bodies left out.
    pub(crate) async fn choose(&self, broker: &Broker) -> Result<Vec<Chosen>, Fault> {
        let any = |token: &Option<String>| token.clone().unwrap_or_else(|| "*".to_owned());
        let filter = format!("articles.dead.{}.{}", any(&self.stage), any(&self.code));
        let mut scan = broker.scan(table::DEAD, &filter).await?;
        let mut chosen = Vec::new();
        while let Some(stored) = scan.next().await? {
            // What lies there and is no letter of ours is left alone.
            let letter = DeadLetter::read(&stored.headers, stored.body);
            if let Some(letter) = letter.filter(|letter| self.holds(stored.sequence, letter)) {
                chosen.push((stored.sequence, letter));
            }
        }
        Ok(chosen)
    }

    fn holds(&self, number: u64, letter: &DeadLetter) -> bool {
        let named = |name: &Named| match name {
            Named::Number(named) => *named == number,
            Named::Article(id) => letter.id == Some(*id),
        };
        let dead_for = Timestamp::now().duration_since(letter.at).unsigned_abs();
        (self.letters.is_empty() || self.letters.iter().any(named))
            && self.older_than.is_none_or(|age| dead_for >= age)
            && self.newer_than.is_none_or(|age| dead_for <= age)
    }
}

impl FromStr for Named {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(id) = text.parse() {
            return Ok(Self::Article(id));
        }
        let number = text.parse().map(Self::Number);
        number.map_err(|_| "neither a letter's number nor an article's id (32 hex digits)".into())
    }
}

/// A stage or code stands in a subject as one token.
fn token(text: &str) -> Result<String, String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    match !text.is_empty() && text.chars().all(fits) {
        true => Ok(text.to_owned()),
        false => Err("made of letters, digits, - and _".to_owned()),
    }
}

fn age(text: &str) -> Result<Duration, String> {
    let wrong = || "not an age: try 30m, 2h or 7d".to_owned();
    let span: jiff::Span = text.parse().map_err(|_| wrong())?;
    let age = span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()).map_err(|_| wrong())?;
    age.try_into().map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_named_by_number_or_id() {
        assert_eq!("17".parse(), Ok(Named::Number(17)));
        assert!(matches!("ab".repeat(16).parse(), Ok(Named::Article(_))));
        for wrong in ["", "-1", "../../x", "AB"] {
            assert!(wrong.parse::<Named>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_age_may_be_in_days() {
        assert_eq!(age("7d"), Ok(Duration::from_secs(7 * 86_400)));
        assert!(age("-1h").is_err() && age("soon").is_err());
    }
}
