"""Summaries on the desk: ask for them, watch them being made, review them."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.verdicts import Refused
from consultations.actions.summaries import request_summaries, review_summary
from consultations.models import Consultation, Summary
from consultations.permissions import may_run, may_see_desk
from consultations.queries import overview
from consultations.queries.positions import (
    Making,
    making_of_summaries,
    summaries_of_consultation,
    summary_shown,
)
from consultations.views.crumbs import desk_crumbs


class ReviewForm(forms.Form):
    """`keep` holds the indices of the sentences that stay."""

    keep = forms.TypedMultipleChoiceField(
        label="", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    input_hash = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: object, claims: int, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        field = self.fields["keep"]
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = [(i, "") for i in range(claims)]


def _consultation(request: SignedInRequest, slug: str) -> Consultation:
    consultation = overview.visible_consultation(request.user, slug)
    if not (seen := may_see_desk(request.user, consultation)):
        raise PermissionDenied(str(seen.reason))
    return consultation


@login_required
@require_safe
def summary_list(request: SignedInRequest, slug: str) -> HttpResponse:
    consultation = _consultation(request, slug)
    context = {
        **_progress(request, consultation, making_of_summaries(consultation)),
        "summaries": summaries_of_consultation(consultation),
        "crumbs": desk_crumbs(consultation, _("Summaries")),
    }
    return render(request, "consultations/summary_list.html", context)


@login_required
@require_safe
def summary_progress(request: SignedInRequest, slug: str) -> HttpResponse:
    """The progress alone, asked for every two seconds while the job runs."""
    consultation = _consultation(request, slug)
    making = making_of_summaries(consultation)
    context = _progress(request, consultation, making)
    response = render(request, "consultations/summary_list.html#progress", context)
    if making is None or not making.is_under_way:
        # Done: the list has changed too.
        response["HX-Refresh"] = "true"
    return response


def _progress(
    request: SignedInRequest, consultation: Consultation, making: Making | None
) -> dict[str, object]:
    return {
        "consultation": consultation,
        "document": consultation.document,
        "making": making,
        "runs": bool(may_run(request.user, consultation)),
    }


@login_required
@require_POST
def summary_make(request: SignedInRequest, slug: str) -> HttpResponse:
    consultation = _consultation(request, slug)
    request_summaries(consultation=consultation, by=request.user)
    messages.success(request, _("The summaries are being made. This page shows how far they are."))
    return redirect("consultations:summary-list", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def summary_review(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    consultation = _consultation(request, slug)
    shown = summary_shown(consultation, pk)
    if shown is None:
        raise Http404
    form = ReviewForm(request.POST if request.method == "POST" else None, claims=len(shown.claims))
    status, refusal = 200, ""
    if request.method == "POST" and form.is_valid():
        try:
            review_summary(
                summary=Summary.objects.get(pk=pk),
                keep=form.cleaned_data["keep"],
                input_hash=form.cleaned_data["input_hash"],
                by=request.user,
            )
        except Refused as error:
            status, refusal = 409, str(error.message)
        else:
            messages.success(request, _("The summary is marked as reviewed."))
            return redirect("consultations:summary-list", slug)
    context = {
        "consultation": consultation,
        "document": consultation.document,
        "summary": shown,
        "refusal": refusal,
        "runs": bool(may_run(request.user, consultation)),
        "crumbs": desk_crumbs(consultation, _("Review a summary")),
    }
    return render(request, "consultations/summary_review.html", context, status=status)
