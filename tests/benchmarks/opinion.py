"""`make bench ARGS=--analysis`: opinion groups beside red-dwarf, each in a process of its own.

Both get the same votes, with one thread. CPU seconds are of the analysis alone, ours with building
the matrix from arrays and with the ten resamples red-dwarf does not make; peak memory is of the
whole process, red-dwarf's with the list of votes it wants. To compare groups, both look for the
same number of groups among the same people, from many starts.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from consultations.analysis.clusters import agreement
from consultations.analysis.polis_export import NotAnExport, PolisExport, read_polis_export
from consultations.analysis.representative import count_votes, representative
from consultations.analysis.votes import VoteMatrix
from tests.benchmarks.figures import Figure, calibrate

ROOT = Path(__file__).parents[2]
CONVERSATIONS = ROOT.parent / "shared" / "data" / "polis"
PEERS = ROOT / ".venv-peers" / "bin" / "python"
PEER = "tests.benchmarks.opinion_peer"
TIMED = "vtaiwan.uberx"
# People, statements, votes; on the largest red-dwarf takes minutes.
SIZES = {
    "10k x 500": (10_000, 500, 500_000),
    "33k x 800": (33_000, 800, 2_000_000),
    "100k x 1000": (100_000, 1_000, 5_000_000),
}
ONLY_IF_FULL = "100k x 1000"
STARTS = 30
SEEDS = (1, 2)


def opinion_figures(*, full: bool) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="polylogue-bench-") as temporary:
        folder = Path(temporary)
        yield from _sizes(folder, full=full)
        if CONVERSATIONS.is_dir():
            yield from _conversations(folder)


def _sizes(folder: Path, *, full: bool) -> Iterator[Figure]:
    for name, (people, statements, votes) in SIZES.items():
        path = folder / "drawn.npz"
        rows, columns, values = drawn(people, statements, votes)
        np.savez(path, rows=rows, columns=columns, values=values)
        is_largest = name == ONLY_IF_FULL
        yield from _cost(name, own(path), "Polylogue", held=is_largest)
        if PEERS.is_file() and (full or not is_largest):
            yield from _cost(name, peer(path, people, starts=0), "red-dwarf")


def drawn(people: int, statements: int, votes: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Votes of four groups, each with leanings of its own, in no order; none twice, as red-dwarf
    takes no others: a few less than asked for.
    """
    generator = np.random.default_rng(0)
    cells = np.unique(generator.integers(0, people * statements, votes))
    generator.shuffle(cells)
    rows, columns = (cells // statements).astype(np.int32), (cells % statements).astype(np.int16)
    groups = generator.integers(0, 4, people, np.int8)
    leanings = generator.random((4, statements), np.float32) * np.float32(0.8)
    chances = generator.random(len(cells), np.float32)
    values = np.where(chances < 0.9, -1, 0).astype(np.int8)
    values[chances < leanings[groups[rows], columns]] = 1
    return rows, columns, values


def own(path: Path, *arguments: str) -> dict[str, Any]:
    return _asked([sys.executable, "-m", "tests.benchmarks.opinion_own", str(path), *arguments])


def peer(path: Path, statements: int, *, starts: int) -> dict[str, Any]:
    threshold = str(min(7, statements))
    return _asked(
        [str(PEERS), "-m", PEER, str(path), "--threshold", threshold, "--starts", str(starts)]
    )


def _asked(command: list[str]) -> dict[str, Any]:
    one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | one_thread, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _cost(name: str, answer: dict[str, Any], whose: str, *, held: bool = False) -> Iterator[Figure]:
    loop = calibrate()
    yield Figure(
        f"opinion groups, {name}: {whose}", answer["cpu"], loop, "s", most=2 if held else None
    )
    yield Figure(
        f"opinion groups, {name}, memory: {whose}",
        answer["peak_mb"],
        loop,
        "MB",
        most=600 if held else None,
    )


def _conversations(folder: Path) -> Iterator[Figure]:
    loop = calibrate()
    alike, steady, found, named, worst, observed = [], [], 0, 0, [], []
    for export in _exports():
        name = export.votes_file.parent.name
        votes = VoteMatrix.from_rows(export.votes()).without_statements(export.moderated_out)
        path = folder / "conversation.npz"
        np.savez(path, rows=votes.row_of_each_vote(), columns=votes.columns, values=votes.values)
        ours = own(path)
        others = [own(path, "--seed", str(seed)) for seed in SEEDS]
        steady.append(min(_alike(ours["groups"], other["groups"]) for other in others))
        worst.append(min(ours["shares"]))
        observed.append(min(ours["observed"]))
        note = f"{'clear' if ours['is_clear'] else 'not clear'}, {ours['stability']:.2f}"
        if name == TIMED:
            yield from _cost(name, ours, "Polylogue")
        if PEERS.is_file():
            theirs = peer(path, len(votes.statements), starts=STARTS)
            if name == TIMED:
                yield from _cost(name, theirs, "red-dwarf")
            alike.append(_alike_with(path, theirs))
            same, of = _named_alike(votes, theirs)
            found, named = found + same, named + of
            note += f"; agreement {alike[-1]:.3f} at k = {theirs['k']}, {same} of {of} the same"
        yield Figure(f"{name}: groups", ours["k"], loop, "groups", note=note)
    if alike:
        note = "least " + ", ".join(f"{value:.3f}" for value in sorted(alike)[:3])
        yield Figure(
            "adjusted Rand index with red-dwarf, median",
            median(alike),
            loop,
            "",
            least=0.99,
            note=note,
        )
        note = f"{found} of {named}, given its groups"
        yield Figure(
            "representative statements red-dwarf has too", found / named, loop, "", note=note
        )
    yield Figure("adjusted Rand index between seeds, least", min(steady), loop, "", least=0.95)
    note = "by conversation " + ", ".join(f"{value:.3f}" for value in worst)
    yield Figure(
        "worst group's share on the slate, median", median(worst), loop, "", least=0.98, note=note
    )
    note = "as voted, by conversation " + ", ".join(f"{value:.3f}" for value in observed)
    yield Figure("the same of who saw most of it", median(observed), loop, "", note=note)


def _exports() -> Iterator[PolisExport]:
    """Those that hold votes."""
    for folder in sorted(CONVERSATIONS.iterdir()):
        try:
            yield read_polis_export(folder)
        except NotAnExport:
            continue


def _alike(one: list[int], other: list[int]) -> float:
    return agreement(np.array(one) + 1, np.array(other) + 1)


def _alike_with(path: Path, theirs: dict[str, Any]) -> float:
    """At the number of groups red-dwarf chose."""
    k = str(theirs["k"])
    ours = own(path, "--k", k, "--polis-compatible")["groups"]
    return _alike([ours[person] for person in theirs["people"]], theirs["best"][k])


def _named_alike(votes: VoteMatrix, theirs: dict[str, Any]) -> tuple[int, int]:
    """How many of its representative statements are ours too, given its groups."""
    groups = np.full(len(votes.participants), -1, np.int64)
    groups[theirs["people"]] = theirs["labels"]
    counts, _ = count_votes(votes, groups, theirs["k"])
    places = range(len(votes.statements))
    ours = {
        (group, one.statement, one.direction)
        for group, chosen in enumerate(representative(counts, places, polis_compatible=True))
        for one in chosen
    }
    named = [
        (int(group), statement, direction)
        for group, chosen in theirs["representative"].items()
        for statement, direction in chosen
    ]
    return sum(one in ours for one in named), len(named)
