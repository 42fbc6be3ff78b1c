"""Which statement to show next: the standard library only.

What divides, what is agreed to and what few have seen comes first (Small et al., "Polis", Recerca
2021). Whoever asks leaves out beforehand what the person has voted on.
"""

import random
from collections.abc import Mapping
from math import inf


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
    """One of the statements, in proportion; the same for the same seed; None of none."""
    if not priorities:
        return None
    statements = sorted(priorities)
    weights = [priorities[statement] for statement in statements]
    if min(weights) < 0 or max(weights) == inf:
        raise ValueError("a priority is a number, 0 or more")
    generator = random.Random(seed)  # noqa: S311  # nothing is kept secret by it
    if not any(weights):
        return generator.choice(statements)
    return generator.choices(statements, weights)[0]
