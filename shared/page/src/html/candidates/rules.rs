use trafilatura::Options;
use trafilatura::options::HtmlDateMode;

/// The main content of `page` according to trafilatura's rules, as HTML. Trafilatura's own fallback
/// extractors are not used: they double its time, and the other finders do their work.
pub(super) fn find(page: &str) -> Option<String> {
    let mut options = Options::default().with_exclude_comments(true).with_links(true);
    options.html_date_mode = HtmlDateMode::Disabled;
    Some(trafilatura::extract(page, &options).ok()?.content_html)
}
