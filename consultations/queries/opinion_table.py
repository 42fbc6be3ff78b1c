"""Answers to statements as a table to take away: what the page shows, and no more."""

from collections.abc import Iterator, Sequence

from consultations.queries.opinion import Plain
from consultations.queries.opinion_page import columns_of
from consultations.writers.csv import Cell

COLUMNS = ("statement", "text", "language", "group", "agree", "pass", "disagree", "withheld")


def opinion_rows(contents: Plain) -> Iterator[Sequence[Cell]]:
    """One row a statement and group; without counts where they are withheld."""
    for statement in contents["statements"]:
        head = (f"S-{statement['number']}", statement["text"], statement["language"])
        for label, counts in columns_of(statement, contents):
            yield (*head, label, *(counts or (None, None, None)), counts is None)
