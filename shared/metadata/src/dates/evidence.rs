use jiff::civil::Date;

use super::candidate::Candidate;
use super::declared::{DeclaredDays, STRONG};
use super::feature::DateFeature;
use super::visible::Visible;
use crate::address::{path, web};
use crate::article_view::ArticleView;
use crate::headline::Headline;
use crate::meta;

/// The properties of a page with which its candidates are compared.
pub(super) struct DateEvidence {
    strong: Vec<Date>,
    /// The visible days with the highest scores.
    shown: Vec<Date>,
    month: Option<Date>,
    has_headline: bool,
}

impl DateEvidence {
    pub(super) fn of(all: &DeclaredDays, shown: &[Visible], headline: &Headline) -> Self {
        Self {
            strong: STRONG.iter().filter_map(|kind| all.get(*kind)).collect(),
            shown: shown.iter().take(4).map(Visible::day).collect(),
            month: all.month,
            has_headline: headline.place.is_some(),
        }
    }

    /// The features of a candidate with their values.
    pub(super) fn describe(&self, candidate: &Candidate) -> Vec<(DateFeature, f64)> {
        use DateFeature as F;
        let day = candidate.day;
        let yes = |says: bool| f64::from(u8::from(says));
        let says = |kind| candidate.declared.contains(&kind);
        let counted = [F::Url, F::Meta, F::MetaWeak, F::JsonLd, F::JsonLdPage, F::JsonLdCreated];
        let sources = counted.iter().filter(|kind| says(**kind)).count();
        let visible = candidate.element.is_some() || candidate.line.is_some();
        let modified = says(F::JsonLdModified) || says(F::MetaModified);
        let next = |other: &Date| (*other - day).get_days().abs() == 1;
        let same_month = |month: Date| month.year() == day.year() && month.month() == day.month();
        let mut features = vec![
            (F::Sources, sources as f64 / 3.0),
            (F::SourcesAgree, yes(sources >= 2)),
            (F::DeclaredAndVisible, yes(sources >= 1 && visible)),
            (F::Count, candidate.count.min(5) as f64 / 5.0),
            (F::Top, yes(candidate.is_top)),
            (F::TiesTop, yes(candidate.ties_top)),
            (F::NothingStrong, yes(self.strong.is_empty())),
            (F::NoHeadline, yes(!self.has_headline)),
            (F::NextToStrong, yes(self.strong.iter().any(next))),
            (F::NextToVisible, yes(self.shown.iter().any(next))),
            (F::LaterThanStrong, yes(self.strong.iter().any(|other| *other < day))),
            (F::EarlierThanStrong, yes(self.strong.iter().any(|other| *other > day))),
            (F::LaterThanVisible, yes(self.shown.iter().take(3).any(|other| *other < day))),
            (F::OnlyModified, yes(sources == 0 && modified)),
            (F::ModifiedAndVisible, yes(modified && visible)),
            (F::InMonthOfUrl, yes(self.month.is_some_and(same_month))),
            (F::NotInMonthOfUrl, yes(self.month.is_some_and(|month| !same_month(month)))),
            (F::Old, yes(day.year() < 2001)),
        ];
        features.extend(candidate.declared.iter().map(|kind| (*kind, 1.0)));
        if let Some(score) = candidate.element {
            features.extend([
                (F::Element, 1.0),
                (F::ElementScore, score.clamp(-3.0, 8.0) / 4.0),
                (F::Element2, yes(score >= 2.0)),
                (F::Element4, yes(score >= 3.9)),
                (F::Element6, yes(score >= 5.9)),
            ]);
        }
        if let Some(score) = candidate.line {
            features.extend([
                (F::Line, 1.0),
                (F::LineScore, score.clamp(-3.0, 8.0) / 4.0),
                (F::Line2, yes(score >= 2.0)),
                (F::Line4, yes(score >= 3.9)),
            ]);
        }
        features
    }
}

/// The features of "no date".
pub(super) fn none(view: &ArticleView<'_>) -> Vec<(DateFeature, f64)> {
    use DateFeature as F;
    const PRODUCTS: &[&str] =
        &["Service", "FAQPage", "CollectionPage", "SoftwareApplication", "LocalBusiness", "Course"];
    let yes = |says: bool| f64::from(u8::from(says));
    let og_type = |word: &str| {
        meta::values(view.document, "og:type").any(|v| v.to_lowercase().contains(word))
    };
    let product = |kind: &str| kind.contains("Product") || PRODUCTS.contains(&kind);
    // A page without an address is not a front page.
    let path = view.document.url.as_deref().and_then(|url| web(url, None));
    let path = path.as_ref().map(self::path);
    let is_path = |test: fn(&str) -> bool| path.as_deref().is_some_and(test);
    let root = is_path(|path| path.trim_matches('/').chars().count() < 2);
    let short =
        is_path(|path| !path.trim_matches('/').contains('/') && path.matches('-').count() < 2);
    vec![
        (F::None, 1.0),
        (F::NoneThoughArticle, yes(view.json_ld.nodes().any(|node| node.is_article()))),
        (F::NoneThoughOpenGraphArticle, yes(og_type("article"))),
        (F::NoneOnWebsite, yes(og_type("website"))),
        (F::NoneOnProduct, yes(view.json_ld.nodes().any(|node| node.types().any(product)))),
        (F::NoneOnRoot, yes(root)),
        (F::NoneOnShortPath, yes(short)),
    ]
}

/// The name of a kind of declaration, as used in the evidence.
pub(super) fn place(kind: DateFeature) -> &'static str {
    use DateFeature as F;
    let places: [(&[DateFeature], &str); 5] = [
        (&[F::Url], "the address"),
        (&[F::Meta, F::MetaWeak], "a meta element"),
        (&[F::MetaModified], "a meta element on modification"),
        (&[F::JsonLd, F::JsonLdCreated], "JSON-LD of the article"),
        (&[F::JsonLdModified], "JSON-LD on modification"),
    ];
    let known = places.iter().find(|(kinds, _)| kinds.contains(&kind));
    known.map_or("JSON-LD of the page", |(_, place)| place)
}
