"""Counts the messages that are requested and not delivered yet."""

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
    """The open requests, in the order in which they end.

    The server says how each ends. Where a connection between two servers breaks, what it says may
    be lost, and so may a request or the messages that answer it: after its time, nothing of a
    request is open, whatever was heard.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._open: list[_Request] = []

    def begin(self, batch: int, seconds: float, now: float) -> None:
        """So many messages were requested, for this time."""
        insort(self._open, _Request(batch, now + seconds + LATE), key=lambda each: each.ends)

    def end(self, count: int) -> None:
        """So many messages were delivered, or will not be any more."""
        while count > 0 and self._open:
            ended = min(count, self._open[0].missing)
            self._open[0].missing -= ended
            count -= ended
            if self._open[0].missing == 0:
                self._open.pop(0)

    def end_all(self) -> None:
        """All requests have ended."""
        self._open.clear()

    def expire(self, now: float) -> int:
        """End the requests whose time is over, and return how many messages were missing."""
        over = [each for each in self._open if each.ends <= now]
        self._open = self._open[len(over) :]
        return sum(each.missing for each in over)

    @property
    def missing(self) -> int:
        """How many messages are missing."""
        return sum(each.missing for each in self._open)
