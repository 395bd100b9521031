//! The attributes that a stage may record about its work. `docs/observability.md` lists them; a test
//! compares the two.

/// Media type of the content.
pub const CONTENT_TYPE: &str = "courant.content_type";
/// Charset that the content was decoded from.
pub const CHARSET: &str = "courant.charset";
/// The extractor that found the main text.
pub const EXTRACTOR: &str = "courant.extractor";
/// BCP 47 tag of the text's language.
pub const LANGUAGE: &str = "courant.language";
/// Confidence of the language, 0 to 1.
pub const LANGUAGE_CONFIDENCE: &str = "courant.language.confidence";
/// Whether the language is reliable.
pub const LANGUAGE_RELIABLE: &str = "courant.language.reliable";
/// Number of text windows that language detection read.
pub const LANGUAGE_WINDOWS: &str = "courant.language.windows";
/// The evidence that the title comes from.
pub const TITLE_SOURCE: &str = "courant.title.source";
/// The evidence that the date of publication comes from.
pub const DATE_SOURCE: &str = "courant.date.source";
/// Where publishing sends the article: a subject, or the name of the rule that filtered it.
pub const ROUTE: &str = "courant.route";

/// All of them.
pub const ALL: [&str; 10] = [
    CONTENT_TYPE,
    CHARSET,
    EXTRACTOR,
    LANGUAGE,
    LANGUAGE_CONFIDENCE,
    LANGUAGE_RELIABLE,
    LANGUAGE_WINDOWS,
    TITLE_SOURCE,
    DATE_SOURCE,
    ROUTE,
];
