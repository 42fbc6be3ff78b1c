"""Which statement to show next: the standard library only.

What divides, what is agreed to and what few have seen comes first (Small et al., "Polis", Recerca
2021). Whoever asks leaves out beforehand what the person has voted on.
"""

import hashlib
from collections.abc import Mapping
from math import inf, log


def importance(*, agreed: int, passed: int, seen: int, extremity: float) -> float:
    """0 and more; `extremity` is that of the last analysis, 0 for a statement newer than it."""
    return (1 - (passed + 1) / (seen + 2)) * (extremity + 1) * (agreed + 1) / (seen + 2)


def priority(*, agreed: int, passed: int, seen: int, extremity: float = 0.0) -> float:
    """How often to draw a statement, relative to others: nine times the importance at first and
    half of the bonus less with every five people who saw it, squared.
    """
    weight = importance(agreed=agreed, passed=passed, seen=seen, extremity=extremity)
    return (weight * (1 + 8 * 2 ** (-seen / 5))) ** 2


def draw(priorities: Mapping[int, float], seed: int | str) -> int | None:
    """One of the statements, in proportion; the same for the same seed; None of none.

    Each statement waits for a time of its own, of the seed alone, divided by its priority, and the
    first comes (exponential clocks; Efraimidis and Spirakis, Inf. Process. Lett. 97, 2006). So what
    changes a priority a little hardly ever changes the draw, and what is left out changes it only
    where it was drawn.
    """
    weights = priorities.values()
    if not all(0 <= weight < inf for weight in weights):
        raise ValueError("a priority is a number, 0 or more")
    is_worth = any(weights)

    def time(statement: int) -> tuple[float, int]:
        weight = priorities[statement] if is_worth else 1.0
        digest = hashlib.blake2b(f"{seed} {statement}".encode(), digest_size=8).digest()
        wait = -log((int.from_bytes(digest) + 0.5) / 2**64)
        return (wait / weight if weight else inf, statement)

    return min(priorities, key=time, default=None)
