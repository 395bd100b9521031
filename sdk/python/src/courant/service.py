"""Runs a stage as a service, until a signal or a fault ends it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from typing import TYPE_CHECKING, Any

import nats.micro

from courant.admin import Admin
from courant.connection import BindError, Connection, backoff, wait_for
from courant.metrics import Metrics
from courant.processor import Processor
from courant.pull import PullError
from courant.reader import Reader

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
        self._readers: dict[str, Reader] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._metrics = Metrics(stage.name, stage.version)
        self._processor = Processor(stage, settings, self._connection, self._stop, self._metrics)
        self._connection.on_change = self._wake

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
        """Answer requests that count the replicas of this stage."""
        await nats.micro.add_service(
            self._connection.client,
            name=self._stage.name,
            # Its own version may not be a semantic version.
            version=_sdk_version(),
            metadata={"version": self._stage.version},
        )

    def _signalled(self) -> None:
        if self._stop.is_set():
            os._exit(GRACE_EXCEEDED)
        log.info("stopping", extra={"courant.in_flight": len(self._tasks)})
        self._stop.set()
        self._wake()

    def _wake(self) -> None:
        for reader in self._readers.values():
            reader.wake.set()

    def _scraped(self) -> str:
        return self._metrics.text(len(self._tasks), ready=self._unready() is None)

    async def _poll(self) -> None:
        """Poll the state of the consumers, independently of ``/metrics``."""
        while not await wait_for(self._stop, _POLL):
            if not self._connection.is_up:
                continue
            names = list(self._readers)
            self._metrics.consumers({name: await self._consumer(name) for name in names})

    async def _consumer(self, stream: str) -> dict[str, Any] | None:
        """Return the state of a stream's consumer; ``None`` if it is missing."""
        try:
            return await self._connection.api(f"CONSUMER.INFO.{stream}.{self._settings.durable}")
        except BindError:
            return None

    def _unready(self) -> str | None:
        if not self._connection.is_up:
            return "disconnected"
        if not self._readers or not all(reader.bound for reader in self._readers.values()):
            return "not subscribed"
        return "output blocked" if self._processor.outlet.blocked else None

    async def _serve(self) -> int:
        """Read every partition, adjusting to changes of their number, until a signal or a fault."""
        reading: dict[asyncio.Task[int], Reader] = {}
        code = OK
        while not self._stop.is_set():
            await self._connection.read_layout()
            for reader in self._follow():
                reading[asyncio.create_task(self._read(reader))] = reader
            stopped = asyncio.create_task(self._stop.wait())
            done, _ = await asyncio.wait(
                {*reading, stopped}, timeout=_POLL, return_when=asyncio.FIRST_COMPLETED
            )
            stopped.cancel()
            for task in done & reading.keys():
                reader = reading.pop(task)
                self._readers.pop(reader.stream, None)
                if task.result() != OK:
                    code = task.result()
                    self._stop.set()
        self._wake()
        await asyncio.gather(*reading)
        return code if code != OK else await self._finish()

    def _follow(self) -> list[Reader]:
        """Stop reading streams that are not in the layout, and return those that are new in it."""
        settings = self._settings
        streams = self._connection.layout.streams(settings.stream, settings.partitions)
        for stream, reader in self._readers.items():
            if stream not in streams:
                reader.leave()
        new = [stream for stream in streams if stream not in self._readers]
        if not streams:
            log.warning("there is none of the partitions that COURANT_PARTITIONS names")
        made = [Reader(self._connection, stream, settings.durable) for stream in new]
        self._readers |= {reader.stream: reader for reader in made}
        return made

    async def _read(self, reader: Reader) -> int:
        """Read a stream, and resubscribe after faults, until the service stops or leaves it."""
        failures = 0
        reader.healthy_at = time.monotonic()
        while not self._stop.is_set() and not reader.left:
            reader.subscribe()
            try:
                await reader.puller.bind()
                reader.bound, failures = True, 0
                await self._pull(reader)
            except (BindError, PullError) as error:
                log.warning("could not read from the server, retrying", extra={"error": str(error)})
            reader.bound = False
            for rest in await reader.puller.drain():
                await self._processor.give_back(rest)
            if self._stop.is_set() or reader.left:
                break
            if time.monotonic() - reader.healthy_at > self._settings.recovery:
                log.error("exiting", extra={"error.message": "no working consumer"})
                return FAULT
            if self._processor.attempt.threads.lost > _MAX_LOST * (os.cpu_count() or 1):
                log.error("exiting", extra={"error.message": "too many threads hang"})
                return FAULT
            failures += 1
            await wait_for(self._stop, backoff(failures, 0.1, 2.5))
        return OK

    async def _pull(self, reader: Reader) -> None:
        heartbeat = reader.puller.ack_wait / 3
        while not self._stop.is_set() and not reader.left:
            reader.wake.clear()
            for delivery in reader.puller.take():
                self._start(reader, delivery, heartbeat)
            room = reader.room(self._settings.in_flight, list(self._readers.values()))
            if room and not self._processor.outlet.blocked:
                crowded = len(self._readers) > self._settings.in_flight
                await reader.request(room, briefly=crowded)
            reader.healthy_at = time.monotonic()
            if self._processor.attempt.threads.lost > _MAX_LOST * (os.cpu_count() or 1):
                raise PullError("too many threads hang")
            await wait_for(reader.wake, _TICK)

    def _start(self, reader: Reader, delivery: Delivery, heartbeat: float) -> None:
        task = asyncio.create_task(self._processor.process(delivery, heartbeat))
        self._tasks.add(task)
        reader.in_flight += 1
        task.add_done_callback(lambda task: self._ended(reader, task))

    def _ended(self, reader: Reader, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        reader.in_flight -= 1
        self._wake()
        if not task.cancelled() and task.exception():
            # The message is not acknowledged, so the server redelivers it.
            log.error("a task failed", extra={"error": type(task.exception()).__name__})

    async def _finish(self) -> int:
        """Wait for the messages in flight, at most for the grace period."""
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
