use crate::features::features;

features! {
    /// What may be true of a day that a page mentions, or of the page having no date.
    ///
    /// The weights were fitted on pages with known dates and on pages known to have none, as a
    /// softmax over each page's candidates, one of which is "no date".
    pub(crate) enum DateFeature from "weights.tsv" {
        /// Declared in the address.
        Url,
        Meta,
        /// A meta element whose key has several meanings: `date`.
        MetaWeak,
        MetaModified,
        JsonLd,
        JsonLdCreated,
        JsonLdModified,
        JsonLdPage,
        JsonLdVideo,
        JsonLdOther,
        /// The number of declarations that agree, divided by three. Modification dates, videos and
        /// other nodes don't count.
        Sources,
        /// Two or more declarations agree.
        SourcesAgree,
        DeclaredAndVisible,
        /// An element shows the day.
        Element,
        /// The highest score of such an element, divided by four.
        ElementScore,
        /// That score is at least 2 (4, 6).
        Element2,
        Element4,
        Element6,
        /// A line shows the day.
        Line,
        LineScore,
        Line2,
        Line4,
        /// How often the page shows the day, at most five times, divided by five.
        Count,
        Top,
        TiesTop,
        NothingStrong,
        NoHeadline,
        /// The day is one day away from a strong declaration.
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
        /// The page has no date. The following features are of this candidate only.
        None,
        NoneThoughArticle,
        NoneThoughOpenGraphArticle,
        NoneOnWebsite,
        NoneOnProduct,
        NoneOnRoot,
        NoneOnShortPath,
    }
}

/// An offset on the score of "no date". An offset of 0.5 more costs half a point of right dates on
/// unseen sites, and avoids about five points of invented ones.
pub(crate) const NO_DATE: f64 = -1.2;
