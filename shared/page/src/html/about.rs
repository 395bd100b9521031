use article::{Cues, Declared};

use super::attributes::Attributes;
use super::captures::{Captured, Captures, CueKind, Reason};
use super::elements::{ends_line, is_void};
use super::joints::Joints;
use super::walk::Sink;
use super::{cues, declared};

/// Collects a page's declarations and cues. Both read the text of the same elements, so one sink
/// captures it for both.
#[derive(Debug, Default)]
pub(super) struct Collector {
    declared: declared::Collector,
    cues: cues::Collector,
    captures: Captures,
    joints: Joints,
}

/// What a page says about itself.
#[derive(Debug)]
pub(super) struct About {
    pub(super) title: Option<String>,
    pub(super) declared: Declared,
    pub(super) cues: Cues,
    pub(super) warnings: Vec<String>,
}

impl Collector {
    /// Returns everything collected.
    pub(super) fn finish(self) -> About {
        let declared::Declarations { title, declared, warnings } = self.declared.finish();
        About { title, declared, cues: self.cues.finish(), warnings }
    }

    /// An element begins; `inline` ones have no depth of their own.
    fn begin(&mut self, name: &str, attributes: &Attributes, inline: bool) {
        if inline {
            self.joints.format();
        } else if ends_line(name) {
            self.captures.text(" ");
            self.joints.end_line();
        } else {
            self.joints.open(name);
        }
        let mut reasons = Vec::new();
        if !inline && !is_void(name) {
            let declarations = self.declared.element(name, attributes);
            reasons.extend(declarations.into_iter().map(Reason::Declaration));
        }
        let in_author = self.captures.is_capturing_author();
        reasons.extend(self.cues.begin(name, attributes, inline, in_author));
        self.captures.open(reasons, name, inline);
        if !inline && !is_void(name) {
            self.captures.enter();
        }
    }

    fn end_line(&mut self) {
        self.cues.end_line();
        self.captures.text(" ");
        self.joints.end_line();
    }

    fn keep(&mut self, captured: Vec<Captured>) {
        for captured in captured {
            match captured {
                Captured::Declaration(declaration, text) => self.declared.keep(declaration, &text),
                Captured::Cue(kind, cue) => self.cues.keep(kind, cue),
            }
        }
    }
}

impl Sink for Collector {
    fn open(&mut self, name: &str, attributes: &Attributes) {
        match name {
            "base" => self.declared.base(attributes),
            "link" => self.declared.link(attributes),
            "meta" => {
                self.declared.meta(attributes);
                let cues::Meta { name, date } = self.cues.meta(attributes);
                if let Some(name) = name {
                    self.captures.name(&name);
                }
                if let Some(date) = date {
                    self.cues.keep(CueKind::Date, date);
                }
            }
            _ => {
                self.begin(name, attributes, false);
                if is_void(name) {
                    if name == "br" {
                        self.end_line();
                    }
                    let captured = self.captures.close_void();
                    self.keep(captured);
                }
            }
        }
    }

    fn close(&mut self, name: &str) {
        if ends_line(name) {
            self.end_line();
        }
        self.joints.close(name);
        self.cues.close();
        let captured = self.captures.close();
        self.keep(captured);
    }

    fn text(&mut self, text: &str) {
        if self.joints.text(text) {
            self.captures.joint();
            self.cues.text(" ");
        }
        self.captures.text(text);
        self.cues.text(text);
    }

    fn raw(&mut self, name: &str, attributes: &Attributes, content: &str) {
        self.declared.raw(name, attributes, content);
        if let Some(title) = self.declared.title().filter(|_| name == "title") {
            self.cues.title(title);
        }
    }

    fn transparent(&mut self, name: &str, attributes: &Attributes) {
        match name {
            "html" => self.declared.html(attributes),
            "head" | "frameset" => {}
            "body" => self.cues.body(attributes),
            _ => self.begin(name, attributes, true),
        }
    }

    fn transparent_end(&mut self, name: &str) {
        self.joints.format();
        let captured = self.captures.close_inline(name);
        self.keep(captured);
    }
}
