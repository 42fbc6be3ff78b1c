"""Outcome reports: to read, to print, as tables; made and published by moderators."""

from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, actor
from accounts.verdicts import Refused
from consultations.actions.reports import make_report, publish_report
from consultations.models import Consultation, Report
from consultations.permissions import may_publish_report, may_see_desk
from consultations.queries import overview
from consultations.queries.report_page import published_report, report_page
from consultations.queries.tables import amendment_table, comment_table, vote_table
from consultations.states import ReportStatus
from consultations.views.crumbs import consultation_crumbs
from consultations.writers.csv import Cell, csv_lines


@require_safe
def report_detail(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """A draft is shown by its number, to the team."""
    user = actor(request)
    consultation = overview.visible_consultation(user, slug)
    report = _report_for(request, consultation, number)
    document = consultation.document
    context = {
        "consultation": consultation,
        "document": document,
        "page": report_page(report),
        "publishable": report.status == ReportStatus.DRAFT
        and may_publish_report(user, consultation),
        "crumbs": consultation_crumbs(consultation, {"label": _("Outcome report")}),
    }
    return render(request, "consultations/report_detail.html", context)


def _report_for(request: HttpRequest, consultation: Consultation, number: int | None) -> Report:
    if number and may_see_desk(actor(request), consultation):
        report = consultation.reports.filter(number=number).first()
        if report is None:
            raise Http404
        return report
    return published_report(consultation, number)


@require_safe
def report_votes(request: HttpRequest, slug: str, number: int) -> StreamingHttpResponse:
    consultation = overview.visible_consultation(actor(request), slug)
    report = _report_for(request, consultation, number)
    return _csv(f"{slug}-votes", *vote_table(report))


@require_safe
def report_amendments(request: HttpRequest, slug: str, number: int) -> StreamingHttpResponse:
    consultation = overview.visible_consultation(actor(request), slug)
    report = _report_for(request, consultation, number)
    return _csv(f"{slug}-amendments", *amendment_table(report))


@require_safe
def report_comments(request: HttpRequest, slug: str, number: int) -> StreamingHttpResponse:
    consultation = overview.visible_consultation(actor(request), slug)
    _report_for(request, consultation, number)
    return _csv(f"{slug}-comments", *comment_table(consultation.document))


def _csv(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        csv_lines(columns, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


@login_required
@require_POST
def report_make(request: SignedInRequest, slug: str) -> HttpResponse:
    consultation = overview.visible_consultation(request.user, slug)
    report = make_report(consultation=consultation, by=request.user)
    messages.success(request, _("The report is made. Read it through before you publish it."))
    return redirect("consultations:report-draft", slug, report.number)


@login_required
@require_POST
def report_publish(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    consultation = overview.visible_consultation(request.user, slug)
    report = _report_for(request, consultation, number)
    try:
        publish_report(report=report, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("consultations:report-draft", slug, number)
    messages.success(request, _("The report is published."))
    return redirect("consultations:report-detail", slug)
