//! Cues: pieces of a page from which later stages can find its title, authors and date.
//!
//! A cue records the classes and properties of an element ([`classes`]) and its zones of the page
//! ([`zones`]). Pieces that no finder could use are left out ([`lines`]). Takes time linear in the
//! page; a record keeps at most [`BYTES`] of cues.

mod classes;
mod lines;
mod patterns;
mod zones;

use article::{Cue, Cues, Mark};

use super::attributes::Attributes;
use super::budget::ByteBudget;
use super::captures::{CueKind, Reason};
use super::elements::{ends_line, is_void};
use classes::{Class, Classes};
use lines::Lines;
use zones::Zones;

/// Maximum number of cues of a kind.
const MANY: usize = 48;
/// Maximum number of bytes of all cues.
const BYTES: usize = 24 * 1024;

/// Maximum number of names of a forum's members, and of characters of one.
const MEMBERS: usize = 12;
const MEMBER_LONGEST: usize = 40;

/// Collects the cues of a page.
#[derive(Debug)]
pub(super) struct Collector {
    cues: Cues,
    budget: ByteBudget,
    place: u32,
    /// Whether the page's body has begun.
    in_body: bool,
    /// The page's body and the open elements, outermost first. Never empty.
    frames: Vec<Frame>,
    classes: Classes,
    lines: Lines,
    /// How many names of a forum's members were kept.
    members: usize,
}

/// An open element.
#[derive(Debug, Default, Clone)]
struct Frame {
    zones: Zones,
    /// The end of the list of names and classes of the elements down to this one.
    trail: String,
    kind: FrameKind,
    /// Position of the linked heading in it.
    linked: Option<u32>,
    /// Whether it holds a long line of the page's text.
    has_text: bool,
    /// Length of the current line when it began, in bytes.
    line: usize,
}

/// What an open element is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum FrameKind {
    Link,
    /// A heading below the first level.
    Heading,
    #[default]
    Other,
}

/// Cues of a `meta` element in the page's body, which microdata uses for what is not shown.
#[derive(Debug, Default)]
pub(super) struct Meta {
    /// A name of the element around it.
    pub(super) name: Option<String>,
    pub(super) date: Option<Cue>,
}

impl Default for Collector {
    fn default() -> Self {
        Self {
            cues: Cues::default(),
            budget: ByteBudget::new(BYTES),
            place: 0,
            in_body: false,
            frames: vec![Frame::default()],
            classes: Classes::default(),
            lines: Lines::default(),
            members: 0,
        }
    }
}

impl Collector {
    /// Returns the cues collected.
    pub(super) fn finish(mut self) -> Cues {
        self.end_line();
        self.cues.text = self.lines.text_places();
        let mut lines = std::mem::take(&mut self.lines).finish();
        lines.sort_by_key(|cue| cue.line);
        for cue in lines {
            push(&mut self.budget, &mut self.cues.lines, lines::MOST, cue);
        }
        self.cues
    }

    /// Sets the page's title, which precedes its body.
    pub(super) fn title(&mut self, title: &str) {
        self.lines.title(title);
    }

    /// The `body` element begins. The page's own body is the outermost frame.
    pub(super) fn body(&mut self, attributes: &Attributes) {
        self.in_body = true;
        if self.frames.len() > 1 {
            return;
        }
        self.end_line();
        let class = self.classes.of("body", attributes);
        let zones = class.zones("body", attributes, Zones::default());
        self.frames = vec![Frame { zones, trail: class.extend("", "body"), ..Frame::default() }];
    }

    /// An element begins; `inline` ones have no frame of their own. Returns why its text is to be
    /// captured. `in_author` says whether an element around it may name an author.
    pub(super) fn begin(
        &mut self,
        name: &str,
        attributes: &Attributes,
        inline: bool,
        in_author: bool,
    ) -> Vec<Reason> {
        self.place += 1;
        self.in_body = true;
        if !inline && ends_line(name) {
            self.end_line();
        }
        let class = self.classes.of(name, attributes);
        let zones = class.zones(name, attributes, self.frame().zones);
        let reasons = self.reasons(name, attributes, &class, zones, in_author);
        if !inline && !is_void(name) {
            let trail = class.extend(&self.frame().trail, name);
            let kind = match name {
                "a" => FrameKind::Link,
                "h2" | "h3" | "h4" | "h5" | "h6" => FrameKind::Heading,
                _ => FrameKind::Other,
            };
            let line = self.lines.length();
            self.frames.push(Frame { zones, trail, kind, line, ..Frame::default() });
            self.mark_boxes(name, kind);
        }
        reasons
    }

    /// Records the linked heading that has just begun in the boxes around it. The page's own
    /// headline doesn't count.
    fn mark_boxes(&mut self, name: &str, kind: FrameKind) {
        const AROUND: usize = 4;
        if name == "h1" {
            self.frames.iter_mut().for_each(|frame| frame.linked = None);
        }
        let (_, around) = self.frames.split_last_mut().expect("the body's frame is never popped");
        let within = |kind| around.iter().rev().take(AROUND).position(|frame| frame.kind == kind);
        let headed = match kind {
            FrameKind::Link => within(FrameKind::Heading),
            FrameKind::Heading => within(FrameKind::Link),
            FrameKind::Other => None,
        };
        let Some(inner) = headed else { return };
        let place = self.place;
        for frame in around.iter_mut().skip(1).rev().skip(inner).take(3) {
            frame.linked.get_or_insert(place);
        }
    }

    /// Position of the linked heading of the small box that is open.
    fn under(&self) -> Option<u32> {
        self.frames.iter().rev().take(3).find_map(|frame| frame.linked)
    }

    /// The innermost element with a frame ends.
    pub(super) fn close(&mut self) {
        if self.frames.len() > 1
            && let Some(closed) = self.frames.pop()
        {
            self.mark_teaser(&closed);
        }
    }

    /// A link that begins its line and has the length of a headline, below the text and apart from
    /// it, is the headline of another article: notes it in the boxes around it.
    fn mark_teaser(&mut self, closed: &Frame) {
        const HEADLINE: usize = 25;
        const AROUND: usize = 2;
        let is_headline = closed.kind == FrameKind::Link
            && closed.line == 0
            && self.lines.length() >= HEADLINE
            && self.lines.has_text();
        if !is_headline {
            return;
        }
        let place = self.place;
        let around = self.frames.iter_mut().skip(1).rev().take(AROUND);
        for frame in around.take_while(|frame| !frame.has_text) {
            frame.linked.get_or_insert(place);
        }
    }

    /// Adds text to the current line.
    pub(super) fn text(&mut self, text: &str) {
        self.lines.text(text);
    }

    /// The current line ends.
    pub(super) fn end_line(&mut self) {
        let under = self.under();
        let texts = self.lines.text_places();
        let Frame { zones, trail, .. } = &self.frames[self.frames.len() - 1];
        if let Some(comments) = self.lines.end(self.place, *zones, trail, under)
            && self.cues.comments.len() < 8
        {
            self.cues.comments.push(comments);
        }
        if self.lines.text_places() != texts {
            self.frames.iter_mut().for_each(|frame| frame.has_text = true);
        }
    }

    /// Reads a `meta` element.
    pub(super) fn meta(&mut self, attributes: &Attributes) -> Meta {
        let (Some(_), Some(content)) = (attributes.get("itemprop"), attributes.get("content"))
        else {
            return Meta::default();
        };
        if !self.in_body {
            return Meta::default();
        }
        let class = self.classes.of("meta", attributes);
        let name = class.is_name.then(|| content.to_owned());
        let date = class.date_marks("meta", attributes).map(|(marks, value)| {
            self.place += 1;
            let zones = self.frame().zones.list();
            Cue { place: self.place, zones, marks, value, ..Cue::default() }
        });
        Meta { name, date }
    }

    /// Keeps a cue whose element has ended, within the limits.
    pub(super) fn keep(&mut self, kind: CueKind, mut cue: Cue) {
        classes::mark_around(kind, &mut cue, &self.frame().trail);
        if kind == CueKind::Author {
            cue.under = self.under();
            if self.is_spare_member(&cue) {
                return;
            }
        }
        let list = match kind {
            CueKind::Heading => &mut self.cues.headings,
            CueKind::Author => &mut self.cues.authors,
            CueKind::Date => &mut self.cues.dates,
            CueKind::Link | CueKind::Name => return,
        };
        push(&mut self.budget, list, MANY, cue);
    }

    /// Whether an element that nothing but a class or link of a forum's members suggests is too long
    /// for a name, or not one of the first. Counts it otherwise.
    fn is_spare_member(&mut self, cue: &Cue) -> bool {
        if !cue.is_only_member() {
            return false;
        }
        let spare = cue.characters() > MEMBER_LONGEST || self.members == MEMBERS;
        self.members += usize::from(!spare);
        spare
    }

    fn frame(&self) -> &Frame {
        &self.frames[self.frames.len() - 1]
    }

    fn reasons(
        &mut self,
        name: &str,
        attributes: &Attributes,
        class: &Class,
        zones: Zones,
        in_author: bool,
    ) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let cue = || Cue { place: self.place, zones: zones.list(), ..Cue::default() };
        if matches!(name, "h1" | "h2") || class.is_headline || is_large(name, attributes) {
            if self.cues.headings.len() < MANY {
                let first = (name == "h1").then_some(Mark::First);
                let marks = first.into_iter().chain(class.heading_marks()).collect();
                reasons.push(Reason::Cue(CueKind::Heading, Cue { marks, ..cue() }));
            }
            let level = if name == "h1" { 3 } else { 2 };
            self.lines.heading(self.place, name == "h1", level);
        }
        if in_author && name == "a" {
            reasons.push(Reason::Cue(CueKind::Link, Cue::default()));
        }
        if in_author && class.is_name {
            reasons.push(Reason::Cue(CueKind::Name, Cue::default()));
        }
        if self.cues.authors.len() < MANY
            && let Some(marks) = class.author_marks(name, attributes, zones)
        {
            let href = attributes.get("href").filter(|href| name == "a" && href.len() <= 200);
            let value = href.map(|href| href.trim().to_owned());
            let cue = Cue { marks, value, kind: Some(class.number), ..cue() };
            reasons.push(Reason::Cue(CueKind::Author, cue));
        }
        if self.cues.dates.len() < MANY
            && let Some((marks, value)) = class.date_marks(name, attributes)
        {
            reasons.push(Reason::Cue(CueKind::Date, Cue { marks, value, ..cue() }));
        }
        reasons
    }
}

/// Whether an element only sets its text in large type, as old pages set their headlines.
fn is_large(name: &str, attributes: &Attributes) -> bool {
    let size = attributes.get("size").filter(|_| name == "font");
    size.is_some_and(|size| matches!(size.trim(), "5" | "6" | "7" | "+2" | "+3" | "+4"))
}

/// Adds a cue to its list if the list has fewer than `most` and the budget allows it.
fn push(budget: &mut ByteBudget, list: &mut Vec<Cue>, most: usize, cue: Cue) {
    // Approximate size in the record of everything but the texts.
    let frame = 60 + 16 * (cue.zones.len() + cue.marks.len());
    let texts = cue.names.iter().chain(&cue.links).map(String::len).sum::<usize>();
    let bytes = frame + texts + cue.text.len() + cue.value.as_ref().map_or(0, String::len);
    if list.len() < most && budget.take(bytes) {
        list.push(cue);
    }
}

#[cfg(test)]
mod tests;
