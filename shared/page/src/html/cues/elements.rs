use article::{Cue, Mark};

use super::super::capture::line;
use text::cut;

/// What an element is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Heading,
    Author,
    Date,
    /// A link in an element that may name an author.
    Link,
    /// A name in one.
    Name,
}

impl Wanted {
    /// As many characters an element's whole text may have; `None` where it is cut instead.
    fn most(self, cue: &Cue) -> Option<usize> {
        match self {
            Self::Heading | Self::Author => Some(500),
            Self::Date => cue.value.is_none().then_some(200),
            Self::Link | Self::Name => None,
        }
    }

    /// As many characters of it are kept.
    fn kept(self) -> usize {
        match self {
            Self::Heading => 400,
            Self::Author => 200,
            Self::Date => 120,
            Self::Link | Self::Name => 80,
        }
    }
}

/// Elements that are read at one time.
const AT_ONCE: usize = 32;
/// How much of an element is read, in bytes as written: more than its characters can have.
const READ: usize = 8 * 500;
/// Names or links in one element that are kept.
const INSIDE: usize = 8;

/// Elements being read while the walk passes through them.
#[derive(Debug, Default)]
pub(super) struct Captures {
    depth: usize,
    open: Vec<Capture>,
}

#[derive(Debug)]
struct Capture {
    wanted: Wanted,
    depth: usize,
    /// The name of an element that has no depth of its own.
    inline: Option<String>,
    is_link: bool,
    text: String,
    cue: Cue,
}

impl Captures {
    /// An element's text is wanted. Comes before [`Self::enter`] for the same element.
    pub(super) fn open(&mut self, wanted: Wanted, name: &str, inline: bool, cue: Cue) {
        if self.open.len() < AT_ONCE {
            let depth = self.depth + usize::from(!inline);
            let inline = inline.then(|| name.to_owned());
            let is_link = name == "a";
            self.open.push(Capture { wanted, depth, inline, is_link, text: String::new(), cue });
        }
    }

    /// The element that has begun has content.
    pub(super) fn enter(&mut self) {
        self.depth += 1;
    }

    pub(super) fn is_reading_author(&self) -> bool {
        self.open.iter().any(|open| open.wanted == Wanted::Author)
    }

    /// Adds text to all that are open.
    pub(super) fn text(&mut self, text: &str) {
        for capture in &mut self.open {
            let room = READ.saturating_sub(capture.text.len());
            capture.text.push_str(cut(text, room));
        }
    }

    /// A name that is given without text.
    pub(super) fn name(&mut self, name: &str) {
        let name = line(cut(name, 320));
        self.inside(Wanted::Name, &name);
    }

    /// An element ends.
    pub(super) fn close(&mut self) -> Vec<(Wanted, Cue)> {
        let depth = self.depth;
        self.depth = depth.saturating_sub(1);
        self.done(|open| open.depth >= depth)
    }

    /// The void element that has just begun ends.
    pub(super) fn close_void(&mut self) -> Vec<(Wanted, Cue)> {
        let depth = self.depth;
        self.done(|open| open.depth > depth)
    }

    /// An element without depth of its own ends.
    pub(super) fn close_inline(&mut self, name: &str) -> Vec<(Wanted, Cue)> {
        let last = self.open.iter().rev().find(|open| open.inline.as_deref() == Some(name));
        let Some(place) = last.map(|open| open.cue.place) else { return Vec::new() };
        self.done(|open| open.inline.as_deref() == Some(name) && open.cue.place == place)
    }

    fn done(&mut self, ends: impl Fn(&Capture) -> bool) -> Vec<(Wanted, Cue)> {
        if !self.open.iter().any(&ends) {
            return Vec::new();
        }
        // Inner ones first, so that outer ones know of them.
        let mut ended: Vec<Capture> = self.open.extract_if(.., |open| ends(open)).collect();
        let mut done = Vec::new();
        while let Some(capture) = ended.pop() {
            let text = line(&capture.text);
            if matches!(capture.wanted, Wanted::Link | Wanted::Name) {
                self.inside(capture.wanted, &text);
                ended.iter_mut().for_each(|outer| outer.inside(capture.wanted, &text));
            } else if let Some(cue) = capture.cue(text) {
                done.push(cue);
            }
        }
        done
    }

    fn inside(&mut self, wanted: Wanted, text: &str) {
        self.open.iter_mut().for_each(|outer| outer.inside(wanted, text));
    }
}

impl Capture {
    /// Something inside the element ends.
    fn inside(&mut self, wanted: Wanted, text: &str) {
        let list = match wanted {
            Wanted::Link => &mut self.cue.links,
            Wanted::Name => &mut self.cue.names,
            Wanted::Heading | Wanted::Author | Wanted::Date => return,
        };
        if self.wanted == Wanted::Author && !text.is_empty() && list.len() < INSIDE {
            list.push(text.chars().take(wanted.kept()).collect());
        }
    }

    /// What the element has told; `None` where it is too long, or tells nothing.
    fn cue(self, text: String) -> Option<(Wanted, Cue)> {
        let mut cue = self.cue;
        let length = text.chars().count();
        let fits = self.wanted.most(&cue).is_none_or(|most| length < most);
        let digit = |text: &str| text.contains(|c: char| c.is_ascii_digit());
        let tells = match self.wanted {
            Wanted::Date => digit(&text) || cue.value.as_deref().is_some_and(digit),
            Wanted::Heading | Wanted::Author => !text.is_empty(),
            Wanted::Link | Wanted::Name => false,
        };
        if !fits || !tells {
            return None;
        }
        if self.is_link && self.wanted == Wanted::Author {
            cue.links.insert(0, text.chars().take(80).collect());
        }
        let kept = self.wanted.kept();
        if length > kept {
            cue.length = Some(u32::try_from(length).unwrap_or(u32::MAX));
            cue.text = text.chars().take(kept).collect();
        } else {
            cue.text = text;
        }
        // Links tell of authors only where they are few and the element is short.
        let few = cue.links.len() <= 5 && length < 200 && cue.has(Mark::BylineClass);
        if !few || cue.links.len() == 1 && cue.links[0] == cue.text {
            cue.links.clear();
        }
        Some((self.wanted, cue))
    }
}
