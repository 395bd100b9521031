use super::cjk;
use super::clean::{Strictness, has_lead, names};
use super::shape::is_one_word;
use crate::article_view::ArticleView;

/// The maximum length of a byline, in bytes.
const LONGEST: usize = 200;
/// The number of paragraphs at the beginning that may be a byline.
const EARLY: usize = 8;
/// The number of paragraphs at the end that may be a byline.
const LATE: usize = 3;

/// The authors named in a byline of the text.
pub(super) fn find(view: &ArticleView<'_>) -> Option<Vec<String>> {
    let paragraphs = &view.paragraphs;
    let late = paragraphs.len().saturating_sub(LATE).max(EARLY.min(paragraphs.len()));
    let early = paragraphs.iter().take(EARLY).flat_map(|p| p.lines().take(EARLY));
    let late = paragraphs[late..].iter().filter_map(|p| p.lines().last());
    let found = early.map(str::trim).find_map(|line| named(line, view));
    found.or_else(|| late.map(str::trim).find_map(cjk::in_line))
}

/// Whether a line is a byline: a lead word, then only names and roles.
pub(crate) fn is_byline(line: &str) -> bool {
    line.len() <= LONGEST && !latin(line).is_empty() || cjk::is_byline(line)
}

fn named(line: &str, view: &ArticleView<'_>) -> Option<Vec<String>> {
    let names = latin(line);
    if !names.is_empty() && line.len() <= LONGEST {
        return Some(names);
    }
    matches!(view.code, "zh" | "ja" | "ko" | "und").then(|| cjk::in_line(line))?
}

fn latin(line: &str) -> Vec<String> {
    let sentence = line.ends_with(['.', '!', '?', ';', ':', ',']);
    if line.len() > LONGEST || sentence || !has_lead(line) {
        return Vec::new();
    }
    let found = names(line, Strictness::Seen);
    // A single word after a lead is just as often a place or a time.
    if found.iter().all(|name| is_one_word(name)) { Vec::new() } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byline_leads_in_to_names() {
        let cases = [
            ("By Anna Smith", true),
            ("BY ANNA SMITH, Staff Writer", true),
            ("Von Hans Müller", true),
            ("Par Élise Dupont et Jean Martin", true),
            ("記者王小明／台北報導", true),
            ("作者：王小明", true),
            ("By the river", false),
            ("By Tuesday the rain had stopped.", false),
            ("Di sera", false),
            ("Anna Smith", false),
            ("記者會召開", false),
            ("", false),
        ];
        for (line, expected) in cases {
            assert_eq!(is_byline(line), expected, "{line}");
        }
    }
}
