"""Amendments as their author writes them: drafted, proposed, revised, given up."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.events import announce
from accounts.models import User
from accounts.record.append import record
from accounts.verdicts import Refused, denied, require
from principles.actions.amendment_moves import (
    lock_amendment,
    lock_wordings,
    move_amendment,
    require_status,
)
from principles.actions.locking import lock_stage, next_number, require_before_close
from principles.actions.proposals import (
    Proposal,
    StaleBase,
    base_of,
    checked_proposal,
    refuse_duplicate,
    refuse_stale,
)
from principles.events import AmendmentProposed, ConsentAsked
from principles.models import (
    Amendment,
    AmendmentRevision,
    Document,
    Participation,
    Principle,
    standing_of,
)
from principles.permissions import (
    MODERATORS_ONLY,
    may_amend,
    may_discard_draft,
    may_draft,
    may_revise_amendment,
)
from principles.queries.clauses import TextOfToday
from principles.queries.support import support_count
from principles.states import (
    BACKABLE_STATUSES,
    BEFORE_VOTE,
    MODERATORS_KINDS,
    AmendmentKind,
    AmendmentStatus,
)
from principles.text.operation_json import operations_as_json
from principles.text.operations import Operation
from principles.text.rebase import Applicability


@transaction.atomic
def propose_amendment(
    *,
    principle: Principle,
    operations: Sequence[Operation],
    rationale: str,
    base_hash: str,
    by: User,
    label: str = "",
    kind: AmendmentKind = AmendmentKind.ORDINARY,
    parent: Amendment | None = None,
    base_version: int | None = None,
) -> Amendment:
    """Propose operations on the text, filed under `principle`, whose words the person saw have the
    hash `base_hash`. With a `parent` it proposes what that amendment should say instead.

    It is open at once, or first collects support or is checked, as the document wants it.
    """
    document = lock_stage(principle.document_id)
    lock_wordings(principle.pk)
    require(may_amend(by, document))
    _require_authors_kind(kind)
    require_before_close(document)
    base = base_of(document, principle.pk, base_hash)
    proposal = checked_proposal(document, base, operations, rationale, label)
    refuse_stale(document, proposal, base_version)
    refuse_duplicate(proposal)
    amendment = create_amendment(document, proposal, kind=kind, parent=parent, by=by)
    enter_amendment(amendment, by=by)
    return amendment


@transaction.atomic
def save_draft(
    *,
    principle: Principle,
    operations: Sequence[Operation],
    rationale: str,
    base_hash: str,
    by: User,
    label: str = "",
    kind: AmendmentKind = AmendmentKind.ORDINARY,
    parent: Amendment | None = None,
    base_version: int | None = None,
) -> Amendment:
    """Keep it for its author alone, also without reasons, and after the time to propose has ended:
    nothing written is lost. Drafts are not in the record."""
    document = lock_stage(principle.document_id)
    require(may_draft(by, document))
    _require_authors_kind(kind)
    base = base_of(document, principle.pk, base_hash)
    proposal = checked_proposal(document, base, operations, rationale, label, needs_rationale=False)
    refuse_stale(document, proposal, base_version)
    return create_amendment(document, proposal, kind=kind, parent=parent, by=by)


@transaction.atomic
def submit_draft(*, amendment: Amendment, by: User) -> Amendment:
    """Propose what was a draft, if the text is still the one it was written on."""
    document = lock_stage(amendment.document_id)
    lock_wordings(amendment.principle_id)
    amendment = lock_amendment(amendment, document)
    require(may_revise_amendment(by, amendment))
    # A draft may be written at any stage, and not proposed at any.
    require(may_amend(by, document))
    require_before_close(document)
    require_status(amendment, AmendmentStatus.DRAFT)
    base = base_of(document, amendment.principle_id, amendment.base.hash)
    rebased = TextOfToday(document, [amendment]).rebased(amendment)
    if rebased.operations is None or rebased.state != Applicability.CLEAN:
        # Of other principles it changes the words may be others, where its own are not.
        raise StaleBase(amendment.base, base)
    operations = rebased.operations
    proposal = checked_proposal(document, base, operations, amendment.rationale, amendment.label)
    refuse_duplicate(proposal, besides=amendment)
    if amendment.parent is not None:
        _require_amendable(amendment.parent, document, proposal)
    _word(amendment, proposal)
    amendment.save()
    enter_amendment(amendment, by=by)
    return amendment


@transaction.atomic
def discard_draft(*, amendment: Amendment, by: User) -> None:
    """Nobody else ever read it: nothing is left of it but that its number is used."""
    document = lock_stage(amendment.document_id)
    amendment = lock_amendment(amendment, document)
    require(may_discard_draft(by, amendment))
    require_status(amendment, AmendmentStatus.DRAFT)
    amendment.delete()


@transaction.atomic
def revise_amendment(
    *,
    amendment: Amendment,
    operations: Sequence[Operation],
    rationale: str,
    base_hash: str,
    by: User,
    label: str | None = None,
    base_version: int | None = None,
) -> Amendment:
    """Change what is proposed, on the words of today; those who backed the old wording or consented
    to it are asked again. Without a `label` the amendment keeps its own."""
    document = lock_stage(amendment.document_id)
    lock_wordings(amendment.principle_id)
    amendment = lock_amendment(amendment, document)
    require(may_revise_amendment(by, amendment))
    is_draft = amendment.status == AmendmentStatus.DRAFT
    if not is_draft:
        require_before_close(document)
    require_status(amendment, *BEFORE_VOTE)
    base = base_of(document, amendment.principle_id, base_hash)
    label = amendment.label if label is None else label
    proposal = checked_proposal(
        document, base, operations, rationale, label, needs_rationale=not is_draft
    )
    refuse_stale(document, proposal, base_version)
    if _same(amendment, proposal):
        raise Refused("nothing_changed", _("You changed nothing."))
    if not is_draft:
        refuse_duplicate(proposal, besides=amendment)
    replace_wording(amendment, proposal, by=by)
    return amendment


def _require_authors_kind(kind: AmendmentKind) -> None:
    """The others have actions of their own: they skip what these must pass."""
    if kind in MODERATORS_KINDS:
        require(denied(MODERATORS_ONLY))


def replace_wording(amendment: Amendment, proposal: Proposal, *, by: User) -> None:
    """Put the proposal in the place of what a held amendment says, keeping the old wording; what
    moderators had checked they check again."""
    if amendment.status == AmendmentStatus.DRAFT:
        _word(amendment, proposal)
        amendment.save()
        return
    old_hash = amendment.text_hash
    _keep_revision(amendment)
    _word(amendment, proposal)
    amendment.revised_at = amendment.document.now
    amendment.save()
    record(
        stream=amendment.document.stream,
        kind="amendment.revised",
        by=by,
        amendment=amendment.pk,
        base_hash=amendment.base.hash,
        old=old_hash,
        new=amendment.text_hash,
    )
    if amendment.kind == AmendmentKind.COMPROMISE and amendment.text_hash != old_hash:
        ask_consent(amendment)
    if amendment.status == AmendmentStatus.OPEN and amendment.document.screens_amendments:
        # Nor does it become open again by being withdrawn and taken over.
        amendment.opened_at = None
        move_amendment(amendment, AmendmentStatus.SUBMITTED, kind="amendment.checked_again", by=by)


def create_amendment(
    document: Document,
    proposal: Proposal,
    *,
    kind: AmendmentKind,
    parent: Amendment | None,
    by: User,
) -> Amendment:
    """A draft, as yet; the document is held by the caller."""
    if parent is not None:
        _require_amendable(parent, document, proposal)
    amendment = Amendment(
        document=document,
        number=next_number(document, "amendment"),
        kind=kind,
        principle=proposal.base.principle,
        parent=parent,
        author=by,
        participation=_voice_behind(kind, by, document),
        status=AmendmentStatus.DRAFT,
    )
    _word(amendment, proposal, is_new=True)
    amendment.save()
    _touch(amendment, proposal)
    return amendment


def _voice_behind(kind: AmendmentKind, by: User, document: Document) -> Participation | None:
    """Moderators speak for nobody here, also those who joined before they were one."""
    standing = standing_of(by, document)
    is_teams = kind == AmendmentKind.EDITORIAL or standing.moderates
    return None if is_teams else standing.participation


def _require_amendable(parent: Amendment, document: Document, proposal: Proposal) -> None:
    """A draft is not: nobody but its author knows of it, and they simply write another wording."""
    held = lock_amendment(parent, document)
    is_elsewhere = held.principle_id != proposal.base.principle_id
    if is_elsewhere or held.status not in BACKABLE_STATUSES:
        raise Refused("no_parent", _("That amendment cannot be amended any more."))


def enter_amendment(amendment: Amendment, *, by: User) -> None:
    """From the draft to as far as the document lets it go by itself."""
    document = amendment.document
    record(
        stream=document.stream,
        kind="amendment.proposed",
        by=by,
        amendment=amendment.pk,
        number=amendment.number,
        principle=amendment.principle_id,
        base_hash=amendment.base.hash,
        text_hash=amendment.text_hash,
    )
    announce(AmendmentProposed(document_id=document.pk, amendment_id=amendment.pk))
    if amendment.kind == AmendmentKind.EDITORIAL:
        move_amendment(amendment, AmendmentStatus.SUBMITTED, kind="amendment.submitted", by=by)
        move_amendment(amendment, AmendmentStatus.OPEN, kind="amendment.opened", by=by)
        return
    if document.support_needed and amendment.kind != AmendmentKind.COMPROMISE:
        move_amendment(amendment, AmendmentStatus.COLLECTING, kind="amendment.collecting", by=by)
        submit_if_supported(amendment, by=by)
    else:
        _submit(amendment, by=by)
    if amendment.kind == AmendmentKind.COMPROMISE:
        ask_consent(amendment)


def submit_if_supported(amendment: Amendment, *, by: User) -> None:
    """Once enough stand behind what collects support, it is submitted."""
    if amendment.status != AmendmentStatus.COLLECTING:
        return
    if support_count(amendment.document, amendment).is_enough:
        _submit(amendment, by=by)


def ask_consent(compromise: Amendment) -> None:
    """Ask the sponsors of every amendment it would replace, also those who answered before."""
    consents = compromise.consents.select_related("parent")
    consents.update(is_given=None, answered_at=None, by=None, text_hash="")
    for consent in consents:
        announce(
            ConsentAsked(
                document_id=compromise.document_id,
                compromise_id=compromise.pk,
                parent_id=consent.parent_id,
            )
        )


def _submit(amendment: Amendment, *, by: User) -> None:
    move_amendment(amendment, AmendmentStatus.SUBMITTED, kind="amendment.submitted", by=by)
    if not amendment.document.screens_amendments:
        move_amendment(amendment, AmendmentStatus.OPEN, kind="amendment.opened", by=by)


def _word(amendment: Amendment, proposal: Proposal, *, is_new: bool = False) -> None:
    amendment.base = proposal.base
    amendment.operations = operations_as_json(proposal.operations)
    amendment.text_hash = proposal.text_hash
    amendment.label = proposal.label
    amendment.rationale = proposal.rationale
    if not is_new:
        _touch(amendment, proposal)


def _touch(amendment: Amendment, proposal: Proposal) -> None:
    amendment.touched.set(
        Principle.objects.filter(document=amendment.document_id, key__in=proposal.touched)
    )


def _same(amendment: Amendment, proposal: Proposal) -> bool:
    return (
        amendment.base.hash,
        amendment.text_hash,
        amendment.rationale,
        amendment.label,
    ) == (proposal.base.hash, proposal.text_hash, proposal.rationale, proposal.label)


def _keep_revision(amendment: Amendment) -> None:
    AmendmentRevision.objects.create(
        amendment=amendment,
        label=amendment.label,
        base=amendment.base,
        operations=amendment.operations,
        text_hash=amendment.text_hash,
        rationale=amendment.rationale,
    )
