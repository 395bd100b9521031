use crate::analysis::Analysis;
use crate::sample::{pieces, unstressed};
use crate::table::{Table, TableError};
use crate::{Engine, Evidence, Finding, Language, Letters, alternatives, mixed};

/// Courant's engine: n-grams of all languages in one table. Scores are capped, so a foreign part of
/// a text costs its language little, while small differences between siblings add up.
#[derive(Debug, Clone)]
pub struct Ngrams<'t> {
    table: Table<'t>,
    /// The only languages that it may name, or all if empty.
    only: Vec<Language>,
}

#[cfg(feature = "embedded")]
impl Ngrams<'static> {
    /// The engine with the table embedded in the program.
    ///
    /// # Panics
    /// If the embedded table is damaged.
    pub fn embedded() -> Self {
        #[cfg(not(feature = "small-table"))]
        static BYTES: &[u8] = include_bytes!("../data/language.table");
        #[cfg(feature = "small-table")]
        static BYTES: &[u8] = include_bytes!("../data/language-small.table");
        Self::new(BYTES).expect("the table is checked when the program is built and tested")
    }
}

impl<'t> Ngrams<'t> {
    /// The engine with a table, which is checked, and read in place.
    pub fn new(table: &'t [u8]) -> Result<Self, TableError> {
        Ok(Self { table: Table::new(table)?, only: Vec::new() })
    }

    /// Restricts the engine to some languages. A text in any other language then gets a wrong tag:
    /// the finding is not reliable, and `outside` names the likely language.
    #[must_use]
    pub fn restricted_to(mut self, languages: impl IntoIterator<Item = Language>) -> Self {
        self.only = languages.into_iter().collect();
        self
    }

    /// How characters are read.
    pub fn letters(&self) -> Letters<'t> {
        self.table.letters()
    }

    /// The finding with its evidence.
    pub fn examine(&self, text: &str) -> (Finding, Evidence) {
        let analysis = self.analyse(text);
        (self.finding(&analysis), Evidence::new(&self.table, &analysis))
    }

    fn analyse(&self, text: &str) -> Analysis {
        let analysis = Analysis::new(&self.table, &self.only, pieces(text));
        let refused = analysis.judged.is_some_and(|(.., judged)| judged.refused);
        if refused && let Some(unstressed) = unstressed(text) {
            let plain = Analysis::new(&self.table, &self.only, unstressed);
            if plain.judged.is_some_and(|(.., judged)| judged.reliable) {
                return plain.doubted();
            }
        }
        analysis
    }

    fn finding(&self, analysis: &Analysis) -> Finding {
        let script = analysis.script();
        let Some((language, _, judged)) = analysis.judged.as_ref() else {
            return Finding::undetermined(script);
        };
        let alternatives = alternatives::of(analysis);
        let outside = analysis.outside.filter(|outside| !outside.is_sibling(*language));
        let outside_tag = outside.map(|language| analysis.tag(language));
        if judged.refused {
            return Finding { alternatives, outside: outside_tag, ..Finding::undetermined(script) };
        }
        Finding {
            tag: analysis.tag(*language),
            script,
            confidence: judged.calibrated,
            reliable: judged.reliable && outside.is_none(),
            alternatives,
            languages: mixed::shares(analysis, &self.table),
            outside: outside_tag,
        }
    }
}

impl Engine for Ngrams<'_> {
    fn detect(&self, text: &str) -> Finding {
        self.finding(&self.analyse(text))
    }

    fn explain(&self, text: &str) -> (Finding, Option<Evidence>) {
        let (finding, evidence) = self.examine(text);
        (finding, Some(evidence))
    }
}
