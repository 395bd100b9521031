use article::Registrations;

use crate::article_view::ArticleView;
use text::script::is_han;

/// Registrations of a Chinese site, from the boilerplate of the text.
pub(crate) fn find(view: &ArticleView<'_>) -> Option<Registrations> {
    let lines = &view.document.boilerplate;
    let registrations = Registrations {
        icp: lines.iter().find_map(|line| icp(line)),
        public_security: lines.iter().find_map(|line| public_security(line)),
    };
    (registrations != Registrations::default()).then_some(registrations)
}

/// The ICP filing: province, `ICP備` or `ICP證`, six to eight digits, `號`, the site's number.
fn icp(line: &str) -> Option<String> {
    let at = line.find("ICP")?;
    let province = line[..at].chars().next_back().filter(|c| is_han(*c))?;
    let (kind, rest) = one_of(line[at + 3..].trim_start(), &['備', '备', '證', '证'])?;
    let rest = rest.trim_start_matches(['字', '第', ' ']);
    let (digits, rest) = digits(rest);
    if !(6..=8).contains(&digits.len()) {
        return None;
    }
    let Some((mark, rest)) = one_of(rest, &['號', '号']) else {
        return Some(format!("{province}ICP{kind}{digits}"));
    };
    let site = rest.strip_prefix('-').map(|rest| self::digits(rest).0).filter(|d| !d.is_empty());
    let site = site.map(|site| format!("-{site}")).unwrap_or_default();
    Some(format!("{province}ICP{kind}{digits}{mark}{site}"))
}

/// The digits of the public security record.
fn public_security(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("公網安備").or_else(|| line.split_once("公网安备"))?;
    let (digits, _) = digits(rest.trim_start_matches([' ', '　', '第', ':', '：']));
    (10..=16).contains(&digits.len()).then(|| digits.to_owned())
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

fn one_of<'a>(text: &'a str, chars: &[char]) -> Option<(char, &'a str)> {
    let first = text.chars().next().filter(|c| chars.contains(c))?;
    Some((first, &text[first.len_utf8()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_filings_in_both_scripts() {
        let cases = [
            ("蘇ICP備14051488號-3技術支持:某公司", Some("蘇ICP備14051488號-3")),
            ("备案号：京ICP备05012345号", Some("京ICP备05012345号")),
            ("沪ICP证060773号", Some("沪ICP证060773号")),
            ("ICP備14051488號", None),
            ("蘇ICP備12號", None),
            ("蘇ICP", None),
        ];
        for (line, expected) in cases {
            assert_eq!(icp(line).as_deref(), expected, "{line}");
        }
        let security = public_security("京公网安备 11010502030143号");
        assert_eq!(security.as_deref(), Some("11010502030143"));
        assert_eq!(public_security("公網安備"), None);
    }
}
