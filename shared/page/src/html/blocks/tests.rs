use super::*;
use crate::html::unseen::Noscript;
use crate::html::walk::walk;

pub(super) fn collected(html: &str) -> Vec<Block> {
    let mut collector = Collector::default();
    walk(html, &mut [&mut collector]);
    collector.finish().all
}

fn blocks(html: &str) -> Vec<(Kind, String)> {
    collected(html).into_iter().map(|block| (block.kind, block.text)).collect()
}

fn texts(html: &str) -> Vec<String> {
    blocks(html).into_iter().map(|(_, text)| text).collect()
}

#[test]
fn pages_are_split_into_blocks() {
    let cases: [(&str, &[(Kind, &str)]); 11] = [
        (
            "<h2>A</h2><p>b <b>c</b>d\n e</p>f",
            &[(Kind::Heading, "A"), (Kind::Paragraph, "b cd e"), (Kind::Paragraph, "f")],
        ),
        (
            "a<br>b<br><br>c<br> <br>d",
            &[(Kind::Paragraph, "a\nb"), (Kind::Paragraph, "c"), (Kind::Paragraph, "d")],
        ),
        ("<ul><li>a<li>b</ul>", &[(Kind::ListItem, "a"), (Kind::ListItem, "b")]),
        ("<blockquote><p>a</blockquote>", &[(Kind::Quote, "a")]),
        ("<table><tr><td>a<td>b<tr><td>c</table>", &[(Kind::Row, "a\tb"), (Kind::Row, "c")]),
        (
            "<table><tr><td>a<br><br>b<br><br></table>",
            &[(Kind::Paragraph, "a"), (Kind::Paragraph, "b")],
        ),
        (
            "<table><tr><td>a<br><br><table><tr><td>b<td>c<tr><td>d</table>e<br><br></table>",
            &[
                (Kind::Paragraph, "a"),
                (Kind::Row, "b\tc"),
                (Kind::Row, "d"),
                (Kind::Paragraph, "e"),
            ],
        ),
        ("<pre>a\n\n\n\tb\n</pre>", &[(Kind::Code, "a\n    b")]),
        ("<p>召開\n會議</p>", &[(Kind::Paragraph, "召開會議")]),
        ("<p>&nbsp;</p><p>e&#769;</p>", &[(Kind::Paragraph, "é")]),
        ("<script>x</script><textarea>y</textarea><title>z</title>", &[]),
    ];
    for (html, expected) in cases {
        let expected: Vec<_> =
            expected.iter().map(|(kind, text)| (*kind, (*text).to_owned())).collect();
        assert_eq!(blocks(html), expected, "{html}");
    }
}

#[test]
fn line_breaks_stay_unless_lines_are_wrapped() {
    let cases = [
        (
            "<p>Low tide at nine,<br>high tide at three,<br>\nand the gulls over the quay.</p>",
            "Low tide at nine,\nhigh tide at three,\nand the gulls over the quay.",
        ),
        ("<p>Pier Office<br/>4 Quay Lane<br/>Saltmouth</p>", "Pier Office\n4 Quay Lane\nSaltmouth"),
        ("<p>海は広いな<br>大きいな</p>", "海は広いな\n大きいな"),
        (
            "<p>The harbour office has moved to the old customs<br>house, where it opens at eight on weekdays and at<br>ten on the days before a holiday, as the board of<br>the port decided in May.</p>",
            "The harbour office has moved to the old customs house, where it opens at eight on weekdays and at ten on the days before a holiday, as the board of the port decided in May.",
        ),
    ];
    for (html, expected) in cases {
        assert_eq!(texts(html), [expected], "{html}");
    }
}

#[test]
fn cells_are_separated_by_tabs() {
    let cases: [(&str, &[&str]); 4] = [
        (
            "<table><tr><th></th><th>Mon</th><th>Tue</th></tr><tr><td>High</td><td></td><td>9</td></tr></table>",
            &["\tMon\tTue", "High\t\t9"],
        ),
        ("<table><tr><td> a\n b </td> <td>c<br>d</td></tr></table>", &["a b\tc\nd"]),
        ("<table><tr><td>a</td><td><p>b</p><p>c</p></td></tr></table>", &["a", "b", "c"]),
        ("<table><tr><td></td><td></td></tr></table>", &[]),
    ];
    for (html, expected) in cases {
        assert_eq!(texts(html), expected, "{html}");
    }
}

#[test]
fn code_keeps_its_lines_and_indentation() {
    let expected = "fn main() {\n    print()\n}";
    for html in [
        "<pre>fn main() {\n    print()\n}</pre>",
        "<pre><code>fn main() {<br>    print()<br>}</code></pre>",
        "<pre><div>fn main() {</div><div>    print()</div><div>}</div></pre>",
        "<pre><span>fn main() {\n</span><span>    print()\n</span>}</pre>",
    ] {
        assert_eq!(texts(html), [expected], "{html}");
    }
}

#[test]
fn marks_of_notes_stand_apart_and_arrows_back_are_left_out() {
    let cases = [
        ("in 1931.<a epub:type='noteref' href='#n1'>1</a> It", "in 1931.[1] It"),
        ("in 1931<a role='doc-noteref' href='n.xhtml#a'><sup>a</sup></a>", "in 1931[a]"),
        ("late<sup><a epub:type='noteref' href='#n1'>12</a></sup>", "late[12]"),
        ("a star<a epub:type='noteref' href='#n1'>*</a>", "a star*"),
        ("see <a epub:type='noteref' href='#n1'>the note</a>", "see the note"),
        ("A note.<a href='#r1' role='doc-backlink'>\u{21a9}\u{fe0e}</a>", "A note."),
        ("A note. <a href='c1.xhtml#r1'>&#8617;</a>", "A note."),
        ("Go \u{21a9} <a href='https://example.org'>\u{21a9}</a>", "Go \u{21a9} \u{21a9}"),
        (
            "dark <span epub:type='pagebreak'>13</span>and <a role='doc-pagebreak' id='p'>14</a>late",
            "dark and late",
        ),
    ];
    for (html, expected) in cases {
        assert_eq!(texts(&format!("<p>{html}</p>")), [expected], "{html}");
    }
}

#[test]
fn superscripts_keep_their_meaning() {
    let cases = [
        ("2 × 10<sup>6</sup> grains", "2 × 10^6 grains"),
        ("10<sup>−3</sup> m<sup>2</sup>", "10^−3 m^2"),
        ("x<sup>n</sup> + y<sup>n+1</sup>", "x^n + y^n+1"),
        ("the 21<sup>st</sup> and M<sup>me</sup> Roux", "the 21st and Mme Roux"),
        ("in 1938<sup><a href='#n5'>5</a></sup>, as", "in 1938[5], as"),
        ("a long word<sup>12</sup> here", "a long word[12] here"),
        ("the end.<sup>[3]</sup>", "the end.[3]"),
        ("H<sub>2</sub>O<sup></sup>", "H2O"),
        (
            "1<sup>1</sup>/<sub>2</sub> cups, <sup>3</sup>⁄<sub>4</sub> litre",
            "1 1/2 cups, 3⁄4 litre",
        ),
        ("the end. <sup>3</sup>", "the end. 3"),
        ("(a + b)<sup>2</sup>", "(a + b)^2"),
    ];
    for (html, expected) in cases {
        assert_eq!(texts(html), [expected], "{html}");
    }
}

#[test]
fn headings_and_list_items_have_a_level_and_formulas_a_kind() {
    let cases: [(&str, &[(Kind, u8)]); 6] = [
        ("<h1>a</h1><h6>b</h6>", &[(Kind::Heading, 1), (Kind::Heading, 6)]),
        (
            "<ul><li>a<ol><li>b</ol>c</ul>d",
            &[(Kind::ListItem, 1), (Kind::ListItem, 2), (Kind::ListItem, 1), (Kind::Paragraph, 0)],
        ),
        ("<dl><dt>a<dd>b</dl>", &[(Kind::ListItem, 1), (Kind::ListItem, 1)]),
        ("<blockquote><h3>a</h3>b</blockquote>", &[(Kind::Heading, 3), (Kind::Quote, 0)]),
        ("<p><math><mi>x</mi></math></p>", &[(Kind::Math, 0)]),
        ("<p>so <math><mi>x</mi></math></p>", &[(Kind::Paragraph, 0)]),
    ];
    for (html, expected) in cases {
        let levels: Vec<_> =
            collected(html).iter().map(|block| (block.kind, block.level)).collect();
        assert_eq!(levels, expected, "{html}");
    }
}

mod variations;

#[test]
fn drop_capitals_belong_to_their_words() {
    let rest = "nce upon a time a keeper opened the gate.";
    let whole = format!("O{rest}");
    for before in ["<div>O</div>", "<p class=cap> O </p>", "<p><img alt=O src=o.gif>"] {
        assert_eq!(texts(&format!("{before}<p>{rest}</p>").replace("gif><p>", "gif>")), [&*whole]);
    }
    // A word of its own, if it is elsewhere on the page.
    let html =
        "<p>The man was old.</p><div>A</div><p>man of the lock <a href=/x>opened</a> it.</p>";
    assert_eq!(texts(html)[1], "A man of the lock opened it.");
    let link = &collected(html)[1].links[0];
    assert_eq!(link.range, 18..24);
    for kept in [
        "<h2>B</h2><p>barge: a flat boat for goods on rivers</p>",
        "<p>B</p><p>barge, boat</p>",
        "<p>Q</p><p>Did you open the gate yourself that night?</p>",
        "<p>7</p><p>of the keepers opened the gate that night.</p>",
    ] {
        assert_eq!(texts(kept).len(), 2, "{kept}");
    }
    assert_eq!(texts("<p><img alt=X>Once upon a time</p>"), ["Once upon a time"]);
}
