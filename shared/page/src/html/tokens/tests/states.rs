//! An input for each state of the standard's tokenizer and each of its parse errors (HTML standard,
//! sections 13.2.5 and 13.2.2).

use super::shown;

fn check(cases: &[(&str, &str)]) {
    for (html, expected) in cases {
        assert_eq!(shown(html), *expected, "{html}");
    }
}

#[test]
fn data_and_tag_open() {
    check(&[
        ("a<1>b", r#""a<1>b""#),
        ("a<é>b", r#""a<é>b""#),
        ("a<$>b", r#""a<$>b""#),
        ("a<=b", r#""a<=b""#),
        ("a< p>b", r#""a< p>b""#),
        ("<?xml version='1.0'?>a", r#""a""#),
        ("<!x>a", r#""a""#),
        ("</1>a", r#""a""#),
        ("</é>a", r#""a""#),
        ("</ p>a", r#""a""#),
        ("</", r#""</""#),
        ("a</p", r#""a""#),
        ("a>b", r#""a>b""#),
        ("a]]>b", r#""a]]>b""#),
    ]);
}

#[test]
fn tag_names() {
    check(&[
        ("<DIV>", "div"),
        ("<x-Y.z_1>", "x-y.z_1"),
        ("<p\tb>", "p"),
        ("<p\n>", "p"),
        ("<p\u{c}>", "p"),
        ("<p/>a", r#"p "a""#),
        ("<p//>a", r#"p "a""#),
        ("<p/ >a", r#"p "a""#),
        ("<p/a>b", r#"p a= "b""#),
        ("<pé>a", r#"pé "a""#),
        ("<p\0>a", "p\u{fffd} \"a\""),
        ("</P\n>", "/p"),
        ("</p/>a", r#"/p "a""#),
        ("</p a='>'>b", r#"/p "b""#),
        ("<p", ""),
        ("<p/", ""),
    ]);
}

#[test]
fn attributes() {
    check(&[
        ("<p a>", "p a="),
        ("<p a >", "p a="),
        ("<p a =1>", "p a=1"),
        ("<p a= 1>", "p a=1"),
        ("<p a=\n'1'>", "p a=1"),
        ("<p a=''>", "p a="),
        ("<p a=\"\">", "p a="),
        ("<p a=>", "p a="),
        ("<p a=\"1'2\">", "p a=1'2"),
        ("<p a='1\"2'>", "p a=1\"2"),
        ("<p a=1\"2>", "p a=1\"2"),
        ("<p a=1<2>", "p a=1<2"),
        ("<p a=1=2>", "p a=1=2"),
        ("<p a=1`2>", "p a=1`2"),
        ("<p a='1\n2'>", "p a=1\n2"),
        ("<p a='>'>b", r#"p a=> "b""#),
        ("<p a=1/>b", r#"p a=1/ "b""#),
        ("<p a='1'/>b", r#"p a=1 "b""#),
        ("<p a='1'b='2'>", "p a=1"),
        ("<p b='2'a='1'>", "p a=1"),
        ("<p 'a=1>", "p"),
        ("<p \"a\">", "p"),
        ("<p <a=1>", "p"),
        ("<p a=1 A=2>", "p a=1"),
        ("<p = a=1>", "p a=1"),
        ("<p A=1>", "p a=1"),
        ("<p a='1", ""),
        ("<p a=\"1", ""),
        ("<p a=1", ""),
        ("<p a", ""),
        ("<p a=", ""),
        ("<p a='\0'>", "p a=\u{fffd}"),
    ]);
}

#[test]
fn markup_declarations() {
    check(&[
        ("<!-->-->a", r#""-->a""#),
        ("<!--->-->a", r#""-->a""#),
        ("<!-- a -- b -->c", r#""c""#),
        ("<!--a--!>b", r#""b""#),
        ("<!--a--!b-->c", r#""c""#),
        ("<!--a--!-->c", r#""c""#),
        ("<!--a<!b-->c", r#""c""#),
        ("<!--a<!--b-->c", r#""c""#),
        ("<!--a<!-->c", r#""c""#),
        ("<!--a<!--->c", r#""c""#),
        ("<!--a<!---->c", r#""c""#),
        ("<!--a->b-->c", r#""c""#),
        ("<!--\0-->c", r#""c""#),
        ("<!-a-->c", r#""c""#),
        ("<!doctypehtml>a", r#""a""#),
        ("<!DOCTYPE>a", r#""a""#),
        ("<!DOCTYPE html SYSTEM 'a>b'>c", r#""b'>c""#),
        ("<!DOCTYPE html PUBLIC>a", r#""a""#),
        ("<!DOCTYPE html PUBLIC'a''b'>c", r#""c""#),
        ("<!DOCTYPE html SYSTEM>a", r#""a""#),
        ("<!DOCTYPE html BOGUS 'x'>a", r#""a""#),
        ("<!DOCTYPE html", ""),
        ("<![CDATA[a>b]]>c", r#""b]]>c""#),
        ("<![cdata[a]]>c", r#""c""#),
        ("<!", ""),
        ("<!-", ""),
        ("<!--", ""),
        ("<!--a-", ""),
        ("<!--a--!", ""),
    ]);
}

#[test]
fn text_of_scripts_and_titles() {
    check(&[
        ("<title>a</ title></title>b", r#"title "a</ title>" /title "b""#),
        ("<title>a</title/>b", r#"title "a" /title "b""#),
        ("<title>a</title\n>b", r#"title "a" /title "b""#),
        ("<title>a</TITLE>b", r#"title "a" /title "b""#),
        ("<title>a<!--</title>b", r#"title "a<!--" /title "b""#),
        ("<title>a</titl", r#"title "a</titl""#),
        ("<textarea>a</</textarea>b", r#"textarea "a</" /textarea "b""#),
        ("<style>a</style >b", r#"style "a" /style "b""#),
        ("<style>&lt;</style>", r#"style "&lt;" /style"#),
        ("<style>a</st</style>b", r#"style "a</st" /style "b""#),
        ("<xmp><b>a</xmp>b", r#"xmp "<b>a" /xmp "b""#),
        ("<noembed><b></noembed>b", r#"noembed "<b>" /noembed "b""#),
        ("<noframes><b></noframes>b", r#"noframes "<b>" /noframes "b""#),
        ("<script>a<b</script>c", r#"script "a<b" /script "c""#),
        ("<script>a</scriptx></script>c", r#"script "a</scriptx>" /script "c""#),
        ("<script>a</script/>c", r#"script "a" /script "c""#),
        ("<script><!-</script>c", r#"script "<!-" /script "c""#),
        ("<script><!--></script>c", r#"script "<!-->" /script "c""#),
        ("<script><!--a-</script>c", r#"script "<!--a-" /script "c""#),
        ("<script><!--a--</script>c", r#"script "<!--a--" /script "c""#),
        ("<script><!--a--></script>c", r#"script "<!--a-->" /script "c""#),
        (
            "<script><!--<script>a</script>b</script>c",
            r#"script "<!--<script>a</script>b" /script "c""#,
        ),
        ("<script><!--<script>a--></script>c", r#"script "<!--<script>a-->" /script "c""#),
        (
            "<script><!--<script/>a</script>b--></script>c",
            r#"script "<!--<script/>a</script>b-->" /script "c""#,
        ),
        (
            "<script><!--<script>a</scriptx></script></script>c",
            r#"script "<!--<script>a</scriptx></script>" /script "c""#,
        ),
        ("<script><!--<!--a</script>c", r#"script "<!--<!--a" /script "c""#),
        ("<script>a\0</script>", "script \"a\u{fffd}\" /script"),
    ]);
}

#[test]
fn character_references() {
    check(&[
        ("&amp", r#""&""#),
        ("&lt&gt", r#""<>""#),
        ("&amp;&amp", r#""&&""#),
        ("&NotEqualTilde;", r#""≂\u{338}""#),
        ("&notanentity;", r#""¬anentity;""#),
        ("&noti", r#""¬i""#),
        ("&copyright", r#""©right""#),
        ("&hearts", r#""&hearts""#),
        ("&#x20AC;&#x20ac;", r#""€€""#),
        ("&#8364", r#""€""#),
        ("&#8364a", r#""€a""#),
        ("&#x80;&#x9f;&#x81;", r#""€Ÿ\u{81}""#),
        ("&#xDFFF;&#x10FFFF;", "\"\u{fffd}\\u{10ffff}\""),
        ("&#99999999999999999999;", "\"\u{fffd}\""),
        ("&#xfdd0;", r#""\u{fdd0}""#),
        ("&#13;", "\"\\r\""),
        ("&#xg;&#a;", r#""&#xg;&#a;""#),
        ("& b &", r#""& b &""#),
        ("&amp&lt;p&gt", r#""&<p>""#),
        ("<p a='&lt'>", "p a=<"),
        ("<p a='&ltb'>", "p a=&ltb"),
        ("<p a='&lt=b'>", "p a=&lt=b"),
        ("<p a='&lt;b'>", "p a=<b"),
        ("<p a='&#60b'>", "p a=<b"),
        ("<p a='x?a=b&section=1'>", "p a=x?a=b&section=1"),
        ("<p a=&quot;>", "p a=\""),
    ]);
}
