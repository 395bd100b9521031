//! PowerPoint presentations (ECMA-376, PresentationML).

use std::collections::BTreeSet;

use article::Source;

use crate::archive::Archive;
use crate::error::Defect;
use crate::html::{Html, LINK_END, begin_link, escape};
use crate::properties::Properties;
use crate::relations::Relations;
use crate::xml::{Element, Node, walk};
use crate::{FormatError, Reading};

/// Reads a presentation: its slides in order, each followed by its notes.
pub(crate) fn read(document: &[u8], progress: &mut dyn FnMut()) -> Result<Reading, FormatError> {
    let mut archive = Archive::open(document)?;
    let package = Relations::of("", &mut archive)?;
    let main = package.first("officeDocument").unwrap_or("ppt/presentation.xml").to_owned();
    let relations = Relations::of(&main, &mut archive)?;
    let xml = archive.text(&main)?.ok_or(FormatError::Damaged(Defect::Missing))?;
    let mut slides = Vec::new();
    walk(&xml, |node| {
        if let Node::Start(element) = node
            && element.name == "sldId"
            && let Some(name) = element.relation().and_then(|id| relations.target(&id))
        {
            slides.push(name.to_owned());
        }
        Ok(())
    })?;
    let mut html = Html::default();
    let mut footers = BTreeSet::new();
    for slide in slides {
        progress();
        let Some(xml) = archive.text(&slide)? else { continue };
        let own = Relations::of(&slide, &mut archive)?;
        footers.append(&mut Slide::new(&own, &mut html, false).read(&xml)?);
        let notes = own.first("notesSlide").map(str::to_owned);
        if let Some(notes) = notes
            && let Some(xml) = archive.text(&notes)?
        {
            Slide::new(&Relations::default(), &mut html, true).read(&xml)?;
        }
    }
    if html.len() == 0 {
        // Nothing else is on the slides.
        footers.iter().for_each(|footer| html.block("p", footer));
    }
    let mut reading = Reading { html: html.finish(), ..Reading::default() };
    if let Some(name) = package.first("core-properties")
        && let Some(xml) = archive.text(name)?
    {
        Properties::of_xml(&xml)?.declare(&mut reading, Source::Properties);
    }
    Ok(reading)
}

/// A slide that is being read, or its notes.
struct Slide<'a> {
    relations: &'a Relations,
    html: &'a mut Html,
    is_notes: bool,
    shape: Shape,
    inner: String,
    level: usize,
    in_text: bool,
    in_run_properties: bool,
    has_link: bool,
    rows: Option<Vec<Vec<String>>>,
    footers: BTreeSet<String>,
}

/// The content of a shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Title,
    Body,
    Free,
    Footer,
    /// Slide number, date.
    Skipped,
}

impl<'a> Slide<'a> {
    fn new(relations: &'a Relations, html: &'a mut Html, is_notes: bool) -> Self {
        Self {
            relations,
            html,
            is_notes,
            shape: Shape::Free,
            inner: String::new(),
            level: 0,
            in_text: false,
            in_run_properties: false,
            has_link: false,
            rows: None,
            footers: BTreeSet::new(),
        }
    }

    /// Returns its footers.
    fn read(mut self, xml: &str) -> Result<BTreeSet<String>, FormatError> {
        walk(xml, |node| {
            match node {
                Node::Start(element) => self.start(element),
                Node::End(name) => self.end(name),
                Node::Text(text) if self.in_text => escape(text, &mut self.inner),
                Node::Text(_) => {}
            }
            Ok(())
        })?;
        Ok(self.footers)
    }

    fn start(&mut self, element: &Element<'_>) {
        match element.name {
            "sp" => self.shape = if self.is_notes { Shape::Skipped } else { Shape::Free },
            "ph" => {
                self.shape = match element.get("type").as_deref() {
                    Some("title" | "ctrTitle") if !self.is_notes => Shape::Title,
                    Some("ftr") if !self.is_notes => Shape::Footer,
                    Some("sldNum" | "dt" | "ftr" | "hdr" | "sldImg") => Shape::Skipped,
                    Some("subTitle") => Shape::Free,
                    _ => Shape::Body,
                }
            }
            "tbl" => self.rows = Some(Vec::new()),
            "tr" => self.rows.iter_mut().for_each(|rows| rows.push(Vec::new())),
            "pPr" => self.level = element.number("lvl").unwrap_or(0),
            "t" => self.in_text = true,
            "br" => self.inner.push_str("<br>"),
            "rPr" => self.in_run_properties = true,
            // Outside, it belongs to a shape.
            "hlinkClick" if self.in_run_properties && !self.has_link => {
                if let Some(target) = element.relation().and_then(|id| self.relations.target(&id)) {
                    begin_link(target, &mut self.inner);
                    self.has_link = true;
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "rPr" => self.in_run_properties = false,
            "t" => {
                self.in_text = false;
                if std::mem::take(&mut self.has_link) {
                    self.inner.push_str(LINK_END);
                }
            }
            "tc" => {
                let cell = std::mem::take(&mut self.inner);
                let row = self.rows.as_mut().and_then(|rows| rows.last_mut());
                row.into_iter().for_each(|row| row.push(cell.clone()));
            }
            "tbl" => {
                if let Some(rows) = self.rows.take() {
                    self.html.table(&rows);
                }
            }
            "p" if self.rows.is_some() && self.inner.is_empty() => {}
            "p" if self.rows.is_some() => self.inner.push_str("<br>"),
            "p" => {
                let inner = std::mem::take(&mut self.inner);
                let level = std::mem::take(&mut self.level);
                match self.shape {
                    Shape::Title => self.html.heading(2, &inner),
                    Shape::Body if !self.is_notes => {
                        self.html.item(level.saturating_add(1), &inner)
                    }
                    Shape::Body | Shape::Free => self.html.block("p", &inner),
                    Shape::Footer => drop(self.footers.insert(inner)),
                    Shape::Skipped => {}
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_slide(shapes: &str) -> (String, BTreeSet<String>) {
        let (relations, mut html) = (Relations::default(), Html::default());
        let xml = format!("<p:sld xmlns:p=\"p\" xmlns:a=\"a\">{shapes}</p:sld>");
        let footers = Slide::new(&relations, &mut html, false).read(&xml).expect("XML");
        (html.finish(), footers)
    }

    #[test]
    fn a_footer_is_no_text_of_the_slide() {
        let shape = |kind: &str, text: &str| {
            format!("<p:sp><p:ph type=\"{kind}\"/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sp>")
        };
        let (html, footers) = read_slide(&(shape("ftr", "A foot") + &shape("title", "Fares")));
        assert_eq!((html.trim(), footers.len()), ("<h2>Fares</h2>", 1));
    }
}
