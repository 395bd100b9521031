use super::patterns::*;
use super::role::is_job;
use super::shape::{has_cjk, has_organisation_word, is_name, is_placeholder};
use super::surnames;
use crate::dates::is_label as date_label;
use crate::meta::is_address;
use crate::normalize::{folded, visible_text};
use text::cut;

/// How strictly a value must have the shape of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strictness {
    /// The value is declared as an author, so it is a name unless it clearly is not.
    Declared,
    /// The value is from a byline, so it must have the shape of a name.
    Seen,
}

/// The maximum length of a list of authors, in bytes.
const LONGEST: usize = 1_000;
/// The maximum number of names from one value.
const MOST: usize = 12;
/// Characters that are trimmed from a name.
const LOOSE: &[char] = &[
    ' ', ',', ';', ':', '-', '–', '—', '|', '•', '·', '/', '"', '“', '”', '„', '«', '»', '\'', '*',
    '_', '~',
];
const MARKS: &[char] = &[' ', ',', ';', ':', '-', '–', '—', '|', '•', '·', '/'];

/// The names in a value, without leads, roles, addresses and dates.
pub(super) fn names(value: &str, strictness: Strictness) -> Vec<String> {
    let value = visible_text(cut(value.trim(), LONGEST));
    let strict = strictness == Strictness::Seen;
    if value.is_empty() || is_address(&value) || strict && CREDIT.is_in(&value) {
        return Vec::new();
    }
    // `von Altmeier, Jörg` begins with a particle, not with a lead.
    if strictness == Strictness::Declared
        && let Some(names) = surnames::first(&value)
    {
        return names;
    }
    let value = without_leads(&unglued(value));
    let value = value.trim_start_matches([' ', '¦']);
    let value = BRACKETS.0.replace_all(value, "").into_owned();
    if let Some(name) = surnames::in_parts(&value) {
        return vec![name];
    }
    let value = value.replace(JOINT, ", ");
    let kept = kept(kept(&value)).trim_matches(MARKS);
    if let Some(names) = surnames::first(kept) {
        return names;
    }
    let whole = !strict && kept.split_whitespace().count() <= 7 && !LISTED.is_in(kept);
    let parts = if whole { vec![kept] } else { parts(kept) };
    let mut names: Vec<String> = Vec::new();
    for part in parts {
        match name_of(part, strict, names.is_empty()) {
            Part::Name(name) => {
                let key = folded(&name);
                if names.iter().all(|known| folded(known) != key) && names.len() < MOST {
                    names.push(name);
                }
            }
            Part::Nothing => {}
            Part::End => {
                names.extend(after_role(kept).filter(|name| !names.contains(name)));
                break;
            }
        }
    }
    without_wires(names)
}

/// The last name of a list in which a role follows a name: `Ann Corrie, Data Editor, and Bob Lee`.
fn after_role(list: &str) -> Option<String> {
    let (last, _) = LAST.group(list)?;
    let last = last.trim_matches(LOOSE);
    let fits = last.contains(' ')
        && is_name(last, true)
        && !ROLE.is_in(last)
        && !has_organisation_word(last);
    fits.then(|| last.to_owned())
}

/// Drops news agencies if there is also a person's name.
fn without_wires(names: Vec<String>) -> Vec<String> {
    let has_person = names.iter().any(|name| name.contains(' ') && !WIRE.is_in(name));
    if !has_person {
        return names;
    }
    names.into_iter().filter(|name| !WIRE.is_in(name)).collect()
}

/// Whether a text begins like a byline.
pub(super) fn has_lead(text: &str) -> bool {
    LEAD.is_in(text)
}

/// The meaning of a part of a list.
enum Part {
    Name(String),
    Nothing,
    /// No names follow.
    End,
}

fn name_of(part: &str, strict: bool, first: bool) -> Part {
    let mut part = part.trim_matches(LOOSE);
    for _ in 0..2 {
        part = LEAD.find(part).map_or(part, |lead| &part[lead.end..]);
    }
    if part.contains(' ') {
        part = AGENCY.find(part).map_or(part, |agency| &part[..agency.start]);
    }
    if part.is_empty() || CREDENTIAL.is_in(part) {
        return Part::Nothing;
    }
    let role = ROLE.start(part);
    let last = part.rsplit(' ').next().unwrap_or_default();
    if !first
        && !strict
        && (role.is_some_and(|role| role == 0 || part.starts_with(char::is_lowercase))
            || last.len() < part.len() && is_job(last))
    {
        return Part::End;
    }
    if strict && let Some(role) = role {
        // The rest after a role describes the same person.
        if !first {
            return Part::End;
        }
        let mut head = part[..role].trim_matches([' ', ',', '-', '–']);
        // `Ann North, Reporter` keeps her surname.
        let spare = |head: &str| {
            BEFORE_JOB.find(head).filter(|word| head[..word.start].trim_end().contains(' '))
        };
        while let Some(word) = spare(head) {
            head = &head[..word.start];
        }
        head = without_beat(head, &part[role..]);
        if head.split_whitespace().count() >= 2 && is_name(head, true) {
            part = head;
        } else if part.split_whitespace().count() > 3 || is_lower(part) {
            return Part::Nothing;
        }
    }
    let name = KOREAN_ROLE.find(part).map_or(part, |role| &part[..role.start]);
    let name = without_glued_date(name);
    // `Ann Corrie³`: a footnote or a count of comments.
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let name = if strict && bare.ends_with(char::is_alphabetic) && bare.contains(' ') {
        bare
    } else {
        name
    };
    let is_label = strict && !name.contains(' ') && date_label(name);
    if strict && !first && is_place(name) {
        Part::End
    } else if !is_label && is_name(name, strict) {
        Part::Name(name.to_owned())
    } else if strict && !first {
        Part::End
    } else {
        Part::Nothing
    }
}

/// A name in Han, kana or hangul without the date or number directly after it: `王小明2017-03-01`.
fn without_glued_date(name: &str) -> &str {
    let Some(digit) = name.find(|c: char| c.is_ascii_digit()) else { return name };
    let long = name[digit..].bytes().take_while(u8::is_ascii_digit).count() >= 4;
    if long && digit > 0 && has_cjk(&name[..digit]) { name[..digit].trim_end() } else { name }
}

/// A name without a reporter's subject: `Ann Corrie Shipping Correspondent`.
fn without_beat<'a>(head: &'a str, role: &str) -> &'a str {
    let role = role.trim_end().to_lowercase();
    let words: Vec<&str> = head.split_whitespace().collect();
    let [given, surname, _] = words[..] else { return head };
    let full = |word: &str| word.starts_with(char::is_uppercase) && !word.ends_with('.');
    let two = full(given) && full(surname) && given.len() > 2 && !head.ends_with([',', ';']);
    let is_beat = two && matches!(role.as_str(), "correspondent" | "editor" | "korrespondent");
    if is_beat { head[..head.len() - words[2].len()].trim_end() } else { head }
}

/// Whether any of the names is a placeholder.
pub(super) fn any_placeholder(names: &[String]) -> bool {
    names.iter().any(|name| is_placeholder(name) || !name.contains(' ') && date_label(name))
}

/// Separates a lead from the name: `ByAnna Smith` becomes `By Anna Smith`.
fn unglued(text: String) -> String {
    match GLUED.group(&text) {
        Some((lead, _)) => format!("{lead} {}", &text[lead.len()..]),
        None => text,
    }
}

/// Removes up to three lead words.
fn without_leads(text: &str) -> String {
    let mut text = text;
    for _ in 0..3 {
        let before = text.len();
        if text.chars().count() > 3 {
            text = LEAD.find(text).map_or(text, |lead| &text[lead.end..]);
        }
        text = CJK_LEAD.find(text).map_or(text, |lead| &text[lead.end..]);
        if text.len() == before {
            break;
        }
    }
    text.to_owned()
}

/// The beginning of a text, up to the end of the list of names.
fn kept(text: &str) -> &str {
    let first = text.chars().next().map_or(0, char::len_utf8);
    CUT.find_from(text, first).filter(|cut| cut.start > 0).map_or(text, |cut| &text[..cut.start])
}

/// The parts of a list of names.
fn parts(list: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for piece in JOIN.0.split(list) {
        let mut rest = piece;
        let mut from = 0;
        while let Some(joint) = AND.find_from(rest, from) {
            if rest[joint.end..].starts_with(|c: char| !c.is_ascii_lowercase()) {
                parts.push(&rest[..joint.start]);
                rest = &rest[joint.end..];
                from = 0;
            } else {
                // The space after this joint may belong to the next one.
                from = joint.end - 1;
            }
        }
        parts.push(rest);
    }
    parts
}

/// Whether a word after a name is a place rather than another name.
fn is_place(word: &str) -> bool {
    !word.contains(' ') && !has_cjk(word)
}

fn is_lower(text: &str) -> bool {
    text.chars().any(char::is_lowercase) && !text.chars().any(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleans_names_as_pages_give_them() {
        let cases = [
            ("By Anna Smith", "Anna Smith"),
            ("ByAnna Smith", "Anna Smith"),
            ("Anna Smith and Bob Lee, Senior Editor", "Anna Smith|Bob Lee"),
            ("Von Hans Müller und Eva von der Leyen", "Hans Müller|Eva von der Leyen"),
            ("Par Élise Dupont et Jean-Luc Martin", "Élise Dupont|Jean-Luc Martin"),
            ("Anna Smith | May 3, 2024", "Anna Smith"),
            ("Anna Smith May 3, 2024", "Anna Smith"),
            ("Anna Smith, PhD", "Anna Smith"),
            ("Anna Smith (Berlin) anna@example.org", "Anna Smith"),
            ("https://example.org/anna", ""),
            ("admin", ""),
            ("Written by: Anna Smith; Bob Lee", "Anna Smith|Bob Lee"),
            ("記者 王小明、李大同", "王小明|李大同"),
            ("作者：王小明", "王小明"),
            ("홍길동 기자", "홍길동"),
            ("Анна Иванова и Пётр Петров", "Анна Иванова|Пётр Петров"),
            ("Anna Smith / dpa", "Anna Smith"),
            ("the river", ""),
            ("Anna Smith, Transport Correspondent", "Anna Smith"),
            ("Anna Smith Science Editor", "Anna Smith"),
            ("Smith, Anna", "Anna Smith"),
            ("Anna ¦ Maria ¦ Smith", "Anna Maria Smith"),
            ("By ¦ Anna Smith ¦ Transport Correspondent", "Anna Smith"),
            ("Anna Smith ¦ Bob Lee", "Anna Smith|Bob Lee"),
            ("Anna Smith ¦ 3 May 2024", "Anna Smith"),
            ("Anna Smith, London", "Anna Smith"),
            ("記者・田中雪子", "田中雪子"),
            ("Yazan: Elif Yurtsever", "Elif Yurtsever"),
            ("Von unserer Redakteurin Eva Klamm", "Eva Klamm"),
            ("Höfundur: Jón Einarsson", "Jón Einarsson"),
            ("Аутор: Милан Јовић", "Милан Јовић"),
            ("نویسنده: مریم کاظمی", "مریم کاظمی"),
            ("Հեղինակ՝ Արամ Սարյան", "Արամ Սարյան"),
            ("Anna Smith Local Democracy Reporter", "Anna Smith"),
            ("By Anna Smith in Lenne 3.5.2024", "Anna Smith"),
            ("By Anna Smith for the Lenne Post", "Anna Smith"),
            ("By Anna Ford", "Anna Ford"),
            ("Anna North, Reporter", "Anna North"),
            ("Anna Smith Learn More", "Anna Smith"),
            ("Anna Smith, Data Editor, and Bob Lee", "Anna Smith|Bob Lee"),
            ("Anna Smith3", "Anna Smith"),
            ("Reviewed by Bob Lee, MD", ""),
            ("Foto: Bob Lee", ""),
            ("Anna Smith, Reuters", "Anna Smith"),
            ("Anna Smith und AFP", "Anna Smith"),
            ("王小明2017-03-01 14:27:02", "王小明"),
            ("홍길동 2017", "홍길동"),
            ("文● 山本花子", "山本花子"),
            ("Recipe by Anna Smith", "Anna Smith"),
            ("Anna Smith View in browser", "Anna Smith"),
            ("Visit the Harbour Store", ""),
            ("Jun 2 Written By", ""),
            ("2026.", ""),
            ("Stand: 3. Mai 2024", ""),
            ("Aktualisiert: 3. Mai 2024", ""),
            ("Anna Smith Shipping Correspondent", "Anna Smith"),
            ("Anna Maria Smith, Correspondent", "Anna Maria Smith"),
            ("Teksti: Aino Laine, kuvat: Eero Salo", "Aino Laine"),
            ("Szöveg: Kiss Anna, fotók: Nagy Péter", "Kiss Anna"),
            ("文：佐藤健一　写真：山本花子", "佐藤健一"),
        ];
        for (value, expected) in cases {
            assert_eq!(names(value, Strictness::Seen).join("|"), expected, "{value}");
        }
        assert_eq!(names("von Altmeier, Jörg", Strictness::Declared), ["Jörg von Altmeier"]);
        assert_eq!(names("dpa", Strictness::Declared), ["dpa"]);
        assert_eq!(names("MDR SACHSEN-ANHALT", Strictness::Declared), ["MDR SACHSEN-ANHALT"]);
        assert_eq!(names("The Example Team", Strictness::Declared), ["The Example Team"]);
    }
}
