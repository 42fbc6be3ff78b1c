"""What moderators do with an amendment: check it, propose a decision, decide."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from accounts.models import User
from principles.actions.decisions import adopt_amendment, refer_amendment, reject_amendment
from principles.actions.proposals import wording
from principles.actions.proposed_decisions import adopt_as_proposed, propose_decision
from principles.actions.screening import admit_amendment, begin_screening, refuse_amendment
from principles.models import Amendment, Document
from principles.queries.clauses import operations_of
from principles.states import ProposedOutcome
from principles.text.operations import Operation, Words
from principles.views.access import document_view
from principles.views.amendment_page import act_on


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_adopt(request: Request, document: Document, number: int) -> HttpResponse:
    """With `proposed_at`, in the wording of the proposed decision that it names."""

    def adopt(amendment: Amendment, user: User, decision: dict[str, Any]) -> str:
        stamp = request.POST.get("proposed_at", "")
        if stamp:
            version = adopt_as_proposed(amendment=amendment, by=user, proposed_at=stamp, **decision)
        else:
            version = adopt_amendment(amendment=amendment, by=user, **decision)
        return _("Amendment %(number)s is adopted: version %(version)s is published.") % {
            "number": amendment,
            "version": version.number,
        }

    return act_on(request, document, number, adopt, form="decision")


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_reject(request: Request, document: Document, number: int) -> HttpResponse:
    def reject(amendment: Amendment, user: User, decision: dict[str, Any]) -> str:
        reject_amendment(
            amendment=amendment,
            by=user,
            reason=decision["reason"],
            text_hash=decision["text_hash"],
        )
        return _("Amendment %(number)s is not adopted.") % {"number": amendment}

    return act_on(request, document, number, reject, form="decision")


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_refer(request: Request, document: Document, number: int) -> HttpResponse:
    def refer(amendment: Amendment, user: User, decision: dict[str, Any]) -> str:
        refer_amendment(
            amendment=amendment,
            by=user,
            reason=decision["reason"],
            text_hash=decision["text_hash"],
        )
        return _("Amendment %(number)s is left for a later round.") % {"number": amendment}

    return act_on(request, document, number, refer, form="decision")


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_propose_decision(request: Request, document: Document, number: int) -> HttpResponse:
    def propose(amendment: Amendment, user: User, fields: dict[str, Any]) -> str:
        changed = None
        if fields["outcome"] == ProposedOutcome.ADOPT_MODIFIED:
            changed = _changed(amendment, Words(fields["title"], fields["body"]))
        propose_decision(
            amendment=amendment,
            outcome=fields["outcome"],
            explanation=fields["explanation"],
            text_hash=fields["text_hash"],
            operations=changed,
            by=user,
        )
        return _("The decision is proposed; the proposer of %(number)s is asked.") % {
            "number": amendment
        }

    return act_on(request, document, number, propose, form="proposal")


def _changed(amendment: Amendment, words: Words) -> tuple[Operation, ...]:
    """What the amendment does, with other words for the principle it is filed under."""
    first, *rest = operations_of(amendment)
    if first.words is None:
        return wording(amendment.principle.key, words.title, words.body)
    return (replace(first, words=words), *rest)


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_screen(request: Request, document: Document, number: int) -> HttpResponse:
    def screen(amendment: Amendment, user: User, _fields: dict[str, Any]) -> str:
        begin_screening(amendment=amendment, by=user)
        return _("Amendment %(number)s is being checked.") % {"number": amendment}

    return act_on(request, document, number, screen, form="screening")


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_admit(request: Request, document: Document, number: int) -> HttpResponse:
    def admit(amendment: Amendment, user: User, fields: dict[str, Any]) -> str:
        admit_amendment(amendment=amendment, text_hash=fields["text_hash"], by=user)
        return _("Amendment %(number)s is open.") % {"number": amendment}

    return act_on(request, document, number, admit, form="screening")


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_refuse(request: Request, document: Document, number: int) -> HttpResponse:
    def refuse(amendment: Amendment, user: User, fields: dict[str, Any]) -> str:
        refuse_amendment(
            amendment=amendment, text_hash=fields["text_hash"], reason=fields["reason"], by=user
        )
        return _("Amendment %(number)s is not admissible.") % {"number": amendment}

    return act_on(request, document, number, refuse, form="screening")
