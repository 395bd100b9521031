"""Publishes raw documents, and waits until the server has stored them."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import time
from dataclasses import dataclass

from courant import header
from courant.connection import Connection, Fault, Outbound, PublishError, backoff
from courant.settings import NatsSettings

_SUBJECT = "articles.raw"
_PIECES = "$O.ARTICLES_LARGE.C"
_PIECE = 256 * 1024
_LARGEST = 64 * 1024 * 1024
_TRANSIENT = frozenset({Fault.FULL, Fault.AWAY, Fault.NO_STREAM})


class NotStoredError(Exception):
    """The server has not accepted a document."""


@dataclass(frozen=True)
class Receipt:
    """The server has stored a document."""

    sequence: int
    """Its sequence in the stream of raw documents."""
    id: str | None
    """The article's id. None for a JSON envelope without a key, whose content determines it."""


def article_id(content: bytes, url: str = "", external_id: str = "") -> str:
    """Return the id of an article: the first 128 bits of SHA-256 over URL, id and content."""
    return _id(b"", url.encode(), external_id.encode(), content)


def keyed_id(key: str, lane: str = "") -> str:
    """Return the id of an article with a key, which is the same for all of its versions."""
    return _id(b"\xff" * 8, lane.encode(), key.encode())


def _id(prefix: bytes, *fields: bytes) -> str:
    digest = hashlib.sha256(prefix)
    for field in fields:
        digest.update(len(field).to_bytes(8, "big"))
        digest.update(field)
    return digest.hexdigest()[:32]


async def publish(
    content: str | bytes,
    *,
    content_type: str | None = None,
    url: str | None = None,
    external_id: str | None = None,
    key: str | None = None,
    source: str | None = None,
    fetched_at: str | None = None,
    lane: str | None = None,
    replace: bool = False,
    timeout: float = 30.0,
    settings: NatsSettings | None = None,
    connection: Connection | None = None,
) -> Receipt:
    """Publish a document, and return when the server has stored it.

    A document that is too large for a message (``max_payload``) is stored in the bucket
    ``ARTICLES_LARGE``, and the message refers to it; up to 64 MiB, but not a JSON envelope.

    While the stream is full or the server unreachable, the document is sent again for ``timeout``
    seconds. To publish many, open one ``Connection`` and pass it.

    With a ``key``, all versions of a document are one article: publish a later one with the same
    key and ``replace``.

    Raises:
        NotStoredError: The server has not stored it.
        ConnectionError: No server answers.
        ValueError: The key would change in transit.

    """
    if key is not None and (not key or key != key.strip() or {"\r", "\n"} & set(key)):
        raise ValueError(
            "a key is sent as a header: it must not be empty, begin or end with white space, or "
            "contain line breaks"
        )
    body = content.encode() if isinstance(content, str) else content
    headers = {
        header.CONTENT_TYPE: content_type,
        header.URL: url,
        header.EXTERNAL_ID: external_id,
        header.KEY: key,
        header.SOURCE: source,
        header.FETCHED_AT: fetched_at,
        header.REPLACE: "true" if replace else None,
    }
    given = {name: value for name, value in headers.items() if value is not None}
    message = Outbound(f"{_SUBJECT}.{lane}" if lane else _SUBJECT, given, body)
    is_object = body.lstrip().startswith(b"{") and not body.startswith(b"{\\rtf")
    envelope = "json" in (content_type or "") or is_object
    identity = None if envelope else article_id(body, url or "", external_id or "")
    if key is not None:
        identity = keyed_id(key, lane or "")
    send = _stored if envelope else _stored_or_referred
    if connection is not None:
        return Receipt(await send(connection, message, timeout), identity)
    own = Connection(settings or NatsSettings.from_env())
    await own.open("courant-python", timeout)
    try:
        return Receipt(await send(own, message, timeout), identity)
    finally:
        await own.close()


async def _stored_or_referred(connection: Connection, message: Outbound, within: float) -> int:
    """Store a document as a message, or by reference if it is too large."""
    if header.size(message.headers) + len(message.body) <= connection.client.max_payload:
        return await _stored(connection, message, within)
    content = message.body
    if len(content) > _LARGEST:
        raise NotStoredError(
            f"the document was not accepted: it has {len(content)} bytes, more than {_LARGEST}"
        )
    name = secrets.token_hex(16)
    for place, start in enumerate(range(0, len(content), _PIECE)):
        # Repeating it after a lost answer has no effect.
        headers = {header.NATS_MSG_ID: f"{name}/{place}"}
        piece = content[start : start + _PIECE]
        await _stored(connection, Outbound(f"{_PIECES}.{name}", headers, piece), within)
    referring = {
        **message.headers,
        header.OBJECT: name,
        header.OBJECT_SIZE: str(len(content)),
        header.OBJECT_SHA256: hashlib.sha256(content).hexdigest(),
        header.NATS_MSG_ID: f"object/{name}",
    }
    return await _stored(connection, Outbound(message.subject, referring, b""), within)


async def _stored(connection: Connection, message: Outbound, within: float) -> int:
    until = time.monotonic() + within
    attempt = 0
    while True:
        try:
            return (await connection.store(message)).sequence
        except PublishError as error:
            attempt += 1
            wait = backoff(attempt, 0.05, 2.5)
            if error.fault not in _TRANSIENT or time.monotonic() + wait > until:
                raise NotStoredError(f"the document was not accepted: {error}") from None
        await asyncio.sleep(wait)
