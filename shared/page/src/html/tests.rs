use super::*;

const PAGE: &str = r#"<!DOCTYPE html><html lang="de-AT"><head><meta charset="utf-8">
<title>Der Rat tagt &amp; spricht - Beispielblatt</title>
<meta property="OG:Title" content="Der Rat tagt"><meta name="author" content="Anna Muster">
<link rel="canonical" href="https://example.org/a"><link rel="stylesheet" href="/s.css">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Der Rat tagt"}</script>
<script type="application/ld+json">{"@type":</script>
<style>p { color: red }</style></head><body class="page"><nav><ul><li><a href="/">Start</a></ul></nav>
<article><h1>Der Rat tagt</h1><p class="byline">Von <a rel="author" href="/m">Anna Muster</a></p>
<time datetime="2020-04-27T10:00:00+02:00">27. April 2020</time>
<p>Der Rat der Stadt hat am Montag über die Schulen gesprochen, und zwar länger als sonst, weil viele Fragen offen waren und die Zeit drängt.</p>
<p>Im Sommer soll das Gebäude erneuert werden, sagte die Bürgermeisterin, das Geld dafür sei da, nur fehle noch die Zustimmung des Landes.</p>
<p>Die nächste Sitzung ist im Mai, dann wird über den Haushalt gesprochen, der in diesem Jahr kleiner ausfällt, als viele gehofft hatten.</p></article>
<footer><p>© 2020 Beispielblatt. Alle Rechte vorbehalten.</p></footer></body></html>"#;

#[test]
fn main_content_and_declarations_are_found() {
    let page = read(PAGE, None, Model::trained());
    let texts: Vec<&str> = page.main.iter().map(|block| block.text.as_str()).collect();
    assert!(texts.iter().any(|text| text.starts_with("Der Rat der Stadt")), "{texts:?}");
    assert!(texts.iter().any(|text| text.ends_with("gehofft hatten.")), "{texts:?}");
    assert!(
        !texts.iter().any(|text| text.contains("Rechte") || text.contains("Start")),
        "{texts:?}"
    );

    assert_eq!(page.title.unwrap().value, "Der Rat tagt & spricht - Beispielblatt");
    let declared = page.declared;
    assert_eq!(declared.language.unwrap().value, "de-AT");
    assert_eq!(declared.headings, ["Der Rat tagt"]);
    assert_eq!(declared.meta["og:title"], ["Der Rat tagt"]);
    assert_eq!(declared.links["canonical"], ["https://example.org/a"]);
    assert!(!declared.links.contains_key("stylesheet"));
    assert_eq!(declared.json_ld[0]["headline"], "Der Rat tagt");
    assert!(declared.authors.iter().any(|author| author.value == "Anna Muster"));
    assert_eq!(declared.dates.published[0].value, "2020-04-27T10:00:00+02:00");
    assert_eq!(page.warnings, ["1 JSON-LD block(s) of the page are broken and were left out"]);
}

#[test]
fn a_fragment_without_main_content_is_kept_whole() {
    let page = read("<p>Hello <b>world</b></p>", None, Model::trained());
    assert_eq!(page.main.len(), 1);
    assert_eq!(page.main[0].text, "Hello world");
}

#[test]
fn text_for_browsers_without_scripts_is_shown_only_if_there_is_little_else() {
    let article = "<p>The ferry runs again from Monday, every hour until ten in the evening.</p>\
        <p>Bicycles are carried free of charge on all boats but the last one.</p>";
    let shown = |html: &str| {
        let content = read(html, None, Model::trained());
        content.main.into_iter().map(|block| block.text).collect::<Vec<_>>().join("\n")
    };
    let only = format!("<body><h1>Ferry</h1><noscript>{article}</noscript></body>");
    assert!(shown(&only).contains("Bicycles"));
    let beside = format!("<body>{article}<noscript>Please turn on scripts.</noscript></body>");
    assert!(!shown(&beside).contains("scripts"));
}

#[test]
fn declarations_are_bounded() {
    let metas: String = (0..10_000).map(|n| format!("<meta name=n{n} content=x{n}>")).collect();
    let long = format!("<meta name=long content='{}'>", "x".repeat(100_000));
    let headings: String = (0..1000).map(|n| format!("<h1>{n}</h1>")).collect();
    let declared = read(&format!("{long}{metas}{headings}"), None, Model::trained()).declared;
    assert_eq!(declared.meta["long"][0].len(), bounds_of_an_address());
    assert!(declared.meta.len() <= 128 && declared.headings.len() <= 32);
}

fn bounds_of_an_address() -> usize {
    crate::bounds::ADDRESS
}
