use crate::site_names::SiteNames;
use text::listed;

/// A separator at which a title may be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    /// Byte offsets of the separator's start and end.
    pub(super) head: usize,
    pub(super) tail: usize,
    /// Whether the separator is also common within headlines: `: `, or a dash with one space.
    pub(super) is_weak: bool,
}

/// The separators of a title, in order. White space must be collapsed.
pub(super) fn cuts(title: &str) -> Vec<Cut> {
    let chars: Vec<(usize, char)> = title.char_indices().collect();
    let byte = |at: usize| chars.get(at).map_or(title.len(), |(byte, _)| *byte);
    let text: Vec<char> = chars.iter().map(|(_, c)| *c).collect();
    let mut cuts = Vec::new();
    let mut at = 0;
    while at < text.len() {
        match separator(&text, at) {
            Some(end) => {
                let (head, tail) = (byte(at), byte(end));
                cuts.push(Cut { head, tail, is_weak: is_weak(&title[head..tail]) });
                at = end;
            }
            None => at += 1,
        }
    }
    cuts
}

/// A title without the site's name at its end, whatever separates them: `Title on The Post`,
/// `Title [The Post]`, `Title:The Post`.
pub(super) fn without_site<'a>(title: &'a str, site: &SiteNames) -> Option<&'a str> {
    /// The maximum number of words in the site's name.
    const WORDS: usize = 8;
    /// The minimum number of words in a headline; `Dota 2 on Steam` is a name.
    const HEADLINE: usize = 5;
    let begins = |at: usize| {
        let before = title[..at].chars().next_back();
        before.is_some_and(|c| !c.is_alphanumeric())
            && title[at..].starts_with(char::is_alphanumeric)
    };
    let starts = title.char_indices().rev().map(|(at, _)| at).filter(|at| begins(*at));
    let start = starts.take(WORDS).find(|at| site.is_declared(&title[*at..]))?;
    let between = |c: char| c == ' ' || SPACED.contains(&c) && c != '»' || "([（［【,".contains(c);
    let head = title[..start].trim_end_matches(between);
    let head = head.strip_suffix(" »").map_or(head, str::trim_end);
    let spaced = title[head.len()..start].trim().is_empty();
    let is_long = head.split(' ').count() > HEADLINE;
    let joint = head.rsplit(' ').next().filter(|word| spaced && is_long && listed(JOINTS, word));
    let head = joint.map_or(head, |word| head[..head.len() - word.len()].trim_end());
    // The last words of `The history of The Post` are part of the title.
    (!head.is_empty() && (joint.is_some() || !spaced)).then_some(head)
}

/// Words between a title and the site's name.
const JOINTS: &str = "on at from via auf bei sur chez op på na en на";

/// Marks that separate parts of a title if they are surrounded by spaces.
const SPACED: &[char] = &[
    '|', '-', '–', '—', '·', '•', ':', '»', '«', '/', '｜', '~', '>', '›', '・', '⋆', '*', '¦',
    '‹', '<', '●', '■', '◆', '♦', '▪', '★', '☆', '－', '―', '‐', '‑', '‒', '−', '│', '∣', '@',
    '～', '▷', '►', '→', '←', '＞', '：', '＿', '_', '^', '∙', '◦', '⋅', '‧', '∘', '⁄',
];
/// Marks that always separate parts of a title.
const ANYWHERE: &[char] = &['|', '｜', '»', '›', '¦', '│', '∣', 'ㅣ', 'ǀ', '❘', '‖'];

/// The end of the separator that begins at `at`.
fn separator(text: &[char], at: usize) -> Option<usize> {
    let get = |at: usize| text.get(at).copied();
    let is = |at: usize, set: &[char]| get(at).is_some_and(|c| set.contains(&c));
    let space = get(at) == Some(' ');
    let mark = at + usize::from(space);
    let behind = |end: usize| end + usize::from(get(end) == Some(' '));
    // Whether a short last part follows that doesn't contain the separator's own marks.
    let last = |end: usize, most: usize, marks: &[char]| {
        let rest = text.get(end..).unwrap_or_default();
        (2..=most).contains(&rest.len()) && !rest.iter().any(|c| marks.contains(c))
    };
    let run = |from: usize, set: &[char]| {
        from + text[from..].iter().take_while(|c| set.contains(c)).count()
    };
    if space && is(mark, SPACED) {
        let end = run(mark, SPACED);
        if get(end) == Some(' ') {
            return Some(end + 1);
        }
    }
    if is(mark, ANYWHERE) {
        return Some(behind(mark + 1));
    }
    if is(mark, &['_']) {
        let end = behind(run(mark, &['_']));
        if last(end, 20, &['_']) {
            return Some(end);
        }
    }
    if is(mark, &['—', '–']) && last(behind(mark + 1), 14, &['—', '–']) {
        return Some(behind(mark + 1));
    }
    let before = at.checked_sub(1).and_then(get);
    let cjk = before.is_some_and(is_cjk);
    let marks = ['-', '：', ':', '－', '＿', '―', '‐', '−', '@'];
    if cjk && is(mark, &marks) {
        let end = behind(run(mark, &marks));
        if last(end, 14, &marks) {
            return Some(end);
        }
    }
    let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let colon = get(at) == Some(':') && get(at + 1) == Some(' ');
    let opening = space && get(at + 1) == Some('-') && word(get(at + 2));
    let closing = word(before) && get(at) == Some('-') && get(at + 1) == Some(' ');
    (colon || opening || closing).then_some(at + 2)
}

/// Whether a character is Han, kana or hangul, or a mark of their scripts: `」`, `！`.
fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff01}'..='\u{ff60}')
}

fn is_weak(separator: &str) -> bool {
    let spaced = separator.starts_with(' ') && separator.ends_with(' ') && separator.len() > 2;
    match separator.trim() {
        ":" => true,
        "-" => !spaced,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article_view::ArticleView;
    use crate::testing::{document, language};

    #[test]
    fn titles_are_cut_at_separators() {
        let cases = [
            ("Council votes | The Daily Example", "Council votes/The Daily Example"),
            (
                "Council votes - Sport | Daily",
                "Council votes/Sport | Daily Council votes - Sport/Daily",
            ),
            ("Well-known facts", ""),
            ("Facts: the well-known", "Facts/the well-known"),
            ("Facts- here", "Facts/here"),
            ("全市教育工作會議-某某新聞網", "全市教育工作會議/某某新聞網"),
            ("全市教育_某某網", "全市教育/某某網"),
            ("全市教育工作會議--某某網", "全市教育工作會議/某某網"),
            ("Cats return ∙ Harbour Post", "Cats return/Harbour Post"),
            ("港の猫が戻る：港湾新聞", "港の猫が戻る/港湾新聞"),
            ("港の猫が戻る－港湾新聞", "港の猫が戻る/港湾新聞"),
            ("Cats return ¦ Harbour Post", "Cats return/Harbour Post"),
            ("Cats return :: Harbour Post", "Cats return/Harbour Post"),
            ("Cats return // Harbour Post", "Cats return/Harbour Post"),
            ("Cats return ● Harbour Post", "Cats return/Harbour Post"),
            ("Cats return « Harbour Post", "Cats return/Harbour Post"),
            ("Cats return _ Harbour Post", "Cats return/Harbour Post"),
            ("港の猫が戻る！-港湾新聞", "港の猫が戻る！/港湾新聞"),
            ("「港の猫」:港湾新聞", "「港の猫」/港湾新聞"),
            (
                "고양이가 돌아왔다-사회ㅣ항구일보",
                "고양이가 돌아왔다/사회ㅣ항구일보 고양이가 돌아왔다-사회/항구일보",
            ),
            ("고양이가 돌아왔다 | 항구일보", "고양이가 돌아왔다/항구일보"),
            ("snake_case in a long headline of many words", ""),
            ("Example", ""),
            ("", ""),
        ];
        for (title, expected) in cases {
            let found: Vec<String> = cuts(title)
                .iter()
                .map(|cut| format!("{}/{}", &title[..cut.head], &title[cut.tail..]))
                .collect();
            assert_eq!(found.join(" "), expected, "{title}");
        }
    }

    #[test]
    fn the_site_is_cut_off_whatever_separates_it() {
        let mut document = document("A text.");
        let name = vec!["Harbour Post".to_owned()];
        document.declared.meta.insert("og:site_name".to_owned(), name);
        let language = language("en");
        let site = ArticleView::new(&document, &language).site_names;
        let cases = [
            ("All of the cats return on Harbour Post", Some("All of the cats return")),
            ("Cats return on Harbour Post", None),
            ("Cats speak C++ | Harbour Post", Some("Cats speak C++")),
            ("Cats return from the Harbour Post", None),
            ("Cats return [Harbour Post]", Some("Cats return")),
            ("Cats return (HARBOUR POST)", Some("Cats return")),
            ("Cats return:Harbour Post", Some("Cats return")),
            ("Did cats return? – Harbour Post", Some("Did cats return?")),
            ("“Cats return” @ Harbour Post", Some("“Cats return”")),
            ("Cats return » Harbour Post", Some("Cats return")),
            ("The history of Harbour Post", None),
            ("Harbour Post", None),
            ("Cats return", None),
        ];
        for (title, expected) in cases {
            assert_eq!(without_site(title, &site), expected, "{title}");
        }
    }
}
