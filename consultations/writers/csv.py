"""Tables as CSV (RFC 4180, UTF-8 with a byte order mark, so that spreadsheets read accents).

A cell that a spreadsheet would run as a formula, one that begins with = + - @, a tab or a carriage
return, gets an apostrophe in front (OWASP, "CSV injection"); numbers are left as they are.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

Cell = str | int | bool | datetime | None | Sequence[str]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """What `csv.writer` writes to: gives each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The lines, one at a time: memory does not grow with the table. Instants in ISO 8601, UTC
    offset included; sequences joined by "; "."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(columns)
    for row in rows:
        yield writer.writerow([_cell(value) for value in row])


def _cell(value: Cell) -> str | int:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return value
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    text = value if isinstance(value, str) else "; ".join(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
