"""The moderators' desk: what to do next, what waits, and the record."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from consultations.forms.listing import CursorForm
from consultations.models import Consultation
from consultations.permissions import (
    may_announce,
    may_cancel,
    may_change_settings,
    may_make_report,
    may_run,
)
from consultations.queries.desk import (
    facts_of,
    failed_jobs,
    tasks_of,
)
from consultations.queries.desk_amendments import waiting_amendments
from consultations.queries.journal import journal
from consultations.queries.moderation import NEWEST, comment_lines
from consultations.queries.overview import timeline
from consultations.queries.turnout import turnout_of
from consultations.views.access import desk_view
from consultations.views.crumbs import desk_crumbs
from principles.queries.outline import tone_of
from principles.states import ENDED_STAGES

JOURNAL_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Tab:
    """The contract of components/tabs.html."""

    label: str
    url: str
    current: bool


def desk_context(
    request: SignedInRequest, consultation: Consultation, *, here: str = "", title: str = ""
) -> dict[str, Any]:
    """What every page of the desk shows; `here` is its tab, `title` that of a page below it, or
    without one."""
    tabs = _tabs(request, consultation, here)
    current = [tab for tab in tabs if tab.current]
    above = [{"label": tab.label, "url": tab.url} for tab in current]
    label = title or current[0].label
    return {
        "consultation": consultation,
        "document": consultation.document,
        "tone": tone_of(consultation.document),
        "runs": bool(may_run(request.user, consultation)),
        "has_ended": consultation.document.stage in ENDED_STAGES,
        "tabs": tabs,
        "title": label,
        "crumbs": (
            desk_crumbs(consultation)
            if here == "desk"
            else desk_crumbs(consultation, *(above if title else ()), {"label": label})
        ),
    }


def _tabs(request: SignedInRequest, consultation: Consultation, here: str) -> list[Tab]:
    pages = [
        ("desk", "desk", _("What to do")),
        ("comments", "desk-comments", _("Comments")),
        ("statements", "desk-statements", _("Statements")),
        ("summaries", "summary-list", _("Summaries")),
        ("timetable", "desk-timetable", _("Timetable")),
        ("team", "desk-team", _("Team")),
        ("record", "desk-record", _("Record")),
    ]
    if may_change_settings(request.user, consultation):
        pages.append(("settings", "desk-settings", _("Settings")))
    slug = consultation.document.slug
    return [
        Tab(label, reverse(f"consultations:{name}", args=[slug]), here == key)
        for key, name, label in pages
    ]


@require_safe
@desk_view
def desk(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    facts = facts_of(consultation)
    tasks = tasks_of(
        consultation,
        facts,
        runs=bool(may_run(request.user, consultation)),
        announces=bool(may_announce(request.user, consultation)),
    )
    context = {
        **desk_context(request, consultation, here="desk"),
        "facts": facts,
        "tasks": tasks,
        "next_task": next((task for task in tasks if task.is_next), None),
        "amendments": waiting_amendments(consultation),
        "newest": comment_lines(consultation, limit=NEWEST).lines,
        "failed": failed_jobs(consultation),
        "turnout": turnout_of(consultation.document),
        "timeline": timeline(consultation),
        "journal": journal(consultation, limit=JOURNAL_SHOWN).acts,
        "reports": consultation.reports.defer("contents").order_by("-number")[:5],
        "may_make_report": may_make_report(request.user, consultation),
        "may_cancel": may_cancel(request.user, consultation),
    }
    return render(request, "consultations/desk.html", context)


@require_safe
@desk_view
def desk_record(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    form = CursorForm(request.GET)
    if not form.is_valid():
        raise Http404(_("There is no such page of the record."))
    page = journal(consultation, before=form.cleaned_data["before"])
    context = {
        **desk_context(request, consultation, here="record"),
        "page": page,
        "older_url": f"?before={page.before}" if page.before else "",
        "newest_url": "?" if form.cleaned_data["before"] else "",
    }
    return render(request, "consultations/desk_record.html", context)
