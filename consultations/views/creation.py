"""Start a consultation on a document that was just imported."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from accounts.verdicts import Refused, require
from consultations.actions.lifecycle import create_consultation
from consultations.actions.timetable import WindowPlan
from consultations.forms.settings import SettingsForm, settings_of
from consultations.forms.timetable import BaseWindowFormSet, window_rows
from consultations.models import Consultation
from consultations.permissions import may_create
from consultations.queries.timetable import usual_timezone
from consultations.timetable import suggested_spans
from consultations.views.attempts import posted
from principles.models import Document
from principles.queries.outline import visible_document
from principles.states import Stage


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def consultation_create(request: SignedInRequest, slug: str) -> HttpResponse:
    document = visible_document(request.user, slug)
    require(may_create(request.user, document))
    if Consultation.objects.filter(document=document).exists():
        return redirect("consultations:desk", slug)
    zone = usual_timezone(request.user)
    form = SettingsForm(
        posted(request),
        initial={**settings_of(document), "timezone": zone},
    )
    windows = _windows(request, form, ZoneInfo(zone))
    if request.method == "POST" and form.is_valid() & windows.is_valid():
        try:
            consultation = create_consultation(
                document=document, windows=windows.plans(), by=request.user, **form.values()
            )
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            messages.success(request, _("The draft is kept. Its team alone sees it so far."))
            return redirect("consultations:desk", consultation.document.slug)
    return _page(request, document, form, windows)


def _windows(request: SignedInRequest, form: SettingsForm, usual: ZoneInfo) -> BaseWindowFormSet:
    """Rows in the zone chosen on the same page; three suggested ones to begin with."""
    if request.method == "POST":
        zone = ZoneInfo(form.cleaned_data["timezone"]) if _knows_zone(form) else usual
        return window_rows(request.POST, zone=zone)
    spans = suggested_spans(timezone.now(), usual)
    stages = (Stage.COMMENT, Stage.AMEND, Stage.VOTE)
    plans = [WindowPlan(stage, *span) for stage, span in zip(stages, spans, strict=True)]
    return window_rows(None, windows=plans, zone=usual)


def _knows_zone(form: SettingsForm) -> bool:
    form.is_valid()
    return "timezone" in form.cleaned_data


def _page(
    request: SignedInRequest,
    document: Document,
    form: SettingsForm,
    windows: BaseWindowFormSet,
) -> HttpResponse:
    wrong = bool(form.errors) or (windows.is_bound and not windows.is_valid())
    context = {
        "document": document,
        "form": form,
        "windows": windows,
        "wrong": wrong,
        "crumbs": [
            {
                "label": document.title,
                "url": reverse("principles:document-detail", args=[document.slug]),
            },
            {"label": _("Start a consultation")},
        ],
    }
    return render(
        request, "consultations/consultation_create.html", context, status=400 if wrong else 200
    )
