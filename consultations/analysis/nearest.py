"""Which principle a passage is about: the nearest, where it is near enough and clearly nearest.

How near that is, is learnt from the principles themselves, whose every sentence is compared with
its own principle (without that sentence) and with the others. What all passages share says nothing
and is left out of the vectors: their mean is subtracted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consultations.analysis.embedding import TfIdf, Vectors, embedder_for
from consultations.analysis.sentences import sentences_of

Embed = Callable[[Sequence[str]], Vectors]

# Of sentences whose own principle is taken away, the share that may be put with another: they come
# from the same pen, so that fewer passages of other people are.
_MISPLACED = 0.25


@dataclass(frozen=True, slots=True)
class Bounds:
    """`near`: the cosine from which on a passage is about a principle; `clear`: by how much the
    nearest must be nearer than the next."""

    near: float
    clear: float


def embedder_of(tier: str, language: str) -> Embed:
    """Of a tier for texts of a language (ISO 639-1). Static vectors of words know what is akin,
    the words themselves what is meant: side by side they misplace less than either."""
    embedder = embedder_for(tier, language)
    if isinstance(embedder, TfIdf):
        return embedder
    words = TfIdf(language)

    def embed(texts: Sequence[str]) -> Vectors:
        return _unit(np.hstack([embedder(texts), words(texts)]))

    return embed


def nearest(
    submissions: Sequence[Sequence[str]], principles: Sequence[str], embed: Embed
) -> list[list[int | None]]:
    """For the passages of each submission, in order, the index of their principle, or None.
    `principles` are their whole words, title first; `embed` gives unit vectors, (n, dimensions)."""
    passages = [passage for each in submissions for passage in each]
    if not passages or not principles:
        return [[None] * len(each) for each in submissions]
    sentences = [
        (n, text[start:end])
        for n, text in enumerate(principles)
        for start, end in sentences_of(text)
    ]
    # In one go: how rare a word is, is counted over all that is compared.
    vectors = embed([*passages, *(sentence for _, sentence in sentences)])
    vectors = _unit(vectors - vectors[: len(passages)].mean(axis=0))
    said, words = vectors[: len(passages)], vectors[len(passages) :]
    own = np.array([n for n, _ in sentences], dtype=np.int64)
    bounds = _learnt(words, own, len(principles))
    near = np.stack([_near(said, words[own == n]) for n in range(len(principles))], axis=1)
    rows = iter(near)
    return [_smoothed([_place(next(rows), bounds) for _ in each]) for each in submissions]


def _near(said: Vectors, words: Vectors) -> Vectors:
    """How near each passage is to a principle of these sentences: half to all of them together,
    half to the nearest one."""
    if not len(words):
        return np.full(len(said), -1.0, dtype=np.float32)
    return ((said @ _unit(words.sum(axis=0)) + (said @ words.T).max(axis=1)) / 2).astype(np.float32)


def _learnt(words: Vectors, own: NDArray[np.int64], principles: int) -> Bounds:
    """Clear: half of the lead that own sentences usually have. Near: as little as leaves few
    sentences with the wrong principle where their own is not there."""
    near = np.full((len(words), principles), -1.0, dtype=np.float32)
    itself = np.full(len(words), -1.0, dtype=np.float32)
    for n in range(principles):
        here = own == n
        near[~here, n] = _near(words[~here], words[here])
        for row in np.flatnonzero(here):
            rest = here.copy()
            rest[row] = False
            itself[row] = _near(words[[row]], words[rest])[0]
    if principles == 1:
        return Bounds(near=float(np.quantile(itself, _MISPLACED)), clear=0.0)
    ranked = np.sort(near, axis=1)
    best, lead = ranked[:, -1], ranked[:, -1] - ranked[:, -2]
    ahead = (itself - best)[itself > best]
    clear = float(np.median(ahead)) / 2 if len(ahead) else 0.0
    wrongly = np.where(lead >= clear, best, -1.0)
    return Bounds(near=float(np.quantile(wrongly, 1 - _MISPLACED)), clear=clear)


def _place(near: Vectors, bounds: Bounds) -> int | None:
    best = int(near.argmax())
    others = np.delete(near, best)
    lead = near[best] - others.max() if len(others) else bounds.clear
    return best if near[best] >= bounds.near and lead >= bounds.clear else None


def _smoothed(places: Sequence[int | None]) -> list[int | None]:
    """One passage of a submission between two on the same principle is on it too."""
    around = zip([None, *places], places, [*places[1:], None], strict=False)
    return [before if here is None and before == after else here for before, here, after in around]


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
