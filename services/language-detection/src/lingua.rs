//! An engine that uses lingua 1.8.0.
//!
//! lingua is slow for a complete text, and its confidence drifts with the length. It therefore runs
//! on a few short windows inside the text, and the results are averaged. Chinese, Japanese and
//! Korean are detected by their characters alone, because lingua takes a Chinese text with a single
//! kana for Japanese.

mod windows;

use std::collections::BTreeMap;

use ::lingua::{Language, LanguageDetector, LanguageDetectorBuilder};
use language::{
    Alternative, Chinese, ChineseScript, Engine, Finding, Letters, Ngrams, Script, ScriptCounts,
    Share,
};

use self::windows::windows;

/// The engine with lingua's 75 models.
pub(crate) struct Lingua {
    detector: LanguageDetector,
    /// Distinguishes the two Chinese scripts, which lingua does not.
    letters: Letters<'static>,
}

impl Lingua {
    /// All languages; each model is loaded when a text first needs it.
    pub(crate) fn new() -> Self {
        Self {
            detector: LanguageDetectorBuilder::from_all_languages().build(),
            letters: Ngrams::embedded().letters(),
        }
    }

    /// The languages by the number of windows, most likely first, with the mean of lingua's confidence.
    fn vote(&self, windows: &[String]) -> Vec<(Language, f32)> {
        let mut sums: BTreeMap<Language, f32> = BTreeMap::new();
        let mut asked = 0.0;
        for window in windows {
            for (language, confidence) in self.detector.compute_language_confidence_values(window) {
                if confidence > 0.001 {
                    *sums.entry(language).or_default() += confidence as f32;
                }
            }
            asked += 1.0;
            if asked == 2.0 && sums.values().any(|sum| sum / asked >= SURE) {
                break;
            }
        }
        let mut means: Vec<_> = sums.into_iter().map(|(lang, sum)| (lang, sum / asked)).collect();
        means.sort_by(|a, b| b.1.total_cmp(&a.1));
        means
    }
}

/// Scripts of lingua's languages. For any other script, its result is meaningless.
const KNOWN: [Script; 14] = [
    Script::Latin,
    Script::Cyrillic,
    Script::Arabic,
    Script::Devanagari,
    Script::Greek,
    Script::Hebrew,
    Script::Armenian,
    Script::Georgian,
    Script::Bengali,
    Script::Gujarati,
    Script::Gurmukhi,
    Script::Tamil,
    Script::Telugu,
    Script::Thai,
];
/// If two windows agree with this confidence, no third one is needed.
const SURE: f32 = 0.7;
/// From this mean confidence, the result is reliable.
const RELIABLE: f32 = 0.5;
/// With fewer letters, the result is not reliable.
const FEW_LETTERS: usize = 12;

impl Engine for Lingua {
    fn detect(&self, text: &str) -> Finding {
        let windows = windows(text);
        let sample: String = windows.concat();
        let counts = ScriptCounts::of(&sample);
        let Some(script) = counts.most() else { return Finding::undetermined(None) };
        let share = by_script(script, &counts) as f32 / counts.letters() as f32;
        if script == Script::Han {
            chinese(Chinese::of(&sample, self.letters).script(), share, counts.letters())
        } else if script == Script::Hiragana {
            by_letters("ja", "Jpan", share, counts.letters())
        } else if script == Script::Hangul {
            by_letters("ko", "Kore", share, counts.letters())
        } else if !KNOWN.contains(&script) || repeats(&sample) {
            Finding::undetermined(Some(script.short_name()))
        } else {
            named(script, self.vote(&windows), counts.letters())
        }
    }
}

/// Letters of the winning script; Japanese scripts are counted together.
fn by_script(script: Script, counts: &ScriptCounts) -> usize {
    const JAPANESE: [Script; 3] = [Script::Han, Script::Hiragana, Script::Katakana];
    if script == Script::Hiragana {
        JAPANESE.iter().map(|&script| counts.count(script)).sum()
    } else {
        counts.count(script)
    }
}

fn chinese(script: ChineseScript, share: f32, letters: usize) -> Finding {
    by_letters(script.tag(), script.code(), share, letters)
}

/// A language recognised by its characters alone, with their share as confidence.
fn by_letters(tag: &'static str, script: &'static str, share: f32, letters: usize) -> Finding {
    let confidence = (0.5 + share / 2.0).min(0.99);
    let reliable = share >= RELIABLE && letters >= 4;
    Finding { tag, confidence, reliable, ..Finding::undetermined(Some(script)) }
}

/// Whether the text repeats the same few letters, for which lingua's confidence is high without reason.
fn repeats(sample: &str) -> bool {
    let mut kinds: Vec<char> = sample.chars().filter(|c| c.is_alphabetic()).collect();
    let letters = kinds.len();
    kinds.sort_unstable();
    kinds.dedup();
    letters >= 20 && kinds.len() < 6
}

fn named(script: Script, vote: Vec<(Language, f32)>, letters: usize) -> Finding {
    let name = script.short_name();
    let Some(&(first, confidence)) = vote.first() else { return Finding::undetermined(Some(name)) };
    let others = vote.iter().skip(1).take(3);
    let alternatives: Vec<_> = others
        .map(|&(language, confidence)| Alternative { tag: tag(language), confidence })
        .collect();
    let second = vote.get(1).filter(|(_, confidence)| *confidence >= 1.0 / 3.0);
    let languages = second.map_or_else(Vec::new, |&(other, share)| {
        vec![Share { tag: tag(first), share: confidence }, Share { tag: tag(other), share }]
    });
    Finding {
        tag: tag(first),
        script: Some(name),
        confidence,
        reliable: confidence >= RELIABLE && letters >= FEW_LETTERS,
        alternatives,
        languages,
        outside: None,
    }
}

/// The BCP 47 tag of a language of lingua's: its ISO 639-1 code.
fn tag(language: Language) -> &'static str {
    TAGS.iter().find(|(known, _)| *known == language).map_or("und", |&(_, tag)| tag)
}

const TAGS: [(Language, &str); 75] = [
    (Language::Afrikaans, "af"),
    (Language::Albanian, "sq"),
    (Language::Arabic, "ar"),
    (Language::Armenian, "hy"),
    (Language::Azerbaijani, "az"),
    (Language::Basque, "eu"),
    (Language::Belarusian, "be"),
    (Language::Bengali, "bn"),
    (Language::Bokmal, "nb"),
    (Language::Bosnian, "bs"),
    (Language::Bulgarian, "bg"),
    (Language::Catalan, "ca"),
    (Language::Chinese, "zh"),
    (Language::Croatian, "hr"),
    (Language::Czech, "cs"),
    (Language::Danish, "da"),
    (Language::Dutch, "nl"),
    (Language::English, "en"),
    (Language::Esperanto, "eo"),
    (Language::Estonian, "et"),
    (Language::Finnish, "fi"),
    (Language::French, "fr"),
    (Language::Ganda, "lg"),
    (Language::Georgian, "ka"),
    (Language::German, "de"),
    (Language::Greek, "el"),
    (Language::Gujarati, "gu"),
    (Language::Hebrew, "he"),
    (Language::Hindi, "hi"),
    (Language::Hungarian, "hu"),
    (Language::Icelandic, "is"),
    (Language::Indonesian, "id"),
    (Language::Irish, "ga"),
    (Language::Italian, "it"),
    (Language::Japanese, "ja"),
    (Language::Kazakh, "kk"),
    (Language::Korean, "ko"),
    (Language::Latin, "la"),
    (Language::Latvian, "lv"),
    (Language::Lithuanian, "lt"),
    (Language::Macedonian, "mk"),
    (Language::Malay, "ms"),
    (Language::Maori, "mi"),
    (Language::Marathi, "mr"),
    (Language::Mongolian, "mn"),
    (Language::Nynorsk, "nn"),
    (Language::Persian, "fa"),
    (Language::Polish, "pl"),
    (Language::Portuguese, "pt"),
    (Language::Punjabi, "pa"),
    (Language::Romanian, "ro"),
    (Language::Russian, "ru"),
    (Language::Serbian, "sr"),
    (Language::Shona, "sn"),
    (Language::Slovak, "sk"),
    (Language::Slovene, "sl"),
    (Language::Somali, "so"),
    (Language::Sotho, "st"),
    (Language::Spanish, "es"),
    (Language::Swahili, "sw"),
    (Language::Swedish, "sv"),
    (Language::Tagalog, "tl"),
    (Language::Tamil, "ta"),
    (Language::Telugu, "te"),
    (Language::Thai, "th"),
    (Language::Tsonga, "ts"),
    (Language::Tswana, "tn"),
    (Language::Turkish, "tr"),
    (Language::Ukrainian, "uk"),
    (Language::Urdu, "ur"),
    (Language::Vietnamese, "vi"),
    (Language::Welsh, "cy"),
    (Language::Xhosa, "xh"),
    (Language::Yoruba, "yo"),
    (Language::Zulu, "zu"),
];
