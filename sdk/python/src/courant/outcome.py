"""The context that a stage's function receives, and the results that it can return."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

_TOKEN = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True)
class Context:
    """Information about the current attempt."""

    now: datetime
    """When the attempt began."""
    attempt: int
    """Number of the attempt, from 1."""
    output: str
    """The subject that the record will be sent to."""


@dataclass(frozen=True)
class Filter:
    """The article is filtered out by a rule. It is recorded on ``articles.filtered.<reason>``."""

    reason: str

    def __post_init__(self) -> None:
        """Check that the reason can be part of a subject."""
        _check_token("reason", self.reason)


class _Failure(Exception):  # noqa: N818 - stages return these as results too
    def __init__(self, code: str, detail: str) -> None:
        """Take a code of ``a-z``, ``0-9`` and ``_``, and a sentence that says what to do.

        The sentence must not quote the document: it is stored in a header and logged.
        """
        _check_token("code", code)
        super().__init__(detail)
        self.code = code
        # A line break would end the header that the sentence is stored in.
        self.detail = " ".join(detail.split())


class Reject(_Failure):
    """The document can never be processed: it becomes a dead letter. Return or raise it."""


class Retry(_Failure):
    """A transient failure: the document is retried, and dead-lettered after the last attempt."""


Outcome: TypeAlias = Mapping[str, Any] | Filter | Reject | Retry


def _check_token(what: str, value: str) -> None:
    if not _TOKEN.fullmatch(value):
        raise ValueError(f"the {what} must consist of a-z, 0-9 and _, for example `no_text`")
