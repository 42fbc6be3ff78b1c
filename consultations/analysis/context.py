"""Short texts seen among their neighbours.

Two sentences that say the same share few words, so that their vectors alone tell little. What all
texts have in common is taken away, as it tells none from another (Arora, Liang and Ma 2017), and
each is drawn towards those nearest to it, the more the nearer (as in Wu et al. 2019, one step).
"""

import math
from collections.abc import Sequence
from typing import Any
from zlib import crc32

import numpy as np
import scipy.sparse as sp

from consultations.analysis.embedding import Vectors, to_unit

NEIGHBOURS = 5
PULL = 3.0
# Neighbours are looked for among so many texts, always the same ones: linear in their number.
ANCHORS = 1_000
_ROWS = 4_096


def apart(vectors: Vectors) -> Vectors:
    """(n, d): each without what all have in common, rows of length 1."""
    common = vectors.mean(axis=0) * (1 - 1 / math.sqrt(len(vectors)))
    return to_unit(vectors - common)


def in_context(vectors: Vectors, texts: Sequence[str]) -> Vectors:
    """(n, d), rows of length 1, as given; one text alone stays as it is."""
    n = len(vectors)
    if n < 2:
        return vectors
    drawn = apart(vectors)
    anchors = np.arange(n)
    if n > ANCHORS:
        marks = [crc32(text.encode("utf-8", "surrogatepass")) for text in texts]
        anchors = np.sort(np.argsort(marks, kind="stable")[:ANCHORS])
    few = drawn[anchors]
    count = min(NEIGHBOURS, len(anchors) - 1)
    for start in range(0, n, _ROWS):
        rows = drawn[start : start + _ROWS]
        near = rows @ few.T
        own = np.flatnonzero((anchors >= start) & (anchors < start + len(rows)))
        near[anchors[own] - start, own] = 0
        rows += _pull(near, count) @ few
    return to_unit(drawn)


def _pull(near: Vectors, count: int) -> Any:
    """Of the nearest `count` in each row how strongly they draw: sparse, of the shape of `near`,
    which it uses up. One after the other they are found sooner than by sorting."""
    each = np.arange(len(near))
    nearest = np.empty((len(near), count), dtype=np.int64)
    pull = np.empty((len(near), count), dtype=np.float32)
    for n in range(count):
        nearest[:, n] = near.argmax(axis=1)
        pull[:, n] = near[each, nearest[:, n]]
        near[each, nearest[:, n]] = -2
    np.maximum(pull, 0, out=pull)
    pull *= PULL / NEIGHBOURS
    ends = np.arange(len(near) + 1) * count
    return sp.csr_matrix((pull.ravel(), nearest.ravel(), ends), shape=near.shape)
