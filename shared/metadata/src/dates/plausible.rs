use jiff::civil::{Date, date};

use crate::article_view::ArticleView;

/// Pages of today: software that knows no date writes 1970; no page is published tomorrow (but a
/// day ahead by its zone).
pub(crate) fn is_plausible(day: Date, view: &ArticleView<'_>) -> bool {
    day >= date(1995, 1, 1) && day <= view.today.tomorrow().unwrap_or(view.today)
}
