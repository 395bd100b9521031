//! What each feature of a day is worth. Fitted on pages with known dates, and pages known to have
//! none; "no date" is a candidate like any day.

/// What may be true of a day on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Feature {
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

/// How much less likely no date is made: each half costs 0.7 points of right dates and spares six
/// of invented ones.
pub(super) const NO_DATE: f64 = -0.5;

impl Feature {
    pub(super) fn weight(self) -> f64 {
        match self {
            Self::Url => 0.789,
            Self::Meta => 2.155,
            Self::MetaWeak => 1.294,
            Self::MetaModified => -0.127,
            Self::JsonLd => 0.467,
            Self::JsonLdCreated => 0.507,
            Self::JsonLdModified => 0.609,
            Self::JsonLdPage => 0.257,
            Self::JsonLdVideo => 0.694,
            Self::JsonLdOther => 0.398,
            Self::Sources => 1.366,
            Self::SourcesAgree => -0.791,
            Self::DeclaredAndVisible => -0.395,
            Self::Element => 0.077,
            Self::ElementScore => 0.815,
            Self::Element2 => 0.224,
            Self::Element4 => 0.1,
            Self::Element6 => -1.498,
            Self::Line => -0.024,
            Self::LineScore => 0.731,
            Self::Line2 => 0.889,
            Self::Line4 => 0.712,
            Self::Count => 1.356,
            Self::Top => 1.157,
            Self::TiesTop => -0.938,
            Self::NothingStrong => -0.608,
            Self::NoHeadline => 1.193,
            Self::NextToStrong => 1.117,
            Self::NextToVisible => 0.365,
            Self::LaterThanStrong => -1.914,
            Self::EarlierThanStrong => -2.194,
            Self::LaterThanVisible => -0.059,
            Self::OnlyModified => 0.634,
            Self::ModifiedAndVisible => -0.411,
            Self::InMonthOfUrl => 0.943,
            Self::NotInMonthOfUrl => -0.454,
            Self::Old => -0.02,
            Self::None => 0.456,
            Self::NoneThoughArticle => -0.845,
            Self::NoneThoughOpenGraphArticle => -0.285,
            Self::NoneOnWebsite => 0.352,
            Self::NoneOnProduct => 1.145,
            Self::NoneOnRoot => 0.49,
            Self::NoneOnShortPath => 0.559,
        }
    }
}
