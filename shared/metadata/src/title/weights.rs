//! What each feature of a candidate is worth. Fitted on pages with known titles (softmax over a
//! page's candidates; by domain five times crosswise 86.5 % of them right).

/// What may be true of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Feature {
    /// Its greatest likeness to a declared title.
    LikeDeclared,
    LikeH1,
    LikeElement,
    LikeTwitter,
    EqualsH1,
    EqualsOpenGraph,
    /// It is a part of …
    InOpenGraph,
    InElement,
    InTwitter,
    BeginsOpenGraph,
    /// The share of its words that stand in the address's path, and of the path's words in it.
    InSlug,
    SlugInIt,
    /// In how many places it stands, by four.
    Sources,
    OpenGraph,
    /// In JSON-LD, and neither in OpenGraph nor a heading.
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
    /// A heading, and what stands before a separator elsewhere.
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
    EndsWithSite,
    HasBar,
    /// A page's heading, not an article's: `Home`, `News`.
    Generic,
    Short,
    OneWord,
    /// Its words, up to twenty, by ten.
    Words,
}

impl Feature {
    pub(super) fn weight(self) -> f64 {
        use Feature::*;
        match self {
            LikeDeclared => 3.74,
            LikeH1 => 0.64,
            LikeElement => -0.57,
            LikeTwitter => -0.9,
            EqualsH1 => 0.37,
            EqualsOpenGraph => 0.5,
            InOpenGraph => 0.63,
            InElement => 0.68,
            InTwitter => -0.21,
            BeginsOpenGraph => 0.8,
            InSlug => 0.59,
            SlugInIt => 1.36,
            Sources => 0.74,
            OpenGraph => 0.5,
            JsonLdOnly => 2.72,
            FirstH1 => 0.44,
            OnlyH1 => 1.08,
            MainH1 => 1.02,
            OnlyMainH1 => -0.73,
            ClassH1 => 0.66,
            LogoH1 => -1.59,
            OneOfManyH1 => 0.87,
            H1Agrees => -1.17,
            H1Differs => 0.37,
            H1LikeAndLong => 0.97,
            H1AndHead => -0.73,
            FirstH2 => 1.43,
            SideH2 => -0.79,
            HoldsH1 => -0.47,
            InH1 => 0.44,
            JsonLdCutLong => -1.85,
            OpenGraphCutSite => 0.43,
            OpenGraphCutWeak => -1.8,
            OpenGraphTailShort => 0.47,
            OpenGraphTailWeak => -0.8,
            TwitterTailWeak => 0.65,
            ElementCutLong => 0.65,
            ElementTail => -0.69,
            ElementTailLong => -0.46,
            EndsWithSite => -0.99,
            HasBar => -1.34,
            Generic => -1.09,
            Short => -0.55,
            OneWord => 0.19,
            Words => 0.64,
        }
    }
}
