//! Categories of elements. Names are those of the HTML standard (WHATWG).

/// Elements without content (section 13.1.2).
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
            | "frame"
            | "keygen"
            | "basefont"
            | "bgsound"
    )
}

/// Elements that a reader doesn't see as text. They are left out with their content.
pub(super) fn is_unseen(name: &str) -> bool {
    matches!(
        name,
        "svg"
            | "math"
            | "template"
            | "noscript"
            | "object"
            | "applet"
            | "select"
            | "canvas"
            | "audio"
            | "video"
            | "datalist"
    )
}

/// Elements that don't nest in the walk: their content is treated as content of the element around
/// them. A page has them once, or they only format text and a parser would copy them to wherever
/// they are left open.
pub(super) fn is_transparent(name: &str) -> bool {
    matches!(
        name,
        "html"
            | "head"
            | "body"
            | "frameset"
            | "b"
            | "big"
            | "code"
            | "em"
            | "font"
            | "i"
            | "nobr"
            | "s"
            | "small"
            | "strike"
            | "strong"
            | "tt"
            | "u"
            | "ruby"
            | "rb"
            | "rtc"
            | "rt"
            | "rp"
    )
}

/// Block elements. A paragraph never crosses their boundary.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "legend"
            | "li"
            | "listing"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "option"
            | "p"
            | "plaintext"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "caption"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
            | "template"
            | "xmp"
    )
}

/// Whether a line ends where the element begins and ends.
pub(super) fn ends_line(name: &str) -> bool {
    is_block(name) || matches!(name, "td" | "th" | "button" | "label")
}

/// Elements that are closed by the start of a new one, and the elements that this doesn't cross.
pub(super) fn closed_by(name: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    match name {
        "li" => Some((&["li"], &["ul", "ol", "menu", "dir", "table"])),
        "dt" | "dd" => Some((&["dt", "dd"], &["dl", "table"])),
        "td" | "th" => Some((&["td", "th"], &["tr", "table"])),
        "tr" => Some((&["tr"], &["table"])),
        "tbody" | "thead" | "tfoot" => Some((&["tbody", "thead", "tfoot"], &["table"])),
        "a" => Some((&["a"], SCOPE)),
        "option" => Some((&["option"], SCOPE)),
        "button" => Some((&["button"], SCOPE)),
        _ if is_block(name) => Some((&["p"], SCOPE)),
        _ => None,
    }
}

/// Elements that end the scope of an end tag (section 13.2.4.2).
pub(super) const SCOPE: &[&str] = &["td", "th", "caption", "table", "button"];
