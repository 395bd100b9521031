//! Document properties: Dublin Core and related vocabularies.

use article::{Declared, Source, Stated};
use page::bounds;
use text::{cut, one_line};

use crate::xml::{Node, walk};
use crate::{FormatError, Reading};

/// The properties of a document.
#[derive(Debug, Default)]
pub(crate) struct Properties {
    pub(crate) title: Option<String>,
    pub(crate) authors: Vec<String>,
    pub(crate) published: Option<String>,
    pub(crate) modified: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) keywords: Vec<String>,
}

/// The maximum number of authors and of keywords.
const MOST: usize = 64;

impl Properties {
    /// Reads the properties of Office Open XML (`docProps/core.xml`) or of a book (the metadata of its
    /// package).
    pub(crate) fn of_xml(xml: &str) -> Result<Self, FormatError> {
        Self::of(xml, |name| name)
    }

    /// Reads the properties of OpenDocument (`meta.xml`). There, Dublin Core's creator and date are those
    /// of the last change (ISO/IEC 26300, sections 4.3.2.7 and 4.3.2.10).
    pub(crate) fn of_open_document(xml: &str) -> Result<Self, FormatError> {
        let first = Self::of(xml, |name| match name {
            "initial-creator" => "creator",
            "creator" => "",
            "date" => "modified",
            name => name,
        })?;
        if first.authors.is_empty() {
            let authors = Self::of(xml, |name| if name == "creator" { name } else { "" })?.authors;
            return Ok(Self { authors, ..first });
        }
        Ok(first)
    }

    /// Reads the elements of `xml` as properties; `named` maps their names.
    fn of(xml: &str, named: impl Fn(&str) -> &str) -> Result<Self, FormatError> {
        let mut all = Self::default();
        let (mut inside, mut value) = (String::new(), String::new());
        // What each author did, and the ids by which a book says so (EPUB 3.3, 5.5.4.2.3).
        let mut roles: Vec<(Option<String>, Option<String>)> = Vec::new();
        let mut refined = None;
        walk(xml, |node| {
            match node {
                Node::Start(element) => {
                    if element.name == "creator" && named("creator") == "creator" {
                        roles.push((element.get("id"), element.get("role")));
                    }
                    refined = element.get("refines").filter(|_| element.name == "meta");
                    inside = match element.name {
                        // EPUB 3 has one element for all: <meta property="dcterms:modified">.
                        "meta" => element.get("property").unwrap_or_default(),
                        name => name.to_owned(),
                    };
                    value.clear();
                }
                Node::Text(text) => value.push_str(text),
                Node::End(_) => {
                    let name = std::mem::take(&mut inside);
                    if let Some(id) = refined.take().filter(|_| name == "role") {
                        let is_it = |one: &str| id.strip_prefix('#') == Some(one);
                        let mut all = roles.iter_mut();
                        if let Some((_, role)) =
                            all.find(|(id, _)| id.as_deref().is_some_and(is_it))
                        {
                            *role = Some(value.trim().to_owned());
                        }
                    }
                    all.take(named(name.rsplit(':').next().unwrap_or_default()), value.trim());
                    value.clear();
                }
            }
            Ok(())
        })?;
        let is_author =
            |(_, role): &(_, Option<String>)| role.as_deref().is_none_or(|role| role == "aut");
        if roles.len() == all.authors.len() && roles.iter().any(is_author) {
            let mut roles = roles.iter();
            all.authors.retain(|_| roles.next().is_some_and(is_author));
        }
        Ok(all)
    }

    /// Reads an XMP packet (ISO 16684-1). Its values are elements or attributes.
    pub(crate) fn of_xmp(xml: &str) -> Option<Self> {
        let mut all = Self::default();
        let mut open: Vec<String> = Vec::new();
        let mut value = String::new();
        let read = walk(xml, |node| {
            match node {
                Node::Start(element) => {
                    for (attribute, name) in
                        [("title", "title"), ("CreateDate", "created"), ("ModifyDate", "modified")]
                    {
                        if element.name == "Description"
                            && let Some(value) = element.get(attribute)
                        {
                            all.take(name, value.trim());
                        }
                    }
                    open.push(element.name.to_owned());
                    value.clear();
                }
                Node::Text(text) => value.push_str(text),
                Node::End(_) => {
                    let name = open.pop().unwrap_or_default();
                    // <dc:title><rdf:Alt><rdf:li>
                    let name = match name.as_str() {
                        "li" => open.iter().rev().nth(1).cloned().unwrap_or_default(),
                        _ => name,
                    };
                    let value = std::mem::take(&mut value);
                    let known = match name.as_str() {
                        "CreateDate" => "created",
                        "ModifyDate" => "modified",
                        "title" | "creator" | "language" | "publisher" | "description" => {
                            name.as_str()
                        }
                        "subject" => "keywords",
                        _ => "",
                    };
                    all.take(known, value.trim());
                }
            }
            Ok(())
        });
        read.ok().map(|()| all)
    }

    fn take(&mut self, name: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        let first = |known: &mut Option<String>| {
            known.get_or_insert_with(|| value.to_owned());
        };
        match name {
            "title" => first(&mut self.title),
            "creator" if self.authors.len() < MOST => self.authors.push(value.to_owned()),
            "created" | "creation-date" => first(&mut self.published),
            "modified" => first(&mut self.modified),
            "date" => match self.published {
                None => first(&mut self.published),
                Some(_) => first(&mut self.modified),
            },
            "language" => first(&mut self.language),
            "publisher" => first(&mut self.publisher),
            "description" => first(&mut self.description),
            "keywords" | "keyword" | "subject" if self.keywords.len() < MOST => {
                self.keywords.push(value.to_owned());
            }
            _ => {}
        }
    }

    /// Adds them to a reading.
    pub(crate) fn declare(self, reading: &mut Reading, source: Source) {
        let stated =
            |value: &str, most| Stated { value: cut(value.trim(), most).to_owned(), source };
        let title = self.title.map(|title| one_line(&title, bounds::LINE / 4));
        reading.title =
            title.filter(|title| !is_placeholder(title)).map(|value| Stated { value, source });
        let declared: &mut Declared = &mut reading.declared;
        let named = self.authors.iter().flat_map(|names| names.split([';', '；']));
        let named = named.filter(|name| !is_program(name)).take(MOST);
        // Authors below the title take precedence, because they were written by the author and the
        // properties by a program.
        if declared.authors.is_empty() {
            declared.authors.extend(named.map(|name| stated(name, bounds::NAME)));
        }
        let dates = &mut declared.dates;
        if dates.published.is_empty() {
            dates.published.extend(self.published.iter().map(|date| stated(date, bounds::NAME)));
        }
        dates.modified.extend(self.modified.iter().map(|date| stated(date, bounds::NAME)));
        declared.language = self.language.map(|tag| stated(&tag, bounds::NAME));
        let mut meta = |name: &str, values: &[String]| {
            let values: Vec<String> =
                values.iter().map(|value| cut(value, bounds::LINE).to_owned()).collect();
            if !values.is_empty() {
                declared.meta.insert(name.to_owned(), values);
            }
        };
        let description = self.description.filter(|text| !is_made_up(text));
        meta("description", description.as_slice());
        meta("dc.publisher", self.publisher.as_slice());
        meta("keywords", &self.keywords);
    }
}

/// Whether a title was set by a program: the name of a file, or of nothing.
fn is_placeholder(title: &str) -> bool {
    const EXTENSIONS: [&str; 12] = [
        ".doc", ".docx", ".odt", ".rtf", ".pdf", ".tex", ".dvi", ".indd", ".qxd", ".ppt", ".pptx",
        ".xlsx",
    ];
    const NOTHING: [&str; 8] = [
        "untitled",
        "document",
        "document1",
        "powerpoint presentation",
        "unknown",
        "title",
        "(anonymous)",
        "no title",
    ];
    let title = title.trim().to_lowercase();
    title.starts_with("microsoft word - ")
        || title.starts_with("microsoft powerpoint - ")
        || EXTENSIONS.iter().any(|end| title.ends_with(end))
        || NOTHING.contains(&title.as_str())
        || !title.contains(char::is_alphanumeric)
}

/// Whether a description was set by a program.
fn is_made_up(description: &str) -> bool {
    let description = description.trim().to_lowercase();
    let description = description.trim_start_matches('(').trim_end_matches(')');
    description == "unspecified"
        || description.starts_with("generated by python-")
        || description.starts_with("generated using python-")
}

/// Whether an author is a program or nobody.
fn is_program(name: &str) -> bool {
    const NOBODY: [&str; 9] = [
        "anonymous",
        "python-docx",
        "unknown",
        "user",
        "admin",
        "administrator",
        "windows user",
        "author",
        "openpyxl",
    ];
    let name = name.trim().to_lowercase();
    NOBODY.contains(&name.as_str()) || !name.contains(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_open_document_the_first_author_counts_and_the_date_is_that_of_the_last_change() {
        let meta = |first: &str| {
            format!(
                "<m xmlns:meta='x' xmlns:dc='y'>{first}<dc:creator>Bo</dc:creator>\
                 <dc:date>2026-05-02</dc:date><meta:creation-date>2026-05-01</meta:creation-date></m>"
            )
        };
        let first = "<meta:initial-creator>Ada</meta:initial-creator>";
        for (first, author) in [(first, "Ada"), ("", "Bo")] {
            let all = Properties::of_open_document(&meta(first)).unwrap();
            assert_eq!(all.authors, [author]);
            assert_eq!(all.published.as_deref(), Some("2026-05-01"));
            assert_eq!(all.modified.as_deref(), Some("2026-05-02"));
        }
    }

    #[test]
    fn titles_that_programs_set_are_none() {
        for title in ["Microsoft Word - draft3.doc", "Untitled", "report_final.docx", "—"] {
            assert!(is_placeholder(title), "{title}");
        }
        assert!(!is_placeholder("The document of the year"));
    }

    #[test]
    fn translators_are_no_authors() {
        let epub3 = "<p xmlns:dc='x'><dc:creator id='a'>Ada</dc:creator><dc:creator id='b'>Tim</dc:creator>\
            <meta refines='#a' property='role'>aut</meta><meta refines='#b' property='role'>trl</meta></p>";
        let epub2 = "<p xmlns:dc='x' xmlns:opf='y'><dc:creator opf:role='aut'>Ada</dc:creator>\
            <dc:creator opf:role='trl'>Tim</dc:creator></p>";
        for xml in [epub3, epub2] {
            assert_eq!(Properties::of_xml(xml).unwrap().authors, ["Ada"], "{xml}");
        }
        let all = "<p xmlns:dc='x' xmlns:opf='y'><dc:creator opf:role='edt'>Ed</dc:creator></p>";
        assert_eq!(Properties::of_xml(all).unwrap().authors, ["Ed"]);
    }
}
