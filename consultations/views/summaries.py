"""Summaries on the desk: ask for them, watch them being made, review and publish them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from consultations.actions.making import stop_summaries
from consultations.actions.summaries import (
    publish_summary,
    reopen_summary,
    request_summaries,
    review_summary,
)
from consultations.forms.points import MoveForm
from consultations.models import Consultation
from consultations.queries.making import making_of_summaries
from consultations.queries.point_review import (
    SummaryReview,
    open_flags,
    part_name,
    summary_lines,
    summary_review,
)
from consultations.queries.runs import runs_of
from consultations.states import SummaryStatus
from consultations.views.access import desk_view
from consultations.views.attempts import DONE, SHOWN, attempt
from consultations.views.desk import desk_context
from consultations.views.making import progress_part, tell_of_stop


@require_safe
@desk_view
def summary_list(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    context = {
        **desk_context(request, consultation, here="summaries"),
        "making": making_of_summaries(consultation),
        "lines": summary_lines(consultation),
        "flags": open_flags(consultation),
    }
    return render(request, "consultations/summary_list.html", context)


@require_safe
@desk_view
def summary_progress(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    making = making_of_summaries(consultation)
    return progress_part(request, consultation, making, "consultations/summary_list.html#progress")


@require_POST
@desk_view
def summary_make(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    request_summaries(consultation=consultation, by=request.user)
    messages.success(request, _("The summaries are being made. This page shows how far they are."))
    return redirect("consultations:summary-list", consultation.document.slug)


@require_POST
@desk_view
def summary_stop(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    tell_of_stop(request, stop_summaries(consultation=consultation, by=request.user))
    return redirect("consultations:summary-list", consultation.document.slug)


@require_safe
@desk_view
def summary_detail(request: SignedInRequest, consultation: Consultation, pk: int) -> HttpResponse:
    return _review_page(request, consultation, pk)


@require_POST
@desk_view
def summary_move(request: SignedInRequest, consultation: Consultation, pk: int) -> HttpResponse:
    """One step of its review, forward or back."""
    summary = get_object_or_404(consultation.summaries, pk=pk)
    form = MoveForm(request.POST)

    def move() -> None:
        acts = {
            SummaryStatus.REVIEWED.value: review_summary,
            SummaryStatus.PUBLISHED.value: publish_summary,
        }
        act = acts.get(form.cleaned_data["to"], reopen_summary)
        act(summary=summary, run=form.cleaned_data["run"], by=request.user)

    status = attempt(request, form, move)
    if status != DONE:
        return _review_page(request, consultation, pk, {"form": form}, status)
    messages.success(request, _("Its state is changed, and the record says so."))
    return redirect("consultations:summary-review", consultation.document.slug, pk)


@require_safe
@desk_view
def summary_runs(request: SignedInRequest, consultation: Consultation, pk: int) -> HttpResponse:
    summary = get_object_or_404(consultation.summaries.select_related("group", "principle"), pk=pk)
    key = summary.principle.key if summary.principle else None
    context = {
        **desk_context(
            request,
            consultation,
            here="summaries",
            title=_("Runs: %(summary)s") % {"summary": part_name(summary.group.label, key)},
        ),
        "pk": pk,
        "shown": runs_of(summary),
    }
    return render(request, "consultations/summary_runs.html", context)


def _review_page(
    request: SignedInRequest,
    consultation: Consultation,
    pk: int,
    more: dict[str, Any] | None = None,
    status: int = SHOWN,
) -> HttpResponse:
    review = review_or_404(consultation, pk)
    context = {
        **desk_context(request, consultation, here="summaries", title=review_title(review)),
        "review": review,
        "summary": review.summary,
        **(more or {}),
    }
    return render(request, "consultations/summary_review.html", context, status=status)


def review_or_404(consultation: Consultation, pk: int) -> SummaryReview:
    if (review := summary_review(consultation, pk)) is None:
        raise Http404
    return review


def review_title(review: SummaryReview) -> str:
    return part_name(review.summary.group, review.summary.principle_key)
