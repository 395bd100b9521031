use crate::article_view::ArticleView;
use crate::hash;
use text::words::words;

/// Words per shingle; a Han or kana character is a word.
const SHINGLE: usize = 3;

/// The 64-bit SimHash of the text's shingles as 16 hex digits (Charikar, "Similarity Estimation
/// Techniques from Rounding Algorithms", 2002). Case, punctuation and spacing are ignored.
///
/// Fingerprints of different versions are compared with each other, so the hash must not change.
pub(crate) fn of(view: &ArticleView<'_>) -> Option<String> {
    let mut votes = Votes::default();
    let mut window: [u64; SHINGLE] = [0; SHINGLE];
    let mut seen = 0usize;
    for word in view.paragraphs.iter().flat_map(|paragraph| words(paragraph)) {
        window.rotate_left(1);
        window[SHINGLE - 1] = hash::word(word.text);
        seen += 1;
        if seen >= SHINGLE {
            votes.add(hash::shingle(&window));
        }
    }
    if (1..SHINGLE).contains(&seen) {
        votes.add(hash::shingle(&window));
    }
    (seen > 0).then(|| format!("{:016x}", votes.bits()))
}

/// How many hashes have each bit set.
struct Votes {
    set: [u32; 64],
    all: u32,
}

impl Votes {
    fn add(&mut self, hash: u64) {
        for (bit, set) in self.set.iter_mut().enumerate() {
            *set += (hash >> bit & 1) as u32;
        }
        self.all += 1;
    }

    /// The bits that most hashes have set.
    fn bits(&self) -> u64 {
        self.set.iter().rev().fold(0, |bits, set| bits << 1 | u64::from(*set > self.all - *set))
    }
}

impl Default for Votes {
    fn default() -> Self {
        Self { set: [0; 64], all: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{document, language};

    fn bits(text: &str) -> u64 {
        let (document, language) = (document(text), language("und"));
        let print = of(&ArticleView::new(&document, &language)).expect("the text has words");
        u64::from_str_radix(&print, 16).expect("16 hex digits")
    }

    fn apart(one: &str, other: &str) -> u32 {
        (bits(one) ^ bits(other)).count_ones()
    }

    const ENGLISH: &str = "The council voted on Tuesday to build four new schools in the east of \
        the city, where families have waited for years. Work is to begin in the spring, and the \
        first pupils are expected two years later, the mayor said after the meeting. Parents \
        welcomed the plan but asked where the teachers would come from, since many posts in the \
        existing schools have been empty since last summer and few have applied for them.";
    const CHINESE: &str = "市教育局昨日召開會議,部署全年教育重點工作,要求各學校切實做好疫情防控背景下的教學安排,\
        推進教育治理體系和治理能力現代化,提升區域教育質量,為新南通建設貢獻教育力量。";

    #[test]
    fn near_duplicates_are_near_and_others_far() {
        let edited = ENGLISH.replace("four new schools", "five new schools");
        assert!(apart(ENGLISH, &edited) <= 12, "{}", apart(ENGLISH, &edited));
        let other = "Rain is expected over the mountains until Friday; then the sun returns and \
            temperatures climb to thirty degrees, according to the weather service.";
        assert!(apart(ENGLISH, other) >= 18, "{}", apart(ENGLISH, other));
        let edited = CHINESE.replace("昨日", "今日");
        assert!(apart(CHINESE, &edited) <= 12, "{}", apart(CHINESE, &edited));
        assert!(apart(CHINESE, ENGLISH) >= 18);
    }

    #[test]
    fn case_and_punctuation_are_ignored() {
        assert_eq!(apart(ENGLISH, &ENGLISH.to_uppercase().replace([',', '.'], " ")), 0);
    }

    #[test]
    fn the_hash_does_not_change() {
        assert_eq!(format!("{:016x}", bits("one two three four")), "a1c0050001c6a058");
    }

    #[test]
    fn no_words_have_no_fingerprint() {
        let (document, language) = (document("… —"), language("und"));
        assert_eq!(of(&ArticleView::new(&document, &language)), None);
    }
}
