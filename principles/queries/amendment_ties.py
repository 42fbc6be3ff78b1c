"""How an amendment stands to others: what a compromise would replace, what would replace it, and
what others would change in it."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from principles.models import Amendment, Consent
from principles.permissions import may_consent, may_revise_amendment
from principles.queries.amendment_cards import (
    AmendmentLine,
    SponsorShown,
    line_of,
    sponsor_of,
)
from principles.queries.amendment_changes import Changes, changes_between
from principles.states import BEFORE_VOTE, LIVE_STATUSES, AmendmentStatus

_PARTIES = (
    "author",
    "base",
    "principle",
    "participation__group",
    "participation__organisation",
)


@dataclass(frozen=True, slots=True)
class ConsentShown:
    """One amendment that a compromise would replace; `is_given` is None while its proposer is
    asked. `may_answer`: the reader is who is asked."""

    parent: AmendmentLine
    proposer: SponsorShown
    is_given: bool | None
    answered_at: datetime | None
    may_answer: bool


@dataclass(frozen=True, slots=True)
class CompromiseShown:
    """A compromise, not decided yet, that would replace the amendment of the page."""

    compromise: AmendmentLine
    is_given: bool | None
    may_answer: bool


@dataclass(frozen=True, slots=True)
class ChildShown:
    """An amendment to the amendment; `changes` are to what that one says."""

    line: AmendmentLine
    proposer: SponsorShown
    rationale: str
    changes: Changes
    text_hash: str
    may_accept: bool


@dataclass(frozen=True, slots=True)
class Ties:
    consents: tuple[ConsentShown, ...] = ()
    compromises: tuple[CompromiseShown, ...] = ()
    children: tuple[ChildShown, ...] = ()

    @property
    def lacks_consent(self) -> bool:
        return any(each.is_given is not True for each in self.consents)


def ties_of(amendment: Amendment, user: User | None) -> tuple[Ties, dict[int, int]]:
    """And the numbers, by id, of those it would replace. Three queries."""
    rows = list(
        amendment.consents.select_related(*(f"parent__{field}" for field in _PARTIES)).order_by(
            "parent__number"
        )
    )
    ties = Ties(
        consents=tuple(_consent(row, amendment, user) for row in rows),
        compromises=_compromises(amendment, user),
        children=_children(amendment, user),
    )
    return ties, {row.parent_id: row.parent.number for row in rows}


def _consent(row: Consent, compromise: Amendment, user: User | None) -> ConsentShown:
    parent = row.parent
    parent.document = compromise.document
    return ConsentShown(
        parent=line_of(parent),
        proposer=sponsor_of(parent.author, parent.participation),
        is_given=row.is_given,
        answered_at=row.answered_at,
        may_answer=compromise.status in BEFORE_VOTE and may_consent(user, parent).allowed,
    )


def _compromises(amendment: Amendment, user: User | None) -> tuple[CompromiseShown, ...]:
    rows = Consent.objects.filter(
        parent=amendment, compromise__status__in=LIVE_STATUSES
    ).select_related("compromise")
    asked = may_consent(user, amendment).allowed
    return tuple(
        CompromiseShown(
            compromise=line_of(row.compromise),
            is_given=row.is_given,
            may_answer=asked and row.compromise.status in BEFORE_VOTE,
        )
        for row in rows.order_by("compromise__number")
    )


def _children(amendment: Amendment, user: User | None) -> tuple[ChildShown, ...]:
    rows = amendment.amendments.visible_to(user).select_related(*_PARTIES).order_by("number")
    may_accept = amendment.status in BEFORE_VOTE and may_revise_amendment(user, amendment).allowed
    return tuple(
        ChildShown(
            line=line_of(row),
            proposer=sponsor_of(row.author, row.participation),
            rationale=row.rationale,
            changes=changes_between(amendment, row.title, row.body, whole=False),
            text_hash=row.text_hash,
            may_accept=may_accept and row.status == AmendmentStatus.OPEN,
        )
        for row in rows
    )
