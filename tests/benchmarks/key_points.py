"""`make bench ARGS=--analysis`: key points beside sumy's LexRank and TextRank, each in a process of
its own with one thread.

Quality is on arguments that experts made key points of, with human labels of which argument makes
which key point (Bar-Haim et al. 2020, 2021): a key point is recalled when an argument picked is
labelled with it; once the budget is as many picks as there are key points of a topic and stance.
An argument is covered when one of its key points is recalled. CPU seconds are without loading.
"""

import csv
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from consultations.analysis.stop_words import STOP_WORDS
from tests.benchmarks.figures import Figure, calibrate

ROOT = Path(__file__).parents[2]
ARGUMENTS = ROOT.parent / "shared" / "data" / "key-points"
PEERS = ROOT / ".venv-peers" / "bin" / "python"
OWN, PEER = "tests.benchmarks.key_points_own", "tests.benchmarks.key_points_peer"
TIERS = ("wordllama", "tfidf", "multilingual")
BUDGETS = (1, 2, 3)
MANY = 100_000
LEAST_RECALL = {1: 60, 2: 75}  # percent


@dataclass(frozen=True, slots=True)
class Cell:
    """A topic and stance: its arguments, its key points, and which argument makes which."""

    topic: str
    stance: str
    arguments: Sequence[tuple[str, str]]
    key_points: frozenset[str]
    makes: dict[str, frozenset[str]]

    @property
    def asked(self) -> dict[str, Any]:
        return {
            "topic": self.topic,
            "stance": self.stance,
            "texts": [text for _, text in self.arguments],
            "budgets": [budget * len(self.key_points) for budget in BUDGETS],
        }

    def recalled(self, picks: Sequence[int]) -> frozenset[str]:
        made = (self.makes.get(self.arguments[n][0], frozenset()) for n in picks)
        return frozenset().union(*made) & self.key_points


def points_figures(*, full: bool) -> Iterator[Figure]:
    """The multilingual tier takes minutes: only if `full`."""
    if not ARGUMENTS.is_dir():
        print("The arguments with key points are not here: no quality is measured.")  # noqa: T201
        return
    for split in ("train", "dev"):
        cells = cells_of(split)
        asked = json.dumps(
            {"cells": [cell.asked for cell in cells], "stop_words": sorted(STOP_WORDS["en"])}
        )
        for tier in TIERS if full else TIERS[:2]:
            yield from _judged(
                f"{split}: {tier}",
                cells,
                _run([sys.executable, "-m", OWN, tier], asked),
                held=tier == "wordllama",
            )
        for way in ("LexRank", "TextRank") if PEERS.is_file() else ():
            yield from _judged(f"{split}: {way}", cells, _run([str(PEERS), "-m", PEER, way], asked))
    asked = json.dumps({"cells": [cell.asked for cell in cells_of("train")]})
    for tier in TIERS[:2]:
        loop = calibrate()
        many = _run([sys.executable, "-m", OWN, tier, "--many", str(MANY)], asked)
        rate = MANY / many["seconds"]
        yield Figure(
            f"{MANY:,} comments: {tier}",
            rate,
            loop,
            unit="a CPU second",
            least=5_000,
            note=f"{many['seconds']:.1f} CPU s",
        )
        yield Figure(f"{MANY:,} comments: {tier}", many["megabytes"], loop, unit="MB", most=1024)
    yield _stability()


def cells_of(split: str) -> list[Cell]:
    makes: dict[str, set[str]] = defaultdict(set)
    for row in _rows("labels", split):
        if row["label"] == "1":
            makes[row["arg_id"]].add(row["key_point_id"])
    arguments: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for row in _rows("arguments", split):
        arguments[row["topic"], row["stance"]].append((row["arg_id"], row["argument"]))
    key_points: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in _rows("key_points", split):
        key_points[row["topic"], row["stance"]].add(row["key_point_id"])
    return [
        Cell(*cell, own, frozenset(key_points[cell]), {a: frozenset(makes[a]) for a, _ in own})
        for cell, own in sorted(arguments.items())
    ]


def _rows(kind: str, split: str) -> Iterator[dict[str, str]]:
    with (ARGUMENTS / f"{kind}_{split}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _judged(
    name: str, cells: Sequence[Cell], found: dict[str, Any], *, held: bool = False
) -> Iterator[Figure]:
    loop = calibrate()
    yield Figure(f"{name}", found["seconds"], loop, unit="s", note=f"{found['megabytes']:.0f} MB")
    for n, budget in enumerate(BUDGETS):
        recalled = [
            cell.recalled(picks[n]) for cell, picks in zip(cells, found["picks"], strict=True)
        ]
        share = sum(map(len, recalled)) / sum(len(cell.key_points) for cell in cells)
        least = LEAST_RECALL.get(budget) if held else None
        yield Figure(f"{name}, recall at {budget}x", 100 * share, loop, unit="%", least=least)
        if budget == 2:
            yield from _coverage(name, cells, recalled, loop, held=held)


def _coverage(
    name: str, cells: Sequence[Cell], recalled: Sequence[frozenset[str]], loop: float, *, held: bool
) -> Iterator[Figure]:
    covered: dict[str, list[bool]] = defaultdict(list)
    shares: dict[str, float] = {}
    for cell, key_points in zip(cells, recalled, strict=True):
        own = [bool(made & key_points) for made in cell.makes.values() if made]
        covered[cell.stance] += own
        shares[f"{cell.topic} ({cell.stance})"] = sum(own) / len(own)
    total = [each for own in covered.values() for each in own]
    yield Figure(
        f"{name}, arguments covered at 2x",
        100 * sum(total) / len(total),
        loop,
        unit="%",
        least=90 if held else None,
    )
    worst = min(sum(own) / len(own) for own in covered.values())
    below = sum(share < 0.8 for share in shares.values())
    least = min(shares, key=shares.__getitem__)
    yield Figure(
        f"{name}, worst group covered at 2x",
        100 * worst,
        loop,
        unit="%",
        least=80 if held else None,
        note=f"of {len(shares)} topics x stances {below} below 80 %; {shares[least]:.0%}: {least}",
    )


def _stability() -> Figure:
    """Of themes when a tenth more comments come in: adjusted Rand index of those there before."""
    import numpy as np

    from consultations.analysis.clusters import agreement
    from consultations.analysis.context import in_context
    from consultations.analysis.embedding import embedder_for
    from consultations.analysis.themes import find_themes

    loop, found = calibrate(), []
    embed = embedder_for("wordllama", "en")
    by_topic: dict[str, list[str]] = defaultdict(list)
    for cell in cells_of("train"):
        by_topic[cell.topic] += [text for _, text in cell.arguments]
    for texts in by_topic.values():
        order = np.random.default_rng(1).permutation(len(texts))
        mixed = [texts[n] for n in order]
        before = mixed[: round(len(mixed) / 1.1)]
        runs = []
        previous = None
        for each in (before, mixed):
            themes = find_themes(
                in_context(embed(each), each),
                np.ones(len(each), dtype=np.float32),
                18,
                previous=previous,
            )
            previous = themes.ids, themes.centroids
            runs.append(themes.of_text[: len(before)])
        found.append(agreement(runs[0], runs[1]))
    return Figure(
        "themes with a tenth more comments, adjusted Rand index",
        100 * sum(found) / len(found),
        loop,
        unit="%",
        least=80,
        note=f"least {min(found):.2f} of {len(found)} topics",
    )


def _run(command: list[str], asked: str) -> dict[str, Any]:
    done = subprocess.run(
        command,
        input=asked,
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
