"""What a language model may be shown of a summary, and what of its wording may be shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.db.models.functions import Now

from consultations.models import Citation, Consultation, ModelCall, Summary
from consultations.queries.citations import resolved
from consultations.states import PointStatus
from consultations.summaries.client import AWAY, SPENT
from consultations.summaries.grounding import Said
from consultations.summaries.quantities import normalised

# Comments of a point that the model reads, and how much of each.
COMMENTS_READ = 8
CHARACTERS_READ = 2_000
DAY = timedelta(days=1)
SOONEST = timedelta(hours=1)
# So often the model is waited for in vain, minutes each time, before it is left alone for so long.
MOST_AWAY = 2
AWAY_FOR = timedelta(minutes=15)


def model_host() -> str:
    """Where this site's language model is; "" where it has none."""
    return urlsplit(settings.LANGUAGE_MODEL_URL).hostname or ""


def material(summary: Summary) -> list[Said]:
    """The points everyone can read, with the opening of the comments behind each: of people
    neither names nor groups. A point whose wording is a moderator's needs no other. One query."""
    found: dict[int, dict[int, str]] = {}
    words: dict[int, tuple[str, str]] = {}
    default = summary.consultation.document.language
    cited = Citation.objects.filter(
        point__summary=summary, point__status=PointStatus.SHOWN, point__wording=""
    ).select_related("comment", "point")
    for each in resolved(cited.order_by("point__rank", "point__number", "rank", "id")):
        point = each.citation.point.number
        words.setdefault(point, (each.words, each.citation.comment.language or default))
        comments = found.setdefault(point, {})
        if len(comments) < COMMENTS_READ:
            comments[each.comment.number] = each.comment.body[:CHARACTERS_READ]
    return [
        Said(point, words[point][0], comments, words[point][1]) for point, comments in found.items()
    ]


@dataclass(frozen=True, slots=True)
class WordedSentence:
    point: int
    text: str
    comments: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """`dropped` of the `given` sentences could not be quoted, or said what is counted here."""

    model: str
    host: str
    sentences: tuple[WordedSentence, ...]
    dropped: int
    given: int


def wording_of(summary: Summary, points: Mapping[int, Mapping[int, str]]) -> Wording | None:
    """The sentences whose every quote still stands in a comment that is shown for their point.

    `points`: the bodies of the comments cited now, by number, by the number of each point that is
    shown in its comments' own words. None where there is nothing to show. Asks the database nothing
    if the summary comes with its consultation.
    """
    fluent = summary.fluent
    if not fluent or not summary.consultation.uses_language_model:
        return None
    sentences = tuple(
        WordedSentence(
            sentence["point"], sentence["text"], tuple(number for number, _ in sentence["quotes"])
        )
        for sentence in fluent["sentences"]
        if _stands(sentence, points.get(sentence["point"], {}))
    )
    if not sentences:
        return None
    return Wording(fluent["model"], fluent["host"], sentences, fluent["dropped"], fluent["given"])


def _stands(sentence: dict[str, Any], comments: Mapping[int, str]) -> bool:
    return all(
        number in comments and normalised(words) in normalised(comments[number])
        for number, words in sentence["quotes"]
    )


def _of_the_day(consultation: Consultation) -> QuerySet[ModelCall]:
    return ModelCall.objects.filter(consultation=consultation, asked_at__gt=Now() - DAY)


def budget_left(consultation: Consultation) -> int:
    """In tokens."""
    spent: int = _of_the_day(consultation).aggregate(spent=Sum("tokens"))["spent"] or 0
    return int(settings.LANGUAGE_MODEL_DAILY_TOKENS) - spent


def budget_renewed_in(consultation: Consultation) -> timedelta:
    """Until the first question of the day is no longer of it; but not sooner than it is worth to
    look again."""
    costly = _of_the_day(consultation).filter(tokens__gt=0).order_by("asked_at")
    first = costly.values_list("asked_at", Now()).first()
    if first is None:
        return DAY
    asked_at, now = first
    left: timedelta = asked_at + DAY - now
    return max(left, SOONEST)


def model_is_away() -> bool:
    """Whether the last questions, of whichever consultation, were in vain a short time ago."""
    told = ModelCall.objects.exclude(error=SPENT).exclude(error="", answer__isnull=True)
    newest = told.filter(asked_at__gt=Now() - AWAY_FOR).order_by("-pk")
    errors = newest.values_list("error", flat=True)[:MOST_AWAY]
    return sum(error.startswith(AWAY) for error in errors) == MOST_AWAY


def latest_failure(consultation_id: int) -> str:
    """Why the newest question to the model had no answer; "" if it had, or there was none."""
    newest = ModelCall.objects.filter(consultation=consultation_id).last()
    return newest.error if newest is not None else ""
