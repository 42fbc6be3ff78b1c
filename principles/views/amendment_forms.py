"""Writing an amendment: proposed, kept as a draft, revised; every answer gives back what was
typed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import Request, actor
from accounts.models import User
from accounts.verdicts import Conflict, Denied, Refused, Verdict, require
from principles.actions.amendments import revise_amendment, save_draft, submit_draft
from principles.actions.late_proposals import KeptAsDraft, is_too_late, propose_or_keep
from principles.actions.proposals import DuplicateWording
from principles.forms.proposals import ProposalForm, Way
from principles.models import Amendment, Document
from principles.permissions import may_amend, may_revise_amendment
from principles.queries.amendments import amendment_of
from principles.queries.clauses import operations_of
from principles.queries.principles import reading_of
from principles.states import BEFORE_VOTE, AmendmentKind, AmendmentStatus
from principles.text.operations import BadOperation, Code, Operation
from principles.views.access import document_view
from principles.views.gone import PrincipleGone, gone_page, reading_or_gone
from principles.views.proposal_desk import (
    Desk,
    Values,
    address_of,
    blank,
    desk_page,
    form_of,
    operations_in,
    since_in,
    values_of,
    way_of,
    worded,
)
from principles.views.proposal_ways import is_on_the_way, rearranged
from principles.views.refusals import refusal_of

# Where an answer of the actions stands in the form; the first of these fields that it has.
_FIELDS = {
    "nothing_changed": ("body", "place"),
    "empty_wording": ("body", "part_1_body"),
    "too_long": ("body", "part_1_body"),
    "unreadable": ("body", "part_1_body"),
    "too_few_parts": ("part_2_title",),
    "too_few_joined": ("others",),
    "unknown_section": ("place",),
    "after_itself": ("place",),
    "rationale_required": ("rationale",),
}


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_propose(request: Request, document: Document, key: int) -> HttpResponse:
    user = actor(request)
    try:
        desk = Desk(document, reading_or_gone(document, key))
    except PrincipleGone:
        if request.method != "POST" or user is None:
            raise
        return gone_page(request, document, request.POST.dict())
    if request.method != "POST" or user is None:
        if turned_away := way_in(request, may_amend(user, document), document):
            return turned_away
        way = way_of({"kind": request.GET.get("kind")})
        return desk_page(request, desk, form_of(desk, blank(desk, way, key)))
    return _written(request, desk, user)


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_preview(request: Request, document: Document, key: int) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseRedirect(
            reverse("principles:amendment-propose", args=[document.slug, key])
        )
    require(may_amend(actor(request), document))
    return _rearranged(request, Desk(document, reading_of(document, key)))


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_amend(request: Request, document: Document, number: int) -> HttpResponse:
    """Other words for what an amendment says; they start from its own."""
    user = actor(request)
    parent = amendment_of(document, number, user)
    desk = Desk(document, reading_of(document, parent.principle.key), parent=parent)
    if request.method != "POST" or user is None:
        if way := way_in(request, may_amend(user, document), document):
            return way
        if parent.status not in BEFORE_VOTE:
            return HttpResponseRedirect(address_of(parent))
        start, context = _starting(desk, parent)
        start |= {"rationale": "", "label": ""}
        return desk_page(request, desk, form_of(desk, start), **context)
    return _written(request, desk, user)


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_revise(request: Request, document: Document, number: int) -> HttpResponse:
    user = actor(request)
    amendment = amendment_of(document, number, user)
    try:
        desk = Desk(document, reading_or_gone(document, amendment.principle.key), amendment)
    except PrincipleGone:
        require(may_revise_amendment(user, amendment))
        return gone_page(request, document, _own_words(request, amendment), amendment)
    if request.method != "POST" or user is None:
        if way := way_in(request, may_revise_amendment(user, amendment), document):
            return way
        if amendment.status not in BEFORE_VOTE:
            return HttpResponseRedirect(address_of(amendment))
        start, context = _starting(desk, amendment)
        return desk_page(request, desk, form_of(desk, start), **context)
    return _written(request, desk, user)


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def amendment_revise_preview(request: Request, document: Document, number: int) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseRedirect(
            reverse("principles:amendment-revise", args=[document.slug, number])
        )
    amendment = amendment_of(document, number, actor(request))
    require(may_revise_amendment(actor(request), amendment))
    reading = reading_of(document, amendment.principle.key)
    return _rearranged(request, Desk(document, reading, amendment))


def way_in(request: Request, verdict: Verdict, document: Document) -> HttpResponse | None:
    """To signing in, or saying for whom one speaks; other refusals are raised."""
    refusal = refusal_of(verdict, document, request.path)
    if refusal is not None and refusal.url:
        return HttpResponseRedirect(refusal.url)
    require(verdict)
    return None


def _own_words(request: Request, amendment: Amendment) -> dict[str, str]:
    if request.method == "POST":
        return request.POST.dict()
    words = {"title": amendment.title, "body": amendment.body}
    return {**words, "rationale": amendment.rationale}


def _starting(desk: Desk, amendment: Amendment) -> tuple[Values, dict[str, Any]]:
    """The form for what an amendment says, on the text of today where the engine can put it there:
    then with what it said before beside it."""
    values = worded(amendment, operations_of(amendment))
    since = since_in(desk, values)
    if since is None or not since.adapted:
        return values, {}
    adapted = worded(amendment, since.adapted) | {
        "base_hash": desk.reading.hash,
        "base_version": desk.reading.version.number,
        "kept_title": values.get("title", ""),
        "kept_body": values.get("body", ""),
    }
    return adapted, {"adapted": since}


def _rearranged(request: Request, desk: Desk) -> HttpResponse:
    values = rearranged(desk, request.POST)
    return desk_page(request, desk, form_of(desk, values), part="#preview")


def _written(request: Request, desk: Desk, user: User) -> HttpResponse:
    """To the amendment once it is kept; else the form as it was sent, with what was wrong."""
    if is_on_the_way(request.POST):
        return _rearranged(request, desk)
    values = values_of(request.POST)
    to_draft = request.POST.get("way") == "draft"
    form = form_of(desk, values, request.POST, is_draft=to_draft)
    if not form.is_valid():
        return desk_page(request, desk, form, status=400)
    operations = operations_in(desk, {**values, **form.cleaned_data}, desk.clauses)
    if not any(_belongs(each, desk.reading.principle.key) for each in operations):
        at = {"number": desk.reading.number}
        form.add_error(None, _("One of the changes must be to principle %(number)s.") % at)
        return desk_page(request, desk, form, status=400)
    return _kept(request, desk, form, lambda: _done(desk, form, operations, user, to_draft))


def _belongs(operation: Operation, key: int) -> bool:
    """Whether it may be the one for which an amendment is filed under this principle; an addition
    may be filed under any."""
    return operation.code == Code.ADD or key in {operation.principle, *operation.others}


def _done(
    desk: Desk, form: ProposalForm, operations: tuple[Operation, ...], user: User, to_draft: bool
) -> tuple[Amendment, str]:
    """The amendment, and what to say of it."""
    words = form.cleaned_data
    proposed: dict[str, Any] = {
        "operations": operations,
        "rationale": words["rationale"],
        "label": words["label"],
        "base_hash": words["base_hash"],
        "base_version": words["base_version"],
        "by": user,
    }
    if since_in(desk, form.values()) is not None and words["base_hash"] == desk.reading.hash:
        raise Conflict("stale_base", _("The text changed since this wording was written."))
    if desk.amendment is not None:
        return _revised(desk.amendment, proposed, to_draft=to_draft)
    proposed |= {"principle": desk.reading.principle, "parent": desk.parent}
    if form.way == Way.RIVAL:
        proposed["kind"] = AmendmentKind.RIVAL
    if to_draft:
        return save_draft(**proposed), _("Your draft %(number)s is kept. Only you can read it.")
    return propose_or_keep(**proposed), _("Your amendment %(number)s is proposed.")


def _revised(
    amendment: Amendment, proposed: dict[str, Any], *, to_draft: bool
) -> tuple[Amendment, str]:
    """A draft is kept first, then proposed: what is refused then is not lost."""
    was_draft = amendment.status == AmendmentStatus.DRAFT
    try:
        amendment = revise_amendment(amendment=amendment, **proposed)
    except Refused as refused:
        if not was_draft or refused.code != "nothing_changed" or isinstance(refused, Conflict):
            raise
        if operations_of(amendment) != proposed["operations"]:
            raise
    if not was_draft:
        return amendment, _("Your amendment %(number)s is revised.")
    if to_draft:
        return amendment, _("Your draft %(number)s is kept. Only you can read it.")
    try:
        amendment = submit_draft(amendment=amendment, by=proposed["by"])
    except (Refused, Denied) as because:
        if is_too_late(because):
            raise KeptAsDraft(amendment, because) from because
        raise
    return amendment, _("Your amendment %(number)s is proposed.")


def _kept(
    request: Request,
    desk: Desk,
    form: ProposalForm,
    act: Callable[[], tuple[Amendment, str]],
) -> HttpResponse:
    context: dict[str, Any] = {}
    try:
        done, said = act()
    except Denied as denied:
        form.add_error(None, str(denied.verdict.reason))
        status = 403
    except KeptAsDraft as kept:
        form.add_error(None, str(kept.message))
        status = 403 if isinstance(kept.because, Denied) else 400
        # What is written on from here goes into the draft.
        desk.amendment, context["kept"] = kept.draft, kept.draft
    except Refused as refused:
        form.add_error(_field(refused, form), _message(refused, form))
        status = 409 if isinstance(refused, Conflict) else 400
        if isinstance(refused, DuplicateWording):
            context["duplicate"] = refused.amendment
    else:
        messages.success(request, said % {"number": done})
        return HttpResponseRedirect(address_of(done))
    desk.document.refresh_from_db(fields=["current_version", "stage"])
    reading = reading_of(desk.document, desk.reading.principle.key)
    desk = Desk(desk.document, reading, desk.amendment, desk.parent)
    return desk_page(request, desk, form, status=status, **context)


def _field(refused: Refused, form: ProposalForm) -> str | None:
    return next((each for each in _FIELDS.get(refused.code, ()) if each in form.fields), None)


def _message(refused: Refused, form: ProposalForm) -> str:
    fault = refused.__cause__
    if form.way == Way.MOVE and isinstance(fault, BadOperation) and fault.code == "no_change":
        return _("It stands there already: choose another place.")
    return str(refused.message)
