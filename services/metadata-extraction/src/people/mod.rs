//! People that the text names with a role.

mod chinese;
mod words;

use article::Person;

use crate::reading::Reading;

/// As much of the text is searched.
const SEARCHED: usize = 200_000;
/// As many people are kept.
const MOST: usize = 40;

/// The people that a role in the text names, in order, each with all roles given.
///
/// So far for Chinese; other languages' roles are not read, so their list is empty.
pub(crate) fn find(reading: &Reading<'_>) -> Vec<Person> {
    if reading.code != "zh" {
        return Vec::new();
    }
    let mut people: Vec<Person> = Vec::new();
    for (name, roles) in reading.beginning(SEARCHED).flat_map(chinese::named) {
        match people.iter().position(|person| person.name == name) {
            Some(known) => {
                let person = &mut people[known];
                let new: Vec<String> =
                    roles.into_iter().filter(|role| !person.roles.contains(role)).collect();
                person.roles.extend(new);
            }
            None if people.len() < MOST => people.push(Person { name, roles }),
            None => {}
        }
    }
    people
}
