"""Texts that are the same but for a few words: campaigns, form letters.

MinHash signatures of overlapping runs of words (Broder 1997), and bands of them as keys, so that
only texts that share a band are compared (locality-sensitive hashing: Indyk and Motwani 1998):
linear in the length of the texts.
"""

from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

RUN = 3  # words
HASHES, BANDS = 32, 8
SAME = 0.7  # share of runs in common
# Shorter ones are alike by chance: "I agree with this principle" is no campaign.
FEWEST_WORDS = 8
# At a time: their runs then stay in the processor's cache.
_TEXTS = 2_048
_BITS = np.uint64(31)
_PRIME = np.uint64((1 << 31) - 1)
_MIXER = np.uint64(0x9E3779B97F4A7C15)


def same_texts(words: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """For each text, given as hashes of its words, the first one that is much the same.

    Shape (n,); a text of fewer than FEWEST_WORDS is the same as itself alone.
    """
    first = np.arange(len(words), dtype=np.int64)
    long = np.array([i for i, w in enumerate(words) if len(w) >= FEWEST_WORDS], dtype=np.int64)
    if len(long) < 2:
        return first
    signatures = np.concatenate(
        [
            _signatures([words[i] for i in long[start : start + _TEXTS]])
            for start in range(0, len(long), _TEXTS)
        ]
    )
    for band in np.split(signatures, BANDS, axis=1):
        key = band[:, 0].copy()
        for part in band.T[1:]:
            key = key * _MIXER + part
        order = np.argsort(key, kind="stable")
        together = key[order[1:]] == key[order[:-1]]
        pairs = np.stack([order[:-1][together], order[1:][together]])
        alike = (signatures[pairs[0]] == signatures[pairs[1]]).mean(axis=1) >= SAME
        for a, b in long[pairs[:, alike]].T.tolist():
            _join(first, a, b)
    for i in np.flatnonzero(first != np.arange(len(first))).tolist():
        first[i] = _root(first, i)
    return first


def _signatures(words: Sequence[Sequence[int]]) -> NDArray[np.uint64]:
    """The least hash of each text's runs, under each of HASHES permutations."""
    sizes = np.array([len(w) for w in words])
    flat = np.fromiter(chain.from_iterable(words), dtype=np.uint64, count=int(sizes.sum()))
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
    hashes, above = np.empty_like(runs), np.empty_like(runs)
    signatures = np.empty((len(sizes), HASHES), dtype=np.uint64)
    for n in range(HASHES):
        factor, shift = rng.integers(1, int(_PRIME), size=2, dtype=np.uint64)
        np.multiply(runs, factor, out=hashes)
        hashes += shift
        # Modulo the prime, but that the prime itself stays; a division is slow.
        for _ in range(2):
            np.right_shift(hashes, _BITS, out=above)
            hashes &= _PRIME
            hashes += above
        signatures[:, n] = np.minimum.reduceat(hashes, starts)
    return signatures


def _root(first: NDArray[np.int64], i: int) -> int:
    while first[i] != i:
        first[i] = first[first[i]]
        i = int(first[i])
    return i


def _join(first: NDArray[np.int64], one: int, other: int) -> None:
    a, b = _root(first, one), _root(first, other)
    first[max(a, b)] = min(a, b)
