use article::{StreamPosition, Timestamp};
use broker::table::RAW;
use broker::{Broker, LookupError, partition};

/// The streams of raw documents, up to the cut; later documents are ignored.
///
/// A document is identified by one number, which combines the index of its partition and its
/// sequence. In a single stream, this is the sequence.
pub(super) struct Raws(Vec<Raw>);

/// One stream of raw documents.
pub(super) struct Raw {
    pub(super) stream: String,
    /// Positions in an earlier stream of the same name don't count.
    pub(super) created_at: Timestamp,
    pub(super) last: u64,
}

/// The index of the partition is above these bits.
const SHIFT: u32 = 44;

impl Raws {
    pub(super) async fn read(broker: &Broker) -> Result<Self, LookupError> {
        let mut raws = Vec::new();
        let layout = broker.read_layout().await?;
        for stream in layout.streams(RAW) {
            let current = layout.current().iter().any(|part| part.stream(RAW) == stream);
            let metrics = match broker.stream_metrics(&stream).await {
                Ok(metrics) => metrics,
                // It was drained and removed.
                Err(LookupError::NoStream(_)) if !current => continue,
                Err(error) => return Err(error),
            };
            let Some(report) = broker.stream_report(&stream).await? else { continue };
            let (created_at, last) = (report.created_at, metrics.last_sequence);
            raws.push(Raw { stream, created_at, last });
        }
        Ok(Self(raws))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Raw> {
        self.0.iter()
    }

    /// The number of a message of one of the streams.
    pub(super) fn number(&self, stream: &str, sequence: u64) -> Option<u64> {
        let place = self.0.iter().position(|raw| raw.stream == stream)?;
        Some((place as u64) << SHIFT | sequence)
    }

    /// The number of the document at a position.
    pub(super) fn at(&self, position: &StreamPosition) -> Option<u64> {
        let StreamPosition { stream, created_at, sequence } = position;
        let mut same = self.0.iter().filter(|raw| raw.created_at == *created_at);
        same.any(|raw| raw.stream == *stream).then(|| self.number(stream, *sequence))?
    }

    /// The numbers of the documents that a replay continues, as its run names them: `5`, `2.5`.
    pub(super) fn replayed(&self, run: &str) -> Vec<u64> {
        let Some((_, places)) = run.strip_prefix("replay-").and_then(|run| run.split_once("-raw-"))
        else {
            return Vec::new();
        };
        let number = |place: &str| match place.split_once('.') {
            Some((number, sequence)) => {
                self.number(&format!("{RAW}_{number}"), sequence.parse().ok()?)
            }
            None => self.number(RAW, place.parse().ok()?),
        };
        places.split('-').filter_map(number).collect()
    }

    /// How a message is shown: `4711`, `2/4711`.
    pub(super) fn shown(&self, number: u64) -> String {
        let (place, sequence) = split(number);
        self.0
            .get(place)
            .map_or(sequence.to_string(), |raw| partition::place(&raw.stream, sequence))
    }
}

/// The index of the partition, and the sequence.
pub(super) fn split(number: u64) -> (usize, u64) {
    (usize::try_from(number >> SHIFT).unwrap_or(usize::MAX), number & ((1 << SHIFT) - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raws(streams: &[&str]) -> Raws {
        let raw = |stream: &&str| Raw {
            stream: (*stream).to_owned(),
            created_at: Timestamp::UNIX_EPOCH,
            last: 100,
        };
        Raws(streams.iter().map(raw).collect())
    }

    #[test]
    fn in_a_single_stream_a_document_has_its_sequence() {
        let one = raws(&[RAW]);
        assert_eq!(one.number(RAW, 7), Some(7));
        assert_eq!(one.shown(7), "7");
        assert_eq!(one.replayed("replay-7-1789-raw-5-9"), [5, 9]);
        assert!(one.replayed("replay-7-1789").is_empty());
        assert!(one.replayed("7-0").is_empty());
    }

    #[test]
    fn partitions_have_different_numbers() {
        let two = raws(&["ARTICLES_RAW_0", "ARTICLES_RAW_1"]);
        let numbers = [two.number("ARTICLES_RAW_0", 7), two.number("ARTICLES_RAW_1", 7)];
        assert!(numbers[0].is_some() && numbers[0] != numbers[1]);
        assert_eq!(numbers[1].map(split), Some((1, 7)));
        assert_eq!(two.shown(numbers[1].unwrap()), "1/7");
        assert_eq!(two.replayed("replay-7-1789-raw-1.7"), [numbers[1].unwrap()]);
        let position = |created_at| StreamPosition {
            stream: "ARTICLES_RAW_1".to_owned(),
            created_at,
            sequence: 7,
        };
        assert_eq!(two.at(&position(Timestamp::UNIX_EPOCH)), numbers[1]);
        assert_eq!(two.at(&position(Timestamp::MAX)), None, "an earlier stream of this name");
        assert_eq!(two.number(RAW, 7), None);
    }
}
