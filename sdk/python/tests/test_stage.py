"""A stage fulfils the contract, with a real server."""

from __future__ import annotations

import asyncio
import json
import platform
import re
from pathlib import Path

import pytest

from tests.conftest import (
    ID,
    PATIENCE,
    TRACE,
    TRAIL,
    UNKNOWN,
    Probe,
    Server,
    probing,
    record,
    until,
)

DEAD = "ARTICLES_DEAD"
BOOT = Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def test_a_record_is_sent_on_with_its_headers_and_everything_unknown(server: Server) -> None:
    async def test(probe: Probe) -> None:
        await probe.streams()
        server.stage("words")
        headers = {"Courant_Run": "again", "Courant_Replace": "true", "tracestate": "a=b"}
        await probe.send(record(), traceparent=TRACE, **headers)
        out = await probe.stored("OUT", "out")
        assert out.headers == {
            "Nats-Msg-Id": f"{ID}/probe/again",
            "Courant-Article-Id": ID,
            "Content-Type": "application/json",
            "Courant-Run": "again",
            "Courant-Replace": "true",
            "traceparent": TRACE,
            "tracestate": "a=b",
        }
        assert f'"somebody":{UNKNOWN}'.encode() in out.data
        assert TRAIL.encode() in out.data
        written = json.loads(out.data)
        assert written["probe"] == {"words": 5}
        entry = written["trail"][1]
        assert (entry["stage"], entry["version"], entry["attempt"]) == ("probe", "1.2.3", 1)
        await probe.settled()

    probing(server, test)


def test_the_second_copy_is_recorded_as_a_duplicate(server: Server) -> None:
    async def test(probe: Probe) -> None:
        await probe.streams()
        server.stage("words")
        for _ in range(2):
            await probe.send(record())
        mark = await probe.stored("ARTICLES_SET_ASIDE", "articles.duplicate.probe")
        assert mark.headers is not None
        assert mark.headers["Courant-Article-Id"] == ID
        assert mark.headers["Courant-Raw-Sequence"] == "7"
        assert re.match(r"IN/[12]-\d{19}$", mark.headers["Nats-Msg-Id"])
        await probe.settled()

    probing(server, test)


def test_a_filtered_article_is_recorded_with_its_record(server: Server) -> None:
    async def test(probe: Probe) -> None:
        await probe.streams()
        server.stage("by_text")
        await probe.send(record(text="filter"))
        mark = await probe.stored("ARTICLES_SET_ASIDE", "articles.filtered.too_dull")
        assert json.loads(mark.data)["document"]["text"] == "filter"
        await probe.settled()

    probing(server, test)


@pytest.mark.parametrize(
    ("body", "code", "detail"),
    [
        (record(text="reject"), "no_verbs", "the text has no verbs: send another"),
        (record(text="raise"), "no_nouns", "the text has no nouns: send another"),
        (record(text="bug"), "panicked", "ValueError at stages.py:"),
        (record(text="wrong"), "panicked", "TypeError at attempt.py:"),
        (record(text="hang"), "timed_out", "longer than 1 s: raise COURANT_DEADLINE"),
        (record(text="large"), "record_too_large", "raise max_payload"),
        (b"\xff not JSON", "record_not_json", "the record is not a JSON object"),
    ],
)
def test_what_fails_becomes_a_dead_letter(
    server: Server, body: bytes, code: str, detail: str
) -> None:
    async def test(probe: Probe) -> None:
        await probe.streams()
        server.stage("by_text", COURANT_DEADLINE="1s")
        await probe.send(body, traceparent=TRACE, Foreign="kept", Nats_Expected_Stream="IN")
        letter = await probe.stored(DEAD, f"articles.dead.probe.{code}")
        assert letter.data == body
        headers = letter.headers or {}
        assert headers["Foreign"] == "kept"
        assert "Nats-Expected-Stream" not in headers
        assert headers["traceparent"] == TRACE
        assert headers["Courant-Dead-Stage"] == "probe"
        assert headers["Courant-Dead-Subject"] == "in"
        assert headers["Courant-Dead-Code"] == code
        assert detail in headers["Courant-Dead-Detail"]
        assert headers["Courant-Dead-Attempts"] == "1"
        assert headers["Nats-Msg-Id"].startswith("IN/1-")
        if body.startswith(b"{"):
            assert headers["Courant-Article-Id"] == ID
            assert headers["Courant-Raw-Sequence"] == "7"
        await probe.send(record(text="another"))
        await probe.stored("OUT", "out")
        await probe.settled()

    probing(server, test)


def test_a_transient_failure_is_retried(server: Server) -> None:
    async def test(probe: Probe) -> None:
        await probe.streams()
        server.stage("by_text")
        await probe.send(record(text="retry"))
        out = json.loads((await probe.stored("OUT", "out")).data)
        assert out["probe"] == {"attempt": 3}
        assert out["trail"][1]["attempt"] == 3

    probing(server, test)


def test_attempts_have_an_end(server: Server) -> None:
    async def test(probe: Probe) -> None:
        await probe.streams()
        server.stage("by_text", COURANT_ATTEMPTS="2")
        await probe.send(record(text="retry"))
        letter = await probe.stored(DEAD, "articles.dead.probe.transient")
        assert (letter.headers or {})["Courant-Dead-Attempts"] == "2"

    probing(server, test)


@pytest.mark.parametrize("stage", ["slow", "busy"])
def test_the_server_is_told_that_long_work_goes_on(server: Server, stage: str) -> None:
    async def test(probe: Probe) -> None:
        await probe.streams(ack_wait=1.5)
        program = server.stage(stage)
        await probe.send(record())
        await probe.stored("OUT", "out")
        await probe.settled()
        assert '"messaging.nats.delivered": 1' in program.log

    probing(server, test)


def test_a_record_from_the_future_is_returned(server: Server) -> None:
    async def test(probe: Probe) -> None:
        await probe.streams(ack_wait=1)
        program = server.stage("words")
        await probe.send(record(version=2))

        async def returned() -> bool:
            return "record_version" in program.log

        await until(returned)
        await probe.send(record())
        await probe.stored("OUT", "out")
        assert await probe.waiting() == 1
        assert await probe.last(DEAD, "articles.dead.probe.record_version") is None

    probing(server, test)


def test_a_full_stream_holds_the_stage_up_and_loses_nothing(server: Server) -> None:
    async def test(probe: Probe) -> None:
        await probe.streams(max_msgs=1)
        program = server.stage("words", COURANT_IN_FLIGHT="2")
        for number in range(6):
            await probe.send(record(identity=f"{number + 1:032x}"))

        async def blocked() -> bool:
            return "could not send a message, retrying" in program.log

        await until(blocked)
        info = await probe.js.consumer_info("IN", "probe")
        assert (info.num_ack_pending or 0) <= 3
        for _ in range(6):
            await probe.stored("OUT", "out")
            await probe.js.purge_stream("OUT")
        await probe.settled()
        assert await probe.last(DEAD, "articles.dead.probe.>") is None

    probing(server, test)


def test_a_document_that_kills_its_process_is_quarantined(server: Server) -> None:
    async def test(probe: Probe) -> None:
        await probe.streams(ack_wait=1)
        await probe.send(record(text="kill"))
        await probe.send(record(identity="1" * 32, text="innocuous"))
        ended = 0
        while await probe.last(DEAD, "articles.dead.probe.crashed") is None:
            program = server.stage("deadly")

            async def over(program: object = program.process) -> bool:
                letter = await probe.last(DEAD, "articles.dead.probe.crashed")
                return letter is not None or program.poll() is not None  # type: ignore[attr-defined]

            await until(over)
            ended += 1
        # Once at the first delivery, then three recorded attempts.
        assert ended == 5
        await probe.settled()
        out = await probe.stored("OUT", "out")
        assert json.loads(out.data)["id"] == "1" * 32

    probing(server, test)


def test_work_is_finished_at_shutdown(server: Server, tmp_path: Path) -> None:
    async def test(probe: Probe) -> None:
        await probe.streams()
        release = tmp_path / "release"
        program = server.stage("held", HELD_UNTIL=str(release), COURANT_IN_FLIGHT="2")
        for number in range(4):
            await probe.send(record(identity=f"{number + 1:032x}"))

        async def working() -> bool:
            return bool((await probe.js.consumer_info("IN", "probe")).num_ack_pending == 2)

        await until(working)
        ended = asyncio.create_task(asyncio.to_thread(program.terminate))

        async def stopping() -> bool:
            return "stopping" in program.log

        await until(stopping)
        await asyncio.to_thread(release.touch)
        assert await ended == 0, program.log
        assert await probe.waiting() == 2
        info = await probe.js.consumer_info("IN", "probe")
        assert info.num_ack_pending == 0

    probing(server, test)


def test_the_grace_period_ends(server: Server) -> None:
    async def test(probe: Probe) -> None:
        await probe.streams()
        program = server.stage("held", HELD_UNTIL="/nowhere", COURANT_GRACE="300ms")
        await probe.send(record())

        async def working() -> bool:
            return bool((await probe.js.consumer_info("IN", "probe")).num_ack_pending == 1)

        await until(working)
        assert await asyncio.to_thread(program.terminate) == 75
        assert await probe.waiting() == 1

    probing(server, test)


def test_a_stage_survives_a_restart_of_the_server(server: Server) -> None:
    async def test(probe: Probe) -> None:
        await probe.streams(storage="file")
        program = server.stage("words")
        await probe.send(record())
        await probe.stored("OUT", "out")
        await asyncio.to_thread(server.server.terminate)
        await asyncio.to_thread(server.start_server)

        async def accepted() -> bool:
            try:
                await probe.send(record(identity="2" * 32))
            except Exception:  # noqa: BLE001 - the server is starting
                return False
            return True

        await until(accepted)
        await probe.settled()
        assert program.process.poll() is None

    probing(server, test)


def test_spans_are_those_of_the_messaging_conventions(server: Server) -> None:
    async def test(probe: Probe) -> None:
        await probe.streams()
        program = server.stage("traced")
        await probe.send(record(), traceparent=TRACE)
        out = await probe.stored("OUT", "out")
        await probe.settled()
        assert await asyncio.to_thread(program.terminate) == 0
        lines = [line for line in program.log.splitlines() if line.startswith('{"name"')]
        spans = {span["name"]: span for span in map(json.loads, lines)}
        assert set(spans) == {"process in", "probe", "send out"}
        process, work, send = spans["process in"], spans["probe"], spans["send out"]
        assert process["parent_id"] == "0xb7ad6b7169203331"
        assert work["parent_id"] == send["parent_id"] == process["context"]["span_id"]
        assert process["attributes"]["courant.outcome"] == "forwarded"
        host = process["resource"]["attributes"]
        assert host["host.name"] == platform.node()
        assert host["host.id"] == host["ip"] == BOOT
        assert process["resource"] == work["resource"] == send["resource"]
        for span in (process, send):
            attributes = span["attributes"]
            assert attributes["server.address"] == "127.0.0.1"
            assert f"nats://127.0.0.1:{attributes['server.port']}" == server.url
            assert attributes["messaging.client.id"] == host["service.instance.id"]
        assert "server.address" not in work["attributes"]
        sent = send["context"]["span_id"].removeprefix("0x")
        assert (out.headers or {})["traceparent"] == f"00-{ID}-{sent}-01"

    probing(server, test)


def test_a_missing_setting_is_named(server: Server) -> None:
    program = server.stage("words", COURANT_INPUT="")
    assert program.process.wait(PATIENCE) == 2
    assert "COURANT_INPUT is missing" in program.log
