"""Votes on amendments: opened in their order, cast, and closed by the document's rule."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.events import announce
from accounts.models import User
from accounts.record.append import record
from accounts.verdicts import Conflict, Refused, require
from principles.actions.amendment_moves import (
    decide,
    lock_amendment,
    lock_amendments,
    move_amendment,
    require_seen,
    require_status,
    voice_of,
)
from principles.actions.decisions import enact
from principles.actions.locking import (
    lock_stage,
    lock_stage_to_move,
    require_before_close,
)
from principles.actions.proposals import required_reason
from principles.actions.subamendments import live_parent, take_in
from principles.actions.votes import checked_vote_reason
from principles.events import AmendmentVoteCast
from principles.models import (
    Amendment,
    AmendmentVote,
    Evaluation,
    Principle,
    VotingOrder,
)
from principles.permissions import may_decide, may_judge, may_open_votes, may_vote_on_amendments
from principles.queries.amendment_tallies import evaluation_of
from principles.queries.voting_order import exclusive_before
from principles.rules import Outcome
from principles.states import AmendmentStatus

_CHANGEABLE = (
    "text_hash",
    "choice",
    "reason",
    "participation",
    "group",
    "organisation",
    "cast_at",
)


@transaction.atomic
def open_amendment_votes(*, principle: Principle, by: User) -> list[Amendment]:
    """Put the open amendments filed under a principle to the vote, all at once: from then on none
    is changed or withdrawn. Those already under vote stay so."""
    document = lock_stage_to_move(principle.document_id)
    require(may_open_votes(by, document))
    require_before_close(document)
    waiting = Amendment.objects.filter(principle=principle, status=AmendmentStatus.OPEN)
    held = lock_amendments(list(waiting.values_list("pk", flat=True)), document)
    if not held:
        raise Refused("nothing_to_vote_on", _("No amendment to this principle is open."))
    for amendment in held:
        move_amendment(amendment, AmendmentStatus.VOTING, kind="amendment.vote_opened", by=by)
    return held


@transaction.atomic
def cast_amendment_vote(
    *, amendment: Amendment, choice: str, text_hash: str, by: User, reason: str = ""
) -> AmendmentVote:
    """Cast or change a vote on the wording whose hash is `text_hash`; an organisation has one."""
    document = lock_stage(amendment.document_id)
    amendment = lock_amendment(amendment, document)
    require(may_vote_on_amendments(by, document))
    require_before_close(document)
    require_status(amendment, AmendmentStatus.VOTING)
    require_seen(amendment, text_hash)
    reason = checked_vote_reason(document, choice, reason)
    voice = voice_of(by, document)
    old = AmendmentVote.objects.filter(amendment=amendment, holder=voice.holder).first()
    same = (text_hash, choice, reason, voice.pk)
    if old and (old.text_hash, old.choice, old.reason, old.participation_id) == same:
        return old
    (vote,) = AmendmentVote.objects.bulk_create(
        [
            AmendmentVote(
                amendment=amendment,
                holder=voice.holder,
                text_hash=text_hash,
                choice=choice,
                reason=reason,
                participation=voice,
                group_id=voice.group_id,
                organisation_id=voice.organisation_id,
                cast_at=document.now,
            )
        ],
        update_conflicts=True,
        unique_fields=("amendment", "holder"),
        update_fields=_CHANGEABLE,
    )
    record(
        stream=document.stream,
        kind="amendment.vote_cast",
        by=by,
        amendment=amendment.pk,
        holder=voice.holder,
        participation=voice.pk,
        text_hash=text_hash,
        choice=choice,
        reason=reason,
        replaces=old.choice if old else None,
    )
    announce(AmendmentVoteCast(document_id=document.pk, amendment_id=amendment.pk))
    return vote


@transaction.atomic
def close_amendment_vote(*, amendment: Amendment, by: User) -> Evaluation:
    """Count by the document's rule: what it passes becomes the text and makes those fall that it
    excludes, or, of an amendment to an amendment, what that one says; what it does not pass is not
    adopted. What the rule cannot decide stays under vote:
    the moderators decide on it, with their reason.

    Of those that exclude one another the one furthest from the text is closed first.
    """
    document = lock_stage_to_move(amendment.document_id)
    amendment = lock_amendment(amendment, document)
    require(may_decide(by, document))
    require(may_judge(by, amendment))
    require_status(amendment, AmendmentStatus.VOTING)
    if before := exclusive_before(amendment):
        raise Conflict(
            "others_first",
            _("%(before)s excludes %(amendment)s and is voted on first.")
            % {"before": before[0], "amendment": amendment},
        )
    evaluation = evaluation_of(amendment, document.now)
    told = Evaluation.objects.create(
        amendment=amendment,
        text_hash=amendment.text_hash,
        outcome=evaluation.outcome,
        sentence=evaluation.sentence,
        told=evaluation.as_json(),
        by=by,
        evaluated_at=document.now,
    )
    record(
        stream=document.stream,
        kind="amendment.evaluated",
        by=by,
        amendment=amendment.pk,
        text_hash=amendment.text_hash,
        told=evaluation.public_json(),
    )
    if evaluation.outcome == Outcome.PASSED and (parent := live_parent(amendment)):
        take_in(parent, amendment, by=by)
    elif evaluation.outcome == Outcome.PASSED:
        _enact_if_it_fits(amendment, evaluation.sentence, by)
    elif evaluation.outcome == Outcome.NOT_PASSED:
        decide(amendment, AmendmentStatus.REJECTED, evaluation.sentence, by=by)
    return told


def _enact_if_it_fits(amendment: Amendment, reason: str, by: User) -> None:
    """What was passed on words that have changed stays under vote: the moderators fit it."""
    try:
        with transaction.atomic():
            enact(amendment.document, [amendment], reason=reason, by=by)
    except Refused:
        amendment.refresh_from_db(fields=["status"])


@transaction.atomic
def reorder_votes(
    *, principle: Principle, numbers: Sequence[int], reason: str, by: User
) -> VotingOrder:
    """The chair's order of votes, with the reason; those not named follow."""
    document = lock_stage_to_move(principle.document_id)
    require(may_open_votes(by, document))
    reason = required_reason(reason, _("Say why the order is changed."))
    decidable = Amendment.objects.filter(
        principle=principle, status__in=(AmendmentStatus.OPEN, AmendmentStatus.VOTING)
    )
    known = set(decidable.values_list("number", flat=True))
    if len(set(numbers)) != len(numbers) or not set(numbers) <= known:
        raise Refused("unknown_amendment", _("Order the amendments that are listed, each once."))
    order = VotingOrder.objects.create(
        principle=principle, numbers=list(numbers), reason=reason, by=by, ordered_at=Now()
    )
    record(
        stream=document.stream,
        kind="amendment.reordered",
        by=by,
        principle=principle.pk,
        numbers=list(numbers),
        reason=reason,
    )
    return order
