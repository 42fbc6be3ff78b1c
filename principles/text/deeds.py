"""The operations of many amendments by what they touch: a principle's words, or a place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from principles.text.operations import Code, Operation, Position, place_of


@dataclass(frozen=True, slots=True)
class Deed:
    """`operation` is the one at `index` of its amendment."""

    amendment: int
    index: int
    operation: Operation

    def ends(self, key: int) -> bool:
        """Whether it takes the principle with this key out of the text."""
        if self.operation.code == Code.JOIN:
            return self.operation.principle != key
        return self.operation.code == Code.SUP


@dataclass(frozen=True, slots=True)
class Deeds:
    """Each list is in the order of the amendments' numbers.

    `rewritten`: MOD, SUP, SPLIT and JOIN by each principle touched. `moved`: MOVE by principle.
    `placed`: ADD and MOVE by place, then by amendment, in the order of its operations.
    """

    rewritten: dict[int, list[Deed]] = field(default_factory=dict)
    moved: dict[int, list[Deed]] = field(default_factory=dict)
    placed: dict[Position, dict[int, list[Deed]]] = field(default_factory=dict)

    def add(self, deed: Deed) -> None:
        operation = deed.operation
        if operation.code in {Code.ADD, Code.MOVE}:
            at_place = self.placed.setdefault(place_of(operation), {})
            at_place.setdefault(deed.amendment, []).append(deed)
        if operation.principle is None or operation.code == Code.ADD:
            return
        if operation.code == Code.MOVE:
            self.moved.setdefault(operation.principle, []).append(deed)
            return
        for key in (operation.principle, *operation.others):
            self.rewritten.setdefault(key, []).append(deed)


def deeds_of(amendments: Mapping[int, Sequence[Operation]]) -> Deeds:
    deeds = Deeds()
    for amendment in sorted(amendments):
        for index, operation in enumerate(amendments[amendment]):
            deeds.add(Deed(amendment, index, operation))
    return deeds


def amendments_of(deeds: Iterable[Deed]) -> tuple[int, ...]:
    """Their numbers in order, each once."""
    return tuple(sorted({deed.amendment for deed in deeds}))
