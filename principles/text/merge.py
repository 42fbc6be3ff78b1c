"""Several amendments in one text, every word with those it comes from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from principles.text.collisions import Comparison, compare_places
from principles.text.hunks import Hunk, stretches
from principles.text.places import Ground, Place, ground, places_of


@dataclass(frozen=True, slots=True)
class Run:
    """Words with one origin: the amendments that brought them, or () for the base."""

    words: str
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed in the base, and by which amendments."""

    hunk: Hunk
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """The runs joined are the text; no two that touch have the same sources.

    `changes` lead from the base to the text, in order.
    """

    text: str
    runs: tuple[Run, ...]
    changes: tuple[Change, ...]


class Collided(ValueError):
    """Some of the amendments exclude each other: a person must write the text."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        places = sum(each.kind.blocks for each in comparison.collisions)
        super().__init__(f"amendments exclude each other in {places} places")


def merge(base: str, texts: Mapping[int, str]) -> Merged:
    """All amendments applied to their base, the same whatever order they come in.

    What several propose alike is applied once. The text of one amendment alone comes back to the
    code point. Raises Collided, and TextTooLong.
    """
    if len(texts) == 1:
        [(number, text)] = texts.items()
        return _alone(base, number, text)
    here, places = ground(base), places_of(base, texts)
    comparison = compare_places(here, places, texts)
    if any(comparison.conflicts.values()):
        raise Collided(comparison)
    return merge_places(here, places)


def merge_places(here: Ground, places: Sequence[Place]) -> Merged:
    """`merge`, of hunks that are known not to collide."""
    changes = tuple(
        Change(place.hunk, tuple(sorted(place.amendments)))
        for place in sorted(places, key=lambda each: (each.hunk.start, each.hunk.end))
    )
    runs = joined(_runs(here.tokens, changes))
    return Merged("".join(run.words for run in runs), runs, changes)


def joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The runs, with neighbours of equal sources as one, and none empty."""
    result: list[tuple[list[str], tuple[int, ...]]] = []
    for run in runs:
        if not run.words:
            continue
        if result and result[-1][1] == run.sources:
            result[-1][0].append(run.words)
        else:
            result.append(([run.words], run.sources))
    return tuple(Run("".join(words), sources) for words, sources in result)


def _alone(base: str, number: int, text: str) -> Merged:
    parts = list(stretches(base, text))
    runs = joined(Run(part.words, () if part.kept else (number,)) for part in parts)
    changes = tuple(
        Change(Hunk(part.start, part.end, part.words), (number,)) for part in parts if not part.kept
    )
    return Merged(text, runs, changes)


def _runs(tokens: Sequence[str], changes: Iterable[Change]) -> Iterator[Run]:
    position = 0
    for change in changes:
        yield Run("".join(tokens[position : change.hunk.start]), ())
        yield Run(change.hunk.words, change.sources)
        position = change.hunk.end
    yield Run("".join(tokens[position:]), ())
