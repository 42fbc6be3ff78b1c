"""Amendments: the list, the page of one, and what participants and moderators do with it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import Request, actor
from accounts.models import User
from accounts.verdicts import Conflict, Refused
from principles.actions.decisions import adopt_amendment, reject_amendment
from principles.actions.sponsorship import (
    back_amendment,
    unback_amendment,
    withdraw_amendment,
)
from principles.forms.amendments import AmendmentFilterForm, CursorForm, DecisionForm
from principles.models import Amendment, Document
from principles.permissions import may_support, may_withdraw_amendment
from principles.queries.amendments import (
    AmendmentPage,
    amendment_of,
    amendment_page,
    amendments_matching,
    principle_choices,
)
from principles.queries.outline import blocks_of, tone_of
from principles.views.access import document_view
from principles.views.amendment_ballots import ballot_context
from principles.views.amendment_forms import way_in
from principles.views.crumbs import Crumb, crumbs_of
from principles.views.refusals import refusal_of, signed_in

_CARD = "principles/amendment_card.html"


@require_safe
@document_view
def amendment_list(request: Request, document: Document) -> HttpResponse:
    form = AmendmentFilterForm(
        request.GET, principles=principle_choices(document), auto_id="filter_%s"
    )
    cursor = CursorForm(request.GET)
    if not cursor.is_valid():
        raise Http404
    chosen = form.cleaned_data if form.is_valid() else {}
    page = amendments_matching(
        document,
        actor(request),
        status=chosen.get("status", ""),
        principle_key=chosen.get("principle"),
        **cursor.cleaned_data,
    )
    kept = {name: value for name, value in chosen.items() if value}
    context = {
        "document": document,
        "page": page,
        "filter_form": form,
        "is_filtered": bool(kept),
        "shown": ngettext("%(count)s amendment", "%(count)s amendments", page.total)
        % {"count": page.total},
        "newer_url": page.after is not None and "?" + urlencode({**kept, "after": page.after}),
        "older_url": page.before is not None and "?" + urlencode({**kept, "before": page.before}),
        "crumbs": crumbs_of(document, Crumb(_("Amendments"))),
    }
    status = 200 if form.is_valid() else 400
    return render(request, "principles/amendment_list.html", context, status=status)


@require_safe
@document_view
def amendment_detail(request: Request, document: Document, number: int) -> HttpResponse:
    return _page(request, document, number)


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_back(request: Request, document: Document, number: int) -> HttpResponse:
    def back(amendment: Amendment, user: User) -> str:
        back_amendment(amendment=amendment, text_hash=request.POST.get("text_hash", ""), by=user)
        return _("You back amendment %(number)s.") % {"number": amendment}

    return _support(request, document, number, back)


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_unback(request: Request, document: Document, number: int) -> HttpResponse:
    def unback(amendment: Amendment, user: User) -> str:
        unback_amendment(amendment=amendment, by=user)
        return _("You no longer back amendment %(number)s.") % {"number": amendment}

    return _support(request, document, number, unback)


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_withdraw(request: Request, document: Document, number: int) -> HttpResponse:
    """Asks first: it cannot be undone."""
    amendment = amendment_of(document, number, actor(request))
    verdict = may_withdraw_amendment(actor(request), amendment)
    if way := way_in(request, verdict, document):
        return way
    refused = None
    if request.method == "POST":
        try:
            withdraw_amendment(amendment=amendment, by=signed_in(request))
        except Refused as refusal:
            refused = refusal
        else:
            said = _("Amendment %(number)s is withdrawn.") % {"number": amendment}
            messages.success(request, said)
            return HttpResponseRedirect(_address(document, number))
    context = {
        "document": document,
        "refused": refused,
        "card": amendment_page(document, number, actor(request)).card,
        "crumbs": _crumbs(document, amendment, Crumb(_("Withdraw"))),
    }
    return render(request, "principles/amendment_withdraw.html", context, status=_status(refused))


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_adopt(request: Request, document: Document, number: int) -> HttpResponse:
    def adopt(amendment: Amendment, user: User, decision: dict[str, str]) -> str:
        version = adopt_amendment(
            amendment=amendment,
            by=user,
            base_hash=decision["base_hash"],
            text_hash=decision["text_hash"],
            reason=decision["reason"],
        )
        return _("Amendment %(number)s is adopted: version %(version)s is published.") % {
            "number": amendment,
            "version": version.number,
        }

    return _decide(request, document, number, adopt)


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_reject(request: Request, document: Document, number: int) -> HttpResponse:
    def reject(amendment: Amendment, user: User, decision: dict[str, str]) -> str:
        reject_amendment(
            amendment=amendment,
            by=user,
            reason=decision["reason"],
            text_hash=decision["text_hash"],
        )
        return _("Amendment %(number)s is not adopted.") % {"number": amendment}

    return _decide(request, document, number, reject)


def _support(
    request: Request, document: Document, number: int, act: Callable[[Amendment, User], str]
) -> HttpResponse:
    """Back, or no longer: to htmx the card's part about support, else the amendment's page."""
    if request.method != "POST":
        return HttpResponseRedirect(_address(document, number))
    user = signed_in(request)
    amendment = amendment_of(document, number, user)
    try:
        said = act(amendment, user)
    except Refused as refused:
        if request.htmx:
            return _support_part(request, document, number, refused=refused)
        return _page(request, document, number, refused=refused)
    if request.htmx:
        return _support_part(request, document, number, said=said)
    messages.success(request, said)
    return HttpResponseRedirect(_address(document, number))


def _support_part(
    request: Request,
    document: Document,
    number: int,
    *,
    said: str = "",
    refused: Refused | None = None,
) -> HttpResponse:
    context = {
        "document": document,
        "card": amendment_page(document, number, actor(request)).card,
        "is_page": request.htmx.current_url_abs_path == _address(document, number),
        "support_said": said,
        "support_refused": refused,
    }
    return render(request, f"{_CARD}#support", context, status=_status(refused))


def _decide(
    request: Request,
    document: Document,
    number: int,
    act: Callable[[Amendment, User, dict[str, str]], str],
) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseRedirect(_address(document, number))
    user = signed_in(request)
    amendment = amendment_of(document, number, user)
    form = _decision_form(request.POST)
    if not form.is_valid():
        return _page(request, document, number, decided=request.POST)
    try:
        said = act(amendment, user, form.cleaned_data)
    except Refused as refused:
        return _page(request, document, number, refused=refused, decided=request.POST)
    messages.success(request, said)
    return HttpResponseRedirect(_address(document, number))


def _page(
    request: Request,
    document: Document,
    number: int,
    *,
    refused: Refused | None = None,
    decided: QueryDict | None = None,
) -> HttpResponse:
    """The amendment as it is now; with what was refused, and the decision as it was sent."""
    user = actor(request)
    document.refresh_from_db(fields=["current_version", "stage"])
    page = amendment_page(document, number, user)
    form = _decision_form_on(page, decided, refused)
    context = {
        "document": document,
        "tone": tone_of(document),
        "page": page,
        "card": page.card,
        "is_page": True,
        "result": blocks_of(page.card.body),
        "refused": None if form is not None and decided is not None else refused,
        "support_refusal": refusal_of(may_support(user, document), document, request.path),
        "decision_form": form,
        "vote": ballot_context(request, document, page.amendment),
        "crumbs": _crumbs(document, page.amendment),
    }
    status = _status(refused) if refused is not None or decided is None else 400
    return render(request, "principles/amendment.html", context, status=status)


def _decision_form(data: QueryDict | dict[str, Any] | None = None, **kwargs: Any) -> DecisionForm:
    return DecisionForm(data, auto_id="decision_%s", **kwargs)


def _decision_form_on(
    page: AmendmentPage, decided: QueryDict | None, refused: Refused | None
) -> DecisionForm | None:
    """Nothing where there is nothing to decide. What was refused is decided anew on what the page
    shows now, not on what it showed before."""
    if page.desk is None:
        return None
    shown = {"base_hash": page.desk.base_hash, "text_hash": page.card.text_hash}
    if decided is None:
        return _decision_form(initial=shown)
    form = _decision_form({**decided.dict(), **shown})
    form.full_clean()
    if refused is not None:
        field = "reason" if refused.code == "reason_required" else None
        form.add_error(field, str(refused.message))
    return form


def _status(refused: Refused | None) -> int:
    if refused is None:
        return 200
    return 409 if isinstance(refused, Conflict) else 400


def _crumbs(document: Document, amendment: Amendment, *rest: Crumb) -> list[Crumb]:
    principle = Crumb(
        _("Principle %(number)s") % {"number": amendment.base.number},
        reverse("principles:principle-detail", args=[document.slug, amendment.principle.key]),
    )
    own = _address(document, amendment.number) if rest else ""
    return crumbs_of(document, principle, Crumb(str(amendment), own), *rest)


def _address(document: Document, number: int) -> str:
    return reverse("principles:amendment-detail", args=[document.slug, number])
