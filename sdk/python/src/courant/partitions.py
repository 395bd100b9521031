"""Several streams for each queue, with the names of ``shared/broker/src/partition.rs``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

LAYOUT_STREAM = "ARTICLES_DEAD"
"""The stream whose metadata says how many partitions there are."""
_MOST = 64
_COUNT = "courant_partitions"
_BEFORE = "courant_partitions_before"
_SUBJECT = re.compile(r"articles\.partition\.\d+\.(.+)")
_PART = re.compile(r"ARTICLES_.*_\d+")


@dataclass(frozen=True)
class Layout:
    """The number of partitions for new articles, and earlier numbers that are being drained."""

    count: int = 1
    before: tuple[int, ...] = ()

    @classmethod
    def read(cls, metadata: Mapping[str, str]) -> Layout:
        """Read the metadata of a stream. Invalid values count as missing."""
        before = (_number(text) for text in metadata.get(_BEFORE, "").split(","))
        return cls(
            _number(metadata.get(_COUNT, "")) or 1, tuple(number for number in before if number)
        )

    def streams(self, queue: str, chosen: frozenset[int] | None = None) -> list[str]:
        """Return the streams of a queue to read, for all or some partitions."""
        if not queue.startswith("ARTICLES_") or _PART.fullmatch(queue):
            return [queue]
        named: dict[str, int] = {}
        for count in (*self.before, self.count):
            for part in range(count):
                # The whole queue counts as the first part.
                named[f"{queue}_{part}" if count > 1 else queue] = part
        return [stream for stream, part in named.items() if chosen is None or part in chosen]

    def subject(self, public: str, article: str | None) -> str:
        """Return the subject for an article, including its partition between two stages."""
        rest = public.removeprefix("articles.")
        if self.count == 1 or rest in (public, "raw") or "." in rest:
            return public
        # The id is a hash.
        part = int(article[-4:], 16) % self.count if article else 0
        return f"articles.partition.{part}.{rest}"


def public(subject: str) -> str:
    """Return the subject without a partition, as used by publishers and in dead letters."""
    inner = _SUBJECT.fullmatch(subject)
    return f"articles.{inner[1]}" if inner else subject


def chosen(text: str) -> frozenset[int]:
    """Parse the partitions of a service: ``0-3`` or ``0,2``.

    Raises:
        ValueError: It is neither.

    """
    numbers: set[int] = set()
    for each in text.split(","):
        first, _, last = each.strip().partition("-")
        numbers.update(range(int(first), int(last or first) + 1))
    if not numbers or min(numbers) < 0 or max(numbers) >= _MOST:
        raise ValueError(text)
    return frozenset(numbers)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and 0 < int(text) <= _MOST else None
