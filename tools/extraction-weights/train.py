"""Trains the block scorer on what `extraction-weights dump` writes; see shared/page/data/README.md.

    train.py --into DIR DUMP...

Writes the model, a model for each fold that was trained on the others, and rows to check the product
against. A page is scored by models that have seen no page of its site.
"""

import argparse
import json
import multiprocessing
import time
import zlib
from pathlib import Path

import lightgbm as lgb
import numpy as np

from model_file import Model
from token_scores import KINDS, ClassScores, KindScores, TextScores

FOLDS = 5
THREADS = 1
# One in this many of the blocks far from the text is trained on.
THIN = 4
STAGE_1 = dict(
    objective="cross_entropy", learning_rate=0.1, num_leaves=31, min_data_in_leaf=60, feature_fraction=0.3,
    bagging_fraction=0.7, bagging_freq=1, lambda_l2=5, verbose=-1, num_threads=THREADS, max_bin=63,
    force_col_wise=True, deterministic=True, seed=1,
)
STAGE_2 = dict(STAGE_1, learning_rate=0.07, num_leaves=15, min_data_in_leaf=250, lambda_l2=20)
TREES_1, TREES_2 = 120, 60
MOST_BLOCKS = 4000
# Weight of a page that was made from a text.
MADE = 0.5
START = time.time()


def say(*words):
    print(f"[{time.time() - START:5.0f} s]", *words, flush=True)


class Page:
    def __init__(self, dump, head, read):
        self.__dict__.update(head)
        self.dump = dump
        n, elements = self.blocks, self.elements
        self.x = read(np.float32, n * self.features).reshape(n, self.features)
        self.y = np.clip(read(np.float32, n), 0, 1)
        self.words = read(np.float32, n)
        self.element = read(np.uint32, n).astype(np.int64)
        self.heading = read(np.uint32, n).astype(np.int64)
        self.heading[self.heading == 0xFFFFFFFF] = -1
        self.parent = read(np.uint32, elements).astype(np.int64)
        self.look = read(np.uint32, elements)
        self.element_counts = read(np.uint32, elements)
        self.element_list = read(np.uint32, self.element_tokens)
        self.text_counts = read(np.uint32, n)
        self.text_list = read(np.uint32, self.text_tokens)
        self.page_list = read(np.uint32, self.page_tokens)
        self.is_article = self.kind in (None, "article")
        # An original page: neither rewritten nor generated from a text.
        self.is_original = self.version == 0 and self.set != "made"


def read_pages(path):
    with open(path, "rb") as file:
        while line := file.readline():
            yield Page(Path(path).stem, json.loads(line), lambda kind, count: np.frombuffer(file.read(4 * count), kind))


class Data:
    def __init__(self, pages):
        self.pages = pages
        self.off = np.cumsum([0] + [p.blocks for p in pages])
        self.x = np.vstack([p.x for p in pages])
        self.y = np.concatenate([p.y for p in pages])
        self.words = np.concatenate([p.words for p in pages])
        self.weight = np.concatenate([self.page_weight(p) for p in pages])
        self.weight *= len(self.weight) / self.weight.sum()
        self.train = np.concatenate([self.chosen(p) for p in pages])
        self.factor = np.where(self.train == 2, THIN, 1.0)
        self.fold = np.repeat([p.fold for p in pages], [p.blocks for p in pages])
        self.site = [p.site for p in pages]
        self.original = np.repeat([p.is_original for p in pages], [p.blocks for p in pages])
        # Words are learned from made pages too, which have notices in many languages.
        # Short lines of made pages count for the weights of words, too.
        self.least_weight = np.repeat([0.5 if p.set == "made" else 1e-4 for p in pages], [p.blocks for p in pages])
        self.has_words = np.repeat([p.version == 0 for p in pages], [p.blocks for p in pages])

    @staticmethod
    def chosen(p):
        """1 for blocks to train on, 2 for one of many blocks far from the text, else 0."""
        near = p.y > 0.05
        for _ in range(4):
            near = near | np.roll(near, 1) | np.roll(near, -1)
        far = (np.arange(p.blocks) + p.fold) % THIN == 0
        return np.where(near, 1, np.where(far, 2, 0))

    @staticmethod
    def page_weight(p):
        length = p.gold_words if p.version == 0 else float((p.y * p.words).sum())
        w = np.minimum(np.maximum(p.words, 2) / max(60, length), 0.5)
        # The beginning of a text is more important to readers than its length suggests.
        begins = np.flatnonzero((p.y >= 0.5) & (p.words >= 5))[:1]
        w[begins] = np.minimum(w[begins] * 2, 0.5)
        negative = float((w * (1 - p.y)).sum())
        if negative > 2:
            w = np.where(p.y < 0.5, w * 2 / negative, w)
        factor = 1.0 if p.is_article else 0.8
        if p.set == "zh69":
            factor = 1.5
        if p.version > 0:
            factor *= 0.5
        if p.set == "made":
            factor *= MADE
        return w * factor


def context(p, pages, off):
    out = np.zeros((len(p), 18), np.float32)
    for page, a, b in zip(pages, off, off[1:]):
        q, w, n = p[a:b], page.words.astype(np.float64), b - a
        r = out[a:b]
        padded, words = np.pad(q, 5), np.pad(w, 5)
        r[:, 0] = q
        for column, o in enumerate((-3, -2, -1, 1, 2, 3)):
            r[:, 1 + column] = padded[5 + o:5 + o + n]
        for column, window in ((7, range(-5, 0)), (8, range(1, 6))):
            text = sum(padded[5 + o:5 + o + n] * words[5 + o:5 + o + n] for o in window)
            r[:, column] = text / np.maximum(1, sum(words[5 + o:5 + o + n] for o in window))
        so_far = np.cumsum(q * w)
        text = max(1e-6, so_far[-1])
        r[:, 9], r[:, 10], r[:, 11] = so_far / text, so_far[-1] / max(1, w.sum()), np.log1p(so_far[-1])
        e = page.element
        parent = page.parent[e]
        keys = (e, parent, page.look[e].astype(np.int64), page.parent[parent])
        for column, key in zip((12, 13, 14, 15), keys):
            _, group = np.unique(key, return_inverse=True)
            in_text, all_words = np.bincount(group, q * w), np.bincount(group, w)
            r[:, column] = (in_text / np.maximum(all_words, 1e-6))[group]
            if column == 14:
                r[:, 16] = (in_text / text)[group]
        distance = np.full(n, 999.0)
        sure = (q > 0.8) & (w >= 15)
        for order in (range(n), range(n - 1, -1, -1)):
            d = 999.0
            for at in order:
                d = 0.0 if sure[at] else min(d + 1, 999.0)
                distance[at] = min(distance[at], d)
        r[:, 17] = distance
    return out


def boost(params, trees, x, y, weight):
    return lgb.train(params, lgb.Dataset(x, y, weight=weight), trees)


def f1(pages, off, p, least, only):
    """Block-level approximation of body F1, for choosing thresholds: words kept and missed."""
    ps, rs = [], []
    for page, a, b in zip(pages, off, off[1:]):
        if not only(page):
            continue
        t = least[0] if page.article_p >= 0.5 else least[1]
        keep = p[a:b] >= t
        w, y = page.words, page.y
        hit = float((w * y)[keep].sum())
        if keep.any():
            ps.append(hit / max(1e-9, float(w[keep].sum())))
        rs.append(min(1.0, hit / max(1.0, page.gold_words)))
    P, R = np.mean(ps), np.mean(rs)
    return 100 * 2 * P * R / (P + R)


def parallel(function, arguments, processes=2):
    """Map a function, which need not be picklable, in forked processes."""
    global FUNCTION
    FUNCTION = function
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        return pool.map(call, arguments, chunksize=1)


def call(argument):
    return FUNCTION(argument)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--into", type=Path, required=True)
    arguments.add_argument("--no-final", action="store_true", help="train the models of the folds only")
    arguments.add_argument("--share", type=float, default=1, help="train on this share of the sites, for a learning curve")
    arguments.add_argument("--without", choices=["classes", "words", "kinds", "made"], help="train without a part, to see what it is worth")
    arguments.add_argument("dumps", nargs="+")
    a = arguments.parse_args()
    a.into.mkdir(parents=True, exist_ok=True)
    pages = [p for dump in a.dumps for p in read_pages(dump) if p.blocks <= MOST_BLOCKS]
    data = Data(pages)
    used = np.array([zlib.crc32(p.site.encode()) % 1000 < 1000 * a.share for p in pages])
    data.train[np.repeat(~used, [p.blocks for p in pages])] = 0
    say(len(pages), "pages", len(data.y), "blocks", len(set(data.site)), "sites", "positive", round(float(data.y.mean()), 3))
    parts = [ClassScores(data), TextScores(data), KindScores(data)]
    say("tokens", [len(p.known) for p in parts])
    page_fold = np.array([p.fold for p in pages])
    kind = parts[2]
    learned = np.zeros((len(data.y), 6 + 1 + 1 + len(KINDS)), np.float32)
    heading = np.concatenate([np.where(p.heading >= 0, p.heading + o, -1) for p, o in zip(pages, data.off)])

    def learn(fitted, rows, page_rows, into):
        classes, texts, kinds = fitted
        c, t = parts[0].features(rows, classes), parts[1].features(rows, texts)
        into[rows, :6] = c
        into[rows, 6:7] = t
        into[rows, 8:] = kind.features(page_rows, kinds).repeat([pages[i].blocks for i in page_rows], axis=0)

    def fit_parts(fold):
        train = np.flatnonzero(data.fold != fold)
        return [parts[0].fit(train), parts[1].fit(train), kind.fit(np.flatnonzero((page_fold != fold) & used))]

    fold_fits = parallel(fit_parts, range(FOLDS))
    for fold in range(FOLDS):
        learn(fold_fits[fold], np.flatnonzero(data.fold == fold), np.flatnonzero(page_fold == fold), learned)
    has = heading >= 0
    learned[:, 7] = np.where(has, learned[np.maximum(heading, 0), 6], -9)
    for page, at in zip(pages, data.off):
        page.article_p = learned[at, 8]
    right = np.mean([(p.article_p >= 0.5) == p.is_article for p in pages if p.is_original])
    say("learned; page kind article or not right:", round(float(right), 3))
    part = {"classes": slice(6), "words": slice(6, 8), "kinds": slice(8, None)}.get(a.without)
    if part:
        learned[:, part] = 0
    if a.without == "made":
        data.train[~data.original] = 0
    x1 = np.hstack([data.x, learned])
    say("rows to train on", int((data.train > 0).sum()))

    def boosted(params, trees, x, rows):
        rows = rows & (data.train > 0)
        return boost(params, trees, x[rows], data.y[rows], (data.weight * data.factor)[rows])

    def cross(params, trees, x):
        fit = lambda fold: boosted(params, trees, x, data.fold != fold).model_to_string()
        models = [lgb.Booster(model_str=text) for text in parallel(fit, range(FOLDS))]
        p = np.zeros(len(data.y))
        for fold in range(FOLDS):
            p[data.fold == fold] = models[fold].predict(x[data.fold == fold], num_threads=1)
        return p, models

    p1, m1 = cross(STAGE_1, TREES_1, x1)
    say("stage 1")
    x2 = np.hstack([x1, context(p1, pages, data.off)])
    p2, m2 = cross(STAGE_2, TREES_2, x2)
    say("stage 2")
    p = (p1 + p2) / 2
    groups = {(q.dump, "articles" if q.is_article else "other kinds") for q in pages}
    groups = {
        f"{dump}, {kind}": lambda q, dump=dump, kind=kind: q.version == 0
        and q.dump == dump
        and (kind == "articles") == q.is_article
        for dump, kind in sorted(groups)
    }
    for t in (0.35, 0.4, 0.45, 0.5, 0.55):
        figures = {name: round(f1(pages, data.off, p, (t, t), only), 2) for name, only in groups.items()}
        say(f"words right, kept from {t} on, out of fold:", figures)
    least = (0.5, 0.42)
    figures = {name: round(float(f1(pages, data.off, p, least, only)), 2) for name, only in groups.items()}
    say(f"words right, kept from {least[0]} on in articles and {least[1]} on elsewhere, out of fold:", figures)
    # The model of a fold: its parts were trained on the other folds.
    for fold in range(FOLDS):
        Model(parts, fold_fits[fold], (m1[fold], m2[fold]), least).write(a.into / f"fold-{fold}.model")
    if not a.no_final:
        every = np.arange(len(data.y))
        fits = [parts[0].fit(every), parts[1].fit(every), kind.fit(np.arange(len(pages)))]
        all_rows = np.ones(len(data.y), bool)
        final = [boosted(STAGE_1, TREES_1, x1, all_rows), boosted(STAGE_2, TREES_2, x2, all_rows)]
        size = Model(parts, fits, final, least).write(a.into / "blocks.model")
        rows = x2[np.linspace(0, len(x2) - 1, 100).astype(int)].astype(np.float32)
        answers = np.column_stack([final[0].predict(rows[:, :x1.shape[1]]), final[1].predict(rows)])
        (a.into / "blocks.check").write_bytes(np.hstack([rows, answers.astype(np.float32)]).tobytes())
        say("model", size, "bytes")


main()
