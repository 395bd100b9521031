"""A published article is a CloudEvent, by the headers of the NATS protocol binding."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from cloudevents.core.v1.event import CloudEvent

import courant
from courant import Article, NatsSettings
from tests.conftest import Probe, Server, probing, until
from tests.test_pipeline import STAGES, TEXT, read


def decoded(article: Article) -> CloudEvent:
    """Decode an event by section 3.1.3 of the binding: unquote, then percent-decode once."""
    attributes: dict[str, Any] = {}
    for name, value in article.headers.items():
        if not name.lower().startswith("ce-"):
            continue
        if value.startswith('"') and value.endswith('"'):
            value = re.sub(r"\\(.)", r"\1", value[1:-1])  # noqa: PLW2901 - the steps of the text
        attributes[name.lower().removeprefix("ce-")] = unquote(value, errors="strict")
    attributes["time"] = instant(attributes["time"])
    return CloudEvent(attributes, article.record)


def instant(text: str) -> datetime:
    """Read a time of any precision; Python 3.10 knows only three or six digits."""
    whole, _, digits = text.removesuffix("Z").partition(".")
    return datetime.fromisoformat(f"{whole}.{digits[:6]:0<6}+00:00")


def test_the_sdk_of_the_cncf_accepts_a_published_article(server: Server) -> None:
    async def test(probe: Probe) -> None:
        server.services(*STAGES)
        settings = NatsSettings(url=server.url)
        sent = await courant.publish(TEXT, settings=settings)
        headers = {"Courant-Replace": "true", "Courant-Run": '50%"'}
        first = (await read(1, start="all", settings=settings))[0]
        waiting = asyncio.create_task(read(1, settings=settings))
        await until(lambda: probe.js.consumers_info("ARTICLES_PUBLISHED"))
        await probe.js.publish("articles.raw", TEXT.encode(), headers=headers)
        again = (await waiting)[0]

        event = decoded(first)
        assert event.get_id() == f"{sent.id}/publishing"
        assert event.get_source() == "/courant/publishing"
        assert event.get_type() == "dev.courant.article.published.v1"
        assert event.get_specversion() == "1.0"
        assert event.get_subject() == sent.id
        assert event.get_datacontenttype() == "application/json"
        published = first.record["publication"]["published_at"]
        assert event.get_time() == instant(published)
        # A replaced article is an event of its own. Its id needs the percent-encoding.
        assert again.headers["ce-id"] == f"{sent.id}/publishing/50%25%22"
        assert decoded(again).get_id() == f'{sent.id}/publishing/50%"'

    probing(server, test)
