"""The next card for whoever gives opinions: never one they answered or skipped."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, FilteredRelation, Q

from accounts.caching import kept
from consultations.analysis.routing import draw, priority
from consultations.models import Consultation, StatementVote
from consultations.queries.statements import Card, open_card, open_statements
from consultations.states import Opinion, StatementStatus

# The counts only weigh what comes next: with many people answering, once a minute is often enough.
COUNTED_EVERY = 60

type Counts = Mapping[int, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Answer:
    """The one given last."""

    number: int
    opinion: str

    @property
    def name(self) -> str:
        return f"S-{self.number}"


@dataclass(frozen=True, slots=True)
class Deck:
    """`card` is None where nothing is left; `answered` and `skipped` are of `total`."""

    card: Card | None
    answered: int
    skipped: int
    total: int
    last: Answer | None
    is_of_skipped: bool = False

    @property
    def left(self) -> int:
        return self.total - self.answered - self.skipped


@dataclass(frozen=True, slots=True)
class _Seen:
    """An open statement, and what the holder did with it."""

    pk: int
    number: int
    extremity: float
    opinion: str | None
    at: datetime | None


def deck_of(consultation: Consultation, holder: str, *, skipped: bool = False) -> Deck:
    """Three queries at most. With `skipped`, those skipped come again, the longest ago first.

    The card is drawn by priority. The seed is the holder's, so that it stays until they answer or
    skip it, though counts move meanwhile.
    """
    seen = _seen(consultation, holder)
    touched = [each for each in seen if each.at is not None]
    passed_over = [each for each in touched if each.opinion == Opinion.SKIP]
    if skipped:
        number = min(passed_over, key=_moment).number if passed_over else None
    else:
        fresh = {each.pk: each for each in seen if each.at is None}
        weights = _priorities(consultation, fresh) if fresh else {}
        drawn = draw(weights, seed=f"{holder} {consultation.pk}")
        number = fresh[drawn].number if drawn is not None else None
    answers = [each for each in touched if each.opinion != Opinion.SKIP]
    last = max(answers, key=_moment, default=None)
    return Deck(
        card=open_card(consultation, number, holder) if number else None,
        answered=len(answers),
        skipped=len(passed_over),
        total=len(seen),
        last=Answer(last.number, last.opinion or "") if last else None,
        is_of_skipped=skipped,
    )


def _seen(consultation: Consultation, holder: str) -> list[_Seen]:
    rows = (
        open_statements(consultation)
        .alias(mine=FilteredRelation("votes", condition=Q(votes__holder=holder)))
        .order_by("number")
        .values_list("pk", "number", "extremity", F("mine__opinion"), F("mine__cast_at"))
    )
    return [_Seen(*row) for row in rows]


def _moment(seen: _Seen) -> datetime:
    if seen.at is None:
        raise ValueError("nobody did anything with it yet")
    return seen.at


def _priorities(consultation: Consultation, fresh: Mapping[int, _Seen]) -> dict[int, float]:
    """Step 10 of Polis's routing, of what is left to this holder."""
    counts = opinion_counts(consultation)
    return {
        pk: priority(
            agreed=counted.get(Opinion.AGREE, 0),
            passed=counted.get(Opinion.PASS, 0),
            seen=sum(counted.values()),
            extremity=each.extremity,
        )
        for pk, each in fresh.items()
        for counted in [counts.get(pk, {})]
    }


def opinion_counts(consultation: Consultation) -> Counts:
    """Agrees, passes and disagrees by statement, as of this minute; to be shown to nobody."""

    def count() -> Counts:
        rows = (
            StatementVote.objects.filter(
                statement__consultation=consultation, statement__status=StatementStatus.OPEN
            )
            .exclude(opinion=Opinion.SKIP)
            .order_by()
            .values_list("statement", "opinion")
            .annotate(Count("pk"))
        )
        counts: dict[int, dict[str, int]] = {}
        for statement, opinion, n in rows:
            counts.setdefault(statement, {})[opinion] = n
        return counts

    return kept(("opinion counts", consultation.pk, int(time.time()) // COUNTED_EVERY), count)
