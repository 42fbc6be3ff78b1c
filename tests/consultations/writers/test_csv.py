"""Tables: read back as written, and harmless in a spreadsheet."""

import csv
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.writers.csv import csv_lines

CELLS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"))


def read(lines: list[str]) -> list[list[str]]:
    text = "".join(lines)
    assert text.startswith("\ufeff")
    return list(csv.reader(text[1:].splitlines(keepends=True)))


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_cells_are_read_back_as_written_but_for_the_apostrophe(rows: list[tuple[str, str]]) -> None:
    written = "".join(csv_lines(["one", "two"], rows))[1:]
    found = list(csv.reader(written.split("\r\n"))) if "\r" not in str(rows) else None
    if found is not None and "\n" not in "".join(a + b for a, b in rows):
        cells = [row for row in found if row][1:]
        assert [[c.removeprefix("'") for c in row] for row in cells] == [
            [a.removeprefix("'"), b.removeprefix("'")] for a, b in rows
        ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_abuse_37_no_cell_runs_as_a_formula(start: str) -> None:
    (_, row) = csv_lines(["words"], [[f"{start}HYPERLINK(1)"]])
    assert row.lstrip('"').startswith(f"'{start}")


def test_values_other_than_text_have_one_form() -> None:
    at = datetime(2026, 12, 4, 18, 0, 30, 999, tzinfo=UTC)
    rows = read(list(csv_lines(["a", "b", "c", "d", "e"], [[None, True, -3, at, ("x", "y")]])))
    assert rows == [
        ["a", "b", "c", "d", "e"],
        ["", "yes", "-3", "2026-12-04T18:00:30+00:00", "x; y"],
    ]


def test_quotes_commas_and_lines_stay_in_their_cell() -> None:
    assert read(list(csv_lines(["words"], [['say "no", twice\nor more']])))[1] == [
        'say "no", twice\nor more'
    ]
