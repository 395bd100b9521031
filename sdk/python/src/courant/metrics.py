"""Metrics for ``/metrics`` in the OpenMetrics format, with the names used by Courant's services."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from courant.processor import Ended
    from courant.pull import Delivery

CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The counters of a stage, and the state of its consumer."""

    def __init__(self, stage: str, version: str) -> None:
        """Create the metrics of a stage with this version."""
        self._stage = stage
        self._version = version
        self._articles: Counter[str] = Counter()
        self._buckets: dict[str, list[int]] = {}
        self._seconds: Counter[str] = Counter()
        self._consumed = 0
        self._redelivered = 0
        self._consumers: dict[str, dict[str, Any] | None] = {}

    def delivered(self, delivery: Delivery) -> None:
        """Count a message that has arrived."""
        self._consumed += 1
        self._redelivered += delivery.delivered > 1

    def settled(self, ended: Ended, seconds: float) -> None:
        """Count a settled message and its failed attempts."""
        if ended.attempt > 1:
            self._articles["retried"] += ended.attempt - 1
        self._articles[ended.outcome] += 1
        buckets = self._buckets.setdefault(ended.outcome, [0] * (len(_BUCKETS) + 1))
        buckets[next((at for at, most in enumerate(_BUCKETS) if seconds <= most), -1)] += 1
        self._seconds[ended.outcome] += seconds  # type: ignore[assignment]

    def consumers(self, infos: dict[str, dict[str, Any] | None]) -> None:
        """Set the state of each stream's consumer; ``None`` if it is missing."""
        self._consumers = infos

    def text(self, in_flight: int, *, ready: bool) -> str:
        """Return the metrics as text."""
        lines: list[str] = []
        family = _Family(lines, self._stage)
        family.begin("courant_articles", "counter", "articles by outcome")
        for outcome, count in sorted(self._articles.items()):
            family.value("courant_articles_total", count, outcome=outcome)
        name = "messaging_process_duration_seconds"
        family.begin(name, "histogram", "time from delivery to settlement")
        for outcome, buckets in sorted(self._buckets.items()):
            below = 0
            for most, count in zip((*map(str, _BUCKETS), "+Inf"), buckets, strict=True):
                below += count
                family.value(f"{name}_bucket", below, outcome=outcome, le=most)
            family.value(f"{name}_sum", self._seconds[outcome], outcome=outcome)
            family.value(f"{name}_count", below, outcome=outcome)
        family.one("messaging_client_consumed_messages", "counter", self._consumed)
        family.one("courant_redelivered", "counter", self._redelivered)
        family.one("courant_in_flight", "gauge", in_flight)
        family.one("courant_ready", "gauge", int(ready))
        family.begin("courant_consumer_exists", "gauge")
        for stream, info in self._consumers.items():
            family.value("courant_consumer_exists", int(info is not None), stream=stream)
        for name, member in (("pending", "num_pending"), ("ack_pending", "num_ack_pending")):
            family.begin(f"courant_queue_{name}", "gauge")
            for stream, info in self._consumers.items():
                if info is not None:
                    family.value(f"courant_queue_{name}", info.get(member, 0), stream=stream)
        family.begin("courant_build", "info", "version of the program")
        family.value("courant_build_info", 1, version=self._version)
        return "\n".join([*lines, "# EOF\n"])


class _Family:
    """Writes families of metrics, each value with the label ``stage``."""

    def __init__(self, lines: list[str], stage: str) -> None:
        self._lines = lines
        self._stage = stage

    def begin(self, name: str, kind: str, about: str | None = None) -> None:
        if about:
            self._lines.append(f"# HELP {name} {about}")
        self._lines.append(f"# TYPE {name} {kind}")

    def value(self, name: str, value: float, **labels: str) -> None:
        pairs = {"stage": self._stage, **labels}.items()
        quoted = ",".join(f'{label}="{_escaped(text)}"' for label, text in pairs)
        self._lines.append(f"{name}{{{quoted}}} {value}")

    def one(self, name: str, kind: str, value: float) -> None:
        self.begin(name, kind)
        self.value(f"{name}_total" if kind == "counter" else name, value)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
