//! More pages with each kind of markup that is easily misread.

use super::*;

#[test]
fn custom_elements_are_inline_or_blocks_by_their_content() {
    let cases: [(&str, &[&str]); 12] = [
        (
            "<q-doc><q-top>Eel ladder opens</q-top><q-p>The eel ladder at the weir opens in May.</q-p>\
             <q-p>Children counted ninety eels.</q-p></q-doc>",
            &[
                "Eel ladder opens",
                "The eel ladder at the weir opens in May.",
                "Children counted ninety eels.",
            ],
        ),
        (
            "<w-a><w-b><w-c>One eel came up.</w-c></w-b><w-b><w-c>Two went down.</w-c></w-b></w-a>",
            &["One eel came up.", "Two went down."],
        ),
        (
            "<x-par>The <x-term>elver</x-term> is a young eel.</x-par><x-par>It is <x-term>clear</x-term> \
             as glass.</x-par>",
            &["The elver is a young eel.", "It is clear as glass."],
        ),
        (
            "<p>The <g-w>weir</g-w> and the <g-w>sluice</g-w> <g-w>gate</g-w> were built by hand.</p>",
            &["The weir and the sluice gate were built by hand."],
        ),
        ("<p><i-d>Elver</i-d>s are clear.</p>", &["Elvers are clear."]),
        ("<div><t-g>eels</t-g><t-g>weirs</t-g></div>", &["eels weirs"]),
        ("<h2><n-r>Part 2.</n-r> <n-t>The weir</n-t></h2><p>x</p>", &["Part 2. The weir", "x"]),
        ("<s-x><p>One eel.</p><p>Two eels.</p></s-x>", &["One eel.", "Two eels."]),
        (
            "<k-p>鰻が川を上った。</k-p><k-p>子供たちが数えた。</k-p>",
            &["鰻が川を上った。", "子供たちが数えた。"],
        ),
        (
            "<z-p>See <a href=/a>the count</a> of eels.</z-p><z-p>It is <a href=/b>in a book</a>.</z-p>",
            &["See the count of eels.", "It is in a book."],
        ),
        ("<v-p>One eel came up.</v-p>", &["One eel came up."]),
        ("<v-p></v-p><v-p> </v-p>", &[]),
    ];
    for (html, expected) in cases {
        assert_eq!(texts(html), expected, "{html}");
    }
    let blocks = collected(cases[9].0);
    assert_eq!(&blocks[1].text[blocks[1].links[0].range.clone()], "in a book");
    assert_eq!(blocks[0].links.len(), 1);
}

#[test]
fn hidden_elements_are_left_out_as_in_browsers() {
    let cases: [(&str, &[&str]); 10] = [
        ("<p>a<p hidden>b<p>c", &["a", "c"]),
        ("<div hidden=''><p>b</p><ul><li>c</ul></div><p>d", &["d"]),
        ("<p>a <span hidden>b</span>c</p>", &["a c"]),
        ("<p>a</p><section hidden=hidden><div>b</div><br>c</section>d", &["a", "d"]),
        ("<p>a</p><dialog><p>b</p></dialog><dialog open><p>c</p></dialog>", &["a", "c"]),
        ("<p>a</p><div popover>b</div>c", &["a", "c"]),
        ("<p>a</p><div hidden=until-found>b</div>", &["a", "b"]),
        ("<div class=hidden aria-hidden=false>a</div>", &["a"]),
        ("<details><summary>a</summary>b</details>", &["a", "b"]),
        ("<table><tr><td>a<td hidden>b<td>c</table>", &["a\tc"]),
    ];
    for (html, expected) in cases {
        assert_eq!(texts(html), expected, "{html}");
    }
    let mut collector = Collector::new(Noscript::Show);
    walk("<p hidden>a", &mut [&mut collector]);
    assert_eq!(collector.finish().all.len(), 1);
}

#[test]
fn code_is_code_however_it_is_marked_up() {
    let expected = "let n = 3\n  eels(n)";
    for html in [
        "<div class=src><code>let n = 3<br>&nbsp;&nbsp;eels(n)</code></div>",
        "<code><div>let n = 3</div><div>&nbsp;&nbsp;eels(n)</div></code>",
        "<code><ol><li>let n = 3</li>\n<li>&nbsp;&nbsp;eels(n)</li></ol></code>",
        "<code><span>let n = 3</span><br>\n<span>&nbsp;&nbsp;eels(n)</span></code>",
        "<pre class=hl><span class=k>let</span> n = 3\n  <b>eels</b>(n)\n</pre>",
        "<pre><code><span>let n = 3</span>\n<span>  eels(n)</span>\n</code></pre>",
        "<pre><ol><li>let n = 3</li><li>  eels(n)</li></ol></pre>",
        "<pre>let n = 3<br/>  eels(n)</pre>",
        "<listing>let n = 3\n  eels(n)</listing>",
    ] {
        assert_eq!(blocks(html), [(Kind::Code, expected.to_owned())], "{html}");
    }
    let cases: [(&str, &[(Kind, &str)]); 5] = [
        ("<p>Call <code>eels(n)</code> last.</p>", &[(Kind::Paragraph, "Call eels(n) last.")]),
        (
            "<ul><li><code>a</code><li><code>b</code></ul>",
            &[(Kind::ListItem, "a"), (Kind::ListItem, "b")],
        ),
        (
            "<p><code>a<p>b</p><div>c</div>",
            &[(Kind::Paragraph, "a"), (Kind::Paragraph, "b"), (Kind::Paragraph, "c")],
        ),
        (
            "<div><code>a</div><div>b</div><div>c</div>",
            &[(Kind::Paragraph, "a"), (Kind::Paragraph, "b"), (Kind::Paragraph, "c")],
        ),
        ("<p><code>a</code><br>b</p>", &[(Kind::Paragraph, "a\nb")]),
    ];
    for (html, expected) in cases {
        let expected: Vec<_> =
            expected.iter().map(|(kind, text)| (*kind, (*text).to_owned())).collect();
        assert_eq!(blocks(html), expected, "{html}");
    }
}

#[test]
fn line_breaks_mean_what_they_mean_to_readers() {
    let cases: [(&str, &[&str]); 10] = [
        (
            "<p>Heave away,<br>\n haul away,<br/>we're bound for the weir.",
            &["Heave away,\nhaul away,\nwe're bound for the weir."],
        ),
        ("<p>一篙撑破<br>\n水中天</p>", &["一篙撑破\n水中天"]),
        ("<p>うなぎ<br/>のぼる</p>", &["うなぎ\nのぼる"]),
        (
            "<address>Weir House<br>2 Eel Row<br>Saltmouth</address>",
            &["Weir House\n2 Eel Row\nSaltmouth"],
        ),
        ("<li>flour<br>eggs</li>", &["flour\neggs"]),
        (
            "<p>Eel<wbr>ladder co&shy;unter Rie&#173;sen<wbr/>aal</p>",
            &["Eelladder counter Riesenaal"],
        ),
        ("<p>a<br></p><p><br>b</p>", &["a", "b"]),
        ("<div>a<br><br>b<br>&nbsp;<br>c</div>", &["a", "b", "c"]),
        ("<p>a<br><b>b</b><br><i>c</i></p>", &["a\nb\nc"]),
        ("<h2>The weir<br>and the eel</h2>", &["The weir\nand the eel"]),
    ];
    for (html, expected) in cases {
        assert_eq!(texts(html), expected, "{html}");
    }
}

#[test]
fn formulas_are_text_once() {
    let katex = |inner: &str| {
        format!(
            "<span class='katex'><span class='katex-mathml'><math><semantics><mi>v</mi>\
             <annotation encoding='application/x-tex'>{inner}</annotation></semantics></math></span>\
             <span class='katex-html' aria-hidden='true'>drawn</span></span>"
        )
    };
    let cases = [
        (format!("<p>So {} holds.</p>", katex("v = at")), "So v = at holds."),
        (format!("<p>{} and {}</p>", katex("a"), katex("b")), "a and b"),
        ("<p>So <math alttext=x><mi>v</mi><mo>=</mo><mn>2</mn></math>.</p>".to_owned(), "So v=2."),
        (
            "<p>So <span class=MathJax_Preview>v</span><span class=MathJax id=m><span>v</span></span>\
             <script type=math/tex>v^2</script> holds.</p>"
                .to_owned(),
            "So v^2 holds.",
        ),
        ("<p>So <span class=katex><span class=katex-html>v</span></span> holds.</p>".to_owned(), "So v holds."),
        ("<p>So 2<i>n</i> + 1 and 3&lt;4.</p>".to_owned(), "So 2n + 1 and 3<4."),
    ];
    for (html, expected) in cases {
        assert_eq!(texts(&html), [expected], "{html}");
    }
}

#[test]
fn shadow_roots_templates_and_readings() {
    let cases: [(&str, &[&str]); 8] = [
        ("<e-l><template shadowrootmode=open><p>a</p></template></e-l><p>b</p>", &["a", "b"]),
        ("<e-l><template shadowrootmode='closed'><slot></slot><p>a</p></template></e-l>", &["a"]),
        ("<template><p>a</p></template><p>b</p>", &["b"]),
        ("<p>a<template id=t>b</template>c</p>", &["ac"]),
        (
            "<e-l><template shadowrootmode=open><template>x</template><p>a</p></template></e-l>",
            &["a"],
        ),
        (
            "<p><ruby>鰻<rp>(</rp><rt>うなぎ</rt><rp>)</rp></ruby>が<ruby>川<rt>かわ</ruby>を</p>",
            &["鰻が川を"],
        ),
        ("<p><ruby>東<rt>tō</rt>京<rt>kyō</rt></ruby>駅</p>", &["東京駅"]),
        ("<p><ruby><rb>台</rb><rb>北</rb><rt>tái</rt><rt>běi</rt></ruby>車站</p>", &["台北車站"]),
    ];
    for (html, expected) in cases {
        assert_eq!(texts(html), expected, "{html}");
    }
}

#[test]
fn cells_stay_tellable() {
    let cases: [(&str, &[&str]); 6] = [
        ("<table><tr><td>1<td><td>3<tr><td><td>2<td></table>", &["1\t\t3", "\t2"]),
        ("<table><tr><th>Eel<th>Weir</th></tr></table>", &["Eel\tWeir"]),
        ("<table><tr><td>a b</td>\n<td>&nbsp;</td>\n<td>c</td></tr></table>", &["a b\t\tc"]),
        ("<table><tr><td><b>a</b><td><i>b</i></table>", &["a\tb"]),
        ("<table><caption>Eels</caption><tr><td>a<td>b</table>", &["Eels", "a\tb"]),
        ("<table><thead><tr><td>a<td>b</thead><tbody><tr><td>c<td>d</table>", &["a\tb", "c\td"]),
    ];
    for (html, expected) in cases {
        assert_eq!(texts(html), expected, "{html}");
    }
}
