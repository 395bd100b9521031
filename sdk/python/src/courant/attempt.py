"""Calls a stage's function on a record, on a thread or in the event loop, under the deadline."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import json
import time
import traceback
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, cast

from courant.dead import Failed
from courant.outcome import Context, Filter, Outcome, Reject, Retry
from courant.record import Record, RecordError
from courant.threads import Threads

if TYPE_CHECKING:
    from courant.settings import StageSettings
    from courant.stage import Stage


@dataclass(frozen=True)
class Finished:
    """The result of an attempt: a step, or a failure."""

    began: str
    duration_ms: float
    step: str | Filter | None = None
    """The section as JSON, or the rule that left the article out."""
    failed: Failed | None = None
    retry: bool = False


class Attempt:
    """Runs attempts of one stage."""

    def __init__(self, stage: Stage, settings: StageSettings) -> None:
        """Run the function of this stage under these limits."""
        self._stage = stage
        self._settings = settings
        self.threads = Threads()

    async def run(self, record: Record, attempt: int) -> Finished:
        """Run one attempt. Every failure of the function is a result."""
        now = datetime.now(timezone.utc)
        began = time.perf_counter()
        context = Context(now=now, attempt=attempt, output=self._settings.output)
        step: str | Filter | None = None
        failed: Failed | None = None
        retry = False
        try:
            outcome = await self._call(record, context)
            if isinstance(outcome, Reject | Retry):
                raise outcome
            step = outcome if isinstance(outcome, Filter) else _section(outcome)
        except (asyncio.TimeoutError, TimeoutError) as error:
            failed = self._overrun(error, began, record.id)
            retry = isinstance(error, self._stage.retry) and failed.code != "timed_out"
        except (Reject, Retry, RecordError) as error:
            failed = Failed(error.code, error.detail, record.id)
            retry = isinstance(error, Retry)
        except Exception as error:  # noqa: BLE001 - a bug in the stage is the document's failure
            retry = isinstance(error, self._stage.retry)
            failed = _transient(error, record.id) if retry else _panicked(error, record.id)
        duration = round((time.perf_counter() - began) * 1000, 3)
        return Finished(now.isoformat().replace("+00:00", "Z"), duration, step, failed, retry)

    async def _call(self, record: Record, context: Context) -> Outcome:
        function, deadline = self._stage.function, self._settings.deadline
        if inspect.iscoroutinefunction(function):
            awaited: Outcome = await asyncio.wait_for(function(record, context), deadline)
            return awaited
        # The thread has the same current span as the event loop.
        here = contextvars.copy_context()
        returned = await self.threads.run(lambda: here.run(function, record, context), deadline)
        return cast("Outcome", returned)

    def _overrun(self, error: BaseException, began: float, article: str) -> Failed:
        """Distinguish the deadline of the attempt from a timeout inside the function."""
        deadline = self._settings.deadline
        if time.perf_counter() - began < deadline:
            if isinstance(error, self._stage.retry):
                return _transient(error, article)
            return _panicked(error, article)
        detail = f"the attempt took longer than {deadline:g} s: raise COURANT_DEADLINE"
        return Failed("timed_out", detail, article)


def _section(outcome: object) -> str:
    if not hasattr(outcome, "keys"):
        raise TypeError("a stage returns a dict, Filter or Reject")
    text = json.dumps(outcome, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    text.encode()  # Half of a surrogate pair fails here rather than while the record is sent.
    return text


def _panicked(error: BaseException, article: str) -> Failed:
    """Return the type of the error and its location, because its text may quote the document."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    detail = f"{type(error).__name__}{place}: fix the stage, then replay the dead letter"
    return Failed("panicked", detail, article)


def _transient(error: BaseException, article: str) -> Failed:
    return Failed("transient", f"{type(error).__name__}: replay it later", article)
