/// Why content can't be read. Each message says what the publisher can do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// A known kind of file that isn't text.
    #[error("the content is a {0} file, not text: send the article as plain text or HTML")]
    File(&'static str),
    /// Not text in any known charset.
    #[error(
        "the content is binary, or its charset is unknown: send text and declare its charset in Content-Type"
    )]
    Binary,
    /// Text of a kind that contains no article.
    #[error(
        "the content is {0}: send one article per message, as plain text, HTML or a JSON envelope"
    )]
    UnsupportedContentType(&'static str),
}
