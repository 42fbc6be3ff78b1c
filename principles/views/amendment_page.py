"""The page of one amendment, as its address shows it and as every act on it comes back to it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.http import Request, actor
from accounts.models import User
from accounts.verdicts import Conflict, Refused
from principles.forms.amendment_decisions import (
    AnswerForm,
    ConsentForm,
    ProposedDecisionForm,
    ScreeningForm,
    SeenForm,
)
from principles.forms.amendments import DecisionForm
from principles.models import Amendment, Document
from principles.permissions import may_amend, may_support
from principles.queries.amendments import AmendmentPage, amendment_of, amendment_page
from principles.queries.outline import blocks_of, tone_of
from principles.states import AmendmentStatus
from principles.views.amendment_ballots import ballot_context
from principles.views.crumbs import Crumb, crumbs_of
from principles.views.refusals import refusal_of, signed_in

type Act = Callable[[Amendment, User, dict[str, Any]], str]
# Forms of the page by name; the names begin the ids of their fields.
_FORMS: dict[str, type[forms.Form]] = {
    "decision": DecisionForm,
    "proposal": ProposedDecisionForm,
    "answer": AnswerForm,
    "screening": ScreeningForm,
}
# Sent by buttons alone: nothing of them stands on the page again.
_PRESSES: dict[str, type[forms.Form]] = {"consent": ConsentForm, "seen": SeenForm}
# Where an answer of the actions stands in a form; elsewhere it is said of the whole.
_FIELDS = {
    "reason_required": ("reason", "explanation"),
    "nothing_changed": ("body",),
    "empty_wording": ("body",),
    "unknown_outcome": ("outcome",),
}


def act_on(
    request: Request, document: Document, number: int, act: Act, *, form: str
) -> HttpResponse:
    """POST: do it with the fields of the form of this name, and go to the amendment; or show, on
    its page, why not, with everything as it was sent. Anything else only leads there."""
    if request.method != "POST":
        return HttpResponseRedirect(amendment_address(document, number))
    user = signed_in(request)
    amendment = amendment_of(document, number, user)
    sent = (_FORMS | _PRESSES)[form](request.POST)
    if not sent.is_valid():
        return page_of(request, document, number, sent=(form, request.POST))
    try:
        said = act(amendment, user, sent.cleaned_data)
    except Refused as refused:
        return page_of(request, document, number, refused=refused, sent=(form, request.POST))
    messages.success(request, said)
    return HttpResponseRedirect(amendment_address(document, number))


def page_of(
    request: Request,
    document: Document,
    number: int,
    *,
    refused: Refused | None = None,
    sent: tuple[str, QueryDict] | None = None,
) -> HttpResponse:
    """The amendment as it is now; with what was refused, and the form as it was sent."""
    user = actor(request)
    document.refresh_from_db(fields=["current_version", "stage"])
    page = amendment_page(document, number, user)
    if page.card.status == AmendmentStatus.DRAFT:
        return HttpResponseRedirect(
            reverse("principles:draft-detail", args=[document.slug, number])
        )
    shown = _forms_on(page)
    name, data = sent or ("", QueryDict())
    wrong = None
    if name in shown:
        wrong = shown[name] = _sent_again(name, data, shown[name], refused)
    elif sent is not None and refused is None:
        refused = Refused("incomplete", _("What was sent was incomplete. Nothing was changed."))
    context = {
        "document": document,
        "tone": tone_of(document),
        "page": page,
        "card": page.card,
        "is_page": True,
        "result": blocks_of(page.card.body),
        "refused": None if wrong is not None else refused,
        "wrong": wrong,
        "kept_words": _words_in(data) if wrong is None else [],
        "may_amend": may_amend(user, document),
        "support_refusal": refusal_of(may_support(user, document), document, request.path),
        "vote": ballot_context(request, document, page.amendment),
        "crumbs": amendment_crumbs(document, page.amendment),
        **{f"{each}_form": form for each, form in shown.items()},
    }
    status = status_of(refused) if refused is not None or sent is None else 400
    return render(request, "principles/amendment.html", context, status=status)


def _forms_on(page: AmendmentPage) -> dict[str, forms.Form]:
    """Those the reader may use."""
    card, found = page.card, {}
    seen = {"text_hash": card.text_hash}
    if page.desk is not None:
        found["decision"] = _form("decision", seen | {"base_hash": page.desk.base_hash})
        words = {"title": card.title, "body": card.body}
        found["proposal"] = _form("proposal", seen | words)
    if page.proposed is not None and page.proposed.may_answer:
        found["answer"] = _form("answer", {"proposed_at": page.proposed.stamp})
    if page.screening is not None:
        found["screening"] = _form("screening", seen)
    return found


def _form(name: str, initial: dict[str, Any], data: dict[str, Any] | None = None) -> forms.Form:
    return _FORMS[name](data, initial=initial, auto_id=f"{name}_%s")


def _sent_again(
    name: str, data: QueryDict, shown: forms.Form, refused: Refused | None
) -> forms.Form:
    """What was refused is sent anew on what the page shows now, not on what it showed before."""
    hidden = {field.name: field.initial for field in shown.hidden_fields()}
    form = _form(name, dict(shown.initial), {**data.dict(), **hidden})
    form.full_clean()
    if refused is not None:
        fields = [field for field in _FIELDS.get(refused.code, ()) if field in form.fields]
        form.add_error(fields[0] if fields else None, str(refused.message))
    return form


def _words_in(data: QueryDict) -> list[str]:
    """What was written into a form that is no longer on the page."""
    names = ("title", "body", "reason", "explanation", "answer")
    return [words for name in names if (words := data.get(name, "").strip())]


def status_of(refused: Refused | None) -> int:
    if refused is None:
        return 200
    return 409 if isinstance(refused, Conflict) else 400


def amendment_crumbs(document: Document, amendment: Amendment, *rest: Crumb) -> list[Crumb]:
    principle = Crumb(
        _("Principle %(number)s") % {"number": amendment.base.number},
        reverse("principles:principle-detail", args=[document.slug, amendment.principle.key]),
    )
    own = amendment_address(document, amendment.number) if rest else ""
    return crumbs_of(document, principle, Crumb(str(amendment), own), *rest)


def amendment_address(document: Document, number: int) -> str:
    return reverse("principles:amendment-detail", args=[document.slug, number])
