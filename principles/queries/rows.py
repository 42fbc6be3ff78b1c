"""Flat rows for exports and the API, one at a time however many there are: what the pages show.

Names are the public ones. A withdrawn or hidden comment keeps its place and loses its words;
individuals are only counted, and not where they are few; nothing comes out before results may.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext

from accounts.models import User
from principles.models import Amendment, Comment, Document, PrincipleText
from principles.queries.amendment_cards import supporters_of
from principles.queries.tallies import votes_by_group
from principles.states import Choice, CommentStatus

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class CommentRow:
    """`principle` is the principle's number as printed, "" of a comment on the text as a whole;
    `reply_to` another comment's number."""

    number: int
    principle_key: int | None
    principle: str
    version: int
    reply_to: int | None
    author: str
    group: str
    organisation: str
    evidence: str
    stance: str
    type: str
    quote: str
    body: str
    language: str
    status: str
    created_at: datetime
    edited_at: datetime | None


@dataclass(frozen=True, slots=True)
class VoteRow:
    """The votes of one group on the present words of one principle, as far as they are shown.

    `voted` of `joined`; both without the individuals where `individuals_withheld`.
    """

    principle_key: int
    principle: str
    title: str
    version: int
    group: str
    support: int
    accept: int
    abstain: int
    oppose: int
    block: int
    voted: int
    joined: int
    individuals_withheld: bool


@dataclass(frozen=True, slots=True)
class AmendmentRow:
    """`organisations` and `individuals` back the wording as it is; `version` is what it led to."""

    number: int
    kind: str
    label: str
    principle_key: int
    principle: str
    base_version: int
    author: str
    group: str
    organisation: str
    evidence: str
    title: str
    body: str
    operations: tuple[dict[str, Any], ...]
    rationale: str
    organisations: tuple[str, ...]
    individuals: int
    status: str
    reason: str
    version: int | None
    created_at: datetime
    revised_at: datetime | None
    closed_at: datetime | None


class _Names:
    """Public names by account, each worked out once."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def of(self, pk: int, name: str, erased_at: datetime | None) -> str:
        if pk not in self._known:
            self._known[pk] = User(name=name, erased_at=erased_at).public_name
        return self._known[pk]


def comment_rows(document: Document) -> Iterator[CommentRow]:
    """In the order they were made. Two queries."""
    printed = _printed_numbers(document)
    names = _Names()
    comments = (
        Comment.objects.filter(document=document)
        .order_by("number")
        .values_list(
            "number",
            "principle__key",
            "version__number",
            "parent__number",
            "author_id",
            "author__name",
            "author__erased_at",
            "group__name",
            "participation__organisation__name",
            "participation__evidence",
            "stance",
            "type",
            "anchor__exact",
            "body",
            "language",
            "status",
            "created_at",
            "edited_at",
        )
    )
    for row in comments.iterator(chunk_size=CHUNK):
        (number, key, version, reply_to, author_id, name, erased_at, group, organisation) = row[:9]
        (evidence, stance, kind, quote, body, language, status, created_at, edited_at) = row[9:]
        published = status == CommentStatus.PUBLISHED
        yield CommentRow(
            number=number,
            principle_key=key,
            principle="" if key is None else printed.get(key, str(key)),
            version=version,
            reply_to=reply_to,
            author=names.of(author_id, name, erased_at),
            group=gettext(group),
            organisation=organisation or "",
            evidence=evidence,
            stance=stance if published else "",
            type=kind if published else "",
            quote=(quote or "") if published else "",
            body=body if published else "",
            language=language if published else "",
            status=status,
            created_at=created_at,
            edited_at=edited_at if published else None,
        )


def vote_rows(document: Document) -> Iterator[VoteRow]:
    """By principle, in the order of the text, and group. None while results are hidden."""
    votes = votes_by_group(document)
    texts = PrincipleText.objects.filter(version=document.current_version_id)
    for text in texts.select_related("principle", "version").order_by("position"):
        for group in votes.get(text.principle_id, ()):
            shown = group.shown
            yield VoteRow(
                principle_key=text.principle.key,
                principle=text.number,
                title=text.title,
                version=text.version.number,
                group=group.label,
                support=shown.get(Choice.SUPPORT, 0),
                accept=shown.get(Choice.ACCEPT, 0),
                abstain=shown.get(Choice.ABSTAIN, 0),
                oppose=shown.get(Choice.OPPOSE, 0),
                block=shown.get(Choice.BLOCK, 0),
                voted=sum(shown.values()),
                joined=group.joined,
                individuals_withheld=group.individuals_withheld,
            )


def amendment_rows(document: Document) -> Iterator[AmendmentRow]:
    """In the order they were proposed. Three queries."""
    printed = _printed_numbers(document)
    amendments = Amendment.objects.visible_to(None).filter(document=document)
    supporters = supporters_of(amendments)
    names = _Names()
    rows = (
        amendments.order_by("number")
        .annotate(reason=F("decision__reason"), led_to=F("decision__version__number"))
        .select_related(
            "principle",
            "base__version",
            "author",
            "participation__group",
            "participation__organisation",
        )
    )
    for each in rows.iterator(chunk_size=CHUNK):
        voice = each.participation
        groups = supporters.get(each.pk, ())
        yield AmendmentRow(
            number=each.number,
            kind=each.kind,
            label=each.label,
            principle_key=each.principle.key,
            principle=printed.get(each.principle.key, str(each.principle.key)),
            base_version=each.base.version.number,
            author=names.of(each.author_id, each.author.name, each.author.erased_at),
            group=voice.group.label if voice else "",
            organisation=voice.organisation.name if voice and voice.organisation else "",
            evidence=voice.evidence if voice else "",
            title=each.title,
            body=each.body,
            operations=tuple(each.operations),
            rationale=each.rationale,
            organisations=tuple(name for group in groups for name in group.organisations),
            individuals=sum(group.individuals for group in groups),
            status=each.status,
            reason=vars(each)["reason"] or "",
            version=vars(each)["led_to"],
            created_at=each.created_at,
            revised_at=each.revised_at,
            closed_at=each.closed_at,
        )


def _printed_numbers(document: Document) -> dict[int, str]:
    """What stands before each principle in the present version, by its key."""
    texts = PrincipleText.objects.filter(version=document.current_version_id)
    return dict(texts.values_list("principle__key", "number"))
