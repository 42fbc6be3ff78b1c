"""Statements and the answers to them, many at a time and without their acts.

`opinions(consultation, [("academia", "aapd."), (None, "ddaas")])`: each person by their group and
a letter a statement: agrees, passes, disagrees, skipped; a point where they gave no answer. The
statements are made when they are not there.
"""

import random
from collections.abc import Iterable

from django.utils import timezone

from consultations.models import Consultation, Statement, StatementVote
from consultations.states import Opinion, StatementStatus
from tests.factories.accounts import group

OPINIONS = {
    "a": Opinion.AGREE,
    "p": Opinion.PASS,
    "d": Opinion.DISAGREE,
    "s": Opinion.SKIP,
}

type Voice = tuple[str | None, str]


def statements_of(consultation: Consultation, count: int) -> list[Statement]:
    """The first so many open ones, S-1 to S-`count`."""
    there = set(consultation.statements.values_list("number", flat=True))
    Statement.objects.bulk_create(
        Statement(
            consultation=consultation,
            number=number,
            text=f"Statement number {number} is right.",
            language="en",
            is_seed=True,
            status=StatementStatus.OPEN,
        )
        for number in range(1, count + 1)
        if number not in there
    )
    return list(consultation.statements.order_by("number")[:count])


def opinions(consultation: Consultation, voices: Iterable[Voice], *, prefix: str = "u") -> None:
    """Holders are numbered from `prefix`1; a second call with the same prefix changes answers."""
    voices = list(voices)
    statements = statements_of(consultation, max(len(answers) for _, answers in voices))
    StatementVote.objects.bulk_create(
        [
            StatementVote(
                statement=statement,
                holder=f"{prefix}{number}",
                opinion=OPINIONS[letter],
                group=group(code) if code else None,
                cast_at=timezone.now(),
            )
            for number, (code, answers) in enumerate(voices, 1)
            for statement, letter in zip(statements, answers, strict=False)
            if letter != "."
        ],
        update_conflicts=True,
        unique_fields=["statement", "holder"],
        update_fields=["opinion", "group", "cast_at"],
    )


def two_camps(
    people: int = 40,
    statements: int = 10,
    groups: Iterable[str | None] = ("academia", "civil-society"),
    *,
    seed: int = 1,
) -> list[Voice]:
    """Half who mostly agree where the others mostly disagree; of the last two statements all mostly
    agree. Stakeholder groups are in both camps."""
    chance, codes = random.Random(seed), list(groups)
    voices = []
    for person in range(people):
        usual, other = ("a", "d") if person % 2 else ("d", "a")
        answers = []
        for at in range(statements):
            mostly = "a" if at >= statements - 2 else (usual if at % 2 else other)
            answers.append(chance.choices(f"{mostly}pad", (14, 2, 1, 1))[0])
        voices.append((codes[person // 2 % len(codes)], "".join(answers)))
    return voices
