//! Text of elements that declare something, collected during the walk through the page. The text of
//! an element is collected once, whatever the number of reasons.

use article::{Cue, Mark};
use text::cut;

use super::declared::Declaration;
use super::line::line;

/// Why the text of an element is captured.
#[derive(Debug)]
pub(super) enum Reason {
    /// The element declares something about the page.
    Declaration(Declaration),
    /// The element is a cue.
    Cue(CueKind, Cue),
}

/// What a cue may help to find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CueKind {
    Heading,
    Author,
    Date,
    /// A link inside an element that may name an author.
    Link,
    /// A name inside such an element.
    Name,
}

/// An element that has ended, and its text on one line.
#[derive(Debug)]
pub(super) enum Captured {
    Declaration(Declaration, String),
    Cue(CueKind, Cue),
}

/// Separates the texts of neighbouring elements in one that names authors.
const JOINT: &str = " ¦ ";
/// Maximum number of elements captured at the same time.
const AT_ONCE: usize = 32;
/// Maximum length of captured text in bytes.
const LONGEST: usize = 4096;
/// Maximum number of names or links kept of one element.
const INSIDE: usize = 8;

/// Elements whose text is being captured.
#[derive(Debug, Default)]
pub(super) struct Captures {
    depth: usize,
    open: Vec<Capture>,
}

#[derive(Debug)]
struct Capture {
    reasons: Vec<Reason>,
    depth: usize,
    /// Name of an element without a depth of its own.
    inline: Option<String>,
    is_link: bool,
    text: String,
}

impl Captures {
    /// Starts to capture an element. To be called before [`Self::enter`] for the same element.
    pub(super) fn open(&mut self, reasons: Vec<Reason>, name: &str, inline: bool) {
        if !reasons.is_empty() && self.open.len() < AT_ONCE {
            let depth = self.depth + usize::from(!inline);
            let inline = inline.then(|| name.to_owned());
            let is_link = name == "a";
            self.open.push(Capture { reasons, depth, inline, is_link, text: String::new() });
        }
    }

    /// The walk enters the element that has just begun.
    pub(super) fn enter(&mut self) {
        self.depth += 1;
    }

    /// Whether an element that may name an author is being captured.
    pub(super) fn is_capturing_author(&self) -> bool {
        self.open.iter().any(Capture::is_author)
    }

    /// Adds text to all captured elements.
    pub(super) fn text(&mut self, text: &str) {
        for capture in &mut self.open {
            let budget = LONGEST.saturating_sub(capture.text.len());
            capture.text.push_str(cut(text, budget));
        }
    }

    /// Separates the texts of neighbouring elements. In an element that names authors, the second
    /// may be another name, a role or a date.
    pub(super) fn joint(&mut self) {
        for capture in self.open.iter_mut().filter(|capture| !capture.text.trim().is_empty()) {
            let separator = if capture.is_author() { JOINT } else { " " };
            capture.text.push_str(separator);
        }
    }

    /// Adds a name that the page doesn't show.
    pub(super) fn name(&mut self, name: &str) {
        let name = line(cut(name, 320));
        self.open.iter_mut().for_each(|outer| outer.contains(CueKind::Name, &name));
    }

    /// The innermost element ends.
    pub(super) fn close(&mut self) -> Vec<Captured> {
        let depth = self.depth;
        self.depth = depth.saturating_sub(1);
        self.finish(|open| open.depth >= depth)
    }

    /// The void element that has just begun ends.
    pub(super) fn close_void(&mut self) -> Vec<Captured> {
        let depth = self.depth;
        self.finish(|open| open.depth > depth)
    }

    /// The innermost element of this name ends; elements of this name have no depth of their own.
    pub(super) fn close_inline(&mut self, name: &str) -> Vec<Captured> {
        let last = self.open.iter().rposition(|open| open.inline.as_deref() == Some(name));
        let capture = last.map(|at| self.open.remove(at));
        self.captured(capture.into_iter().collect())
    }

    fn finish(&mut self, ends: impl Fn(&Capture) -> bool) -> Vec<Captured> {
        if !self.open.iter().any(&ends) {
            return Vec::new();
        }
        let ended = self.open.extract_if(.., |open| ends(open)).collect();
        self.captured(ended)
    }

    fn captured(&mut self, mut ended: Vec<Capture>) -> Vec<Captured> {
        let mut captured = Vec::new();
        // Inner elements first, because outer ones keep their links and names.
        while let Some(Capture { reasons, is_link, text, .. }) = ended.pop() {
            let text = line(&text);
            for reason in reasons.into_iter().rev() {
                match reason {
                    Reason::Declaration(declaration) => {
                        captured.push(Captured::Declaration(declaration, text.clone()));
                    }
                    Reason::Cue(kind @ (CueKind::Link | CueKind::Name), _) => {
                        let outer = self.open.iter_mut().chain(&mut ended);
                        outer.for_each(|outer| outer.contains(kind, &text));
                    }
                    Reason::Cue(kind, cue) => {
                        let cue = finished(kind, cue, &text, is_link);
                        captured.extend(cue.map(|cue| Captured::Cue(kind, cue)));
                    }
                }
            }
        }
        captured
    }
}

impl Capture {
    fn is_author(&self) -> bool {
        self.reasons.iter().any(|reason| matches!(reason, Reason::Cue(CueKind::Author, _)))
    }

    /// Keeps the text of a link or name inside the element.
    fn contains(&mut self, kind: CueKind, text: &str) {
        for reason in &mut self.reasons {
            let Reason::Cue(CueKind::Author, cue) = reason else { continue };
            let list = if kind == CueKind::Link { &mut cue.links } else { &mut cue.names };
            if !text.is_empty() && list.len() < INSIDE {
                list.push(text.chars().take(kind.kept()).collect());
            }
        }
    }
}

/// Whether the element of a date is so short that its text may be `Yesterday`.
fn may_be_spelled(cue: &Cue, length: usize) -> bool {
    /// The maximum number of characters.
    const SPELLED: usize = 40;
    let dated = [Mark::PublishedClass, Mark::DateClass, Mark::Time];
    (1..=SPELLED).contains(&length) && dated.iter().any(|mark| cue.has(*mark))
}

/// Completes a cue with its text; `None` if the text is too long or empty.
fn finished(kind: CueKind, mut cue: Cue, text: &str, is_link: bool) -> Option<Cue> {
    let length = text.chars().count();
    let fits = kind.longest(&cue).is_none_or(|longest| length < longest);
    // Digits of any script; Chinese dates may be written in Han numerals.
    let digit =
        |text: &str| text.contains(|c: char| c.is_numeric() || "一二三四五六七八九十".contains(c));
    let usable = match kind {
        CueKind::Date => {
            digit(text) || cue.value.as_deref().is_some_and(digit) || may_be_spelled(&cue, length)
        }
        CueKind::Heading => !text.is_empty(),
        CueKind::Author => !text.is_empty() || !cue.names.is_empty(),
        CueKind::Link | CueKind::Name => false,
    };
    if !fits || !usable {
        return None;
    }
    if is_link && kind == CueKind::Author {
        cue.links.insert(0, text.chars().take(80).collect());
    }
    let kept = kind.kept();
    if length > kept {
        cue.length = Some(u32::try_from(length).unwrap_or(u32::MAX));
        cue.text = text.chars().take(kept).collect();
    } else {
        text.clone_into(&mut cue.text);
    }
    // Links name authors only if there are few of them in a short element.
    let few = cue.links.len() <= 5 && length < 200 && cue.has(Mark::BylineClass);
    if !few || cue.links.len() == 1 && cue.links[0] == cue.text {
        cue.links.clear();
    }
    Some(cue)
}

impl CueKind {
    /// Number of characters from which on an element's text is too long for this kind; `None` if a
    /// long text is cut instead.
    fn longest(self, cue: &Cue) -> Option<usize> {
        match self {
            Self::Heading | Self::Author => Some(500),
            Self::Date => cue.value.is_none().then_some(200),
            Self::Link | Self::Name => None,
        }
    }

    /// Maximum number of characters kept.
    fn kept(self) -> usize {
        match self {
            Self::Heading => 400,
            Self::Author => 200,
            Self::Date => 120,
            Self::Link | Self::Name => 80,
        }
    }
}
