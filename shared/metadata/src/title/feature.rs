use crate::features::features;

features! {
    /// What may be true of a candidate for the title.
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
        /// The number of places that give the candidate, divided by four.
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
        /// A heading that is also the part before a separator in a declared title.
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
        /// It has a mark that separates parts of a title.
        HasBar,
        /// A page's heading rather than an article's: `Home`, `News`.
        Generic,
        Short,
        OneWord,
        /// The number of words, at most twenty, divided by ten.
        Words,
    }
}
