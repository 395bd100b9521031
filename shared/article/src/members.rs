use std::borrow::Cow;

use memchr::memchr2;
use smallvec::SmallVec;

/// A member's name, between its quotes and with no escape that it can do without, and the text of
/// its value.
pub type Member<'a> = (Cow<'a, str>, &'a str);
/// No record of ours has more than eight.
pub type Members<'a> = SmallVec<[Member<'a>; 8]>;

/// The members of a JSON object, in order.
///
/// Every byte is checked against RFC 8259, but nothing is read: what stands in a value is for the
/// stage that wants it. An error is the place of the first fault, in bytes.
///
/// serde_json's `RawValue` does the same at half the speed, and on each hop this was what a record
/// cost most.
pub fn members(json: &[u8]) -> Result<Members<'_>, usize> {
    let text = str::from_utf8(json).map_err(|error| error.valid_up_to())?;
    let mut scanner = Scanner { text, at: 0 };
    scanner.document().map_err(|Fault| scanner.at)
}

/// Goes through a text once. Most of a record is long strings, so those are what it is quick at.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

/// It is not JSON from here on, or not an object.
struct Fault;

impl<'a> Scanner<'a> {
    fn document(&mut self) -> Result<Members<'a>, Fault> {
        let mut members = Members::new();
        self.space();
        self.expect(b'{')?;
        self.space();
        if !self.eat(b'}') {
            loop {
                let name = self.name()?;
                let value = self.at;
                self.value()?;
                members.push((name, &self.text[value..self.at]));
                self.space();
                if !self.eat(b',') {
                    break;
                }
                self.space();
            }
            self.expect(b'}')?;
        }
        self.space();
        match self.at == self.text.len() {
            true => Ok(members),
            false => Err(Fault),
        }
    }

    /// A member's name, up to where its value begins.
    fn name(&mut self) -> Result<Cow<'a, str>, Fault> {
        let start = self.at;
        self.key()?;
        let quoted = &self.text[start..self.at];
        let name = match quoted.contains('\\') {
            false => Cow::Borrowed(quoted),
            true => {
                // Half of a surrogate pair is JSON, but no text.
                let name: String = serde_json::from_str(quoted).map_err(|_| Fault)?;
                Cow::Owned(serde_json::Value::from(name).to_string())
            }
        };
        self.colon()?;
        Ok(name)
    }

    /// However deep it is, without recursion.
    fn value(&mut self) -> Result<(), Fault> {
        // The brackets that are to be closed, the innermost last.
        let mut open = Vec::new();
        loop {
            match self.next()? {
                b'"' => self.string()?,
                b'{' => {
                    self.space();
                    if !self.eat(b'}') {
                        open.push(b'}');
                        self.key()?;
                        self.colon()?;
                        continue;
                    }
                }
                b'[' => {
                    self.space();
                    if !self.eat(b']') {
                        open.push(b']');
                        continue;
                    }
                }
                b't' => self.word("rue")?,
                b'f' => self.word("alse")?,
                b'n' => self.word("ull")?,
                b'-' => {
                    let digit = self.next()?;
                    self.number(digit)?;
                }
                digit => self.number(digit)?,
            }
            // One value is done, and perhaps what it stands in.
            loop {
                let Some(&close) = open.last() else { return Ok(()) };
                self.space();
                if self.eat(close) {
                    open.pop();
                    continue;
                }
                self.expect(b',')?;
                self.space();
                if close == b'}' {
                    self.key()?;
                    self.colon()?;
                }
                break;
            }
        }
    }

    fn key(&mut self) -> Result<(), Fault> {
        self.expect(b'"')?;
        self.string()
    }

    fn colon(&mut self) -> Result<(), Fault> {
        self.space();
        self.expect(b':')?;
        self.space();
        Ok(())
    }

    /// What is left of a string behind its first quote (section 7).
    fn string(&mut self) -> Result<(), Fault> {
        loop {
            let rest = self.rest();
            let length = memchr2(b'"', b'\\', rest).ok_or(Fault)?;
            // All the way in any case: so sixteen bytes are looked at in one step.
            if rest[..length].iter().fold(b' ', |least, &byte| least.min(byte)) < b' ' {
                return Err(Fault);
            }
            self.at += length;
            match self.next()? {
                b'"' => return Ok(()),
                _ => self.escape()?,
            }
        }
    }

    fn escape(&mut self) -> Result<(), Fault> {
        match self.next()? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Ok(()),
            b'u' => (0..4).try_for_each(|_| match self.next()?.is_ascii_hexdigit() {
                true => Ok(()),
                false => Err(Fault),
            }),
            _ => Err(Fault),
        }
    }

    /// What is left of a number behind its first digit (section 6).
    fn number(&mut self, first: u8) -> Result<(), Fault> {
        match first {
            b'0' => {}
            b'1'..=b'9' => self.digits(),
            _ => return Err(Fault),
        }
        if self.eat(b'.') {
            self.some_digits()?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _ = self.eat(b'+') || self.eat(b'-');
            self.some_digits()?;
        }
        Ok(())
    }

    fn some_digits(&mut self) -> Result<(), Fault> {
        let start = self.at;
        self.digits();
        match self.at > start {
            true => Ok(()),
            false => Err(Fault),
        }
    }

    fn digits(&mut self) {
        self.at += self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
    }

    fn space(&mut self) {
        let space = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        self.at += self.rest().iter().take_while(space).count();
    }

    fn word(&mut self, rest: &str) -> Result<(), Fault> {
        rest.bytes().try_for_each(|byte| self.expect(byte))
    }

    fn expect(&mut self, byte: u8) -> Result<(), Fault> {
        match self.eat(byte) {
            true => Ok(()),
            false => Err(Fault),
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let here = self.rest().first() == Some(&byte);
        self.at += usize::from(here);
        here
    }

    fn next(&mut self) -> Result<u8, Fault> {
        let byte = *self.rest().first().ok_or(Fault)?;
        self.at += 1;
        Ok(byte)
    }

    fn rest(&self) -> &'a [u8] {
        &self.text.as_bytes()[self.at..]
    }
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use proptest::prelude::*;
    use serde::Deserialize;
    use serde::de::{Deserializer, MapAccess, Visitor};
    use serde_json::value::RawValue;

    use super::*;

    /// The same by serde_json.
    struct Reference<'a>(Vec<(String, &'a RawValue)>);

    impl<'de> Deserialize<'de> for Reference<'de> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct InOrder;

            impl<'de> Visitor<'de> for InOrder {
                type Value = Reference<'de>;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("an object")
                }

                fn visit_map<A: MapAccess<'de>>(
                    self,
                    mut map: A,
                ) -> Result<Reference<'de>, A::Error> {
                    let mut members = Vec::new();
                    while let Some(member) = map.next_entry()? {
                        members.push(member);
                    }
                    Ok(Reference(members))
                }
            }

            deserializer.deserialize_map(InOrder)
        }
    }

    /// Both take it, with the same members, or both refuse it.
    fn agree(json: &[u8]) {
        let reference = serde_json::from_slice::<Reference<'_>>(json).ok();
        let reference = reference.map(|Reference(members)| {
            let quoted = |name| serde_json::Value::String(name).to_string();
            members.into_iter().map(|(name, raw)| (quoted(name), raw.get())).collect::<Vec<_>>()
        });
        let own = members(json).ok().map(|members| {
            members.into_iter().map(|(name, value)| (name.into_owned(), value)).collect()
        });
        assert_eq!(own, reference, "{:?}", String::from_utf8_lossy(json));
    }

    #[test]
    fn takes_and_refuses_what_serde_json_does() {
        let values = [
            "null",
            "true",
            "false",
            "nul",
            "truer",
            "0",
            "-0",
            "00",
            "01",
            "-",
            "1.",
            ".1",
            "1.0",
            "1e",
            "1e+",
            "1E-7",
            "1e400",
            "+1",
            "\"\"",
            "\"\\u12aF\"",
            "\"\\u12g0\"",
            "\"\\ud800\"",
            "\"\\x\"",
            "\"\\\"",
            "\"\t\"",
            "\"\u{7f}é漢\"",
            "\"",
            "[]",
            "[ ]",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[[],{}]",
            "{}",
            "{ }",
            "{\"a\":1,}",
            "{\"a\" : [1 , 2]}",
            "{a:1}",
            "{1:1}",
            "[}",
            "{]",
            "]",
            "",
            "//",
            "NaN",
            "\u{a0}1",
            "\u{feff}1",
        ];
        for value in values {
            agree(format!("{{\"x\":{value}}}").as_bytes());
            agree(format!(" {{ \"x\" : {value} , \"y\":0}} ").as_bytes());
            agree(value.as_bytes());
        }
        for name in ["\\ud800", "\\ud83d\\ude00", "\\u0064\\/", "\\\"", "\n", "é\u{1}"] {
            agree(format!("{{\"{name}\":1,\"b\":2}}").as_bytes());
        }
        for bytes in [&b"{\"x\":\"\xff\"}"[..], b"{\"x\":1}\0", b"\xef\xbb\xbf{}", b"{\"\xc3\":1}"]
        {
            agree(bytes);
        }
    }

    #[test]
    fn a_fault_is_told_by_its_place() {
        for (json, at) in [("", 0), ("[]", 0), ("{\"a\" 1}", 5), ("{\"a\":1", 6), ("{} x", 3)] {
            assert_eq!(members(json.as_bytes()), Err(at), "{json}");
        }
    }

    /// JSON of any shape, with the escapes and spaces that a writer may choose.
    fn json() -> impl Strategy<Value = String> {
        let string = "[a-z\u{e9}\u{6f22} /]{0,40}|(\\\\[nrtbf\"/\\\\]|\\\\u[0-9a-fA-F]{4}|x){0,6}";
        let string = string.prop_map(|text| format!("\"{text}\""));
        let number = "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,5})?([eE][+-]?[0-9]{1,3})?";
        let leaf = prop_oneof![
            string.clone(),
            number,
            Just("null".to_owned()),
            Just("true".to_owned()),
            Just("false".to_owned()),
        ];
        let space = "[ \t\r\n]{0,2}";
        leaf.prop_recursive(6, 40, 5, move |inner| {
            let member = (string.clone(), space, inner.clone())
                .prop_map(|(name, space, value)| format!("{name}{space}:{space}{value}{space}"));
            prop_oneof![
                prop::collection::vec(inner, 0..5).prop_map(|all| format!("[{}]", all.join(", "))),
                prop::collection::vec(member, 0..5)
                    .prop_map(|all| format!("{{{}}}", all.join(","))),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn agrees_with_serde_json_over_any_json(values in prop::collection::vec(json(), 0..4)) {
            let members: Vec<_> =
                values.iter().enumerate().map(|(n, value)| format!("\"{n}\":{value}")).collect();
            let json = format!("{{{}}}", members.join(","));
            prop_assert!(super::members(json.as_bytes()).is_ok() , "{json}");
            agree(json.as_bytes());
        }

        /// Nearly JSON is where two readers part.
        #[test]
        fn agrees_with_serde_json_over_what_is_nearly_json(
            value in json(),
            edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3u8), 1..4),
        ) {
            let alphabet = b"{}[]\",:\\u0123456789.eE+-truefalsn \n\t\x00\x1f\x7f\xc3\xa9\xff/";
            let mut json = format!("{{\"a\":{value},\"b\":[{value}]}}").into_bytes();
            for (place, byte, edit) in edits {
                let place = place.index(json.len());
                let byte = alphabet[usize::from(byte) % alphabet.len()];
                match edit {
                    0 => json[place] = byte,
                    1 => json.insert(place, byte),
                    _ => _ = json.remove(place),
                }
            }
            agree(&json);
        }
    }
}
