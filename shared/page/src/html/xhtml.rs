//! Differences of XHTML from HTML: any element may close itself, and CDATA sections are text.

use std::borrow::Cow;

/// Whether a page is XHTML.
pub(super) fn is_xml(html: &str) -> bool {
    html.trim_start().starts_with("<?xml")
}

/// Replaces the CDATA sections of an XHTML page by text. Sections inside comments of scripts and style
/// sheets stay.
pub(super) fn without_cdata(html: &str) -> Cow<'_, str> {
    if !is_xml(html) || !html.contains(BEGIN) {
        return Cow::Borrowed(html);
    }
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(BEGIN) {
        text.push_str(before);
        let line = before.trim_end();
        let (section, behind) = after.split_once("]]>").unwrap_or((after, ""));
        if line.ends_with("//") || line.ends_with("/*") {
            text.push_str(BEGIN);
            rest = after;
        } else {
            text.push_str(&section.replace('&', "&amp;").replace('<', "&lt;"));
            rest = behind;
        }
    }
    text.push_str(rest);
    Cow::Owned(text)
}

const BEGIN: &str = "<![CDATA[";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cdata_sections_are_text_in_xhtml_only() {
        let cases = [
            (
                "<?xml version='1.0'?><p><![CDATA[a < b & c]]>d</p>",
                "<?xml version='1.0'?><p>a &lt; b &amp; cd</p>",
            ),
            ("<?xml?><p><![CDATA[a", "<?xml?><p>a"),
            ("<?xml?>// <![CDATA[\na<b // ]]>", "<?xml?>// <![CDATA[\na<b // ]]>"),
            ("<p><![CDATA[a]]>b</p>", "<p><![CDATA[a]]>b</p>"),
        ];
        for (html, expected) in cases {
            assert_eq!(without_cdata(html), expected);
        }
    }
}
