use super::charset::Charset;

#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    pub(super) place: Place,
    pub(super) charset: Option<Charset>,
    /// How many characters stand for a Unicode character in old programs.
    pub(super) fallback: usize,
    pub(super) is_hidden: bool,
    pub(super) is_bold: bool,
    /// `sup` or `sub`.
    pub(super) raised: Option<&'static str>,
    /// The size of type, in half points.
    pub(super) size: i32,
    /// Its text is given twice; what it holds is skipped, but for the text in Unicode.
    pub(super) is_doubled: bool,
    /// `\*` was the last token: the destination may be unknown.
    pub(super) is_optional: bool,
}

/// Where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Text,
    Note,
    Fonts,
    Styles,
    Info,
    Title,
    Author,
    Created,
    Instruction,
    Skipped,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) heading: Option<usize>,
}

/// What the paragraph's properties say.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Paragraph {
    pub(super) style: Style,
    pub(super) is_list: bool,
    pub(super) level: usize,
    pub(super) in_table: bool,
    /// Whether it has text that is not in large, bold type.
    pub(super) has_small: bool,
    /// Its first line begins to the left of the others, in twips.
    pub(super) is_hanging: bool,
    pub(super) indent: i32,
}
