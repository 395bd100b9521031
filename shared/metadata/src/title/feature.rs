use crate::features::features;

features! {
    /// The features of a candidate for the title.
    ///
    /// The weights were fitted on pages with known titles, as a softmax over each page's candidates.
    pub(crate) enum TitleFeature from "weights.tsv" {
        /// The similarity to the most similar declared title.
        LikeDeclared,
        LikeH1,
        LikeElement,
        LikeTwitter,
        EqualsH1,
        EqualsOpenGraph,
        /// The candidate is a part of the OpenGraph title.
        InOpenGraph,
        InElement,
        InTwitter,
        BeginsOpenGraph,
        /// The share of the candidate's words that are in the address's path.
        InSlug,
        /// The share of the path's words that are in the candidate.
        SlugInIt,
        /// The number of places in which the candidate was found, divided by four.
        Sources,
        OpenGraph,
        /// In JSON-LD, but neither in OpenGraph nor in a heading.
        JsonLdOnly,
        FirstH1,
        OnlyH1,
        MainH1,
        OnlyMainH1,
        ClassH1,
        LogoH1,
        OneOfManyH1,
        H1Agrees,
        H1Differs,
        H1LikeAndLong,
        /// A heading that is also the part before a separator of a declared title.
        H1AndHead,
        FirstH2,
        SideH2,
        HoldsH1,
        InH1,
        JsonLdCutLong,
        OpenGraphCutSite,
        OpenGraphCutWeak,
        OpenGraphTailShort,
        OpenGraphTailWeak,
        TwitterTailWeak,
        ElementCutLong,
        ElementTail,
        ElementTailLong,
        /// The site's name is its first or its last part.
        HasSite,
        /// It contains a mark that separates parts of a title.
        HasBar,
        /// The heading of a page rather than of an article: `Home`, `News`.
        Generic,
        /// A sentence with its full stop.
        Sentence,
        /// On a site's front page, which is titled by the site's name or by what the site offers. So
        /// are the next three.
        FrontHasSite,
        FrontOpenGraph,
        FrontH1,
        FrontOneWord,
        Short,
        OneWord,
        /// The number of words, at most twenty, divided by ten.
        Words,
    }
}
