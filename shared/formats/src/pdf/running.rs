//! Text at the edges of pages that is not part of the document: running heads, page numbers, line
//! numbers.

use std::collections::{HashMap, HashSet};

use super::lines::Line;

/// The lines of a page, and how tall it is.
pub(super) struct Sheet {
    pub(super) lines: Vec<Line>,
    pub(super) height: f64,
}

/// The part of a page at its top and at its bottom where heads and feet are.
const EDGE: f64 = 0.14;
/// Maximum number of lines of a page, from either end, that are checked.
const LINES: usize = 4;
/// On a single page with fewer lines, a number may be anything.
const TEXT: usize = 10;

/// Removes running heads and feet, page numbers and line numbers.
pub(super) fn remove(sheets: &mut [Sheet]) {
    // On how many pages.
    let mut seen: HashMap<(String, i64), usize> = HashMap::new();
    for (number, sheet) in sheets.iter().enumerate() {
        let keys = edges(sheet).into_iter().flat_map(|at| keys(&sheet.lines[at], number));
        for key in keys.collect::<HashSet<_>>() {
            *seen.entry(key).or_default() += 1;
        }
    }
    let all: usize = sheets.iter().map(|sheet| sheet.lines.len()).sum();
    if sheets.iter().map(|sheet| edges(sheet).len()).sum::<usize>() == all
        && all < 2 * sheets.len() + 2
    {
        // Nothing else is on the pages.
        return;
    }
    let is_short = sheets.len() == 1 && all < TEXT;
    // Heads alternate on facing pages, and a chapter's head is on a few pages.
    let least = 2.max(sheets.len() / 12);
    for (number, sheet) in sheets.iter_mut().enumerate() {
        let removed: Vec<usize> = edges(sheet)
            .into_iter()
            .filter(|at| {
                let line = &sheet.lines[*at];
                let is_head = keys(line, number).into_iter().any(|(key, height)| {
                    let times = |off| seen.get(&(key.clone(), height + off));
                    is_repeatable(&key) && (-2..=2).filter_map(times).sum::<usize>() >= least
                });
                is_head || !is_short && is_page_number(&line.text, number)
            })
            .collect();
        let mut at = 0;
        let removed = with_print(sheet, removed);
        sheet.lines.retain(|_| {
            at += 1;
            !removed.contains(&(at - 1))
        });
        remove_line_numbers(&mut sheet.lines);
    }
}

/// The lines near the top and the bottom of a page.
fn edges(sheet: &Sheet) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sheet.lines.len()).collect();
    order.sort_by(|a, b| sheet.lines[*a].base.total_cmp(&sheet.lines[*b].base));
    let is_top = |at: &usize| sheet.lines[*at].base < sheet.height * EDGE;
    let is_bottom = |at: &usize| sheet.lines[*at].base > sheet.height * (1.0 - EDGE);
    let mut edges: Vec<usize> = order.iter().copied().take(LINES).filter(|at| is_top(at)).collect();
    edges.extend(order.iter().rev().copied().take(LINES).filter(|at| is_bottom(at)));
    edges
}

/// Maximum number of numbers in a head.
const NUMBERS: usize = 6;

/// What a running head is recognized by: its words and its height. One of its numbers may count the pages, so
/// that it is as far from the page's on each of them. Other numbers are the same: those that differ, as in
/// tables, are no head.
fn keys(line: &Line, page: usize) -> Vec<(String, i64)> {
    let height = (line.base / 2.0).round() as i64;
    let text: String = line.text.chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.to_lowercase();
    let mut keys = Vec::new();
    let mut rest = 0;
    while let Some(begin) = text[rest..].find(|c: char| c.is_ascii_digit()).map(|at| rest + at)
        && keys.len() < NUMBERS
    {
        let after = text[begin..].find(|c: char| !c.is_ascii_digit());
        let end = after.map_or(text.len(), |after| begin + after);
        if let Ok(number) = text[begin..end].parse::<i64>() {
            let off = number.wrapping_sub(page as i64);
            keys.push((format!("{}#{off}#{}", &text[..begin], &text[end..]), height));
        }
        rest = end;
    }
    keys.push((text, height));
    keys
}

/// Whether the same words on several pages are a head. A list's bullets or a mark are too little, and
/// a sentence is too much.
fn is_repeatable(key: &str) -> bool {
    (3..=160).contains(&key.chars().count())
}

/// Whether a line is just the number of this page, which is the `index`th of the document.
fn is_page_number(text: &str, index: usize) -> bool {
    let text = text.trim();
    let core = text.trim_matches(|c: char| !c.is_alphanumeric());
    // A browser prints the address of a page and `1/3`.
    let last = text.rsplit(' ').next().unwrap_or_default();
    if (is_print(text) || last == text)
        && let Some((one, all)) = last.split_once('/')
        && one.parse() == Ok(index + 1)
        && all.parse().is_ok_and(|all: usize| all > index)
    {
        return true;
    }
    if text.chars().count() > 20 || core.is_empty() {
        return false;
    }
    let number = index + 1;
    let words: Vec<&str> = core.split_whitespace().collect();
    match words[..] {
        [one] => one.parse() == Ok(number),
        // Page 3, - 3 -: not Table 3.
        [word, one] if core.len() < 16 => one.parse() == Ok(number) && is_page_word(word),
        // 3 of 12, 3 / 12
        [one, _, all] => {
            one.parse() == Ok(number) && all.parse().is_ok_and(|all: usize| all >= number)
        }
        [_, one, _, all] => {
            one.parse() == Ok(number) && all.parse().is_ok_and(|all: usize| all >= number)
        }
        _ => false,
    }
}

/// Whether a word before a number may mean "page", in languages with an alphabet.
fn is_page_word(word: &str) -> bool {
    const WORDS: [&str; 24] = [
        "page",
        "p",
        "pg",
        "seite",
        "s",
        "página",
        "pagina",
        "pág",
        "pag",
        "strona",
        "str",
        "strana",
        "sida",
        "sidan",
        "side",
        "sivu",
        "oldal",
        "sayfa",
        "стр",
        "страница",
        "сторінка",
        "σελίδα",
        "halaman",
        "trang",
    ];
    let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    word.is_empty() || WORDS.contains(&word.as_str())
}

/// Adds what a browser prints at the edges of a page: the address beside the page number, and a
/// date beside the title at the top.
fn with_print(sheet: &Sheet, mut removed: Vec<usize>) -> Vec<usize> {
    let lines = &sheet.lines;
    let edges = edges(sheet);
    let address = edges.iter().find(|at| {
        is_print(&lines[**at].text)
            && removed.iter().any(|other| lines[*other].is_beside(&lines[**at]))
    });
    if address.is_some() {
        removed.extend(address);
        let stamp = edges.iter().find(|at| is_stamp(&lines[**at].text));
        let beside = edges
            .iter()
            .filter(|at| stamp.is_some_and(|stamp| lines[*stamp].is_beside(&lines[**at])));
        removed.extend(beside);
    }
    removed
}

/// Whether a line is the foot that a browser prints: an address and `1/3`.
fn is_print(text: &str) -> bool {
    text.contains("://")
}

/// Whether a line is the head that a browser prints: it begins with a date and a time.
fn is_stamp(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let has_digits = |word: Option<&str>, c: char| {
        word.is_some_and(|word| word.contains(c) && word.starts_with(|c: char| c.is_ascii_digit()))
    };
    (has_digits(words.next(), '/') || has_digits(text.split_whitespace().next(), '.'))
        && has_digits(words.next(), ':')
}

/// Removes the numbers that are drawn left of the lines of drafts and of code.
fn remove_line_numbers(lines: &mut Vec<Line>) {
    let number = |line: &Line| line.text.trim().parse::<u32>().ok();
    let left = lines
        .iter()
        .filter(|line| number(line).is_none())
        .map(|line| line.left)
        .fold(f64::INFINITY, f64::min);
    let mut numbers: Vec<(f64, u32)> = lines
        .iter()
        .filter(|line| line.right <= left)
        .filter_map(|line| Some((line.base, number(line)?)))
        .collect();
    numbers.sort_by(|a, b| a.0.total_cmp(&b.0));
    let steps: Vec<u32> =
        numbers.windows(2).map(|pair| pair[1].1.saturating_sub(pair[0].1)).collect();
    let same = steps.iter().filter(|step| **step > 0 && Some(*step) == steps.first()).count();
    let beside = lines.iter().filter(|line| {
        let is_number = line.right <= left && number(line).is_some();
        is_number && lines.iter().any(|text| text.left >= left && text.is_beside(line))
    });
    let beside = beside.count();
    if numbers.len() >= 6 && same * 10 >= steps.len() * 9 && beside * 10 >= numbers.len() * 8 {
        lines.retain(|line| line.right > left || number(line).is_none());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, left: f64, base: f64) -> Line {
        let right = left + 6.0 * text.len() as f64;
        Line { text: text.to_owned(), left, right, base, size: 12.0, is_bold: false, element: None }
    }

    /// What stays of a page of 800 points.
    fn kept(lines: Vec<Line>) -> Vec<String> {
        let mut sheets = [Sheet { lines, height: 800.0 }];
        remove(&mut sheets);
        sheets[0].lines.iter().map(|line| line.text.clone()).collect()
    }

    #[test]
    fn a_number_at_the_edge_is_that_of_the_page_only_below_a_text() {
        assert_eq!(kept(vec![line("A form", 50.0, 400.0), line("1", 300.0, 780.0)]).len(), 2);
        let text = (0..12).map(|row| line("A text", 50.0, 100.0 + 14.0 * f64::from(row)));
        let mut lines: Vec<Line> = text.collect();
        lines.extend(["1", "Page 1", "Seite 1 / 1"].map(|foot| line(foot, 300.0, 780.0)));
        lines.push(line("Table 1", 50.0, 790.0));
        let kept = kept(lines);
        assert_eq!((kept.len(), kept.last().map(String::as_str)), (13, Some("Table 1")));
    }

    #[test]
    fn a_head_is_on_several_pages_and_counts_them() {
        let page = |number: usize| {
            let text = |row: usize| line("A text", 50.0, 200.0 + 14.0 * row as f64);
            let mut lines: Vec<Line> = (0..12).map(text).collect();
            let heads = ["The ferry".to_owned(), format!("Page {} of 9", number + 6)];
            // Cells of a table are beside each other, and its rows differ from page to page.
            let cells = ["Value 1", "Value 2"].map(str::to_owned);
            let rows = [format!("Gamma {}", number * number)];
            let all = heads.into_iter().chain(cells).chain(rows).enumerate();
            lines.extend(all.map(|(at, text)| line(&text, 100.0 * at as f64, 40.0)));
            if number > 0 {
                lines.retain(|line| !line.text.starts_with("Value"));
            }
            Sheet { lines, height: 800.0 }
        };
        let mut sheets = [page(0), page(1), page(2)];
        remove(&mut sheets);
        let edge = |sheet: &Sheet| -> Vec<String> {
            let lines = sheet.lines.iter().filter(|line| line.base < 100.0);
            lines.map(|line| line.text.clone()).collect()
        };
        let kept = sheets.each_ref().map(edge);
        assert_eq!(kept[0], ["Value 1", "Value 2", "Gamma 0"]);
        assert_eq!(kept[1..], [["Gamma 1"], ["Gamma 4"]]);
    }

    #[test]
    fn numbers_are_those_of_lines_only_beside_lines() {
        let numbers = |text: &str| -> Vec<Line> {
            let base = |row: u32| 100.0 + 14.0 * f64::from(row);
            let number = (1..9).map(|row| line(&row.to_string(), 20.0, base(row)));
            number.chain((1..9).map(|row| line(text, 60.0, base(row)))).collect()
        };
        assert_eq!(kept(numbers("A text")).len(), 8);
        let mut alone = numbers("A text");
        alone.truncate(8);
        assert_eq!(kept(alone).len(), 8, "there is nothing beside them");
    }
}
