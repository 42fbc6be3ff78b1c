"""An amendment to an amendment: taken in, it becomes what that one says."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Refused, require
from principles.actions.amendment_moves import (
    decide,
    lock_amendments,
    lock_wordings,
    require_seen,
    require_status,
)
from principles.actions.amendments import replace_wording
from principles.actions.locking import lock_stage, require_before_close
from principles.actions.proposals import Proposal
from principles.models import Amendment
from principles.permissions import may_revise_amendment
from principles.queries.clauses import operations_of
from principles.states import BEFORE_VOTE, DECIDABLE_STATUSES, AmendmentStatus


@transaction.atomic
def accept_into_parent(*, amendment: Amendment, text_hash: str, by: User) -> Amendment:
    """The proposer of the amendment it would change makes its wording their own; theirs is kept as
    a revision, and their backers are asked again. Returns the amended one."""
    document = lock_stage(amendment.document_id)
    lock_wordings(amendment.principle_id)
    if amendment.parent_id is None:
        raise Refused("no_parent", _("That amendment cannot be amended any more."))
    pks = [amendment.pk, amendment.parent_id]
    held = {each.pk: each for each in lock_amendments(pks, document)}
    child, parent = held[amendment.pk], held[amendment.parent_id]
    require(may_revise_amendment(by, parent))
    require_before_close(document)
    require_status(child, AmendmentStatus.OPEN)
    require_status(parent, *BEFORE_VOTE)
    require_seen(child, text_hash)
    take_in(parent, child, by=by)
    return parent


def live_parent(amendment: Amendment) -> Amendment | None:
    """The amendment it would change, held, if that can still be decided on."""
    if amendment.parent_id is None:
        return None
    [parent] = lock_amendments([amendment.parent_id], amendment.document)
    return parent if parent.status in DECIDABLE_STATUSES else None


def take_in(parent: Amendment, child: Amendment, *, by: User) -> None:
    """Both are held; votes cast on the parent's former wording no longer count."""
    proposal = Proposal(child.base, operations_of(child), parent.rationale, parent.label)
    replace_wording(parent, proposal, by=by)
    if parent.status == AmendmentStatus.VOTING:
        # Nobody voted on these words yet: the time to object begins anew.
        parent.voting_since = parent.document.now
        parent.save(update_fields=["voting_since"])
    decide(child, AmendmentStatus.SUBSUMED, "", by=by, because=parent)
    _settle_siblings(parent, child, by)


def _settle_siblings(parent: Amendment, taken: Amendment, by: User) -> None:
    """What else is under vote was written to the words that are gone: taken in as it is, it would
    undo what was just taken in."""
    rest = Amendment.objects.filter(parent=parent, status=AmendmentStatus.VOTING)
    for each in lock_amendments(list(rest.values_list("pk", flat=True)), parent.document):
        reason = _("It was written to words that %(taken)s has changed.") % {"taken": taken}
        decide(each, AmendmentStatus.FALLEN, reason, by=by)
