use std::collections::{BTreeMap, HashMap};

use metadata::training::{self, Candidate};

use crate::articles::Article;
use crate::folds::{FOLDS, fold};
use crate::softmax::{self, Answer, Question};
use crate::text::folded;
use crate::weights::{self, Trained, WeightsError};
use crate::yardstick::Example;

/// A page with candidates to choose from.
struct Asked {
    fold: usize,
    question: Question,
    /// Whether one of the candidates is right.
    answered: bool,
}

/// What a scorer chooses, and its hyperparameters.
struct Task {
    name: &'static str,
    file: &'static str,
    ridge: f64,
    /// Constant added to the score of having no answer.
    none: f64,
}

/// Trains the title scorer and prints its evaluation. The result is not meant for the data file: the
/// committed weights were trained on three times as many pages and are better on other sites.
pub(crate) fn titles(
    pages: &[Example],
    articles: &[Option<Article>],
) -> Result<Trained, WeightsError> {
    let mut names = Names::default();
    let asked = read(pages, articles).filter_map(|(page, article)| {
        let gold = folded(page.gold.title.as_deref()?);
        let candidates = training::titles(&article.document, &article.language, &article.cues);
        let right = |value: Option<&str>| value.is_some_and(|value| folded(value) == gold);
        // The answers of fundus are right; those of the last sets come from another tool.
        let weight = match page.set.as_str() {
            "fundus" => 2.5,
            "wcxb" | "traf" => 0.8,
            _ => 0.4,
        };
        let question = Question { options: names.options(candidates, right), weight };
        Some(Asked { fold: fold(page), question, answered: true })
    });
    let asked: Vec<Asked> = asked.collect();
    let task = Task {
        name: "titles",
        file: "shared/metadata/src/title/weights.tsv",
        ridge: 0.6,
        none: 0.0,
    };
    task.train(&asked, names)
}

/// Trains the date scorer and prints its evaluation. Having no date is a candidate like any day.
pub(crate) fn dates(
    pages: &[Example],
    articles: &[Option<Article>],
) -> Result<Trained, WeightsError> {
    let mut names = Names::default();
    let asked = read(pages, articles).filter_map(|(page, article)| {
        let gold = page.gold.date.as_deref();
        if gold.is_none() && !page.absent.iter().any(|name| name == "date") {
            return None;
        }
        let title = article.metadata.title.as_ref().map(|title| title.value.as_str());
        let candidates =
            training::dates(&article.document, &article.language, &article.cues, title);
        let weight = match (page.set.as_str(), gold) {
            ("fundus", Some(_)) => 2.0,
            ("postlight" | "metascraper", Some(_)) => 0.4,
            // Few pages, which are to count as much as the other sets.
            ("zh69", Some(_)) => 8.0,
            (_, Some(_) | None) => 1.0,
        };
        let options = names.options(candidates, |value| value == gold);
        let answered = gold.is_some();
        Some(Asked { fold: fold(page), question: Question { options, weight }, answered })
    });
    let asked: Vec<Asked> = asked.collect();
    let task = Task {
        name: "dates",
        file: "shared/metadata/src/dates/weights.tsv",
        ridge: 4.0,
        none: training::NO_DATE,
    };
    task.train(&asked, names)
}

fn read<'a>(
    pages: &'a [Example],
    articles: &'a [Option<Article>],
) -> impl Iterator<Item = (&'a Example, &'a Article)> {
    pages.iter().zip(articles).filter_map(|(page, article)| Some((page, article.as_ref()?)))
}

/// Lower bounds of the bands of confidence.
const BANDS: [f64; 4] = [0.9, 0.7, 0.5, 0.0];

impl Task {
    fn train(&self, asked: &[Asked], names: Names) -> Result<Trained, WeightsError> {
        let trained = |included: &dyn Fn(usize) -> bool| {
            let questions: Vec<&Question> = asked
                .iter()
                .filter(|page| included(page.fold))
                .map(|page| &page.question)
                .collect();
            softmax::fit(&questions, names.0.len(), self.ridge)
        };
        let parts: Vec<Vec<f64>> = (0..FOLDS).map(|part| trained(&|fold| fold != part)).collect();
        let all = trained(&|_| true);
        println!("{}: {} pages", self.name, asked.len());
        println!("  held out: {}", self.measured(asked, |page| &parts[page.fold]));
        println!("  trained on all: {}", self.measured(asked, |_| &all));
        let committed = names.committed(&weights::committed(self.file)?);
        println!("  committed: {}", self.measured(asked, |_| &committed));
        let weights = names.in_order().into_iter().zip(all).collect();
        Ok(Trained { file: self.file, weights })
    }

    /// Share of right answers on pages that have one, share of invented answers on the others.
    fn measured<'a>(&self, asked: &[Asked], weights: impl Fn(&Asked) -> &'a Vec<f64>) -> String {
        let (mut right, mut have, mut invented, mut none) = (0, 0, 0, 0);
        let mut sure = [(0, 0); BANDS.len()];
        for page in asked {
            let weights = weights(page);
            let offset = |option: &Answer| if option.none { self.none } else { 0.0 };
            let score = |option: &&Answer| softmax::score(option, weights) + offset(option);
            let options = &page.question.options;
            let chosen = options.iter().max_by(|one, other| score(one).total_cmp(&score(other)));
            if let Some(chosen) = chosen.filter(|option| !option.none) {
                let most = score(&chosen);
                let sum: f64 = options.iter().map(|option| (score(&option) - most).exp()).sum();
                let band = BANDS.iter().position(|from| 1.0 / sum >= *from).unwrap_or(3);
                sure[band].0 += usize::from(chosen.right);
                sure[band].1 += 1;
            }
            if page.answered {
                have += 1;
                right += usize::from(chosen.is_some_and(|option| option.right));
            } else {
                none += 1;
                invented += usize::from(chosen.is_some_and(|option| !option.none));
            }
        }
        let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        let sure = BANDS
            .iter()
            .zip(sure)
            .map(|(from, (right, all))| format!("{from:.1}: {:.0} of {all}", share(right, all)));
        let sure: Vec<String> = sure.collect();
        format!(
            "{:.1} right, {:.1} invented; right by confidence from {}",
            share(right, have),
            share(invented, none),
            sure.join(", ")
        )
    }
}

/// Names of features, numbered in the order of their first occurrence.
#[derive(Default)]
struct Names(BTreeMap<String, usize>);

impl Names {
    fn options(
        &mut self,
        candidates: Vec<Candidate>,
        right: impl Fn(Option<&str>) -> bool,
    ) -> Vec<Answer> {
        let mut option = |candidate: Candidate| {
            let features = candidate.features.into_iter().map(|(name, much)| {
                let next = self.0.len();
                (*self.0.entry(name).or_insert(next), much)
            });
            Answer {
                features: features.collect(),
                right: right(candidate.value.as_deref()),
                none: candidate.value.is_none(),
            }
        };
        candidates.into_iter().map(&mut option).collect()
    }

    fn in_order(&self) -> Vec<String> {
        let mut names = vec![String::new(); self.0.len()];
        self.0.iter().for_each(|(name, at)| names[*at].clone_from(name));
        names
    }

    /// The committed weights in the order of the numbers; 0 for unknown features.
    fn committed(&self, known: &HashMap<String, f64>) -> Vec<f64> {
        self.in_order().iter().map(|name| known.get(name).copied().unwrap_or_default()).collect()
    }
}
