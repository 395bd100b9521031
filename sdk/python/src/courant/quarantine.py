"""The redelivery quarantine.

When a message is redelivered, an earlier process may have crashed while processing it. Such
messages are processed one at a time, and each attempt is recorded on the server before it starts.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from courant import header
from courant.connection import Connection, Outbound, PublishError, backoff, wait_for
from courant.outlet import Outlet, StuckError
from courant.pull import Delivery

log = logging.getLogger("courant")

STREAM = "ARTICLES_REDELIVERED"
MAX_UNSETTLED = 3
"""After this many attempts that began and never settled, the document counts as the cause."""


class DeadlyError(Exception):
    """The message killed too many processes."""

    def __init__(self, begun: int) -> None:
        """Take the number of attempts."""
        super().__init__()
        self.begun = begun
        self.detail = (
            f"the service died {MAX_UNSETTLED} times while it processed only this document: "
            "a bug or too little memory, please report it"
        )


class Quarantine:
    """Admits one redelivered message at a time."""

    def __init__(
        self, connection: Connection, outlet: Outlet, stage: str, stop: asyncio.Event
    ) -> None:
        """Record the attempts of this stage."""
        self._connection = connection
        self._outlet = outlet
        self._stage = stage
        self._stop = stop
        self._turn = asyncio.Lock()
        self._undo: Outbound | None = None

    @asynccontextmanager
    async def enter(self, delivery: Delivery) -> AsyncIterator[None]:
        """Wait until a message may be processed, and record the attempt.

        Raises:
            DeadlyError: The message killed too many processes.
            StuckError: The service was asked to stop.

        """
        async with self._turn:
            if self._stop.is_set():
                raise StuckError(too_large=False)
            subject = header.redelivered_subject(self._stage, delivery.key)
            begun = await self._begun(subject)
            if begun >= MAX_UNSETTLED:
                raise DeadlyError(begun)
            await self._outlet.send(_mark(subject, begun + 1))
            self._undo = _mark(subject, begun)
            try:
                yield
            finally:
                await self.clear()

    async def clear(self) -> None:
        """Remove the record of the current attempt, which has ended or been interrupted."""
        undo, self._undo = self._undo, None
        if undo is None:
            return
        try:
            await self._connection.store(undo)
        except PublishError:
            log.warning("could not undo a stored attempt")

    async def _begun(self, subject: str) -> int:
        attempt = 0
        while True:
            try:
                stored = await self._connection.last_of_subject(STREAM, subject)
            except PublishError:
                attempt += 1
                if await wait_for(self._stop, backoff(attempt, 0.05, 2.5)):
                    raise StuckError(too_large=False) from None
                continue
            if stored is None:
                return 0
            # A mark that can't be read must not turn a document into a dead letter.
            return int(stored) if stored.isdigit() else 0


def _mark(subject: str, begun: int) -> Outbound:
    return Outbound(subject, {header.CONTENT_TYPE: "text/plain"}, str(begun).encode())
