use std::num::NonZeroU16;

use config::{Config, Delivery, Login, Name, Reader, Services, Source};

/// The users of the pipeline, and what each stage reads and writes.
#[derive(Debug)]
pub(crate) struct List {
    pub(super) login: Login,
    pub(super) services: Services,
    pub(super) partitions: NonZeroU16,
    /// The number of partitions across which the servers distribute raw documents.
    pub(super) mapping: NonZeroU16,
    pub(super) sources: Vec<Source>,
    pub(crate) readers: Vec<Reader>,
    pub(crate) deliveries: Vec<Delivery>,
    pub(super) stages: Vec<Stage>,
}

/// A service of the pipeline.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) name: &'static str,
    /// The stream that it reads with a consumer of its own name.
    pub(super) reads: &'static str,
    /// The subject that it writes, and the stream that stores it.
    pub(super) writes: String,
    pub(super) into: &'static str,
    /// Whether it may filter articles out: publishing, and every stage that isn't Courant's.
    pub(super) filters: bool,
}

/// Users that every pipeline has.
pub(super) const SETUP: &str = "setup";
pub(super) const TOOLS: &str = "tools";
pub(super) const OPERATOR: &str = "operator";
pub(super) const SYSTEM: &str = "system";

impl List {
    /// The users of this pipeline.
    pub(crate) fn of(config: &Config) -> Self {
        let topology = config.topology();
        let stages = topology.stages().iter().map(|stage| {
            let into = topology.stream_of(stage.output).expect("each output is stored").name;
            Stage {
                name: stage.stage,
                reads: stage.input,
                writes: broker::pattern(stage.output),
                into,
                filters: into == broker::table::PUBLISHED
                    || broker::table::stage(stage.stage).is_none(),
            }
        });
        Self {
            login: config.login(),
            services: config.services(),
            partitions: config.partitions().unwrap_or(NonZeroU16::MIN),
            mapping: config.mapping(),
            sources: config.sources().to_vec(),
            readers: config.readers().to_vec(),
            deliveries: config.deliveries().to_vec(),
            stages: stages.collect(),
        }
    }
}

/// The lines to add for a reader or a delivery that is not listed with this language, and the next steps.
pub(crate) fn missing_lines(
    config: &Config,
    kind: &str,
    name: &Name,
    language: Option<&str>,
) -> Vec<String> {
    let of = |listed: &Name, of: Option<&str>| listed == name && of == language;
    let is_listed = match kind {
        "delivery" => config.deliveries().iter().any(|one| of(&one.name, one.language.as_deref())),
        _ => config.readers().iter().any(|one| of(&one.name, one.language.as_deref())),
    };
    if is_listed {
        return Vec::new();
    }
    let mut lines = vec![
        "missing in courant.toml: add these lines, run `courant setup --nats-config FOLDER`, set \
         the user's secret, and restart nats-server:"
            .to_owned(),
        format!("[[{kind}]]"),
        format!("name = \"{name}\""),
    ];
    lines.extend(language.map(|language| format!("language = \"{language}\"")));
    lines
}
