"""Records are parsed strictly, and preserved byte for byte."""

from __future__ import annotations

import asyncio
import json

import pytest

from courant import Record, RecordError, article_id, keyed_id, publish
from tests.conftest import ID, TRAIL, UNKNOWN, record


def test_what_is_not_known_is_kept_byte_for_byte() -> None:
    extended = Record(record()).extended("probe", '{"a":1}', {"stage": "probe"})
    again = Record(extended)
    assert again.raw("somebody") == UNKNOWN
    assert TRAIL.encode() in extended
    assert again["probe"] == {"a": 1}
    assert [entry["stage"] for entry in again.trail] == ["ingestion", "probe"]
    assert json.loads(extended)["id"] == ID


def test_the_first_entry_of_the_trail_has_the_raw_position() -> None:
    raw = Record(record()).raw_position()
    assert raw is not None
    assert (raw.stream, raw.sequence) == ("ARTICLES_RAW", 7)
    empty = f'{{"courant":1,"id":"{ID}"}}'.encode()
    assert Record(empty).raw_position() is None
    assert Record(empty).extended("a", "1", {}).endswith(b'"trail":[{}]}')


def test_a_section_is_written_once() -> None:
    with pytest.raises(RecordError) as error:
        Record(record()).extended("somebody", "{}", {})
    assert error.value.code == "record_section_written"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "record_not_json"),
        (b"[]", "record_not_json"),
        (b"{", "record_not_json"),
        (b'{"courant":1,}', "record_not_json"),
        (b'{"courant":NaN}', "record_not_json"),
        (b'{"courant":1}x', "record_not_json"),
        (b'{"courant":\xff}', "record_not_json"),
        (b'{"a":' + b"[" * 200_000, "record_not_json"),
        (b"{}", "record_incomplete"),
        (b'{"courant":1}', "record_incomplete"),
        (b'{"courant":0}', "record_malformed"),
        (b'{"courant":"1"}', "record_malformed"),
        (b'{"courant":1,"id":"x"}', "record_malformed"),
        (b'{"courant":1,"courant":1}', "record_malformed"),
        (f'{{"courant":1,"id":"{ID}","trail":1}}'.encode(), "record_malformed"),
        (record(version=2), "record_version"),
    ],
)
def test_what_is_not_a_record_is_refused(body: bytes, code: str) -> None:
    with pytest.raises(RecordError) as error:
        Record(body)
    assert error.value.code == code


def test_a_missing_section_is_a_fault_of_the_record() -> None:
    with pytest.raises(RecordError) as error:
        _ = Record(record())["language"]
    assert error.value.code == "record_incomplete"
    assert Record(record()).get("language") is None


def test_ids_are_those_of_courant() -> None:
    # The examples of shared/article/src/id.rs.
    assert article_id(b"hello") == "3972243cf868ce05511ecb571f447e06"
    text = "你好".encode()
    assert article_id(text, "https://example.org/a", "42") == "59bd4d7d2a0aff3bbe3fc14b99d23767"
    assert keyed_id("42", "wire") == "bb68a11ad027da15cab80dbb3d956d94"


@pytest.mark.parametrize("key", ["", " ", "42 ", "4\n2", "4\r\nCourant-Replace: true"])
def test_a_key_that_would_arrive_as_another_one_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="sent as a header"):
        asyncio.run(publish("hello", key=key))
