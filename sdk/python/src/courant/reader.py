"""The subscription to one stream of a service, and its share of the messages in flight."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from courant.pull import Puller

if TYPE_CHECKING:
    from courant.connection import Connection


class Reader:
    """Reads one stream, which is the only one of its queue or a partition."""

    def __init__(self, connection: Connection, stream: str, durable: str) -> None:
        """Prepare it; ``subscribe`` starts it."""
        self._connection = connection
        self._durable = durable
        self._requested_at = 0.0
        self.stream = stream
        self.wake = asyncio.Event()
        self.bound = False
        self.left = False
        self.in_flight = 0
        self.healthy_at = time.monotonic()
        self.subscribe()

    def subscribe(self) -> None:
        """Subscribe again, without open requests."""
        self.puller = Puller(self._connection, self.stream, self._durable, self.wake.set)

    def leave(self) -> None:
        """Stop reading, because the stream is not in the layout."""
        self.left = True
        self.wake.set()

    async def request(self, batch: int, *, briefly: bool) -> None:
        """Request more messages."""
        self._requested_at = time.monotonic()
        await self.puller.request(batch, briefly=briefly)

    @property
    def _taken(self) -> int:
        return self.in_flight + self.puller.requested

    def room(self, window: int, readers: list[Reader]) -> int:
        """Return the number of messages to request, which is 0 until half of its share is free.

        All readers together have at most ``window`` messages in flight. If there are more readers,
        the one that has waited longest is the next.
        """
        share = max(window // max(len(readers), 1), 1)
        left = window - sum(reader._taken for reader in readers)
        free = max(min(share - self._taken, left), 0)
        if len(readers) > window:
            idle = [reader for reader in readers if reader.bound and not reader._taken]
            if any(reader._requested_at < self._requested_at for reader in idle):
                return 0
        enough = free >= max(share // 2, 1) or (self.puller.requested == 0 and free > 0)
        return free if enough else 0
