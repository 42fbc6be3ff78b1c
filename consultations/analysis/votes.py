"""Votes on statements as a sparse matrix: who voted, on what, and how.

A vote of 0 (pass) is a vote and is kept; what is not there was not voted on.
"""

from array import array
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

AGREES = 1
PASSES = 0
DISAGREES = -1


@dataclass(frozen=True, eq=False, slots=True)
class VoteMatrix:
    """n participants by m statements, both in order of id, compressed by row.

    Row i holds `columns[starts[i]:starts[i + 1]]`, rising, and as many `values` of +1, 0, -1.
    """

    participants: Sequence[str]
    statements: Sequence[int]
    starts: NDArray[np.int32]
    columns: NDArray[np.int32]
    values: NDArray[np.int8]

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, int, int]]) -> "VoteMatrix":
        """Of (participant, statement, vote); of two votes of one on one the later counts.

        Raises ValueError for a vote other than +1, 0 and -1.
        """
        people: dict[str, int] = {}
        things: dict[int, int] = {}
        who, what, how = array("i"), array("i"), array("b")
        for participant, statement, vote in rows:
            if not DISAGREES <= vote <= AGREES:
                raise ValueError(f"a vote is +1, 0 or -1, not {vote}")
            who.append(people.setdefault(participant, len(people)))
            what.append(things.setdefault(statement, len(things)))
            how.append(vote)
        participants, statements = sorted(people), sorted(things)
        place = np.empty(len(people), np.int32)
        place[[people[participant] for participant in participants]] = np.arange(len(people))
        column = np.empty(len(things), np.int32)
        column[[things[statement] for statement in statements]] = np.arange(len(things))
        return cls.from_places(
            participants,
            statements,
            place[np.frombuffer(who, np.int32)],
            column[np.frombuffer(what, np.int32)],
            np.frombuffer(how, np.int8),
        )

    @classmethod
    def from_places(
        cls,
        participants: Sequence[str],
        statements: Sequence[int],
        rows: NDArray[np.integer[Any]],
        columns: NDArray[np.integer[Any]],
        values: NDArray[np.int8],
    ) -> "VoteMatrix":
        """The same of arrays: `rows` and `columns` are places in `participants` and `statements`,
        which stand in order of id; `values` hold nothing but +1, 0 and -1.
        """
        # Cell and place in the input in one integer: sorting it keeps the order of equal cells.
        shift = max(int(values.size), 1).bit_length()
        keys = rows.astype(np.int64)
        keys *= len(statements)
        keys += columns
        keys <<= shift
        keys |= np.arange(keys.size)
        keys.sort()
        cells = keys >> shift
        is_last = np.ones(cells.size, bool)
        np.not_equal(cells[1:], cells[:-1], out=is_last[:-1])
        if not is_last.all():
            keys, cells = keys[is_last], cells[is_last]
        keys &= (1 << shift) - 1
        width = max(len(statements), 1)
        starts = np.searchsorted(cells, np.arange(len(participants) + 1) * width)
        cells %= width
        return cls(
            participants,
            statements,
            starts.astype(np.int32),
            cells.astype(np.int32),
            values[keys],
        )

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.participants), len(self.statements)

    @property
    def votes_by_participant(self) -> Ints:
        return np.diff(self.starts).astype(np.int64)

    def row_of_each_vote(self) -> NDArray[np.int32]:
        return np.repeat(np.arange(len(self.participants), dtype=np.int32), np.diff(self.starts))

    def sparse(self, data: NDArray[Any]) -> csr_array:
        """Other values in the same cells."""
        return csr_array((data, self.columns, self.starts), shape=self.shape)

    def without_statements(self, dropped: Collection[int]) -> "VoteMatrix":
        """Everybody stays, also who voted on nothing else."""
        is_kept = np.array([statement not in dropped for statement in self.statements], bool)
        if is_kept.all():
            return self
        new_columns = np.cumsum(is_kept, dtype=np.int32) - 1
        return self._of_votes(
            is_kept[self.columns],
            [statement for statement in self.statements if statement not in dropped],
            new_columns,
        )

    def of_participants(self, places: Ints) -> "VoteMatrix":
        """The rows at these places, in that order."""
        lengths = np.diff(self.starts)[places]
        starts = np.zeros(len(places) + 1, np.int32)
        np.cumsum(lengths, out=starts[1:])
        cells = np.arange(starts[-1]) + np.repeat(self.starts[places] - starts[:-1], lengths)
        return VoteMatrix(
            [self.participants[place] for place in places],
            self.statements,
            starts,
            self.columns[cells],
            self.values[cells],
        )

    def _of_votes(
        self, is_kept: NDArray[np.bool_], statements: Sequence[int], new_columns: NDArray[np.int32]
    ) -> "VoteMatrix":
        starts = np.zeros(len(self.participants) + 1, np.int32)
        rows = self.row_of_each_vote()[is_kept]
        np.cumsum(np.bincount(rows, minlength=len(self.participants)), out=starts[1:])
        return VoteMatrix(
            self.participants,
            statements,
            starts,
            new_columns[self.columns[is_kept]],
            self.values[is_kept],
        )
