"""Hard cases: what must come of them is written beside them."""

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import chain

import pytest

from principles.text.anchors import Found, Quote, find, follow
from principles.text.collisions import Collision, CollisionKind, compare
from principles.text.components import components_of, largest_compatible
from principles.text.merge import Collided, Run, merge
from principles.text.rebase import rebase
from principles.text.tokens import same, tokenize
from tests.text.cases import (
    Case,
    Contested,
    base_and_amendments,
    cases_in,
    components,
    contested,
    largest,
    marked,
)


@pytest.mark.parametrize("case", cases_in("merge"))
def test_merge(case: Case) -> None:
    base, texts = base_and_amendments(case)
    backwards = dict(reversed(texts.items()))
    if "collisions" in case:
        with pytest.raises(Collided) as collided:
            merge(base, texts)
        found = [each for each in collided.value.comparison.collisions if each.kind.blocks]
        expected = contested(case, "collisions")
        assert [shown(each, like) for each, like in paired(found, expected)] == [
            wanted(each) for each in expected
        ]
        assert compare(base, backwards) == collided.value.comparison
    elif "merged" in case or "text" in case:
        merged = merge(base, texts)
        expected_runs = marked(case["merged"]) if "merged" in case else [(case["text"], ())]
        assert merged.text == "".join(words for words, _ in expected_runs)
        if "merged" in case:
            assert words_with_sources(merged.runs) == words_with_sources(
                Run(*run) for run in expected_runs
            )
        assert merge(base, backwards) == merged


@pytest.mark.parametrize("case", cases_in("merge"))
def test_what_meets_and_what_can_stand_together(case: Case) -> None:
    base, texts = base_and_amendments(case)
    comparison = compare(base, texts)
    if "meets" in case:
        found = {
            (str(each.kind), each.between, each.why)
            for each in comparison.collisions
            if not each.kind.blocks
        }
        assert found == {
            (each.kind, each.between, "".join(each.rest)) for each in contested(case, "meets")
        }
    if "components" in case:
        assert components_of(texts, comparison.conflicts) == components(case)
        assert largest_compatible(texts, comparison.conflicts) == largest(case)
    if "collisions" not in case and "components" not in case:
        assert not any(comparison.conflicts.values())


@pytest.mark.parametrize("case", cases_in("rebase"))
def test_rebase(case: Case) -> None:
    rebased = rebase(case["base"], case["proposed"], case.sections.get("current"))
    assert rebased.state == case["state"]
    if "text" in case:
        assert rebased.text is not None
        assert same(rebased.text, case["text"])
    if case["state"] in {"needs_rebase", "target_deleted"}:
        assert rebased.text is None
    assert [str(each.kind) for each in rebased.lost] == case.lines("lost")


@pytest.mark.parametrize("case", cases_in("anchors"))
def test_anchor(case: Case) -> None:
    new, place = without_brackets(case["new" if "new" in case else "text"])
    if "old" in case:
        old, quoted = without_brackets(case["old"])
        assert quoted is not None
        found = follow(old, new, *quoted)
    else:
        quote = Quote(
            case["quote"], case.sections.get("prefix", ""), case.sections.get("suffix", "")
        )
        found = find(new, quote)
    if place is None:
        assert found == case["reason"]
        return
    assert isinstance(found, Found)
    assert new[found.start : found.end] == new[slice(*place)]
    assert (found.start, found.end) == place
    assert found.confidence >= float(case.sections.get("confidence", "0"))


def without_brackets(text: str) -> tuple[str, tuple[int, int] | None]:
    """The text, and where in it what was bracketed stands."""
    before, start, rest = text.partition("⟦")
    words, _, after = rest.partition("⟧")
    place = (len(before), len(before) + len(words)) if start else None
    return before + words + after, place


def paired(
    found: Sequence[Collision], expected: Sequence[Contested]
) -> list[tuple[Collision, Contested | None]]:
    """Each beside what is expected in its place, for how much is to be shown."""
    return [
        (each, expected[index] if index < len(expected) else None)
        for index, each in enumerate(found)
    ]


def shown(
    collision: Collision, like: Contested | None
) -> tuple[str, tuple[int, ...], dict[str, str]]:
    kind = "any" if like is not None and like.kind == "any" else str(collision.kind)
    words = {
        "".join(chr(ord("A") + number - 1) for number in reading.amendments): plain(reading.words)
        for reading in collision.readings
    }
    words["base"] = plain(collision.base)
    return kind, collision.between, words if like is None or like.words else {}


def wanted(expected: Contested) -> tuple[str, tuple[int, ...], dict[str, str]]:
    words = {behind: plain(reading) for behind, reading in expected.words.items()}
    assert expected.kind == "any" or CollisionKind(expected.kind).blocks
    return expected.kind, expected.between, words


def plain(words: str) -> str:
    return unicodedata.normalize("NFC", " ".join(words.split()))


def words_with_sources(runs: Iterable[Run]) -> list[tuple[str, tuple[int, ...]]]:
    """Each word and sign with its sources; whose the space between is does not matter."""
    return list(
        chain.from_iterable(
            [(token, run.sources) for token in tokenize(run.words) if not token.isspace()]
            for run in runs
        )
    )
