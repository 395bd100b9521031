use toml::{Table, Value};

use crate::form::{DELIVERY, READER, ROOT, SOURCE, STAGE};
use crate::nearest;

/// Unknown keys in the file, each with the nearest known one.
pub(crate) fn unknown(file: &Table) -> Vec<String> {
    let mut problems = of("", file, &ROOT);
    let lists: [(&str, &[&str]); 4] =
        [("source", &SOURCE), ("reader", &READER), ("delivery", &DELIVERY), ("stage", &STAGE)];
    for (kind, keys) in lists {
        let entries = file.get(kind).and_then(Value::as_array);
        for (at, entry) in entries.into_iter().flatten().enumerate() {
            let Some(entry) = entry.as_table() else { continue };
            let name = entry.get("name").and_then(Value::as_str);
            let number = (at + 1).to_string();
            let place = format!("{kind} {}: ", name.unwrap_or(&number).escape_debug());
            problems.extend(of(&place, entry, keys));
        }
    }
    problems
}

fn of(place: &str, table: &Table, keys: &[&str]) -> Vec<String> {
    let unknown = table.keys().filter(|key| !keys.contains(&key.as_str()));
    unknown
        .map(|key| {
            let nearest = nearest(key, keys);
            format!("{place}there is no key `{}`: {nearest}", key.escape_debug())
        })
        .collect()
}
