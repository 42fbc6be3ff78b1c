"""A compromise between amendments: chosen, started from what they agree on, proposed."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import Request, actor
from accounts.models import User
from accounts.verdicts import Conflict, Denied, Refused
from principles.actions.compromises import propose_compromise
from principles.actions.proposals import DuplicateWording, StaleBase, wording
from principles.forms.compromises import CompromiseForm, put_of
from principles.forms.proposals import number_in
from principles.models import Amendment, Document
from principles.permissions import may_compromise
from principles.queries.amendment_changes import changes_between
from principles.queries.amendments import amendments_of_numbers
from principles.queries.compromises import (
    CompromiseStart,
    PlaceShown,
    compromise_start,
    decidable_on,
)
from principles.queries.principles import Reading, reading_of
from principles.text.diff import TextTooLong
from principles.text.rebase import rebase
from principles.views.access import document_view
from principles.views.amendment_forms import way_in
from principles.views.crumbs import Crumb
from principles.views.principles import principle_crumbs
from principles.views.refusals import signed_in

_FIELDS = {
    "nothing_changed": "body",
    "empty_wording": "body",
    "too_long": "body",
    "unreadable": "body",
    "rationale_required": "rationale",
}


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def compromise_propose(request: Request, document: Document, key: int) -> HttpResponse:
    reading = reading_of(document, key)
    user = actor(request)
    if turned_away := way_in(request, may_compromise(user, document), document):
        return turned_away
    start = compromise_start(document, reading, _numbers(request), user)
    if len(start.parents) < 2:
        return _choice(request, document, reading, user)
    if request.method != "POST":
        initial = {
            "title": start.title.text({}),
            "body": start.body.text({}),
            "base_hash": reading.hash,
        }
        return _page(request, document, reading, start, initial)
    if request.POST.get("way") == "put":
        return _put(request, document, reading, start)
    return _propose(request, document, reading, start)


def _numbers(request: Request) -> list[int]:
    sent = {number_in(each) for each in request.GET.getlist("of")}
    return sorted(number for number in sent if number is not None)


def _choice(
    request: Request, document: Document, reading: Reading, user: User | None
) -> HttpResponse:
    context = {
        "document": document,
        "reading": reading,
        "cards": decidable_on(document, reading, user),
        "too_few": bool(_numbers(request)),
        "crumbs": principle_crumbs(document, reading, Crumb(_("Compromise"))),
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "principles/compromise_choice.html", context, status=status)


def _put(
    request: Request, document: Document, reading: Reading, start: CompromiseStart
) -> HttpResponse:
    """The words with the chosen readings put in; in places that were written in they stay out."""
    values: dict[str, Any] = request.POST.dict()
    before = put_of(str(values.get("put", "")), [place.name for place in start.places])
    after = dict(before)
    stuck = []
    for place in start.places:
        chosen = _chosen(place, values)
        if chosen == before[place.name]:
            continue
        ground = start.ground(place.part)
        words = ground.put(
            str(values.get(place.part, "")).replace("\r\n", "\n"),
            _readings(start, place.part, after),
            _readings(start, place.part, {**after, place.name: chosen}),
        )
        if words is None:
            stuck.append(place.name)
        else:
            values[place.part], after[place.name] = words, chosen
    values["put"] = json.dumps(after)
    return _page(request, document, reading, start, values, stuck=stuck)


def _chosen(place: PlaceShown, values: Mapping[str, Any]) -> int:
    said = number_in(str(values.get(f"reading_{place.name}", "")))
    return said if said is not None and said < len(place.readings) else 0


def _readings(start: CompromiseStart, part: str, put: Mapping[str, int]) -> dict[int, str]:
    """The words put in at the places of one part, by their index."""
    return {
        place.index: place.readings[put[place.name]].words
        for place in start.places
        if place.part == part and 0 < put[place.name] < len(place.readings)
    }


def _propose(
    request: Request, document: Document, reading: Reading, start: CompromiseStart
) -> HttpResponse:
    form = _form(document, data=request.POST)
    if not form.is_valid():
        return _page(request, document, reading, start, form=form, status=400)
    words = form.cleaned_data
    duplicate: Amendment | None = None
    user = signed_in(request)
    try:
        made = propose_compromise(
            principle=reading.principle,
            parents=amendments_of_numbers(document, _numbers(request), user),
            operations=wording(reading.principle.key, words["title"], words["body"]),
            rationale=words["rationale"],
            label=words["label"],
            base_hash=words["base_hash"],
            by=user,
        )
    except StaleBase as stale:
        return _on_new_text(request, document, stale)
    except Denied as denied:
        form.add_error(None, str(denied.verdict.reason))
        status = 403
    except Refused as refused:
        form.add_error(_FIELDS.get(refused.code), str(refused.message))
        status = 409 if isinstance(refused, Conflict) else 400
        duplicate = refused.amendment if isinstance(refused, DuplicateWording) else None
    else:
        said = _("The compromise %(number)s is proposed; those it would replace are asked.")
        messages.success(request, said % {"number": made})
        return HttpResponseRedirect(
            reverse("principles:amendment-detail", args=[document.slug, made.number])
        )
    return _page(request, document, reading, start, form=form, status=status, duplicate=duplicate)


def _on_new_text(request: Request, document: Document, stale: StaleBase) -> HttpResponse:
    """The words on the text of today where they can be put there; as they were where not."""
    document.refresh_from_db(fields=["current_version", "stage"])
    reading = reading_of(document, stale.current.principle.key)
    start = compromise_start(document, reading, _numbers(request), actor(request))
    data = request.POST.copy()
    data["base_hash"], data["put"] = reading.hash, ""
    for part in ("title", "body"):
        old, new = getattr(stale.base, part), getattr(stale.current, part)
        data[part] = _rebased(old, data.get(part, "").replace("\r\n", "\n"), new)
    form = _form(document, data=data)
    form.full_clean()
    form.add_error(None, str(stale.message))
    since = changes_between(stale.base, stale.current.title, stale.current.body)
    return _page(request, document, reading, start, form=form, status=409, since=since)


def _rebased(old: str, written: str, new: str) -> str:
    try:
        return rebase(old, written, new).text or written
    except TextTooLong:
        return written


def _form(document: Document, **kwargs: Any) -> CompromiseForm:
    return CompromiseForm(**kwargs, language=document.language, auto_id="compromise_%s")


def _page(
    request: Request,
    document: Document,
    reading: Reading,
    start: CompromiseStart,
    values: Mapping[str, Any] | None = None,
    *,
    form: CompromiseForm | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """`stuck`: names of places at which a reading could not be put in."""
    form = form or _form(document, initial=dict(values or {}))
    put = put_of(str(form["put"].value() or ""), [place.name for place in start.places])
    title, body = (
        str(form[part].value() or "").replace("\r\n", "\n") for part in ("title", "body")
    )
    numbers = [("of", card.number) for card in start.parents]
    here = reverse("principles:compromise-propose", args=[document.slug, reading.principle.key])
    context = {
        "document": document,
        "reading": reading,
        "start": start,
        "places": [(place, put[place.name]) for place in start.places],
        "form": form,
        "action": f"{here}?{urlencode(numbers)}",
        "again": here,
        "preview": changes_between(reading, title, body),
        "crumbs": principle_crumbs(document, reading, Crumb(_("Compromise"))),
        **context,
    }
    return render(request, "principles/compromise_form.html", context, status=status)
