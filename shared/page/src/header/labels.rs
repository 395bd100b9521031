//! Words that say what a header line contains.

/// What a labelled value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Title,
    Author,
    Date,
    Source,
    /// Editor, photographer, recipient: not the author.
    Other,
}

/// Labels in lower case.
#[rustfmt::skip]
const LABELS: &[(Label, &[&str])] = &[
    (Label::Title, &[
        "title", "headline", "標題", "标题", "titel", "titre", "título", "titolo", "заголовок",
        "タイトル", "제목", "başlık", "शीर्षक", "العنوان",
        // E-mail.
        "subject", "betreff", "objet", "asunto", "oggetto", "тема", "件名", "主題", "主题", "konu",
    ]),
    (Label::Author, &[
        "by", "author", "authors", "writer", "written by", "text", "作者", "記者", "记者", "文",
        "撰文", "撰稿", "autor", "autorin", "auteur", "autora", "autore", "автор", "текст", "著者",
        "文責", "筆者", "기자", "글", "haber", "yazan", "yazar", "संवाददाता", "लेखक", "كتب", "كتبت",
        "بقلم", "כתב", "tekst", "door", "av", "skribent", "penulis", "tác giả", "κείμενο",
        "from", "发件人", "寄件者", "差出人",
    ]),
    (Label::Date, &[
        "date", "sent", "published", "updated", "日期", "時間", "时间", "發布時間", "发布时间", "發表時間",
        "发表时间", "datum", "fecha", "data", "дата", "日付", "날짜", "입력", "tarih", "दिनांक",
        "التاريخ", "tanggal",
    ]),
    (Label::Source, &[
        "source", "來源", "来源", "稿源", "quelle", "fuente", "fonte", "источник", "джерело", "出典",
        "출처", "kaynak", "स्रोत", "المصدر", "bron", "źródło",
    ]),
    (Label::Other, &[
        "editor", "編輯", "编辑", "責任編輯", "责任编辑", "責編", "责编", "攝影", "摄影", "photo", "foto",
        "閱讀", "阅读", "浏览", "瀏覽", "點擊", "点击", "to", "cc", "reply-to", "message-id",
    ]),
];

/// Splits `Label: value`, with an ASCII or a fullwidth colon.
pub(super) fn label(text: &str) -> Option<(Label, &str)> {
    let (name, value) = text.split_once([':', '：'])?;
    let (name, value) = (name.trim().to_lowercase(), value.trim());
    let (label, _) = LABELS.iter().find(|(_, names)| names.contains(&name.as_str()))?;
    (!value.is_empty()).then_some((*label, value))
}

/// The name in a byline such as `By Jane Doe`, `Von Max Muster`, `文/張三` or `記者 張三`.
pub(super) fn byline(line: &str) -> Option<&str> {
    #[rustfmt::skip]
    const LEADS: [&str; 18] = [
        "By ", "BY ", "by ", "Von ", "von ", "Par ", "par ", "Por ", "por ", "Di ", "Av ", "Af ", "Door ",
        "文/", "文／", "記者 ", "记者 ", "της ",
    ];
    const PARTICLES: [&str; 18] = [
        "and", "und", "et", "y", "e", "en", "och", "og", "von", "van", "der", "de", "del", "da",
        "di", "bin", "al", "la",
    ];
    let name = LEADS.iter().find_map(|lead| line.strip_prefix(lead))?.trim();
    let named = |word: &str| {
        word.starts_with(|c: char| c.is_uppercase() || c == '&' || text::script::is_han(c))
    };
    let all = name.split_whitespace().all(|word| named(word) || PARTICLES.contains(&word));
    let words = name.split_whitespace().count();
    // A name doesn't begin in lower case: `Von der Quelle` is a heading.
    let begins = name.split_whitespace().next().is_some_and(named);
    (all && begins && (1..=10).contains(&words) && !name.ends_with(['.', '。'])).then_some(name)
}
