"""`make bench ARGS=--engine`: the text engine beside difflib, diff-match-patch and three-merge.

All on the same inputs, in one run. What merging should give is known beforehand: the base is of
words that occur once, and each author's changes are drawn by place, so that an oracle of a few
lines, which knows nothing of the engine, says which pairs must not be merged and what the others
make. A merge is wrong if it is made where it must not be without a word, if it makes another text,
or if it is refused where it can be made.
"""

import random
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from diff_match_patch import diff_match_patch
from three_merge import merge as three_merge

from principles.text.collisions import compare
from principles.text.components import components_of
from principles.text.diff import diff
from principles.text.merge import Collided, merge
from tests.benchmarks.figures import Figure, calibrate

PAIRS = 1_000
# Seconds after which another library is taken not to end.
PATIENCE = 0.2
WORDS = (
    "states",
    "should",
    "protect",
    "open",
    "access",
    "rights",
    "data",
    "people",
    "rules",
    "law",
)


@dataclass(frozen=True, slots=True)
class Edit:
    """Words [start, end) of the base become `words`."""

    start: int
    end: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    base: str
    texts: tuple[str, str]
    # None where the two must not be merged without a person.
    merged: str | None


def engine_figures() -> list[Figure]:
    return [*_diffs(), *_many(), *_merges()]


def _diffs() -> list[Figure]:
    """Of 10,000 words, one in twenty changed."""
    rng = random.Random(1)
    old_words = [rng.choice(WORDS) + str(rng.randrange(400)) for _ in range(10_000)]
    new_words = [f"new{n}" if n % 20 == 7 else word for n, word in enumerate(old_words)]
    old, new = " ".join(old_words), " ".join(new_words)
    # It gives up looking for a shorter difference after a second of its own.
    dmp = diff_match_patch()
    ways: list[tuple[str, Callable[[], object], float | None]] = [
        ("Polylogue", lambda: diff(old, new), 30),
        ("difflib, words", lambda: SequenceMatcher(None, old_words, new_words).get_opcodes(), None),
        ("diff-match-patch", lambda: dmp.diff_main(old, new), None),
    ]
    return [_timed(f"diff of 10,000 words: {name}", way, most) for name, way, most in ways]


def _many() -> list[Figure]:
    """500 amendments on one principle of 400 words, each with one to three changes."""
    rng = random.Random(2)
    base = [f"{rng.choice(WORDS)}{n}" + ("." if n % 20 == 19 else "") for n in range(400)]
    texts = {
        number: " ".join(_apply(base, _drawn(rng, base, f"a{number}x"))) for number in range(1, 501)
    }

    def group() -> object:
        comparison = compare(" ".join(base), texts)
        return components_of(texts, comparison.conflicts)

    return [_timed("500 amendments on 400 words, compared and grouped", group, 2_000, times=3)]


def _merges() -> list[Figure]:
    pairs = drawn_pairs(PAIRS)
    figures = []
    for name, way in (
        ("Polylogue", ours),
        ("diff-match-patch, patch_apply", _patched),
        ("three-merge", _three_merged),
    ):
        loop = calibrate()
        started = time.process_time()
        results = [way(pair) for pair in pairs]
        spent = 1000 * (time.process_time() - started) / len(pairs)
        silent = sum(
            result is not None and pair.merged is None
            for pair, result in zip(pairs, results, strict=True)
        )
        other = sum(
            result is not None and pair.merged is not None and result != pair.merged
            for pair, result in zip(pairs, results, strict=True)
        )
        refused = sum(
            result is None and pair.merged is not None
            for pair, result in zip(pairs, results, strict=True)
        )
        must_not = sum(pair.merged is None for pair in pairs)
        note = (
            f"{silent} of {must_not} merged that must not be; {other} another text and {refused} "
            f"refused of the other {len(pairs) - must_not}"
        )
        most = 0.0 if name == "Polylogue" else None
        figures.append(Figure(f"a merge: {name}", spent, loop, note=note))
        wrong = float(silent + other + refused)
        figures.append(
            Figure(f"wrong merges of {len(pairs)}: {name}", wrong, loop, unit="merges", most=most)
        )
    return figures


def drawn_pairs(count: int) -> list[Pair]:
    rng = random.Random(3)
    return [_pair(rng) for _ in range(count)]


def _pair(rng: random.Random) -> Pair:
    base = [f"{rng.choice(WORDS)}{n}" for n in range(rng.randrange(12, 40))]
    one, other = _drawn(rng, base, "one"), _drawn(rng, base, "other")
    together = sorted([*one, *other], key=lambda edit: (edit.start, edit.end))
    # Two that touch, with no word of the base between them, are for a person to put together.
    is_free = all(before.end < after.start for before, after in pairwise(together))
    texts = tuple(" ".join(_apply(base, edits)) for edits in (one, other))
    merged = " ".join(_apply(base, together)) if is_free else None
    return Pair(" ".join(base), (texts[0], texts[1]), merged)


def _drawn(rng: random.Random, base: Sequence[str], tag: str) -> list[Edit]:
    """One to three changes, two words of the base or more apart, so that each is a change of its
    own however they are found again."""
    edits: list[Edit] = []
    at = rng.randrange(0, 6)
    for n in range(rng.randrange(1, 4)):
        end = at + rng.choice((0, 0, 1, 1, 2, 4))
        if end > len(base):
            break
        kept = rng.randrange(0 if end > at else 1, 4)
        edits.append(Edit(at, end, tuple(f"{tag}{n}{letter}" for letter in "abc"[:kept])))
        at = end + rng.randrange(5, 12)
    return edits


def _apply(base: Sequence[str], edits: Sequence[Edit]) -> list[str]:
    words = list(base)
    for edit in reversed(edits):
        words[edit.start : edit.end] = edit.words
    return words


def ours(pair: Pair) -> str | None:
    try:
        return merge(pair.base, dict(enumerate(pair.texts, 1))).text
    except Collided:
        return None


def _patched(pair: Pair) -> str | None:
    """The changes of the one applied to the other; None where a patch says it failed."""
    dmp = diff_match_patch()
    text, applied = dmp.patch_apply(dmp.patch_make(pair.base, pair.texts[0]), pair.texts[1])
    return str(text) if all(applied) else None


def _three_merged(pair: Pair) -> str | None:
    """None where it marks a conflict, stops with an error, or does not stop."""
    signal.signal(signal.SIGALRM, _give_up)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        text: str = three_merge(pair.texts[0], pair.texts[1], pair.base)
    except Exception:  # noqa: BLE001  # it raises whatever its loops run into
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return None if "<<<<<<<" in text else text


def _give_up(*_: object) -> None:
    raise TimeoutError


def _timed(operation: str, way: Callable[[], object], most: float | None, times: int = 5) -> Figure:
    loop = calibrate()
    spent = []
    for _ in range(times):
        started = time.process_time()
        way()
        spent.append(1000 * (time.process_time() - started))
    return Figure(operation, min(spent), loop, most=most)
