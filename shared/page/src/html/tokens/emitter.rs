use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{Error, ForwardingEmitter, Span};

use crate::html::attributes::Attributes;

/// Maximum length of an element's name in bytes. No element of the standard has a longer one.
const LONGEST_NAME: usize = 64;

/// What the tokenizer reads: tags and text. It neither looks for parse errors nor reports them:
/// checking each character for them would take a third of its instructions.
#[derive(Debug, Default)]
pub(super) struct Emitter(CallbackEmitter<Builder, Event>);

/// A tag or a text.
#[derive(Debug)]
pub(super) enum Event {
    Start { name: String, attributes: Attributes, self_closing: bool },
    End(String),
    Text(String),
}

/// The start tag that is being read.
#[derive(Debug, Default)]
struct Builder {
    name: String,
    attributes: Attributes,
}

impl ForwardingEmitter for Emitter {
    type Token = Event;

    fn inner(&mut self) -> &mut impl html5gum::Emitter<Token = Event> {
        &mut self.0
    }

    #[inline]
    fn should_emit_errors(&mut self) -> bool {
        false
    }

    #[inline]
    fn emit_error(&mut self, _: Error) {}
}

impl Callback<Event, ()> for Builder {
    fn handle_event(&mut self, event: CallbackEvent<'_>, _: Span<()>) -> Option<Event> {
        match event {
            CallbackEvent::OpenStartTag { name } => self.name = element(name),
            CallbackEvent::AttributeName { name } => self.attributes.add(string(name)),
            CallbackEvent::AttributeValue { value } => {
                self.attributes.extend(std::str::from_utf8(value).unwrap_or_default());
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                let Self { name, attributes } = std::mem::take(self);
                return Some(Event::Start { name, attributes, self_closing });
            }
            CallbackEvent::EndTag { name } => {
                // The standard lets end tags have attributes, which mean nothing.
                self.attributes = Attributes::default();
                return Some(Event::End(element(name)));
            }
            CallbackEvent::String { value } => return Some(Event::Text(string(value))),
            CallbackEvent::Comment { .. }
            | CallbackEvent::Doctype { .. }
            | CallbackEvent::Error(_) => {}
        }
        None
    }
}

fn element(name: &[u8]) -> String {
    if name.len() > LONGEST_NAME { "unknown".to_owned() } else { string(name) }
}

/// The tokenizer splits text only at ASCII characters, so what it returns is UTF-8 like its input.
fn string(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).unwrap_or_default().to_owned()
}
