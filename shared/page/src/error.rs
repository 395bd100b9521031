/// Why a content is not a document. Each variant says what the publisher can do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// A PDF file.
    #[error("the content is a PDF: send the text that is in it, as plain text or HTML")]
    Pdf,
    /// A file of another known kind that is no text.
    #[error("the content is a {0} file, not a text: send the article as plain text or HTML")]
    File(&'static str),
    /// No text in any charset.
    #[error(
        "the content is binary, or its charset is unknown: send text, and name its charset in Content-Type"
    )]
    Binary,
    /// Text, but of a kind that holds no article.
    #[error(
        "the content is {0}: send one article per message, as plain text, HTML or a JSON envelope"
    )]
    UnsupportedContentType(&'static str),
}
