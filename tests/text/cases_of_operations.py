"""Operations in the short form of the corpus, told in `corpus/README.md`."""

import re

from principles.text.operations import Clause, Code, Operation, Words
from tests.text.cases import NAMES, Case, number_of

_PRINCIPLE = re.compile(r"(\d+)\. (.+)")
_SECTION = re.compile(r"\[(\d+)\]")
_OPERATION = re.compile(r"([A-Z]+) ?([^:]*)(?:: (.*))?")
_PLACE = re.compile(r"(?:(\d+) )?(?:after (\d+)|first(?: in (\d+))?)")


def clauses(case: Case) -> list[Clause]:
    """The principles of the base; those before the first section are in section 0."""
    found: list[Clause] = []
    section = 0
    for line in case.lines("base"):
        if heading := _SECTION.fullmatch(line):
            section = int(heading[1])
            continue
        principle = _PRINCIPLE.fullmatch(line)
        assert principle, line
        found.append(Clause(int(principle[1]), section, words(principle[2])))
    return found


def amendments(case: Case) -> dict[int, list[Operation]]:
    return {
        number_of(name): [operation(line) for line in case.lines(name)]
        for name in NAMES
        if name in case
    }


def operation(line: str) -> Operation:
    match = _OPERATION.fullmatch(line)
    assert match, line
    code, what, said = Code[match[1]], match[2], match[3] or ""
    if code in {Code.ADD, Code.MOVE}:
        place = _PLACE.fullmatch(what)
        assert place, line
        principle, after, section = (int(number) if number else None for number in place.groups())
        return Operation(
            code, principle, words(said) if said else None, after=after, section=section or 0
        )
    principle, *others = map(int, what.split())
    if code is Code.SPLIT:
        return Operation(code, principle, parts=tuple(map(words, said.split(" || "))))
    return Operation(code, principle, words(said) if said else None, others=tuple(others))


def words(said: str) -> Words:
    title, _, body = said.partition(" | ")
    return Words(title, body)
