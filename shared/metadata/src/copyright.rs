use article::Document;

use crate::dates::{is_digit, number};
use crate::meta;
use text::one_line;

/// The statements about copyright in a line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct CopyrightNotice {
    /// The holders, in order.
    pub(crate) holders: Vec<String>,
    /// The years, first and last.
    pub(crate) years: Vec<i16>,
    /// The reservation of rights, as written: `All Rights Reserved`.
    pub(crate) statement: Option<String>,
    /// Whether the line contains the sign or the word: `©`, `Copyright`.
    pub(crate) is_signed: bool,
}

/// The maximum length of a holder's name, in characters.
const LONGEST: usize = 60;
/// How much of a line is read, in bytes.
const READ: usize = 2_000;

impl CopyrightNotice {
    /// Reads a line. The notice is empty if the line says nothing about copyright.
    pub(crate) fn read(line: &str) -> Self {
        let line = text::cut(line.trim(), READ);
        let mut notice = Self::default();
        if let Some(claim) = after_sign(line) {
            notice.is_signed = true;
            let (years, named) = years(claim);
            let (holder, later) = holder_and_years(named);
            notice.years = if years.is_empty() { later } else { years };
            notice.holders.extend(holder);
        }
        notice.statement = ENGLISH.iter().chain(OTHERS).find_map(|words| {
            let at = find_folded(line, words)?;
            Some(line[at..at + words.len()].to_owned())
        });
        for words in CHINESE {
            let Some((before, after)) = line.split_once(words) else { continue };
            let named = match after.trim_start().strip_prefix([':', '：', '@', '©']) {
                Some(after) => holder(years(after).1),
                None => before_words(before),
            };
            notice.holders.extend(named.filter(|name| !notice.holders.contains(name)));
            notice.statement = notice.statement.take().or_else(|| Some((*words).to_owned()));
            notice.is_signed |= after.trim_start().starts_with('©');
        }
        notice
    }
}

/// The holder in the copyright notice of a document's site.
pub(crate) fn site_holder(document: &Document) -> Option<String> {
    let mut notices = lines(document).map(CopyrightNotice::read).filter(|notice| notice.is_signed);
    notices.find_map(|notice| notice.holders.into_iter().next())
}

/// The lines of a document that may contain a copyright notice: boilerplate and meta elements.
pub(crate) fn lines(document: &Document) -> impl Iterator<Item = &str> {
    let keys = ["copyright", "dcterms.rights", "dc.rights", "rights", "dcterms.rightsholder"];
    let meta: Vec<&str> = keys.iter().flat_map(|key| meta::values(document, key)).take(8).collect();
    document.boilerplate.iter().map(String::as_str).chain(meta)
}

/// The text after `Copyright ©`, `(c) Copyright` or `©`, in any order.
fn after_sign(line: &str) -> Option<&str> {
    let at = SIGNS.iter().filter_map(|sign| find_folded(line, sign)).min()?;
    let mut rest = &line[at..];
    while let Some(after) = SIGNS.iter().find_map(|sign| strip_folded(rest.trim_start(), sign)) {
        rest = after;
    }
    // "Copyright of the pictures lies with…" is a sentence, and `(a) … (b) … (c) …` a list.
    let signed =
        line.contains(['©', '@']) || strip_folded(line, "(c)").is_some() || names_year(rest);
    signed.then_some(rest)
}

fn names_year(text: &str) -> bool {
    text.trim_start().starts_with(is_digit)
}

/// The years at the beginning of a claim, and the rest of it.
fn years(claim: &str) -> (Vec<i16>, &str) {
    let mut rest = claim.trim_start_matches(LOOSE);
    let mut years = Vec::new();
    while let Some((year, _, after)) = number(rest, 4) {
        if !(1300..=2700).contains(&year) || after.starts_with(is_digit) {
            break;
        }
        // Thai years are Buddhist; years in Persian digits are of the Solar Hijri calendar.
        let year = match year {
            2401.. => year - BUDDHIST,
            ..1500 if rest.starts_with('\u{6f1}') => year + PERSIAN,
            _ => year,
        };
        if years.len() < 8 && (1900..=2100).contains(&year) {
            years.push(year);
        }
        rest = after.trim_start_matches(LOOSE).trim_start_matches(['年', '至']);
    }
    (years, rest)
}

/// The name at the beginning of a text: up to a full stop, a bar or the reservation of rights.
fn holder(text: &str) -> Option<String> {
    holder_and_years(text).0
}

/// The same, and the years after the name: `Noll GmbH, 2019`.
fn holder_and_years(text: &str) -> (Option<String>, Vec<i16>) {
    let text = text.trim_start_matches(LOOSE);
    let text = ["by ", "by: "].iter().find_map(|lead| strip_folded(text, lead)).unwrap_or(text);
    let words = ENGLISH.iter().chain(OTHERS).chain(CHINESE);
    let mut end = words.filter_map(|words| find_folded(text, words)).min().unwrap_or(text.len());
    let stops: &[&str] =
        &[". ", "|", "。", "，", ",", "丨", ";", "；", " - ", " – ", "\n", "•", "·", "©"];
    let stop = |stop: &&str| {
        let found = text[..end].match_indices(*stop);
        found.map(|(at, _)| at).find(|at| !is_inside_name(&text[..*at], &text[*at..end]))
    };
    end = stops.iter().filter_map(stop).min().unwrap_or(end);
    let (named, has_years) = trailing_years(&text[..end]);
    // A comma before the years ends the name.
    let behind = &text[if has_years { named.len() } else { end }..];
    let (years, _) = years(behind);
    (name(if has_years { named } else { &text[..end] }), years)
}

/// Whether a full stop or comma is part of a company's name: `Noll & Co. KG`, `Noll, Inc.`
fn is_inside_name(before: &str, after: &str) -> bool {
    let last = before.rsplit([' ', '&']).next().unwrap_or_default().to_lowercase();
    let rest = after.trim_start_matches(['.', ',', ' ']).to_lowercase();
    let next = rest.split([' ', '.', ',']).next().unwrap_or_default();
    let abbreviated = matches!(last.as_str(), "co" | "st" | "dr" | "gebr" | "bros" | "inh" | "mr")
        || last.chars().count() == 1 && last.starts_with(char::is_alphabetic);
    let form = matches!(
        next,
        "inc"
            | "llc"
            | "ltd"
            | "llp"
            | "plc"
            | "gmbh"
            | "kg"
            | "ohg"
            | "ag"
            | "corp"
            | "sa"
            | "spa"
            | "srl"
            | "bv"
    );
    after.starts_with('.') && abbreviated || form
}

/// A name without the years after it: `Noll GmbH 2019-2024`.
fn trailing_years(text: &str) -> (&str, bool) {
    let named = text.trim_end_matches(|c: char| is_digit(c) || LOOSE.contains(&c));
    let tail = text[named.len()..].trim_start_matches(LOOSE);
    let year = number(tail, 4).is_some_and(|(year, ..)| (1980..=2100).contains(&year));
    (named, year)
}

const BUDDHIST: i16 = 543;
/// The offset of the first of the two Gregorian years that a Persian year overlaps.
const PERSIAN: i16 = 621;

/// The name before the reservation of rights: `某某公司版權所有`.
fn before_words(text: &str) -> Option<String> {
    let text = text.trim_end();
    let start = text.rfind(|c: char| !c.is_alphanumeric() && !"·（）()&-".contains(c));
    let start = start.map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    name(&text[start..])
}

fn name(text: &str) -> Option<String> {
    let name = text.trim_matches(LOOSE).trim_end_matches('.');
    let fits = name.chars().count() <= LONGEST
        && name.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && !SIGNS.iter().any(|sign| find_folded(name, sign).is_some());
    fits.then(|| one_line(name, LONGEST))
}

/// The position of `words` in a line. The comparison ignores the case of ASCII letters.
fn find_folded(line: &str, words: &str) -> Option<usize> {
    let (line, words) = (line.as_bytes(), words.as_bytes());
    line.windows(words.len()).position(|window| window.eq_ignore_ascii_case(words))
}

fn strip_folded<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(words.len())?;
    start.eq_ignore_ascii_case(words).then_some(rest)
}

/// Marks around names and years; `?` replaces a lost character.
const LOOSE: &[char] = &[
    ' ', '\u{a0}', '　', '?', '\u{fffd}', ':', '：', '-', '–', '—', '~', '～', ',', '，', '/', '*',
    '"', '“', '”',
];

const SIGNS: &[&str] = &["copyright", "©", "(c)", "&copy"];

const ENGLISH: &[&str] = &["all rights reserved", "some rights reserved", "no rights reserved"];

const OTHERS: &[&str] = &[
    "Alle Rechte vorbehalten",
    "Tous droits réservés",
    "Todos los derechos reservados",
    "Todos os direitos reservados",
    "Tutti i diritti riservati",
    "Alle rechten voorbehouden",
    "Все права защищены",
    "Wszelkie prawa zastrzeżone",
    "無断転載を禁じます",
    "無断複製・転載を禁じます",
    "무단전재 및 재배포 금지",
];

const CHINESE: &[&str] =
    &["版權所有", "版权所有", "保留所有權利", "保留所有权利", "保留一切權利", "保留一切权利"];

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> (String, Vec<i16>, Option<String>) {
        let notice = CopyrightNotice::read(line);
        (notice.holders.join("|"), notice.years, notice.statement)
    }

    #[test]
    fn reads_notices_of_many_kinds() {
        let all = Some("All Rights Reserved".to_owned());
        let cases = [
            (
                "Copyright©2013-2025 ?JSedu114 All Rights Reserved.",
                "JSedu114",
                vec![2013, 2025],
                all.clone(),
            ),
            (
                "© 2024 Example News Ltd. All Rights Reserved",
                "Example News Ltd",
                vec![2024],
                all.clone(),
            ),
            ("(c) Example GmbH | Impressum", "Example GmbH", vec![], None),
            ("© 2021 Noll GmbH & Co. KG. Impressum", "Noll GmbH & Co. KG", vec![2021], None),
            ("© Verlag Gebr. Noll 2019-2024", "Verlag Gebr. Noll", vec![2019, 2024], None),
            ("© Noll & Töchter, 2019", "Noll & Töchter", vec![2019], None),
            ("© ۱۴۰۲ روزنامه بندر", "روزنامه بندر", vec![2023], None),
            ("© 2020 Harbour Media, Inc. Terms apply", "Harbour Media, Inc", vec![2020], None),
            ("© ٢٠٢٤ صحيفة المرفأ", "صحيفة المرفأ", vec![2024], None),
            ("© २०२३ घाट समाचार", "घाट समाचार", vec![2023], None),
            ("© 2024年 港湾新聞社", "港湾新聞社", vec![2024], None),
            ("© ๒๕๖๗ ข่าวท่าเรือ", "ข่าวท่าเรือ", vec![2024], None),
            ("Copyright (c) 1999, 2004 by Jane Doe", "Jane Doe", vec![1999, 2004], None),
            (
                "某某科技有限公司版權所有 百度統計",
                "某某科技有限公司",
                vec![],
                Some("版權所有".to_owned()),
            ),
            ("版权所有：某某网", "某某网", vec![], Some("版权所有".to_owned())),
            (
                "版权所有 © 2010-2022 港湾日报社",
                "港湾日报社",
                vec![2010, 2022],
                Some("版权所有".to_owned()),
            ),
            ("All Rights Reserved", "", vec![], all),
            ("the copyright of the pictures lies with others", "", vec![], None),
            ("如果轉載侵犯您的版權", "", vec![], None),
        ];
        for (line, holders, years, statement) in cases {
            assert_eq!(read(line), (holders.to_owned(), years, statement), "{line}");
        }
    }
}
