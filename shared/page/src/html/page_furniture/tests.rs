use super::*;
use crate::html::{Weights, read};

const PAGE: Page = Page { boxes_are_unusual: true };

fn is_furniture(text: &str) -> bool {
    PAGE.is_furniture(&Block::paragraph(text.to_owned()), None)
}

#[test]
fn furniture_is_recognized_in_many_languages() {
    for text in [
        "READ MORE:",
        "Read also: The bridge is closed again",
        "Mehr zum Thema",
        "Lesen Sie auch: Die Brücke ist wieder zu",
        "À lire aussi : Le pont est fermé",
        "Lea también » El puente sigue cerrado",
        "Leia mais: a ponte",
        "Читайте также: мост закрыт",
        "اقرأ أيضا: الجسر مغلق",
        "【関連記事】橋が閉鎖",
        "相关阅读：大桥封闭",
        "관련기사",
        "This advertisement has not loaded yet, but your article continues below.",
        "An dieser Stelle finden Sie externen Inhalt, der den Artikel ergänzt.",
        "扫描二维码关注我们",
        "Foto: Jane Doe",
        "写真：共同",
        "A bridge over the river. (Photo: Jane Doe/Herald)",
        "The bridge at noon. Jane Doe/Getty Images",
    ] {
        assert!(is_furniture(text), "{text}");
    }
}

#[test]
fn sentences_with_the_same_words_stay() {
    for text in [
        "Read more than one book a week, she says.",
        "Die Werbung lief im Fernsehen.",
        "Related species live in the south.",
        "照片里的人是他的父亲。",
        "Share prices fell on Monday.",
        "Our cookie recipe has been in the family for years.",
        "The court found that the shop uses cookies without consent.",
        "The mayor asked citizens to download the app of the water works.",
        "Terms of service are rarely read, the study says.",
        "Reuters first published the letter.",
        "Die Polizei warnte über ihren WhatsApp-Kanal vor Glatteis.",
        "Trending: that was the word of the year in the village.",
        "警方提醒市民扫描二维码前先核实。",
        "“Share!”",
        "– Print.",
    ] {
        assert!(!is_furniture(text), "{text}");
    }
}

#[test]
fn links_and_boxes_confirm_furniture() {
    let text = "Trending: that was the word of the year in the village.";
    let mut block = Block::paragraph(text.to_owned());
    block.linked = 0.8;
    assert!(PAGE.is_furniture(&block, None));
    block.linked = 0.0;
    block.location.region = Some(Region::Aside);
    assert!(PAGE.is_furniture(&block, None));
    assert!(!Page { boxes_are_unusual: false }.is_furniture(&block, None));
}

#[test]
fn headings_with_text_below_and_list_items_stay() {
    let mut heading = Block::paragraph("Kommentare".to_owned());
    heading.kind = Kind::Heading;
    let text = Block::paragraph("Die Kommentare sind der zweite Teil des Berichts.".to_owned());
    assert!(!PAGE.is_furniture(&heading, Some(&text)));
    assert!(PAGE.is_furniture(&heading, None));
    let mut item = Block::paragraph("Drucken".to_owned());
    item.kind = Kind::ListItem;
    assert!(!PAGE.is_furniture(&item, None));
    item.linked = 1.0;
    assert!(PAGE.is_furniture(&item, None));
}

#[test]
fn a_page_of_nothing_else_keeps_its_blocks() {
    let credit = || Block::paragraph("Foto: Jane Doe".to_owned());
    let mut only = vec![credit()];
    assert_eq!(remove(&mut only, &[]), 0);
    let mut two = vec![credit(), Block::paragraph("The tide turned.".to_owned())];
    assert_eq!(remove(&mut two, &[]), 1);
    assert_eq!(two[0].text, "The tide turned.");
}

#[test]
fn removed_blocks_are_counted() {
    let html = "<article><p>The harbour office has moved to the old customs house, where it opens at \
        eight on weekdays.</p><p>Sign up for our newsletter</p><p>Boats are registered on the first \
        floor, and the office asks owners to bring the papers of the engine as well.</p></article>";
    let content = read(html, Weights::trained());
    assert_eq!(content.furniture, 1);
    assert_eq!(content.main.len(), 2);
}
