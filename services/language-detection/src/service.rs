use article::{Alternative, Document, Language, Record, Share};
use language::{Engine, Finding};
use stage::{Stage, Step, Turn};

use crate::declared::disagrees;
use crate::{LanguageDetectionError, Settings};

/// The stage that adds the section `language`.
pub struct LanguageDetection {
    engine: Box<dyn Engine>,
}

impl Stage for LanguageDetection {
    type Input = Record;
    type Section = Language;
    type Error = LanguageDetectionError;
    type Settings = Settings;

    const ABOUT: &'static str = "Adds to each article which language it is in";

    fn new(settings: Settings) -> Result<Self, String> {
        Ok(Self { engine: settings.engine.engine() })
    }

    fn process(
        &self,
        record: &Record,
        _turn: &Turn<'_>,
    ) -> Result<Step<Language>, LanguageDetectionError> {
        let document: Document = record.section()?;
        let finding = self.engine.detect(&document.text);
        let declared = document.declared.language.map(|stated| stated.value);
        Ok(Step::Forward(section(finding, declared)))
    }
}

/// The section that a finding makes, beside what the document declares.
fn section(finding: Finding, declared: Option<String>) -> Language {
    let contradicted = finding.reliable
        && declared.as_deref().is_some_and(|declared| disagrees(declared, finding.code()));
    let warnings = if contradicted { vec![CONTRADICTED.to_owned()] } else { Vec::new() };
    Language {
        tag: finding.tag.to_owned(),
        code: finding.code().to_owned(),
        script: finding.script.map(str::to_owned),
        confidence: finding.confidence,
        reliable: finding.reliable,
        alternatives: finding.alternatives.iter().map(alternative).collect(),
        languages: finding.languages.iter().map(share).collect(),
        declared,
        warnings,
    }
}

const CONTRADICTED: &str = "the text is in another language than the document declares";

fn alternative(other: &language::Alternative) -> Alternative {
    Alternative { tag: other.tag.to_owned(), confidence: other.confidence }
}

fn share(part: &language::Share) -> Share {
    Share { tag: part.tag.to_owned(), share: part.share }
}
