"""The file format of a model; shared/page/data/README.md describes it."""

import struct
from pathlib import Path

import numpy as np

from token_scores import KINDS


class Model:
    """All parts of a model, trained on some folds."""

    def __init__(self, parts, fitted, stages, least):
        self.parts, self.fitted, self.stages, self.least = parts, fitted, stages, least

    def write(self, path):
        out = bytearray(b"CBM1")
        for part, fitted, columns in zip(self.parts, self.fitted, (3, 1, len(KINDS))):
            bias, tokens, weights = part.table(fitted)
            out += np.atleast_1d(np.asarray(bias, np.float32)).tobytes()
            out += struct.pack("<I", len(tokens))
            for token, row in zip(tokens, weights.astype(np.float32)):
                out += struct.pack("<I", int(token)) + row.tobytes()
        out += np.asarray(self.least, np.float32).tobytes()
        for stage in self.stages:
            out += forest(stage)
        Path(path).write_bytes(out)
        return len(out)


def floor32(value):
    """The greatest 32-bit float that is not above `value`: features are compared as such."""
    near = np.float32(value)
    return near if float(near) <= value else np.nextafter(near, np.float32(-np.inf))


def forest(booster):
    roots, nodes = [], []

    def add(node):
        at = len(nodes)
        nodes.append(None)
        if "leaf_value" in node:
            nodes[at] = struct.pack("<IfII", 0xFFFFFFFF, node["leaf_value"], 0, 0)
        else:
            assert node["decision_type"] == "<="
            left = add(node["left_child"])
            right = add(node["right_child"])
            nodes[at] = struct.pack("<IfII", node["split_feature"], floor32(node["threshold"]), left, right)
        return at

    for tree in booster.dump_model()["tree_info"]:
        roots.append(add(tree["tree_structure"]))
    return struct.pack(f"<I{len(roots)}II", len(roots), *roots, len(nodes)) + b"".join(nodes)
