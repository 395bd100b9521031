"""Names and values that the package repeats from Courant's code and documentation are the same."""

from __future__ import annotations

import re

from courant import article_id, header
from courant.quarantine import STREAM
from courant.record import VERSION
from courant.settings import NatsSettings, StageSettings
from tests.conftest import ROOT


def source(path: str) -> str:
    return (ROOT / path).read_text()


def test_headers_are_named_as_in_the_code() -> None:
    code = dict(
        re.findall(r'pub const (\w+): &str = "(.*?)";', source("shared/article/src/header.rs"))
    )
    ours = {name: value for name, value in vars(header).items() if name.isupper()}
    assert len(ours) > 20
    assert {name: code.get(name) for name in ours} == ours


def test_subjects_are_formed_as_in_the_code() -> None:
    code = source("shared/article/src/subject.rs")
    assert f'"{header.dead_subject("{stage}", "{code}")}"' in code
    assert f'"{header.filtered_subject("{reason}")}"' in code
    assert f'"{header.duplicate_subject("{stage}")}"' in code
    redelivered = source("shared/broker/src/redelivered.rs")
    assert f'"{header.redelivered_subject("{stage}", "{}")}"' in redelivered
    assert f'"{STREAM}"' in redelivered


def test_the_version_of_the_record_is_that_of_the_code() -> None:
    assert f"VERSION: u32 = {VERSION};" in source("shared/article/src/record.rs")


def test_defaults_are_those_of_the_documentation() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| `(.*?)` \|", source("docs/configuration.md"), flags=re.MULTILINE
    )
    documented = dict(rows)
    settings = StageSettings.from_env(
        "probe",
        8,
        {"COURANT_INPUT": "IN", "COURANT_OUTPUT": "out"}
        | {
            name: documented[name]
            for name in ("COURANT_DEADLINE", "COURANT_GRACE", "COURANT_RECOVERY")
        },
    )
    assert settings == StageSettings("IN", "probe", "out", 8)
    assert str(StageSettings.attempts) == documented["COURANT_ATTEMPTS"]
    assert NatsSettings.url == documented["NATS_URL"]
    assert NatsSettings.api_prefix == documented["NATS_JS_API_PREFIX"]


def test_the_documented_example_is_the_one_that_runs() -> None:
    assert source("sdk/python/examples/reading_level.py") in source("docs/extending.md")


def test_the_documented_id_is_right() -> None:
    documented = re.search(
        r'ArticleId::of\("", "", b"hello"\);\n.*?"(\w{32})"',
        source("shared/article/src/id.rs"),
        flags=re.DOTALL,
    )
    assert documented is not None
    assert documented[1] == article_id(b"hello")
