"""Amendments that dispute where a principle is to stand, or what is to stand in a place."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from principles.text.clashes import Clash, Findings, readings_of
from principles.text.collisions import CollisionKind
from principles.text.deeds import Deed, Deeds, amendments_of
from principles.text.operations import Clause, Code, Position, place_of, places_of
from principles.text.readings import Reading


def find_place_clashes(base: Sequence[Clause], deeds: Deeds, findings: Findings) -> None:
    clauses = {clause.key: clause for clause in base}
    rings = _rings(deeds.moved)
    ring_of = {key: frozenset(ring.between) for ring in rings for key in ring.keys}
    places = places_of(base)
    for clause in base:
        if len(moved := deeds.moved.get(clause.key, [])) > 1:
            _compare_moves(clause, moved, places[clause.key], clauses, findings)
    for place, deeds_at_place in deeds.placed.items():
        _compare_at(place, deeds_at_place, clauses, findings)
        if place.after is not None:
            texts = {each: _words_put(deeds_at_place[each], clauses) for each in deeds_at_place}
            in_ring = ring_of.get(place.after, frozenset())
            _compare_with_anchor(clauses[place.after], texts, deeds, in_ring, findings)
    for ring in rings:
        _tell_ring(ring, clauses, findings)


def _compare_moves(
    clause: Clause,
    moved: Sequence[Deed],
    stands: Position,
    clauses: Mapping[int, Clause],
    findings: Findings,
) -> None:
    """Of one principle, by two amendments or more."""
    groups = _grouped({deed.amendment: place_of(deed.operation) for deed in moved})
    _block_each_other(groups.values(), findings)
    kind = CollisionKind.MOVED_TWICE if len(groups) > 1 else CollisionKind.IDENTICAL
    findings.clashes.append(
        Clash(
            amendments_of(moved),
            kind,
            clause.key,
            "place",
            base=_words_before(stands, clauses),
            readings=tuple(
                Reading(_words_before(place, clauses), group) for place, group in groups.items()
            ),
        )
    )


def _words_before(place: Position, clauses: Mapping[int, Clause]) -> str:
    """What names the principle that the place is behind; nothing for the first of a section."""
    if place.after is None:
        return ""
    return _name(clauses[place.after])


def _name(clause: Clause) -> str:
    return clause.words.title or clause.words.body


def _compare_at(
    place: Position,
    deeds_at_place: Mapping[int, Sequence[Deed]],
    clauses: Mapping[int, Clause],
    findings: Findings,
) -> None:
    """What two amendments or more put in one place, each in its own order."""
    if len(deeds_at_place) < 2:
        return
    groups = _grouped({each: tuple(map(_what, deeds_at_place[each])) for each in deeds_at_place})
    _block_each_other(groups.values(), findings)
    # An equal move alone is told where the principle comes from.
    adds = any(deed.operation.code == Code.ADD for each in deeds_at_place.values() for deed in each)
    if len(groups) > 1 or adds:
        findings.clashes.append(
            Clash(
                tuple(sorted(deeds_at_place)),
                CollisionKind.SAME_POINT if len(groups) > 1 else CollisionKind.IDENTICAL,
                place.after,
                "place",
                readings=tuple(
                    Reading(_words_put(deeds_at_place[group[0]], clauses), group)
                    for group in groups.values()
                ),
            )
        )


def _what(deed: Deed) -> Hashable:
    """The same for amendments that put the same in a place."""
    words = deed.operation.words
    if deed.operation.code == Code.ADD and words is not None:
        return words.composed
    return deed.operation.principle


def _words_put(deeds: Iterable[Deed], clauses: Mapping[int, Clause]) -> str:
    """What the deeds put in a place, in their order."""
    put = []
    for deed in deeds:
        operation = deed.operation
        if operation.code == Code.MOVE and operation.principle is not None:
            put.append(str(clauses[operation.principle].words))
        else:
            put.append(str(operation.words))
    return "\n\n".join(put)


def _compare_with_anchor(
    anchor: Clause,
    texts: Mapping[int, str],
    deeds: Deeds,
    in_ring: frozenset[int],
    findings: Findings,
) -> None:
    """`texts`: what each amendment puts behind a principle that others may end or move."""
    rewritten = deeds.rewritten.get(anchor.key, [])
    enders = set(amendments_of(deed for deed in rewritten if deed.ends(anchor.key)))
    if enders:
        _clash_behind(anchor, CollisionKind.INSERTED_IN_DELETED, texts, enders, findings)
    # Who moves the principle as well means its new place: against others, that is moving it twice.
    movers = set(amendments_of(deeds.moved.get(anchor.key, [])))
    unaware = {each: texts[each] for each in texts if each not in movers}
    if movers and unaware:
        findings.block(movers, unaware)
        if not in_ring.issuperset(movers | set(unaware)):
            _clash_behind(anchor, CollisionKind.OVERLAPPING, unaware, movers, findings)


def _clash_behind(
    anchor: Clause,
    kind: CollisionKind,
    texts: Mapping[int, str],
    others: Iterable[int],
    findings: Findings,
) -> None:
    findings.block(texts, others)
    readings = readings_of({**dict.fromkeys(others, ""), **texts})
    between = tuple(sorted({*texts, *others}))
    findings.clashes.append(
        Clash(between, kind, anchor.key, "place", base=str(anchor.words), readings=readings)
    )


@dataclass(frozen=True, slots=True)
class _Ring:
    """Principles that are moved behind one another, and the moves that do so."""

    keys: frozenset[int]
    moves: tuple[Deed, ...]

    @property
    def between(self) -> tuple[int, ...]:
        return amendments_of(self.moves)


def _rings(moved: Mapping[int, Sequence[Deed]]) -> list[_Ring]:
    """Groups of principles each of which waits for all others of its group."""
    behind = {
        key: {deed.operation.after for deed in deeds if deed.operation.after in moved}
        for key, deeds in moved.items()
    }
    reached = {key: _reached(key, behind) for key in behind}
    groups = {
        frozenset(other for other in reached[key] if key in reached[other])
        for key in behind
        if key in reached[key]
    }
    return [
        _Ring(
            keys,
            tuple(
                deed for key in sorted(keys) for deed in moved[key] if deed.operation.after in keys
            ),
        )
        for keys in sorted(groups, key=min)
    ]


def _reached(start: int, behind: Mapping[int, Collection[int | None]]) -> set[int]:
    """What `start` waits for, itself only if it is in a ring."""
    reached: set[int] = set()
    waiting = [start]
    while waiting:
        for key in behind[waiting.pop()]:
            if key is not None and key not in reached:
                reached.add(key)
                waiting.append(key)
    return reached


def _tell_ring(ring: _Ring, clauses: Mapping[int, Clause], findings: Findings) -> None:
    """Those who move a principle and who put another behind it block each other already."""
    in_order = [clause for clause in clauses.values() if clause.key in ring.keys]
    texts = {
        each: "\n\n".join(
            f"{_words_before(place_of(deed.operation), clauses)}\n\n"
            f"{_name(clauses[deed.operation.principle])}"
            for deed in ring.moves
            if deed.amendment == each and deed.operation.principle is not None
        )
        for each in ring.between
    }
    findings.clashes.append(
        Clash(
            ring.between,
            CollisionKind.MOVE_CYCLE,
            in_order[0].key,
            "place",
            base="\n\n".join(map(_name, in_order)),
            readings=readings_of(texts),
        )
    )


def _grouped[T: Hashable](each: Mapping[int, T]) -> dict[T, tuple[int, ...]]:
    """Who is behind each, by the lowest number first."""
    groups: defaultdict[T, list[int]] = defaultdict(list)
    for amendment in sorted(each):
        groups[each[amendment]].append(amendment)
    return {one: tuple(group) for one, group in groups.items()}


def _block_each_other(groups: Iterable[Sequence[int]], findings: Findings) -> None:
    for some, others in combinations(groups, 2):
        findings.block(some, others)
