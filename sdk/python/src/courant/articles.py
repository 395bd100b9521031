"""Reads published articles."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Literal

from courant import header
from courant.connection import BindError, Connection, backoff, wait_for
from courant.pull import Delivery, Puller, PullError
from courant.settings import NatsSettings

_STREAM = "ARTICLES_PUBLISHED"
_TICK = 1.0
_MINUTE_NS = 60_000_000_000
_BATCH = 16


@dataclass(frozen=True)
class Article:
    """A published article."""

    id: str
    language: str
    """The full BCP 47 tag, such as ``zh-Hant``."""
    subject: str
    record: dict[str, Any]
    """The record, as ``docs/record.md`` describes it."""
    headers: header.Headers

    @property
    def text(self) -> str:
        """The main content."""
        return str(self.record["document"]["text"])

    @property
    def title(self) -> str | None:
        """The headline, if one was found."""
        title = self.record.get("metadata", {}).get("title")
        return title["value"] if title else None


async def articles(
    *,
    language: str | None = None,
    durable: str | None = None,
    start: Literal["new", "all"] | datetime = "new",
    settings: NatsSettings | None = None,
    timeout: float = 30.0,
) -> AsyncGenerator[Article, None]:
    """Yield published articles, without end.

    With a durable consumer (``courant setup --reader NAME``), no article is missed: each is
    acknowledged when the loop asks for the next one, and the next run continues there. If the loop
    ends in between, the next run receives the last article again, so store by ``id``. On a server
    with users, the durable consumer is that of the user.

    Without one, articles are read from ``start`` on, and the position is not stored.

    Args:
        language: A primary subtag, such as ``de``; by default all languages.
        durable: The name of a durable consumer.
        start: ``"new"``, ``"all"`` that the server has, or a time; not with a durable consumer.
        settings: The connection to the server; by default from the environment.
        timeout: Maximum number of seconds to connect and to find the consumer.

    """
    given = settings or NatsSettings.from_env()
    connection = Connection(given)
    await connection.open("courant-python", timeout)
    reader = _Reader(connection, durable or given.login, language, start, timeout)
    try:
        async for delivery in reader.deliveries():
            async with reader.holding(delivery):
                if article := _article(delivery, language):
                    yield article
    finally:
        await reader.close()
        await connection.close()


class _Reader:
    def __init__(
        self,
        connection: Connection,
        durable: str | None,
        language: str | None,
        start: Literal["new", "all"] | datetime,
        within: float,
    ) -> None:
        self._connection = connection
        self._durable = durable
        self._language = language
        self._start = start
        self._within = within
        self._wake = asyncio.Event()
        self._puller: Puller | None = None
        self._made: str | None = None
        self._after = 0
        connection.on_change = self._wake.set

    async def deliveries(self) -> AsyncIterator[Delivery]:
        """Yield messages, and subscribe again after a fault."""
        failures, healthy_at = 0, time.monotonic()
        while True:
            try:
                async for delivery in self._subscribed():
                    failures, healthy_at = 0, time.monotonic()
                    yield delivery
            except (BindError, PullError):
                if time.monotonic() - healthy_at > self._within and self._connection.is_up:
                    raise
                failures += 1
                await asyncio.sleep(backoff(failures, 0.1, 2.5))

    async def _subscribed(self) -> AsyncIterator[Delivery]:
        durable = self._durable or await self._ephemeral()
        explicit = self._durable is not None
        self._puller = Puller(self._connection, _STREAM, durable, self._wake.set)
        await self._puller.bind(any_policy=not explicit)
        while True:
            self._wake.clear()
            arrived = self._puller.take()
            # One by one from a durable consumer: the others would wait unacknowledged.
            if not arrived and self._puller.requested == 0:
                await self._puller.request(1 if explicit else _BATCH)
            for delivery in arrived:
                self._after = delivery.sequence
                yield delivery
            if not arrived:
                await wait_for(self._wake, _TICK)

    async def _ephemeral(self) -> str:
        """Create a consumer that the server deletes a minute after its last use."""
        config: dict[str, Any] = {
            "ack_policy": "none",
            "filter_subject": f"articles.published.{self._language or '*'}.*",
            "inactive_threshold": _MINUTE_NS,
            "mem_storage": True,
            "num_replicas": 1,
            **self._from(),
        }
        answer = await self._connection.api(
            f"CONSUMER.CREATE.{_STREAM}", {"stream_name": _STREAM, "config": config}
        )
        self._made = str(answer["name"])
        return self._made

    def _from(self) -> dict[str, Any]:
        if self._after:
            return {"deliver_policy": "by_start_sequence", "opt_start_seq": self._after + 1}
        if isinstance(self._start, datetime):
            at = self._start.astimezone(timezone.utc).isoformat()
            return {"deliver_policy": "by_start_time", "opt_start_time": at}
        return {"deliver_policy": self._start}

    @asynccontextmanager
    async def holding(self, delivery: Delivery) -> AsyncIterator[None]:
        """Acknowledge a message at the end, or return it if the loop is left."""
        progress = asyncio.create_task(self._progress(delivery))
        answer = b"-NAK"
        try:
            yield
            answer = b"+ACK"
        finally:
            progress.cancel()
            await self._answer(delivery, answer)

    async def _progress(self, delivery: Delivery) -> None:
        """Tell the server that the message is still being processed."""
        while self._puller is not None:
            await asyncio.sleep(self._puller.ack_wait / 3)
            await self._answer(delivery, b"+WPI")

    async def _answer(self, delivery: Delivery, answer: bytes) -> None:
        if self._durable is not None:
            await self._connection.client.publish(delivery.reply, answer)

    async def close(self) -> None:
        if self._puller is not None:
            for rest in await self._puller.drain():
                await self._answer(rest, b"-NAK")
        if self._made is not None:
            with suppress(BindError):
                await self._connection.api(f"CONSUMER.DELETE.{_STREAM}.{self._made}")


def _article(delivery: Delivery, language: str | None) -> Article | None:
    """Read an article; None if it is in another language."""
    subtag = delivery.subject.split(".")[2]
    if language is not None and subtag != language:
        return None
    record = json.loads(delivery.body)
    return Article(
        id=record["id"],
        language=header.get(delivery.headers, header.LANGUAGE) or subtag,
        subject=delivery.subject,
        record=record,
        headers=delivery.headers,
    )
