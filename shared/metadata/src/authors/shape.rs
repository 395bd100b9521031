use super::patterns::{
    NAME_PART, NO_HAN_NAME, NO_NAME, NUMBERED, ORGANISATION, OTHER_SCRIPT, PLACEHOLDER,
};
use crate::normalize::squeezed;
use crate::site_names::SiteNames;

/// Whether a text can be a name; `strict` requires the shape of a person's name.
pub(super) fn is_name(name: &str, strict: bool) -> bool {
    let length = name.chars().count();
    if PLACEHOLDER.is_in(name) || !(2..=60).contains(&length) {
        return false;
    }
    if has_cjk(name) {
        let unspaced = name.chars().filter(|c| *c != ' ').count();
        return if strict { unspaced <= 6 && !NO_HAN_NAME.is_in(name) } else { length <= 25 };
    }
    let words = name.split_whitespace().count();
    if OTHER_SCRIPT.is_in(name) {
        return words <= 5;
    }
    // User names have digits and underscores.
    let user = !strict && words == 1 && name.chars().any(char::is_alphabetic);
    let spare = |c: char| c == '_' || c.is_ascii_digit();
    let checked = if user { name.replace(spare, "") } else { name.to_owned() };
    if words > 6 || NO_NAME.is_in(&checked) {
        return false;
    }
    let begins = name.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    !strict || begins && name.split_whitespace().all(|word| NAME_PART.is_in(word))
}

/// Whether a name is a placeholder: `admin`, `Read more`.
pub(super) fn is_placeholder(name: &str) -> bool {
    PLACEHOLDER.is_in(name)
}

/// Whether a name contains a word of newsrooms or companies.
pub(super) fn has_organisation_word(name: &str) -> bool {
    ORGANISATION.is_in(name) || name.ends_with('网')
}

/// Whether an author's name has the shape of a person's name.
pub(crate) fn is_person(name: &str) -> bool {
    is_name(name, true) && !is_doubtful(name) || has_cjk(name) && is_name(name, true)
}

/// Whether a name may be that of an organisation, a single word, or a user name.
pub(super) fn is_doubtful(name: &str) -> bool {
    has_organisation_word(name) || is_one_word(name) || is_numbered(name)
}

/// Whether a name has a digit or an underscore, as user names do.
pub(super) fn is_numbered(name: &str) -> bool {
    NUMBERED.is_in(name)
}

/// Drops the site's name if there are also full names.
pub(super) fn without_site(names: Vec<String>, site: &SiteNames) -> Vec<String> {
    let kept: Vec<String> = names.iter().filter(|name| !site.is(name)).cloned().collect();
    let fuller = kept.iter().all(|name| !is_one_word(name) || has_cjk(name));
    if kept.is_empty() || kept.len() == names.len() || !fuller { names } else { kept }
}

pub(super) fn is_one_word(name: &str) -> bool {
    name.split_whitespace().count() == 1
}

/// Whether a name is the site's own.
pub(super) fn is_site(name: &str, site: &SiteNames) -> bool {
    if !site.is(name) {
        return false;
    }
    let squeezed = squeezed(name);
    let own = |site: &String| {
        squeezed == *site || site.chars().count() >= 5 && squeezed.contains(site.as_str())
    };
    name.split_whitespace().count() <= 1
        || site.names().iter().any(own)
        || site.host().contains(&squeezed)
}

/// Whether a text has a Han, kana or hangul character.
pub(super) fn has_cjk(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(c, '\u{3400}'..='\u{9fff}' | '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7af}')
    })
}
