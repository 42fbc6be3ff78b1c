"""Texts that are the same but for a few words: campaigns, form letters.

MinHash signatures of overlapping runs of words (Broder 1997), and bands of them as keys, so that
only texts that share a band are compared (locality-sensitive hashing: Indyk and Motwani 1998):
linear in the length of the texts.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

RUN = 3  # words
HASHES, BANDS = 32, 8
SAME = 0.7  # share of runs in common
# Shorter ones are alike by chance: "I agree with this principle" is no campaign.
FEWEST_WORDS = 8
_PRIME = np.uint64((1 << 31) - 1)


def same_texts(words: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """For each text, given as hashes of its words, the first one that is much the same.

    Shape (n,); a text of fewer than FEWEST_WORDS is the same as itself alone.
    """
    first = np.arange(len(words), dtype=np.int64)
    long = np.array([i for i, w in enumerate(words) if len(w) >= FEWEST_WORDS], dtype=np.int64)
    if len(long) < 2:
        return first
    signatures = _signatures([words[i] for i in long])
    for band in np.split(signatures, BANDS, axis=1):
        _, inverse = np.unique(band, axis=0, return_inverse=True)
        order = np.argsort(inverse, kind="stable")
        together = inverse[order[1:]] == inverse[order[:-1]]
        for a, b in zip(order[:-1][together], order[1:][together], strict=True):
            if (signatures[a] == signatures[b]).mean() >= SAME:
                _join(first, int(long[a]), int(long[b]))
    return np.array([_root(first, i) for i in range(len(first))], dtype=np.int64)


def _signatures(words: Sequence[Sequence[int]]) -> NDArray[np.uint64]:
    """The least hash of each text's runs, under each of HASHES permutations."""
    sizes = np.array([len(w) for w in words])
    flat = np.fromiter((h for w in words for h in w), dtype=np.uint64, count=int(sizes.sum()))
    flat %= _PRIME
    runs = (flat[:-2] * np.uint64(31) + flat[1:-1]) % _PRIME
    runs = (runs * np.uint64(31) + flat[2:]) % _PRIME
    ends = np.cumsum(sizes)
    starts = ends - sizes
    # Runs that reach into the next text are left out.
    inside = np.ones(len(flat), dtype=bool)
    for back in range(1, RUN):
        inside[ends - back] = False
    runs = runs[inside[: len(runs)]]
    starts = starts - (RUN - 1) * np.arange(len(sizes))
    rng = np.random.default_rng(20)
    signatures = np.empty((len(sizes), HASHES), dtype=np.uint64)
    for n in range(HASHES):
        factor, shift = rng.integers(1, int(_PRIME), size=2, dtype=np.uint64)
        signatures[:, n] = np.minimum.reduceat((runs * factor + shift) % _PRIME, starts)
    return signatures


def _root(first: NDArray[np.int64], i: int) -> int:
    while first[i] != i:
        first[i] = first[first[i]]
        i = int(first[i])
    return i


def _join(first: NDArray[np.int64], one: int, other: int) -> None:
    a, b = _root(first, one), _root(first, other)
    first[max(a, b)] = min(a, b)
