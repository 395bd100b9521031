//! Content that a reader doesn't see as text.

use super::attributes::Attributes;
use super::elements::{is_block, is_unseen};

/// The state at the current position of the walk.
#[derive(Debug)]
pub(super) struct Unseen {
    noscript: Noscript,
    /// Inside a ruby annotation. Its end tag is often left out.
    in_annotation: bool,
    /// A formula was read since the last element that shows formulas began.
    has_formula: bool,
}

/// What to do with the content of `noscript` elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noscript {
    Skip,
    Show,
}

impl Unseen {
    pub(super) fn new(noscript: Noscript) -> Self {
        Self { noscript, in_annotation: false, has_formula: false }
    }

    /// An element begins. Returns whether it and its content are skipped.
    pub(super) fn open(&mut self, name: &str, attributes: &Attributes) -> bool {
        match name {
            "rt" | "rp" | "rtc" => self.in_annotation = true,
            "rb" | "ruby" => self.in_annotation = false,
            _ if is_block(name) => self.in_annotation = false,
            _ => {}
        }
        match name {
            "noscript" => self.noscript == Noscript::Skip,
            // Browsers show the template of a declarative shadow root.
            "template" => attributes.get("shadowrootmode").is_none(),
            "span" => self.draws_formula(attributes),
            _ => is_unseen(name),
        }
    }

    /// An element ends.
    pub(super) fn close(&mut self, name: &str) {
        if matches!(name, "rt" | "rp" | "rtc" | "ruby") || is_block(name) {
            self.in_annotation = false;
        }
    }

    /// A formula was read.
    pub(super) fn formula(&mut self) {
        self.has_formula = true;
    }

    /// Whether text at this position is skipped.
    pub(super) fn is_text_hidden(&self) -> bool {
        self.in_annotation
    }

    /// KaTeX and MathJax give each formula twice: for machines, and as a drawing made of letters. KaTeX
    /// gives the former first and MathJax last, in a script.
    fn draws_formula(&mut self, attributes: &Attributes) -> bool {
        let Some(class) = attributes.get("class") else { return false };
        let has = |name: &str| class.split_ascii_whitespace().any(|class| class == name);
        if has("katex") {
            self.has_formula = false;
        }
        has("katex-html") && self.has_formula
            || ["MathJax", "MathJax_Preview", "MathJax_SVG", "MathJax_CHTML"].into_iter().any(has)
    }
}

/// Whether a script is the source of a formula that MathJax draws.
pub(super) fn is_formula(attributes: &Attributes) -> bool {
    attributes.get("type").is_some_and(|kind| kind.trim_start().starts_with("math/tex"))
}
