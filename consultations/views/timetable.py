"""Plan windows, and move the end of one."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from accounts.verdicts import require
from consultations.actions.timetable import extend_window, set_timetable
from consultations.forms.timetable import (
    BaseWindowFormSet,
    ExtendForm,
    TimetableForm,
    window_rows,
)
from consultations.models import Consultation, Window
from consultations.permissions import may_run
from consultations.queries.overview import timeline
from consultations.queries.timetable import plan_revision, planned
from consultations.views.access import desk_view
from consultations.views.attempts import DONE, SHOWN, WRONG, attempt, posted
from consultations.views.desk import desk_context


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def desk_timetable(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    """For observers, and after the end, the timetable to read."""
    known = planned(consultation)
    data = posted(request)
    if data is not None:
        require(may_run(request.user, consultation))
    form = TimetableForm(
        data,
        is_announced=consultation.announced_at is not None,
        initial={"base": plan_revision(known)},
    )
    windows = window_rows(data, windows=known, zone=ZoneInfo(consultation.timezone))
    rows_right = data is None or windows.is_valid()
    status = (
        attempt(request, form, lambda: _set(request, consultation, form, windows))
        if rows_right
        else WRONG
    )
    if status == DONE:
        messages.success(request, _("The timetable is changed."))
        return redirect("consultations:desk", consultation.document.slug)
    context = {
        **desk_context(request, consultation, here="timetable"),
        "form": form,
        "windows": windows,
        "wrong": status != SHOWN,
        "timeline": timeline(consultation),
    }
    return render(request, "consultations/desk_timetable.html", context, status=status)


def _set(
    request: SignedInRequest,
    consultation: Consultation,
    form: TimetableForm,
    windows: BaseWindowFormSet,
) -> None:
    set_timetable(
        consultation=consultation,
        windows=windows.plans(),
        reason=form.cleaned_data.get("reason", ""),
        base=form.cleaned_data["base"],
        by=request.user,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def desk_window(request: SignedInRequest, consultation: Consultation, pk: int) -> HttpResponse:
    """Let a window close later, or sooner."""
    require(may_run(request.user, consultation))
    window = get_object_or_404(consultation.windows, pk=pk)
    form = ExtendForm(
        posted(request),
        zone=ZoneInfo(consultation.timezone),
        initial={"closes_at": window.closes_at},
    )
    status = attempt(request, form, lambda: _extend(request, window, form))
    if status == DONE:
        messages.success(request, _("The window closes at another time now."))
        return redirect("consultations:desk", consultation.document.slug)
    context = {
        **desk_context(
            request, consultation, here="timetable", title=_("Change when this window closes")
        ),
        "form": form,
        "window": window,
    }
    return render(request, "consultations/desk_window.html", context, status=status)


def _extend(request: SignedInRequest, window: Window, form: ExtendForm) -> None:
    extend_window(
        window=window,
        closes_at=form.cleaned_data["closes_at"],
        reason=form.cleaned_data["reason"],
        by=request.user,
    )
