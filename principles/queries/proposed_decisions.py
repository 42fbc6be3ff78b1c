"""What moderators propose to decide on an amendment, before it is decided, for everyone to read."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from principles.models import Amendment, ProposedDecision
from principles.permissions import may_answer_decision
from principles.queries.amendment_changes import (
    Changes,
    OperationShown,
    changes_between,
    operations_shown,
)
from principles.queries.clauses import clauses_of
from principles.states import DECIDABLE_STATUSES
from principles.text.operation_json import operations_from_json


@dataclass(frozen=True, slots=True)
class ProposedDecisionShown:
    """`changes` are to what the amendment says and `operations` to the text, where it would be
    adopted with changes. `is_current`: made on the wording of today. `is_agreed` is None while the
    proposer is asked."""

    outcome: str
    outcome_label: str
    explanation: str
    by: str
    proposed_at: datetime
    changes: Changes | None
    operations: tuple[OperationShown, ...]
    is_current: bool
    is_agreed: bool | None
    answer: str
    answered_at: datetime | None
    may_answer: bool

    @property
    def stamp(self) -> str:
        """Names this proposal, for whoever answers it or decides by it."""
        return self.proposed_at.isoformat()


def proposed_decision_of(amendment: Amendment, user: User | None) -> ProposedDecisionShown | None:
    """One query, and one for the text where it proposes a wording of its own."""
    row = ProposedDecision.objects.filter(amendment=amendment).select_related("by").first()
    if row is None:
        return None
    changes, operations = _words_of(row, amendment)
    is_open = amendment.status in DECIDABLE_STATUSES
    return ProposedDecisionShown(
        outcome=row.outcome,
        outcome_label=str(row.get_outcome_display()),
        explanation=row.explanation,
        by=row.by.public_name if row.by else "",
        proposed_at=row.proposed_at,
        changes=changes,
        operations=operations,
        is_current=row.text_hash == amendment.text_hash,
        is_agreed=row.is_agreed,
        answer=row.answer,
        answered_at=row.answered_at,
        may_answer=is_open and may_answer_decision(user, amendment).allowed,
    )


def _words_of(
    row: ProposedDecision, amendment: Amendment
) -> tuple[Changes | None, tuple[OperationShown, ...]]:
    if row.operations is None:
        return None, ()
    first = row.operations[0]
    changes = changes_between(
        amendment,
        first.get("title", amendment.title),
        first.get("body", amendment.body),
    )
    clauses = clauses_of(amendment.document.current_version_id)
    return changes, operations_shown(operations_from_json(row.operations), clauses, whole=False)
