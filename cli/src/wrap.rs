use unicode_linebreak::linebreaks;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Breaks `text` (one line) into lines of at most `width` columns, where the Unicode line breaking
/// algorithm (UAX #14) allows it; words that are longer than a line are broken anywhere.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut begin = 0;
    for (end, _) in linebreaks(text) {
        let word = &text[begin..end];
        begin = end;
        if line.width() + word.trim_end().width() > width {
            finish(&mut lines, &mut line);
        }
        if word.trim_end().width() <= width {
            line.push_str(word);
            continue;
        }
        let mut columns = 0;
        for c in word.chars() {
            columns += c.width().unwrap_or(0);
            if columns > width {
                finish(&mut lines, &mut line);
                columns = c.width().unwrap_or(0);
            }
            line.push(c);
        }
    }
    finish(&mut lines, &mut line);
    lines
}

fn finish(lines: &mut Vec<String>, line: &mut String) {
    let done = std::mem::take(line);
    if !done.trim_end().is_empty() {
        lines.push(done.trim_end().to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_where_the_script_allows_it() {
        for (text, width, expected) in [
            ("the tide turned", 9, vec!["the tide", "turned"]),
            ("the tide turned", 8, vec!["the tide", "turned"]),
            ("市政府副市長", 6, vec!["市政府", "副市長"]),
            // No full stop at the beginning of a line.
            ("市政府副,市長", 8, vec!["市政府", "副,市長"]),
            ("教育(2020年)", 8, vec!["教育", "(2020年)"]),
            ("unbreakable", 4, vec!["unbr", "eaka", "ble"]),
            ("", 4, vec![]),
        ] {
            assert_eq!(wrap(text, width), expected, "{text}");
        }
    }

    #[test]
    fn no_line_is_wider_than_it_may_be() {
        let text = "4月27日,我市召開全市教育工作會議, and then a mixed, longish sentence follows ภาษาไทยไม่มีช่องว่าง";
        for width in 24..60 {
            for line in wrap(text, width) {
                assert!(line.width() <= width, "{width}: {line}");
            }
        }
    }
}
