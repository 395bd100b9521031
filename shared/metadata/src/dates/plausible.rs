use jiff::civil::{Date, date};

use crate::article_view::ArticleView;

/// Whether a page can have been published on `day`. Software that knows no date writes 1970, and no
/// page is published in the future, apart from the day that a time zone may add.
pub(crate) fn is_plausible(day: Date, view: &ArticleView<'_>) -> bool {
    day >= date(1995, 1, 1) && day <= view.today.tomorrow().unwrap_or(view.today)
}
