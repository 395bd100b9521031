//! An enriched article, for people to read on a terminal.

use anstyle::{AnsiColor, Style as Ansi};
use article::{Counts, Document, FoundDate, Language, Metadata, Publication, Record, TrailEntry};

use crate::messages::plural;
use crate::printable::condensed;
use crate::wrap::wrap;

/// How a card is styled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without colours: for files and pipes.
    Plain,
    /// With the colours of a terminal.
    Colour,
}

/// The card of `record`, `width` columns wide, a blank line at its end.
///
/// Missing or malformed values are left out. Nothing in the record can control the terminal.
pub fn card(record: &Record, width: usize, style: Style) -> String {
    let mut card = Card { text: String::new(), width: width.clamp(MIN_WIDTH, MAX_WIDTH), style };
    let document: Option<Document> = record.section().ok();
    let language: Option<Language> = record.section().ok();
    let metadata: Metadata = record.section().unwrap_or_default();
    let publication: Option<Publication> = record.section().ok();

    card.block("", &title(&metadata, document.as_ref()), TITLE);
    let mut about = Vec::new();
    about.extend(language.as_ref().map(language_line));
    about.extend(metadata.dates.published.as_ref().map(date_line));
    about.extend(list(metadata.authors.iter().map(|author| author.value.as_str()), 5));
    let site = metadata.site.as_ref().and_then(|site| site.name.as_ref());
    about.extend(site.map(|name| name.value.clone()));
    card.block("", &about.join(" · "), SECOND);
    card.block("  ", &beginning(metadata.lede.as_deref(), document.as_ref()), BODY);
    card.field("keywords", list(metadata.keywords.iter().map(|word| word.term.as_str()), 10));
    let counts = &metadata.counts;
    card.field("counts", (counts.characters > 0).then(|| counts_line(counts)));
    let warnings = document.as_ref().map(|document| document.warnings.join(" · "));
    card.field("warnings", warnings);
    let is_cut = document.is_some_and(|document| document.full_text.is_some());
    let id = record.id();
    card.field("full text", is_cut.then(|| format!("courant show --markdown {id}")));
    card.field("stages", record.trail().ok().and_then(|trail| stages_line(&trail)));
    card.field("subject", publication.map(|publication| publication.subject));
    card.field("id", Some(record.id().to_string()));
    card.text.push('\n');
    card.text
}

struct Card {
    text: String,
    width: usize,
    style: Style,
}

/// Narrower cards are not readable.
const MIN_WIDTH: usize = 24;
/// Wider lines are hard to read.
const MAX_WIDTH: usize = 100;
/// Maximum length of the shown text, and of any other value.
const MAX_CHARACTERS: usize = 200;
/// The width of the fields' names.
const LABEL_WIDTH: usize = 10;

const TITLE: Ansi = Ansi::new().bold();
const SECOND: Ansi = AnsiColor::Cyan.on_default();
const BODY: Ansi = Ansi::new();
const LABEL: Ansi = Ansi::new().dimmed();

impl Card {
    /// Lines of text, each after `margin`.
    fn block(&mut self, margin: &str, text: &str, ansi: Ansi) {
        for line in wrap(&condensed(text, MAX_CHARACTERS), self.width - margin.len()) {
            self.text.push_str(margin);
            self.styled(&line, ansi);
            self.text.push('\n');
        }
    }

    /// A named value on one or more lines.
    fn field(&mut self, name: &str, value: Option<String>) {
        let value = condensed(&value.unwrap_or_default(), MAX_CHARACTERS);
        let lines = wrap(&value, self.width - LABEL_WIDTH);
        for (number, line) in lines.iter().enumerate() {
            let name = if number == 0 { name } else { "" };
            self.styled(&format!("{name:LABEL_WIDTH$}"), LABEL);
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    fn styled(&mut self, text: &str, ansi: Ansi) {
        match self.style {
            Style::Plain => self.text.push_str(text),
            Style::Colour => self.text.push_str(&format!("{ansi}{text}{ansi:#}")),
        }
    }
}

fn title(metadata: &Metadata, document: Option<&Document>) -> String {
    let found = metadata.title.as_ref().map(|title| &title.value);
    let stated = || Some(&document?.title.as_ref()?.value);
    found.or_else(stated).cloned().unwrap_or_else(|| "(no title)".to_owned())
}

fn language_line(language: &Language) -> String {
    let doubt = if language.reliable { "" } else { "?" };
    format!("{}{doubt} {:.0} %", language.tag, language.confidence * 100.0)
}

fn date_line(date: &FoundDate) -> String {
    match date.confidence {
        Some(confidence) => format!("{} ({:.0} %)", date.value, confidence * 100.0),
        None => date.value.clone(),
    }
}

/// The lede, or the beginning of the text.
fn beginning(lede: Option<&str>, document: Option<&Document>) -> String {
    lede.or_else(|| Some(&document?.text)).unwrap_or_default().to_owned()
}

fn list<'a>(items: impl Iterator<Item = &'a str>, most: usize) -> Option<String> {
    let items: Vec<&str> = items.take(most).collect();
    (!items.is_empty()).then(|| items.join(", "))
}

/// `575 characters · 18 words · 1 sentence · 1 paragraph · 0.1 min`.
pub(crate) fn counts_line(counts: &Counts) -> String {
    format!(
        "{} · {} · {} · {} · {:.1} min",
        plural(counts.characters, "character"),
        plural(counts.words, "word"),
        plural(counts.sentences, "sentence"),
        plural(counts.paragraphs, "paragraph"),
        counts.reading_minutes
    )
}

fn stages_line(trail: &[TrailEntry]) -> Option<String> {
    let marks: Vec<String> = trail
        .iter()
        .map(|mark| {
            let again = if mark.attempt > 1 {
                format!(" (attempt {})", mark.attempt)
            } else {
                String::new()
            };
            format!("{} {:.1} ms{again}", mark.stage, mark.duration_ms)
        })
        .collect();
    (!marks.is_empty()).then(|| marks.join(" · "))
}

#[cfg(test)]
mod tests;
