"""Invented votes, whose groups are known."""

import random

type Row = tuple[str, int, int]


def conversation(
    *, seed: int = 0, sizes: tuple[int, ...] = (20, 12), statements: int = 14, asked: float = 0.8
) -> list[Row]:
    """Groups of these sizes, each of which mostly agrees where a draw of its own says so; person
    and statement are numbered, the people of the first group first.
    """
    generator = random.Random(seed)
    rows = []
    person = 0
    for size in sizes:
        leaning = [generator.choice((0.1, 0.9)) for _ in range(statements)]
        for _ in range(size):
            for statement, chance in enumerate(leaning):
                if generator.random() < asked:
                    drawn = generator.random()
                    vote = 0 if drawn > 0.95 else 1 if drawn < chance else -1
                    rows.append((f"p{person:03d}", statement, vote))
            person += 1
    return rows


def noise(*, seed: int = 0, people: int = 60, statements: int = 20) -> list[Row]:
    """Everybody votes as a coin falls."""
    generator = random.Random(seed)
    return [
        (f"p{person:03d}", statement, generator.choice((1, -1)))
        for person in range(people)
        for statement in range(statements)
    ]
