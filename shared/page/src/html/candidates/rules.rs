use trafilatura::Options;
use trafilatura::options::HtmlDateMode;

/// What trafilatura's rules take for the main content of `page`, as HTML. Without the other
/// extractors that it can fall back on: those double its time, and a candidate of another kind
/// stands beside it here anyway.
pub(super) fn find(page: &str) -> Option<String> {
    let mut options = Options::default().with_exclude_comments(true).with_links(true);
    options.html_date_mode = HtmlDateMode::Disabled;
    Some(trafilatura::extract(page, &options).ok()?.content_html)
}
