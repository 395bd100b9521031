"""A real nats-server and Courant's own program for the tests."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import nats
import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

ROOT = Path(__file__).parents[3]
PATIENCE = 60.0
ID = "0af7651916cd43dd8448eb211c80319c"
TRACE = f"00-{ID}-b7ad6b7169203331-01"


def courant() -> str:
    """The program under test, which `make` builds."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return os.environ.get("COURANT_BIN") or str(target / "debug" / "courant")


# Below the ephemeral ports and those of the Rust tests. Parallel processes start apart.
PORTS = range(16_000, 20_000)
asked = itertools.count(os.getpid() * 40)


def free_port() -> int:
    for turn in itertools.islice(asked, len(PORTS)):
        port = PORTS[turn % len(PORTS)]
        with socket.socket() as listener, contextlib.suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


class Program:
    """A process that ends with its test."""

    def __init__(self, arguments: list[str], env: dict[str, str], log: Path) -> None:
        self._log = log
        with log.open("wb") as errors:
            whole = {**os.environ, "COURANT_LOG_FORMAT": "json", "OTEL_SDK_DISABLED": "true", **env}
            self.process = subprocess.Popen(arguments, env=whole, stderr=errors, stdout=errors)

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def terminate(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(PATIENCE)


class Server:
    """A nats-server, and the programs started by a test."""

    def __init__(self, folder: Path, config: str = "") -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"nats://127.0.0.1:{self.port}"
        self.programs: list[Program] = []
        self._config = folder / "server.conf"
        self._config.write_text(
            f"listen: 127.0.0.1:{self.port}\nmax_payload: 1MB\n"
            f'jetstream {{ store_dir: "{folder / "store"}", max_file_store: 1GB }}\n{config}\n'
        )
        self.start_server()

    def start_server(self) -> None:
        local = ROOT / ".tools" / "nats-server"
        program = str(local) if local.exists() else shutil.which("nats-server")
        assert program, "no nats-server: run `make tools`"
        self.server = Program([program, "-c", str(self._config)], {}, self.folder / "server.log")
        until_now(lambda: "Server is ready" in self.server.log)

    def setup(self, *more: str, env: dict[str, str] | None = None) -> None:
        done = subprocess.run(
            [courant(), "setup", "--store", "100MB", *more],
            env={**os.environ, "NATS_URL": self.url, **(env or {})},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def run(self, arguments: list[str], **env: str) -> Program:
        log = self.folder / f"{len(self.programs)}.log"
        program = Program(arguments, {"NATS_URL": self.url, **env}, log)
        self.programs.append(program)
        return program

    def stage(self, script: str, **env: str) -> Program:
        """Start a stage of `stages.py` between IN and OUT."""
        path = Path(__file__).with_name("stages.py")
        place = {"COURANT_INPUT": "IN/probe", "COURANT_OUTPUT": "out"}
        return self.run([sys.executable, str(path), script], **{**place, **env})

    def services(self, *stages: str, **env: str) -> None:
        for stage in stages:
            admin = f"127.0.0.1:{free_port()}"
            self.run([courant(), "service", stage], COURANT_ADMIN=admin, **env)

    def close(self) -> None:
        for program in self.programs:
            program.end()
        self.server.end()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server with Courant's streams, and IN and OUT around a stage of the test."""
    with a_server(tmp_path) as server:
        server.setup()
        yield server


@contextlib.contextmanager
def a_server(folder: Path, config: str = "") -> Iterator[Server]:
    server = Server(folder, config)
    try:
        yield server
    finally:
        server.close()


class Probe:
    """A client of the test."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.js = client.jetstream()

    async def streams(self, ack_wait: float = 30, **out: Any) -> None:
        await self.js.add_stream(name="IN", subjects=["in"], retention="workqueue")
        await self.js.add_stream(name="OUT", subjects=["out"], discard="new", **out)
        config = nats.js.api.ConsumerConfig(durable_name="probe", ack_wait=ack_wait, max_deliver=-1)
        await self.js.add_consumer("IN", config)

    async def send(self, body: bytes, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        await self.js.publish("in", body, headers=named or None)

    async def last(self, stream: str, subject: str) -> Msg | None:
        try:
            found = await self.js.get_last_msg(stream, subject)
        except nats.js.errors.NotFoundError:
            return None
        return Msg(
            _client=self.client,
            subject=found.subject or "",
            data=found.data or b"",
            headers=found.headers,
        )

    async def stored(self, stream: str, subject: str) -> Msg:
        found: Msg = await until(lambda: self.last(stream, subject))
        return found

    async def waiting(self) -> int:
        state = (await self.js.stream_info("IN")).state
        return int(state.messages)

    async def settled(self) -> None:
        async def empty() -> bool:
            return await self.waiting() == 0

        await until(empty)


def probing(server: Server, test: Callable[[Probe], Coroutine[Any, Any, None]]) -> None:
    """Run the async part of a test with a client."""

    async def run() -> None:
        client = await nats.connect(server.url)
        try:
            await test(Probe(client))
        except TimeoutError:
            logs = "\n".join(program.log for program in server.programs)
            raise AssertionError(f"it did not happen within {PATIENCE:g} s:\n{logs}") from None
        finally:
            await client.close()

    asyncio.run(run())


async def until(condition: Callable[[], Awaitable[Any]]) -> Any:
    """Wait for a condition, and return its value."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if value := await condition():
            return value
        await asyncio.sleep(0.05)
    raise TimeoutError


def until_now(condition: Callable[[], Any]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def record(identity: str = ID, text: str = "The tide turned. It did.", version: int = 1) -> bytes:
    """A record with members that are unknown to all stages, in unusual formatting."""
    document = json.dumps({"text": text, "charset": "utf-8"})
    return (
        f'{{ "courant" : {version},"id":"{identity}","document":{document},'
        f'"somebody": {UNKNOWN},"trail":[{TRAIL}]}}'
    ).encode()


UNKNOWN = '{ "b":1.50,  "a" : [1e2, "\\u00e9\\/", 123456789012345678901234567890],"a":null }'
TRAIL = (
    '{"stage":"ingestion","version":"0.1.0","at":"2026-11-23T08:15:00Z","duration_ms":1.20,'
    '"attempt":1,"raw":{"stream":"ARTICLES_RAW","created_at":"2026-11-20T06:00:00.5Z","sequence":7}}'
)
