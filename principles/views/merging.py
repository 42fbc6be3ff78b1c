"""The amendments of one principle compared, tried out together, and adopted together."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import Request, actor
from accounts.verdicts import Conflict, Refused, require
from principles.actions.decisions import Seen, adopt_together
from principles.forms.amendments import AdoptTogetherForm
from principles.models import Document
from principles.permissions import may_decide, may_moderate
from principles.queries.amendments import amendments_of_numbers
from principles.queries.merging import OpenAmendments, amendments_state
from principles.queries.outline import current_version
from principles.queries.principles import reading_of
from principles.queries.what_if import WhatIf, results_of, what_if
from principles.views.access import document_view
from principles.views.crumbs import Crumb
from principles.views.principles import principle_crumbs
from principles.views.refusals import signed_in

_PAGE = "principles/amendment_merging.html"


@dataclass(frozen=True, slots=True)
class Sent:
    """A decision that was refused: what was sent, and why. `revised`: numbers of the amendments
    whose wording was another then."""

    form: AdoptTogetherForm
    refused: Refused | None = None
    seen_version: int = 0
    revised: tuple[int, ...] = ()


@require_safe
@document_view
def amendment_merging(request: Request, document: Document, key: int) -> HttpResponse:
    """To htmx only what becomes of the ticked ones."""
    picks = picks_of(request.GET)
    if request.htmx and not request.htmx.history_restore_request:
        return _result(request, document, key, picks)
    return _page(request, document, key, picks)


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_adopt_together(request: Request, document: Document, key: int) -> HttpResponse:
    address = merging_address(document, key)
    if request.method != "POST":
        return HttpResponseRedirect(address)
    user = signed_in(request)
    require(may_decide(user, document))
    form = AdoptTogetherForm(request.POST, auto_id="adopt_%s")
    if not form.is_valid():
        return _page(request, document, key, (), Sent(form))
    sent = form.cleaned_data
    amendments = amendments_of_numbers(document, list(sent["seen"]), user)
    seen = [Seen(each, sent["seen"][each.number]) for each in amendments]
    try:
        version = adopt_together(seen=seen, version=sent["version"], by=user, reason=sent["reason"])
    except Refused as refused:
        revised = tuple(each.amendment.number for each in seen if _is_revised(each))
        return _page(
            request, document, key, sent["seen"], Sent(form, refused, sent["version"], revised)
        )
    said = _("The amendments are adopted together: version %(version)s is published.")
    messages.success(request, said % {"version": version.number})
    return HttpResponseRedirect(reverse("principles:document-detail", args=[document.slug]))


def picks_of(query: QueryDict) -> frozenset[int]:
    """What is no number is not ticked."""
    sent = query.getlist("pick")
    return frozenset(int(each) for each in sent if each.isdecimal() and len(each) < 10)


def merging_address(document: Document, key: int) -> str:
    return reverse("principles:amendment-merging", args=[document.slug, key])


def _is_revised(seen: Seen) -> bool:
    return seen.amendment.text_hash != seen.text_hash


def _result(request: Request, document: Document, key: int, picks: Collection[int]) -> HttpResponse:
    reading = reading_of(document, key)
    tried = what_if(OpenAmendments(document, reading.principle), picks)
    context = {
        "document": document,
        "reading": reading,
        "tried": tried,
        "adoption": _adoption(request, document, tried),
    }
    return render(request, f"{_PAGE}#result", context)


def _page(
    request: Request,
    document: Document,
    key: int,
    picks: Collection[int],
    sent: Sent | None = None,
) -> HttpResponse:
    document.refresh_from_db(fields=["current_version", "stage"])
    reading = reading_of(document, key)
    found = OpenAmendments(document, reading.principle)
    state = amendments_state(found)
    tried = what_if(found, picks)
    context = {
        "document": document,
        "reading": reading,
        "state": state,
        "tried": tried,
        "picks": picks,
        "merged": results_of(found, state.compatible),
        "adoption": _adoption(request, document, tried, sent),
        "sent": sent,
        "crumbs": principle_crumbs(document, reading, Crumb(_("Compare and combine"))),
    }
    return render(request, _PAGE, context, status=_status(sent))


def _adoption(
    request: Request, document: Document, tried: WhatIf, sent: Sent | None = None
) -> AdoptTogetherForm | None:
    """What a moderator sends to adopt what is shown; nothing for others, or what cannot be."""
    if not tried.is_adoptable or not may_moderate(actor(request), document):
        return None
    shown: dict[str, Any] = {
        "version": current_version(document).number,
        "seen": [f"{each.number}:{each.text_hash}" for each in tried.picked],
    }
    if sent is None:
        return AdoptTogetherForm(initial=shown, auto_id="adopt_%s")
    # What was refused is decided anew on what the page shows now.
    data = QueryDict(mutable=True)
    data.update({"version": shown["version"], "reason": sent.form.data.get("reason", "")})
    data.setlist("seen", shown["seen"])
    form = AdoptTogetherForm(data, auto_id="adopt_%s")
    if sent.refused is not None and sent.refused.code == "reason_required":
        form.add_error("reason", str(sent.refused.message))
    return form


def _status(sent: Sent | None) -> int:
    if sent is None:
        return 200
    return 409 if isinstance(sent.refused, Conflict) else 400
