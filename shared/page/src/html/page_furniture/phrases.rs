//! Phrases of page furniture in many languages. A phrase alone is no reason to remove a block.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

/// How the phrases occur in a text in lower case, its surrounding punctuation removed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phrases<'a> {
    /// The text without surrounding punctuation.
    pub(super) text: &'a str,
}

impl Phrases<'_> {
    /// The text is a label or the heading of a list of links.
    pub(super) fn is_label(self) -> bool {
        LABELS.contains(self.text)
    }

    /// The text leads to another article: such a heading, punctuation, and more text.
    pub(super) fn is_lead(self) -> bool {
        LEAD.is_match(self.text)
    }

    /// The text begins with a phrase of a notice.
    pub(super) fn begins_with_notice(self) -> bool {
        BEGUN.is_match(self.text)
    }

    /// The text contains a phrase of a notice.
    pub(super) fn contains_notice(self) -> bool {
        CONTAINED.is_match(self.text)
    }

    /// The text has the form of a picture credit.
    pub(super) fn is_credit(self) -> bool {
        CREDITS.iter().any(|credit| credit.is_match(self.text))
    }

    /// The text speaks to the reader, or of the publisher as "we".
    pub(super) fn addresses_reader(self) -> bool {
        text::words::words(self.text).any(|word| text::listed(ADDRESS, word.text))
            || ["我们", "我們", "您", "당신", "우리", "当社"]
                .iter()
                .any(|word| self.text.contains(word))
    }
}

/// Pronouns of the first person plural and the second person, in languages with spaces.
const ADDRESS: &str = "\
    you your yours we us our ours sie ihr ihre ihren ihrem ihnen du dich dein deine wir uns unser \
    unsere unseren unserem vous votre vos nous notre nos usted ustedes tu tus te nos nuestro nuestra \
    você vocês seu sua nosso nossa ti tuo tua vi vostro ci nostro nostra u uw je jouw ons onze wij \
    nas nasz nasze was wasz ty twój nás náš vás váš vi oss vår du din ditt os vores dig \
    вас вы ваш ваша вам нас наш нам нашу σας μας εσείς siz sizi bizi bize bizim ikut kami kita anda \
    chúng bạn हमें हम आप כם נו";

const LEADS: &str = include_str!("leads.txt");
const NOTICES: &str = include_str!("notices.txt");

static LABELS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| phrases(include_str!("labels.txt")).chain(phrases(LEADS)).collect());
static LEAD: LazyLock<Regex> =
    LazyLock::new(|| any("^", LEADS, r"\s*(?:[:：»›>→|–—-]|[】\])）」])"));
static BEGUN: LazyLock<Regex> = LazyLock::new(|| any("^", NOTICES, ""));
static CONTAINED: LazyLock<Regex> = LazyLock::new(|| any("", NOTICES, ""));
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
