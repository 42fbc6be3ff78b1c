"""Amendments: proposed, revised, backed and withdrawn by participants, decided by moderators."""

from typing import cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.events import announce
from accounts.models import User
from accounts.record.append import record
from accounts.verdicts import Conflict, Refused, require
from principles.actions.locking import (
    lock_stage,
    lock_stage_to_move,
    next_number,
    require_before_close,
)
from principles.actions.proposals import (
    Proposal,
    StaleBase,
    base_of,
    checked_proposal,
    checked_reason,
    current_text,
    refuse_duplicate,
)
from principles.actions.versions import publish_version
from principles.events import AmendmentDecided, AmendmentProposed
from principles.models import (
    Amendment,
    AmendmentRevision,
    Decision,
    Document,
    Participation,
    Principle,
    Support,
    Version,
    standing_of,
)
from principles.permissions import (
    may_amend,
    may_decide,
    may_judge,
    may_reject,
    may_revise_amendment,
    may_support,
    may_withdraw_amendment,
)
from principles.states import AMENDMENT_MOVES, AmendmentStatus

NOTE_LENGTH = 300


@transaction.atomic
def propose_amendment(
    *,
    principle: Principle,
    title: str,
    body: str,
    rationale: str,
    base_hash: str,
    by: User,
    label: str = "",
) -> Amendment:
    """Another wording of the principle, written on the words whose hash is `base_hash`."""
    document = lock_stage(principle.document_id)
    _lock_wordings(principle.pk)
    require(may_amend(by, document))
    require_before_close(document)
    base = base_of(document, principle.pk, base_hash)
    proposal = checked_proposal(base, title, body, rationale, label)
    refuse_duplicate(proposal)
    amendment = Amendment.objects.create(
        document=document,
        number=next_number(document, "amendment"),
        principle=principle,
        label=proposal.label,
        base=base,
        title=proposal.title,
        body=proposal.body,
        text_hash=proposal.text_hash,
        rationale=proposal.rationale,
        author=by,
        participation=_voice(by, document),
    )
    record(
        stream=document.stream,
        kind="amendment.proposed",
        by=by,
        amendment=amendment.pk,
        number=amendment.number,
        principle=principle.pk,
        base_hash=base.hash,
        text_hash=amendment.text_hash,
    )
    announce(AmendmentProposed(document_id=document.pk, amendment_id=amendment.pk))
    return amendment


@transaction.atomic
def revise_amendment(
    *,
    amendment: Amendment,
    title: str,
    body: str,
    rationale: str,
    base_hash: str,
    by: User,
    label: str | None = None,
) -> Amendment:
    """Change the proposed wording, on the words of today; those who backed the old one are asked
    again. Without a `label` the amendment keeps its own."""
    document = lock_stage(amendment.document_id)
    _lock_wordings(amendment.principle_id)
    amendment = _lock_amendment(amendment, document)
    require(may_revise_amendment(by, amendment))
    require_before_close(document)
    _require_open(amendment)
    base = base_of(document, amendment.principle_id, base_hash)
    proposal = checked_proposal(
        base, title, body, rationale, amendment.label if label is None else label
    )
    if _same(amendment, proposal):
        raise Refused("nothing_changed", _("You changed nothing."))
    refuse_duplicate(proposal, besides=amendment)
    old_hash = amendment.text_hash
    _keep_revision(amendment)
    amendment.label = proposal.label
    amendment.base = base
    amendment.title = proposal.title
    amendment.body = proposal.body
    amendment.text_hash = proposal.text_hash
    amendment.rationale = proposal.rationale
    amendment.revised_at = document.now
    amendment.save()
    record(
        stream=document.stream,
        kind="amendment.revised",
        by=by,
        amendment=amendment.pk,
        base_hash=base.hash,
        old=old_hash,
        new=amendment.text_hash,
    )
    return amendment


@transaction.atomic
def withdraw_amendment(*, amendment: Amendment, by: User) -> Amendment:
    """Its author takes it back, for good; the wording and its backers stay readable."""
    document = lock_stage(amendment.document_id)
    amendment = _lock_amendment(amendment, document)
    require(may_withdraw_amendment(by, amendment))
    _move(amendment, AmendmentStatus.WITHDRAWN)
    _record_move(amendment, kind="amendment.withdrawn", by=by)
    return amendment


@transaction.atomic
def back_amendment(*, amendment: Amendment, by: User, text_hash: str = "") -> Support:
    """Back the wording the person saw: the one of `amendment` as it was fetched, or `text_hash`.

    An organisation counts once. Backing twice changes nothing.
    """
    seen = text_hash or amendment.text_hash
    document = lock_stage(amendment.document_id)
    amendment = _lock_amendment(amendment, document)
    require(may_support(by, document))
    require_before_close(document)
    _require_open(amendment)
    _require_seen(amendment, seen)
    voice = _voice(by, document)
    if voice.holder == amendment.participation.holder:
        raise Refused("own_amendment", _("You proposed this amendment: it has your name already."))
    support = Support.objects.filter(amendment=amendment, holder=voice.holder).first()
    if support is not None and support.text_hash == amendment.text_hash:
        return support
    support, _created = Support.objects.update_or_create(
        amendment=amendment,
        holder=voice.holder,
        defaults={
            "text_hash": amendment.text_hash,
            "participation": voice,
            "group": voice.group,
            "created_at": document.now,
        },
    )
    record(
        stream=document.stream,
        kind="amendment.backed",
        by=by,
        amendment=amendment.pk,
        holder=voice.holder,
        group=voice.group.code,
        text_hash=amendment.text_hash,
    )
    return support


@transaction.atomic
def unback_amendment(*, amendment: Amendment, by: User) -> None:
    """Take one's backing back; without any, nothing happens."""
    document = lock_stage(amendment.document_id)
    amendment = _lock_amendment(amendment, document)
    require(may_support(by, document))
    require_before_close(document)
    _require_open(amendment)
    holder = _voice(by, document).holder
    if Support.objects.filter(amendment=amendment, holder=holder).delete()[0]:
        record(
            stream=document.stream,
            kind="amendment.unbacked",
            by=by,
            amendment=amendment.pk,
            holder=holder,
        )


@transaction.atomic
def adopt_amendment(
    *, amendment: Amendment, base_hash: str, by: User, reason: str = "", text_hash: str = ""
) -> Version:
    """Make its wording the text, in a new version.

    `base_hash` are the words the moderator saw it change, `text_hash` the wording they saw (as
    fetched, if not given). Of two colliding amendments adopted at once, the lock lets one win.
    """
    seen = text_hash or amendment.text_hash
    document = lock_stage_to_move(amendment.document_id)
    amendment = _lock_amendment(amendment, document)
    require(may_decide(by, document))
    require(may_judge(by, amendment))
    require_before_close(document)
    _require_open(amendment)
    current = current_text(document, amendment.principle_id)
    if not base_hash == amendment.base.hash == current.hash:
        raise StaleBase(amendment.base, current)
    _require_seen(amendment, seen)
    reason = checked_reason(reason)
    version = publish_version(
        document=document,
        changes={amendment.principle_id: (amendment.title, amendment.body)},
        note=f"{amendment} {amendment.label}".strip()[:NOTE_LENGTH],
        by=by,
    )
    _decide(amendment, AmendmentStatus.ADOPTED, reason, by=by, version=version)
    return version


@transaction.atomic
def reject_amendment(
    *, amendment: Amendment, reason: str, by: User, text_hash: str = ""
) -> Amendment:
    """Leave the text as it is, and say why."""
    seen = text_hash or amendment.text_hash
    document = lock_stage(amendment.document_id)
    amendment = _lock_amendment(amendment, document)
    require(may_reject(by, document))
    require(may_judge(by, amendment))
    _require_open(amendment)
    _require_seen(amendment, seen)
    reason = checked_reason(reason)
    if not reason:
        raise Refused("reason_required", _("Say why this amendment is not adopted."))
    _decide(amendment, AmendmentStatus.REJECTED, reason, by=by, version=None)
    return amendment


@transaction.atomic
def lapse_amendments(*, document: Document, by: User | None) -> int:
    """What is still open when the document ends lapses; how many did.

    For whoever ends the document, after their own permission and in their transaction.
    """
    locked = lock_stage_to_move(document.pk)
    lapsed = list(
        Amendment.objects.filter(document=locked, status=AmendmentStatus.OPEN).order_by("number")
    )
    for amendment in lapsed:
        amendment.document = locked
        _move(amendment, AmendmentStatus.LAPSED)
        _record_move(amendment, kind="amendment.lapsed", by=by)
        announce(AmendmentDecided(document_id=document.pk, amendment_id=amendment.pk))
    return len(lapsed)


def _lock_wordings(principle_id: int) -> None:
    """One proposal at a time for a principle, so that two equal ones cannot pass side by side."""
    Principle.objects.select_for_update(no_key=True).get(pk=principle_id)


def _lock_amendment(amendment: Amendment, document: Document) -> Amendment:
    """The amendment as it is now, held until the transaction ends."""
    locked = (
        Amendment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("base", "participation")
        .get(pk=amendment.pk)
    )
    locked.document = document
    return locked


def _voice(by: User, document: Document) -> Participation:
    return cast("Participation", standing_of(by, document).participation)  # the verdict saw it


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
        title=amendment.title,
        body=amendment.body,
        text_hash=amendment.text_hash,
        rationale=amendment.rationale,
    )


def _require_open(amendment: Amendment) -> None:
    if amendment.status != AmendmentStatus.OPEN:
        raise Conflict("not_open", _not_open(amendment))


def _not_open(amendment: Amendment) -> str:
    return _("Amendment %(amendment)s is no longer open. It now stands at: %(status)s.") % {
        "amendment": amendment,
        "status": amendment.get_status_display(),
    }


def _require_seen(amendment: Amendment, text_hash: str) -> None:
    if amendment.text_hash != text_hash:
        raise Conflict(
            "revised", _("Its author revised the wording since you opened the page: read it again.")
        )


def _move(amendment: Amendment, to: AmendmentStatus) -> None:
    if to not in AMENDMENT_MOVES[AmendmentStatus(amendment.status)]:
        raise Conflict("not_open", _not_open(amendment))
    amendment.status = to
    amendment.closed_at = amendment.document.now
    amendment.save(update_fields=["status", "closed_at"])


def _record_move(amendment: Amendment, *, kind: str, by: User | None, **data: object) -> None:
    record(
        stream=amendment.document.stream,
        kind=kind,
        by=by,
        amendment=amendment.pk,
        old=AmendmentStatus.OPEN.value,
        new=str(amendment.status),
        text_hash=amendment.text_hash,
        **data,
    )


def _decide(
    amendment: Amendment,
    outcome: AmendmentStatus,
    reason: str,
    *,
    by: User,
    version: Version | None,
) -> None:
    _move(amendment, outcome)
    Decision.objects.create(
        amendment=amendment, outcome=outcome, reason=reason, by=by, version=version
    )
    _record_move(
        amendment,
        kind=f"amendment.{outcome.value}",
        by=by,
        reason=reason,
        version=version.pk if version else None,
    )
    announce(AmendmentDecided(document_id=amendment.document_id, amendment_id=amendment.pk))
