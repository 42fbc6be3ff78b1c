"""What those behind an amendment do: propose it together, take it over, answer for it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import Request, actor
from accounts.models import User
from accounts.verdicts import Refused
from principles.actions.compromises import answer_consent
from principles.actions.proposed_decisions import answer_proposed_decision
from principles.actions.sponsorship import join_sponsors, leave_sponsors, take_over_amendment
from principles.actions.subamendments import accept_into_parent
from principles.models import Amendment, Document
from principles.permissions import may_take_over
from principles.queries.amendments import amendment_of, amendment_page
from principles.views.access import document_view
from principles.views.amendment_forms import way_in
from principles.views.amendment_page import act_on, amendment_address, amendment_crumbs, status_of
from principles.views.crumbs import Crumb
from principles.views.refusals import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_cosponsor(request: Request, document: Document, number: int) -> HttpResponse:
    def join(amendment: Amendment, user: User, fields: dict[str, Any]) -> str:
        join_sponsors(amendment=amendment, text_hash=fields["text_hash"], by=user)
        return _("You propose amendment %(number)s too.") % {"number": amendment}

    return act_on(request, document, number, join, form="seen")


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_uncosponsor(request: Request, document: Document, number: int) -> HttpResponse:
    def leave(amendment: Amendment, user: User, _fields: dict[str, Any]) -> str:
        leave_sponsors(amendment=amendment, by=user)
        return _("You no longer propose amendment %(number)s.") % {"number": amendment}

    return act_on(request, document, number, leave, form="seen")


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_take_over(request: Request, document: Document, number: int) -> HttpResponse:
    """Asks first: from then on the person answers for it."""
    amendment = amendment_of(document, number, actor(request))
    if way := way_in(request, may_take_over(actor(request), amendment), document):
        return way
    refused = None
    if request.method == "POST":
        try:
            take_over_amendment(amendment=amendment, by=signed_in(request))
        except Refused as refusal:
            refused = refusal
        else:
            said = _("You took over amendment %(number)s.") % {"number": amendment}
            messages.success(request, said)
            return HttpResponseRedirect(amendment_address(document, number))
    context = {
        "document": document,
        "refused": refused,
        "card": amendment_page(document, number, actor(request)).card,
        "crumbs": amendment_crumbs(document, amendment, Crumb(_("Take over"))),
    }
    template = "principles/amendment_take_over.html"
    return render(request, template, context, status=status_of(refused))


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_consent(request: Request, document: Document, number: int) -> HttpResponse:
    """On a compromise, for one of those it would replace."""

    def answer(compromise: Amendment, user: User, fields: dict[str, Any]) -> str:
        parent = amendment_of(document, fields["parent"], user)
        answer_consent(
            compromise=compromise,
            parent=parent,
            consents=fields["consents"],
            text_hash=fields["text_hash"],
            by=user,
        )
        words = {"compromise": compromise, "parent": parent}
        if fields["consents"]:
            return _("You consent: %(compromise)s may replace %(parent)s.") % words
        return _("You do not consent: %(parent)s stands beside %(compromise)s.") % words

    return act_on(request, document, number, answer, form="consent")


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_accept(request: Request, document: Document, number: int) -> HttpResponse:
    """On an amendment to an amendment, by the proposer of that one."""

    def accept(amendment: Amendment, user: User, fields: dict[str, Any]) -> str:
        parent = accept_into_parent(amendment=amendment, text_hash=fields["text_hash"], by=user)
        return _("%(parent)s now says what %(amendment)s proposed.") % {
            "parent": parent,
            "amendment": amendment,
        }

    return act_on(request, document, number, accept, form="seen")


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_answer(request: Request, document: Document, number: int) -> HttpResponse:
    """The proposer's, to what the moderators propose to decide."""

    def answer(amendment: Amendment, user: User, fields: dict[str, Any]) -> str:
        answer_proposed_decision(amendment=amendment, by=user, **fields)
        return _("Your answer is published.")

    return act_on(request, document, number, answer, form="answer")
