"""Numbers before titles, once principles were added, moved or taken out."""

from collections.abc import Sequence

import pytest

from principles.text.renumbering import renumbered


def in_sections(*sections: str) -> list[tuple[int, str]]:
    """Each string the numbers of a section, parted by spaces; "-" is new."""
    return [
        (section, number.replace("-", ""))
        for section, numbers in enumerate(sections)
        for number in numbers.split()
    ]


@pytest.mark.parametrize(
    ("old", "new", "numbers"),
    [
        (["1 2 3"], ["1 2 3"], "1 2 3"),
        (["1 2 3"], ["1 3 2"], "1 2 3"),
        (["1 2 3"], ["1 - 2 3"], "1 2 3 4"),
        (["1 2", "3"], ["1", "3 2"], "1 2 3"),
        (["1 2", "1"], ["1", "2 1"], "1 1 2"),
        (["1 2", "1"], ["2 1", "1"], "1 2 1"),
        (["1.1 1.2", "2.1"], ["1.2 1.1", "2.1"], "1.2 1.1 2.1"),
        (["1.1 1.2", "2.1"], ["1.1 - - 1.2", "2.1"], "1.1 1.1a 1.1b 1.2 2.1"),
    ],
)
def test_numbers_count_where_they_counted_and_stay_where_they_did_not(
    old: Sequence[str], new: Sequence[str], numbers: str
) -> None:
    assert renumbered(in_sections(*old), in_sections(*new)) == numbers.split()
