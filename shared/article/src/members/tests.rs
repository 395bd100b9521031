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

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Reference<'de>, A::Error> {
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
    for bytes in [&b"{\"x\":\"\xff\"}"[..], b"{\"x\":1}\0", b"\xef\xbb\xbf{}", b"{\"\xc3\":1}"] {
        agree(bytes);
    }
}

#[test]
fn a_fault_is_told_by_its_place() {
    let cases = [
        ("", 0),
        ("[]", 0),
        ("{'a' 1}", 5),
        ("{'a':1", 6),
        ("{} x", 3),
        ("{'a':x}", 5),
        ("{'a':-x}", 6),
        ("{'a':01}", 6),
        ("{'a':nul}", 8),
        ("{'a':'b\\x'}", 8),
        ("{'a':'\\u12g4'}", 10),
        ("{'a':'bc\n'}", 8),
        ("{'a':'bc", 8),
        ("{'\\ud800':1}", 9),
    ];
    for (json, at) in cases {
        assert_eq!(members(json.replace('\'', "\"").as_bytes()), Err(at), "{json}");
    }
    assert_eq!(members(b"{\"a\":\"\xff\"}"), Err(6));
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
            prop::collection::vec(member, 0..5).prop_map(|all| format!("{{{}}}", all.join(","))),
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
