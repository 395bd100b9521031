use std::str::FromStr;
use std::time::Duration;

use article::{ArticleId, Timestamp};
use broker::{Broker, DeadLetter, Pages, Start, Stored, table};

use crate::fault::Fault;
use crate::units::duration;
use config::nearest;

/// Which dead letters a command applies to.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Selection {
    /// Dead letters by number or article id
    #[arg(value_name = "NUMBER|ID")]
    named: Vec<Name>,
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
enum Name {
    Number(u64),
    Article(ArticleId),
}

/// The selected dead letters, oldest first, read page by page.
pub(crate) struct Selected<'a> {
    selection: &'a Selection,
    pages: Pages,
    /// Later ones were stored after the command had started.
    last: u64,
}

impl Selection {
    /// Whether it selects all dead letters.
    pub(crate) fn is_everything(&self) -> bool {
        self.is_by_subject() && self.stage.is_none() && self.code.is_none()
    }

    /// Whether it selects only by stage and code.
    fn is_by_subject(&self) -> bool {
        self.named.is_empty() && self.older_than.is_none() && self.newer_than.is_none()
    }

    /// Reads the selected dead letters. A stage or code that none of them has is an error, unless
    /// it is one of the pipeline's stages.
    pub(crate) async fn read(&self, broker: &Broker) -> Result<Selected<'_>, Fault> {
        self.check(broker, &broker.dead_by_code().await?.into_keys().collect::<Vec<_>>())?;
        let any = |token: &Option<String>| token.clone().unwrap_or_else(|| "*".to_owned());
        let filter = format!("articles.dead.{}.{}", any(&self.stage), any(&self.code));
        let newest = broker.newest(table::DEAD, &filter).await?;
        let pages = broker.pages(table::DEAD, &filter, Start::Sequence(1));
        let last = newest.map_or(0, |message| message.sequence);
        Ok(Selected { selection: self, pages, last })
    }

    fn check(&self, broker: &Broker, known: &[(String, String)]) -> Result<(), Fault> {
        if let Some(stage) = &self.stage {
            let own = broker.topology().stages().iter();
            let mut stages: Vec<&str> = own.map(|spec| spec.stage).collect();
            stages.extend(known.iter().map(|(stage, _)| stage.as_str()));
            stages.dedup();
            refuse("--stage", stage, &stages)?;
        }
        if let Some(code) = &self.code {
            let mut codes: Vec<&str> = known.iter().map(|(_, code)| code.as_str()).collect();
            codes.sort_unstable();
            codes.dedup();
            if !codes.is_empty() {
                refuse("--code", code, &codes)?;
            }
        }
        Ok(())
    }

    fn holds(&self, number: u64, dead_letter: &DeadLetter) -> bool {
        let named = |name: &Name| match name {
            Name::Number(named) => *named == number,
            Name::Article(id) => dead_letter.id == Some(*id),
        };
        let dead_for = Timestamp::now().duration_since(dead_letter.at).unsigned_abs();
        (self.named.is_empty() || self.named.iter().any(named))
            && self.older_than.is_none_or(|age| dead_for >= age)
            && self.newer_than.is_none_or(|age| dead_for <= age)
    }
}

impl Selected<'_> {
    /// The next dead letter. Messages that are not dead letters are skipped.
    pub(crate) async fn next(&mut self) -> Result<Option<(u64, DeadLetter)>, Fault> {
        while let Some(Stored { sequence, headers, body, .. }) = self.pages.next().await? {
            if sequence > self.last {
                break;
            }
            if let Some(dead_letter) = DeadLetter::read(&headers, body)
                && self.selection.holds(sequence, &dead_letter)
            {
                return Ok(Some((sequence, dead_letter)));
            }
        }
        Ok(None)
    }

    /// The numbers of all selected dead letters. If it selects by stage and code, malformed ones
    /// are included.
    pub(crate) async fn numbers(mut self) -> Result<Vec<u64>, Fault> {
        let mut numbers = Vec::new();
        if self.selection.is_by_subject() {
            while let Some(stored) = self.pages.next().await?
                && stored.sequence <= self.last
            {
                numbers.push(stored.sequence);
            }
            return Ok(numbers);
        }
        while let Some((number, _)) = self.next().await? {
            numbers.push(number);
        }
        Ok(numbers)
    }
}

fn refuse(option: &str, value: &str, right: &[&str]) -> Result<(), Fault> {
    match right.contains(&value) {
        true => Ok(()),
        false => Err(Fault::Setting(format!(
            "{option} {value}: no dead letters; {}",
            nearest(value, right)
        ))),
    }
}

impl FromStr for Name {
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
    fn a_dead_letter_is_named_by_number_or_id() {
        assert_eq!("17".parse(), Ok(Name::Number(17)));
        assert!(matches!("ab".repeat(16).parse(), Ok(Name::Article(_))));
        for wrong in ["", "-1", "../../x", "AB"] {
            assert!(wrong.parse::<Name>().is_err(), "{wrong}");
        }
    }
}
