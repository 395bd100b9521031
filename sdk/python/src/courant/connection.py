"""A connection to the NATS server, and storing messages with an acknowledgement."""

from __future__ import annotations

import asyncio
import json
import logging
import random
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import MaxPayloadError, NoRespondersError

from courant import header
from courant.partitions import LAYOUT_STREAM, Layout
from courant.settings import NatsSettings

log = logging.getLogger("courant")

ANSWER = 5.0
"""How long to wait for an answer of the server, in seconds."""

# JetStream's error codes: no space in the stream, for the account, on the server.
_FULL = frozenset({10077, 10002, 10023, 10047})
_TRANSIENT = frozenset({10008, 10009, 10164})
_TOO_LARGE = 10054
_CONSUMER_MISSING = frozenset({10014, 10059})


class Fault(Enum):
    """Why the server has not stored a message."""

    FULL = "the stream is full"
    NO_STREAM = "no stream stores this subject"
    AWAY = "the server did not store the message in time"
    TOO_LARGE = "the message is larger than the server accepts"
    REFUSED = "the server refused the message"


class PublishError(Exception):
    """The server has not stored a message."""

    def __init__(self, fault: Fault, code: int | None = None) -> None:
        """Take the fault, and JetStream's error code if there is one."""
        super().__init__(fault.value if code is None else f"{fault.value} (JetStream error {code})")
        self.fault = fault


class BindError(Exception):
    """A consumer can't be used."""


@dataclass(frozen=True)
class Stored:
    """The server's acknowledgement that it has stored a message."""

    sequence: int
    duplicate: bool


@dataclass(frozen=True)
class Outbound:
    """A message to be stored."""

    subject: str
    headers: header.Headers
    body: bytes


class Connection:
    """A connection that reconnects."""

    def __init__(self, settings: NatsSettings) -> None:
        """Prepare a connection with these settings."""
        self._settings = settings
        self._client: Client | None = None
        self._last_error: Exception | None = None
        self._closing = False
        self.layout = Layout()
        """The partitions, as the server said last."""
        self.epoch = 0
        """How many times the connection was lost."""
        self.on_change: Callable[[], None] = lambda: None

    async def open(self, name: str, within: float) -> None:
        """Connect, and retry for ``within`` seconds.

        Raises:
            ConnectionError: No server answers, or it refuses these credentials.

        """
        settings = self._settings
        options: dict[str, Any] = {
            "servers": [server.strip() for server in settings.url.split(",")],
            "name": name,
            "inbox_prefix": settings.inbox_prefix.encode(),
            "user": settings.user,
            "password": settings.password,
            "nkeys_seed": settings.nkey,
            "user_credentials": settings.creds,
            "max_reconnect_attempts": -1,
            "reconnect_time_wait": 0.5,
            "ping_interval": 10,
            "connect_timeout": 5,
            "disconnected_cb": self._disconnected,
            "reconnected_cb": self._reconnected,
            "error_cb": self._error,
        }
        if settings.ca:
            options["tls"] = ssl.create_default_context()
            options["tls"].load_verify_locations(settings.ca)
        try:
            self._client = await asyncio.wait_for(nats.connect(**options), within)
        except (TimeoutError, asyncio.TimeoutError, OSError, NatsError) as error:
            why = self._last_error or error
            raise ConnectionError(
                f"could not connect to the NATS server ({why or type(why).__name__}): check "
                "NATS_URL, and NATS_USER and NATS_PASSWORD if the server has users"
            ) from None

    @property
    def url(self) -> str:
        """The servers' addresses, as the settings name them."""
        return self._settings.url

    @property
    def api_prefix(self) -> str:
        """The prefix of JetStream's API."""
        return self._settings.api_prefix

    @property
    def client(self) -> Client:
        """The client, once connected."""
        if self._client is None:
            raise ConnectionError("the connection is not open")
        return self._client

    @property
    def is_up(self) -> bool:
        """Whether the server is connected."""
        return self._client is not None and self._client.is_connected

    async def close(self) -> None:
        """Send what is buffered, and close."""
        if self._client is None:
            return
        self._closing = True
        try:
            await self._client.flush(timeout=2)
        except Exception:  # noqa: BLE001 - the connection is being closed anyway
            log.debug("could not flush the connection")
        await self._client.close()

    async def store(self, message: Outbound) -> Stored:
        """Publish a message and wait until the server has stored it."""
        if header.size(message.headers) + len(message.body) > self.client.max_payload:
            raise PublishError(Fault.TOO_LARGE)
        article = header.get(message.headers, header.ARTICLE_ID)
        subject = self.layout.subject(message.subject, article)
        answer = await self._answer(replace(message, subject=subject))
        error = answer.get("error")
        if error:
            raise _refusal(int(error.get("err_code", 0)))
        return Stored(int(answer.get("seq", 0)), bool(answer.get("duplicate", False)))

    async def _answer(self, message: Outbound) -> dict[str, Any]:
        try:
            answer = await self.client.request(
                message.subject, message.body, timeout=ANSWER, headers=dict(message.headers)
            )
            parsed = json.loads(answer.data)
        except NoRespondersError:
            raise PublishError(Fault.NO_STREAM) from None
        except MaxPayloadError:
            raise PublishError(Fault.TOO_LARGE) from None
        except (NatsError, ValueError, OSError, asyncio.TimeoutError):
            raise PublishError(Fault.AWAY) from None
        if not isinstance(parsed, dict):
            raise PublishError(Fault.AWAY)
        return parsed

    async def api(self, request: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Send a request to JetStream's API and return the answer."""
        payload = json.dumps(body).encode() if body is not None else b""
        answer = await self._api(request, payload)
        parsed: dict[str, Any] = json.loads(answer.data)
        error = parsed.get("error")
        if error and error.get("err_code") in _CONSUMER_MISSING:
            raise BindError("the server has no such consumer: run `courant setup`")
        if error:
            raise BindError(f"JetStream refused the request (error {error.get('err_code')})")
        return parsed

    async def read_layout(self) -> None:
        """Read the number of partitions from the server; without an answer it stays unchanged."""
        try:
            info = await self.api(f"STREAM.INFO.{LAYOUT_STREAM}")
        except BindError:
            log.debug("could not read the partitions")
            return
        self.layout = Layout.read(info.get("config", {}).get("metadata") or {})

    async def last_of_subject(self, stream: str, subject: str) -> bytes | None:
        """Return the newest message of a subject, or None if there is none."""
        try:
            answer = await self._api(f"DIRECT.GET.{stream}.{subject}", b"")
        except BindError:
            raise PublishError(Fault.AWAY) from None
        status = header.get(answer.headers, "Status")
        if status == "404":
            return None
        if status is not None:
            raise PublishError(Fault.AWAY)
        return answer.data

    async def _api(self, request: str, payload: bytes) -> Msg:
        subject = f"{self._settings.api_prefix}.{request}"
        try:
            return await self.client.request(subject, payload, timeout=ANSWER)
        except (NatsError, OSError, asyncio.TimeoutError):
            raise BindError(
                f"no answer to {subject}: check that JetStream is on, that `courant setup` has "
                "run, and that NATS_JS_API_PREFIX is right for this user"
            ) from None

    def changed(self) -> None:
        """Notify the user of the connection about a change."""
        self.on_change()

    async def _disconnected(self) -> None:
        self.epoch += 1
        if not self._closing:
            log.warning("disconnected from the server")
        self.changed()

    async def _reconnected(self) -> None:
        log.info("connected to the server")
        self.changed()

    async def _error(self, error: Exception) -> None:
        self._last_error = error
        if self._client is not None:
            log.error("the client library reported an error", extra={"error": str(error)})


def _refusal(code: int) -> PublishError:
    if code in _FULL:
        return PublishError(Fault.FULL)
    if code in _TRANSIENT:
        return PublishError(Fault.AWAY)
    if code == _TOO_LARGE:
        return PublishError(Fault.TOO_LARGE)
    return PublishError(Fault.REFUSED, code)


def backoff(attempt: int, first: float, longest: float) -> float:
    """Return the wait after an attempt, from 1: doubled each time, with jitter."""
    return float(min(first * 2 ** min(attempt - 1, 16), longest) * random.uniform(1, 2))  # noqa: S311


async def wait_for(event: asyncio.Event, seconds: float) -> bool:
    """Wait for an event, but not longer than this. Return whether it happened."""
    waiting: Awaitable[bool] = event.wait()
    try:
        await asyncio.wait_for(waiting, seconds)
    except (TimeoutError, asyncio.TimeoutError):
        return False
    return True
