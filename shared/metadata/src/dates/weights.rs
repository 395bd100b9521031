//! What each feature of a day is worth: by `make extraction-weights`, fitted on pages with known
//! dates and pages known to have none (softmax over a page's candidates, of which "no date" is one).

/// What may be true of a day on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Feature {
    /// Declared in …
    Url,
    Meta,
    /// A meta element whose key means many things: `date`.
    MetaWeak,
    MetaModified,
    JsonLd,
    JsonLdCreated,
    JsonLdModified,
    JsonLdPage,
    JsonLdVideo,
    JsonLdOther,
    /// How many of them (but modifications, videos, others) say so, by three; two or more.
    Sources,
    SourcesAgree,
    DeclaredAndVisible,
    /// The greatest score (by four) of an element or line that shows it; steps of that.
    Element,
    ElementScore,
    Element2,
    Element4,
    Element6,
    Line,
    LineScore,
    Line2,
    Line4,
    /// How often it is shown, up to five, by five.
    Count,
    Top,
    TiesTop,
    NothingStrong,
    NoHeadline,
    /// Beside other days: a day apart, later, earlier.
    NextToStrong,
    NextToVisible,
    LaterThanStrong,
    EarlierThanStrong,
    LaterThanVisible,
    OnlyModified,
    ModifiedAndVisible,
    InMonthOfUrl,
    NotInMonthOfUrl,
    Old,
    /// Of no date.
    None,
    NoneThoughArticle,
    NoneThoughOpenGraphArticle,
    NoneOnWebsite,
    NoneOnProduct,
    NoneOnRoot,
    NoneOnShortPath,
}

/// How much likelier no date is made: two tenths more cost half a point of right dates on sites never
/// seen, and spare five to eight of invented ones.
pub(crate) const NO_DATE: f64 = 0.1;

impl Feature {
    pub(super) fn weight(self) -> f64 {
        match self {
            Self::Url => 0.28,
            Self::Meta => 0.899,
            Self::MetaWeak => 0.883,
            Self::MetaModified => 0.211,
            Self::JsonLd => 0.285,
            Self::JsonLdCreated => 0.226,
            Self::JsonLdModified => 0.604,
            Self::JsonLdPage => 0.084,
            Self::JsonLdVideo => 0.114,
            Self::JsonLdOther => -0.025,
            Self::Sources => 0.886,
            Self::SourcesAgree => 0.22,
            Self::DeclaredAndVisible => 0.142,
            Self::Element => 0.057,
            Self::ElementScore => 0.353,
            Self::Element2 => 0.241,
            Self::Element4 => 0.098,
            Self::Element6 => -0.571,
            Self::Line => 0.017,
            Self::LineScore => 0.252,
            Self::Line2 => 0.764,
            Self::Line4 => 0.416,
            Self::Count => 0.718,
            Self::Top => 1.077,
            Self::TiesTop => -0.378,
            Self::NothingStrong => -0.102,
            Self::NoHeadline => 0.365,
            Self::NextToStrong => 0.584,
            Self::NextToVisible => 0.321,
            Self::LaterThanStrong => -0.496,
            Self::EarlierThanStrong => -1.002,
            Self::LaterThanVisible => -0.369,
            Self::OnlyModified => -0.378,
            Self::ModifiedAndVisible => 0.045,
            Self::InMonthOfUrl => 0.424,
            Self::NotInMonthOfUrl => -0.34,
            Self::Old => 0.057,
            Self::None => 0.144,
            Self::NoneThoughArticle => 0.021,
            Self::NoneThoughOpenGraphArticle => 0.063,
            Self::NoneOnWebsite => 0.143,
            Self::NoneOnProduct => -0.188,
            Self::NoneOnRoot => -0.328,
            Self::NoneOnShortPath => -0.449,
        }
    }
}
