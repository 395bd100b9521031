//! People who are named with a role in the text.

mod chinese;
mod spaced;
mod words;

use article::{Author, AuthorKind, Person};

use crate::article_view::ArticleView;
use crate::authors::is_person;

/// How much of the text is searched, in bytes.
const SEARCHED: usize = 200_000;
/// The maximum number of people.
const MOST: usize = 40;

/// The people who are named with a role in the text, in order, each with all their roles; then the
/// authors.
///
/// Roles are recognised in Chinese, English, German and French. Names without a role are not
/// recognised.
pub(crate) fn find(view: &ArticleView<'_>, authors: &[Author]) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    let text = view.beginning(SEARCHED);
    match view.code {
        "zh" => text.flat_map(chinese::named).for_each(|person| add(&mut people, person)),
        "en" | "de" | "fr" => {
            text.flat_map(spaced::named).for_each(|person| add(&mut people, person));
        }
        _ => {}
    }
    let persons = authors
        .iter()
        .filter(|author| author.kind != Some(AuthorKind::Organization) && is_person(&author.value));
    persons.for_each(|author| {
        add(&mut people, (author.value.clone(), author.role.iter().cloned().collect()));
    });
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
