"""What stands before the titles of principles once some were added, moved or taken out."""

from collections.abc import Hashable, Sequence
from itertools import groupby
from string import ascii_lowercase

type Numbered = tuple[Hashable, str]


def renumbered(old: Sequence[Numbered], new: Sequence[Numbered]) -> list[str]:
    """The numbers of `new`, pairs of section and number, "" for what is new; `old` is the text
    before. Both in order.

    Where the text counted through, or anew in each section, it does so again. Other numbers stay
    with their principles, and what is new gets the one before it with a letter ("3a"), as laws do.
    """
    if list(old) == list(new):
        return [number for _, number in new]
    numbers = [number for _, number in old]
    if numbers == _counted(len(numbers)):
        return _counted(len(new))
    by_section = [list(group) for _, group in groupby(old, key=lambda each: each[0])]
    if all([number for _, number in each] == _counted(len(each)) for each in by_section):
        groups = [list(group) for _, group in groupby(new, key=lambda each: each[0])]
        return [number for group in groups for number in _counted(len(group))]
    return _lettered([number for _, number in new])


def _counted(length: int) -> list[str]:
    return [str(n) for n in range(1, length + 1)]


def _lettered(numbers: Sequence[str]) -> list[str]:
    taken = {number for number in numbers if number}
    found: list[str] = []
    before = "0"
    for number in numbers:
        if not number:
            letters = (before + letter for letter in _letters())
            number = next(each for each in letters if each not in taken)  # noqa: PLW2901
            taken.add(number)
        else:
            before = number
        found.append(number)
    return found


def _letters() -> list[str]:
    return [*ascii_lowercase, *(a + b for a in ascii_lowercase for b in ascii_lowercase)]
