"""The record: one JSON object per article, to which each stage adds a section."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

VERSION = 1
"""The newest version of the record that this package reads."""

_ID = re.compile(r"(?!0{32})[0-9a-f]{32}")
_SPACE = re.compile(r"[ \t\n\r]*")
_NOT_SECTIONS = frozenset({"courant", "id", "trail"})


class RecordError(Exception):
    """A message is not a record, or a record can't be read or extended."""

    def __init__(self, code: str, detail: str) -> None:
        """Take an error code, and a sentence without text of the document."""
        super().__init__(detail)
        self.code = code
        self.detail = detail

    @property
    def is_newer(self) -> bool:
        """Whether a newer program wrote the record, which another replica may be able to read."""
        return self.code == "record_version"


@dataclass(frozen=True)
class RawPosition:
    """Where the raw document was stored."""

    stream: str
    created_at: str
    sequence: int


class Record:
    """A record as received. Changes to returned values have no effect."""

    def __init__(self, body: bytes) -> None:
        """Parse the body of a message.

        Raises:
            RecordError: The body is not a record that this package can read.

        """
        members = _members(body)
        self._sections = {name: raw for name, raw in members.items() if name not in _NOT_SECTIONS}
        _check_version(_required(members, "courant"))
        identity = _required(members, "id")
        if not isinstance(identity, str) or not _ID.fullmatch(identity):
            raise _malformed("id")
        self.id = identity
        self._trail = members.get("trail", "[]")
        if not self._trail.startswith("["):
            raise _malformed("trail")

    def __getitem__(self, name: str) -> Any:
        """Return a section.

        Raises:
            RecordError: There is none with this name. The document becomes a dead letter.

        """
        raw = self._sections.get(name)
        if raw is None:
            raise RecordError("record_incomplete", f"the record has no member `{name}`")
        return json.loads(raw)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a section with this name."""
        return name in self._sections

    def get(self, name: str, default: Any = None) -> Any:
        """Return a section, or ``default`` if there is none."""
        return self[name] if name in self else default  # noqa: SIM401 - this is `get`

    def raw(self, name: str) -> str | None:
        """Return a section as its original JSON."""
        return self._sections.get(name)

    @property
    def text(self) -> str:
        """The main content, ``document.text``."""
        document = self["document"]
        text = document.get("text") if isinstance(document, dict) else None
        if not isinstance(text, str):
            raise _malformed("document")
        return text

    @property
    def trail(self) -> list[dict[str, Any]]:
        """One entry for each stage that processed the record, in order."""
        entries: list[dict[str, Any]] = json.loads(self._trail)
        return entries

    def raw_position(self) -> RawPosition | None:
        """Return the position of the raw document, from the first entry of the trail."""
        try:
            raw = self.trail[0]["raw"]
            return RawPosition(str(raw["stream"]), str(raw["created_at"]), int(raw["sequence"]))
        except (LookupError, TypeError, ValueError):
            return None

    def extended(self, section: str, value: str, entry: dict[str, Any]) -> bytes:
        """Return the record with one more section, given as JSON, and one more trail entry."""
        if section in self._sections:
            raise RecordError(
                "record_section_written", f"the record already has the section `{section}`"
            )
        return self._written({**self._sections, section: value}, self._longer_trail(entry))

    def to_json(self) -> bytes:
        """Return the record as JSON, with the original bytes of every section."""
        return self._written(self._sections, self._trail)

    def _longer_trail(self, entry: dict[str, Any]) -> str:
        entries = self._trail[1:-1].strip()
        added = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
        return f"[{entries},{added}]" if entries else f"[{added}]"

    def _written(self, sections: dict[str, str], trail: str) -> bytes:
        parts = [f'"courant":{VERSION}', f'"id":"{self.id}"']
        parts += [f"{json.dumps(name, ensure_ascii=False)}:{raw}" for name, raw in sections.items()]
        parts.append(f'"trail":{trail}')
        return ("{" + ",".join(parts) + "}").encode()


def _no_constant(name: str) -> Any:
    raise ValueError(name)


# Numbers stay text, because only the range of each member is needed.
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_no_constant)


def _members(body: bytes) -> dict[str, str]:
    """Return the members of a JSON object, each as its own JSON text."""
    try:
        text = body.decode()
        return _scan(text)
    except (ValueError, RecursionError, IndexError):
        raise RecordError("record_not_json", "the record is not a JSON object") from None


def _scan(text: str) -> dict[str, str]:
    at = _space(text, 0)
    at = _expect(text, at, "{")
    members: dict[str, str] = {}
    if text[at] == "}":
        at += 1
    else:
        while True:
            if text[at] != '"':
                raise ValueError(at)
            name, at = _DECODER.raw_decode(text, at)
            at = _expect(text, _space(text, at), ":")
            _, end = _DECODER.raw_decode(text, at)
            if name in members:
                raise RecordError(
                    "record_malformed", "a member of the record occurs more than once"
                )
            members[name] = text[at:end]
            at = _space(text, end)
            if text[at] == "}":
                at += 1
                break
            at = _expect(text, at, ",")
    if _space(text, at) != len(text):
        raise ValueError(at)
    return members


def _expect(text: str, at: int, character: str) -> int:
    if text[at] != character:
        raise ValueError(at)
    return _space(text, at + 1)


def _space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _required(members: dict[str, str], name: str) -> Any:
    if name not in members:
        raise RecordError("record_incomplete", f"the record has no member `{name}`")
    return json.loads(members[name])


def _check_version(version: Any) -> None:
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise _malformed("courant")
    if version > VERSION:
        raise RecordError(
            "record_version",
            f"the record has version {version}, newer than this program reads ({VERSION}): "
            "upgrade this service",
        )


def _malformed(name: str) -> RecordError:
    return RecordError("record_malformed", f"the record's member `{name}` has the wrong shape")
