"""Processes one message, from its delivery to its settlement."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from courant import header
from courant.attempt import Attempt, Finished
from courant.connection import Connection, Outbound, backoff, wait_for
from courant.dead import Failed, dead_letter, mark
from courant.outcome import Filter
from courant.outlet import Outlet, StuckError
from courant.quarantine import DeadlyError, Quarantine
from courant.record import RawPosition, Record, RecordError
from courant.tracing import DeliverySpan, Spans

if TYPE_CHECKING:
    from courant.metrics import Metrics
    from courant.pull import Delivery
    from courant.settings import StageSettings
    from courant.stage import Stage

log = logging.getLogger("courant")

_RETURN = 30.0
"""How long the server keeps a message that another version or replica can process."""
_SOON = 0.1
_MAX_RUN = 64
_DUPLICATE = "articles.duplicate.{stage}"
_FILTERED = "articles.filtered.{reason}"
_DEAD = "articles.dead.{stage}.{code}"


@dataclass(frozen=True)
class Ended:
    """How a delivery ended."""

    outcome: str
    attempt: int = 1
    article: str | None = None
    failed: Failed | None = None


class Processor:
    """Processes messages for one stage."""

    def __init__(
        self,
        stage: Stage,
        settings: StageSettings,
        connection: Connection,
        stop: asyncio.Event,
        metrics: Metrics,
    ) -> None:
        """Send results over this connection until ``stop`` is set."""
        self._stage = stage
        self._settings = settings
        self._connection = connection
        self._stop = stop
        self._metrics = metrics
        self._spans = Spans(connection.url, settings.durable, stage.name, stage.version)
        self.attempt = Attempt(stage, settings)
        self.outlet = Outlet(connection, stop, connection.changed)
        self.quarantine = Quarantine(connection, self.outlet, stage.name, stop)

    async def process(self, delivery: Delivery, heartbeat: float) -> None:
        """Process one message, with a heartbeat to the server every ``heartbeat`` seconds."""
        began = time.monotonic()
        self._metrics.delivered(delivery)
        article = header.get(delivery.headers, header.ARTICLE_ID)
        work = asyncio.ensure_future(self._settle(delivery, article))
        while not work.done():
            await asyncio.wait({work}, timeout=heartbeat)
            if not work.done():
                await self._acknowledge(delivery, b"+WPI")
        ended = work.result()
        seconds = time.monotonic() - began
        self._metrics.settled(ended, seconds)
        _report(self._stage.name, delivery, ended, seconds)

    async def _settle(self, delivery: Delivery, article: str | None) -> Ended:
        record: Record | None = None
        try:
            record = Record(delivery.body)
            article = record.id
        except RecordError as error:
            if error.is_newer:
                await self._nak(delivery, _RETURN)
                return Ended("returned", 1, article, Failed(error.code, error.detail))
            failed: Failed | None = Failed(error.code, error.detail, article)
        else:
            failed = None
        span = DeliverySpan(self._spans, delivery, article)
        message = _Message(delivery, record, article, span)
        try:
            if record is None and failed is not None:
                ended = await self._dead_letter(message, failed, 1)
            elif delivery.delivered > 1:
                ended = await self._quarantined(message)
            else:
                ended = await self._attempts(message)
        except StuckError:
            await self._nak(delivery, _SOON)
            ended = Ended("returned", 1, article)
        code, detail = (ended.failed.code, ended.failed.detail) if ended.failed else (None, None)
        span.end(ended.outcome, code, detail)
        return ended

    async def _quarantined(self, message: _Message) -> Ended:
        try:
            async with self.quarantine.enter(message.delivery):
                return await self._attempts(message)
        except DeadlyError as error:
            failed = Failed("crashed", error.detail, message.article)
            return await self._dead_letter(message, failed, error.begun)

    async def _attempts(self, message: _Message) -> Ended:
        attempt = 0
        while True:
            attempt += 1
            with message.span.work(attempt) as mark:
                finished = await self.attempt.run(message.known_record, attempt)
                failed = finished.failed
                if failed is not None:
                    mark(failed.code)
            if failed is None:
                return await self._done(message, finished, attempt)
            if not finished.retry or attempt >= self._settings.attempts:
                return await self._dead_letter(message, failed, attempt)
            wait = backoff(attempt, 0.25, 15)
            log.info(
                "attempt failed, retrying",
                extra={"error.type": failed.code, "courant.wait_ms": round(wait * 1000)},
            )
            if await wait_for(self._stop, wait):
                await self._nak(message.delivery, _SOON)
                return Ended("returned", attempt, message.article, failed)

    async def _done(self, message: _Message, finished: Finished, attempt: int) -> Ended:
        try:
            if isinstance(finished.step, Filter):
                outcome = await self._filter(message, finished.step)
            else:
                outcome = await self._forward(message, finished, attempt)
        except RecordError as error:
            failed = Failed(error.code, error.detail, message.article)
            return await self._dead_letter(message, failed, attempt)
        except StuckError as error:
            if not error.too_large:
                raise
            return await self._dead_letter(message, _too_large(message.article), attempt)
        await self._acknowledge(message.delivery, b"+ACK")
        return Ended(outcome, attempt, message.article)

    async def _forward(self, message: _Message, finished: Finished, attempt: int) -> str:
        record, delivery = message.known_record, message.delivery
        entry = {
            "stage": self._stage.name,
            "version": self._stage.version,
            "at": finished.began,
            "duration_ms": finished.duration_ms,
            "attempt": attempt,
        }
        body = record.extended(self._stage.section, str(finished.step), entry)
        output = self._settings.output
        with message.span.send(output) as trace:
            headers = _forwarded(record.id, self._stage.name, delivery) | trace
            stored = await self.outlet.send(Outbound(output, headers, body))
        if not stored.duplicate:
            return "forwarded"
        subject = header.duplicate_subject(self._stage.name)
        with message.span.send(subject, _DUPLICATE) as trace:
            set_aside = mark(delivery, subject, record.id, record.raw_position(), b"")
            await self.outlet.send(_with(set_aside, trace))
        return "duplicate"

    async def _filter(self, message: _Message, step: Filter) -> str:
        record = message.known_record
        subject = header.filtered_subject(step.reason)
        with message.span.send(subject, _FILTERED) as trace:
            body = record.to_json()
            set_aside = mark(message.delivery, subject, record.id, record.raw_position(), body)
            await self.outlet.send(_with(set_aside, trace))
        return "filtered"

    async def _dead_letter(self, message: _Message, failed: Failed, attempt: int) -> Ended:
        subject = header.dead_subject(self._stage.name, failed.code)
        with message.span.send(subject, _DEAD) as trace:
            letter = dead_letter(
                message.delivery,
                self._stage.name,
                failed,
                attempt,
                message.raw_position,
                trace,
                self._connection.client.max_payload,
            )
            stored = await self.outlet.send(letter)
        if stored.duplicate:
            log.warning("the dead letter was already stored")
        await self._acknowledge(message.delivery, b"+TERM")
        return Ended("dead", attempt, message.article, failed)

    async def give_back(self, delivery: Delivery) -> None:
        """Return a message to the server before any work on it."""
        await self._nak(delivery, _SOON)

    async def _nak(self, delivery: Delivery, delay: float) -> None:
        # Without a delay the server redelivers at once, in a busy loop.
        body = json.dumps({"delay": int(delay * 1e9)})
        await self._acknowledge(delivery, f"-NAK {body}".encode())

    async def _acknowledge(self, delivery: Delivery, answer: bytes) -> None:
        try:
            await self._connection.client.publish(delivery.reply, answer)
        except Exception:  # noqa: BLE001 - the server then redelivers the message
            log.warning("could not acknowledge a message")


@dataclass(frozen=True)
class _Message:
    delivery: Delivery
    record: Record | None
    article: str | None
    span: DeliverySpan

    @property
    def known_record(self) -> Record:
        """Return the record, which every message has once it is processed."""
        if self.record is None:
            raise RecordError("record_not_json", "the record is not a JSON object")
        return self.record

    @property
    def raw_position(self) -> RawPosition | None:
        return self.record.raw_position() if self.record else None


def _forwarded(article: str, stage: str, delivery: Delivery) -> header.Headers:
    run = header.get(delivery.headers, header.RUN) or ""
    valid = 0 < len(run) <= _MAX_RUN and all("!" <= character <= "~" for character in run)
    headers = {
        header.NATS_MSG_ID: f"{article}/{stage}/{run}" if valid else f"{article}/{stage}",
        header.ARTICLE_ID: article,
        header.CONTENT_TYPE: "application/json",
    }
    if valid:
        headers[header.RUN] = run
    if (header.get(delivery.headers, header.REPLACE) or "").strip() == "true":
        headers[header.REPLACE] = "true"
    return headers


def _with(message: Outbound, trace: header.Headers) -> Outbound:
    return Outbound(message.subject, message.headers | trace, message.body)


def _too_large(article: str | None) -> Failed:
    detail = (
        "the record is larger than the server accepts: raise max_payload on the server, "
        "or lower COURANT_MAX_BYTES"
    )
    return Failed("record_too_large", detail, article)


def _report(stage: str, delivery: Delivery, ended: Ended, seconds: float) -> None:
    fields: dict[str, object] = {
        "courant.article.id": ended.article,
        "courant.stage": stage,
        "courant.outcome": ended.outcome,
        "courant.attempt": ended.attempt,
        "courant.duration_ms": round(seconds * 1000),
        "messaging.nats.stream": delivery.stream,
        "messaging.nats.stream.sequence": delivery.sequence,
        "messaging.nats.delivered": delivery.delivered,
    }
    if ended.failed:
        fields |= {"error.type": ended.failed.code, "error.message": ended.failed.detail}
    log.info("settled", extra=fields)
