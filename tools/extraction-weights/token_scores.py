"""Learned weights of tokens: words of class names, words of short blocks, and words that indicate the
kind of page."""

import warnings

import numpy as np
import scipy.sparse as sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

# The fit is stopped early, because more steps only fit rare words.
warnings.filterwarnings("ignore", category=ConvergenceWarning)

KINDS = ["article", "forum", "product", "collection", "listing", "service", "documentation"]


def vocabulary(lists, sites, least):
    """Tokens that occur on at least `least` sites."""
    seen = {}
    for tokens, site in zip(lists, sites):
        for token in np.unique(tokens):
            seen.setdefault(int(token), set()).add(site)
    known = np.array(sorted(token for token, where in seen.items() if len(where) >= least), dtype=np.uint32)
    return known


def rows_of(tokens, counts, known):
    at = np.searchsorted(known, tokens)
    at[at == len(known)] = 0
    hit = known[at] == tokens
    row = np.repeat(np.arange(len(counts)), counts)[hit]
    return sparse.csr_matrix((np.ones(hit.sum(), np.float32), (row, at[hit])), shape=(len(counts), len(known)))


class ClassScores:
    """Weights of words in class names of the element, of the two around it, and of those further out."""

    def __init__(self, data):
        self.data = data
        self.known = vocabulary([p.element_list for p in data.pages], data.site, 4)
        near, parts = [], []
        for p in data.pages:
            t = rows_of(p.element_list, p.element_counts, self.known)
            n = p.elements
            own = np.unique(p.element)
            rows = {0: [], 1: [], 2: []}
            for at, e in enumerate(own):
                level, e = 0, int(e)
                while True:
                    rows[0 if level == 0 else 1 if level < 3 else 2].append((at, e))
                    if e == 0:
                        break
                    e = int(p.parent[e])
                    level += 1
            block = []
            for level in range(3):
                if rows[level]:
                    r, c = np.array(rows[level]).T
                else:
                    r = c = np.array([], int)
                a = sparse.csr_matrix((np.ones(len(r), np.float32), (r, c)), shape=(len(own), n))
                block.append(a @ t)
            at = np.searchsorted(own, p.element)
            parts.append(sparse.hstack(block).tocsr()[at])
        self.m = sparse.vstack(parts).tocsr()

    def fit(self, train):
        d = self.data
        train = train[d.original[train] & (d.train[train] > 0)]
        model = LogisticRegression(C=0.02, max_iter=18).fit(
            self.m[train], (d.y[train] >= 0.5).astype(int), sample_weight=(d.weight * d.factor)[train]
        )
        w = model.coef_[0].astype(np.float32)
        w[np.abs(w) < 0.03] = 0
        return w, float(model.intercept_[0])

    def features(self, rows, fitted):
        w, bias = fitted
        z = self.m[rows]
        k = len(self.known)
        sums = [z[:, i * k:(i + 1) * k] @ w[i * k:(i + 1) * k] for i in range(3)]
        each = z.copy()
        each.data = w[each.indices]
        least = np.minimum(each.min(axis=1).toarray()[:, 0], 0)
        most = np.maximum(each.max(axis=1).toarray()[:, 0], 0)
        return np.column_stack([sum(sums) + bias, *sums, least, most]).astype(np.float32)

    def table(self, fitted):
        w, bias = fitted
        w = w.reshape(3, -1).T
        kept = np.abs(w).max(axis=1) > 0
        return bias, self.known[kept], w[kept]


class TextScores:
    def __init__(self, data):
        self.data = data
        self.known = vocabulary([p.text_list for p in data.pages], data.site, 4)
        tokens = np.concatenate([p.text_list for p in data.pages])
        counts = np.concatenate([p.text_counts for p in data.pages])
        self.m = rows_of(tokens, counts, self.known)

    def fit(self, train):
        d = self.data
        train = train[d.has_words[train] & (d.train[train] > 0)]
        model = LogisticRegression(C=0.06, max_iter=25).fit(
            self.m[train], (d.y[train] >= 0.5).astype(int), sample_weight=d.factor[train] * np.sqrt(np.maximum(d.weight[train], d.least_weight[train]))
        )
        w = model.coef_[0].astype(np.float32)
        w[np.abs(w) < 0.05] = 0
        return w, float(model.intercept_[0])

    def features(self, rows, fitted):
        return (self.m[rows] @ fitted[0] + fitted[1]).astype(np.float32)[:, None]

    def table(self, fitted):
        w, bias = fitted
        kept = w != 0
        return bias, self.known[kept], w[kept][:, None]


class KindScores:
    def __init__(self, data):
        self.data = data
        self.known = vocabulary([p.page_list for p in data.pages], data.site, 5)
        self.m = rows_of(np.concatenate([p.page_list for p in data.pages]), [p.page_tokens for p in data.pages], self.known)
        self.original = np.array([p.is_original for p in data.pages])
        self.kind = np.array([KINDS.index(p.kind or "article") for p in data.pages])

    def fit(self, train):
        train = train[self.original[train]]
        if len(set(self.kind[train])) == 1:
            only = np.where(np.arange(len(KINDS)) == self.kind[train][0], 9, -9).astype(np.float32)
            return np.zeros((len(self.known), len(KINDS)), np.float32), only
        model = LogisticRegression(C=0.02, max_iter=100).fit(self.m[train], self.kind[train])
        w = np.zeros((len(KINDS), len(self.known)), np.float32)
        bias = np.full(len(KINDS), -9, np.float32)
        w[model.classes_] = model.coef_
        bias[model.classes_] = model.intercept_
        w[np.abs(w) < 0.02] = 0
        return w.T, bias

    def features(self, rows, fitted):
        z = self.m[rows] @ fitted[0] + fitted[1]
        z = np.exp(z - z.max(axis=1, keepdims=True))
        return (z / z.sum(axis=1, keepdims=True)).astype(np.float32)

    def table(self, fitted):
        w, bias = fitted
        kept = np.abs(w).max(axis=1) > 0
        return bias, self.known[kept], w[kept]
