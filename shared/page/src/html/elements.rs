//! Which elements do what. Names are those of WHATWG HTML; sets are sorted by use.

/// Elements without content (13.1.2).
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

/// Elements whose content is no markup (13.2.5.1), up to their own end tag.
pub(super) fn is_raw(name: &str) -> bool {
    matches!(
        name,
        "script" | "style" | "textarea" | "title" | "xmp" | "iframe" | "noembed" | "noframes"
    )
}

/// Elements that no reader of the text sees, left out with all that is in them.
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
            | "rt"
            | "rp"
    )
}

/// Elements that a walk passes over while it reads what is in them: a page has them once, or (the
/// formatting elements) a parser would make copies of them wherever they are left open.
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
    )
}

/// Elements that stand as a block of their own: a text never runs across their edge.
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
            | "xmp"
    )
}

/// What a new element closes by its mere beginning, and the elements past which it does not.
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

/// What ends the reach of an end tag (13.2.4.2).
pub(super) const SCOPE: &[&str] = &["td", "th", "caption", "table", "button"];
