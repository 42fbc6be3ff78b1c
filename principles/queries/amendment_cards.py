"""One amendment as lists show it: what changes, who proposed it, who backs it, what became of it.

Backing is public: organisations by name, individuals counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext

from accounts.models import User
from accounts.verdicts import Verdict
from principles.models import (
    Amendment,
    Decision,
    Document,
    PrincipleText,
    Support,
    standing_of,
)
from principles.permissions import may_revise_amendment, may_support, may_withdraw_amendment
from principles.states import AmendmentStatus
from principles.text.diff import Span, TextTooLong, diff, shorten
from principles.text.wording import name_invisible

# Unchanged words shown before and after a change where not all are.
CONTEXT_WORDS = 30
TONES = {
    AmendmentStatus.OPEN: "now",
    AmendmentStatus.ADOPTED: "done",
    AmendmentStatus.REJECTED: "past",
    AmendmentStatus.WITHDRAWN: "past",
    AmendmentStatus.LAPSED: "past",
}


class Wording(Protocol):
    """Anything that holds the words of a principle."""

    @property
    def title(self) -> str: ...
    @property
    def body(self) -> str: ...


@dataclass(frozen=True, slots=True)
class GroupSupport:
    """Who of one group backs a wording."""

    group: str
    organisations: tuple[str, ...]
    individuals: int


@dataclass(frozen=True, slots=True)
class Sponsor:
    name: str
    group: str
    organisation: str
    evidence: str


@dataclass(frozen=True, slots=True)
class DecisionShown:
    reason: str
    by: str
    at: datetime
    version: int | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What turns one wording into another; a title that stays has no spans."""

    title: tuple[Span, ...]
    body: tuple[Span, ...]

    @property
    def has_changed(self) -> bool:
        return bool(self.title) or any(span.kind != "same" for span in self.body)


@dataclass(frozen=True, slots=True)
class AmendmentLine:
    """An amendment in one line."""

    number: int
    label: str
    status: str
    status_label: str
    tone: str
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class AmendmentCard:
    """`needs_adapting`: the text changed since (version `base_version`); `is_said`: the text says
    the same by now. `backed`: the reader backs this wording; `asked_again`: an earlier one of it.
    `may_back` is None for those in whose name it was proposed.
    """

    pk: int
    number: int
    label: str
    status: str
    status_label: str
    tone: str
    principle_key: int
    principle_number: str
    principle_title: str
    sponsor: Sponsor
    created_at: datetime
    revised_at: datetime | None
    closed_at: datetime | None
    rationale: str
    title: str
    body: str
    text_hash: str
    changes: Changes
    base_version: int
    needs_adapting: bool
    is_said: bool
    support: int
    supporters: tuple[GroupSupport, ...]
    backed: bool
    asked_again: bool
    may_back: Verdict | None
    may_revise: Verdict
    may_withdraw: Verdict
    decision: DecisionShown | None

    @property
    def is_open(self) -> bool:
        return self.status == AmendmentStatus.OPEN


def with_related(
    amendments: QuerySet[Amendment], document: Document, user: User | None
) -> QuerySet[Amendment]:
    """The rows `cards_of` takes: each knows the words of today, and what its reader backed."""
    voice = standing_of(user, document).participation
    current = PrincipleText.objects.filter(
        version=document.current_version_id, principle=OuterRef("principle")
    )
    mine = Support.objects.filter(amendment=OuterRef("pk"), holder=voice.holder if voice else "")
    return amendments.select_related(
        "principle",
        "base__version",
        "author",
        "participation__group",
        "participation__organisation",
        "decision__by",
        "decision__version",
    ).annotate(
        current_hash=Subquery(current.values("hash")[:1]),
        my_hash=Subquery(mine.values("text_hash")[:1]),
    )


def cards_of(
    document: Document, user: User | None, amendments: Sequence[Amendment], *, whole: bool = False
) -> tuple[AmendmentCard, ...]:
    """Of rows from `with_related`; one query. With `whole`, the unchanged words are all there."""
    voice = standing_of(user, document).participation
    supporters = supporters_of(amendments)
    may_back = may_support(user, document)
    cards = []
    for amendment in amendments:
        amendment.document = document
        is_sponsor = voice is not None and voice.holder == amendment.participation.holder
        cards.append(
            _card(
                amendment,
                user,
                supporters=supporters.get(amendment.pk, ()),
                may_back=None if is_sponsor else may_back,
                whole=whole,
            )
        )
    return tuple(cards)


def _card(
    amendment: Amendment,
    user: User | None,
    *,
    supporters: tuple[GroupSupport, ...],
    may_back: Verdict | None,
    whole: bool,
) -> AmendmentCard:
    line = line_of(amendment)
    current_hash, my_hash = vars(amendment)["current_hash"], vars(amendment)["my_hash"]
    is_open = amendment.status == AmendmentStatus.OPEN
    is_stale = is_open and amendment.base.hash != current_hash
    is_said = is_stale and amendment.text_hash == current_hash
    return AmendmentCard(
        pk=amendment.pk,
        number=line.number,
        label=line.label,
        status=line.status,
        status_label=line.status_label,
        tone=line.tone,
        principle_key=amendment.principle.key,
        principle_number=amendment.base.number,
        principle_title=amendment.base.title,
        sponsor=_sponsor(amendment),
        created_at=amendment.created_at,
        revised_at=amendment.revised_at,
        closed_at=line.closed_at,
        rationale=amendment.rationale,
        title=amendment.title,
        body=amendment.body,
        text_hash=amendment.text_hash,
        changes=changes_between(amendment.base, amendment.title, amendment.body, whole=whole),
        base_version=amendment.base.version.number,
        needs_adapting=is_stale and not is_said,
        is_said=is_said,
        support=sum(len(each.organisations) + each.individuals for each in supporters),
        supporters=supporters,
        backed=my_hash == amendment.text_hash,
        asked_again=my_hash is not None and my_hash != amendment.text_hash,
        may_back=may_back,
        may_revise=may_revise_amendment(user, amendment),
        may_withdraw=may_withdraw_amendment(user, amendment),
        decision=_decision(amendment),
    )


def line_of(amendment: Amendment) -> AmendmentLine:
    status = AmendmentStatus(amendment.status)
    return AmendmentLine(
        number=amendment.number,
        label=amendment.label,
        status=status.value,
        status_label=str(status.label),
        tone=TONES[status],
        closed_at=amendment.closed_at,
    )


def _sponsor(amendment: Amendment) -> Sponsor:
    voice = amendment.participation
    return Sponsor(
        name=amendment.author.public_name,
        group=voice.group.label,
        organisation=voice.organisation.name if voice.organisation else "",
        evidence=voice.evidence,
    )


def _decision(amendment: Amendment) -> DecisionShown | None:
    decision: Decision | None = getattr(amendment, "decision", None)
    if decision is None:
        return None
    return DecisionShown(
        reason=decision.reason,
        by=decision.by.public_name if decision.by else "",
        at=decision.decided_at,
        version=decision.version.number if decision.version else None,
    )


def supporters_of(amendments: Iterable[Amendment]) -> dict[int, tuple[GroupSupport, ...]]:
    """By amendment and group, in the order of groups; of the wordings as they are now."""
    rows = (
        Support.objects.filter(amendment__in=amendments, text_hash=F("amendment__text_hash"))
        .values_list("amendment_id", "group__name", "participation__organisation__name")
        .annotate(Count("pk"))
        .order_by("group__position", "group__name", "participation__organisation__name")
    )
    organisations: dict[tuple[int, str], list[str]] = {}
    individuals: dict[tuple[int, str], int] = {}
    for amendment_id, group, organisation, count in rows:
        names = organisations.setdefault((amendment_id, group), [])
        if organisation is None:
            individuals[amendment_id, group] = count
        else:
            names.append(organisation)
    found: dict[int, tuple[GroupSupport, ...]] = {}
    for (amendment_id, group), names in organisations.items():
        support = GroupSupport(
            gettext(group), tuple(names), individuals.get((amendment_id, group), 0)
        )
        found[amendment_id] = (*found.get(amendment_id, ()), support)
    return found


def changes_between(old: Wording, title: str, body: str, *, whole: bool = True) -> Changes:
    """The words removed and inserted; of those that stay all if `whole`, else those near."""
    spans = _spans(old.body, body)
    return Changes(
        title=() if old.title == title else _legible(_spans(old.title, title)),
        body=_legible(spans if whole else shorten(spans, CONTEXT_WORDS)),
    )


def _spans(old: str, new: str) -> list[Span]:
    """Of texts too long to compare, the one goes and the other comes."""
    try:
        return diff(old, new)
    except TextTooLong:
        return [Span("delete", old), Span("insert", new)]


def _legible(spans: Iterable[Span]) -> tuple[Span, ...]:
    """With codes in place of what would change the text without being seen."""
    return tuple(
        Span(span.kind, name_invisible(span.text)) if span.kind in {"insert", "delete"} else span
        for span in spans
    )
