//! Runs a delivery: sends published articles to a [`Target`].
//!
//! Each delivery is a durable consumer of `ARTICLES_PUBLISHED`. As in a stage, each message has its
//! own task, which keeps it alive, settles and reports it (`deliverer`). `batcher` groups waiting
//! articles and calls the target, and `order` delivers the versions of an article one after
//! another.

mod args;
mod batcher;
mod deliverer;
mod order;
mod replays;

use std::process::ExitCode;
use std::sync::Arc;

use broker::{Broker, table};
use stage::Target;
use tokio_util::sync::CancellationToken;

pub use args::DeliveryArgs;

use crate::admin::Admin;
use crate::exit::{FAULT, USAGE, exit_without_log};
use crate::host::{Job, host};
use crate::resources::{Named, Resources};
use crate::run::ended;
use crate::settings::{Endpoints, Settings};
use batcher::Batcher;
use deliverer::Deliverer;

/// Runs a delivery in the foreground, until a signal or a fault ends it.
pub fn deliver<T: Target>(args: DeliveryArgs<T::Settings>) -> ExitCode {
    if let Some(text) = T::preview(&args.target) {
        return print(&text);
    }
    let DeliveryArgs { delivery, target, instead } = args;
    let name = match delivery.name(T::KIND) {
        Ok(name) => name,
        Err(why) => return exit_without_log(USAGE, &why),
    };
    // Leaked once per process, for metrics and spans.
    let stage: &'static str = Box::leak(format!("delivery-{name}").into_boxed_str());
    host(stage, delivery.settings(), instead, |_| {
        Ok(Delivering { stage, name, target: T::new(target)? })
    })
}

fn print(text: &str) -> ExitCode {
    use std::io::Write;
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => exit_without_log(FAULT, &format!("could not write to stdout: {error}")),
    }
}

/// Delivers the messages of a consumer.
struct Delivering<T> {
    stage: &'static str,
    name: String,
    target: T,
}

impl<T: Target> Job for Delivering<T> {
    const ABOUT: Option<&'static str> = Some("Delivers published articles");

    async fn run(
        self,
        settings: Settings,
        broker: Broker,
        admin: &Admin,
        stop: CancellationToken,
    ) -> ExitCode {
        let endpoints = |stream: &str| Endpoints {
            stream: stream.into(),
            durable: self.name.as_str().into(),
            output: "".into(),
        };
        let batching = self.target.batching();
        // The next batches are pulled while the target processes these.
        let window = 2 * batching.articles * batching.parallel;
        let named = Named { stage: self.stage, from_outside: false };
        let (health, metrics) = (Arc::clone(&admin.health), Arc::clone(&admin.metrics));
        let resources = Resources::named(
            named,
            settings.clone(),
            endpoints(table::PUBLISHED),
            broker.clone(),
            window,
            health,
            metrics,
            stop.clone(),
        );
        let replays = replays::resources(named, settings, endpoints(table::DELIVERY), broker, stop);
        let batcher = Batcher::start(self.target, &resources);
        ended(Deliverer::new(resources, batcher).run(replays).await)
    }
}
