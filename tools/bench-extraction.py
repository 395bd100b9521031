"""Compares CPU time and peak memory of `courant extract` and Python's trafilatura; see bench-extraction.sh."""

import json
import resource
import statistics
import subprocess
import sys
import time

PAGES = 300


def main(courant: str, listed: str) -> None:
    # Pages at equal steps of the list, which is ordered by set, so that every set has its share.
    lines = [json.loads(line) for line in open(listed, encoding="utf-8")]
    pages = [lines[at * len(lines) // PAGES] for at in range(PAGES)]
    ours, our_peak = of_courant(courant, pages)
    theirs, their_peak = of_trafilatura(pages)
    print(f"{'CPU time of ' + str(len(pages)) + ' pages':28}{'mean':>8}{'median':>8}{'p99':>8}{'most':>8}{'peak':>9}")
    row("courant extract", ours, our_peak)
    row("trafilatura (Python)", theirs, their_peak)
    print(f"{'ratio':28}{statistics.mean(ours) / statistics.mean(theirs):8.2f}")


def of_courant(courant: str, pages: list[dict]) -> tuple[list[float], float]:
    questions = "\n".join(json.dumps(page) for page in pages)
    done = subprocess.run(
        [courant, "extract", "--jsonl", "-"], input=questions.encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(pages), "an answer is missing"
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return [answer["us"] / 1000 for answer in answers], peak


def of_trafilatura(pages: list[dict]) -> tuple[list[float], float]:
    from trafilatura import bare_extraction

    bare_extraction("<html><body><p>Warm up.</p></body></html>")
    times = []
    for page in pages:
        body = open(page["path"], "rb").read()
        began = time.process_time()
        bare_extraction(body, url=page["url"], with_metadata=True)
        times.append(1000 * (time.process_time() - began))
    return times, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def row(name: str, times: list[float], peak: float) -> None:
    ordered = sorted(times)
    figures = [statistics.mean(times), statistics.median(times), ordered[int(0.99 * len(times))], ordered[-1]]
    print(f"{name:28}" + "".join(f"{figure:5.1f} ms" for figure in figures) + f"{peak:6.0f} MB")


main(*sys.argv[1:])
