//! Declared texts and addresses in documents of many kinds.

use serde_json::json;

use crate::article_view::ArticleView;
use crate::testing::{document, language};
use crate::{description, images, links, section, tags};

#[test]
fn declared_texts_are_read_as_people_see_them() {
    let cases = [
        ("Salt &#038; smoke", "Salt & smoke"),
        ("Gr&uuml;&szlig;e vom Hafen", "Grüße vom Hafen"),
        ("&lt;p&gt;Ten boats.&lt;/p&gt;", "Ten boats."),
        ("Kaffee &amp;amp; Kuchen", "Kaffee & Kuchen"),
        ("&laquo;Лодка&raquo; вернулась", "«Лодка» вернулась"),
        ("<strong>Ten</strong> boats <br> sail", "Ten boats sail"),
        ("Up by 3 < 5 %, AT&T says", "Up by 3 < 5 %, AT&T says"),
    ];
    for (declared, shown) in cases {
        for json_ld in [true, false] {
            let mut document = document("A text.");
            if json_ld {
                document.declared.json_ld = vec![json!({
                    "@type": "NewsArticle", "description": declared,
                    "articleSection": declared, "keywords": [declared]
                })];
            } else {
                for key in ["description", "article:section", "article:tag"] {
                    document.declared.meta.insert(key.to_owned(), vec![declared.to_owned()]);
                }
            }
            let language = language("en");
            let view = ArticleView::new(&document, &language);
            let found = [
                description::find(&view).unwrap().value,
                section::find(&view).unwrap().value,
                tags::find(&view).into_iter().map(|tag| tag.value).collect::<Vec<_>>().join(", "),
            ];
            // A list of tags is split at its commas.
            assert!(found.iter().all(|found| found == shown), "{declared}: {found:?}");
        }
    }
}

#[test]
fn the_envelope_declares_too() {
    let mut document = document("A text.");
    let members = json!({
        "description": "Ten boats &amp; a pier.", "section": "Coast", "tags": ["boats", {"name": "pier"}],
        "image": {"url": "/boats.jpg"}
    });
    document.declared.envelope = members.as_object().unwrap().clone().into_iter().collect();
    document.declared.meta.insert("description".to_owned(), vec!["Another.".to_owned()]);
    document.url = Some("https://harbour.example/boats".to_owned());
    let language = language("en");
    let view = ArticleView::new(&document, &language);
    assert_eq!(description::find(&view).unwrap().value, "Ten boats & a pier.");
    assert_eq!(section::find(&view).unwrap().value, "Coast");
    let found: Vec<String> = tags::find(&view).into_iter().map(|tag| tag.value).collect();
    assert_eq!(found, ["boats", "pier"]);
    assert_eq!(images::find(&view)[0].value, "https://harbour.example/boats.jpg");
}

#[test]
fn addresses_are_relative_to_the_base_else_to_the_document() {
    let own = Some("https://harbour.example/news/boats?page=2");
    let cases = [
        (own, None, "/boats", Some("https://harbour.example/boats")),
        (own, None, "boats", Some("https://harbour.example/news/boats")),
        (own, Some("/coast/"), "boats", Some("https://harbour.example/coast/boats")),
        (own, Some("https://cdn.example/x/"), "../y", Some("https://cdn.example/y")),
        (own, Some("//cdn.example/"), "y", Some("https://cdn.example/y")),
        (own, Some("/coast/"), "https://pier.example/a", Some("https://pier.example/a")),
        (None, Some("https://cdn.example/x/"), "y", Some("https://cdn.example/x/y")),
        (None, Some("/coast/"), "boats", None),
        (own, Some("javascript:1"), "boats", Some("https://harbour.example/news/boats")),
    ];
    for (url, base, href, expected) in cases {
        let mut document = document("A text.");
        document.url = url.map(str::to_owned);
        let links = &mut document.declared.links;
        links.insert("canonical".to_owned(), vec![href.to_owned()]);
        links.extend(base.map(|base| ("base".to_owned(), vec![base.to_owned()])));
        let language = language("en");
        let view = ArticleView::new(&document, &language);
        let found = links::canonical(&document, view.base.as_ref());
        assert_eq!(found.map(|found| found.value).as_deref(), expected, "{base:?} {href}");
    }
}

#[test]
fn images_are_found_by_reference() {
    let cases = [
        json!({"@id": "#i"}),
        json!([{"@id": "#i"}]),
        json!({"@type": "ImageObject", "contentUrl": "https://harbour.example/i.jpg"}),
        json!({"@type": "ImageObject", "url": "https://harbour.example/i.jpg"}),
        json!(["https://harbour.example/i.jpg", "https://harbour.example/j.jpg"]),
        json!("//harbour.example/i.jpg"),
    ];
    for image in cases {
        let mut document = document("A text.");
        document.url = Some("https://harbour.example/news/boats".to_owned());
        document.declared.json_ld = vec![json!({"@graph": [
            {"@type": "NewsArticle", "image": image},
            {"@type": "WebPage", "primaryImageOfPage": {"@id": "#i"}},
            {"@type": "ImageObject", "@id": "#i", "url": "/i.jpg", "width": 1200},
        ]})];
        let language = language("en");
        let found = images::find(&ArticleView::new(&document, &language));
        let first = found.first().map(|image| image.value.as_str());
        assert_eq!(first, Some("https://harbour.example/i.jpg"), "{image}");
    }
}

#[test]
fn images_have_their_size_where_the_page_states_it() {
    let object =
        |url: &str| json!({"@type": "ImageObject", "url": url, "width": 1200, "height": "800"});
    type Metas<'a> = &'a [(&'a str, &'a [&'a str])];
    let sized: Metas = &[("og:image", &["/i.jpg"]), ("og:image:width", &["1200"])];
    let several: Metas = &[("og:image", &["/i.jpg", "/j.jpg"]), ("og:image:width", &["1200"])];
    let cases: [(serde_json::Value, Metas, &str); 6] = [
        (object("/i.jpg"), &[], "i.jpg 1200x800"),
        (json!([object("/i.jpg"), object("/j.jpg")]), &[], "i.jpg 1200x800, j.jpg 1200x800"),
        (json!(null), sized, "i.jpg 1200x?"),
        (object("/i.jpg"), &[("og:image", &["/i.jpg"])], "i.jpg 1200x800"),
        (json!("/k.jpg"), sized, "i.jpg 1200x?, k.jpg ?x?"),
        // Ambiguous: it could be either.
        (json!(null), several, "i.jpg ?x?, j.jpg ?x?"),
    ];
    for (image, metas, expected) in cases {
        let mut document = document("A text.");
        document.url = Some("https://harbour.example/boats".to_owned());
        document.declared.json_ld = vec![json!({"@type": "NewsArticle", "image": image})];
        for (key, values) in metas {
            let values = values.iter().map(|value| (*value).to_owned()).collect();
            document.declared.meta.insert((*key).to_owned(), values);
        }
        let language = language("en");
        let found = images::find(&ArticleView::new(&document, &language));
        let size = |size: Option<u32>| size.map_or("?".to_owned(), |size| size.to_string());
        let shown: Vec<String> = found
            .iter()
            .map(|image| {
                let name = image.value.strip_prefix("https://harbour.example/").unwrap();
                format!("{name} {}x{}", size(image.width), size(image.height))
            })
            .collect();
        assert_eq!(shown.join(", "), expected, "{image} {metas:?}");
    }
}
