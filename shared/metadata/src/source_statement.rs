use crate::article_view::ArticleView;
use crate::meta;
use crate::names::is_name;
use text::one_line;

/// The maximum length of a statement, in characters.
const LONGEST: usize = 200;

/// The source from which the document was taken, as it states it: a name or a sentence.
pub(crate) fn find(view: &ArticleView<'_>) -> Option<String> {
    let declared = KEYS.iter().find_map(|key| {
        meta::values(view.document, key)
            .find(|value| is_name(value))
            .map(|value| one_line(value, LONGEST))
    });
    declared.or_else(|| view.document.boilerplate.iter().find_map(|line| of_line(line)))
}

/// The clause after `來源:` or `Source:`.
fn of_line(line: &str) -> Option<String> {
    let line = line.trim().trim_start_matches(['(', '（', '[', '【']);
    let said = LABELS.iter().find_map(|label| {
        let (start, rest) = line.split_at_checked(label.len())?;
        start.to_lowercase().eq(label).then_some(rest)
    })?;
    let said = said.trim_start().strip_prefix([':', '：', '丨', '|', '/'])?.trim_start();
    let ends: &[char] = &[',', '，', '。', ';', '；', ')', '）', ']', '】', '|', '丨'];
    let clause = said.split(ends).next().unwrap_or_default().trim();
    if !clause.chars().any(char::is_alphabetic) {
        return None;
    }
    let statement = one_line(clause, LONGEST);
    // "Collected from the networks" names no source.
    let taken = TAKEN.iter().any(|word| clause.contains(word));
    let anywhere = ANYWHERE.iter().any(|word| clause.contains(word));
    let note = " (republished: the original source is not named)";
    Some(if taken && anywhere { statement + note } else { statement })
}

const KEYS: &[&str] = &["source", "original-source", "syndication-source", "dc.source"];

/// Labels of a source, in lower case.
const LABELS: &[&str] = &[
    "文章來源",
    "文章来源",
    "稿件來源",
    "稿件来源",
    "信息来源",
    "來源",
    "来源",
    "出處",
    "出处",
    "轉自",
    "转自",
    "轉載自",
    "转载自",
    "出典",
    "출처",
    "source",
    "quelle",
    "fuente",
    "fonte",
    "bron",
    "źródło",
    "источник",
    "kilde",
    "källa",
];

const TAKEN: &[&str] = &["搜集", "收集", "轉自", "转自", "轉載", "转载", "來自", "来自", "整理自"];
const ANYWHERE: &[&str] = &["網絡", "网络", "網路", "互聯網", "互联网", "各大"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_the_line_says() {
        let cases = [
            ("來源:新華網", Some("新華網")),
            ("（来源：人民日报，记者王明）", Some("人民日报")),
            ("Source: Example News Agency", Some("Example News Agency")),
            (
                "來源:本文搜集自網絡,如有",
                Some("本文搜集自網絡 (republished: the original source is not named)"),
            ),
            ("來源", None),
            ("来源：", None),
            ("Sources say much", None),
        ];
        for (line, expected) in cases {
            assert_eq!(of_line(line).as_deref(), expected, "{line}");
        }
    }
}
