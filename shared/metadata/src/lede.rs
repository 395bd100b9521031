use crate::article_view::ArticleView;
use crate::authors::is_byline;
use crate::dates::is_dateline;
use crate::pattern::patterns;
use text::fold::fold;
use text::script::mostly_unspaced;
use text::sentences::{ends_as_sentence, sentences};
use text::{cut, one_line};

/// The maximum length of a lede, in characters.
const LONGEST: usize = 1_000;
/// The number of paragraphs that are searched for running text.
const EARLY: usize = 12;

patterns! {
    /// The dateline that news agencies put before the first sentence.
    AGENCY = concat!(
        // `Oslo, May 3 (NTB) — `, `BREST (EFE).- `: a place, perhaps a day, and the agency.
        r"^\p{Lu}[^()—–.,:;!?\n]{1,25}(?:, [^()—–!?\n]{1,20})?\s\(\p{Lu}[\w./-]*(?:\s[\w./-]+){0,2}\)\s?[.,:]?\s?(?:[-–—]{1,2}\s+|$)",
        // `HOHENMOOR (dpa) - `: every word of the place is capitalised.
        r"|^\p{Lu}[\w'’-]+(?:[ /](?:\p{Lu}[\w'’.-]*|am|an|der|de|do|del|sur|on|im|in))*(?:, [^()—–!?\n]{1,20})?\s\(\w{2,8}(?:/\w{2,8})?\)\s?[.,:]?\s?[-–—]{1,2}\s+",
        // `OSLO, 3 MAY - `: a place in capitals.
        r"|^\p{Lu}{2,}(?:[ '’-]\p{Lu}+){0,3}(?:, [^()—–!?\n]{1,20})?\s[–—-]{1,2}\s+",
        // `القاهرة 3 فبراير (شينخوا) -- `: scripts without capitals.
        r"|^[\w&&[\x{590}-\x{1cff}\x{2d80}-\x{d7ff}]][^()—–.;!?؟।。\n]{1,45}\([^()\n]{2,25}\)\s?[-–—]{1,2}\s+",
        // `新华社北京2月3日电（记者 王明）`, `（本報記者 王明）`, `記者王明／台北報導`.
        r"|^(?:\p{Han}{0,10}\s?[0-9]{1,2}月[0-9]{1,2}日\s?(?:电|電|讯|訊|消息|报道|報導|報道)|\p{Han}{2,6}(?:讯|訊)(?:[\s　]|[（(]))(?:[（(]?[^（()）。\n]{1,25}[)）])?[\s　:：，,]*",
        r"|^[（(【〔]?(?:本报|本報|本刊)?(?:记者|記者|特派員|通讯员)[^（()）】〕。\n]{1,20}(?:[)）】〕]|[／/]\p{Han}{2,8}(?:報導|报道|電|电))[\s　:：]*",
        // `【東京＝田中雪子】`, `(서울=연합뉴스) 홍길동 기자 = `.
        r"|^[【\[(（〔][^】\])）〕\n]{1,25}[=＝][^】\])）〕\n]{1,25}[】\])）〕]\s*(?:[가-힣· ]{2,20}(?:기자|특파원)\s?=\s*)?",
    );
}

/// The first sentence of the first paragraph of running text.
pub(crate) fn find(view: &ArticleView<'_>, title: Option<&str>) -> Option<String> {
    let title = title.map(fold);
    let real = |paragraph: &&&str| {
        is_prose(paragraph)
            && title.as_deref() != Some(fold(cut(paragraph, LONGEST)).as_str())
            && !is_byline(paragraph)
            && !is_dateline(paragraph, view)
            && !opens(paragraph, view)
    };
    let early = || view.paragraphs.iter().take(EARLY);
    let paragraph = early().find(real).or_else(|| early().find(|p| p.len() > 3))?;
    let beginning = without_agency(cut(paragraph, 8 * LONGEST));
    let mut all = sentences(beginning, view.code).peekable();
    while let Some(sentence) = all.next() {
        if all.peek().is_none() || !opens(sentence, view) {
            return Some(one_line(sentence, LONGEST));
        }
    }
    None
}

/// A paragraph without the place, the day, the agency and the reporter before its first sentence.
fn without_agency(paragraph: &str) -> &str {
    let rest = AGENCY.find(paragraph).map_or(paragraph, |lead| &paragraph[lead.end..]);
    if rest.trim().is_empty() { paragraph } else { rest }
}

/// Whether a sentence only says where and when: `Lindau.`, `OSLO, 3 May.`, `ИРКУТСК, 3 февраля.`
fn opens(sentence: &str, view: &ArticleView<'_>) -> bool {
    const WORDS: usize = 6;
    let words: Vec<&str> = sentence.split_whitespace().take(WORDS + 1).collect();
    let place = words.first().is_some_and(|word| word.starts_with(char::is_uppercase));
    if words.len() > WORDS || !place || !sentence.trim_end().ends_with('.') {
        return false;
    }
    // Three capitalised words can be a sentence in some languages.
    let named = words.len() <= 2 && words.iter().all(|word| !word.starts_with(char::is_lowercase));
    named || is_dateline(sentence, view) || is_day(words.get(1..).unwrap_or_default())
}

/// Whether words are a day and perhaps a month: `3 февраля.`
fn is_day(words: &[&str]) -> bool {
    let number = |word: &&str| word.trim_matches(['.', ',']).parse::<u8>().is_ok();
    (1..=2).contains(&words.len()) && words.iter().filter(|word| number(word)).count() == 1
}

/// Whether a paragraph is running text rather than a heading, a byline or a caption.
fn is_prose(paragraph: &str) -> bool {
    let beginning = cut(paragraph, 1_000);
    let long = if mostly_unspaced(beginning) { 50 } else { 120 };
    ends_as_sentence(paragraph) || beginning.chars().count() > long
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{document, language};

    #[test]
    fn a_lede_is_a_sentence_rather_than_a_dateline() {
        let cases = [
            (
                "en",
                "OSLO, 3 May. The ferry sails again on Monday.",
                "The ferry sails again on Monday.",
            ),
            ("de", "Lindau.\n\nDie Fähre fährt am Montag.", "Die Fähre fährt am Montag."),
            ("de", "Genug.", "Genug."),
            (
                "zh",
                "本报海港5月3日讯（记者 王明）渡轮周一复航，码头上站满了人。\n\n天气很好。",
                "渡轮周一复航，码头上站满了人。",
            ),
            (
                "de",
                "Lindau. Die Fähre fährt am Montag wieder.",
                "Die Fähre fährt am Montag wieder.",
            ),
            (
                "ru",
                "ТУЛА, 5 мая. Паром снова ходит с понедельника.",
                "Паром снова ходит с понедельника.",
            ),
            ("fr", "Brest. Le bac repart lundi, dit le port.", "Le bac repart lundi, dit le port."),
            (
                "en",
                "San Rocco. The ferry sails again on Monday.",
                "The ferry sails again on Monday.",
            ),
            ("en", "OSLO, May 3 (NTB) — The ferry sails again.", "The ferry sails again."),
            ("es", "BREST (EFE).- El barco zarpa el lunes.", "El barco zarpa el lunes."),
            ("de", "LENNE (dpa/lnw) - Die Fähre fährt wieder.", "Die Fähre fährt wieder."),
            ("it", "GENOVA, 3 MAG - Il battello riparte.", "Il battello riparte."),
            ("ar", "عدن 3 مايو (سبأ) -- تعود العبارة يوم الاثنين.", "تعود العبارة يوم الاثنين."),
            ("zh", "新华社杭州5月3日电（记者 王明）渡轮周一复航。", "渡轮周一复航。"),
            ("zh", "記者王明／台北報導　渡輪週一復航。", "渡輪週一復航。"),
            ("zh", "记者会周一召开。", "记者会周一召开。"),
            ("ja", "【長崎＝田中雪子】渡船が月曜に再開する。", "渡船が月曜に再開する。"),
            ("ko", "(부산=연합뉴스) 홍길동 기자 = 배가 다시 뜬다.", "배가 다시 뜬다."),
            ("en", "LENNE — The ferry sails again.", "The ferry sails again."),
            ("en", "The ferry (it is old) - sails again.", "The ferry (it is old) - sails again."),
            ("en", "Rain fell. The ferry did not sail on Monday.", "Rain fell."),
            ("en", "The ferry sails. It had been moored.", "The ferry sails."),
            ("en", "Ferries sail again. It had been six years.", "Ferries sail again."),
        ];
        for (code, text, expected) in cases {
            let document = document(text);
            let language = language(code);
            let found = find(&ArticleView::new(&document, &language), None);
            assert_eq!(found.as_deref(), Some(expected), "{text}");
        }
    }
}
