"""Themes hold every text, and stay what they were when a few more come."""

import numpy as np
import pytest

from consultations.analysis.themes import find_themes, from_bytes, to_bytes


def drawn(n: int, topics: int = 6, seed: int = 0) -> np.ndarray:
    """Unit vectors about so many directions, in turn."""
    middles = np.random.default_rng(7).normal(size=(topics, 32))
    vectors = middles[np.arange(n) % topics] + 0.4 * np.random.default_rng(seed).normal(
        size=(n, 32)
    )
    unit: np.ndarray = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


def ones(n: int) -> np.ndarray:
    return np.ones(n, dtype=np.float32)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 50])
def test_every_text_is_in_a_theme(n: int) -> None:
    themes = find_themes(drawn(n), ones(n), 6)
    assert len(themes.of_text) == n
    assert len(themes.ids) == len(themes.centroids) == min(n, 6)
    assert set(themes.of_text.tolist()) <= set(range(len(themes.ids)))


def test_texts_about_the_same_are_in_the_same_theme() -> None:
    themes = find_themes(drawn(120), ones(120), 6)
    by_topic = [set(themes.of_text[n::6].tolist()) for n in range(6)]
    assert [len(found) for found in by_topic] == [1] * 6
    assert set().union(*by_topic) == set(range(6))


def test_the_same_texts_make_one_theme() -> None:
    assert find_themes(np.repeat(drawn(1), 9, axis=0), ones(9), 4).ids == (1,)


def test_with_kept_centroids_themes_keep_their_ids_and_texts() -> None:
    before = find_themes(drawn(120), ones(120), 6)
    more = np.concatenate([drawn(120), drawn(12, seed=1)])
    after = find_themes(more, ones(132), 6, previous=(before.ids, before.centroids), seed=9)
    assert after.ids == before.ids
    assert after.of_text[:120].tolist() == before.of_text.tolist()


def test_more_themes_than_before_keep_the_ids_of_those_that_were_there() -> None:
    before = find_themes(drawn(120, topics=3), ones(120), 3)
    after = find_themes(drawn(120), ones(120), 6, previous=(before.ids, before.centroids))
    assert {1, 2, 3} < set(after.ids)
    assert len(set(after.ids)) == 6


def test_centroids_come_back_from_bytes_if_they_are_of_the_same_vectors() -> None:
    themes = find_themes(drawn(30), ones(30), 4)
    stored = to_bytes("a-1", themes.ids, themes.centroids)
    kept = from_bytes(stored, "a-1")
    assert kept is not None
    assert kept[0] == themes.ids
    assert np.allclose(kept[1], themes.centroids, atol=1e-3)
    assert from_bytes(stored, "b-1") is None


@pytest.mark.parametrize("stored", [None, b"", b"nonsense", b"PK\x03\x04broken"])
def test_what_is_not_centroids_is_as_nothing(stored: bytes | None) -> None:
    assert from_bytes(stored, "a-1") is None
