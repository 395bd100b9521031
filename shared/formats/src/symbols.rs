//! The characters of symbol fonts whose codes are not Unicode: Symbol, and the most frequent ones
//! of Wingdings.

/// Symbol (ISO 32000-1, D.6): the characters from a code. `\0` stands for none.
const SYMBOL: [(u8, &str); 2] = [
    (
        32,
        " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼",
    ),
    (
        160,
        "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\0⟩∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭",
    ),
];
/// Wingdings: bullets, arrows, boxes to tick, numbers in circles.
const WINGDINGS: [(u8, &str); 15] = [
    (0x21, "✏✂✁"),
    (0x28, "☎"),
    (0x45, "☜☞☝☟"),
    (0x4a, "☺😐☹"),
    (0x6c, "●❍■□"),
    (0x71, "❑❒"),
    (0x75, "◆❖"),
    (0x80, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
    (0x9f, "•"),
    (0xa7, "▪◻"),
    (0xd8, "➢"),
    (0xdf, "←→↑↓"),
    (0xe8, "➔"),
    (0xef, "⇦⇨⇧⇩⬄"),
    (0xfb, "✗✓☒☑"),
];

/// A font whose codes are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Symbols {
    Symbol,
    Wingdings,
}

impl Symbols {
    /// The font of this name.
    pub(crate) fn of_font(name: &str) -> Option<Self> {
        match name.trim() {
            "Symbol" => Some(Self::Symbol),
            "Wingdings" => Some(Self::Wingdings),
            _ => None,
        }
    }

    /// The character of a code, which programs also write in the private use area (U+F020 to U+F0FF).
    pub(crate) fn character(self, code: u32) -> Option<char> {
        let code = u8::try_from(if code >> 8 == 0xf0 { code & 0xff } else { code }).ok()?;
        let among = |(first, all): &(u8, &str)| all.chars().nth(code.checked_sub(*first)?.into());
        let found = match self {
            Self::Symbol => SYMBOL.iter().find_map(among),
            Self::Wingdings => WINGDINGS.iter().find_map(among),
        };
        found.filter(|character| *character != '\0')
    }

    /// A text in this font. Unknown characters, and those outside the private use area, are kept.
    pub(crate) fn text(self, text: &str) -> String {
        let is_private = |c: char| matches!(c, '\u{f020}'..='\u{f0ff}');
        let shown = |c| if is_private(c) { self.character(c.into()).unwrap_or(c) } else { c };
        text.chars().map(shown).collect()
    }
}

/// The character that a field shows: `SYMBOL 109 \f "Symbol"`.
pub(crate) fn of_field(instruction: &str) -> Option<char> {
    let rest = instruction.trim_start().strip_prefix("SYMBOL ")?;
    let code = rest.split_whitespace().next()?;
    let code = match code.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => code.parse().ok()?,
    };
    match rest.split('"').nth(1) {
        Some(font) => Symbols::of_font(font)?.character(code),
        None => char::from_u32(code),
    }
}

/// The address of a field: `HYPERLINK "https://example.org"`, with or without quotation marks.
pub(crate) fn address(instruction: &str) -> Option<&str> {
    let rest = instruction.trim_start().strip_prefix("HYPERLINK")?.trim_start();
    let address = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => rest.split_whitespace().next().filter(|word| !word.starts_with('\\')),
    };
    address.filter(|address| !address.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbol_fonts_have_characters() {
        let of = |font, code| Symbols::of_font(font).and_then(|font| font.character(code));
        let cases = [
            ("Symbol", 0x6d, Some('μ')),
            ("Symbol", 0xf061, Some('α')),
            ("Symbol", 0xb3, Some('≥')),
            ("Symbol", 0xfe, Some('⎭')),
            ("Symbol", 0xf0, None),
            ("Symbol", 0x90, None),
            ("Wingdings", 0xf0e0, Some('→')),
            ("Wingdings", 0xfe, Some('☑')),
            ("Wingdings", 0x95, Some('❿')),
            ("Wingdings", 0x41, None),
            ("Arial", 0x61, None),
        ];
        for (font, code, expected) in cases {
            assert_eq!(of(font, code), expected, "{font} {code:x}");
        }
        assert_eq!(Symbols::Symbol.text("a \u{f061}"), "a α");
    }

    #[test]
    fn fields_show_symbols_and_lead_elsewhere() {
        assert_eq!(of_field(" SYMBOL 109 \\f \"Symbol\" \\s 12"), Some('μ'));
        assert_eq!(of_field("SYMBOL 0xE0 \\f \"Wingdings\""), Some('→'));
        assert_eq!(of_field("PAGE"), None);
        let cases = [
            (" HYPERLINK \"https://example.org/a b\" \\o \"tip\"", Some("https://example.org/a b")),
            ("HYPERLINK https://example.org/two ", Some("https://example.org/two")),
            ("HYPERLINK \\l \"anchor\"", None),
            ("REF x", None),
        ];
        for (instruction, expected) in cases {
            assert_eq!(address(instruction), expected);
        }
    }
}
