"""Themes by spherical k-means (Dhillon and Modha 2001), with starts as in k-means++.

Kept centroids make a run go on from the last one: themes keep their ids, and a few more texts move
few of those that were there.
"""

import io
from dataclasses import dataclass
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from consultations.analysis.embedding import Vectors

# Rounds of a start; and of all texts, once a sample of them has settled.
STARTS, ROUNDS, LAST_ROUNDS = 5, 30, 5
# Rounds end when no more than this share of the texts change their theme.
SETTLED = 0.001
# Starts are tried on so many texts at most; the best goes on with all.
SAMPLE = 5_000
# The number of themes is kept as long as what it should be is no further off, either way.
SLACK = 1.5


@dataclass(frozen=True, slots=True)
class Themes:
    """`of_text` (n,) is an index into `centroids` (k, d) and `ids` (k,)."""

    ids: tuple[int, ...]
    centroids: Vectors
    of_text: NDArray[np.int64]


def find_themes(
    vectors: Vectors,
    weights: NDArray[np.float32],
    count: int,
    *,
    seed: int = 0,
    previous: tuple[tuple[int, ...], Vectors] | None = None,
) -> Themes:
    """At most `count` themes of `vectors` (n, d), unit rows; every text is in one."""
    if previous and len(previous[0]) / SLACK <= count <= len(previous[0]) * SLACK:
        ids, starts = previous
        centroids, of_text = _moved(vectors, weights, starts)
    else:
        ids, (centroids, of_text) = (), _best(vectors, weights, min(count, len(vectors)), seed)
        if previous and len(centroids):
            ids = _matched(centroids, *previous)
    ids = ids or tuple(range(1, len(centroids) + 1))
    return Themes(ids=ids, centroids=centroids, of_text=of_text)


def to_bytes(name: str, ids: tuple[int, ...], centroids: Vectors) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, name=np.array(name), ids=np.array(ids), centroids=centroids.astype(np.float16))
    return stream.getvalue()


def from_bytes(stored: bytes | None, name: str) -> tuple[tuple[int, ...], Vectors] | None:
    """What `to_bytes` kept; None if there is nothing, or it is of other vectors."""
    if not stored:
        return None
    try:
        with np.load(io.BytesIO(stored), allow_pickle=False) as arrays:
            if str(arrays["name"]) != name or not len(arrays["ids"]):
                return None
            ids = tuple(int(i) for i in arrays["ids"])
            return ids, arrays["centroids"].astype(np.float32)
    except (ValueError, OSError, KeyError, EOFError, BadZipFile):
        return None


def _best(
    vectors: Vectors, weights: NDArray[np.float32], count: int, seed: int
) -> tuple[Vectors, NDArray[np.int64]]:
    rng = np.random.default_rng(seed)
    few = np.arange(len(vectors))
    if len(few) > SAMPLE:
        few = np.sort(rng.choice(few, size=SAMPLE, replace=False))
    sample, own = vectors[few], weights[few]
    best: tuple[float, Vectors] | None = None
    for _ in range(STARTS):
        centroids, of_text = _moved(sample, own, _starts(sample, own, count, rng))
        gain = float(np.einsum("ij,ij->i", sample, centroids[of_text]) @ own)
        if best is None or gain > best[0] + 1e-6:
            best = gain, centroids
    centroids = best[1] if best else vectors[:0]
    return _moved(vectors, weights, centroids, LAST_ROUNDS)


def _starts(
    vectors: Vectors, weights: NDArray[np.float32], count: int, rng: np.random.Generator
) -> Vectors:
    """Texts drawn in proportion to how far they lie from those drawn before."""
    away = np.ones(len(vectors), dtype=np.float64)
    chosen: list[int] = []
    for _ in range(count):
        chances = np.cumsum(np.maximum(away, 0) * weights)
        if chances[-1] < 1e-6:  # every text is one of those drawn
            break
        chosen.append(int(np.searchsorted(chances, rng.random() * chances[-1], side="right")))
        chosen[-1] = min(chosen[-1], len(vectors) - 1)
        away = np.minimum(away, 1 - vectors @ vectors[chosen[-1]])
        away[away < 1e-5] = 0
    return vectors[np.array(chosen, dtype=np.int64)]


def _moved(
    vectors: Vectors, weights: NDArray[np.float32], centroids: Vectors, rounds: int = ROUNDS
) -> tuple[Vectors, NDArray[np.int64]]:
    """Lloyd's rounds from these centroids; one that loses all its texts stays where it was."""
    of_text = np.zeros(len(vectors), dtype=np.int64)
    if not len(centroids):
        return centroids, of_text
    themes = np.arange(len(centroids))
    for n in range(rounds):
        before, of_text = of_text, (vectors @ centroids.T).argmax(axis=1)
        if n and np.count_nonzero(of_text != before) <= len(vectors) * SETTLED:
            break
        member = np.where(of_text[:, None] == themes, weights[:, None], np.float32(0))
        sums = member.T @ vectors
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        moved = sums / np.maximum(lengths, 1e-9)
        centroids = np.where(lengths > 1e-9, moved, centroids)
    return centroids, of_text


def _matched(centroids: Vectors, ids: tuple[int, ...], previous: Vectors) -> tuple[int, ...]:
    """The id of the last run's theme that each is nearest to, pairwise; others get new ones."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415  # only when the count changed

    rows, columns = linear_sum_assignment(-(centroids @ previous.T))
    kept = {int(r): ids[int(c)] for r, c in zip(rows, columns, strict=True)}
    fresh = iter(range(max(ids) + 1, max(ids) + 1 + len(centroids)))
    return tuple(kept.get(i) or next(fresh) for i in range(len(centroids)))
