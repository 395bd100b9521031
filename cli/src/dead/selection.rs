use std::str::FromStr;
use std::time::Duration;

use article::{ArticleId, Timestamp};
use broker::{Broker, DeadLetter, table};

use crate::fault::Fault;
use crate::units::duration;

/// Which dead letters a command applies to.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Selection {
    /// Dead letters by number or article id
    #[arg(value_name = "NUMBER|ID")]
    letters: Vec<Named>,
    /// Dead letters of this stage
    #[arg(long, value_name = "STAGE", value_parser = token)]
    stage: Option<String>,
    /// Dead letters with this code
    #[arg(long, value_name = "CODE", value_parser = token)]
    code: Option<String>,
    /// Dead letters older than this age: 30m, 2h, 7d
    #[arg(long, value_name = "AGE", value_parser = duration)]
    older_than: Option<Duration>,
    /// Dead letters newer than this age: 30m, 2h, 7d
    #[arg(long, value_name = "AGE", value_parser = duration)]
    newer_than: Option<Duration>,
}

/// A dead letter as people refer to it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Named {
    Number(u64),
    Article(ArticleId),
}

/// A dead letter and its number, without its body.
pub(crate) type Chosen = (u64, DeadLetter);

impl Selection {
    /// Whether it selects all dead letters.
    pub(crate) fn is_everything(&self) -> bool {
        let Self { letters, stage, code, older_than, newer_than } = self;
        letters.is_empty()
            && stage.is_none()
            && code.is_none()
            && older_than.is_none()
            && newer_than.is_none()
    }

    /// The selected dead letters, oldest first, without their bodies.
    pub(crate) async fn choose(&self, broker: &Broker) -> Result<Vec<Chosen>, Fault> {
        let any = |token: &Option<String>| token.clone().unwrap_or_else(|| "*".to_owned());
        let filter = format!("articles.dead.{}.{}", any(&self.stage), any(&self.code));
        let mut scan = broker.scan(table::DEAD, &filter).await?;
        let mut chosen = Vec::new();
        while let Some(stored) = scan.next().await? {
            // Messages that are not dead letters are skipped.
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
        number.map_err(|_| "neither a number nor an article id (32 hex digits)".into())
    }
}

/// Stages and codes are single tokens of a subject.
fn token(text: &str) -> Result<String, String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    match !text.is_empty() && text.chars().all(fits) {
        true => Ok(text.to_owned()),
        false => Err("must consist of letters, digits, - and _".to_owned()),
    }
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
}
