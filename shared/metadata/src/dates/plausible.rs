use jiff::civil::{Date, date};

use crate::article_view::ArticleView;

/// Whether an article can have been published on `day`: in 1800 or later, and at most one day in the
/// future, because of time zones. Software without a date writes its epoch.
pub(crate) fn is_plausible(day: Date, view: &ArticleView<'_>) -> bool {
    let epochs = [date(1970, 1, 1), date(1969, 12, 31), date(1900, 1, 1), date(1899, 12, 30)];
    day >= date(1800, 1, 1)
        && day <= view.today.tomorrow().unwrap_or(view.today)
        && !epochs.contains(&day)
}

/// Whether a page can have been put on the web on `day`. An older day needs other evidence that the
/// article is from an archive; without it, the article only mentions the day.
pub(crate) fn is_of_the_web(day: Date, view: &ArticleView<'_>) -> bool {
    day >= date(1995, 1, 1) && is_plausible(day, view)
}
