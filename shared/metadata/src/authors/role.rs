use super::patterns::JOINT;
use super::shape::has_organisation_word;
use crate::marked_words::MarkedWords;
use crate::pattern::patterns;

/// The maximum number of words, and of characters, of a role.
const WORDS: usize = 8;
const LONGEST: usize = 80;

/// Words for jobs at a newspaper, in languages whose bylines name them.
static JOB: MarkedWords = MarkedWords::new(
    "\
    editors>|editor>|reporters>|reporter>|correspondents>|correspondent>|writers>|writer>|\
    columnists>|columnist>|journalists>|journalist>|producers>|producer>|photographers>|\
    photographer>|contributors>|contributor>|publisher>|blogger>|critic>|anchor>|presenter>|\
    redakteurin>|redakteur>|korrespondentin>|korrespondenten>|korrespondentinnen>|korrespondent>|\
    journalistin>|reporterin>|volontärin>|volontär>|chefredakteurin>|chefredakteur>|kolumnistin>|\
    kolumnist>|autorin>|autor>|journaliste>|rédacteur>|rédactrice>|correspondante>|correspondant>|\
    chroniqueur>|chroniqueuse>|reportrice>|pigiste>|stagiaire>|periodista>|redactora>|redactor>|\
    corresponsal>|reportera>|editora>|columnista>|jornalista>|repórter>|redatora>|redator>|\
    colunista>|correspondente>|giornalista>|redattore>|redattrice>|corrispondente>|inviato>|\
    inviata>|cronista>|verslaggever>|verslaggeefster>|redacteur>|redactrice>|redaktör>|redaktør>|\
    skribent>|journalisti>|toimittaja>|kolumnisti>|päätoimittaja>|dziennikarz>|dziennikarka>|\
    redaktorka>|redaktor>|publicysta>|publicystka>|novinářka>|novinář>|reportérka>|reportér>|\
    novinarka>|novinar>|urednik>|urednica>|dopisnik>|novinárka>|novinár>|újságíró>|szerkesztő>|\
    jurnalistă>|jurnalist>|muhabiri>|muhabir>|editörü>|editör>|yazarı>|yazar>|wartawan>|jurnalis>|\
    корреспондентка>|корреспондент>|журналистка>|журналист>|редактор>|обозреватель>|\
    кореспондентка>|кореспондент>|журналістка>|журналіст>|оглядач>|новинарка>|новинар>|уредник>|\
    δημοσιογράφος>|συντάκτης>|συντάκτρια>|ανταποκριτής>|<director>|<manager>|<chief>|<founder>|\
    <professor>|<lecturer>|<researcher>|<fellow>|<analyst>|<economist>|<phóng viên>|\
    <biên tập viên>|مراسل|صحفي|محرر|خبرنگار|כתב|עורך|संवाददाता|पत्रकार|সাংবাদিক|ผู้สื่อข่าว|특파원|\
    기자|記者|记者|编辑|編輯|編集|通讯员|特派员",
);

patterns! {
    /// The end of a role: a mark, a date or an address.
    END = r"[|•·»«()（）\[\]\n;¦]|\s[–—-]\s|\.\s|\.$|\d|@|https?:|,\s*(?:and|und|et|y|e)\s|(?i:\b(?:published|updated|posted|veröffentlicht|publié|publicado|aktualisiert|reports?|writes|is (?:a|an|the)|ist (?:ein|der|die)|est (?:un|une|le|la))\b)";
}

/// Whether a text contains a word for a job at a newspaper.
pub(super) fn is_job(text: &str) -> bool {
    JOB.is_in(text)
}

/// The role directly after a person's name: `Ann Corrie, Staff Reporter`.
pub(super) fn after(text: &str, name: &str) -> Option<String> {
    let (before, rest) = text.split_once(name)?;
    let is_apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let hangul = rest.trim_start().starts_with("기자");
    if !is_apart(before.chars().next_back()) || !is_apart(rest.chars().next()) && !hangul {
        return None;
    }
    let rest = rest.trim_start_matches(JOINT);
    let rest =
        rest.trim_start_matches([' ', ',', '(', '（', '|', '/', '·', '•', '–', '—', '-', ':']);
    let role = END.find(rest).map_or(rest, |end| &rest[..end.start]);
    let role = role.trim_matches([' ', ',', '-', '–', '—', ':', '/', '"']);
    let words = role.split_whitespace().count();
    // Another name may come before the role.
    let own = role.split(',').next().is_some_and(|first| JOB.is_in(first));
    let fits = (1..=WORDS).contains(&words) && role.chars().count() <= LONGEST;
    (fits && own && !(words == 1 && has_organisation_word(role) && !JOB.is_in(role)))
        .then(|| role.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_follows_the_name() {
        let cases = [
            ("Ann Corrie, Staff Reporter", "Ann Corrie", "Staff Reporter"),
            ("By Ann Corrie ¦ Political Editor ¦ 3 May 2024", "Ann Corrie", "Political Editor"),
            ("Ann Corrie (Staff Reporter)", "Ann Corrie", "Staff Reporter"),
            ("Von Jörg Anders, Redakteur | 3.5.2024", "Jörg Anders", "Redakteur"),
            ("Ann Corrie and Piet van Dam, Reporters", "Piet van Dam", "Reporters"),
            ("Ann Corrie and Piet van Dam, Reporters", "Ann Corrie", ""),
            ("Ann Corrie, Piet van Dam", "Ann Corrie", ""),
            ("홍길동 기자", "홍길동", "기자"),
            ("Ольга Нечаева, корреспондент", "Ольга Нечаева", "корреспондент"),
            ("Ann Corrie is a reporter who lives in Lenne", "Ann Corrie", ""),
            ("Ann Corrieson, Reporter", "Ann Corrie", ""),
            ("Ann Corrie, PhD", "Ann Corrie", ""),
            ("Ann Corrie, London", "Ann Corrie", ""),
            ("Ann Corrie, Reuters", "Ann Corrie", ""),
            ("Ann Corrie, Chief Reporter in Lenne", "Ann Corrie", "Chief Reporter in Lenne"),
        ];
        for (text, name, expected) in cases {
            assert_eq!(after(text, name).unwrap_or_default(), expected, "{text}");
        }
    }
}
