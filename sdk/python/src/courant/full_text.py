"""Reads the full texts of articles whose records have a truncated text."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

from courant.connection import Connection, PublishError
from courant.settings import NatsSettings

if TYPE_CHECKING:
    from courant.articles import Article

_STREAM = "OBJ_ARTICLES_LARGE"
_SUBJECT = re.compile(r"articles\.text\.[0-9a-f]{32}\.[0-9a-f]{16}")


class NoFullTextError(Exception):
    """The full text of an article can't be read."""


async def full_text(
    article: Article,
    *,
    settings: NatsSettings | None = None,
    connection: Connection | None = None,
    timeout: float = 30.0,
) -> str:
    """Return the full text of an article: ``article.text``, unless that is truncated.

    To read many, open one ``Connection`` and pass it.

    Raises:
        NoFullTextError: It no longer exists, or differs from the record's reference.
        ConnectionError: No server answers.

    """
    reference = article.record["document"].get("full_text")
    if reference is None:
        return article.text
    if connection is not None:
        return await _read(connection, reference)
    own = Connection(settings or NatsSettings.from_env())
    await own.open("courant-python", timeout)
    try:
        return await _read(own, reference)
    finally:
        await own.close()


async def _read(connection: Connection, reference: dict[str, str | int]) -> str:
    subject, size = str(reference["subject"]), int(reference["bytes"])
    if not _SUBJECT.fullmatch(subject):
        raise NoFullTextError("the record refers to no full text")
    whole = bytearray()
    place = 0
    while len(whole) < size:
        try:
            piece = await connection.last_of_subject(_STREAM, f"{subject}.{place}")
        except PublishError:
            raise NoFullTextError(
                "the full text can't be read: check that the server is up, and that this user may"
            ) from None
        if not piece:
            raise NoFullTextError("the full text is gone: it has expired or was removed")
        whole += piece
        place += 1
    if hashlib.sha256(whole).hexdigest() != reference["sha256"]:
        raise NoFullTextError("the full text differs from the record's reference: it was altered")
    return str(json.loads(bytes(whole))["text"])
