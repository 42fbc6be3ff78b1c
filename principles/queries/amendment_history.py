"""How an amendment came about: its moves as the record has them, and its earlier wordings.

Who backed it and who voted is in the record as well, and is nobody's to read here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise, zip_longest
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from accounts.models import EntryPayload
from principles.models import Amendment, AmendmentRevision
from principles.queries.amendment_changes import Changes, changes_between
from principles.states import ProposedOutcome

_SENTENCES = {
    "amendment.proposed": gettext_lazy("Proposed on version %(first_version)s of the text"),
    "amendment.collecting": gettext_lazy("Began to collect support"),
    "amendment.submitted": gettext_lazy("Submitted to the moderators"),
    "amendment.screening": gettext_lazy("The moderators began to check it"),
    "amendment.opened": gettext_lazy("Opened for decision"),
    "amendment.checked_again": gettext_lazy("To be checked again, for it was revised"),
    "amendment.vote_opened": gettext_lazy("The vote on it was opened"),
    "amendment.evaluated": gettext_lazy("The vote on it was counted"),
    "amendment.sponsor_joined": gettext_lazy("Proposed by one more"),
    "amendment.sponsor_left": gettext_lazy("Proposed by one fewer"),
    "amendment.withdrawn": gettext_lazy("Withdrawn by its author"),
    "amendment.taken_over": gettext_lazy("Taken over by one who proposed it too"),
    "amendment.adopted": gettext_lazy("Adopted"),
    "amendment.adopted_modified": gettext_lazy("Adopted with changes"),
    "amendment.rejected": gettext_lazy("Not adopted"),
    "amendment.inadmissible": gettext_lazy("Found not admissible"),
    "amendment.referred": gettext_lazy("Left for a later round"),
    "amendment.fallen": gettext_lazy("Fell because A-%(because)s was adopted"),
    "amendment.subsumed": gettext_lazy("Taken into A-%(because)s"),
    "amendment.lapsed": gettext_lazy("Lapsed: the consultation ended"),
    "amendment.decision_proposed": gettext_lazy("The moderators proposed a decision: %(outcome)s"),
    "amendment.decision_answered": gettext_lazy("Its proposer answered: %(answer)s"),
    "amendment.consent_answered": gettext_lazy("On the place of A-%(parent)s: %(answer)s"),
}
_AGREES = {True: gettext_lazy("agrees"), False: gettext_lazy("does not agree")}
_CONSENTS = {True: gettext_lazy("consent given"), False: gettext_lazy("consent declined")}


@dataclass(frozen=True, slots=True)
class RevisionShown:
    """How the wording that stood until `at` was changed then."""

    at: datetime
    changes: Changes
    rationale: str
    base_version: int


@dataclass(frozen=True, slots=True)
class Move:
    """`by` is empty for what nobody did or is not said; `revision` is there for a new wording."""

    at: datetime
    words: str
    by: str = ""
    reason: str = ""
    revision: RevisionShown | None = None


def revisions_of(amendment: Amendment) -> tuple[RevisionShown, ...]:
    """Oldest first. One query."""
    earlier = list(amendment.revisions.select_related("base__version"))
    wordings: list[Amendment | AmendmentRevision] = [*earlier, amendment]
    return tuple(
        RevisionShown(
            at=old.replaced_at,
            changes=changes_between(old, new.title, new.body, whole=False),
            rationale=old.rationale if old.rationale != new.rationale else "",
            base_version=old.base.version.number,
        )
        for old, new in zip(earlier, wordings[1:], strict=True)
    )


def history_of(
    amendment: Amendment, revisions: tuple[RevisionShown, ...], parents: Mapping[int, int]
) -> tuple[Move, ...]:
    """Oldest first; `parents` are the numbers, by id, of those a compromise would replace. One
    query."""
    payloads = list(
        EntryPayload.objects.filter(
            entry__stream=amendment.document.stream,
            entry__kind__in=_SENTENCES,
            data__amendment=amendment.pk,
        )
        .select_related("entry", "actor")
        .order_by("entry_id")
    )
    first = revisions[0].base_version if revisions else amendment.base.version.number
    moves = [Move(each.at, gettext("Revised by its author"), revision=each) for each in revisions]
    by_itself = {
        following.entry_id
        for payload, following in pairwise(payloads)
        if _is_passed_through(payload, following)
    }
    moves += [
        _move(payload, first, parents, by_itself=payload.entry_id in by_itself)
        for payload, following in zip_longest(payloads, payloads[1:])
        if following is None or following.entry_id not in by_itself
    ]
    return tuple(sorted(moves, key=lambda move: move.at))


def _is_passed_through(payload: EntryPayload, following: EntryPayload) -> bool:
    """Submitted where nobody checks: open in the same act."""
    return (
        payload.entry.kind == "amendment.submitted"
        and following.entry.kind == "amendment.opened"
        and payload.actor_id == following.actor_id
    )


def _move(
    payload: EntryPayload, first_version: int, parents: Mapping[int, int], *, by_itself: bool
) -> Move:
    kind, data = payload.entry.kind, payload.data
    known = {
        "first_version": first_version,
        "because": data.get("because"),
        "outcome": _outcome(data),
        "answer": _answer(kind, data),
        "parent": parents.get(data.get("parent", 0), "?"),
    }
    return Move(
        at=payload.entry.occurred_at,
        words=str(_SENTENCES[kind]) % known,
        by=payload.actor.public_name if payload.actor and not by_itself else "",
        reason=str(data.get("reason") or data.get("explanation") or ""),
    )


def _outcome(data: Mapping[str, Any]) -> str:
    outcome = data.get("outcome")
    return str(ProposedOutcome(outcome).label) if outcome in ProposedOutcome.values else ""


def _answer(kind: str, data: Mapping[str, Any]) -> str:
    if kind == "amendment.consent_answered":
        return str(_CONSENTS[bool(data["consents"])])
    return str(_AGREES[bool(data.get("agrees"))])
