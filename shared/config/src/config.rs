use std::io;
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};

use broker::Topology;

use crate::connector::Connector;
use crate::form::{Delivery, Form, Login, Reader, Services, Source, StageEntry};
use crate::kind::Kind;
use crate::{Name, Settings, keys, order, outside, partitions, unique};

/// A pipeline: its stages in their order, their settings, and who uses it.
#[derive(Debug, Default)]
pub struct Config {
    form: Form,
    topology: Topology,
    folder: PathBuf,
    text: String,
}

/// Why a file can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It can't be read.
    #[error("can't read {} ({error}): check that it exists and you may", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// It has problems, one per line.
    #[error("{}", within(path, problems))]
    Problems {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        problems: Vec<String>,
    },
}

impl Config {
    /// Reads and checks a file.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let io = |error| ConfigError::Io { path: path.to_owned(), error };
        let text = std::fs::read_to_string(path).map_err(io)?;
        let mut config = Self::checked(&text)
            .map_err(|problems| ConfigError::Problems { path: path.to_owned(), problems })?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        config.folder = folder.unwrap_or(Path::new(".")).to_owned();
        Ok(config)
    }

    /// Checks a text.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let named = |problems| ConfigError::Problems { path: "courant.toml".into(), problems };
        Self::checked(text).map_err(named)
    }

    fn checked(text: &str) -> Result<Self, Vec<String>> {
        let table: toml::Table = toml::from_str(text).map_err(|error| vec![error.to_string()])?;
        let unknown = keys::unknown(&table);
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let form: Form = toml::from_str(text).map_err(|error| vec![error.to_string()])?;
        let mut problems = unique::clashes(&form);
        problems.extend(outside::faults(&form));
        problems.extend(partitions::faults(&form));
        let mut topology = order::topology(&form.stages, &mut problems);
        form.readers.iter().for_each(|reader| topology.list(reader.name.as_str(), None));
        for Delivery { name, kind, .. } in &form.deliveries {
            topology.list(name.as_str(), kind.map(Kind::as_str));
        }
        match problems.is_empty() {
            true => Ok(Self { form, topology, folder: ".".into(), text: text.to_owned() }),
            false => Err(problems),
        }
    }

    /// The stages and streams.
    pub fn topology(&self) -> &Topology {
        &self.topology
    }

    /// The file's entry for a stage.
    pub fn stage(&self, name: &str) -> Option<&StageEntry> {
        self.form.stages.iter().find(|stage| stage.name.as_str() == name)
    }

    /// How many processes run a stage.
    pub fn replicas(&self, name: &str) -> usize {
        self.stage(name).map_or(1, |stage| stage.replicas)
    }

    /// The settings common to all stages.
    pub fn common_settings(&self) -> &Settings {
        &self.form.settings
    }

    /// The settings of one stage: its own, and the common ones.
    pub fn settings(&self, name: &str) -> Settings {
        let own = self.stage(name).map(|stage| stage.settings.clone()).unwrap_or_default();
        self.form.settings.with(&own)
    }

    /// The programs that publish documents.
    pub fn sources(&self) -> &[Source] {
        &self.form.sources
    }

    /// Readers and deliveries, each of which has a durable consumer, and their languages.
    pub fn consumers(&self) -> impl Iterator<Item = (&Name, Option<&str>)> {
        self.form.consumers()
    }

    /// The programs that read articles.
    pub fn readers(&self) -> &[Reader] {
        &self.form.readers
    }

    /// The delivery services.
    pub fn deliveries(&self) -> &[Delivery] {
        &self.form.deliveries
    }

    /// The sources and deliveries that are Courant's services.
    pub fn connectors(&self) -> impl Iterator<Item = Connector<'_>> {
        let sources = self.form.sources.iter().filter_map(Connector::source);
        sources.chain(self.form.deliveries.iter().filter_map(Connector::delivery))
    }

    /// How users log in.
    pub fn login(&self) -> Login {
        self.form.login
    }

    /// The accounts of the services.
    pub fn services(&self) -> Services {
        self.form.services
    }

    /// The number of streams per queue, if the file sets it.
    pub fn partitions(&self) -> Option<NonZeroU16> {
        self.form.partitions
    }

    /// The number of partitions across which the servers distribute raw documents: the number of
    /// partitions, except during a move.
    pub fn mapping(&self) -> NonZeroU16 {
        self.form.mapping.or(self.form.partitions).unwrap_or(NonZeroU16::MIN)
    }

    /// The folder of the file, in which commands run.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file's text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

fn within(path: &Path, problems: &[String]) -> String {
    let path = path.display();
    problems.iter().map(|problem| format!("{path}: {problem}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIFTH: &str = "[[stage]]\nname = \"reading-level\"\nafter = \"language-detection\"\ncommand = \"python3 reading_level.py\"\n";

    fn problems(text: &str) -> String {
        Config::parse(text).map(drop).unwrap_err().to_string()
    }

    #[test]
    fn a_fifth_stage_is_three_lines_and_the_four_need_none() {
        let config = Config::parse(FIFTH).unwrap();
        let stage = config.stage("reading-level").unwrap();
        assert_eq!(stage.words(), ["python3", "reading_level.py"]);
        assert_eq!(config.topology().stages().len(), 5);
        assert_eq!(config.replicas("reading-level"), 1);
        assert_eq!(Config::parse("").unwrap().topology().stages().len(), 4);
    }

    #[test]
    fn stages_may_be_listed_in_any_order() {
        let first = "[[stage]]\nname = \"rating\"\nafter = \"reading-level\"\ncommand = \"x\"\n";
        let config = Config::parse(&format!("{first}{FIFTH}")).unwrap();
        let names: Vec<_> = config.topology().stages().iter().map(|stage| stage.stage).collect();
        assert_eq!(names[2..4], ["reading-level", "rating"]);
    }

    #[test]
    fn a_stage_has_its_own_settings_and_those_of_all() {
        let text = "[settings]\nlog = \"info\"\nattempts = 3\n[[stage]]\nname = \"publishing\"\nreplicas = 2\nsettings = { languages = [\"en\", \"de\"], log = \"debug\" }\n";
        let config = Config::parse(text).unwrap();
        let settings = config.settings("publishing");
        let settings: Vec<_> = settings.iter().collect();
        assert_eq!(settings, [("attempts", "3"), ("languages", "en,de"), ("log", "debug")]);
        assert_eq!(config.settings("ingestion").get("log"), Some("info"));
        assert_eq!(config.replicas("publishing"), 2);
    }

    #[test]
    fn a_delivery_has_its_own_settings_and_those_of_all_that_it_knows() {
        let text = "[settings]\nlog = \"info\"\nattempts = 3\n[[source]]\nname = \"feeds\"\nkind = \"feeds\"\nlanes = [\"wire\"]\n[[source]]\nname = \"own\"\n[[delivery]]\nname = \"archive\"\nkind = \"files\"\nsettings = { folder = \"a\", log = \"debug\" }\n";
        let config = Config::parse(text).unwrap();
        let [feeds, archive] = config.connectors().collect::<Vec<_>>().try_into().unwrap();
        assert_eq!((feeds.kind, archive.kind), (Kind::Feeds, Kind::Files));
        assert_eq!(feeds.lane.map(Name::as_str), Some("wire"));
        assert_eq!(archive.service_name(), "delivery-archive");
        let settings = archive.settings(config.common_settings(), |name| name != "attempts");
        let settings: Vec<_> = settings.iter().collect();
        assert_eq!(settings, [("folder", "a"), ("log", "debug")]);
    }

    #[test]
    fn what_is_wrong_is_named_with_what_would_be_right() {
        let stage = |name: &str, more: &str| {
            format!("[[stage]]\nname = \"{name}\"\ncommand = \"x\"\n{more}\n")
        };
        let after = |name: &str, other: &str| stage(name, &format!("after = \"{other}\""));
        for (text, expected) in [
            ("soruce = 1".to_owned(), "there is no key `soruce`: did you mean source?"),
            (stage("a", "afetr = \"b\""), "stage a: there is no key `afetr`: did you mean after?"),
            (after("a", "b") + &after("b", "a"), "stage a: it comes after b, which comes after it"),
            (after("a", "publshing"), "there is no stage publshing: did you mean publishing?"),
            (after("a", "publishing"), "nothing comes after publishing"),
            (stage("a", ""), "say which stage comes before it"),
            (after("a", "ingestion").replace("command = \"x\"", ""), "say what runs it"),
            (after("a", "ingestion") + &after("a", "ingestion"), "a is listed twice"),
            (after("a", "ingestion") + &after("b", "ingestion"), "both after ingestion"),
            (stage("publishing", ""), "for stages of your own"),
            (after("ingested", "ingestion"), "articles.ingested is one of ARTICLES_INGESTED"),
            (after("raw", "ingestion"), "articles.raw is one of ARTICLES_RAW"),
            (after("dead", "ingestion"), "ARTICLES_DEAD is another stream"),
            (after("Level", "ingestion"), "consists of a-z"),
            ("[[delivery]]\nname = \"a\"\nkind = \"webhok\"".to_owned(), "did you mean webhook?"),
            ("[[source]]\nname = \"feeds\"\nkind = \"feed\"".to_owned(), "did you mean feeds?"),
            ("[[source]]\nname = \"a\"\nkind = \"feeds\"".to_owned(), "name it feeds"),
            ("[[source]]\nname = \"a\"\nsettings = { list = \"b\" }".to_owned(), "have no kind"),
            ("[[delivery]]\nname = \"a\"\nsettings = { rows = 1 }".to_owned(), "have no kind"),
            ("[[delivery]]\nname = \"a\"\nkinds = \"files\"".to_owned(), "did you mean kind?"),
            (
                "[[source]]\nname = \"feeds\"\nkind = \"feeds\"\nlanes = [\"a\", \"b\"]".to_owned(),
                "one lane",
            ),
            ("[[reader]]\nname = \"tools\"".to_owned(), "a name that Courant uses"),
            ("[[reader]]\nname = \"a\"\n[[source]]\nname = \"a\"".to_owned(), "listed twice"),
            ("[[reader]]\nname = \"a\"\nlanguage = \"German!\"".to_owned(), "no language code"),
            ("[[source]]\nname = \"a b\"".to_owned(), "is no name"),
            ("partitions = 65".to_owned(), "there can be 64"),
            ("mapping = 2".to_owned(), "not so many partitions"),
            (format!("partitions = 2\n{}", after("level-2", "ingestion")), "can't end in a number"),
        ] {
            let found = problems(&text);
            assert!(found.contains(expected), "{text}\n{found}");
        }
    }

    #[test]
    fn the_keys_are_those_of_the_form() {
        let all = "login = \"nkey\"\nservices = \"together\"\npartitions = 4\nmapping = 1\n[settings]\n[[source]]\nname = \"feeds\"\nkind = \"feeds\"\nlanes = []\nnotes = true\nsettings = {}\n[[reader]]\nname = \"b\"\nlanguage = \"de\"\n[[delivery]]\nname = \"c\"\nkind = \"files\"\nlanguage = \"de\"\nsettings = {}\n[[stage]]\nname = \"d\"\nafter = \"ingestion\"\ncommand = [\"x\"]\nimage = \"y\"\nreplicas = 1\nsettings = {}\nenv = {}\n";
        let config = Config::parse(all).unwrap();
        assert_eq!((config.login(), config.services()), (Login::Nkey, Services::Together));
        assert_eq!((config.consumers().count(), config.deliveries().len()), (2, 1));
    }
}
