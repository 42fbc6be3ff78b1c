"""The amendments of a principle and of a document, and the page of one.

Every function here asks the same number of queries for one amendment as for many.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.caching import kept
from accounts.models import User
from accounts.verdicts import Verdict, denied
from principles.models import (
    Amendment,
    Document,
    Principle,
    PrincipleText,
    Vote,
)
from principles.permissions import (
    may_amend,
    may_decide,
    may_judge,
    may_moderate,
    may_reject,
    may_screen,
)
from principles.queries.amendment_cards import (
    AmendmentCard,
    AmendmentLine,
    cards_of,
    line_of,
    with_related,
)
from principles.queries.amendment_changes import Changes, changes_between
from principles.queries.amendment_fit import Contested, contested_of
from principles.queries.amendment_history import Move, history_of, revisions_of
from principles.queries.amendment_ties import Ties, ties_of
from principles.queries.clauses import TextOfToday
from principles.queries.evaluations import is_left_to_moderators
from principles.queries.freshness import state_of
from principles.queries.proposed_decisions import ProposedDecisionShown, proposed_decision_of
from principles.queries.support import SupportCount, support_count
from principles.queries.voting_order import exclusions
from principles.states import DECIDABLE_STATUSES, LIVE_STATUSES, AmendmentStatus, Stage
from principles.text.rebase import Applicability

PER_PAGE = 20
# Of one principle's, as many open ones are shown on its page, and as many lines of closed ones.
ON_PRINCIPLE = 10


@dataclass(frozen=True, slots=True)
class AmendmentsOfPrinciple:
    """The most backed of those that are open, and in a line each the newest that are not."""

    open: tuple[AmendmentCard, ...]
    open_count: int
    closed: tuple[AmendmentLine, ...]
    closed_count: int
    may_propose: Verdict

    @property
    def has_more(self) -> bool:
        return self.open_count > len(self.open) or self.closed_count > len(self.closed)


@dataclass(frozen=True, slots=True)
class AmendmentList:
    """One page, newest first; `before` and `after` are the cursors of the pages beside it."""

    cards: tuple[AmendmentCard, ...]
    total: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class DecisionDesk:
    """What a moderator weighs: `base_hash` and `text_hash` go back with the decision. `falling` are
    those that fall if this one is adopted."""

    may_adopt: Verdict
    may_reject: Verdict
    may_propose: Verdict
    base_hash: str
    votes_asked_again: int
    falling: tuple[AmendmentLine, ...]


@dataclass(frozen=True, slots=True)
class ScreeningDesk:
    """Before it is open: it is admitted at once or after a look, and only then refused."""

    may_screen: Verdict
    has_begun: bool


@dataclass(frozen=True, slots=True)
class AmendmentPage:
    """`since` is how the text changed after the amendment was written, where its proposer must
    look, and `contested` what both changed. `adopted` is how an adopted wording differs from it."""

    amendment: Amendment
    card: AmendmentCard
    support: SupportCount
    since: Changes | None
    contested: tuple[Contested, ...]
    adopted: Changes | None
    history: tuple[Move, ...]
    ties: Ties
    proposed: ProposedDecisionShown | None
    desk: DecisionDesk | None
    screening: ScreeningDesk | None

    @property
    def is_adoptable(self) -> bool:
        """As it is, by the reader."""
        return self._may_adopt and self.card.applicability == Applicability.CLEAN

    @property
    def is_adoptable_with_changes(self) -> bool:
        """In the wording of the proposed decision, by the reader; also where its own no longer
        fits the text."""
        proposed = self.proposed
        has_words = proposed is not None and proposed.is_current and proposed.changes is not None
        return self._may_adopt and has_words

    @property
    def _may_adopt(self) -> bool:
        return self.desk is not None and bool(self.desk.may_adopt.allowed)


def amendments_of(principle: Principle, user: User | None) -> AmendmentsOfPrinciple:
    """What the principle's page shows of its amendments to this person. Three queries, one where
    there are none, besides the person's standing."""
    document = principle.document
    ranks = kept(("ranks", *state_of(document), principle.pk), lambda: _ranked(principle))
    amendments = Amendment.objects.filter(pk__in=[pk for pk, _ in ranks])
    shown = {row.pk: row for row in with_related(amendments, document, user)} if ranks else {}
    rows = [shown[pk] for pk, _ in ranks]
    alike = {shown[pk].status in LIVE_STATUSES: count for pk, count in ranks}
    return AmendmentsOfPrinciple(
        open=cards_of(document, user, [row for row in rows if row.status in LIVE_STATUSES]),
        open_count=alike.get(True, 0),
        closed=tuple(line_of(row) for row in rows if row.status not in LIVE_STATUSES),
        closed_count=alike.get(False, 0),
        may_propose=may_amend(user, document),
    )


def _ranked(principle: Principle) -> list[tuple[int, int]]:
    """The ids of those that are shown, in their order, each with how many are open, or not, like
    it. Apart from the rows themselves: most principles have none, and need not ask for them."""
    current = Q(supports__text_hash=F("text_hash"))
    found = Amendment.objects.visible_to(None).filter(principle=principle)
    counted = found.order_by().annotate(support=Count("supports", filter=current))
    rows = list(counted.values_list("pk", "number", "status", "support"))
    opened = [row for row in rows if row[2] in LIVE_STATUSES]
    closed = [row for row in rows if row[2] not in LIVE_STATUSES]
    opened.sort(key=lambda row: (-row[3], row[1]))
    closed.sort(key=lambda row: -row[1])
    return [(pk, len(alike)) for alike in (opened, closed) for pk, *_ in alike[:ON_PRINCIPLE]]


def amendments_matching(
    document: Document,
    user: User | None,
    *,
    status: str = "",
    principle_key: int | None = None,
    before: int | None = None,
    after: int | None = None,
) -> AmendmentList:
    """A page of the document's amendments: those numbered below `before`, or above `after`."""
    # One's drafts stand by themselves, unless they are asked for.
    reader = user if status == AmendmentStatus.DRAFT else None
    found = Amendment.objects.visible_to(reader).filter(document=document)
    if status:
        found = found.filter(status=status)
    if principle_key is not None:
        touching = Amendment.touched.through.objects.filter(
            principle__document=document, principle__key=principle_key
        )
        found = found.filter(pk__in=touching.values("amendment"))
    rows, has_older, has_newer = _page(with_related(found, document, user), before, after)
    return AmendmentList(
        cards=cards_of(document, user, rows),
        total=found.count(),
        before=rows[-1].number if rows and has_older else None,
        after=rows[0].number if rows and has_newer else None,
    )


def drafts_of(document: Document, user: User | None) -> tuple[AmendmentLine, ...]:
    """One's own, newest first; those of nobody are nobody's. One query for who signed in."""
    if user is None:
        return ()
    own = Amendment.objects.filter(document=document, author=user, status=AmendmentStatus.DRAFT)
    return tuple(line_of(each) for each in own.select_related("base").order_by("-number"))


def amendment_page(document: Document, number: int, user: User | None) -> AmendmentPage:
    """Everything about one amendment; Http404 if the document has none of this number, or it is
    someone else's draft."""
    visible = Amendment.objects.visible_to(user).filter(document=document)
    amendment = get_object_or_404(with_related(visible, document, user), number=number)
    [card] = cards_of(document, user, [amendment], whole=True)
    current = PrincipleText.objects.filter(
        version=document.current_version_id, principle=amendment.principle_id
    ).first()
    since: Changes | None = None
    contested: tuple[Contested, ...] = ()
    if card.needs_adapting:
        contested = _contested(amendment)
        if current is not None:
            since = changes_between(amendment.base, current.title, current.body, whole=False)
    ties, parents = ties_of(amendment, user)
    return AmendmentPage(
        amendment=amendment,
        card=card,
        support=support_count(document, amendment),
        since=since if since and since.has_changed else None,
        contested=contested,
        adopted=_adopted(amendment),
        history=history_of(amendment, revisions_of(amendment), parents),
        ties=ties,
        proposed=proposed_decision_of(amendment, user),
        desk=_desk(amendment, user),
        screening=_screening(amendment, user),
    )


def amendment_of(document: Document, number: int, user: User | None) -> Amendment:
    """One to act on; Http404 if the document has none of this number, or it is someone else's
    draft."""
    amendments = Amendment.objects.visible_to(user).select_related(
        "principle", "base__version", "participation", "parent"
    )
    amendment = get_object_or_404(amendments, document=document, number=number)
    amendment.document = document
    return amendment


def amendments_of_numbers(
    document: Document, numbers: Sequence[int], user: User | None
) -> list[Amendment]:
    """Several to act on, in the order of their numbers; Http404 if one is not there."""
    amendments = Amendment.objects.visible_to(user).select_related(
        "principle", "base__version", "participation", "parent"
    )
    found = list(amendments.filter(document=document, number__in=numbers).order_by("number"))
    if len(found) != len(set(numbers)):
        raise Http404
    for each in found:
        each.document = document
    return found


def _page(
    amendments: QuerySet[Amendment], before: int | None, after: int | None
) -> tuple[list[Amendment], bool, bool]:
    """The rows, newest first, and whether there are older and newer ones."""
    if after is not None:
        rows = list(amendments.filter(number__gt=after).order_by("number")[: PER_PAGE + 1])
        return rows[:PER_PAGE][::-1], True, len(rows) > PER_PAGE
    if before is not None:
        amendments = amendments.filter(number__lt=before)
    rows = list(amendments.order_by("-number")[: PER_PAGE + 1])
    return rows[:PER_PAGE], len(rows) > PER_PAGE, before is not None


def _contested(amendment: Amendment) -> tuple[Contested, ...]:
    today = TextOfToday(amendment.document, [amendment])
    return contested_of(today.rebased(amendment), today)


def _adopted(amendment: Amendment) -> Changes | None:
    """How the moderators' wording that was adopted differs from what it proposed."""
    if amendment.status != AmendmentStatus.ADOPTED_MODIFIED:
        return None
    text = PrincipleText.objects.filter(
        version=amendment.decision.version_id, principle=amendment.principle_id
    ).first()
    return changes_between(amendment, text.title, text.body) if text else None


def _screening(amendment: Amendment, user: User | None) -> ScreeningDesk | None:
    is_waiting = amendment.status in {AmendmentStatus.SUBMITTED, AmendmentStatus.SCREENING}
    if not is_waiting or not may_moderate(user, amendment.document):
        return None
    impartial = may_judge(user, amendment)
    return ScreeningDesk(
        may_screen=impartial and may_screen(user, amendment.document),
        has_begun=amendment.status == AmendmentStatus.SCREENING,
    )


def _desk(amendment: Amendment, user: User | None) -> DecisionDesk | None:
    is_decidable = amendment.status in DECIDABLE_STATUSES
    if not is_decidable or not may_moderate(user, amendment.document):
        return None
    current_hash = vars(amendment)["current_hash"] or ""
    votes = Vote.objects.filter(principle=amendment.principle_id, text_hash=current_hash)
    impartial = may_decide_now = may_judge(user, amendment)
    is_under_vote = amendment.status == AmendmentStatus.VOTING
    is_closed = amendment.document.stage == Stage.CLOSED
    if is_under_vote and not is_closed and not is_left_to_moderators(amendment):
        may_decide_now = denied(_("Its vote is open: close it first, and the rule is applied."))
    return DecisionDesk(
        may_adopt=may_decide_now and may_decide(user, amendment.document),
        may_reject=may_decide_now and may_reject(user, amendment.document),
        may_propose=impartial,
        base_hash=current_hash,
        votes_asked_again=votes.count(),
        falling=_falling(amendment),
    )


def _falling(amendment: Amendment) -> tuple[AmendmentLine, ...]:
    others = Amendment.objects.filter(
        document=amendment.document_id, status__in=DECIDABLE_STATUSES
    ).select_related("base", "principle")
    rows = {each.number: each for each in others.order_by("number")}
    today = TextOfToday(amendment.document, rows.values())
    excluded = exclusions(rows.values(), today.applicable(rows.values()), today)
    return tuple(line_of(rows[number]) for number in sorted(excluded.get(amendment.number, ())))


def wording_of(principle: Principle, text_hash: str) -> PrincipleText | None:
    """The words with this hash, as the newest version that has them holds them."""
    texts = PrincipleText.objects.filter(principle=principle, hash=text_hash)
    return texts.select_related("version").order_by("version__number").last()


def principle_choices(document: Document) -> list[tuple[int, str]]:
    """Key, and number and title, of the principles of the present version, in their order."""
    texts = PrincipleText.objects.filter(version=document.current_version_id).order_by("position")
    rows = texts.values_list("principle__key", "number", "title")
    return [(key, f"{number}. {title}") for key, number, title in rows]
