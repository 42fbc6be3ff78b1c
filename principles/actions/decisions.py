"""Decisions on amendments: what is adopted becomes the text, and what it excludes falls."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Conflict, Refused, require
from principles.actions.amendment_moves import (
    decide,
    lock_amendment,
    lock_amendments,
    move_amendment,
    require_seen,
    require_status,
)
from principles.actions.locking import (
    lock_stage,
    lock_stage_to_move,
    require_before_close,
)
from principles.actions.proposals import (
    StaleBase,
    checked_proposal,
    checked_reason,
    current_text,
    required_reason,
)
from principles.actions.versions import publish_text
from principles.models import Amendment, Document, Version
from principles.permissions import may_decide, may_judge, may_reject
from principles.queries.clauses import TextOfToday, sections_in
from principles.queries.evaluations import is_left_to_moderators
from principles.queries.voting_order import exclusions, kept_apart
from principles.states import (
    DECIDABLE_STATUSES,
    LIVE_STATUSES,
    AmendmentKind,
    AmendmentStatus,
    Stage,
)
from principles.text.operations import Operation
from principles.text.operations_compare import compare_operations
from principles.text.operations_merge import Clashed, merge_operations
from principles.text.operations_rebase import RebasedOperations
from principles.text.rebase import Applicability

NOTE_LENGTH = 300
VOTE_FIRST = _("%(amendment)s is under vote: close the vote, and its rule is applied.")


class Collide(Conflict):
    """They cannot all become the text; `clashes` says where and why."""

    def __init__(self, clashed: Clashed) -> None:
        super().__init__(
            "collide",
            _("These amendments exclude one another: a text of its own must be written for them."),
        )
        self.clashes = clashed.clashes


@dataclass(frozen=True, slots=True)
class Seen:
    """An amendment and the wording of it that the moderator saw."""

    amendment: Amendment
    text_hash: str


@transaction.atomic
def adopt_amendment(
    *,
    amendment: Amendment,
    base_hash: str,
    by: User,
    reason: str = "",
    text_hash: str = "",
    operations: Sequence[Operation] | None = None,
) -> Version:
    """Make what it proposes the text, in a new version; with `operations` of the moderator's it is
    adopted with changes.

    `base_hash` are the words the moderator saw it change, `text_hash` the wording they saw (as
    fetched, if not given). Of two colliding amendments adopted at once, the lock lets one win.
    """
    seen = text_hash or amendment.text_hash
    document = lock_stage_to_move(amendment.document_id)
    [amendment] = _held([amendment], document, by)
    current = current_text(document, amendment.principle_id)
    if base_hash != current.hash:
        raise StaleBase(amendment.base, current)
    require_status(amendment, *DECIDABLE_STATUSES)
    require_seen(amendment, seen)
    _require_counted(amendment)
    reason = _reason_for([amendment], reason)
    return enact(document, [amendment], reason=reason, by=by, operations=operations)


@transaction.atomic
def adopt_together(*, seen: Sequence[Seen], version: int, by: User, reason: str = "") -> Version:
    """Make what several propose the text, in one new version; `version` is the number of the one
    the moderator saw. None is adopted if two of them collide (Collide)."""
    if not seen:
        raise Refused("nothing_chosen", _("Choose the amendments to adopt."))
    document = lock_stage_to_move(seen[0].amendment.document_id)
    amendments = _held([each.amendment for each in seen], document, by)
    if document.current_version is None or document.current_version.number != version:
        raise Conflict("stale_version", _("The text changed meanwhile. Nothing was changed."))
    hashes = {each.amendment.pk: each.text_hash for each in seen}
    for amendment in amendments:
        require_status(amendment, *DECIDABLE_STATUSES)
        require_seen(amendment, hashes[amendment.pk])
        _require_counted(amendment)
    return enact(document, amendments, reason=_reason_for(amendments, reason), by=by)


@transaction.atomic
def reject_amendment(
    *, amendment: Amendment, reason: str, by: User, text_hash: str = ""
) -> Amendment:
    """Leave the text as it is, and say why."""
    return _turn_down(
        amendment,
        AmendmentStatus.REJECTED,
        reason,
        _("Say why this amendment is not adopted."),
        text_hash=text_hash,
        by=by,
    )


@transaction.atomic
def refer_amendment(
    *, amendment: Amendment, reason: str, by: User, text_hash: str = ""
) -> Amendment:
    """Leave it for a later round, and say why."""
    return _turn_down(
        amendment,
        AmendmentStatus.REFERRED,
        reason,
        _("Say why this amendment is left for later."),
        text_hash=text_hash,
        by=by,
    )


@transaction.atomic
def lapse_amendments(*, document: Document, by: User | None) -> int:
    """What was proposed and is not decided when the document ends lapses; how many did.

    For whoever ends the document, after their own permission and in their transaction.
    """
    locked = lock_stage_to_move(document.pk)
    proposed = set(LIVE_STATUSES) - {AmendmentStatus.DRAFT}
    waiting = Amendment.objects.filter(document=locked, status__in=proposed)
    lapsed = lock_amendments(list(waiting.values_list("pk", flat=True)), locked)
    for amendment in lapsed:
        move_amendment(amendment, AmendmentStatus.LAPSED, kind="amendment.lapsed", by=by)
    return len(lapsed)


def enact(
    document: Document,
    amendments: Sequence[Amendment],
    *,
    reason: str,
    by: User,
    operations: Sequence[Operation] | None = None,
) -> Version:
    """The version in which the held amendments are the text, once every check of the caller's is
    passed; what they exclude falls, and what they took in is subsumed."""
    today = TextOfToday(document)
    outcome = AmendmentStatus.ADOPTED
    if operations is None:
        applied = {each.number: _applied(each, today, document) for each in amendments}
    else:
        # A person wrote them on the words of today: also where the proposer's no longer fit.
        [amendment] = amendments
        applied = {amendment.number: _modified(amendment, operations, document)}
        if today.rebased(amendment) != _clean(applied[amendment.number]):
            outcome = AmendmentStatus.ADOPTED_MODIFIED
    sections = sections_in(today.clauses, applied.values())
    if len(amendments) > 1 and any(exclusions(amendments, applied, today).values()):
        raise Collide(Clashed(compare_operations(today.clauses, applied, sections)))
    try:
        placed = merge_operations(today.clauses, applied, sections)
    except Clashed as clashed:
        raise Collide(clashed) from clashed
    version = publish_text(document=document, placed=placed, note=_note(amendments), by=by)
    for amendment in amendments:
        decide(amendment, outcome, reason, by=by, version=version)
    _settle_others(amendments, applied, today, by)
    return version


def _reason_for(amendments: Sequence[Amendment], reason: str) -> str:
    """What is under vote the rule decides: moderators say why they do."""
    if any(each.status == AmendmentStatus.VOTING for each in amendments):
        return required_reason(reason, _("Say why you would decide so."))
    return checked_reason(reason)


def _require_counted(amendment: Amendment) -> None:
    """What people vote on is not decided over their heads: the rule first, then who it leaves it
    to."""
    if amendment.status == AmendmentStatus.VOTING and not is_left_to_moderators(amendment):
        raise Conflict("vote_open", VOTE_FIRST % {"amendment": amendment})


def _held(amendments: Sequence[Amendment], document: Document, by: User) -> list[Amendment]:
    held = lock_amendments([each.pk for each in amendments], document)
    require(may_decide(by, document))
    for amendment in held:
        require(may_judge(by, amendment))
    require_before_close(document)
    return held


def _turn_down(
    amendment: Amendment,
    outcome: AmendmentStatus,
    reason: str,
    why: str | Promise,
    *,
    text_hash: str,
    by: User,
) -> Amendment:
    seen = text_hash or amendment.text_hash
    document = lock_stage(amendment.document_id)
    amendment = lock_amendment(amendment, document)
    require(may_reject(by, document))
    require(may_judge(by, amendment))
    require_status(amendment, *DECIDABLE_STATUSES)
    require_seen(amendment, seen)
    # After the close nothing is counted any more, and what waits still gets an answer.
    if document.stage != Stage.CLOSED:
        _require_counted(amendment)
    decide(amendment, outcome, required_reason(reason, why), by=by)
    return amendment


def _applied(amendment: Amendment, today: TextOfToday, document: Document) -> tuple[Operation, ...]:
    """What it does to the text of today, where that is what its proposer proposed."""
    rebased = today.rebased(amendment)
    if rebased.operations is not None and rebased == _clean(rebased.operations):
        return rebased.operations
    if rebased.state == Applicability.TARGET_DELETED:
        raise Refused("principle_gone", _("This principle is no longer part of the text."))
    if rebased.state == Applicability.ALREADY_SATISFIED:
        raise Conflict("already_satisfied", _("The text says this already."))
    raise StaleBase(amendment.base, current_text(document, amendment.principle_id))


def _clean(operations: tuple[Operation, ...]) -> RebasedOperations:
    return RebasedOperations(Applicability.CLEAN, operations, ())


def _modified(
    amendment: Amendment, operations: Sequence[Operation], document: Document
) -> tuple[Operation, ...]:
    base = current_text(document, amendment.principle_id)
    return checked_proposal(
        document, base, operations, amendment.rationale, amendment.label
    ).operations


def _note(amendments: Sequence[Amendment]) -> str:
    return ", ".join(f"{each} {each.label}".strip() for each in amendments)[:NOTE_LENGTH]


def _settle_others(
    adopted: Sequence[Amendment],
    applied: dict[int, tuple[Operation, ...]],
    today: TextOfToday,
    by: User,
) -> None:
    """What a compromise replaces with its sponsors' consent is subsumed, as is what says the very
    same; what the adopted exclude falls. The others stay, and are carried over to the new text."""
    document = adopted[0].document
    rest = Amendment.objects.filter(document=document, status__in=DECIDABLE_STATUSES)
    others = lock_amendments(list(rest.values_list("pk", flat=True)), document)
    proposed = {**today.applicable(others), **applied}
    sections = sections_in(today.clauses, proposed.values())
    conflicts = kept_apart(
        [*others, *adopted], compare_operations(today.clauses, proposed, sections).conflicts
    )
    causes = {each.number: each for each in adopted}
    consented = _consented(adopted)
    for other in others:
        same = [number for number in applied if proposed.get(other.number) == applied[number]]
        excluding = sorted(conflicts.get(other.number, set()) & causes.keys())
        if (by_rival := _rivals(other, adopted)) is not None:
            excluding = [by_rival.number]
        if other.pk in consented:
            decide(other, AmendmentStatus.SUBSUMED, "", by=by, because=consented[other.pk])
        elif same:
            decide(other, AmendmentStatus.SUBSUMED, "", by=by, because=causes[same[0]])
        elif excluding:
            decide(other, AmendmentStatus.FALLEN, "", by=by, because=causes[excluding[0]])


def _consented(adopted: Sequence[Amendment]) -> dict[int, Amendment]:
    """The compromise that each of its parents, by id, consented to."""
    return {
        consent.parent_id: compromise
        for compromise in adopted
        if compromise.kind == AmendmentKind.COMPROMISE
        for consent in compromise.consents.filter(is_given=True, text_hash=compromise.text_hash)
    }


def _rivals(other: Amendment, adopted: Sequence[Amendment]) -> Amendment | None:
    """A rival text is one whole: nothing else on its principle goes with it."""
    for each in adopted:
        is_rival = AmendmentKind.RIVAL in {each.kind, other.kind}
        if is_rival and each.principle_id == other.principle_id:
            return each
    return None
