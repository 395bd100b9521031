use super::words::{AFTER_NAME, BEFORE_ROLE, NO_PEOPLE, SURNAMES, SURNAMES_OF_TWO, TITLES};
use text::script::is_han;
use text::{list, tail};

/// The maximum number of roles in a list: `書記、局長`.
const ROLES: usize = 6;
/// The maximum length of a role, in characters.
const LONGEST: usize = 20;

/// People who are named after their role in a paragraph: `市政府副市長徐新民出席`.
pub(super) fn named(paragraph: &str) -> Vec<(String, Vec<String>)> {
    let mut people = Vec::new();
    for (at, _) in paragraph.char_indices().filter(|(_, c)| TITLE_ENDS.contains(c)) {
        let end = at + paragraph[at..].chars().next().map_or(0, char::len_utf8);
        let before = tail(&paragraph[..end], 512);
        if !list(TITLES).any(|title| before.ends_with(title)) {
            continue;
        }
        if let Some(name) = name(&paragraph[end..]) {
            let roles = roles(before);
            if !roles.is_empty() {
                people.push((name.to_owned(), roles));
            }
        }
    }
    people
}

/// The last characters of all titles, to skip most of the text quickly.
const TITLE_ENDS: &[char] = &[
    '長', '长', '記', '记', '任', '席', '理', '統', '统', '授', '人', '員', '员', '相', '監', '监',
    '士', '師', '师',
];

/// The name at the beginning: a surname and one or two characters, followed by a word that ends a name.
fn name(after: &str) -> Option<&str> {
    let two = list(SURNAMES_OF_TWO).find(|surname| after.starts_with(*surname));
    let surname = match two {
        Some(surname) => surname.len(),
        None => after.chars().next().filter(|c| SURNAMES.contains(*c))?.len_utf8(),
    };
    let given = &after[surname..];
    // Names of three characters are more frequent than names of two: `徐新民出席`, not `徐新`.
    [2, 1].into_iter().find_map(|length| {
        let end = given.char_indices().nth(length).map_or(given.len(), |(end, _)| end);
        let (name, rest) = (&given[..end], &given[end..]);
        let han = name.chars().count() == length && name.chars().all(is_han);
        let ends =
            rest.chars().next().is_none_or(|c| !is_han(c) && !c.is_alphanumeric() && c != '·')
                || list(AFTER_NAME).any(|word| rest.starts_with(word));
        let whole = &after[..surname + end];
        let no_name = list(NO_PEOPLE).any(|word| whole.contains(word));
        (han && ends && !no_name).then_some(whole)
    })
}

/// The roles directly before a name: `市委教育工委書記、市教育局黨組書記、局長`.
fn roles(before: &str) -> Vec<String> {
    let clause = before.rsplit(is_border).next().unwrap_or_default();
    let mut roles: Vec<String> = Vec::new();
    for part in clause.rsplit('、').take(ROLES) {
        let cut = list(BEFORE_ROLE).filter_map(|word| Some(part.rfind(word)? + word.len())).max();
        let role = part[cut.unwrap_or(0)..].trim();
        let fits = (2..=LONGEST).contains(&role.chars().count());
        if !fits || !list(TITLES).any(|title| role.ends_with(title)) {
            break;
        }
        roles.push(role.to_owned());
        if cut.is_some() {
            break;
        }
    }
    roles.reverse();
    roles
}

fn is_border(c: char) -> bool {
    c.is_whitespace() || ",，。;；:：!！?？“”\"「」『』（）()《》".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(paragraph: &str) -> String {
        let people = named(paragraph);
        let people = people.iter().map(|(name, roles)| format!("{name}={}", roles.join("/")));
        people.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_role_before_a_name_makes_a_person() {
        let cases = [
            ("市政府副市長徐新民出席會議并講話", "徐新民=市政府副市長"),
            ("市政府副秘書長周健出席會議", "周健=市政府副秘書長"),
            (
                "市委教育工委書記、市教育局黨組書記、局長郭毅浩作工作報告。",
                "郭毅浩=市委教育工委書記/市教育局黨組書記/局長",
            ),
            ("会议由市教育局副局长葛苏强主持。", "葛苏强=市教育局副局长"),
            ("外交部发言人王文斌表示", "王文斌=外交部发言人"),
            ("副總統歐陽娜、", "歐陽娜=副總統"),
            ("局長高度重視", ""),
            ("主要負責人在主會場參加會議", ""),
            ("科室主要負責人、四星級高中", ""),
            ("工作人員", ""),
        ];
        for (paragraph, expected) in cases {
            assert_eq!(read(paragraph), expected, "{paragraph}");
        }
    }
}
