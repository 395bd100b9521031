"""Stages for the tests: `python stages.py NAME` runs one."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path
from typing import Any

from courant import Context, Filter, Outcome, Record, Reject, Retry, stage


@stage("probe", "probe", version="1.2.3")
def words(record: Record, _: Context) -> dict[str, int]:
    return {"words": len(record.text.split())}


@stage("probe", "probe")
async def slow(_: Record, context: Context) -> dict[str, int]:
    await asyncio.sleep(4)
    return {"attempt": context.attempt}


@stage("probe", "probe")
def busy(_: Record, __: Context) -> dict[str, bool]:
    until = time.monotonic() + 4
    while time.monotonic() < until:
        pass
    return {"done": True}


@stage("probe", "probe", retry=(ConnectionError,))
def by_text(record: Record, context: Context) -> Outcome:
    match record.text:
        case "filter":
            return Filter("too_dull")
        case "reject":
            return Reject("no_verbs", "the text has no verbs:\nsend another")
        case "raise":
            raise Reject("no_nouns", "the text has no nouns: send another")
        case "bug":
            raise ValueError(record.text)
        case "hang":
            time.sleep(3600)
        case "wrong":
            wrong: Any = ["not", "a", "section"]
            return wrong  # type: ignore[no-any-return]
        case "retry":
            if context.attempt == 1:
                raise Retry("busy", "the model is busy: try again")
            if context.attempt == 2:
                raise ConnectionError
            return {"attempt": context.attempt}
        case "large":
            return {"text": "x" * 1_100_000}
    return {"fine": True}


@stage("probe", "probe")
def deadly(record: Record, _: Context) -> dict[str, bool]:
    if record.text == "kill":
        os._exit(9)
    return {"fine": True}


@stage("probe", "probe")
async def held(_: Record, __: Context) -> dict[str, bool]:
    """Work until a file appears."""
    while not Path(os.environ["HELD_UNTIL"]).exists():  # noqa: ASYNC110, ASYNC240
        await asyncio.sleep(0.05)
    return {"done": True}


@stage("probe", "probe")
def traced(_: Record, __: Context) -> dict[str, bool]:
    return {"done": True}


@stage("language-detection", "guess")
def guarded(record: Record, _: Context) -> Outcome:
    if "reject" in record.text:
        return Reject("no_verbs", "the text has no verbs: send another")
    return {"tag": "en"}


def trace_to_stdout() -> None:
    from opentelemetry import trace  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import (  # noqa: PLC0415
        ConsoleSpanExporter,
        SimpleSpanProcessor,
    )

    provider = TracerProvider()
    exporter = ConsoleSpanExporter(formatter=lambda span: span.to_json(indent=None) + "\n")
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)


if __name__ == "__main__":
    if sys.argv[1] == "traced":
        os.environ.pop("OTEL_SDK_DISABLED", None)
        trace_to_stdout()
    globals()[sys.argv[1]].run()
