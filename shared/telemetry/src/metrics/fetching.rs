use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// Metrics of a source. Other services don't have these series.
#[derive(Debug, Default)]
pub struct Fetching {
    fetches: Family<Fetch, Counter>,
    watched: Family<Watched, Gauge>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Fetch {
    what: &'static str,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Watched {
    state: &'static str,
}

impl Fetching {
    /// Adds them to the metrics of a service.
    pub fn register(registry: &mut Registry) -> Self {
        let all = Self::default();
        let about = "Requests of a source, by what they fetched and how they ended";
        registry.register("courant_fetches", about, all.fetches.clone());
        let about = "Places that a source watches, by how the last request went";
        registry.register("courant_watched", about, all.watched.clone());
        all
    }

    /// Records that a request ended.
    pub fn fetched(&self, what: &'static str, outcome: &'static str) {
        self.fetches.get_or_create(&Fetch { what, outcome }).inc();
    }

    /// Sets how many places are watched, and how many of them failed last.
    pub fn watching(&self, places: usize, failing: usize) {
        let set = |state, count: usize| {
            let count = count.try_into().unwrap_or(i64::MAX);
            self.watched.get_or_create(&Watched { state }).set(count);
        };
        set("fine", places.saturating_sub(failing));
        set("failing", failing);
    }
}
