#!/usr/bin/env python3
"""calibrate.py YARDSTICK FEATURES.jsonl: fits the weights of `shared/language/src/weights.rs`.

YARDSTICK is the folder of the language yardstick (`score`, `texts.jsonl.gz`); FEATURES what
`cargo run --release -p language --example features` makes of `score --list`. Prints the three
logistic scores' weights, the knots, and what each threshold of `reliable` would give.
Standard library only.
"""
import collections
import importlib.machinery
import importlib.util
import json
import math
import pathlib
import sys

RIDGE = 1.0
ROUNDS = 40
NOISE_WEIGHT = 2.0      # a text of no language counts twice: they are few


def main():
    folder = pathlib.Path(sys.argv[1])
    score = load(folder / "score")
    rows = score.read_lines(folder / "texts.jsonl.gz")
    answers = {answer["id"]: answer for answer in score.read_lines(sys.argv[2])}
    samples = [sample(score, row, answers[row["id"]]) for row in rows if answers[row["id"]]["features"]]
    judged = [s for s in samples if s["set"] != "mixed"]
    group = regress([(s["group"], s["near"], s["weight"]) for s in judged])
    exact = regress([(s["exact"], s["right"], 1.0) for s in judged if not s["noise"]])
    language = regress([(s["language"], s["near"], s["weight"]) for s in samples])
    for name, weights in (("GROUP", group), ("EXACT", exact), ("LANGUAGE", language)):
        print(name, ", ".join(f"{w:.4f}" for w in weights))
    for s in judged:
        s["p"] = logistic(s["group"], group) * logistic(s["exact"], exact)
    for low, high, right, count in isotonic(judged):
        print(f"p {low:.3f} to {high:.3f}: {right / count:.3f} right of {count}")
    for short in (True, False):
        for threshold in (0.7, 0.74, 0.78, 0.82, 0.86, 0.88, 0.9, 0.91, 0.92, 0.93, 0.94):
            report(judged, short, threshold)


def load(path):
    loader = importlib.machinery.SourceFileLoader("score", str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("score", loader))
    loader.exec_module(module)
    return module


def sample(score, row, answer):
    f = answer["features"]
    tag = score.canonical(answer["likeliest"])
    noise = row["set"] in score.UND_SETS
    letters, most = max(f["letters"], 1.0), max(f["most"], 0.1)
    fit = min(max(f["fit"], -4.0), 0.3)
    spread, misfit = 4 / math.sqrt(letters), max(-fit - 0.5, 0.0)
    lead, strangers = min(max(f["lead"], 0.0), 60.0), max(f["strangers"], 0.0)
    dropped, symbols = min(f["dropped"], 0.5), min(f["symbols"], 0.3)
    log = math.log(min(letters, 300.0))
    return {
        "set": row["set"], "short": f["letters"] < 200, "thin": f["thin"], "noise": noise,
        "right": not noise and score.right(row, tag), "near": not noise and score.nearly(row, tag),
        "weight": NOISE_WEIGHT if noise else 1.0,
        "group": [fit, fit * spread, misfit, f["won"], min(strangers / most, 0.5),
                  math.log(min(strangers, 60.0) + 1), dropped, symbols, log, spread],
        "exact": [math.log(lead + 0.2), min(max(f["lead"], 0.0) / most, 0.3), log, min(lead, 3.0)],
        "language": [fit, fit * spread, misfit, min(f["won"], 0.45), dropped, symbols, log, spread],
    }


def logistic(inputs, weights):
    total = sum(x * w for x, w in zip(inputs, weights)) + weights[-1]
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def regress(samples):
    """Ridge logistic regression by Newton's method; the constant is last and not held down."""
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


def isotonic(samples):
    """Pools adjacent samples by p until the share of right ones rises."""
    blocks = []
    for s in sorted(samples, key=lambda s: s["p"]):
        blocks.append([s["p"], s["p"], float(s["right"]), 1])
        while len(blocks) > 1 and blocks[-2][2] / blocks[-2][3] >= blocks[-1][2] / blocks[-1][3]:
            last = blocks.pop()
            blocks[-1] = [blocks[-1][0], last[1], blocks[-1][2] + last[2], blocks[-1][3] + last[3]]
    return blocks


def report(samples, short, threshold):
    sets = collections.defaultdict(lambda: [0, 0, 0])
    for s in samples:
        if s["short"] == short:
            counts = sets[s["set"]]
            counts[0] += 1
            if s["p"] >= threshold and not s["thin"]:
                counts[1] += 1
                counts[2] += s["right"]
    kind = "short" if short else "long"
    cells = [f"{name} {n} {100 * kept / n:.1f}% {100 * right / max(kept, 1):.2f}%"
             for name, (n, kept, right) in sets.items() if n > 50]
    print(f"{kind} from {threshold}:", " | ".join(cells))


main()
