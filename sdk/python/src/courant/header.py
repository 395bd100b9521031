"""Names of headers and subjects, as in ``shared/article/src/header.rs`` and ``subject.rs``."""

from __future__ import annotations

from collections.abc import Mapping

CONTENT_TYPE = "Content-Type"
TRACEPARENT = "traceparent"
TRACESTATE = "tracestate"

EXTERNAL_ID = "Courant-External-Id"
KEY = "Courant-Key"
URL = "Courant-Url"
SOURCE = "Courant-Source"
FETCHED_AT = "Courant-Fetched-At"
OBJECT = "Courant-Object"
OBJECT_SIZE = "Courant-Object-Size"
OBJECT_SHA256 = "Courant-Object-Sha256"
RUN = "Courant-Run"
REPLACE = "Courant-Replace"

ARTICLE_ID = "Courant-Article-Id"
LANGUAGE = "Courant-Language"

RAW_PREFIX = "Courant-Raw-"
RAW_STREAM = "Courant-Raw-Stream"
RAW_CREATED_AT = "Courant-Raw-Created-At"
RAW_SEQUENCE = "Courant-Raw-Sequence"

DEAD_PREFIX = "Courant-Dead-"
DEAD_STAGE = "Courant-Dead-Stage"
DEAD_SUBJECT = "Courant-Dead-Subject"
DEAD_CODE = "Courant-Dead-Code"
DEAD_DETAIL = "Courant-Dead-Detail"
DEAD_ATTEMPTS = "Courant-Dead-Attempts"
DEAD_AT = "Courant-Dead-At"
DEAD_CUT_FROM = "Courant-Dead-Cut-From"

NATS_MSG_ID = "Nats-Msg-Id"
NATS_PREFIX = "Nats-"

Headers = dict[str, str]


def get(headers: Mapping[str, str] | None, name: str) -> str | None:
    """Return the value of a header, ignoring the case of its name."""
    wanted = name.lower()
    for known, value in (headers or {}).items():
        if known.lower() == wanted:
            return value
    return None


def size(headers: Mapping[str, str]) -> int:
    """Return the length of the headers on the wire, in bytes."""
    lines = (len(name.encode()) + len(value.encode()) + 4 for name, value in headers.items())
    return len(b"NATS/1.0\r\n\r\n") + sum(lines)


def dead_subject(stage: str, code: str) -> str:
    """Return the subject of a dead letter."""
    return f"articles.dead.{stage}.{code}"


def filtered_subject(reason: str) -> str:
    """Return the subject of the mark of an article that a rule filtered out."""
    return f"articles.filtered.{reason}"


def duplicate_subject(stage: str) -> str:
    """Return the subject of the mark of an article that a stage has already forwarded."""
    return f"articles.duplicate.{stage}"


def redelivered_subject(stage: str, key: str) -> str:
    """Return the subject that holds the number of attempts on a redelivered message."""
    return f"articles.redelivered.{stage}.{key}"
