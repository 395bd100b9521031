use std::collections::BTreeMap;

use super::partial::PartialDate;
use super::scan::DateMatch;
use crate::article_view::ArticleView;
use text::script::is_unspaced;
use text::{cut, tail};

/// The year in which a text was written, inferred from the years that it mentions.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WritingYear {
    /// The year.
    pub(crate) year: i16,
    /// Increases with the number of mentions that agree; at most 0.6.
    pub(crate) confidence: f32,
    /// The mentions, as written in the text.
    pub(crate) words: String,
}

/// The maximum number of mentions that are quoted.
const QUOTED: usize = 3;

/// The year with the most mentions; the later one if two have the same number.
///
/// Results of a year (取得, 成績) count for the next year, in which they are reported. Goals *until* a
/// year, and years after the document was received, are ignored.
pub(crate) fn evidence(
    text: &str,
    spotted: &[DateMatch],
    view: &ArticleView<'_>,
) -> Option<WritingYear> {
    let mut years: BTreeMap<i16, (f32, Vec<String>)> = BTreeMap::new();
    for found in spotted {
        let Some(written) = found.date.written_year() else { continue };
        let clause = Clause::of(text, found);
        if clause.is_aim() || written > view.today.year() {
            continue;
        }
        let (year, weight) = if clause.is_result() { (written + 1, 0.5) } else { (written, 1.0) };
        let (score, words) = years.entry(year).or_default();
        *score += weight;
        words.push(clause.words(found, text));
    }
    let (year, (score, mut words)) =
        years.into_iter().max_by(|(_, (a, _)), (_, (b, _))| a.total_cmp(b))?;
    words.dedup();
    words.truncate(QUOTED);
    let confidence = if score >= 2.0 {
        0.6
    } else if score >= 1.5 {
        0.5
    } else {
        0.4
    };
    Some(WritingYear { year, confidence, words: words.join(", ") })
}

/// The clause around a year.
struct Clause<'a> {
    before: &'a str,
    after: &'a str,
}

impl<'a> Clause<'a> {
    fn of(text: &'a str, found: &DateMatch) -> Self {
        let (before, after) = (&text[..found.at.start], &text[found.at.end..]);
        Self {
            before: tail(before, 48).rsplit(is_border).next().unwrap_or_default(),
            after: cut(after, 96).split(is_border).next().unwrap_or_default(),
        }
    }

    fn is_aim(&self) -> bool {
        let last = self.before.trim_end().rsplit(' ').next().unwrap_or_default().to_lowercase();
        AIMS.iter().any(|aim| last == *aim)
            || ["到", "至", "直到", "截至"].iter().any(|aim| self.before.ends_with(aim))
    }

    fn is_result(&self) -> bool {
        RESULTS.iter().any(|result| self.after.contains(result))
    }

    /// `部署2020年`, `2020年1月…以來`, `2019年…取得 (+1)`, `since 2019`.
    fn words(&self, found: &DateMatch, text: &str) -> String {
        let written = &text[found.at.clone()];
        let unspaced = self.before.trim_end().chars().next_back().is_some_and(is_unspaced);
        let lead = if unspaced {
            // Up to two characters are a verb if nothing else precedes the year in its clause.
            Some(self.before.trim()).filter(|lead| lead.chars().count() <= 2)
        } else {
            self.before.trim_end().rsplit(' ').next().filter(|lead| lead.len() <= 24)
        };
        let lead = lead.unwrap_or_default();
        let gap = if lead.is_empty() || unspaced || matches!(found.date, PartialDate::DayOfYear(..))
        {
            ""
        } else {
            " "
        };
        let marks = RESULTS.iter().chain(SINCE).find(|mark| self.after.contains(**mark));
        let mark = marks.map(|mark| format!("…{mark}")).unwrap_or_default();
        let shift = if self.is_result() { " (+1)" } else { "" };
        format!("{lead}{gap}{written}{mark}{shift}")
    }
}

fn is_border(c: char) -> bool {
    matches!(
        c,
        ',' | '，' | '。' | ';' | '；' | '.' | '!' | '?' | '！' | '？' | ':' | '：' | '\n' | '、'
    )
}

/// Words for results, which are reported in the year after.
const RESULTS: &[&str] = &["取得", "成績", "成绩", "成果"];
const SINCE: &[&str] = &["以來", "以来"];
/// Words before a year in the future, or at the beginning or end of a period.
const AIMS: &[&str] = &[
    "by", "until", "till", "bis", "hasta", "até", "fino", "tot", "do", "до", "since", "seit", "ab",
    "depuis", "dès", "desde", "dal", "dall", "sinds", "sedan", "siden", "od", "από", "с", "від",
    "sejak", "منذ", "din",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dates::order::Style;
    use crate::dates::scan::scan;
    use crate::testing::{document, language};

    fn year_of(text: &str) -> Option<WritingYear> {
        let (document, language) = (document(text), language("zh"));
        let view = ArticleView::new(&document, &language);
        let spotted: Vec<DateMatch> = scan(text, Style::DAY_FIRST).collect();
        evidence(text, &spotted, &view)
    }

    #[test]
    fn infers_the_year_from_mentions() {
        let found = year_of("肯定了2019年取得的成績,部署2020年工作。2020年1月疫情發生以來,")
            .expect("a year");
        assert_eq!((found.year, found.confidence), (2020, 0.6));
        assert_eq!(found.words, "2019年…取得 (+1), 部署2020年, 2020年1月…以來");
    }

    #[test]
    fn a_year_in_the_future_is_ignored() {
        assert_eq!(year_of("到2021年建成,2999年也是"), None);
        let found = year_of("Plans made in 2018 run until 2024.").expect("a year");
        assert_eq!((found.year, found.words.as_str()), (2018, "in 2018"));
    }
}
