"""What moderators propose to decide, before they decide it; the proposer is asked, and answers."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.events import announce
from accounts.models import User
from accounts.record.append import record
from accounts.verdicts import Conflict, Refused, require
from principles.actions.amendment_moves import lock_amendment, require_seen, require_status
from principles.actions.decisions import adopt_amendment
from principles.actions.locking import lock_stage, lock_stage_to_move
from principles.actions.proposals import (
    checked_proposal,
    checked_reason,
    current_text,
    required_reason,
)
from principles.events import DecisionProposed
from principles.models import Amendment, ProposedDecision, Version
from principles.permissions import may_answer_decision, may_decide, may_judge, may_moderate
from principles.queries.clauses import clauses_of, sections_of
from principles.states import DECIDABLE_STATUSES, ProposedOutcome
from principles.text.operation_json import operations_as_json, operations_from_json
from principles.text.operations import Operation
from principles.text.operations_rebase import rebase_operations
from principles.text.rebase import Applicability


@transaction.atomic
def propose_decision(
    *,
    amendment: Amendment,
    outcome: str,
    explanation: str,
    text_hash: str,
    by: User,
    operations: Sequence[Operation] | None = None,
) -> ProposedDecision:
    """Say what would be decided on the wording the moderator saw, and why; where it would be
    adopted with changes, with the `operations` that make them. A former one is replaced, and the
    proposer asked again."""
    document = lock_stage(amendment.document_id)
    amendment = lock_amendment(amendment, document)
    require(may_moderate(by, document))
    require(may_judge(by, amendment))
    require_status(amendment, *DECIDABLE_STATUSES)
    require_seen(amendment, text_hash)
    if outcome not in ProposedOutcome.values:
        raise Refused("unknown_outcome", _("Choose one of the decisions listed."))
    explanation = required_reason(explanation, _("Say why you would decide so."))
    changed = None
    if outcome == ProposedOutcome.ADOPT_MODIFIED:
        base = current_text(document, amendment.principle_id)
        proposal = checked_proposal(
            document, base, operations or (), amendment.rationale, amendment.label
        )
        changed = operations_as_json(proposal.operations)
    proposed, _created = ProposedDecision.objects.update_or_create(
        amendment=amendment,
        defaults={
            "outcome": outcome,
            "text_hash": amendment.text_hash,
            "operations": changed,
            "explanation": explanation,
            "by": by,
            "proposed_at": document.now,
            "is_agreed": None,
            "answer": "",
            "answered_at": None,
        },
    )
    record(
        stream=document.stream,
        kind="amendment.decision_proposed",
        by=by,
        amendment=amendment.pk,
        outcome=outcome,
        text_hash=amendment.text_hash,
        operations=changed,
        explanation=explanation,
    )
    announce(DecisionProposed(document_id=document.pk, amendment_id=amendment.pk))
    return proposed


@transaction.atomic
def answer_proposed_decision(
    *, amendment: Amendment, agrees: bool, by: User, answer: str = "", proposed_at: str = ""
) -> ProposedDecision:
    """The proposer agrees or not; `proposed_at` (ISO 8601) names the proposal they saw."""
    document = lock_stage(amendment.document_id)
    amendment = lock_amendment(amendment, document)
    require(may_answer_decision(by, amendment))
    require_status(amendment, *DECIDABLE_STATUSES)
    proposed = ProposedDecision.objects.filter(amendment=amendment).first()
    if proposed is None:
        raise Conflict("nothing_proposed", _("No decision is proposed on this amendment."))
    if proposed_at and proposed.proposed_at.isoformat() != proposed_at:
        raise Conflict(
            "proposed_anew", _("Another decision is proposed since you opened the page: read it.")
        )
    # What was proposed on a former wording says nothing of this one.
    require_seen(amendment, proposed.text_hash)
    proposed.is_agreed = agrees
    proposed.answer = checked_reason(answer)
    proposed.answered_at = document.now
    proposed.save()
    record(
        stream=document.stream,
        kind="amendment.decision_answered",
        by=by,
        amendment=amendment.pk,
        outcome=proposed.outcome,
        agrees=agrees,
        answer=proposed.answer,
    )
    return proposed


@transaction.atomic
def adopt_as_proposed(
    *, amendment: Amendment, base_hash: str, text_hash: str, proposed_at: str, reason: str, by: User
) -> Version:
    """Adopt it with the changes of the proposed decision the moderator saw (`proposed_at`, ISO
    8601)."""
    document = lock_stage_to_move(amendment.document_id)
    require(may_decide(by, document))
    proposed = ProposedDecision.objects.filter(amendment=amendment).first()
    if proposed is None or proposed.operations is None:
        raise Conflict("nothing_proposed", _("No wording is proposed for this amendment."))
    if proposed.proposed_at.isoformat() != proposed_at:
        raise Conflict(
            "proposed_anew", _("Another decision is proposed since you opened the page: read it.")
        )
    then = Version.objects.filter(document=document, published_at__lte=proposed.proposed_at)
    rebased = rebase_operations(
        clauses_of(then.order_by("number").values_list("pk", flat=True).last()),
        operations_from_json(proposed.operations),
        clauses_of(document.current_version_id),
        sections_of(document),
    )
    if rebased.operations is None or rebased.state != Applicability.CLEAN:
        raise Conflict(
            "proposed_on_old_text",
            _("The text changed since this decision was proposed: propose it anew."),
        )
    return adopt_amendment(
        amendment=amendment,
        base_hash=base_hash,
        text_hash=text_hash,
        operations=rebased.operations,
        reason=reason,
        by=by,
    )
