"""A principle as one reads it: its words, its neighbours, its earlier words, and one's own vote."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, F, Q, TextField, Value, When
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.caching import kept
from accounts.models import User
from principles.models import Document, Principle, Version, Vote
from principles.models.principle import PrincipleText
from principles.permissions import may_view
from principles.queries.freshness import state_of
from principles.queries.lineage import fates_of
from principles.queries.outline import Neighbour, current_version
from principles.states import Choice
from principles.text.operations import Code


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of the principle as a version brought them in."""

    version: int
    published_at: datetime
    hash: str
    texts: tuple[int, ...]
    # The version before it, to compare with; 0 for the first.
    previous: int


@dataclass(frozen=True, slots=True)
class OwnVote:
    """`is_current`: cast on the words of today, so that it counts."""

    choice: str
    choice_label: str
    reason: str
    version: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """Since the version with this number the principle is no part of the text; `amendments` did it,
    and `into` is the principle that took its words in, if one did."""

    version: int
    amendments: tuple[int, ...]
    into: Neighbour | None


@dataclass(frozen=True, slots=True)
class Reading:
    """Of a principle that is `gone`, the last words it had; it has no place."""

    principle: Principle
    # The present one.
    version: Version
    text_id: int
    number: str
    title: str
    body: str
    hash: str
    # Its place among the principles of the version, from 1, and how many they are.
    place: int
    places: int
    previous: Neighbour | None
    next: Neighbour | None
    # Newest first; the first are the words of today.
    wordings: tuple[Wording, ...]
    own_vote: OwnVote | None
    gone: Gone | None = None

    @property
    def same_words(self) -> tuple[int, ...]:
        """The texts of all versions in which the words are those of today."""
        return tuple(pk for each in self.wordings if each.hash == self.hash for pk in each.texts)


def visible_principle(user: User | None, slug: str, key: int) -> Principle:
    """The principle, with its document, if the person may see it; else Http404. One query."""
    principles = Principle.objects.select_related("document")
    principle = get_object_or_404(principles, document__slug=slug, key=key)
    if not may_view(user, principle.document):
        raise Http404
    return principle


def reading_of(document: Document, key: int, holder: str | None = None) -> Reading:
    """With neighbours, earlier words, and the holder's vote; Http404 where no version has such a
    principle. One query, where nobody read it since the last act on the document; one more for the
    vote, and up to three for a principle that is gone."""
    version = current_version(document)
    here = ("reading", *state_of(document), version.pk, key)
    rows, gone = kept(here, lambda: _found(document, version, key))
    outline = [row for row in rows if row["version_id"] == version.pk]
    own = [row for row in rows if row["key"] == key]
    if not own:
        raise Http404
    row = own[-1]
    place = None if gone else outline.index(row)
    around = [None, *(_neighbour(each) for each in outline), None]
    return Reading(
        principle=Principle(pk=row["principle_id"], document=document, key=key),
        version=version,
        text_id=row["pk"],
        number=row["number"],
        title=row["title"],
        body=row["words"],
        hash=row["hash"],
        place=0 if place is None else place + 1,
        places=len(outline),
        previous=None if place is None else around[place],
        next=None if place is None else around[place + 2],
        wordings=_wordings(own),
        own_vote=_own_vote(row, holder) if holder else None,
        gone=gone,
    )


def _found(
    document: Document, version: Version, key: int
) -> tuple[list[dict[str, Any]], Gone | None]:
    rows = list(_rows(document, version, key))
    own = [row for row in rows if row["key"] == key]
    if not own or own[-1]["version_id"] == version.pk:
        return rows, None
    last = own[-1]
    last["words"] = PrincipleText.objects.values_list("body", flat=True).get(pk=last["pk"])
    fates = [
        fate
        for fate in fates_of(document)
        if fate.principle == key and fate.code in {Code.SUP, Code.JOIN}
    ]
    heirs = {fate.into for fate in fates}
    # Versions are numbered without gaps.
    gone = Gone(
        version=last["version__number"] + 1,
        amendments=tuple(dict.fromkeys(fate.amendment for fate in fates)),
        into=next((_neighbour(row) for row in rows if row["key"] in heirs), None),
    )
    return rows, gone


def _rows(document: Document, version: Version, key: int) -> Any:
    """The outline of the present version, and the principle in every other one."""
    here = Q(principle__document=document, principle__key=key)
    texts = PrincipleText.objects.filter(
        Q(version=version) | here, version__published_at__isnull=False
    )
    fields = ["pk", "version_id", "principle_id", "number", "title", "hash", "words", "key"]
    fields += ["version__number", "version__published_at"]
    texts = texts.annotate(
        key=F("principle__key"),
        # The other principles' words stay in the database.
        words=Case(
            When(here & Q(version=version), then=F("body")),
            default=Value(""),
            output_field=TextField(),
        ),
    )
    return texts.order_by("version__number", "position").values(*fields)


def _neighbour(row: dict[str, Any]) -> Neighbour:
    return Neighbour(row["key"], row["number"], row["title"])


def _wordings(rows: list[dict[str, Any]]) -> tuple[Wording, ...]:
    wordings: list[Wording] = []
    for row in rows:
        previous = wordings[-1] if wordings else None
        if previous is not None and previous.hash == row["hash"]:
            texts = (*previous.texts, row["pk"])
            wordings[-1] = Wording(
                previous.version, previous.published_at, previous.hash, texts, previous.previous
            )
            continue
        number = row["version__number"]
        published_at = row["version__published_at"]
        # Versions are numbered without gaps; the one before holds the words that were replaced.
        wordings.append(
            Wording(number, published_at, row["hash"], (row["pk"],), number - 1 if previous else 0)
        )
    return tuple(reversed(wordings))


def _own_vote(row: dict[str, Any], holder: str) -> OwnVote | None:
    votes = Vote.objects.filter(principle=row["principle_id"], holder=holder)
    vote = votes.values_list("choice", "reason", "text_hash", "text__version__number").first()
    if vote is None:
        return None
    choice, reason, text_hash, version = vote
    return OwnVote(
        choice=choice,
        choice_label=str(Choice(choice).label),
        reason=reason,
        version=version,
        is_current=text_hash == row["hash"],
    )
