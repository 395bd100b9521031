use article::{Alternative, Document, Language, Record, Share};
use language::{Engine, Finding};
use stage::{Context, Stage, Step, attribute};

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
    const TASK: &'static str = "detect language";

    fn new(settings: Settings) -> Result<Self, String> {
        Ok(Self { engine: settings.engine()? })
    }

    fn process(
        &self,
        record: &Record,
        context: &Context<'_>,
    ) -> Result<Step<Language>, LanguageDetectionError> {
        let document: Document = record.section()?;
        let finding = self.engine.detect(&document.text);
        let declared = document.declared.language.map(|stated| stated.value);
        context.record(attribute::LANGUAGE_WINDOWS, language::windows(&document.text));
        let section = section(finding, declared);
        context.record(attribute::LANGUAGE, section.tag.clone());
        context.record(attribute::LANGUAGE_CONFIDENCE, section.confidence);
        context.record(attribute::LANGUAGE_RELIABLE, section.reliable);
        Ok(Step::Forward(section))
    }
}

/// The section for a finding, with what the document declares.
fn section(finding: Finding, declared: Option<String>) -> Language {
    let finding = match &declared {
        Some(declared) => finding.settled_by(declared),
        None => finding,
    };
    Language {
        warnings: warnings(&finding, declared.as_deref()),
        tag: finding.tag.to_owned(),
        code: finding.code().to_owned(),
        script: finding.script.map(str::to_owned),
        confidence: finding.confidence,
        reliable: finding.reliable,
        alternatives: finding.alternatives.iter().map(alternative).collect(),
        languages: finding.languages.iter().map(share).collect(),
        declared,
    }
}

fn warnings(finding: &Finding, declared: Option<&str>) -> Vec<String> {
    let contradicted =
        finding.reliable && declared.is_some_and(|declared| disagrees(declared, finding.tag));
    let contradicted = contradicted
        .then(|| "the text is in another language than the document declares".to_owned());
    let outside = finding.outside.map(|tag| {
        format!(
            "the text looks like `{tag}`, which is not among the languages of COURANT_DETECT_LANGUAGES"
        )
    });
    contradicted.into_iter().chain(outside).collect()
}

fn alternative(other: &language::Alternative) -> Alternative {
    Alternative { tag: other.tag.to_owned(), confidence: other.confidence }
}

fn share(part: &language::Share) -> Share {
    Share { tag: part.tag.to_owned(), share: part.share }
}
