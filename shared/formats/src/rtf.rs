//! Rich Text Format 1.9: text, headings, lists, tables, links, notes and properties.

mod charset;
mod reader;
mod state;
mod tokens;
mod words;

use crate::{FormatError, Reading};

/// Reads an RTF document. Headers, footers, pictures and deleted text are left out; foot- and endnotes
/// follow the text.
pub(crate) fn read(document: &[u8]) -> Result<Reading, FormatError> {
    reader::Document::read(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_pages_unicode_and_structure_are_read() {
        let document = br#"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 A;}{\f1\fcharset204 B;}}{\stylesheet{\s1\outlinelevel0 heading 1;}{\s2 Normal;}}{\info{\title Night train}{\author Ada Mooring}{\creatim\yr2026\mo5\dy1\hr9\min5}}{\header page 1}\pard\s1 Night\par\pard\s2 Caf\'e9 \f1\'cf\'f0\f0  \u8364? \u-10179?\u-8704?{\*\bkmkstart x}{\v hidden}{\deleted gone}\par\pard\ls1\ilvl1{\listtext\'b7\tab}item\par\trowd\intbl a\cell b\cell\row\pard{\field{\*\fldinst{HYPERLINK "https://example.org/"}}{\fldrslt{link}}} after{\footnote note}\par}"#;
        let reading = read(document).unwrap();
        let html = reading.html;
        for part in [
            "<h1>Night</h1>",
            "<p>Caf\u{e9} \u{41f}\u{440} \u{20ac} \u{1f600}</p>",
            "<ul><li><ul><li>item</li>",
            "<tr><td>a</td>\n<td>b</td>\n</tr>",
            "<a href=\"https://example.org/\">link</a> after",
            "<p>[1] note</p>",
        ] {
            assert!(html.contains(part), "{part}\n{html}");
        }
        for gone in ["hidden", "gone", "page 1", "bkmk"] {
            assert!(!html.contains(gone), "{gone}\n{html}");
        }
        assert_eq!(reading.title.unwrap().value, "Night train");
        assert_eq!(reading.declared.authors[0].value, "Ada Mooring");
        assert_eq!(reading.declared.dates.published[0].value, "2026-05-01T09:05");
    }

    #[test]
    fn a_text_that_is_given_twice_is_read_once() {
        let document = br"{\rtf1{\info{\upr{\title Ya??}{\*\ud{\title Ya\u287?\u305?}}}}a {\upr{b?}{\*\ud{b\u287?}}} c\par}";
        let reading = read(document).unwrap();
        assert_eq!(reading.title.unwrap().value, "Ya\u{11f}\u{131}");
        assert_eq!(reading.html, "<p>a b\u{11f} c</p>\n");
    }

    #[test]
    fn symbols_raised_text_and_utf_8_are_read() {
        let cases = [
            (
                r"{\rtf1{\fonttbl{\f1\fcharset2 Symbol;}}{\f1 a\'b3\u-3999 ?}}",
                "\u{3b1}\u{2265}\u{3b1}",
            ),
            (
                r"{\rtf1 10{\super 6} H{\sub 2}O\super 1\nosupersub .}",
                "10<sup>6</sup> H<sub>2</sub>O<sup>1</sup>.",
            ),
            (r#"{\rtf1{\field{\*\fldinst SYMBOL 109 \\f "Symbol"}{\fldrslt}}}"#, "\u{3bc}"),
            (
                r"{\rtf1{\field{\*\fldinst HYPERLINK https://a.example }{\fldrslt b}}}",
                "<a href=\"https://a.example\">b</a>",
            ),
            ("{\\rtf1\\ansi Caf\u{e9}}", "Caf\u{e9}"),
        ];
        for (document, expected) in cases {
            let html = read(document.as_bytes()).unwrap().html;
            assert_eq!(html, format!("<p>{expected}</p>\n"), "{document}");
        }
    }

    #[test]
    fn code_pages_of_dos_are_read() {
        let cases = [
            (r"{\rtf1\pc Caf\'82}", "Caf\u{e9}"),
            (r"{\rtf1\ansi\ansicpg850 Stra\'e1e}", "Stra\u{df}e"),
            (r"{\rtf1\ansi\ansicpg852 \'86}", "\u{107}"),
        ];
        for (document, expected) in cases {
            let html = read(document.as_bytes()).unwrap().html;
            assert_eq!(html, format!("<p>{expected}</p>\n"), "{document}");
        }
    }

    #[test]
    fn a_note_says_nothing_of_the_paragraph_that_it_is_in() {
        let document =
            br"{\rtf1\ansi After{\super\chftn}{\footnote\pard\plain{\super\chftn} A note.}\par}";
        assert_eq!(read(document).unwrap().html, "<p>After[1]</p>\n<p>[1]  A note.</p>\n");
    }

    #[test]
    fn what_programs_get_wrong_is_read() {
        let cases = [
            (r"{\rtf1 {\f2\*\cs7 inside}\par}", "<p>inside</p>"),
            (r"{\rtf1 a\cell b\cell }}{", "<tr><td>a</td>\n<td>b</td>\n</tr>"),
            (r"{\rtf1 a\par}\'ff\'fe trash", "<p>a</p>\n"),
            (r"{\rtf1 {\b a\par}", "<p>a</p>\n"),
        ];
        for (document, expected) in cases {
            let html = read(document.as_bytes()).unwrap().html;
            assert!(html.contains(expected) && !html.contains("trash"), "{document}\n{html}");
        }
        assert!(read(br"{\rtf1 {\b a\par").is_err());
    }
}
