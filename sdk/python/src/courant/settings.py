"""Settings from environment variables, with the same names as in Courant's own services."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from courant import partitions

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


class SettingError(ValueError):
    """A setting is missing or invalid. The message names it."""


@dataclass(frozen=True)
class NatsSettings:
    """The connection to the NATS server."""

    url: str = "nats://127.0.0.1:4222"
    user: str | None = None
    password: str | None = None
    nkey: str | None = None
    creds: str | None = None
    ca: str | None = None
    api_prefix: str = "$JS.API"

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> NatsSettings:
        """Read the variables ``NATS_…``."""
        return cls(
            url=env.get("NATS_URL") or cls.url,
            user=env.get("NATS_USER") or None,
            password=env.get("NATS_PASSWORD") or None,
            nkey=env.get("NATS_NKEY") or None,
            creds=env.get("NATS_CREDS") or None,
            ca=env.get("NATS_CA") or None,
            api_prefix=env.get("NATS_JS_API_PREFIX") or cls.api_prefix,
        )

    @property
    def login(self) -> str | None:
        """The user's name, from its own setting or from the address."""
        return self.user or urlsplit(self.url.split(",")[0].strip()).username

    @property
    def inbox_prefix(self) -> str:
        """The prefix of the client's inboxes. With users, each may only use its own."""
        return f"_INBOX_{self.login}" if self.login else "_INBOX"


@dataclass(frozen=True)
class StageSettings:
    """The input, the output and the limits of a stage. Times are in seconds."""

    stream: str
    durable: str
    output: str
    in_flight: int
    attempts: int = 5
    deadline: float = 30.0
    grace: float = 20.0
    recovery: float = 300.0
    admin: tuple[str, int] | None = None
    partitions: frozenset[int] | None = None
    """Those to read; all by default."""

    @classmethod
    def from_env(
        cls, stage: str, in_flight: int, env: Mapping[str, str] = os.environ
    ) -> StageSettings:
        """Read the variables ``COURANT_…``."""
        place = _required(env, "COURANT_INPUT", "the stream to read, or STREAM/DURABLE")
        stream, _, durable = place.partition("/")
        return cls(
            stream=stream,
            durable=durable or stage,
            output=_required(env, "COURANT_OUTPUT", "the subject to write to"),
            in_flight=_count(env, "COURANT_IN_FLIGHT", in_flight),
            attempts=_count(env, "COURANT_ATTEMPTS", cls.attempts),
            deadline=_duration(env, "COURANT_DEADLINE", cls.deadline),
            grace=_duration(env, "COURANT_GRACE", cls.grace),
            recovery=_duration(env, "COURANT_RECOVERY", cls.recovery),
            admin=_address(env, "COURANT_ADMIN"),
            partitions=_partitions(env, "COURANT_PARTITIONS"),
        )


def _required(env: Mapping[str, str], name: str, what: str) -> str:
    value = env.get(name)
    if not value:
        raise SettingError(f"{name} is missing: set it to {what}")
    return value


def _count(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name)
    if not text:
        return default
    if not text.isdecimal() or int(text) < 1:
        raise SettingError(f"{name} must be at least 1, for example {default}")
    return int(text)


def _duration(env: Mapping[str, str], name: str, default: float) -> float:
    text = env.get(name)
    if not text:
        return default
    match = _DURATION.fullmatch(text.strip())
    if not match:
        raise SettingError(f"{name} is not a duration: use for example 500ms, 30s or 5m")
    return float(match[1]) * _SECONDS[match[2]]


def _partitions(env: Mapping[str, str], name: str) -> frozenset[int] | None:
    text = env.get(name)
    if not text:
        return None
    try:
        return partitions.chosen(text)
    except ValueError:
        raise SettingError(f"{name} names no partitions: use for example 0-3 or 0,2") from None


def _address(env: Mapping[str, str], name: str) -> tuple[str, int] | None:
    text = env.get(name)
    if not text:
        return None
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal():
        raise SettingError(f"{name} is not an address: use for example 127.0.0.1:8080")
    return host.strip("[]"), int(port)
