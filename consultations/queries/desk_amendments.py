"""The amendments on the desk, by what they wait for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from consultations.models import Consultation
from consultations.queries.desk import CHECK_STATUSES, WAITING_SHOWN
from principles.models import Amendment
from principles.queries.amendment_cards import sponsor_of
from principles.queries.clauses import TextOfToday
from principles.states import AmendmentStatus
from principles.text.rebase import Applicability

_FOR_PROPOSER = {
    Applicability.AUTO_REBASED,
    Applicability.NEEDS_REBASE,
    Applicability.TARGET_DELETED,
}


@dataclass(frozen=True, slots=True)
class WaitingAmendment:
    number: int
    label: str
    status_label: str
    principle_key: int
    principle: str
    group: str
    organisation: str
    author: str
    backers: int
    since: datetime

    @property
    def name(self) -> str:
        return f"A-{self.number}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Each the oldest first, and no more than `WAITING_SHOWN`; `for_proposer` are those to be
    decided that must be adapted to the text of today first."""

    to_check: Sequence[WaitingAmendment]
    to_decide: Sequence[WaitingAmendment]
    under_vote: Sequence[WaitingAmendment]
    for_proposer: Sequence[WaitingAmendment]

    def __bool__(self) -> bool:
        return any((self.to_check, self.to_decide, self.under_vote, self.for_proposer))

    @property
    def shown(self) -> int:
        """Of those that can be decided on."""
        return len(self.to_decide) + len(self.under_vote) + len(self.for_proposer)


def waiting_amendments(consultation: Consultation) -> Waiting:
    """Three queries, one more where some were written on earlier versions."""
    found = (
        Amendment.objects.filter(document=consultation.document)
        .select_related(
            "author", "base", "principle", "participation__group", "participation__organisation"
        )
        .annotate(backers=Count("supports"))
        .order_by("number")
    )
    to_check = _first(found, *CHECK_STATUSES)
    opened = _first(found, AmendmentStatus.OPEN)
    under_vote = _first(found, AmendmentStatus.VOTING)
    stale = _to_be_adapted(consultation, opened)
    return Waiting(
        to_check=_shown(to_check),
        to_decide=_shown([each for each in opened if each.pk not in stale]),
        under_vote=_shown(under_vote),
        for_proposer=_shown([each for each in opened if each.pk in stale]),
    )


def _first(found: QuerySet[Amendment], *statuses: AmendmentStatus) -> list[Amendment]:
    return list(found.filter(status__in=statuses)[:WAITING_SHOWN])


def _to_be_adapted(consultation: Consultation, opened: Sequence[Amendment]) -> set[int]:
    """The ids of those written on earlier words that changed where they change them."""
    current = consultation.document.current_version_id
    earlier = [each for each in opened if each.base.version_id != current]
    if not earlier:
        return set()
    today = TextOfToday(consultation.document, earlier)
    return {each.pk for each in earlier if today.rebased(each).state in _FOR_PROPOSER}


def _shown(rows: Sequence[Amendment]) -> list[WaitingAmendment]:
    return [
        WaitingAmendment(
            number=amendment.number,
            label=amendment.label,
            status_label=str(amendment.get_status_display()),
            principle_key=amendment.principle.key,
            principle=f"{amendment.base.number}. {amendment.title}",
            group=sponsor.group,
            organisation=sponsor.organisation,
            author=sponsor.name,
            backers=vars(amendment)["backers"],
            since=amendment.revised_at or amendment.created_at,
        )
        for amendment in rows
        for sponsor in [sponsor_of(amendment.author, amendment.participation)]
    ]
