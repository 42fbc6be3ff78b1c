"""Opinions on statements: a card at a time, all statements, one's own answers."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import Request, actor
from accounts.verdicts import Refused, Verdict
from consultations.actions.statement_votes import give_opinion
from consultations.forms.listing import AfterForm
from consultations.forms.statements import DeckForm
from consultations.models import Consultation
from consultations.permissions import may_give_opinion, may_propose_statement
from consultations.queries.statement_deck import deck_of
from consultations.queries.statements import (
    CardPage,
    answered_page,
    holder_of,
    open_card,
    open_statements,
    proposed_by,
    statement_page,
)
from consultations.views.access import consultation_view
from consultations.views.crumbs import consultation_crumbs
from consultations.views.desk import Tab
from principles.views.refusals import Refusal, refusal_of, signed_in

# Where a card that was answered leads back to.
MINE, SKIPPED = "mine", "skipped"


@require_safe
@consultation_view
def opinion_card(request: Request, consultation: Consultation) -> HttpResponse:
    """The next card; the list of statements for whoever cannot answer them."""
    user = actor(request)
    if not (verdict := may_give_opinion(user, consultation)):
        return _list(request, consultation, verdict)
    form = DeckForm(request.GET)
    skipped = form.is_valid() and form.cleaned_data["skipped"]
    context = {
        **opinions_context(request, consultation, here="card"),
        **_deck(request, consultation, skipped=skipped),
    }
    return render(request, "consultations/statement_deck.html", context)


@require_safe
@consultation_view
def statement_list(request: Request, consultation: Consultation) -> HttpResponse:
    return _list(request, consultation)


@require_http_methods(["GET", "HEAD", "POST"])
@consultation_view
def statement_detail(request: Request, consultation: Consultation, number: int) -> HttpResponse:
    """One card, to answer or to change what one answered."""
    if request.method == "POST":
        return _answer(request, consultation, number)
    return _one(request, consultation, number)


@require_safe
@consultation_view
def opinion_list(request: Request, consultation: Consultation) -> HttpResponse:
    """What the person answered and proposed."""
    user = actor(request)
    holder = holder_of(user, consultation)
    cards = CardPage([], None)
    if holder:
        cards = answered_page(consultation, holder, after=_after(request))
    context = {
        **opinions_context(request, consultation, here=MINE),
        "refusal": _refusal(request, consultation, may_give_opinion(user, consultation)),
        "page": cards,
        "older_url": _next_page(cards),
        "proposed": proposed_by(consultation, user) if user else [],
    }
    return render(request, "consultations/statement_mine.html", context)


def opinions_context(request: Request, consultation: Consultation, *, here: str) -> dict[str, Any]:
    """What every page of opinions shows; `here` is its tab."""
    slug = consultation.document.slug
    pages = [("card", "opinion-card", _("Answer")), ("list", "statement-list", _("All statements"))]
    if actor(request) is not None:
        pages.append((MINE, "opinion-list", _("My answers")))
    pages.append(("results", "opinion-results", _("Results")))
    return {
        "consultation": consultation,
        "document": consultation.document,
        "tabs": [
            Tab(label, reverse(f"consultations:{name}", args=[slug]), key == here)
            for key, name, label in pages
        ],
        "may_propose": bool(may_propose_statement(actor(request), consultation)),
        "crumbs": consultation_crumbs(consultation, {"label": _("Opinions")}),
    }


def _deck(request: Request, consultation: Consultation, *, skipped: bool) -> dict[str, Any]:
    deck = deck_of(consultation, holder_of(actor(request), consultation), skipped=skipped)
    return {
        "deck": deck,
        "card": deck.card,
        "answerable": True,
        "then": SKIPPED if skipped else "",
    }


def _list(
    request: Request, consultation: Consultation, verdict: Verdict | None = None
) -> HttpResponse:
    page = statement_page(consultation, after=_after(request))
    context = {
        **opinions_context(request, consultation, here="list" if verdict is None else "card"),
        "refusal": None if verdict is None else _refusal(request, consultation, verdict),
        "page": page,
        "older_url": _next_page(page),
    }
    return render(request, "consultations/statement_list.html", context)


def _answer(request: Request, consultation: Consultation, number: int) -> HttpResponse:
    statement = get_object_or_404(open_statements(consultation), number=number)
    statement.consultation = consultation
    user, then = signed_in(request), request.POST.get("then", "")
    try:
        vote = give_opinion(statement=statement, opinion=request.POST.get("opinion", ""), by=user)
    except Refused as refused:
        if request.htmx:
            return _next_card(request, consultation, then, str(refused.message))
        return _one(request, consultation, number, refused)
    if request.htmx:
        return _next_card(request, consultation, then)
    slug = consultation.document.slug
    if then == MINE:
        messages.success(
            request,
            _("%(statement)s: %(answer)s.")
            % {"statement": statement, "answer": vote.get_opinion_display()},
        )
        return redirect("consultations:opinion-list", slug)
    query = "?" + urlencode({"skipped": "on"}) if then == SKIPPED else ""
    return redirect(reverse("consultations:opinion-card", args=[slug]) + query)


def _next_card(
    request: Request, consultation: Consultation, then: str, wrong: str = ""
) -> HttpResponse:
    """What stands in the place of the card that was answered; the same card, if it was not."""
    context = {
        "document": consultation.document,
        "may_propose": bool(may_propose_statement(actor(request), consultation)),
        "moved": True,
        "wrong": wrong,
        **_deck(request, consultation, skipped=then == SKIPPED),
    }
    status = 400 if wrong else 200
    return render(request, "consultations/statement_deck.html#card", context, status=status)


def _one(
    request: Request, consultation: Consultation, number: int, refused: Refused | None = None
) -> HttpResponse:
    user = actor(request)
    card = open_card(consultation, number, holder_of(user, consultation))
    if card is None:
        raise Http404
    verdict = may_give_opinion(user, consultation)
    context = {
        **opinions_context(request, consultation, here=""),
        "card": card,
        "answerable": bool(verdict),
        "refusal": _refusal(request, consultation, verdict),
        "wrong": str(refused.message) if refused else "",
        "then": MINE if card.opinion else "",
    }
    status = 400 if refused else 200
    return render(request, "consultations/statement_detail.html", context, status=status)


def _refusal(request: Request, consultation: Consultation, verdict: Verdict) -> Refusal | None:
    return refusal_of(verdict, consultation.document, request.path)


def _after(request: Request) -> int:
    form = AfterForm(request.GET)
    if not form.is_valid():
        raise Http404(_("There is no such page of statements."))
    after: int = form.cleaned_data["after"]
    return after


def _next_page(page: CardPage) -> str:
    return f"?after={page.after}" if page.after else ""
