"""Announce, move, close, conclude, cancel: what cannot be undone is read through before."""

from collections.abc import Callable, Container
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from accounts.verdicts import Verdict, require
from consultations.actions.lifecycle import announce_consultation, cancel, conclude, move_stage
from consultations.forms.timetable import MoveForm, ReasonForm
from consultations.models import Consultation
from consultations.permissions import may_announce, may_cancel, may_conclude, may_run
from consultations.queries.checks import (
    Check,
    check_announcement,
    check_cancellation,
    check_close,
    check_conclusion,
)
from consultations.queries.desk import facts_of
from consultations.views.access import desk_view
from consultations.views.attempts import DONE, attempt, posted
from consultations.views.desk import desk_context
from principles.states import ENDED_STAGES, OPEN_STAGES, Stage


def _checked(
    request: SignedInRequest,
    consultation: Consultation,
    *,
    may: Verdict,
    stages: Container[Stage],
    form: Form,
    act: Callable[[], object],
    check: Callable[[], Check],
    words: dict[str, str | Promise],
) -> HttpResponse:
    """The page that says what will happen, and, by POST, the step itself; there is nothing to ask
    outside of `stages`."""
    require(may)
    if request.method != "POST" and consultation.document.stage not in stages:
        return redirect("consultations:desk", consultation.document.slug)
    status = attempt(request, form, act)
    if status == DONE:
        messages.success(request, str(words["done"]))
        return redirect("consultations:desk", consultation.document.slug)
    context = {
        **desk_context(request, consultation, title=str(words["title"])),
        "form": form,
        "check": check(),
        "button": words["button"],
        "button_tone": words.get("tone", "primary"),
    }
    return render(request, "consultations/desk_check.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def desk_announce(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    return _checked(
        request,
        consultation,
        may=may_announce(request.user, consultation),
        stages={Stage.DRAFT},
        form=Form(posted(request)),
        act=lambda: announce_consultation(consultation=consultation, by=request.user),
        check=lambda: check_announcement(consultation),
        words={
            "title": gettext_lazy("Announce this consultation"),
            "button": gettext_lazy("Announce"),
            "done": gettext_lazy("The consultation is announced."),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def desk_close(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    form = ReasonForm(posted(request))
    return _checked(
        request,
        consultation,
        may=may_run(request.user, consultation),
        stages=OPEN_STAGES | {Stage.PAUSED},
        form=form,
        act=lambda: move_stage(
            consultation=consultation,
            to=Stage.CLOSED,
            reason=form.cleaned_data["reason"],
            by=request.user,
        ),
        check=lambda: check_close(consultation, facts_of(consultation)),
        words={
            "title": gettext_lazy("Close this consultation"),
            "button": gettext_lazy("Close"),
            "tone": "danger",
            "done": gettext_lazy("The consultation is closed."),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def desk_conclude(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    form = ReasonForm(posted(request))
    return _checked(
        request,
        consultation,
        may=may_conclude(request.user, consultation),
        stages={Stage.CLOSED},
        form=form,
        act=lambda: conclude(
            consultation=consultation, reason=form.cleaned_data["reason"], by=request.user
        ),
        check=lambda: check_conclusion(consultation, facts_of(consultation)),
        words={
            "title": gettext_lazy("Conclude this consultation"),
            "button": gettext_lazy("Conclude"),
            "done": gettext_lazy("The consultation is concluded. Its report can be published."),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def desk_cancel(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    form = ReasonForm(posted(request))
    return _checked(
        request,
        consultation,
        may=may_cancel(request.user, consultation),
        stages=set(Stage) - ENDED_STAGES,
        form=form,
        act=lambda: cancel(
            consultation=consultation, reason=form.cleaned_data["reason"], by=request.user
        ),
        check=lambda: check_cancellation(consultation, facts_of(consultation)),
        words={
            "title": gettext_lazy("Cancel this consultation"),
            "button": gettext_lazy("Cancel it"),
            "tone": "danger",
            "done": gettext_lazy("The consultation is cancelled."),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def desk_move(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    """Open a stage now, or pause: either can be taken back by the next move."""
    require(may_run(request.user, consultation))
    stage = Stage(consultation.document.stage)
    if stage == Stage.DRAFT or stage in ENDED_STAGES:
        return redirect("consultations:desk", consultation.document.slug)
    form = MoveForm(posted(request), zone=ZoneInfo(consultation.timezone), stage=stage)
    status = attempt(request, form, lambda: _move(request, consultation, form))
    if status == DONE:
        messages.success(request, _("The stage is changed."))
        return redirect("consultations:desk", consultation.document.slug)
    context = {
        **desk_context(request, consultation, title=_("Move to another stage now")),
        "form": form,
    }
    return render(request, "consultations/desk_move.html", context, status=status)


def _move(request: SignedInRequest, consultation: Consultation, form: MoveForm) -> None:
    move_stage(
        consultation=consultation,
        to=Stage(form.cleaned_data["to"]),
        reason=form.cleaned_data["reason"],
        closes_at=form.cleaned_data["closes_at"],
        seen=Stage(form.cleaned_data["seen"]),
        by=request.user,
    )
