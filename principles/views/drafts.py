"""A draft, as only its author sees it: read, proposed, given up."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import Request, actor
from accounts.verdicts import Conflict, Denied, Refused
from principles.actions.amendments import discard_draft, submit_draft
from principles.actions.late_proposals import is_too_late
from principles.actions.proposals import DuplicateWording
from principles.models import Amendment, Document
from principles.permissions import may_discard_draft
from principles.queries.amendment_changes import operations_shown
from principles.queries.amendments import amendment_of
from principles.queries.clauses import clauses_of, operations_of
from principles.queries.rebasing import since_of
from principles.states import AmendmentStatus
from principles.views.access import document_view
from principles.views.amendment_forms import way_in
from principles.views.crumbs import Crumb, crumbs_of
from principles.views.gone import PrincipleGone, gone_page, reading_or_gone
from principles.views.proposal_desk import address_of
from principles.views.refusals import signed_in


@require_safe
@document_view
def draft_detail(request: Request, document: Document, number: int) -> HttpResponse:
    draft = amendment_of(document, number, actor(request))
    if draft.status != AmendmentStatus.DRAFT:
        return HttpResponseRedirect(address_of(draft))
    return _page(request, draft)


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def draft_submit(request: Request, document: Document, number: int) -> HttpResponse:
    draft = amendment_of(document, number, actor(request))
    if request.method != "POST" or draft.status != AmendmentStatus.DRAFT:
        return HttpResponseRedirect(address_of(draft))
    try:
        proposed = submit_draft(amendment=draft, by=signed_in(request))
    except (Refused, Denied) as refusal:
        return _page(request, draft, refusal)
    said = _("Your amendment %(number)s is proposed.") % {"number": proposed}
    messages.success(request, said)
    return HttpResponseRedirect(address_of(proposed))


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def draft_discard(request: Request, document: Document, number: int) -> HttpResponse:
    """Asks first: nothing of it stays."""
    user = actor(request)
    draft = amendment_of(document, number, user)
    if way := way_in(request, may_discard_draft(user, draft), document):
        return way
    if draft.status != AmendmentStatus.DRAFT:
        return HttpResponseRedirect(address_of(draft))
    if request.method == "POST":
        discard_draft(amendment=draft, by=signed_in(request))
        said = _("Draft %(number)s is gone.") % {"number": draft}
        messages.success(request, said)
        return HttpResponseRedirect(reverse("principles:amendment-list", args=[document.slug]))
    context = {
        "document": document,
        "draft": draft,
        "crumbs": _crumbs(draft, Crumb(_("Discard"))),
    }
    return render(request, "principles/draft_discard.html", context)


def _page(
    request: Request, draft: Amendment, refusal: Refused | Denied | None = None
) -> HttpResponse:
    document = draft.document
    document.refresh_from_db(fields=["current_version", "stage"])
    operations = operations_of(draft)
    clauses = clauses_of(draft.base.version_id)
    try:
        reading = reading_or_gone(document, draft.principle.key)
    except PrincipleGone:
        words = {"title": draft.title, "body": draft.body, "rationale": draft.rationale}
        return gone_page(request, document, words, draft)
    context: dict[str, Any] = {
        "document": document,
        "draft": draft,
        "reading": reading,
        "operations": operations_shown(operations, clauses),
        "since": since_of(
            document, reading, operations, draft.base.hash, draft.base.version.number
        ),
        "refused": _said(refusal),
        "is_late": refusal is not None and is_too_late(refusal),
        "duplicate": refusal.amendment if isinstance(refusal, DuplicateWording) else None,
        "crumbs": _crumbs(draft),
    }
    return render(request, "principles/draft.html", context, status=_status(refusal))


def _said(refusal: Refused | Denied | None) -> str:
    if isinstance(refusal, Denied):
        return str(refusal.verdict.reason)
    return str(refusal.message) if refusal else ""


def _status(refusal: Refused | Denied | None) -> int:
    if refusal is None:
        return 200
    if isinstance(refusal, Denied):
        return 403
    return 409 if isinstance(refusal, Conflict) else 400


def _crumbs(draft: Amendment, *rest: Crumb) -> list[Crumb]:
    document = draft.document
    own = Crumb(str(draft), address_of(draft) if rest else "")
    every = reverse("principles:amendment-list", args=[document.slug])
    return crumbs_of(document, Crumb(_("Amendments"), every), own, *rest)
