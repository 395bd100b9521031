//! Lines of a page that don't belong to the article: links to other articles, labels of buttons and
//! advertisements, boxes about subscriptions, cookies and scripts, picture credits.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::block::word_count;

/// Maximum number of words of a link to another article, of a line that begins with a notice, of a line
/// that contains one, and of a credit.
const LEADING: f32 = 40.0;
const BEGINNING: f32 = 60.0;
const HOLDING: f32 = 25.0;
const CREDIT: f32 = 30.0;

/// Removes such lines and returns their number. Does nothing if there are no other lines.
pub(crate) fn remove(paragraphs: &mut Vec<String>) -> u64 {
    let is: Vec<bool> = paragraphs.iter().map(|text| is_furniture(text)).collect();
    let removed = is.iter().filter(|is| **is).count();
    if removed == 0 || removed == is.len() {
        return 0;
    }
    let mut is = is.into_iter();
    paragraphs.retain(|_| !is.next().unwrap_or_default());
    removed as u64
}

fn is_furniture(text: &str) -> bool {
    let words = word_count(text);
    if words > BEGINNING {
        return false;
    }
    let lower = text.to_lowercase().replace('’', "'");
    let begun = lower.trim_start_matches(is_mark);
    LABELS.contains(begun.trim_end_matches(is_mark))
        || words <= LEADING && LEAD.is_match(begun)
        || BEGUN.is_match(begun)
        || words <= HOLDING && HELD.is_match(&lower)
        || words <= CREDIT && is_credit(&lower)
}

/// Whether `c` may surround a label.
fn is_mark(c: char) -> bool {
    c.is_whitespace() || ":：»›>→▶►■□◆●•|·–—-!.…?。！？[]【】()（）「」<“”\"'*+#▼▲↓↑⇒".contains(c)
}

fn is_credit(lower: &str) -> bool {
    CREDITS.iter().any(|credit| credit.is_match(lower.trim()))
}

const LEADS: &str = include_str!("page_furniture/leads.txt");
const NOTICES: &str = include_str!("page_furniture/notices.txt");

static LABELS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    phrases(include_str!("page_furniture/labels.txt")).chain(phrases(LEADS)).collect()
});
static LEAD: LazyLock<Regex> =
    LazyLock::new(|| any("^", LEADS, r"\s*(?:[:：»›>→|–—-]|[】\])）」])"));
static BEGUN: LazyLock<Regex> = LazyLock::new(|| any("^", NOTICES, ""));
static HELD: LazyLock<Regex> = LazyLock::new(|| any("", NOTICES, ""));
static CREDITS: LazyLock<[Regex; 3]> = LazyLock::new(|| {
    [
        r"^[(（\[【]?(?:photos?|photo (?:credit|by)|photograph|photographer|images?|image (?:credit|source|courtesy)|picture|pic|credits?|video|fotos?|foto de|bild|bilder|bildquelle|quelle|fotoquelle|titelbild|archivbild|symbolbild|archivfoto|symbolfoto|crédits?(?: photo)?|photo d'illustration|créditos?|imagen|imagem|reprodução|divulgação|immagine|beeld|afbeelding|fot|zdjęcie|zdroj|kuva|kép|fotó|forrás|фото|фотография|фотограф|иллюстрация|снимка|слика|φωτογραφία|φωτο|fotoğraf|الصورة|صورة|عکس|צילום|ảnh|ภาพ|사진|写真|画像|撮影|照片|配图|摄影|攝影|图片来源|圖片來源|图源|图片|圖片|资料图|資料圖|图|圖)\s*[:：=／/©]",
        r"^(?:©\s|(?:getty images|imago|picture alliance|shutterstock|reuters|afp|dpa|ap photo|unsplash|pexels)\b.{0,40}$)",
        r"(?:/(?:getty images|reuters|afp|ap|dpa)\)?|picture[- ]alliance.{0,20}|imago.{0,30}|shutterstock\)?|istock\)?|\((?:photo|foto|bild|image|picture)[ :].{2,60}\))$",
    ]
    .map(|pattern| Regex::new(pattern).expect("the pattern is valid: a test compiles it"))
});

fn phrases(list: &'static str) -> impl Iterator<Item = &'static str> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| line.split(" | "))
}

fn any(before: &str, list: &'static str, behind: &str) -> Regex {
    let phrases: Vec<String> = phrases(list).map(regex::escape).collect();
    let pattern = format!("{before}(?:{}){behind}", phrases.join("|"));
    Regex::new(&pattern).expect("the pattern is valid: a test compiles it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_furniture_is_recognized_in_many_languages() {
        for notice in [
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
            assert!(is_furniture(notice), "{notice}");
        }
        for text in [
            "Read more than one book a week, she says.",
            "Die Werbung lief im Fernsehen.",
            "Related species live in the south.",
            "照片里的人是他的父亲。",
            "Share prices fell on Monday.",
            "Our cookie recipe has been in the family for years.",
        ] {
            assert!(!is_furniture(text), "{text}");
        }
    }

    #[test]
    fn a_page_of_nothing_else_keeps_its_lines() {
        let mut only = vec!["Foto: Jane Doe".to_owned()];
        assert_eq!(remove(&mut only), 0);
        let mut two = vec!["Read more".to_owned(), "The tide turned.".to_owned()];
        assert_eq!(remove(&mut two), 1);
        assert_eq!(two, ["The tide turned."]);
    }
}
