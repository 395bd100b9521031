use super::*;

mod states;

/// The tokens of `html` in short: text in quotes, tags with their attribute `a`.
fn shown(html: &str) -> String {
    let show = |token| match token {
        Token::Text(text) => format!("{text:?}"),
        Token::Close(name) => format!("/{name}"),
        Token::Open { name, attributes, .. } => {
            let a = attributes.get("a").map(|value| format!(" a={value}"));
            format!("{name}{}", a.unwrap_or_default())
        }
    };
    Tokens::new(html).map(show).collect::<Vec<_>>().join(" ")
}

#[test]
fn tags_and_text() {
    let cases = [
        ("x<P A='1'>y</p >z", r#""x" p a=1 "y" /p "z""#),
        ("<p a=1/2>", "p a=1/2"),
        ("<p a = \"&lt;>\" b>x", r#"p a=<> "x""#),
        ("a < b <3 <", r#""a < b <3 <""#),
        ("x<p a='1", r#""x""#),
        ("</>x</ y>z", r#""x" "z""#),
        ("<br/>", "br"),
        ("<p a=1 a=2>", "p a=1"),
        ("<p a>", "p a="),
        ("<p/a=1>", "p a=1"),
        ("<p a=1b='2'>", "p a=1b='2'"),
        ("<p =a a=1>", "p a=1"),
        ("<p\na\t=\r\n1>", "p a=1"),
        ("<p a='1'a=2>", "p a=1"),
        ("<ÄX>y", r#""<ÄX>y""#),
        ("<a:b-c>", "a:b-c"),
        ("<p<b>x", r#"p<b "x""#),
        ("<", r#""<""#),
        ("</", r#""</""#),
        ("x</p", r#""x""#),
        ("</p a=1>x", r#"/p "x""#),
    ];
    for (html, expected) in cases {
        assert_eq!(shown(html), expected, "{html}");
    }
}

#[test]
fn comments_end_where_the_standard_says() {
    let cases = [
        ("<!-- <p> -->x<!DOCTYPE y><?z?><!-->w", r#""x" "w""#),
        ("a<!-->b", r#""a" "b""#),
        ("a<!--->b", r#""a" "b""#),
        ("a<!---->b", r#""a" "b""#),
        ("a<!-- x --!>b", r#""a" "b""#),
        ("a<!-- x -- > y -->b", r#""a" "b""#),
        ("a<!-- x --->b", r#""a" "b""#),
        ("a<!--x--!y-->b", r#""a" "b""#),
        ("a<!-- <!-- x -->b", r#""a" "b""#),
        ("a<!-- <!- x -->b", r#""a" "b""#),
        ("a<!- x -->b", r#""a" "b""#),
        ("a<! x >b", r#""a" "b""#),
        ("a<!>b", r#""a" "b""#),
        ("a<?php if (1 > 2) ?>b", r#""a" " 2) ?>b""#),
        ("a<![CDATA[x]]>b", r#""a" "b""#),
        ("a<!-- x", r#""a""#),
        ("a<!--x--", r#""a""#),
        ("a<!doctype", r#""a""#),
        ("a<!DOCTYPE html PUBLIC \"-//x>y\" 'z'>b", r#""a" "y\" 'z'>b""#),
    ];
    for (html, expected) in cases {
        assert_eq!(shown(html), expected, "{html}");
    }
}

#[test]
fn raw_content_ends_where_the_standard_says() {
    let cases = [
        ("<script>if (a</b) '</p>'</SCRIPT >x", r#"script "if (a</b) '</p>'" /script "x""#),
        ("<script><!-- x</script>y", r#"script "<!-- x" /script "y""#),
        (
            "<script><!-- <script>x</script> --></script>y",
            r#"script "<!-- <script>x</script> -->" /script "y""#,
        ),
        (
            "<script><!-- <script>x</script>y</script>z",
            r#"script "<!-- <script>x</script>y" /script "z""#,
        ),
        ("<script><!--x--><script></script>y", r#"script "<!--x--><script>" /script "y""#),
        ("<script><!--<scripts></script>y", r#"script "<!--<scripts>" /script "y""#),
        ("<script>a && b &lt;</script>", r#"script "a && b &lt;" /script"#),
        ("<style><!-- </style>x", r#"style "<!-- " /style "x""#),
        ("<title>a</titles>b &amp; <i></title>", r#"title "a</titles>b & <i>" /title"#),
        ("<textarea><p></textarea>x", r#"textarea "<p>" /textarea "x""#),
        ("<iframe><p></iframe>x", r#"iframe "<p>" /iframe "x""#),
        ("<script></script>x", r#"script /script "x""#),
        ("<title>x", r#"title "x""#),
        ("<script/>x</script>y", r#"script "x" /script "y""#),
        ("<plaintext>a<p>b</plaintext>", r#"plaintext "a<p>b</plaintext>""#),
        ("<noscript><p>x</noscript>", r#"noscript p "x" /noscript"#),
    ];
    for (html, expected) in cases {
        assert_eq!(shown(html), expected, "{html}");
    }
}

#[test]
fn references_are_resolved_as_the_standard_says() {
    let cases = [
        ("&amp;&lt;&gt;&quot;&apos;", r#""&<>\"'""#),
        ("caf&eacute", r#""café""#),
        ("&notit;", r#""¬it;""#),
        ("&notin;", r#""∉""#),
        ("&ampx &AMP; &Amp;", r#""&x & &Amp;""#),
        ("&#65;&#x42;&#X43;&#68", r#""ABCD""#),
        ("&#0;&#xd800;&#x110000;", "\"\u{fffd}\u{fffd}\u{fffd}\""),
        ("&#128;&#146;&#159;", r#""€’Ÿ""#),
        ("&;&#;&#x;&", r#""&;&#;&#x;&""#),
        ("&unknown; &u", r#""&unknown; &u""#),
        ("<p a='?b&copy=1&copy;&copyx&copy'>", "p a=?b&copy=1©&copyx©"),
        ("<p a=&eacute>", "p a=é"),
        ("<p a='&amp;amp;'>&amp;amp;", r#"p a=&amp; "&amp;""#),
    ];
    for (html, expected) in cases {
        assert_eq!(shown(html), expected, "{html}");
    }
}

#[test]
fn elements_of_xhtml_and_svg_may_close_themselves() {
    let cases = [
        (
            "<?xml version='1.0'?><title/>x<script src='y'/>z",
            r#"title /title "x" script /script "z""#,
        ),
        ("<?xml version='1.0'?><div/>x", r#"div /div "x""#),
        ("<title/>x", r#"title "x""#),
        ("<svg><title/><p/></svg><title>x", r#"svg title /title p /p /svg title "x""#),
    ];
    for (html, expected) in cases {
        assert_eq!(shown(html), expected, "{html}");
    }
}
