"""The ways in which two changes to one text can meet."""

from enum import StrEnum

from principles.text.places import Place


class CollisionKind(StrEnum):
    """How two changes meet; the first that applies to a place is the one it is called by."""

    MOVE_CYCLE = "move_cycle"
    MOVED_TWICE = "moved_twice"
    DELETED_AND_EDITED = "deleted_and_edited"
    INSERTED_IN_DELETED = "inserted_in_deleted"
    OVERLAPPING = "overlapping"
    CONTAINED = "contained"
    SAME_POINT = "same_point"
    ADJACENT = "adjacent"
    IDENTICAL = "identical"
    REFERENCE = "reference"
    INTERACTS = "interacts"

    @property
    def blocks(self) -> bool:
        """Whether the amendments cannot both be applied without a text by a person."""
        return self not in {
            CollisionKind.IDENTICAL,
            CollisionKind.INTERACTS,
            CollisionKind.REFERENCE,
        }


SEVERITY = {kind: place for place, kind in enumerate(CollisionKind)}


def kind_of(one: Place, other: Place) -> CollisionKind:
    """What two touching changes are to each other, in the words as the diff reads them."""
    if one.inserts and other.inserts:
        meet = one.low <= other.high and other.low <= one.high
        return CollisionKind.SAME_POINT if meet else CollisionKind.ADJACENT
    first, second = one.hunk, other.hunk
    if one.inserts or other.inserts:
        point, stretch = (first, other) if one.inserts else (second, one)
        if not stretch.hunk.start < point.start < stretch.hunk.end:
            return CollisionKind.ADJACENT
        return CollisionKind.INSERTED_IN_DELETED if stretch.deletes else CollisionKind.CONTAINED
    if max(first.start, second.start) >= min(first.end, second.end):
        return CollisionKind.ADJACENT
    if one.deletes != other.deletes:
        return CollisionKind.DELETED_AND_EDITED
    ends = (first.start, first.end), (second.start, second.end)
    hull = min(first.start, second.start), max(first.end, second.end)
    is_contained = ends[0] != ends[1] and hull in ends
    return CollisionKind.CONTAINED if is_contained else CollisionKind.OVERLAPPING
