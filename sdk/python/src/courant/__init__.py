"""Write stages, readers and publishers for Courant in Python.

A stage is a function from a record to a section::

    from courant import Context, Record, stage

    @stage(name="word-count", section="word_count")
    def process(record: Record, context: Context) -> dict[str, int]:
        return {"words": len(record.text.split())}

    if __name__ == "__main__":
        process.run()

The package fulfils the contract of a stage (``docs/protocol.md``): it acknowledges a
message only after the server has stored its result, preserves unknown members, stores dead
letters, and returns unfinished work at shutdown.
"""

from courant.articles import Article, articles
from courant.full_text import NoFullTextError, full_text
from courant.outcome import Context, Filter, Outcome, Reject, Retry
from courant.publishing import NotStoredError, Receipt, article_id, keyed_id, publish
from courant.record import Record, RecordError
from courant.settings import NatsSettings, StageSettings
from courant.stage import Stage, stage

__all__ = [
    "Article",
    "Context",
    "Filter",
    "NatsSettings",
    "NoFullTextError",
    "NotStoredError",
    "Outcome",
    "Receipt",
    "Record",
    "RecordError",
    "Reject",
    "Retry",
    "Stage",
    "StageSettings",
    "article_id",
    "articles",
    "full_text",
    "keyed_id",
    "publish",
    "stage",
]
