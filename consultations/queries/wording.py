"""What a language model may be shown of a summary, and what of its wording may be shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from consultations.models import Citation, ModelCall, Summary
from consultations.queries.citations import resolved
from consultations.states import PointStatus
from consultations.summaries.grounding import Said
from consultations.summaries.quantities import normalised

# Comments of a point that the model reads, and how much of each.
COMMENTS_READ = 8
CHARACTERS_READ = 2_000


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


def latest_failure(consultation_id: int) -> str:
    """Why the newest question to the model had no answer; "" if it had, or there was none."""
    newest = ModelCall.objects.filter(consultation=consultation_id).last()
    return newest.error if newest is not None else ""
