use crate::fold::squeeze;

/// A title without the site's name before or after it.
pub(crate) fn without_site<'a>(title: &'a str, sites: &[String]) -> &'a str {
    let mut title = title.trim();
    // Site and section: `Headline | Sport | Example`.
    for _ in 0..2 {
        let Some((head, last)) = last_part(title) else { break };
        if !is_site(last, sites) || !is_title(head) {
            break;
        }
        title = head;
    }
    match first_part(title) {
        Some((first, rest)) if is_site(first, sites) && is_title(rest) => rest,
        Some(_) | None => title,
    }
}

/// Marks that part a title when white space stands on both sides.
const SPACED: &[char] =
    &['|', '-', '–', '—', '·', '•', ':', '»', '«', '/', '｜', '~', '>', '›', '・', '_'];
/// Marks that part a title wherever they stand.
const ANYWHERE: &[char] = &['|', '｜', '»', '›', '_', '＿'];

fn last_part(title: &str) -> Option<(&str, &str)> {
    title.char_indices().rev().find_map(|(at, mark)| parted(title, at, mark))
}

fn first_part(title: &str) -> Option<(&str, &str)> {
    title.char_indices().find_map(|(at, mark)| parted(title, at, mark))
}

/// The two sides of a separator, trimmed, if what stands at `at` is one.
fn parted(title: &str, at: usize, mark: char) -> Option<(&str, &str)> {
    let (before, after) = (&title[..at], &title[at + mark.len_utf8()..]);
    let spaced = after.starts_with(char::is_whitespace)
        && (before.ends_with(char::is_whitespace) || mark == ':');
    // `標題-某某網`: Chinese titles set no spaces.
    let cjk = matches!(mark, '-' | '：' | '—' | '–')
        && before.ends_with(crate::text::script::is_unspaced);
    let parts = (spaced && SPACED.contains(&mark)) || ANYWHERE.contains(&mark) || cjk;
    let marks = |c: char| c.is_whitespace() || SPACED.contains(&c) || ANYWHERE.contains(&c);
    let (before, after) = (before.trim_end_matches(marks), after.trim_start_matches(marks));
    (parts && !before.is_empty() && !after.is_empty()).then_some((before, after))
}

/// Whether a part of a title is the site's name, or holds little beside it.
fn is_site(part: &str, sites: &[String]) -> bool {
    let part = squeeze(part);
    let long = part.chars().count();
    sites.iter().any(|site| {
        let name = site.chars().count();
        let near = long <= 2 * name + 8;
        part == *site
            || (name >= 4 && near && part.contains(site.as_str()))
            || (long >= 4 && site.contains(&part))
    })
}

/// Whether what is left can stand as a title.
fn is_title(part: &str) -> bool {
    part.chars().filter(|c| c.is_alphanumeric()).count() >= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_the_site_and_nothing_else() {
        let sites = ["example".to_owned(), "thedailyexample".to_owned(), "某某新聞網".to_owned()];
        let cases = [
            ("Council votes | The Daily Example", "Council votes"),
            ("Council votes - Sport | Daily Example", "Council votes - Sport"),
            ("The Daily Example: Council votes", "Council votes"),
            ("Council - votes", "Council - votes"),
            ("全市教育工作會議召開-某某新聞網", "全市教育工作會議召開"),
            ("全市教育工作會議_某某新聞網", "全市教育工作會議"),
            ("Example", "Example"),
            ("| Example |", "| Example |"),
            ("", ""),
        ];
        for (title, expected) in cases {
            assert_eq!(without_site(title, &sites), expected);
        }
    }
}
