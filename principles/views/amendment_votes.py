"""Votes on the amendments of a principle: cast, opened, put in order, closed by the rule."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import Request, actor
from accounts.verdicts import Conflict, Refused, require
from principles.actions.amendment_votes import (
    cast_amendment_vote,
    close_amendment_vote,
    open_amendment_votes,
    reorder_votes,
)
from principles.forms.amendment_votes import OrderForm, ballot_form
from principles.forms.votes import VoteForm
from principles.models import Amendment, Document, standing_of
from principles.permissions import may_decide, may_judge, may_open_votes
from principles.queries.amendment_voting import Ballot, voting_on
from principles.queries.amendments import amendment_of
from principles.queries.outline import tone_of
from principles.queries.principles import Reading, reading_of
from principles.rules import Outcome
from principles.views.access import document_view
from principles.views.amendment_forms import way_in
from principles.views.crumbs import Crumb
from principles.views.principles import principle_crumbs
from principles.views.refusals import refusal_of, signed_in


@require_safe
@document_view
def amendment_voting(request: Request, document: Document, key: int) -> HttpResponse:
    return _page(request, document, key)


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_vote(request: Request, document: Document, number: int) -> HttpResponse:
    amendment = amendment_of(document, number, actor(request))
    key = amendment.principle.key
    if request.method != "POST":
        return HttpResponseRedirect(_address(document, key, number))
    user = signed_in(request)
    form = ballot_form(number, allows_block=document.allows_block, data=request.POST)
    if not form.is_valid():
        return _page(request, document, key, sent=(number, form))
    try:
        vote = cast_amendment_vote(amendment=amendment, by=user, **form.cleaned_data)
    except Refused as refused:
        return _vote_again(request, document, amendment, refused)
    said = _("Your vote on %(amendment)s is recorded: %(choice)s.") % {
        "amendment": amendment,
        "choice": vote.get_choice_display(),
    }
    messages.success(request, said)
    if request.POST.get("from") == "amendment":
        own = reverse("principles:amendment-detail", args=[document.slug, number])
        return HttpResponseRedirect(f"{own}#vote")
    return HttpResponseRedirect(_address(document, key, number))


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_votes_open(request: Request, document: Document, key: int) -> HttpResponse:
    """Asks first: from then on nothing is revised or withdrawn."""
    reading = reading_of(document, key)
    if way := way_in(request, may_open_votes(actor(request), document), document):
        return way
    refused = None
    if request.method == "POST":
        try:
            opened = open_amendment_votes(principle=reading.principle, by=signed_in(request))
        except Refused as refusal:
            refused = refusal
        else:
            names = ", ".join(map(str, opened))
            messages.success(request, _("The votes are open: %(names)s.") % {"names": names})
            return HttpResponseRedirect(_address(document, key))
    context = {
        **_around(document, reading, Crumb(_("Open the votes"))),
        "voting": voting_on(reading.principle, actor(request)),
        "refused": refused,
    }
    return render(request, "principles/amendment_votes_open.html", context, status=_status(refused))


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_vote_close(request: Request, document: Document, number: int) -> HttpResponse:
    """Asks first: what the rule adopts becomes the text."""
    user = actor(request)
    amendment = amendment_of(document, number, user)
    key = amendment.principle.key
    if way := way_in(request, may_decide(user, document), document):
        return way
    require(may_judge(user, amendment))
    refused = None
    if request.method == "POST":
        try:
            evaluation = close_amendment_vote(amendment=amendment, by=signed_in(request))
        except Refused as refusal:
            refused = refusal
        else:
            _tell(request, amendment, evaluation.outcome)
            return HttpResponseRedirect(_address(document, key))
    document.refresh_from_db(fields=["current_version", "stage"])
    reading = reading_of(document, key)
    voting = voting_on(reading.principle, user)
    context = {
        **_around(document, reading, Crumb(_("Close the vote"))),
        "voting": voting,
        "ballot": next((each for each in voting.ballots if each.number == number), None),
        "number": number,
        "refused": refused,
    }
    return render(request, "principles/amendment_vote_close.html", context, status=_status(refused))


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_reorder(request: Request, document: Document, key: int) -> HttpResponse:
    reading = reading_of(document, key)
    if request.method != "POST":
        return HttpResponseRedirect(_address(document, key))
    user = signed_in(request)
    require(may_open_votes(user, document))
    numbers = [each.number for each in voting_on(reading.principle, user).ballots]
    form = OrderForm(request.POST, numbers=numbers, auto_id="order_%s")
    if not form.is_valid():
        return _page(request, document, key, order_form=form)
    try:
        reorder_votes(
            principle=reading.principle,
            numbers=form.order,
            reason=form.cleaned_data["reason"],
            by=user,
        )
    except Refused as refused:
        form.add_error(None, str(refused.message))
        return _page(request, document, key, order_form=form, refused=refused)
    messages.success(request, _("The order is changed."))
    return HttpResponseRedirect(_address(document, key))


def _page(
    request: Request,
    document: Document,
    key: int,
    *,
    sent: tuple[int, VoteForm] | None = None,
    order_form: OrderForm | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    """With the ballot, or the order, as it was sent and what was wrong with it."""
    user = actor(request)
    document.refresh_from_db(fields=["current_version", "stage"])
    reading = reading_of(document, key)
    voting = voting_on(reading.principle, user)
    numbers = [each.number for each in voting.ballots]
    wrong = sent[1] if sent else order_form
    context = {
        **_around(document, reading),
        "tone": tone_of(document),
        "voting": voting,
        "rows": [(each, _form(document, each, sent)) for each in voting.ballots],
        "voice": standing_of(user, document).participation,
        "vote_refusal": refusal_of(voting.may_vote, document, request.path),
        "order_form": order_form or OrderForm(numbers=numbers, auto_id="order_%s"),
        "wrong": wrong,
        "refused": refused if sent is None else None,
    }
    status = _status(refused) if refused else 400 if wrong is not None else 200
    return render(request, "principles/amendment_voting.html", context, status=status)


def _form(document: Document, ballot: Ballot, sent: tuple[int, VoteForm] | None) -> VoteForm:
    if sent is not None and sent[0] == ballot.number:
        return sent[1]
    own = ballot.own
    initial = {"choice": own.choice, "reason": own.reason} if own else {}
    return ballot_form(
        ballot.number,
        allows_block=document.allows_block,
        initial={**initial, "text_hash": ballot.card.text_hash},
    )


def _vote_again(
    request: Request, document: Document, amendment: Amendment, refused: Refused
) -> HttpResponse:
    """The ballot as it was sent, on the wording as it is now."""
    amendment.refresh_from_db(fields=["text_hash"])
    data = {**request.POST.dict(), "text_hash": amendment.text_hash}
    form = ballot_form(amendment.number, allows_block=document.allows_block, data=data)
    form.full_clean()
    field = "reason" if refused.code in {"reason_required", "too_long", "unreadable"} else None
    form.add_error(field, str(refused.message))
    key = amendment.principle.key
    return _page(request, document, key, sent=(amendment.number, form), refused=refused)


def _tell(request: Request, amendment: Amendment, outcome: str) -> None:
    words = {"amendment": amendment}
    if outcome == Outcome.PASSED:
        messages.success(request, _("%(amendment)s is adopted by the rule.") % words)
    elif outcome == Outcome.NOT_PASSED:
        messages.success(request, _("%(amendment)s is not adopted by the rule.") % words)
    else:
        messages.warning(
            request,
            _("The rule could not decide on %(amendment)s: decide on it with your reason.") % words,
        )


def _around(document: Document, reading: Reading, *rest: Crumb) -> dict[str, Any]:
    here = _address(document, reading.principle.key) if rest else ""
    own = Crumb(_("Votes on amendments"), here)
    return {
        "document": document,
        "reading": reading,
        "crumbs": principle_crumbs(document, reading, own, *rest),
    }


def _status(refused: Refused | None) -> int:
    if refused is None:
        return 200
    return 409 if isinstance(refused, Conflict) else 400


def _address(document: Document, key: int, number: int | None = None) -> str:
    here = reverse("principles:amendment-voting", args=[document.slug, key])
    return f"{here}#a-{number}" if number else here
