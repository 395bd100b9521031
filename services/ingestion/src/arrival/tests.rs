use stage::Failure;

use super::*;

fn arrival(body: &str, headers: &[(&str, &str)]) -> Result<Arrival, ArrivalError> {
    Arrival::decode(RawMessage {
        body: Bytes::copy_from_slice(body.as_bytes()),
        object: None,
        headers: headers.iter().copied().collect(),
        lane: Some("feeds".into()),
        received_at: Timestamp::UNIX_EPOCH,
        position: None,
    })
}

#[test]
fn the_id_depends_on_the_content_and_not_on_the_envelope() {
    let bare = arrival("hello", &[]).unwrap();
    assert_eq!(bare.id().to_string(), "3972243cf868ce05511ecb571f447e06");
    for envelope in [
        r#"{"content":"hello"}"#,
        r#"{ "x": [1], "content_base64" : "aGVs\nbG8", "content": null }"#,
        r#"{"content_base64":"aGVsbG8=","title":"T"}"#,
    ] {
        assert_eq!(arrival(envelope, &[]).unwrap().id(), bare.id(), "{envelope}");
    }
    let full = r#"{"id":42,"url":"https://example.org/a","content":"你好"}"#;
    let vector = "59bd4d7d2a0aff3bbe3fc14b99d23767";
    assert_eq!(arrival(full, &[]).unwrap().id().to_string(), vector);
    let headers = [
        ("courant-url", "https://example.org/a"),
        ("COURANT-EXTERNAL-ID", "42"),
        ("Nats-Msg-Id", "7"),
    ];
    assert_eq!(arrival("你好", &headers).unwrap().id().to_string(), vector);
}

#[test]
fn all_versions_with_a_key_have_one_id() {
    let keyed = |body, key| arrival(body, &[("courant-key", key)]).unwrap().id();
    assert_eq!(keyed("hello", "42"), ArticleId::of_key(Some("feeds"), "42"));
    assert_eq!(
        keyed(r#"{"content":"hello again","url":"https://a.example/"}"#, "42"),
        keyed("x", "42")
    );
    assert_ne!(keyed("hello", "42"), keyed("hello", "43"));
    assert_ne!(keyed("hello", "42"), ArticleId::of_key(None, "42"), "a lane has keys of its own");
    // An untrusted document is an envelope at most.
    let bare = arrival("hello", &[]).unwrap().id();
    assert_eq!(
        arrival(r#"{"content":"hello","key":"42","Courant-Key":"42"}"#, &[]).unwrap().id(),
        bare
    );
    assert_eq!(keyed("hello", ""), bare);
}

#[test]
fn the_envelope_takes_precedence_over_the_headers() {
    let headers = [("Courant-Source", "header"), ("Courant-Fetched-At", "then")];
    let found = arrival(r#"{"source":"envelope","content":"x","url":""}"#, &headers).unwrap();
    assert_eq!(found.source.as_deref(), Some("envelope"));
    assert_eq!(found.fetched_at.as_deref(), Some("then"));
    assert_eq!(found.url, None);
    assert_eq!(arrival("x", &headers).unwrap().source.as_deref(), Some("header"));
    assert_eq!(arrival("x", &[]).unwrap().source.as_deref(), Some("feeds"));
}

#[test]
fn declarations_of_the_envelope_are_kept() {
    let json = r#"{"content":"x","title":"T","authors":["A",{"name":"B"},3,""],"language":"de",
        "published_at":1588000000,"rating":{"stars":[1,2]},"fetched_at":{}}"#;
    let found = arrival(json, &[]).unwrap();
    assert_eq!(found.envelope.authors, ["A", "B"]);
    assert_eq!(found.envelope.published_at.as_deref(), Some("1588000000"));
    assert_eq!(found.envelope.unknown["rating"]["stars"][1], 2);
    assert_eq!(found.warnings.len(), 2, "{:?}", found.warnings);
    let one = arrival(r#"{"content":"x","authors":"A"}"#, &[]).unwrap();
    assert_eq!(one.envelope.authors, ["A"]);
}

#[test]
fn invalid_messages_are_rejected_with_a_code() {
    let json = [("Content-Type", "application/json")];
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let deeper = format!("{{\"a\":{deep},\"content\":\"x\"}}");
    let cases: [(&str, &[_], &str); 17] = [
        ("", &[], "empty"),
        (" \r\n\t ", &[], "empty"),
        (r#"{"content":" \n"}"#, &[], "empty"),
        (r#"{"content":"x"#, &[], "envelope_not_json"),
        ("x", &json, "envelope_not_json"),
        (r#"{"content":"x"} {"content":"y"}"#, &[], "envelope_not_json"),
        (r#""x""#, &json, "envelope_not_object"),
        (r#"["x"]"#, &[], "envelope_not_object"),
        (&deep, &[], "envelope_too_deep"),
        (&deep, &json, "envelope_too_deep"),
        (&deeper, &[], "envelope_too_deep"),
        ("{}", &[], "envelope_no_content"),
        (r#"{"content":null,"title":"x"}"#, &[], "envelope_no_content"),
        (r#"{"content":["x"]}"#, &[], "envelope_malformed"),
        (r#"{"content":"x","content":"y"}"#, &[], "envelope_malformed"),
        (r#"{"content":"x","content_base64":"eA=="}"#, &[], "envelope_malformed"),
        (r#"{"content_base64":"no base64!"}"#, &[], "bad_base64"),
    ];
    for (body, headers, code) in cases {
        let error = arrival(body, headers).unwrap_err();
        assert_eq!(error.code(), code, "{:.60}", body);
        assert_eq!(error.verdict(), stage::Verdict::Reject);
        assert!(!error.to_string().ends_with('.'));
    }
}

#[test]
fn long_values_are_cut_but_the_id_uses_them_whole() {
    let long = "x".repeat(1024 * 1024);
    let found =
        arrival("hello", &[("Courant-Url", &long), ("Courant-External-Id", "../../x")]).unwrap();
    assert_eq!(found.url.as_ref().map(String::len), Some(bounds::ADDRESS));
    assert_eq!(found.external_id.as_deref(), Some("../../x"));
    assert_eq!(found.id(), ArticleId::of(&long, "../../x", b"hello"));
    assert_eq!(found.warnings.len(), 1);
    let many: String = (0..5000).map(|n| format!("\"m{n}\":{n},")).collect();
    let found = arrival(&format!("{{{many}\"content\":\"x\"}}"), &[]).unwrap();
    assert_eq!((found.envelope.unknown.len(), found.warnings.len()), (256, 1));
}

#[test]
fn an_object_is_the_content_and_the_body_beside_it_an_envelope() {
    let with_object = |body: &str, headers: &[(&str, &str)]| {
        Arrival::decode(RawMessage {
            object: Some("hello".into()),
            ..RawMessage::new(
                Bytes::copy_from_slice(body.as_bytes()),
                headers.iter().copied().collect(),
                Timestamp::UNIX_EPOCH,
            )
        })
    };
    let bare = arrival("hello", &[]).unwrap().id();
    let typed = [("Content-Type", "application/pdf")];
    let found = with_object("", &typed).unwrap();
    assert_eq!((found.id(), found.content_type.as_deref()), (bare, Some("application/pdf")));
    let json = r#"{"title":"T","url":"https://example.org/a"}"#;
    let found = with_object(json, &typed).unwrap();
    assert_eq!(found.id(), ArticleId::of("https://example.org/a", "", b"hello"));
    assert_eq!(found.envelope.title.as_deref(), Some("T"));
    assert_eq!(found.content_type.as_deref(), Some("application/pdf"));
    for (body, code) in [
        (r#"{"content":"x"}"#, "envelope_malformed"),
        (r#"{"content_base64":"eA=="}"#, "envelope_malformed"),
        ("[1]", "envelope_not_object"),
        ("text", "envelope_not_json"),
    ] {
        assert_eq!(with_object(body, &typed).unwrap_err().code(), code, "{body}");
    }
    // An embedded document can't set what only a publisher may.
    let part = [("Courant-Part-Of", "3972243cf868ce05511ecb571f447e06")];
    assert_eq!(with_object(json, &part).unwrap().url, None);
}
