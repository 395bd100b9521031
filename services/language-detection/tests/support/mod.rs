//! One text through the stage.

use std::sync::LazyLock;

use article::{ArticleId, Declared, Document, Language, Record, Source, Stated, TrailEntry};
use clap::{Args, FromArgMatches};
use language_detection::{LanguageDetection, Settings};
use stage::{Context, Stage, Step};

/// The section that the stage adds to a document of this text.
pub(crate) fn detect(text: &str) -> Language {
    detect_declared(text, None)
}

/// The same, for a document that declares a language.
pub(crate) fn detect_declared(text: &str, declared: Option<&str>) -> Language {
    process(&STAGE, text, declared)
}

/// The same, restricted to these languages.
pub(crate) fn detect_restricted(text: &str, languages: &str) -> Language {
    process(&stage(&["test", "--detect-languages", languages]), text, None)
}

fn process(stage: &LanguageDetection, text: &str, declared: Option<&str>) -> Language {
    let now = "2026-11-23T08:15:00Z".parse().unwrap();
    let language = declared.map(|tag| Stated { value: tag.into(), source: Source::LangAttribute });
    let document = Document {
        content_type: "text/plain".into(),
        charset: "utf-8".into(),
        bytes: text.len() as u64,
        sha256: String::new(),
        url: None,
        source: None,
        external_id: None,
        part_of: None,
        received_at: now,
        fetched_at: None,
        title: None,
        text: text.into(),
        blocks: Vec::new(),
        links: Vec::new(),
        full_text: None,
        markdown: None,
        boilerplate: Vec::new(),
        removed: Default::default(),
        declared: Declared { language, ..Declared::default() },
        warnings: Vec::new(),
    };
    let mark = TrailEntry {
        stage: "ingestion".into(),
        version: "0".into(),
        at: now,
        duration_ms: 0.0,
        attempt: 1,
        raw: None,
    };
    let id: ArticleId = "3972243cf868ce05511ecb571f447e06".parse().unwrap();
    let record = Record::new(id).with(&document, &mark).unwrap();
    match stage.process(&record, &Context::new(now, "")).unwrap() {
        Step::Forward(section) => section,
        Step::ForwardWith { .. } | Step::Publish { .. } | Step::Filter(_) => {
            panic!("the stage forwards")
        }
    }
}

static STAGE: LazyLock<LanguageDetection> = LazyLock::new(|| stage(&["test"]));

fn stage(arguments: &[&str]) -> LanguageDetection {
    let command = Settings::augment_args(clap::Command::new("test"));
    let matches = command.get_matches_from(arguments);
    LanguageDetection::new(Settings::from_arg_matches(&matches).unwrap()).unwrap()
}
