"""Dead letters and marks, laid out as in ``shared/broker/src/dead.rs`` and ``mark.rs``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

from courant import header
from courant.connection import Outbound
from courant.pull import Delivery
from courant.record import RawPosition

# JetStream stores no message with more than 64 KiB of headers.
_MAX_HEADERS = 60 * 1024
# Values longer than this are cut if the headers would be too long otherwise.
_LONG_VALUE = 256
# Space for the header that marks a cut body.
_CUT_HEADER = 64


@dataclass(frozen=True)
class Failed:
    """Why a message could not be processed. Contains no text of the document."""

    code: str
    detail: str
    article: str | None = None


def now_text() -> str:
    """Return the current time as RFC 3339."""
    return datetime.now(timezone.utc).isoformat().replace("+00:00", "Z")


def dead_letter(
    delivery: Delivery,
    stage: str,
    failed: Failed,
    attempts: int,
    raw: RawPosition | None,
    trace: header.Headers,
    max_payload: int,
) -> Outbound:
    """Return the dead letter of a message, cut to the size that the server accepts."""
    own = {
        header.DEAD_STAGE: stage,
        header.DEAD_SUBJECT: delivery.subject,
        header.DEAD_CODE: failed.code,
        header.DEAD_DETAIL: failed.detail,
        header.DEAD_ATTEMPTS: str(attempts),
        header.DEAD_AT: now_text(),
    }
    if header.TRACEPARENT in trace:
        own[header.TRACEPARENT] = trace[header.TRACEPARENT]
    if failed.article:
        own[header.ARTICLE_ID] = failed.article
    own |= raw_headers(raw)
    own[header.NATS_MSG_ID] = f"{delivery.stream}/{delivery.key}"
    own_size = header.size(own) + _CUT_HEADER
    kept = {name: value for name, value in delivery.headers.items() if not _reserved(name)}
    if own_size + header.size(kept) > _MAX_HEADERS:
        kept = _shortened(kept, _MAX_HEADERS - own_size)
    room = max(max_payload - own_size - header.size(kept), 0)
    body = delivery.body
    if len(body) > room:
        own[header.DEAD_CUT_FROM] = str(len(body))
        body = body[:room]
    return Outbound(header.dead_subject(stage, failed.code), kept | own, body)


def mark(
    delivery: Delivery, subject: str, article: str, raw: RawPosition | None, body: bytes
) -> Outbound:
    """Return the mark of a filtered article (with its record) or of a duplicate (without)."""
    headers = {
        header.NATS_MSG_ID: f"{delivery.stream}/{delivery.key}",
        header.ARTICLE_ID: article,
        **raw_headers(raw),
    }
    if body:
        headers[header.CONTENT_TYPE] = "application/json"
    return Outbound(subject, headers, body)


def raw_headers(raw: RawPosition | None) -> header.Headers:
    """Return the headers that give the position of the raw document."""
    if raw is None:
        return {}
    return {
        header.RAW_STREAM: raw.stream,
        header.RAW_CREATED_AT: raw.created_at,
        header.RAW_SEQUENCE: str(raw.sequence),
    }


def _reserved(name: str) -> bool:
    """Tell whether a header is one of the server's or of Courant's."""
    lower = name.lower()
    prefixes = (header.NATS_PREFIX, header.DEAD_PREFIX, header.RAW_PREFIX)
    own = (header.TRACEPARENT, header.ARTICLE_ID)
    return lower.startswith(tuple(prefix.lower() for prefix in prefixes)) or lower in {
        each.lower() for each in own
    }


def _shortened(headers: header.Headers, room: int) -> header.Headers:
    kept: header.Headers = {}
    for name, value in headers.items():
        cut = value.encode()[:_LONG_VALUE].decode(errors="ignore")
        room -= len(name.encode()) + len(cut.encode()) + 4
        if room <= 0:
            break
        if len(name) <= _LONG_VALUE:
            kept[name] = cut
    return kept
