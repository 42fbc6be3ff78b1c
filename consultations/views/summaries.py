"""Summaries on the desk: ask for them, watch them being made, review them."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.verdicts import Refused
from consultations.actions.summaries import request_summaries, review_summary
from consultations.models import Consultation, Summary
from consultations.queries.positions import (
    SummaryShown,
    making_of_summaries,
    summaries_of_consultation,
    summary_shown,
)
from consultations.views.access import desk_view
from consultations.views.desk import desk_context


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


@require_safe
@desk_view
def summary_list(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    context = {
        **desk_context(request, consultation, here="summaries"),
        "making": making_of_summaries(consultation),
        "summaries": summaries_of_consultation(consultation),
    }
    return render(request, "consultations/summary_list.html", context)


@require_safe
@desk_view
def summary_progress(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    """The progress alone, asked for every two seconds while the job runs."""
    making = making_of_summaries(consultation)
    context = {"document": consultation.document, "making": making}
    response = render(request, "consultations/summary_list.html#progress", context)
    if making is None or not making.is_under_way:
        # Done: the list has changed too.
        response["HX-Refresh"] = "true"
    return response


@require_POST
@desk_view
def summary_make(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    request_summaries(consultation=consultation, by=request.user)
    messages.success(request, _("The summaries are being made. This page shows how far they are."))
    return redirect("consultations:summary-list", consultation.document.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def summary_review(request: SignedInRequest, consultation: Consultation, pk: int) -> HttpResponse:
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
            return redirect("consultations:summary-list", consultation.document.slug)
    context = {
        **desk_context(request, consultation, title=_review_title(shown)),
        "summary": shown,
        "refusal": refusal,
    }
    return render(request, "consultations/summary_review.html", context, status=status)


def _review_title(summary: SummaryShown) -> str:
    return _("%(group)s on principle %(key)s") % {
        "group": summary.group,
        "key": summary.principle_key,
    }
