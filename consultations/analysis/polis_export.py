"""A conversation as Polis exports it: a folder of CSV files, read row by row.

`comments.csv` and either `participants-votes.csv` (a row a person, as the votes stood at the end)
or `votes.csv` (a row a vote); their names may have a prefix, as in `2025-11-11-topic-votes.csv`.
A vote is +1, -1 or 0; as some exports have agreement at -1, the signs are checked against the
agreements counted in `comments.csv`. The standard library only.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PARTICIPANTS_VOTES = "participants-votes.csv"
VOTES = "votes.csv"
COMMENTS = "comments.csv"
SUMMARY = "summary.csv"

type Row = tuple[str, int, int]


class NotAnExport(ValueError):
    """What is missing or cannot be read, in a sentence that names the file."""


@dataclass(frozen=True, slots=True)
class PolisStatement:
    """`moderated` is 1 (accepted), 0 (not looked at) or -1 (rejected); `written_at` is in seconds
    since 1970, "" where the file does not say. One that `is_meta` says who people are
    ("I have lived here all my life")."""

    id: int
    text: str
    moderated: int
    agrees: int
    is_seed: bool = False
    is_meta: bool = False
    written_at: str = ""


@dataclass(frozen=True, slots=True)
class PolisExport:
    """`sign` is what agreement is in the file of votes: 1, or -1 in one that is reversed."""

    statements: tuple[PolisStatement, ...]
    summary: dict[str, str]
    votes_file: Path
    sign: int

    @property
    def topic(self) -> str:
        return self.summary.get("topic", "")

    @property
    def conversation(self) -> str:
        """A hash that every export of one conversation has, of its first statement: that never
        changes; "" of none."""
        first = min(self.statements, key=lambda statement: statement.id, default=None)
        if first is None:
            return ""
        said = f"{first.id}\0{first.written_at}\0{first.text}"
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def moderated_out(self) -> frozenset[int]:
        return frozenset(statement.id for statement in self.statements if statement.moderated < 0)

    @property
    def meta(self) -> frozenset[int]:
        return frozenset(statement.id for statement in self.statements if statement.is_meta)

    def votes(self) -> Iterator[Row]:
        """(participant, statement, vote), agreement being 1; of several on one the last counts."""
        for participant, statement, vote in _votes(self.votes_file):
            yield participant, statement, self.sign * vote


def read_polis_export(folder: Path) -> PolisExport:
    """Reads the votes once, to see which sign agreement has. Raises NotAnExport."""
    if not folder.is_dir():
        raise NotAnExport(f"{folder} is not a folder.")
    comments = _file(folder, COMMENTS)
    votes = _file(folder, PARTICIPANTS_VOTES) or _file(folder, VOTES)
    if comments is None:
        raise NotAnExport(f"{folder} has no {COMMENTS}.")
    if votes is None:
        raise NotAnExport(f"{folder} has neither {PARTICIPANTS_VOTES} nor {VOTES}.")
    statements = tuple(_statements(comments))
    summary = _file(folder, SUMMARY)
    return PolisExport(
        statements, _summary(summary) if summary else {}, votes, _sign(statements, votes)
    )


def _file(folder: Path, name: str) -> Path | None:
    """The file of that name, or else the first whose name ends in it after a hyphen."""
    if (folder / name).is_file():
        return folder / name
    found = (path for path in sorted(folder.glob(f"*-{name}")) if name in _kinds(path))
    return next(found, None)


def _kinds(path: Path) -> list[str]:
    """`participants-votes.csv` ends in `-votes.csv` and is not one."""
    kinds = (PARTICIPANTS_VOTES, VOTES, COMMENTS, SUMMARY)
    return [kind for kind in kinds if path.name.endswith(f"-{kind}") or path.name == kind][:1]


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, cells by the name of the column)."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            for row in reader:
                yield reader.line_num, row
    except (UnicodeDecodeError, csv.Error) as error:
        raise NotAnExport(f"{path.name} is not a CSV file in UTF-8: {error}") from error


def _statements(path: Path) -> Iterator[PolisStatement]:
    for line, row in _rows(path):
        try:
            yield PolisStatement(
                id=int(row["comment-id"]),
                text=row["comment-body"],
                moderated=int(row["moderated"] or 0),
                agrees=int(row["agrees"] or 0),
                is_seed=row.get("is-seed", "") == "true",
                is_meta=row.get("is-meta", "") == "true",
                # Some exports count thousandths.
                written_at=row.get("timestamp", "")[:10],
            )
        except (KeyError, ValueError) as error:
            raise NotAnExport(f"{path.name}, line {line}: {_said(error)}") from error


def _votes(path: Path) -> Iterator[Row]:
    return _by_participant(path) if path.name.endswith(PARTICIPANTS_VOTES) else _by_vote(path)


def _by_participant(path: Path) -> Iterator[Row]:
    for line, row in _rows(path):
        try:
            participant = row["participant"]
            for column, value in row.items():
                if value and column and column.isdecimal():
                    yield participant, int(column), int(value)
        except (KeyError, ValueError) as error:
            raise NotAnExport(f"{path.name}, line {line}: {_said(error)}") from error


def _by_vote(path: Path) -> Iterator[Row]:
    for line, row in _rows(path):
        try:
            yield row["voter-id"], int(row["comment-id"]), int(row["vote"])
        except (KeyError, ValueError) as error:
            raise NotAnExport(f"{path.name}, line {line}: {_said(error)}") from error


def _said(error: Exception) -> str:
    return f"no column {error}" if isinstance(error, KeyError) else str(error)


def _summary(path: Path) -> dict[str, str]:
    """A line a value, its name first; the description may run over several lines."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return {row[0]: row[1] for row in csv.reader(file) if len(row) > 1}
    except (UnicodeDecodeError, csv.Error) as error:
        raise NotAnExport(f"{path.name} is not a CSV file in UTF-8: {error}") from error


def _sign(statements: tuple[PolisStatement, ...], votes: Path) -> int:
    """Which of 1 and -1 was given about as often as the statements count agreements."""
    counted = {statement.id: statement.agrees for statement in statements}
    positive, negative = dict.fromkeys(counted, 0), dict.fromkeys(counted, 0)
    for _, statement, vote in _votes(votes):
        if vote and statement in counted:
            (positive if vote > 0 else negative)[statement] += 1
    off = sum(abs(positive[statement] - agrees) for statement, agrees in counted.items())
    off_reversed = sum(abs(negative[statement] - agrees) for statement, agrees in counted.items())
    return -1 if off_reversed < off else 1
