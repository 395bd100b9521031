"""The example as the fifth stage of `courant up`, with three lines of `courant.toml`."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

import courant as sdk
from courant import NatsSettings
from tests.conftest import ROOT, Program, courant, free_port, until_now
from tests.test_pipeline import EXAMPLE, STAGES, TEXT, read

TRACED = Path(__file__).with_name("traced.py")
SOURCE = Path(sdk.__file__).resolve().parents[1]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Path, str, int]]:
    """A running pipeline with the example: its file, its address, and its first admin port."""
    file = tmp_path / "courant.toml"
    command = [sys.executable, str(TRACED), str(tmp_path / "spans.jsonl"), str(EXAMPLE)]
    file.write_text(
        f"""[[stage]]
name = "reading-level"
after = "language-detection"
command = {json.dumps(command)}
env = {{ PYTHONPATH = {json.dumps(str(SOURCE))} }}
"""
    )
    port, admin = free_port(), free_run(5)
    arguments = ["--port", str(port), "--admin-port", str(admin), "--store", "500MB"]
    up = Program(
        [courant(), "up", "--config", str(file), "--data", str(tmp_path / "data"), *arguments],
        {
            "OTEL_SDK_DISABLED": "false",
            "PATH": f"{ROOT / '.tools'}{os.pathsep}{os.environ['PATH']}",
        },
        tmp_path / "up.log",
    )
    try:
        until_now(lambda: "publish to" in up.log or up.process.poll() is not None)
        assert up.process.poll() is None, up.log
        yield file, f"nats://127.0.0.1:{port}", admin
        assert up.terminate() == 0, up.log
    finally:
        up.end()


def free_run(count: int) -> int:
    """Return the first of this many consecutive free ports."""
    while True:
        first = free_port()
        if first + count < 65_536:
            return first


def page(port: int, path: str) -> str:
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            text: str = answer.read().decode()
            return text
    except URLError:
        return ""


def test_the_example_is_a_fifth_stage_of_up(place: tuple[Path, str, int]) -> None:
    file, url, admin = place
    settings = NatsSettings(url=url)
    until_now(lambda: page(admin + 2, "/readyz") == "ready\n")
    sent = asyncio.run(sdk.publish(TEXT, url="https://example.org/a", settings=settings))
    [article] = asyncio.run(read(1, start="all", settings=settings))
    assert article.id == sent.id
    assert article.record["reading_level"] == {"words_per_sentence": 7.5}
    stages = [*STAGES[:2], "reading-level", *STAGES[2:]]
    assert [entry["stage"] for entry in article.record["trail"]] == stages

    shown = subprocess.run(
        [courant(), "status", "--json", "--config", str(file)],
        env={**os.environ, "NATS_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    status = json.loads(shown.stdout)
    assert [stage["stage"] for stage in status["stages"]] == stages
    assert status["stages"][2]["consumer"]

    metrics = page(admin + 2, "/metrics")
    forwarded = 'courant_articles_total{stage="reading-level",outcome="forwarded"} 1'
    assert forwarded in metrics.splitlines()
    assert metrics.endswith("# EOF\n")
    until_now(lambda: "courant_queue_pending{" in page(admin + 2, "/metrics"))

    lines = (file.parent / "spans.jsonl").read_text().splitlines()
    spans = {span["name"]: span for span in map(json.loads, lines)}
    process = spans["process articles.reading-level"]
    assert {"reading-level", "send articles.language-detected"} < set(spans)
    assert {span["context"]["trace_id"] for span in spans.values()} == {f"0x{article.id}"}
    assert process["attributes"]["messaging.consumer.group.name"] == "reading-level"
