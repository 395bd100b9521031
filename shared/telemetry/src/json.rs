use std::cell::RefCell;
use std::fmt;
use std::io::Write;
use std::sync::Mutex;

use jiff::Timestamp;
use serde::ser::{SerializeMap, Serializer};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer;

use crate::current::current;

/// Log lines as JSON: `timestamp, level, target, message`, the ids of the span they belong to, and
/// the event's own fields.
///
/// `fmt`'s own JSON keeps the fields of every span in text form, whether a line is written or not,
/// and costs each message several times as much.
#[derive(Debug)]
pub struct Json<W> {
    writer: Mutex<W>,
}

impl<W> Json<W> {
    pub fn new(writer: W) -> Self {
        Self { writer: Mutex::new(writer) }
    }
}

thread_local! {
    static LINE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

impl<S: Subscriber, W: Write + 'static> Layer<S> for Json<W> {
    fn on_event(&self, event: &Event<'_>, _: layer::Context<'_, S>) {
        // Taken, not borrowed: a value that logs while it is formatted gets a line of its own.
        let mut line = LINE.take();
        line.clear();
        if write(event, &mut line).is_ok() {
            line.push(b'\n');
            // One write a line, so that those of two threads never mix. Where stderr is closed
            // there is nobody to tell.
            if let Ok(mut writer) = self.writer.lock() {
                let _ = writer.write_all(&line);
            }
        }
        LINE.set(line);
    }
}

fn write(event: &Event<'_>, line: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    let mut serializer = serde_json::Serializer::new(line);
    let mut map = serializer.serialize_map(None)?;
    let about = event.metadata();
    map.serialize_entry("timestamp", &format_args!("{:.6}", Timestamp::now()))?;
    map.serialize_entry("level", about.level().as_str())?;
    map.serialize_entry("target", about.target())?;
    if let Some(ids) = current() {
        map.serialize_entry("trace_id", &ids.trace)?;
        map.serialize_entry("span_id", &ids.span)?;
    }
    event.record(&mut Fields(&mut map));
    map.end()
}

/// A field that can't be written is left out; the line stays whole.
struct Fields<'a, M>(&'a mut M);

impl<M: SerializeMap> Visit for Fields<'_, M> {
    fn record_str(&mut self, field: &Field, value: &str) {
        let _ = self.0.serialize_entry(field.name(), value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        let _ = self.0.serialize_entry(field.name(), &value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        let _ = self.0.serialize_entry(field.name(), &value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        let _ = self.0.serialize_entry(field.name(), &value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        let _ = self.0.serialize_entry(field.name(), &value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = self.0.serialize_entry(field.name(), &format_args!("{value:?}"));
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Arc;

    use serde_json::Value;
    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn an_event_is_one_line_of_json() {
        let written = Shared::default();
        let subscriber = tracing_subscriber::registry().with(Json::new(written.clone()));
        tracing::subscriber::with_default(subscriber, || {
            let nothing: Option<u64> = None;
            tracing::info!(a.b = 7, quoted = "say \"hi\"\n", nothing, shown = %"x", "settled");
        });
        let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        assert_eq!(text.lines().count(), 1, "{text}");
        let line: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(line["message"], "settled");
        assert_eq!((&line["a.b"], &line["quoted"]), (&7.into(), &"say \"hi\"\n".into()));
        assert_eq!((&line["level"], &line["shown"]), (&"INFO".into(), &"x".into()));
        assert!(line.get("nothing").is_none() && line.get("trace_id").is_none(), "{line}");
        assert!(line["timestamp"].as_str().unwrap().parse::<Timestamp>().is_ok());
    }
}
