"""The key points of arguments from standard input, in a process of its own, to measure it alone.

`picks` of each cell and budget are of arguments that points word; `many` instead makes the points
of so many comments, recombined from the arguments. Prints one line of JSON.
"""

import argparse
import json
import random
import sys
import time
from typing import Any

from consultations.analysis.findings import Remark
from consultations.analysis.key_points import find_points
from tests.benchmarks.memory import peak_mb


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("tier")
    parser.add_argument("--many", type=int, default=0)
    options = parser.parse_args()
    asked = json.load(sys.stdin)
    find_points([_remark(1, "a", "Loading is measured apart.")], embedder_tier=options.tier)
    started = time.process_time()
    if options.many:
        made = recombined([text for cell in asked["cells"] for text in cell["texts"]], options.many)
        started = time.process_time()
        find_points(made, embedder_tier=options.tier)
        found: dict[str, Any] = {}
    else:
        found = {"picks": _picks(asked["cells"], options.tier)}
    spent = time.process_time() - started
    print(json.dumps({"seconds": spent, "megabytes": peak_mb(), **found}))  # noqa: T201


def recombined(arguments: list[str], count: int) -> list[Remark]:
    """Comments of four groups, each of halves of two arguments."""
    rng = random.Random(5)
    made = []
    for n in range(count):
        words = [rng.choice(arguments).split() for _ in range(2)]
        halves = words[0][: len(words[0]) // 2 + 1] + words[1][len(words[1]) // 2 :]
        made.append(_remark(n, "abcd"[n % 4], " ".join(halves)))
    return made


def _picks(cells: list[dict[str, Any]], tier: str) -> list[list[list[int]]]:
    """Cells of one topic, its two stances, are analysed together, as groups."""
    picks: list[list[list[int]]] = []
    for cell in cells:
        together = [other for other in cells if other["topic"] == cell["topic"]]
        remarks: list[Remark] = []
        numbers: list[int] = []
        for other in together:
            for n, text in enumerate(other["texts"]):
                remarks.append(_remark(len(remarks), other["stance"], text))
                numbers.append(n)
        picks.append([])
        for budget in cell["budgets"]:
            findings = find_points(remarks, embedder_tier=tier, points_per_group=budget)
            own = [point for point in findings.points if point.group == cell["stance"]]
            picks[-1].append([numbers[point.span.remark] for point in own])
    return picks


def _remark(n: int, group: str, text: str) -> Remark:
    return Remark(id=n, voice=f"v{n}", group=group, stance="", language="en", text=text)


if __name__ == "__main__":
    main()
