use crate::{Alternative, Finding, Language};

/// Minimum confidence for a language settled by the declaration to be reliable.
const RELIABLE: f32 = 0.955;
/// Declared subtags that stand for several siblings and don't decide between them.
const SEVERAL: [&str; 3] = ["no", "sh", "hbs"];

impl Finding {
    /// Uses the declared language if the text leaves it open between siblings. Other declarations
    /// do not count, and a reliable finding does not change.
    #[must_use]
    pub fn settled_by(mut self, declared: &str) -> Self {
        let Some(declared) = self.declared_sibling(declared) else { return self };
        let found = Language::from_tag(self.tag);
        // The declaration only decides between siblings.
        let alternatives = self.alternatives.iter().copied();
        let (siblings, others): (Vec<Alternative>, Vec<Alternative>) =
            alternatives.partition(|other| {
                Language::from_tag(other.tag).zip(found).is_some_and(|(a, b)| a.is_sibling(b))
            });
        if declared.tag() != self.tag && !siblings.iter().any(|other| other.tag == declared.tag()) {
            return self;
        }
        self.confidence =
            siblings.iter().fold(self.confidence, |sum, other| sum + other.confidence);
        self.confidence = self.confidence.min(1.0);
        self.alternatives = others;
        self.tag = declared.tag();
        self.reliable = self.confidence >= RELIABLE;
        self
    }

    /// The sibling of an unreliable finding, or the found language itself, that matches a declared
    /// tag: `sr` beside `hr` is Serbian in Latin script.
    fn declared_sibling(&self, declared: &str) -> Option<Language> {
        let primary = declared.trim().split(['-', '_']).next()?;
        let several = SEVERAL.iter().any(|several| primary.eq_ignore_ascii_case(several));
        let found = Language::from_tag(self.tag).filter(|_| !self.reliable && !several)?;
        let code = Language::from_tag(declared.trim())?.code();
        Language::all().find(|language| language.is_sibling(found) && language.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(tag: &'static str, confidence: f32, reliable: bool) -> Finding {
        let alternatives = vec![
            Alternative { tag: "hr", confidence: 0.3 },
            Alternative { tag: "sr-Latn", confidence: 0.1 },
            Alternative { tag: "sl", confidence: 0.02 },
        ];
        Finding { tag, confidence, reliable, alternatives, ..Finding::undetermined(Some("Latn")) }
    }

    #[test]
    fn a_declaration_settles_what_siblings_share() {
        for (declared, tag) in
            [("hr-HR", "hr"), ("sr", "sr-Latn"), ("sr-Cyrl", "sr-Latn"), ("bs", "bs")]
        {
            let settled = finding("bs", 0.57, false).settled_by(declared);
            assert_eq!((settled.tag, settled.reliable), (tag, true), "{declared}");
            assert!((settled.confidence - 0.97).abs() < 1e-6);
            assert_eq!(settled.alternatives.len(), 1);
        }
    }

    #[test]
    fn nothing_else_that_is_declared_counts() {
        for declared in ["en", "sl", "sh", "und", "", "🙂"] {
            assert_eq!(finding("bs", 0.57, false).settled_by(declared), finding("bs", 0.57, false));
        }
        assert_eq!(finding("bs", 0.97, true).settled_by("hr"), finding("bs", 0.97, true));
        let nothing = Finding::undetermined(None);
        assert_eq!(nothing.clone().settled_by("hr"), nothing);
    }

    #[test]
    fn a_declaration_makes_no_doubtful_group_reliable() {
        assert!(!finding("bs", 0.2, false).settled_by("hr").reliable);
    }
}
