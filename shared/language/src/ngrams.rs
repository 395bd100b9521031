use crate::confidence::{Confidence, confidence};
use crate::sample::pieces;
use crate::scan::{Scan, scan};
use crate::table::{Table, TableError};
use crate::vote::{Vote, vote};
use crate::{
    Chinese, Class, Engine, Evidence, Features, Finding, Language, Letters, alternatives, mixed,
};

/// The engine of our own: n-grams of lingua's models in one table, scored so that a foreign part
/// of a text costs its language little and siblings still add up small differences.
#[derive(Debug, Clone)]
pub struct Ngrams<'t> {
    table: Table<'t>,
    /// The only languages that it may name; all where empty.
    only: Vec<Language>,
}

#[cfg(feature = "embedded")]
impl Ngrams<'static> {
    /// The engine with the table that is within the program.
    ///
    /// # Panics
    /// When the program's own bytes are damaged.
    pub fn embedded() -> Self {
        static BYTES: &[u8] = include_bytes!("../data/language.table");
        Self::new(BYTES).expect("the table is checked when the program is built and tested")
    }
}

impl<'t> Ngrams<'t> {
    /// The engine with a table, which is checked, and read where it lies.
    pub fn new(table: &'t [u8]) -> Result<Self, TableError> {
        Ok(Self { table: Table::new(table)?, only: Vec::new() })
    }

    /// Restricts what the engine may name. A text in any other language then gets a wrong label:
    /// the finding is not reliable and tells the language `outside` where the text shows it.
    #[must_use]
    pub fn restricted_to(mut self, languages: impl IntoIterator<Item = Language>) -> Self {
        self.only = languages.into_iter().collect();
        self
    }

    /// How characters are read.
    pub fn letters(&self) -> Letters<'t> {
        self.table.letters()
    }

    /// The finding with what it rests on.
    pub fn examine(&self, text: &str) -> (Finding, Evidence) {
        let weighed = self.weigh(text);
        (self.finding(&weighed), Evidence::new(&self.table, &weighed))
    }

    /// Reads the text, lets it vote, and judges the language that won.
    fn weigh(&self, text: &str) -> Weighed {
        let scan = scan(self.table.letters(), pieces(text));
        let vote = vote(&self.table, &scan);
        let ranking = vote.ranking();
        let outside = ranking.first().copied().filter(|&first| !self.may_name(first));
        let ranking: Vec<_> = ranking.into_iter().filter(|&l| self.may_name(l)).collect();
        let most = ranking.first().filter(|&&first| vote.credit(first) > vote.unknown);
        let judged = most.map(|&language| {
            let features = Features::new(&self.table, &scan, &vote, language, &ranking);
            (language, features, confidence(&features))
        });
        Weighed { scan, vote, ranking, judged, outside }
    }

    fn may_name(&self, language: Language) -> bool {
        self.only.is_empty() || self.only.contains(&language)
    }

    fn finding(&self, weighed: &Weighed) -> Finding {
        let script = weighed.script();
        let Some((language, _, judged)) = weighed.judged.as_ref() else {
            return Finding::undetermined(script);
        };
        let alternatives = alternatives::of(weighed);
        let outside = weighed.outside.filter(|outside| !outside.is_sibling(*language));
        let told = outside.map(|language| weighed.tag(language));
        if judged.refused {
            return Finding { alternatives, outside: told, ..Finding::undetermined(script) };
        }
        Finding {
            tag: weighed.tag(*language),
            script,
            confidence: judged.calibrated,
            reliable: judged.reliable && outside.is_none(),
            alternatives,
            languages: mixed::shares(weighed, &self.table),
            outside: told,
        }
    }
}

impl Engine for Ngrams<'_> {
    fn detect(&self, text: &str) -> Finding {
        self.finding(&self.weigh(text))
    }

    fn explain(&self, text: &str) -> (Finding, Option<Evidence>) {
        let (finding, evidence) = self.examine(text);
        (finding, Some(evidence))
    }
}

/// A text read and judged.
pub(crate) struct Weighed {
    pub(crate) scan: Scan,
    pub(crate) vote: Vote,
    /// The languages that may be named, likeliest first.
    pub(crate) ranking: Vec<Language>,
    /// The likeliest, what speaks for it, and how sure it is; none where nothing was read.
    pub(crate) judged: Option<(Language, Features, Confidence)>,
    /// A language that may not be named, where it is the likeliest.
    pub(crate) outside: Option<Language>,
}

impl Weighed {
    /// The two Chinese scripts' characters.
    pub(crate) fn chinese(&self) -> Chinese {
        Chinese { simplified: self.scan.simplified, traditional: self.scan.traditional }
    }

    /// A language's tag, which for Chinese tells the script.
    pub(crate) fn tag(&self, language: Language) -> &'static str {
        if language == Language::CHINESE { self.chinese().script().tag() } else { language.tag() }
    }

    /// ISO 15924 code of the script of most letters.
    pub(crate) fn script(&self) -> Option<&'static str> {
        match self.vote.script()? {
            Class::HAN => Some(self.chinese().script().code()),
            Class::OTHER => {
                let most = self.scan.others.iter().max_by_key(|(_, letters)| **letters);
                most.map(|(code, _)| *code)
            }
            class => class.code(),
        }
    }
}
