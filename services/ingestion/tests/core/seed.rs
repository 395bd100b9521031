use article::Document;

use crate::run::run;

/// The seed article.
fn seed() -> Document {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/nantong-education-2020.txt");
    run(&std::fs::read(path).unwrap(), &[]).unwrap()
}

#[test]
fn the_text_is_exactly_the_article() {
    let document = seed();
    assert_eq!(document.content_type, "text/plain");
    assert_eq!(document.charset, "utf-8");
    let text = &document.text;
    assert_eq!(text.split("\n\n").count(), 4);
    assert!(text.starts_with("4月27日,我市召開全市教育工作會議,總結上年度"));
    assert!(text.ends_with("主要負責人在分會場參會。"));
    for held in [
        "學校(單位)",
        "各縣(市、區)",
        "“強富美高”",
        "市政府副市長徐新民出席會議并講話",
        "“發展四問”",
    ] {
        assert!(text.contains(held), "{held}");
    }
    for lacking in
        ["huì", "zhǎng", "jié", "出席...", "來源:", "聲明:", "Copyright", "ICP", "百度統計"]
    {
        assert!(!text.contains(lacking), "{lacking}");
    }
    let characters = text.chars().filter(|c| !c.is_whitespace()).count();
    assert!((957..=997).contains(&characters), "977 within 2 %: {characters}");
}

#[test]
fn removed_pieces_are_counted_and_boilerplate_is_kept() {
    let document = seed();
    assert_eq!(document.removed.get("teaser"), Some(&1));
    assert_eq!(document.removed.get("pinyin_annotations"), Some(&203));
    let boilerplate = document.boilerplate.join("\n");
    for held in [
        "本文內容搜集或轉自各大網絡平臺",
        "文章版權及插圖屬于原作者",
        "2013-2025",
        "蘇公網安備32010402000125",
        "蘇ICP備14051488號-3",
    ] {
        assert!(boilerplate.contains(held), "{held}");
    }
    assert_eq!(document.title, None);
    assert_eq!(document.warnings.len(), 1, "{:?}", document.warnings);
    assert!(document.warnings[0].starts_with("1 character(s) seem to have been replaced"));
}
