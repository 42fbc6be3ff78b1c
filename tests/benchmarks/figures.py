"""What was measured, beside what was aimed at; a loop of known work beside each figure."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

LOOP = 60_000


def calibrate(clock: Callable[[], float] = time.process_time) -> float:
    """Milliseconds of a fixed piece of plain Python: what the machine gives at this moment."""
    started = clock()
    words: dict[str, int] = {}
    for n in range(LOOP):
        word = f"w{n % 977}"
        words[word] = words.get(word, 0) + n
    "".join(sorted(words))
    return (clock() - started) * 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is milliseconds, unless `unit` says otherwise; `most` and `least` are its target.

    `calibration` is milliseconds of `calibrate` around the measurement; `marks` are BEGIN, COMMIT
    and savepoints, which `queries` leaves out.
    """

    operation: str
    value: float
    calibration: float
    unit: str = "ms"
    most: float | None = None
    least: float | None = None
    queries: int | None = None
    marks: int = 0
    most_queries: int | None = None
    size: int | None = None
    note: str = ""

    @property
    def target(self) -> str:
        parts = []
        if self.most is not None:
            parts.append(f"<= {self.most:g} {self.unit}")
        if self.least is not None:
            parts.append(f">= {self.least:g} {self.unit}")
        if self.most_queries is not None:
            parts.append(f"<= {self.most_queries} q")
        return ", ".join(parts)

    @property
    def ratio(self) -> float | None:
        """To the calibration: comparable between machines and moments. Of times only."""
        factor = {"ms": 1.0, "s": 1000.0}.get(self.unit)
        return None if factor is None else self.value * factor / self.calibration

    @property
    def met(self) -> str:
        if not self.target:
            return ""
        missed = []
        if self.most is not None and self.value > self.most:
            missed.append(self.unit)
        if self.least is not None and self.value < self.least:
            missed.append(self.unit)
        if self.most_queries is not None and (self.queries or 0) > self.most_queries:
            missed.append("queries")
        return f"no: {', '.join(missed)}" if missed else "yes"


def cpu_of(
    operation: Callable[[], object], times: int, clock: Callable[[], float] = time.process_time
) -> tuple[float, float]:
    """Medians of milliseconds: of the operation, and of the calibration run between its runs."""
    operation()
    spent, loops = [], [calibrate(clock)]
    for _ in range(times):
        started = clock()
        operation()
        spent.append((clock() - started) * 1000)
        loops.append(calibrate(clock))
    return median(spent), median(loops)


HEADINGS = (
    "operation",
    "target",
    "measured",
    "queries",
    "bytes",
    "loop ms",
    "x loop",
    "met?",
    "note",
)


def table(figures: list[Figure]) -> str:
    rows = [HEADINGS, *(_row(figure) for figure in figures)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEADINGS))]
    right = {2, 3, 4, 5, 6}
    lines = [
        "  ".join(
            cell.rjust(width) if n in right else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def _row(figure: Figure) -> tuple[str, ...]:
    queries = "" if figure.queries is None else str(figure.queries)
    if figure.marks:
        queries += f"+{figure.marks}"
    value = f"{figure.value:,.1f}" if figure.value < 1000 else f"{figure.value:,.0f}"
    return (
        figure.operation,
        figure.target,
        f"{value} {figure.unit}",
        queries,
        "" if figure.size is None else f"{figure.size:,}",
        f"{figure.calibration:.1f}",
        "" if figure.ratio is None else f"{figure.ratio:.2f}",
        figure.met,
        figure.note,
    )


def write_json(figures: list[Figure], path: Path) -> None:
    rows = [{**asdict(each), "ratio": each.ratio, "met": each.met or None} for each in figures]
    path.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
