//! Tokenizes pages as the HTML standard prescribes, with the crate `html5gum`.

mod emitter;

use std::collections::VecDeque;

use html5gum::{State, StringReader, Tokenizer};

use super::attributes::Attributes;
use super::xhtml::is_xml;
use emitter::{Emitter, Event};

/// A token of a page. Character references are resolved.
#[derive(Debug)]
pub(super) enum Token {
    Text(String),
    Open { name: String, attributes: Attributes, self_closing: bool },
    Close(String),
}

/// The tokens of a page, without comments, doctypes and processing instructions.
pub(super) struct Tokens<'a> {
    tokenizer: Tokenizer<StringReader<'a>, Emitter>,
    /// Tokens that were read ahead.
    ahead: VecDeque<Token>,
    /// End tag of the element that has just closed itself.
    end: Option<String>,
    /// Number of open `svg` and `math` elements. Elements in them may close themselves, as in XHTML.
    foreign: usize,
    is_xml: bool,
}

/// Maximum number of tokens read ahead.
const MOST_AHEAD: usize = 200_000;

impl<'a> Tokens<'a> {
    /// The tokens of `html`.
    pub(super) fn new(html: &'a str) -> Self {
        Self {
            tokenizer: Tokenizer::new_with_emitter(html, Emitter::default()),
            ahead: VecDeque::new(),
            end: None,
            foreign: 0,
            is_xml: is_xml(html),
        }
    }

    /// The content of the raw element that has just begun; see [`is_raw`]. Its end tag stays.
    pub(super) fn raw_content(&mut self) -> String {
        match self.next() {
            Some(Token::Text(content)) => content,
            Some(other) => {
                self.ahead.push_front(other);
                String::new()
            }
            None => String::new(),
        }
    }

    /// The content of the element `name` that has just begun, up to its end tag, which is removed too.
    /// `None` if there is no end tag; then nothing is removed.
    pub(super) fn content<'t>(
        &'t mut self,
        name: &str,
    ) -> Option<impl Iterator<Item = Token> + use<'t, 'a>> {
        let mut depth = 1_usize;
        let mut at = 0;
        while depth > 0 {
            if at == self.ahead.len() {
                if at == MOST_AHEAD {
                    return None;
                }
                let token = self.read()?;
                self.ahead.push_back(token);
            }
            match &self.ahead[at] {
                Token::Open { name: inner, self_closing: false, .. } if inner == name => depth += 1,
                Token::Close(inner) if inner == name => depth -= 1,
                Token::Open { .. } | Token::Close(_) | Token::Text(_) => {}
            }
            at += 1;
        }
        Some(self.ahead.drain(..at).take(at - 1))
    }

    fn read(&mut self) -> Option<Token> {
        if let Some(name) = self.end.take() {
            return Some(Token::Close(name));
        }
        let Ok(event) = self.tokenizer.next()?;
        match event {
            Event::Start { name, attributes, self_closing } => {
                let is_foreign = matches!(name.as_str(), "svg" | "math");
                self.foreign += usize::from(is_foreign && !self_closing);
                let may_be_empty = self.is_xml || self.foreign > 0;
                let is_empty = may_be_empty && self_closing;
                if let Some(state) = content_state(&name).filter(|_| !is_empty) {
                    self.tokenizer.set_state(state);
                }
                let self_closing = self_closing && !may_be_empty;
                self.end = is_empty.then(|| name.clone());
                Some(Token::Open { name, attributes, self_closing })
            }
            Event::End(name) => {
                let is_foreign = matches!(name.as_str(), "svg" | "math");
                self.foreign = self.foreign.saturating_sub(usize::from(is_foreign));
                Some(Token::Close(name))
            }
            Event::Text(text) => Some(Token::Text(text)),
        }
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        self.ahead.pop_front().or_else(|| self.read())
    }
}

/// Whether the content of an element is text up to its end tag (HTML standard, section 13.2.5.1).
pub(super) fn is_raw(name: &str) -> bool {
    content_state(name).is_some_and(|state| !matches!(state, State::PlainText))
}

/// The state of the tokenizer in the content of an element.
fn content_state(name: &str) -> Option<State> {
    match name {
        "script" => Some(State::ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(State::RawText),
        "textarea" | "title" => Some(State::RcData),
        "plaintext" => Some(State::PlainText),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
