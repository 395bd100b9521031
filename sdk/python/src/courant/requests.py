"""Counts the requested messages that are not delivered yet."""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass

LATE = 5.0
"""The message that a request has ended may arrive so many seconds late."""


@dataclass
class _Request:
    missing: int
    ends: float


class Requests:
    """The open requests, in the order of their expiry.

    The server reports the end of each request. If a connection between two servers breaks, the
    report, the request or its messages may be lost, so a request counts as ended after its time.
    """

    def __init__(self) -> None:
        """Start without requests."""
        self._open: list[_Request] = []

    def begin(self, batch: int, seconds: float, now: float) -> None:
        """Record a request for this many messages, which expires after this time."""
        insort(self._open, _Request(batch, now + seconds + LATE), key=lambda each: each.ends)

    def end(self, count: int) -> None:
        """Record that this many messages were delivered, or will not be."""
        while count > 0 and self._open:
            ended = min(count, self._open[0].missing)
            self._open[0].missing -= ended
            count -= ended
            if self._open[0].missing == 0:
                self._open.pop(0)

    def end_all(self) -> None:
        """End all requests."""
        self._open.clear()

    def expire(self, now: float) -> int:
        """End expired requests, and return the number of missing messages."""
        over = [each for each in self._open if each.ends <= now]
        self._open = self._open[len(over) :]
        return sum(each.missing for each in over)

    @property
    def missing(self) -> int:
        """The number of missing messages."""
        return sum(each.missing for each in self._open)
