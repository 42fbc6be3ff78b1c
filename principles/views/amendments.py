"""Amendments: the list, the page of one, backing and withdrawing."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import Request, actor
from accounts.models import User
from accounts.verdicts import Refused
from principles.actions.sponsorship import (
    back_amendment,
    unback_amendment,
    withdraw_amendment,
)
from principles.forms.amendments import AmendmentFilterForm, CursorForm
from principles.models import Amendment, Document
from principles.permissions import may_withdraw_amendment
from principles.queries.amendments import (
    amendment_of,
    amendment_page,
    amendments_matching,
    drafts_of,
    principle_choices,
)
from principles.views.access import document_view
from principles.views.amendment_forms import way_in
from principles.views.amendment_page import (
    amendment_address,
    amendment_crumbs,
    page_of,
    status_of,
)
from principles.views.crumbs import Crumb, crumbs_of
from principles.views.refusals import signed_in

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
        "drafts": drafts_of(document, actor(request)),
        "crumbs": crumbs_of(document, Crumb(_("Amendments"))),
    }
    status = 200 if form.is_valid() else 400
    return render(request, "principles/amendment_list.html", context, status=status)


@require_safe
@document_view
def amendment_detail(request: Request, document: Document, number: int) -> HttpResponse:
    return page_of(request, document, number)


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
            return HttpResponseRedirect(amendment_address(document, number))
    context = {
        "document": document,
        "refused": refused,
        "card": amendment_page(document, number, actor(request)).card,
        "crumbs": amendment_crumbs(document, amendment, Crumb(_("Withdraw"))),
    }
    return render(request, "principles/amendment_withdraw.html", context, status=status_of(refused))


def _support(
    request: Request, document: Document, number: int, act: Callable[[Amendment, User], str]
) -> HttpResponse:
    """Back, or no longer: to htmx the card's part about support, else the amendment's page."""
    if request.method != "POST":
        return HttpResponseRedirect(amendment_address(document, number))
    user = signed_in(request)
    amendment = amendment_of(document, number, user)
    try:
        said = act(amendment, user)
    except Refused as refused:
        if request.htmx:
            return _support_part(request, document, number, refused=refused)
        return page_of(request, document, number, refused=refused)
    if request.htmx:
        return _support_part(request, document, number, said=said)
    messages.success(request, said)
    return HttpResponseRedirect(amendment_address(document, number))


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
        "is_page": request.htmx.current_url_abs_path == amendment_address(document, number),
        "support_said": said,
        "support_refused": refused,
    }
    return render(request, f"{_CARD}#support", context, status=status_of(refused))
