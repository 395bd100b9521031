"""`courant conformance` passes a correct stage, and reports the faults of a naive one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, courant
from tests.test_pipeline import EXAMPLE, STAGES

NAIVE = Path(__file__).with_name("naive.py")


def conformance(*arguments: str, patience: int = 60) -> tuple[int, dict[str, bool]]:
    """Run the kit, and return its exit code and the result of each check."""
    tools = f"{ROOT / '.tools'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [courant(), "conformance", "--patience", str(patience), *arguments],
        env={**os.environ, "PATH": tools, "COLUMNS": "400"},
        capture_output=True,
        text=True,
        check=False,
    )
    rows = [row for row in done.stdout.splitlines() if "  passed" in row or "  FAILED" in row]
    assert rows, done.stdout + done.stderr
    results = {row.split("  ")[0]: "  passed" in row for row in rows}
    if done.returncode == 0:
        assert all(results.values()), done.stdout
    else:
        print(done.stdout)
    return done.returncode, results


def test_the_example_keeps_the_contract() -> None:
    code, results = conformance("--", sys.executable, str(EXAMPLE))
    assert code == 0
    assert len(results) == 21


@pytest.mark.parametrize("stage", STAGES)
def test_the_services_keep_the_contract(stage: str) -> None:
    code, results = conformance("--place", stage, "--", courant(), "service", stage)
    assert code == 0
    assert len(results) >= 17


def test_a_naive_stage_fails_where_it_should() -> None:
    code, results = conformance("--", sys.executable, str(NAIVE), patience=4)
    assert code == 1
    passed = {check for check, right in results.items() if right}
    assert passed == {"sends a record on", "acknowledges what it has sent on"}
    assert len(results) > 15


def test_a_program_that_does_not_start_is_named() -> None:
    code, results = conformance("--", sys.executable, "-c", "raise SystemExit('no')", patience=2)
    assert code == 1
    assert results == {"sends a record on": False}
