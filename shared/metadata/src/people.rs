//! People that the text names with a role.

mod chinese;
mod spaced;
mod words;

use article::{Found, Person};

use crate::article_view::ArticleView;
use crate::authors::is_person;

/// As much of the text is searched.
const SEARCHED: usize = 200_000;
/// As many people are kept.
const MOST: usize = 40;

/// The people that a role in the text names, in order, each with all roles given; then those who
/// wrote it.
///
/// Roles are read in Chinese, English, German and French; a name without one is not looked for.
pub(crate) fn find(view: &ArticleView<'_>, authors: &[Found<String>]) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    let text = view.beginning(SEARCHED);
    match view.code {
        "zh" => text.flat_map(chinese::named).for_each(|person| add(&mut people, person)),
        "en" | "de" | "fr" => {
            text.flat_map(spaced::named).for_each(|person| add(&mut people, person));
        }
        _ => {}
    }
    let persons = authors.iter().filter(|author| is_person(&author.value));
    persons.for_each(|author| add(&mut people, (author.value.clone(), Vec::new())));
    people
}

fn add(people: &mut Vec<Person>, (name, roles): (String, Vec<String>)) {
    match people.iter().position(|person| person.name == name) {
        Some(known) => {
            let person = &mut people[known];
            let new = roles.into_iter().filter(|role| !person.roles.contains(role));
            let new: Vec<String> = new.collect();
            person.roles.extend(new);
        }
        None if people.len() < MOST => people.push(Person { name, roles }),
        None => {}
    }
}
