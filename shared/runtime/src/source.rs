//! Runs a source: a service that fetches documents and publishes them.

mod args;
mod intake;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use broker::Broker;
use stage::Source;
use tokio_util::sync::CancellationToken;

pub use args::SourceArgs;

use crate::admin::Admin;
use crate::exit::{FAULT, exit};
use crate::health::FIRST;
use crate::host::{Job, host};
use crate::run::ended;
use crate::service::End;
use crate::settings::Settings;
use intake::BrokerIntake;

/// How often the admin port learns that the service runs.
const BEAT: Duration = Duration::from_secs(1);

/// Runs a source in the foreground, until a signal or a fault ends it.
pub fn source<S: Source>(args: SourceArgs<S::Settings>) -> ExitCode {
    let SourceArgs { source, runtime, instead } = args;
    let lane = runtime.lane.clone();
    host(S::NAME, runtime.settings(), instead, |_| Ok(Fetching { lane, source: S::new(source)? }))
}

/// Publishes what a source fetches.
struct Fetching<S> {
    lane: Option<String>,
    source: S,
}

impl<S: Source> Job for Fetching<S> {
    // A source's user can't subscribe.
    const ABOUT: Option<&'static str> = None;

    async fn run(
        self,
        settings: Settings,
        broker: Broker,
        admin: &Admin,
        stop: CancellationToken,
    ) -> ExitCode {
        let (health, metrics) = (Arc::clone(&admin.health), Arc::clone(&admin.metrics));
        health.bound(FIRST);
        let intake = BrokerIntake::new(S::NAME, self.lane, broker, health, metrics, stop.clone());
        let running = self.source.run(intake.clone());
        let saying = intake.say();
        tokio::pin!(saying);
        tokio::pin!(running);
        let mut beat = tokio::time::interval(BEAT);
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                () = &mut running => return exit(FAULT, "the source ended by itself"),
                never = &mut saying => match never {},
                _ = beat.tick() => admin.health.beat(FIRST),
            }
        }
        let finished = tokio::time::timeout(settings.grace, running).await;
        ended(if finished.is_ok() { End::Stopped } else { End::GraceExceeded })
    }
}
