#!/usr/bin/env python3
"""calibrate.py YARDSTICK TEXTS FEATURES: fits `shared/language/src/weights.rs`, and measures
`other_texts.tsv`.

YARDSTICK is the folder of the language yardstick, for its `score`; TEXTS holds labelled texts in
its form, FEATURES what `cargo run --release -p courant-language --example features` makes of them.
Fit on other texts than the ones you measure on: `texts.py` makes some, from sources that the table
was not counted from.
Prints the three logistic scores' weights, the knots and, with
`--other-texts`, the lines of that list. Standard library only.
"""
import collections
import importlib.machinery
import importlib.util
import math
import pathlib
import statistics
import sys

RIDGE = 1.0
ROUNDS = 30
NOISE = {"unsupported": 3.0, "non-language": 2.0}     # weight of a text that is in no language
ARTICLE = 2.0               # and of an article: they are few
NOISE_IN_KNOTS = 0.0        # a share of right answers is asked of real texts
KNOTS = 18
CERTAIN = 0.9998            # the highest confidence: some label is always wrong
ENOUGH = 5                  # texts that a language's own numbers need
LETTERS = 40                # and letters of each


def main():
    folder, texts, features = map(pathlib.Path, sys.argv[1:4])
    score = load(folder / "score")
    answers = {answer["id"]: answer for answer in score.read_lines(features)}
    rows = [row for row in score.read_lines(texts) if answers[row["id"]]["features"]]
    if "--other-texts" in sys.argv:
        return other_texts(score, rows, answers)
    samples = [sample(score, row, answers[row["id"]]) for row in rows]
    group = regress([(s["group"], s["near"], s["weight"]) for s in samples])
    exact = regress([(s["exact"], s["right"], s["weight"]) for s in samples if not s["noise"]])
    language = regress([(s["language"], s["near"], s["weight"]) for s in samples])
    for name, weights in (("GROUP", group), ("EXACT", exact), ("LANGUAGE", language)):
        print(name, ", ".join(f"{w:.3f}" for w in weights))
    for s in samples:
        s["p"] = logistic(s["group"], group) * logistic(s["exact"], exact)
    for knot in knots(samples):
        print("KNOT {:.4f} {:.4f}".format(*knot))


def other_texts(score, rows, answers):
    """The medians of fit (to add to the number in the list) and of margin."""
    found = collections.defaultdict(list)
    for row in rows:
        answer = answers[row["id"]]
        f, tag = answer["features"], answer["likeliest"]
        if f["letters"] >= LETTERS and score.right(row, score.canonical(tag)):
            found[tag].append((f["fit"], f["margin"]))
    for tag, values in sorted(found.items()):
        if len(values) >= ENOUGH:
            fit, margin = (statistics.median(v) for v in zip(*values))
            print(tag, f"{fit:.2f}", f"{min(margin, 4.0):.2f}", sep="\t")


def load(path):
    loader = importlib.machinery.SourceFileLoader("score", str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("score", loader))
    loader.exec_module(module)
    return module


def sample(score, row, answer):
    """The inputs of the three scores, computed from the features as in `confidence.rs`."""
    f = answer["features"]
    tag = score.canonical(answer["likeliest"])
    noise = row["set"] in score.UND_SETS
    letters, most = max(f["letters"], 1.0), max(f["most"], 0.1)
    fit = min(max(f["fit"], -4.0), 0.3)
    spread, misfit = 4 / math.sqrt(letters), max(-fit - 0.5, 0.0)
    lead, strangers = min(max(f["lead"], 0.0), 60.0), f["strangers"]
    dropped, symbols = min(f["dropped"], 0.5), min(f["symbols"], 0.3)
    margin, extra = min(max(f["margin"], -1.0), 4.0), min(max(f["extra"], -5.0), 4.0)
    log, rare = math.log(min(letters, 300.0)), float(f["rare"])
    return {
        "noise": noise, "right": not noise and score.right(row, tag),
        "near": not noise and score.nearly(row, tag),
        "weight": NOISE.get(row["set"], ARTICLE if row["set"] == "articles" else 1.0),
        "group": [fit, fit * spread, misfit, f["won"], min(max(strangers / most, -0.3), 0.5),
                  math.log(min(max(strangers, 0.0), 60.0) + 1), dropped, symbols, log, spread,
                  rare, rare * fit, margin, extra, extra * spread,
                  min(max(strangers / letters, -0.5), 0.67), min(max(strangers, -60.0), 0.0) / 10,
                  math.log(min(max(strangers, 0.0), 60.0) + 1) * spread, max(fit, -3.0) ** 2],
        "exact": [math.log(lead + 0.2), min(max(f["lead"], 0.0) / most, 0.3), log, min(lead, 3.0)],
        "language": [fit, fit * spread, misfit, min(f["won"], 0.45), dropped, symbols, log, spread],
    }


def logistic(inputs, weights):
    total = sum(x * w for x, w in zip(inputs, weights)) + weights[-1]
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def regress(samples):
    """Ridge logistic regression by Newton's method; the constant is last and not penalised."""
    samples = [([*inputs, 1.0], wanted, weight) for inputs, wanted, weight in samples]
    n = len(samples[0][0])
    weights = [0.0] * n
    for _ in range(ROUNDS):
        gradient = [RIDGE * w for w in weights[:-1]] + [0.0]
        hessian = [[RIDGE if i == j else 0.0 for j in range(n)] for i in range(n)]
        for inputs, wanted, weight in samples:
            p = logistic(inputs[:-1], weights)
            error, slope = weight * (p - wanted), weight * p * (1 - p) + 1e-9
            for i, x in enumerate(inputs):
                gradient[i] += error * x
                row, sx = hessian[i], slope * x
                for j in range(i + 1):
                    row[j] += sx * inputs[j]
        for i in range(n):
            for j in range(i):
                hessian[j][i] = hessian[i][j]
        step = solve(hessian, gradient)
        weights = [w - s for w, s in zip(weights, step)]
        if max(map(abs, step)) < 1e-6:
            break
    return weights


def solve(matrix, vector):
    rows = [[*row, value] for row, value in zip(matrix, vector)]
    n = len(rows)
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(n):
            if r != i:
                factor = rows[r][i] / rows[i][i]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[i])]
    return [rows[i][n] / rows[i][i] for i in range(n)]


def knots(samples):
    """The share of right answers in slices of p with equal numbers of texts, made monotonic."""
    samples = sorted(samples, key=lambda s: s["p"])
    real = [s["p"] for s in samples if not s["noise"]]
    # The lowest slice is split in two, because the share changes most there.
    edges = [0.0, *(real[int(len(real) * k / KNOTS)] for k in (0.5, *range(1, KNOTS))), 1.0]
    best = -1.0
    for low, high in zip(edges, edges[1:]):
        part = [s for s in samples if low <= s["p"] <= high]
        weights = [NOISE_IN_KNOTS if s["noise"] else s["weight"] for s in part]
        mean = lambda key: sum(w * s[key] for w, s in zip(weights, part)) / sum(weights)
        right = min(mean("right"), CERTAIN)
        if right > best:
            best = right
            yield mean("p"), best


main()
