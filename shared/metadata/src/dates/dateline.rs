use super::order;
use super::order::Style;
use super::partial::PartialDate;
use super::scan::scan;
use crate::article_view::ArticleView;

/// The maximum length of a dateline, in bytes.
const LONGEST: usize = 240;

/// Whether a line consists mostly of a date.
pub(crate) fn is_dateline(line: &str, view: &ArticleView<'_>) -> bool {
    day(line, order::of(view)).is_some()
}

/// The day in a line that consists mostly of a date: `Published: May 3, 2024`.
pub(crate) fn day(line: &str, style: Style) -> Option<PartialDate> {
    if line.len() > LONGEST {
        return None;
    }
    let found = scan(line, style).find(|found| matches!(found.date, PartialDate::Day(_)))?;
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let (all, date) = (letters(line), letters(&line[found.at.clone()]));
    let before = line[..found.at.start].to_lowercase();
    let before = before.trim().trim_end_matches([':', '：', ',', '|']).trim_end();
    let said = PUBLISHED.iter().any(|word| before.ends_with(word)) && all < date + 50;
    (date * 5 > all * 2 || said).then_some(found.date)
}

/// A clause without its leading date.
pub(crate) fn without_leading_date<'a>(clause: &'a str, view: &ArticleView<'_>) -> &'a str {
    let trimmed = clause.trim_start();
    let beginning = text::cut(trimmed, LONGEST);
    let Some(first) = scan(beginning, order::of(view)).next() else { return clause };
    let before = trimmed[..first.at.start].trim().to_lowercase();
    // `On 27 April`, `Am 27. April`, `Le 27 avril`: the preposition is removed too.
    if before.is_empty() || LEADS.contains(&before.as_str()) {
        &trimmed[first.at.end..]
    } else {
        clause
    }
}

const LEADS: &[&str] =
    &["on", "am", "le", "el", "il", "op", "w dniu", "dnia", "em", "den", "于", "於", "in", "im"];

const PUBLISHED: &[&str] = &[
    "published",
    "published on",
    "posted",
    "posted on",
    "date",
    "updated",
    "last updated",
    "veröffentlicht",
    "veröffentlicht am",
    "erschienen am",
    "stand",
    "datum",
    "publié le",
    "publié",
    "mis à jour le",
    "publicado",
    "publicado el",
    "publicado em",
    "fecha",
    "data",
    "pubblicato il",
    "pubblicato",
    "geplaatst op",
    "gepubliceerd op",
    "opublikowano",
    "опубликовано",
    "дата",
    "發布",
    "发布",
    "發布時間",
    "发布时间",
    "發佈時間",
    "時間",
    "时间",
    "日期",
    "發表於",
    "发表于",
    "来源时间",
    "掲載",
    "公開日",
    "更新日",
    "入力",
    "입력",
    "등록",
    "publicerad",
    "publisert",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dateline_is_a_date_and_little_else() {
        let cases = [
            ("May 3, 2024", true),
            ("Published: May 3, 2024 by the newsroom", true),
            ("发布时间：2024-05-03 10:20 来源：新华网", true),
            ("BERLIN, 3 May 2024", true),
            ("On 3 May 2024 the council met to speak about schools and much else.", false),
            ("May 2024", false),
            ("No date", false),
        ];
        for (line, expected) in cases {
            assert_eq!(day(line, Style::DAY_FIRST).is_some(), expected, "{line}");
        }
    }
}
