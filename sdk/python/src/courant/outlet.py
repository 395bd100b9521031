"""Sends messages, and retries until the server has stored them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from courant.connection import Connection, Fault, Outbound, PublishError, Stored, backoff, wait_for

log = logging.getLogger("courant")

_ADVICE = {
    Fault.FULL: "let the stream's readers catch up, or give the streams more space "
    "(`courant setup --apply --store`)",
    Fault.NO_STREAM: "create the stream that stores this subject",
    Fault.AWAY: "see the server's log: check that it is up and JetStream is on",
    Fault.REFUSED: "compare the streams with their declaration: `courant setup --check`",
}


class StuckError(Exception):
    """A message was not sent: it is too large, or the service was asked to stop."""

    def __init__(self, *, too_large: bool) -> None:
        """Distinguish the two cases."""
        super().__init__()
        self.too_large = too_large


class Outlet:
    """Sends messages; a full or missing stream is not a failure of the document.

    The message stays in flight, and nothing new is pulled in the meantime (back pressure).
    """

    def __init__(
        self, connection: Connection, stop: asyncio.Event, on_change: Callable[[], None]
    ) -> None:
        """Send over this connection until ``stop`` is set."""
        self._connection = connection
        self._stop = stop
        self._on_change = on_change
        self.blocked = 0
        """How many messages can't be sent."""

    async def send(self, message: Outbound) -> Stored:
        """Store a message.

        Raises:
            StuckError: It is too large, or the service was asked to stop.

        """
        try:
            return await self._connection.store(message)
        except PublishError as error:
            fault = self._blocking(error)
        log.warning(
            "could not send a message, retrying",
            extra={"error": fault.value, "advice": _ADVICE[fault], "subject": message.subject},
        )
        self.blocked += 1
        try:
            return await self._until_stored(message)
        finally:
            self.blocked -= 1
            self._on_change()

    async def _until_stored(self, message: Outbound) -> Stored:
        attempt = 0
        while True:
            attempt += 1
            if await wait_for(self._stop, backoff(attempt, 0.05, 2.5)):
                raise StuckError(too_large=False)
            try:
                return await self._connection.store(message)
            except PublishError as error:
                self._blocking(error)

    @staticmethod
    def _blocking(error: PublishError) -> Fault:
        if error.fault is Fault.TOO_LARGE:
            raise StuckError(too_large=True) from None
        return error.fault
