use super::body::Body;
use super::styles::Styles;
use crate::html::Html;
use crate::relations::Relations;
use crate::shown::Shown;

fn html(body: &str) -> String {
    let (mut html, mut shown) = (Html::default(), Shown::default());
    let (styles, relations) = (Styles::default(), Relations::default());
    let body = Body::new(&styles, &relations, &mut html, &mut shown)
        .read(&format!("<w:body xmlns:w='w'>{body}</w:body>"));
    body.expect("XML");
    html.finish()
}

fn run(text: &str) -> String {
    format!("<w:r><w:t>{text}</w:t></w:r>")
}

fn field(kind: &str) -> String {
    format!("<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>")
}

fn code(code: &str) -> String {
    format!("<w:r><w:instrText>{code}</w:instrText></w:r>")
}

#[test]
fn fields_show_their_results() {
    let (begin, separate, end) = (field("begin"), field("separate"), field("end"));
    let inner = [&begin, &*code("MERGEFIELD x"), &separate, &run("inner"), &end].concat();
    let nested =
        [&begin, &*code("IF"), &inner, &code("= 1"), &separate, &run("shown"), &end].concat();
    let link = code(" HYPERLINK \"https://example.org/\" ");
    let link = [&begin, &*link, &separate, &run("site"), &end, &run(".")].concat();
    let symbol = [&begin, &*code("SYMBOL 109 \\f \"Symbol\""), &separate, &end].concat();
    let cases = [
        (nested, "shown"),
        (link, "<a href=\"https://example.org/\">site</a>."),
        (symbol, "μ"),
        // Some programs omit a part of a field.
        ([&*run("a"), &separate, &run("b"), &end, &run("c")].concat(), "abc"),
        ([&begin, &*code("PAGE"), &run("a")].concat(), "a"),
    ];
    for (body, expected) in cases {
        let html = html(&format!("<w:p>{body}</w:p><w:p>{}</w:p>", run("after")));
        assert_eq!(html, format!("<p>{expected}</p>\n<p>after</p>\n"), "{body}");
    }
}

#[test]
fn symbols_and_raised_text_are_read() {
    let symbol = "<w:r><w:sym w:font='Wingdings' w:char='F0E0'/></w:r>";
    let greek = "<w:r><w:rPr><w:rFonts w:ascii='Symbol'/></w:rPr><w:t>\u{f061}</w:t></w:r>";
    let raised = |text| {
        format!("<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>{text}</w:t></w:r>")
    };
    let body = [&*run("10"), &raised("1"), &raised("2"), symbol, greek].concat();
    let html = html(&format!("<w:p>{body}</w:p>"));
    assert_eq!(html, "<p>10<sup>12</sup>→α</p>\n");
}

#[test]
fn a_paragraph_whose_end_is_deleted_goes_on() {
    let deleted = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>";
    let body = format!(
        "<w:p>{deleted}{}</w:p><w:p>{}</w:p><w:p>{deleted}{}</w:p><w:tbl><w:tr><w:tc><w:p>{}</w:p></w:tc></w:tr></w:tbl>",
        run("one "),
        run("two"),
        run("three"),
        run("cell"),
    );
    let expected = "<p>one two</p>\n<p>three</p>\n<table><tr><td>cell</td>\n</tr></table>\n";
    assert_eq!(html(&body), expected);
}
