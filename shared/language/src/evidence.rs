use crate::analysis::Analysis;
use crate::table::Table;
use crate::{Chinese, Class, Confidence, Features, Language};

/// The evidence of a finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Letters by script (ISO 15924), most frequent first.
    pub scripts: Vec<(&'static str, u32)>,
    /// Characters that only one of the two Chinese scripts uses.
    pub chinese: Chinese,
    /// The segments that voted, in order.
    pub segments: Vec<SegmentEvidence>,
    /// The languages with the most credit: tag, and share of the maximum.
    pub credit: Vec<(&'static str, f32)>,
    /// The inputs of the confidence; absent if no language had any credit.
    pub features: Option<Features>,
    /// The resulting confidence; absent if no language had any credit.
    pub confidence: Option<Confidence>,
}

/// The evidence of one segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SegmentEvidence {
    /// ISO 15924 code of the script of most of its letters; absent if the table doesn't have it.
    pub script: Option<&'static str>,
    /// Its letters.
    pub letters: u32,
    /// Tag of the language that fits best.
    pub winner: Option<&'static str>,
    /// Nats per letter by which the winner fits better (worse, below 0) than its own text.
    pub fit: Option<f32>,
    /// Nats per letter by which it fits better than the text's language: the segment's cost to that
    /// language, before the cap.
    pub against: Option<f32>,
}

/// Number of languages listed by credit.
const CREDITED: usize = 5;

impl Evidence {
    pub(crate) fn new(table: &Table<'_>, analysis: &Analysis) -> Self {
        let first = analysis.judged.map(|(language, ..)| language);
        let credited = analysis.ranking.iter().take(CREDITED);
        Self {
            scripts: scripts(analysis),
            chinese: analysis.chinese(),
            segments: segments(table, analysis, first),
            credit: credited
                .map(|&language| {
                    (analysis.tag(language), analysis.vote.credit(language) / analysis.vote.most())
                })
                .collect(),
            features: analysis.judged.map(|(_, features, _)| features),
            confidence: analysis.judged.map(|(.., confidence)| confidence),
        }
    }
}

fn scripts(analysis: &Analysis) -> Vec<(&'static str, u32)> {
    let letters = |class: Class| {
        analysis.scan.segments.iter().map(|segment| segment.classes[class.number()]).sum::<u32>()
    };
    // Han and kana are separate here, because their numbers decide between two languages.
    let known = Class::letters().filter_map(|class| {
        let code = if class == Class::KANA { Some("Hrkt") } else { class.code() };
        code.map(|code| (code, letters(class)))
    });
    let others = analysis.scan.others.iter().map(|(&code, &letters)| (code, letters));
    let mut scripts: Vec<_> = known.chain(others).filter(|&(_, letters)| letters > 0).collect();
    scripts.sort_by_key(|&(_, letters)| std::cmp::Reverse(letters));
    scripts
}

fn segments(
    table: &Table<'_>,
    analysis: &Analysis,
    first: Option<Language>,
) -> Vec<SegmentEvidence> {
    let voices = analysis.vote.voices.iter();
    voices
        .map(|voice| {
            let winner = voice.winner;
            let says = |language| voice.says(table, language);
            let against = winner.and_then(says).zip(first.and_then(says));
            let fit = winner.and_then(|winner| voice.fit(table, winner));
            SegmentEvidence {
                script: voice.class.code(),
                letters: voice.letters as u32,
                winner: winner.map(|winner| analysis.tag(winner)),
                fit: fit.map(|fit| fit / voice.letters),
                against: against.map(|(best, first)| (best - first) / voice.letters),
            }
        })
        .collect()
}
