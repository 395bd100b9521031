//! The few shapes of Protocol Buffers' encoding that OTLP's spans are made of.

use crate::Value;

/// How a field is written: the lower three bits of its tag.
#[derive(Clone, Copy)]
enum Shape {
    Varint = 0,
    Fixed64 = 1,
    Length = 2,
    Fixed32 = 5,
}

/// A count, a truth or a word of an enumeration.
pub fn varint(out: &mut Vec<u8>, field: u8, value: u64) {
    tag(out, field, Shape::Varint);
    number(out, value);
}

/// Eight bytes.
pub fn fixed64(out: &mut Vec<u8>, field: u8, value: u64) {
    tag(out, field, Shape::Fixed64);
    out.extend_from_slice(&value.to_le_bytes());
}

/// Four bytes.
pub fn fixed32(out: &mut Vec<u8>, field: u8, value: u32) {
    tag(out, field, Shape::Fixed32);
    out.extend_from_slice(&value.to_le_bytes());
}

/// A text, bytes, or a message that is encoded already.
pub fn bytes(out: &mut Vec<u8>, field: u8, value: &[u8]) {
    start(out, field, value.len());
    out.extend_from_slice(value);
}

/// The beginning of so many bytes.
pub fn start(out: &mut Vec<u8>, field: u8, length: usize) {
    tag(out, field, Shape::Length);
    number(out, length as u64);
}

/// A message within the message.
pub fn message(out: &mut Vec<u8>, field: u8, write: impl FnOnce(&mut Vec<u8>)) {
    tag(out, field, Shape::Length);
    // Nearly all are shorter than 128 bytes, and so is their length's one.
    let place = out.len();
    out.push(0);
    write(out);
    let length = out.len() - place - 1;
    match u8::try_from(length).ok().filter(|length| *length < 0x80) {
        Some(length) => out[place] = length,
        None => {
            let mut longer = Vec::with_capacity(MOST);
            number(&mut longer, length as u64);
            out.splice(place..=place, longer);
        }
    }
}

/// `opentelemetry.proto.common.v1.KeyValue`.
pub fn attribute<'a>(out: &mut Vec<u8>, field: u8, name: &str, value: impl Into<Any<'a>>) {
    message(out, field, |out| {
        bytes(out, 1, name.as_bytes());
        message(out, 2, |out| match value.into() {
            Any::Text(text) => bytes(out, 1, text.as_bytes()),
            Any::Truth(truth) => varint(out, 2, truth.into()),
            // Two's complement, as the encoding has it.
            Any::Integer(count) => varint(out, 3, count.cast_unsigned()),
            Any::Number(number) => fixed64(out, 4, number.to_bits()),
        });
    });
}

/// `opentelemetry.proto.common.v1.AnyValue`, as far as it is used here.
#[derive(Debug, Clone, Copy)]
pub enum Any<'a> {
    Text(&'a str),
    Truth(bool),
    Integer(i64),
    Number(f64),
}

impl<'a> From<&'a str> for Any<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Any<'_> {
    fn from(count: u64) -> Self {
        Self::Integer(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl<'a> From<&'a Value> for Any<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text),
            Value::Integer(count) => Self::Integer(*count),
            Value::Number(number) => Self::Number(*number),
            Value::Truth(truth) => Self::Truth(*truth),
        }
    }
}

/// Bytes of the longest number.
const MOST: usize = 10;

fn tag(out: &mut Vec<u8>, field: u8, shape: Shape) {
    number(out, u64::from(field) << 3 | shape as u64);
}

fn number(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
