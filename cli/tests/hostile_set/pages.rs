//! Pages built to break an extractor.

use serde_json::Value;

/// A page: its name, its content and the expected result.
pub struct Page {
    pub name: &'static str,
    pub file: &'static str,
    pub bytes: Vec<u8>,
    comes: Comes,
}

/// The expected result of a page.
#[derive(Debug, Clone, Copy)]
enum Comes {
    /// A text that contains [`WORDS`].
    Words,
    /// Any text.
    Text,
    /// A rejection with this code.
    Code(&'static str),
}

/// The text of most pages.
const WORDS: &str = "Words of a text that can be found";

/// The maximum memory for a page, in MB.
pub const MEMORY: f64 = 500.0;

const LIMIT: usize = 4 << 20;

/// The whole set, with each page's size divided by `part`.
pub fn pages(part: usize) -> Vec<Page> {
    let mut pages = nested(part);
    pages.extend(wide(part));
    pages.extend(attributes(part));
    pages.extend(characters(part));
    pages.extend(declarations(part));
    pages.extend(no_articles(part));
    pages
}

fn html(name: &'static str, page: impl Into<Vec<u8>>) -> Page {
    Page { name, file: "page.html", bytes: page.into(), comes: Comes::Words }
}

impl Page {
    /// Whether a line of output is the expected one.
    pub fn is_answered_by(&self, answer: &Value) -> bool {
        let text = answer["text"].as_str();
        match self.comes {
            Comes::Words => text.is_some_and(|text| text.contains(WORDS)),
            Comes::Text => text.is_some_and(|text| !text.is_empty()),
            Comes::Code(code) => answer["error"] == code || answer["code"] == code,
        }
    }

    fn comes(self, comes: Comes) -> Self {
        Self { comes, ..self }
    }
}

/// An article between `before` and `after`.
fn around(before: &str, after: &str) -> String {
    let text =
        format!("<p>{WORDS}, and some more of them so that it is a paragraph.</p>").repeat(5);
    format!("<html><body>{before}<article>{text}</article>{after}</body></html>")
}

fn deep(open: &str, close: &str, depth: usize) -> String {
    around(&open.repeat(depth), &close.repeat(depth))
}

fn nested(part: usize) -> Vec<Page> {
    let formatting: String = (0..500).map(|n| format!("<b a={n}>")).collect();
    vec![
        html("100,000 div deep", deep("<div>", "</div>", 100_000 / part)),
        html("100,000 div, none closed", deep("<div>", "", 100_000 / part)),
        html(
            "500 div deep, 50,000 wide",
            around(&"<div>".repeat(500), &"<div>x</div>".repeat(50_000 / part)),
        ),
        html("100,000 span deep", deep("<span>", "</span>", 100_000 / part)),
        html("100,000 span, none closed", deep("<span>", "", 100_000 / part)),
        html("10,000 tables deep", deep("<table><tr><td>", "</td></tr></table>", 10_000 / part)),
        html("100,000 table, none closed", deep("<table>", "", 100_000 / part)),
        html("90,000 lists deep", deep("<ul><li>", "</li></ul>", 90_000 / part)),
        html("50,000 quotes deep", deep("<blockquote>", "</blockquote>", 50_000 / part)),
        html("50,000 sections deep", deep("<section><div>", "</div></section>", 50_000 / part)),
        html("50,000 forms and buttons", deep("<form><button><p>", "", 50_000 / part)),
        html("500 formats over 1,000 paragraphs", deep(&formatting, &"<p>x".repeat(1000), 1)),
        html("500 formats and blocks", deep(&formatting, "<div><p></div>", 300)),
        html("100,000 links, none closed", deep("<a href=x>y ", "", 100_000 / part)),
        html("100,000 svg, none closed", deep("<svg>", "", 100_000 / part)),
        html("100,000 template, none closed", deep("<template>", "", 100_000 / part)),
        html("100,000 font deep", deep("<font color=red>", "</font>", 100_000 / part)),
        html("end tags only", around(&"</div></p></table>".repeat(200_000 / part), "")),
    ]
}

fn wide(part: usize) -> Vec<Page> {
    let item = "<li><a href='/a/b'>A link to another page</a></li>";
    let paragraphs = format!("<p>{WORDS}, over and over, for as long as there is room.</p>");
    vec![
        html("100,000 spans", around(&"<span>x</span>".repeat(100_000 / part), "")),
        html("200,000 links", around("", &"<a href=x>link</a> ".repeat(200_000 / part))),
        html(
            "70,000 links in a list",
            around(&format!("<ul>{}</ul>", item.repeat(70_000 / part)), ""),
        ),
        html("45,000 paragraphs", around("", &paragraphs.repeat(45_000 / part))),
        html("200,000 br", around(&"a<br>".repeat(199_000 / part), "")).comes(Comes::Text),
        html("200,000 br in pairs", around(&"a<br><br>".repeat(99_000 / part), "")),
        html(
            "60,000 rows",
            around("", &format!("<table>{}</table>", "<tr><td>a<td>b".repeat(60_000 / part))),
        ),
        html(
            "two rows of 50,000 cells with a paragraph",
            around(
                "",
                &format!(
                    "<table>{}</table>",
                    ["<tr>", &"<td><p>a".repeat(50_000 / part)].concat().repeat(2)
                ),
            ),
        ),
        html(
            "500 div, 16 fields for an address and 50,000 paragraphs",
            around(
                "",
                &[
                    "<div>".repeat(500),
                    "<div>Write to us soon, please<input type=email></div>".repeat(16),
                    "<p>x".repeat(50_000 / part),
                ]
                .concat(),
            ),
        ),
        html("100,000 headings", around("", &"<h2>a</h2>".repeat(100_000 / part))),
        html("100,000 images", around("", &"<img src=a alt=b>".repeat(100_000 / part))),
        html("100,000 letters of images", around("", &"<img alt=O> ".repeat(100_000 / part))),
        html(
            "50,000 drop capitals",
            around("", &"<div>O</div><p>a nce a upon a time</p>".repeat(50_000 / part)),
        ),
        html("100,000 articles", around("", &"<article><p>a</p></article>".repeat(100_000 / part))),
        html("100,000 meta", around(&"<meta name=a content=b>".repeat(100_000 / part), "")),
        html("300,000 comments", around(&"<!-- a -->".repeat(300_000 / part), "")),
        html("one word of 3 MB", around("", &format!("<p>{}</p>", "x".repeat((3 << 20) / part)))),
        html(
            "3 MB of text in one paragraph",
            around("", &format!("<p>{}</p>", "word ".repeat(600_000 / part))),
        ),
        html(
            "1 MB of Han in one paragraph",
            around("", &format!("<p>{}</p>", "會".repeat(350_000 / part))),
        ),
    ]
}

fn attributes(part: usize) -> Vec<Page> {
    let many: String = (0..200_000 / part).map(|n| format!(" a{n}=1")).collect();
    let long = "x".repeat((1 << 20) / part);
    let styles = "<div style='display:none;visibility:hidden' class='a b c d e f' id=g>"
        .repeat(20_000 / part);
    vec![
        html("200,000 attributes", around(&format!("<div{many}></div>"), "")),
        html("a value of 1 MB", around(&format!("<div id='{long}'></div>"), "")),
        html(
            "a class of 1 MB",
            around(&format!("<div class='{}'></div>", "a ".repeat((1 << 19) / part)), ""),
        ),
        html("20,000 styles", around(&styles, "")),
        html("a name of 1 MB", around(&format!("<{long}></{long}>"), "")),
        html("a quote that is not closed", around("", "<p title='")),
        html("a comment that is not closed", around("", &"<!-- ".repeat(100_000 / part))),
    ]
}

fn characters(part: usize) -> Vec<Page> {
    let mixed =
        [around("", "<p>").as_bytes(), &b"\xbb\xe1\xd2\xe9\xff\xfe\x80 ".repeat(50_000 / part)]
            .concat();
    let half = [around("", "<p>").as_bytes(), &"會".as_bytes()[..2]].concat();
    let bomb: String = (0..10_000).map(|n| format!("<!ENTITY l{n} '&l{n};&l{n};'>")).collect();
    let zeros = around("", &"<p>a\0b</p>".repeat(100));
    let marks = around("", &format!("<p>e{}</p>", "\u{301}".repeat(500_000 / part)));
    vec![
        html("4 MB of &", around("", &"&".repeat((LIMIT - 4096) / part))),
        html("700,000 references", around("", &"&amp;&lt;".repeat(350_000 / part))),
        html("unknown references", around("", &"&bogus;".repeat(500_000 / part))),
        html("entities that explode", format!("<!DOCTYPE html [{bomb}]>{}", around("", "&l9;"))),
        html("zero bytes inside", zeros).comes(Comes::Code("binary")),
        html("mixed charsets", mixed),
        html("half a character at the end", half),
        html("500,000 accents on one letter", marks),
        html("noncharacters", around("", &"\u{fdd0}\u{fdd1}\u{fdd2}".repeat(300_000 / part))),
        html("direction marks", around("", &"\u{202e}a".repeat(500_000 / part))),
        html("3 MB of white space", around(&" \n\t".repeat((1 << 20) / part), "")),
    ]
}

fn declarations(part: usize) -> Vec<Page> {
    let script = |json: &str| format!("<script type=application/ld+json>{json}</script>");
    let nested = format!("{}{}", "[".repeat(30_000 / part), "]".repeat(30_000 / part));
    let large = format!("{{\"articleBody\":\"{}\"}}", "word ".repeat(500_000 / part));
    let names: String =
        (0..100_000 / part).map(|n| format!("<meta property=p{n} content=c{n}>")).collect();
    vec![
        html("JSON-LD 30,000 deep", around(&script(&nested), "")),
        html("JSON-LD of 2.5 MB", around(&script(&large), "")),
        html("10,000 JSON-LD blocks", around(&script("{\"a\":[1,],}").repeat(10_000 / part), "")),
        html("100,000 names of meta", around(&names, "")),
        html("100,000 bylines", around(&"<p class=author>A B</p>".repeat(100_000 / part), "")),
        html(
            "50,000 times",
            around(&"<time datetime=2020-01-01>x</time>".repeat(50_000 / part), ""),
        ),
        html(
            "1 MB of titles",
            format!("{}{}", "<title>a</title>".repeat(60_000 / part), around("", "")),
        ),
        html(
            "2 MB in a script",
            around(&format!("<script>{}</script>", "a</b".repeat(500_000 / part)), ""),
        ),
    ]
}

fn no_articles(part: usize) -> Vec<Page> {
    let scripts = "<script>document.write('words')</script>".repeat(50_000 / part);
    let page = |name, bytes: Vec<u8>, code| html(name, bytes).comes(Comes::Code(code));
    let text = |name, bytes: Vec<u8>, comes| Page { name, file: "text.txt", bytes, comes };
    vec![
        page("< × 50 million", vec![b'<'; 50_000_000], "too_large"),
        page("< × 4 million", vec![b'<'; LIMIT / part], "no_text"),
        page("10 MB of &", vec![b'&'; 10 << 20], "too_large"),
        page("scripts only", scripts.into_bytes(), "no_text"),
        page("zero bytes only", vec![0; LIMIT], "binary"),
        page("nothing", Vec::new(), "empty"),
        page("a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj".to_vec(), "damaged"),
        page("every byte", (0..=255).cycle().take(LIMIT).collect(), "binary"),
        text("one line of 4 MB", b"word ".repeat(LIMIT / 5 / part), Comes::Text),
        text("one word of 4 MB", vec![b'w'; LIMIT / part], Comes::Text),
        text("a million lines", b"a b\n".repeat(LIMIT / 4 / part), Comes::Text),
        text("readings without end", "會(huì)".repeat(LIMIT / 9 / part).into_bytes(), Comes::Text),
        text("brackets without end", "會(".repeat(LIMIT / 4 / part).into_bytes(), Comes::Text),
        text(
            "teasers without end",
            "The words of a text...\n\n".repeat(100_000 / part).into_bytes(),
            Comes::Text,
        ),
    ]
}
