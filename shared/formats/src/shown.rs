use std::collections::HashMap;

use article::{Source, Stated};
use page::bounds;
use text::{cut, one_line};

use crate::Reading;

/// What a document shows besides its text: note markers, and the authors and the date below its title.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    /// The number of each note, by its kind and its id, in the order of the markers.
    notes: HashMap<(bool, usize), usize>,
    pub(crate) authors: Vec<String>,
    pub(crate) date: Option<String>,
}

/// The maximum number of authors.
const AUTHORS: usize = 64;

impl Shown {
    /// The marker of a note, the same in the text and before the note.
    pub(crate) fn mark(&mut self, is_endnote: bool, id: usize) -> String {
        let next = self.notes.len() + 1;
        format!("[{}]", self.notes.entry((is_endnote, id)).or_insert(next))
    }

    /// Adds an author.
    pub(crate) fn add_author(&mut self, name: &str) {
        if self.authors.len() < AUTHORS {
            self.authors.push(name.to_owned());
        }
    }

    /// Declares authors and date. They take precedence over those of the properties.
    pub(crate) fn declare(self, reading: &mut Reading) {
        let stated = |value: String| Stated {
            value: cut(&one_line(&value, bounds::NAME), bounds::NAME).to_owned(),
            source: Source::Byline,
        };
        let declared = &mut reading.declared;
        declared.authors.extend(self.authors.into_iter().map(stated));
        declared.dates.published.extend(self.date.map(stated));
    }
}
