"""A text to start a compromise from: what several amendments leave undisputed is in it already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from principles.text.collisions import Collision, compare_places
from principles.text.hunks import Hunk, apply_hunks
from principles.text.merge import Collided, merge
from principles.text.places import Place, ground, places_of

_WRITTEN, _CHOSEN = 1, 2


@dataclass(frozen=True, slots=True)
class CommonGround:
    """`contested` are the disputed places, in order and apart; at each the words of `base` stay
    until one of its readings is put there."""

    base: str
    undisputed: tuple[Hunk, ...]
    contested: tuple[Collision, ...]

    def text(self, chosen: Mapping[int, str]) -> str:
        """With these words in the contested places, by their index."""
        put = [
            Hunk(self.contested[index].start, self.contested[index].end, words)
            for index, words in chosen.items()
        ]
        hunks = sorted((*self.undisputed, *put), key=lambda each: (each.start, each.end))
        return apply_hunks(self.base, hunks)

    def put(self, written: str, before: Mapping[int, str], after: Mapping[int, str]) -> str | None:
        """What a person wrote from the text with `before`, with the words of `after` in the
        contested places instead; None where they wrote in those places themselves."""
        try:
            return merge(self.text(before), {_WRITTEN: written, _CHOSEN: self.text(after)}).text
        except Collided:
            return None


def common_ground(base: str, texts: Mapping[int, str]) -> CommonGround:
    """What amendments on one base agree on or leave to each other. Raises TextTooLong."""
    places = places_of(base, texts)
    collisions = compare_places(ground(base), places, texts).collisions
    blocking = [each for each in collisions if each.kind.blocks]
    free = (each.hunk for each in places if not _is_disputed(each, blocking))
    return CommonGround(base, tuple(free), tuple(_apart(blocking)))


def _is_disputed(place: Place, collisions: Iterable[Collision]) -> bool:
    hunk = place.hunk
    return any(
        each.start <= hunk.start
        and hunk.end <= each.end
        and not place.amendments.isdisjoint(each.between)
        for each in collisions
    )


def _apart(collisions: Iterable[Collision]) -> list[Collision]:
    """Of places that overlap, the first: its readings have what the other changes there too."""
    found: list[Collision] = []
    for each in sorted(collisions, key=lambda one: (one.start, -one.end)):
        if not found or each.start >= found[-1].end:
            found.append(each)
    return found
