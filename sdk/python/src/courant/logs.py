"""Log lines on stderr, as JSON or as text for terminals."""

from __future__ import annotations

import json
import logging
import os
import sys
from datetime import datetime, timezone

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, timezone.utc)
        line: dict[str, object] = {
            "timestamp": at.isoformat().replace("+00:00", "Z"),
            "level": record.levelname.replace("WARNING", "WARN"),
            "target": record.name,
            "message": record.getMessage(),
        }
        line |= _fields(record)
        return json.dumps(line, default=str)


class _Pretty(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields = " ".join(f"{name}={value}" for name, value in _fields(record).items())
        return f"{record.levelname:7} {record.getMessage()} {fields}".rstrip()


def _fields(record: logging.LogRecord) -> dict[str, object]:
    return {
        name: value
        for name, value in vars(record).items()
        if name not in _STANDARD and value is not None
    }


def configure() -> None:
    """Write this package's log to stderr, by ``COURANT_LOG`` and ``COURANT_LOG_FORMAT``."""
    log = logging.getLogger("courant")
    if log.handlers:
        return
    kind = os.environ.get("COURANT_LOG_FORMAT") or ("pretty" if sys.stderr.isatty() else "json")
    handler = logging.StreamHandler()
    handler.setFormatter(_Pretty() if kind == "pretty" else _Json())
    log.addHandler(handler)
    level = (os.environ.get("COURANT_LOG") or "info").split(",")[0].upper()
    log.setLevel(getattr(logging, level.replace("TRACE", "DEBUG"), logging.INFO))
