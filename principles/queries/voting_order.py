"""In which order amendments to a principle are voted on, and why.

Compromises come first, an amendment to an amendment before the one it would change; of the rest
the one furthest from the text (as the European Parliament's rules of procedure have it), unless the
chair gave another order.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_lazy

from principles.models import Amendment, Principle, VotingOrder
from principles.queries.clauses import TextOfToday, operations_of, sections_in
from principles.states import AmendmentKind, AmendmentStatus
from principles.text.distance import distance
from principles.text.operations import Clause, Code, Operation
from principles.text.operations_compare import compare_operations

# The more an operation takes from the text, the sooner it is voted on.
_RANKS = {Code.SUP: 4, Code.JOIN: 3, Code.SPLIT: 3, Code.MOD: 2, Code.MOVE: 1, Code.ADD: 0}


@dataclass(frozen=True, slots=True)
class Turn:
    """An amendment's place in the order; `distance` is the share of words changed, from 0 to 1."""

    amendment: Amendment
    place: int
    distance: float
    measure: str
    excludes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Order:
    turns: tuple[Turn, ...]
    # The chair's, where there is one.
    reason: str = ""
    by: str = ""

    def turn_of(self, number: int) -> Turn | None:
        return next((turn for turn in self.turns if turn.amendment.number == number), None)


def voting_order(
    principle: Principle, amendments: Sequence[Amendment], today: TextOfToday
) -> Order:
    """Of amendments filed under the principle; they need `base`. One query."""
    applied = today.applicable(amendments)
    distances = {each.number: _distance(today, applied.get(each.number, ())) for each in amendments}
    conflicts = exclusions(amendments, applied, today)
    chair = VotingOrder.objects.filter(principle=principle).select_related("by").last()
    given = chair.numbers if chair else []
    ranked = sorted(amendments, key=lambda each: _rank(each, given, distances, applied))
    turns = tuple(
        Turn(
            amendment=each,
            place=place,
            distance=distances[each.number],
            measure=_measure(each, operations_of(each), distances[each.number]),
            excludes=tuple(sorted(conflicts.get(each.number, ()))),
        )
        for place, each in enumerate(ranked, 1)
    )
    is_chairs = chair is not None and any(each.number in given for each in amendments)
    if chair is None or not is_chairs:
        return Order(turns)
    return Order(turns, chair.reason, chair.by.public_name if chair.by else "")


def exclusive_before(amendment: Amendment) -> list[Amendment]:
    """Those under vote that exclude it and come before it."""
    under_vote = list(
        Amendment.objects.filter(
            document=amendment.document_id, status=AmendmentStatus.VOTING
        ).select_related("base", "principle")
    )
    for each in under_vote:
        each.document = amendment.document
    order = voting_order(amendment.principle, under_vote, TextOfToday(amendment.document))
    own = order.turn_of(amendment.number)
    if own is None:
        return []
    return [
        turn.amendment
        for turn in order.turns
        if turn.place < own.place and turn.amendment.number in own.excludes
    ]


def exclusions(
    amendments: Iterable[Amendment],
    applied: Mapping[int, Sequence[Operation]],
    today: TextOfToday,
) -> dict[int, set[int]]:
    """Which numbers cannot stand together, in their words or by their kind."""
    sections = sections_in(today.clauses, applied.values())
    conflicts = compare_operations(today.clauses, applied, sections).conflicts
    return kept_apart(amendments, conflicts)


def kept_apart(
    amendments: Iterable[Amendment], conflicts: Mapping[int, Iterable[int]]
) -> dict[int, set[int]]:
    """The conflicts, and more: a rival text is one whole, beside which nothing else on its
    principle stands, and an amendment and what it would change are one or the other."""
    found = defaultdict(set, {number: set(others) for number, others in conflicts.items()})
    shown = list(amendments)
    by_pk = {each.pk: each for each in shown}
    on_principle: defaultdict[int, list[Amendment]] = defaultdict(list)
    for each in shown:
        on_principle[each.principle_id].append(each)
    pairs = [(each, by_pk[each.parent_id]) for each in shown if each.parent_id in by_pk]
    pairs += [
        (rival, other)
        for rival in shown
        if rival.kind == AmendmentKind.RIVAL
        for other in on_principle[rival.principle_id]
    ]
    for one, other in pairs:
        if one.pk != other.pk and one.principle_id == other.principle_id:
            found[one.number].add(other.number)
            found[other.number].add(one.number)
    return dict(found)


def _rank(
    amendment: Amendment,
    given: Sequence[int],
    distances: Mapping[int, float],
    applied: Mapping[int, Sequence[Operation]],
) -> tuple[object, ...]:
    number = amendment.number
    by_chair = (0, given.index(number)) if number in given else (1, 0)
    operations = applied.get(number, ())
    return (
        *by_chair,
        amendment.kind != AmendmentKind.COMPROMISE,
        amendment.parent_id is None,
        -max((_RANKS[each.code] for each in operations), default=0),
        -distances[number],
        number,
    )


def _distance(today: TextOfToday, operations: Sequence[Operation]) -> float:
    """The largest of its operations'."""
    return max((_of_one(today, each) for each in operations), default=0.0)


def _of_one(today: TextOfToday, operation: Operation) -> float:
    clause = today.clause(operation.principle) if operation.principle is not None else None
    if operation.code in {Code.ADD, Code.SUP} or clause is None:
        return 1.0
    if operation.code == Code.MOVE:
        return 0.0
    return distance(str(clause.words), _after(clause, operation))


def _after(clause: Clause, operation: Operation) -> str:
    if operation.words is not None:
        return str(operation.words)
    return "\n\n".join(map(str, operation.parts)) or str(clause.words)


def _measure(amendment: Amendment, operations: Sequence[Operation], share: float) -> str:
    """What its place comes from, in words."""
    measure = _OPERATION_MEASURES[max((each.code for each in operations), key=_RANKS.__getitem__)]
    said = str(measure) % {"percent": round(100 * share)}
    if amendment.kind == AmendmentKind.COMPROMISE:
        return f"{gettext('A compromise is voted on first.')} {said}"
    return said


_OPERATION_MEASURES = {
    Code.MOD: gettext_lazy("Changes %(percent)s %% of the words."),
    Code.ADD: gettext_lazy("Adds a principle."),
    Code.SUP: gettext_lazy("Deletes a principle."),
    Code.MOVE: gettext_lazy("Moves a principle."),
    Code.SPLIT: gettext_lazy("Splits a principle and changes %(percent)s %% of the words."),
    Code.JOIN: gettext_lazy("Joins principles and changes %(percent)s %% of the words."),
}
