"""What any number of amendments to one document dispute."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from principles.text.clashes import Clashes, Findings
from principles.text.clashes_of_places import find_place_clashes
from principles.text.clashes_of_words import find_word_clashes
from principles.text.deeds import deeds_of
from principles.text.operations import Clause, Operation, check_operations
from principles.text.references import find_references

_UNNUMBERED: Mapping[int, str] = MappingProxyType({})


def compare_operations(
    base: Sequence[Clause],
    amendments: Mapping[int, Sequence[Operation]],
    sections: Sequence[int] = (),
    numbers: Mapping[int, str] = _UNNUMBERED,
) -> Clashes:
    """Clashes of words first, in the order of the principles, then of places, then references.

    Whether two amendments conflict depends on those two alone. `numbers` is what each principle is
    shown under, for references such as "principle 3". Raises BadOperation and TextTooLong.
    """
    for number in sorted(amendments):
        check_operations(base, amendments[number], sections)
    deeds = deeds_of(amendments)
    findings = Findings()
    for clause in base:
        find_word_clashes(clause, deeds, findings)
    find_place_clashes(base, deeds, findings)
    find_references(base, amendments, deeds, numbers, findings)
    return findings.of(amendments)
