"""Casting a vote."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import Request, actor
from accounts.verdicts import Refused
from principles.actions.votes import TextChanged, cast_vote
from principles.forms.votes import VoteForm
from principles.models import Document, Principle
from principles.queries.amendment_changes import Changes, changes_between
from principles.queries.principles import visible_principle
from principles.queries.tallies import tally_by_group
from principles.views.principles import principle_response, reading_for, vote_context
from principles.views.refusals import signed_in

# Where an answer of the action stands in the form.
_FIELDS = {
    "reason_required": "reason",
    "too_long": "reason",
    "unreadable": "reason",
    "unknown_choice": "choice",
}


@require_http_methods(["GET", "HEAD", "POST"])
def vote_cast(request: Request, slug: str, key: int) -> HttpResponse:
    principle = visible_principle(actor(request), slug, key)
    here = reverse("principles:principle-detail", args=[slug, key])
    if request.method != "POST":
        return HttpResponseRedirect(here)
    user = signed_in(request)
    form = _ballot(principle.document, request.POST)
    if not form.is_valid():
        return _again(request, principle, form)
    try:
        vote = cast_vote(principle=principle, by=user, **form.cleaned_data)
    except TextChanged as changed:
        return _again(request, principle, form, changed)
    except Refused as refused:
        form.add_error(_FIELDS.get(refused.code), str(refused.message))
        return _again(request, principle, form)
    said = _("Your vote is recorded: %(choice)s.") % {"choice": vote.get_choice_display()}
    if request.htmx:
        return _part(request, principle, said)
    messages.success(request, said)
    return HttpResponseRedirect(f"{here}#vote")


def _ballot(document: Document, data: Mapping[str, Any]) -> VoteForm:
    return VoteForm(data, allows_block=document.allows_block, auto_id="vote_%s")


def _part(request: Request, principle: Principle, said: str) -> HttpResponse:
    """The ballot and the results as they are now."""
    document = principle.document
    reading = reading_for(actor(request), document, principle.key)
    context = {
        **vote_context(request, document, reading),
        "tally": tally_by_group(reading.principle, reading.hash),
        "said": said,
    }
    return render(request, "principles/principle.html#voted", context)


def _again(
    request: Request, principle: Principle, form: VoteForm, changed: TextChanged | None = None
) -> HttpResponse:
    """The form as it was sent, with what was wrong; on words that are gone, with those of today
    and what changed."""
    document = principle.document
    document.refresh_from_db(fields=["current_version", "stage"])
    reading = reading_for(actor(request), document, principle.key)
    changes = None
    if changed is not None:
        # The same choice, to be confirmed by sending it again.
        form = _ballot(document, {**request.POST.dict(), "text_hash": changed.current.hash})
        form.add_error(None, str(changed.message))
        changes = _changes(changed)
    status = 409 if changed else 400
    if request.htmx:
        context = {**vote_context(request, document, reading, changes), "vote_form": form}
        return render(request, "principles/principle.html#vote", context, status=status)
    return principle_response(
        request, document, reading, status=status, vote_form=form, changes=changes
    )


def _changes(changed: TextChanged) -> Changes | None:
    if changed.voted is None:
        return None
    return changes_between(changed.voted, changed.current.title, changed.current.body)
