"""Publishers, readers and the example stage, together with Courant's own services."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import aclosing
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from pathlib import Path

import pytest
from nats.js.api import ConsumerConfig

import courant
from courant import Article, NatsSettings, NoFullTextError, NotStoredError
from tests.conftest import PATIENCE, ROOT, Probe, Server, a_server, probing, until

STAGES = ("ingestion", "language-detection", "metadata-extraction", "publishing")
TEXT = "The choir of Milton sang on Sunday. The hall was full to the last seat."
GERMAN = "Die Fähre zu den Inseln fährt ab Montag wieder, teilte das Hafenamt am Freitag mit."
EXAMPLE = Path(__file__).parents[1] / "examples" / "reading_level.py"


async def read(count: int, **how: object) -> list[Article]:
    """Read this many articles."""
    found: list[Article] = []

    async def loop() -> None:
        async with aclosing(courant.articles(**how)) as articles:  # type: ignore[arg-type]
            async for article in articles:
                found.append(article)
                if len(found) == count:
                    break

    await asyncio.wait_for(loop(), PATIENCE)
    return found


def test_the_example_goes_between_two_stages(server: Server) -> None:
    async def test(probe: Probe) -> None:
        js = probe.js
        await js.add_stream(name="ARTICLES_LEVELLED", subjects=["articles.levelled"])
        config = ConsumerConfig(durable_name="metadata-extraction", max_deliver=-1)
        await js.add_consumer("ARTICLES_LEVELLED", config)
        server.services("ingestion", "language-detection", "publishing")
        server.services("metadata-extraction", COURANT_INPUT="ARTICLES_LEVELLED")
        server.run(
            [sys.executable, str(EXAMPLE)],
            COURANT_INPUT="ARTICLES_LANGUAGE_DETECTED/metadata-extraction",
            COURANT_OUTPUT="articles.levelled",
        )
        settings = NatsSettings(url=server.url)
        sent = await courant.publish(TEXT, url="https://example.org/a", settings=settings)
        [article] = await read(1, start="all", settings=settings)
        assert article.id == sent.id
        assert article.record["reading_level"] == {"words_per_sentence": 7.5}
        stages = [entry["stage"] for entry in article.record["trail"]]
        assert stages == [*STAGES[:2], "reading-level", *STAGES[2:]]
        ping = await probe.client.request("$SRV.PING.reading-level", timeout=PATIENCE)
        assert json.loads(ping.data)["name"] == "reading-level"

    probing(server, test)


def test_readers_choose_a_language_and_a_beginning(server: Server) -> None:
    async def test(probe: Probe) -> None:
        server.services(*STAGES)
        settings = NatsSettings(url=server.url)
        english = await courant.publish(TEXT, settings=settings)
        german = await courant.publish(GERMAN, settings=settings)

        async def both_are_out() -> bool:
            return bool((await probe.js.stream_info("ARTICLES_PUBLISHED")).state.messages == 2)

        await until(both_are_out)
        everything = await read(2, start="all", settings=settings)
        assert {article.id for article in everything} == {english.id, german.id}
        [one] = await read(1, language="de", start="all", settings=settings)
        assert (one.id, one.language, one.text) == (german.id, "de", GERMAN)
        since = datetime.now(timezone.utc) - timedelta(hours=1)
        assert len(await read(2, start=since, settings=settings)) == 2

        new = asyncio.create_task(read(1, settings=settings))

        # The earlier readers have deleted their consumers.
        await until(lambda: probe.js.consumers_info("ARTICLES_PUBLISHED"))
        third = await courant.publish(TEXT, url="https://example.org/b", settings=settings)
        assert (await new)[0].id == third.id

    probing(server, test)


def test_a_document_that_is_not_stored_is_reported(server: Server) -> None:
    async def test(_: Probe) -> None:
        settings = NatsSettings(url=server.url)
        with pytest.raises(NotStoredError, match="larger than the server accepts"):
            await courant.publish(b'{"content":"' + b"x" * 1_100_000, settings=settings)
        with pytest.raises(NotStoredError, match="it has 67108865 bytes, more than 67108864"):
            await courant.publish(b"x" * ((64 << 20) + 1), settings=settings)
        with pytest.raises(NotStoredError, match="no stream stores this subject"):
            await courant.publish(TEXT, lane="a.b", timeout=0.5, settings=settings)

    probing(server, test)


def an_email(attached: int) -> bytes:
    """Return an e-mail with a text, and an unsupported attachment of this many bytes."""
    email = EmailMessage()
    email["From"], email["Subject"] = "Ada <ada@example.org>", "The choir of Milton"
    email.set_content(TEXT)
    email.add_attachment(bytes(attached), maintype="image", subtype="png", filename="a.png")
    return email.as_bytes()


def test_a_document_larger_than_a_message_is_published_by_reference(server: Server) -> None:
    async def test(probe: Probe) -> None:
        settings = NatsSettings(url=server.url)
        email = an_email(3_000_000)
        sent = await courant.publish(email, url="https://example.org/a", settings=settings)
        large = (await probe.js.stream_info("OBJ_ARTICLES_LARGE")).state
        assert large.messages == -(-len(email) // (256 * 1024))
        server.services(*STAGES)
        [article] = await read(1, start="all", settings=settings)
        assert (article.id, article.title) == (sent.id, "The choir of Milton")
        document = article.record["document"]
        assert (document["bytes"], document["url"]) == (len(email), "https://example.org/a")

        async def is_removed() -> bool:
            return bool((await probe.js.stream_info("OBJ_ARTICLES_LARGE")).state.messages == 0)

        await until(is_removed)

    probing(server, test)


def test_a_long_text_is_read_whole(server: Server) -> None:
    async def test(probe: Probe) -> None:
        server.services(*STAGES, COURANT_LARGE="reference")
        settings = NatsSettings(url=server.url)
        email = EmailMessage()
        email["From"], email["Subject"] = "Ada <ada@example.org>", "The choir of Milton"
        paragraphs = [f"{TEXT} {number}" for number in range(20_000)]
        email.set_content("\n\n".join(paragraphs), cte="7bit")
        await courant.publish(email.as_bytes(), settings=settings)
        [article] = await read(1, start="all", settings=settings)
        assert len(article.text) < 1_000_000
        whole = await courant.full_text(article, settings=settings)
        assert whole.split("\n\n") == paragraphs
        await probe.js.purge_stream("OBJ_ARTICLES_LARGE")
        with pytest.raises(NoFullTextError, match="the full text is gone"):
            await courant.full_text(article, settings=settings)

        short = await courant.publish(TEXT, settings=settings)
        both = await read(2, start="all", settings=settings)
        [second] = [article for article in both if article.id == short.id]
        assert await courant.full_text(second, settings=settings) == TEXT

    probing(server, test)


OTHERS = ("source", "feeds", "reader", "postgres", "setup", "tools", "operator", "system")
NAMES = (*OTHERS, *STAGES)


@pytest.fixture
def guarded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server with the users of deploy/nats."""
    for name in NAMES:
        monkeypatch.setenv(f"NATS_PASSWORD_{name.upper().replace('-', '_')}", f"of-{name}")
    shutil.copy(ROOT / "deploy/nats/accounts.conf", tmp_path / "accounts.conf")
    with a_server(tmp_path, "include accounts.conf") as server:
        login = {"NATS_USER": "setup", "NATS_PASSWORD": "of-setup"}
        server.setup("--config", str(ROOT / "deploy/nats/courant.toml"), env=login)
        yield server


def login(name: str) -> dict[str, str]:
    return {
        "NATS_USER": name,
        "NATS_PASSWORD": f"of-{name}",
        "NATS_JS_API_PREFIX": "$JS.API" if name in STAGES else "COURANT.API",
    }


def as_user(server: Server, name: str) -> NatsSettings:
    return NatsSettings.from_env({**login(name), "NATS_URL": server.url})


def test_with_users_each_has_its_own_account(guarded: Server) -> None:
    async def test() -> None:
        for stage in STAGES:
            guarded.services(stage, **login(stage))
        source, reader = as_user(guarded, "source"), as_user(guarded, "reader")
        first = await courant.publish(TEXT, settings=source)
        # Leaving the loop does not acknowledge the current article.
        for _ in range(2):
            assert [article.id for article in await read(1, settings=reader)] == [first.id]
        second = await courant.publish(GERMAN, settings=source)
        both = await read(2, settings=reader)
        assert {article.id for article in both} == {first.id, second.id}
        assert "ermission" not in guarded.server.log

    asyncio.run(test())


def test_with_users_a_stage_works_in_its_account(guarded: Server) -> None:
    async def test() -> None:
        guarded.services("ingestion", **login("ingestion"))
        stage = guarded.stage(
            "guarded",
            COURANT_INPUT="ARTICLES_INGESTED",
            COURANT_OUTPUT="articles.language-detected",
            **login("language-detection"),
        )
        for text in (TEXT, TEXT + " reject"):
            await courant.publish(text, settings=as_user(guarded, "source"))

        async def settled() -> bool:
            return stage.log.count('"settled"') == 2

        await until(settled)
        assert '"courant.outcome": "forwarded"' in stage.log
        assert '"courant.outcome": "dead"' in stage.log
        assert "ermission" not in guarded.server.log

    asyncio.run(test())
