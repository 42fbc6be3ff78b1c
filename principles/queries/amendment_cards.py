"""One amendment as lists show it: what changes, who proposed it, who backs it, what became of it.

Backing is public: organisations by name, individuals counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext

from accounts.models import User
from accounts.verdicts import Verdict
from principles.models import (
    Amendment,
    Decision,
    Document,
    Participation,
    PrincipleText,
    Sponsor,
    Support,
    standing_of,
)
from principles.permissions import (
    may_amend,
    may_revise_amendment,
    may_support,
    may_withdraw_amendment,
)
from principles.queries.amendment_changes import (
    Changes,
    OperationShown,
    operations_shown,
    wording_shown,
)
from principles.queries.amendment_fit import fit_sentence, outcome_sentence, standing_sentence
from principles.queries.clauses import TextOfToday, operations_of
from principles.states import (
    ADOPTED_STATUSES,
    BACKABLE_STATUSES,
    BEFORE_VOTE,
    ENDED_STAGES,
    LIVE_STATUSES,
    AmendmentStatus,
)
from principles.text.operations import Code
from principles.text.rebase import Applicability


@dataclass(frozen=True, slots=True)
class GroupSupport:
    """Who of one group backs a wording."""

    group: str
    organisations: tuple[str, ...]
    individuals: int


@dataclass(frozen=True, slots=True)
class SponsorShown:
    """A person, and for whom they speak; a moderator has no group."""

    name: str
    group: str
    organisation: str
    evidence: str

    @property
    def shown_as(self) -> str:
        """In a list of names."""
        return self.organisation or self.name


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """`because` is the number of the adopted amendment that made this one fall or took it in;
    `sentence` says what became of it."""

    outcome: str
    sentence: str
    reason: str
    by: str
    at: datetime
    version: int | None
    because: int | None


@dataclass(frozen=True, slots=True)
class AmendmentLine:
    """An amendment in one line."""

    number: int
    kind: str
    kind_label: str
    label: str
    status: str
    status_label: str
    tone: str
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class AmendmentCard:
    """`applicability`: how it fits the text of today, if it was written on an earlier version
    (`base_version`), and `fit` says so; `standing` says where it is, until a decision does.
    `backed`: the reader backs this wording; `asked_again`: an earlier one of it. `may_back` and
    `may_cosponsor` are None for those in whose name it was proposed.
    """

    pk: int
    number: int
    kind: str
    kind_label: str
    label: str
    status: str
    status_label: str
    tone: str
    principle_key: int
    principle_number: str
    principle_title: str
    parent: int | None
    sponsor: SponsorShown
    cosponsors: tuple[SponsorShown, ...]
    created_at: datetime
    revised_at: datetime | None
    closed_at: datetime | None
    rationale: str
    title: str
    body: str
    text_hash: str
    operations: tuple[OperationShown, ...]
    base_version: int
    applicability: Applicability
    fit: str
    standing: str
    support: int
    supporters: tuple[GroupSupport, ...]
    backed: bool
    asked_again: bool
    may_back: Verdict | None
    may_revise: Verdict
    may_withdraw: Verdict
    may_take_over: bool
    may_cosponsor: Verdict | None
    may_leave: bool
    decision: DecisionShown | None

    @property
    def is_live(self) -> bool:
        return self.status in LIVE_STATUSES

    @property
    def is_backable(self) -> bool:
        return self.status in BACKABLE_STATUSES

    @property
    def is_before_vote(self) -> bool:
        return self.status in BEFORE_VOTE

    @property
    def is_sponsor(self) -> bool:
        return self.may_back is None

    @property
    def changes(self) -> Changes:
        """Of the principle it is filed under."""
        return self.operations[0].changes

    @property
    def needs_adapting(self) -> bool:
        """Whether a person must look at it again before it can be adopted."""
        return self.applicability in {
            Applicability.AUTO_REBASED,
            Applicability.NEEDS_REBASE,
            Applicability.TARGET_DELETED,
        }

    @property
    def is_said(self) -> bool:
        return self.applicability == Applicability.ALREADY_SATISFIED


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
        "parent",
        "base__version",
        "author",
        "participation__group",
        "participation__organisation",
        "decision__by",
        "decision__because",
        "decision__version",
    ).annotate(
        current_hash=Subquery(current.values("hash")[:1]),
        my_hash=Subquery(mine.values("text_hash")[:1]),
    )


def cards_of(
    document: Document, user: User | None, amendments: Sequence[Amendment], *, whole: bool = False
) -> tuple[AmendmentCard, ...]:
    """Of rows from `with_related`. With `whole`, the unchanged words are all there.

    Two queries; one more where some were written on earlier words, or do more than word anew.
    """
    if not amendments:
        return ()
    for amendment in amendments:
        amendment.document = document
    making = _Making(document, user, amendments, whole=whole)
    return tuple(making.card(amendment) for amendment in amendments)


class _Making:
    """What all the cards of a page are made with."""

    def __init__(
        self, document: Document, user: User | None, amendments: Sequence[Amendment], *, whole: bool
    ) -> None:
        self.user, self.whole = user, whole
        self.voice = standing_of(user, document).participation
        self.supporters = supporters_of(amendments)
        self.cosponsors = cosponsors_of(amendments)
        self.may_support = may_support(user, document)
        self.may_amend = may_amend(user, document)
        needing = [each for each in amendments if not _is_plain(each)]
        self.today = TextOfToday(document, needing) if needing else None

    def card(self, amendment: Amendment) -> AmendmentCard:
        line = line_of(amendment)
        my_hash = vars(amendment)["my_hash"]
        supporters = self.supporters.get(amendment.pk, ())
        cosponsors = self.cosponsors.get(amendment.pk, {})
        holder = self.voice.holder if self.voice else ""
        applicability = self.applicability(amendment)
        is_sponsor = bool(holder) and (holder == amendment.holder or holder in cosponsors)
        return AmendmentCard(
            pk=amendment.pk,
            number=line.number,
            kind=line.kind,
            kind_label=line.kind_label,
            label=line.label,
            status=line.status,
            status_label=line.status_label,
            tone=line.tone,
            principle_key=amendment.principle.key,
            principle_number=amendment.base.number,
            principle_title=amendment.base.title,
            parent=amendment.parent.number if amendment.parent else None,
            sponsor=sponsor_of(amendment.author, amendment.participation),
            cosponsors=tuple(cosponsors.values()),
            created_at=amendment.created_at,
            revised_at=amendment.revised_at,
            closed_at=line.closed_at,
            rationale=amendment.rationale,
            title=amendment.title,
            body=amendment.body,
            text_hash=amendment.text_hash,
            operations=self.operations(amendment),
            base_version=amendment.base.version.number,
            applicability=applicability,
            fit=fit_sentence(amendment, applicability, amendment.document.current_version_id),
            standing=standing_sentence(AmendmentStatus(amendment.status)),
            support=sum(len(each.organisations) + each.individuals for each in supporters),
            supporters=supporters,
            backed=my_hash == amendment.text_hash,
            asked_again=my_hash is not None and my_hash != amendment.text_hash,
            may_back=None if is_sponsor else self.may_support,
            may_revise=may_revise_amendment(self.user, amendment),
            may_withdraw=may_withdraw_amendment(self.user, amendment),
            may_take_over=(
                holder in cosponsors
                and amendment.status == AmendmentStatus.WITHDRAWN
                and self.may_amend.allowed
            ),
            may_cosponsor=None if is_sponsor else self.may_amend,
            may_leave=(
                holder in cosponsors
                and amendment.status in BEFORE_VOTE
                and amendment.document.stage not in ENDED_STAGES
            ),
            decision=decision_of(amendment),
        )

    def applicability(self, amendment: Amendment) -> Applicability:
        is_live = amendment.status in LIVE_STATUSES
        if not is_live or _is_on_todays_words(amendment) or self.today is None:
            return Applicability.CLEAN
        return self.today.rebased(amendment).state

    def operations(self, amendment: Amendment) -> tuple[OperationShown, ...]:
        if _is_wording(amendment):
            return (
                wording_shown(amendment.base, amendment.title, amendment.body, whole=self.whole),
            )
        clauses = self.today.base_of(amendment) if self.today else ()
        return operations_shown(operations_of(amendment), clauses, whole=self.whole)


def _is_plain(amendment: Amendment) -> bool:
    """Whether its card needs no more than its row."""
    is_ended = amendment.status not in LIVE_STATUSES
    return _is_wording(amendment) and (is_ended or _is_on_todays_words(amendment))


def _is_on_todays_words(amendment: Amendment) -> bool:
    if _is_wording(amendment):
        return bool(amendment.base.hash == vars(amendment)["current_hash"])
    return amendment.base.version_id == amendment.document.current_version_id


def _is_wording(amendment: Amendment) -> bool:
    return len(amendment.operations) == 1 and amendment.operations[0]["code"] == Code.MOD


def line_of(amendment: Amendment) -> AmendmentLine:
    status = AmendmentStatus(amendment.status)
    return AmendmentLine(
        number=amendment.number,
        kind=amendment.kind,
        kind_label=str(amendment.get_kind_display()),
        label=amendment.label,
        status=status.value,
        status_label=str(status.label),
        tone=tone_of(status),
        closed_at=amendment.closed_at,
    )


def tone_of(status: AmendmentStatus) -> str:
    if status in ADOPTED_STATUSES:
        return "done"
    if status == AmendmentStatus.DRAFT:
        return "next"
    return "now" if status in LIVE_STATUSES else "past"


def sponsor_of(person: User, voice: Participation | None) -> SponsorShown:
    return SponsorShown(
        name=person.public_name,
        group=voice.group.label if voice else gettext("Team of the consultation"),
        organisation=voice.organisation.name if voice and voice.organisation else "",
        evidence=voice.evidence if voice else "",
    )


def cosponsors_of(
    amendments: Iterable[Amendment],
) -> dict[int, dict[str, SponsorShown]]:
    """By amendment and holder, in the order they joined. One query."""
    found: dict[int, dict[str, SponsorShown]] = {}
    rows = Sponsor.objects.filter(amendment__in=amendments).select_related(
        "participation__user", "participation__group", "participation__organisation"
    )
    for row in rows:
        shown = sponsor_of(row.participation.user, row.participation)
        found.setdefault(row.amendment_id, {})[row.holder] = shown
    return found


def decision_of(amendment: Amendment) -> DecisionShown | None:
    decision: Decision | None = getattr(amendment, "decision", None)
    if decision is None:
        return None
    version = decision.version.number if decision.version else None
    because = decision.because.number if decision.because else None
    return DecisionShown(
        outcome=decision.outcome,
        sentence=outcome_sentence(AmendmentStatus(decision.outcome), version, because),
        reason=decision.reason,
        by=decision.by.public_name if decision.by else "",
        at=decision.decided_at,
        version=version,
        because=because,
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
