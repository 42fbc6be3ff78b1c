"""A moderator's editorial correction: written, looked at, published."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import Request, actor
from accounts.verdicts import Conflict, Denied, Refused
from principles.actions.editorial import correct_principle
from principles.actions.proposals import as_meant
from principles.forms.corrections import CorrectionForm
from principles.models import Document
from principles.permissions import may_decide
from principles.queries.amendment_changes import changes_between
from principles.queries.principles import Reading, reading_of
from principles.queries.rebasing import since_of
from principles.text.wording import BODY_LENGTH, TITLE_LENGTH
from principles.views.access import document_view
from principles.views.amendment_forms import way_in
from principles.views.crumbs import Crumb
from principles.views.principles import principle_crumbs
from principles.views.refusals import signed_in

_FIELDS = {
    "nothing_changed": "body",
    "not_editorial": "body",
    "empty_wording": "body",
    "unreadable": "body",
    "rationale_required": "reason",
}


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def principle_correct(request: Request, document: Document, key: int) -> HttpResponse:
    """Publishes only what was looked at: the first POST shows the changes."""
    reading = reading_of(document, key)
    verdict = may_decide(actor(request), document)
    if turned_away := way_in(request, verdict, document):
        return turned_away
    if request.method != "POST":
        initial = {"title": reading.title, "body": reading.body, "base_hash": reading.hash}
        return _page(request, document, reading, _form(document, initial=initial))
    form = _form(document, data=request.POST)
    if not form.is_valid():
        return _page(request, document, reading, form, status=400)
    if request.POST.get("way") != "publish":
        return _page(request, document, reading, form, is_checked=True)
    return _publish(request, document, reading, form)


def _publish(
    request: Request, document: Document, reading: Reading, form: CorrectionForm
) -> HttpResponse:
    words = form.cleaned_data
    try:
        correction = correct_principle(
            principle=reading.principle,
            title=words["title"],
            body=words["body"],
            rationale=words["reason"],
            base_hash=words["base_hash"],
            by=signed_in(request),
        )
    except Denied as denied:
        form.add_error(None, str(denied.verdict.reason))
        status = 403
    except Refused as refused:
        form.add_error(_FIELDS.get(refused.code), str(refused.message))
        status = 409 if isinstance(refused, Conflict) else 400
    else:
        said = _("The correction is published as %(number)s.") % {"number": correction}
        messages.success(request, said)
        return HttpResponseRedirect(_address(document, reading))
    document.refresh_from_db(fields=["current_version", "stage"])
    reading = reading_of(document, reading.principle.key)
    return _page(request, document, reading, form, status=status)


def _form(document: Document, **kwargs: Any) -> CorrectionForm:
    return CorrectionForm(**kwargs, language=document.language, auto_id="correction_%s")


def _page(
    request: Request,
    document: Document,
    reading: Reading,
    form: CorrectionForm,
    *,
    status: int = 200,
    is_checked: bool = False,
) -> HttpResponse:
    typed = {name: str(form[name].value() or "") for name in ("title", "body", "base_hash")}
    since = since_of(document, reading, (), typed["base_hash"])
    old = since.base if since else reading
    title, body = as_meant(old.title, old.body, typed["title"], typed["body"])
    is_long = len(title) > TITLE_LENGTH or len(body) > BODY_LENGTH
    context = {
        "document": document,
        "reading": reading,
        "form": form,
        "since": since,
        "preview": None if is_long else changes_between(old, title, body),
        "is_checked": is_checked,
        "back": _address(document, reading),
        "crumbs": principle_crumbs(document, reading, Crumb(_("Editorial correction"))),
    }
    return render(request, "principles/correction_form.html", context, status=status)


def _address(document: Document, reading: Reading) -> str:
    return reverse("principles:principle-detail", args=[document.slug, reading.principle.key])
