//! Declared charsets.

use encoding_rs::{Encoding, GB18030, GBK, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE};

/// Number of bytes searched for the page's own declaration. The standard's 1 KB are too few for many
/// pages.
const PRESCAN: usize = 4096;

/// The charset in a content type such as `text/html; charset="gb2312"`.
pub(super) fn in_content_type(content_type: &str) -> Option<&'static Encoding> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let named = name.trim().eq_ignore_ascii_case("charset");
        named.then(|| known(value.trim().trim_matches(['"', '\'']))).flatten()
    })
}

/// The charset that a page declares: `<meta charset=…>`, the older `http-equiv` form, or
/// `<?xml encoding=…?>`.
pub(super) fn in_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(PRESCAN)].to_ascii_lowercase();
    let xml = head.trim_ascii_start().strip_prefix(b"<?xml").and_then(|rest| {
        let end = rest.iter().position(|b| *b == b'>')?;
        after(&rest[..end], b"encoding").and_then(value)
    });
    xml.or_else(|| {
        let mut rest = head.as_slice();
        while let Some(tag) = after(rest, b"<meta") {
            let end = tag.iter().position(|b| *b == b'>').unwrap_or(tag.len());
            if let Some(found) = after(&tag[..end], b"charset").and_then(value) {
                return Some(found);
            }
            rest = &tag[end..];
        }
        None
    })
    // A page whose declaration can be read is not in UTF-16 (HTML standard, section 13.2.3.2).
    .map(|found| if found == UTF_16LE || found == UTF_16BE { UTF_8 } else { found })
}

/// The language of a page according to its `html` element: the primary subtag in lower case.
pub(super) fn language(bytes: &[u8]) -> Option<&str> {
    let tag = html_tag(&bytes[..bytes.len().min(PRESCAN)])?;
    let name = tag.windows(6).position(|window| window.eq_ignore_ascii_case(b" lang="))?;
    let value = tag[name + 6..].strip_prefix(b"\"").or(tag[name + 6..].strip_prefix(b"'"));
    let value = value.unwrap_or(&tag[name + 6..]);
    let end = value.iter().position(|b| !b.is_ascii_lowercase()).unwrap_or(value.len());
    std::str::from_utf8(&value[..end]).ok()
}

fn html_tag(head: &[u8]) -> Option<&[u8]> {
    let start = head.windows(5).position(|window| window.eq_ignore_ascii_case(b"<html"))?;
    let end = head[start..].iter().position(|b| *b == b'>')?;
    Some(&head[start..start + end])
}

/// The bytes after the first `needle`.
fn after<'a>(bytes: &'a [u8], needle: &[u8]) -> Option<&'a [u8]> {
    let at = bytes.windows(needle.len()).position(|window| window == needle)?;
    Some(&bytes[at + needle.len()..])
}

/// The charset in ` = "gbk"`.
fn value(rest: &[u8]) -> Option<&'static Encoding> {
    let rest = rest.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|b| matches!(b, b'"' | b'\'' | b';' | b' ' | b'/' | b'?'));
    known(std::str::from_utf8(&rest[..end.unwrap_or(rest.len())]).ok()?)
}

fn known(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.as_bytes()).filter(|found| *found != REPLACEMENT).map(widened)
}

/// GB 18030 contains GBK, and text labelled `gb2312` often needs both.
pub(super) fn widened(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == GBK { GB18030 } else { encoding }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets_in_content_types_are_read() {
        let cases = [
            ("text/html; charset=\"GB2312\"", Some("gb18030")),
            ("text/plain;charset=Shift_JIS;format=flowed", Some("Shift_JIS")),
            ("text/plain; charset=unicorn", None),
            ("text/plain; charset=hz-gb-2312", None),
            ("text/plain", None),
            (";=;charset", None),
        ];
        for (content_type, expected) in cases {
            assert_eq!(in_content_type(content_type).map(Encoding::name), expected);
        }
    }

    #[test]
    fn the_language_of_a_page_is_read() {
        let cases = [
            ("<!DOCTYPE html><HTML dir=ltr lang=\"pl-PL\"><p>", Some("pl")),
            ("<html lang=tr>", Some("tr")),
            ("<html><p lang=tr>", None),
            ("<html lang", None),
        ];
        for (page, expected) in cases {
            assert_eq!(language(page.as_bytes()), expected, "{page}");
        }
    }

    #[test]
    fn charsets_declared_by_pages_are_read() {
        let cases: [(&str, Option<&str>); 7] = [
            ("<html><META CHARSET=Big5>", Some("Big5")),
            (
                "<meta name=x><meta http-equiv=a content='text/html; charset=euc-kr'>",
                Some("EUC-KR"),
            ),
            ("<?xml version='1.0' encoding='koi8-r'?><html>", Some("KOI8-R")),
            ("<meta charset=utf-16>", Some("UTF-8")),
            ("<p>charset=big5</p>", None),
            ("<meta charset", None),
            ("<meta charset=", None),
        ];
        for (page, expected) in cases {
            assert_eq!(in_page(page.as_bytes()).map(Encoding::name), expected, "{page}");
        }
    }
}
