/// The month, 1 to 12, that a word names in any of some twenty languages.
pub(crate) fn month(word: &str) -> Option<i8> {
    // The longest name has 14 characters; most words of a text need not be looked up.
    if !(3..=32).contains(&word.len()) {
        return None;
    }
    let word = word.to_lowercase();
    let index = MONTHS.iter().position(|names| names.split(' ').any(|name| name == word))?;
    i8::try_from(index + 1).ok()
}

/// All names, in lower case.
pub(crate) fn month_names() -> impl Iterator<Item = &'static str> {
    MONTHS.iter().flat_map(|names| names.split(' '))
}

/// Names and abbreviations, as dates have them (so in the genitive where a language has one).
///
/// English, German, French, Spanish, Italian, Portuguese, Dutch, Russian, Ukrainian, Polish,
/// Czech, Danish, Norwegian, Swedish, Finnish, Turkish, Romanian, Hungarian, Greek, Indonesian.
/// Where two languages differ about a word (`listopad`), the one with more readers has it.
const MONTHS: [&str; 12] = [
    "january jan januar jänner jän janvier janv enero ene gennaio gen janeiro januari января январь \
     янв січня stycznia styczeń sty ledna leden tammikuuta tammikuu ocak ianuarie január ιανουαρίου",
    "february feb februar feber février févr fév febrero febbraio febr fevereiro fev februari \
     февраля февраль фев лютого lutego luty lut února únor helmikuuta helmikuu şubat februarie \
     február φεβρουαρίου",
    "march mar märz mär mrz mars marzo março maart mrt марта март мар березня marca marzec března \
     březen marts maaliskuuta maaliskuu mart martie március μαρτίου maret",
    "april apr avril avr abril abr aprile апреля апрель апр квітня kwietnia kwiecień kwi dubna \
     duben huhtikuuta huhtikuu nisan aprilie április απριλίου",
    "may mai mayo maggio mag maio mei мая май травня maja maj května květen toukokuuta toukokuu \
     mayıs május μαΐου μαίου",
    "june jun juni juin junio giugno giu junho июня июнь июн червня czerwca czerwiec cze června \
     červen kesäkuuta kesäkuu haziran iunie június ιουνίου",
    "july jul juli juillet juil julio luglio lug julho июля июль июл липня lipca lipiec lip \
     července červenec heinäkuuta heinäkuu temmuz iulie július ιουλίου",
    "august aug août aoû aout agosto ago augustus augusti августа август авг серпня sierpnia \
     sierpień sie srpna srpen elokuuta elokuu ağustos augusztus αυγούστου agustus",
    "september sep sept septembre septiembre settembre set setembro сентября сентябрь сен сент \
     вересня września wrzesień wrz září syyskuuta syyskuu eylül septembrie szeptember σεπτεμβρίου",
    "october oct oktober okt octobre octubre ottobre ott outubro out октября октябрь окт жовтня \
     października październik paź října říjen lokakuuta lokakuu ekim octombrie október οκτωβρίου",
    "november nov novembre noviembre novembro ноября ноябрь ноя листопада listopada listopad lis \
     listopadu marraskuuta marraskuu kasım noiembrie νοεμβρίου",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro декабря декабрь дек \
     грудня grudnia grudzień gru prosince prosinec joulukuuta joulukuu aralık decembrie δεκεμβρίου \
     desember des",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_months_of_many_languages() {
        let cases = [
            ("April", 4),
            ("märz", 3),
            ("août", 8),
            ("enero", 1),
            ("dicembre", 12),
            ("maio", 5),
            ("augustus", 8),
            ("мая", 5),
            ("października", 10),
            ("Juli", 7),
            ("eylül", 9),
            ("listopada", 11),
            ("června", 6),
        ];
        for (word, expected) in cases {
            assert_eq!(month(word), Some(expected), "{word}");
        }
        assert_eq!(month("monday"), None);
    }

    #[test]
    fn no_word_names_two_months() {
        let mut seen = std::collections::HashSet::new();
        for name in MONTHS.iter().flat_map(|names| names.split(' ')) {
            assert!(seen.insert(name), "{name} is listed twice");
        }
    }
}
