use std::cell::RefCell;
use std::fmt;
use std::io::Write;
use std::sync::Mutex;

use jiff::Timestamp;
use serde::Serialize;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer;

use crate::current::current;

/// Log lines as JSON: `timestamp`, `level`, `target`, `message`, the ids of their span, and the
/// event's fields.
///
/// `fmt`'s JSON formats the fields of every span, even if no line is written, and costs several
/// times as much per message (ARCHITECTURE.md, Decisions).
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
        // Taken, not borrowed: a value may log while it is formatted, which needs a buffer too.
        let mut line = LINE.take();
        line.clear();
        if write(event, &mut line).is_ok() {
            line.push(b'\n');
            // One write per line, so that the lines of two threads never mix. An error is ignored:
            // it means that stderr is closed.
            if let Ok(mut writer) = self.writer.lock() {
                let _ = writer.write_all(&line);
            }
        }
        LINE.set(line);
    }
}

fn write(event: &Event<'_>, line: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    line.push(b'{');
    let mut members = Members(line);
    let about = event.metadata();
    members.add("timestamp", &format_args!("{:.6}", Timestamp::now()))?;
    members.add("level", about.level().as_str())?;
    members.add("target", about.target())?;
    if let Some(ids) = current() {
        members.add("trace_id", &format_args!("{}", ids.trace))?;
        members.add("span_id", &format_args!("{}", ids.span))?;
    }
    event.record(&mut members);
    line.push(b'}');
    Ok(())
}

/// The members of the line's object, whose opening brace has been written.
struct Members<'a>(&'a mut Vec<u8>);

impl Members<'_> {
    /// Adds a member. If its value can't be written, the line is left unchanged.
    ///
    /// Names are identifiers in the program and need no escaping, which took a third of a line's time.
    fn add<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        value: &T,
    ) -> Result<(), serde_json::Error> {
        let Self(line) = self;
        let before = line.len();
        if before > 1 {
            line.push(b',');
        }
        line.push(b'"');
        line.extend_from_slice(name.as_bytes());
        line.extend_from_slice(b"\":");
        serde_json::to_writer(&mut **line, value).inspect_err(|_| line.truncate(before))
    }
}

/// A field that can't be written is left out; the rest of the line is written.
impl Visit for Members<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        let _ = self.add(field.name(), value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        let _ = self.add(field.name(), &value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        let _ = self.add(field.name(), &value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        let _ = self.add(field.name(), &value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        let _ = self.add(field.name(), &value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = self.add(field.name(), &format_args!("{value:?}"));
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
