use std::borrow::Cow;

use crate::confidence::{Confidence, confidence};
use crate::scan::{Scan, scan};
use crate::table::Table;
use crate::vote::{Vote, vote};
use crate::{Chinese, Class, Features, Language};

/// A text after scanning, scoring and judging: the basis of every part of the answer.
pub(crate) struct Analysis {
    pub(crate) scan: Scan,
    pub(crate) vote: Vote,
    /// The languages that may be named, most likely first; see [`Vote::ranking`].
    pub(crate) ranking: Vec<Language>,
    /// The most likely language with its features and confidence; none if nothing could be read.
    pub(crate) judged: Option<(Language, Features, Confidence)>,
    /// The most likely language of all, if it may not be named.
    pub(crate) outside: Option<Language>,
}

impl Analysis {
    /// Analyses the pieces of a text. Only the languages in `only` may be named, or all if it is empty.
    pub(crate) fn new<'p>(
        table: &Table<'_>,
        only: &[Language],
        pieces: impl Iterator<Item = Cow<'p, str>> + 'p,
    ) -> Self {
        let may_name = |language| only.is_empty() || only.contains(&language);
        let scan = scan(table.letters(), pieces);
        let vote = vote(table, &scan);
        let first = if only.is_empty() { None } else { vote.first() };
        let outside = first.filter(|&first| !may_name(first));
        let ranking = vote.ranking(may_name);
        let first = ranking.first().filter(|&&first| vote.credit(first) > vote.unknown);
        let judged = first.map(|&language| {
            let features = Features::new(table, &scan, &vote, language, &ranking);
            (language, features, confidence(&features))
        });
        Self { scan, vote, ranking, judged, outside }
    }

    /// The same, but not reliable.
    pub(crate) fn doubted(mut self) -> Self {
        if let Some((.., judged)) = &mut self.judged {
            *judged = judged.doubted();
        }
        self
    }

    /// The characters that only one of the two Chinese scripts has.
    pub(crate) fn chinese(&self) -> Chinese {
        Chinese { simplified: self.scan.simplified, traditional: self.scan.traditional }
    }

    /// A language's tag; for Chinese, with the script of this text.
    pub(crate) fn tag(&self, language: Language) -> &'static str {
        if language == Language::CHINESE { self.chinese().script().tag() } else { language.tag() }
    }

    /// ISO 15924 code of the script of most letters.
    pub(crate) fn script(&self) -> Option<&'static str> {
        match self.vote.script()? {
            Class::HAN => Some(self.chinese().script().code()),
            Class::OTHER => {
                let most = self.scan.others.iter().max_by_key(|(_, letters)| **letters);
                most.map(|(code, _)| *code)
            }
            class => class.code(),
        }
    }
}
