"""A subscription to a durable pull consumer that requests only what can be processed."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from courant import header, partitions
from courant.connection import BindError, Connection
from courant.requests import Requests

if TYPE_CHECKING:
    from collections.abc import Callable

    from nats.aio.msg import Msg
    from nats.aio.subscription import Subscription

log = logging.getLogger("courant")

_EXPIRES = 30.0
_BRIEFLY = 1.0
_HEARTBEAT = 2.0
_SILENCE = 6.0
_ANSWER = 5.0
_SECOND = 1_000_000_000
# `$JS.ACK.<domain>.<account>.…` has two tokens more than the older form.
_OLD_TOKENS = 9


class PullError(Exception):
    """The subscription has ended, and the caller has to subscribe again."""


@dataclass(frozen=True)
class Delivery:
    """A delivered message that has to be acknowledged."""

    subject: str
    headers: header.Headers
    body: bytes
    reply: str
    stream: str
    sequence: int
    delivered: int
    stored_at_ns: int

    @property
    def key(self) -> str:
        """The identity of the message within its stream, even if the stream is recreated."""
        return f"{self.sequence}-{self.stored_at_ns}"


def delivery(message: Msg) -> Delivery | None:
    """Parse a delivered message; None if it is not from JetStream."""
    tokens = message.reply.split(".")
    if tokens[:2] != ["$JS", "ACK"] or len(tokens) < _OLD_TOKENS:
        return None
    if len(tokens) > _OLD_TOKENS:
        tokens = tokens[:2] + tokens[4:]
    try:
        delivered, sequence, stored_at = int(tokens[4]), int(tokens[5]), int(tokens[7])
    except (IndexError, ValueError):
        return None
    return Delivery(
        subject=partitions.public(message.subject),
        headers=dict(message.headers or {}),
        body=message.data,
        reply=message.reply,
        stream=tokens[2],
        sequence=sequence,
        delivered=delivered,
        stored_at_ns=stored_at,
    )


class Puller:
    """Requests messages from a consumer. Calls ``on_change`` when messages arrive."""

    def __init__(
        self, connection: Connection, stream: str, durable: str, on_change: Callable[[], None]
    ) -> None:
        """Prepare a subscription; ``bind`` starts it."""
        self._connection = connection
        self._stream = stream
        self._durable = durable
        self._on_change = on_change
        self._arrived: deque[Msg] = deque()
        self._subscription: Subscription | None = None
        self._inbox = ""
        self._epoch = 0
        self._heard = 0.0
        self._requests = Requests()
        self.ack_wait = 30.0
        """How long the server waits for an acknowledgement, in seconds."""

    @property
    def requested(self) -> int:
        """The number of requested messages that are not delivered yet."""
        return self._requests.missing

    async def bind(self, *, any_policy: bool = False) -> None:
        """Subscribe to the consumer, which must exist.

        Raises:
            BindError: It is missing or differs from its declaration.

        """
        answer = await self._connection.api(f"CONSUMER.INFO.{self._stream}.{self._durable}")
        config: dict[str, Any] = answer.get("config", {})
        wrong = [
            name
            for name, right in (
                ("ack_policy", config.get("ack_policy") == "explicit"),
                ("max_deliver", config.get("max_deliver", -1) == -1),
                ("backoff", not config.get("backoff")),
            )
            if not right
        ]
        if wrong and not any_policy:
            raise BindError(
                f"the {wrong[0]} of the consumer {self._durable} on {self._stream} differs from "
                "its declaration: run `courant setup --apply`"
            )
        self.ack_wait = config.get("ack_wait", 30 * _SECOND) / _SECOND
        client = self._connection.client
        self._epoch = self._connection.epoch
        self._inbox = client.new_inbox()
        # Only requested messages arrive, so the library's own limits must not drop any.
        self._subscription = await client.subscribe(
            self._inbox, cb=self._receive, pending_msgs_limit=-1, pending_bytes_limit=-1
        )

    async def _receive(self, message: Msg) -> None:
        self._arrived.append(message)
        self._heard = time.monotonic()
        self._on_change()

    async def request(self, batch: int, *, briefly: bool = False) -> None:
        """Request ``batch`` more messages, for only a second if other readers wait."""
        expires = _BRIEFLY if briefly else _EXPIRES
        body = {
            "batch": batch,
            "expires": int(expires * _SECOND),
            "idle_heartbeat": 0 if briefly else int(_HEARTBEAT * _SECOND),
        }
        now = time.monotonic()
        if self.requested == 0:
            self._heard = now
        self._requests.begin(batch, expires, now)
        await self._connection.client.publish(
            f"{self._connection.api_prefix}.CONSUMER.MSG.NEXT.{self._stream}.{self._durable}",
            json.dumps(body).encode(),
            reply=self._inbox,
        )

    def take(self) -> list[Delivery]:
        """Return the messages that have arrived.

        Raises:
            PullError: The connection broke, the consumer is gone, or the server is silent.

        """
        arrived: list[Delivery] = []
        while self._arrived:
            # A message that arrived before a fault is still to be processed.
            if (read := self._read(self._arrived[0], after=bool(arrived))) is _LATER:
                return arrived
            self._arrived.popleft()
            if isinstance(read, Delivery):
                arrived.append(read)
        if not arrived:
            self._check()
        self._expire()
        return arrived

    def _check(self) -> None:
        if self._epoch != self._connection.epoch:
            raise PullError("disconnected")
        if self.requested and time.monotonic() - self._heard > _SILENCE:
            raise PullError("the server missed three heartbeats")

    def _expire(self) -> None:
        """Give up the messages of requests whose end was not reported."""
        lost = self._requests.expire(time.monotonic())
        if lost:
            log.debug("requested messages were lost on their way", extra={"messages": lost})

    def _read(self, message: Msg, *, after: bool) -> Delivery | object | None:
        status = header.get(message.headers, "Status")
        if status is None or message.reply.startswith("$JS.ACK."):
            self._requests.end(1)
            return delivery(message)
        description = header.get(message.headers, "Description") or ""
        if status == "100":
            return None
        if status == "408" or (status == "409" and "Consumer Deleted" not in description):
            pending = header.get(message.headers, "Nats-Pending-Messages")
            if pending and pending.isdecimal():
                self._requests.end(int(pending))
            else:
                self._requests.end_all()
            return None
        if after:
            return _LATER
        self._arrived.popleft()
        raise PullError(f"the server ended the subscription: {status} {description}".rstrip())

    async def drain(self) -> list[Delivery]:
        """End the subscription and return the messages that were delivered but not taken."""
        if self._subscription is not None:
            try:
                drained = self._subscription.drain()  # type: ignore[no-untyped-call]
                await asyncio.wait_for(drained, _ANSWER)
            except Exception:  # noqa: BLE001 - a broken connection has nothing to drain
                self._arrived.clear()
        rest = [delivery(message) for message in self._arrived]
        self._arrived.clear()
        return [each for each in rest if each is not None]


_LATER = object()
