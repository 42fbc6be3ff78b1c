"""Short texts seen among their neighbours.

Two sentences that say the same share few words, so that their vectors alone tell little. What all
texts have in common is taken away, as it tells none from another (Arora, Liang and Ma 2017), and
each is drawn towards those nearest to it, the more the nearer (as in Wu et al. 2019, one step).
"""

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from consultations.analysis.embedding import Vectors

NEIGHBOURS = 5
PULL = 3.0
# Neighbours are looked for among so many texts, always the same ones: linear in their number.
ANCHORS = 1_000
_ROWS = 4_096


def in_context(vectors: Vectors, texts: Sequence[str]) -> Vectors:
    """(n, d), rows of length 1, as given; one text alone stays as it is."""
    n = len(vectors)
    if n < 2:
        return vectors
    apart = _unit(vectors - vectors.mean(axis=0) * (1 - 1 / np.sqrt(n)))
    anchors = np.arange(n)
    if n > ANCHORS:
        marks = [crc32(text.encode("utf-8", "surrogatepass")) for text in texts]
        anchors = np.sort(np.argsort(marks, kind="stable")[:ANCHORS])
    few = apart[anchors]
    count = min(NEIGHBOURS, len(anchors) - 1)
    drawn = np.empty_like(apart)
    for start in range(0, n, _ROWS):
        rows = np.arange(start, min(n, start + _ROWS))
        near = apart[rows] @ few.T
        near[rows[:, None] == anchors[None, :]] = 0
        nearest = np.argpartition(-near, count - 1, axis=1)[:, :count]
        pull = np.maximum(np.take_along_axis(near, nearest, axis=1), 0)
        drawn[rows] = apart[rows] + PULL / NEIGHBOURS * np.einsum("ij,ijd->id", pull, few[nearest])
    return _unit(drawn)


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return unit
