"""Several streams per queue: their names, and a stage that reads and writes all of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from courant import partitions
from courant.partitions import Layout
from tests.conftest import Probe, a_server, probing, record, until


def test_the_layout_names_the_streams_that_are_read() -> None:
    grown = Layout.read({"courant_partitions": "2", "courant_partitions_before": "1"})
    assert grown.streams("ARTICLES_RAW") == ["ARTICLES_RAW", "ARTICLES_RAW_0", "ARTICLES_RAW_1"]
    assert grown.streams("ARTICLES_RAW", frozenset({1})) == ["ARTICLES_RAW_1"]
    for same in ("OWN", "ARTICLES_RAW_1"):
        assert grown.streams(same) == [same]
    for wrong in ("", "0", "65", "x"):
        assert Layout.read({"courant_partitions": wrong}) == Layout()


def test_only_articles_between_two_stages_are_spread() -> None:
    four = Layout(4)
    assert four.subject("articles.ingested", "0" * 28 + "0006") == "articles.partition.2.ingested"
    assert partitions.public("articles.partition.2.raw.feeds") == "articles.raw.feeds"
    for same in ("articles.raw", "articles.raw.feeds", "articles.dead.a.b", "own"):
        assert four.subject(same, "f" * 32) == same
        assert partitions.public(same) == same
    assert Layout().subject("articles.ingested", "f" * 32) == "articles.ingested"


def test_the_chosen_partitions_are_a_range_or_a_list() -> None:
    assert partitions.chosen("0-2, 5") == {0, 1, 2, 5}
    for wrong in ("", "x", "3-1", "64", "-1"):
        with pytest.raises(ValueError):  # noqa: PT011 - the message is the setting's own
            partitions.chosen(wrong)


@pytest.mark.parametrize("window", ["8", "1"])
def test_a_stage_reads_all_partitions_and_writes_to_that_of_the_article(
    tmp_path: Path, window: str
) -> None:
    mapping = """mappings {
      "articles.raw": "articles.partition.{{random(3)}}.raw"
      "articles.raw.*": "articles.partition.{{random(3)}}.raw.{{wildcard(1)}}"
    }"""
    with a_server(tmp_path, mapping) as server:
        server.setup("--partitions", "3")
        path = Path(__file__).with_name("stages.py")
        place = {
            "COURANT_INPUT": "ARTICLES_INGESTED/language-detection",
            "COURANT_OUTPUT": "articles.language-detected",
            "COURANT_IN_FLIGHT": window,
        }
        server.run([sys.executable, str(path), "words"], **place)

        async def test(probe: Probe) -> None:
            layout = Layout(3)
            for number in range(1, 31):
                article = f"{number:032x}"
                subject = layout.subject("articles.ingested", article)
                await probe.js.publish(subject, record(article))

            async def counts() -> list[int]:
                names = [f"ARTICLES_LANGUAGE_DETECTED_{part}" for part in range(3)]
                found = [await probe.js.stream_info(name) for name in names]
                return [info.state.messages for info in found]

            async def all_of_them() -> bool:
                return await counts() == [10, 10, 10]

            await until(all_of_them)

        probing(server, test)
