"""Runs a stage as a service, until a signal or a fault ends it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from typing import TYPE_CHECKING

import nats.micro

from courant.admin import Admin
from courant.connection import BindError, Connection, backoff, wait_for
from courant.metrics import Metrics
from courant.processor import Processor
from courant.pull import Puller, PullError

if TYPE_CHECKING:
    from courant.pull import Delivery
    from courant.settings import NatsSettings, StageSettings
    from courant.stage import Stage

log = logging.getLogger("courant")

OK, FAULT, USAGE, GRACE_EXCEEDED = 0, 1, 2, 75
_TICK = 1.0
_POLL = 5.0
_MAX_LOST = 2


class Service:
    """One replica of a stage."""

    def __init__(self, stage: Stage, settings: StageSettings, nats: NatsSettings) -> None:
        """Prepare the service; ``run`` starts it."""
        self._stage = stage
        self._settings = settings
        self._connection = Connection(nats)
        self._stop = asyncio.Event()
        self._wake = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._metrics = Metrics(stage.name, stage.version)
        self._processor = Processor(stage, settings, self._connection, self._stop, self._metrics)
        self._connection.on_change = self._wake.set
        self._bound = False
        self._healthy_at = time.monotonic()

    async def run(self) -> int:
        """Run until SIGTERM or SIGINT. Return the exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._signalled)
        admin = await Admin.start(self._settings.admin, self._unready, self._scraped)
        poll: asyncio.Task[None] | None = None
        try:
            await self._connection.open(self._stage.name, self._settings.recovery)
            await self._announce()
            log.info("started", extra={"courant.stage": self._stage.name})
            if self._settings.admin:
                poll = asyncio.create_task(self._poll())
            code = await self._serve()
        except ConnectionError as error:
            log.error("exiting", extra={"error.message": str(error)})  # noqa: TRY400
            code = FAULT
        finally:
            if poll:
                poll.cancel()
            await self._connection.close()
            admin.close()
        if code == OK:
            log.info("stopped")
        return code

    async def _announce(self) -> None:
        """Answer those who count the replicas of this stage."""
        await nats.micro.add_service(
            self._connection.client,
            name=self._stage.name,
            # Its own version need not be a semantic one.
            version=_sdk_version(),
            metadata={"version": self._stage.version},
        )

    def _signalled(self) -> None:
        if self._stop.is_set():
            os._exit(GRACE_EXCEEDED)
        log.info("stopping", extra={"courant.in_flight": len(self._tasks)})
        self._stop.set()
        self._wake.set()

    def _scraped(self) -> str:
        return self._metrics.text(len(self._tasks), ready=self._unready() is None)

    async def _poll(self) -> None:
        """Ask the server about the consumer, however often ``/metrics`` is read."""
        request = f"CONSUMER.INFO.{self._settings.stream}.{self._settings.durable}"
        while not await wait_for(self._stop, _POLL):
            if not self._connection.is_up:
                continue
            try:
                self._metrics.consumer(await self._connection.api(request))
            except BindError:
                self._metrics.consumer(None)

    def _unready(self) -> str | None:
        if not self._connection.is_up:
            return "disconnected"
        if not self._bound:
            return "not subscribed"
        return "output blocked" if self._processor.outlet.blocked else None

    async def _serve(self) -> int:
        failures = 0
        self._healthy_at = time.monotonic()
        while not self._stop.is_set():
            puller = Puller(
                self._connection, self._settings.stream, self._settings.durable, self._wake.set
            )
            try:
                await puller.bind()
                self._bound, failures = True, 0
                await self._pull(puller)
            except (BindError, PullError) as error:
                log.warning("could not read from the server, retrying", extra={"error": str(error)})
            self._bound = False
            for rest in await puller.drain():
                await self._processor.give_back(rest)
            if self._stop.is_set():
                break
            if time.monotonic() - self._healthy_at > self._settings.recovery:
                log.error("exiting", extra={"error.message": "no working consumer"})
                return FAULT
            if self._processor.attempt.threads.lost > _MAX_LOST * (os.cpu_count() or 1):
                log.error("exiting", extra={"error.message": "too many threads hang"})
                return FAULT
            failures += 1
            await wait_for(self._stop, backoff(failures, 0.1, 2.5))
        return await self._finish()

    async def _pull(self, puller: Puller) -> None:
        heartbeat = puller.ack_wait / 3
        while not self._stop.is_set():
            self._wake.clear()
            for delivery in puller.take():
                self._start(delivery, heartbeat)
            room = self._room(puller.requested)
            if room:
                await puller.request(room)
            self._healthy_at = time.monotonic()
            if self._processor.attempt.threads.lost > _MAX_LOST * (os.cpu_count() or 1):
                raise PullError("too many threads hang")
            await wait_for(self._wake, _TICK)

    def _start(self, delivery: Delivery, heartbeat: float) -> None:
        task = asyncio.create_task(self._processor.process(delivery, heartbeat))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._wake.set()
        if not task.cancelled() and task.exception():
            # The message is not acknowledged, so the server redelivers it.
            log.error("a task failed", extra={"error": type(task.exception()).__name__})

    def _room(self, requested: int) -> int:
        """Return how many messages to request: none until half of the window is free."""
        window = self._settings.in_flight
        if self._processor.outlet.blocked:
            return 0
        free = max(window - len(self._tasks) - requested, 0)
        enough = free >= max(window // 2, 1) or (requested == 0 and free > 0)
        return free if enough else 0

    async def _finish(self) -> int:
        """Wait for the messages in flight, but not longer than the grace period."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._settings.grace)
        if not self._tasks:
            return OK
        await self._processor.quarantine.clear()
        log.error(
            "exiting",
            extra={
                "error.message": "the grace period expired; the server redelivers the messages "
                "that are in flight",
                "exit.code": GRACE_EXCEEDED,
            },
        )
        return GRACE_EXCEEDED


def _sdk_version() -> str:
    try:
        return installed("courant")
    except PackageNotFoundError:
        # Run from the sources.
        return "0.0.0"
