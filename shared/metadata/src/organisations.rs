//! Organisations that the document names in a form that only organisations have.

mod chinese;
mod spaced;

use article::Named;

use crate::names;
use crate::plain::squeezed;
use crate::reading::Reading;

/// As much of the text is searched.
const SEARCHED: usize = 200_000;
/// As many are kept.
const MOST: usize = 40;

/// The publisher and other organisations that JSON-LD declares, then those whose names in the
/// text end, or begin, as names of organisations do; in order.
///
/// A name without such a word (`Siemens`) is not found: for that a list of names would be needed.
pub(crate) fn find(reading: &Reading<'_>) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    let mut known: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        let key = squeezed(name);
        if !key.is_empty() && found.len() < MOST && !known.contains(&key) {
            known.push(key);
            found.push(Named { name: name.to_owned() });
        }
    };
    for node in reading.json_ld.works().take(8) {
        for member in ["sourceOrganization", "about", "mentions"] {
            let organisation = node.get(member).filter(|value| names::is_organisation(value));
            let name = organisation.and_then(|value| names::of_value(value, &reading.json_ld));
            name.into_iter().for_each(&mut add);
        }
    }
    for paragraph in reading.beginning(SEARCHED) {
        match reading.code {
            "zh" => chinese::named(paragraph).for_each(&mut add),
            _ => spaced::named(paragraph).for_each(&mut add),
        }
    }
    found
}
