"""The decorator that makes a function a stage."""

from __future__ import annotations

import asyncio
import inspect
import os
import re
import sys
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn, TypeAlias

from courant import logs
from courant.outcome import Context, Outcome
from courant.record import Record
from courant.service import USAGE, Service
from courant.settings import NatsSettings, SettingError, StageSettings

Function: TypeAlias = (
    Callable[[Record, Context], Outcome] | Callable[[Record, Context], Awaitable[Outcome]]
)

_NAME = re.compile(r"[a-z][a-z0-9-]*")
_SECTION = re.compile(r"[a-z][a-z0-9_]*")
_TAKEN = frozenset(
    {"courant", "id", "document", "language", "metadata", "publication", "internal", "trail"}
)
_ASYNC_IN_FLIGHT = 128


class Stage:
    """A function from a record to a section, with the properties that the pipeline needs.

    Call it like the function, or ``run`` it as a service.
    """

    def __init__(
        self,
        function: Function,
        name: str,
        section: str,
        version: str,
        retry: tuple[type[BaseException], ...],
    ) -> None:
        """Check the names. Usually created by ``stage``."""
        if not _NAME.fullmatch(name):
            raise ValueError("the name of a stage consists of a-z, 0-9 and -, and starts with a-z")
        if not _SECTION.fullmatch(section) or section in _TAKEN:
            raise ValueError(
                "the name of a section consists of a-z, 0-9 and _, starts with a-z, and is none of "
                + ", ".join(sorted(_TAKEN))
            )
        self.function = function
        self.name = name
        self.section = section
        self.version = version
        self.retry = retry

    def __call__(self, record: Record, context: Context) -> Any:
        """Call the function, for example in a test."""
        return self.function(record, context)

    def run(self) -> NoReturn:
        """Run as a service with the settings in the environment, and exit the process.

        The exit code is 0 after a signal, 1 after a fault, 2 for an invalid setting, and 75 if the
        grace period expired.
        """
        logs.configure()
        try:
            settings = StageSettings.from_env(self.name, self._in_flight())
        except SettingError as error:
            sys.stderr.write(f"{error}\n")
            sys.exit(USAGE)
        code = asyncio.run(self._serve(settings))
        sys.stderr.flush()
        if inspect.iscoroutinefunction(self.function):
            sys.exit(code)
        # A hanging thread must not keep the process from exiting.
        _flush_spans()
        os._exit(code)

    async def _serve(self, settings: StageSettings) -> int:
        return await Service(self, settings, NatsSettings.from_env()).run()

    def _in_flight(self) -> int:
        if inspect.iscoroutinefunction(self.function):
            return _ASYNC_IN_FLIGHT
        return 2 * (os.cpu_count() or 1)


def stage(
    name: str,
    section: str,
    *,
    version: str = "0",
    retry: tuple[type[BaseException], ...] = (),
) -> Callable[[Function], Stage]:
    """Make a function a stage.

    The function receives a record and a context. It returns its section as a dict, a ``Filter``,
    or a ``Reject``. A plain function runs on threads, so it must be safe to call from several; an
    ``async`` one runs in the event loop.

    Args:
        name: The stage's name, which is also that of its durable consumer.
        section: The name of the section that it adds to the record.
        version: The program's version, for the trail.
        retry: Exceptions that are transient, such as those of a client library. Any other
            exception makes the document a dead letter.

    """

    def decorate(function: Function) -> Stage:
        return Stage(function, name, section, version, retry)

    return decorate


def _flush_spans() -> None:
    try:
        from opentelemetry import trace  # noqa: PLC0415
    except ImportError:
        return
    flush = getattr(trace.get_tracer_provider(), "force_flush", None)
    if flush:
        flush(3000)
