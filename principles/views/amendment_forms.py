"""Writing an amendment: another wording in a textarea, with what it changes shown beside."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import Request, actor
from accounts.verdicts import Conflict, Denied, Refused, Verdict, require
from principles.actions.amendments import propose_amendment, revise_amendment
from principles.actions.proposals import DuplicateWording, as_meant, wording
from principles.forms.amendments import AmendmentForm
from principles.models import Amendment, Document
from principles.permissions import may_amend, may_revise_amendment
from principles.queries.amendment_cards import changes_between
from principles.queries.amendments import amendment_of, wording_of
from principles.queries.principles import Reading, reading_of
from principles.states import BEFORE_VOTE
from principles.text.wording import BODY_LENGTH, TITLE_LENGTH
from principles.views.access import document_view
from principles.views.crumbs import Crumb
from principles.views.principles import principle_crumbs
from principles.views.refusals import refusal_of

# Where an answer of the actions stands in the form.
_FIELDS = {
    "nothing_changed": "body",
    "empty_wording": "body",
    "too_long": "body",
    "unreadable": "body",
    "rationale_required": "rationale",
}


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_propose(request: Request, document: Document, key: int) -> HttpResponse:
    user = actor(request)
    reading = reading_of(document, key)
    if request.method != "POST" or user is None:
        if way := way_in(request, may_amend(user, document), document):
            return way
        form = _form(document, reading, initial=_words_of(reading))
        return _page(request, document, reading, form)
    form = _form(document, reading, request.POST)

    def propose() -> Amendment:
        return propose_amendment(principle=reading.principle, by=user, **_proposed(reading, form))

    return _answer(request, document, reading, form, propose)


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_preview(request: Request, document: Document, key: int) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseRedirect(
            reverse("principles:amendment-propose", args=[document.slug, key])
        )
    require(may_amend(actor(request), document))
    return _preview(request, document, reading_of(document, key))


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_revise(request: Request, document: Document, number: int) -> HttpResponse:
    user = actor(request)
    amendment = amendment_of(document, number, user)
    reading = reading_of(document, amendment.principle.key)
    if request.method != "POST" or user is None:
        if way := way_in(request, may_revise_amendment(user, amendment), document):
            return way
        if amendment.status not in BEFORE_VOTE:
            return HttpResponseRedirect(_address(document, amendment))
        form = _form(document, reading, initial=_words_of_amendment(amendment))
        return _page(request, document, reading, form, amendment)
    form = _form(document, reading, request.POST)

    def revise() -> Amendment:
        return revise_amendment(amendment=amendment, by=user, **_proposed(reading, form))

    return _answer(request, document, reading, form, revise, amendment)


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_revise_preview(request: Request, document: Document, number: int) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseRedirect(
            reverse("principles:amendment-revise", args=[document.slug, number])
        )
    amendment = amendment_of(document, number, actor(request))
    require(may_revise_amendment(actor(request), amendment))
    return _preview(request, document, reading_of(document, amendment.principle.key), amendment)


def way_in(request: Request, verdict: Verdict, document: Document) -> HttpResponse | None:
    """To signing in, or saying for whom one speaks; other refusals are raised."""
    refusal = refusal_of(verdict, document, request.path)
    if refusal is not None and refusal.url:
        return HttpResponseRedirect(refusal.url)
    require(verdict)
    return None


def _form(
    document: Document,
    reading: Reading,
    data: Mapping[str, Any] | None = None,
    initial: Mapping[str, Any] | None = None,
) -> AmendmentForm:
    return AmendmentForm(
        data,
        initial=dict(initial or {}),
        language=document.language,
        needs_body=bool(reading.body),
        auto_id="amendment_%s",
    )


def _proposed(reading: Reading, form: AmendmentForm) -> dict[str, Any]:
    """What the actions take."""
    words = form.cleaned_data
    return {
        "operations": wording(reading.principle.key, words["title"], words["body"]),
        "rationale": words["rationale"],
        "label": words["label"],
        "base_hash": words["base_hash"],
    }


def _words_of(reading: Reading) -> dict[str, str]:
    return {"title": reading.title, "body": reading.body, "base_hash": reading.hash}


def _words_of_amendment(amendment: Amendment) -> dict[str, str]:
    return {
        "title": amendment.title,
        "body": amendment.body,
        "rationale": amendment.rationale,
        "label": amendment.label,
        "base_hash": amendment.base.hash,
    }


def _answer(
    request: Request,
    document: Document,
    reading: Reading,
    form: AmendmentForm,
    act: Callable[[], Amendment],
    amendment: Amendment | None = None,
) -> HttpResponse:
    """To the amendment once it is kept; else the form as it was sent, with what was wrong."""
    if not form.is_valid():
        return _page(request, document, reading, form, amendment, status=400)
    duplicate = None
    try:
        done = act()
    except Denied as denied:
        form.add_error(None, str(denied.verdict.reason))
        status = 403
    except Refused as refused:
        form.add_error(_FIELDS.get(refused.code), str(refused.message))
        status = 409 if isinstance(refused, Conflict) else 400
        duplicate = refused.amendment if isinstance(refused, DuplicateWording) else None
    else:
        said = (
            _("Your amendment %(number)s is revised.")
            if amendment
            else _("Your amendment %(number)s is proposed.")
        )
        messages.success(request, said % {"number": done})
        return HttpResponseRedirect(_address(document, done))
    document.refresh_from_db(fields=["current_version", "stage"])
    reading = reading_of(document, reading.principle.key)
    return _page(request, document, reading, form, amendment, status=status, duplicate=duplicate)


def _preview(
    request: Request, document: Document, reading: Reading, amendment: Amendment | None = None
) -> HttpResponse:
    """The form as it stands, with what it changes by now; to htmx only the latter.

    From a text that changed meanwhile there are two ways on: the words of today, with the person's
    own kept beside; or the person's own, as a change of the words of today.
    """
    words = {name: request.POST.get(name, "") for name in AmendmentForm.base_fields}
    way = request.POST.get("way")
    if way == "today":
        words.update(_words_of(reading), kept_title=words["title"], kept_body=words["body"])
    elif way == "mine":
        words["base_hash"] = reading.hash
    form = _form(document, reading, initial=words)
    return _page(request, document, reading, form, amendment, part="#preview")


def _page(
    request: Request,
    document: Document,
    reading: Reading,
    form: AmendmentForm,
    amendment: Amendment | None = None,
    *,
    status: int = 200,
    part: str = "",
    duplicate: Amendment | None = None,
) -> HttpResponse:
    """`since`: what changed in the text since the words in the form were written."""
    values = {name: str(form[name].value() or "") for name in ("title", "body", "base_hash")}
    base = None
    if values["base_hash"] != reading.hash:
        base = wording_of(reading.principle, values["base_hash"])
    title, body = as_meant(
        (base or reading).title, (base or reading).body, values["title"], values["body"]
    )
    is_long = len(title) > TITLE_LENGTH or len(body) > BODY_LENGTH
    kind = "revise" if amendment else "propose"
    target = amendment.number if amendment else reading.principle.key
    context = {
        "document": document,
        "reading": reading,
        "form": form,
        "amendment": amendment,
        "duplicate": duplicate,
        "since": base and changes_between(base, reading.title, reading.body),
        "base": base,
        "is_long": is_long,
        "preview": None if is_long else changes_between(base or reading, title, body),
        "action": reverse(f"principles:amendment-{kind}", args=[document.slug, target]),
        "preview_url": reverse(
            "principles:amendment-revise-preview" if amendment else "principles:amendment-preview",
            args=[document.slug, target],
        ),
        "back": _address(document, amendment)
        if amendment
        else reverse("principles:principle-detail", args=[document.slug, reading.principle.key]),
        "crumbs": principle_crumbs(document, reading, *_crumbs(document, amendment)),
    }
    template = "principles/amendment_form.html"
    if request.htmx and part:
        return render(request, template + part, context, status=400 if is_long else status)
    return render(request, template, context, status=status)


def _crumbs(document: Document, amendment: Amendment | None) -> list[Crumb]:
    if amendment is None:
        return [Crumb(_("New amendment"))]
    return [Crumb(str(amendment), _address(document, amendment)), Crumb(_("Revise"))]


def _address(document: Document, amendment: Amendment) -> str:
    return reverse("principles:amendment-detail", args=[document.slug, amendment.number])
