//! Cues: what of a page can tell its title, authors and date, and where it stands.
//!
//! Judges nothing: it tells later finders what an element says of itself (`classes`), in which
//! part of the page it stands (`zones`), and leaves out what no finder could use (`lines`,
//! `elements`). Linear in the page, and bounded by [`Room`].

mod classes;
mod elements;
mod lines;
mod patterns;
mod zones;

use article::{Cue, Cues, Mark};

use super::attributes::Attributes;
use super::elements::{is_block, is_void};
use super::walk::Sink;
use classes::{Class, Classes};
use elements::{Captures, Wanted};
use lines::Lines;
use text::cut;
use zones::Zones;

/// Cues of a kind that are kept.
const MANY: usize = 48;
/// How much of the names and classes around an element is remembered, in bytes.
const TRAIL: usize = 300;

/// Collects a page's cues.
#[derive(Debug, Default)]
pub(super) struct Collector {
    cues: Cues,
    room: Room,
    place: u32,
    /// The page's body, then each open element.
    frames: Vec<Frame>,
    classes: Classes,
    captures: Captures,
    lines: Lines,
}

/// An open element.
#[derive(Debug, Default, Clone)]
struct Frame {
    zones: Zones,
    /// Names and classes from the outside in, the last of them.
    trail: String,
    is_break: bool,
}

/// How many more bytes of cues may be kept.
#[derive(Debug)]
struct Room(usize);

impl Default for Room {
    fn default() -> Self {
        Self(24 * 1024)
    }
}

impl Room {
    /// Keeps a cue in its list if there is room.
    fn keep(&mut self, list: &mut Vec<Cue>, most: usize, cue: Cue) {
        // What a cue weighs in the record beside its texts.
        let frame = 60 + 16 * (cue.zones.len() + cue.marks.len());
        let texts = cue.names.iter().chain(&cue.links).map(String::len).sum::<usize>();
        let bytes = frame + texts + cue.text.len() + cue.value.as_ref().map_or(0, String::len);
        if list.len() < most && bytes <= self.0 {
            self.0 -= bytes;
            list.push(cue);
        }
    }
}

impl Collector {
    /// What was collected.
    pub(super) fn finish(mut self) -> Cues {
        self.end_line();
        let mut lines = self.lines.finish();
        lines.sort_by_key(|cue| cue.line);
        for cue in lines {
            self.room.keep(&mut self.cues.lines, lines::MOST, cue);
        }
        self.cues
    }

    /// The page's title, which its head gives before the walk comes to its body.
    pub(super) fn title(&mut self, title: &str) {
        self.lines.title(title);
    }

    fn frame(&mut self) -> &Frame {
        if self.frames.is_empty() {
            self.frames.push(Frame::default());
        }
        &self.frames[self.frames.len() - 1]
    }

    fn end_line(&mut self) {
        let place = self.place;
        if self.frames.is_empty() {
            self.frames.push(Frame::default());
        }
        let frame = &self.frames[self.frames.len() - 1];
        if let Some(comments) = self.lines.end(place, frame.zones, &frame.trail)
            && self.cues.comments.len() < 8
        {
            self.cues.comments.push(comments);
        }
    }

    /// An element begins: `inline` ones have no frame of their own.
    fn begin(&mut self, name: &str, attributes: &Attributes<'_>, inline: bool) {
        self.place += 1;
        let class = self.classes.of(name, attributes);
        let around = self.frame().clone();
        let zones = around.zones.with(name, attributes, &class);
        let is_break = !inline && is_break(name);
        if is_break {
            self.end_line();
            self.captures.text(" ");
        }
        self.want(name, attributes, &class, zones, inline);
        if !inline && !is_void(name) {
            let trail = class.extend(&around.trail, name);
            self.frames.push(Frame { zones, trail, is_break });
            self.captures.enter();
        }
    }

    /// Begins to read what the element may tell.
    fn want(
        &mut self,
        name: &str,
        attributes: &Attributes<'_>,
        class: &Class,
        zones: Zones,
        inline: bool,
    ) {
        let cue = Cue { place: self.place, zones: zones.list(), ..Cue::default() };
        if matches!(name, "h1" | "h2") || class.is_headline {
            if self.cues.headings.len() < MANY {
                let first = (name == "h1").then_some(Mark::First);
                let marks = first.into_iter().chain(class.heading_marks()).collect();
                self.captures.open(Wanted::Heading, name, inline, Cue { marks, ..cue.clone() });
            }
            let level = if name == "h1" { 3 } else { 2 };
            self.lines.heading(self.place, name == "h1", level);
        }
        let reading = self.captures.is_reading_author();
        if reading && name == "a" {
            self.captures.open(Wanted::Link, name, inline, Cue::default());
        }
        if reading && class.is_name {
            self.captures.open(Wanted::Name, name, inline, Cue::default());
        }
        if self.cues.authors.len() < MANY
            && let Some(marks) = class.author_marks(name, attributes, zones)
        {
            let cue = Cue { marks, kind: Some(class.number), ..cue.clone() };
            self.captures.open(Wanted::Author, name, inline, cue);
        }
        if self.cues.dates.len() < MANY
            && let Some((marks, value)) = class.date_marks(name, attributes)
        {
            let cue = Cue { marks, value, ..cue };
            self.captures.open(Wanted::Date, name, inline, cue);
        }
    }

    /// Keeps what the elements that end have told; `trail` is what stands around them.
    fn keep(&mut self, done: Vec<(Wanted, Cue)>) {
        if done.is_empty() {
            return;
        }
        let trail = self.frame().trail.clone();
        for (wanted, mut cue) in done {
            classes::mark_around(wanted, &mut cue, &trail);
            let list = match wanted {
                Wanted::Heading => &mut self.cues.headings,
                Wanted::Author => &mut self.cues.authors,
                Wanted::Date => &mut self.cues.dates,
                Wanted::Link | Wanted::Name => continue,
            };
            self.room.keep(list, MANY, cue);
        }
    }
}

impl Sink for Collector {
    fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        if matches!(name, "link" | "base") {
            return;
        }
        if name == "meta" {
            self.meta(attributes);
            return;
        }
        self.begin(name, attributes, false);
        if is_void(name) {
            if name == "br" {
                self.end_line();
                self.captures.text(" ");
            }
            // A void element has no content to read.
            let done = self.captures.close_void();
            self.keep(done);
        }
    }

    fn close(&mut self, _: &str) {
        let is_break = self.frame().is_break;
        if is_break {
            self.end_line();
            self.captures.text(" ");
        }
        self.frames.pop();
        let done = self.captures.close();
        self.keep(done);
    }

    fn text(&mut self, text: &str) {
        self.captures.text(text);
        self.lines.text(text);
    }

    fn raw(&mut self, name: &str, _: &Attributes<'_>, content: &str) {
        if name == "title" {
            self.title(&super::capture::line(cut(content, 2048)));
        }
    }

    fn transparent(&mut self, name: &str, attributes: &Attributes<'_>) {
        match name {
            "html" | "head" | "frameset" => {}
            // The page's own body is the outermost frame.
            "body" if self.frames.len() <= 1 => {
                self.end_line();
                let class = self.classes.of(name, attributes);
                let zones = Zones::default().with(name, attributes, &class);
                let trail = class.extend("", name);
                self.frames.clear();
                self.frames.push(Frame { zones, trail, is_break: true });
            }
            "body" => {}
            _ => self.begin(name, attributes, true),
        }
    }

    fn transparent_end(&mut self, name: &str) {
        let done = self.captures.close_inline(name);
        self.keep(done);
    }
}

impl Collector {
    /// A `meta` in the page's body, which microdata use for what is not shown.
    fn meta(&mut self, attributes: &Attributes<'_>) {
        let (Some(_), Some(content)) = (attributes.written("itemprop"), attributes.get("content"))
        else {
            return;
        };
        if self.frames.is_empty() {
            return;
        }
        let class = self.classes.of("meta", attributes);
        if class.is_name {
            self.captures.name(&content);
        }
        if let Some((marks, value)) = class.date_marks("meta", attributes) {
            self.place += 1;
            let zones = self.frame().zones.list();
            let cue = Cue { place: self.place, zones, marks, value, ..Cue::default() };
            self.keep(vec![(Wanted::Date, cue)]);
        }
    }
}

/// Elements at whose edges a line ends.
fn is_break(name: &str) -> bool {
    is_block(name) || matches!(name, "td" | "th" | "button" | "label")
}

#[cfg(test)]
mod tests;
